/* A GPU that fails: every call says what went wrong, the session is of no use any more, the processor goes
   on, and nothing is left. Arguments: status, a part of the message, how many photons. */
#include "../c/box.h"
#include "left.h"

int main(int count, char **arguments) {
  chroma2_context_config config;
  chroma2_context *context = NULL, *processor = NULL;
  chroma2_geometry *geometry;
  chroma2_session *session = NULL, *second = NULL;
  chroma2_event *event = NULL;
  chroma2_source source = point(50000);
  const chroma2_event_config wanted = event_config(CHROMA2_WANT_HITS | CHROMA2_WANT_PHOTONS);
  chroma2_status expected, status;
  const char *part;
  int broken = 0;
  CHECK(count == 4);
  source.count = strtoull(arguments[3], NULL, 10);
  expected = (chroma2_status)atoi(arguments[1]);
  part = arguments[2];
  memset(&config, 0, sizeof config);
  config.struct_size = sizeof config;
  config.threads = 2;
  config.backend = CHROMA2_BACKEND_CPU;
  CHECK_OK(chroma2_context_create(&config, &processor));
  config.backend = CHROMA2_BACKEND_CUDA;
  CHECK_OK(chroma2_context_create(&config, &context));
  geometry = box(context, 1);
  status = chroma2_session_create(context, geometry, NULL, &session);
  if (status != CHROMA2_STATUS_OK) { /* it came at the upload of the geometry */
    CHECK(status == expected && strstr(chroma2_last_error_message(), part) && !session);
    printf("create: %s\n", chroma2_last_error_message());
  } else {
    CHECK_OK(chroma2_session_submit_source(session, &source, &wanted, &event));
    CHECK_FAILS(expected, part, chroma2_event_wait(event, UINT64_MAX));
    printf("event: %s\n", chroma2_last_error_message());
    CHECK_OK(chroma2_event_destroy(event));
    event = NULL;
    broken = 1;
    CHECK_FAILS(expected, part, chroma2_session_submit_source(session, &source, &wanted, &event));
    CHECK(!event);
    CHECK_OK(chroma2_session_drain(session, UINT64_MAX));
  }
  CHECK_OK(chroma2_session_create(processor, geometry, NULL, &second));
  CHECK_OK(chroma2_session_submit_source(second, &source, &wanted, &event));
  CHECK(summary_of(event).photons == source.count);
  CHECK_OK(chroma2_event_destroy(event));
  CHECK_OK(chroma2_session_destroy(second));
  if (broken) CHECK_OK(chroma2_session_destroy(session));
  CHECK_OK(chroma2_geometry_destroy(geometry));
  CHECK_OK(chroma2_context_destroy(context));
  CHECK_OK(chroma2_context_destroy(processor));
  nothing_is_left();
  return 0;
}

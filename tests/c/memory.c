/* A context's limit of memory: what is in use, what is refused, and that a refusal changes nothing. */
#include <stddef.h>
#include "box.h"

static chroma2_context *limited(uint64_t bytes) {
  chroma2_context *context = NULL;
  chroma2_context_config config;
  memset(&config, 0, sizeof config);
  config.struct_size = sizeof config;
  config.backend = CHROMA2_BACKEND_CPU;
  config.threads = 2;
  config.memory_limit = bytes;
  CHECK_OK(chroma2_context_create(&config, &context));
  return context;
}

static chroma2_context_info info_of(const chroma2_context *context) {
  chroma2_context_info info;
  memset(&info, 0, sizeof info);
  info.struct_size = sizeof info;
  CHECK_OK(chroma2_context_get_info(context, &info));
  return info;
}

/* The limit, what is in use and what is asked for are in the message. */
static void names_all_three(const chroma2_context *context) {
  char text[100];
  const char *message = chroma2_last_error_message();
  const chroma2_context_info info = info_of(context);
  snprintf(text, sizeof text, "memory_limit is %llu", (unsigned long long)info.memory_limit);
  CHECK(strstr(message, text) && strstr(message, "are in use") && strstr(message, "bytes are asked for"));
}

static chroma2_queue *queue_of(const chroma2_context *context, uint64_t capacity, int32_t expected) {
  chroma2_queue *queue = NULL;
  chroma2_queue_config config;
  memset(&config, 0, sizeof config);
  config.struct_size = sizeof config;
  config.capacity = capacity;
  config.item_size = 16;
  CHECK_STATUS(expected, chroma2_queue_create(context, &config, &queue));
  return queue;
}

static void commits_queues_and_pictures(void) {
  enum { SIDE = 400 };
  static uint8_t pixels[4 * SIDE * SIDE];
  chroma2_context *context = limited(1000000);
  chroma2_geometry *geometry = box(context, 1);
  const uint64_t small = info_of(context).memory;
  chroma2_queue *queue = queue_of(context, 1000, CHROMA2_STATUS_OK);
  const uint64_t with_queue = info_of(context).memory;
  chroma2_camera camera;
  CHECK(info_of(context).memory_limit == 1000000);
  CHECK(small > 0 && small < 100000);
  CHECK(with_queue >= small + 1024 * 16 && with_queue < small + 50000);
  CHECK(!queue_of(context, 1000000, CHROMA2_STATUS_OUT_OF_MEMORY));
  names_all_three(context);
  CHECK(strstr(chroma2_last_error_message(), "capacity of 1048576 items"));
  memset(&camera, 0, sizeof camera);
  camera.struct_size = sizeof camera;
  camera.position[0] = 500;
  camera.width = camera.height = SIDE;
  CHECK_FAILS(CHROMA2_STATUS_OUT_OF_MEMORY, "rays of the picture",
              chroma2_geometry_render(geometry, &camera, NULL, pixels, sizeof pixels));
  names_all_three(context);
  CHECK(info_of(context).memory == with_queue);
  CHECK_OK(chroma2_queue_destroy(queue));
  CHECK(info_of(context).memory == small);
  CHECK_OK(chroma2_geometry_destroy(geometry));
  CHECK(info_of(context).memory == 0);

  /* A commit that is refused can be made with another context's memory, or not at all; the geometry stays open. */
  CHECK_OK(chroma2_context_destroy(context));
  context = limited(1000);
  CHECK_OK(chroma2_geometry_create(context, &geometry));
  CHECK_FAILS(CHROMA2_STATUS_OUT_OF_MEMORY, "commit", chroma2_geometry_commit(geometry, NULL));
  names_all_three(context);
  {
    uint32_t index;
    CHECK_OK(chroma2_geometry_add_material(geometry, "after", &index));
  }
  CHECK_OK(chroma2_geometry_destroy(geometry));
  CHECK(info_of(context).memory == 0);
  CHECK_OK(chroma2_context_destroy(context));
}

static void submissions(void) {
  chroma2_context *context = limited(1000000);
  chroma2_geometry *geometry = box(context, 1);
  chroma2_session *session = NULL;
  chroma2_event *event = NULL, *kept[20];
  chroma2_event_config config = event_config(CHROMA2_WANT_PHOTONS);
  chroma2_source source = point(100000);
  const uint64_t before = info_of(context).memory;
  uint32_t count = 0;
  CHECK_OK(chroma2_session_create(context, geometry, NULL, &session));
  /* 100,000 end states have more than 5 MB. */
  CHECK_FAILS(CHROMA2_STATUS_OUT_OF_MEMORY, "end states", chroma2_session_submit_source(session, &source, &config, &event));
  names_all_three(context);
  CHECK(event == NULL && info_of(context).memory == before);
  /* Hits are known at the end only: the event then fails, and its memory is given back. */
  config = event_config(CHROMA2_WANT_HITS);
  CHECK_OK(chroma2_session_submit_source(session, &source, &config, &event));
  CHECK_FAILS(CHROMA2_STATUS_OUT_OF_MEMORY, "hits", chroma2_event_wait(event, UINT64_MAX));
  names_all_three(context);
  CHECK_OK(chroma2_event_destroy(event));
  CHECK_OK(chroma2_session_drain(session, UINT64_MAX));
  CHECK(info_of(context).memory == before);
  /* Kept events add up until one is refused; when they are gone there is room again. */
  source.count = 1000;
  config = event_config(CHROMA2_WANT_PHOTONS);
  while (count < 20) {
    const int32_t status = (int32_t)chroma2_session_submit_source(session, &source, &config, &kept[count]);
    if (status == CHROMA2_STATUS_OUT_OF_MEMORY) break;
    CHECK(status == CHROMA2_STATUS_OK);
    CHECK_OK(chroma2_event_wait(kept[count++], UINT64_MAX));
  }
  CHECK(count > 5 && count < 20);
  CHECK(info_of(context).memory > 500000 && info_of(context).memory <= 1000000);
  while (count > 0) CHECK_OK(chroma2_event_destroy(kept[--count]));
  CHECK_OK(chroma2_session_submit_source(session, &source, &config, &event));
  CHECK_OK(chroma2_event_wait(event, UINT64_MAX));
  CHECK_OK(chroma2_event_destroy(event));
  CHECK_OK(chroma2_session_destroy(session));
  CHECK_OK(chroma2_geometry_destroy(geometry));
  CHECK_OK(chroma2_context_destroy(context));
}

/* A program that was compiled before there was a limit. */
static void older_structs(void) {
  chroma2_context *context = NULL;
  chroma2_context_config config;
  chroma2_context_info info;
  memset(&config, 0, sizeof config);
  memset(&info, 0, sizeof info);
  config.struct_size = offsetof(chroma2_context_config, memory_limit);
  config.memory_limit = 1; /* beyond its struct */
  CHECK_OK(chroma2_context_create(&config, &context));
  info.struct_size = offsetof(chroma2_context_info, memory_limit);
  info.memory_limit = 77;
  CHECK_OK(chroma2_context_get_info(context, &info));
  CHECK(info.memory_limit == 77);
  CHECK(info_of(context).memory_limit == 0);
  CHECK_OK(chroma2_context_destroy(context));
}

int main(void) {
  commits_queues_and_pictures();
  submissions();
  older_structs();
  CHECK_NO_HANDLES();
  return 0;
}

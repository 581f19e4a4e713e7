/* Legs that begin in one material and end in another: counted, listed, warned of once. */
#include "nested.h"

struct seen {
  int count;
  char message[1024];
};

static void note(void *user, uint32_t level, const char *message) {
  struct seen *seen = (struct seen *)user;
  if (level != CHROMA2_LOG_LEVEL_WARN) return;
  seen->count += 1;
  snprintf(seen->message, sizeof seen->message, "%s", message);
}

static chroma2_context *context_of(uint32_t threads) {
  chroma2_context_config config;
  chroma2_context *context = NULL;
  memset(&config, 0, sizeof config);
  config.struct_size = sizeof config;
  config.backend = CHROMA2_BACKEND_CPU;
  config.threads = threads;
  CHECK_OK(chroma2_context_create(&config, &context));
  return context;
}

static chroma2_session *session_in(int right) {
  chroma2_context *context = context_of(2);
  chroma2_geometry *geometry = nested(context, right);
  chroma2_session *session = NULL;
  CHECK_OK(chroma2_session_create(context, geometry, NULL, &session));
  CHECK_OK(chroma2_context_destroy(context));
  CHECK_OK(chroma2_geometry_destroy(geometry));
  return session;
}

/* The event's count. */
static uint64_t shine(chroma2_session *session, uint64_t count, uint64_t id) {
  const chroma2_source source = point(count);
  chroma2_event_config config = event_config(CHROMA2_WANT_SUMMARY);
  chroma2_event *event = NULL;
  uint64_t changes;
  config.event_id = id;
  CHECK_OK(chroma2_session_submit_source(session, &source, &config, &event));
  changes = summary_of(event).medium_changes;
  CHECK_OK(chroma2_event_destroy(event));
  return changes;
}

int main(void) {
  struct seen seen;
  struct table table;
  chroma2_session *right = session_in(1), *wrong = session_in(0);
  chroma2_medium_changes changes;
  uint64_t total;
  uint32_t one = 77;
  memset(&seen, 0, sizeof seen);
  CHECK_OK(chroma2_log_set_callback(CHROMA2_LOG_LEVEL_WARN, note, &seen));

  CHECK(shine(right, 1000, 1) == 0 && seen.count == 0);
  CHECK(changes_of(right, &table).total == 0 && changes_of(right, &table).count == 0);

  /* Every photon leaves the inner box, into air as it says, and comes to the wall through vacuum. */
  total = shine(wrong, 1000, 1);
  CHECK(total == 1000 && seen.count == 1);
  CHECK(strstr(seen.message, "material 2 (air), at instance 1 (of mesh 1, inner)"));
  CHECK(strstr(seen.message, "material 0 (vacuum), at instance 0 (of mesh 0, wall)"));
  CHECK(shine(wrong, 500, 2) == 500 && seen.count == 1);
  changes = changes_of(wrong, &table);
  CHECK(changes.total == 1500 && changes.unlisted == 0 && changes.count == 1);
  CHECK(table.material_begin[0] == 2 && table.material_end[0] == 0 && table.legs[0] == 1500);
  CHECK(table.instance_begin[0] == 1 && table.instance_end[0] == 0);

  /* Some columns only; no more than there is room for. */
  memset(&changes, 0, sizeof changes);
  changes.struct_size = sizeof changes;
  changes.instance_begin = &one;
  CHECK_OK(chroma2_session_get_medium_changes(wrong, &changes));
  CHECK(changes.count == 1 && changes.capacity == 0 && one == 77);
  changes.capacity = UINT64_MAX;
  CHECK_OK(chroma2_session_get_medium_changes(wrong, &changes));
  CHECK(changes.instance_begin == &one && one == 1);

  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "changes is NULL", chroma2_session_get_medium_changes(wrong, NULL));
  changes.struct_size = 3;
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "struct_size is 3", chroma2_session_get_medium_changes(wrong, &changes));
  changes.struct_size = sizeof changes;
  CHECK_OK(chroma2_session_destroy(wrong));
  CHECK_FAILS(CHROMA2_STATUS_INVALID_HANDLE, "session", chroma2_session_get_medium_changes(wrong, &changes));
  CHECK_OK(chroma2_session_destroy(right));
  CHECK_OK(chroma2_log_set_callback(CHROMA2_LOG_LEVEL_OFF, NULL, NULL));
  CHECK_NO_HANDLES();
  return 0;
}

/* The process's limit to the size of files (RLIMIT_FSIZE): what would exceed it is an I/O error for every file that the
   library writes, not the signal SIGXFSZ, which ends a process; files that were there stay as they were. */
#if !defined(__unix__)
int main(void) { return 0; }
#else
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "box.h"

enum { SIDE = 200 };

static const char *folder;
static char name[2][1024];

static const char *path(int which, const char *file) {
  snprintf(name[which], sizeof name[which], "%s/file_limit_%d%s", folder, (int)getpid(), file);
  return name[which];
}

static void limit(rlim_t bytes) {
  struct rlimit limit;
  CHECK(getrlimit(RLIMIT_FSIZE, &limit) == 0);
  limit.rlim_cur = bytes;
  CHECK(setrlimit(RLIMIT_FSIZE, &limit) == 0);
}

static long size_of(const char *file) {
  struct stat about;
  return stat(file, &about) == 0 ? (long)about.st_size : -1;
}

static void run(const chroma2_session *session, int events) {
  const chroma2_source source = point(1000);
  int i;
  for (i = 0; i < events; ++i) {
    chroma2_event *event = NULL;
    CHECK_OK(chroma2_session_submit_source(session, &source, NULL, &event));
    CHECK_OK(chroma2_event_destroy(event));
  }
  CHECK_OK(chroma2_session_drain(session, UINT64_MAX));
}

/* A grid of triangles, too many for the scene file itself. */
static chroma2_geometry *grid(const chroma2_context *context) {
  static float vertices[50][50][3];
  static uint32_t triangles[49 * 49 * 2][3];
  chroma2_geometry *geometry = NULL;
  chroma2_mesh_config config;
  uint32_t x, y, index, *next = &triangles[0][0];
  for (x = 0; x < 50; ++x)
    for (y = 0; y < 50; ++y) vertices[x][y][0] = (float)x, vertices[x][y][1] = (float)y;
  for (x = 0; x < 49; ++x)
    for (y = 0; y < 49; ++y) {
      const uint32_t a = x * 50 + y, corners[6] = {a, a + 50, a + 1, a + 1, a + 50, a + 51};
      memcpy(next, corners, sizeof corners);
      next += 6;
    }
  CHECK_OK(chroma2_geometry_create(context, &geometry));
  CHECK_OK(chroma2_geometry_add_material(geometry, "vacuum", &index));
  memset(&config, 0, sizeof config);
  config.struct_size = sizeof config;
  config.vertices = &vertices[0][0][0], config.vertex_count = 2500;
  config.triangles = &triangles[0][0], config.triangle_count = 49 * 49 * 2;
  CHECK_OK(chroma2_geometry_add_mesh(geometry, &config, &index));
  CHECK_OK(chroma2_geometry_add_instance(geometry, index, NULL, NULL, -1, NULL));
  return geometry;
}

static void shown(void *user, uint32_t level, const char *message) {
  if (level == CHROMA2_LOG_LEVEL_WARN && strstr(message, "tree_cache") && strstr(message, "not kept")) ++*(int *)user;
}

int main(void) {
  static unsigned char picture[SIDE * SIDE * 4];
  chroma2_context *context = NULL;
  chroma2_geometry *geometry;
  chroma2_session *session = box_session(1, 1);
  chroma2_commit_config commit;
  chroma2_trace_config config;
  const chroma2_status io = CHROMA2_STATUS_IO;
  int seen = 0;
  uint32_t noise = 1;
  size_t i;
  folder = getenv("CHROMA2_TEST_OUT") ? getenv("CHROMA2_TEST_OUT") : ".";
  signal(SIGXFSZ, SIG_DFL);
  for (i = 0; i < sizeof picture; ++i) picture[i] = (unsigned char)((noise = noise * 1664525u + 1013904223u) >> 24);
  CHECK_OK(chroma2_context_create(NULL, &context));
  geometry = grid(context);
  memset(&config, 0, sizeof config);
  config.struct_size = sizeof config;

  CHECK_OK(chroma2_image_write_png(path(0, ".png"), picture, 2, 2));
  limit(16384);
  CHECK_FAILS(io, "too large", chroma2_image_write_png(path(0, ".png"), picture, SIDE, SIDE));
  CHECK(size_of(name[0]) > 0 && size_of(name[0]) < 1000); /* the one from before */
  CHECK_FAILS(io, "too large", chroma2_geometry_save(geometry, path(1, ".scene")));

  /* Traces: written by a thread of the library, at the end, and when saved. */
  CHECK_OK(chroma2_session_trace_start(session, path(1, ".json"), &config));
  run(session, 300);
  CHECK_FAILS(io, "too large", chroma2_session_trace_stop(session));
  config.deterministic = 1;
  CHECK_OK(chroma2_session_trace_start(session, path(1, ".json"), &config));
  run(session, 300);
  CHECK_FAILS(io, "too large", chroma2_session_trace_stop(session));
  config.deterministic = 0;
  CHECK_OK(chroma2_session_trace_start(session, NULL, &config));
  run(session, 300);
  CHECK_FAILS(io, "too large", chroma2_session_trace_save(session, path(1, ".json")));
  CHECK_OK(chroma2_session_trace_stop(session));
  limit(0);
  CHECK_FAILS(io, "too large", chroma2_session_trace_start(session, path(1, ".json"), &config));
  { /* A checkpoint fails, and its session goes on. */
    const chroma2_source large = point(1ull << 32);
    chroma2_event *event = NULL;
    CHECK_OK(chroma2_session_submit_source(session, &large, NULL, &event));
    CHECK_FAILS(io, "too large", chroma2_session_checkpoint(session, path(1, ".ck")));
    CHECK_FAILS(io, "too large", chroma2_session_suspend(session, path(1, ".ck"), 0));
    CHECK_OK(chroma2_event_cancel(event));
    CHECK_OK(chroma2_event_destroy(event));
    run(session, 300);
  }
  limit(16384);

  /* A commit needs no file of trees: it says that it has none. */
  memset(&commit, 0, sizeof commit);
  commit.struct_size = sizeof commit;
  commit.tree_cache = path(1, ".trees");
  CHECK_OK(chroma2_log_set_callback(CHROMA2_LOG_LEVEL_WARN, shown, &seen));
  CHECK_OK(chroma2_geometry_commit(geometry, &commit));
  CHECK_OK(chroma2_log_set_callback(CHROMA2_LOG_LEVEL_OFF, NULL, NULL));
  CHECK(seen == 1);

  /* The signal still comes to the program's own writes. */
  CHECK(signal(SIGXFSZ, SIG_DFL) == SIG_DFL);
  {
    sigset_t mask;
    CHECK(sigprocmask(SIG_BLOCK, NULL, &mask) == 0 && !sigismember(&mask, SIGXFSZ));
    CHECK(sigpending(&mask) == 0 && !sigismember(&mask, SIGXFSZ));
  }
  remove(path(0, ".png")), remove(path(0, ".json"));
  CHECK_OK(chroma2_session_destroy(session));
  CHECK_OK(chroma2_geometry_destroy(geometry));
  CHECK_OK(chroma2_context_destroy(context));
  CHECK_NO_HANDLES();
  return 0;
}
#endif

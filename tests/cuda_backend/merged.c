/* Small events that a stand-in GPU propagates together: each gives what it gives alone on the processor. */
#include "context_on.h"
#include "many_events.h"

static chroma2_session *session_on(chroma2_context *context, const chroma2_geometry *geometry) {
  chroma2_session *session = NULL;
  CHECK_OK(chroma2_session_create(context, geometry, NULL, &session));
  return session;
}

int main(void) {
  chroma2_context *gpu = context_on(CHROMA2_BACKEND_CUDA), *cpu = context_on(CHROMA2_BACKEND_CPU);
  int world;
  for (world = 0; world < 2; ++world) { /* closed, and with overlapping media */
    chroma2_geometry *geometry = world ? nested(gpu, 0) : box(gpu, 1);
    chroma2_session *on_gpu = session_on(gpu, geometry), *on_cpu = session_on(cpu, geometry);
    compare(on_gpu, on_cpu);
    CHECK_OK(chroma2_session_destroy(on_gpu));
    CHECK_OK(chroma2_session_destroy(on_cpu));
    CHECK_OK(chroma2_geometry_destroy(geometry));
  }
  CHECK_OK(chroma2_context_destroy(gpu));
  CHECK_OK(chroma2_context_destroy(cpu));
  nothing_is_left();
  return 0;
}

/* Charged steps on a stand-in GPU and on the processor: the same results, bit for bit, in one slice and in many. */
#include "../c/steps.h"
#include "left.h"

enum { STEPS = 2000, MANY = 120000 };

static chroma2_session *session_on(uint32_t backend, uint32_t slice) {
  chroma2_context_config of_context;
  chroma2_session_config of_session;
  chroma2_context *context = NULL;
  chroma2_geometry *geometry;
  chroma2_session *session = NULL;
  memset(&of_context, 0, sizeof of_context);
  of_context.struct_size = sizeof of_context;
  of_context.backend = backend;
  of_context.threads = 2;
  CHECK_OK(chroma2_context_create(&of_context, &context));
  geometry = liquid_box(context);
  memset(&of_session, 0, sizeof of_session);
  of_session.struct_size = sizeof of_session;
  of_session.chunk_photons = slice;
  CHECK_OK(chroma2_session_create(context, geometry, &of_session, &session));
  CHECK_OK(chroma2_geometry_destroy(geometry));
  CHECK_OK(chroma2_context_destroy(context));
  return session;
}

static chroma2_event *submit(const chroma2_session *session, const chroma2_steps *steps) {
  chroma2_event_config config = event_config(CHROMA2_WANT_PHOTONS | CHROMA2_WANT_HITS | CHROMA2_WANT_STEPS);
  chroma2_event *event = NULL;
  config.seed = 77;
  config.record_first = 3;
  CHECK_OK(chroma2_session_submit_steps(session, steps, &config, &event));
  return event;
}

static void compare(const chroma2_event *x, const chroma2_event *y) {
  chroma2_photon_states a, b;
  const chroma2_hits p = hits_of(x), q = hits_of(y);
  chroma2_records r, s;
  memset(&a, 0, sizeof a);
  a.struct_size = sizeof a;
  b = a;
  memset(&r, 0, sizeof r);
  r.struct_size = sizeof r;
  s = r;
  CHECK_OK(chroma2_event_get_photons(x, &a));
  CHECK_OK(chroma2_event_get_photons(y, &b));
  CHECK(a.count == b.count && a.count > 50000);
  CHECK(!memcmp(a.position, b.position, a.count * 12) && !memcmp(a.direction, b.direction, a.count * 12));
  CHECK(!memcmp(a.polarization, b.polarization, a.count * 12) && !memcmp(a.time, b.time, a.count * 4));
  CHECK(!memcmp(a.wavelength, b.wavelength, a.count * 4) && !memcmp(a.weight, b.weight, a.count * 4));
  CHECK(!memcmp(a.flags, b.flags, a.count * 4));
  CHECK(p.count == q.count && p.count > 10000 && !memcmp(p.photon, q.photon, p.count * 8));
  CHECK(!memcmp(p.time, q.time, p.count * 4) && !memcmp(p.channel, q.channel, p.count * 4));
  CHECK_OK(chroma2_event_get_records(x, &r));
  CHECK_OK(chroma2_event_get_records(y, &s));
  CHECK(r.photon_count == 3 && s.photon_count == 3 && r.state_count == s.state_count);
  CHECK(!memcmp(r.position, s.position, r.state_count * 12));
}

/* So many steps that they are sent in pieces, of 0 or 1 photon each. */
static void in_pieces(const chroma2_session *cpu) {
  static chroma2_step records[MANY];
  const chroma2_steps steps = steps_of(records, MANY);
  chroma2_session *gpu = session_on(CHROMA2_BACKEND_CUDA, 0);
  chroma2_event *event, *expected;
  uint64_t i;
  many_steps(records, MANY);
  for (i = 0; i < MANY; ++i) records[i].count %= 2;
  event = submit(gpu, &steps);
  expected = submit(cpu, &steps);
  CHECK(summary_of(event).photons == summary_of(expected).photons);
  compare(event, expected);
  CHECK_OK(chroma2_event_destroy(event));
  CHECK_OK(chroma2_event_destroy(expected));
  CHECK_OK(chroma2_session_destroy(gpu));
}

int main(void) {
  static chroma2_step records[STEPS];
  const uint32_t slices[2] = {0, 8192};
  const uint64_t photons = many_steps(records, STEPS);
  chroma2_steps steps = steps_of(records, STEPS);
  chroma2_session *cpu = session_on(CHROMA2_BACKEND_CPU, 0), *gpu;
  chroma2_event *expected = submit(cpu, &steps), *event;
  uint64_t step[2], index = photons - 1;
  int i;
  CHECK(summary_of(expected).photons == photons);
  for (i = 0; i < 2; ++i) {
    gpu = session_on(CHROMA2_BACKEND_CUDA, slices[i]);
    event = submit(gpu, &steps);
    CHECK(summary_of(event).photons == photons);
    compare(event, expected);
    CHECK_OK(chroma2_event_find_steps(event, &index, 1, &step[0], NULL));
    CHECK_OK(chroma2_event_find_steps(expected, &index, 1, &step[1], NULL));
    CHECK(step[0] == step[1]);
    CHECK_OK(chroma2_event_destroy(event));
    CHECK_OK(chroma2_session_destroy(gpu));
  }
  CHECK_OK(chroma2_event_destroy(expected));
  /* A part that begins and ends within steps. */
  steps.first_photon = 1001;
  steps.photon_count = photons - 2002;
  gpu = session_on(CHROMA2_BACKEND_CUDA, 4096);
  event = submit(gpu, &steps);
  expected = submit(cpu, &steps);
  CHECK(summary_of(event).photons == photons - 2002 && summary_of(expected).photons == photons - 2002);
  compare(event, expected);
  CHECK_OK(chroma2_event_destroy(event));
  CHECK_OK(chroma2_event_destroy(expected));
  CHECK_OK(chroma2_session_destroy(gpu));
  in_pieces(cpu);
  CHECK_OK(chroma2_session_destroy(cpu));
  CHECK_NO_HANDLES();
  nothing_is_left();
  return 0;
}

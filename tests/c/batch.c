/* Batches: many events of one submission give what each gives alone. */
#include "steps.h"

enum { EVENTS = 40, PHOTONS = 3000 };

static float position[PHOTONS][3], direction[PHOTONS][3], wavelength[PHOTONS];
static uint64_t offsets[EVENTS + 1], ids[EVENTS], seeds[EVENTS];
static chroma2_source sources[EVENTS];

static chroma2_session *session;

#define INVALID(text, call) CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, text, call)

static chroma2_batch batch_of(uint64_t count) {
  chroma2_batch batch;
  memset(&batch, 0, sizeof batch);
  batch.struct_size = sizeof batch;
  batch.count = count;
  return batch;
}

static chroma2_photons given(uint64_t first, uint64_t count) {
  chroma2_photons photons;
  memset(&photons, 0, sizeof photons);
  photons.struct_size = sizeof photons;
  photons.count = count;
  photons.position = position[first];
  photons.direction = direction[first];
  photons.wavelength = wavelength + first;
  return photons;
}

static void prepare(void) {
  uint32_t seed = 7;
  int i, axis;
  for (i = 0; i < PHOTONS; ++i) {
    for (axis = 0; axis < 3; ++axis) {
      seed = seed * 1664525u + 1013904223u;
      direction[i][axis] = (float)(seed >> 8) / (1 << 23) - 1.0f;
    }
    wavelength[i] = 400.0f;
  }
  for (i = 0; i < EVENTS; ++i) {
    const uint64_t next = offsets[i] + (uint64_t)(i * 37 % 150); /* some have none */
    offsets[i + 1] = PHOTONS;
    if (i + 1 < EVENTS && next < PHOTONS) offsets[i + 1] = next;
    ids[i] = 1000u - (uint64_t)i;
    seeds[i] = (uint64_t)i * i;
    sources[i] = point((uint64_t)(i * 53 % 211));
    sources[i].position[0] = 0.5 * i;
  }
}

static chroma2_event *alone(const chroma2_batch *batch, int i, const chroma2_event_config *all) {
  chroma2_event_config config = *all;
  chroma2_event *event = NULL;
  config.event_id = batch->event_ids ? ids[i] : all->event_id + (uint64_t)i;
  config.seed = batch->seeds ? seeds[i] : all->seed;
  if (batch->sources) {
    CHECK_OK(chroma2_session_submit_source(session, &sources[i], &config, &event));
  } else if (batch->photons) {
    const chroma2_photons photons = given(offsets[i], offsets[i + 1] - offsets[i]);
    CHECK_OK(chroma2_session_submit(session, &photons, &config, &event));
  } else {
    chroma2_steps steps = *batch->steps;
    steps.records += batch->offsets[i];
    steps.count = batch->offsets[i + 1] - batch->offsets[i];
    CHECK_OK(chroma2_session_submit_steps(session, &steps, &config, &event));
  }
  return event;
}

#define SAME(field, width) \
  CHECK(b.count == 0 || !memcmp(a.field + (width) * first, b.field, b.count * sizeof *a.field * (width)))

static void like_alone(const chroma2_batch *batch, const chroma2_event_config *config) {
  chroma2_event *event = NULL;
  chroma2_batch_results results;
  chroma2_summary all, sum;
  chroma2_hits a;
  uint64_t i;
  memset(&results, 0, sizeof results);
  results.struct_size = sizeof results;
  CHECK_OK(chroma2_session_submit_batch(session, batch, config, &event));
  all = summary_of(event);
  a = hits_of(event);
  CHECK_OK(chroma2_event_get_batch(event, &results));
  CHECK(results.count == batch->count && results.hit_offsets[0] == 0 && results.hit_offsets[batch->count] == a.count);
  memset(&sum, 0, sizeof sum);
  for (i = 0; i < batch->count; ++i) {
    chroma2_event *one = alone(batch, (int)i, config);
    const uint64_t first = results.hit_offsets[i];
    const chroma2_summary own = summary_of(one);
    const chroma2_hits b = hits_of(one);
    chroma2_summary of_batch;
    of_batch.struct_size = sizeof of_batch;
    CHECK_OK(chroma2_event_get_batch_summary(event, i, &of_batch));
    CHECK(!memcmp(&own, &of_batch, sizeof own) && b.count == results.hit_offsets[i + 1] - first);
    SAME(channel, 1);
    SAME(photon, 1);
    SAME(event, 1);
    SAME(position, 3);
    SAME(direction, 3);
    SAME(polarization, 3);
    SAME(time, 1);
    SAME(wavelength, 1);
    SAME(flags, 1);
    sum.photons += own.photons;
    sum.hits += own.hits;
    sum.random_numbers += own.random_numbers;
    CHECK_OK(chroma2_event_destroy(one));
  }
  CHECK(all.photons == sum.photons && all.hits == sum.hits && all.random_numbers == sum.random_numbers && sum.hits > 0);
  INVALID("place is", chroma2_event_get_batch_summary(event, batch->count, &sum));
  CHECK_OK(chroma2_event_destroy(event));
}

static void refused(chroma2_batch batch, chroma2_event_config config) {
  chroma2_event *event = NULL;
  chroma2_photons photons = given(0, PHOTONS);
  chroma2_source bad[2];
  uint64_t wrong[3];
  INVALID("event is NULL", chroma2_session_submit_batch(session, &batch, NULL, NULL));
  INVALID("batch is NULL", chroma2_session_submit_batch(session, NULL, NULL, &event));
  batch.sources = NULL;
  INVALID("batch: 0 of sources, photons and steps are given; one of them is needed",
          chroma2_session_submit_batch(session, &batch, NULL, &event));
  batch.sources = sources;
  batch.photons = &photons;
  INVALID("batch: 2 of", chroma2_session_submit_batch(session, &batch, NULL, &event));
  batch.sources = NULL;
  INVALID("batch->offsets is NULL", chroma2_session_submit_batch(session, &batch, NULL, &event));
  batch.count = 2;
  batch.offsets = wrong;
  wrong[0] = 1;
  wrong[1] = 2;
  wrong[2] = PHOTONS;
  INVALID("batch->offsets[0] is 1; 0 is needed", chroma2_session_submit_batch(session, &batch, NULL, &event));
  wrong[0] = 0;
  wrong[1] = PHOTONS + 1;
  INVALID("batch->offsets[2] is 3000; at least 3001", chroma2_session_submit_batch(session, &batch, NULL, &event));
  wrong[1] = 2;
  wrong[2] = 5;
  INVALID("batch->offsets[2] is 5; the number of all photons, 3000, is needed",
          chroma2_session_submit_batch(session, &batch, NULL, &event));
  batch.photons = NULL;
  batch.sources = bad;
  INVALID("batch->offsets are given, but each event has a source",
          chroma2_session_submit_batch(session, &batch, NULL, &event));
  batch.offsets = NULL;
  bad[0] = point(3);
  bad[1] = point(3);
  bad[1].weight = -1.0f / 0.0f;
  INVALID("batch->sources[1]: ", chroma2_session_submit_batch(session, &batch, NULL, &event));
  bad[1].struct_size = 3;
  INVALID("batch->sources[1]: struct_size is 3", chroma2_session_submit_batch(session, &batch, NULL, &event));
  bad[1] = point(3);
  batch.source_size = 8;
  INVALID("batch->source_size is 8", chroma2_session_submit_batch(session, &batch, NULL, &event));
  batch.source_size = 0;
  config.want = CHROMA2_WANT_PHOTONS;
  INVALID("config->want has CHROMA2_WANT_PHOTONS", chroma2_session_submit_batch(session, &batch, &config, &event));
  config.want = 0;
  config.record_first = 1;
  INVALID("config->record_first", chroma2_session_submit_batch(session, &batch, &config, &event));
  batch.count = (uint64_t)1 << 40;
  INVALID("batch->count is", chroma2_session_submit_batch(session, &batch, NULL, &event));
  CHECK(!event);
}

static void done(void *user, chroma2_event *event, chroma2_status status) {
  chroma2_batch_results results;
  results.struct_size = sizeof results;
  CHECK(status == CHROMA2_STATUS_OK);
  CHECK_OK(chroma2_event_get_batch(event, &results));
  *(uint64_t *)user = results.count;
}

int main(void) {
  chroma2_event_config config = event_config(CHROMA2_WANT_HITS);
  chroma2_batch batch = batch_of(EVENTS);
  chroma2_event *event = NULL;
  chroma2_batch_results results;
  const chroma2_photons all = given(0, PHOTONS);
  chroma2_photons photons = all;
  const chroma2_source one = point(10);
  uint64_t told = 0;
  int i;
  prepare();
  session = box_session(3, 1);
  config.seed = 99;
  config.event_id = 7;
  config.first_index = 5;
  batch.sources = sources;
  like_alone(&batch, &config);
  config.first_index = UINT64_MAX - 250; /* room for each, not for the sum */
  like_alone(&batch, &config);
  batch.event_ids = ids;
  batch.seeds = seeds;
  INVALID("config->event_id is 7, but would not be used",
          chroma2_session_submit_batch(session, &batch, &config, &event));
  config.event_id = 0;
  INVALID("config->seed is 99, but would not be used", chroma2_session_submit_batch(session, &batch, &config, &event));
  config.seed = 0;
  like_alone(&batch, &config);
  batch.sources = NULL;
  batch.photons = &photons;
  batch.offsets = offsets;
  like_alone(&batch, &config);
  config.borrow = 1;
  like_alone(&batch, &config);
  config.borrow = 0;
  refused(batch_of(EVENTS), config);

  /* A hundred thousand events of few photons, of which the callback hears once. */
  {
    enum { MANY = 100000 };
    chroma2_source *many = (chroma2_source *)malloc(MANY * sizeof *many);
    for (i = 0; i < MANY; ++i) many[i] = point((uint64_t)(i % 4));
    batch = batch_of(MANY);
    batch.sources = many;
    config = event_config(CHROMA2_WANT_SUMMARY);
    config.on_done = done;
    config.user = &told;
    CHECK_OK(chroma2_session_submit_batch(session, &batch, &config, &event));
    CHECK(summary_of(event).photons == MANY / 4 * 6 && told == MANY);
    CHECK_OK(chroma2_event_destroy(event));
    free(many);
  }

  /* None; one that is cancelled; an event that is no batch. */
  batch = batch_of(0);
  CHECK_OK(chroma2_session_submit_batch(session, &batch, NULL, &event));
  CHECK(summary_of(event).photons == 0 && hits_of(event).count == 0);
  results.struct_size = sizeof results;
  CHECK_OK(chroma2_event_get_batch(event, &results));
  CHECK(results.count == 0 && results.hit_offsets[0] == 0);
  CHECK_OK(chroma2_event_destroy(event));
  {
    chroma2_source large[2];
    large[0] = large[1] = point((uint64_t)1 << 39); /* a few shares each, not one for each thread's turn */
    batch = batch_of(2);
    batch.sources = large;
    CHECK_OK(chroma2_session_submit_batch(session, &batch, NULL, &event));
    CHECK_OK(chroma2_event_cancel(event));
    CHECK_FAILS(CHROMA2_STATUS_CANCELLED, "cancelled", chroma2_event_wait(event, UINT64_MAX));
    CHECK_FAILS(CHROMA2_STATUS_CANCELLED, "cancelled", chroma2_event_get_batch(event, &results));
    CHECK_OK(chroma2_event_destroy(event));
  }
  CHECK_OK(chroma2_session_submit_source(session, &one, NULL, &event));
  CHECK_OK(chroma2_event_wait(event, UINT64_MAX));
  CHECK_FAILS(CHROMA2_STATUS_INVALID_STATE, "is not that of a batch", chroma2_event_get_batch(event, &results));
  CHECK_OK(chroma2_event_destroy(event));
  CHECK_OK(chroma2_session_destroy(session));
  CHECK(chroma2_live_handles() == 0);
  return 0;
}

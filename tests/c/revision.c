/* Revisions of a committed geometry: moved instances, other tables, sessions that go over to them, and refusals. */
#include "box.h"

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

/* A revision that can be changed. */
static chroma2_geometry *revise(const chroma2_geometry *geometry) {
  chroma2_geometry *revision = NULL;
  CHECK_OK(chroma2_geometry_revise(geometry, &revision));
  return revision;
}

static void digest_of(const chroma2_geometry *geometry, uint8_t *digest) {
  CHECK_OK(chroma2_geometry_get_digest(geometry, digest));
}

/* Two boxes of the mesh of box.h, 300 mm apart along x, committed where wanted; `place`: of the second one. */
static chroma2_geometry *two(const chroma2_context *context, const double *place, int32_t channel, double length) {
  chroma2_geometry *first = box(context, 1), *geometry;
  geometry = revise(first);
  CHECK_OK(chroma2_geometry_add_instance(geometry, 0, NULL, place, channel, NULL));
  CHECK_OK(chroma2_geometry_set_material_property(geometry, 0, CHROMA2_MATERIAL_PROPERTY_ABSORPTION_LENGTH, NULL,
                                                  &length, 1));
  CHECK_OK(chroma2_geometry_commit(geometry, NULL));
  CHECK_OK(chroma2_geometry_destroy(first)); /* the revision has what it needs */
  return geometry;
}

static uint64_t hits_at(chroma2_session *session, double x, uint64_t id, int32_t *channel) {
  chroma2_source source = point(2000);
  chroma2_event_config config = event_config(CHROMA2_WANT_HITS);
  chroma2_event *event = NULL;
  chroma2_hits hits;
  uint64_t count;
  source.position[0] = x;
  config.event_id = id;
  CHECK_OK(chroma2_session_submit_source(session, &source, &config, &event));
  CHECK_OK(chroma2_event_wait(event, UINT64_MAX));
  hits = hits_of(event);
  count = hits.count;
  if (channel && count) *channel = hits.channel[0];
  CHECK_OK(chroma2_event_destroy(event));
  return count;
}

static void moves(const chroma2_context *context) {
  static const double near_[3] = {300, 0, 0}, far_[3] = {900, 0, 0}, turn[9] = {0, -1, 0, 1, 0, 0, 0, 0, 1};
  chroma2_geometry *before = two(context, near_, 3, 1000), *after = revise(before), *fresh;
  chroma2_session *session = NULL;
  chroma2_event *early = NULL;
  chroma2_source source = point(20000);
  chroma2_event_config config = event_config(CHROMA2_WANT_HITS);
  chroma2_geometry_info info;
  const uint32_t both[2] = {0, 1};
  const double places[2][3] = {{0, 0, 0}, {900, 0, 0}};
  chroma2_instances many;
  uint8_t one[32], other[32];
  uint64_t direct;
  int32_t channel = -1;
  CHECK_OK(chroma2_session_create(context, before, NULL, &session));

  CHECK_OK(chroma2_geometry_move_instance(after, 1, NULL, far_));
  CHECK_STATUS(CHROMA2_STATUS_INVALID_STATE, chroma2_session_set_geometry(session, after)); /* not committed yet */
  CHECK(strstr(chroma2_last_error_message(), "is not committed yet"));
  CHECK_OK(chroma2_geometry_commit(after, NULL));
  fresh = two(context, far_, 3, 1000);
  digest_of(after, one);
  digest_of(fresh, other);
  CHECK(!memcmp(one, other, 32));
  digest_of(before, other);
  CHECK(memcmp(one, other, 32));
  CHECK_OK(chroma2_geometry_destroy(fresh));

  /* A light at 900 mm is in the second box after the move alone. */
  direct = hits_at(session, 300, 1, &channel);
  CHECK(direct > 1000 && channel == 3);
  CHECK(hits_at(session, 900, 1, NULL) < direct);
  source.position[0] = 300;
  config.event_id = 1;
  CHECK_OK(chroma2_session_submit_source(session, &source, &config, &early));
  CHECK_OK(chroma2_session_set_geometry(session, after));
  CHECK_OK(chroma2_geometry_destroy(before));
  CHECK(hits_at(session, 900, 1, &channel) > 1000 && channel == 3);
  CHECK(summary_of(early).hits > 10000); /* the box was there when it was submitted */
  CHECK_OK(chroma2_event_destroy(early));

  /* Many at once, with a rotation that stays or does not, and a channel. */
  memset(&many, 0, sizeof many);
  many.struct_size = sizeof many;
  many.count = 2;
  many.translations = places[0];
  before = revise(after);
  CHECK_OK(chroma2_geometry_move_instances(before, both, &many));
  CHECK_OK(chroma2_geometry_commit(before, NULL));
  digest_of(before, other);
  CHECK(!memcmp(one, other, 32)); /* they were there already */
  CHECK_OK(chroma2_geometry_destroy(before));
  before = revise(after);
  CHECK_OK(chroma2_geometry_move_instance(before, 1, turn, NULL));
  CHECK_OK(chroma2_geometry_set_channel(before, 1, 11));
  CHECK_OK(chroma2_geometry_commit(before, NULL));
  digest_of(before, other);
  CHECK(memcmp(one, other, 32));
  CHECK_OK(chroma2_geometry_get_channel(before, 1, 0, &channel));
  CHECK(channel == 11);
  memset(&info, 0, sizeof info);
  info.struct_size = sizeof info;
  CHECK_OK(chroma2_geometry_get_info(before, &info));
  CHECK(info.upper[0] > 999 && info.upper[0] < 1001 && info.channel_count == 12 && info.instance_count == 2);
  CHECK_OK(chroma2_session_set_geometry(session, before));
  CHECK(hits_at(session, 900, 1, &channel) > 1000 && channel == 11);
  CHECK_OK(chroma2_geometry_destroy(before));
  CHECK_OK(chroma2_geometry_destroy(after));
  CHECK(hits_at(session, 900, 2, &channel) > 1000);
  CHECK_OK(chroma2_session_destroy(session));
}

/* What components and angles are replaced by. */
static void tables(const chroma2_context *context) {
  static const double near_[3] = {300, 0, 0}, nm[2] = {390, 410}, cdf[2] = {0, 1};
  static const double long_ = 1e30, short_ = 20;
  chroma2_geometry *before = two(context, near_, 3, 20), *after = revise(before), *again;
  chroma2_session *session = NULL;
  chroma2_reemission_config reemission;
  chroma2_scintillation_config scintillation;
  uint8_t one[32], other[32];
  uint32_t surface;
  uint64_t dim;
  CHECK_OK(chroma2_session_create(context, before, NULL, &session));
  dim = hits_at(session, 0, 1, NULL);
  CHECK_OK(
      chroma2_geometry_set_material_property(after, 0, CHROMA2_MATERIAL_PROPERTY_ABSORPTION_LENGTH, NULL, &long_, 1));
  CHECK_OK(chroma2_geometry_commit(after, NULL));
  CHECK_OK(chroma2_session_set_geometry(session, after));
  CHECK(hits_at(session, 0, 1, NULL) > 4 * dim);
  CHECK_OK(chroma2_session_set_geometry(session, before));
  CHECK(hits_at(session, 0, 1, NULL) == dim);

  memset(&reemission, 0, sizeof reemission);
  reemission.struct_size = sizeof reemission;
  reemission.absorption_lengths = reemission.probabilities = &short_;
  reemission.absorption_count = reemission.probability_count = 1;
  reemission.probabilities = cdf + 1;
  reemission.wavelengths = nm;
  reemission.wavelength_cdf = cdf;
  reemission.wavelength_count = 2;
  memset(&scintillation, 0, sizeof scintillation);
  scintillation.struct_size = sizeof scintillation;
  scintillation.spectrum_wavelengths = nm;
  scintillation.spectrum_values = cdf;
  scintillation.spectrum_count = 2;
  scintillation.spectrum_type = CHROMA2_SPECTRUM_TYPE_CDF;
  scintillation.decay_time = 3;
  scintillation.fraction = 1;
  again = revise(before);
  CHECK_OK(chroma2_geometry_add_reemission(again, 0, &reemission));
  CHECK_OK(chroma2_geometry_add_scintillation(again, 0, &scintillation));
  CHECK_OK(chroma2_geometry_add_surface(again, "dichroic", CHROMA2_SURFACE_MODEL_DICHROIC, &surface));
  CHECK_OK(chroma2_geometry_add_surface_dichroic_angle(again, surface, 0.5, NULL, cdf, 1, NULL, cdf, 1));
  CHECK_OK(chroma2_geometry_commit(again, NULL));
  CHECK_OK(chroma2_session_set_geometry(session, again));
  CHECK(hits_at(session, 0, 1, NULL) > 4 * dim); /* all that is absorbed is emitted again */
  CHECK_OK(chroma2_geometry_destroy(after));
  after = revise(again);
  CHECK_OK(chroma2_geometry_clear_reemission(after, 0));
  CHECK_OK(chroma2_geometry_clear_scintillation(after, 0));
  CHECK_OK(chroma2_geometry_clear_surface_dichroic(after, surface));
  CHECK_STATUS(CHROMA2_STATUS_INVALID_ARGUMENT, chroma2_geometry_commit(after, NULL)); /* dichroic without an angle */
  CHECK_OK(chroma2_geometry_add_surface_dichroic_angle(after, surface, 0.25, NULL, cdf, 1, NULL, cdf, 1));
  CHECK_OK(chroma2_geometry_commit(after, NULL));
  CHECK_OK(chroma2_session_set_geometry(session, after));
  CHECK(hits_at(session, 0, 1, NULL) == dim);
  digest_of(after, one);
  digest_of(again, other);
  CHECK(memcmp(one, other, 32));
  CHECK_OK(chroma2_session_destroy(session));
  CHECK_OK(chroma2_geometry_destroy(before));
  CHECK_OK(chroma2_geometry_destroy(after));
  CHECK_OK(chroma2_geometry_destroy(again));
}

#define REFUSED(call, part)                              \
  do {                                                   \
    CHECK_STATUS(CHROMA2_STATUS_INVALID_ARGUMENT, call); \
    CHECK(strstr(chroma2_last_error_message(), part));   \
  } while (0)

static void refusals(const chroma2_context *context) {
  static const double bad[3] = {0, 1e9, 0}, skew[9] = {1, 0, 0, 0, 2, 0, 0, 0, 1}, zero[3] = {0, 0, 0};
  static const int32_t channels[1] = {4};
  static const uint32_t first[1] = {0}, beyond[1] = {1};
  chroma2_geometry *committed = box(context, 1), *open = revise(committed), *none = NULL;
  chroma2_session *session = NULL;
  chroma2_instances many;
  uint8_t one[32], other[32];
  CHECK_OK(chroma2_session_create(context, committed, NULL, &session));
  CHECK_STATUS(CHROMA2_STATUS_INVALID_STATE, chroma2_geometry_revise(open, &none));
  CHECK(strstr(chroma2_last_error_message(), "is not committed yet") && !none);
  CHECK_STATUS(CHROMA2_STATUS_INVALID_HANDLE, chroma2_geometry_revise(NULL, &none));
  REFUSED(chroma2_geometry_revise(committed, NULL), "revision");
  CHECK_STATUS(CHROMA2_STATUS_INVALID_STATE, chroma2_geometry_move_instance(committed, 0, NULL, zero));
  CHECK_STATUS(CHROMA2_STATUS_INVALID_STATE, chroma2_geometry_set_channel(committed, 0, 1));
  CHECK_STATUS(CHROMA2_STATUS_INVALID_STATE, chroma2_geometry_clear_reemission(committed, 0));
  REFUSED(chroma2_geometry_move_instance(open, 1, NULL, zero), "instance is 1; instances 0 to 0 exist");
  REFUSED(chroma2_geometry_move_instance(open, 0, NULL, bad), "instance 0: translation y (mm) is 1000000000");
  REFUSED(chroma2_geometry_move_instance(open, 0, skew, NULL), "instance 0: rotation is off an orthonormal matrix");
  REFUSED(chroma2_geometry_set_channel(open, 0, -2), "instance 0: channel is -2");
  REFUSED(chroma2_geometry_set_channel(open, 7, 2), "instance is 7");
  REFUSED(chroma2_geometry_clear_reemission(open, 5), "material is 5");
  REFUSED(chroma2_geometry_clear_scintillation(open, 5), "material is 5");
  REFUSED(chroma2_geometry_clear_surface_dichroic(open, 5), "surface is 5");
  memset(&many, 0, sizeof many);
  many.struct_size = sizeof many;
  many.count = 1;
  REFUSED(chroma2_geometry_move_instances(open, NULL, &many), "instances");
  REFUSED(chroma2_geometry_move_instances(open, first, NULL), "placements");
  REFUSED(chroma2_geometry_move_instances(open, beyond, &many), "instances[0] is 1; instances 0 to 0 exist");
  many.channels = channels;
  REFUSED(chroma2_geometry_move_instances(open, first, &many), "placements->channels");
  many.channels = NULL;
  many.meshes = first;
  REFUSED(chroma2_geometry_move_instances(open, first, &many), "placements->meshes");
  many.meshes = NULL;
  many.mesh = 1;
  REFUSED(chroma2_geometry_move_instances(open, first, &many), "placements->mesh");
  many.mesh = 0;
  many.translations = bad;
  REFUSED(chroma2_geometry_move_instances(open, first, &many), "translation y (mm)");
  CHECK_STATUS(CHROMA2_STATUS_INVALID_HANDLE, chroma2_session_set_geometry(NULL, committed));
  CHECK_STATUS(CHROMA2_STATUS_INVALID_HANDLE, chroma2_session_set_geometry(session, NULL));
  CHECK(hits_at(session, 0, 1, NULL) > 1000); /* it has the one that it had */
  CHECK_OK(chroma2_geometry_commit(open, NULL));
  digest_of(committed, one);
  digest_of(open, other);
  CHECK(!memcmp(one, other, 32)); /* what was refused has changed nothing */
  CHECK_STATUS(CHROMA2_STATUS_INVALID_STATE, chroma2_geometry_commit(open, NULL));
  CHECK_OK(chroma2_session_destroy(session));
  CHECK_OK(chroma2_geometry_destroy(open));
  CHECK_OK(chroma2_geometry_destroy(committed));
}

int main(void) {
  chroma2_context *context = context_of(2);
  moves(context);
  tables(context);
  refusals(context);
  CHECK_OK(chroma2_context_destroy(context));
  CHECK_NO_HANDLES();
  return 0;
}

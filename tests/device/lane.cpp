// Device kernels on the host, a warp of one lane: the entry points of tests/device.rs.
#include "shim.h"

#include "cuda/merged.h"
#include "cuda/propagate.h"
#include "cuda/rays.h"
#include "cuda/resident.h"
#include "cuda/secondaries.h"

using namespace chroma2;

extern "C" void lane_propagate(const PropagateJob* job) {
  static thread_local CHROMA2_LEVEL::Pool pool;
  if (job->scene.wire_plane_count != 0)
    CHROMA2_LEVEL::propagate_photons<false, true>(*job, pool);
  else
    CHROMA2_LEVEL::propagate_photons<false>(*job, pool);
}
extern "C" void lane_propagate_all(const PropagateJob* job) {
  static thread_local CHROMA2_LEVEL::Pool pool;
  CHROMA2_LEVEL::propagate_photons<true>(*job, pool);
}
extern "C" void lane_propagate_merged(const MergedJob* job, bool all) {
  static thread_local CHROMA2_LEVEL::Pool pool;
  const CHROMA2_LEVEL::ManyEvents events{*job};
  if (all)
    CHROMA2_LEVEL::propagate_photons<true>(job->all, pool, events);
  else
    CHROMA2_LEVEL::propagate_photons<false, false>(job->all, pool, events);
}
extern "C" uint32_t lane_order(const ResidentOrder* order) {
  static thread_local CHROMA2_LEVEL::Pool pool;
  return CHROMA2_LEVEL::propagate_order(*order, pool);
}
extern "C" void lane_propagate_spawning(const SpawningJob* job) {
  static thread_local CHROMA2_LEVEL::Pool pool;
  CHROMA2_LEVEL::propagate_photons<true>(job->all, pool, CHROMA2_LEVEL::Spawning{*job});
}
extern "C" void lane_closest_hits(const RayJob* job) {
  static thread_local CHROMA2_LEVEL::QueryShared shared;
  if (job->scene.wire_plane_count != 0)
    CHROMA2_LEVEL::query_rays<false, true>(job->scene, job->rays, job->next, job->refill_threshold, shared);
  else
    CHROMA2_LEVEL::query_rays<false, false>(job->scene, job->rays, job->next, job->refill_threshold, shared);
}
extern "C" void lane_any_hits(const RayJob* job) {
  static thread_local CHROMA2_LEVEL::QueryShared shared;
  if (job->scene.wire_plane_count != 0)
    CHROMA2_LEVEL::query_rays<true, true>(job->scene, job->rays, job->next, job->refill_threshold, shared);
  else
    CHROMA2_LEVEL::query_rays<true, false>(job->scene, job->rays, job->next, job->refill_threshold, shared);
}

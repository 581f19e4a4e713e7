// Device kernels on the host, a warp of one lane.
#include "shim.h"

#include "cuda/propagate.h"
#include "cuda/rays.h"

using namespace chroma2;

extern "C" void lane_propagate(const PropagateJob* job) {
  float parked[CHROMA2_LEVEL::kParkedWords];
  CHROMA2_LEVEL::propagate_photons<1>(*job, parked, job->linger);
}
extern "C" void lane_closest_hits(const RayJob* job) {
  CHROMA2_LEVEL::query_rays<false>(job->scene, job->rays, job->next, job->linger);
}
extern "C" void lane_any_hits(const RayJob* job) {
  CHROMA2_LEVEL::query_rays<true>(job->scene, job->rays, job->next, job->linger);
}

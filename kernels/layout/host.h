// The kernels compiled for the processor: one table of functions for each instruction-set level.
// Generated from src/layout/host.rs. Change that, then: CHROMA2_BLESS=1 cargo test --test kernel_headers

#pragma once

#include <stdint.h>
#include "layout/compact.h"
#include "layout/medium.h"
#include "layout/photon.h"
#include "layout/propagate.h"
#include "layout/rays.h"
#include "layout/scene.h"
#include "layout/secondary.h"
#include "layout/source.h"
#include "layout/steps.h"
#include "layout/tables.h"

namespace chroma2 {

// The natural logarithm.
constexpr uint32_t kMathLog = 0;

// e to the x.
constexpr uint32_t kMathExp = 1;

// sin(2 pi x).
constexpr uint32_t kMathSin = 2;

// cos(2 pi x).
constexpr uint32_t kMathCos = 3;

// The arc cosine.
constexpr uint32_t kMathAcos = 4;

// Entry points of kernels/host/entry.cpp. All of them set and restore the floating-point environment,
// touch only what they are given, and may run on any number of threads at once.
struct Kernels {
  // Runs `count` photons to their end, one after the other and in place, until another thread sets
  // `halt` (null: never); returns how many came to their end, the first ones. Counts those of their
  // legs that began in one material and ended in another, and adds these to a table (null: none), which
  // other threads may add to.
  uint64_t (*propagate)(const Scene *scene,
                        const PropagateParams *params,
                        PhotonState *photons,
                        uint64_t count,
                        MediumChanges *changes,
                        const uint8_t *halt,
                        uint64_t *change_count);
  // As `propagate`, in a geometry where an absorption may give several photons: all but the first one go to a
  // list. Photons of other than this generation are left as they are; those of generation 0 start, others go on as
  // their descents say. A photon that has emitted others stops there, and is of the next generation. Ends early too
  // where the list does not grow.
  uint64_t (*propagate_spawning)(const Scene *scene,
                                 const PropagateParams *params,
                                 PhotonState *photons,
                                 Descent *descents,
                                 uint64_t count,
                                 uint32_t generation,
                                 SecondaryList *list,
                                 MediumChanges *changes,
                                 const uint8_t *halt,
                                 uint64_t *change_count);
  // As `propagate`, photons that a device has put aside; the index of each is `first_index` + its number.
  uint64_t (*resume)(const Scene *scene,
                     const PropagateParams *params,
                     AsidePhoton *photons,
                     uint64_t count,
                     MediumChanges *changes,
                     const uint8_t *halt,
                     uint64_t *change_count);
  // Runs one photon (index `first_index`), writing its state at the start and after every step;
  // returns the number of states, at most `capacity` (further ones are not written). `halt` as above.
  uint64_t (*record)(const Scene *scene,
                     const PropagateParams *params,
                     PhotonState *photon,
                     PhotonState *records,
                     uint64_t capacity,
                     const uint8_t *halt);
  // Numbers of photons of a mean number that absorptions of photons `index`, `index + 1`, ... give, from the first
  // random number of each.
  void (*numbers)(const PropagateParams *params, uint64_t index, float mean, uint32_t *out, uint64_t count);
  // Makes `count` photons of sources in a scene.
  void (*generate)(const Scene *scene,
                   const SourceBatch *sources,
                   const PropagateParams *params,
                   PhotonState *photons,
                   uint64_t count);
  // Makes `count` photons of steps.
  void (*generate_steps)(const StepBatch *batch,
                         const PropagateParams *params,
                         PhotonState *photons,
                         uint64_t count);
  // `scratch` has room for two entries a ray, to trace the rays in a good order; null: in the one given.
  void (*closest_hits)(const Scene *scene, const RayBatch *rays, uint64_t *scratch);
  // Whether there is any hit; `scratch` as above.
  void (*any_hits)(const Scene *scene, const RayBatch *rays, uint64_t *scratch);
  // The four words of Philox4x32-10.
  void (*philox)(const uint32_t *counter, const uint32_t *key, uint32_t *out);
  // Values of the table with this index: one of each x.
  void (*lookup)(const TableView *tables, uint32_t index, const float *x, float *out, uint64_t count);
  // Own math functions by number: kMathLog and so on.
  void (*math)(uint32_t function, const float *x, float *out, uint64_t count);
  // Uniform numbers `draw`, `draw + 1`, ... of a photon, in (0,1).
  void (*uniforms)(const PropagateParams *params, uint64_t index, uint32_t draw, float *out, uint64_t count);
  // Adds a table that nobody else uses to one that other threads may add to.
  void (*merge_changes)(MediumChanges *to, const MediumChanges *from);
  // Makes states of a program's photons; here the arrays need no alignment.
  void (*gather)(const GatherJob *job);
  // Adds the end states of a job to its totals. Only the scene, the photons and what is picked are looked
  // at.
  void (*tally)(const CompactJob *job);
  // Writes the picked end states of a job in their order, as many as there is room for.
  void (*pack_hits)(const CompactJob *job);
  // The channel of an instance of the scene, or of a wire plane (by its id) and a wire of it; -1: none.
  int32_t (*channel)(const Scene *scene, uint32_t instance, uint32_t triangle);
};

extern "C" {

// What every processor of the architecture runs.
extern const Kernels *chroma2_kernels_baseline();

#if defined(__x86_64__)
// With AVX2 and FMA.
extern const Kernels *chroma2_kernels_v3();
#endif

}  // extern "C"

}  // namespace chroma2

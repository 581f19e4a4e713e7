// The library's kernels, with photons that go through queues in global memory on their way through the
// propagation (docs/notes/queues.md says what came of it). CHROMA2_PHOTONS says which photons.
#define CHROMA2_OTHER_PROPAGATION
#include "cuda/entry.cu"
using namespace chroma2;
#include "steps.cuh"
#include "turns.cuh"

enum Photons {
  kControl,        // none: the library's kernel in the others' frame
  kFreshOnes,      // new ones, from a queue that the blocks fill first
  kBlocks1024,     // those under way, of which a block takes up to 1024; ended ones into another queue
  kBlocks256,      // up to 256
  kWarps128,       // a warp up to 128
  kWarps32,        // up to 32
  kFreshFirst,     // those under way, new ones before others, in the end by warps
  kLastOnes,       // those under way when there are no new ones, taken by warps in even shares
  kLastOnesShare,  // the same, but only what is uneven
  kLastOnesLeave,  // the same; warps that find none leave
  kEndedLists,     // numbers of those that have ended, gathered by blocks or warps
  kEndedLanes,     // by the lanes that find them
  kEndedAcquire,   // none: those lanes only look at a word that nobody writes, with an acquire
  kEndedLoad,      // without
};

extern "C" __global__ void __launch_bounds__(kPropagateBlock, CHROMA2_PROPAGATE_BLOCKS)
    chroma2_propagate(const __grid_constant__ PropagateJob job) {
  using namespace CHROMA2_LEVEL;
  constexpr Photons which = CHROMA2_PHOTONS;
  constexpr Tell tell = which == kEndedLists     ? kTellLists
                        : which == kEndedLanes   ? kTellLanes
                        : which == kEndedAcquire ? kTellByAcquire
                        : which == kEndedLoad    ? kTellByLoad
                                                 : kTellNobody;
  constexpr Finale finale = which == kLastOnes        ? kEndQueueing
                            : which == kLastOnesShare ? kEndSharing
                            : which == kLastOnesLeave ? kEndLeaving
                                                      : kEndApart;
  __shared__ Pool pool;
  // Hits of a step are not needed between steps.
  static_assert(sizeof(pool.hit) >= kPoolSize * sizeof(Item), "");
  Item* items = reinterpret_cast<Item*>(pool.hit);
  uint32_t* words = reinterpret_cast<uint32_t*>(pool.hit);
  enter(job.next);
  if constexpr (which == kFreshFirst)
    by_steps<kTellNobody>(job, pool, items, {kPoolSize, false, true, 1u << 16});
  else if constexpr (which == kBlocks1024 || which == kBlocks256)
    by_steps<kTellLists>(job, pool, items, {which == kBlocks256 ? 256u : kPoolSize, false, false, 0});
  else if constexpr (which == kWarps32 || which == kWarps128)
    by_steps<kTellLists>(job, pool, items, {which == kWarps32 ? 32u : kWarpShare, true, false, 0});
  else
    by_turns<which == kFreshOnes, tell, finale>(job, pool, words);
  __syncthreads();
  leave(words);
}

// Rays that all lanes of a warp cast together, on the host: each lane is a context of its own, and runs up to the next
// function of the whole warp before the next lane does. What lanes may not rely on shows: that others do the same at
// the same time.
#define CHROMA2_WHOLE_WARP
#include "shim.h"

#include <ucontext.h>

#include <vector>

#include "cuda/warp_ray.h"
#include "geometry/query.h"

using namespace chroma2;

namespace {

constexpr int kLanes = 32;
constexpr size_t kStackBytes = 256 << 10;

struct Warp {
  ucontext_t caller, lanes[kLanes];
  std::vector<char> stacks = std::vector<char>(kLanes * kStackBytes);
  // What each lane brings to a function of the warp: to every second one, since a lane is one ahead of another at most.
  uint32_t words[2][kLanes];
  uint32_t turns[kLanes];
  bool done[kLanes];
  int lane;
  const RayJob* job;
  uint32_t crowded;
};

thread_local Warp* warp;

const uint32_t* exchange(uint32_t mine) {
  int lane = warp->lane;
  uint32_t* words = warp->words[warp->turns[lane]++ % 2];
  words[lane] = mine;
  swapcontext(&warp->lanes[lane], &warp->caller);
  return words;
}

void run_lane() {
  const RayJob& job = *warp->job;
  static thread_local CHROMA2_LEVEL::WarpStack stack;
  for (uint64_t i = 0; i < job.rays.count; ++i) {
    auto ray = CHROMA2_LEVEL::query_ray(job.rays, i);
    CHROMA2_LEVEL::Hit hit{0, kNone, kNone, kNone};
    bool room =
        !ray.valid || CHROMA2_LEVEL::cast_by_warp(job.scene, ray.origin, ray.direction, {kNone, kNone}, stack, hit);
    if (!ray.valid || !room) hit.distance = CHROMA2_LEVEL::kInfinity;
    // Each lane has the answer; another one's is written each time.
    if (warp->lane != static_cast<int>(i % kLanes)) continue;
    warp->crowded += !room;
    CHROMA2_LEVEL::write_closest(job.scene, job.rays, i, ray, hit);
  }
  warp->done[warp->lane] = true;
}

}  // namespace

uint32_t __ballot_sync(uint32_t, bool vote) {
  const uint32_t* votes = exchange(vote);
  uint32_t all = 0;
  for (int i = 0; i < kLanes; ++i) all |= votes[i] << i;
  return all;
}
bool __any_sync(uint32_t mask, bool vote) { return __ballot_sync(mask, vote) != 0; }
uint32_t shuffle_words(uint32_t mine, int from) { return exchange(mine)[from]; }
int lane_of_xor(int apart) { return warp->lane ^ apart; }
void __syncwarp() { exchange(0); }

// Casts the rays of a job; how many had no room for what was to be visited, and were not cast.
extern "C" uint32_t warp_closest_hits(const RayJob* job) {
  auto made = std::vector<Warp>(1);
  warp = made.data();
  warp->job = job;
  warp->crowded = 0;
  for (int i = 0; i < kLanes; ++i) {
    warp->done[i] = false;
    warp->turns[i] = 0;
    getcontext(&warp->lanes[i]);
    warp->lanes[i].uc_stack.ss_sp = warp->stacks.data() + i * kStackBytes;
    warp->lanes[i].uc_stack.ss_size = kStackBytes;
    warp->lanes[i].uc_link = &warp->caller;
    makecontext(&warp->lanes[i], run_lane, 0);
  }
  for (bool going = true; going;) {
    going = false;
    for (int i = 0; i < kLanes; ++i) {
      if (warp->done[i]) continue;
      warp->lane = i;
      threadIdx.x = static_cast<uint32_t>(i);
      swapcontext(&warp->caller, &warp->lanes[i]);
      going = going || !warp->done[i];
    }
  }
  threadIdx.x = 0;
  return warp->crowded;
}

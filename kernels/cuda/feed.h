// Hands the numbers 0 to count - 1 out to lanes, in order, a warp's share by one atomic operation.
#pragma once
#include "hd.h"

CHROMA2_BEGIN

constexpr uint32_t kWarp = 0xffffffffu;

__device__ __forceinline__ uint32_t lane_id() { return threadIdx.x & 31u; }
__device__ __forceinline__ uint32_t lanes_before() { return (1u << lane_id()) - 1u; }

class Feed {
 public:
  __device__ __forceinline__ Feed(unsigned long long* next, uint64_t count) : next_(next), count_(count) {}

  // Gives a number to each lane that wants one; false for lanes that get none. All lanes of the
  // warp call it together.
  __device__ __forceinline__ bool take(bool wants, uint64_t& number) {
    uint32_t wanting = __ballot_sync(kWarp, wants);
    if (wanting == 0 || dry_) return false;
    uint32_t leader = static_cast<uint32_t>(__ffs(wanting)) - 1u;
    unsigned long long base = 0;
    if (lane_id() == leader) base = atomicAdd(next_, static_cast<unsigned long long>(__popc(wanting)));
    base = __shfl_sync(kWarp, base, static_cast<int>(leader));
    dry_ = base + static_cast<unsigned long long>(__popc(wanting)) >= count_;
    if (!wants) return false;
    number = base + static_cast<uint64_t>(__popc(wanting & lanes_before()));
    return number < count_;
  }

  // Whether nothing is left; the same for all lanes of the warp.
  __device__ __forceinline__ bool dry() const { return dry_; }

 private:
  unsigned long long* next_;
  uint64_t count_;
  bool dry_ = false;
};

CHROMA2_END

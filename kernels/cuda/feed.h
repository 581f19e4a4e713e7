// Hands the numbers 0 to count - 1 out to lanes, in order, a warp's share by one atomic operation.
#pragma once
#include "hd.h"

CHROMA2_BEGIN

constexpr uint32_t kWarp = 0xffffffffu;

__device__ __forceinline__ uint32_t lane_id() { return threadIdx.x & 31u; }
__device__ __forceinline__ uint32_t lanes_before() { return (1u << lane_id()) - 1u; }

// `Number`: of the counter, in global or shared memory.
template <class Number>
class Feed {
 public:
  __device__ __forceinline__ Feed(Number* next, Number count) : next_(next), count_(count) {}

  // Gives a number to each lane that wants one; false for lanes that get none. All lanes of the
  // warp call it together.
  __device__ __forceinline__ bool take(bool wants, Number& number) {
    uint32_t wanting = __ballot_sync(kWarp, wants);
    if (wanting == 0 || dry_) return false;
    uint32_t leader = static_cast<uint32_t>(__ffs(wanting)) - 1u;
    Number base = 0, wanted = static_cast<Number>(__popc(wanting));
    if (lane_id() == leader) base = atomicAdd(next_, wanted);
    base = __shfl_sync(kWarp, base, static_cast<int>(leader));
    dry_ = base + wanted >= count_;
    if (!wants) return false;
    number = base + static_cast<Number>(__popc(wanting & lanes_before()));
    return number < count_;
  }

  // Whether nothing is left; the same for all lanes of the warp.
  __device__ __forceinline__ bool dry() const { return dry_; }

 private:
  Number* next_;
  Number count_;
  bool dry_ = false;
};

CHROMA2_END

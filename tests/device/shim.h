// Enough of CUDA C++ for a C++ compiler to build kernels/cuda, so that the device's code is tested where there is no
// device: as a warp of one lane, or with CHROMA2_WHOLE_WARP with what warp.cpp has for the functions of a whole warp.
#pragma once
#include <math.h>
#include <stdint.h>
#include <string.h>

#define __CUDACC__ 1
#define __device__
#define __global__
#define __shared__ static thread_local
#define __forceinline__ inline __attribute__((always_inline))
#define __noinline__ inline
#define __grid_constant__
#define __launch_bounds__(...)

struct alignas(16) uint4 {
  uint32_t x, y, z, w;
};
struct alignas(16) float4 {
  float x, y, z, w;
};
struct Index {
  uint32_t x;
};
[[maybe_unused]] static thread_local Index threadIdx{0}, blockIdx{0}, gridDim{1}, blockDim{1};

struct alignas(8) uint2 {
  uint32_t x, y;
};

inline uint2 make_uint2(uint32_t x, uint32_t y) { return {x, y}; }
inline uint4 make_uint4(uint32_t x, uint32_t y, uint32_t z, uint32_t w) { return {x, y, z, w}; }
template <class T>
inline T __ldg(const T* p) {
  T value;
  memcpy(&value, p, sizeof value);
  return value;
}
inline float __uint_as_float(uint32_t x) {
  float y;
  memcpy(&y, &x, 4);
  return y;
}
inline uint32_t __float_as_uint(float x) {
  uint32_t y;
  memcpy(&y, &x, 4);
  return y;
}
inline int __clz(uint32_t x) { return x == 0 ? 32 : __builtin_clz(x); }
inline int __popc(uint32_t x) { return __builtin_popcount(x); }
inline int __ffs(uint32_t x) { return __builtin_ffs(static_cast<int>(x)); }
inline uint32_t __byte_perm(uint32_t a, uint32_t b, uint32_t selector) {
  uint64_t bytes = a | static_cast<uint64_t>(b) << 32;
  uint32_t result = 0;
  for (int i = 0; i < 4; ++i) {
    uint32_t from = selector >> (4 * i) & 7u;
    result |= static_cast<uint32_t>(bytes >> (8 * from) & 0xffu) << (8 * i);
  }
  return result;
}
#ifdef CHROMA2_WHOLE_WARP
uint32_t __ballot_sync(uint32_t, bool vote);
bool __any_sync(uint32_t, bool vote);
uint32_t shuffle_words(uint32_t mine, int from);
int lane_of_xor(int apart);
template <class T>
T __shfl_sync(uint32_t, T x, int from) {
  static_assert(sizeof(T) == 4, "a word");
  uint32_t word;
  memcpy(&word, &x, 4);
  word = shuffle_words(word, from);
  memcpy(&x, &word, 4);
  return x;
}
template <class T>
T __shfl_xor_sync(uint32_t mask, T x, int apart) {
  return __shfl_sync(mask, x, lane_of_xor(apart));
}
void __syncwarp();
#else
// One lane: lane 0.
inline uint32_t __ballot_sync(uint32_t, bool vote) { return vote; }
inline bool __any_sync(uint32_t, bool vote) { return vote; }
template <class T>
inline T __shfl_sync(uint32_t, T x, int) {
  return x;
}
template <class T>
inline T __shfl_xor_sync(uint32_t, T x, int) {
  return x;
}
inline void __syncwarp() {}
#endif
inline void __syncthreads() {}
template <class T>
inline T atomicAdd(T* p, T x) {
  return __atomic_fetch_add(p, x, __ATOMIC_RELAXED);
}
template <class T>
inline T atomicCAS(T* p, T expected, T x) {
  __atomic_compare_exchange_n(p, &expected, x, false, __ATOMIC_RELAXED, __ATOMIC_RELAXED);
  return expected;
}

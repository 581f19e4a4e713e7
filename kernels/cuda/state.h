// End states in global memory, 16 bytes at a time.
#pragma once
#include "hd.h"

CHROMA2_BEGIN

static_assert(sizeof(PhotonState) % sizeof(float4) == 0, "states are moved 16 bytes at a time");
constexpr int kStateWords = sizeof(PhotonState) / sizeof(float4);

__device__ __forceinline__ PhotonState read_state(const PhotonState* from) {
  PhotonState s;
  const float4* words = reinterpret_cast<const float4*>(from);
  float4* to = reinterpret_cast<float4*>(&s);
  CHROMA2_UNROLL(kStateWords)
  for (int i = 0; i < kStateWords; ++i) to[i] = words[i];
  return s;
}
__device__ __forceinline__ void write_state(PhotonState* to, const PhotonState& s) {
  float4* words = reinterpret_cast<float4*>(to);
  const float4* from = reinterpret_cast<const float4*>(&s);
  CHROMA2_UNROLL(kStateWords)
  for (int i = 0; i < kStateWords; ++i) words[i] = from[i];
}

CHROMA2_END

// Copies of small blocks between the host's memory and the device's, by threads: a copy engine takes longer to be told.
#pragma once
#include "layout/copy.h"

namespace chroma2 {

inline __device__ void copy_block(const CopyJob& job) {
  const uint64_t first = uint64_t{blockIdx.x} * blockDim.x + threadIdx.x, stride = uint64_t{gridDim.x} * blockDim.x;
  const uint4* from = static_cast<const uint4*>(job.from);
  uint4* to = static_cast<uint4*>(job.to);
  if (first == 0 && job.clear) *job.clear = 0;
  for (uint64_t i = first; i < job.units; i += stride) to[i] = from[i];
}

}  // namespace chroma2

// Entry points of the GPU's kernels.
#include "layout.h"

extern "C" __global__ void chroma2_fill(uint32_t* words, uint32_t value, uint64_t count) {
  for (uint64_t i = blockIdx.x * uint64_t(blockDim.x) + threadIdx.x; i < count; i += uint64_t(gridDim.x) * blockDim.x)
    words[i] = value;
}

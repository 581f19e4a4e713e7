// The kernels of tests/c/pipeline_step.h for a GPU; scripts/gpu-bundle compiles them.
#include "pipeline_step.h"

extern "C" __global__ void pipeline_step(const step_config* config, step_telemetry* telemetry, double* state,
                                         uint64_t step, uint32_t* code, double factor) {
  if (threadIdx.x == 0 && blockIdx.x == 0) *code = run_step(config, telemetry, state, step, factor);
}

// Of blocks of any size, by one block of threads.
extern "C" __global__ void pipeline_mix(const uint32_t* config, uint32_t* telemetry, uint32_t* state, uint64_t words_up,
                                        uint64_t words_down) {
  __shared__ uint32_t sum;
  if (threadIdx.x == 0) sum = 0;
  __syncthreads();
  uint32_t own = 0;
  for (uint64_t i = threadIdx.x; i < words_up; i += blockDim.x) own += mix_word(config[i], i);
  atomicAdd(&sum, own);
  __syncthreads();
  if (threadIdx.x == 0) *state = sum = next_state(*state, sum);
  __syncthreads();
  for (uint64_t i = threadIdx.x; i < words_down; i += blockDim.x) telemetry[i] = mix_word(sum, i);
}

// Fails on the device: writes to where there is nothing.
extern "C" __global__ void pipeline_break(const uint32_t* config) {
  if (*config != 0) *reinterpret_cast<volatile uint32_t*>(16) = 1;
}

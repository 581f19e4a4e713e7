// The kernel of the measurements of pipelines, the same for all programs: reads all of a configuration block, computes for as
// long as `rounds` says, and writes all of a telemetry block. Many blocks of 256 threads; `up` and `down` in units of 16 bytes.
#pragma once

extern "C" __global__ void bench_step(const float4* config, float4* telemetry, float* state, unsigned long long up,
                                      unsigned long long down, unsigned int rounds) {
  const unsigned long long first = blockIdx.x * 256ull + threadIdx.x, stride = gridDim.x * 256ull;
  float4 sum = make_float4(0, 0, 0, 0);
  for (unsigned long long i = first; i < up; i += stride) {
    const float4 part = config[i];
    sum.x += part.x, sum.y += part.y, sum.z += part.z, sum.w += part.w;
  }
  float x = sum.x + sum.y + sum.z + sum.w;
  for (unsigned int i = 0; i < rounds; ++i) x = x * 0.999f + 0.25f;
  for (unsigned long long i = first; i < down; i += stride) telemetry[i] = make_float4(x, sum.y, sum.z, sum.w);
  if (first == 0) *state += x;
}

// States of photons from a program's structures of arrays, and of hits into such.
#pragma once
#include "math/bits.h"

CHROMA2_BEGIN

// On the host a program's arrays may lie anywhere; on a device everything in them is aligned to 4.
CHROMA2_HD uint32_t gathered_word(const void* array, uint64_t stride, uint64_t i) {
  const char* at = static_cast<const char*>(array) + stride * i;
#if defined(__CUDACC__)
  return *reinterpret_cast<const uint32_t*>(at);
#else
  uint32_t word;
  __builtin_memcpy(&word, at, sizeof word);
  return word;
#endif
}
CHROMA2_HD float gathered(const void* array, uint64_t stride, uint64_t i, float missing) {
  return array ? bits_float(gathered_word(array, stride, i)) : missing;
}

// The state of photon i of the arrays before its first step.
CHROMA2_HD PhotonState gather_photon(const GatherJob& job, uint64_t i) {
  PhotonState state;
  for (int k = 0; k < 3; ++k) {
    state.position[k] = gathered(job.position[k], job.position_stride, i, 0.0f);
    state.direction[k] = gathered(job.direction[k], job.direction_stride, i, 0.0f);
    state.polarization[k] = gathered(job.polarization[k], job.polarization_stride, i, 0.0f);
  }
  state.time = gathered(job.time, job.time_stride, i, 0.0f);
  state.wavelength = gathered(job.wavelength, job.wavelength_stride, i, 0.0f);
  state.weight = gathered(job.weight, job.weight_stride, i, 1.0f);
  state.flags = job.flags ? gathered_word(job.flags, job.flags_stride, i) : 0u;
  state.instance = kNone;
  state.triangle = kNone;
  state.draw = 0;
  return state;
}

CHROMA2_HD void put_vector(float* array, uint64_t i, const float (&v)[3]) {
  for (int k = 0; k < 3; ++k) array[3 * i + k] = v[k];
}

// A hit as entry i of the arrays.
CHROMA2_HD void put_hit(const HitArrays& to, uint64_t i, const PhotonState& state, int32_t channel, uint64_t photon,
                        uint64_t event) {
  to.photon[i] = photon;
  to.event[i] = event;
  to.channel[i] = channel;
  put_vector(to.position, i, state.position);
  put_vector(to.direction, i, state.direction);
  put_vector(to.polarization, i, state.polarization);
  to.time[i] = state.time;
  to.wavelength[i] = state.wavelength;
  to.weight[i] = state.weight;
  to.flags[i] = state.flags;
  to.instance[i] = state.instance;
  to.triangle[i] = state.triangle;
}

CHROMA2_END

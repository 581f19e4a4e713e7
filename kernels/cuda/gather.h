// A program's photons in the memory of the device, as structures of arrays.
#pragma once
#include "math/bits.h"

CHROMA2_BEGIN

CHROMA2_HD uint32_t gathered_word(const void* array, uint64_t stride, uint64_t i) {
  return *reinterpret_cast<const uint32_t*>(static_cast<const char*>(array) + stride * i);
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

CHROMA2_END

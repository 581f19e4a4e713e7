// A photon between two steps, and what decides its fate.
// Generated from src/layout/photon.rs. Change that, then: CHROMA2_BLESS=1 cargo test --test kernel_headers

#pragma once

#include <stdint.h>

namespace chroma2 {

// Threads of a block of `chroma2_gather`.
constexpr uint32_t kGatherBlock = 256;

constexpr uint32_t kNoHit = (1u << 0);

constexpr uint32_t kBulkAbsorb = (1u << 1);

constexpr uint32_t kSurfaceDetect = (1u << 2);

constexpr uint32_t kSurfaceAbsorb = (1u << 3);

constexpr uint32_t kRayleighScatter = (1u << 4);

constexpr uint32_t kReflectDiffuse = (1u << 5);

constexpr uint32_t kReflectSpecular = (1u << 6);

constexpr uint32_t kSurfaceReemit = (1u << 7);

constexpr uint32_t kSurfaceTransmit = (1u << 8);

constexpr uint32_t kBulkReemit = (1u << 9);

constexpr uint32_t kCherenkov = (1u << 10);

constexpr uint32_t kScintillation = (1u << 11);

constexpr uint32_t kStepLimit = (1u << 12);

constexpr uint32_t kTimeLimit = (1u << 13);

constexpr uint32_t kMieScatter = (1u << 14);

constexpr uint32_t kSecondary = (1u << 15);

constexpr uint32_t kNanAbort = (1u << 31);

// A photon with one of these has ended.
constexpr uint32_t kTerminal = ((((((kNoHit | kBulkAbsorb) | kSurfaceDetect) | kSurfaceAbsorb) | kStepLimit) | kTimeLimit) | kNanAbort);

// All is left to chance.
constexpr uint32_t kNoWeights = 0;

// Absorption lowers the weight, and a surface that detects at all takes every photon, with that
// probability as a factor (legacy Chroma).
constexpr uint32_t kDetecting = 1;

// Absorption lowers the weight, all else is left to chance.
constexpr uint32_t kSurviving = 2;

// The group velocity.
constexpr uint32_t kGroupVelocity = 0;

// c / refractive index.
constexpr uint32_t kPhaseVelocity = 1;

// State of a photon between two steps: 64 bytes.
struct PhotonState {
  float position[3];
  float time;
  float direction[3];
  float wavelength;
  float polarization[3];
  float weight;
  uint32_t flags;
  // Of the last surface met; kWireBit | plane for a wire; kNone.
  uint32_t instance;
  // Triangle in the mesh, or wire number k - k_min.
  uint32_t triangle;
  // Random numbers used so far.
  uint32_t draw;
};

// Where the properties of photons go, an array for each, in the order of the photons.
struct HitArrays {
  // Index in the event.
  uint64_t *photon;
  // The event's number.
  uint64_t *event;
  int32_t *channel;
  // 3 numbers each, as the next two.
  float *position;
  float *direction;
  float *polarization;
  float *time;
  float *wavelength;
  float *weight;
  uint32_t *flags;
  uint32_t *instance;
  uint32_t *triangle;
};

// Options of a propagation; part of what decides a photon's fate.
struct PropagateParams {
  // Seed and event, enciphered: rng/random.h.
  uint32_t stream[4];
  // Index in the event of the first photon of the array.
  uint64_t first_index;
  uint32_t max_steps;
  // ns.
  float max_time;
  // kNoWeights, kDetecting or kSurviving.
  uint32_t weight_mode;
  // +1 force, -1 forbid a scatter on the first step, 0 neither.
  int32_t scatter_first;
  // At which light travels: kGroupVelocity or kPhaseVelocity.
  uint32_t velocity;
  uint32_t reserved;
};

// A program's photons on a device, to be made states. Strides are in bytes; all is aligned to 4.
struct GatherJob {
  const void *position[3];
  const void *direction[3];
  // Null: 0.
  const void *polarization[3];
  const void *wavelength;
  // Null: 0.
  const void *time;
  // Null: 1.
  const void *weight;
  // Null: 0.
  const void *flags;
  uint64_t position_stride;
  uint64_t direction_stride;
  uint64_t polarization_stride;
  uint64_t wavelength_stride;
  uint64_t time_stride;
  uint64_t weight_stride;
  uint64_t flags_stride;
  // Of the arrays' photons.
  uint64_t first;
  uint64_t count;
  // `count` of them.
  PhotonState *photons;
};

}  // namespace chroma2

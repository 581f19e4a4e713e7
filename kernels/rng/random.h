// The random numbers of one photon: a function of (seed, event, photon index, draw number) only.
// The 128 bits of seed and event become the four words of the event's stream, through a cipher that
// the host runs once an event (src/backend/cpu/random.rs). Key: words 0 and 1. Counter: draw / 4, low
// word of the photon index, its high word xor word 2, word 3. Draw number d is word d % 4. Counters
// whose first word has its top bit set are left to other uses (readout).
//
// The cipher is a bijection, so photons below index 2^32 of different events never have key and
// counter in common. Above, two events could only if 96 bits of their streams agreed, by chance:
// one in 2^96.
#pragma once
#include "math/bits.h"
#include "rng/philox.h"

CHROMA2_BEGIN

class Random {
 public:
  CHROMA2_HD Random(const PropagateParams& params, uint64_t index, uint32_t draw)
      : params_(params), index_(index), draw_(draw), block_(kNone) {}

  CHROMA2_HD uint32_t bits() {
    uint32_t block = draw_ >> 2;
    if (block != block_) {
      const uint32_t* stream = params_.stream;
      words_ = philox4x32_10(block, static_cast<uint32_t>(index_), static_cast<uint32_t>(index_ >> 32) ^ stream[2],
                             stream[3], stream[0], stream[1]);
      block_ = block;
    }
    uint32_t lane = draw_++ & 3;
    uint32_t low = lane & 1 ? words_.word[1] : words_.word[0];
    uint32_t high = lane & 1 ? words_.word[3] : words_.word[2];
    return lane & 2 ? high : low;
  }

  // In (0,1), symmetric about 1/2, never 0 or 1: odd multiples of 2^-24.
  CHROMA2_HD float uniform() { return fma(static_cast<float>(bits() >> 9), 0x1p-23f, 0x1p-24f); }
  // A random number of 32 bits as one in (0,1), and its complement: (x + 1/2) * 2^-32, to float's
  // own precision near 0. The closest to 1 rounds to 1.
  CHROMA2_HD static float fraction(uint32_t x) { return fma(static_cast<float>(x), 0x1p-32f, 0x1p-33f); }
  CHROMA2_HD static float complement(uint32_t x) { return fraction(~x); }
  CHROMA2_HD uint32_t draw() const { return draw_; }
  CHROMA2_HD void move_to(uint32_t draw) { draw_ = draw; }

 private:
  const PropagateParams& params_;
  uint64_t index_;
  uint32_t draw_;
  uint32_t block_;  // whose words are in words_
  Philox words_{};
};

CHROMA2_END

// Items to and from slots, by the widest words that their place allows.
#pragma once
#include "layout.cuh"
#include "atomics.cuh"

namespace chroma2 {
namespace queue {

struct alignas(16) Quad {
  uint32_t word[4];
};
struct alignas(8) Pair {
  uint32_t word[2];
};

template <class Word>
CHROMA2_QUEUE_FN void copy_words(void* to, const void* from, uint32_t bytes) {
  Word* target = static_cast<Word*>(to);
  const Word* source = static_cast<const Word*>(from);
  for (uint32_t i = 0; i < bytes / sizeof(Word); ++i) target[i] = source[i];
}

// Copies whole words between places of which both are aligned as `bytes`, a multiple of 4, allows.
CHROMA2_QUEUE_FN void copy_aligned(void* to, const void* from, uint32_t bytes) {
  if (bytes % 16u == 0)
    copy_words<Quad>(to, from, bytes);
  else if (bytes % 8u == 0)
    copy_words<Pair>(to, from, bytes);
  else
    copy_words<uint32_t>(to, from, bytes);
}

// A value as words, for slots.
template <class T>
struct Packed {
  static constexpr uint32_t kStride = item_stride(sizeof(T));
  alignas(kStride % 16u == 0 ? 16 : kStride % 8u == 0 ? 8 : 4) unsigned char bytes[kStride];
};

template <class T>
CHROMA2_QUEUE_FN void write_slot(unsigned char* slot, const T& item) {
  Packed<T> packed;
  memcpy(packed.bytes, &item, sizeof(T));
  copy_aligned(slot, packed.bytes, Packed<T>::kStride);
}

template <class T>
CHROMA2_QUEUE_FN void read_slot(T& item, const unsigned char* slot) {
  Packed<T> packed;
  copy_aligned(packed.bytes, slot, Packed<T>::kStride);
  memcpy(&item, packed.bytes, sizeof(T));
}

}  // namespace queue
}  // namespace chroma2

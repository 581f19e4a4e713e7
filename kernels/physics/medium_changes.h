// Counts legs that began in one material and ended in another, by materials and instances: a hash table
// with open addressing, to which any number of threads add at once.
#pragma once
#include "math/bits.h"

CHROMA2_BEGIN

// What was in the word: 0 where it is the key now.
CHROMA2_HD unsigned long long claim(unsigned long long* word, unsigned long long key) {
#if defined(__CUDACC__)
  return atomicCAS(word, 0ull, key);
#else
  unsigned long long found = 0;
  __atomic_compare_exchange_n(word, &found, key, false, __ATOMIC_RELAXED, __ATOMIC_RELAXED);
  return found;
#endif
}

// On the host, whoever reads the sum with acquire sees what was written before.
CHROMA2_HD void add_atomically(unsigned long long* sum, unsigned long long count) {
#if defined(__CUDACC__)
  atomicAdd(sum, count);
#else
  __atomic_fetch_add(sum, count, __ATOMIC_RELEASE);
#endif
}

// By threads that all write the same.
CHROMA2_HD void put(uint32_t* word, uint32_t value) {
#if defined(__CUDACC__)
  *word = value;
#else
  __atomic_store_n(word, value, __ATOMIC_RELAXED);
#endif
}

constexpr uint32_t kProbes = 64;  // entries that may be looked at

CHROMA2_RARE void add_change(MediumChanges* changes, uint32_t material_begin, uint32_t material_end,
                             uint32_t instance_begin, uint32_t instance_end, unsigned long long count) {
  unsigned long long materials = static_cast<unsigned long long>(material_begin) << 32 | material_end;
  unsigned long long instances = static_cast<unsigned long long>(instance_begin) << 32 | instance_end;
  unsigned long long key = mixed(mixed(materials) + instances);
  if (key == 0) key = 1;
  add_atomically(&changes->total, count);
  for (uint32_t i = 0; i < kProbes; ++i) {
    MediumChange* entry = &changes->entries[(key + i) % kMediumChanges];
    unsigned long long found = claim(&entry->key, key);
    if (found != 0 && found != key) continue;
    put(&entry->material_begin, material_begin);
    put(&entry->material_end, material_end);
    put(&entry->instance_begin, instance_begin);
    put(&entry->instance_end, instance_end);
    add_atomically(&entry->count, count);
    return;
  }
  add_atomically(&changes->unlisted, count);
}

CHROMA2_END

// What the programs of these tests hand to the checker: cases and histories (checker.rs).
#pragma once
#include <cstdint>
#include <cstring>

#if defined(__CUDACC__) && defined(__NVCC__)
#define HOST_DEVICE __host__ __device__
#else
#define HOST_DEVICE
#endif

enum RecordKind : uint32_t { kPushed = 0, kFull = 1, kPopped = 2, kEmpty = 3 };

// An operation on one item. Records of one thread are in the order in which they took effect.
struct Record {
  uint32_t thread, kind;
  uint64_t value, begin, end;
};

struct Case {
  uint32_t capacity_log2;
  uint32_t threads;
  uint32_t operations;  // of each thread
  uint32_t policy;      // which functions: see the program
  uint64_t start;       // the first ticket
  uint32_t zero;        // 1: all payloads are zero
  uint32_t rounds;      // between which nothing runs
};

enum Failure : uint32_t { kNone = 0, kStuck = 1, kEndless = 2, kTorn = 3, kTooMany = 4 };

struct Outcome {
  uint32_t records, failure;
  uint64_t tail, head, push_claims, pop_claims, high_water, refused_full, refused_empty;
};

// A value with words that show whether all of it is there; zero is all zeros.
struct Item {
  uint32_t word[5];
  HOST_DEVICE static Item of(uint64_t value) {
    Item item;
    item.word[0] = static_cast<uint32_t>(value);
    item.word[1] = static_cast<uint32_t>(value >> 32);
    for (uint32_t i = 2; i < 5; ++i) item.word[i] = item.word[0] * (2u * i + 1u) ^ item.word[1];
    return item;
  }
  HOST_DEVICE uint64_t value() const { return static_cast<uint64_t>(word[1]) << 32 | word[0]; }
  HOST_DEVICE bool whole() const {
    Item same = of(value());
    for (uint32_t i = 2; i < 5; ++i)
      if (word[i] != same.word[i]) return false;
    return true;
  }
};

struct Numbers {
  uint64_t state;
  HOST_DEVICE explicit Numbers(uint64_t seed) : state(seed * 0x9e3779b97f4a7c15u + 0x123456789u) {}
  HOST_DEVICE uint32_t next() {
    state = state * 6364136223846793005u + 1442695040888963407u;
    uint64_t x = state ^ state >> 29;
    return static_cast<uint32_t>(x * 0xbf58476d1ce4e5b9u >> 32);
  }
  HOST_DEVICE uint32_t below(uint32_t n) { return static_cast<uint32_t>(static_cast<uint64_t>(next()) * n >> 32); }
  HOST_DEVICE bool one_in(uint32_t n) { return below(n) == 0; }
};

// Built-in operations on messages, of one lane or of many, bit for bit the same: sums are made of 32 partial sums,
// element i in number i mod 32, which are then added by halves.
#pragma once
#include "layout/messages.h"

#if defined(__CUDACC__) && !defined(CHROMA2_ONE_LANE)
#define CHROMA2_MESSAGES_FN __device__ __forceinline__
#define CHROMA2_MESSAGES_UNROLL _Pragma("unroll")
#else
#define CHROMA2_MESSAGES_FN inline
#define CHROMA2_MESSAGES_UNROLL
#endif
#if defined(CHROMA2_ONE_LANE)
#include <sched.h>
#endif

namespace chroma2 {
namespace messages {

// What built-in operations return.
constexpr uint32_t kFine = 0, kWrongBytes = 1, kUnknownOperation = 2;
constexpr uint32_t kPartials = 32;

// The lanes of a message wait for each other.
CHROMA2_MESSAGES_FN void together() {
#if defined(__CUDACC__) && !defined(CHROMA2_ONE_LANE)
  __syncwarp();
#elif defined(CHROMA2_ONE_LANE)
  // For tests: others do much here now and then.
  static thread_local uint32_t times = 0;
  if (++times % 37 == 0) sched_yield();
#endif
}

template <class T>
CHROMA2_MESSAGES_FN const T* input_of(const Message& message) {
  return static_cast<const T*>(message.input);
}
template <class T>
CHROMA2_MESSAGES_FN T* output_of(const Message& message) {
  return static_cast<T*>(message.output);
}

// Announces a result of so many bytes; whether there is room for it.
CHROMA2_MESSAGES_FN bool has_room(Message& message, uint32_t bytes) {
  message.output_bytes = bytes;
  return bytes <= message.output_room;
}

// Adds 32 partial sums in the scratch memory up; the sum is the first one.
template <class T>
CHROMA2_MESSAGES_FN T sum_up(const Message& message, T* partial) {
  for (uint32_t half = kPartials / 2; half > 0; half /= 2) {
    together();
    for (uint32_t i = message.lane; i < half; i += message.lanes) partial[i] += partial[i + half];
  }
  together();
  return partial[0];
}

CHROMA2_MESSAGES_FN uint32_t echo(Message& message) {
  if (!has_room(message, message.input_bytes)) return kFine;
  const uint32_t words = message.input_bytes / 4u;
  for (uint32_t i = message.lane; i < words; i += message.lanes)
    output_of<uint32_t>(message)[i] = input_of<uint32_t>(message)[i];
  for (uint32_t i = 4u * words + message.lane; i < message.input_bytes; i += message.lanes)
    output_of<uint8_t>(message)[i] = input_of<uint8_t>(message)[i];
  return kFine;
}

// The finalizer of SplitMix64.
CHROMA2_MESSAGES_FN uint64_t mixed(uint64_t x) {
  x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9ull;
  x = (x ^ x >> 27) * 0x94d049bb133111ebull;
  return x ^ x >> 31;
}

// The sum over the message's words of 4 bytes, the last one filled up with zeros, of mixed(word + (i + 1) * golden), and
// of mixed(bytes).
CHROMA2_MESSAGES_FN uint32_t checksum(Message& message, uint64_t* partial) {
  constexpr uint64_t kGolden = 0x9e3779b97f4a7c15ull;
  if (!has_room(message, 8)) return kFine;
  const uint8_t* bytes = input_of<uint8_t>(message);
  const uint32_t whole = message.input_bytes / 4u, words = (message.input_bytes + 3u) / 4u;
  for (uint32_t p = message.lane; p < kPartials; p += message.lanes) {
    uint64_t sum = p == 0 ? mixed(message.input_bytes) : 0;
    for (uint32_t i = p; i < words; i += kPartials) {
      uint32_t word = 0;
      if (i < whole)
        word = input_of<uint32_t>(message)[i];
      else
        for (uint32_t k = 4u * i; k < message.input_bytes; ++k) word |= uint32_t(bytes[k]) << (8u * (k % 4u));
      sum += mixed(word + (i + 1u) * kGolden);
    }
    partial[p] = sum;
  }
  const uint64_t sum = sum_up(message, partial);
  if (message.lane == 0) *output_of<uint64_t>(message) = sum;
  return kFine;
}

template <class T>
CHROMA2_MESSAGES_FN uint32_t add(Message& message) {
  if (message.input_bytes % (2u * sizeof(T)) != 0) return kWrongBytes;
  const uint32_t half = message.input_bytes / (2u * uint32_t(sizeof(T)));
  if (!has_room(message, message.input_bytes / 2u)) return kFine;
  const T* input = input_of<T>(message);
  for (uint32_t i = message.lane; i < half; i += message.lanes) output_of<T>(message)[i] = input[i] + input[half + i];
  return kFine;
}

template <class T>
CHROMA2_MESSAGES_FN uint32_t reduce(Message& message, T* partial) {
  if (message.input_bytes % sizeof(T) != 0) return kWrongBytes;
  const uint32_t count = message.input_bytes / uint32_t(sizeof(T));
  if (!has_room(message, sizeof(T))) return kFine;
  for (uint32_t p = message.lane; p < kPartials; p += message.lanes) {
    T sum = 0;
    for (uint32_t i = p; i < count; i += kPartials) sum += input_of<T>(message)[i];
    partial[p] = sum;
  }
  const T sum = sum_up(message, partial);
  if (message.lane == 0) *output_of<T>(message) = sum;
  return kFine;
}

template <class T>
CHROMA2_MESSAGES_FN uint32_t of_elements(Message& message, uint32_t operation, uint64_t* scratch) {
  return operation == kOperationAdd ? add<T>(message) : reduce<T>(message, reinterpret_cast<T*>(scratch));
}

// Does an operation; its code. The input and the output are aligned to 8 bytes, scratch memory has kMessageScratch.
CHROMA2_MESSAGES_FN uint32_t operate(Message& message, uint32_t operation, uint32_t element, uint64_t* scratch) {
  static_assert(kMessageScratch >= kPartials * sizeof(uint64_t), "a partial sum of 8 bytes each");
  switch (operation) {
    case kOperationEcho: return echo(message);
    case kOperationChecksum: return checksum(message, scratch);
    case kOperationAdd:
    case kOperationReduce:
      switch (element) {
        case kElementInt32: return of_elements<uint32_t>(message, operation, scratch);
        case kElementInt64: return of_elements<uint64_t>(message, operation, scratch);
        case kElementFloat32: return of_elements<float>(message, operation, scratch);
        case kElementFloat64: return of_elements<double>(message, operation, scratch);
        default: return kUnknownOperation;
      }
    default: return kUnknownOperation;
  }
}

}  // namespace messages
}  // namespace chroma2

// Small blocks of memory that a kernel copies.
// Generated from src/layout/copy.rs. Change that, then: CHROMA2_BLESS=1 cargo test --test kernel_headers

#pragma once

#include <stdint.h>

namespace chroma2 {

// Threads of a block of `chroma2_copy`.
constexpr uint32_t kCopyBlock = 1024;

// Bytes that a thread copies at once.
constexpr uint32_t kCopyUnit = 16;

// Copies memory of the host or of the device, both aligned to a unit.
struct CopyJob {
  const void *from;
  void *to;
  // A word that is set to 0; NULL: none.
  uint32_t *clear;
  // Of kCopyUnit bytes each.
  uint64_t units;
};

}  // namespace chroma2

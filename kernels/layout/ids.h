// Indices that say something else.
// Generated from src/layout/ids.rs. Change that, then: CHROMA2_BLESS=1 cargo test --test kernel_headers

#pragma once

#include <stdint.h>

namespace chroma2 {

// "No such index", wherever an index is asked for.
constexpr uint32_t kNone = UINT32_MAX;

// Set in an instance id that names a wire plane.
constexpr uint32_t kWireBit = (1u << 31);

}  // namespace chroma2

// Built-in operations on messages on the processor: kernels/host/messages.cpp.
// Generated from src/layout/host_messages.rs. Change that, then: CHROMA2_BLESS=1 cargo test --test kernel_headers

#pragma once

#include <stdint.h>
#include "layout/messages.h"

namespace chroma2 {

extern "C" {

// Does an operation; its code. The output has room for `output_room` bytes, and `scratch` for kMessageScratch,
// aligned to 8.
extern uint32_t chroma2_host_message(Message *message,
                                     uint32_t operation,
                                     uint32_t element,
                                     uint64_t *scratch);

}  // extern "C"

}  // namespace chroma2

#ifndef CHROMA2_HANDLE_H
#define CHROMA2_HANDLE_H

/* Generated from src/ffi/. Change that, then: CHROMA2_BLESS=1 cargo test --test headers */

#include "chroma2/config.h"

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/**
 * Number of handles alive in the process; for leak checks. Any thread.
 */
CHROMA2_NODISCARD CHROMA2_API uint64_t chroma2_live_handles(void);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* CHROMA2_HANDLE_H */

#ifndef CHROMA2_VERSION_H
#define CHROMA2_VERSION_H

/* Generated from src/ffi/. Change that, then: CHROMA2_BLESS=1 cargo test --test headers */

#include "chroma2/config.h"
#include "chroma2/status.h"

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/**
 * Version of the library: major * 1000000 + minor * 1000 + patch, comparable with
 * CHROMA2_VERSION. Any thread.
 */
CHROMA2_NODISCARD CHROMA2_API uint32_t chroma2_version(void);

/**
 * Version of the library as text ("2.0.0"). Static, never NULL. Any thread.
 */
CHROMA2_NODISCARD CHROMA2_API const char *chroma2_version_string(void);

/**
 * ABI of the library, comparable with CHROMA2_ABI_VERSION. Any thread.
 */
CHROMA2_NODISCARD CHROMA2_API uint32_t chroma2_abi_version(void);

/**
 * Whether a program compiled for ABI version `abi` can use this library; CHROMA2_CHECK_VERSION()
 * calls it with the headers' number. CHROMA2_STATUS_UNSUPPORTED where it can't. Any thread.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_abi_check(uint32_t abi);

/**
 * What this library contains and what it uses on this machine, for logs and bug reports: version,
 * backends, processor levels; and what is wrong with CHROMA2_CPU in the environment, if
 * anything. One line of text; static, never NULL. Any thread.
 */
CHROMA2_NODISCARD CHROMA2_API const char *chroma2_build_info(void);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* CHROMA2_VERSION_H */

#ifndef CHROMA2_MODULE_H
#define CHROMA2_MODULE_H

/* Generated from src/ffi/. Change that, then: CHROMA2_BLESS=1 cargo test --test headers */

#include "chroma2/config.h"
#include "chroma2/status.h"
#include "chroma2/context.h"

/**
 * What a module's code is.
 */
enum chroma2_code
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : uint32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /**
   * CUDA C++, compiled at run time by NVRTC, which must be installed.
   */
  CHROMA2_CODE_SOURCE = 1,
  /**
   * PTX, which the driver compiles.
   */
  CHROMA2_CODE_PTX = 2,
  /**
   * A fatbin or a cubin.
   */
  CHROMA2_CODE_BINARY = 3,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum chroma2_code chroma2_code;
#else
typedef uint32_t chroma2_code;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * Code of the program, loaded on a GPU. It keeps its context alive, and kernels keep it.
 */
typedef struct chroma2_module chroma2_module;

/**
 * What is to be loaded.
 */
typedef struct chroma2_module_config {
  /**
   * sizeof(chroma2_module_config).
   */
  size_t struct_size;
  /**
   * The code; it is not needed after the call.
   */
  const void *code;
  /**
   * Bytes of that, a NUL at the end of a text not included.
   */
  uint64_t code_bytes;
  /**
   * A chroma2_code.
   */
  uint32_t kind;
  /**
   * Place of the GPU in the list of chroma2_device_get_info, one of the context's; 0: its first.
   */
  uint32_t device;
  /**
   * Options of NVRTC ("--use_fast_math", "--include-path=…"), for a source. The GPU's architecture and C++17 are set
   * unless options set them. NULL: none.
   */
  const char *const *options;
  /**
   * How many.
   */
  uint64_t option_count;
} chroma2_module_config;

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/**
 * Loads code on a GPU of a context. The caller owns *module, to be given to chroma2_module_destroy. Fails as an invalid
 * argument where the compiler or the driver refuses the code, with what they say; as unsupported on the processor, and
 * for a source without NVRTC. Any thread.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_module_create(const chroma2_context *context,
                                     const struct chroma2_module_config *config,
                                     struct chroma2_module **module);

/**
 * Gives a module up; NULL is fine. Its kernels stay usable. Any thread.
 */
CHROMA2_API
chroma2_status chroma2_module_destroy(struct chroma2_module *module);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* CHROMA2_MODULE_H */

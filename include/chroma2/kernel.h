#ifndef CHROMA2_KERNEL_H
#define CHROMA2_KERNEL_H

/* Generated from src/ffi/. Change that, then: CHROMA2_BLESS=1 cargo test --test headers */

#include "chroma2/config.h"
#include "chroma2/status.h"
#include "chroma2/context.h"
#include "chroma2/stream.h"
#include "chroma2/module.h"

/**
 * What an argument is.
 */
enum chroma2_argument_kind
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : uint32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /**
   * A value of the program, copied: a number, a pointer, a struct.
   */
  CHROMA2_ARGUMENT_KIND_VALUE = 1,
  /**
   * Of a pipeline: the address of the step's configuration block.
   */
  CHROMA2_ARGUMENT_KIND_CONFIG = 2,
  /**
   * Of a pipeline: the address of the step's telemetry block.
   */
  CHROMA2_ARGUMENT_KIND_TELEMETRY = 3,
  /**
   * Of a pipeline: the address of its state.
   */
  CHROMA2_ARGUMENT_KIND_STATE = 4,
  /**
   * Of a pipeline: the step's number, a uint64_t.
   */
  CHROMA2_ARGUMENT_KIND_STEP = 5,
  /**
   * Of a pipeline: the address of a uint32_t that is 0 when the step begins; what the kernel writes there is the step's
   * code.
   */
  CHROMA2_ARGUMENT_KIND_CODE = 6,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum chroma2_argument_kind chroma2_argument_kind;
#else
typedef uint32_t chroma2_argument_kind;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * A kernel: of a module, or a function of the processor. It keeps its module and context alive.
 */
typedef struct chroma2_kernel chroma2_kernel;

/**
 * What a function of the processor gets. Blocks are those of a pipeline's step, else NULL and 0.
 */
typedef struct chroma2_kernel_call {
  /**
   * sizeof(chroma2_kernel_call) in the library; fields that it does not cover are not there.
   */
  size_t struct_size;
  /**
   * The step's configuration block.
   */
  const void *config;
  /**
   * The step's telemetry block, which has what an earlier step left there.
   */
  void *telemetry;
  /**
   * The pipeline's state.
   */
  void *state;
  /**
   * Bytes of these.
   */
  uint64_t config_bytes;
  uint64_t telemetry_bytes;
  uint64_t state_bytes;
  /**
   * The step's number.
   */
  uint64_t step;
  /**
   * Addresses of the arguments' values, as of a kernel.
   */
  const void *const *arguments;
  uint64_t argument_count;
  /**
   * As chroma2_kernel_create was given.
   */
  void *user;
} chroma2_kernel_call;

/**
 * A function of the processor as a kernel; 0 where all is well, else a code of its own. Called by one thread at a time for a
 * pipeline: of its own, or in synchronous mode the caller's. It must not throw; of its own pipeline it may call what does not
 * wait (statistics, information), other calls fail as an invalid state.
 */
typedef uint32_t (*chroma2_kernel_function)(const struct chroma2_kernel_call *call);

/**
 * What is known of a kernel.
 */
typedef struct chroma2_kernel_info {
  /**
   * sizeof(chroma2_kernel_info).
   */
  size_t struct_size;
  /**
   * Threads that a block may have; 1 of a function.
   */
  uint32_t most_threads;
  /**
   * Registers of a thread.
   */
  uint32_t registers;
  /**
   * Bytes of local memory of a thread.
   */
  uint32_t local_bytes;
  /**
   * Bytes of shared memory of a block that its code asks for.
   */
  uint32_t shared_bytes;
  /**
   * The architecture of its machine code as 10 * major + minor; 0: a function of the processor.
   */
  uint32_t architecture;
  /**
   * Place of its device in the list of chroma2_device_get_info; 0: the processor.
   */
  uint32_t device;
  /**
   * Its parameters; UINT32_MAX where the driver does not say (before CUDA 12.4), and of a function.
   */
  uint32_t parameter_count;
  /**
   * Comes as 0.
   */
  uint32_t reserved;
} chroma2_kernel_info;

/**
 * Blocks of a launch, threads of a block, and bytes of dynamic shared memory a block; 0 stands for 1 in the first six.
 * Ignored for a function.
 */
typedef struct chroma2_launch {
  /**
   * sizeof(chroma2_launch).
   */
  size_t struct_size;
  /**
   * Blocks.
   */
  uint32_t grid_x;
  uint32_t grid_y;
  uint32_t grid_z;
  /**
   * Threads.
   */
  uint32_t block_x;
  uint32_t block_y;
  uint32_t block_z;
  /**
   * Bytes.
   */
  uint32_t shared_bytes;
  /**
   * 0.
   */
  uint32_t reserved;
} chroma2_launch;

/**
 * An argument of a kernel. This struct does not grow.
 */
typedef struct chroma2_argument {
  /**
   * A chroma2_argument_kind.
   */
  uint32_t kind;
  /**
   * Of a value: its bytes, which are the parameter's, 1 to 4096. Else 0.
   */
  uint32_t bytes;
  /**
   * Of a value: where it is; it is copied, so a pointer's value is the address of the pointer. Else NULL.
   */
  const void *value;
} chroma2_argument;

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/**
 * Makes a kernel of a function of the processor, which gets `user`. The caller owns *kernel, to be given to
 * chroma2_kernel_destroy. Any thread.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_kernel_create(const chroma2_context *context,
                                     chroma2_kernel_function function,
                                     void *user,
                                     struct chroma2_kernel **kernel);

/**
 * Looks a kernel of a module up by its name: the mangled one, unless its code says extern "C". The caller owns *kernel, to
 * be given to chroma2_kernel_destroy. Any thread.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_module_get_kernel(const chroma2_module *module,
                                         const char *name,
                                         struct chroma2_kernel **kernel);

/**
 * Gives a kernel up; NULL is fine. Pipelines and launches go on. Any thread.
 */
CHROMA2_API
chroma2_status chroma2_kernel_destroy(struct chroma2_kernel *kernel);

/**
 * Writes what is known of a kernel; info->struct_size must be set. Any thread.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_kernel_get_info(const struct chroma2_kernel *kernel,
                                       struct chroma2_kernel_info *info);

/**
 * Launches a kernel on a stream of its device, and returns; a function is called at once, where stream is NULL. What goes
 * wrong on the device is reported by what waits for it. The number and sizes of arguments, values all, are checked where
 * the driver knows them. A function's code that is not 0 fails as an invalid state. Any thread.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_kernel_launch(const struct chroma2_kernel *kernel,
                                     const struct chroma2_launch *launch,
                                     const struct chroma2_argument *arguments,
                                     uint64_t argument_count,
                                     const chroma2_stream *stream);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* CHROMA2_KERNEL_H */

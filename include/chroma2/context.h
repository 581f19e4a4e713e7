#ifndef CHROMA2_CONTEXT_H
#define CHROMA2_CONTEXT_H

/* Generated from src/ffi/. Change that, then: CHROMA2_BLESS=1 cargo test --test headers */

#include "chroma2/config.h"
#include "chroma2/status.h"

/**
 * What executes a context's work. Functions and structs take it as uint32_t.
 */
enum chroma2_backend
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : uint32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /**
   * CUDA where there is a GPU that can be used, else the processor; the log says why.
   */
  CHROMA2_BACKEND_AUTO = 0,
  /**
   * The processor's cores.
   */
  CHROMA2_BACKEND_CPU = 1,
  /**
   * An NVIDIA GPU. Unsupported where there is none: the message says why.
   */
  CHROMA2_BACKEND_CUDA = 2,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum chroma2_backend chroma2_backend;
#else
typedef uint32_t chroma2_backend;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * Instruction sets of the CPU backend. All of them give the same bits.
 */
enum chroma2_cpu_level
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : uint32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /**
   * What every processor of the architecture has.
   */
  CHROMA2_CPU_LEVEL_BASELINE = 0,
  /**
   * x86-64-v3: AVX2 and FMA.
   */
  CHROMA2_CPU_LEVEL_V3 = 1,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum chroma2_cpu_level chroma2_cpu_level;
#else
typedef uint32_t chroma2_cpu_level;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * Worker threads on a device. Sessions and events keep it alive, so it may be destroyed first. After a
 * fork the child can read results and give handles up; all that needs the threads fails as an invalid
 * state there.
 */
typedef struct chroma2_context chroma2_context;

/**
 * How to make a context. All zero but struct_size is right for most programs.
 */
typedef struct chroma2_context_config {
  /**
   * sizeof(chroma2_context_config).
   */
  size_t struct_size;
  /**
   * A chroma2_backend.
   */
  uint32_t backend;
  /**
   * Worker threads, at most 1024; 0: as many as the process may run at once.
   */
  uint32_t threads;
  /**
   * Place of the device in the list of chroma2_device_get_info; 0: the processor or, for cuda and auto,
   * the first GPU that can be used.
   */
  uint32_t device;
  /**
   * 0.
   */
  uint32_t reserved;
  /**
   * The most bytes of host memory that it may have in use at a time, as chroma2_context_info counts
   * them; what would exceed them fails as out of memory before anything is allocated. 0: no limit.
   */
  uint64_t memory_limit;
  /**
   * Places of GPUs in the list of chroma2_device_get_info, each once, at most 64: sessions of the context spread their
   * events over all of them, with the same results as on one. What a GPU that fails was about, another one does. The
   * first is the context's own, in whose memory its queues are. NULL: see device_count. `device` is 0 with more than one.
   */
  const uint32_t *devices;
  /**
   * How many these are. With `devices` NULL: the first so many GPUs that can be used, UINT64_MAX for all; 0: the one
   * that `device` says. Unsupported where there are fewer.
   */
  uint64_t device_count;
} chroma2_context_config;

/**
 * What a context is and holds.
 */
typedef struct chroma2_context_info {
  /**
   * sizeof(chroma2_context_info).
   */
  size_t struct_size;
  /**
   * A chroma2_backend, never auto.
   */
  uint32_t backend;
  /**
   * Worker threads.
   */
  uint32_t threads;
  /**
   * Bytes of host memory in use: its events' (copies of their photons, and results), its committed
   * geometries', its queues', and what commits and pictures need on the way.
   */
  uint64_t memory;
  /**
   * Place of its device in the list of chroma2_device_get_info; of several, the first.
   */
  uint32_t device;
  /**
   * How many GPUs it has.
   */
  uint32_t device_count;
  /**
   * Bytes of the GPUs' memory that it holds.
   */
  uint64_t device_memory;
  /**
   * The most that `memory` may be; 0: no limit.
   */
  uint64_t memory_limit;
} chroma2_context_info;

/**
 * A device.
 */
typedef struct chroma2_device {
  /**
   * sizeof(chroma2_device).
   */
  size_t struct_size;
  /**
   * The chroma2_backend that runs on it.
   */
  uint32_t backend;
  /**
   * Threads that the process may run at once.
   */
  uint32_t cores;
  /**
   * A chroma2_cpu_level: that of the processor's kernels.
   */
  uint32_t level;
  /**
   * 0.
   */
  uint32_t reserved;
  /**
   * Its name, cut to fit, NUL-terminated UTF-8.
   */
  char name[128];
  /**
   * 1: contexts can be made on it; 0: making one fails, and says why.
   */
  uint32_t usable;
  /**
   * A GPU's compute capability as 10 * major + minor (90 for 9.0). 0 for the processor, as all
   * that follows.
   */
  uint32_t compute_capability;
  /**
   * Its multiprocessors.
   */
  uint32_t multiprocessors;
  /**
   * The CUDA version of its driver as 1000 * major + 10 * minor.
   */
  uint32_t driver_version;
  /**
   * Bytes of its memory.
   */
  uint64_t memory;
  /**
   * Its identity; zeros where the driver does not tell.
   */
  uint8_t uuid[16];
} chroma2_device;

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/**
 * Makes a context. `config` may be NULL for all defaults. The caller owns *context, to be given
 * to chroma2_context_destroy. Fails as unsupported where there is no GPU for the backend cuda (no
 * driver, no device, one too old, no kernels in the library: the message says which), and as out of
 * memory when its threads do not start. Any thread.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_context_create(const struct chroma2_context_config *config,
                                      struct chroma2_context **context);

/**
 * Gives a context up; NULL is fine. Returns at once: events that run on it go on, and its threads
 * end with the last session or event that uses it. Any thread.
 */
CHROMA2_API
chroma2_status chroma2_context_destroy(struct chroma2_context *context);

/**
 * Writes what a context is and holds; info->struct_size must be set. Any thread.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_context_get_info(const struct chroma2_context *context,
                                        struct chroma2_context_info *info);

/**
 * Writes the number of devices, at least 1: device 0 is the processor, GPUs follow in the driver's
 * order. Starts the NVIDIA driver where there is one. Any thread.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_device_get_count(uint64_t *count);

/**
 * Writes a device's properties; device->struct_size must be set. `index` counts from 0. Any thread.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_device_get_info(uint32_t index, struct chroma2_device *device);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* CHROMA2_CONTEXT_H */

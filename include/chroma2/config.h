/* What every header of libchroma2 needs: types, symbol marks, version numbers, the version check. */
#ifndef CHROMA2_CONFIG_H
#define CHROMA2_CONFIG_H

/*
 * size_t and integers of a fixed width. Kernels that are compiled at run time (NVRTC) have none of the host's
 * headers: size_t is built in there, and the integers are those of libcu++, by its header where it is found,
 * so that a program may take in both.
 */
#if !defined(__CUDACC_RTC__)
#include <stddef.h>
#include <stdint.h>
#elif __has_include(<cuda/std/cstdint>)
#include <cuda/std/cstdint>
#else
typedef signed char int8_t;
typedef unsigned char uint8_t;
typedef short int16_t;
typedef unsigned short uint16_t;
typedef int int32_t;
typedef unsigned int uint32_t;
typedef long long int64_t;
typedef unsigned long long uint64_t;
#endif

/** Version of these headers; chroma2_version() gives the library's. */
#define CHROMA2_VERSION_MAJOR 2
#define CHROMA2_VERSION_MINOR 0
#define CHROMA2_VERSION_PATCH 0
#define CHROMA2_VERSION_STRING "2.0.0"
/** One number to compare: major * 1000000 + minor * 1000 + patch. */
#define CHROMA2_VERSION                                                 \
  (CHROMA2_VERSION_MAJOR * 1000000 + CHROMA2_VERSION_MINOR * 1000 +     \
   CHROMA2_VERSION_PATCH)

/**
 * ABI of these headers: the SONAME's number times 1000, plus the number of releases that added to
 * the ABI. A program runs with every library of the same thousand that is not older.
 */
#define CHROMA2_ABI_VERSION 2000

/**
 * Compares the headers that a program was compiled with to the library that it runs with:
 * CHROMA2_STATUS_OK, or CHROMA2_STATUS_UNSUPPORTED and a message that names both versions.
 * Needs chroma2/version.h (chroma2.h includes it). Any thread.
 */
#define CHROMA2_CHECK_VERSION() chroma2_abi_check(CHROMA2_ABI_VERSION)

/** Marks a function of the library. */
#if defined(_WIN32)
#define CHROMA2_API __declspec(dllimport)
#elif defined(__GNUC__)
#define CHROMA2_API __attribute__((visibility("default")))
#else
#define CHROMA2_API
#endif

/**
 * Marks a function whose result must not be ignored: one that returns a status, unless it gives a handle
 * up, or one whose result is its only effect. A program that defines it before it includes this (as
 * nothing, say) has its own way. `(void)chroma2_...` says that a result is ignored on purpose; GCC takes
 * that in C++17 and C23 only.
 */
#if !defined(CHROMA2_NODISCARD)
#if defined(__cplusplus) && (__cplusplus >= 201703L || (defined(_MSVC_LANG) && _MSVC_LANG >= 201703L))
#define CHROMA2_NODISCARD [[nodiscard]]
#elif !defined(__cplusplus) && defined(__STDC_VERSION__) && __STDC_VERSION__ > 201710L && defined(__has_c_attribute)
#define CHROMA2_NODISCARD [[nodiscard]]
#elif defined(__GNUC__)
#define CHROMA2_NODISCARD __attribute__((warn_unused_result))
#else
#define CHROMA2_NODISCARD
#endif
#endif

/** Marks a function that has a better successor, named in `message`. */
#if defined(__GNUC__)
#define CHROMA2_DEPRECATED(message) __attribute__((deprecated(message)))
#elif defined(_MSC_VER)
#define CHROMA2_DEPRECATED(message) __declspec(deprecated(message))
#else
#define CHROMA2_DEPRECATED(message)
#endif

#endif /* CHROMA2_CONFIG_H */

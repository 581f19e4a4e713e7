// Host and device from one source. Every header opens the namespace of the instruction-set level it
// is compiled for, so that objects of several levels can live in one library.
#pragma once
#include "layout.h"

#if defined(__CUDACC__)
#define CHROMA2_HD __device__ __forceinline__
// A call on devices, whose instruction caches are small; used from many places.
#define CHROMA2_CALL __device__ __noinline__
// A call everywhere: what right models never need, kept out of the way of what they do.
#define CHROMA2_RARE __device__ __noinline__
// A call on the host, where it would stand in many places; inlined on devices.
#define CHROMA2_HOST_CALL CHROMA2_HD
#define CHROMA2_UNROLL(n) _Pragma("unroll")
#else
#define CHROMA2_HD inline __attribute__((always_inline))
#define CHROMA2_CALL CHROMA2_HD
#define CHROMA2_RARE inline __attribute__((noinline, cold))
#define CHROMA2_HOST_CALL inline __attribute__((noinline))
#define CHROMA2_PRAGMA(x) _Pragma(#x)
#define CHROMA2_UNROLL(n) CHROMA2_PRAGMA(GCC unroll n)
#endif

#ifndef CHROMA2_LEVEL
#define CHROMA2_LEVEL device
#endif
#define CHROMA2_BEGIN \
  namespace chroma2 { \
  namespace CHROMA2_LEVEL {
#define CHROMA2_END \
  }                 \
  }

CHROMA2_BEGIN

// How small structs of arrays are read: devices copy them whole, 16 bytes at a time; processors read what they need.
#if defined(__CUDACC__)
template <class T>
using Read = const T;
#else
template <class T>
using Read = const T&;
#endif

CHROMA2_END

// Host and device from one source. Every header opens the namespace of the instruction-set level it
// is compiled for, so that objects of several levels can live in one library.
#pragma once
#include "layout.h"

#if defined(__CUDACC__)
#define CHROMA2_HD __device__ __forceinline__
#define CHROMA2_UNROLL(n) _Pragma("unroll")
#else
#define CHROMA2_HD inline __attribute__((always_inline))
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

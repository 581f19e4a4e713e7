// A processor's threads: the header's atomics are those of the model.
#pragma once
#include <atomic>
#include <immintrin.h>
#include <sched.h>

#include "sim.h"

namespace std {
template <class T>
using modelled_ref = sim::Ref<T>;
}
#define atomic_ref modelled_ref
#define _mm_pause() sim::pause()
#define sched_yield() sim::pause()

// The kernels of queues on the host, a block of one thread: for tests/cuda_backend.
#include <atomic>
#include <sched.h>
#if defined(__x86_64__)
#include <immintrin.h>
#endif

#include "shim.h"

#include "queue/persistent_worker.h"
#include "queue/transfer.h"

extern "C" void lane_transfer(const chroma2::QueueTransferJob* job) { chroma2::queue::transfer(*job); }
extern "C" void lane_persistent(const chroma2::PersistentJob* job) { chroma2::queue::run_persistent(*job); }

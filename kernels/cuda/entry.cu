// Kernels that src/backend/cuda launches, as layout/launch.h declares them.
#include "cuda/compact.h"
#include "cuda/copy.h"
#include "cuda/merged.h"
#include "cuda/merged_ends.h"
#include "cuda/propagate.h"
#include "cuda/rays.h"
#include "cuda/secondaries.h"
#include "cuda/stay.h"
#include "layout/launch.h"
#include "messages/builtin.h"
#include "photon/columns.h"
#include "queue/persistent_worker.h"
#include "queue/service.h"
#include "queue/transfer.h"
#include "source/steps.h"

// Blocks of a multiprocessor that registers are spared for; chosen by measurement (docs/performance.md).
#ifndef CHROMA2_PROPAGATE_BLOCKS
#define CHROMA2_PROPAGATE_BLOCKS 2
#endif
#ifndef CHROMA2_RAY_BLOCKS
#define CHROMA2_RAY_BLOCKS 6
#endif

namespace chroma2 {

#ifndef CHROMA2_OTHER_PROPAGATION  // benches/photon_queues has one of its own
// Photons from their start to their end. Any grid of blocks of kPropagateBlock threads.
extern "C" __global__ void __launch_bounds__(kPropagateBlock, CHROMA2_PROPAGATE_BLOCKS)
    chroma2_propagate(const __grid_constant__ PropagateJob job) {
  __shared__ CHROMA2_LEVEL::Pool pool;
  CHROMA2_LEVEL::propagate_photons<false>(job, pool);
}
// The same for geometries with wire planes.
extern "C" __global__ void __launch_bounds__(kPropagateBlock, CHROMA2_PROPAGATE_BLOCKS)
    chroma2_propagate_wires(const __grid_constant__ PropagateJob job) {
  __shared__ CHROMA2_LEVEL::Pool pool;
  CHROMA2_LEVEL::propagate_photons<false, true>(job, pool);
}
// The same for all geometries, those whose instances touch too, and for photons that another one has put aside.
extern "C" __global__ void __launch_bounds__(kPropagateBlock, CHROMA2_PROPAGATE_BLOCKS)
    chroma2_propagate_all(const __grid_constant__ PropagateJob job) {
  __shared__ CHROMA2_LEVEL::Pool pool;
  CHROMA2_LEVEL::propagate_photons<true>(job, pool);
}
// Photons of several events, of geometries without wire planes, as chroma2_propagate.
extern "C" __global__ void __launch_bounds__(kPropagateBlock, CHROMA2_PROPAGATE_BLOCKS)
    chroma2_propagate_merged(const __grid_constant__ MergedJob job) {
  __shared__ CHROMA2_LEVEL::Pool pool;
  CHROMA2_LEVEL::propagate_photons<false, false>(job.all, pool, CHROMA2_LEVEL::ManyEvents{job});
}
// The same for all geometries, and for photons that another one has put aside.
extern "C" __global__ void __launch_bounds__(kPropagateBlock, CHROMA2_PROPAGATE_BLOCKS)
    chroma2_propagate_merged_all(const __grid_constant__ MergedJob job) {
  __shared__ CHROMA2_LEVEL::Pool pool;
  CHROMA2_LEVEL::propagate_photons<true>(job.all, pool, CHROMA2_LEVEL::ManyEvents{job});
}
// Few photons that the host asks for, one order after another. Any grid of blocks of kPropagateBlock threads.
extern "C" __global__ void __launch_bounds__(kPropagateBlock, CHROMA2_PROPAGATE_BLOCKS)
    chroma2_resident(const __grid_constant__ ResidentJob job) {
  __shared__ CHROMA2_LEVEL::ResidentShared shared;
  CHROMA2_LEVEL::stay(job, shared);
}
// The same for all geometries, those in which an absorption may give several photons too.
extern "C" __global__ void __launch_bounds__(kPropagateBlock, CHROMA2_PROPAGATE_BLOCKS)
    chroma2_propagate_spawning(const __grid_constant__ SpawningJob job) {
  __shared__ CHROMA2_LEVEL::Pool pool;
  CHROMA2_LEVEL::propagate_photons<true>(job.all, pool, CHROMA2_LEVEL::Spawning{job});
}
#endif

// Their tallies and the picked photons, in this order. Count and write: a block of kMergedBlock threads for each
// tile; scan: one block of kScanBlock threads.
extern "C" __global__ void __launch_bounds__(kMergedBlock)
    chroma2_merged_count(const __grid_constant__ MergedEndsJob job) {
  CHROMA2_LEVEL::count_merged_tile(job, blockIdx.x);
}
extern "C" __global__ void __launch_bounds__(kScanBlock)
    chroma2_merged_scan(const __grid_constant__ MergedEndsJob job) {
  CHROMA2_LEVEL::scan_merged_tiles(job);
}
extern "C" __global__ void __launch_bounds__(kMergedBlock)
    chroma2_merged_write(const __grid_constant__ MergedEndsJob job) {
  CHROMA2_LEVEL::write_merged_tile(job, blockIdx.x);
}

// Photons that were put aside, when they have ended. Any grid of blocks of kPutBackBlock threads.
extern "C" __global__ void __launch_bounds__(kPutBackBlock) chroma2_put_back(const __grid_constant__ PutBackJob job) {
  const uint64_t step = static_cast<uint64_t>(gridDim.x) * kPutBackBlock;
  for (uint64_t i = static_cast<uint64_t>(blockIdx.x) * kPutBackBlock + threadIdx.x; i < job.count; i += step)
    CHROMA2_LEVEL::write_state(job.photons + job.aside[i].number, CHROMA2_LEVEL::read_state(&job.aside[i].state));
}

// Ray queries. Any grid of blocks of kRayBlock threads.
extern "C" __global__ void __launch_bounds__(kRayBlock, CHROMA2_RAY_BLOCKS)
    chroma2_closest_hits(const __grid_constant__ RayJob job) {
  __shared__ CHROMA2_LEVEL::QueryShared shared;
  CHROMA2_LEVEL::query_rays<false, false>(job.scene, job.rays, job.next, job.refill_threshold, shared);
}
extern "C" __global__ void __launch_bounds__(kRayBlock, CHROMA2_RAY_BLOCKS)
    chroma2_any_hits(const __grid_constant__ RayJob job) {
  __shared__ CHROMA2_LEVEL::QueryShared shared;
  CHROMA2_LEVEL::query_rays<true, false>(job.scene, job.rays, job.next, job.refill_threshold, shared);
}
// The same for geometries with wire planes.
extern "C" __global__ void __launch_bounds__(kRayBlock, CHROMA2_RAY_BLOCKS)
    chroma2_closest_hits_wires(const __grid_constant__ RayJob job) {
  __shared__ CHROMA2_LEVEL::QueryShared shared;
  CHROMA2_LEVEL::query_rays<false, true>(job.scene, job.rays, job.next, job.refill_threshold, shared);
}
extern "C" __global__ void __launch_bounds__(kRayBlock, CHROMA2_RAY_BLOCKS)
    chroma2_any_hits_wires(const __grid_constant__ RayJob job) {
  __shared__ CHROMA2_LEVEL::QueryShared shared;
  CHROMA2_LEVEL::query_rays<true, true>(job.scene, job.rays, job.next, job.refill_threshold, shared);
}

// The tally and the picked photons of a slice, in this order. Count and write: a block of
// kCompactBlock threads for each tile; scan: one block of kScanBlock threads.
extern "C" __global__ void __launch_bounds__(kCompactBlock)
    chroma2_compact_count(const __grid_constant__ CompactJob job) {
  CHROMA2_LEVEL::count_tile(job);
}
extern "C" __global__ void __launch_bounds__(kScanBlock) chroma2_compact_scan(const __grid_constant__ CompactJob job) {
  CHROMA2_LEVEL::scan_tiles(job);
}
extern "C" __global__ void __launch_bounds__(kCompactBlock)
    chroma2_compact_write(const __grid_constant__ CompactJob job) {
  CHROMA2_LEVEL::write_tile(job);
}

// States of a program's photons. Any grid of blocks of kGatherBlock threads.
extern "C" __global__ void __launch_bounds__(kGatherBlock) chroma2_gather(const __grid_constant__ GatherJob job) {
  const uint64_t step = static_cast<uint64_t>(gridDim.x) * kGatherBlock;
  for (uint64_t i = static_cast<uint64_t>(blockIdx.x) * kGatherBlock + threadIdx.x; i < job.count; i += step)
    job.photons[i] = CHROMA2_LEVEL::gather_photon(job, job.first + i);
}

// Photons of steps. Any grid of blocks of kGenerateBlock threads.
extern "C" __global__ void __launch_bounds__(kGenerateBlock)
    chroma2_generate_steps(const __grid_constant__ GenerateJob job) {
  const uint64_t step = static_cast<uint64_t>(gridDim.x) * kGenerateBlock;
  for (uint64_t i = static_cast<uint64_t>(blockIdx.x) * kGenerateBlock + threadIdx.x; i < job.count; i += step)
    job.photons[i] = CHROMA2_LEVEL::step_photon(job.batch, job.params, i);
}

// A batch into a queue or out of it. One block of kTransferBlock threads, or many.
extern "C" __global__ void __launch_bounds__(kTransferBlock)
    chroma2_queue_transfer(const __grid_constant__ QueueTransferJob job) {
  queue::transfer(job);
}

// Items from a queue to others, until nothing is outstanding. Any grid of blocks of any size.
extern "C" __global__ void __launch_bounds__(kPersistentBlock)
    chroma2_run_persistent(const __grid_constant__ PersistentJob job) {
  queue::run_persistent(job);
}

// Small batches that the host asks for, one after another. One block of kTransferBlock threads.
extern "C" __global__ void __launch_bounds__(kTransferBlock)
    chroma2_queue_service(const __grid_constant__ QueueServiceJob job) {
  queue::serve(job);
}

// A small block of memory. Any grid of blocks of kCopyBlock threads.
extern "C" __global__ void __launch_bounds__(kCopyBlock) chroma2_copy(const __grid_constant__ CopyJob job) {
  copy_block(job);
}

// Messages of the host, by built-in operations. Any grid of blocks of 32 threads more than it has workers, with their memory.
extern "C" __global__ void __launch_bounds__(32u * (kMessageWorkers + 1u))
    chroma2_messages(const __grid_constant__ MessagesJob job) {
  __shared__ messages::BlockShared shared;
  extern __shared__ __align__(16) char stages[];
  messages::begin(shared);
  messages::stay(job, shared, stages, messages::BuiltIn{job});
}

}  // namespace chroma2

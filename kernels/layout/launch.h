// Kernels for devices by their names, and what each is launched with.
// Generated from src/layout/launch.rs. Change that, then: CHROMA2_BLESS=1 cargo test --test kernel_headers

#pragma once

#include "layout/compact.h"
#include "layout/copy.h"
#include "layout/merged.h"
#include "layout/messages.h"
#include "layout/persistent.h"
#include "layout/photon.h"
#include "layout/propagate.h"
#include "layout/rays.h"
#include "layout/resident.h"
#include "layout/secondary.h"
#include "layout/service.h"
#include "layout/steps.h"
#include "layout/transfer.h"

namespace chroma2 {

// Photons from their start to their end. Any grid of blocks of kPropagateBlock threads.
extern "C" __global__ void chroma2_propagate(const __grid_constant__ PropagateJob job);

// The same for geometries with wire planes.
extern "C" __global__ void chroma2_propagate_wires(const __grid_constant__ PropagateJob job);

// The same for all geometries, those whose instances touch too, and for photons that another one has put
// aside.
extern "C" __global__ void chroma2_propagate_all(const __grid_constant__ PropagateJob job);

// The same for all geometries, those in which an absorption may give several photons too.
extern "C" __global__ void chroma2_propagate_spawning(const __grid_constant__ SpawningJob job);

// Photons that were put aside, when they have ended. Any grid of blocks of kPutBackBlock threads.
extern "C" __global__ void chroma2_put_back(const __grid_constant__ PutBackJob job);

// Small blocks of memory. Any grid of blocks of kCopyBlock threads.
extern "C" __global__ void chroma2_copy(const __grid_constant__ CopyJob job);

// Photons of several events, of geometries without wire planes, as `chroma2_propagate`.
extern "C" __global__ void chroma2_propagate_merged(const __grid_constant__ MergedJob job);

// The same for all geometries, and for photons that another one has put aside.
extern "C" __global__ void chroma2_propagate_merged_all(const __grid_constant__ MergedJob job);

// Few photons that the host asks for, one order after another. Any grid of blocks of kPropagateBlock threads.
extern "C" __global__ void chroma2_resident(const __grid_constant__ ResidentJob job);

// The tallies of the events; the next two, in this order, pack their picked photons. A block of kMergedBlock threads
// for each tile.
extern "C" __global__ void chroma2_merged_count(const __grid_constant__ MergedEndsJob job);

// One block of kScanBlock threads.
extern "C" __global__ void chroma2_merged_scan(const __grid_constant__ MergedEndsJob job);

// A block of kMergedBlock threads for each tile.
extern "C" __global__ void chroma2_merged_write(const __grid_constant__ MergedEndsJob job);

// Ray queries. Any grid of blocks of kRayBlock threads.
extern "C" __global__ void chroma2_closest_hits(const __grid_constant__ RayJob job);

// Whether there is any hit.
extern "C" __global__ void chroma2_any_hits(const __grid_constant__ RayJob job);

// The same for geometries with wire planes.
extern "C" __global__ void chroma2_closest_hits_wires(const __grid_constant__ RayJob job);

// As above.
extern "C" __global__ void chroma2_any_hits_wires(const __grid_constant__ RayJob job);

// The tally of a slice; the next two, in this order, pack its picked photons. A block of kCompactBlock
// threads for each tile.
extern "C" __global__ void chroma2_compact_count(const __grid_constant__ CompactJob job);

// One block of kScanBlock threads.
extern "C" __global__ void chroma2_compact_scan(const __grid_constant__ CompactJob job);

// A block of kCompactBlock threads for each tile.
extern "C" __global__ void chroma2_compact_write(const __grid_constant__ CompactJob job);

// States of a program's photons. Any grid of blocks of kGatherBlock threads.
extern "C" __global__ void chroma2_gather(const __grid_constant__ GatherJob job);

// Photons of steps. Any grid of blocks of kGenerateBlock threads.
extern "C" __global__ void chroma2_generate_steps(const __grid_constant__ GenerateJob job);

// A batch into a queue or out of it. One block of kTransferBlock threads, or many.
extern "C" __global__ void chroma2_queue_transfer(const __grid_constant__ QueueTransferJob job);

// Items from a queue to others, until nothing is outstanding. Any grid of blocks of up to kPersistentBlock
// threads.
extern "C" __global__ void chroma2_run_persistent(const __grid_constant__ PersistentJob job);

// Small batches that the host asks for, one after another. One block of kTransferBlock threads.
extern "C" __global__ void chroma2_queue_service(const __grid_constant__ QueueServiceJob job);

// Messages of the host, by built-in operations. Any grid of blocks of 32 threads more than it has workers, with their memory.
extern "C" __global__ void chroma2_messages(const __grid_constant__ MessagesJob job);

}  // namespace chroma2

//! Kernels for devices by their names, and what each is launched with.

use super::{
    CompactJob, CopyJob, GatherJob, GenerateJob, MergedEndsJob, MergedJob, MessagesJob, PersistentJob,
    PropagateJob, PutBackJob, QueueServiceJob, QueueTransferJob, RayJob, ResidentJob, SpawningJob,
};
use std::ffi::CStr;
use std::marker::PhantomData;

/// A kernel: its name, and the type of its one parameter.
#[derive(Debug, Clone, Copy)]
pub struct Kernel<Job>(pub &'static CStr, PhantomData<fn(Job)>);

impl<Job> Kernel<Job> {
    const fn named(name: &'static CStr) -> Self {
        Self(name, PhantomData)
    }
}

/// Photons from their start to their end. Any grid of blocks of PROPAGATE_BLOCK threads.
pub const PROPAGATE: Kernel<PropagateJob> = Kernel::named(c"chroma2_propagate");
/// The same for geometries with wire planes.
pub const PROPAGATE_WIRES: Kernel<PropagateJob> = Kernel::named(c"chroma2_propagate_wires");
/// The same for all geometries, those whose instances touch too, and for photons that another one has put
/// aside.
pub const PROPAGATE_ALL: Kernel<PropagateJob> = Kernel::named(c"chroma2_propagate_all");
/// The same for all geometries, those in which an absorption may give several photons too.
pub const PROPAGATE_SPAWNING: Kernel<SpawningJob> = Kernel::named(c"chroma2_propagate_spawning");
/// Photons that were put aside, when they have ended. Any grid of blocks of PUT_BACK_BLOCK threads.
pub const PUT_BACK: Kernel<PutBackJob> = Kernel::named(c"chroma2_put_back");
/// Small blocks of memory. Any grid of blocks of COPY_BLOCK threads.
pub const COPY: Kernel<CopyJob> = Kernel::named(c"chroma2_copy");
/// Photons of several events, of geometries without wire planes, as `chroma2_propagate`.
pub const PROPAGATE_MERGED: Kernel<MergedJob> = Kernel::named(c"chroma2_propagate_merged");
/// The same for all geometries, and for photons that another one has put aside.
pub const PROPAGATE_MERGED_ALL: Kernel<MergedJob> = Kernel::named(c"chroma2_propagate_merged_all");
/// Few photons that the host asks for, one order after another. Any grid of blocks of PROPAGATE_BLOCK threads.
pub const RESIDENT: Kernel<ResidentJob> = Kernel::named(c"chroma2_resident");
/// The tallies of the events; the next two, in this order, pack their picked photons. A block of MERGED_BLOCK threads
/// for each tile.
pub const MERGED_COUNT: Kernel<MergedEndsJob> = Kernel::named(c"chroma2_merged_count");
/// One block of SCAN_BLOCK threads.
pub const MERGED_SCAN: Kernel<MergedEndsJob> = Kernel::named(c"chroma2_merged_scan");
/// A block of MERGED_BLOCK threads for each tile.
pub const MERGED_WRITE: Kernel<MergedEndsJob> = Kernel::named(c"chroma2_merged_write");
/// Ray queries. Any grid of blocks of RAY_BLOCK threads.
pub const CLOSEST_HITS: Kernel<RayJob> = Kernel::named(c"chroma2_closest_hits");
/// Whether there is any hit.
pub const ANY_HITS: Kernel<RayJob> = Kernel::named(c"chroma2_any_hits");
/// The same for geometries with wire planes.
pub const CLOSEST_HITS_WIRES: Kernel<RayJob> = Kernel::named(c"chroma2_closest_hits_wires");
/// As above.
pub const ANY_HITS_WIRES: Kernel<RayJob> = Kernel::named(c"chroma2_any_hits_wires");
/// The tally of a slice; the next two, in this order, pack its picked photons. A block of COMPACT_BLOCK
/// threads for each tile.
pub const COMPACT_COUNT: Kernel<CompactJob> = Kernel::named(c"chroma2_compact_count");
/// One block of SCAN_BLOCK threads.
pub const COMPACT_SCAN: Kernel<CompactJob> = Kernel::named(c"chroma2_compact_scan");
/// A block of COMPACT_BLOCK threads for each tile.
pub const COMPACT_WRITE: Kernel<CompactJob> = Kernel::named(c"chroma2_compact_write");
/// States of a program's photons. Any grid of blocks of GATHER_BLOCK threads.
pub const GATHER: Kernel<GatherJob> = Kernel::named(c"chroma2_gather");
/// Photons of steps. Any grid of blocks of GENERATE_BLOCK threads.
pub const GENERATE_STEPS: Kernel<GenerateJob> = Kernel::named(c"chroma2_generate_steps");
/// A batch into a queue or out of it. One block of TRANSFER_BLOCK threads, or many.
pub const QUEUE_TRANSFER: Kernel<QueueTransferJob> = Kernel::named(c"chroma2_queue_transfer");
/// Items from a queue to others, until nothing is outstanding. Any grid of blocks of up to PERSISTENT_BLOCK
/// threads.
pub const RUN_PERSISTENT: Kernel<PersistentJob> = Kernel::named(c"chroma2_run_persistent");
/// Small batches that the host asks for, one after another. One block of TRANSFER_BLOCK threads.
pub const QUEUE_SERVICE: Kernel<QueueServiceJob> = Kernel::named(c"chroma2_queue_service");
/// Messages of the host, by a function of the program: kernels/cuda/messages_linked.cu, which is linked with that.
pub const MESSAGES_LINKED: &CStr = c"chroma2_messages_linked";
/// Messages of the host, by built-in operations. Any grid of blocks of 32 threads more than it has workers, with their memory.
pub const MESSAGES: Kernel<MessagesJob> = Kernel::named(c"chroma2_messages");

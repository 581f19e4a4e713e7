//! Persistent runs over queues.

use super::arguments::{self, Config};
use super::guard::guard;
use super::handle;
use super::queue::chroma2_queue;
use super::status::chroma2_status;
use crate::queue::persistent::{Options, Queues, Statistics, run};

/// Why a persistent run ended: what its workers met that is highest in this list. Structs take it as
/// uint32_t.
#[repr(u32)]
pub enum chroma2_persistent_stop {
    /// Nothing is outstanding: active is empty, and no worker has an item in flight.
    Done = 1,
    /// Workers left after idle_threshold looks without an item.
    Idle = 2,
    /// Workers left after max_iterations.
    Iterations = 3,
    /// There was no room in spawn.
    SpawnFull = 4,
    /// There was no room in finished.
    FinishedFull = 5,
}

/// How to run. All zero but struct_size is right for most programs.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct chroma2_persistent_options {
    /// sizeof(chroma2_persistent_options).
    pub struct_size: usize,
    /// Iterations with items after which a worker leaves; 0: no limit.
    pub max_iterations: u64,
    /// Looks in a row without an item after which a worker leaves, whatever others still have in flight; 0:
    /// workers leave when nothing is outstanding.
    pub idle_threshold: u64,
    /// Every n-th item taken from active since the begin of the run goes to spawn: with 5, the 5th,
    /// the 10th, and so on in the order of the queue; 0: none.
    pub spawn_interval: u64,
    /// Added to the payload of each item worked on, modulo 2^64: the first 8 bytes of an item as an
    /// integer of the machine's byte order; the first 4, modulo 2^32, of items smaller than 8 bytes.
    pub payload_increment: u64,
    /// Items in active below which those of spawn return to it, to be worked on again; 0: never.
    pub compact_below: u64,
    /// Items that a worker takes at a time. GPU: threads of a block, a multiple of 32, at most 1024; 0: 256.
    /// Processor: 64 at most are taken; 0: 64.
    pub block_dim: u32,
    /// Workers. GPU: blocks; 0: two for each multiprocessor. Processor: threads, at most those of the
    /// context; 0: all of them.
    pub grid_dim: u32,
}

// SAFETY: plain numbers without padding, struct_size first.
unsafe impl Config for chroma2_persistent_options {
    const NAME: &'static str = "chroma2_persistent_options";
}

/// What a run did.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct chroma2_persistent_stats {
    /// sizeof(chroma2_persistent_stats).
    pub struct_size: usize,
    /// Items put into finished.
    pub finished: u64,
    /// Items put into spawn.
    pub spawned: u64,
    /// Items moved from spawn back to active.
    pub moved: u64,
    /// Iterations of all workers in which they had items.
    pub iterations: u64,
    /// Looks of all workers in which they found none.
    pub idle_polls: u64,
    /// Items in active at the end.
    pub remaining: u64,
    /// Seconds from the call to the end.
    pub seconds: f64,
    /// A chroma2_persistent_stop.
    pub stop: u32,
    /// Blocks, or threads.
    pub workers: u32,
}

// SAFETY: plain numbers without padding, struct_size first.
unsafe impl Config for chroma2_persistent_stats {
    const NAME: &'static str = "chroma2_persistent_stats";
}

/// Runs workers over queues, in one persistent kernel on a GPU and on the context's threads on a processor:
/// each takes items from `active`, adds to their payload, and puts them into `finished` or into `spawn`.
/// Returns when nothing is outstanding, which is more than that active is empty: items that workers have in
/// hand count too. Each item taken is then in exactly one of finished and spawn, and which items went to
/// spawn depends on their order in active alone (and on which returned from spawn). Workers take an item
/// only when there is room for it whichever way it goes, so a run whose finished or spawn is full ends and
/// leaves the rest in active; `stats` says why a run ended. On a processor other threads can push into the
/// room that a worker counts on: its item goes back to active's end then, and where they have filled that up
/// too, the run waits until one of both has room.
///
/// A queue that another thread destroys meanwhile lives until the run ends, as it would have ended otherwise,
/// and the call fails as an invalid state then. A run on a processor that waits for room in that queue does
/// so no longer: the item goes with the queue.
///
/// The queues are three different ones of one device and item size; other threads and kernels may push to
/// them and pop from them meanwhile, so more items may come while the run goes on. `options` and `stats` may
/// be NULL; stats->struct_size must be set. Fails as an invalid argument (the message names it), and as a
/// device error once the GPU has failed. Any thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_queue_run_persistent(
    active: *const chroma2_queue,
    spawn: *const chroma2_queue,
    finished: *const chroma2_queue,
    options: *const chroma2_persistent_options,
    stats: *mut chroma2_persistent_stats,
) -> chroma2_status {
    guard(|| {
        let (active, spawn) = (handle::get(active, "active")?, handle::get(spawn, "spawn")?);
        let finished = handle::get(finished, "finished")?;
        // SAFETY: the caller guarantees `options`.
        let options = unsafe { arguments::config(options, "options") }?;
        if !stats.is_null() {
            // SAFETY: the caller guarantees `stats`.
            unsafe { arguments::size_to_fill(stats, "stats") }?;
        }
        let queues = Queues { active: &active, spawn: &spawn, finished: &finished };
        let statistics = run(&queues, &options.into())?;
        if stats.is_null() {
            return Ok(());
        }
        // SAFETY: the caller guarantees `stats`.
        unsafe { arguments::write_struct(stats, &statistics.into(), "stats") }
    })
}

impl From<chroma2_persistent_options> for Options {
    fn from(options: chroma2_persistent_options) -> Self {
        Self {
            max_iterations: options.max_iterations,
            idle_threshold: options.idle_threshold,
            spawn_interval: options.spawn_interval,
            payload_increment: options.payload_increment,
            compact_below: options.compact_below,
            block_dim: options.block_dim,
            grid_dim: options.grid_dim,
        }
    }
}

impl From<Statistics> for chroma2_persistent_stats {
    fn from(statistics: Statistics) -> Self {
        Self {
            struct_size: 0,
            finished: statistics.finished,
            spawned: statistics.spawned,
            moved: statistics.moved,
            iterations: statistics.iterations,
            idle_polls: statistics.idle_polls,
            remaining: statistics.remaining,
            seconds: statistics.seconds,
            stop: statistics.stop as u32,
            workers: statistics.workers,
        }
    }
}

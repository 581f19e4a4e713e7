//! Persistent runs: workers that take items from one queue, work on them and put them into others,
//! until nothing is outstanding.

use super::Queue;
use crate::backend::persistent::PersistentRun;
use crate::layout::persistent_stop::{
    STOP_DONE, STOP_FINISHED_FULL, STOP_IDLE, STOP_ITERATIONS, STOP_SPAWN_FULL,
};
use crate::layout::{PERSISTENT_BLOCK, PersistentJob, PersistentState};
use crate::words::count;
use crate::{Error, Result};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Instant;

/// Most workers.
const MOST_WORKERS: u32 = 1 << 16;

/// How to run. All zero is right for most programs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Options {
    /// Iterations with items after which a worker leaves; 0: no limit.
    pub max_iterations: u64,
    /// Looks in a row without an item after which a worker leaves; 0: only when nothing is outstanding.
    pub idle_threshold: u64,
    /// Each so-manieth item taken goes to `spawn`; 0: none.
    pub spawn_interval: u64,
    /// Added to each item's payload.
    pub payload_increment: u64,
    /// Items in `active` below which those of `spawn` return to it; 0: never.
    pub compact_below: u64,
    /// Items that a worker takes at a time; 0: the backend's choice.
    pub block_dim: u32,
    /// Workers; 0: the backend's choice.
    pub grid_dim: u32,
}

/// Why a run ended: what its workers met that ranks highest.
#[repr(u32)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    /// Nothing is outstanding.
    Done = STOP_DONE,
    /// Workers met [`Options::idle_threshold`].
    Idle = STOP_IDLE,
    /// Workers met [`Options::max_iterations`].
    Iterations = STOP_ITERATIONS,
    /// `spawn` was full.
    SpawnFull = STOP_SPAWN_FULL,
    /// `finished` was full.
    FinishedFull = STOP_FINISHED_FULL,
}

/// What a run did.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Account {
    /// Items put into `finished`.
    pub finished: u64,
    /// Items put into `spawn`.
    pub spawned: u64,
    /// Items moved from `spawn` back to `active`.
    pub moved: u64,
    /// Iterations of all workers in which they had items.
    pub iterations: u64,
    /// Looks of all workers without an item.
    pub idle_polls: u64,
    /// Items in `active` after it.
    pub remaining: u64,
    /// Why it ended.
    pub stop: Stop,
    /// Workers.
    pub workers: u32,
    /// Seconds.
    pub seconds: f64,
}

/// The queues of a run.
#[derive(Debug, Clone, Copy)]
pub struct Queues<'a> {
    /// Where items come from.
    pub active: &'a Arc<Queue>,
    /// Where some of them go, to be worked on again.
    pub spawn: &'a Arc<Queue>,
    /// Where the others go.
    pub finished: &'a Arc<Queue>,
}

impl<'a> Queues<'a> {
    /// The queues and their names, as the workers count them.
    fn all(&self) -> [(&'a Arc<Queue>, &'static str); 3] {
        [(self.active, "active"), (self.spawn, "spawn"), (self.finished, "finished")]
    }

    fn check(&self) -> Result<()> {
        let own = self.active;
        for (queue, name) in [(self.spawn, "spawn"), (self.finished, "finished")] {
            if Arc::ptr_eq(own, queue) {
                return Err(Error::argument(format!(
                    "{name} is the same queue as active; another one is needed"
                )));
            }
            let (size, needed) = (queue.shape().item_size, own.shape().item_size);
            if size != needed {
                return Err(Error::argument(format!(
                    "{name}: its items have {size} bytes; {needed} are needed, as active has"
                )));
            }
            if queue.device() != own.device() {
                return Err(Error::argument(format!(
                    "{name}: is on device {}; {} is needed, where active is",
                    queue.device(),
                    own.device()
                )));
            }
        }
        if Arc::ptr_eq(self.spawn, self.finished) {
            return Err(Error::argument("finished is the same queue as spawn; another one is needed"));
        }
        Ok(())
    }

    /// Fails where the program has given one up.
    fn all_kept(&self, state: &PersistentState) -> Result<()> {
        let given_up = self.all().into_iter().find(|(queue, _)| queue.closed.load(Ordering::Relaxed));
        let Some((_, name)) = given_up else { return Ok(()) };
        Err(Error::InvalidState(format!(
            "{name}: was destroyed by another thread during the run; {} had gone to finished, {} to spawn, {} back \
             to active",
            count(state.finished, "item"),
            state.spawned,
            state.moved
        )))
    }

    fn job(&self, options: &Options) -> PersistentJob {
        PersistentJob {
            active: *self.active.memory(),
            spawn: *self.spawn.memory(),
            finished: *self.finished.memory(),
            state: std::ptr::null_mut(), // the backend's
            max_iterations: options.max_iterations,
            idle_threshold: options.idle_threshold,
            spawn_interval: options.spawn_interval,
            increment: options.payload_increment,
            compact_below: options.compact_below,
        }
    }
}

fn check(options: &Options) -> Result<()> {
    if options.grid_dim > MOST_WORKERS {
        return Err(Error::argument(format!(
            "grid_dim is {}; 0 (the backend's choice) to {MOST_WORKERS} are allowed",
            options.grid_dim
        )));
    }
    if options.block_dim > PERSISTENT_BLOCK {
        return Err(Error::argument(format!(
            "block_dim is {}; 0 (the backend's choice) to {PERSISTENT_BLOCK} are allowed",
            options.block_dim
        )));
    }
    if options.spawn_interval == 1 && options.compact_below > 0 && options.max_iterations == 0 {
        return Err(Error::argument(
            "spawn_interval is 1 and compact_below is not 0: each item would return for ever; another interval, \
             or max_iterations, is needed",
        ));
    }
    Ok(())
}

/// Runs until nothing is outstanding, or until a limit is met. Each item taken from `active` is then in
/// `finished` or in `spawn`; what was not taken is in `active`. Other threads and kernels may use the
/// queues meanwhile. Invalid state where the program has given one of them up by the end.
pub fn run(queues: &Queues<'_>, options: &Options) -> Result<Account> {
    queues.check()?;
    check(options)?;
    let _inside = [queues.active.enter()?, queues.spawn.enter()?, queues.finished.enter()?];
    let start = Instant::now();
    let work = PersistentRun {
        job: queues.job(options),
        rings: queues.all().map(|(queue, _)| &*queue.ring),
        closed: queues.all().map(|(queue, _)| &queue.closed),
        block_dim: options.block_dim,
        grid_dim: options.grid_dim,
    };
    let context = queues.active.context();
    let (state, workers) = context.backend().run_persistent(context, &work)?;
    let seconds = start.elapsed().as_secs_f64();
    queues.all_kept(&state)?;
    Ok(Account {
        finished: state.finished,
        spawned: state.spawned,
        moved: state.moved,
        iterations: state.iterations,
        idle_polls: state.idle_polls,
        remaining: queues.active.counters()?.length,
        stop: reason(&state)?,
        workers,
        seconds,
    })
}

fn reason(state: &PersistentState) -> Result<Stop> {
    if state.hands != 0 {
        return Err(Error::Internal(format!(
            "a persistent run ended with {} in hand",
            count(state.hands, "item")
        )));
    }
    Ok(match state.left {
        STOP_DONE => Stop::Done,
        STOP_IDLE => Stop::Idle,
        STOP_ITERATIONS => Stop::Iterations,
        STOP_SPAWN_FULL => Stop::SpawnFull,
        STOP_FINISHED_FULL => Stop::FinishedFull,
        other => return Err(Error::Internal(format!("a persistent run ended for reason {other}"))),
    })
}

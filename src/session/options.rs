//! What is asked of an event, and its checks.

use super::event::Event;
use super::placement::Placement;
use super::stream::HitsCallback;
use crate::backend::cpu::random::stream;
use crate::backend::task::{Recording, Wanted};
use crate::layout::{PropagateParams, SECONDARY_BIT, velocity};
use crate::words::real;
use crate::{Error, Result};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

/// Most photons of one submission.
pub const MOST_PHOTONS: u64 = 1 << 40;
/// Steps of a photon when [`EventOptions::max_steps`] is 0.
pub const DEFAULT_STEPS: u32 = 1000;

/// Options of an event; the default is what most programs want.
#[derive(Debug, Clone)]
pub struct EventOptions {
    /// With `event_id` and the photons' indices, decides every random number.
    pub seed: u64,
    /// Number of the event.
    pub event_id: u64,
    /// Index in the event of the first photon, for an event submitted in parts.
    pub first_index: u64,
    /// Steps after which a photon ends with STEP_LIMIT; 0: 1000.
    pub max_steps: u32,
    /// Time in ns, from `time_offset`, after which a photon ends with TIME_LIMIT; 0: none.
    pub max_time: f32,
    /// Time in ns that the times of the event's photons are counted from, at its begin and in its results.
    pub time_offset: f64,
    /// 0: photons are absorbed. 1: absorption lowers weights instead, and a surface that detects takes
    /// every photon with that probability as a factor. 2: as 1, but what such a surface detects is
    /// left to chance, so that light it reflects or passes is followed.
    pub weight_mode: u32,
    /// On the first step: 1 forces a scatter, -1 forbids one, 0 leaves it to chance.
    pub scatter_first: i32,
    /// At which light travels: 0 the group velocity, 1 the phase velocity.
    pub velocity: u32,
    /// Whether hits are wanted.
    pub hits: bool,
    /// Whether hits are wanted in the memory of the session's GPU.
    pub device_hits: bool,
    /// Whether the end states of all photons are wanted.
    pub photons: bool,
    /// Whether it is to tell the steps of photons, where it has light of steps.
    pub steps: bool,
    /// Photons whose every step is wanted.
    pub record: Recording,
    /// Where it is to be propagated.
    pub placement: Placement,
    /// Whether a full queue makes the submission fail, rather than wait for room.
    pub no_wait: bool,
    /// How long it waits for room otherwise; `None`: for ever.
    pub submit_timeout: Option<Duration>,
    /// From -2 to 2: the more urgent event's chunks go first, and its submission where the queue is full.
    pub priority: i32,
    /// The program's own number for it.
    pub tag: u64,
    /// Whether its light stays with it after the end.
    pub keep_light: bool,
    /// It was submitted before: it keeps its number, and goes in whatever the session's limits are.
    pub again: bool,
    /// Its place among those that wait for room, of an earlier attempt that ended as a timeout; 0: none. A timeout
    /// leaves its own here.
    pub submit_turn: Option<Arc<AtomicU64>>,
}

impl Default for EventOptions {
    fn default() -> Self {
        Self {
            seed: 0,
            event_id: 0,
            first_index: 0,
            max_steps: 0,
            max_time: 0.0,
            time_offset: 0.0,
            weight_mode: 0,
            scatter_first: 0,
            velocity: velocity::GROUP_VELOCITY,
            hits: true,
            device_hits: false,
            photons: false,
            steps: false,
            record: Recording::default(),
            placement: Placement::Auto,
            no_wait: false,
            submit_timeout: None,
            priority: 0,
            tag: 0,
            keep_light: false,
            again: false,
            submit_turn: None,
        }
    }
}

/// Called with an event that came to its end.
pub type DoneCallback = Box<dyn FnOnce(&Arc<Event>) + Send + Sync>;

/// Called by worker threads.
#[derive(Default)]
pub struct Callbacks {
    /// With the photons done and all photons, after chunks of work; one call at a time.
    pub progress: Option<Box<dyn Fn(u64, u64) + Send + Sync>>,
    /// With the hits of photons, part by part in the order of the photons; one call at a time.
    pub hits: Option<HitsCallback>,
    /// Once, when the results can be read and before waits return.
    pub done: Option<DoneCallback>,
}

impl EventOptions {
    /// What is wanted beside the summary.
    pub(super) fn wanted(&mut self) -> Wanted {
        Wanted {
            hits: self.hits,
            device_hits: self.device_hits,
            photons: self.photons,
            record: std::mem::take(&mut self.record),
        }
    }

    /// Checks that indices of `count` photons are no ids of secondary ones, where a geometry `spawns` such.
    pub(super) fn check_ids(&self, count: u64, spawns: impl FnOnce() -> bool) -> Result<()> {
        let last = self.first_index.saturating_add(count);
        if last <= SECONDARY_BIT || !spawns() {
            return Ok(());
        }
        Err(Error::argument(format!(
            "first_index is {}; with {count} photons in a geometry that has a mean_number, first_index + count may be \
             at most 2^63",
            self.first_index
        )))
    }

    /// Checks the options for an event of `count` photons and gives what the kernels take.
    pub(super) fn check(&mut self, count: u64) -> Result<PropagateParams> {
        if count > MOST_PHOTONS {
            return Err(Error::argument(format!(
                "count is {count}; at most {MOST_PHOTONS} photons can be submitted at once"
            )));
        }
        let last = self.first_index.checked_add(count).ok_or_else(|| {
            Error::argument(format!(
                "first_index is {}; with {count} photons, first_index + count may be at most 2^64 - 1",
                self.first_index
            ))
        })?;
        if self.max_time.is_nan() || self.max_time < 0.0 {
            return Err(Error::argument(format!(
                "max_time is {}; a time in ns, or 0 for no limit, is needed",
                real(self.max_time)
            )));
        }
        if !self.time_offset.is_finite() {
            return Err(Error::argument(format!(
                "time_offset is {}; a finite time in ns is needed",
                real(self.time_offset)
            )));
        }
        if !(-1..=1).contains(&self.scatter_first) {
            return Err(Error::argument(format!(
                "scatter_first is {}; -1, 0 and 1 are allowed",
                self.scatter_first
            )));
        }
        if self.weight_mode > 2 {
            return Err(Error::argument(format!(
                "weight_mode is {}; 0, 1 and 2 are allowed",
                self.weight_mode
            )));
        }
        if self.velocity > velocity::PHASE_VELOCITY {
            return Err(Error::argument(format!(
                "velocity is {}; 0 (group) and 1 (phase) are allowed",
                self.velocity
            )));
        }
        for &index in &self.record.indices {
            if !(self.first_index..last).contains(&index) {
                return Err(Error::argument(format!(
                    "record_indices has {index}; this submission has photons {} to before {last}",
                    self.first_index
                )));
            }
        }
        self.record.settle(self.first_index, count);
        Ok(PropagateParams {
            stream: stream(self.seed, self.event_id),
            first_index: self.first_index,
            max_steps: if self.max_steps == 0 { DEFAULT_STEPS } else { self.max_steps },
            max_time: if self.max_time == 0.0 { f32::INFINITY } else { self.max_time },
            weight_mode: self.weight_mode,
            scatter_first: self.scatter_first,
            velocity: self.velocity,
            reserved: 0,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chosen_photons_come_once_and_in_order() {
        let mut options = EventOptions {
            first_index: 100,
            record: Recording { first: 3, indices: vec![109, 101, 105, 109, 103] },
            ..Default::default()
        };
        options.check(10).unwrap();
        assert_eq!(options.record.within(0..10).collect::<Vec<_>>(), [0, 1, 2, 3, 5, 9]);
        assert_eq!(options.record.within(2..6).collect::<Vec<_>>(), [2, 3, 5]);
        assert_eq!(options.record.within(6..9).count(), 0);
    }

    #[test]
    fn defaults_and_limits() {
        let params = EventOptions::default().check(5).unwrap();
        assert_eq!((params.max_steps, params.max_time), (1000, f32::INFINITY));
        let refused = |options: EventOptions, count, part: &str| {
            let message = options.clone().check(count).unwrap_err().to_string();
            assert!(message.contains(part), "{message}");
        };
        let base = EventOptions::default;
        refused(EventOptions { first_index: u64::MAX, ..base() }, 2, "first_index");
        refused(base(), MOST_PHOTONS + 1, "count is");
        refused(EventOptions { max_time: f32::NAN, ..base() }, 1, "max_time is NaN");
        refused(EventOptions { max_time: -1.0, ..base() }, 1, "max_time is -1");
        refused(EventOptions { time_offset: f64::NAN, ..base() }, 1, "time_offset is NaN");
        refused(EventOptions { time_offset: f64::INFINITY, ..base() }, 1, "time_offset is inf");
        refused(EventOptions { scatter_first: 2, ..base() }, 1, "scatter_first is 2");
        refused(EventOptions { velocity: 2, ..base() }, 1, "velocity is 2; 0 (group) and 1 (phase)");
        let record = Recording { first: 0, indices: vec![5] };
        refused(EventOptions { record, ..base() }, 5, "record_indices has 5");
    }
}

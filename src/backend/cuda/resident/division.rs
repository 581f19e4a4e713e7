//! How small events are divided between a device and the processor: found by trying, so that both are done at the same
//! time. Results do not depend on it.

use crate::backend::cuda::propagate::tail::Turns;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Duration;

/// Shares are in units of one 2^20th.
const ALL: u64 = 1 << 20;
/// The processor's share to begin with, the least and the most.
const FIRST: u64 = ALL / 8;
const LEAST: u64 = ALL / 4096;
const MOST: u64 = ALL / 16 * 15;
/// Photons left for each thread of the processor.
const LEFT: u64 = 32;

/// By the logarithm of the number of photons.
pub struct Division {
    of_host: [AtomicU64; 64],
    turns: Turns,
}

impl Default for Division {
    fn default() -> Self {
        Self { of_host: std::array::from_fn(|_| AtomicU64::new(FIRST)), turns: Turns::default() }
    }
}

impl Division {
    fn place(&self, photons: u64) -> &AtomicU64 {
        &self.of_host[photons.max(1).ilog2() as usize]
    }

    /// How many of so many photons the processor gets: not all of them.
    pub fn of_host(&self, photons: u64) -> u64 {
        (photons * self.place(photons).load(Relaxed) / ALL).min(photons.saturating_sub(1))
    }

    /// After how many turns the device leaves its photons to the processor.
    pub fn turns(&self, photons: u64) -> u32 {
        self.turns.get(photons).max(1)
    }

    /// Learns that the processor took so long for its own share, and waited so long for the device to leave `left`
    /// photons.
    pub fn learn(&self, photons: u64, (own, waited): (Duration, Duration), left: u64, threads: usize) {
        self.turns.learn(photons, left, LEFT * threads as u64);
        let (share, own, waited) = (self.place(photons), own.as_nanos() as u64, waited.as_nanos() as u64);
        let now = share.load(Relaxed);
        let next = match waited {
            _ if waited > own / 8 => now + (now / 2).min(now * waited / own.max(1) / 2) + 1,
            _ => now - now / 8,
        };
        share.store(next.clamp(LEAST, MOST), Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_are_done_at_the_same_time_after_a_while() {
        let division = Division::default();
        // 100 us of the device whatever it gets; 0.2 us a photon of the processor.
        for _ in 0..100 {
            let own = Duration::from_nanos(200 * division.of_host(1000));
            division.learn(1000, (own, Duration::from_micros(100).saturating_sub(own)), 100, 4);
        }
        let share = division.of_host(1000);
        assert!((350..600).contains(&share), "{share}");
        assert_eq!(division.of_host(1), 0);
        assert_eq!(division.of_host(0), 0);
    }

    #[test]
    fn a_processor_that_is_always_late_gets_next_to_nothing() {
        let division = Division::default();
        for _ in 0..100 {
            division.learn(10_000, (Duration::from_millis(3), Duration::ZERO), 0, 4);
        }
        assert!(division.of_host(10_000) <= 3);
        assert!(division.turns(10_000) >= 1);
    }
}

//! Random numbers of the readout.

use crate::backend::cpu::random::{philox, stream};

/// Set in the counter's first word: numbers that no propagation uses.
const READOUT: u32 = 1 << 31;

/// Random numbers for the hits of a seed. Hits of one event mostly follow one another, so the last
/// event's stream is kept.
pub(super) struct Draws {
    seed: u64,
    event: u64,
    stream: [u32; 4],
}

impl Draws {
    pub fn new(seed: u64) -> Self {
        Self { seed, event: 0, stream: stream(seed, 0) }
    }

    /// Three uniform numbers in (0,1) for a photon's hit: Philox4x32-10 of key and counter as in the
    /// propagation (see `kernels/rng/random.h`), with the trial in place of the draw number.
    pub fn of(&mut self, event: u64, photon: u64, trial: u32) -> [f64; 3] {
        if event != self.event {
            (self.event, self.stream) = (event, stream(self.seed, event));
        }
        let [a, b, c, d] = self.stream;
        let words = philox([READOUT | trial, photon as u32, (photon >> 32) as u32 ^ c, d], [a, b]);
        // Exact: 33 bits, and never 0 or 1.
        [words[0], words[1], words[2]].map(|word| (f64::from(word) + 0.5) * (1.0 / 4_294_967_296.0))
    }
}

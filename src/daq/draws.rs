//! Random numbers of the readout.

use crate::runtime::cpu::kernels;

/// Set in the counter's first word: numbers that no propagation uses.
const READOUT: u32 = 1 << 31;

/// Three uniform numbers in (0,1) for a photon's hit: Philox4x32-10 of key and counter as in the
/// propagation (see `kernels/rng/random.h`), with the trial in place of the draw number.
pub(super) fn draws(seed: u64, event: u64, photon: u64, trial: u32) -> [f64; 3] {
    let counter = [READOUT | trial, photon as u32, (photon >> 32) as u32, event as u32];
    let key = [seed as u32, (seed >> 32) as u32 ^ (event >> 32) as u32];
    let mut words = [0u32; 4];
    // SAFETY: the arrays have the lengths that Philox takes and gives.
    unsafe { (kernels().philox)(counter.as_ptr(), key.as_ptr(), words.as_mut_ptr()) };
    // Exact: 33 bits, and never 0 or 1.
    [words[0], words[1], words[2]].map(|word| (f64::from(word) + 0.5) * (1.0 / 4_294_967_296.0))
}

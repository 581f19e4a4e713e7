//! From a seed and an event to the random numbers of its photons.

use super::kernels;

/// Any constant would do; digits of pi show that none was picked for a purpose.
const KEY: [u32; 2] = [0x243f_6a88, 0x85a3_08d3];

/// What tells the random numbers of one event from those of any other: see `kernels/rng/random.h`.
///
/// The 128 bits of seed and event, enciphered by Philox4x32-10. Different pairs give different
/// streams, since that is a bijection; and every bit of the result depends on every bit of the pair,
/// so that what seeds and events have in common, or in what they differ, is not seen in it.
pub fn stream(seed: u64, event: u64) -> [u32; 4] {
    let pair = [seed as u32, (seed >> 32) as u32, event as u32, (event >> 32) as u32];
    philox(pair, KEY)
}

/// Philox4x32-10 of a counter and a key.
pub fn philox(counter: [u32; 4], key: [u32; 2]) -> [u32; 4] {
    let mut words = [0; 4];
    // SAFETY: the arrays have the lengths that the kernel takes and gives.
    unsafe { (kernels().philox)(counter.as_ptr(), key.as_ptr(), words.as_mut_ptr()) };
    words
}

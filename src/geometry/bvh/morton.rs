//! Order along a Morton curve: what is near in it is near in space.

use super::Bounds;
use rayon::prelude::*;

/// Cubic cells over a box.
#[derive(Clone, Copy)]
pub(super) struct Cells {
    lo: [f32; 3],
    scale: f32,
}

impl Cells {
    /// `2^bits` cells along the longest side.
    pub fn over(bounds: &Bounds, bits: u32) -> Self {
        let longest = (0..3).map(|axis| bounds.hi[axis] - bounds.lo[axis]).fold(0.0, f32::max);
        // The largest float below a power of two keeps the last cell in.
        Self { lo: bounds.lo, scale: ((1_u64 << bits) as f32).next_down() / longest }
    }

    /// The cell of a box's centre, its three numbers interlaced.
    pub fn code(&self, bounds: &Bounds) -> u64 {
        let cell = |axis: usize| {
            let centre = 0.5 * (bounds.lo[axis] + bounds.hi[axis]);
            // Conversions saturate, and take NaN (0 times infinity, where all is in one place) to 0.
            spread(((centre - self.lo[axis]) * self.scale) as u64)
        };
        cell(0) | cell(1) << 1 | cell(2) << 2
    }
}

/// Two zero bits after each of the lowest 21 bits.
fn spread(x: u64) -> u64 {
    let mut x = x & 0x1f_ffff;
    x = (x | x << 32) & 0x001f_0000_0000_ffff;
    x = (x | x << 16) & 0x001f_0000_ff00_00ff;
    x = (x | x << 8) & 0x100f_00f0_0f00_f00f;
    x = (x | x << 4) & 0x10c3_0c30_c30c_30c3;
    (x | x << 2) & 0x1249_2492_4924_9249
}

/// So many are sorted by several threads.
const MANY: usize = 1 << 16;

/// Numbers of boxes in the order of their centres' cells.
pub(super) fn order(boxes: &[Bounds]) -> Vec<u32> {
    let all = boxes.iter().fold(Bounds::EMPTY, |all, one| all.join(*one));
    let cells = Cells::over(&all, 21);
    let mut codes: Vec<(u64, u32)> = (0..).zip(boxes).map(|(i, one)| (cells.code(one), i)).collect();
    match codes.len() {
        0..MANY => codes.sort_unstable(),
        _ => codes.par_sort_unstable(),
    }
    codes.into_iter().map(|(_, i)| i).collect()
}

//! The grid of a quantized node.

use crate::layout::{NONE, Node8};

/// Part of a step that boxes are widened by at least, for the rounding of kernels/cuda/node.h, which
/// is below 1/128 of a step.
const SLACK: f64 = 1.0 / 32.0;

/// 256 planes on each axis, at `origin + q * 2^(exponent - 127)`.
pub(super) struct Grid {
    pub origin: [f32; 3],
    pub exponent: [u8; 3],
}

impl Grid {
    /// The finest grid that holds all children of a node.
    pub(super) fn around(node: &Node8) -> Self {
        let mut grid = Self { origin: [0.0; 3], exponent: [0; 3] };
        for axis in 0..3 {
            let used = || (0..8).filter(|&lane| node.child[lane] != NONE);
            let lo = used().fold(f32::INFINITY, |least, lane| least.min(node.lo[axis][lane]));
            let hi = used().fold(f32::NEG_INFINITY, |most, lane| most.max(node.hi[axis][lane]));
            let span = (f64::from(hi) - f64::from(lo)).max(1e-30);
            let finest = (span / 255.0).log2().floor() as i32 + 127;
            grid.exponent[axis] = finest.clamp(1, 254) as u8;
            loop {
                let step = grid.step(axis);
                grid.origin[axis] = below(f64::from(lo) - 2.0 * SLACK * step);
                if grid.ceil(axis, hi) <= 255.0 {
                    break;
                }
                grid.exponent[axis] += 1; // coordinates are below 2^24: it ends far below 254
            }
        }
        grid
    }

    fn step(&self, axis: usize) -> f64 {
        2.0_f64.powi(i32::from(self.exponent[axis]) - 127)
    }

    fn ceil(&self, axis: usize, hi: f32) -> f64 {
        ((f64::from(hi) - f64::from(self.origin[axis])) / self.step(axis) + SLACK).ceil()
    }

    /// The planes that hold a child's box between them.
    pub(super) fn cells(&self, axis: usize, lo: f32, hi: f32) -> (u8, u8) {
        let low = ((f64::from(lo) - f64::from(self.origin[axis])) / self.step(axis) - SLACK).floor();
        (low.max(0.0) as u8, self.ceil(axis, hi) as u8)
    }
}

/// The largest float at or below x.
fn below(x: f64) -> f32 {
    let near = x as f32;
    if f64::from(near) > x { near.next_down() } else { near }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_hold_their_boxes_with_slack() {
        let mut state = 1_u64;
        let mut number = |scale: f32| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            ((state >> 40) as f32 / (1 << 24) as f32 - 0.5) * scale
        };
        for case in 0..2000 {
            let scale = [1e-6, 1e-2, 1.0, 1e3, 1e7][case % 5];
            let offset = number([0.0, 1.0, 1e4, 1e7][case % 4]);
            let mut node = Node8 { lo: [[0.0; 8]; 3], hi: [[0.0; 8]; 3], child: [NONE; 8] };
            for lane in 0..=case % 8 {
                node.child[lane] = lane as u32;
                for axis in 0..3 {
                    let (a, b) = (number(scale) + offset, number(scale) + offset);
                    (node.lo[axis][lane], node.hi[axis][lane]) =
                        (a.min(b), if case % 3 == 0 { a.min(b) } else { a.max(b) });
                }
            }
            let grid = Grid::around(&node);
            for (axis, lane) in (0..3).flat_map(|axis| (0..=case % 8).map(move |lane| (axis, lane))) {
                let (lo, hi) = grid.cells(axis, node.lo[axis][lane], node.hi[axis][lane]);
                let plane = |q: u8| f64::from(grid.origin[axis]) + f64::from(q) * grid.step(axis);
                let slack = 0.99 * SLACK * grid.step(axis);
                assert!(plane(lo) + slack <= f64::from(node.lo[axis][lane]), "case {case}");
                assert!(plane(hi) - slack >= f64::from(node.hi[axis][lane]), "case {case}");
            }
        }
    }
}

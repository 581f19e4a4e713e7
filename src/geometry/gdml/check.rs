//! What looks wrong in how volumes lie, with their names.

use super::Origin;
use crate::geometry::{Committed, Misplaced};

/// Placements that stick out of their mothers, share space, or have a gap of less than `gap` mm between them: a line each.
pub fn check(committed: &Committed, origin: &Origin, gap: f64) -> Vec<String> {
    let placements = &origin.placements;
    let mothers: Vec<u32> = placements.all.iter().map(|placement| placement.mother).collect();
    let path = |i: u32| placements.path(i);
    let line = |found: Misplaced| match found {
        Misplaced::SticksOut { instance, mother, by } => {
            format!("{} sticks out of {} by {by:.3e} mm", path(instance), path(mother))
        }
        Misplaced::Overlap { one, other, by } => {
            format!("{} and {} overlap by {by:.3e} mm", path(one), path(other))
        }
        Misplaced::Gap { one, other, by } => {
            format!("between {} and {} there is a gap of {by:.3e} mm", path(one), path(other))
        }
    };
    committed.misplaced(&mothers, gap).into_iter().map(line).collect()
}

//! What looks wrong in how volumes lie, with their names.

use super::Origin;
use crate::geometry::{Committed, Misplaced};

/// Placements that stick out of their mothers, share space, or have a gap of less than `gap` mm between them: a line each.
pub fn check(committed: &Committed, origin: &Origin, gap: f64) -> Vec<String> {
    let placements = &origin.placements;
    let mothers: Vec<u32> = placements.all.iter().map(|placement| placement.mother).collect();
    let path = |i: u32| placements.path(i);
    // Numbers too, since paths of many files are not unique.
    let line = |found: Misplaced| match found {
        Misplaced::SticksOut { instance, mother, by } => {
            let (one, other) = (path(instance), path(mother));
            format!("placement {instance}: {one} sticks out of {other} by {} mm", digits(by))
        }
        Misplaced::Overlap { one, other, by } => {
            format!(
                "placements {one}, {other}: {} and {} overlap by {} mm",
                path(one),
                path(other),
                digits(by)
            )
        }
        Misplaced::Gap { one, other, by, is_passed } => {
            let (a, b) = (path(one), path(other));
            let passed =
                if is_passed { ", which light passes over: single precision is no finer there" } else { "" };
            format!(
                "placements {one}, {other}: between {a} and {b} there is a gap of {} mm{passed}",
                digits(by)
            )
        }
    };
    committed.misplaced(&mothers, gap).into_iter().map(line).collect()
}

/// A length to three digits.
fn digits(length: f64) -> String {
    let decimals = (2.0 - length.log10().floor()).clamp(0.0, 6.0);
    format!("{length:.*}", decimals as usize)
}

#[cfg(test)]
mod tests {
    use super::digits;

    #[test]
    fn lengths_have_three_digits() {
        let lengths = [0.000_123_4, 0.0123, 1.0, 21.83, 5080.4, 0.0];
        assert_eq!(lengths.map(digits), ["0.000123", "0.0123", "1.00", "21.8", "5080", "0.000000"]);
    }
}

//! Which of many numbers is the next one that is above or below a threshold, without a look at each of them.

use crate::{Result, memory};

/// Entries of a level that one of the next has together.
const FAN: usize = 16;

/// Least and largest number of a block.
#[derive(Debug, Clone, Copy)]
pub(super) struct Extent {
    pub low: f64,
    pub high: f64,
}

/// Extents of blocks of entries, of blocks of these, and so on.
#[derive(Debug, Default)]
pub(super) struct Extents {
    levels: Vec<Vec<Extent>>,
}

impl Extents {
    /// Of entries that each have an extent.
    pub fn new(count: usize, of: impl Fn(usize) -> Extent) -> Result<Self> {
        let mut levels: Vec<Vec<Extent>> = Vec::new();
        let mut below = count;
        while below > FAN {
            let previous = levels.last();
            let entry = |i: usize| previous.map_or_else(|| of(i), |level| level[i]);
            let block = |number: usize| {
                let first = number * FAN;
                let others = (first + 1..below.min(first + FAN)).map(entry);
                others.fold(entry(first), |a, b| Extent { low: a.low.min(b.low), high: a.high.max(b.high) })
            };
            let level = memory::collected((0..below.div_ceil(FAN)).map(block), "a table of Cherenkov light")?;
            below = level.len();
            levels.push(level);
        }
        Ok(Self { levels })
    }

    /// The first entry from `from` on that `wanted` holds for, or `end`. It must hold for a block that has such
    /// an entry. Takes about 2 FAN looks at each level.
    pub fn next(
        &self,
        from: usize,
        end: usize,
        wanted: impl Fn(Extent) -> bool,
        entry: impl Fn(usize) -> bool,
    ) -> usize {
        let mut i = from;
        while i < end {
            // The largest block that begins here and has none.
            let mut empty = 1;
            for level in &self.levels {
                let size = empty * FAN;
                if !i.is_multiple_of(size) || wanted(level[i / size]) {
                    break;
                }
                empty = size;
            }
            if empty == 1 && entry(i) {
                return i;
            }
            i += empty;
        }
        end
    }

    /// Bytes of it.
    pub fn bytes(&self) -> usize {
        self.levels.iter().map(|level| size_of_val(&level[..])).sum()
    }
}

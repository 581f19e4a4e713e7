//! Long lists that grow by many parts at a time.

use crate::{Result, memory};
use rayon::prelude::*;

/// Adds parts of the given lengths to a list: entry `i` of part `p` is `entry(p, i)`. Parts are
/// written by several threads.
pub(super) fn grow<T: Copy + Send>(
    list: &mut Vec<T>,
    lengths: &[usize],
    entry: impl Fn(usize, usize) -> T + Sync,
) -> Result<()> {
    let total: usize = lengths.iter().sum();
    memory::grow(list, total, "trees of meshes")?;
    let mut room = &mut list.spare_capacity_mut()[..total];
    let mut parts = Vec::with_capacity(lengths.len());
    for &length in lengths {
        let (part, rest) = room.split_at_mut(length);
        parts.push(part);
        room = rest;
    }
    parts.into_par_iter().enumerate().for_each(|(p, part)| {
        part.iter_mut().enumerate().for_each(|(i, to)| {
            to.write(entry(p, i));
        });
    });
    // SAFETY: all of them have been written.
    unsafe { list.set_len(list.len() + total) };
    Ok(())
}

/// Where parts begin that are put one after another from `first` on.
pub(super) fn starts(first: usize, lengths: &[usize]) -> Vec<u32> {
    let mut next = first;
    let begin = |length: &usize| {
        let at = next as u32;
        next += length;
        at
    };
    lengths.iter().map(begin).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn parts_follow_each_other() {
        let mut list = vec![7_usize];
        super::grow(&mut list, &[2, 0, 3], |p, i| 10 * p + i).unwrap();
        assert_eq!(list, [7, 0, 1, 20, 21, 22]);
        assert_eq!(super::starts(1, &[2, 0, 3]), [1, 3, 3]);
    }
}

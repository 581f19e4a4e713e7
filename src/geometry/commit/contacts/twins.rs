//! Instances that lie exactly as another one of the same mesh does: a placement that was added twice, or a
//! thousand times. What holds for a pair holds for all pairs of their twins, so that each such question is
//! answered once.

use super::Scene;
use crate::{Result, memory};
use rayon::prelude::*;

type Pair = (u32, u32);

impl Scene<'_> {
    /// Whether each of some pairs that touch shares space.
    pub(in crate::geometry::commit) fn overlaps(&self, pairs: &[Pair]) -> Result<Vec<bool>> {
        let overlap = |&(i, j): &Pair| self.overlap(i, j);
        let what = "pairs that touch";
        let Some(twins) = self.twins(pairs)? else {
            return memory::collected_by_all(pairs.par_iter().map(overlap), what);
        };
        let first = |i: u32| twins[i as usize];
        let firsts = |&(i, j): &Pair| (first(i), first(j));
        let mut asked = memory::collected_by_all(pairs.par_iter().map(firsts), what)?;
        asked.par_sort_unstable();
        asked.dedup();
        let answers = memory::collected_by_all(asked.par_iter().map(overlap), what)?;
        // Every pair is among those asked.
        let answer = |pair: &Pair| asked.binary_search(&firsts(pair)).is_ok_and(|at| answers[at]);
        memory::collected_by_all(pairs.par_iter().map(answer), what)
    }

    /// The first twin of each instance, itself where it has none before it; `None` where no two of those in
    /// the pairs are twins.
    fn twins(&self, pairs: &[Pair]) -> Result<Option<Vec<u32>>> {
        let mut used = memory::collected(pairs.iter().map(|pair| pair.0), "instances that touch")?;
        used.dedup(); // the pairs are in order
        memory::grow(&mut used, pairs.len(), "instances that touch")?;
        used.extend(pairs.iter().map(|pair| pair.1));
        used.par_sort_unstable();
        used.dedup();
        let pose = |i: u32| (self.placed[i as usize].bits(), self.tolerances[i as usize].to_bits());
        used.par_sort_unstable_by(|&i, &j| pose(i).cmp(&pose(j)).then(i.cmp(&j)));
        let is_twin = |pair: &[u32]| pose(pair[0]) == pose(pair[1]);
        if !used.windows(2).any(is_twin) {
            return Ok(None);
        }
        let mut firsts = memory::collected(0..self.placed.len() as u32, "instances that touch")?;
        for pair in used.windows(2).filter(|pair| is_twin(pair)) {
            firsts[pair[1] as usize] = firsts[pair[0] as usize];
        }
        Ok(Some(firsts))
    }
}

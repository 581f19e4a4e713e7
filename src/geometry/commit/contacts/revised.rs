//! What instances of a revision touch, where only some of them have moved: whether two touch depends on these two
//! alone, so that the others are looked at again only where one that they may have touched has left.

use super::super::Committed;
use super::field::{grown, overlap};
use super::{Scene, Touch};
use crate::geometry::bvh::{Bounds, instance_boxes};
use rayon::prelude::*;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

/// Where one of so many instances has moved, all are looked at anew.
const MANY: usize = 4;

/// What has moved, and what was known before.
pub(super) struct Revision<'a> {
    before: &'a [Touch],
    moved: &'a [u32],
    /// Instances that lie as they did, near to where one lay that has moved.
    left: Vec<u32>,
    largest: f64,
}

impl<'a> Revision<'a> {
    /// `None` where it is no gain.
    pub fn of(scene: &Scene, (before, moved): (&'a Committed, &'a [u32])) -> Option<Self> {
        if moved.len() * MANY > scene.placed.len() {
            return None;
        }
        let known = &before.contacts().touches[..];
        let largest = scene.roundings.iter().copied().fold(0.0, f64::max);
        let mut is_moved = vec![false; scene.placed.len()];
        moved.iter().for_each(|&i| is_moved[i as usize] = true);
        let boxes = instance_boxes(before.world_nodes(), before.instances().len());
        let (mut work, mut near, mut left) = (Vec::new(), Vec::new(), Vec::new());
        for &i in moved.iter().filter(|&&i| known.get(i as usize).is_some_and(|touch| touch.any)) {
            let instance = &before.model().instances[i as usize];
            let own = super::Placed::of(instance).rounding(&before.instances()[i as usize]);
            scene.field.near(&grown(&boxes[i as usize], own + largest), &mut work, &mut near);
            left.extend(
                near.iter().filter(|&&j| {
                    !is_moved[j as usize] && known.get(j as usize).is_some_and(|touch| touch.any)
                }),
            );
        }
        left.sort_unstable();
        left.dedup();
        Some(Self { before: known, moved, left, largest })
    }

    /// Whether each instance touches another one.
    pub fn touching(&self, scene: &Scene) -> Vec<bool> {
        self.partnered(scene, |touch| touch.any, |_| true, |i, j| scene.touch(i, j))
    }

    /// Whether each instance that stands for a round body touches another one at an angle.
    pub fn bending(&self, scene: &Scene) -> Vec<bool> {
        let round = |i: u32| scene.is_round(i);
        self.partnered(scene, |touch| touch.bent, round, |i, j| scene.touch_at_an_angle(i, j))
    }

    /// Which of the instances that are wanted have a partner.
    fn partnered(
        &self,
        scene: &Scene,
        known: impl Fn(&Touch) -> bool,
        wanted: impl Fn(u32) -> bool + Sync,
        partner: impl Fn(u32, u32) -> bool + Sync,
    ) -> Vec<bool> {
        let before = |i: usize| self.before.get(i).is_some_and(&known);
        let has: Vec<AtomicBool> = (0..scene.placed.len()).map(|i| AtomicBool::new(before(i))).collect();
        let open = |i: u32| wanted(i) && !has[i as usize].load(Relaxed);
        let set = |i: u32| has[i as usize].store(wanted(i), Relaxed);
        self.moved.iter().chain(&self.left).for_each(|&i| has[i as usize].store(false, Relaxed));
        let field = &scene.field;
        let close = |i: u32, j: u32| {
            let both = scene.roundings[i as usize] + scene.roundings[j as usize];
            i != j && overlap(&grown(field.bounds(i), both), field.bounds(j))
        };
        let lists = || (Vec::new(), Vec::new());
        self.moved.par_iter().for_each_init(lists, |(work, near), &i| {
            let Some(reach) = self.reach(scene, i) else { return };
            field.near(&reach, work, near);
            let mine = std::mem::take(near); // the thread may take up another one while it waits in a search
            for &j in mine.iter().filter(|&&j| (open(i) || open(j)) && close(i, j)) {
                if partner(i, j) {
                    set(i);
                    set(j);
                }
            }
        });
        self.left.par_iter().filter(|&&i| open(i)).for_each_init(lists, |(work, near), &i| {
            let Some(reach) = self.reach(scene, i) else { return };
            field.near(&reach, work, near);
            let mine = std::mem::take(near);
            if mine.iter().any(|&j| close(i, j) && partner(i, j)) {
                set(i);
            }
        });
        super::flags(has)
    }

    /// A box around all that an instance may touch.
    fn reach(&self, scene: &Scene, i: u32) -> Option<Bounds> {
        let bounds = scene.field.bounds(i);
        let by = scene.roundings[i as usize] + self.largest;
        (!bounds.is_empty()).then(|| grown(bounds, by))
    }
}

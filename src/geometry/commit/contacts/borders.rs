//! Pairs of instances with a surface of their own.

use super::super::report::Found;
use super::{Scene, World};
use crate::layout::{Border, NONE, Shell, shell_kind};
use crate::words::{count, one_or_many};
use crate::{Error, Result, memory};
use rayon::prelude::*;

/// Surfaces of ordered pairs of instances, for the kernels; nothing where there are none.
#[derive(Debug, Default)]
pub(in crate::geometry::commit) struct Borders {
    /// By both instances.
    pub list: Vec<Border>,
    /// What is around each instance.
    pub surroundings: Vec<u32>,
    /// Those whose instances have no face in common.
    pub unmet: Found<u32>,
}

/// Whether each instance has a part in such a pair; nothing where there are none.
pub(super) fn named(world: &World) -> Vec<bool> {
    let borders = &world.model.border_surfaces;
    if borders.is_empty() {
        return Vec::new();
    }
    let mut named = vec![false; world.instances.len()];
    for instance in borders.iter().flat_map(|border| [border.from, border.into]).filter(|&i| i != NONE) {
        named[instance as usize] = true;
    }
    named
}

impl Borders {
    /// Those of a scene whose instances are these shells. Fails where an instance of a pair has no inside.
    pub(super) fn of(scene: &Scene, shells: &[Shell]) -> Result<Self> {
        let borders = &scene.model.border_surfaces;
        if borders.is_empty() {
            return Ok(Self::default());
        }
        for (k, border) in borders.iter().enumerate() {
            for (name, i) in [("from", border.from), ("into", border.into)] {
                if i != NONE && shells.get(i as usize).is_none_or(|shell| shell.kind != shell_kind::SHELL) {
                    return Err(Error::argument(format!(
                        "border surface {k}: {name} is instance {i}, which has no inside; a closed mesh of one \
                         inner material whose normals point outward is needed"
                    )));
                }
            }
        }
        let is_shell = |i: u32| shells[i as usize].kind == shell_kind::SHELL;
        let around = |i: u32| if is_shell(i) { scene.surrounding(i) } else { NONE };
        let surroundings: Vec<u32> = (0..shells.len() as u32).into_par_iter().map(around).collect();
        let is_around = |i: u32, j: u32| j != NONE && surroundings[j as usize] == i;
        let meet = |from: u32, into: u32| {
            is_around(from, into)
                || is_around(into, from)
                || match (from, into) {
                    // Around an instance is no other one, or that leaves a face of it free.
                    (NONE, one) | (one, NONE) => {
                        let around = surroundings[one as usize];
                        around == NONE || scene.touch(one, around)
                    }
                    (from, into) => scene.touch(from, into),
                }
        };
        let apart: Vec<usize> =
            (0..borders.len()).into_par_iter().filter(|&k| !meet(borders[k].from, borders[k].into)).collect();
        if let Some(&first) = apart.first() {
            let verb = one_or_many(apart.len(), ["has", "have"]);
            log::warn!(
                "geometry: {} {verb} no effect, as the instances have no face in common; the first: border surface \
                 {first}, from instance {} into {}",
                count(apart.len(), "border surface"),
                borders[first].from,
                borders[first].into
            );
        }
        let entry = |b: &crate::geometry::model::BorderSurface| Border {
            from: b.from,
            into: b.into,
            surface: b.surface,
        };
        let mut list: Vec<Border> = memory::collected(borders.iter().map(entry), "border surfaces")?;
        list.sort_unstable_by_key(|border| (border.from, border.into));
        Ok(Self { list, surroundings, unmet: apart.iter().map(|&k| k as u32).collect() })
    }
}

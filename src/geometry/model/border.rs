//! Surfaces of light that goes from one placed mesh into another.

use super::{index, index_or_none};
use crate::layout::NONE;
use crate::{Error, Result};
use std::collections::HashSet;

/// A surface for light that goes from one instance into another, whatever surfaces their triangles have. Light
/// that goes the other way has a pair of its own, or the triangles' surfaces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BorderSurface {
    /// The instance that light comes from; [`NONE`]: what is in no instance.
    pub from: u32,
    /// The instance that it would enter; [`NONE`]: what is in no instance.
    pub into: u32,
    /// The surface between them.
    pub surface: u32,
}

impl BorderSurface {
    /// Checks indices against the numbers of what there is; `number` is its own.
    pub(super) fn check(&self, instances: usize, surfaces: usize, number: usize) -> Result<()> {
        let what = format!("border surface {number}");
        index_or_none(self.from, instances, "instances", format_args!("{what}: from"))?;
        index_or_none(self.into, instances, "instances", format_args!("{what}: into"))?;
        index(self.surface, surfaces, "surfaces", format_args!("{what}: surface"))?;
        match (self.from, self.into) {
            (NONE, NONE) => {
                Err(Error::argument(format!("{what}: from and into are no instance; one of them is needed")))
            }
            (from, into) if from == into => Err(Error::argument(format!(
                "{what}: from and into are both {from}; two instances are needed"
            ))),
            _ => Ok(()),
        }
    }
}

impl BorderSurface {
    /// Checks one whose numbers are of meshes; those of one mesh may touch each other.
    pub(super) fn check_of_meshes(&self, meshes: usize, surfaces: usize, number: usize) -> Result<()> {
        let what = format!("border surface {number} of meshes");
        index_or_none(self.from, meshes, "meshes", format_args!("{what}: from"))?;
        index_or_none(self.into, meshes, "meshes", format_args!("{what}: into"))?;
        index(self.surface, surfaces, "surfaces", format_args!("{what}: surface"))?;
        match (self.from, self.into) {
            (NONE, NONE) => {
                Err(Error::argument(format!("{what}: from and into are no mesh; one of them is needed")))
            }
            _ => Ok(()),
        }
    }
}

/// Checks that no ordered pair of `kind` has two surfaces.
pub(super) fn check_pairs(borders: &[BorderSurface], [of, kind]: [&str; 2]) -> Result<()> {
    let mut seen = HashSet::new();
    let twice = borders.iter().position(|border| !seen.insert((border.from, border.into)));
    match twice {
        None => Ok(()),
        Some(i) => {
            let name = |instance: u32| if instance == NONE { "none".into() } else { instance.to_string() };
            let (from, into) = (name(borders[i].from), name(borders[i].into));
            Err(Error::argument(format!(
                "border surface {i}{of}: from {kind} {from} into {into} there is a border surface already"
            )))
        }
    }
}

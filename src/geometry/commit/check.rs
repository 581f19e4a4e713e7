//! What looks wrong in a geometry: found where a commit is asked to, and said in the log.

use super::Committed;
use super::contacts::{Body, Misplaced, Scene, World};
use super::edges;
use super::report::{Check, CommitReport};
use crate::Result;
use crate::words::{count, one_or_many};
use rayon::prelude::*;

/// Looks at the meshes, then at how their instances lie.
pub(super) fn check(world: &World, weld_tolerance: f64) -> Result<Check> {
    let meshes = &world.model.meshes;
    let inverted = |&i: &u32| {
        let body = Body::of(&meshes[i as usize]);
        body.closed && body.volume < 0.0
    };
    let inverted: Vec<u32> = (0..meshes.len() as u32).into_par_iter().filter(inverted).collect();
    let edges = edges::check(meshes, weld_tolerance);
    let mut check = Check { edges, inverted: inverted.into_iter().collect(), ..Check::default() };
    if let Some(scene) = Scene::whole(world) {
        let pairs = scene.touching_pairs()?;
        let overlap = scene.overlaps(&pairs)?;
        let those = |wanted: bool| {
            pairs.iter().zip(&overlap).filter(move |(_, is)| **is == wanted).map(|(pair, _)| *pair)
        };
        check.touching = those(false).collect();
        check.overlapping = those(true).collect();
        let closed = (0..world.instances.len() as u32).into_par_iter().filter(|&i| scene.is_closed(i));
        let misfits: Vec<(u32, u32)> =
            closed.filter_map(|i| scene.misfit(i).map(|around| (i, around))).collect();
        check.misfits = misfits.into_iter().collect();
    }
    Ok(check)
}

impl Committed {
    /// As contacts are looked for in it.
    pub(super) fn contact_world(&self) -> World<'_> {
        World {
            model: self.model(),
            nodes: self.nodes(),
            blocks: self.blocks(),
            world: self.world_nodes(),
            meshes: self.meshes(),
            instances: self.instances(),
        }
    }

    /// What does not lie in each other as `mothers` says, the instance that each one is in, NONE for none: parts outside of it, space
    /// that others share, and gaps of less than `gap` mm, by the middles of facets all over.
    pub fn misplaced(&self, mothers: &[u32], gap: f64) -> Vec<Misplaced> {
        let world = self.contact_world();
        Scene::known(&world, self.contacts()).map_or_else(Vec::new, |scene| scene.misplaced(mothers, gap))
    }
}

/// A line for each kind of thing that looks wrong.
pub(super) fn warn(report: &CommitReport) {
    let tell = |count: u64, what: [&str; 2], example: Option<String>| {
        if let Some(example) = example.filter(|_| count > 0) {
            log::warn!("geometry: {count} {}; the first: {example}", one_or_many(count, what));
        }
    };
    let triangle = |list: &[(u32, u32)]| list.first().map(|(m, t)| format!("mesh {m}, triangle {t}"));
    let pair = |list: &[(u32, u32)]| list.first().map(|(i, j)| format!("instances {i} and {j}"));
    tell(
        report.degenerate_count,
        ["triangle without area", "triangles without area"],
        triangle(&report.degenerate),
    );
    let Some(check) = &report.check else { return };
    let edges = &check.edges;
    tell(edges.open_count, ["open edge", "open edges"], triangle(&edges.open));
    if edges.weld.joined_count > 0 {
        let (joined, closed) = (edges.weld.joined_count, edges.weld.closed_count);
        log::warn!(
            "geometry: with {} joined as weld_tolerance says, {} {}",
            count(joined, "vertex"),
            count(closed, "open edge"),
            one_or_many(closed, ["closes", "close"])
        );
    }
    let what = ["edge at which windings disagree", "edges at which windings disagree"];
    tell(edges.inconsistent_count, what, triangle(&edges.inconsistent));
    let mesh = check.inverted.first.first().map(|mesh| format!("mesh {mesh}"));
    let what = ["closed mesh with normals inward", "closed meshes with normals inward"];
    tell(check.inverted.count, what, mesh);
    let what = ["pair of instances overlaps", "pairs of instances overlap"];
    tell(check.overlapping.count, what, pair(&check.overlapping.first));
    let what = [
        "instance whose outer material is not that of the instance around it",
        "instances whose outer material is not that of the instance around them",
    ];
    let misfit = check.misfits.first.first().map(|(i, j)| format!("instance {i} in instance {j}"));
    tell(check.misfits.count, what, misfit);
}

//! Freezing a model: checks, trees, tables, digest.

mod attributes;
mod cache;
mod check;
mod closed;
mod committed;
mod contacts;
mod digest;
mod edges;
mod needs;
mod optical;
mod optics;
mod placement;
mod rays;
mod report;
mod scene_data;
mod trees;
mod weld;
mod wire_tree;

pub use committed::Committed;
pub use rays::{RayHits, Rays};
pub use report::{Check, CommitReport, Edges, Found};
pub use weld::Weld;

use super::bvh::{BuildOptions, limit};
use super::model::{LARGEST_COORDINATE, Model};
use crate::runtime::signals::quiet;
use crate::words::real;
use crate::{Error, Result, memory};
use committed::Arrays;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;
use trees::Trees;

/// How a model is frozen.
#[derive(Debug, Clone, Default)]
pub struct CommitOptions<'a> {
    /// Threads to use. `None`: the rayon pool that the call is made in, or outside of any as many as
    /// the machine has, for the length of the call.
    pub pool: Option<&'a rayon::ThreadPool>,
    /// How trees are built.
    pub build: BuildOptions,
    /// Whether meshes and how their instances lie are checked: [`CommitReport::check`].
    pub check: bool,
    /// Vertices of open edges that are no farther apart, in mm, are one to the check; 0: none are.
    pub weld_tolerance: f64,
    /// Whether trees for a device are made too, for the first one that the geometry goes to.
    pub device: bool,
    /// Folder that built trees are kept in and taken from; `None`: they are always built. Trees from
    /// it answer as those built would; who can write to it can make the answers wrong.
    pub tree_cache: Option<&'a Path>,
}

impl Model {
    /// Checks the model as a whole and freezes it. The model stays as it is, shared with what is
    /// returned; a failed commit leaves nothing behind.
    pub fn commit(self: &Arc<Self>, options: &CommitOptions) -> Result<Committed> {
        match options.pool {
            Some(pool) => pool.install(|| freeze(self, options)),
            None if rayon::current_thread_index().is_some() => freeze(self, options),
            None => quiet(|| rayon::ThreadPoolBuilder::new().build())
                .map_err(|error| Error::OutOfMemory(format!("threads for the commit: {error}")))?
                .install(|| freeze(self, options)),
        }
    }
}

/// Commits inside the pool of the calling thread.
fn freeze(model: &Arc<Model>, options: &CommitOptions) -> Result<Committed> {
    let start = Instant::now();
    model.check()?;
    memory::ready()?;
    let needs = model.commit_needs(&options.build, options.device, rayon::current_num_threads());
    let _held = memory::hold(needs.on_the_way, "the commit of the geometry")?;
    check_weld(options)?;
    let mut report = CommitReport { optical: optical::check(model)?, ..CommitReport::default() };
    let optics = optics::encode(model)?;
    let (attributes, mut meshes) = attributes::encode(model)?;
    let unplaced = placement::instances(model, &meshes)?;
    let (wire_planes, wire_attributes) = placement::wire_planes(model, attributes);
    let digest = || digest::of(model, &unplaced, &wire_planes);
    let (trees, digest) = trees::of(model, &unplaced, digest, options)?;
    for (number, (mesh, planted)) in meshes.iter_mut().zip(&trees.meshes).enumerate() {
        report.add_degenerate(number as u32, &planted.degenerate);
        mesh.root = planted.root;
        let sides = planted.bounds.lo.iter().chain(&planted.bounds.hi);
        mesh.extent =
            sides.fold(0.0, |most: f32, side| if side.is_finite() { most.max(side.abs()) } else { most });
    }
    let instances = placement::instances(model, &meshes)?;
    let Trees { nodes, blocks, tlas_root, bounds, device, .. } = trees;
    let world = contacts::World {
        model,
        nodes: &nodes,
        blocks: &blocks,
        meshes: &meshes,
        instances: &instances,
        tlas_root,
    };
    let (shells, borders) = contacts::shells(&world)?;
    report.optical.unmet_borders = borders.unmet.clone();
    report.check = options.check.then(|| check::check(&world, options.weld_tolerance)).transpose()?;
    check::warn(&report);
    let wire_nodes = wire_tree::build(&wire_planes)?;
    let arrays = Arrays {
        nodes,
        blocks,
        meshes,
        instances,
        attributes: wire_attributes.list,
        attribute_index: wire_attributes.per_triangle,
        wire_planes,
        wire_nodes,
        shells,
        borders,
        optics,
    };
    let mut committed = Committed::new(Arc::clone(model), arrays, tlas_root, bounds, digest, report);
    committed.keep(options.build, device);
    committed.set_seconds(start.elapsed().as_secs_f64());
    log::info!("{}", committed.summary());
    Ok(committed)
}

fn check_weld(options: &CommitOptions) -> Result<()> {
    let tolerance = options.weld_tolerance;
    if !(0.0..=LARGEST_COORDINATE).contains(&tolerance) || (tolerance > 0.0 && !options.check) {
        return Err(Error::argument(format!(
            "weld_tolerance is {} mm; 0 to {LARGEST_COORDINATE:e} mm is allowed, and more than 0 with a check only",
            real(tolerance)
        )));
    }
    Ok(())
}

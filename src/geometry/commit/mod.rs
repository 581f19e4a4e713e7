//! Freezing a model: checks, trees, tables, digest.

mod attributes;
mod check;
mod committed;
mod contacts;
mod digest;
mod edges;
mod optics;
mod pages;
mod placement;
mod rays;
mod report;
mod weld;

pub use committed::Committed;
pub use rays::{Hits, Rays};
pub use report::{Check, CommitReport, Edges, Found};
pub use weld::Weld;

use super::bvh::{self, BuildOptions, MeshTree};
use super::model::{LARGEST_COORDINATE, Model};
use crate::runtime::layout::{Block8, Mesh, NONE, Node8};
use crate::{Error, Result};
use committed::Arrays;
use rayon::prelude::*;
use std::sync::Arc;
use std::time::Instant;

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
}

impl Model {
    /// Checks the model as a whole and freezes it. The model stays as it is, shared with what is
    /// returned; a failed commit leaves nothing behind.
    pub fn commit(self: &Arc<Self>, options: &CommitOptions) -> Result<Committed> {
        match options.pool {
            Some(pool) => pool.install(|| freeze(self, options)),
            None if rayon::current_thread_index().is_some() => freeze(self, options),
            None => rayon::ThreadPoolBuilder::new()
                .build()
                .map_err(|error| Error::OutOfMemory(format!("threads for the commit: {error}")))?
                .install(|| freeze(self, options)),
        }
    }
}

/// Commits inside the pool of the calling thread.
fn freeze(model: &Arc<Model>, options: &CommitOptions) -> Result<Committed> {
    let start = Instant::now();
    model.check()?;
    check_weld(options)?;
    let mut report = CommitReport::default();
    let optics = optics::encode(model)?;
    let (attributes, mut meshes) = attributes::encode(model)?;
    let trees: Vec<MeshTree> =
        model.meshes.par_iter().map(|mesh| bvh::mesh_tree(mesh, &options.build)).collect();
    for (mesh, tree) in trees.iter().enumerate() {
        report.add_degenerate(mesh as u32, &tree.degenerate);
    }
    let mesh_bounds: Vec<_> = trees.iter().map(|tree| tree.bounds).collect();
    let (mut nodes, blocks) = join(trees, &mut meshes)?;
    let instances = placement::instances(model, &meshes);
    let (wire_planes, wire_attributes) = placement::wire_planes(model, attributes);
    let mut world = bvh::world_tree(&model.meshes, &mesh_bounds, &instances, &options.build);
    let tlas_root = if world.nodes.is_empty() { NONE } else { nodes.len() as u32 };
    world.relocate(nodes.len() as u32);
    nodes.extend_from_slice(&world.nodes);
    limit(nodes.len(), "nodes of all trees")?;
    let world_of = contacts::World {
        model,
        nodes: &nodes,
        blocks: &blocks,
        meshes: &meshes,
        instances: &instances,
        tlas_root,
    };
    let shells = contacts::shells(&world_of);
    report.check = options.check.then(|| check::check(&world_of, options.weld_tolerance));
    check::warn(&report);
    let digest = digest::of(model, &instances, &wire_planes);
    let arrays = Arrays {
        nodes,
        blocks,
        meshes,
        instances,
        attributes: wire_attributes.list,
        attribute_index: wire_attributes.per_triangle,
        wire_planes,
        shells,
        optics,
    };
    let mut committed = Committed::new(Arc::clone(model), arrays, tlas_root, world.bounds, digest, report);
    committed.set_seconds(start.elapsed().as_secs_f64());
    Ok(committed)
}

fn check_weld(options: &CommitOptions) -> Result<()> {
    let tolerance = options.weld_tolerance;
    if !(0.0..=LARGEST_COORDINATE).contains(&tolerance) || (tolerance > 0.0 && !options.check) {
        return Err(Error::argument(format!(
            "weld_tolerance is {tolerance} mm; 0 to {LARGEST_COORDINATE:e} mm is allowed, and more than 0 with a check only"
        )));
    }
    Ok(())
}

/// Checks that a list can be indexed with bit 31 to spare.
fn limit(len: usize, what: &str) -> Result<()> {
    if len < 1 << 31 {
        return Ok(());
    }
    Err(Error::argument(format!("{what}: {len} would be needed; 2^31 - 1 are allowed")))
}

/// Puts the trees of all meshes into one array of nodes and one of blocks.
fn join(trees: Vec<MeshTree>, meshes: &mut [Mesh]) -> Result<(Vec<Node8>, Vec<Block8>)> {
    let total = |count: fn(&MeshTree) -> usize| trees.iter().map(count).sum();
    let (node_count, block_count) = (total(|tree| tree.nodes.len()), total(|tree| tree.blocks.len()));
    limit(node_count, "nodes of all meshes")?;
    limit(block_count, "leaves of all meshes")?;
    let (mut nodes, mut blocks) = (pages::with_capacity(node_count + 1), pages::with_capacity(block_count));
    for (mut tree, mesh) in trees.into_iter().zip(meshes) {
        if !tree.nodes.is_empty() {
            mesh.root = nodes.len() as u32;
        }
        let sides = tree.bounds.lo.iter().chain(&tree.bounds.hi);
        mesh.extent =
            sides.fold(0.0, |most: f32, side| if side.is_finite() { most.max(side.abs()) } else { most });
        tree.relocate(nodes.len() as u32, blocks.len() as u32);
        nodes.append(&mut tree.nodes);
        blocks.append(&mut tree.blocks);
    }
    Ok((nodes, blocks))
}

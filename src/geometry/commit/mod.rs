//! Freezing a model: checks, trees, tables, digest.

mod attributes;
mod committed;
mod digest;
mod edges;
mod optics;
mod placement;
mod rays;
mod report;

pub use committed::Committed;
pub use rays::{Hits, Rays};
pub use report::{CommitReport, Edges};

use super::bvh::{self, BuildOptions, Wanted, limit};
use super::device::DeviceTrees;
use super::model::Model;
use crate::runtime::layout::NONE;
use crate::{Error, Result};
use committed::Arrays;
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
    /// Whether edges of meshes are checked: [`CommitReport::edges`].
    pub check_edges: bool,
    /// Whether trees for a device are made too, for the first one that the geometry goes to.
    pub device: bool,
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
    let mut report = CommitReport::default();
    let optics = optics::encode(model)?;
    let (attributes, mut meshes) = attributes::encode(model)?;
    let unplaced = placement::instances(model, &meshes);
    let (wire_planes, wire_attributes) = placement::wire_planes(model, attributes);
    let wanted = Wanted { host: true, device: options.device };
    let (forest, digest) = rayon::join(
        || bvh::plant(&model.meshes, &options.build, wanted),
        || digest::of(model, &unplaced, &wire_planes),
    );
    let mut forest = forest?;
    for (number, (mesh, planted)) in meshes.iter_mut().zip(&forest.meshes).enumerate() {
        report.add_degenerate(number as u32, &planted.degenerate);
        mesh.root = planted.root;
        let sides = planted.bounds.lo.iter().chain(&planted.bounds.hi);
        mesh.extent =
            sides.fold(0.0, |most: f32, side| if side.is_finite() { most.max(side.abs()) } else { most });
    }
    if options.check_edges {
        report.edges = Some(edges::check(&model.meshes));
    }
    let mesh_bounds: Vec<_> = forest.meshes.iter().map(|mesh| mesh.bounds).collect();
    let instances = placement::instances(model, &meshes);
    let mut world = bvh::world(&model.meshes, &mesh_bounds, &instances, &options.build, wanted);
    let device = world.device.take().map(|world| DeviceTrees::take(&mut forest, world)).transpose()?;
    let (mut nodes, blocks) = (forest.nodes, forest.blocks);
    let tlas_root = if world.nodes.is_empty() { NONE } else { nodes.len() as u32 };
    limit(nodes.len() + world.nodes.len(), "nodes of all trees")?;
    world.relocate(nodes.len() as u32);
    nodes.extend_from_slice(&world.nodes);
    let arrays = Arrays {
        nodes,
        blocks,
        meshes,
        instances,
        attributes: wire_attributes.list,
        attribute_index: wire_attributes.per_triangle,
        wire_planes,
        optics,
    };
    let mut committed = Committed::new(Arc::clone(model), arrays, tlas_root, world.bounds, digest, report);
    committed.keep(options.build, device);
    committed.set_seconds(start.elapsed().as_secs_f64());
    Ok(committed)
}

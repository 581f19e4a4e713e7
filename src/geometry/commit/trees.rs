//! The trees of a commit: from a file of an earlier one, or new.

use super::{CommitOptions, cache};
use crate::geometry::Model;
use crate::geometry::bvh::{self, Bounds, Forest, Planted, Wanted, limit};
use crate::geometry::device::DeviceTrees;
use crate::layout::{Block8, Instance, NONE, Node8};
use crate::{Result, memory};

/// All trees of a geometry.
pub(super) struct Trees {
    pub nodes: Vec<Node8>,
    pub blocks: Vec<Block8>,
    pub meshes: Vec<Planted>,
    /// Node of the world's root; `NONE` where no instance has a triangle.
    pub tlas_root: u32,
    /// Box of all instances.
    pub bounds: Bounds,
    pub device: Option<DeviceTrees>,
}

/// Trees of a model that has been checked, and its digest, which `digest` makes. Of the instances,
/// only where they are counts.
pub(super) fn of(
    model: &Model,
    instances: &[Instance],
    digest: impl FnOnce() -> [u8; 32] + Send,
    options: &CommitOptions,
) -> Result<(Trees, [u8; 32])> {
    let Some(folder) = options.tree_cache else {
        let (trees, digest) = rayon::join(|| build(model, instances, options), digest);
        return Ok((trees?, digest));
    };
    let digest = digest();
    let key = cache::Key::new(digest, &options.build, options.device);
    if let Some(trees) = cache::load(folder, &key, model, instances) {
        return Ok((trees, digest));
    }
    let trees = build(model, instances, options)?;
    cache::save(folder, &key, &trees);
    Ok((trees, digest))
}

fn build(model: &Model, instances: &[Instance], options: &CommitOptions) -> Result<Trees> {
    let wanted = Wanted { host: true, device: options.device };
    let mut forest = bvh::plant(&model.meshes, &options.build, wanted)?;
    let mesh_bounds: Vec<_> = forest.meshes.iter().map(|mesh| mesh.bounds).collect();
    let mut world = bvh::world(&model.meshes, &mesh_bounds, instances, &options.build, wanted);
    let device = world.device.take().map(|world| DeviceTrees::take(&mut forest, world)).transpose()?;
    let Forest { mut nodes, blocks, meshes, .. } = forest;
    let tlas_root = if world.nodes.is_empty() { NONE } else { nodes.len() as u32 };
    limit(nodes.len() + world.nodes.len(), "nodes of all trees")?;
    world.relocate(nodes.len() as u32);
    memory::grow(&mut nodes, world.nodes.len(), "nodes of trees")?;
    nodes.extend_from_slice(&world.nodes);
    Ok(Trees { nodes, blocks, meshes, tlas_root, bounds: world.bounds, device })
}

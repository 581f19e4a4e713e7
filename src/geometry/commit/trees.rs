//! The trees of a commit: from an earlier one, from a file of an earlier one, or new.

use super::changes::Changes;
use super::{CommitOptions, cache};
use crate::Result;
use crate::geometry::Model;
use crate::geometry::bvh::{self, BuildOptions, Forest, Planted, Wanted, World, limit};
use crate::geometry::device::{DeviceShape, DeviceTrees};
use crate::layout::{Block8, Instance, Node8};
use crate::runtime::locks::lock;
use std::sync::{Arc, Mutex, OnceLock};

/// The trees of a geometry's meshes. Its revisions share them.
pub(in crate::geometry) struct MeshTrees {
    pub nodes: Vec<Node8>,
    pub blocks: Vec<Block8>,
    pub meshes: Vec<Planted>,
    /// How they were built.
    pub build: BuildOptions,
    /// For a device, until the first one takes them.
    pub device: Mutex<Option<DeviceTrees>>,
    /// Where they are on any device, once they were made for one.
    pub shape: OnceLock<DeviceShape>,
}

impl MeshTrees {
    fn of(forest: Forest, build: &BuildOptions, wanted: Wanted) -> Self {
        let Forest { nodes, blocks, quantized, facets, meshes } = forest;
        let (device, shape) = (Mutex::default(), OnceLock::new());
        let trees = Self { nodes, blocks, meshes, build: *build, device, shape };
        if wanted.device {
            trees.keep(DeviceTrees { quantized, facets });
        }
        trees
    }

    /// Keeps those for a device.
    pub fn keep(&self, device: DeviceTrees) {
        let roots = self.meshes.iter().map(|mesh| mesh.device_root).collect();
        let (nodes, facets) = (device.quantized.len(), device.facets.len());
        let _ = self.shape.set(DeviceShape { roots, nodes, facets });
        *lock(&self.device) = Some(device);
    }

    /// Those for a device. The first call alone gets them: they are as large as the processor's, and on the
    /// device when they have been used.
    pub fn take(&self) -> Option<DeviceTrees> {
        lock(&self.device).take()
    }

    /// Bytes of the large lists.
    pub fn bytes(&self) -> usize {
        let device = lock(&self.device);
        let device = device.as_ref().map_or(0, DeviceTrees::bytes);
        size_of_val(&self.nodes[..]) + size_of_val(&self.blocks[..]) + device
    }
}

/// All trees of a geometry.
pub(super) struct Trees {
    pub meshes: Arc<MeshTrees>,
    pub world: Arc<World>,
}

/// The digest of a model, where it must be known: of a revision it is made when somebody asks.
pub(super) type Digest = Option<[u8; 32]>;

/// Trees of a model that has been checked. Of the instances, only where they are counts.
pub(super) fn of(
    model: &Model,
    instances: &[Instance],
    digest: impl FnOnce() -> [u8; 32] + Send,
    changes: &Changes,
    options: &CommitOptions,
) -> Result<(Trees, Digest)> {
    if let Some((before, moved)) = changes.moved() {
        return Ok((again(model, instances, (before, moved), options), None));
    }
    let Some(folder) = options.tree_cache else {
        let (trees, digest) = rayon::join(|| build(model, instances, options), digest);
        return Ok((trees?, Some(digest)));
    };
    let digest = digest();
    let key = cache::Key::new(digest, &options.build, options.device);
    if let Some(trees) = cache::load(folder, &key, &options.build, model, instances) {
        return Ok((trees, Some(digest)));
    }
    let trees = build(model, instances, options)?;
    cache::save(folder, &key, &trees);
    Ok((trees, Some(digest)))
}

fn build(model: &Model, instances: &[Instance], options: &CommitOptions) -> Result<Trees> {
    let wanted = Wanted { host: true, device: options.device };
    let forest = bvh::plant(&model.meshes, &options.build, wanted)?;
    let meshes = Arc::new(MeshTrees::of(forest, &options.build, wanted));
    let world = bvh::world(&model.meshes, &bounds(&meshes), instances, &options.build, wanted);
    limit(meshes.nodes.len() + world.nodes.len(), "nodes of all trees")?;
    Ok(Trees { meshes, world: Arc::new(world) })
}

/// Those of a geometry whose meshes are the same.
fn again(
    model: &Model,
    instances: &[Instance],
    (before, moved): (&super::Committed, &[u32]),
    options: &CommitOptions,
) -> Trees {
    let meshes = Arc::clone(before.mesh_trees());
    let wanted = Wanted { host: true, device: options.device && meshes.shape.get().is_some() };
    if moved.is_empty() {
        return Trees { meshes, world: Arc::clone(before.world()) };
    }
    let shared = (&model.meshes[..], &bounds(&meshes)[..]);
    let world = bvh::revised(before.world(), shared, (instances, moved), &options.build, wanted);
    Trees { meshes, world: Arc::new(world) }
}

fn bounds(trees: &MeshTrees) -> Vec<bvh::Bounds> {
    trees.meshes.iter().map(|mesh| mesh.bounds).collect()
}

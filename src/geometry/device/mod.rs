//! A committed geometry as devices read it: the same triangles and instances in trees of quantized
//! nodes (src/layout/tree.rs), with all that the photons' physics looks up.

use super::Committed;
use super::bvh::{self, Bounds, BuildOptions, DeviceWorld, Forest, Wanted};
use crate::backend::scene::{DeviceArray, DeviceArrays, Family};
use crate::layout::{Facet, Instance, LEAF_BIT, Mesh, NONE, Placement, QuantizedNode, Scene};
use crate::{Error, Result, memory};
use std::sync::Arc;

/// The trees of meshes that are for devices alone.
pub(crate) struct DeviceTrees {
    pub quantized: Vec<QuantizedNode>,
    pub facets: Vec<Facet>,
}

impl DeviceTrees {
    /// Bytes of the large lists.
    pub(crate) fn bytes(&self) -> usize {
        size_of_val(&self.quantized[..]) + size_of_val(&self.facets[..])
    }
}

/// Where the trees of meshes are on any device.
#[derive(Clone)]
pub(crate) struct DeviceShape {
    /// Of each mesh.
    pub roots: Vec<u32>,
    /// How many nodes they have together, which those of the world's tree follow.
    pub nodes: usize,
    pub facets: usize,
}

/// Trees of meshes, new ones.
fn plant(committed: &Committed, options: &BuildOptions) -> Result<(DeviceTrees, DeviceShape)> {
    let wanted = Wanted { host: false, device: true };
    let forest = bvh::plant(&committed.model().meshes, options, wanted)?;
    let Forest { quantized, facets, meshes, .. } = forest;
    let roots = meshes.iter().map(|mesh| mesh.device_root).collect();
    let shape = DeviceShape { roots, nodes: quantized.len(), facets: facets.len() };
    Ok((DeviceTrees { quantized, facets }, shape))
}

/// The world's tree, a new one.
fn world(committed: &Committed, options: &BuildOptions) -> Result<DeviceWorld> {
    let trees = committed.mesh_trees();
    let bounds: Vec<Bounds> = trees.meshes.iter().map(|mesh| mesh.bounds).collect();
    let (meshes, wanted) = (&committed.model().meshes, Wanted { host: false, device: true });
    let world = bvh::world(meshes, &bounds, committed.instances(), options, wanted);
    world.device.into_inner().ok_or_else(|| Error::Internal("the world's tree on a device".into()))
}

/// Arrays to put on a device. Their addresses there make a [`Scene`]; whatever keeps them alive
/// must also keep this, whose committed geometry names the channels.
pub struct DeviceGeometry {
    committed: Arc<Committed>,
    /// Where the meshes' are not on the device.
    trees: Option<DeviceTrees>,
    /// Of the meshes' trees.
    counts: (usize, usize),
    /// Of the world's tree, whose children count from the first one of the meshes' trees.
    nodes: Vec<QuantizedNode>,
    placements: Vec<Placement>,
    instances: Vec<Instance>,
    meshes: Vec<Mesh>,
    root: u32,
}

impl DeviceGeometry {
    /// With the trees that the commit has made and nobody has taken yet, or new ones that the rayon
    /// pool of the calling thread builds in the same way.
    pub fn of(committed: &Arc<Committed>) -> Result<Self> {
        Self::made(committed, false)
    }

    /// The same without the trees of the meshes, which are on a device where a revision of the same geometry is.
    pub fn without_meshes(committed: &Arc<Committed>) -> Result<Self> {
        Self::made(committed, true)
    }

    fn made(committed: &Arc<Committed>, relative: bool) -> Result<Self> {
        let there = committed.mesh_trees();
        let mut trees = if relative { None } else { there.take() };
        if trees.is_none() && !(relative && there.shape.get().is_some()) {
            let needs = committed.model().commit_needs(&there.build, true, rayon::current_num_threads());
            let _held = memory::hold(needs.on_the_way, "trees for a device")?;
            let (made, shape) = plant(committed, &there.build)?;
            let _ = there.shape.set(shape); // another device's is the same
            trees = Some(made);
        }
        if committed.world().device.get().is_none() {
            let _ = committed.world().device.set(world(committed, &there.build)?);
        }
        match (there.shape.get(), committed.world().device.get()) {
            (Some(shape), Some(world)) => Self::with(committed, trees, shape, world),
            _ => Err(Error::Internal("trees for a device".into())),
        }
    }

    /// Builds the trees; in the rayon pool of the calling thread.
    pub fn new(committed: &Arc<Committed>, options: &BuildOptions) -> Result<Self> {
        let needs = committed.model().commit_needs(options, true, rayon::current_num_threads());
        let _held = memory::hold(needs.on_the_way, "trees for a device")?;
        let (trees, shape) = plant(committed, options)?;
        Self::with(committed, Some(trees), &shape, &world(committed, options)?)
    }

    fn with(
        committed: &Arc<Committed>,
        trees: Option<DeviceTrees>,
        shape: &DeviceShape,
        world: &DeviceWorld,
    ) -> Result<Self> {
        let first_node = shape.nodes as u32;
        bvh::limit(shape.nodes + world.nodes.len(), "nodes on a device")?;
        let root = match world.instances.len() {
            0 => NONE,
            1 => LEAF_BIT,
            _ => first_node,
        };
        let numbered =
            |node: &QuantizedNode| QuantizedNode { first_node: node.first_node + first_node, ..*node };
        let nodes = memory::collected(world.nodes.iter().map(numbered), "nodes on a device")?;
        let mut meshes = memory::copied(committed.meshes(), "meshes on a device")?;
        meshes.iter_mut().zip(&shape.roots).for_each(|(mesh, root)| mesh.root = *root);
        let mut instances = memory::copied(committed.instances(), "instances on a device")?;
        instances.iter_mut().for_each(|instance| instance.root = meshes[instance.mesh as usize].root);
        let placement = |&i: &u32| {
            let Instance { rotation, translation, root, extent, .. } = instances[i as usize];
            Placement { rotation, translation, instance: i, root, extent, reserved: 0 }
        };
        let placements = memory::collected(world.instances.iter().map(placement), "instances on a device")?;
        let (committed, counts) = (Arc::clone(committed), (shape.nodes, shape.facets));
        Ok(Self { committed, trees, counts, nodes, placements, instances, meshes, root })
    }

    /// Bytes of all arrays.
    pub fn bytes(&self) -> u64 {
        self.arrays().iter().map(|array| array.bytes() as u64).sum()
    }

    /// The geometry that this is of.
    pub fn committed(&self) -> &Arc<Committed> {
        &self.committed
    }
}

impl DeviceArrays for DeviceGeometry {
    fn arrays(&self) -> Vec<DeviceArray<'_>> {
        let c = self.committed.device_arrays();
        let trees = self.trees.as_ref();
        let own = |name, own| DeviceArray { name, family: Family::default(), own };
        let nodes = Family {
            bytes: self.counts.0 * size_of::<QuantizedNode>(),
            content: trees.map(|trees| bytemuck::cast_slice(&trees.quantized)),
        };
        let triangles = Family {
            bytes: self.counts.1 * size_of::<Facet>(),
            content: trees.map(|trees| bytemuck::cast_slice(&trees.facets)),
        };
        vec![
            DeviceArray { name: "nodes", family: nodes, own: bytemuck::cast_slice(&self.nodes) },
            DeviceArray { name: "triangles", family: triangles, own: &[] },
            own("placements", bytemuck::cast_slice(&self.placements)),
            own("instances", bytemuck::cast_slice(&self.instances)),
            own("meshes", bytemuck::cast_slice(&self.meshes)),
            own("attributes", c[0]),
            own("attributes of triangles", c[1]),
            own("wire planes", c[2]),
            own("materials", c[3]),
            own("reemission components", c[4]),
            own("surfaces", c[5]),
            own("dichroic surfaces", c[6]),
            own("tables", c[7]),
            own("table segments", c[8]),
            own("table buckets", c[9]),
            own("shells", bytemuck::cast_slice(self.committed.shells())),
            own("nodes of wire planes", c[10]),
            own("border surfaces", c[11]),
            own("surroundings of instances", c[12]),
        ]
    }

    fn scene(&self, addresses: &[u64]) -> Scene {
        let a = addresses;
        Scene {
            nodes: std::ptr::null(),
            world_nodes: std::ptr::null(),
            frames: std::ptr::null(),
            blocks: std::ptr::null(),
            quantized: a[0] as *const _,
            facets: a[1] as *const _,
            placements: a[2] as *const _,
            instances: a[3] as *const _,
            meshes: a[4] as *const _,
            attributes: a[5] as *const _,
            attribute_index: a[6] as *const _,
            wire_planes: a[7] as *const _,
            materials: a[8] as *const _,
            components: a[9] as *const _,
            surfaces: a[10] as *const _,
            dichroic: a[11] as *const _,
            tables: a[12] as *const _,
            segments: a[13] as *const _,
            buckets: a[14] as *const _,
            shells: if self.committed.shells().is_empty() { std::ptr::null() } else { a[15] as *const _ },
            wire_nodes: a[16] as *const _,
            borders: a[17] as *const _,
            surroundings: a[18] as *const _,
            tlas_root: self.root,
            ..*self.committed.scene()
        }
    }
}

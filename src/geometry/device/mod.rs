//! A committed geometry as devices read it: the same triangles and instances in trees of quantized
//! nodes (src/layout/tree.rs), with all that the photons' physics looks up.

use super::Committed;
use super::bvh::{self, BuildOptions, DeviceWorld, Forest, Wanted, World};
use crate::backend::scene::DeviceArrays;
use crate::layout::{Facet, Instance, LEAF_BIT, Mesh, NONE, Placement, QuantizedNode, Scene};
use crate::{Result, memory};
use std::sync::Arc;

/// The trees that are for devices alone.
pub(crate) struct DeviceTrees {
    pub quantized: Vec<QuantizedNode>,
    pub facets: Vec<Facet>,
    /// Of each mesh.
    pub roots: Vec<u32>,
    /// Of the world; with `LEAF_BIT` the one placement that there is.
    pub root: u32,
    /// The instances of the world's leaves, in their order.
    pub placed: Vec<u32>,
}

impl DeviceTrees {
    /// Takes its part of what has been built.
    pub(crate) fn take(forest: &mut Forest, world: DeviceWorld) -> Result<Self> {
        let mut quantized = std::mem::take(&mut forest.quantized);
        let first_node = quantized.len() as u32;
        bvh::limit(quantized.len() + world.nodes.len(), "nodes on a device")?;
        let root = match world.instances.len() {
            0 => NONE,
            1 => LEAF_BIT,
            _ => first_node,
        };
        memory::grow(&mut quantized, world.nodes.len(), "nodes on a device")?;
        quantized.extend(
            world
                .nodes
                .into_iter()
                .map(|node| QuantizedNode { first_node: node.first_node + first_node, ..node }),
        );
        let roots = forest.meshes.iter().map(|mesh| mesh.device_root).collect();
        let facets = std::mem::take(&mut forest.facets);
        Ok(Self { quantized, facets, roots, root, placed: world.instances })
    }

    /// Bytes of the large lists.
    pub(crate) fn bytes(&self) -> usize {
        size_of_val(&self.quantized[..]) + size_of_val(&self.facets[..])
    }

    fn build(committed: &Committed, options: &BuildOptions) -> Result<Self> {
        let (meshes, wanted) = (&committed.model().meshes, Wanted { host: false, device: true });
        let mut forest = bvh::plant(meshes, options, wanted)?;
        let bounds: Vec<_> = forest.meshes.iter().map(|mesh| mesh.bounds).collect();
        let World { device, .. } = bvh::world(meshes, &bounds, committed.instances(), options, wanted);
        Self::take(&mut forest, device.expect("it was asked for"))
    }
}

/// Arrays to put on a device. Their addresses there make a [`Scene`]; whatever keeps them alive
/// must also keep this, whose committed geometry names the channels.
pub struct DeviceGeometry {
    committed: Arc<Committed>,
    quantized: Vec<QuantizedNode>,
    facets: Vec<Facet>,
    placements: Vec<Placement>,
    instances: Vec<Instance>,
    meshes: Vec<Mesh>,
    root: u32,
}

impl DeviceGeometry {
    /// With the trees that the commit has made and nobody has taken yet, or new ones that the rayon
    /// pool of the calling thread builds in the same way.
    pub fn of(committed: &Arc<Committed>) -> Result<Self> {
        match committed.take_device_trees() {
            Some(trees) => Self::with(committed, trees),
            None => Self::new(committed, committed.build_options()),
        }
    }

    /// Builds the trees; in the rayon pool of the calling thread.
    pub fn new(committed: &Arc<Committed>, options: &BuildOptions) -> Result<Self> {
        let needs = committed.model().commit_needs(options, true, rayon::current_num_threads());
        let _held = memory::hold(needs.on_the_way, "trees for a device")?;
        Self::with(committed, DeviceTrees::build(committed, options)?)
    }

    fn with(committed: &Arc<Committed>, trees: DeviceTrees) -> Result<Self> {
        let DeviceTrees { quantized, facets, roots, root, placed } = trees;
        let mut meshes = memory::copied(committed.meshes(), "meshes on a device")?;
        meshes.iter_mut().zip(roots).for_each(|(mesh, root)| mesh.root = root);
        let mut instances = memory::copied(committed.instances(), "instances on a device")?;
        instances.iter_mut().for_each(|instance| instance.root = meshes[instance.mesh as usize].root);
        let placement = |i: u32| {
            let Instance { rotation, translation, root, extent, .. } = instances[i as usize];
            Placement { rotation, translation, instance: i, root, extent, reserved: 0 }
        };
        let placements = memory::collected(placed.into_iter().map(placement), "instances on a device")?;
        Ok(Self { committed: Arc::clone(committed), quantized, facets, placements, instances, meshes, root })
    }

    /// Bytes of all arrays.
    pub fn bytes(&self) -> u64 {
        self.arrays().iter().map(|(_, bytes)| bytes.len() as u64).sum()
    }

    /// The geometry that this is of.
    pub fn committed(&self) -> &Arc<Committed> {
        &self.committed
    }
}

impl DeviceArrays for DeviceGeometry {
    fn arrays(&self) -> Vec<(&'static str, &[u8])> {
        let c = self.committed.device_arrays();
        vec![
            ("nodes", bytemuck::cast_slice(&self.quantized)),
            ("triangles", bytemuck::cast_slice(&self.facets)),
            ("placements", bytemuck::cast_slice(&self.placements)),
            ("instances", bytemuck::cast_slice(&self.instances)),
            ("meshes", bytemuck::cast_slice(&self.meshes)),
            ("attributes", c[0]),
            ("attributes of triangles", c[1]),
            ("wire planes", c[2]),
            ("materials", c[3]),
            ("reemission components", c[4]),
            ("surfaces", c[5]),
            ("dichroic surfaces", c[6]),
            ("tables", c[7]),
            ("table segments", c[8]),
            ("table buckets", c[9]),
            ("shells", bytemuck::cast_slice(self.committed.shells())),
            ("nodes of wire planes", c[10]),
            ("border surfaces", c[11]),
            ("surroundings of instances", c[12]),
        ]
    }

    fn scene(&self, addresses: &[u64]) -> Scene {
        let a = addresses;
        Scene {
            nodes: std::ptr::null(),
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

//! A frozen geometry.

use super::CommitReport;
use super::contacts::Borders;
use super::optics::Optics;
use super::wire_tree;
use crate::backend::cpu::kernels;
use crate::geometry::bvh::{Bounds, BuildOptions};
use crate::geometry::device::DeviceTrees;
use crate::geometry::model::Model;
use crate::layout::{
    Attribute, Block8, Instance, Mesh, NONE, Node8, Scene, Shell, UNIFORM_MESH, WIRE_BIT, WireNode,
    WirePlane, shell_kind,
};
use crate::words::{count, one_or_many};
use std::sync::{Arc, Mutex};

/// What a [`Scene`] points into.
pub(super) struct Arrays {
    pub nodes: Vec<Node8>,
    pub blocks: Vec<Block8>,
    pub meshes: Vec<Mesh>,
    pub instances: Vec<Instance>,
    pub attributes: Vec<Attribute>,
    pub attribute_index: Vec<u32>,
    pub wire_planes: Vec<WirePlane>,
    /// None for few planes.
    pub wire_nodes: Vec<WireNode>,
    /// One for each instance; none where no two touch.
    pub shells: Vec<Shell>,
    pub borders: Borders,
    pub optics: Optics,
}

/// A frozen geometry: never changes, so any number of threads may use it at once. Owns every array
/// that its [`Scene`] points into.
pub struct Committed {
    model: Arc<Model>,
    arrays: Arrays,
    scene: Scene,
    bounds: ([f32; 3], [f32; 3]),
    channel_count: u32,
    digest: [u8; 32],
    report: CommitReport,
    seconds: f64,
    build: BuildOptions,
    /// Until the first device takes them.
    device: Mutex<Option<DeviceTrees>>,
}

impl std::fmt::Debug for Committed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (nodes, blocks) = (self.arrays.nodes.len(), self.arrays.blocks.len());
        f.debug_struct("Committed").field("nodes", &nodes).field("blocks", &blocks).finish_non_exhaustive()
    }
}

impl Committed {
    pub(super) fn new(
        model: Arc<Model>,
        arrays: Arrays,
        tlas_root: u32,
        instances: Bounds,
        digest: [u8; 32],
        report: CommitReport,
    ) -> Self {
        let optics = &arrays.optics;
        let scene = Scene {
            nodes: arrays.nodes.as_ptr(),
            blocks: arrays.blocks.as_ptr(),
            meshes: arrays.meshes.as_ptr(),
            instances: arrays.instances.as_ptr(),
            attributes: arrays.attributes.as_ptr(),
            attribute_index: arrays.attribute_index.as_ptr(),
            wire_planes: arrays.wire_planes.as_ptr(),
            wire_nodes: arrays.wire_nodes.as_ptr(),
            materials: optics.materials.as_ptr(),
            components: optics.components.as_ptr(),
            surfaces: optics.surfaces.as_ptr(),
            dichroic: optics.dichroic.as_ptr(),
            tables: optics.tables.tables.as_ptr(),
            segments: optics.tables.segments.as_ptr(),
            buckets: optics.tables.buckets.as_ptr(),
            quantized: std::ptr::null(),
            facets: std::ptr::null(),
            placements: std::ptr::null(),
            shells: if arrays.shells.is_empty() { std::ptr::null() } else { arrays.shells.as_ptr() },
            borders: arrays.borders.list.as_ptr(),
            surroundings: arrays.borders.surroundings.as_ptr(),
            tlas_root,
            wire_plane_count: arrays.wire_planes.len() as u32,
            extent: extent(&instances),
            wire_leaves: arrays.wire_nodes.len() as u32 / 2,
            border_count: arrays.borders.list.len() as u32,
            spawns: optics.spawns(),
        };
        let all = arrays.wire_planes.iter().fold(instances, |all, plane| all.join(wire_tree::bounds(plane)));
        let bounds = if all.lo[0] <= all.hi[0] { (all.lo, all.hi) } else { ([0.0; 3], [0.0; 3]) };
        let channel_count = channel_count(&arrays);
        let (seconds, build, device) = (0.0, BuildOptions::default(), Mutex::default());
        Self { model, arrays, scene, bounds, channel_count, digest, report, seconds, build, device }
    }

    pub(super) fn set_seconds(&mut self, seconds: f64) {
        self.seconds = seconds;
    }

    /// Keeps how its trees were built, and those for a device.
    pub(super) fn keep(&mut self, build: BuildOptions, device: Option<DeviceTrees>) {
        (self.build, self.device) = (build, Mutex::new(device));
    }

    /// How its trees were built.
    pub fn build_options(&self) -> &BuildOptions {
        &self.build
    }

    /// The trees that the commit made for a device. The first call alone gets them: they are as large
    /// as the processor's, and on the device when they have been used.
    pub(crate) fn take_device_trees(&self) -> Option<DeviceTrees> {
        self.device.lock().unwrap_or_else(|e| e.into_inner()).take()
    }

    /// What the kernels take; its pointers are valid as long as this object.
    pub fn scene(&self) -> &Scene {
        &self.scene
    }

    /// What was committed.
    pub fn model(&self) -> &Arc<Model> {
        &self.model
    }

    /// SHA-256 of all that decides results: equal for equal geometries, whatever their names and
    /// however their trees were built, in every version of this library.
    pub fn digest(&self) -> [u8; 32] {
        self.digest
    }

    /// What the commit noticed.
    pub fn report(&self) -> &CommitReport {
        &self.report
    }

    /// How long the commit took, in seconds.
    pub fn seconds(&self) -> f64 {
        self.seconds
    }

    /// One more than the largest channel; 0 where nothing has one.
    pub fn channel_count(&self) -> u32 {
        self.channel_count
    }

    /// The channel of what was hit, -1 for none: an instance (and any of its triangles), or with
    /// the wire bit a wire plane and its wire's number. -1 for what does not exist.
    pub fn channel(&self, instance: u32, triangle: u32) -> i32 {
        let exists = if instance & WIRE_BIT == 0 {
            (instance as usize) < self.arrays.instances.len()
        } else {
            let plane = self.arrays.wire_planes.get((instance & !WIRE_BIT) as usize);
            plane.is_some_and(|plane| i64::from(triangle) < wire_count(plane))
        };
        if !exists {
            return -1;
        }
        // SAFETY: the scene is alive and has this instance, or this wire.
        unsafe { (kernels().channel)(&self.scene, instance, triangle) }
    }

    /// Materials and surfaces of what was hit; as [`Committed::channel`], `None` for what does not
    /// exist.
    pub fn attribute(&self, instance: u32, triangle: u32) -> Option<Attribute> {
        if instance == NONE {
            return None;
        }
        let index = if instance & WIRE_BIT != 0 {
            let plane = self.arrays.wire_planes.get((instance & !WIRE_BIT) as usize)?;
            (i64::from(triangle) < wire_count(plane)).then_some(plane.attribute)?
        } else {
            let mesh = self.arrays.instances.get(instance as usize)?.mesh as usize;
            if triangle as usize >= self.model.meshes[mesh].triangles.len() {
                return None;
            }
            match &self.arrays.meshes[mesh] {
                mesh if mesh.flags & UNIFORM_MESH != 0 => mesh.attribute,
                mesh => self.arrays.attribute_index[mesh.attribute as usize + triangle as usize],
            }
        };
        Some(self.arrays.attributes[index as usize])
    }

    /// Bytes of the frozen arrays, of the model's meshes and instances, and of trees that wait for a device.
    pub fn memory(&self) -> usize {
        let a = &self.arrays;
        let t = &a.optics.tables;
        let model = self
            .model
            .meshes
            .iter()
            .map(|mesh| size_of_val(&mesh.vertices[..]) + size_of_val(&mesh.triangles[..]));
        size_of_val(&a.nodes[..])
            + size_of_val(&a.blocks[..])
            + size_of_val(&a.meshes[..])
            + size_of_val(&a.instances[..])
            + size_of_val(&a.attributes[..])
            + size_of_val(&a.attribute_index[..])
            + size_of_val(&a.wire_planes[..])
            + size_of_val(&a.wire_nodes[..])
            + size_of_val(&a.shells[..])
            + size_of_val(&a.borders.list[..])
            + size_of_val(&a.borders.surroundings[..])
            + size_of_val(&a.optics.materials[..])
            + size_of_val(&a.optics.components[..])
            + size_of_val(&a.optics.surfaces[..])
            + size_of_val(&a.optics.dichroic[..])
            + size_of_val(&t.tables[..])
            + size_of_val(&t.segments[..])
            + size_of_val(&t.buckets[..])
            + size_of_val(&self.model.instances[..])
            + model.sum::<usize>()
            + self.device.lock().unwrap_or_else(|e| e.into_inner()).as_ref().map_or(0, DeviceTrees::bytes)
    }

    /// A line of what it has, for the log.
    pub(super) fn summary(&self) -> String {
        let m = &self.model;
        let touching = match self.touching() {
            0 => String::new(),
            some => {
                let verbs = one_or_many(some, ["touches or overlaps", "touch or overlap"]);
                format!(" ({some} of them {verbs} others)")
            }
        };
        format!(
            "geometry: committed in {:.3} s, {:.1} MB: {}, {}, {}, {}{touching}, {}, {}, {}",
            self.seconds,
            self.memory() as f64 / 1e6,
            count(m.materials.len(), "material"),
            count(m.surfaces.len(), "surface"),
            count(m.meshes.len(), "mesh"),
            count(m.instances.len(), "instance"),
            count(m.triangle_count(), "triangle"),
            count(m.wire_planes.len(), "wire plane"),
            count(self.channel_count, "channel"),
        )
    }

    /// Lowest and highest corner of a box around everything, in mm; both 0 for an empty world.
    pub fn bounds(&self) -> ([f32; 3], [f32; 3]) {
        self.bounds
    }

    /// The nodes of all trees.
    pub fn nodes(&self) -> &[Node8] {
        &self.arrays.nodes
    }

    /// The leaves of the meshes' trees.
    pub fn blocks(&self) -> &[Block8] {
        &self.arrays.blocks
    }

    /// Meshes as the kernels read them.
    pub fn meshes(&self) -> &[Mesh] {
        &self.arrays.meshes
    }

    /// What devices take as it is: attributes, those of triangles, wire planes, materials,
    /// components, surfaces, dichroic surfaces, tables, segments, buckets, nodes of wire planes, border surfaces and what
    /// is around instances.
    pub(crate) fn device_arrays(&self) -> [&[u8]; 13] {
        let (a, optics) = (&self.arrays, &self.arrays.optics);
        [
            bytemuck::cast_slice(&a.attributes),
            bytemuck::cast_slice(&a.attribute_index),
            bytemuck::cast_slice(&a.wire_planes),
            bytemuck::cast_slice(&optics.materials),
            bytemuck::cast_slice(&optics.components),
            bytemuck::cast_slice(&optics.surfaces),
            bytemuck::cast_slice(&optics.dichroic),
            bytemuck::cast_slice(&optics.tables.tables),
            bytemuck::cast_slice(&optics.tables.segments),
            bytemuck::cast_slice(&optics.tables.buckets),
            bytemuck::cast_slice(&a.wire_nodes),
            bytemuck::cast_slice(&a.borders.list),
            bytemuck::cast_slice(&a.borders.surroundings),
        ]
    }

    /// What instances are where they touch, one for each; empty where no two do.
    pub fn shells(&self) -> &[Shell] {
        &self.arrays.shells
    }

    /// How many instances touch or overlap others, as far as that matters to photons.
    pub fn touching(&self) -> usize {
        let touching = |shell: &&Shell| [shell_kind::SHEET, shell_kind::SHELL].contains(&shell.kind);
        self.arrays.shells.iter().filter(touching).count()
    }

    /// Instances as the kernels read them.
    pub fn instances(&self) -> &[Instance] {
        &self.arrays.instances
    }
}

fn extent(bounds: &Bounds) -> f32 {
    let finite = bounds.lo.iter().chain(&bounds.hi).filter(|side| side.is_finite());
    finite.fold(0.0, |most: f32, side| most.max(side.abs()))
}

fn wire_count(plane: &WirePlane) -> i64 {
    i64::from(plane.k_max) - i64::from(plane.k_min) + 1
}

fn channel_count(arrays: &Arrays) -> u32 {
    let instances = arrays.instances.iter().map(|instance| i64::from(instance.channel));
    let wires = arrays.wire_planes.iter().filter(|plane| plane.first_channel >= 0).map(|plane| {
        let first = i64::from(plane.first_channel);
        first.max(first + (wire_count(plane) - 1) * i64::from(plane.channel_stride))
    });
    (instances.chain(wires).max().unwrap_or(-1) + 1) as u32
}

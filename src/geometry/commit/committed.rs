//! A frozen geometry.

use super::CommitReport;
use super::coded::Coded;
use super::contacts::Contacts;
use super::digest::{self, AfterMeshes};
use super::optics::Optics;
use super::trees::{Digest, MeshTrees};
use super::wire_tree;
use crate::backend::cpu::kernels;
use crate::geometry::bvh::{Bounds, World};
use crate::geometry::model::{Model, SharedMesh};
use crate::layout::{
    Attribute, Block8, Frames8, Instance, Mesh, NONE, Node8, Scene, Shell, UNIFORM_MESH, WIRE_BIT, WirePlane,
    shell_kind,
};
use crate::words::{count, one_or_many};
use std::sync::{Arc, OnceLock};

/// What a [`Scene`] points into. Revisions share what is in an [`Arc`].
pub(super) struct Arrays {
    pub trees: Arc<MeshTrees>,
    pub world: Arc<World>,
    /// None where they are no gain.
    pub frames: Vec<Frames8>,
    pub coded: Arc<Coded>,
    pub instances: Vec<Instance>,
    pub contacts: Arc<Contacts>,
    pub optics: Arc<Optics>,
}

/// A frozen geometry: never changes, so any number of threads may use it at once. Owns every array
/// that its [`Scene`] points into, alone or with its revisions.
pub struct Committed {
    model: Arc<Model>,
    arrays: Arrays,
    scene: Scene,
    bounds: ([f32; 3], [f32; 3]),
    channel_count: u32,
    digest: OnceLock<[u8; 32]>,
    after_meshes: Arc<AfterMeshes>,
    report: CommitReport,
    seconds: f64,
}

impl std::fmt::Debug for Committed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (nodes, blocks) = (self.nodes().len(), self.blocks().len());
        f.debug_struct("Committed").field("nodes", &nodes).field("blocks", &blocks).finish_non_exhaustive()
    }
}

impl Committed {
    pub(super) fn new(
        model: Arc<Model>,
        arrays: Arrays,
        (digest, after_meshes): (Digest, Arc<AfterMeshes>),
        report: CommitReport,
    ) -> Self {
        let Arrays { trees, world, frames, coded, instances, contacts, optics } = &arrays;
        let shells = &contacts.shells;
        let scene = Scene {
            nodes: trees.nodes.as_ptr(),
            world_nodes: world.nodes.as_ptr(),
            blocks: trees.blocks.as_ptr(),
            meshes: coded.meshes.as_ptr(),
            instances: instances.as_ptr(),
            attributes: coded.attributes.as_ptr(),
            attribute_index: coded.attribute_index.as_ptr(),
            wire_planes: coded.wire_planes.as_ptr(),
            wire_nodes: coded.wire_nodes.as_ptr(),
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
            shells: if shells.is_empty() { std::ptr::null() } else { shells.as_ptr() },
            borders: contacts.borders.list.as_ptr(),
            surroundings: contacts.borders.surroundings.as_ptr(),
            tlas_root: if world.nodes.is_empty() { NONE } else { 0 },
            wire_plane_count: coded.wire_planes.len() as u32,
            extent: extent(&world.bounds),
            wire_leaves: coded.wire_nodes.len() as u32 / 2,
            border_count: contacts.borders.list.len() as u32,
            spawns: optics.spawns(),
            frames: if frames.is_empty() { std::ptr::null() } else { frames.as_ptr() },
            together: together(instances, shells),
            reserved: 0,
        };
        let planes = coded.wire_planes.iter();
        let all = planes.fold(world.bounds, |all, plane| all.join(wire_tree::bounds(plane)));
        let bounds = if all.lo[0] <= all.hi[0] { (all.lo, all.hi) } else { ([0.0; 3], [0.0; 3]) };
        let channel_count = channel_count(&arrays);
        let digest = digest.map_or_else(OnceLock::new, OnceLock::from);
        Self { model, arrays, scene, bounds, channel_count, digest, after_meshes, report, seconds: 0.0 }
    }

    pub(super) fn set_seconds(&mut self, seconds: f64) {
        self.seconds = seconds;
    }

    /// The trees of its meshes, which its revisions share.
    pub(in crate::geometry) fn mesh_trees(&self) -> &Arc<MeshTrees> {
        &self.arrays.trees
    }

    /// Whether both have the same trees of meshes.
    pub(in crate::geometry) fn shares_meshes(&self, other: &Self) -> bool {
        Arc::ptr_eq(self.mesh_trees(), other.mesh_trees())
    }

    /// The tree of the world.
    pub(in crate::geometry) fn world(&self) -> &Arc<World> {
        &self.arrays.world
    }

    pub(super) fn coded(&self) -> &Arc<Coded> {
        &self.arrays.coded
    }

    pub(super) fn contacts(&self) -> &Arc<Contacts> {
        &self.arrays.contacts
    }

    pub(super) fn optics(&self) -> &Arc<Optics> {
        &self.arrays.optics
    }

    pub(super) fn after_meshes(&self) -> Arc<AfterMeshes> {
        Arc::clone(&self.after_meshes)
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
    /// however their trees were built, in every version of this library. Of a revision it is made by the first call.
    pub fn digest(&self) -> [u8; 32] {
        let make =
            || digest::of(&self.model, self.instances(), &self.arrays.coded.wire_planes, &self.after_meshes);
        *self.digest.get_or_init(make)
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
            let plane = self.arrays.coded.wire_planes.get((instance & !WIRE_BIT) as usize);
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
            let plane = self.arrays.coded.wire_planes.get((instance & !WIRE_BIT) as usize)?;
            (i64::from(triangle) < wire_count(plane)).then_some(plane.attribute)?
        } else {
            let mesh = self.arrays.instances.get(instance as usize)?.mesh as usize;
            if triangle as usize >= self.model.meshes[mesh].triangles.len() {
                return None;
            }
            match &self.meshes()[mesh] {
                mesh if mesh.flags & UNIFORM_MESH != 0 => mesh.attribute,
                mesh => self.arrays.coded.attribute_index[mesh.attribute as usize + triangle as usize],
            }
        };
        Some(self.arrays.coded.attributes[index as usize])
    }

    /// Bytes of the frozen arrays, of the model's meshes and instances, and of trees that wait for a device; with those
    /// that it shares with other revisions.
    pub fn memory(&self) -> usize {
        let Arrays { frames, coded, contacts, optics, .. } = &self.arrays;
        let t = &optics.tables;
        self.memory_of_meshes()
            + coded.bytes()
            + contacts.bytes()
            + size_of_val(&self.world().nodes[..])
            + size_of_val(&frames[..])
            + size_of_val(self.instances())
            + size_of_val(&optics.materials[..])
            + size_of_val(&optics.components[..])
            + size_of_val(&optics.surfaces[..])
            + size_of_val(&optics.dichroic[..])
            + t.bytes()
            + size_of_val(&self.model.instances[..])
    }

    /// Of these, those of the meshes and their trees, which all revisions share.
    pub(crate) fn memory_of_meshes(&self) -> usize {
        let mesh = |mesh: &SharedMesh| size_of_val(&mesh.vertices[..]) + size_of_val(&mesh.triangles[..]);
        self.model.meshes.iter().map(mesh).sum::<usize>() + self.mesh_trees().bytes()
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

    /// The nodes of the meshes' trees.
    pub fn nodes(&self) -> &[Node8] {
        &self.mesh_trees().nodes
    }

    /// The nodes of the world's tree.
    pub fn world_nodes(&self) -> &[Node8] {
        &self.world().nodes
    }

    /// The leaves of the meshes' trees.
    pub fn blocks(&self) -> &[Block8] {
        &self.mesh_trees().blocks
    }

    /// Meshes as the kernels read them.
    pub fn meshes(&self) -> &[Mesh] {
        &self.arrays.coded.meshes
    }

    /// What devices take as it is: attributes, those of triangles, wire planes, materials,
    /// components, surfaces, dichroic surfaces, tables, segments, buckets, nodes of wire planes, border surfaces and what
    /// is around instances.
    pub(crate) fn device_arrays(&self) -> [&[u8]; 13] {
        let Arrays { coded: a, contacts, optics, .. } = &self.arrays;
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
            bytemuck::cast_slice(&contacts.borders.list),
            bytemuck::cast_slice(&contacts.borders.surroundings),
        ]
    }

    /// What instances are where they touch, one for each; empty where no two do.
    pub fn shells(&self) -> &[Shell] {
        &self.contacts().shells
    }

    /// How many instances touch or overlap others, as far as that matters to photons.
    pub fn touching(&self) -> usize {
        let touching = |shell: &&Shell| [shell_kind::SHEET, shell_kind::SHELL].contains(&shell.kind);
        self.shells().iter().filter(touching).count()
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

/// Twice the largest tolerance of a shell, and four offsets off a facet (`triangle_point` of kernels/geometry/surface_point.h), each
/// less than two millionths of how far an instance reaches.
fn together(instances: &[Instance], shells: &[Shell]) -> f32 {
    if shells.is_empty() {
        return 0.0;
    }
    let tolerance = shells.iter().fold(0.0_f32, |most, shell| most.max(shell.tolerance));
    let far = |one: &Instance| one.extent + one.translation.iter().fold(0.0_f32, |most, t| most.max(t.abs()));
    2.0 * tolerance + instances.iter().map(far).fold(0.0, f32::max) * 2.0_f32.powi(-17)
}

fn wire_count(plane: &WirePlane) -> i64 {
    i64::from(plane.k_max) - i64::from(plane.k_min) + 1
}

fn channel_count(arrays: &Arrays) -> u32 {
    let instances = arrays.instances.iter().map(|instance| i64::from(instance.channel));
    let wires = arrays.coded.wire_planes.iter().filter(|plane| plane.first_channel >= 0).map(|plane| {
        let first = i64::from(plane.first_channel);
        first.max(first + (wire_count(plane) - 1) * i64::from(plane.channel_stride))
    });
    (instances.chain(wires).max().unwrap_or(-1) + 1) as u32
}

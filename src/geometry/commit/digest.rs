//! The identity of a geometry.

use crate::geometry::model::{Component, Material, Mesh, Model, PerTriangle, Surface};
use crate::layout::{Instance, WirePlane};
use crate::optics::{Described, Field, Property, Scintillation};
use crate::tables::{Cdf, Curve};
use sha2::{Digest, Sha256};
use std::sync::OnceLock;

/// SHA-256 over all that decides results: numbers as little-endian IEEE 754 and u64, each list led
/// by its length. Names, trees and the way a mesh stores what its triangles share have no part.
pub(super) fn of(
    model: &Model,
    instances: &[Instance],
    wire_planes: &[WirePlane],
    after_meshes: &AfterMeshes,
) -> [u8; 32] {
    let mut hash = Hash { sha: after_meshes.0.get_or_init(|| meshes(model)).clone(), pending: Vec::new() };
    hash.list(instances, Hash::instance);
    hash.u64(wire_planes.len() as u64);
    for (plane, described) in wire_planes.iter().zip(&model.wire_planes) {
        hash.wire_plane(plane);
        hash.u32s([described.inner_material, described.outer_material, described.surface]);
    }
    // Last, and only where there are some, so that the digests of other geometries stay.
    if !model.border_surfaces.is_empty() {
        hash.bytes(b"border surfaces");
        let mut borders = model.border_surfaces.clone();
        borders.sort_unstable_by_key(|border| (border.from, border.into));
        hash.list(&borders, |hash, border| hash.u32s([border.from, border.into, border.surface]));
    }
    if model.chord != 0.0 {
        hash.bytes(b"chord");
        hash.f64s([&model.chord]);
    }
    if model.instances.iter().any(|instance| instance.priority != 0) {
        hash.bytes(b"priorities");
        hash.u32s(model.instances.iter().map(|instance| instance.priority));
    }
    if !model.mesh_border_surfaces.is_empty() {
        hash.bytes(b"border surfaces of meshes");
        let mut borders = model.mesh_border_surfaces.clone();
        borders.sort_unstable_by_key(|border| (border.from, border.into));
        hash.list(&borders, |hash, border| hash.u32s([border.from, border.into, border.surface]));
    }
    hash.finish()
}

/// The hash behind what mostly stays the same, and is the most: materials, surfaces and meshes. Kept for revisions in
/// which these are as they were.
#[derive(Default)]
pub(super) struct AfterMeshes(OnceLock<Sha256>);

fn meshes(model: &Model) -> Sha256 {
    let mut hash = Hash { sha: Sha256::new(), pending: Vec::new() };
    hash.bytes(b"chroma2 geometry 1\n");
    hash.list(&model.materials, Hash::material);
    hash.list(&model.surfaces, Hash::surface);
    hash.list(&model.meshes, |hash, mesh| hash.mesh(mesh));
    hash.sha.update(&hash.pending);
    hash.sha
}

/// Gathers small pieces before they are hashed.
struct Hash {
    sha: Sha256,
    pending: Vec<u8>,
}

impl Hash {
    fn bytes(&mut self, bytes: &[u8]) {
        self.pending.extend_from_slice(bytes);
        if self.pending.len() >= 1 << 16 {
            self.sha.update(&self.pending);
            self.pending.clear();
        }
    }

    fn finish(mut self) -> [u8; 32] {
        self.sha.update(&self.pending);
        self.sha.finalize().into()
    }

    fn u64(&mut self, value: u64) {
        self.bytes(&value.to_le_bytes());
    }

    /// Numbers of long lists, in blocks.
    fn many<T: Copy>(&mut self, values: &[T], bytes: impl Fn(T) -> [u8; 4]) {
        let mut block = Vec::with_capacity(1 << 13);
        for values in values.chunks(1 << 13) {
            block.clear();
            block.extend(values.iter().map(|value| bytes(*value)));
            self.bytes(block.as_flattened());
        }
    }

    fn u32s(&mut self, values: impl IntoIterator<Item = u32>) {
        values.into_iter().for_each(|value| self.bytes(&value.to_le_bytes()));
    }

    fn f32s<'a>(&mut self, values: impl IntoIterator<Item = &'a f32>) {
        values.into_iter().for_each(|value| self.bytes(&(value + 0.0).to_le_bytes()));
    }

    fn f64s<'a>(&mut self, values: impl IntoIterator<Item = &'a f64>) {
        // Adding 0 turns -0 into 0.
        values.into_iter().for_each(|value| self.bytes(&(value + 0.0).to_le_bytes()));
    }

    fn list<T>(&mut self, items: &[T], mut each: impl FnMut(&mut Self, &T)) {
        self.u64(items.len() as u64);
        items.iter().for_each(|item| each(self, item));
    }

    fn curve(&mut self, curve: &Curve) {
        match curve {
            Curve::Constant(value) => {
                self.u64(0);
                self.f64s([value]);
            }
            Curve::Points { x, y } => {
                self.u64(x.len() as u64);
                self.f64s(x);
                self.f64s(y);
            }
        }
    }

    fn cdf(&mut self, cdf: &Cdf) {
        self.u64(cdf.x().len() as u64);
        self.f64s(cdf.x());
        self.f64s(cdf.y());
    }

    fn material(&mut self, material: &Material) {
        self.properties(material);
    }

    fn surface(&mut self, surface: &Surface) {
        self.u64(surface.model as u64);
        self.properties(surface);
        if let Some(inner_side) = surface.inner_side {
            self.bytes(b"inner side");
            self.u32s([inner_side]);
        }
    }

    fn properties<T: Described>(&mut self, of: &T) {
        for property in T::PROPERTIES {
            if !property.always_in_digest {
                if !property.is_given(of) {
                    continue;
                }
                self.u64(property.name.len() as u64);
                self.bytes(property.name.as_bytes());
            }
            self.property(property, of);
        }
    }

    fn property<T: Described>(&mut self, property: &Property<T>, of: &T) {
        match &property.field {
            Field::Curve(place, _) => self.curve((place.get)(of)),
            Field::Number(place, _) | Field::HostNumber(place) => self.f64s([(place.get)(of)]),
            Field::Switch(place, _) => self.u64(u64::from(*(place.get)(of))),
            Field::Choice(choice, _) => self.u64(u64::from((choice.get)(of))),
            Field::Distribution(place, _) => self.list((place.get)(of).as_slice(), Self::cdf),
            Field::Needed(place, _) => self.cdf((place.get)(of)),
            Field::Angular(place, _) => self.list((place.get)(of).as_slice(), |hash, angular| {
                hash.u64(angular.angles.len() as u64);
                hash.f64s(&angular.angles);
                angular.columns().iter().for_each(|(_, values)| hash.f64s(*values));
            }),
            Field::Dichroic(place, _) => self.list((place.get)(of), |hash, entry| {
                hash.f64s([&entry.angle]);
                hash.curve(&entry.reflect);
                hash.curve(&entry.transmit);
            }),
            Field::Components(place, _) => self.list((place.get)(of), Self::properties::<Component>),
            Field::Scintillation(place) => self.list((place.get)(of), Self::properties::<Scintillation>),
        }
    }

    fn mesh(&mut self, mesh: &Mesh) {
        self.u64(mesh.vertices.len() as u64);
        self.many(mesh.vertices.as_flattened(), |x| (x + 0.0).to_le_bytes()); // no -0
        self.u64(mesh.triangles.len() as u64);
        self.many(mesh.triangles.as_flattened(), |vertex| vertex.to_le_bytes());
        for values in [&mesh.inner_material, &mesh.outer_material, &mesh.surface] {
            self.per_triangle(values, mesh.triangles.len());
        }
    }

    fn per_triangle(&mut self, values: &PerTriangle, count: usize) {
        match values.uniform() {
            _ if count == 0 => self.u64(0),
            Some(value) => {
                self.u64(1);
                self.u32s([value]);
            }
            None => {
                self.u64(count as u64);
                self.u32s((0..count).map(|i| values.get(i)));
            }
        }
    }

    fn instance(&mut self, instance: &Instance) {
        self.f32s(&instance.rotation);
        self.f32s(&instance.translation);
        self.u32s([instance.mesh, instance.channel as u32]);
    }

    fn wire_plane(&mut self, plane: &WirePlane) {
        for vector in [&plane.origin, &plane.u, &plane.v] {
            self.f64s(vector);
        }
        self.f64s([&plane.pitch, &plane.radius, &plane.u_min, &plane.u_max, &plane.v0]);
        self.u32s([plane.k_min as u32, plane.k_max as u32]);
        self.u32s([plane.first_channel as u32, plane.channel_stride as u32]);
    }
}

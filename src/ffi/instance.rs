//! Placed meshes and wire planes of a geometry.

use super::arguments::{self, Config};
use super::geometry::chroma2_geometry;
use super::guard::guard;
use super::handle;
use super::mesh::surface;
use super::status::chroma2_status;
use super::strided;
use crate::geometry::{BorderSurface, Instance, WirePlane};
use crate::{Error, Result};

/// Placed meshes as a structure of arrays of `count` entries: point = rotation * vertex +
/// translation. All arrays are copied. Arrays of double begin at multiples of 8, the others at multiples of
/// 4, and so do entries. A geometry has at most 2^31 - 1 instances.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct chroma2_instances {
    /// sizeof(chroma2_instances).
    pub struct_size: usize,
    pub count: u64,
    /// Index of the mesh of each; NULL: `mesh` for all.
    pub meshes: *const u32,
    /// Nine numbers of each, row by row: orthonormal within 1e-4 (then made exactly so), without
    /// reflection. NULL: no rotation.
    pub rotations: *const f64,
    /// Bytes from rotation to rotation; 0: 72.
    pub rotation_stride: usize,
    /// x, y, z of each, mm, of magnitude 10^7 at most. NULL: no translation.
    pub translations: *const f64,
    /// Bytes from translation to translation; 0: 24.
    pub translation_stride: usize,
    /// Channel that each one's detected photons count for, 0 or more; -1: none. NULL: none has one. Several
    /// may have one channel.
    pub channels: *const i32,
    /// Index of the mesh of all.
    pub mesh: u32,
    /// 0.
    pub reserved: u32,
    /// Of two that touch or overlap, the one of higher priority counts where both are, of one priority the one of smaller
    /// volume. NULL: 0 for all.
    pub priorities: *const u32,
}

// SAFETY: pointers and numbers without padding, struct_size first.
unsafe impl Config for chroma2_instances {
    const NAME: &'static str = "chroma2_instances";
    const RESERVED: &'static [usize] = &[std::mem::offset_of!(Self, reserved)];
}

/// Parallel wires: cylinders along u, at v0 + k * pitch along v from the origin, for every integer k
/// for which that lies within [v_min, v_max]; an end within rounding of a wire is taken to lie on it.
/// They are met analytically, as tubes that are open at both ends. Lengths in mm, of magnitude 10^7 at most.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct chroma2_wire_plane {
    /// sizeof(chroma2_wire_plane).
    pub struct_size: usize,
    pub origin: [f64; 3],
    /// Direction of the wires, a unit vector; u and v are orthonormal within 1e-4, and then made exactly so.
    pub u: [f64; 3],
    /// Direction from wire to wire, a unit vector across u.
    pub v: [f64; 3],
    /// From axis to axis; more than two radii.
    pub pitch: f64,
    /// 1e-6 or more.
    pub radius: f64,
    /// Where wires begin and end along u from the origin, the same for all; u_max is above u_min.
    pub u_min: f64,
    pub u_max: f64,
    /// Where axes of wires may lie along v from the origin, both ends included: at least one must. The same
    /// number twice is one wire there.
    pub v_min: f64,
    pub v_max: f64,
    /// Where wire k = 0 lies along v, or would lie.
    pub v0: f64,
    pub inner_material: u32,
    pub outer_material: u32,
    /// 1: the wires have `surface`; 0: they are bare.
    pub has_surface: u32,
    pub surface: u32,
    /// 1: the wires count for channels: first_channel for that of lowest v, and channel_stride more
    /// for every further one.
    pub has_channels: u32,
    pub first_channel: i32,
    pub channel_stride: i32,
    /// 0.
    pub reserved: u32,
}

// SAFETY: numbers without padding, struct_size first.
unsafe impl Config for chroma2_wire_plane {
    const NAME: &'static str = "chroma2_wire_plane";
    const RESERVED: &'static [usize] = &[std::mem::offset_of!(Self, reserved)];
}

/// Copies an array that may be left out.
///
/// # Safety
/// `pointer` is NULL or points to that many readable entries.
unsafe fn optional<T: Copy, const N: usize>(
    pointer: *const T,
    stride: usize,
    count: u64,
    what: &str,
) -> Result<Option<Vec<[T; N]>>> {
    if pointer.is_null() {
        return Ok(None);
    }
    // SAFETY: the same condition.
    unsafe { strided::copy(pointer, stride, count, what) }.map(Some)
}

/// Places many meshes and writes the index of the first one to *first (may be NULL); the others
/// follow. All or none are added. One thread at a time.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_geometry_add_instances(
    geometry: *mut chroma2_geometry,
    instances: *const chroma2_instances,
    first: *mut u32,
) -> chroma2_status {
    guard(|| {
        let geometry = handle::get(geometry.cast_const(), "geometry")?;
        arguments::aligned(instances, "instances")?;
        // SAFETY: the caller guarantees `instances` and its arrays.
        let (c, meshes, rotations, translations, channels, priorities) = unsafe {
            let c = arguments::config(instances, "instances")?;
            arguments::limit(c.count, arguments::MOST, "instances->count")?;
            (
                c,
                optional::<_, 1>(c.meshes, 0, c.count, "instances->meshes")?,
                optional(c.rotations, c.rotation_stride, c.count, "instances->rotations")?,
                optional(c.translations, c.translation_stride, c.count, "instances->translations")?,
                optional::<_, 1>(c.channels, 0, c.count, "instances->channels")?,
                optional::<_, 1>(c.priorities, 0, c.count, "instances->priorities")?,
            )
        };
        if !first.is_null() {
            arguments::aligned(first.cast_const(), "first")?;
        }
        if meshes.is_some() {
            arguments::unused(c.mesh, "instances->mesh", "each has its own in meshes")?;
        }
        let plain = Instance::of(c.mesh);
        let mut made = crate::memory::room(c.count as usize, "instances")?;
        made.extend((0..c.count as usize).map(|i| Instance {
            mesh: meshes.as_ref().map_or(plain.mesh, |meshes| meshes[i][0]),
            rotation: rotations.as_ref().map_or(plain.rotation, |rotations| rotations[i]),
            translation: translations.as_ref().map_or(plain.translation, |translations| translations[i]),
            channel: channels.as_ref().map_or(plain.channel, |channels| channels[i][0]),
            priority: priorities.as_ref().map_or(plain.priority, |priorities| priorities[i][0]),
        }));
        let index = geometry.edit(|model| model.add_instances(made))?;
        if first.is_null() {
            return Ok(());
        }
        // SAFETY: the caller guarantees `first`.
        unsafe { arguments::write(first, index, "first") }
    })
}

/// Places a mesh and writes the instance's index to *instance (may be NULL). `rotation` has nine
/// numbers, row by row (NULL: none), `translation` three, in mm (NULL: none); `channel` is -1 for
/// none. One thread at a time.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_geometry_add_instance(
    geometry: *mut chroma2_geometry,
    mesh: u32,
    rotation: *const f64,
    translation: *const f64,
    channel: i32,
    instance: *mut u32,
) -> chroma2_status {
    guard(|| {
        let geometry = handle::get(geometry.cast_const(), "geometry")?;
        let mut made = Instance { mesh, channel, ..Instance::default() };
        // SAFETY: the caller guarantees the arrays.
        unsafe {
            if !rotation.is_null() {
                made.rotation.copy_from_slice(arguments::slice(rotation, 9, "rotation")?);
            }
            if !translation.is_null() {
                made.translation.copy_from_slice(arguments::slice(translation, 3, "translation")?);
            }
        }
        if !instance.is_null() {
            arguments::aligned(instance.cast_const(), "instance")?;
        }
        let index = geometry.edit(|model| model.add_instance(made))?;
        if instance.is_null() {
            return Ok(());
        }
        // SAFETY: the caller guarantees `instance`.
        unsafe { arguments::write(instance, index, "instance") }
    })
}

/// Adds a surface for light that goes from instance `from` into instance `into`, where they touch or one is right
/// within the other; CHROMA2_NONE stands for what is in no instance. It comes before what surfaces the triangles there
/// have, for this order of the two alone, and what is met is a triangle of `into` where that has one there, else of
/// `from`. Both need to be closed meshes of one inner material, with normals outward, and a pair has one such surface;
/// the commit checks that, and warns in the log where the two do not meet. One thread at a time.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_geometry_add_border_surface(
    geometry: *mut chroma2_geometry,
    from: u32,
    into: u32,
    surface: u32,
) -> chroma2_status {
    guard(|| {
        let geometry = handle::get(geometry.cast_const(), "geometry")?;
        geometry.edit(|model| model.add_border_surface(BorderSurface { from, into, surface }).map(drop))
    })
}

/// As chroma2_geometry_add_border_surface for light that goes from any instance of mesh `from` into any one of mesh `into`
/// with which it has a face in common; CHROMA2_NONE stands for what is in no instance. Both may be the same mesh. The
/// commit finds the pairs of instances; one that has a border surface of its own keeps that. One thread at a time.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_geometry_add_mesh_border_surface(
    geometry: *mut chroma2_geometry,
    from: u32,
    into: u32,
    surface: u32,
) -> chroma2_status {
    guard(|| {
        let geometry = handle::get(geometry.cast_const(), "geometry")?;
        let border = BorderSurface { from, into, surface };
        geometry.edit(|model| model.add_mesh_border_surface(border).map(drop))
    })
}

/// Adds a plane of wires and writes its index to *plane (may be NULL). One thread at a time.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_geometry_add_wire_plane(
    geometry: *mut chroma2_geometry,
    config: *const chroma2_wire_plane,
    plane: *mut u32,
) -> chroma2_status {
    guard(|| {
        let geometry = handle::get(geometry.cast_const(), "geometry")?;
        // SAFETY: the caller guarantees `config`.
        let c = unsafe { arguments::config(config, "config") }?;
        let has_surface = arguments::switch(c.has_surface, "config->has_surface")?;
        let has_channels = arguments::switch(c.has_channels, "config->has_channels")?;
        if !has_channels {
            let why = "has_channels is 0";
            arguments::unused(c.first_channel.max(0), "config->first_channel", why)?; // -1 says the same
            arguments::unused(c.channel_stride, "config->channel_stride", why)?;
        }
        if has_channels && c.first_channel < 0 {
            return Err(Error::argument(format!(
                "config->first_channel is {}; 0 or more is allowed",
                c.first_channel
            )));
        }
        let made = WirePlane {
            origin: c.origin,
            u: c.u,
            v: c.v,
            pitch: c.pitch,
            radius: c.radius,
            u_min: c.u_min,
            u_max: c.u_max,
            v_min: c.v_min,
            v_max: c.v_max,
            v0: c.v0,
            surface: surface(has_surface, c.surface)?,
            inner_material: c.inner_material,
            outer_material: c.outer_material,
            first_channel: if has_channels { c.first_channel } else { -1 },
            channel_stride: if has_channels { c.channel_stride } else { 0 },
        };
        if !plane.is_null() {
            arguments::aligned(plane.cast_const(), "plane")?;
        }
        let index = geometry.edit(|model| model.add_wire_plane(made))?;
        if plane.is_null() {
            return Ok(());
        }
        // SAFETY: the caller guarantees `plane`.
        unsafe { arguments::write(plane, index, "plane") }
    })
}

/// Writes how many wires a plane has, to check pitch and ends with. Any thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_geometry_get_wire_count(
    geometry: *const chroma2_geometry,
    plane: u32,
    count: *mut u64,
) -> chroma2_status {
    guard(|| {
        let value = handle::get(geometry, "geometry")?.view(|model| {
            crate::geometry::index(plane, model.wire_planes.len(), "wire planes", format_args!("plane"))?;
            Ok::<_, Error>(u64::from(model.wire_planes[plane as usize].wire_count()))
        })?;
        // SAFETY: the caller guarantees `count`.
        unsafe { arguments::write(count, value, "count") }
    })
}

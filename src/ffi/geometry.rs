//! Geometries: creation, commit, and what is known about them.

use super::arguments::{self, Config};
use super::context::chroma2_context;
use super::guard::guard;
use super::handle::{self, Handle};
use super::status::chroma2_status;
use crate::Error;
use crate::geometry::{BuildOptions, CommitOptions, Geometry, Item, Model, Quality};
use crate::named::Named;
use std::ffi::c_char;

/// "No such index", "none", "nothing was hit".
pub const CHROMA2_NONE: u32 = 0xffff_ffff;
/// Set in an instance number that names a wire plane: the plane's index is in the other bits, and
/// what would be the triangle is the wire, counted from the one of lowest position along v.
pub const CHROMA2_WIRE_BIT: u32 = 0x8000_0000;

/// Trade-off between the time of a commit and that of rays and photons. Structs take it as uint32_t.
#[derive(Clone, Copy, PartialEq)]
#[repr(u32)]
pub enum chroma2_build_quality {
    /// For most uses.
    Default = 0,
    /// For geometries that change often.
    Fast = 1,
    /// For long runs.
    Best = 2,
}

impl Named for chroma2_build_quality {
    const ALL: &'static [(Self, &'static str)] =
        &[(Self::Default, "default"), (Self::Fast, "fast"), (Self::Best, "best")];

    fn number(self) -> u32 {
        self as u32
    }
}

/// Kinds of things with names. Functions take it as uint32_t.
#[derive(Clone, Copy, PartialEq)]
#[repr(u32)]
pub enum chroma2_geometry_item {
    Material = 0,
    Surface = 1,
    Mesh = 2,
}

impl Named for chroma2_geometry_item {
    const ALL: &'static [(Self, &'static str)] =
        &[(Self::Material, "material"), (Self::Surface, "surface"), (Self::Mesh, "mesh")];

    fn number(self) -> u32 {
        self as u32
    }
}

/// A detector: materials, surfaces, meshes, their instances and wire planes. It is put together,
/// committed once, and never changes after that.
pub struct chroma2_geometry {
    _private: [u8; 0],
}

impl Handle for chroma2_geometry {
    type Object = Geometry;
    const NAME: &'static str = "chroma2_geometry";
}

/// How to commit. All zero but struct_size is right for most programs.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct chroma2_commit_config {
    /// sizeof(chroma2_commit_config).
    pub struct_size: usize,
    /// A chroma2_build_quality.
    pub quality: u32,
    /// 1: look for what seems wrong in meshes and in how their instances lie, for
    /// chroma2_geometry_get_report and the log. Takes longer than the commit itself only
    /// where very many instances touch. It is done anew by each commit: tree_cache keeps nothing of it.
    pub check: u32,
    /// The check takes vertices of open edges that are at most so far apart, in mm, as one vertex, and its
    /// report says what that changes. 0: none. Only with `check`.
    pub weld_tolerance: f64,
    /// Folder that built trees are kept in, and nothing else, one file for each geometry and way to build; it
    /// is made where it is missing. A commit of a geometry that is there reads the file and builds nothing; a
    /// file that is damaged or of another version is replaced. Where the folder cannot be used the log
    /// warns, trees are built and the commit succeeds. Any number of processes may share it, and only
    /// those who may change the program's answers should be able to write to it. Files are never
    /// removed. The text is read during the call. NULL: none.
    pub tree_cache: *const c_char,
}

// SAFETY: a pointer and numbers without padding, struct_size first.
unsafe impl Config for chroma2_commit_config {
    const NAME: &'static str = "chroma2_commit_config";
}

/// What a geometry has. The box is one of 0 to 0 where it is empty.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct chroma2_geometry_info {
    /// sizeof(chroma2_geometry_info).
    pub struct_size: usize,
    pub material_count: u64,
    pub surface_count: u64,
    pub mesh_count: u64,
    pub instance_count: u64,
    pub wire_plane_count: u64,
    /// Triangles of all instances together.
    pub triangle_count: u64,
    /// 1 after the commit. The fields after it are 0 before.
    pub is_committed: u32,
    /// 0.
    pub reserved: u32,
    /// One more than the largest channel; 0: nothing has a channel.
    pub channel_count: u64,
    /// Bytes of host memory.
    pub memory: u64,
    /// Seconds that the commit took.
    pub commit_seconds: f64,
    /// Corner of lowest coordinates of a box around everything, mm.
    pub lower: [f32; 3],
    /// Corner of highest coordinates, mm.
    pub upper: [f32; 3],
}

// SAFETY: plain numbers without padding, struct_size first.
unsafe impl Config for chroma2_geometry_info {
    const NAME: &'static str = "chroma2_geometry_info";
}

/// Makes an empty geometry. It uses the threads of `context`, and keeps it alive. The caller owns
/// *geometry, to be given to chroma2_geometry_destroy. Any thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_geometry_create(
    context: *const chroma2_context,
    geometry: *mut *mut chroma2_geometry,
) -> chroma2_status {
    guard(|| {
        arguments::aligned(geometry.cast_const(), "geometry")?;
        let context = handle::get(context, "context")?;
        let made = handle::insert(Geometry::new(context, Model::new()).into())?;
        // SAFETY: the caller guarantees `geometry`.
        unsafe { arguments::write(geometry, made, "geometry") }
    })
}

/// Gives a geometry up; NULL is fine. Sessions keep it alive as long as they need it. Any thread.
#[unsafe(no_mangle)]
pub extern "C" fn chroma2_geometry_destroy(geometry: *mut chroma2_geometry) -> chroma2_status {
    guard(|| handle::release(geometry, "geometry").map(drop))
}

/// Checks a geometry as a whole and freezes it; from then on it cannot be changed, and sessions and
/// ray queries can use it. `config` may be NULL. Fails as an invalid argument for what does not fit
/// together (the message names it) and as an invalid state for a second commit; a geometry that
/// fails stays as it was. An empty geometry is fine. One thread at a time.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_geometry_commit(
    geometry: *mut chroma2_geometry,
    config: *const chroma2_commit_config,
) -> chroma2_status {
    guard(|| {
        let geometry = handle::get(geometry.cast_const(), "geometry")?;
        // SAFETY: the caller guarantees `config`.
        let config = unsafe { arguments::config(config, "config") }?;
        let quality = match chroma2_build_quality::from_number(config.quality, "config->quality")? {
            chroma2_build_quality::Default => Quality::Default,
            chroma2_build_quality::Fast => Quality::Fast,
            chroma2_build_quality::Best => Quality::Best,
        };
        let build = BuildOptions { quality, ..BuildOptions::default() };
        let check = arguments::switch(config.check, "config->check")?;
        let weld_tolerance = config.weld_tolerance;
        let tree_cache = match config.tree_cache {
            text if text.is_null() => None,
            // SAFETY: the caller guarantees it.
            text => Some(unsafe { arguments::path(text, "config->tree_cache") }?),
        };
        let options = CommitOptions { build, check, weld_tolerance, tree_cache, ..CommitOptions::default() };
        geometry.commit(&options).map(drop)
    })
}

/// Writes what a geometry has; info->struct_size must be set. Any thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_geometry_get_info(
    geometry: *const chroma2_geometry,
    info: *mut chroma2_geometry_info,
) -> chroma2_status {
    guard(|| {
        let geometry = handle::get(geometry, "geometry")?;
        let value = describe(&geometry);
        // SAFETY: the caller guarantees `info`.
        unsafe { arguments::write_struct(info, &value, "info") }
    })
}

fn describe(geometry: &Geometry) -> chroma2_geometry_info {
    let model = geometry.model();
    let committed = geometry.committed().ok();
    let (lower, upper) = committed.as_ref().map_or(([0.0; 3], [0.0; 3]), |committed| committed.bounds());
    chroma2_geometry_info {
        struct_size: 0,
        material_count: model.materials.len() as u64,
        surface_count: model.surfaces.len() as u64,
        mesh_count: model.meshes.len() as u64,
        instance_count: model.instances.len() as u64,
        wire_plane_count: model.wire_planes.len() as u64,
        triangle_count: model.triangle_count(),
        is_committed: u32::from(committed.is_some()),
        reserved: 0,
        channel_count: committed.as_ref().map_or(0, |committed| committed.channel_count().into()),
        memory: committed.as_ref().map_or(0, |committed| committed.memory() as u64),
        commit_seconds: committed.as_ref().map_or(0.0, |committed| committed.seconds()),
        lower,
        upper,
    }
}

/// Writes the SHA-256 digest of all that decides results: the same for the same geometry in every
/// version of this library, whatever names things have. `digest` has room for 32 bytes. Fails as an
/// invalid state before the commit. Any thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_geometry_get_digest(
    geometry: *const chroma2_geometry,
    digest: *mut u8,
) -> chroma2_status {
    guard(|| {
        let value = handle::get(geometry, "geometry")?.committed()?.digest();
        // SAFETY: the caller guarantees `digest`.
        unsafe { arguments::slice_mut(digest, 32, "digest") }?.copy_from_slice(&value);
        Ok(())
    })
}

/// Writes the channel of what a photon or ray hit: `instance` and `triangle` as in hits. -1: it has
/// none, or does not exist. Fails as an invalid state before the commit. Any thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_geometry_get_channel(
    geometry: *const chroma2_geometry,
    instance: u32,
    triangle: u32,
    channel: *mut i32,
) -> chroma2_status {
    guard(|| {
        let value = handle::get(geometry, "geometry")?.committed()?.channel(instance, triangle);
        // SAFETY: the caller guarantees `channel`.
        unsafe { arguments::write(channel, value, "channel") }
    })
}

/// Writes the index of the first thing of a name; `item` is a chroma2_geometry_item. Fails as an
/// invalid argument where there is none. Any thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_geometry_find(
    geometry: *const chroma2_geometry,
    item: u32,
    name: *const c_char,
    index: *mut u32,
) -> chroma2_status {
    guard(|| {
        let geometry = handle::get(geometry, "geometry")?;
        // SAFETY: the caller guarantees `name`.
        let name = unsafe { arguments::text(name, "name") }?.unwrap_or("");
        let kind = chroma2_geometry_item::from_number(item, "item")?;
        let item = match kind {
            chroma2_geometry_item::Material => Item::Material,
            chroma2_geometry_item::Surface => Item::Surface,
            chroma2_geometry_item::Mesh => Item::Mesh,
        };
        let found = geometry
            .find(item, name)
            .ok_or_else(|| Error::argument(format!("name: no {} is named \"{name}\"", kind.name())))?;
        // SAFETY: the caller guarantees `index`.
        unsafe { arguments::write(index, found, "index") }
    })
}

/// Copies the name of a thing; `item` is a chroma2_geometry_item. Writes at most `capacity` bytes,
/// NUL-terminated, to `name` (may be NULL if `capacity` is 0), and the length of the whole name,
/// without the NUL, to `length` (may be NULL). Any thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_geometry_get_name(
    geometry: *const chroma2_geometry,
    item: u32,
    index: u32,
    name: *mut c_char,
    capacity: usize,
    length: *mut usize,
) -> chroma2_status {
    guard(|| {
        let geometry = handle::get(geometry, "geometry")?;
        // SAFETY: the caller guarantees `name`.
        let out = unsafe { arguments::slice_mut(name, capacity as u64, "name") }?;
        let item = chroma2_geometry_item::from_number(item, "item")?;
        let text = geometry.view(|model| {
            let i = index as usize;
            let (text, count) = match item {
                chroma2_geometry_item::Material => {
                    (model.materials.get(i).map(|one| one.name.clone()), model.materials.len())
                }
                chroma2_geometry_item::Surface => {
                    (model.surfaces.get(i).map(|one| one.name.clone()), model.surfaces.len())
                }
                chroma2_geometry_item::Mesh => {
                    (model.meshes.get(i).map(|one| one.name.clone()), model.meshes.len())
                }
            };
            text.ok_or_else(|| Error::argument(format!("index is {index}, but there are {count}")))
        })?;
        if !length.is_null() {
            // SAFETY: the caller guarantees `length`.
            unsafe { arguments::write(length, text.len(), "length") }?;
        }
        if let Some(room) = out.len().checked_sub(1) {
            let mut end = room.min(text.len());
            while !text.is_char_boundary(end) {
                end -= 1; // whole letters only
            }
            out.iter_mut().zip(text[..end].bytes()).for_each(|(to, byte)| *to = byte as c_char);
            out[end] = 0;
        }
        Ok(())
    })
}

//! Detectors from GDML files.

use super::arguments::{self, Config};
use super::context::chroma2_context;
use super::geometry::chroma2_geometry;
use super::guard::guard;
use super::handle;
use super::status::chroma2_status;
use crate::geometry::gdml::{self, Detection, Options, Origin};
use crate::geometry::{Geometry, LARGEST_COORDINATE};
use crate::named::Named;
use crate::{Error, Result};
use std::ffi::c_char;

/// Gaps that are looked for where the caller does not say.
const GAP: f64 = 1e-3;

/// What counts as a detection in a GDML file; functions take it as uint32_t.
#[repr(u32)]
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum chroma2_gdml_detection {
    /// As the file says, where it has surfaces with EFFICIENCY or auxiliary tags SensDet, but not both: then it must be said.
    File = 0,
    /// EFFICIENCY of surfaces is the share of what they absorb that is detected (Geant4's boundary status Detection; Opticks).
    Surface = 1,
    /// That, and all light that enters a volume with the tag SensDet, past the reflection at its boundary (Geant4's
    /// sensitive detectors; LArSoft).
    Sensitive = 2,
    /// Light that enters a volume with that tag; EFFICIENCY has no meaning (Celeritas).
    Entered = 3,
    /// Nothing.
    None = 4,
}

/// How a GDML file is read. All zero but struct_size is allowed, as is NULL in its place.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct chroma2_gdml_config {
    /// sizeof(chroma2_gdml_config).
    pub struct_size: usize,
    /// Largest distance in mm of meshes from the surfaces of curved solids, at most 10^7; 0: 0.05.
    pub chord: f64,
    /// What the file sets, that is not simulated and may be left out: `ignore_count` texts, each PROPERTY (of materials, and of
    /// surfaces as far as it is not simulated there), OBJECT.PROPERTY or the name of an optical surface. NULL: nothing.
    pub ignore: *const *const c_char,
    pub ignore_count: u64,
    /// Which placements have channels: `channel_count` rules, in the order of channels. A rule is a pattern, with * for any
    /// text and ? for any character, of paths ("/world:0/tank:0/tube*", see chroma2_geometry_get_placement_path), of names of logical
    /// volumes ("volume:PMT*") or of sensitive detectors ("sensdet:PMT"); placements get the next numbers in their order, or
    /// with "=copy" behind the pattern their copy number, with "=copy:1" that of their mother, and so on. NULL: all that
    /// detect have one, in their order.
    pub channels: *const *const c_char,
    pub channel_count: u64,
    /// A chroma2_gdml_detection.
    pub detection: u32,
    /// 1: radii of curved solids are such that volumes stay, the surface lying on both sides of them; 0: vertices lie on the
    /// surface.
    pub keep_volume: u32,
    /// 1: files that it includes may lie outside of its folder.
    pub outside_files: u32,
    /// 1: wavelength shifters emit with an exponential delay of their time constant; 0: after that time exactly, which is
    /// Geant4's default.
    pub exponential_shifters: u32,
}

// SAFETY: pointers and numbers without padding, struct_size first.
unsafe impl Config for chroma2_gdml_config {
    const NAME: &'static str = "chroma2_gdml_config";
}

/// A placed volume of a file.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct chroma2_gdml_placement {
    /// sizeof(chroma2_gdml_placement).
    pub struct_size: usize,
    /// Of the origin of its frame, mm.
    pub position: [f64; 3],
    /// Of the z axis of its frame.
    pub direction: [f64; 3],
    /// Copy number of its physical volume.
    pub copy: i64,
    /// Instance that it is in; CHROMA2_NONE: it is the world.
    pub mother: u32,
    /// How many volumes it is in.
    pub depth: u32,
    /// Its mesh, whose name is that of the logical volume (chroma2_geometry_get_name).
    pub mesh: u32,
    /// -1: none.
    pub channel: i32,
}

// SAFETY: numbers without padding, struct_size first.
unsafe impl Config for chroma2_gdml_placement {
    const NAME: &'static str = "chroma2_gdml_placement";
}

/// Texts of an array.
///
/// # Safety
/// `pointer` is NULL or points to that many pointers, each to a NUL-terminated text.
unsafe fn texts(
    pointer: *const *const c_char,
    (count, counted): (u64, &str),
    name: &str,
) -> Result<Vec<String>> {
    if pointer.is_null() {
        arguments::unused(count, counted, &format!("{name} is NULL"))?;
        return Ok(Vec::new());
    }
    // SAFETY: the same condition.
    let list = unsafe { arguments::slice(pointer, count, name) }?;
    let each = |(i, text): (usize, &*const c_char)| {
        let what = format!("{name}[{i}]");
        // SAFETY: the same condition.
        let text = unsafe { arguments::text(*text, &what) }?;
        text.map(str::to_owned).ok_or_else(|| Error::argument(format!("{what} is NULL; a text is needed")))
    };
    list.iter().enumerate().map(each).collect()
}

/// # Safety
/// `config` is NULL or points to a live struct with live texts.
unsafe fn options(config: *const chroma2_gdml_config) -> Result<Options> {
    let mut options = Options::default();
    if config.is_null() {
        return Ok(options);
    }
    arguments::aligned(config, "config")?;
    // SAFETY: the caller's.
    let c = unsafe { arguments::config(config, "config") }?;
    if !(0.0..=LARGEST_COORDINATE).contains(&c.chord) {
        let (chord, limit) = (c.chord, LARGEST_COORDINATE);
        return Err(Error::argument(format!("config->chord is {chord:?} mm; 0 to {limit:e} is allowed")));
    }
    if c.chord != 0.0 {
        options.tessellation.chord = c.chord;
    }
    options.tessellation.keep_volume = arguments::switch(c.keep_volume, "config->keep_volume")?;
    options.outside = arguments::switch(c.outside_files, "config->outside_files")?;
    options.exponential_shifters = arguments::switch(c.exponential_shifters, "config->exponential_shifters")?;
    options.detection = match c.detection {
        0 => None,
        number => {
            Some(Detection::from_number_beside(number, "config->detection", &[(0, "what the file has")])?)
        }
    };
    // SAFETY: the caller's.
    unsafe {
        options.ignore = texts(c.ignore, (c.ignore_count, "config->ignore_count"), "config->ignore")?;
        options.channels = texts(c.channels, (c.channel_count, "config->channel_count"), "config->channels")?;
    }
    Ok(options)
}

/// Makes a geometry from a GDML file (docs/gdml.md says what of it is read): each logical volume's solid a mesh, each placement
/// an instance, in the order of chroma2_geometry_get_placement. It is not committed, so that it can be changed first, and
/// chroma2_geometry_save writes it as a scene file. The caller owns *geometry, to be given to chroma2_geometry_destroy. Fails as
/// an input or output error where a file can't be read, as a format error where its content is wrong or sets what is not
/// simulated; the message names file, line and object. Any thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_geometry_load_gdml(
    context: *const chroma2_context,
    path: *const c_char,
    config: *const chroma2_gdml_config,
    geometry: *mut *mut chroma2_geometry,
) -> chroma2_status {
    guard(|| {
        arguments::aligned(geometry.cast_const(), "geometry")?;
        let context = handle::get(context, "context")?;
        // SAFETY: the caller guarantees `path` and `config`.
        let (path, options) = unsafe { (arguments::path(path, "path")?, options(config)?) };
        let loaded = gdml::load(path, &options)?;
        loaded.origin.notes.iter().for_each(|note| log::info!("{}: {note}", path.display()));
        let made = handle::insert(Geometry::placed(context, loaded.model, loaded.origin).into())?;
        // SAFETY: the caller guarantees `geometry`.
        unsafe { arguments::write(geometry, made, "geometry") }
    })
}

fn origin(geometry: &Geometry) -> Result<&Origin> {
    geometry.origin().ok_or_else(|| {
        Error::InvalidState("geometry: was not loaded from a GDML file, so that it has no placements".into())
    })
}

/// Tells how many placements a geometry of a GDML file has; they are its first instances, with the same numbers. Fails as an
/// invalid state where it was not loaded from one. Any thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_geometry_get_placement_count(
    geometry: *const chroma2_geometry,
    count: *mut u64,
) -> chroma2_status {
    guard(|| {
        let geometry = handle::get(geometry, "geometry")?;
        let number = origin(&geometry)?.placements.all.len() as u64;
        // SAFETY: the caller guarantees `count`.
        unsafe { arguments::write(count, number, "count") }
    })
}

/// The placement of an instance, where it is now. Fails as chroma2_geometry_get_placement_count, and as an invalid argument
/// where there is none of that number. Any thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_geometry_get_placement(
    geometry: *const chroma2_geometry,
    instance: u32,
    placement: *mut chroma2_gdml_placement,
) -> chroma2_status {
    guard(|| {
        let geometry = handle::get(geometry, "geometry")?;
        let of = placed(origin(&geometry)?, instance)?;
        let instances = geometry.model();
        let at = &instances.instances[instance as usize];
        let r = &at.rotation;
        let value = chroma2_gdml_placement {
            struct_size: size_of::<chroma2_gdml_placement>(),
            position: at.translation,
            direction: [r[2], r[5], r[8]],
            copy: of.copy,
            mother: of.mother,
            depth: of.depth,
            mesh: at.mesh,
            channel: at.channel,
        };
        // SAFETY: the caller guarantees `placement`.
        unsafe { arguments::write_struct(placement, &value, "placement") }
    })
}

fn placed(origin: &Origin, instance: u32) -> Result<&gdml::Placement> {
    let all = &origin.placements.all;
    all.get(instance as usize).ok_or_else(|| {
        Error::argument(format!("instance is {instance}; there are placements 0 to {}", all.len() - 1))
    })
}

/// Writes the path of a placement, physical volumes with their copy numbers from the world on, as
/// "/world:0/tank:0/tube:17", NUL-terminated, and to *needed how many bytes that takes, the NUL included. With `buffer` NULL it
/// only tells these. Fails as chroma2_geometry_get_placement, and as an invalid argument where `size`, the bytes of `buffer`, is
/// less. Any thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_geometry_get_placement_path(
    geometry: *const chroma2_geometry,
    instance: u32,
    buffer: *mut c_char,
    size: u64,
    needed: *mut u64,
) -> chroma2_status {
    guard(|| {
        let geometry = handle::get(geometry, "geometry")?;
        let origin = origin(&geometry)?;
        placed(origin, instance)?;
        let path = origin.placements.path(instance);
        // SAFETY: the caller guarantees `size` bytes and `needed`.
        unsafe { arguments::write_text(&path, buffer, size, needed) }
    })
}

/// Finds the placement of a path as chroma2_geometry_get_placement_path gives it; copy numbers may be left out where there is
/// one only. Fails as an invalid argument where there is none, or are several. Any thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_geometry_find_placement(
    geometry: *const chroma2_geometry,
    path: *const c_char,
    instance: *mut u32,
) -> chroma2_status {
    guard(|| {
        let geometry = handle::get(geometry, "geometry")?;
        // SAFETY: the caller guarantees `path`.
        let path = unsafe { arguments::text(path, "path") }?
            .ok_or_else(|| Error::argument("path is NULL; a path is needed"))?;
        let found = match origin(&geometry)?.placements.find(path)[..] {
            [one] => one,
            [] => return Err(Error::argument(format!("path: there is no placement \"{path}\""))),
            ref several => {
                let all = &origin(&geometry)?.placements;
                return Err(Error::argument(format!(
                    "path: \"{path}\" is any of {} placements, the first two \"{}\" and \"{}\"",
                    several.len(),
                    all.path(several[0]),
                    all.path(several[1])
                )));
            }
        };
        // SAFETY: the caller guarantees `instance`.
        unsafe { arguments::write(instance, found, "instance") }
    })
}

/// Writes what a user should know of the file: one line a sentence, as to which materials stop light because they have no
/// refractive index; NUL-terminated. `buffer`, `size` and `needed` as for chroma2_geometry_get_placement_path. Any thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_geometry_get_notes(
    geometry: *const chroma2_geometry,
    buffer: *mut c_char,
    size: u64,
    needed: *mut u64,
) -> chroma2_status {
    guard(|| {
        let geometry = handle::get(geometry, "geometry")?;
        let notes = origin(&geometry)?.notes.join("\n");
        // SAFETY: the caller guarantees `size` bytes and `needed`.
        unsafe { arguments::write_text(&notes, buffer, size, needed) }
    })
}

/// Looks at how the placements of a committed geometry lie: parts that stick out of their mother, volumes that share space though
/// neither is in the other, and gaps of less than `gap` mm (0: 0.001) between faces; by the middles of facets all over. Writes
/// one line each, with numbers, paths and mm, "" where nothing is wrong; NUL-terminated. `buffer`, `size` and `needed` as for
/// chroma2_geometry_get_placement_path. Takes seconds for 100,000 placements. Fails as
/// chroma2_geometry_get_placement_count, and as an invalid state before the commit. Any thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_geometry_check_placements(
    geometry: *const chroma2_geometry,
    gap: f64,
    buffer: *mut c_char,
    size: u64,
    needed: *mut u64,
) -> chroma2_status {
    guard(|| {
        let geometry = handle::get(geometry, "geometry")?;
        if !(0.0..=LARGEST_COORDINATE).contains(&gap) {
            let limit = LARGEST_COORDINATE;
            return Err(Error::argument(format!("gap is {gap} mm; 0 to {limit:e} is allowed")));
        }
        let gap = if gap == 0.0 { GAP } else { gap };
        let (origin, committed) = (origin(&geometry)?, geometry.committed()?);
        let lines = geometry.context().install(|| gdml::check(&committed, origin, gap))?;
        // SAFETY: the caller guarantees `size` bytes and `needed`.
        unsafe { arguments::write_text(&lines.join("\n"), buffer, size, needed) }
    })
}

//! Revisions: a committed geometry that is changed between events.

use super::arguments;
use super::geometry::chroma2_geometry;
use super::guard::guard;
use super::handle;
use super::instance::chroma2_instances;
use super::status::chroma2_status;
use super::strided;
use crate::Error;
use crate::geometry::{Instance, Moves};

/// Makes a geometry that is the same as a committed one, and can be changed: instances moved, channels and properties set
/// again, components and angles replaced, things added. Its commit takes over what has not changed: the meshes with
/// their trees in any case, so that it costs far less than that of a new geometry (its `quality` is that of the tree over
/// the instances, and it uses no `tree_cache`). Only where meshes are added it is one from nothing. Results and digest
/// are those of a geometry made so from the start. Numbers stay what they are. The committed one stays as it is, with
/// its sessions and events, and may be destroyed at any time. The caller owns *revision, to be given to
/// chroma2_geometry_destroy. Invalid state where `geometry` is not committed. Any thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_geometry_revise(
    geometry: *const chroma2_geometry,
    revision: *mut *mut chroma2_geometry,
) -> chroma2_status {
    guard(|| {
        arguments::aligned(revision.cast_const(), "revision")?;
        let made = handle::get(geometry, "geometry")?.revise()?;
        let made = handle::insert(made.into())?;
        // SAFETY: the caller guarantees `revision`.
        unsafe { arguments::write(revision, made, "revision") }
    })
}

/// Moves an instance: `rotation` has nine numbers, row by row (NULL: that stays), `translation` three, in mm (NULL: that
/// stays), as for chroma2_geometry_add_instance. One thread at a time.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_geometry_move_instance(
    geometry: *mut chroma2_geometry,
    instance: u32,
    rotation: *const f64,
    translation: *const f64,
) -> chroma2_status {
    guard(|| {
        let geometry = handle::get(geometry.cast_const(), "geometry")?;
        geometry.edit(|model| {
            crate::geometry::index(instance, model.instances.len(), "instances", format_args!("instance"))?;
            let Instance { rotation: mut r, translation: mut t, .. } = model.instances[instance as usize];
            // SAFETY: the caller guarantees the arrays.
            unsafe {
                if !rotation.is_null() {
                    r.copy_from_slice(arguments::slice(rotation, 9, "rotation")?);
                }
                if !translation.is_null() {
                    t.copy_from_slice(arguments::slice(translation, 3, "translation")?);
                }
            }
            let (rotations, translations) = (Some(vec![r]), Some(vec![t]));
            model.move_instances(&Moves { instances: vec![instance], rotations, translations })
        })
    })
}

/// Moves many instances: instances[k] to the k-th of placements->rotations (NULL: these stay) and
/// placements->translations (NULL: these stay); `instances` has placements->count entries, and placements->meshes and
/// channels must be NULL. Of an instance that is named twice the last placement counts. All or none are moved. One thread
/// at a time.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_geometry_move_instances(
    geometry: *mut chroma2_geometry,
    instances: *const u32,
    placements: *const chroma2_instances,
) -> chroma2_status {
    guard(|| {
        let geometry = handle::get(geometry.cast_const(), "geometry")?;
        arguments::aligned(placements, "placements")?;
        // SAFETY: the caller guarantees `placements`.
        let c = unsafe { arguments::config(placements, "placements") }?;
        arguments::limit(c.count, arguments::MOST, "placements->count")?;
        let names = ["meshes", "channels", "priorities"];
        for (given, name) in
            [!c.meshes.is_null(), !c.channels.is_null(), !c.priorities.is_null()].into_iter().zip(names)
        {
            if given {
                return Err(Error::argument(format!(
                    "placements->{name} are given, but instances that are moved keep theirs; NULL is allowed"
                )));
            }
        }
        arguments::unused(c.mesh, "placements->mesh", "instances that are moved keep theirs")?;
        // SAFETY: the caller guarantees the arrays.
        let moves = unsafe {
            let placed = |pointer: *const f64| !pointer.is_null();
            Moves {
                instances: crate::memory::copied(
                    arguments::slice(instances, c.count, "instances")?,
                    "instances",
                )?,
                rotations: placed(c.rotations)
                    .then(|| strided::copy(c.rotations, c.rotation_stride, c.count, "placements->rotations"))
                    .transpose()?,
                translations: placed(c.translations)
                    .then(|| {
                        strided::copy(
                            c.translations,
                            c.translation_stride,
                            c.count,
                            "placements->translations",
                        )
                    })
                    .transpose()?,
            }
        };
        geometry.edit(|model| model.move_instances(&moves))
    })
}

/// Sets the channel that an instance's detected photons count for, 0 or more; -1: none. One thread at a time.
#[unsafe(no_mangle)]
pub extern "C" fn chroma2_geometry_set_channel(
    geometry: *mut chroma2_geometry,
    instance: u32,
    channel: i32,
) -> chroma2_status {
    guard(|| {
        let geometry = handle::get(geometry.cast_const(), "geometry")?;
        geometry.edit(|model| model.set_channel(instance, channel))
    })
}

/// Takes all reemission components of a material away; chroma2_geometry_add_reemission adds others. One thread at a time.
#[unsafe(no_mangle)]
pub extern "C" fn chroma2_geometry_clear_reemission(
    geometry: *mut chroma2_geometry,
    material: u32,
) -> chroma2_status {
    guard(|| {
        let geometry = handle::get(geometry.cast_const(), "geometry")?;
        geometry.edit(|model| model.clear_components(material))
    })
}

/// Takes all scintillation components of a material away; chroma2_geometry_add_scintillation adds others. One thread at a
/// time.
#[unsafe(no_mangle)]
pub extern "C" fn chroma2_geometry_clear_scintillation(
    geometry: *mut chroma2_geometry,
    material: u32,
) -> chroma2_status {
    guard(|| {
        let geometry = handle::get(geometry.cast_const(), "geometry")?;
        geometry.edit(|model| model.clear_scintillation(material))
    })
}

/// Takes all angles of a dichroic surface away; chroma2_geometry_add_surface_dichroic_angle adds others. One thread at a
/// time.
#[unsafe(no_mangle)]
pub extern "C" fn chroma2_geometry_clear_surface_dichroic(
    geometry: *mut chroma2_geometry,
    surface: u32,
) -> chroma2_status {
    guard(|| {
        let geometry = handle::get(geometry.cast_const(), "geometry")?;
        geometry.edit(|model| model.clear_dichroic(surface))
    })
}

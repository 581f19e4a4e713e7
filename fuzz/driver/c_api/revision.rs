//! Calls that change geometries between events.

use super::build::{keep_geometry, maybe, rotation, size};
use super::world::{World, ok};
use crate::driver::Input;
use chroma2::ffi::instance::chroma2_instances;
use chroma2::ffi::revision::*;
use chroma2::ffi::session::chroma2_session_set_geometry;
use std::ptr::{null, null_mut};

pub fn revise(world: &mut World, input: &mut Input) {
    let mut made = null_mut();
    let place = if input.once_in(32) { null_mut() } else { &raw mut made };
    // SAFETY: NULL or live.
    let went_well = ok(unsafe { chroma2_geometry_revise(world.geometry(input), place) });
    assert_eq!(went_well, !made.is_null());
    if went_well {
        keep_geometry(world, made);
    }
}

pub fn change(world: &mut World, input: &mut Input) {
    let (geometry, number) = (world.geometry(input), input.index());
    match input.below(6) {
        0 => {
            let (rotation, translation) = (rotation(input), input.vector());
            let (rotation, translation) = (maybe(input, &rotation), maybe(input, &translation));
            // SAFETY: NULL or of nine and three numbers.
            ok(unsafe { chroma2_geometry_move_instance(geometry, number, rotation, translation) })
        }
        1 => {
            let count = input.below(4);
            let which: Vec<u32> = (0..count).map(|_| input.index()).collect();
            let rotations: Vec<f64> = (0..count).flat_map(|_| rotation(input)).collect();
            let translations = input.numbers(3 * count);
            let placements = chroma2_instances {
                struct_size: size::<chroma2_instances>(input),
                count: count as u64,
                meshes: if input.once_in(16) { which.as_ptr() } else { null() },
                rotations: maybe(input, &rotations),
                rotation_stride: 0,
                translations: maybe(input, &translations),
                translation_stride: 0,
                channels: null(),
                mesh: 0,
                reserved: 0,
                priorities: null(),
            };
            // SAFETY: a live struct with arrays of their lengths.
            ok(unsafe { chroma2_geometry_move_instances(geometry, maybe(input, &which), &placements) })
        }
        2 => ok(chroma2_geometry_set_channel(geometry, number, input.index() as i32)),
        3 => ok(chroma2_geometry_clear_reemission(geometry, number)),
        4 => ok(chroma2_geometry_clear_scintillation(geometry, number)),
        _ => ok(chroma2_geometry_clear_surface_dichroic(geometry, number)),
    };
}

pub fn set_geometry(world: &mut World, input: &mut Input) {
    ok(chroma2_session_set_geometry(world.session(input), world.geometry(input)));
}

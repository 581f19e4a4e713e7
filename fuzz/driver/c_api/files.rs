//! Calls that take paths. None of these paths can be written.

use super::build::{name, size};
use super::world::{World, ok};
use crate::driver::Input;
use chroma2::ffi::render::chroma2_image_write_png;
use chroma2::ffi::scene_file::*;
use std::ffi::c_char;
use std::ptr::{null, null_mut};

fn path(input: &mut Input) -> *const c_char {
    match input.below(6) {
        0 => null(),
        1 => c"".as_ptr(),
        2 => c"/proc/nowhere/all.ply".as_ptr(),
        3 => c"/dev/null".as_ptr(),
        4 => c"/dev/null/x.stl".as_ptr(),
        _ => c"/proc/\xff\xfe.obj".as_ptr(),
    }
}

pub fn paths(world: &mut World, input: &mut Input) {
    let mut made = null_mut();
    // SAFETY: NULL, or live and NUL-terminated; here and below.
    assert!(!ok(unsafe { chroma2_geometry_load(world.context(input), path(input), &mut made) }));
    assert!(made.is_null());
    assert!(!ok(unsafe { chroma2_geometry_save(world.geometry(input), path(input)) }));
    let config = chroma2_mesh_file_config {
        struct_size: size::<chroma2_mesh_file_config>(input),
        name: name(input),
        path: path(input),
        scale: input.number(),
        inner_material: input.index(),
        outer_material: input.index(),
        has_surface: input.byte().into(),
        surface: input.index(),
        use_file_attributes: input.byte().into(),
        reserved: 0,
    };
    let mut index = 77;
    assert!(!ok(unsafe { chroma2_geometry_add_mesh_file(world.geometry(input), &config, &mut index) }));
    assert_eq!(index, 77);
    let pixels = [7u8; 16];
    assert!(!ok(unsafe { chroma2_image_write_png(path(input), pixels.as_ptr(), 2, 2) }));
}

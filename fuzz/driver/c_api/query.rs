//! Calls that look at geometries.

use super::build::{maybe, name, size};
use super::world::{World, ok};
use crate::driver::Input;
use chroma2::ffi::context::*;
use chroma2::ffi::geometry::*;
use chroma2::ffi::instance::*;
use chroma2::ffi::rays::*;
use chroma2::ffi::render::*;
use chroma2::ffi::report::*;
use chroma2::ffi::status::chroma2_status_string;
use std::ffi::{CStr, c_char};
use std::ptr::{null, null_mut};

pub fn info(world: &mut World, input: &mut Input) {
    let geometry = world.geometry(input);
    // SAFETY: all-zero structs of numbers, as large as they say, here and below.
    let mut info: chroma2_geometry_info = unsafe { std::mem::zeroed() };
    info.struct_size = size::<chroma2_geometry_info>(input);
    ok(unsafe { chroma2_geometry_get_info(geometry, &mut info) });
    let mut report: chroma2_geometry_report = unsafe { std::mem::zeroed() };
    report.struct_size = size::<chroma2_geometry_report>(input);
    ok(unsafe { chroma2_geometry_get_report(geometry, &mut report) });
    let mut digest = [0; 32];
    ok(unsafe { chroma2_geometry_get_digest(geometry, digest.as_mut_ptr()) });
    let mut channel = 0;
    ok(unsafe { chroma2_geometry_get_channel(geometry, input.index(), input.index(), &mut channel) });
    let mut wires = 0;
    ok(unsafe { chroma2_geometry_get_wire_count(geometry, input.index(), &mut wires) });
}

pub fn names(world: &mut World, input: &mut Input) {
    let mut text = [b'x' as c_char; 4];
    let capacity = input.below(5);
    let (geometry, item, index) = (world.geometry(input), input.index(), input.index());
    let mut length = 0;
    // SAFETY: live pointers of that capacity.
    if ok(unsafe {
        chroma2_geometry_get_name(geometry, item, index, text.as_mut_ptr(), capacity, &mut length)
    }) && capacity > 0
    {
        assert!(text[..capacity].contains(&0), "names end");
    }
    assert!(text[capacity..].iter().all(|&c| c == b'x' as c_char), "no more than the capacity is written");
    let mut found = 0;
    // SAFETY: live pointers.
    ok(unsafe { chroma2_geometry_find(geometry, item, name(input), &mut found) });
}

pub fn rays(world: &mut World, input: &mut Input) {
    let count = input.below(12);
    let (origins, directions) = (input.singles(3 * count), input.singles(3 * count));
    let limits = input.singles(count);
    let rays = chroma2_rays {
        struct_size: size::<chroma2_rays>(input),
        count: count as u64,
        origins: maybe(input, &origins),
        origin_stride: if input.once_in(16) { input.below(13) } else { 0 },
        directions: maybe(input, &directions),
        direction_stride: 0,
        max_distances: if input.once_in(2) { null() } else { limits.as_ptr() },
        max_distance_stride: 0,
        device: input.once_in(20).into(),
        reserved: input.once_in(50).into(),
    };
    let geometry = world.geometry(input);
    let (mut distances, mut normals) = (vec![0f32; count], vec![0f32; 3 * count]);
    let mut indices: Vec<Vec<u32>> = vec![vec![7; count]; 5];
    let mut channels = vec![0i32; count];
    let hits = chroma2_ray_hits {
        struct_size: size_of::<chroma2_ray_hits>(),
        distances: distances.as_mut_ptr(),
        instances: indices[0].as_mut_ptr(),
        triangles: if input.once_in(4) { null_mut() } else { indices[1].as_mut_ptr() },
        normals: normals.as_mut_ptr(),
        barycentrics: null_mut(),
        inner_materials: indices[2].as_mut_ptr(),
        outer_materials: indices[3].as_mut_ptr(),
        surfaces: indices[4].as_mut_ptr(),
        channels: channels.as_mut_ptr(),
    };
    let full = rays.struct_size == size_of::<chroma2_rays>();
    // SAFETY: live structs with arrays of their lengths.
    if ok(unsafe { chroma2_geometry_closest_hits(geometry, &rays, &hits) }) && full {
        let mut any = vec![7u8; count];
        // SAFETY: as above.
        assert!(ok(unsafe { chroma2_geometry_any_hits(geometry, &rays, any.as_mut_ptr()) }));
        for i in 0..count {
            assert_eq!(any[i] == 1, distances[i].is_finite(), "both queries agree");
            assert_eq!(indices[0][i] == CHROMA2_NONE, !distances[i].is_finite());
            assert!(!distances[i].is_nan() && distances[i] >= 0.0);
        }
    }
}

pub fn render(world: &mut World, input: &mut Input) {
    let (width, height) = (1 + input.below(9), 1 + input.below(9));
    let usual = !input.once_in(3);
    let camera = chroma2_camera {
        struct_size: size_of::<chroma2_camera>(),
        position: if usual { [30.0, 20.0, 10.0] } else { input.vector() },
        target: if usual { [0.0; 3] } else { input.vector() },
        up: if usual { [0.0; 3] } else { input.vector() },
        vertical_fov: if usual { 0.0 } else { input.number() },
        orthographic_width: if usual { 0.0 } else { input.number() },
        near_clip: if usual { 0.0 } else { input.number() },
        far_clip: if usual { 0.0 } else { input.number() },
        width: width as u32,
        height: height as u32,
    };
    let colors: Vec<u8> = (0..4 * input.below(5)).map(|_| input.byte()).collect();
    let value_count = input.below(4);
    let values = input.singles(value_count);
    let some = |input: &mut Input| match input.once_in(8) {
        true => (colors.as_ptr(), colors.len() / 4),
        false => (null(), 0),
    };
    let (triangles, surfaces, materials) = (some(input), some(input), some(input));
    let style = chroma2_style {
        struct_size: size::<chroma2_style>(input),
        triangle_colors: triangles.0,
        triangle_color_count: triangles.1 as u64,
        surface_colors: surfaces.0,
        surface_color_count: surfaces.1 as u64,
        material_colors: materials.0,
        material_color_count: materials.1 as u64,
        channel_values: maybe(input, &values),
        channel_value_count: values.len() as u64,
        value_low: if usual { 0.0 } else { input.number() },
        value_high: if usual { 0.0 } else { input.number() },
        log_scale: u32::from(input.byte()) % 3,
        color_map: u32::from(input.byte()) % 4,
        channel_opacity: input.byte().into(),
        missing_color: [1, 2, 3, input.byte()],
        background: [4, 5, 6, input.byte()],
        flat: u32::from(input.byte()) % 3,
        max_layers: if usual { 0 } else { input.index() },
        samples: u32::from(input.byte()) % 18,
    };
    let mut rgba = vec![0u8; 4 * width * height];
    let room = if input.once_in(16) { input.below(rgba.len()) } else { rgba.len() };
    let style = if input.once_in(4) { null() } else { &raw const style };
    // SAFETY: live structs with arrays of their lengths.
    ok(unsafe { chroma2_geometry_render(world.geometry(input), &camera, style, rgba.as_mut_ptr(), room) });
}

pub fn devices(world: &mut World, input: &mut Input) {
    // SAFETY: all-zero structs of numbers, as large as they say, here and below.
    let mut info: chroma2_context_info = unsafe { std::mem::zeroed() };
    info.struct_size = size::<chroma2_context_info>(input);
    ok(unsafe { chroma2_context_get_info(world.context(input), &mut info) });
    let mut device: chroma2_device = unsafe { std::mem::zeroed() };
    device.struct_size = size::<chroma2_device>(input);
    let mut count = 0;
    assert!(ok(unsafe { chroma2_device_get_count(&mut count) }));
    let index = input.index();
    let went_well = ok(unsafe { chroma2_device_get_info(index, &mut device) });
    assert!(!went_well || u64::from(index) < count);
}

/// Functions that always answer.
pub fn text(_: &mut World, input: &mut Input) {
    let text = chroma2_status_string(input.bits() as i32);
    // SAFETY: a static text.
    assert!(!unsafe { CStr::from_ptr(text) }.is_empty());
}

//! Calls that put geometries together.

use super::world::{MOST, World, ok};
use crate::driver::Input;
use chroma2::ffi::context::chroma2_context_destroy;
use chroma2::ffi::event::{chroma2_event_destroy, chroma2_event_wait};
use chroma2::ffi::geometry::*;
use chroma2::ffi::instance::*;
use chroma2::ffi::material::*;
use chroma2::ffi::mesh::*;
use chroma2::ffi::session::chroma2_session_destroy;
use chroma2::ffi::surface::*;
use std::ffi::c_char;
use std::ptr::{null, null_mut};

/// A name, not always there, not always UTF-8.
pub fn name(input: &mut Input) -> *const c_char {
    match input.below(4) {
        0 => null(),
        1 => c"".as_ptr(),
        2 => c"\xff\xfe".as_ptr(),
        _ => c"water".as_ptr(),
    }
}

/// The start of an array, or NULL.
pub fn maybe<T>(input: &mut Input, values: &[T]) -> *const T {
    if input.once_in(16) { null() } else { values.as_ptr() }
}

/// The size of a struct, or another number that is not above it.
pub fn size<T>(input: &mut Input) -> usize {
    match input.once_in(32) {
        true => input.below(size_of::<T>() + 1),
        false => size_of::<T>(),
    }
}

/// Points of a table: mostly of increasing x and values from 0 to 1.
pub fn table(input: &mut Input) -> (Vec<f64>, Vec<f64>) {
    let count = input.below(5);
    if input.once_in(4) {
        return (input.numbers(count), input.numbers(count));
    }
    let x = (0..count).map(|i| 300.0 + 50.0 * i as f64).collect();
    let y = (0..count).map(|i| if count > 1 { i as f64 / (count - 1) as f64 } else { 0.5 }).collect();
    (x, y)
}

/// Keeps a geometry that was made, and gives the oldest one up where there are too many.
pub fn keep_geometry(world: &mut World, made: *mut chroma2_geometry) {
    world.geometries.live.push(made);
    if world.geometries.live.len() > MOST {
        let old = world.geometries.live[0];
        assert!(ok(chroma2_geometry_destroy(old)));
        world.geometries.died(old);
    }
}

pub fn create_geometry(world: &mut World, input: &mut Input) {
    let mut made = null_mut();
    let place = if input.once_in(32) { null_mut() } else { &raw mut made };
    // SAFETY: NULL or live.
    let went_well = ok(unsafe { chroma2_geometry_create(world.context(input), place) });
    assert_eq!(went_well, !made.is_null());
    if went_well {
        keep_geometry(world, made);
    }
}

/// Destroys a handle of any kind.
pub fn destroy(world: &mut World, input: &mut Input) {
    match input.below(4) {
        0 => {
            let handle = world.context(input);
            if ok(chroma2_context_destroy(handle)) {
                world.contexts.died(handle);
            }
        }
        1 => {
            let handle = world.geometry(input);
            if ok(chroma2_geometry_destroy(handle)) {
                world.geometries.died(handle);
            }
        }
        2 => {
            let handle = world.session(input);
            if ok(chroma2_session_destroy(handle)) {
                world.sessions.died(handle);
            }
        }
        _ => {
            let handle = world.event(input);
            if input.once_in(2) {
                ok(chroma2_event_wait(handle, u64::MAX));
            }
            if ok(chroma2_event_destroy(handle)) {
                world.events.died(handle);
            }
        }
    }
}

pub fn add_material(world: &mut World, input: &mut Input) {
    let mut index = 77;
    // SAFETY: live pointers.
    let went_well =
        ok(unsafe { chroma2_geometry_add_material(world.geometry(input), name(input), &mut index) });
    assert_eq!(went_well, index != 77);
}

pub fn set_material(world: &mut World, input: &mut Input) {
    let (x, mut y) = table(input);
    if input.once_in(2) {
        y.iter_mut().for_each(|y| *y = 1.0 + 100.0 * *y);
    }
    let (geometry, material, property) = (world.geometry(input), input.index(), input.index());
    let (x, y, count) = (maybe(input, &x), maybe(input, &y), y.len());
    // SAFETY: NULL or of that length.
    ok(unsafe { chroma2_geometry_set_material_property(geometry, material, property, x, y, count as u64) });
}

pub fn add_reemission(world: &mut World, input: &mut Input) {
    let tables: Vec<_> = (0..4).map(|_| table(input)).collect();
    let config = chroma2_reemission_config {
        struct_size: size::<chroma2_reemission_config>(input),
        absorption_wavelengths: maybe(input, &tables[0].0),
        absorption_lengths: maybe(input, &tables[0].1),
        absorption_count: tables[0].0.len() as u64,
        probability_wavelengths: maybe(input, &tables[1].0),
        probabilities: maybe(input, &tables[1].1),
        probability_count: tables[1].0.len() as u64,
        wavelengths: maybe(input, &tables[2].0),
        wavelength_cdf: maybe(input, &tables[2].1),
        wavelength_count: tables[2].0.len() as u64,
        times: maybe(input, &tables[3].0),
        time_cdf: maybe(input, &tables[3].1),
        time_count: tables[3].0.len() as u64,
        delay: if input.once_in(4) { input.number() } else { 0.0 },
        decay_time: if input.once_in(4) { input.number() } else { 0.0 },
        downshift_only: u32::from(input.byte() % 16 / 7),
        reserved: 0,
        mean_number: if input.once_in(4) { f64::from(input.byte() % 8) / 4.0 } else { 0.0 },
    };
    // SAFETY: a live struct with arrays of their lengths.
    ok(unsafe { chroma2_geometry_add_reemission(world.geometry(input), input.index(), &config) });
}

pub fn add_surface(world: &mut World, input: &mut Input) {
    let mut index = 77;
    let (geometry, name, model) = (world.geometry(input), name(input), input.index());
    // SAFETY: live pointers.
    let went_well = ok(unsafe { chroma2_geometry_add_surface(geometry, name, model, &mut index) });
    assert_eq!(went_well, index != 77);
}

pub fn set_surface(world: &mut World, input: &mut Input) {
    let (x, y) = table(input);
    let property = input.index().wrapping_add(u32::from(input.byte() % 5 > 2) * 4);
    let (geometry, surface) = (world.geometry(input), input.index());
    let (x, y, count) = (maybe(input, &x), maybe(input, &y), y.len());
    // SAFETY: NULL or of that length.
    ok(unsafe { chroma2_geometry_set_surface_property(geometry, surface, property, x, y, count as u64) });
}

pub fn set_surface_tables(world: &mut World, input: &mut Input) {
    let (geometry, surface) = (world.geometry(input), input.index());
    let (x, y) = table(input);
    let (xp, yp, count) = (maybe(input, &x), maybe(input, &y), y.len());
    match input.below(4) {
        // SAFETY: NULL or of that length, here and below.
        0 => ok(unsafe {
            chroma2_geometry_set_surface_reemission_cdf(geometry, surface, xp, yp, count as u64)
        }),
        1 => {
            let times: Vec<f64> = x.iter().map(|x| x - 300.0).collect();
            let times = maybe(input, &times);
            ok(unsafe {
                chroma2_geometry_set_surface_reemission_time_cdf(geometry, surface, times, yp, count as u64)
            })
        }
        2 => {
            let angles: Vec<f64> = x.iter().map(|x| (x - 300.0) / 200.0).collect();
            let small: Vec<f64> = y.iter().map(|y| y / 3.0).collect();
            let (angles, small) = (maybe(input, &angles), maybe(input, &small));
            ok(unsafe {
                chroma2_geometry_set_surface_angular(
                    geometry,
                    surface,
                    angles,
                    small,
                    small,
                    yp,
                    count as u64,
                )
            })
        }
        _ => {
            let angle = if input.once_in(4) { input.number() } else { f64::from(input.byte()) / 170.0 };
            ok(unsafe {
                chroma2_geometry_add_surface_dichroic_angle(
                    geometry,
                    surface,
                    angle,
                    xp,
                    yp,
                    count as u64,
                    null(),
                    yp,
                    count.min(1) as u64,
                )
            })
        }
    };
}

pub fn add_mesh(world: &mut World, input: &mut Input) {
    let vertex_count = input.below(7);
    let triangle_count = input.below(7);
    let vertices = input.singles(3 * vertex_count);
    let mut triangles = Vec::new();
    for _ in 0..3 * triangle_count {
        triangles.push(if input.once_in(32) { input.index() } else { input.byte() as u32 % 6 });
    }
    let each: Vec<u32> = (0..triangle_count).map(|_| input.index()).collect();
    let some = |input: &mut Input| if input.once_in(4) { each.as_ptr() } else { null() };
    let config = chroma2_mesh_config {
        struct_size: size::<chroma2_mesh_config>(input),
        name: name(input),
        vertices: maybe(input, &vertices),
        vertex_count: vertex_count as u64,
        vertex_stride: if input.once_in(16) { input.below(13) } else { 0 },
        triangles: maybe(input, &triangles),
        triangle_count: triangle_count as u64,
        triangle_stride: if input.once_in(16) { input.below(13) } else { 0 },
        inner_materials: some(input),
        outer_materials: some(input),
        surfaces: some(input),
        inner_material: input.index(),
        outer_material: input.index(),
        has_surface: input.byte().into(),
        surface: input.index(),
    };
    let mut index = 77;
    // SAFETY: a live struct with arrays of their lengths.
    let went_well = ok(unsafe { chroma2_geometry_add_mesh(world.geometry(input), &config, &mut index) });
    assert_eq!(went_well, index != 77);
}

/// A rotation about z, or any nine numbers.
pub fn rotation(input: &mut Input) -> Vec<f64> {
    if input.once_in(4) {
        return input.numbers(9);
    }
    let (s, c) = f64::from(input.byte()).sin_cos();
    vec![c, -s, 0.0, s, c, 0.0, 0.0, 0.0, 1.0]
}

pub fn add_instance(world: &mut World, input: &mut Input) {
    let (rotation, translation) = (rotation(input), input.vector());
    let (geometry, mesh, channel) = (world.geometry(input), input.index(), input.index() as i32);
    let (rotation, translation) = (maybe(input, &rotation), maybe(input, &translation));
    // SAFETY: NULL or of nine and three numbers.
    ok(unsafe { chroma2_geometry_add_instance(geometry, mesh, rotation, translation, channel, null_mut()) });
}

pub fn add_border_surface(world: &mut World, input: &mut Input) {
    let (geometry, from, into, surface) =
        (world.geometry(input), input.index(), input.index(), input.index());
    // SAFETY: numbers alone.
    ok(unsafe { chroma2_geometry_add_border_surface(geometry, from, into, surface) });
    // SAFETY: as above.
    ok(unsafe { chroma2_geometry_add_mesh_border_surface(geometry, into, from, surface) });
    // SAFETY: as above.
    ok(unsafe { chroma2_geometry_set_surface_inner_side(geometry, surface, into) });
}

pub fn add_instances(world: &mut World, input: &mut Input) {
    let count = input.below(5);
    let meshes: Vec<u32> = (0..count).map(|_| input.index()).collect();
    let channels: Vec<i32> = (0..count).map(|_| input.index() as i32).collect();
    let rotations: Vec<f64> = (0..count).flat_map(|_| rotation(input)).collect();
    let translations = input.numbers(3 * count);
    let priorities: Vec<u32> = (0..count).map(|_| input.index()).collect();
    let instances = chroma2_instances {
        struct_size: size::<chroma2_instances>(input),
        count: count as u64,
        meshes: maybe(input, &meshes),
        rotations: maybe(input, &rotations),
        rotation_stride: if input.once_in(16) { input.below(73) } else { 0 },
        translations: maybe(input, &translations),
        translation_stride: if input.once_in(16) { input.below(25) } else { 0 },
        channels: maybe(input, &channels),
        mesh: input.index(),
        reserved: 0,
        priorities: maybe(input, &priorities),
    };
    let mut first = 77;
    // SAFETY: a live struct with arrays of their lengths.
    ok(unsafe { chroma2_geometry_add_instances(world.geometry(input), &instances, &mut first) });
}

pub fn add_wire_plane(world: &mut World, input: &mut Input) {
    let wild = input.once_in(3);
    let number =
        |usual: f64, input: &mut Input| if wild || input.once_in(16) { input.number() } else { usual };
    let plane = chroma2_wire_plane {
        struct_size: size_of::<chroma2_wire_plane>(),
        origin: [number(0.0, input), number(0.0, input), number(1.0, input)],
        u: [number(1.0, input), number(0.0, input), number(0.0, input)],
        v: [number(0.0, input), number(1.0, input), number(0.0, input)],
        pitch: number(3.0, input),
        radius: number(0.2, input),
        u_min: number(-9.0, input),
        u_max: number(9.0, input),
        v_min: number(-9.0, input),
        v_max: number(9.0, input),
        v0: number(0.1, input),
        inner_material: input.index(),
        outer_material: input.index(),
        has_surface: input.byte().into(),
        surface: input.index(),
        has_channels: input.byte().into(),
        first_channel: input.index() as i32,
        channel_stride: input.index() as i32,
        reserved: 0,
    };
    let mut index = 77;
    // SAFETY: live pointers.
    let went_well = ok(unsafe { chroma2_geometry_add_wire_plane(world.geometry(input), &plane, &mut index) });
    assert_eq!(went_well, index != 77);
}

pub fn commit(world: &mut World, input: &mut Input) {
    let (size, quality, check) = (size::<chroma2_commit_config>(input), input.index(), input.byte().into());
    let config = chroma2_commit_config {
        struct_size: size,
        quality,
        check,
        weld_tolerance: if check == 1 { 1e-3 } else { 0.0 },
        tree_cache: null(),
    };
    let config = if input.once_in(2) { null() } else { &raw const config };
    // SAFETY: NULL or live.
    ok(unsafe { chroma2_geometry_commit(world.geometry(input), config) });
}

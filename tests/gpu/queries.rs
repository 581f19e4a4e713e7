//! Ray queries of the C API on a geometry of the GPU and one of the processor.

use crate::rig::{Rig, Scene, rays, rig, scene};
use crate::same;
use chroma2::backend::cuda::memory::{Buffer, Pinned};
use chroma2::backend::cuda::stream::Stream;
use chroma2::ffi::context::{
    chroma2_context, chroma2_context_config, chroma2_context_create, chroma2_context_destroy,
};
use chroma2::ffi::geometry::{chroma2_geometry, chroma2_geometry_commit, chroma2_geometry_destroy};
use chroma2::ffi::rays::{
    chroma2_geometry_any_hits, chroma2_geometry_closest_hits, chroma2_ray_hits, chroma2_rays,
};
use chroma2::ffi::scene_file::chroma2_geometry_load;
use chroma2::ffi::status::{chroma2_last_error_message, chroma2_status};
use chroma2::layout::NONE;
use std::ffi::{CStr, CString};
use std::ptr::{null, null_mut};

/// Fails with the library's message.
pub fn ok(status: chroma2_status, what: &str) {
    if status as i32 != 0 {
        // SAFETY: a text of this thread.
        let text = unsafe { CStr::from_ptr(chroma2_last_error_message()) };
        panic!("{what}: status {}, {}", status as i32, text.to_string_lossy());
    }
}

/// A scene behind a handle of the C API.
pub struct Geometry(pub *mut chroma2_geometry);

impl Geometry {
    /// On the GPU (backend 2) or the processor (1).
    pub fn new(scene: &Scene, backend: u32) -> Self {
        let folder = std::env::temp_dir().join(format!("chroma2-gpu-{}-{}", scene.name, std::process::id()));
        chroma2::geometry::scene::save(scene.committed.model(), &folder).expect("a scene file");
        let path = CString::new(folder.to_str().expect("a path of text")).expect("no NUL");
        let config = chroma2_context_config {
            struct_size: size_of::<chroma2_context_config>(),
            backend,
            threads: 0,
            device: 0,
            reserved: 0,
            memory_limit: 0,
            devices: std::ptr::null(),
            device_count: 0,
        };
        let (mut context, mut geometry): (*mut chroma2_context, _) = (null_mut(), null_mut());
        // SAFETY: live handles, places for what is made.
        unsafe {
            ok(chroma2_context_create(&config, &mut context), "context");
            ok(chroma2_geometry_load(context, path.as_ptr(), &mut geometry), "load");
            ok(chroma2_geometry_commit(geometry, null()), "commit");
        }
        ok(chroma2_context_destroy(context), "context");
        std::fs::remove_dir_all(&folder).expect("the scene's folder");
        Self(geometry)
    }
}

impl Drop for Geometry {
    fn drop(&mut self) {
        ok(chroma2_geometry_destroy(self.0), "geometry");
    }
}

/// Rays from within a cube, half of them from its middle; a few that hit nothing.
pub struct Given {
    pub origins: Vec<[f32; 3]>,
    pub directions: Vec<[f32; 3]>,
    pub limits: Vec<f32>,
}

impl Given {
    pub fn new(count: usize, size: f32) -> Self {
        let mut seed = 7u32;
        let mut next = || {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (seed >> 8) as f32 / (1 << 23) as f32 - 1.0
        };
        let mut all = Self { origins: Vec::new(), directions: Vec::new(), limits: Vec::new() };
        for i in 0..count {
            let (origin, mut direction) = ([(); 3].map(|()| size * next()), [(); 3].map(|()| next()));
            match i % 10_007 {
                3 => direction = [0.0; 3],
                4 => direction[1] = f32::NAN,
                5 => direction = [0.0, 0.0, -1.0],
                _ => {}
            }
            all.origins.push(if i % 2 == 0 { [0.0; 3] } else { origin });
            all.directions.push(direction);
            all.limits.push(if i % 3 == 0 { 0.3 * size } else { 1e9 });
        }
        all
    }

    /// The batch of the C API, where arrays are at the addresses given.
    pub fn batch(&self, at: [*const f32; 3], device: u32) -> chroma2_rays {
        chroma2_rays {
            struct_size: size_of::<chroma2_rays>(),
            count: self.origins.len() as u64,
            origins: at[0],
            origin_stride: 0,
            directions: at[1],
            direction_stride: 0,
            max_distances: at[2],
            max_distance_stride: 0,
            device,
            reserved: 0,
        }
    }
}

/// What the rays met.
#[derive(Default)]
struct Met {
    distance: Vec<f32>,
    instance: Vec<u32>,
    triangle: Vec<u32>,
    normal: Vec<f32>,
    barycentric: Vec<f32>,
    surface: Vec<u32>,
    channel: Vec<i32>,
    any: Vec<u8>,
}

fn trace(geometry: &Geometry, given: &Given, limited: bool) -> Met {
    let n = given.origins.len();
    let mut met = Met {
        distance: vec![0.0; n],
        instance: vec![0; n],
        triangle: vec![0; n],
        normal: vec![0.0; 3 * n],
        barycentric: vec![0.0; 2 * n],
        surface: vec![0; n],
        channel: vec![0; n],
        any: vec![0; n],
    };
    let limits = if limited { given.limits.as_ptr() } else { null() };
    let rays = given.batch([given.origins.as_ptr().cast(), given.directions.as_ptr().cast(), limits], 0);
    let hits = chroma2_ray_hits {
        struct_size: size_of::<chroma2_ray_hits>(),
        distances: met.distance.as_mut_ptr(),
        instances: met.instance.as_mut_ptr(),
        triangles: met.triangle.as_mut_ptr(),
        normals: met.normal.as_mut_ptr(),
        barycentrics: met.barycentric.as_mut_ptr(),
        inner_materials: null_mut(),
        outer_materials: null_mut(),
        surfaces: met.surface.as_mut_ptr(),
        channels: met.channel.as_mut_ptr(),
    };
    // SAFETY: arrays of as many entries as the batch counts.
    unsafe {
        ok(chroma2_geometry_closest_hits(geometry.0, &rays, &hits), "closest hits");
        ok(chroma2_geometry_any_hits(geometry.0, &rays, met.any.as_mut_ptr()), "any hits");
    }
    met
}

fn compare(name: &str, a: &Met, b: &Met) {
    same::lists(&format!("{name}: instances"), &a.instance, &b.instance);
    same::lists(&format!("{name}: triangles"), &a.triangle, &b.triangle);
    same::floats(&format!("{name}: distances"), &a.distance, &b.distance);
    same::floats(&format!("{name}: normals"), &a.normal, &b.normal);
    same::floats(&format!("{name}: barycentrics"), &a.barycentric, &b.barycentric);
    same::lists(&format!("{name}: surfaces"), &a.surface, &b.surface);
    same::lists(&format!("{name}: channels"), &a.channel, &b.channel);
    same::lists(&format!("{name}: any hit"), &a.any, &b.any);
}

#[test]
fn of_host_memory() {
    let Some(_rig) = rig() else { return };
    for name in crate::scenes::NAMES {
        let Some(scene) = scene(name) else { return };
        let [gpu, cpu] = [2, 1].map(|backend| Geometry::new(&scene, backend));
        for count in [1, 33, 16_384, 16_385, rays()] {
            let given = Given::new(count, 1000.0);
            for limited in [false, true] {
                let [a, b] = [&gpu, &cpu].map(|geometry| trace(geometry, &given, limited));
                compare(&format!("{name}, {count} rays, limited: {limited}"), &a, &b);
                let hit = a.instance.iter().any(|&instance| instance != NONE);
                assert!(hit || count < 33, "{name}: something is hit");
            }
        }
    }
}

/// Bytes of the GPU's memory, through pinned memory.
fn fetch(rig: &Rig, from: &Buffer, stream: &Stream) -> Vec<u8> {
    let pinned = Pinned::new(rig.primary(), from.bytes()).expect("pinned memory");
    let _current = rig.primary().enter().expect("a context");
    // SAFETY: read after the wait.
    unsafe {
        from.download(0, &pinned, 0..from.bytes(), stream).expect("a copy");
        stream.wait().expect("a copy");
        pinned.values(0, from.bytes()).expect("its bytes").to_vec()
    }
}

#[test]
fn of_device_memory() {
    let Some(rig) = rig() else { return };
    let Some(scene) = scene("detector_tiny") else { return };
    let [gpu, cpu] = [2, 1].map(|backend| Geometry::new(&scene, backend));
    let stream = Stream::new(rig.primary()).expect("a stream");
    let device = rig.device().info().ordinal + 1;
    for count in [1, 33, 16_385, rays()] {
        let given = Given::new(count, 1000.0);
        let expected = trace(&cpu, &given, true);
        let room = |bytes: usize| Buffer::new(rig.primary(), bytes, "rays of a test").expect("room");
        let put = |bytes: &[u8]| {
            let buffer = room(bytes.len());
            let _current = rig.primary().enter().expect("a context");
            buffer.fill(bytes, &stream).expect("a copy");
            buffer
        };
        let inputs = [
            put(bytemuck::cast_slice(&given.origins)),
            put(bytemuck::cast_slice(&given.directions)),
            put(bytemuck::cast_slice(&given.limits)),
        ];
        let outputs = [4, 4, 4, 12, 8, 1].map(|bytes| room(bytes * count));
        let rays = given.batch(inputs.each_ref().map(|buffer| buffer.pointer::<f32>().cast_const()), device);
        let hits = chroma2_ray_hits {
            struct_size: size_of::<chroma2_ray_hits>(),
            distances: outputs[0].pointer(),
            instances: outputs[1].pointer(),
            triangles: outputs[2].pointer(),
            normals: outputs[3].pointer(),
            barycentrics: outputs[4].pointer(),
            inner_materials: null_mut(),
            outer_materials: null_mut(),
            surfaces: null_mut(),
            channels: null_mut(),
        };
        // SAFETY: memory of the device as large as needed.
        unsafe {
            ok(chroma2_geometry_closest_hits(gpu.0, &rays, &hits), "closest hits");
            ok(chroma2_geometry_any_hits(gpu.0, &rays, outputs[5].pointer()), "any hits");
        }
        let bytes = outputs.each_ref().map(|buffer| fetch(&rig, buffer, &stream));
        let what = |name: &str| format!("{count} rays of device memory: {name}");
        let check = |i: usize, name: &str, cpu: &[u8]| same::lists(&what(name), &bytes[i], cpu);
        check(1, "bytes of instances", bytemuck::cast_slice(&expected.instance));
        check(2, "bytes of triangles", bytemuck::cast_slice(&expected.triangle));
        check(0, "bytes of distances", bytemuck::cast_slice(&expected.distance));
        check(3, "bytes of normals", bytemuck::cast_slice(&expected.normal));
        check(4, "bytes of barycentrics", bytemuck::cast_slice(&expected.barycentric));
        check(5, "any hit", &expected.any);
    }
}

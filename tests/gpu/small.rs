//! Little of everything that runs on the device, for tools that make it slow: compute-sanitizer.

use crate::arrays::{OnDevice, given};
use crate::queries::Given;
use crate::rig::{Rig, Scene, rig, run, scene, session, small};
use crate::same;
use chroma2::backend::scene::SceneData;
use chroma2::geometry::Rays;
use chroma2::layout::RayBatch;
use chroma2::session::{EventOptions, Light};
use std::sync::Arc;
use std::time::Instant;

/// A batch that goes to the threads of a context.
struct Shared<'a>(&'a RayBatch);
// SAFETY: it is used by one thread at a time.
unsafe impl Send for Shared<'_> {}
// SAFETY: as above.
unsafe impl Sync for Shared<'_> {}

impl<'a> Shared<'a> {
    fn batch(&self) -> &'a RayBatch {
        self.0
    }
}

/// Photons of a source and of the device's memory, in slices; hits on both sides.
fn photons(rig: &Rig, scene: &Scene) {
    let count = small();
    let options = EventOptions { device_hits: true, ..scene.options.clone() };
    let (gpu, cpu) = (session(&rig.gpu, scene, count as u64 * 2 / 5), session(&rig.cpu, scene, 0));
    let event = run(&gpu, scene.light(count as u64), &options);
    let expected = run(&cpu, scene.light(count as u64), &scene.options);
    same::events(&scene.name, &event, &expected);

    let given = given(count);
    let there = OnDevice::new(rig, &given);
    let event = run(&gpu, Light::OnDevice(there.arrays, rig.device().info().ordinal + 1), &options);
    let expected = run(&cpu, Light::Borrowed(given.arrays()), &scene.options);
    same::events(&format!("{}: photons of device memory", scene.name), &event, &expected);
}

/// Closest hits and any hits, by the kernels whatever their number.
fn rays(rig: &Rig, scene: &Scene) {
    let (count, name) = (small(), &scene.name);
    let given = Given::new(count, 1000.0);
    let mut distance = vec![0f32; count];
    let mut instance = vec![0u32; count];
    let mut any = vec![0u8; count];
    let batch = RayBatch {
        origin: given.origins.as_ptr().cast(),
        direction: given.directions.as_ptr().cast(),
        max_distance: given.limits.as_ptr(),
        origin_stride: 12,
        direction_stride: 12,
        max_distance_stride: 4,
        count: count as u64,
        distance: distance.as_mut_ptr(),
        instance: instance.as_mut_ptr(),
        hit: any.as_mut_ptr(),
        triangle: std::ptr::null_mut(),
        normal: std::ptr::null_mut(),
        barycentric: std::ptr::null_mut(),
    };
    let (device, batch) = (rig.device(), Shared(&batch));
    let data: Arc<dyn SceneData> = Arc::clone(&scene.committed) as _;
    let on_device = device.scene(&rig.gpu, &data, &mut None).expect("a geometry on the device");
    let both = || {
        // SAFETY: arrays of as many entries as the batch counts.
        unsafe { device.trace(&on_device, batch.batch(), true) }?;
        // SAFETY: as above.
        unsafe { device.trace(&on_device, batch.batch(), false) }
    };
    rig.gpu.install(both).expect("threads").expect("rays on the device");
    let Given { origins, directions, limits } = &given;
    let rays = Rays { origins, directions, max_distances: Some(limits) };
    let expected = scene.committed.closest_hits(&rays).expect("good rays");
    same::lists(&format!("{name}: instances"), &instance, &expected.instance);
    same::floats(&format!("{name}: distances"), &distance, &expected.distance);
    let any: Vec<bool> = any.iter().map(|&hit| hit != 0).collect();
    same::lists(&format!("{name}: any"), &any, &scene.committed.any_hits(&rays).expect("good rays"));
}

#[test]
fn of_everything() {
    let Some(rig) = rig() else { return };
    for name in ["fresnel_glass_ball", "wire_planes", "detector_tiny"] {
        let Some(scene) = scene(name) else { return };
        let start = Instant::now();
        photons(&rig, &scene);
        rays(&rig, &scene);
        println!("{name}: {:.1} s", start.elapsed().as_secs_f64());
    }
}

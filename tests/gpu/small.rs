//! Little of everything that runs on the device, for tools that make it slow: compute-sanitizer.

use crate::queries::Given;
use crate::rig::{rig, run, scene, session};
use crate::same;
use chroma2::geometry::Rays;
use chroma2::runtime::layout::RayBatch;
use chroma2::session::EventOptions;

const COUNT: usize = 2000;

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

#[test]
fn of_everything() {
    let Some(rig) = rig() else { return };
    for name in ["fresnel_glass_ball", "wire_planes", "detector_tiny"] {
        let Some(scene) = scene(name) else { return };
        let options = EventOptions { device_hits: true, ..scene.options.clone() };
        let gpu = run(&session(&rig.gpu, &scene, 777), scene.light(COUNT as u64), &options);
        let cpu = run(&session(&rig.cpu, &scene, 0), scene.light(COUNT as u64), &scene.options);
        same::events(name, &gpu, &cpu);

        let given = Given::new(COUNT, 1000.0);
        let mut distance = vec![0f32; COUNT];
        let mut instance = vec![0u32; COUNT];
        let mut any = vec![0u8; COUNT];
        let batch = RayBatch {
            origin: given.origins.as_ptr().cast(),
            direction: given.directions.as_ptr().cast(),
            max_distance: given.limits.as_ptr(),
            origin_stride: 12,
            direction_stride: 12,
            max_distance_stride: 4,
            count: COUNT as u64,
            distance: distance.as_mut_ptr(),
            instance: instance.as_mut_ptr(),
            hit: any.as_mut_ptr(),
            triangle: std::ptr::null_mut(),
            normal: std::ptr::null_mut(),
            barycentric: std::ptr::null_mut(),
        };
        let (device, batch) = (rig.device(), Shared(&batch));
        let on_device = device.scene(&rig.gpu, &scene.committed).expect("a geometry on the device");
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
}

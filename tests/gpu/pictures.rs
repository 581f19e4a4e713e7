//! Pictures of the same geometry, with a context on the GPU and with one on the processor.

use crate::queries::{Geometry, ok};
use crate::rig::{rig, scene};
use chroma2::ffi::render::{chroma2_camera, chroma2_geometry_render};
use std::ptr::null;

fn picture(geometry: &Geometry, position: [f64; 3]) -> Vec<u8> {
    let camera = chroma2_camera {
        struct_size: size_of::<chroma2_camera>(),
        position,
        target: [0.0; 3],
        up: [0.0; 3],
        vertical_fov: 1.0,
        orthographic_width: 0.0,
        near_clip: 0.0,
        far_clip: 0.0,
        width: 403,
        height: 301,
    };
    let mut pixels = vec![0u8; 4 * 403 * 301];
    // SAFETY: room for the picture.
    ok(
        unsafe { chroma2_geometry_render(geometry.0, &camera, null(), pixels.as_mut_ptr(), pixels.len()) },
        "picture",
    );
    pixels
}

#[test]
fn are_the_same() {
    let Some(_rig) = rig() else { return };
    for name in ["detector_tiny", "wire_planes"] {
        let Some(scene) = scene(name) else { return };
        let geometries = [2, 1].map(|backend| Geometry::new(&scene, backend));
        let mut colors = std::collections::HashSet::new();
        for position in [[10.0, 20.0, 30.0], [3000.0, -2500.0, 1500.0]] {
            let [gpu, cpu] = geometries.each_ref().map(|geometry| picture(geometry, position));
            let pixels = |bytes: &[u8]| bytes.as_chunks::<4>().0.to_vec();
            crate::same::lists(&format!("{name} from {position:?}: pixels"), &pixels(&gpu), &pixels(&cpu));
            colors.extend(pixels(&gpu));
        }
        assert!(colors.len() > 3, "{name}: pictures with something in them");
    }
}

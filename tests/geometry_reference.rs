//! Detectors of the reference scenes: memory thanks to instances, and the same hits
//! with instances as with all triangles in one mesh.

mod common;

use chroma2::geometry::{CommitOptions, Rays};
use chroma2::layout::NONE;
use common::{flatten, reference};
use std::sync::Arc;

/// Directions spread evenly over the sphere (Fibonacci lattice).
fn directions(count: usize) -> Vec<[f32; 3]> {
    let golden = std::f64::consts::PI * (3.0 - 5.0_f64.sqrt());
    (0..count)
        .map(|i| {
            let z = 1.0 - (2.0 * i as f64 + 1.0) / count as f64;
            let (s, c) = (golden * i as f64).sin_cos();
            let r = (1.0 - z * z).sqrt();
            [(r * c) as f32, (r * s) as f32, z as f32]
        })
        .collect()
}

#[test]
fn ten_thousand_instances_are_small() {
    let Some(full) = reference::load("detector_full") else { return };
    let flattened: usize =
        full.model.instances.iter().map(|i| full.model.meshes[i.mesh as usize].triangles.len()).sum();
    assert!(flattened > 50_000_000, "not the full detector: {flattened} triangles");
    let full = Arc::new(full.model).commit(&CommitOptions::default()).unwrap();
    assert!(full.memory() < 50_000_000, "{} bytes", full.memory());
    assert_eq!(full.channel_count(), 10_055);
    let directions = directions(20_000);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(2).build().unwrap();
    let origins = vec![[0.0; 3]; directions.len()];
    let rays = Rays { origins: &origins, directions: &directions, max_distances: None };
    let hits = pool.install(|| full.closest_hits(&rays)).unwrap();
    assert!(hits.instance.iter().all(|&instance| instance != NONE));
}

#[test]
fn instances_and_one_mesh_are_the_same_detector() {
    let Some(tiny) = reference::load("detector_tiny") else { return };
    let flat = flatten::flatten(&tiny.model);
    let one = Arc::new(flatten::flat_model(&tiny.model)).commit(&CommitOptions::default()).unwrap();
    let many = Arc::new(tiny.model).commit(&CommitOptions::default()).unwrap();
    let directions = directions(100_000);
    let origins = vec![[0.0; 3]; directions.len()];
    let rays = Rays { origins: &origins, directions: &directions, max_distances: None };
    let pool = rayon::ThreadPoolBuilder::new().num_threads(2).build().unwrap();
    let (a, b) = pool.install(|| (many.closest_hits(&rays).unwrap(), one.closest_hits(&rays).unwrap()));
    let mut different = 0;
    for i in 0..directions.len() {
        assert!(a.instance[i] != NONE && b.instance[i] != NONE, "ray {i} found nothing");
        let same = (a.instance[i], a.triangle[i]) == flat.origin[b.triangle[i] as usize];
        // Coordinates differ by rounding: a few rays pass an edge, or graze a curved one, differently.
        different += usize::from(!same || (a.distance[i] - b.distance[i]).abs() > 0.01);
        if same {
            let (p, q) = (many.attribute(a.instance[i], a.triangle[i]), one.attribute(0, b.triangle[i]));
            assert_eq!(p, q);
        }
    }
    assert!(different < 200, "{different} of {} rays differ", directions.len());
}

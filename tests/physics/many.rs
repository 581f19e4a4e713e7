//! More materials and surfaces than eight or sixteen bits count.

use crate::run::{count, params, photon, repeat};
use crate::scene::{black, clear, commit, detector, medium, place, square};
use crate::stats::assert_fraction;
use chroma2::geometry::{Mesh, Model, PerTriangle};
use chroma2::layout::flag;

const MANY: u32 = 70_000;

#[test]
fn the_last_of_seventy_thousand_act() {
    let mut model = Model::new();
    for _ in 1..MANY {
        model.add_material(clear(1.0)).unwrap();
        model.add_surface(black()).unwrap();
    }
    // An index that is 4464 in sixteen bits and 112 in eight, both clear and black.
    let dim = model.add_material(medium(1.0, 10.0, 1e30)).unwrap();
    let detecting = model.add_surface(detector()).unwrap();
    assert_eq!((dim, detecting), (MANY - 1, MANY - 1));
    place(&mut model, &square(10.0, 100.0), dim, 0, detecting);
    let scene = commit(model);
    let n = 100_000;
    let out = repeat(&scene, &params(1900), photon([1.0, 2.0, 0.0], [0.0, 0.0, 1.0]), n);
    assert_fraction(count(&out, flag::SURFACE_DETECT), n, (-1.0_f64).exp(), "through the last material");
    assert_eq!(count(&out, flag::SURFACE_DETECT) + count(&out, flag::BULK_ABSORB), n);
    // From the other side the first material.
    let out = repeat(&scene, &params(1901), photon([1.0, 2.0, 20.0], [0.0, 0.0, -1.0]), 1000);
    assert_eq!(count(&out, flag::SURFACE_DETECT), 1000);
}

#[test]
fn each_triangle_has_its_own() {
    // A row of squares, square i of material and surface i; every hundredth detects.
    let mut model = Model::new();
    let n = 1000_u32;
    let mut mesh = Mesh {
        name: String::new(),
        vertices: Vec::new(),
        triangles: Vec::new(),
        inner_material: PerTriangle::Uniform(0),
        outer_material: PerTriangle::Uniform(0),
        surface: PerTriangle::Uniform(0),
    };
    let mut each = Vec::new();
    for i in 0..n {
        let index = 1.0 + f64::from(i) / 1000.0;
        model.add_material(clear(index)).unwrap();
        model.add_surface(if i % 100 == 99 { detector() } else { black() }).unwrap();
        let (first, x) = (mesh.vertices.len() as u32, i as f32);
        mesh.vertices.extend([[x, 0.0, 0.0], [x + 1.0, 0.0, 0.0], [x + 1.0, 1.0, 0.0], [x, 1.0, 0.0]]);
        mesh.triangles.extend([[first, first + 1, first + 2], [first, first + 2, first + 3]]);
        each.extend([i, i]);
    }
    mesh.inner_material = PerTriangle::Each(each.clone());
    mesh.outer_material = PerTriangle::Each(each.iter().map(|i| n - 1 - i).collect());
    mesh.surface = PerTriangle::Each(each);
    let mesh = model.add_mesh(mesh).unwrap();
    model.add_instance(chroma2::geometry::Instance::of(mesh)).unwrap();
    let scene = commit(model);
    for i in 0..n {
        for (z, material) in [(-10.0, i), (10.0, n - 1 - i)] {
            let start = photon([f64::from(i) + 0.3, 0.6, z], [0.0, 0.0, -z]);
            let end = repeat(&scene, &params(1910), start, 1)[0];
            let expected = if i % 100 == 99 { flag::SURFACE_DETECT } else { flag::SURFACE_ABSORB };
            assert_eq!(end.flags, expected, "square {i}");
            let time = 10.0 * (1.0 + f64::from(material) / 1000.0) / crate::run::LIGHT;
            assert!((f64::from(end.time) - time).abs() < 1e-7, "square {i} from {z}: {} ns", end.time);
        }
    }
}

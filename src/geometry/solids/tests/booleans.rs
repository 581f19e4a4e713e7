//! Meshes of solids made of others.

use super::super::{ClosedMesh, Solid, Tessellation};
use super::boolean_cases::{at, booleans, common, cube, minus, moved, tube, turned, union};
use super::support::{assert_sound, largest_distance, monte_carlo};
use std::sync::Arc;

const FINE: Tessellation = Tessellation { chord: 0.02, keep_volume: false };

#[test]
fn volumes_are_those_of_formulas() {
    let mut formulas = 0;
    for (name, solid, volume) in booleans() {
        let mesh = solid.mesh(&FINE).unwrap_or_else(|what| panic!("{name}: {what}"));
        assert_sound(name, &mesh);
        let Some(volume) = volume else { continue };
        let off = (mesh.volume() - volume).abs();
        // Flat sides are exact but for what surfaces that lie on each other are moved.
        assert!(off <= mesh.area() * FINE.chord, "{name}: {} mm^3, not {volume}", mesh.volume());
        formulas += 1;
    }
    assert!(formulas >= 40, "{formulas}");
}

#[test]
fn volumes_are_those_of_random_points() {
    for (name, solid, _) in booleans() {
        let mesh = solid.mesh(&FINE).unwrap();
        let (volume, sigma) = monte_carlo(&solid, mesh.bounds(), 100_000);
        // 4.5 standard deviations: one in 10^5 of true ones fails.
        let off = (mesh.volume() - volume).abs();
        assert!(
            off <= 4.5 * sigma + mesh.area() * FINE.chord,
            "{name}: {} mm^3, not {volume} +- {sigma}",
            mesh.volume()
        );
    }
}

#[test]
fn surfaces_are_within_the_chord() {
    for (name, solid, _) in booleans() {
        let mesh = solid.mesh(&FINE).unwrap();
        let largest = if let Solid::Scaled { .. } = solid { 4.0 } else { 1.0 };
        let far = largest_distance(&solid, &mesh);
        assert!(far <= 1.001 * largest * FINE.chord, "{name}: {far} mm");
    }
}

#[test]
fn facets_stay_facets_in_single_precision() {
    for (name, solid, _) in booleans() {
        let mesh = solid.mesh(&FINE).unwrap();
        let single = ClosedMesh {
            vertices: mesh.vertices.iter().map(|p| p.map(|x| f64::from(x as f32))).collect(),
            triangles: mesh.triangles.clone(),
        };
        single.check_closed().unwrap();
        let turned = mesh.triangles.iter().filter(|&&t| {
            let normal = |mesh: &ClosedMesh| super::super::closed_mesh::normal(mesh.corners(t));
            !(super::super::closed_mesh::dot(normal(&mesh), normal(&single)) > 0.0)
        });
        assert_eq!(turned.count(), 0, "{name}");
    }
}

#[test]
fn the_same_parameters_give_the_same_bits() {
    for (name, solid, _) in booleans() {
        let [a, b] = [solid.clone(), solid].map(|solid| solid.mesh(&FINE).unwrap());
        let bits =
            |mesh: &ClosedMesh| -> Vec<u64> { mesh.vertices.iter().flatten().map(|x| x.to_bits()).collect() };
        assert!(bits(&a) == bits(&b) && a.triangles == b.triangles, "{name}");
    }
}

#[test]
fn nothing_left_is_an_error() {
    let ten = || cube(10.0, 10.0, 10.0);
    for solid in [
        common(ten(), ten(), at(20.0, 0.0, 0.0)),
        common(ten(), ten(), at(10.0, 0.0, 0.0)),
        minus(ten(), ten(), at(0.0, 0.0, 0.0)),
        minus(ten(), cube(12.0, 12.0, 10.0), at(0.0, 0.0, 0.0)),
        minus(ten(), cube(16.0, 16.0, 10.0), turned(2, 0.3, [0.0; 3])),
    ] {
        let message = solid.mesh(&FINE).unwrap_err();
        assert!(message.contains("nothing is left"), "{message}");
    }
    // What is empty in between is not.
    let nothing = common(ten(), ten(), at(20.0, 0.0, 0.0));
    assert_eq!(union(ten(), nothing.clone(), at(0.0, 0.0, 0.0)).mesh(&FINE).unwrap().volume(), 1000.0);
    assert_eq!(minus(ten(), nothing, at(0.0, 0.0, 0.0)).mesh(&FINE).unwrap().volume(), 1000.0);
}

#[test]
fn deep_chains_are_quick() {
    let holes = 500;
    let chain = (0..holes).fold(cube(1000.0, 50.0, 10.0), |left, k| {
        minus(left, tube(0.0, 0.5, 10.0), at(f64::from(k) * 1.9 - 475.0, 0.0, 0.0))
    });
    let mesh = chain.mesh(&FINE).unwrap();
    assert_sound("chain of subtractions", &mesh);
    let hole = tube(0.0, 0.5, 10.0).mesh(&FINE).unwrap().volume();
    assert!((mesh.volume() - 500_000.0 + f64::from(holes) * hole).abs() < 1.0, "{}", mesh.volume());

    let chain = (1..500).fold(cube(1.0, 1.0, 1.0), |left, k| {
        union(left, cube(1.0, 1.0, 1.0), at(0.5 * f64::from(k), 0.0, 0.0))
    });
    assert!((chain.mesh(&FINE).unwrap().volume() - 250.5).abs() < 1e-3);

    // Down the other side, and through parts used many times.
    let deep =
        (0..300).fold(cube(1.0, 1.0, 1.0), |inner, _| union(cube(1.0, 1.0, 1.0), inner, at(0.9, 0.0, 0.0)));
    assert!((deep.mesh(&FINE).unwrap().volume() - 271.0).abs() < 1e-2);
    let mut shared = Arc::new(cube(1.0, 1.0, 1.0));
    for _ in 0..60 {
        shared = Arc::new(Solid::Union { first: shared.clone(), second: shared, placed: at(0.0, 0.0, 0.0) });
    }
    assert!((shared.mesh(&FINE).unwrap().volume() - 1.0).abs() < 1e-6);
}

#[test]
fn rotations_and_scales_are_checked() {
    let mut placed = at(0.0, 0.0, 0.0);
    placed.rotation[0] = 2.0;
    for placed in [placed, at(f64::NAN, 0.0, 0.0)] {
        assert!(moved(cube(1.0, 1.0, 1.0), placed).mesh(&FINE).is_err());
    }
    for scale in [[0.0, 1.0, 1.0], [f64::INFINITY, 1.0, 1.0]] {
        assert!(
            Solid::Scaled { solid: Arc::new(cube(1.0, 1.0, 1.0)), scale }
                .mesh(&FINE)
                .unwrap_err()
                .contains("scale")
        );
    }
    assert!(Solid::MultiUnion { parts: Vec::new() }.mesh(&FINE).unwrap_err().contains("parts"));
}

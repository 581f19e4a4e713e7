//! Meshes of single solids: volumes, distances from the surface, closedness.

use super::super::{Solid, Tessellation};
use super::cases::simple;
use super::support::{assert_sound, largest_distance, monte_carlo};

fn fine(chord: f64) -> Tessellation {
    Tessellation { chord, keep_volume: false }
}

#[test]
fn volumes_approach_formulas_as_the_chord_shrinks() {
    let mut formulas = 0;
    for (name, solid, volume) in simple() {
        for chord in [0.1, 0.01] {
            let mesh = solid.mesh(&fine(chord)).unwrap_or_else(|what| panic!("{name}: {what}"));
            assert_sound(name, &mesh);
            let Some(volume) = volume else { continue };
            let off = (mesh.volume() - volume).abs();
            assert!(
                off <= mesh.area() * chord + 1e-9 * volume,
                "{name}: {} mm^3, not {volume}",
                mesh.volume()
            );
            formulas += u32::from(chord == 0.01);
        }
    }
    assert!(formulas >= 40, "{formulas}");
}

#[test]
fn volumes_are_those_of_random_points() {
    for (name, solid, _) in simple() {
        let chord = 0.01;
        let mesh = solid.mesh(&fine(chord)).unwrap();
        let (volume, sigma) = monte_carlo(&solid, mesh.bounds(), 20_000);
        // 4.5 standard deviations: one in 10^5 of true ones fails.
        let off = (mesh.volume() - volume).abs();
        assert!(
            off <= 4.5 * sigma + mesh.area() * chord,
            "{name}: {} mm^3, not {volume} +- {sigma}",
            mesh.volume()
        );
    }
}

#[test]
fn all_of_the_mesh_is_within_the_chord() {
    for (name, solid, _) in simple() {
        for keep_volume in [false, true] {
            for chord in [0.3, 0.05, 0.01] {
                let mesh = solid.mesh(&Tessellation { chord, keep_volume }).unwrap();
                assert_sound(name, &mesh);
                let far = largest_distance(&solid, &mesh);
                let size = mesh.bounds().iter().flatten().fold(0.0, |m: f64, x| m.max(x.abs()));
                assert!(
                    far <= 1.001 * chord + 1e-12 * size,
                    "{name}: {far} mm at chord {chord}, {keep_volume}"
                );
            }
        }
    }
}

#[test]
fn volumes_are_kept_where_asked_for() {
    for (name, solid, volume) in simple() {
        let Some(volume) = volume else { continue };
        let kept = |keep_volume| {
            let mesh = solid.mesh(&Tessellation { chord: 0.2, keep_volume }).unwrap();
            (mesh.volume() / volume - 1.0).abs()
        };
        let (kept, not) = (kept(true), kept(false));
        assert!(kept <= 0.1 * not + 1e-9 || kept < 3e-3, "{name}: off by {kept}, {not} if not kept");
    }
}

#[test]
fn the_same_parameters_give_the_same_bits() {
    for (name, solid, _) in simple() {
        let [a, b] = [solid.clone(), solid].map(|solid| solid.mesh(&fine(0.05)).unwrap());
        let bits = |mesh: &super::super::ClosedMesh| -> Vec<u64> {
            mesh.vertices.iter().flatten().map(|x| x.to_bits()).collect()
        };
        assert!(bits(&a) == bits(&b) && a.triangles == b.triangles, "{name}");
    }
}

#[test]
fn a_rod_fits_its_bore_facet_by_facet() {
    let rod = Solid::Tube { rmin: 0.0, rmax: 5.0, z: 20.0, start: 0.7, delta: 7.0 };
    let tube = Solid::Tube { rmin: 5.0, rmax: 9.0, z: 20.0, start: 0.0, delta: 7.0 };
    let circle = |solid: &Solid| -> Vec<[u64; 3]> {
        let mesh = solid.mesh(&fine(0.02)).unwrap();
        let mut ring: Vec<_> = mesh
            .vertices
            .iter()
            .filter(|p| (p[0].hypot(p[1]) - 5.0).abs() < 1e-9)
            .map(|p| p.map(f64::to_bits))
            .collect();
        ring.sort_unstable();
        ring
    };
    assert_eq!(circle(&rod), circle(&tube));
}

#[test]
fn facets_are_turned_when_all_point_inwards() {
    let cube = Solid::Box { size: [2.0, 2.0, 2.0] }.mesh(&fine(0.1)).unwrap();
    for turned in [false, true] {
        let facets: Vec<Vec<u32>> = cube
            .triangles
            .iter()
            .map(|&[a, b, c]| if turned { vec![a, c, b] } else { vec![a, b, c] })
            .collect();
        // Each facet brings vertices of its own.
        let vertices: Vec<_> = facets.iter().flatten().map(|&v| cube.vertices[v as usize]).collect();
        let facets = (0..12).map(|i| vec![3 * i, 3 * i + 1, 3 * i + 2]).collect();
        let mesh = Solid::Tessellated { vertices, facets }.mesh(&fine(0.1)).unwrap();
        assert_sound("cube", &mesh);
        assert_eq!((mesh.volume(), mesh.vertices.len()), (8.0, 8));
    }
    let quads = vec![
        vec![0, 3, 2, 1],
        vec![4, 5, 6, 7],
        vec![0, 1, 5, 4],
        vec![1, 2, 6, 5],
        vec![2, 3, 7, 6],
        vec![3, 0, 4, 7],
    ];
    let mesh = Solid::Tessellated { vertices: cube.vertices, facets: quads }.mesh(&fine(0.1)).unwrap();
    assert_eq!(mesh.volume(), 8.0);
}

#[test]
fn a_large_sphere_is_possible_and_a_fine_one_refused() {
    let mesh = Solid::Orb { r: 1e4 }.mesh(&Tessellation::default()).unwrap();
    assert!((300_000..3_000_000).contains(&mesh.triangles.len()), "{}", mesh.triangles.len());
    for chord in [1e-9, 1e-300, 1e-4] {
        let message = Solid::Orb { r: 1e4 }.mesh(&fine(chord)).unwrap_err();
        assert!(message.contains("chord"), "{message}");
    }
}

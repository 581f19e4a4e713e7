//! No ray and no photon passes through a closed mesh: 10^8 rays for each of a sphere 30 m from the
//! origin and the tank of a detector, and photons that bounce 3 * 10^7 times.
//!
//! `CHROMA2_SOAK=1` runs ten times as many.

mod common;

use chroma2::geometry::{CommitOptions, Committed, Instance, Material, Mesh, Model, PerTriangle, Surface};
use chroma2::geometry::{Rays, SurfaceModel};
use chroma2::layout::{NONE, WIRE_BIT, flag};
use chroma2::tables::Curve;
use common::photons::{params, point_source, run_source};
use common::reference::load;
use std::sync::Arc;

fn scale() -> u64 {
    if std::env::var_os("CHROMA2_SOAK").is_some() { 10 } else { 1 }
}

/// A sphere of triangles: latitudes and longitudes, which come together in slivers at the poles.
fn sphere(radius: f64, rings: u32) -> Mesh {
    let point = |ring: u32, segment: u32| {
        let (a, b) = (f64::from(ring) / f64::from(rings), f64::from(segment) / f64::from(2 * rings));
        let (theta, phi) = (std::f64::consts::PI * a, std::f64::consts::TAU * b);
        [theta.sin() * phi.cos(), theta.sin() * phi.sin(), theta.cos()].map(|x| (radius * x) as f32)
    };
    let mut vertices = vec![point(0, 0)];
    vertices
        .extend((1..rings).flat_map(|ring| (0..2 * rings).map(move |s| (ring, s))).map(|(r, s)| point(r, s)));
    vertices.push(point(rings, 0));
    let south = vertices.len() as u32 - 1;
    let index = |ring: u32, segment: u32| match ring {
        0 => 0,
        r if r == rings => south,
        r => 1 + (r - 1) * 2 * rings + segment % (2 * rings),
    };
    let mut triangles = Vec::new();
    for ring in 0..rings {
        for s in 0..2 * rings {
            let (a, b) = (index(ring, s), index(ring + 1, s));
            let (c, d) = (index(ring + 1, s + 1), index(ring, s + 1));
            triangles.extend(
                [[a, b, c], [a, c, d]].into_iter().filter(|t| t[0] != t[1] && t[1] != t[2] && t[0] != t[2]),
            );
        }
    }
    Mesh {
        name: "sphere".into(),
        vertices,
        triangles,
        inner_material: PerTriangle::Uniform(0),
        outer_material: PerTriangle::Uniform(0),
        surface: PerTriangle::Uniform(0),
    }
}

/// A reflecting sphere (half diffuse, half mirror) filled with scattering matter, at a place.
fn mirror_ball(radius: f64, translation: [f64; 3]) -> Committed {
    let mut model = Model::new();
    let scattering_length = Curve::Constant(2.0 * radius);
    model.add_material(Material { scattering_length, ..Material::new("matter") }).expect("valid");
    let mut surface = Surface::new("wall", SurfaceModel::Default);
    surface.reflect_diffuse = Curve::Constant(0.5);
    surface.reflect_specular = Curve::Constant(0.5);
    model.add_surface(surface).expect("valid");
    let mesh = model.add_mesh(sphere(radius, 24)).expect("valid");
    let rotation = [0.36, 0.48, -0.8, -0.8, 0.6, 0.0, 0.48, 0.64, 0.6];
    model.add_instance(Instance { mesh, rotation, translation, ..Instance::default() }).expect("valid");
    Arc::new(model).commit(&CommitOptions::default()).expect("valid")
}

/// Photons that bounce and scatter 200 times each inside a sphere 30 m from the origin stay there,
/// whatever its size: 10^7 surface and bulk interactions a size.
#[test]
fn photons_stay_inside() {
    for radius in [1.0, 30.0, 5000.0] {
        let place = [17_000.0, -18_000.0, 16_500.0];
        let scene = mirror_ball(radius, place);
        let mut params = params(9, 1);
        params.max_steps = 200;
        let count = 50_000 * scale() as usize;
        let photons = run_source(&scene, &point_source(place, (400.0, 400.0)), &params, count);
        let outside = photons.iter().filter(|p| {
            let r2: f64 = (0..3).map(|i| (f64::from(p.position[i]) - place[i]).powi(2)).sum();
            r2.sqrt() > radius * (1.0 + 1e-5) + 0.02 // an offset from the wall at most
        });
        assert_eq!(outside.count(), 0, "radius {radius}");
        let ended = photons.iter().filter(|p| p.flags & flag::STEP_LIMIT == 0).count();
        assert_eq!(ended, 0, "radius {radius}: nothing ends but by the step limit");
    }
}

/// Counts rays from random points about `center` in random directions that hit nothing.
fn misses(scene: &Committed, center: [f64; 3], spread: f64, count: u64) -> u64 {
    const BATCH: u64 = 1 << 19;
    let mut missed = 0;
    for batch in 0..count.div_ceil(BATCH) {
        let mut params = params(batch, 11);
        params.max_steps = 0;
        let rays = common::photons::run_source(
            &mirror_ball_empty(),
            &point_source([0.0; 3], (400.0, 400.0)),
            &params,
            BATCH as usize,
        );
        let directions: Vec<_> = rays.iter().map(|p| p.direction).collect();
        // The polarizations are another set of unit vectors.
        let origins: Vec<_> = rays
            .iter()
            .map(|p| std::array::from_fn(|i| (center[i] + spread * f64::from(p.polarization[i])) as f32))
            .collect();
        let rays = Rays { origins: &origins, directions: &directions, max_distances: None };
        let hits = scene.closest_hits(&rays).expect("as many origins as directions");
        missed +=
            hits.instance.iter().filter(|&&instance| instance == NONE || instance & WIRE_BIT != 0).count()
                as u64;
    }
    missed
}

/// No instance at all: a place to make unit vectors.
fn mirror_ball_empty() -> Committed {
    let mut model = Model::new();
    model.add_material(Material::new("nothing")).expect("valid");
    Arc::new(model).commit(&CommitOptions::default()).expect("valid")
}

#[test]
fn rays_do_not_leave_a_distant_sphere() {
    let place = [17_000.0, -18_000.0, 16_500.0]; // 29.8 m away
    for radius in [10.0, 1000.0] {
        let scene = mirror_ball(radius, place);
        assert_eq!(misses(&scene, place, 0.5 * radius, 40_000_000 * scale()), 0, "radius {radius}");
        // From the center every ray is in the plane of many edges' planes.
        assert_eq!(misses(&scene, place, 0.0, 10_000_000 * scale()), 0, "radius {radius}");
    }
}

#[test]
fn rays_do_not_leave_the_tank() {
    let Some(reference) = load("detector_tiny") else { return };
    let scene = Arc::new(reference.model).commit(&CommitOptions::default()).expect("valid");
    assert_eq!(misses(&scene, [0.0; 3], 0.0, 50_000_000 * scale()), 0);
    assert_eq!(misses(&scene, [0.0; 3], 800.0, 50_000_000 * scale()), 0);
}

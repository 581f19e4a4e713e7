//! Which medium a photon is in: that of the side of the triangle on which its leg ends.

use crate::run::{LIGHT, count, one_step, params, photon, repeat};
use crate::scene::{
    Shape, black, clear, commit, cube, cuboid, detector, medium, place, place_at, sphere, square, wedge,
};
use crate::stats::assert_fraction;
use crate::vector::{add, distance, length, wide};
use chroma2::geometry::{Instance, Model, Surface};
use chroma2::layout::{NONE, PropagateParams, flag};
use chroma2::tables::Curve;

#[test]
fn nested_volumes_take_their_own_time_and_share() {
    // Air, an acrylic ball, water, a glass box and a detecting wall, met in a line along x.
    let mut model = Model::new();
    let air = model.add_material(medium(1.0003, 5e3, 1e30)).unwrap();
    let acrylic = model.add_material(medium(1.49, 300.0, 1e30)).unwrap();
    let water = model.add_material(medium(1.33, 700.0, 1e30)).unwrap();
    let glass = model.add_material(medium(1.52, 100.0, 1e30)).unwrap();
    let detecting = model.add_surface(detector()).unwrap();
    place(&mut model, &cube(10.0), air, acrylic, NONE);
    place(&mut model, &sphere(100.0, 3), acrylic, water, NONE);
    place(&mut model, &cuboid([-200.0, -210.0, -220.0], [230.0, 240.0, 250.0]), water, glass, NONE);
    place(&mut model, &cube(300.0), glass, air, detecting);
    let scene = commit(model);
    let n = 1_000_000;
    let start = photon([0.5, 3.0, 1.0], [1.0, 0.0, 0.0]);
    // Where the ball's facet is, from a ray query.
    let ray = chroma2::geometry::Rays {
        origins: &[[20.0, 3.0, 1.0]],
        directions: &[[1.0, 0.0, 0.0]],
        max_distances: None,
    };
    let hits = scene.closest_hits(&ray).unwrap();
    let ball = 20.0 + f64::from(hits.distance[0]);
    assert!((98.0..100.0).contains(&ball) && hits.normal[0][0] > 0.98, "{hits:?}");
    let out = repeat(&scene, &params(2000), start, n);
    let unhurried = |p: &&chroma2::layout::PhotonState| p.flags == flag::SURFACE_DETECT;
    // The facet is nearly across the ray: paths beyond it are longer by parts in a thousand.
    let time = (9.5 * 1.0003 + (ball - 10.0) * 1.49 + (230.0 - ball) * 1.33 + 70.0 * 1.52) / LIGHT;
    for end in out.iter().filter(unhurried) {
        assert!((f64::from(end.time) / time - 1.0).abs() < 1e-3, "{} ns, {time} expected", end.time);
        assert_eq!(scene.channel(end.instance, end.triangle), 3);
    }
    let r = |a: f64, b: f64| 1.0 - ((a - b) / (a + b)).powi(2);
    let bounds = r(1.0003, 1.49) * r(1.49, 1.33) * r(1.33, 1.52);
    let depth = 9.5 / 5e3 + (ball - 10.0) / 300.0 + (230.0 - ball) / 700.0 + 70.0 / 100.0;
    let expected = bounds * (-depth).exp();
    let straight = out.iter().filter(unhurried).count() as f64;
    let sigma = (n as f64 * expected * (1.0 - expected)).sqrt();
    let slack = 2e-3 * n as f64 * expected; // the facet's slant
    assert!(
        (straight - n as f64 * expected).abs() < 5.0 * sigma + slack,
        "{straight}: {}",
        n as f64 * expected
    );
    assert_eq!(count(&out, flag::NO_HIT), 0, "the wall is closed");
}

#[test]
fn where_two_triangles_disagree_the_far_one_counts() {
    // Below z = 0 clear, above it dim, says the first square; the second says the gap is glass.
    let mut model = Model::new();
    let thin = model.add_material(clear(1.0)).unwrap();
    let dim = model.add_material(medium(1.0, 20.0, 1e30)).unwrap();
    let glass = model.add_material(medium(1.5, 50.0, 1e30)).unwrap();
    let black = model.add_surface(black()).unwrap();
    place(&mut model, &square(0.0, 100.0), thin, dim, NONE);
    place(&mut model, &square(30.0, 100.0), glass, thin, black);
    let scene = commit(model);
    let n = 200_000;
    let out = repeat(&scene, &params(2010), photon([5.0, 1.0, -40.0], [0.0, 0.0, 1.0]), n);
    assert_fraction(count(&out, flag::SURFACE_ABSORB), n, (-30.0_f64 / 50.0).exp(), "through the gap");
    for end in out.iter().filter(|p| p.flags & flag::SURFACE_ABSORB != 0) {
        // equal indices at the first square: nothing reflects
        assert_eq!(end.flags, flag::SURFACE_ABSORB);
        let time = (40.0 + 30.0 * 1.5) / LIGHT;
        assert!((f64::from(end.time) - time).abs() < 1e-5, "{}", end.time);
    }
    // The way back, from within the gap: the first square's upper side is dim.
    let out = repeat(&scene, &one_step(2011), photon([5.0, 1.0, 30.0 - 1e-3], [0.0, 0.0, -1.0]), n);
    assert_fraction(count(&out, flag::BULK_ABSORB), n, 1.0 - (-30.0_f64 / 20.0).exp(), "on the way back");
}

/// A body full of scattering, with walls that keep all light inside.
fn kept_inside(shape: &Shape, translation: [f64; 3], start: [f64; 3], scattering: f64) {
    let mut model = Model::new();
    let air = model.add_material(clear(1.0)).unwrap();
    let glass = model.add_material(medium(1.5, 1e9, scattering)).unwrap();
    let walls = Surface {
        reflect_specular: Curve::Constant(0.5),
        reflect_diffuse: Curve::Constant(0.5),
        ..Surface::default()
    };
    let walls = model.add_surface(walls).unwrap();
    let rotation = [0.36, 0.48, -0.8, -0.8, 0.6, 0.0, 0.48, 0.64, 0.6];
    let instance = Instance { rotation, translation, ..Instance::of(0) };
    place_at(&mut model, shape, glass, air, walls, instance);
    let scene = commit(model);
    let options = PropagateParams { max_steps: 300, ..params(2020) };
    let turned = [0, 1, 2].map(|i| (0..3).map(|j| rotation[3 * i + j] * start[j]).sum());
    let out = repeat(&scene, &options, photon(add(1.0, translation, turned), [0.0, 0.6, 0.8]), 20_000);
    assert_eq!(count(&out, flag::NO_HIT), 0, "leaked at {translation:?}");
    let reach = shape.vertices.iter().map(|v| length(wide(*v))).fold(0.0, f64::max);
    for end in &out {
        let from = distance(wide(end.position), translation);
        assert!(from < reach * 1.0001 + 0.01, "{from} mm from the middle: {end:?}");
    }
}

#[test]
fn nothing_leaks_through_edges_and_vertices() {
    let start = [0.3, 0.2, -0.1];
    kept_inside(&sphere(50.0, 2), [0.0; 3], start, 30.0);
    kept_inside(&sphere(50.0, 2), [31_000.0, -22_000.0, 14_000.0], start, 30.0);
    kept_inside(&sphere(2.0, 2), [900.0, 15_000.0, -700.0], start, 1.0);
    kept_inside(&sphere(30_000.0, 2), [0.0; 3], start, 20_000.0);
}

#[test]
fn nothing_leaks_at_sharp_edges() {
    for degrees in [60.0, 30.0, 15.0, 8.0, 4.0] {
        kept_inside(&wedge(degrees), [0.0; 3], [5.0, 1.0, 0.01], 1e4);
        kept_inside(&wedge(degrees), [500.0, 9000.0, -300.0], [60.0, 1.0, 0.1], 1e4);
    }
}

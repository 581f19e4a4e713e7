//! Closed meshes of facets thousands of times longer than wide: fibres, bars and random needles keep the
//! light that is in them and say where it meets their walls.
//!
//! `CHROMA2_SOAK=1` runs 200 random needles with 10^6 photons each.

use crate::random_scenes::Chance;
use crate::run::{LIGHT, count, params, photon, propagate_counting, soaks};
use crate::scene::{Shape, black, clear, commit, cuboid, detector, place_at};
use crate::vector::{add, any_across, cross, dot, length, narrow, scale, unit, wide};
use chroma2::geometry::{Committed, Instance, Mesh, Model, PerTriangle, Rays, Surface};
use chroma2::layout::{NONE, PhotonState, PropagateParams, flag};
use chroma2::tables::Curve;

/// A closed prism along z of a regular section, cut into rings; and where its ends begin in the list of
/// triangles.
fn prism(
    radius: f64,
    long: f64,
    sides: u32,
    rings: u32,
    phase: f64,
) -> (Vec<[f64; 3]>, Vec<[u32; 3]>, usize) {
    let at = |ring: u32, i: u32| {
        let (y, x) = (std::f64::consts::TAU * f64::from(i) / f64::from(sides) + phase).sin_cos();
        [radius * x, radius * y, long * (f64::from(ring) / f64::from(rings) - 0.5)]
    };
    let mut vertices: Vec<_> = (0..=rings)
        .flat_map(|ring| (0..sides).map(move |i| (ring, i)))
        .map(|(ring, i)| at(ring, i))
        .collect();
    vertices.extend([[0.0, 0.0, -0.5 * long], [0.0, 0.0, 0.5 * long]]);
    let (low, top) = (sides * (rings + 1), sides * rings);
    let mut triangles = Vec::new();
    for ring in 0..rings {
        for i in 0..sides {
            let (a, b) = (ring * sides + i, ring * sides + (i + 1) % sides);
            triangles.extend([[a, b, b + sides], [a, b + sides, a + sides]]);
        }
    }
    let ends = triangles.len();
    for i in 0..sides {
        let j = (i + 1) % sides;
        triangles.extend([[low, j, i], [low + 1, top + i, top + j]]);
    }
    (vertices, triangles, ends)
}

fn shape((vertices, triangles, _): (Vec<[f64; 3]>, Vec<[u32; 3]>, usize)) -> Shape {
    Shape { vertices: vertices.into_iter().map(narrow).collect(), triangles }
}

/// One closed body with white walls, of an index of 1.59 in one of 1.
fn white(shape: &Shape, instance: Instance, same_outside: bool) -> Committed {
    let mut model = Model::new();
    let core = model.add_material(clear(1.59)).unwrap();
    let air = model.add_material(clear(1.0)).unwrap();
    let walls = Surface {
        reflect_diffuse: Curve::Constant(0.95),
        absorb: Curve::Constant(0.05),
        ..Surface::default()
    };
    let walls = model.add_surface(walls).unwrap();
    place_at(&mut model, shape, core, if same_outside { core } else { air }, walls, instance);
    commit(model)
}

/// All light must end at the walls.
fn assert_kept(scene: &Committed, starts: Vec<PhotonState>, seed: u64, what: &str) {
    let total = starts.len();
    let (out, changes) =
        propagate_counting(scene, &PropagateParams { max_steps: 100_000, ..params(seed) }, starts);
    let ends = (count(&out, flag::NO_HIT), count(&out, flag::SURFACE_ABSORB), changes.total);
    assert_eq!(ends, (0, total, 0), "{what}: photons that leave, that end at the walls, medium changes");
}

#[test]
fn white_fibres_and_bars_keep_their_light() {
    let mut chance = Chance(2200);
    let n = if soaks() { 1_000_000 } else { 20_000 };
    let mut case = |name: &str, shape: &Shape, middle: [f64; 3], half: [f64; 3]| {
        let starts = (0..n).map(|_| {
            let place = [0, 1, 2].map(|k| middle[k] + half[k] * chance.between(-0.6, 0.6));
            photon(place, chance.direction())
        });
        let starts: Vec<_> = starts.collect();
        for same_outside in [true, false] {
            let scene = white(shape, Instance::of(0), same_outside);
            assert_kept(&scene, starts.clone(), 2201, name);
        }
    };
    for rings in [1, 10, 100] {
        let fibre = shape(prism(0.5, 2000.0, 32, rings, 0.0));
        case(&format!("a fibre of {rings} rings"), &fibre, [0.0; 3], [0.5, 0.5, 1000.0]);
    }
    let bar = cuboid([0.0; 3], [2000.0, 1.0, 1.0]);
    case("a bar", &bar, [1000.0, 0.5, 0.5], [1000.0, 0.5, 0.5]);
}

#[test]
fn trapped_light_reaches_the_ends_of_a_fibre() {
    for rings in [1, 400] {
        let (vertices, triangles, ends) = prism(0.5, 2000.0, 32, rings, 0.0);
        let mut model = Model::new();
        let core = model.add_material(clear(1.59)).unwrap();
        let air = model.add_material(clear(1.0)).unwrap();
        model.add_surface(detector()).unwrap();
        let surfaces = (0..triangles.len()).map(|i| if i < ends { NONE } else { 0 }).collect();
        let mesh = shape((vertices, triangles, ends)).mesh(core, air, NONE);
        let mesh = model.add_mesh(Mesh { surface: PerTriangle::Each(surfaces), ..mesh }).unwrap();
        model.add_instance(Instance { channel: 0, ..Instance::of(mesh) }).unwrap();
        let scene = commit(model);
        let mut chance = Chance(2210);
        let n = if soaks() { 300_000 } else { 10_000 };
        let trapped = std::iter::repeat_with(|| chance.direction()).filter(|d| d[2].abs() > 0.8);
        let starts: Vec<_> = trapped.take(n).map(|d| photon([0.01, 0.02, 0.0], d)).collect();
        let (out, changes) = propagate_counting(&scene, &params(2211), starts.clone());
        assert_eq!((count(&out, flag::SURFACE_DETECT), changes.total), (n, 0), "{rings} rings");
        for (start, end) in starts.iter().zip(&out) {
            let time = 1000.0 / f64::from(start.direction[2].abs()) * 1.59 / LIGHT;
            let off = f64::from(end.time) / time - 1.0;
            assert!(off.abs() < 1e-3, "{rings} rings: {} ns, {time} expected: {start:?}", end.time);
        }
    }
}

/// A needle somewhere: its mesh, its place, and a way to points on its axis, from -0.5 to 0.5.
struct Needle {
    shape: Shape,
    instance: Instance,
    middle: [f64; 3],
    axis: [f64; 3],
    what: String,
}

fn needle(chance: &mut Chance, in_world: bool) -> Needle {
    let power = |chance: &mut Chance, lo: f64, hi: f64| 10.0_f64.powf(chance.between(lo, hi));
    let long = power(chance, 1.0, 3.3);
    let far = if chance.below(3) == 0 { 0.0 } else { power(chance, 0.0, 4.477) };
    let wide = (long / power(chance, 2.0, 5.0)).max(10.0 * 2.0_f64.powi(-23) * (far + long));
    let (sides, rings) = (3 + chance.below(30) as u32, power(chance, 0.0, 2.0) as u32);
    let bar = chance.below(4) == 0;
    let (vertices, triangles, _) = if bar {
        let (a, b) = (0.5 * wide as f32, 0.5 * long as f32);
        let bar = cuboid([-a, -a, -b], [a, a, b]);
        (bar.vertices.into_iter().map(crate::vector::wide).collect(), bar.triangles, 0)
    } else {
        prism(0.5 * wide, long, sides, rings, chance.between(0.0, 6.3))
    };
    let z = chance.direction();
    let x = any_across(z);
    let y = cross(z, x);
    let turn = |v: [f64; 3]| add(v[0], x, add(v[1], y, scale(v[2], z)));
    let middle = scale(far, chance.direction());
    let what =
        format!("{sides} sides (bar: {bar}), {rings} rings, {wide} x {long} mm, {far} mm away, {in_world}");
    let (vertices, instance) = if in_world {
        (vertices.into_iter().map(|v| add(1.0, middle, turn(v))).collect(), Instance::of(0))
    } else {
        let rotation = [x[0], y[0], z[0], x[1], y[1], z[1], x[2], y[2], z[2]];
        (vertices, Instance { rotation, translation: middle, ..Instance::of(0) })
    };
    Needle { shape: shape((vertices, triangles, 0)), instance, middle, axis: scale(long, z), what }
}

#[test]
fn random_needles_keep_their_light() {
    let (needles, n) = if soaks() { (200, 1_000_000) } else { (40, 5_000) };
    for number in 0..needles {
        let mut chance = Chance(22_000 + number);
        let needle = needle(&mut chance, number % 2 == 0);
        let scene = white(&needle.shape, needle.instance.clone(), number % 4 < 2);
        let start = |chance: &mut Chance| add(chance.between(-0.45, 0.45), needle.axis, needle.middle);
        let starts = (0..n).map(|_| photon(start(&mut chance), chance.direction())).collect();
        assert_kept(&scene, starts, 2220 + number, &format!("needle {number}: {}", needle.what));
    }
}

/// What ray queries and photons do first.
fn unit_in_single(d: [f32; 3]) -> [f32; 3] {
    let scale = 1.0 / d[0].mul_add(d[0], d[1].mul_add(d[1], d[2] * d[2])).sqrt();
    d.map(|x| scale * x)
}

/// Half of them from within a needle, half towards it, from near and far.
fn rays_at(needle: &Needle, chance: &mut Chance, n: usize) -> (Vec<[f32; 3]>, Vec<[f32; 3]>) {
    let ray = |i| {
        let from = add(chance.between(-0.45, 0.45), needle.axis, needle.middle);
        if i % 2 == 0 {
            return (narrow(from), narrow(chance.direction()));
        }
        let away = add(1.0, from, scale(1e4 * chance.between(0.0, 1.0).powi(4), chance.direction()));
        let to = add(chance.between(-0.5, 0.5), needle.axis, needle.middle);
        (narrow(away), narrow(unit(add(-1.0, away, to))))
    };
    (0..n).map(ray).unzip()
}

struct Plane {
    distance: f64,
    slope: f64,
    /// Whether the ray meets it well within its triangle.
    within: bool,
    /// Of the largest coordinate of the origin, the hit and the distance.
    ulp: f64,
}

/// From the numbers that the kernels have, in double precision.
fn plane(corners: [[f32; 3]; 3], origin: [f32; 3], direction: [f32; 3]) -> Plane {
    let (corners, o, d) = (corners.map(wide), wide(origin), wide(unit_in_single(direction)));
    let normal = cross(add(-1.0, corners[0], corners[1]), add(-1.0, corners[0], corners[2]));
    let distance = dot(normal, add(-1.0, o, corners[0])) / dot(normal, d);
    let point = add(distance, d, o);
    let within = (0..3).all(|k| {
        let (from, to) = (corners[k], corners[(k + 1) % 3]);
        dot(normal, cross(add(-1.0, from, to), add(-1.0, from, point))) > 1e-3 * dot(normal, normal)
    });
    let largest = |v: [f64; 3]| v.iter().fold(0.0_f64, |most, x| most.max(x.abs()));
    let size = largest(o).max(largest(point)).max(distance.abs());
    let ulp = 2.0_f64.powi(size.log2().floor() as i32 - 23);
    Plane { distance, slope: dot(normal, d) / length(normal), within, ulp }
}

#[test]
fn rays_end_on_the_planes_of_needles() {
    let (mut judged, mut beside) = (0, 0);
    for number in 0..40 {
        let mut chance = Chance(22_300 + number);
        let needle = needle(&mut chance, true);
        let scene = white(&needle.shape, needle.instance.clone(), true);
        let (origins, directions) = rays_at(&needle, &mut chance, 5000);
        let rays = Rays { origins: &origins, directions: &directions, max_distances: None };
        let hits = scene.closest_hits(&rays).unwrap();
        for i in (0..origins.len()).filter(|&i| hits.instance[i] != NONE) {
            let corners = scene.model().meshes[0].corners(hits.triangle[i] as usize);
            let plane = plane(corners, origins[i], directions[i]);
            judged += usize::from(plane.within);
            beside += usize::from(!plane.within);
            let height = (f64::from(hits.distance[i]) - plane.distance) * plane.slope / plane.ulp;
            let what = &needle.what;
            // Across the plane: along a ray beside it, that is less than a unit in its direction makes.
            assert!(!plane.within || height.abs() <= 4.0, "ray {i} of {what}: {height} units off the plane");
        }
    }
    assert!(judged > 100_000 && beside < judged / 20, "{judged} on triangles, {beside} beside");
}

#[test]
fn photons_go_as_far_as_the_planes_of_needles() {
    let mut judged = 0;
    for number in 0..40 {
        let mut chance = Chance(22_400 + number);
        let needle = needle(&mut chance, true);
        let mut model = Model::new();
        let vacuum = model.add_material(clear(1.0)).unwrap();
        let black = model.add_surface(black()).unwrap();
        place_at(&mut model, &needle.shape, vacuum, vacuum, black, needle.instance.clone());
        let scene = commit(model);
        let (origins, directions) = rays_at(&needle, &mut chance, 5000);
        let starts = origins.iter().zip(&directions).map(|(o, d)| photon(wide(*o), wide(*d))).collect();
        let (out, _) = propagate_counting(&scene, &params(22_400), starts);
        for (i, end) in out.iter().enumerate().filter(|(_, end)| end.flags == flag::SURFACE_ABSORB) {
            let corners = scene.model().meshes[0].corners(end.triangle as usize);
            let plane = plane(corners, origins[i], directions[i]);
            if !plane.within || plane.slope.abs() < 1e-3 {
                continue; // single precision may take a ray along a wall for one that meets it elsewhere
            }
            judged += 1;
            let off = (f64::from(end.time) * LIGHT - plane.distance) / plane.ulp;
            assert!(off.abs() <= 4.0, "photon {i} of {}: {off} units from the plane", needle.what);
        }
    }
    assert!(judged > 100_000, "{judged} on triangles");
}

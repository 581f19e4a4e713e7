//! Light that passes through wires of glass or reflects on metal ones.

use crate::run::{params, photon, propagate, repeat};
use crate::scene::{clear, commit};
use crate::vector::{Vec3, add, cross, distance, dot, length, unit, wide};
use crate::wires::normalized;
use chroma2::geometry::{Committed, Model, Surface, WirePlane};
use chroma2::layout::{NONE, PhotonState, PropagateParams, flag};
use chroma2::tables::Curve;

const INDEX: f64 = 1.5;

/// One wire along x through the origin, of glass in vacuum.
fn wire(radius: f64, surface: Option<Surface>) -> Committed {
    let mut model = Model::new();
    let vacuum = model.add_material(clear(1.0)).unwrap();
    let glass = model.add_material(clear(INDEX)).unwrap();
    let surface = surface.map_or(NONE, |surface| model.add_surface(surface).unwrap());
    let plane = WirePlane {
        pitch: 10.0 * radius,
        radius,
        u_min: -1e6,
        u_max: 1e6,
        inner_material: glass,
        outer_material: vacuum,
        surface,
        ..WirePlane::default()
    };
    model.add_wire_plane(plane).unwrap();
    commit(model)
}

fn mirror() -> Surface {
    Surface { reflect_specular: Curve::Constant(1.0), ..Surface::default() }
}

/// Unit vector away from the axis of the wire.
fn outward([_, y, z]: Vec3) -> Vec3 {
    unit([0.0, y, z])
}

/// Where a ray first meets the cylinder; from within, where it leaves.
fn meet(radius: f64, origin: Vec3, direction: Vec3) -> Vec3 {
    let a = direction[1].hypot(direction[2]).powi(2);
    let b = origin[1] * direction[1] + origin[2] * direction[2];
    let c = (origin[1].hypot(origin[2]) - radius) * (origin[1].hypot(origin[2]) + radius);
    let root = (b * b - a * c).sqrt();
    let near = (-b - root) / a;
    add(if near > 1e-6 { near } else { (-b + root) / a }, direction, origin)
}

fn refract(direction: Vec3, normal: Vec3, ratio: f64) -> Vec3 {
    let cos = -dot(direction, normal);
    let tangent = add(cos, normal, direction).map(|x| ratio * x);
    add(-(1.0 - dot(tangent, tangent)).sqrt(), normal, tangent)
}

/// Photons from a distance whose lines pass the axis by a share of the radius, on a slope along it.
fn towards(radius: f64, share: f64, slope: f64, distance: f64) -> PhotonState {
    let direction = unit([slope, 0.6, 0.8]);
    let past = [0.0, 0.8 * share * radius, -0.6 * share * radius];
    photon(add(-distance, direction, past), direction)
}

/// The line as the kernels have it: origin, direction, and passing distance in radii.
fn line(start: &PhotonState, radius: f64) -> (Vec3, Vec3, f64) {
    let (origin, direction) = (wide(start.position), wide(normalized(start.direction)));
    let across = unit(cross(direction, [1.0, 0.0, 0.0]));
    (origin, direction, dot(origin, across).abs() / radius)
}

#[test]
fn glass_wires_refract_as_cylinders() {
    for (radius, from) in [(5.0, 50.0), (0.5, 300.0), (0.1, 5000.0)] {
        let scene = wire(radius, None);
        let mut checked = 0;
        for i in 0..400 {
            let start =
                towards(radius, -0.95 + 1.9 * f64::from(i) / 399.0, [0.0, 0.3, 1.0][i as usize % 3], from);
            let (origin, direction, passing) = line(&start, radius);
            if passing > 0.97 {
                continue;
            }
            let entry = meet(radius, origin, direction);
            let inside = refract(direction, outward(entry), 1.0 / INDEX);
            let exit = meet(radius, entry, inside);
            let expected = refract(inside, outward(exit).map(|x| -x), INDEX);
            // Steepness magnifies the offset from the wall, some 1e-7 of the coordinates.
            let steep = 1.0 / (1.0 - passing * passing).sqrt();
            let tolerance = 3e-6 + steep * 2.5e-7 * length(entry) / radius;
            for end in repeat(&scene, &params(1800 + i as u64), start, 60) {
                assert_eq!(end.flags & !flag::REFLECT_SPECULAR, flag::NO_HIT, "{end:?}");
                if end.flags != flag::NO_HIT {
                    continue; // reflected at one of the walls
                }
                let off = distance(wide(end.direction), expected);
                assert!(off < tolerance, "radius {radius}, {passing} from the axis: {off:e} off");
                checked += 1;
            }
        }
        assert!(checked > 15_000, "{checked} photons went straight through");
    }
}

#[test]
fn metal_wires_reflect_once_even_when_grazed() {
    for (radius, from) in [(2.0, 100.0), (0.075, 1000.0)] {
        let scene = wire(radius, Some(mirror()));
        let mut starts = Vec::new();
        for i in 0..100_000 {
            // evenly, and closer and closer to grazing
            let share = if i % 2 == 0 {
                f64::from(i) / 100_000.0
            } else {
                1.0 - 0.5 * (-f64::from(i) / 5000.0).exp()
            };
            starts.push(towards(radius, share, f64::from(i % 7) / 5.0, from));
        }
        let mut met = 0;
        for (start, end) in starts.iter().zip(propagate(&scene, &params(1810), starts.clone())) {
            let (origin, direction, passing) = line(start, radius);
            if passing > 1.0 + 1e-9 {
                assert_eq!(end.flags, flag::NO_HIT, "{start:?} misses: {end:?}");
            }
            if end.flags == flag::NO_HIT {
                assert!(passing > 1.0 - 1e-9, "{start:?} missed: {passing}");
                continue;
            }
            met += 1;
            assert_eq!(end.flags, flag::REFLECT_SPECULAR | flag::NO_HIT, "{start:?}: {end:?}");
            let place = wide(end.position);
            let off = place[1].hypot(place[2]) / radius - 1.0;
            assert!(off > 0.0 && off < 1e-4 + 1e-6 * length(place) / radius, "{off:e} off the wire: {end:?}");
            if passing < 0.999 {
                let normal = outward(meet(radius, origin, direction));
                let expected = add(-2.0 * dot(direction, normal), normal, direction);
                let off = distance(wide(end.direction), expected);
                assert!(off < 2e-6, "{start:?}: {off:e} off, {end:?}");
            }
        }
        assert!(met > 60_000, "{met} photons met the wire");
    }
}

#[test]
fn totally_reflected_light_stays_inside() {
    // Along a chord, beyond the critical angle (41.8 degrees) from the normal; then nearly skimming.
    for (i, angle) in [43.0_f64, 60.0, 80.0, 89.0, 89.9].into_iter().enumerate() {
        let (radius, (sin, cos)) = (3.0, angle.to_radians().sin_cos());
        let scene = wire(radius, None);
        let start = photon([10.0, 0.0, radius * (1.0 - 1e-6)], [0.0, sin, -cos]);
        let options = PropagateParams { max_steps: 2000, ..params(1820 + i as u64) };
        for end in repeat(&scene, &options, start, 50) {
            assert_eq!(end.flags, flag::STEP_LIMIT | flag::REFLECT_SPECULAR, "{angle} degrees: {end:?}");
            let off = f64::from(end.position[1]).hypot(f64::from(end.position[2]));
            assert!(off < radius && off > 0.99 * radius, "{off}: {end:?}");
        }
    }
}

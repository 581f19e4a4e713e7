//! Worlds of bodies that touch, and what they are without any ray cast: the body at a point, and the bodies
//! along a straight line, from the planes of their facets in double precision.

use crate::random_scenes::Chance;
use crate::scene::{Shape, cuboid, medium};
use crate::vector::{Vec3, add, any_across, cross, dot, narrow, scale, unit, wide};
use chroma2::geometry::{Committed, Instance, Model, Surface};
use chroma2::layout::NONE;

/// Refractive index, absorption length, scattering length.
pub type Medium = (f64, f64, f64);

/// A body: convex, but for the bores that later bodies of the world fill.
#[derive(Debug, Clone)]
pub struct Body {
    pub shape: Shape,
    /// The convex shape that it is without its bores.
    pub hull: Shape,
    pub instance: Instance,
    pub inner: u32,
    pub outer: u32,
    pub surface: Option<Surface>,
}

/// Bodies from the outermost to the innermost: of several at a point, the last one is there.
#[derive(Debug, Clone)]
pub struct World {
    pub media: Vec<Medium>,
    pub bodies: Vec<Body>,
}

/// A body where its vertices say.
pub fn body(shape: Shape, inner: u32, outer: u32) -> Body {
    Body { hull: shape.clone(), shape, instance: Instance::of(0), inner, outer, surface: None }
}

pub fn brick(lo: [f32; 3], hi: [f32; 3], inner: u32, outer: u32) -> Body {
    body(cuboid(lo, hi), inner, outer)
}

fn placed(instance: &Instance, point: [f32; 3]) -> Vec3 {
    let (r, p) = (instance.rotation, wide(point));
    [0, 1, 2].map(|k| dot([r[3 * k], r[3 * k + 1], r[3 * k + 2]], p) + instance.translation[k])
}

/// Half spaces: a point is inside where it is below all planes.
pub struct Solid(Vec<(Vec3, f64)>);

impl Solid {
    fn of(body: &Body) -> Self {
        let plane = |triangle: &[u32; 3]| {
            let [a, b, c] = triangle.map(|i| placed(&body.instance, body.hull.vertices[i as usize]));
            let normal = unit(cross(add(-1.0, a, b), add(-1.0, a, c)));
            (normal, dot(normal, a))
        };
        Self(body.hull.triangles.iter().map(plane).collect())
    }

    pub fn contains(&self, point: Vec3) -> bool {
        self.0.iter().all(|(normal, height)| dot(*normal, point) <= *height)
    }

    /// How far inside a point is; negative outside.
    pub fn depth(&self, point: Vec3) -> f64 {
        self.0.iter().map(|(normal, height)| height - dot(*normal, point)).fold(f64::INFINITY, f64::min)
    }

    /// The stretch of a ray inside.
    fn stretch(&self, o: Vec3, d: Vec3) -> Option<(f64, f64)> {
        let (mut from, mut to) = (0.0_f64, f64::INFINITY);
        for (normal, height) in &self.0 {
            let (above, slope) = (dot(*normal, o) - height, dot(*normal, d));
            match slope {
                0.0 if above > 0.0 => return None,
                0.0 => (),
                _ if slope > 0.0 => to = to.min(-above / slope),
                _ => from = from.max(-above / slope),
            }
        }
        (from < to).then_some((from, to))
    }
}

impl World {
    /// Bodies in a room of the first medium that is larger by 5 mm than they are.
    pub fn in_room(media: Vec<Medium>, mut bodies: Vec<Body>) -> Self {
        let vertices = |body: &Body| -> Vec<_> {
            body.shape.vertices.iter().map(|v| narrow(placed(&body.instance, *v))).collect()
        };
        let points: Vec<_> = bodies.iter().flat_map(vertices).collect();
        let of = |pick: fn(f32, f32) -> f32| {
            [0, 1, 2].map(|k| points[1..].iter().fold(points[0][k], |most, p| pick(most, p[k])))
        };
        let room = brick(of(f32::min).map(|x| x - 5.0), of(f32::max).map(|x| x + 5.0), 0, 0);
        bodies.insert(0, room);
        Self { media, bodies }
    }

    /// With bodies added in an order, one mesh for equal shapes in a row.
    pub fn commit_in(&self, order: Vec<usize>) -> Committed {
        let mut model = Model::new();
        for (n, absorption, scattering) in &self.media {
            model.add_material(medium(*n, *absorption, *scattering)).unwrap();
        }
        let mut known: Vec<(usize, u32)> = Vec::new();
        for i in order {
            let body = &self.bodies[i];
            let same = |(j, _): &&(usize, u32)| {
                let other = &self.bodies[*j];
                (other.inner, other.outer) == (body.inner, body.outer)
                    && (body.surface.is_none() && other.surface.is_none())
                    && other.shape.vertices == body.shape.vertices
                    && other.shape.triangles == body.shape.triangles
            };
            let mesh = known.iter().find(same).map(|(_, mesh)| *mesh).unwrap_or_else(|| {
                let surface =
                    body.surface.clone().map_or(NONE, |surface| model.add_surface(surface).unwrap());
                model.add_mesh(body.shape.mesh(body.inner, body.outer, surface)).unwrap()
            });
            known.push((i, mesh));
            let channel = i as i32;
            model.add_instance(Instance { mesh, channel, ..body.instance.clone() }).unwrap();
        }
        crate::scene::commit(model)
    }

    /// Where a body's instance puts a point, and which way a direction.
    pub fn at(&self, body: usize, point: Vec3) -> Vec3 {
        add(1.0, self.bodies[body].instance.translation, self.along(body, point))
    }
    pub fn along(&self, body: usize, way: Vec3) -> Vec3 {
        let r = self.bodies[body].instance.rotation;
        [0, 1, 2].map(|k| dot([r[3 * k], r[3 * k + 1], r[3 * k + 2]], way))
    }

    pub fn solids(&self) -> Vec<Solid> {
        self.bodies.iter().map(Solid::of).collect()
    }

    /// Turned about the origin and moved: by its instances, or with all vertices where they come to lie.
    pub fn moved(&self, chance: &mut Chance, far: f64, by_instances: bool) -> Self {
        let z = chance.direction();
        let x = any_across(z);
        let y = cross(z, x);
        let shift = scale(far, chance.direction());
        let turn = |v: Vec3| add(v[0], x, add(v[1], y, scale(v[2], z)));
        let mut world = self.clone();
        for body in &mut world.bodies {
            if by_instances {
                let r = body.instance.rotation;
                let columns = [0, 1, 2].map(|k| turn([r[k], r[3 + k], r[6 + k]]));
                body.instance.rotation = std::array::from_fn(|i| columns[i % 3][i / 3]);
                body.instance.translation = add(1.0, shift, turn(body.instance.translation));
            } else {
                let to_world = |v: &[f32; 3]| narrow(add(1.0, shift, turn(placed(&body.instance, *v))));
                body.shape.vertices = body.shape.vertices.iter().map(to_world).collect();
                body.hull.vertices = body.hull.vertices.iter().map(to_world).collect();
                body.instance = Instance::of(0);
            }
        }
        world
    }

    /// Two corners of a box around it.
    pub fn bounds(&self) -> (Vec3, Vec3) {
        let first = &self.bodies[0];
        let points: Vec<_> = first.shape.vertices.iter().map(|v| placed(&first.instance, *v)).collect();
        let fold = |pick: fn(f64, f64) -> f64| {
            [0, 1, 2].map(|k| points[1..].iter().fold(points[0][k], |most, p| pick(most, p[k])))
        };
        (fold(f64::min), fold(f64::max))
    }
}

/// The body at a point.
pub fn body_at(solids: &[Solid], point: Vec3) -> Option<usize> {
    (0..solids.len()).rev().find(|&i| solids[i].contains(point))
}

/// Adds to `shares` the chance that light on a straight way is absorbed in each body; what is left, or is
/// outside all, goes to the last one.
pub fn add_shares(world: &World, solids: &[Solid], o: Vec3, d: Vec3, shares: &mut [f64]) {
    let stretches: Vec<_> = solids.iter().map(|solid| solid.stretch(o, d)).collect();
    let mut ends: Vec<f64> = stretches.iter().flatten().flat_map(|(a, b)| [*a, *b]).collect();
    ends.sort_by(f64::total_cmp);
    let mut light = 1.0;
    for pair in ends.windows(2).filter(|pair| pair[1] > pair[0]) {
        let middle = 0.5 * (pair[0] + pair[1]);
        let inside = |i: &usize| stretches[*i].is_some_and(|(a, b)| a < middle && middle < b);
        let Some(i) = (0..solids.len()).rev().find(inside) else { continue };
        let left = light * (-(pair[1] - pair[0]) / world.media[world.bodies[i].inner as usize].1).exp();
        shares[i] += light - left;
        light = left;
    }
    *shares.last_mut().unwrap() += light;
}

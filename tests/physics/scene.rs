//! Geometries put together from simple shapes.

use crate::vector::{Vec3, unit};
use chroma2::geometry::{
    CommitOptions, Committed, Instance, Material, Mesh, Model, PerTriangle, Surface, SurfaceModel,
};
use chroma2::layout::NONE;
use chroma2::tables::Curve;
use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

/// Vertices and triangles that run counterclockwise seen from outside.
#[derive(Debug, Clone)]
pub struct Shape {
    pub vertices: Vec<[f32; 3]>,
    pub triangles: Vec<[u32; 3]>,
}

/// A square across z at the height `z`, its outer side up, `half` mm from its middle to its sides.
pub fn square(z: f32, half: f32) -> Shape {
    let vertices = vec![[-half, -half, z], [half, -half, z], [half, half, z], [-half, half, z]];
    Shape { vertices, triangles: vec![[0, 1, 2], [0, 2, 3]] }
}

/// A box from its lowest to its highest corner.
pub fn cuboid(lo: [f32; 3], hi: [f32; 3]) -> Shape {
    let pick = |i: u32, axis: usize| if i >> axis & 1 == 1 { hi[axis] } else { lo[axis] };
    let vertices = (0..8).map(|i| [pick(i, 0), pick(i, 1), pick(i, 2)]).collect();
    let faces = [[0, 4, 6, 2], [1, 3, 7, 5], [0, 1, 5, 4], [2, 6, 7, 3], [0, 2, 3, 1], [4, 5, 7, 6]];
    let triangles = faces.iter().flat_map(|&[a, b, c, d]| [[a, b, c], [a, c, d]]).collect();
    Shape { vertices, triangles }
}

/// A wedge of 100 mm by 100 mm with its edge along y through the origin.
pub fn wedge(degrees: f32) -> Shape {
    let h = 100.0 * (0.5 * degrees).to_radians().tan();
    let vertices = vec![
        [0.0, -50.0, 0.0],
        [0.0, 50.0, 0.0],
        [100.0, -50.0, -h],
        [100.0, 50.0, -h],
        [100.0, -50.0, h],
        [100.0, 50.0, h],
    ];
    let triangles =
        vec![[0, 4, 5], [0, 5, 1], [0, 1, 3], [0, 3, 2], [2, 3, 5], [2, 5, 4], [0, 2, 4], [1, 5, 3]];
    Shape { vertices, triangles }
}

/// A cube about the origin.
pub fn cube(half: f32) -> Shape {
    cuboid([-half; 3], [half; 3])
}

/// A sphere of 20 * 4^level triangles with its vertices at the radius.
pub fn sphere(radius: f32, level: u32) -> Shape {
    let g = 0.5 * (1.0 + 5.0_f64.sqrt());
    let mut points: Vec<Vec3> = Vec::new();
    for (a, b) in [(-1.0, g), (1.0, g), (-1.0, -g), (1.0, -g)] {
        points.push([a, b, 0.0]);
    }
    for (a, b) in [(-1.0, g), (1.0, g), (-1.0, -g), (1.0, -g)] {
        points.push([0.0, a, b]);
    }
    for (a, b) in [(-1.0, g), (1.0, g), (-1.0, -g), (1.0, -g)] {
        points.push([b, 0.0, a]);
    }
    let mut points: Vec<Vec3> = points.into_iter().map(unit).collect();
    let mut triangles: Vec<[u32; 3]> = vec![
        [0, 11, 5],
        [0, 5, 1],
        [0, 1, 7],
        [0, 7, 10],
        [0, 10, 11],
        [1, 5, 9],
        [5, 11, 4],
        [11, 10, 2],
        [10, 7, 6],
        [7, 1, 8],
        [3, 9, 4],
        [3, 4, 2],
        [3, 2, 6],
        [3, 6, 8],
        [3, 8, 9],
        [4, 9, 5],
        [2, 4, 11],
        [6, 2, 10],
        [8, 6, 7],
        [9, 8, 1],
    ];
    for _ in 0..level {
        let mut middles = HashMap::new();
        let mut middle = |a: u32, b: u32| {
            *middles.entry((a.min(b), a.max(b))).or_insert_with(|| {
                let (p, q) = (points[a as usize], points[b as usize]);
                points.push(unit([0, 1, 2].map(|i| p[i] + q[i])));
                points.len() as u32 - 1
            })
        };
        let mut finer = Vec::new();
        for [a, b, c] in triangles {
            let (ab, bc, ca) = (middle(a, b), middle(b, c), middle(c, a));
            finer.extend([[a, ab, ca], [b, bc, ab], [c, ca, bc], [ab, bc, ca]]);
        }
        triangles = finer;
    }
    let vertices = points.iter().map(|p| p.map(|x| (x * f64::from(radius)) as f32)).collect();
    Shape { vertices, triangles }
}

impl Shape {
    /// As a mesh of the same materials and surface everywhere.
    pub fn mesh(&self, inner: u32, outer: u32, surface: u32) -> Mesh {
        Mesh {
            name: String::new(),
            vertices: self.vertices.clone(),
            triangles: self.triangles.clone(),
            inner_material: PerTriangle::Uniform(inner),
            outer_material: PerTriangle::Uniform(outer),
            surface: PerTriangle::Uniform(surface),
        }
    }
}

/// Adds a shape where it is; its channel is its instance number.
pub fn place(model: &mut Model, shape: &Shape, inner: u32, outer: u32, surface: u32) -> u32 {
    place_at(model, shape, inner, outer, surface, Instance::of(0))
}

/// Adds a shape with a transform.
pub fn place_at(
    model: &mut Model,
    shape: &Shape,
    inner: u32,
    outer: u32,
    surface: u32,
    mut instance: Instance,
) -> u32 {
    instance.mesh = model.add_mesh(shape.mesh(inner, outer, surface)).expect("a good mesh");
    instance.channel = model.instances.len() as i32;
    model.add_instance(instance).expect("a good instance")
}

pub fn commit(model: Model) -> Committed {
    static POOL: OnceLock<rayon::ThreadPool> = OnceLock::new();
    let pool = POOL.get_or_init(|| rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a thread"));
    Arc::new(model).commit(&CommitOptions { pool: Some(pool), ..Default::default() }).expect("a good model")
}

/// A material of constant properties; lengths in mm.
pub fn medium(index: f64, absorption: f64, scattering: f64) -> Material {
    Material {
        refractive_index: Curve::Constant(index),
        absorption_length: Curve::Constant(absorption),
        scattering_length: Curve::Constant(scattering),
        ..Material::default()
    }
}

/// A transparent material.
pub fn clear(index: f64) -> Material {
    Material { refractive_index: Curve::Constant(index), ..Material::default() }
}

/// Absorbs everything.
pub fn black() -> Surface {
    Surface { absorb: Curve::Constant(1.0), ..Surface::default() }
}

/// Detects everything.
pub fn detector() -> Surface {
    Surface { detect: Curve::Constant(1.0), ..Surface::default() }
}

pub fn surface_of(model: SurfaceModel) -> Surface {
    Surface { model, ..Surface::default() }
}

/// A square of 2 m at z = 0 with `surface`, between an index `below` and one `above`.
pub fn boundary(below: f64, above: f64, surface: Option<Surface>) -> Committed {
    let mut model = Model::new();
    let low = model.add_material(clear(below)).expect("a material");
    let high = model.add_material(clear(above)).expect("a material");
    let surface = surface.map_or(NONE, |surface| model.add_surface(surface).expect("a surface"));
    place(&mut model, &square(0.0, 1000.0), low, high, surface);
    commit(model)
}

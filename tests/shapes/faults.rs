//! Worlds with planted faults: what should be of one material is not. Light goes along x, through volumes
//! 200 mm wide and high in a black room of 1 m about the origin; all have the same refractive index.

use super::bare;
use chroma2::geometry::{Instance, Material, Mesh, Model, PerTriangle, Surface, SurfaceModel};
use chroma2::tables::Curve;

pub const WATER: u32 = 0;
pub const ACRYLIC: u32 = 1;
pub const GLASS: u32 = 2;
pub const AIR: u32 = 3;
pub const ROCK: u32 = 4;

/// A box from `lo` to `hi` along x and as wide as the half size says; triangles 0 and 1 are the side of low
/// x, 2 and 3 that of high x.
pub fn cuboid(lo: f32, hi: f32, half: f32) -> Mesh {
    let pick = |i: u32| {
        let side = |bit: u32| if i >> bit & 1 == 1 { half } else { -half };
        [if i & 1 == 1 { hi } else { lo }, side(1), side(2)]
    };
    let faces = [[0, 4, 6, 2], [1, 3, 7, 5], [0, 1, 5, 4], [2, 6, 7, 3], [0, 2, 3, 1], [4, 5, 7, 6]];
    let triangles = faces.iter().flat_map(|&[a, b, c, d]| [[a, b, c], [a, c, d]]).collect();
    bare("box", (0..8).map(pick).collect(), triangles)
}

/// Adds a box of a material in another one.
pub fn place(model: &mut Model, mesh: Mesh, inner: u32, outer: PerTriangle, name: &str) {
    let inner_material = PerTriangle::Uniform(inner);
    let mesh = Mesh { name: name.into(), inner_material, outer_material: outer, ..mesh };
    let mesh = model.add_mesh(mesh).expect("a good mesh");
    model.add_instance(Instance::of(mesh)).expect("a good instance");
}

/// The room alone, instance 0, full of water that scatters after some mm.
pub fn room(scattering: f64) -> Model {
    let mut model = Model::new();
    for name in ["water", "acrylic", "glass", "air", "rock"] {
        let scattering_length = Curve::Constant(scattering);
        model.add_material(Material { scattering_length, ..Material::new(name) }).expect("a good material");
    }
    let mut black = Surface::new("black", SurfaceModel::Default);
    black.absorb = Curve::Constant(1.0);
    let black = model.add_surface(black).expect("a good surface");
    let wall = Mesh { surface: PerTriangle::Uniform(black), ..cuboid(-500.0, 500.0, 500.0) };
    place(&mut model, wall, WATER, PerTriangle::Uniform(ROCK), "wall");
    model
}

/// A change as a test expects it: materials, then instances.
pub type Change = [u32; 4];

/// A right world, one box in another.
pub fn nested(outer: u32, scattering: f64) -> Model {
    let mut model = room(scattering);
    place(&mut model, cuboid(-100.0, 100.0, 100.0), ACRYLIC, PerTriangle::Uniform(outer), "vessel");
    model
}

/// Each world with the changes that each photon makes which flies through all of it.
pub fn worlds(scattering: f64) -> Vec<(&'static str, Model, Vec<Change>)> {
    let water = || PerTriangle::Uniform(WATER);
    let mut overlap = room(scattering);
    place(&mut overlap, cuboid(-100.0, 20.0, 100.0), ACRYLIC, water(), "left");
    place(&mut overlap, cuboid(-20.0, 100.0, 100.0), GLASS, water(), "right");
    // Instances that touch: light keeps to one of the two, and meets the other one where it should not be.
    let overlap_changes = vec![[ACRYLIC, GLASS, 1, 2]];

    let mut turned = room(scattering);
    let mut mesh = cuboid(-100.0, 100.0, 100.0);
    mesh.triangles.iter_mut().for_each(|triangle| triangle.swap(1, 2));
    place(&mut turned, mesh, ACRYLIC, water(), "inside out");
    let turned_changes = vec![[ACRYLIC, WATER, 1, 0]];

    // Each says that the other one is behind the common side; between them are 0.1 mm.
    let mut gap = room(scattering);
    let but = |from: usize, material: u32| {
        let side = from..from + 2;
        PerTriangle::Each((0..12).map(|i| if side.contains(&i) { material } else { WATER }).collect())
    };
    place(&mut gap, cuboid(-100.0, 0.0, 100.0), ACRYLIC, but(2, GLASS), "left");
    place(&mut gap, cuboid(0.1, 100.0, 100.0), GLASS, but(0, ACRYLIC), "right");
    let gap_changes = vec![[GLASS, ACRYLIC, 1, 2]];

    vec![
        ("right", nested(WATER, scattering), Vec::new()),
        ("wrong outer material", nested(AIR, scattering), vec![[AIR, WATER, 1, 0]]),
        ("overlap", overlap, overlap_changes),
        ("inside out", turned, turned_changes),
        ("gap", gap, gap_changes),
    ]
}

/// More places of changes than a table lists: cubes, each with a wrong outer material.
pub fn many(count: u32) -> Model {
    let mut model = room(1e30);
    let inner_material = PerTriangle::Uniform(ACRYLIC);
    let cube = Mesh { inner_material, outer_material: PerTriangle::Uniform(AIR), ..cuboid(-1.0, 1.0, 1.0) };
    let cube = model.add_mesh(cube).expect("a good mesh");
    for i in 0..count {
        let translation = [0.0, f64::from(i % 50) * 10.0 - 245.0, f64::from(i / 50) * 10.0 - 245.0];
        model.add_instance(Instance { translation, ..Instance::of(cube) }).expect("a good instance");
    }
    model
}

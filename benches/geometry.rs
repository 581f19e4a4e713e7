//! Builds, costs of trees and closest hits: detector_full with its instances, detector_tiny as one
//! mesh and as it is with the two sets of rays that the anchors use, and a sphere with bumps.
//! `cargo bench --bench geometry`; needs the reference scenes (CHROMA2_REFERENCE).

#[path = "../tests/common/mod.rs"]
mod common;
#[path = "costs/mod.rs"]
mod costs;

use chroma2::geometry::device::DeviceGeometry;
use chroma2::geometry::{
    BuildOptions, CommitOptions, Committed, Instance, Material, Mesh, Model, PerTriangle, Quality, Rays,
};
use chroma2::layout::NONE;
use std::f32::consts::TAU;
use std::sync::Arc;
use std::time::Instant;

/// Rays of each set.
const RAYS: usize = 1 << 20;

/// Uniform numbers in [0, 1): SplitMix64.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> f32 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 40) as f32 / (1_u32 << 24) as f32
    }

    fn direction(&mut self) -> [f32; 3] {
        let (z, (s, c)) = (2.0 * self.next() - 1.0, (TAU * self.next()).sin_cos());
        let r = (1.0 - z * z).sqrt();
        [r * c, r * s, z]
    }
}

fn commit(model: &Arc<Model>, quality: Quality, what: &str) -> Arc<Committed> {
    let build = BuildOptions { quality, ..BuildOptions::default() };
    let committed = model.commit(&CommitOptions { build, ..CommitOptions::default() }).expect("a good scene");
    println!(
        "{what}, {quality:?}: commit {:.0} ms, {:.1} MB",
        1e3 * committed.seconds(),
        committed.memory() as f64 / 1e6,
    );
    let committed = Arc::new(committed);
    let start = Instant::now();
    let device = DeviceGeometry::new(&committed, &build).expect("it fits");
    println!("  a device's trees: {:.0} ms", 1e3 * start.elapsed().as_secs_f64());
    costs::print(&committed, &device);
    committed
}

/// One mesh of `4 * rows * rows` triangles, as benches/build.py makes larger ones.
fn bumpy_sphere(rows: u32) -> Arc<Model> {
    let columns = 2 * rows;
    let vertex = |row: u32, column: u32| {
        let (theta, phi) = (TAU / 2.0 * row as f32 / rows as f32, TAU * column as f32 / columns as f32);
        let large = 0.05 * (9.0 * theta).sin() * (7.0 * phi).cos();
        let r = 1000.0 * (1.0 + large + 0.002 * (150.0 * theta).sin() * (170.0 * phi).sin());
        [r * theta.sin() * phi.cos(), r * theta.sin() * phi.sin(), r * theta.cos()]
    };
    let quad = |row: u32, column: u32| {
        let (at, right) = (row * columns + column, row * columns + (column + 1) % columns);
        [[at, at + columns, right], [right, at + columns, right + columns]]
    };
    let mesh = Mesh {
        name: String::new(),
        vertices: (0..=rows).flat_map(|row| (0..columns).map(move |column| vertex(row, column))).collect(),
        triangles: (0..rows).flat_map(|row| (0..columns).flat_map(move |column| quad(row, column))).collect(),
        inner_material: PerTriangle::Uniform(0),
        outer_material: PerTriangle::Uniform(0),
        surface: PerTriangle::Uniform(NONE),
    };
    let mut model = Model::new();
    model.add_material(Material::new("vacuum")).expect("valid");
    let mesh = model.add_mesh(mesh).expect("valid");
    model.add_instance(Instance::of(mesh)).expect("valid");
    Arc::new(model)
}

fn rate(committed: &Committed, origins: &[[f32; 3]], directions: &[[f32; 3]], what: &str) {
    let rays = Rays { origins, directions, max_distances: None };
    let one_thread = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a thread");
    let mut best = f64::INFINITY;
    let mut missed = 0;
    for _ in 0..3 {
        let start = Instant::now();
        let hits = one_thread.install(|| committed.closest_hits(&rays)).expect("good rays");
        best = best.min(start.elapsed().as_secs_f64());
        missed = hits.instance.iter().filter(|&&instance| instance == NONE).count();
    }
    println!("  {what}: {:.2} M rays/s on one core, {missed} misses", origins.len() as f64 / best / 1e6);
}

fn rates(committed: &Committed) {
    let mut numbers = Numbers(1);
    let directions: Vec<_> = (0..RAYS).map(|_| numbers.direction()).collect();
    rate(committed, &vec![[0.0; 3]; RAYS], &directions, "from the centre");
    let cube: Vec<_> = (0..RAYS).map(|_| [0; 3].map(|_| 2000.0 * numbers.next() - 1000.0)).collect();
    rate(committed, &cube, &directions, "from random points of a 2 m cube");
}

fn main() {
    let (Some(tiny), Some(full)) =
        (common::reference::load("detector_tiny"), common::reference::load("detector_full"))
    else {
        return;
    };
    let flat = Arc::new(common::flatten::flat_model(&tiny.model));
    let sphere = bumpy_sphere(400);
    let (tiny, full) = (Arc::new(tiny.model), Arc::new(full.model));
    for quality in [Quality::Fast, Quality::Default, Quality::Best] {
        rates(&commit(&flat, quality, "detector_tiny flattened"));
        rates(&commit(&tiny, quality, "detector_tiny instanced"));
        commit(&full, quality, "detector_full");
        rates(&commit(&sphere, quality, "sphere with bumps"));
    }
}

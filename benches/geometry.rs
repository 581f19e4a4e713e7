//! Builds and closest hits: detector_full with its instances, and detector_tiny as one mesh with
//! the two sets of rays that the anchors use, and a sphere
//! with bumps. `cargo bench --bench geometry`; needs the reference
//! scenes (CHROMA2_REFERENCE).

#[path = "../tests/common/mod.rs"]
mod common;

use chroma2::geometry::device::DeviceGeometry;
use chroma2::geometry::{
    BuildOptions, CommitOptions, Committed, Instance, Material, Mesh, Model, PerTriangle, Quality, Rays,
};
use chroma2::runtime::layout::{LEAF_BIT, Mesh as MeshOfKernels, NONE, Node8, QuantizedNode};
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
    let root = match (committed.meshes(), committed.instances()) {
        ([mesh], [_]) => mesh.root,
        _ => committed.scene().tlas_root,
    };
    println!(
        "{what}, {quality:?}: commit {:.0} ms, {:.1} MB, cost of a ray {:.2}",
        1e3 * committed.seconds(),
        committed.memory() as f64 / 1e6,
        cost(committed.nodes(), root)
    );
    let committed = Arc::new(committed);
    if let ([_], [_]) = (committed.meshes(), committed.instances()) {
        let start = Instant::now();
        let device = DeviceGeometry::new(&committed, &build).expect("it fits");
        println!("  device: {:.0} ms, {:.2}", 1e3 * start.elapsed().as_secs_f64(), device_cost(&device));
    }
    committed
}

/// As [`cost`], of the tree of the one mesh on a device: nodes, and triangles in leaves at 0.6 of one.
fn device_cost(geometry: &DeviceGeometry) -> f64 {
    let arrays = geometry.arrays();
    let nodes: Vec<QuantizedNode> = bytemuck::pod_collect_to_vec(arrays[0].1);
    let meshes: Vec<MeshOfKernels> = bytemuck::pod_collect_to_vec(arrays[4].1);
    let area = |node: &QuantizedNode, slots: &[usize]| {
        let side = |axis: usize| {
            let lo = slots.iter().map(|&slot| node.lo[axis][slot]).min().unwrap_or(0);
            let hi = slots.iter().map(|&slot| node.hi[axis][slot]).max().unwrap_or(0);
            f64::from(hi - lo) * 2.0_f64.powi(i32::from(node.exponent[axis]) - 127)
        };
        let [x, y, z] = [0, 1, 2].map(side);
        x * y + y * z + z * x
    };
    let root = meshes[0].root;
    let used = |node: &QuantizedNode| (0..8).filter(|&slot| node.meta[slot] != 0).collect::<Vec<_>>();
    let total = area(&nodes[root as usize], &used(&nodes[root as usize]));
    let (mut sum, mut work) = (1.0, vec![root]);
    while let Some(node) = work.pop() {
        let node = &nodes[node as usize];
        let mut next = node.first_node;
        for slot in used(node) {
            let part = area(node, &[slot]) / total;
            if node.inner >> slot & 1 == 1 {
                sum += part;
                work.push(next);
                next += 1;
            } else {
                sum += 0.6 * part * f64::from((node.meta[slot] >> 5).count_ones());
            }
        }
    }
    sum
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

/// Nodes and leaves that a random line through the root's box meets on average, in the world's tree
/// and (where it has one instance) its mesh's.
fn cost(nodes: &[Node8], root: u32) -> f64 {
    let area = |node: &Node8, lane: usize| {
        let [x, y, z] = [0, 1, 2].map(|k| f64::from(node.hi[k][lane] - node.lo[k][lane]));
        x * y + y * z + z * x
    };
    let box_of = |node: &Node8| {
        let mut one = *node;
        for k in 0..3 {
            one.lo[k][0] = node.lo[k].iter().copied().fold(f32::INFINITY, f32::min);
            one.hi[k][0] = node.hi[k].iter().copied().fold(f32::NEG_INFINITY, f32::max);
        }
        area(&one, 0)
    };
    let total = box_of(&nodes[root as usize]);
    let (mut sum, mut work) = (1.0, vec![root]);
    while let Some(node) = work.pop() {
        let node = &nodes[node as usize];
        for lane in (0..8).filter(|&lane| node.child[lane] != NONE) {
            sum += area(node, lane) / total;
            if node.child[lane] & LEAF_BIT == 0 {
                work.push(node.child[lane]);
            }
        }
    }
    sum
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

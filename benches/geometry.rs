//! Builds and closest hits: detector_full with its instances, and detector_tiny as one mesh with
//! the two sets of rays that the anchors use. `cargo bench --bench geometry`; needs the reference
//! scenes (CHROMA2_REFERENCE).

#[path = "../tests/common/mod.rs"]
mod common;

use chroma2::geometry::{BuildOptions, CommitOptions, Committed, Model, Quality, Rays};
use chroma2::runtime::layout::{LEAF_BIT, NONE, Node8};
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

fn commit(model: &Arc<Model>, quality: Quality, what: &str) -> Committed {
    let build = BuildOptions { quality, ..BuildOptions::default() };
    let committed = model.commit(&CommitOptions { build, ..CommitOptions::default() }).expect("a good scene");
    println!(
        "{what}, {quality:?}: commit {:.0} ms, {:.1} MB, cost of a ray {:.2}",
        1e3 * committed.seconds(),
        committed.memory() as f64 / 1e6,
        cost(committed.nodes(), committed.scene().tlas_root)
    );
    committed
}

/// Nodes and leaves that a random line through the root's box meets on average, in the world's tree
/// and (where it has one instance) its mesh's.
fn cost(nodes: &[Node8], world: u32) -> f64 {
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
    let root = if (nodes[world as usize].child[1] == NONE) && world > 0 { 0 } else { world };
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
    let (tiny, full) = (Arc::new(tiny.model), Arc::new(full.model));
    for quality in [Quality::Fast, Quality::Default, Quality::Best] {
        rates(&commit(&flat, quality, "detector_tiny flattened"));
        rates(&commit(&tiny, quality, "detector_tiny instanced"));
        commit(&full, quality, "detector_full");
    }
}

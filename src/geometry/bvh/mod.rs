//! Bounding volume hierarchies: wide trees over the triangles of each mesh and one over the instances
//! of the world, for the processor (eight-wide nodes over blocks of eight triangles) and for devices
//! (quantized nodes over single triangles).
//!
//! From a binary tree, made by clustering and reinsertion, wide trees of both kinds come by dynamic
//! programming over the surface area heuristic. A large mesh is cut into pieces of neighbours, each
//! with trees made by one thread; a tree over all of their roots joins them. In meshes that are not
//! cut, and in the world, parts of few are divided by planes instead of by clustering. Answers of ray
//! queries do not depend on the tree; builds are repeatable and independent of the number of threads.

mod balanced;
mod binary;
mod cluster;
mod collapse;
mod cut;
mod forest;
mod grid;
mod grow;
mod hull;
mod instances;
mod morton;
pub(crate) mod pages;
mod pieces;
mod quantize;
mod refit;
mod reinsert;
mod split;
mod wide;

pub(crate) use forest::{BATCH, Forest, Planted, block, facet, limit, plant};
pub(crate) use instances::{DeviceWorld, World, revised, world};
pub(crate) use pieces::Wanted;
pub(crate) use refit::boxes as instance_boxes;

/// How much time a build may take for faster rays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Quality {
    /// For geometries that change often.
    Fast,
    /// For most uses.
    #[default]
    Default,
    /// For long runs.
    Best,
}

/// How trees are built.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BuildOptions {
    /// Time against speed of rays.
    pub quality: Quality,
    /// Most triangles of a leaf, 1 to 8. For tests: results must not depend on it.
    pub max_leaf: u32,
    /// Another order of children, triangles and instances. For tests, as above.
    pub shuffle: Option<u64>,
    /// Halves by number instead of clustering: the trees that too deep ones are replaced by. For
    /// tests, as above.
    pub balanced: bool,
    /// Most triangles of a piece of a mesh (16 times as many for `Best`). Meshes of up to 32 times as
    /// many are not cut (for `Best` 128 times, for `Fast` as many), for better trees. For tests, as
    /// above.
    pub piece: u32,
}

impl BuildOptions {
    /// Most triangles of a mesh that is one piece.
    pub(crate) fn most_of_whole(&self) -> usize {
        let times = match self.quality {
            Quality::Fast => 1,
            Quality::Default => 32,
            Quality::Best => 128,
        };
        self.piece.max(1) as usize * times
    }

    /// Most triangles of a piece of another mesh.
    pub(crate) fn most_of_piece(&self) -> usize {
        self.piece.max(1) as usize * if self.quality == Quality::Best { 16 } else { 1 }
    }
}

impl Default for BuildOptions {
    fn default() -> Self {
        Self { quality: Quality::Default, max_leaf: 8, shuffle: None, balanced: false, piece: 1 << 14 }
    }
}

/// An axis-aligned box.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Bounds {
    pub lo: [f32; 3],
    pub hi: [f32; 3],
}

impl Bounds {
    pub(crate) const EMPTY: Self = Self { lo: [f32::INFINITY; 3], hi: [f32::NEG_INFINITY; 3] };

    pub(crate) fn add(&mut self, point: [f32; 3]) {
        for ((lo, hi), x) in self.lo.iter_mut().zip(&mut self.hi).zip(point) {
            (*lo, *hi) = (lo.min(x), hi.max(x));
        }
    }

    /// Whether nothing is in it.
    pub(crate) fn is_empty(&self) -> bool {
        self.lo[0] > self.hi[0]
    }

    pub(crate) fn join(self, other: Self) -> Self {
        // Comparisons instead of min and max: no NaN here, and these become single instructions.
        let less = |a: f32, b: f32| if a < b { a } else { b };
        let more = |a: f32, b: f32| if a > b { a } else { b };
        Self {
            lo: [0, 1, 2].map(|axis| less(self.lo[axis], other.lo[axis])),
            hi: [0, 1, 2].map(|axis| more(self.hi[axis], other.hi[axis])),
        }
    }

    /// Half of its surface.
    pub(crate) fn half_area(&self) -> f32 {
        let [x, y, z] = [0, 1, 2].map(|axis| self.hi[axis] - self.lo[axis]);
        x * y + y * z + z * x
    }
}

/// Numbers for shuffling: the SplitMix64 generator (Steele, Lea, Flood 2014).
#[derive(Clone, Copy)]
struct Shuffler(u64);

impl Shuffler {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % n as u64) as usize
    }

    fn shuffle<T>(&mut self, items: &mut [T]) {
        for i in (1..items.len()).rev() {
            items.swap(i, self.below(i + 1));
        }
    }
}

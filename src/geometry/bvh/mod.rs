//! Bounding volume hierarchies: eight-wide nodes over blocks of eight triangles (one tree for each
//! mesh) and over instances (one tree for the world).
//!
//! A binary tree by agglomerative clustering and reinsertion (obvhs) is collapsed into wide nodes
//! by dynamic programming over the surface area heuristic. Answers of ray queries do not depend on
//! the tree; builds are repeatable and independent of the number of threads.

mod balanced;
mod binary;
mod collapse;
mod instances;
mod triangles;
mod wide;

pub(crate) use collapse::Costs;
pub(crate) use instances::{instance_boxes, world_tree};
pub(crate) use triangles::{MeshTree, Solid, mesh_tree, solid};
pub(crate) use wide::{Wide, build as wide_tree};

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
}

impl Default for BuildOptions {
    fn default() -> Self {
        Self { quality: Quality::Default, max_leaf: 8, shuffle: None, balanced: false }
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

    pub(crate) fn join(mut self, other: Self) -> Self {
        self.add(other.lo);
        self.add(other.hi);
        self
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

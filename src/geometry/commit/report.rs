//! What a commit noticed that is no error.

use super::optical::Optical;
use super::weld::Weld;

/// Examples kept of each kind.
const EXAMPLES: usize = 16;

/// What a commit noticed that is no error.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CommitReport {
    /// Triangles without area, counted once for each mesh; no ray meets them.
    pub degenerate_count: u64,
    /// The first few of them: mesh and triangle.
    pub degenerate: Vec<(u32, u32)>,
    /// What materials and surfaces have to no effect.
    pub optical: Optical,
    /// What the check found, where the commit was asked for it.
    pub check: Option<Check>,
}

/// What the check of a commit found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Check {
    /// How the triangles of meshes meet.
    pub edges: Edges,
    /// Closed meshes whose normals point inward.
    pub inverted: Found<u32>,
    /// Pairs of instances that touch, within their tolerances; no fault.
    pub touching: Found<(u32, u32)>,
    /// Pairs of instances that share space.
    pub overlapping: Found<(u32, u32)>,
    /// Instances whose outer material is not the inner one of the instance around them, and that one.
    pub misfits: Found<(u32, u32)>,
}

/// How many there are, and the first few of them.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct Found<T> {
    pub count: u64,
    pub first: Vec<T>,
}

impl<T> Default for Found<T> {
    fn default() -> Self {
        Self { count: 0, first: Vec::new() }
    }
}

impl<T> FromIterator<T> for Found<T> {
    fn from_iter<I: IntoIterator<Item = T>>(all: I) -> Self {
        let mut found = Self::default();
        for one in all {
            found.count += 1;
            if found.first.len() < EXAMPLES {
                found.first.push(one);
            }
        }
        found
    }
}

/// How the triangles of meshes meet. Vertices at the same place are taken as one, and triangles
/// without area are left out. In a closed mesh with one winding all counts are 0.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Edges {
    /// Edges of one triangle only: the mesh is open there.
    pub open_count: u64,
    /// Edges that two triangles or more run along in the same direction more often than back: their
    /// windings disagree, so that inside and outside are swapped on one of them.
    pub inconsistent_count: u64,
    /// Edges of four triangles or more in balance, such as where two bodies touch.
    pub shared_count: u64,
    /// The first few open edges: mesh and the edge's triangle.
    pub open: Vec<(u32, u32)>,
    /// The first few inconsistent edges: mesh and one of the edge's triangles.
    pub inconsistent: Vec<(u32, u32)>,
    /// What taking near vertices as one has changed, where that was asked for.
    pub weld: Weld,
}

impl CommitReport {
    pub(super) fn add_degenerate(&mut self, mesh: u32, triangles: &[u32]) {
        self.degenerate_count += triangles.len() as u64;
        let room = EXAMPLES - self.degenerate.len();
        self.degenerate.extend(triangles.iter().take(room).map(|&triangle| (mesh, triangle)));
    }

    /// Whether nothing looks wrong.
    pub fn is_clean(&self) -> bool {
        let check_is = |c: &Check| {
            let edges = c.edges.open_count + c.edges.inconsistent_count + c.edges.shared_count;
            edges + c.inverted.count + c.overlapping.count + c.misfits.count == 0
        };
        let of = &self.optical;
        let materials = of.unbalanced.count + of.unused_of_materials.count + of.velocity.count;
        let optical = of.unused.count + materials + of.unmet_borders.count;
        self.degenerate_count + optical == 0 && self.check.as_ref().is_none_or(check_is)
    }
}

impl Edges {
    pub(super) fn add(&mut self, mut other: Edges) {
        self.open_count += other.open_count;
        self.inconsistent_count += other.inconsistent_count;
        self.shared_count += other.shared_count;
        self.weld.joined_count += other.weld.joined_count;
        self.weld.closed_count += other.weld.closed_count;
        self.open.append(&mut other.open);
        self.inconsistent.append(&mut other.inconsistent);
        self.open.truncate(EXAMPLES);
        self.inconsistent.truncate(EXAMPLES);
    }

    /// Counts one edge that `forward` triangles run along one way and `back` the other way.
    pub(super) fn count(&mut self, forward: u32, back: u32, example: (u32, u32)) {
        let (count, list) = match (forward + back, forward == back) {
            (1, _) => (&mut self.open_count, Some(&mut self.open)),
            (_, false) => (&mut self.inconsistent_count, Some(&mut self.inconsistent)),
            (2, true) => return,
            (_, true) => (&mut self.shared_count, None),
        };
        *count += 1;
        if let Some(list) = list.filter(|list| list.len() < EXAMPLES) {
            list.push(example);
        }
    }
}

//! What a commit noticed that is no error.

/// Examples kept of each kind.
const EXAMPLES: usize = 16;

/// What a commit noticed that is no error.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CommitReport {
    /// Triangles without area, counted once for each mesh; no ray meets them.
    pub degenerate_count: u64,
    /// The first few of them: mesh and triangle.
    pub degenerate: Vec<(u32, u32)>,
    /// Edges of meshes, where the commit was asked to check them.
    pub edges: Option<Edges>,
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
}

impl CommitReport {
    pub(super) fn add_degenerate(&mut self, mesh: u32, triangles: &[u32]) {
        self.degenerate_count += triangles.len() as u64;
        let room = EXAMPLES - self.degenerate.len();
        self.degenerate.extend(triangles.iter().take(room).map(|&triangle| (mesh, triangle)));
    }

    /// Whether there is nothing to tell.
    pub fn is_clean(&self) -> bool {
        let edges_are = |e: &Edges| e.open_count + e.inconsistent_count + e.shared_count == 0;
        self.degenerate_count == 0 && self.edges.as_ref().is_none_or(edges_are)
    }
}

impl Edges {
    pub(super) fn add(&mut self, mut other: Edges) {
        self.open_count += other.open_count;
        self.inconsistent_count += other.inconsistent_count;
        self.shared_count += other.shared_count;
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

//! Facets of two placed meshes that are near to each other: both trees at once.

use super::field::{grown, lane_box, mask, overlap, overlaps, set};
use super::vector::{Vector, add, cross, dot, length, scale, subtract};
use crate::geometry::bvh::Bounds;
use crate::geometry::model::Instance as Described;
use crate::layout::{Block8, Instance, LEAF_BIT, Mesh, NONE, Node8};
use rayon::prelude::*;

/// An instance in double precision.
pub(super) struct Placed {
    pub mesh: usize,
    rows: [Vector; 3],
    translation: Vector,
}

impl Placed {
    pub fn of(instance: &Described) -> Self {
        let [a, b, c, d, e, f, g, h, i] = instance.exact_rotation();
        let rows = [[a, b, c], [d, e, f], [g, h, i]];
        Self { mesh: instance.mesh as usize, rows, translation: instance.translation }
    }

    /// All that it is, to the last bit.
    pub fn bits(&self) -> (usize, [[u64; 3]; 4]) {
        let [x, y, z] = self.rows;
        (self.mesh, [self.translation, x, y, z].map(|vector| vector.map(f64::to_bits)))
    }

    /// What rounding in single precision may do to its faces: 2^-20 of the coordinates.
    pub fn rounding(&self, instance: &Instance) -> f64 {
        let far = self.translation.iter().fold(0.0_f64, |most, t| most.max(t.abs()));
        (f64::from(instance.extent) + far) * 2.0_f64.powi(-20)
    }

    pub fn to_world(&self, p: Vector) -> Vector {
        add(self.rows.map(|row| dot(row, p)), self.translation)
    }

    pub fn to_mesh(&self, p: Vector) -> Vector {
        let p = subtract(p, self.translation);
        [0, 1, 2].map(|k| dot(self.column(k), p))
    }

    /// The motion from another one's frame to this one's: rows of the rotation, then the translation, in steps of an entry and of a
    /// length.
    pub fn motion_of(&self, other: &Self, entry: f64, length: f64) -> [i64; 12] {
        let motion = Motion::new(self, other);
        let mut steps = [0; 12];
        for (to, from) in steps.iter_mut().zip(motion.rows.as_flattened()) {
            *to = (from / entry).round() as i64;
        }
        for (to, from) in steps[9..].iter_mut().zip(motion.translation) {
            *to = (from / length).round() as i64;
        }
        steps
    }

    fn column(&self, k: usize) -> Vector {
        self.rows.map(|row| row[k])
    }
}

/// From the frame of one mesh to that of another.
struct Motion {
    rows: [Vector; 3],
    translation: Vector,
}

impl Motion {
    fn new(to: &Placed, from: &Placed) -> Self {
        let offset = subtract(from.translation, to.translation);
        Self {
            rows: [0, 1, 2].map(|i| [0, 1, 2].map(|k| dot(to.column(i), from.column(k)))),
            translation: [0, 1, 2].map(|i| dot(to.column(i), offset)),
        }
    }

    fn point(&self, p: Vector) -> Vector {
        let [x, y, z] = &self.rows;
        add([dot(*x, p), dot(*y, p), dot(*z, p)], self.translation)
    }

    /// A box around a moved box.
    fn bounds(&self, b: &Bounds) -> Bounds {
        let (middle, half) = middle_and_half(b);
        let middle = self.point(middle);
        let mut moved = Bounds::EMPTY;
        for (k, [a, b, c]) in self.rows.into_iter().enumerate() {
            let reach = a.abs() * half[0] + b.abs() * half[1] + c.abs() * half[2];
            (moved.lo[k], moved.hi[k]) = ((middle[k] - reach) as f32, (middle[k] + reach) as f32);
        }
        moved
    }
}

/// The trees of all meshes.
pub(super) struct Trees<'a> {
    pub nodes: &'a [Node8],
    pub blocks: &'a [Block8],
    /// Root and box by mesh.
    pub roots: Vec<(u32, Bounds)>,
}

/// Corners of a facet.
pub(super) type Triangle = [Vector; 3];

impl<'a> Trees<'a> {
    pub fn new(nodes: &'a [Node8], blocks: &'a [Block8], meshes: &[Mesh]) -> Self {
        let root = |mesh: &Mesh| {
            let mut bounds = Bounds::EMPTY;
            if mesh.root != NONE {
                let node = &nodes[mesh.root as usize];
                let used = (0..8).filter(|&lane| node.child[lane] != NONE);
                bounds = used.fold(bounds, |all, lane| all.join(lane_box(node, lane)));
            }
            (mesh.root, bounds)
        };
        Self { nodes, blocks, roots: meshes.iter().map(root).collect() }
    }

    /// The largest coordinate of a mesh, mm.
    pub fn extent(&self, mesh: usize) -> f64 {
        let bounds = &self.roots[mesh].1;
        bounds.lo.iter().chain(&bounds.hi).fold(0.0, |far, x| far.max(f64::from(x.abs())))
    }

    /// Whether `test` holds for any facets of two instances whose boxes are no farther apart than a
    /// tolerance. It is given a facet of each, in the frame of the first one's mesh.
    pub fn any(
        &self,
        one: &Placed,
        other: &Placed,
        tolerance: f64,
        test: &(impl Fn(&Triangle, &Triangle) -> bool + Sync),
    ) -> bool {
        let ((a, box_a), (b, box_b)) = (self.roots[one.mesh], self.roots[other.mesh]);
        if a == NONE || b == NONE {
            return false;
        }
        let search = Search { trees: self, motion: Motion::new(one, other), tolerance, test };
        let moved = search.moved(&box_b);
        let back = || grown(&Motion::new(other, one).bounds(&box_a), tolerance);
        overlap(&box_a, &moved)
            && overlap(&box_b, &back())
            && search.run(vec![Step { a, box_a, b, box_b, moved }])
    }
}

/// Two subtrees whose boxes are near.
struct Step {
    a: u32,
    box_a: Bounds,
    b: u32,
    box_b: Bounds,
    /// `box_b` in the frame of the first mesh, larger by the tolerance.
    moved: Bounds,
}

struct Search<'a, F> {
    trees: &'a Trees<'a>,
    motion: Motion,
    tolerance: f64,
    test: &'a F,
}

/// After so many steps what is left is shared among threads.
const STEPS: usize = 1024;

/// A facet of one mesh on its way through the tree of the other, in the frame of the first one.
#[derive(Clone, Copy)]
struct Facet {
    corners: Triangle,
    bounds: Bounds,
    /// Of its plane: unit normal, and where that lies along it.
    normal: Vector,
    height: f64,
    /// How far a box of the other mesh's tree reaches along the normal, by its three half sides.
    reach: Vector,
}

impl<F: Fn(&Triangle, &Triangle) -> bool + Sync> Search<'_, F> {
    fn moved(&self, bounds: &Bounds) -> Bounds {
        grown(&self.motion.bounds(bounds), self.tolerance)
    }

    fn run(&self, mut work: Vec<Step>) -> bool {
        for _ in 0..STEPS {
            let Some(step) = work.pop() else { return false };
            if self.step(&step, &mut work) {
                return true;
            }
        }
        work.into_par_iter().any(|step| self.run(vec![step]))
    }

    fn step(&self, step: &Step, work: &mut Vec<Step>) -> bool {
        if step.a & LEAF_BIT != 0 {
            return self.leaf_of_first(step);
        }
        if step.b & LEAF_BIT != 0 {
            return self.leaf_of_second(step);
        }
        if size(&step.box_a) >= size(&step.box_b) {
            let node = &self.trees.nodes[step.a as usize];
            for lane in overlaps(node, &step.moved) {
                work.push(Step { a: node.child[lane], box_a: lane_box(node, lane), ..*step });
            }
            return false;
        }
        let node = &self.trees.nodes[step.b as usize];
        for lane in (0..8).filter(|&lane| node.child[lane] != NONE) {
            let box_b = lane_box(node, lane);
            let moved = self.moved(&box_b);
            if overlap(&step.box_a, &moved) {
                work.push(Step { b: node.child[lane], box_b, moved, ..*step });
            }
        }
        false
    }

    /// The facets of a leaf of the first tree against a part of the second one.
    fn leaf_of_first(&self, step: &Step) -> bool {
        let block = &self.trees.blocks[(step.a & !LEAF_BIT) as usize];
        let columns = [0, 1, 2].map(|k| self.motion.rows.map(|row| row[k]));
        let reach = |normal: Vector| columns.map(|column| dot(normal, column).abs());
        let (middle, half) = middle_and_half(&step.box_b);
        let middle = self.motion.point(middle);
        let facets: Vec<Facet> = lanes_within(block, &step.moved)
            .map(|lane| Facet::new(corners(block, lane), 0.0, reach))
            .filter(|facet| facet.reaches(middle, half, self.tolerance))
            .collect();
        if facets.is_empty() {
            return false;
        }
        let mut work = vec![step.b];
        while let Some(b) = work.pop() {
            if b & LEAF_BIT != 0 {
                let block = &self.trees.blocks[(b & !LEAF_BIT) as usize];
                for lane in lanes(block) {
                    let other = corners(block, lane).map(|corner| self.motion.point(corner));
                    let bounds = grown(&box_of(&other), self.tolerance);
                    let mut near = facets.iter().filter(|facet| overlap(&facet.bounds, &bounds));
                    if near.any(|facet| (self.test)(&facet.corners, &other)) {
                        return true;
                    }
                }
                continue;
            }
            let node = &self.trees.nodes[b as usize];
            for lane in (0..8).filter(|&lane| node.child[lane] != NONE) {
                let bounds = lane_box(node, lane);
                let (middle, half) = middle_and_half(&bounds);
                let (middle, moved) = (self.motion.point(middle), self.moved(&bounds));
                let meets = |facet: &Facet| {
                    overlap(&facet.bounds, &moved) && facet.reaches(middle, half, self.tolerance)
                };
                if facets.iter().any(meets) {
                    work.push(node.child[lane]);
                }
            }
        }
        false
    }

    /// A part of the first tree against the facets of a leaf of the second one.
    fn leaf_of_second(&self, step: &Step) -> bool {
        let block = &self.trees.blocks[(step.b & !LEAF_BIT) as usize];
        let facet = |lane| {
            let corners = corners(block, lane).map(|corner| self.motion.point(corner));
            Facet::new(corners, self.tolerance, |normal| normal.map(f64::abs))
        };
        let (middle, half) = middle_and_half(&step.box_a);
        let facets: Vec<Facet> = lanes(block)
            .map(facet)
            .filter(|facet| {
                overlap(&facet.bounds, &step.box_a) && facet.reaches(middle, half, self.tolerance)
            })
            .collect();
        if facets.is_empty() {
            return false;
        }
        let mut work = vec![step.a];
        while let Some(a) = work.pop() {
            if a & LEAF_BIT != 0 {
                let block = &self.trees.blocks[(a & !LEAF_BIT) as usize];
                for lane in lanes(block) {
                    let other = corners(block, lane);
                    let bounds = box_of(&other);
                    let mut near = facets.iter().filter(|facet| overlap(&facet.bounds, &bounds));
                    if near.any(|facet| (self.test)(&other, &facet.corners)) {
                        return true;
                    }
                }
                continue;
            }
            let node = &self.trees.nodes[a as usize];
            for lane in (0..8).filter(|&lane| node.child[lane] != NONE) {
                let bounds = lane_box(node, lane);
                let (middle, half) = middle_and_half(&bounds);
                let meets = |facet: &Facet| {
                    overlap(&facet.bounds, &bounds) && facet.reaches(middle, half, self.tolerance)
                };
                if facets.iter().any(meets) {
                    work.push(node.child[lane]);
                }
            }
        }
        false
    }
}

impl Facet {
    fn new(corners: Triangle, grow: f64, reach: impl Fn(Vector) -> Vector) -> Self {
        let normal = cross(subtract(corners[1], corners[0]), subtract(corners[2], corners[0]));
        let normal = scale(1.0 / length(normal), normal);
        Self {
            corners,
            bounds: grown(&box_of(&corners), grow),
            normal,
            height: dot(normal, corners[0]),
            reach: reach(normal),
        }
    }

    /// Whether a box comes as near to the plane as the tolerance.
    fn reaches(&self, middle: Vector, half: Vector, tolerance: f64) -> bool {
        (dot(self.normal, middle) - self.height).abs() <= tolerance + dot(self.reach, half)
    }
}

fn middle_and_half(b: &Bounds) -> (Vector, Vector) {
    let (mut middle, mut half) = ([0.0; 3], [0.0; 3]);
    for k in 0..3 {
        let (lo, hi) = (f64::from(b.lo[k]), f64::from(b.hi[k]));
        (middle[k], half[k]) = (0.5 * (hi + lo), 0.5 * (hi - lo));
    }
    (middle, half)
}

/// Lanes of a block without repetitions.
pub(super) fn lanes(block: &Block8) -> impl Iterator<Item = usize> {
    (0..8).filter(|&lane| is_first(block, lane))
}

fn is_first(block: &Block8, lane: usize) -> bool {
    lane == 0 || block.triangle[lane] != block.triangle[lane - 1]
}

/// Those of them whose boxes overlap a box.
fn lanes_within(block: &Block8, other: &Bounds) -> impl Iterator<Item = usize> {
    let mut meets = [u32::MAX; 8];
    for axis in 0..3 {
        let ([a, b, c], (lo, hi)) = (&block.v, (other.lo[axis], other.hi[axis]));
        let (a, b, c) = (&a[axis], &b[axis], &c[axis]);
        for (lane, meets) in meets.iter_mut().enumerate() {
            let (x, y, z) = (a[lane], b[lane], c[lane]);
            *meets &= mask(((x <= hi) | (y <= hi) | (z <= hi)) & ((x >= lo) | (y >= lo) | (z >= lo)));
        }
    }
    set(&meets).filter(|&lane| is_first(block, lane))
}

pub(super) fn corners(block: &Block8, lane: usize) -> Triangle {
    let corner = |k: usize| {
        let v = &block.v[k];
        [f64::from(v[0][lane]), f64::from(v[1][lane]), f64::from(v[2][lane])]
    };
    [corner(0), corner(1), corner(2)]
}

/// A box around a facet, to rounding.
fn box_of([a, b, c]: &Triangle) -> Bounds {
    let mut bounds = Bounds::EMPTY;
    for k in 0..3 {
        bounds.lo[k] = a[k].min(b[k]).min(c[k]) as f32;
        bounds.hi[k] = a[k].max(b[k]).max(c[k]) as f32;
    }
    bounds
}

fn size(bounds: &Bounds) -> f32 {
    (0..3).map(|axis| bounds.hi[axis] - bounds.lo[axis]).fold(0.0, f32::max)
}

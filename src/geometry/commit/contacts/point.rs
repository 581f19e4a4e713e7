//! Where a point is: near to a mesh, within one.

use super::field::lane_box;
use super::near::{Trees, corners, lanes};
use super::triangles;
use super::vector::{Vector, cross, dot, length, subtract};
use crate::geometry::bvh::Bounds;
use crate::layout::{LEAF_BIT, NONE};

/// Rays in no direction that a detector is built along; the next is used where one meets an edge.
const DIRECTIONS: [Vector; 6] = [
    [0.572_061, 0.431_677, 0.697_451],
    [-0.233_445, 0.913_545, 0.333_069],
    [0.811_107, -0.567_143, 0.143_187],
    [0.117_851, 0.318_377, -0.940_626],
    [-0.707_381, -0.271_828, 0.652_473],
    [-0.381_966, 0.618_034, -0.687_124],
];

/// A ray that passes an edge by less than this share of its distance has met it.
const EDGE: f64 = 1e-10;

impl Trees<'_> {
    /// Whether a facet of a mesh is no farther than a distance from a point of the mesh's frame.
    pub fn reaches(&self, mesh: usize, point: Vector, distance: f64) -> bool {
        let inside = |b: &Bounds| {
            (0..3).all(|k| {
                f64::from(b.lo[k]) - distance <= point[k] && point[k] <= f64::from(b.hi[k]) + distance
            })
        };
        let mut found = false;
        self.visit(mesh, inside, |facet| {
            found |= triangles::square_to_triangle(point, facet) <= distance * distance;
            !found
        });
        found
    }

    /// Whether a closed mesh has a point of its frame inside: whether a ray from there leaves it more
    /// often than it enters, or less often where it is inside out.
    pub fn contains(&self, mesh: usize, point: Vector) -> bool {
        let (_, bounds) = &self.roots[mesh];
        if (0..3).any(|k| point[k] < f64::from(bounds.lo[k]) || point[k] > f64::from(bounds.hi[k])) {
            return false; // rays from there would meet much, and leave it as often as they enter it
        }
        DIRECTIONS.iter().find_map(|direction| self.winding(mesh, point, *direction)).is_some_and(|n| n != 0)
    }

    /// How many times more a ray goes out than in; `None` where it meets an edge.
    fn winding(&self, mesh: usize, point: Vector, direction: Vector) -> Option<i32> {
        let ahead = |b: &Bounds| {
            let (mut near, mut far) = (0.0_f64, f64::INFINITY);
            for k in 0..3 {
                let to = |side: f32| (f64::from(side) - point[k]) / direction[k];
                let (a, b) = (to(b.lo[k]), to(b.hi[k]));
                (near, far) = (near.max(a.min(b)), far.min(a.max(b)));
            }
            near <= far * (1.0 + 1e-12) + 1e-12
        };
        let (mut sum, mut edge) = (0, false);
        self.visit(mesh, ahead, |facet| {
            let [a, b, c] = facet.map(|corner| subtract(corner, point));
            let normal = cross(subtract(b, a), subtract(c, a));
            let along = dot(normal, direction);
            let turns = [(a, b), (b, c), (c, a)].map(|(a, b)| {
                let turn = dot(direction, cross(a, b));
                if turn.abs() <= EDGE * length(a) * length(b) { 0.0 } else { turn.signum() }
            });
            if turns.contains(&1.0) && turns.contains(&-1.0) || dot(normal, a) * along < 0.0 {
                return true; // it passes by, or lies behind
            }
            edge |= turns.contains(&0.0);
            sum += if along > 0.0 { 1 } else { -1 };
            !edge
        });
        (!edge).then_some(sum)
    }

    /// Calls `facet` with the facets in boxes that `wanted` names until it gives false.
    pub(super) fn visit(
        &self,
        mesh: usize,
        wanted: impl Fn(&Bounds) -> bool,
        mut facet: impl FnMut(&[Vector; 3]) -> bool,
    ) {
        let mut work = vec![self.roots[mesh].0];
        while let Some(at) = work.pop().filter(|at| *at != NONE) {
            if at & LEAF_BIT != 0 {
                let block = &self.blocks[(at & !LEAF_BIT) as usize];
                if !lanes(block).all(|lane| facet(&corners(block, lane))) {
                    return;
                }
                continue;
            }
            let node = &self.nodes[at as usize];
            let inside = |lane: &usize| node.child[*lane] != NONE && wanted(&lane_box(node, *lane));
            work.extend((0..8).filter(inside).map(|lane| node.child[lane]));
        }
    }
}

//! How much memory a commit needs.

use super::CommitOptions;
use crate::geometry::bvh::{BATCH, BuildOptions};
use crate::geometry::model::Model;

/// Bytes, from above: measured for meshes of 16 to 1.3 million triangles and up to 300,000 instances, and a half
/// added.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Needs {
    /// Of what is gone at its end, and of small lists that stay.
    pub on_the_way: u64,
    /// Of the large lists that it makes.
    pub made: u64,
}

/// Bytes of a triangle whose tree is being built.
const BUILT: u64 = 380;
/// Bytes of a triangle whose tree waits for its place in the lists.
const WAITING: u64 = 72;
/// Bytes of a triangle in the order that a mesh is cut by.
const CUT: u64 = 16;
/// Bytes of a triangle of a mesh whose edges are looked at.
const EDGES: u64 = 150;
/// Bytes of a vertex of a mesh that has moved.
const VERTEX: u64 = 32;
/// Bytes of an instance.
const INSTANCE: u64 = 520;
/// Bytes of a mesh, however small.
const MESH: u64 = 3000;
/// Bytes of the simplest geometry.
const LEAST: u64 = 1 << 17;
/// Bytes of a triangle in the trees of the processor, and of a device.
const MADE: [u64; 2] = [130, 70];
/// Bytes of an instance there.
const MADE_INSTANCE: u64 = 300;

impl Needs {
    /// Of both.
    pub(crate) fn all(&self) -> u64 {
        self.on_the_way + self.made
    }
}

impl Model {
    /// What a commit by so many threads needs together with the model, as far as that is not there already.
    pub(crate) fn needs(&self, options: &CommitOptions, threads: usize) -> Needs {
        match options.revises.is_some_and(|before| self.extends(before.model())) {
            false => {
                let needs = self.commit_needs(&options.build, options.device, threads);
                Needs { made: needs.made + self.bytes(), ..needs }
            }
            true => {
                let vertices: u64 = self.meshes.iter().map(|mesh| mesh.vertices.len() as u64).sum();
                let instances = self.instances.len() as u64;
                let on_the_way = VERTEX * vertices + INSTANCE * instances + LEAST;
                Needs { on_the_way, made: MADE_INSTANCE * instances + self.bytes_of_copy() }
            }
        }
    }

    /// What a commit of new meshes by so many threads needs besides the model; `device`: with trees for one.
    pub(crate) fn commit_needs(&self, build: &BuildOptions, device: bool, threads: usize) -> Needs {
        let sizes = || self.meshes.iter().map(|mesh| mesh.triangles.len() as u64);
        let (total, largest) = (sizes().sum::<u64>(), sizes().max().unwrap_or(0));
        let (whole, piece) = (build.most_of_whole() as u64, build.most_of_piece() as u64);
        let task = sizes().map(|size| if size <= whole { size } else { piece }).max().unwrap_or(0);
        // A thread that waits for others within a task may begin another one.
        let at_once = |task: u64| total.min(task.saturating_mul(2 * threads as u64));
        let batch = total.min(largest.max(BATCH as u64));
        let trees = BUILT * at_once(task) + WAITING * batch.min(BATCH as u64) + CUT * batch;
        let (instances, meshes) = (self.instances.len() as u64, self.meshes.len() as u64);
        let made = if device { MADE[0] + MADE[1] } else { MADE[0] };
        Needs {
            on_the_way: trees.max(EDGES * at_once(largest)) + INSTANCE * instances + MESH * meshes + LEAST,
            made: made * total + MADE_INSTANCE * instances,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::model::{Instance, Mesh, PerTriangle};

    fn model(meshes: usize, triangles: usize, instances: usize) -> Model {
        let mesh = || Mesh {
            name: String::new(),
            vertices: Vec::new(),
            triangles: vec![[0; 3]; triangles],
            inner_material: PerTriangle::Uniform(0),
            outer_material: PerTriangle::Uniform(0),
            surface: PerTriangle::Uniform(0),
        };
        let mut model = Model::new();
        model.meshes = (0..meshes).map(|_| mesh().into()).collect();
        model.instances = (0..instances).map(|_| Instance::of(0)).collect();
        model
    }

    /// Peaks of what cannot fail to be had, in bytes, as measured with two threads.
    #[test]
    fn needs_are_above_what_was_measured_but_not_far() {
        let build = BuildOptions::default();
        let cases = [
            (model(1, 1_299_600, 1), false, 127_000_000), // with a check
            (model(1, 490_000, 1), true, 113_300_000),
            (model(60, 21_904, 60), true, 64_700_000),
            (model(20_000, 16, 20_000), true, 52_500_000),
            (model(1, 16, 300_000), true, 88_500_000),
        ];
        for (model, device, measured) in cases {
            let needs = model.commit_needs(&build, device, 2).on_the_way;
            assert!((measured * 5 / 4..measured * 4).contains(&needs), "{needs} for {measured}");
        }
        assert!(model(1, 12, 1).commit_needs(&build, false, 2).on_the_way < 1 << 18);
    }
}

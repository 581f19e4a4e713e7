//! Pairs that lie to each other as another pair of the same meshes does: whether those are apart is asked once. A detector has
//! thousands of tubes, each with its cathode.

use super::Scene;
use super::near::Placed;
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Mutex;

/// Pairs of meshes with fewer pairs of triangles are looked at each time.
const FEW: usize = 4096;

/// Most answers that are kept.
const MOST: usize = 1 << 20;

/// Locks, so that threads seldom wait for each other.
const SHARDS: usize = 64;

/// Motions that differ by less are one: mm, and entries of a rotation.
const LENGTH: f64 = 1.0 / (1 << 20) as f64;
const ENTRY: f64 = 1.0 / (1_u64 << 32) as f64;

/// Steps of tolerances for each factor of 2.
const STEPS: f64 = 8.0;

#[derive(PartialEq, Eq, Hash)]
struct Key {
    meshes: [usize; 2],
    /// Rotation and translation from the second one's frame to that of the first one, in steps.
    motion: [i64; 12],
    /// Logarithm of the tolerance, in steps.
    tolerance: i64,
}

/// What is known of pairs so far.
pub(super) struct Apart(Vec<Mutex<HashMap<Key, bool>>>);

impl Default for Apart {
    fn default() -> Self {
        Self((0..SHARDS).map(|_| Mutex::default()).collect())
    }
}

impl Scene<'_> {
    /// Whether two instances are known to be farther apart than a tolerance. Not when in doubt.
    pub(super) fn are_apart(&self, i: u32, j: u32, tolerance: f64) -> bool {
        let (one, other) = (&self.placed[i as usize], &self.placed[j as usize]);
        let triangles = |placed: &Placed| self.model.meshes[placed.mesh].triangles.len();
        if triangles(one).saturating_mul(triangles(other)) <= FEW
            || !(tolerance > 0.0 && tolerance.is_finite())
        {
            return false;
        }
        let step = (tolerance.log2() * STEPS).ceil();
        let key = Key {
            meshes: [one.mesh, other.mesh],
            motion: one.motion_of(other, ENTRY, LENGTH),
            tolerance: step as i64,
        };
        let mut hasher = DefaultHasher::new();
        key.hash(&mut hasher);
        let shard = &self.apart.0[hasher.finish() as usize % SHARDS];
        let lock = || shard.lock().unwrap_or_else(|e| e.into_inner());
        if let Some(known) = lock().get(&key) {
            return *known;
        }
        // Those of other motions with this key are nearer to each other by less than the slack.
        let slack = 4.0 * (LENGTH + 4.0 * ENTRY * self.trees.extent(other.mesh));
        let tolerance = (step / STEPS).exp2() + slack;
        let near = self.trees.any(one, other, tolerance, &|a, b| super::triangles::within(a, b, tolerance));
        let mut answers = lock();
        if answers.len() < MOST / SHARDS {
            answers.insert(key, !near);
        }
        !near
    }
}

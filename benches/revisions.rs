//! Commits of revisions against commits from nothing: detector_full with one instance moved, with many, and with one
//! table changed; and rays through the tree of the world after instances have moved again and again.
//! `cargo bench --bench revisions`; needs the reference scenes (CHROMA2_REFERENCE).

#[path = "../tests/common/mod.rs"]
mod common;
#[path = "costs/mod.rs"]
#[allow(dead_code)]
mod costs;

use chroma2::geometry::{CommitOptions, Committed, Model, Rays};
use chroma2::tables::Curve;
use std::f32::consts::TAU;
use std::sync::Arc;
use std::time::Instant;

const RAYS: usize = 1 << 18;
const TIMES: usize = 9;

/// Uniform numbers in [0, 1): SplitMix64.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 * (0.5_f64).powi(53)
    }

    fn direction(&mut self) -> [f32; 3] {
        let (z, (s, c)) = (2.0 * self.next() as f32 - 1.0, (TAU * self.next() as f32).sin_cos());
        let r = (1.0 - z * z).sqrt();
        [r * c, r * s, z]
    }
}

fn commit(model: &Arc<Model>, revises: Option<&Committed>) -> Committed {
    model.commit(&CommitOptions { revises, ..CommitOptions::default() }).expect("a good scene")
}

/// Median and least of the times of some commits in ms, the digest apart.
fn times(model: &Model, revises: Option<&Committed>, what: &str, mut change: impl FnMut(&mut Model, usize)) {
    let (mut commits, mut digests) = (Vec::new(), Vec::new());
    for i in 0..TIMES {
        let mut model = model.clone();
        change(&mut model, i);
        let committed = commit(&Arc::new(model), revises);
        commits.push(1e3 * committed.seconds());
        let start = Instant::now();
        committed.digest();
        digests.push(1e3 * start.elapsed().as_secs_f64());
    }
    commits.sort_by(f64::total_cmp);
    digests.sort_by(f64::total_cmp);
    println!(
        "{what}: {:.2} ms (least {:.2}), digest {:.2} ms",
        commits[TIMES / 2],
        commits[0],
        digests[TIMES / 2]
    );
}

/// Moves some instances about.
fn jitter(model: &mut Model, numbers: &mut Numbers, count: usize, by: f64) {
    for _ in 0..count {
        let i = (numbers.next() * model.instances.len() as f64) as usize;
        for x in &mut model.instances[i].translation {
            *x += by * (2.0 * numbers.next() - 1.0);
        }
    }
}

/// M rays/s of each, from random points of a cube on one core, by turns.
fn rates(each: &[&Committed], extent: f64) -> Vec<f64> {
    let mut numbers = Numbers(1);
    let directions: Vec<_> = (0..RAYS).map(|_| numbers.direction()).collect();
    let place = |numbers: &mut Numbers| ((2.0 * numbers.next() - 1.0) * extent) as f32;
    let origins: Vec<_> = (0..RAYS).map(|_| [0; 3].map(|_| place(&mut numbers))).collect();
    let rays = Rays { origins: &origins, directions: &directions, max_distances: None };
    let one_thread = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a thread");
    let mut best = vec![f64::INFINITY; each.len()];
    for _ in 0..9 {
        for (best, committed) in best.iter_mut().zip(each) {
            let start = Instant::now();
            one_thread.install(|| committed.closest_hits(&rays)).expect("good rays");
            *best = best.min(start.elapsed().as_secs_f64());
        }
    }
    best.into_iter().map(|seconds| RAYS as f64 / seconds / 1e6).collect()
}

fn main() {
    let Some(full) = common::reference::load("detector_full") else { return };
    let model = full.model;
    let base = commit(&Arc::new(model.clone()), None);
    println!("{} instances, {} triangles", model.instances.len(), model.triangle_count());
    times(&model, None, "from nothing", |_, _| {});
    times(&model, Some(&base), "nothing changed", |_, _| {});
    let mut numbers = Numbers(7);
    let extent = base.bounds().1.into_iter().fold(0.0_f32, f32::max);
    for (count, by) in [(1, 20.0), (100, 20.0), (model.instances.len() / 5, 20.0)] {
        let what = format!("{count} of the instances moved");
        times(&model, Some(&base), &what, |model, _| jitter(model, &mut numbers, count, by));
    }
    times(&model, Some(&base), "an absorption length changed", |model, i| {
        model.materials[0].absorption_length = Curve::Constant(1000.0 + i as f64);
    });
    times(&model, Some(&base), "a detection probability changed", |model, i| {
        for surface in &mut model.surfaces {
            if let Curve::Points { y, .. } = &mut surface.detect {
                y.iter_mut().for_each(|y| *y *= 0.9 - 0.01 * i as f64);
            }
        }
    });
    // Rays.
    for (count, by) in [(1, 50.0), (100, 50.0), (1, 1000.0), (100, 1000.0), (1000, 1000.0)] {
        let (mut numbers, mut model) = (Numbers(3), model.clone());
        let mut last: Option<Committed> = None;
        for _ in 0..100 {
            jitter(&mut model, &mut numbers, count, by);
            last = Some(commit(&Arc::new(model.clone()), Some(last.as_ref().unwrap_or(&base))));
        }
        let revised = last.expect("a hundred");
        let fresh = commit(&Arc::new(model), None);
        let rates = rates(&[&revised, &fresh], extent.into());
        let cost = |of: &Committed| costs::host(of.world_nodes(), of.scene().tlas_root);
        println!(
            "after 100 times {count} moved by up to {by} mm: {:.3} M rays/s, cost {:.3}; from nothing {:.3}, cost {:.3}",
            rates[0],
            cost(&revised),
            rates[1],
            cost(&fresh)
        );
    }
}

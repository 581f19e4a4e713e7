//! Freezing a model: checks, trees, tables, digest.

mod attributes;
mod cache;
mod changes;
mod check;
mod closed;
mod coded;
mod committed;
mod contacts;
mod digest;
mod edges;
mod frames;
mod needs;
mod optical;
mod optics;
mod placement;
mod rays;
mod report;
mod scene_data;
mod trees;
mod weld;
mod wire_tree;

pub use committed::Committed;
pub use contacts::Misplaced;
pub use rays::{RayHits, Rays};
pub use report::{Check, CommitReport, Edges, Found};
pub use weld::Weld;

use super::bvh::{BuildOptions, limit};
use super::model::{LARGEST_COORDINATE, Model};
use crate::runtime::signals::quiet;
use crate::words::real;
use crate::{Error, Result, memory};
use changes::Changes;
use coded::Coded;
use committed::Arrays;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;
use trees::Trees;

/// How a model is frozen.
#[derive(Debug, Clone, Default)]
pub struct CommitOptions<'a> {
    /// Threads to use. `None`: the rayon pool that the call is made in, or outside of any as many as
    /// the machine has, for the length of the call.
    pub pool: Option<&'a rayon::ThreadPool>,
    /// How trees are built.
    pub build: BuildOptions,
    /// Whether meshes and how their instances lie are checked: [`CommitReport::check`].
    pub check: bool,
    /// Vertices of open edges that are no farther apart, in mm, are one to the check; 0: none are.
    pub weld_tolerance: f64,
    /// Whether trees for a device are made too, for the first one that the geometry goes to.
    pub device: bool,
    /// Folder that built trees are kept in and taken from; `None`: they are always built. Trees from
    /// it answer as those built would; who can write to it can make the answers wrong.
    pub tree_cache: Option<&'a Path>,
    /// The geometry that the model is a revision of: what has not changed since is taken over from it, its meshes'
    /// trees as they were built then. `build` is how the world's tree is built where that is necessary, and
    /// `tree_cache` is not used.
    pub revises: Option<&'a Committed>,
}

impl Model {
    /// Checks the model as a whole and freezes it. The model stays as it is, shared with what is
    /// returned; a failed commit leaves nothing behind.
    pub fn commit(self: &Arc<Self>, options: &CommitOptions) -> Result<Committed> {
        match options.pool {
            Some(pool) => pool.install(|| freeze(self, options)),
            None if rayon::current_thread_index().is_some() => freeze(self, options),
            None => quiet(|| rayon::ThreadPoolBuilder::new().build())
                .map_err(|error| Error::OutOfMemory(format!("threads for the commit: {error}")))?
                .install(|| freeze(self, options)),
        }
    }
}

/// Commits inside the pool of the calling thread.
fn freeze(model: &Arc<Model>, options: &CommitOptions) -> Result<Committed> {
    let start = Instant::now();
    let changes = Changes::of(model, options.revises);
    changes.check(model)?;
    memory::ready()?;
    let needs = model.needs(options, rayon::current_num_threads());
    let _held = memory::hold(needs.on_the_way, "the commit of the geometry")?;
    check_weld(options)?;
    let (optical, optics) = match changes.same_optics() {
        Some(before) => (before.report().optical.clone(), Arc::clone(before.optics())),
        None => (optical::check(model)?, Arc::new(optics::encode(model)?)),
    };
    let mut report = CommitReport { optical, ..CommitReport::default() };
    let mut coded = match changes.same_attributes() {
        Some(before) => Arc::clone(before.coded()),
        None => Arc::new(Coded::of(model, &changes)?),
    };
    let mut instances = placement::instances(model, &coded.meshes)?;
    let after_meshes = changes.same_optics().map_or_else(Arc::default, Committed::after_meshes);
    let digest = || digest::of(model, &instances, &coded.wire_planes, &after_meshes);
    let (Trees { meshes: trees, world }, digest) = trees::of(model, &instances, digest, &changes, options)?;
    if changes.moved().is_none() {
        let own =
            Arc::get_mut(&mut coded).ok_or_else(|| Error::Internal("attributes of a new commit".into()))?;
        own.plant(&trees);
        instances = placement::instances(model, &own.meshes)?;
    }
    for (number, planted) in trees.meshes.iter().enumerate() {
        report.add_degenerate(number as u32, &planted.degenerate);
    }
    let stage = contacts::World {
        model,
        nodes: &trees.nodes,
        blocks: &trees.blocks,
        world: &world.nodes,
        meshes: &coded.meshes,
        instances: &instances,
    };
    let contacts = match changes.same_contacts() {
        Some(before) => Arc::clone(before.contacts()),
        None => Arc::new(contacts::Contacts::of(&stage, changes.moved())?),
    };
    report.optical.unmet_borders = contacts.borders.unmet.clone();
    report.check = options.check.then(|| check::check(&stage, options.weld_tolerance)).transpose()?;
    if changes.moved().is_none() || options.check {
        check::warn(&report);
    }
    let is_new = changes.moved().is_none();
    let frames = frames::of(&world.nodes, &trees.nodes, &coded.meshes, &instances)?;
    let arrays = Arrays { trees, world, frames, coded, instances, contacts, optics };
    let mut committed = Committed::new(Arc::clone(model), arrays, (digest, after_meshes), report);
    committed.set_seconds(start.elapsed().as_secs_f64());
    log::log!(if is_new { log::Level::Info } else { log::Level::Debug }, "{}", committed.summary());
    Ok(committed)
}

fn check_weld(options: &CommitOptions) -> Result<()> {
    let tolerance = options.weld_tolerance;
    if !(0.0..=LARGEST_COORDINATE).contains(&tolerance) || (tolerance > 0.0 && !options.check) {
        return Err(Error::argument(format!(
            "weld_tolerance is {} mm; 0 to {LARGEST_COORDINATE:e} mm is allowed, and more than 0 with a check only",
            real(tolerance)
        )));
    }
    Ok(())
}

//! The kernels compiled for the host: one table of entry points for each instruction-set level.

use crate::layout::{
    CompactJob, GatherJob, MediumChanges, PhotonState, PropagateParams, RayBatch, Scene, Segment,
    SourceBatch, Table,
};
use crate::{Error, Result};
use std::sync::OnceLock;

/// Tables outside a scene: the spectrum of a photon source, the distributions of a readout.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
#[allow(missing_docs)]
pub struct TableView {
    pub tables: *const Table,
    pub segments: *const Segment,
    pub buckets: *const u32,
}

/// Entry points of `kernels/host/entry.cpp`. All of them set and restore the floating-point
/// environment, touch only what they are given, and may run on any number of threads at once.
#[repr(C)]
#[derive(Debug)]
#[allow(missing_docs)]
pub struct Kernels {
    /// Runs `count` photons to their end, one after the other and in place, until another thread sets
    /// `halt` (null: never); returns how many came to their end, the first ones. Counts those of their
    /// legs that began in one material and ended in another, and adds these to a table (null: none), which
    /// other threads may add to.
    pub propagate: unsafe extern "C" fn(
        *const Scene,
        *const PropagateParams,
        *mut PhotonState,
        u64,
        changes: *mut MediumChanges,
        halt: *const u8,
        change_count: *mut u64,
    ) -> u64,
    /// Runs one photon (index `first_index`), writing its state at the start and after every step;
    /// returns the number of states, at most `capacity` (further ones are not written). `halt` as above.
    pub record: unsafe extern "C" fn(
        *const Scene,
        *const PropagateParams,
        *mut PhotonState,
        records: *mut PhotonState,
        capacity: u64,
        halt: *const u8,
    ) -> u64,
    /// Makes `count` photons of sources in a scene.
    pub generate:
        unsafe extern "C" fn(*const Scene, *const SourceBatch, *const PropagateParams, *mut PhotonState, u64),
    /// `scratch` has room for two entries a ray, to trace the rays in a good order; null: in the one given.
    pub closest_hits: unsafe extern "C" fn(*const Scene, *const RayBatch, scratch: *mut u64),
    pub any_hits: unsafe extern "C" fn(*const Scene, *const RayBatch, scratch: *mut u64),
    /// The four words of Philox4x32-10.
    pub philox: unsafe extern "C" fn(counter: *const u32, key: *const u32, out: *mut u32),
    /// Table values: `out[i] = table[index](x[i])`.
    pub lookup: unsafe extern "C" fn(*const TableView, index: u32, x: *const f32, out: *mut f32, u64),
    /// Own math functions by number (0 log, 1 exp, 2 sin(2 pi x), 3 cos(2 pi x), 4 acos).
    pub math: unsafe extern "C" fn(function: u32, x: *const f32, out: *mut f32, u64),
    /// Uniform numbers `draw`, `draw + 1`, … of a photon, in (0,1).
    pub uniforms: unsafe extern "C" fn(*const PropagateParams, index: u64, draw: u32, out: *mut f32, u64),
    /// Adds a table that nobody else uses to one that other threads may add to.
    pub merge_changes: unsafe extern "C" fn(to: *mut MediumChanges, from: *const MediumChanges),
    /// Makes states of a program's photons; here the arrays need no alignment.
    pub gather: unsafe extern "C" fn(*const GatherJob),
    /// Adds the end states of a job to its totals. Only the scene, the photons and what is picked are looked at.
    pub tally: unsafe extern "C" fn(*const CompactJob),
    /// Writes the picked end states of a job in their order, as many as there is room for.
    pub pack_hits: unsafe extern "C" fn(*const CompactJob),
    /// The channel of an instance of the scene, or of a wire plane (by its id) and a wire of it; -1: none.
    pub channel: unsafe extern "C" fn(*const Scene, instance: u32, triangle: u32) -> i32,
}

impl Kernels {
    /// Runs all photons to their end; returns how many of their legs began in one material and ended in
    /// another.
    ///
    /// # Safety
    /// The scene is alive; `changes` is null or a table that takes additions from any thread.
    pub unsafe fn propagate_all(
        &self,
        scene: *const Scene,
        params: &PropagateParams,
        photons: &mut [PhotonState],
        changes: *mut MediumChanges,
    ) -> u64 {
        let (states, count, mut found) = (photons.as_mut_ptr(), photons.len() as u64, 0);
        // SAFETY: as the caller says; the photons are a slice, and nothing halts it.
        unsafe { (self.propagate)(scene, params, states, count, changes, std::ptr::null(), &raw mut found) };
        found
    }
}

unsafe extern "C" {
    fn chroma2_kernels_baseline() -> *const Kernels;
    #[cfg(target_arch = "x86_64")]
    fn chroma2_kernels_v3() -> *const Kernels;
}

/// The instruction-set level of a [`Kernels`] table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// What every processor of the architecture has.
    Baseline,
    /// x86-64-v3: AVX2 and FMA.
    V3,
}

/// The kernels of a level, or `None` where this processor lacks it.
pub fn kernels_of(level: Level) -> Option<&'static Kernels> {
    match level {
        // SAFETY: returns the address of a static table.
        Level::Baseline => Some(unsafe { &*chroma2_kernels_baseline() }),
        #[cfg(target_arch = "x86_64")]
        Level::V3 => (is_x86_feature_detected!("avx2")
            && is_x86_feature_detected!("fma")
            && is_x86_feature_detected!("bmi1")
            && is_x86_feature_detected!("bmi2"))
        // SAFETY: as above.
        .then(|| unsafe { &*chroma2_kernels_v3() }),
        #[cfg(not(target_arch = "x86_64"))]
        Level::V3 => None,
    }
}

/// The kernels that are used, and what is wrong with `CHROMA2_CPU`, if anything.
fn chosen() -> &'static (&'static Kernels, Option<String>) {
    static CHOSEN: OnceLock<(&'static Kernels, Option<String>)> = OnceLock::new();
    CHOSEN.get_or_init(|| {
        let baseline = kernels_of(Level::Baseline).expect("the baseline always exists");
        let best = kernels_of(Level::V3).unwrap_or(baseline);
        match std::env::var_os("CHROMA2_CPU").unwrap_or_default().to_string_lossy().as_ref() {
            "" => (best, None),
            "baseline" => (baseline, None),
            other => (best, Some(other.chars().take(40).collect())),
        }
    })
}

/// The best kernels for this processor. `CHROMA2_CPU=baseline` in the environment, read at the
/// first call, asks for the baseline; all levels give the same bits.
pub fn kernels() -> &'static Kernels {
    chosen().0
}

/// What is wrong with `CHROMA2_CPU`, where that is nothing known.
pub fn wrong_environment() -> Option<String> {
    chosen().1.as_ref().map(|value| {
        format!(
            "CHROMA2_CPU is \"{value}\" in the environment; \"baseline\" is allowed, or nothing for the best kernels"
        )
    })
}

/// Refuses what `CHROMA2_CPU` says, where that is nothing known.
pub fn check_environment() -> Result<()> {
    wrong_environment().map_or(Ok(()), |what| Err(Error::argument(what)))
}

//! The kernels compiled for the processor: one table of functions for each instruction-set level.

use super::{
    AsidePhoton, CompactJob, Descent, GatherJob, MediumChanges, PhotonState, PropagateParams, RayBatch,
    Scene, SecondaryList, SourceBatch, StepBatch, TableView,
};

/// Values of the first argument of `Kernels::math`.
pub mod math_function {
    /// The natural logarithm.
    pub const MATH_LOG: u32 = 0;
    /// e to the x.
    pub const MATH_EXP: u32 = 1;
    /// sin(2 pi x).
    pub const MATH_SIN: u32 = 2;
    /// cos(2 pi x).
    pub const MATH_COS: u32 = 3;
    /// The arc cosine.
    pub const MATH_ACOS: u32 = 4;
}

/// Entry points of kernels/host/entry.cpp. All of them set and restore the floating-point environment,
/// touch only what they are given, and may run on any number of threads at once.
#[repr(C)]
#[derive(Debug)]
pub struct Kernels {
    /// Runs `count` photons to their end, one after the other and in place, until another thread sets
    /// `halt` (null: never); returns how many came to their end, the first ones. Counts those of their
    /// legs that began in one material and ended in another, and adds these to a table (null: none), which
    /// other threads may add to.
    pub propagate: unsafe extern "C" fn(
        scene: *const Scene,
        params: *const PropagateParams,
        photons: *mut PhotonState,
        count: u64,
        changes: *mut MediumChanges,
        halt: *const u8,
        change_count: *mut u64,
    ) -> u64,
    /// As `propagate`, in a geometry where an absorption may give several photons: all but the first one go to a
    /// list. Photons of other than this generation are left as they are; those of generation 0 start, others go on as
    /// their descents say. A photon that has emitted others stops there, and is of the next generation. Ends early too
    /// where the list does not grow.
    pub propagate_spawning: unsafe extern "C" fn(
        scene: *const Scene,
        params: *const PropagateParams,
        photons: *mut PhotonState,
        descents: *mut Descent,
        count: u64,
        generation: u32,
        list: *mut SecondaryList,
        changes: *mut MediumChanges,
        halt: *const u8,
        change_count: *mut u64,
    ) -> u64,
    /// As `propagate`, photons that a device has put aside; the index of each is `first_index` + its number.
    pub resume: unsafe extern "C" fn(
        scene: *const Scene,
        params: *const PropagateParams,
        photons: *mut AsidePhoton,
        count: u64,
        changes: *mut MediumChanges,
        halt: *const u8,
        change_count: *mut u64,
    ) -> u64,
    /// Runs one photon (index `first_index`), writing its state at the start and after every step;
    /// returns the number of states, at most `capacity` (further ones are not written). `halt` as above.
    pub record: unsafe extern "C" fn(
        scene: *const Scene,
        params: *const PropagateParams,
        photon: *mut PhotonState,
        records: *mut PhotonState,
        capacity: u64,
        halt: *const u8,
    ) -> u64,
    /// Numbers of photons of a mean number that absorptions of photons `index`, `index + 1`, ... give, from the first
    /// random number of each.
    pub numbers: unsafe extern "C" fn(
        params: *const PropagateParams,
        index: u64,
        mean: f32,
        out: *mut u32,
        count: u64,
    ),
    /// Makes `count` photons of sources in a scene.
    pub generate: unsafe extern "C" fn(
        scene: *const Scene,
        sources: *const SourceBatch,
        params: *const PropagateParams,
        photons: *mut PhotonState,
        count: u64,
    ),
    /// Makes `count` photons of steps.
    pub generate_steps: unsafe extern "C" fn(
        batch: *const StepBatch,
        params: *const PropagateParams,
        photons: *mut PhotonState,
        count: u64,
    ),
    /// `scratch` has room for two entries a ray, to trace the rays in a good order; null: in the one given.
    pub closest_hits: unsafe extern "C" fn(scene: *const Scene, rays: *const RayBatch, scratch: *mut u64),
    /// Whether there is any hit; `scratch` as above.
    pub any_hits: unsafe extern "C" fn(scene: *const Scene, rays: *const RayBatch, scratch: *mut u64),
    /// The four words of Philox4x32-10.
    pub philox: unsafe extern "C" fn(counter: *const u32, key: *const u32, out: *mut u32),
    /// Values of the table with this index: one of each x.
    pub lookup:
        unsafe extern "C" fn(tables: *const TableView, index: u32, x: *const f32, out: *mut f32, count: u64),
    /// Own math functions by number: MATH_LOG and so on.
    pub math: unsafe extern "C" fn(function: u32, x: *const f32, out: *mut f32, count: u64),
    /// Uniform numbers `draw`, `draw + 1`, ... of a photon, in (0,1).
    pub uniforms: unsafe extern "C" fn(
        params: *const PropagateParams,
        index: u64,
        draw: u32,
        out: *mut f32,
        count: u64,
    ),
    /// Adds a table that nobody else uses to one that other threads may add to.
    pub merge_changes: unsafe extern "C" fn(to: *mut MediumChanges, from: *const MediumChanges),
    /// Makes states of a program's photons; here the arrays need no alignment.
    pub gather: unsafe extern "C" fn(job: *const GatherJob),
    /// Adds the end states of a job to its totals. Only the scene, the photons and what is picked are looked
    /// at.
    pub tally: unsafe extern "C" fn(job: *const CompactJob),
    /// Writes the picked end states of a job in their order, as many as there is room for.
    pub pack_hits: unsafe extern "C" fn(job: *const CompactJob),
    /// The channel of an instance of the scene, or of a wire plane (by its id) and a wire of it; -1: none.
    pub channel: unsafe extern "C" fn(scene: *const Scene, instance: u32, triangle: u32) -> i32,
}

unsafe extern "C" {
    /// What every processor of the architecture runs.
    pub(crate) fn chroma2_kernels_baseline() -> *const Kernels;
    /// With AVX2 and FMA.
    #[cfg(target_arch = "x86_64")]
    pub(crate) fn chroma2_kernels_v3() -> *const Kernels;
}

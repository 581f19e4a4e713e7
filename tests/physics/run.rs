//! Photons in, photons out.

use crate::vector::{Vec3, narrow};
use chroma2::backend::cpu::random::stream;
use chroma2::backend::cpu::{Kernels, kernels};
use chroma2::geometry::Committed;
use chroma2::layout::{MediumChange, MediumChanges, NONE, PhotonState, PropagateParams};

/// mm/ns
pub const LIGHT: f64 = 299.792_458;

/// Whether tests are to run for as long as it takes to find what is rare: CHROMA2_SOAK is set.
pub fn soaks() -> bool {
    std::env::var_os("CHROMA2_SOAK").is_some()
}

/// Twenty times as many photons in a soak.
pub fn many(n: usize) -> usize {
    if soaks() { 20 * n } else { n }
}

/// Options with a seed; no limits that a test would meet.
pub fn params(seed: u64) -> PropagateParams {
    PropagateParams {
        stream: stream(seed, 1),
        first_index: 0,
        max_steps: 10_000,
        max_time: f32::INFINITY,
        weight_mode: 0,
        scatter_first: 0,
        velocity: 0,
        reserved: 0,
    }
}

/// Options that end every photon after one step, so that its state shows what the step did.
pub fn one_step(seed: u64) -> PropagateParams {
    PropagateParams { max_steps: 1, ..params(seed) }
}

/// An unpolarized photon of 400 nm.
pub fn photon(position: Vec3, direction: Vec3) -> PhotonState {
    PhotonState {
        position: narrow(position),
        direction: narrow(direction),
        wavelength: 400.0,
        weight: 1.0,
        instance: NONE,
        triangle: NONE,
        ..bytemuck::Zeroable::zeroed()
    }
}

pub fn polarized(position: Vec3, direction: Vec3, polarization: Vec3) -> PhotonState {
    PhotonState { polarization: narrow(polarization), ..photon(position, direction) }
}

/// Runs photons to their end on two threads, in a soak on all, or on the GPU where the tests run there; photon i of the
/// list has index i.
pub fn propagate(scene: &Committed, params: &PropagateParams, photons: Vec<PhotonState>) -> Vec<PhotonState> {
    propagate_counting(scene, params, photons).0
}

/// As [`propagate`], with the legs that did not end in the medium in which they began.
pub fn propagate_counting(
    scene: &Committed,
    params: &PropagateParams,
    #[allow(unused_mut)] mut photons: Vec<PhotonState>,
) -> (Vec<PhotonState>, Changes) {
    #[cfg(feature = "cuda")]
    if let Some(context) = crate::device::wanted() {
        let changes = crate::device::propagate(context, scene, params, None, &mut photons);
        return (photons, Changes::of(&changes));
    }
    on_processor(kernels(), scene, params, photons)
}

/// As [`propagate`], at a certain instruction-set level.
pub fn propagate_with(
    kernels: &Kernels,
    scene: &Committed,
    params: &PropagateParams,
    photons: Vec<PhotonState>,
) -> Vec<PhotonState> {
    on_processor(kernels, scene, params, photons).0
}

fn on_processor(
    kernels: &Kernels,
    scene: &Committed,
    params: &PropagateParams,
    mut photons: Vec<PhotonState>,
) -> (Vec<PhotonState>, Changes) {
    let mut changes: Box<MediumChanges> = bytemuck::zeroed_box();
    let table = std::ptr::from_mut(&mut *changes) as usize;
    let threads = if soaks() { std::thread::available_parallelism().map_or(2, |n| n.get()) } else { 2 };
    let share = photons.len().div_ceil(threads);
    std::thread::scope(|threads| {
        for (i, part) in photons.chunks_mut(share.max(1)).enumerate() {
            let params = PropagateParams { first_index: params.first_index + (i * share) as u64, ..*params };
            threads.spawn(move || {
                // SAFETY: the scene outlives the call, the photons are this thread's own, and the table
                // takes additions from any thread.
                unsafe { kernels.propagate_all(scene.scene(), &params, part, table as *mut MediumChanges) };
            });
        }
    });
    (photons, Changes::of(&changes))
}

/// Legs that began in one medium and ended in another.
#[derive(Debug)]
pub struct Changes {
    pub total: u64,
    /// The most frequent first.
    pub places: Vec<MediumChange>,
}

impl Changes {
    fn of(table: &MediumChanges) -> Self {
        let mut places: Vec<_> = table.entries.iter().filter(|place| place.count > 0).copied().collect();
        places.sort_by_key(|place| std::cmp::Reverse(place.count));
        Self { total: table.total, places }
    }
}

/// Runs `count` copies of a photon.
pub fn repeat(
    scene: &Committed,
    params: &PropagateParams,
    photon: PhotonState,
    count: usize,
) -> Vec<PhotonState> {
    propagate(scene, params, vec![photon; count])
}

/// How many photons have all of these flags.
pub fn count(photons: &[PhotonState], flags: u32) -> usize {
    photons.iter().filter(|p| p.flags & flags == flags).count()
}

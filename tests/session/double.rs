//! Kernels that make up a photon's fate from its index, and geometries that misbehave.

use chroma2::backend::context::Context;
use chroma2::backend::cpu::{Kernels, kernels};
use chroma2::layout::{CompactJob, Instance, MediumChanges, NONE, PhotonState, PropagateParams, Scene, flag};
use chroma2::session::{
    Emission, Polarization, SceneData, Session, SessionOptions, Shape, SourceSpec, Spectrum,
};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering, Ordering::SeqCst};
use std::sync::{Arc, Condvar, LazyLock, Mutex, Weak};

/// What a photon of the double ends as.
const ENDS: [u32; 7] = [
    flag::NO_HIT,
    flag::BULK_ABSORB,
    flag::SURFACE_DETECT,
    flag::SURFACE_ABSORB,
    flag::STEP_LIMIT,
    flag::TIME_LIMIT,
    flag::NAN_ABORT,
];

/// A number that depends on all that a fate may depend on.
pub fn mix(params: &PropagateParams, index: u64) -> u64 {
    let [a, b, ..] = params.stream.map(u64::from);
    let mut x = index.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ a << 32 ^ b;
    x = (x ^ (x >> 31)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x ^ (x >> 29)
}

fn fate(params: &PropagateParams, index: u64, state: &mut PhotonState) {
    if state.flags & flag::TERMINAL != 0 {
        return;
    }
    let x = mix(params, index);
    state.flags |= ENDS[(x % 7) as usize];
    state.time += (x % 1000) as f32;
    state.weight *= 1.0 / (1 + x % 13) as f32;
    state.instance = (x % 11) as u32;
    state.triangle = (x % 17) as u32;
    state.draw += (x % 5) as u32;
}

/// # Safety
/// As for the kernels.
unsafe extern "C" fn propagate(
    _: *const Scene,
    params: *const PropagateParams,
    states: *mut PhotonState,
    count: u64,
    _: *mut MediumChanges,
    halt: *const u8,
    change_count: *mut u64,
) -> u64 {
    // SAFETY: the session gives what it says.
    let (params, states) = unsafe { (&*params, std::slice::from_raw_parts_mut(states, count as usize)) };
    // SAFETY: as above; other threads may set the flag.
    let (halt, changes) = unsafe { (AtomicBool::from_ptr(halt.cast_mut().cast()), &mut *change_count) };
    for (done, state) in (0..).zip(states) {
        if halt.load(Ordering::Relaxed) {
            return done;
        }
        fate(params, params.first_index + done, state);
        *changes += mix(params, params.first_index + done) % 3;
    }
    count
}

/// As many states as the photon's number says, up to 299, like the real ones no more than fit.
///
/// # Safety
/// As for the kernels.
unsafe extern "C" fn record(
    _: *const Scene,
    params: *const PropagateParams,
    photon: *mut PhotonState,
    records: *mut PhotonState,
    capacity: u64,
    _: *const u8,
) -> u64 {
    // SAFETY: the session gives what it says.
    let (params, photon) = unsafe { (&*params, &mut *photon) };
    // SAFETY: as above.
    let records = unsafe { std::slice::from_raw_parts_mut(records, capacity as usize) };
    let steps = 1 + mix(params, params.first_index) % 299;
    for step in 0..steps.min(capacity) {
        records[step as usize] = PhotonState { draw: step as u32, ..*photon };
    }
    fate(params, params.first_index, photon);
    if steps <= capacity {
        records[steps as usize - 1] = *photon;
    }
    steps.min(capacity)
}

/// Counts ends like the real one, when the gate of the scene is open.
///
/// # Safety
/// As for the kernels; the scene is one of the double.
unsafe extern "C" fn tally(job: *const CompactJob) {
    // SAFETY: scenes of the double have a gate there or nothing; the rest is the session's.
    unsafe {
        if let Some(gate) = (*job).scene.shells.cast::<Gate>().as_ref() {
            gate.pass();
        }
        (kernels().tally)(job);
    }
}

/// Kernels of the double; the others are the real ones.
pub fn made_up() -> &'static Kernels {
    static MADE_UP: LazyLock<Kernels> = LazyLock::new(|| Kernels { propagate, record, tally, ..*kernels() });
    &MADE_UP
}

/// An empty world.
fn empty_scene() -> Scene {
    // SAFETY: NULL pointers to arrays that are never looked at, and numbers.
    let mut scene: Scene = unsafe { std::mem::zeroed() };
    scene.tlas_root = NONE;
    scene
}

/// The same with instances, of which made-up fates have eleven, and channels that follow from them.
fn scene_with(instances: &'static [Instance; 11]) -> Scene {
    Scene { instances: instances.as_ptr(), ..empty_scene() }
}

fn instances(channel: impl Fn(i32) -> i32) -> [Instance; 11] {
    std::array::from_fn(|i| Instance { channel: channel(i as i32), ..bytemuck::Zeroable::zeroed() })
}

/// Channels that follow from the instance: the first three have none.
pub struct Channels(Scene);

impl Channels {
    pub fn new() -> Arc<Self> {
        static INSTANCES: LazyLock<[Instance; 11]> = LazyLock::new(|| instances(|i| i - 3));
        Arc::new(Self(scene_with(&INSTANCES)))
    }
}

impl SceneData for Channels {
    fn scene(&self) -> &Scene {
        &self.0
    }
}

/// Holds workers up until opened, when the photons of a chunk have ended but are not counted yet; counts them.
pub struct Gate {
    scene: Scene,
    open: Mutex<bool>,
    opened: Condvar,
    pub passes: AtomicU64,
}

impl Gate {
    pub fn new() -> Arc<Self> {
        static INSTANCES: LazyLock<[Instance; 11]> = LazyLock::new(|| instances(|i| i));
        Arc::new_cyclic(|gate: &Weak<Self>| Self {
            scene: Scene { shells: gate.as_ptr().cast(), ..scene_with(&INSTANCES) },
            open: Mutex::new(false),
            opened: Condvar::new(),
            passes: AtomicU64::new(0),
        })
    }
    fn pass(&self) {
        self.passes.fetch_add(1, SeqCst);
        let mut open = self.open.lock().unwrap();
        while !*open {
            open = self.opened.wait(open).unwrap();
        }
    }
    pub fn open(&self) {
        *self.open.lock().unwrap() = true;
        self.opened.notify_all();
    }
}

impl SceneData for Gate {
    fn scene(&self) -> &Scene {
        &self.scene
    }
}

/// Panics where photons are to be propagated.
pub struct Defect;

impl SceneData for Defect {
    fn scene(&self) -> &Scene {
        panic!("a defect of the geometry")
    }
}

pub fn session(threads: usize, stage: Arc<dyn SceneData>, options: SessionOptions) -> Arc<Session> {
    Session::new(Context::with_kernels(threads, made_up()).unwrap(), stage, options).unwrap()
}

/// A plain session of made-up fates.
pub fn simple(threads: usize, chunk: u64) -> Arc<Session> {
    session(threads, Channels::new(), SessionOptions { chunk, ..Default::default() })
}

/// Distinct photons.
pub fn photons(count: usize) -> Vec<PhotonState> {
    (0..count)
        .map(|i| PhotonState {
            position: [i as f32, 1.0, 2.0],
            time: i as f32 * 0.5,
            direction: [0.0, 0.0, 1.0],
            wavelength: 300.0 + (i % 300) as f32,
            polarization: [1.0, 0.0, 0.0],
            weight: 1.0,
            flags: flag::CHERENKOV,
            instance: NONE,
            triangle: NONE,
            ..bytemuck::Zeroable::zeroed()
        })
        .collect()
}

/// A point at the origin that shines everywhere.
pub fn flash() -> SourceSpec {
    SourceSpec {
        shape: Shape::Point,
        position: [0.0; 3],
        emission: Emission::Isotropic,
        spectrum: Spectrum::Fixed(400.0),
        polarization: Polarization::Random,
        time: 0.0,
        time_spread: 0.0,
        weight: 1.0,
        flags: 0,
    }
}

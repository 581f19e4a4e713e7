//! A GPU and the processor beside each other, and the reference scenes on both.

use crate::common::reference::load;
use chroma2::backend::context::{Choice, Context};
use chroma2::backend::cuda::{Cuda, Gpu, Primary};
use chroma2::geometry::{CommitOptions, Committed};
use chroma2::session::{Event, EventOptions, Light, Placement, Session, SessionOptions, SourceSpec};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock};
use std::time::Duration;

/// The seed and the event of tests/golden.txt.
pub const SEED: u64 = 0x1234_5678_9abc_def0;
pub const EVENT: u64 = 7;

/// A number from the environment.
fn setting(name: &str, default: u64) -> u64 {
    let Ok(text) = std::env::var(name) else { return default };
    text.parse().unwrap_or_else(|_| panic!("{name} is {text}; a whole number is needed"))
}

/// Photons of the comparison of a scene.
pub fn photons() -> u64 {
    setting("CHROMA2_GPU_PHOTONS", 1 << 20)
}

/// Photons and rays of the test for tools that make a device slow.
pub fn small() -> usize {
    setting("CHROMA2_GPU_SMALL", 2000) as usize
}

/// Rays of a query.
pub fn rays() -> usize {
    setting("CHROMA2_GPU_RAYS", 1_000_000) as usize
}

/// Rounds of creating and destroying.
pub fn rounds() -> u64 {
    setting("CHROMA2_GPU_ROUNDS", 200)
}

/// Photons of the long comparison; `None`: it is not asked for.
pub fn long() -> Option<u64> {
    let asked = std::env::var("CHROMA2_GPU_LONG").is_ok_and(|value| value == "1");
    asked.then(|| setting("CHROMA2_GPU_LONG_PHOTONS", 10_000_000))
}

/// Whether a missing GPU or scene is a failure.
fn required() -> bool {
    std::env::var("CHROMA2_REQUIRE_GPU").is_ok_and(|value| value == "1")
}

/// A context on the GPU and one on the processor, both with all threads. Tests that hold one run one
/// after another: each uses all threads, and some look at the GPU's free memory.
pub struct Rig {
    pub gpu: Arc<Context>,
    pub cpu: Arc<Context>,
    _alone: MutexGuard<'static, ()>,
}

/// `None`, with a note, where there is no GPU that can be used.
pub fn rig() -> Option<Rig> {
    static ALONE: Mutex<()> = Mutex::new(());
    static CONTEXTS: OnceLock<chroma2::Result<[Arc<Context>; 2]>> = OnceLock::new();
    let alone = ALONE.lock().unwrap_or_else(|e| e.into_inner());
    let make = || Ok([Context::new(Choice::Cuda, 0)?, Context::new(Choice::Cpu, 0)?]);
    match CONTEXTS.get_or_init(make) {
        Ok([gpu, cpu]) => Some(Rig { gpu: Arc::clone(gpu), cpu: Arc::clone(cpu), _alone: alone }),
        Err(reason) => {
            assert!(!required(), "no GPU, and CHROMA2_REQUIRE_GPU is 1: {reason}");
            eprintln!("skipped: {reason}");
            None
        }
    }
}

impl Rig {
    /// The device.
    pub fn device(&self) -> &Arc<Gpu> {
        Cuda::of(&self.gpu).expect("a context for cuda has a GPU")
    }

    /// Its primary context.
    pub fn primary(&self) -> &Arc<Primary> {
        self.device().primary()
    }

    /// Free bytes of the device.
    pub fn free(&self) -> u64 {
        self.primary().free_memory().expect("the driver tells its free memory").0
    }

    /// Sessions on the GPU, with slices of so many photons (0: the library's choice), and the processor.
    pub fn sessions(&self, scene: &Scene, slice: u64) -> [Arc<Session>; 2] {
        [session(&self.gpu, scene, slice), session(&self.cpu, scene, 0)]
    }
}

pub fn session(context: &Arc<Context>, scene: &Scene, chunk: u64) -> Arc<Session> {
    let options = SessionOptions { chunk, placement: Placement::Device, ..SessionOptions::default() };
    let stage = Arc::clone(&scene.committed);
    Session::new(Arc::clone(context), stage, options)
        .unwrap_or_else(|e| panic!("{}: no session: {e}", scene.name))
}

/// A reference scene, committed.
pub struct Scene {
    pub name: String,
    pub committed: Arc<Committed>,
    /// Its isotropic point source.
    pub source: SourceSpec,
    /// Its options, with the golden seed; hits and end states are wanted.
    pub options: EventOptions,
}

/// `None`, with a note, where the scenes are absent.
pub fn scene(name: &str) -> Option<Scene> {
    let Some(reference) = load(name) else {
        assert!(!required(), "no reference scenes, and CHROMA2_REQUIRE_GPU is 1");
        return None;
    };
    let source = reference.source();
    let committed = Arc::new(reference.model).commit(&CommitOptions::default()).expect("a valid scene");
    let options = EventOptions {
        seed: SEED,
        event_id: EVENT,
        weight_mode: u32::from(reference.weight_mode),
        scatter_first: reference.scatter_first,
        photons: true,
        ..EventOptions::default()
    };
    Some(Scene { name: name.into(), committed: Arc::new(committed), source, options })
}

impl Scene {
    /// Photons of the scene's source.
    pub fn light(&self, count: u64) -> Light {
        self.source.light(count).expect("a source of the reference")
    }
}

/// Submits and waits, at most two minutes.
pub fn run(session: &Arc<Session>, light: Light, options: &EventOptions) -> Arc<Event> {
    let event = session.submit(light, options.clone()).unwrap_or_else(|e| panic!("submission: {e}"));
    wait(&event);
    event
}

pub fn wait(event: &Event) {
    if let Err(error) = event.wait(Some(Duration::from_secs(120))) {
        panic!("event: {error}; {:?}", event.progress());
    }
}

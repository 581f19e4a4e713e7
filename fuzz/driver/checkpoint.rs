//! Checkpoints of any content: refused, or events that can be run.

use chroma2::backend::context::{Choice, Context};
use chroma2::geometry::{
    CommitOptions, Instance, Material, Mesh, Model, PerTriangle, Scintillation, Surface,
};
use chroma2::session::{
    Batch, BatchEvent, Callbacks, Event, EventOptions, Light, SceneData, Session, SessionOptions, Shape,
    SourceSpec, seal,
};
use chroma2::session::{Emission, Polarization, Spectrum};
use chroma2::steps::{self, StepCommon, StepKind, StepRecord, StepSpectrum};
use chroma2::tables::{Cdf, Curve};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

/// Bytes of a header before what an input says itself: the last four are numbers, seed, next number and number of events.
const KNOWN: usize = 84;
const HEADER: usize = 112;
/// Photons of an event that is run to its end.
const MOST: u64 = 500;

struct Ready {
    context: Arc<Context>,
    scene: Arc<dyn SceneData>,
}

fn cdf() -> Cdf {
    Cdf::new(&[300.0, 400.0, 500.0], &[0.0, 0.4, 1.0], "light").expect("a distribution")
}

/// A tetrahedron of detecting walls, in which there is light of all kinds.
fn ready() -> &'static Ready {
    static READY: OnceLock<Ready> = OnceLock::new();
    READY.get_or_init(|| {
        let mut model = Model::new();
        let medium = Material {
            refractive_index: Curve::new(&[250.0, 700.0], &[1.4, 1.33], "index").expect("a curve"),
            scintillation: vec![Scintillation {
                wavelength_cdf: cdf(),
                decay_time: 5.0,
                rise_time: 0.0,
                fraction: 1.0,
            }],
            ..Material::new("medium")
        };
        let medium = model.add_material(medium).expect("a material");
        let wall =
            Surface { detect: Curve::Constant(0.5), absorb: Curve::Constant(0.5), ..Surface::default() };
        let wall = model.add_surface(wall).expect("a surface");
        let mesh = Mesh {
            name: "wall".into(),
            vertices: vec![[-9.0, -9.0, -9.0], [9.0, -9.0, -9.0], [0.0, 9.0, -9.0], [0.0, 0.0, 9.0]],
            triangles: vec![[0, 2, 1], [0, 1, 3], [1, 2, 3], [2, 0, 3]],
            inner_material: PerTriangle::Uniform(medium),
            outer_material: PerTriangle::Uniform(medium),
            surface: PerTriangle::Uniform(wall),
        };
        let mesh = model.add_mesh(mesh).expect("a mesh");
        model.add_instance(Instance { channel: 3, ..Instance::of(mesh) }).expect("an instance");
        let scene = Arc::new(model).commit(&CommitOptions::default()).expect("a geometry");
        // A good file may ask for the end states of 2^40 photons.
        let context = Context::limited(Choice::Cpu, 0, 1, 1 << 28).expect("a thread");
        Ready { context, scene: Arc::new(scene) }
    })
}

fn flash(count: u64) -> Light {
    let spec = SourceSpec {
        shape: Shape::Point,
        position: [0.0; 3],
        emission: Emission::Isotropic,
        spectrum: Spectrum::Table(cdf()),
        polarization: Polarization::Random,
        time: 0.0,
        time_spread: 1.0,
        weight: 1.0,
        flags: 0,
    };
    spec.light(count).expect("a source")
}

fn of_steps(session: &Session) -> Light {
    let step = |i: u64| StepRecord {
        id: i,
        count: 20,
        kind: if i.is_multiple_of(2) { StepKind::Cherenkov } else { StepKind::Scintillation },
        displacement: [0.0, 0.0, 1.0],
        velocity: 290.0,
        end_velocity: 285.0,
        charge: 1.0,
        spectrum: u32::from(i == 3),
        ..StepRecord::default()
    };
    let spectra = vec![StepSpectrum { wavelengths: cdf(), rise_time: 0.0, decay_time: 2.0 }];
    let common = StepCommon { spectra, ..StepCommon::default() };
    let materials = session.materials().expect("materials");
    steps::light(&materials, session.context(), &common, 4, |i| Ok(step(i)), true).expect("steps")
}

/// A checkpoint of light of all kinds, as a file has it.
fn file() -> Vec<u8> {
    let Ready { context, scene } = ready();
    let session =
        Session::new(Arc::clone(context), Arc::clone(scene), SessionOptions::default()).expect("a session");
    let options = |tag| EventOptions { tag, ..EventOptions::default() };
    let long = EventOptions { priority: 2, ..options(0) };
    session.submit(flash(1 << 30), long).expect("a long one, for which the others wait");
    session.submit(of_steps(&session), EventOptions { steps: true, ..options(1) }).expect("steps");
    let states = flash(5).states(0..5, context.kernels(), scene.scene(), &no_event()).expect("photons");
    session.submit(Light::States(states), options(2)).expect("photons");
    let events = vec![BatchEvent { light: 0, range: 3..20, seed: 1, event_id: 2 }];
    let batch = Batch { lights: vec![flash(30)], events };
    session.submit_batch(batch, options(3), |_| Ok(Callbacks::default())).expect("a batch");
    let path = std::env::temp_dir().join(format!("chroma2-fuzz-{}.checkpoint", std::process::id()));
    session.suspend(&path, None).expect("a file");
    let bytes = std::fs::read(&path).expect("a file");
    let _ = std::fs::remove_file(path);
    bytes
}

/// Parameters of no event.
fn no_event() -> chroma2::layout::PropagateParams {
    chroma2::layout::PropagateParams {
        stream: [1, 2, 3, 4],
        first_index: 0,
        max_steps: 1,
        max_time: 0.0,
        weight_mode: 0,
        scatter_first: 0,
        velocity: 0,
        reserved: 0,
    }
}

/// An input that is a good file: what [`target`] takes.
pub fn sample() -> Vec<u8> {
    let file = file();
    [&[1], &file[KNOWN..file.len() - 32]].concat()
}

/// Reads bytes as a file; or, after a byte that is odd, as what follows the known part of a header, with a hash that fits.
pub fn target(bytes: &[u8]) {
    events_of(bytes);
}

/// The same; how many events there were, of a file that is good.
pub fn events_of(bytes: &[u8]) -> Option<usize> {
    static KNOWN_PART: OnceLock<Vec<u8>> = OnceLock::new();
    let known = KNOWN_PART.get_or_init(|| file()[..KNOWN].to_vec());
    let file = match bytes.split_first() {
        Some((choice, rest)) if choice % 2 == 1 => seal(&[known, rest].concat()),
        _ => bytes.to_vec(),
    };
    let Ready { context, scene } = ready();
    let mut events: Vec<Arc<Event>> = Vec::new();
    let register = |event: &Arc<Event>| {
        if event.progress().photons > MOST {
            event.cancel();
        }
        events.push(Arc::clone(event));
        Ok(Callbacks::default())
    };
    let options = SessionOptions::default();
    let length = file.len() as u64;
    let made =
        Session::restore_from(Arc::clone(context), Arc::clone(scene), options, &file[..], length, register);
    let good = made.is_ok();
    match made {
        Ok(_) => assert!(file.len() >= HEADER + 32),
        Err(error) => {
            let text = error.to_string();
            assert!(!matches!(error, chroma2::Error::Internal(_)), "{text}");
            assert!(!text.is_empty() && text.len() < 1000 && !text.chars().any(char::is_control), "{text:?}");
        }
    }
    let count = events.len();
    for event in events {
        if event.wait(Some(Duration::from_secs(1))).is_err() {
            event.cancel(); // cancelled, refused, or one that goes on
        }
        let ended = event.wait(None);
        assert!(!matches!(ended, Err(chroma2::Error::Internal(_))), "{ended:?}");
    }
    good.then_some(count)
}

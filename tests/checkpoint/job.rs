//! A scintillating, scattering ball in a wall that detects and reflects; light of every kind for it; and what an event
//! has given.

use crate::shapes::sphere;
use chroma2::backend::context::{Choice, Context};
use chroma2::geometry::{CommitOptions, Instance, Material, Model, PerTriangle, Scintillation, Surface};
use chroma2::layout::{NONE, PhotonState};
use chroma2::session::{
    Batch, BatchEvent, Columns, Emission, Event, EventOptions, GivenArrays, Light, PhotonArrays,
    Polarization, Recording, Scalar, SceneData, Session, SessionOptions, Shape, SourceSpec, Spectrum,
    Summary, Vector,
};
use chroma2::steps::{self, StepCommon, StepKind, StepRecord, StepSpectrum};
use chroma2::tables::{Cdf, Curve};
use std::mem::offset_of;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

fn curve(x: &[f64], y: &[f64]) -> Curve {
    Curve::new(x, y, "a property").unwrap()
}

fn scintillation(peak: f64, decay_time: f64, fraction: f64) -> Scintillation {
    let x = [peak - 40.0, peak, peak + 60.0];
    let wavelength_cdf = Cdf::from_density(&x, &[0.0, 1.0, 0.0], "light").unwrap();
    Scintillation { wavelength_cdf, decay_time, rise_time: 0.7, fraction }
}

fn commit(radius: f32) -> Arc<dyn SceneData> {
    let mut model = Model::new();
    let water = Material {
        refractive_index: curve(&[250.0, 400.0, 700.0], &[1.40, 1.35, 1.33]),
        absorption_length: curve(&[250.0, 450.0, 700.0], &[500.0, 9000.0, 3000.0]),
        scattering_length: Curve::Constant(800.0),
        scintillation: vec![scintillation(420.0, 5.0, 3.0), scintillation(460.0, 40.0, 1.0)],
        ..Material::new("water")
    };
    let water = model.add_material(water).unwrap();
    let wall = Surface {
        detect: Curve::Constant(0.3),
        absorb: Curve::Constant(0.2),
        reflect_diffuse: Curve::Constant(0.4),
        reflect_specular: Curve::Constant(0.1),
        ..Surface::default()
    };
    let wall = model.add_surface(wall).unwrap();
    let mut mesh = sphere(radius, 12);
    mesh.inner_material = PerTriangle::Uniform(water);
    mesh.outer_material = PerTriangle::Uniform(water);
    mesh.surface = PerTriangle::Uniform(wall);
    let mesh = model.add_mesh(mesh).unwrap();
    let instance = Instance { channel: 5, ..Instance::of(mesh) };
    model.add_instance(instance).unwrap();
    Arc::new(Arc::new(model).commit(&CommitOptions::default()).unwrap())
}

/// The ball.
pub fn scene() -> Arc<dyn SceneData> {
    static BALL: OnceLock<Arc<dyn SceneData>> = OnceLock::new();
    Arc::clone(BALL.get_or_init(|| commit(700.0)))
}

/// A larger one.
pub fn other_scene() -> Arc<dyn SceneData> {
    commit(701.0)
}

pub fn context(threads: usize) -> Arc<Context> {
    Context::new(Choice::Cpu, threads).unwrap()
}

pub fn session(threads: usize, options: SessionOptions) -> Arc<Session> {
    Session::new(context(threads), scene(), options).unwrap()
}

/// A file of a test's own, which is not there.
pub fn file(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("checkpoint");
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join(name);
    let _ = std::fs::remove_file(&path);
    path
}

pub fn source(count: u64) -> Light {
    let spec = SourceSpec {
        shape: Shape::Point,
        position: [30.0, -20.0, 10.0],
        emission: Emission::Cone { axis: [1.0, 2.0, 3.0], inner: 0.2, outer: 2.5 },
        spectrum: Spectrum::Table(
            Cdf::from_density(&[300.0, 410.0, 520.0], &[0.2, 1.0, 0.1], "a spectrum").unwrap(),
        ),
        polarization: Polarization::Random,
        time: 3.0,
        time_spread: 0.5,
        weight: 0.75,
        flags: 0,
    };
    spec.light(count).unwrap()
}

pub fn states(count: usize) -> Vec<PhotonState> {
    let angle = |i: usize| i as f32 * 0.37;
    (0..count)
        .map(|i| PhotonState {
            position: [angle(i).sin() * 300.0, angle(i).cos() * 300.0, (i % 200) as f32],
            direction: [angle(3 * i).cos(), angle(3 * i).sin(), 0.3],
            wavelength: 320.0 + (i % 250) as f32,
            weight: 1.0,
            time: i as f32 * 1e-3,
            instance: NONE,
            triangle: NONE,
            ..bytemuck::Zeroable::zeroed()
        })
        .collect()
}

/// The same as a program's arrays, which stay.
fn arrays(count: usize) -> PhotonArrays {
    let base = states(count).leak().as_ptr().cast::<u8>();
    let stride = size_of::<PhotonState>();
    let vector =
        |offset: usize| Some(Vector { pointers: [0, 4, 8].map(|c| base.wrapping_add(offset + c)), stride });
    let scalar = |offset: usize| Some(Scalar { pointer: base.wrapping_add(offset), stride });
    let given = GivenArrays {
        position: vector(offset_of!(PhotonState, position)),
        direction: vector(offset_of!(PhotonState, direction)),
        wavelength: scalar(offset_of!(PhotonState, wavelength)),
        time: scalar(offset_of!(PhotonState, time)),
        ..Default::default()
    };
    // SAFETY: all are inside of states that are never freed.
    unsafe { PhotonArrays::new(count as u64, given) }
}

fn records(count: u64) -> Vec<StepRecord> {
    let base = StepRecord {
        count,
        position: [1.0, -2.0, 3.0],
        displacement: [3.0, -1.0, 200.0],
        velocity: 290.0,
        end_velocity: 280.0,
        charge: -1.0,
        ..StepRecord::default()
    };
    (0..40)
        .map(|i| StepRecord {
            id: 1000 + i,
            count: count + i % 7,
            kind: if i % 3 == 1 { StepKind::Scintillation } else { StepKind::Cherenkov },
            time: i as f64,
            spectrum: u32::from(i % 6 == 1),
            ..base
        })
        .collect()
}

/// Steps with a spectrum of their own, all or a part of their photons.
pub fn of_steps(session: &Session, count: u64, part: (u64, u64), origins: bool) -> Light {
    let records = records(count);
    let wavelengths = Cdf::new(&[350.0, 380.0, 430.0], &[0.0, 0.4, 1.0], "a spectrum").unwrap();
    let common = StepCommon {
        spectra: vec![StepSpectrum { wavelengths, rise_time: 0.5, decay_time: 12.0 }],
        first: part.0,
        count: part.1,
        ..StepCommon::default()
    };
    let materials = session.materials().unwrap();
    let each = |i: u64| Ok(records[i as usize]);
    steps::light(&materials, session.context(), &common, records.len() as u64, each, origins).unwrap()
}

/// A list of steps without anything of its own.
pub fn plain_steps(session: &Session) -> Light {
    let records: Vec<_> = records(60).into_iter().map(|of| StepRecord { spectrum: 0, ..of }).collect();
    let materials = session.materials().unwrap();
    let each = |i: u64| Ok(records[i as usize]);
    steps::light(&materials, session.context(), &StepCommon::default(), 40, each, false).unwrap()
}

/// Events of sources, of two seeds.
fn of_sources() -> Batch {
    let lights: Vec<_> = (1..30).map(|i| source(i * 20)).collect();
    let event = |(i, light): (usize, &Light)| BatchEvent {
        light: i,
        range: 0..light.count(),
        seed: i as u64 % 2,
        event_id: 500 + i as u64,
    };
    let events = lights.iter().enumerate().map(event).collect();
    Batch { lights, events }
}

/// Events of one set of arrays, one of them without photons.
fn of_arrays(light: Light) -> Batch {
    let ends = [0, 100, 100, 1500, 2000];
    let event = |(i, ends): (usize, &[u64])| BatchEvent {
        light: 0,
        range: ends[0]..ends[1],
        seed: 9,
        event_id: 900 + 3 * i as u64,
    };
    Batch { lights: vec![light], events: ends.windows(2).enumerate().map(event).collect() }
}

/// Kinds of submissions; the tag says which one it is.
pub const KINDS: u64 = 9;

/// Submits one of a kind.
pub fn submit(session: &Arc<Session>, kind: u64, base: &EventOptions) -> chroma2::Result<Arc<Event>> {
    let record = Recording { first: 3, indices: vec![1207, 1100] };
    let options = EventOptions { seed: 77, event_id: kind, photons: true, tag: kind, ..base.clone() };
    let batch = EventOptions { photons: false, ..options.clone() };
    match kind {
        0 => session.submit(Light::States(states(2000)), EventOptions { weight_mode: 1, ..options }),
        1 => session.submit(
            Light::Copied(arrays(2000)),
            EventOptions { first_index: 1000, record, time_offset: 1e9, ..options },
        ),
        2 => {
            let borrowed = EventOptions { keep_light: false, scatter_first: 1, ..options };
            session.submit(Light::Borrowed(arrays(5000)), borrowed)
        }
        3 => session.submit(source(3000), EventOptions { weight_mode: 2, max_time: 90.0, ..options }),
        4 => {
            let light = of_steps(session, 50, (0, 0), true);
            session.submit(light, EventOptions { steps: true, first_index: 10, ..options })
        }
        5 => {
            let light = of_steps(session, 70, (1234, 800), false);
            session.submit(light, EventOptions { max_steps: 9, velocity: 1, ..options })
        }
        6 => session.submit(plain_steps(session), options),
        7 => session.submit_batch(of_sources(), batch, |_| Ok(Default::default())),
        _ => {
            let borrow = Light::Copied(arrays(2000));
            session.submit_batch(of_arrays(borrow), EventOptions { first_index: 40, ..batch }, |_| {
                Ok(Default::default())
            })
        }
    }
}

/// What an event has given, to be compared.
#[derive(Debug, PartialEq)]
pub struct Given {
    pub summary: Summary,
    pub hits: (Columns, Vec<i32>, Vec<u64>, Vec<u64>),
    pub photons: Option<Columns>,
    pub records: (Columns, Vec<u64>, Vec<u64>),
    pub batch: Option<(Vec<Summary>, Vec<u64>)>,
    pub steps: Vec<(u64, u64)>,
    pub time_offset: f64,
}

/// Of an event that has ended well.
pub fn given(event: &Event) -> Given {
    let results = event.results().unwrap();
    let hits = results.hits.as_ref().unwrap();
    let mut steps = Vec::new();
    let _ = event.steps_of(&hits.photon, |_, step, id| steps.push((step, id))); // where it was asked for
    Given {
        summary: results.summary,
        hits: (hits.states.clone(), hits.channel.to_vec(), hits.photon.to_vec(), hits.event.to_vec()),
        photons: results.photons.clone(),
        records: (
            results.records.states.clone(),
            results.records.photon.clone(),
            results.records.offset.clone(),
        ),
        batch: results.batch.as_ref().map(|batch| (batch.summaries.clone(), batch.hit_offsets.clone())),
        steps,
        time_offset: event.time_offset(),
    }
}

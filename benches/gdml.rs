//! What detectors of GDML files cost: loading, the commit, memory, the check of placements, and photons per second of a point source
//! on the processor. `cargo bench --bench gdml`; needs the public files (CHROMA2_GDML, else ../shared/gdml), but not for
//! the last rows, 4000 and 50,000 tubes with a cathode each. Names choose rows.

#[path = "../tests/gdml/files.rs"]
#[allow(dead_code)]
mod files;

use chroma2::backend::cpu::kernels;
use chroma2::backend::cpu::random::stream;
use chroma2::geometry::gdml::{Loaded, Options, check, load};
use chroma2::geometry::{CommitOptions, Committed};
use chroma2::layout::{MediumChanges, NONE, PhotonState, PropagateParams, flag};
use std::f64::consts::TAU;
use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Instant;

const CHORD: f64 = 0.1;
/// A rate is over this long at least, s.
const LEAST: f64 = 2.0;
const THREADS: usize = 2;

/// File, place (mm) and wavelength (nm) of a source in its active medium.
fn sources() -> impl Iterator<Item = (&'static str, [f64; 3], f64)> {
    let lines = include_str!("gdml_sources.txt").lines().filter(|line| !line.starts_with('#'));
    lines.map(|line| {
        let words: Vec<&str> = line.split_whitespace().collect();
        let number = |at: usize| words[at].parse().expect("a number");
        (words[0], [number(1), number(2), number(3)], number(4))
    })
}

fn main() {
    println!(
        "| file | placements | meshes | triangles | of all placements | load ms | commit ms | MB | check ms | photons/s, {THREADS} threads | steps limit |"
    );
    println!("|---|---|---|---|---|---|---|---|---|---|---|");
    let only: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with('-')).collect();
    let wanted = |name: &str| only.is_empty() || only.iter().any(|one| one == name);
    for (name, position, wavelength) in sources().filter(|source| wanted(source.0)) {
        let start = Instant::now();
        let Some(loaded) = files::public(name, CHORD) else { break };
        row(name, loaded, start, position, wavelength);
    }
    let path = std::env::temp_dir().join(format!("chroma2_bench_{}.gdml", std::process::id()));
    for (name, count) in [("tubes", 4000), ("many_tubes", 50_000)].into_iter().filter(|row| wanted(row.0)) {
        std::fs::write(&path, tubes(count)).expect("a scratch file");
        let start = Instant::now();
        let mut options = Options::default();
        options.tessellation.chord = CHORD;
        let loaded = load(&path, &options).unwrap_or_else(|e| panic!("{e}"));
        row(name, loaded, start, [0.0, 0.0, 0.0], 400.0);
        let _ = std::fs::remove_file(&path);
    }
}

fn row(name: &str, loaded: Loaded, start: Instant, position: [f64; 3], wavelength: f64) {
    let load = start.elapsed().as_secs_f64();
    let (placements, meshes) = (loaded.model.instances.len(), loaded.model.meshes.len());
    let own: usize = loaded.model.meshes.iter().map(|mesh| mesh.triangles.len()).sum();
    let all = loaded.model.triangle_count();
    let start = Instant::now();
    let scene = Arc::new(loaded.model).commit(&CommitOptions::default()).expect("a geometry");
    let commit = start.elapsed().as_secs_f64();
    let memory = scene.memory() as f64 / 1e6;
    let start = Instant::now();
    let pool = rayon::ThreadPoolBuilder::new().num_threads(THREADS).build().expect("threads");
    pool.install(|| check(&scene, &loaded.origin, 1e-3));
    let check = start.elapsed().as_secs_f64();
    let (rate, stopped) = rate(&scene, position, wavelength);
    println!(
        "| {name} | {placements} | {meshes} | {own} | {all} | {:.1} | {:.1} | {memory:.1} | {:.1} | {rate:.3e} | {:.1} % |",
        1e3 * load,
        1e3 * commit,
        1e3 * check,
        100.0 * stopped
    );
}

/// Photons per second, and the share that the limit of 1000 steps ended.
fn rate(scene: &Committed, position: [f64; 3], wavelength: f64) -> (f64, f64) {
    let (mut count, mut first) = (1000_usize, 0);
    loop {
        let mut photons: Vec<PhotonState> =
            (first..first + count).map(|i| photon(i, position, wavelength)).collect();
        let start = Instant::now();
        std::thread::scope(|scope| {
            for (i, part) in photons.chunks_mut(count.div_ceil(THREADS)).enumerate() {
                scope.spawn(move || {
                    let params = PropagateParams {
                        stream: stream(1, 1),
                        first_index: (first + i * count.div_ceil(THREADS)) as u64,
                        max_steps: 1000,
                        max_time: f32::INFINITY,
                        weight_mode: 0,
                        scatter_first: 0,
                        velocity: 0,
                        reserved: 0,
                    };
                    let mut changes: Box<MediumChanges> = bytemuck::zeroed_box();
                    // SAFETY: all outlive the call, and the photons are this thread's own.
                    unsafe { kernels().propagate_all(scene.scene(), &params, part, &mut *changes) };
                });
            }
        });
        let seconds = start.elapsed().as_secs_f64();
        if seconds >= LEAST {
            let stopped = photons.iter().filter(|p| p.flags & flag::STEP_LIMIT != 0).count();
            return (count as f64 / seconds, stopped as f64 / count as f64);
        }
        (first, count) = (first + count, (count as f64 * (1.2 * LEAST / seconds).clamp(1.5, 20.0)) as usize);
    }
}

/// Directions of a spiral, which fill the sphere evenly whatever their number.
fn photon(i: usize, position: [f64; 3], wavelength: f64) -> PhotonState {
    let fraction = |x: f64| x - x.floor();
    let z = 2.0 * fraction(i as f64 * 0.754_877_666_246_693) - 1.0;
    let phi = TAU * fraction(i as f64 * 0.569_840_290_998_053);
    let r = (1.0 - z * z).sqrt();
    PhotonState {
        position: position.map(|x| x as f32),
        direction: [r * phi.cos(), r * phi.sin(), z].map(|x| x as f32),
        wavelength: wavelength as f32,
        weight: 1.0,
        instance: NONE,
        triangle: NONE,
        ..bytemuck::Zeroable::zeroed()
    }
}

/// Tubes with a window and a cathode each, on a cylinder in a box of water, as close to each other whatever their number.
fn tubes(count: usize) -> String {
    let scale = (count as f64 / 4000.0).sqrt();
    let mut text = String::from(
        "<gdml><define><matrix name='n' coldim='2' values='2*eV 1.34 4*eV 1.36'/>\
         <matrix name='g' coldim='2' values='2*eV 1.5 4*eV 1.5'/>\
         <matrix name='l' coldim='2' values='2*eV 50*m 4*eV 20*m'/>\
         <matrix name='one' coldim='2' values='2*eV 1 4*eV 1'/><matrix name='zero' coldim='2' values='2*eV 0 4*eV 0'/>\
         </define><materials>\
         <material name='Water'><property name='RINDEX' ref='n'/><property name='ABSLENGTH' ref='l'/><D value='1'/><fraction n='1' ref='H'/></material>\
         <material name='Glass'><property name='RINDEX' ref='g'/><D value='2'/><fraction n='1' ref='H'/></material>\
         <material name='Steel'><D value='8'/><fraction n='1' ref='H'/></material></materials>\
         <solids><box name='world' x='SIZE' y='SIZE' z='SIZE'/><sphere name='bulb' rmax='127' deltaphi='2*pi' deltatheta='pi'/>\
         <sphere name='vacuum' rmax='124' deltaphi='2*pi' deltatheta='pi/2'/>\
         <opticalsurface name='cathode' model='unified' finish='polished' type='dielectric_metal' value='0'>\
         <property name='REFLECTIVITY' ref='zero'/><property name='EFFICIENCY' ref='one'/></opticalsurface></solids>\
         <structure><volume name='Cathode'><materialref ref='Steel'/><solidref ref='vacuum'/></volume>\
         <volume name='Tube'><materialref ref='Glass'/><solidref ref='bulb'/><physvol name='c'><volumeref ref='Cathode'/></physvol></volume>\
         <volume name='World'><materialref ref='Water'/><solidref ref='world'/>",
    )
    .replace("SIZE", &format!("{:.0}", 20_000.0 * scale));
    for i in 0..count {
        let (z, phi) = (9700.0 * scale * (2.0 * (i as f64 + 0.5) / count as f64 - 1.0), 2.399_963 * i as f64);
        let (x, y) = (9700.0 * scale * phi.cos(), 9700.0 * scale * phi.sin());
        let _ = write!(
            text,
            "<physvol name='t' copynumber='{i}'><volumeref ref='Tube'/><position name='p{i}' x='{x:.3}' y='{y:.3}' z='{z:.3}'/>\
             <rotation name='r{i}' y='{}' unit='deg'/></physvol>",
            i % 360
        );
    }
    text += "</volume><skinsurface name='s' surfaceproperty='cathode'><volumeref ref='Cathode'/></skinsurface></structure>\
             <setup name='Default' version='1.0'><world ref='World'/></setup></gdml>";
    text
}

//! Every reference scene: all end states, hits and sums, and the golden hashes.

use crate::common::device;
use crate::common::photons::{hash, params, point_source};
use crate::rig::{EVENT, Rig, SEED, Scene, photons, rig, run, scene};
use crate::same;
use bytemuck::Zeroable;
use chroma2::layout::{PhotonState, PropagateParams};
use chroma2::session::{Light, Spectrum};

fn compare(name: &str) {
    let Some(rig) = rig() else { return };
    let Some(scene) = scene(name) else { return };
    let [gpu, cpu] = rig.sessions(&scene, 0);
    let count = photons();
    let events = [&gpu, &cpu].map(|session| run(session, scene.light(count), &scene.options));
    println!("{name}: {:?}", events[0].summary().expect("an end"));
    same::events(&format!("{name}, {count} photons of a source"), &events[0], &events[1]);
    golden(&rig, &scene);
}

/// The states of the golden file: from the kernel alone and, but for the number of draws that sessions
/// do not tell, from a session that is given the photons' states.
fn golden(rig: &Rig, scene: &Scene) {
    let lines = include_str!("../golden.txt").lines();
    let mut lines = lines.map(|line| line.split(' ').collect::<Vec<_>>());
    let line = lines.find(|line| line[0] == scene.name).expect("a golden hash of the scene");
    let count: usize = line[1].parse().expect("a number of photons");
    let wavelength = match scene.source.spectrum {
        Spectrum::Fixed(line) => (line, line),
        Spectrum::Uniform(from, to) => (from, to),
        Spectrum::Table(_) => panic!("{}: a spectrum that references do not have", scene.name),
    };
    let params = PropagateParams {
        weight_mode: scene.options.weight_mode,
        scatter_first: scene.options.scatter_first,
        ..params(SEED, EVENT)
    };
    let source = point_source(scene.source.position, wavelength);
    let mut ends = vec![PhotonState::zeroed(); count];
    device::propagate(&rig.gpu, &scene.committed, &params, Some(&source), &mut ends);
    assert_eq!(hash(&ends), line[2], "{}: hash of {count} photons of the kernel", scene.name);

    let mut start = vec![PhotonState::zeroed(); count];
    let kernels = rig.cpu.kernels();
    let (world, batch) = (scene.committed.scene(), source.1.batch_of(&source.0));
    // SAFETY: the tables are the source's, and there is room for the photons.
    unsafe { (kernels.generate)(world, &batch, &params, start.as_mut_ptr(), count as u64) };
    let [gpu, cpu] = rig.sessions(scene, 0);
    let events = [&gpu, &cpu].map(|session| run(session, Light::States(start.clone()), &scene.options));
    same::events(&format!("{}: {count} photons given as states", scene.name), &events[0], &events[1]);
    let draws: u64 = ends.iter().map(|end| u64::from(end.draw)).sum();
    assert_eq!(events[0].summary().expect("an end").draws, draws, "{}: draws", scene.name);
    let columns = events[0].results().expect("an end").photons.as_ref().expect("end states");
    let positions: Vec<[f32; 3]> = ends.iter().map(|end| end.position).collect();
    same::lists(&format!("{}: session and kernel: position", scene.name), &columns.position, &positions);
}

macro_rules! scenes {
    ($($name:ident)*) => {
        /// All of them.
        pub const NAMES: &[&str] = &[$(stringify!($name)),*];
        $(#[test] fn $name() { compare(stringify!($name)); })*
    };
}
scenes! {
    angular
    bulk_water
    default_surface
    detector_full
    detector_tiny
    fresnel_glass_ball
    weights
    wire_planes
    wls_surface
}

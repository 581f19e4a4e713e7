//! Whatever the scene, every photon ends in exactly one way, and on every processor in the same one.

use crate::run::{params, photon, propagate, propagate_with};
use crate::scene::{black, commit, cube, place, place_at, sphere, surface_of};
use crate::vector::{any_across, cross, dot, length, unit, wide};
use chroma2::backend::cpu::{Level, kernels_of};
use chroma2::geometry::{
    Angular, BorderSurface, Committed, Component, DichroicAngle, Instance, Material, Model, Surface,
    SurfaceModel, WirePlane,
};
use chroma2::layout::{NONE, PhotonState, PropagateParams, flag};
use chroma2::named::Named;
use chroma2::optics::{SurfaceFinish, SurfaceType};
use chroma2::tables::{Cdf, Curve};

/// SplitMix64 (Steele, Lea, Flood 2014).
pub struct Chance(pub u64);

impl Chance {
    pub fn uniform(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 * (0.5_f64).powi(53)
    }
    pub fn between(&mut self, lo: f64, hi: f64) -> f64 {
        lo + (hi - lo) * self.uniform()
    }
    pub fn below(&mut self, count: usize) -> usize {
        (self.uniform() * count as f64) as usize
    }
    pub fn direction(&mut self) -> [f64; 3] {
        let (z, turn) = (self.between(-1.0, 1.0), self.between(0.0, std::f64::consts::TAU));
        let r = (1.0 - z * z).sqrt();
        unit([r * turn.cos(), r * turn.sin(), z])
    }
    fn curve(&mut self, lo: f64, hi: f64) -> Curve {
        let y: Vec<f64> = (0..4).map(|_| self.between(lo, hi)).collect();
        Curve::new(&[320.0, 400.0, 480.0, 610.0], &y, "curve").unwrap()
    }
    fn spectrum(&mut self) -> Cdf {
        Cdf::new(&[380.0, 420.0, 500.0, 600.0], &[0.0, self.between(0.1, 0.5), 1.0, 1.0], "spectrum").unwrap()
    }
}

pub fn material(chance: &mut Chance) -> Material {
    let component = |chance: &mut Chance| Component {
        absorption_length: chance.curve(100.0, 3000.0),
        reemission_prob: chance.curve(0.2, 1.0),
        wavelength_cdf: chance.spectrum(),
        time_cdf: Cdf::new(&[0.0, 10.0], &[0.0, 1.0], "times").unwrap(),
        delay: chance.between(0.0, 1.0),
        decay_time: [0.0, 3.0][chance.below(2)],
        downshift_only: chance.below(2) == 1,
        mean_number: 0.0,
    };
    Material {
        refractive_index: chance.curve(1.0, 1.8),
        absorption_length: chance.curve(50.0, 5000.0),
        scattering_length: chance.curve(50.0, 5000.0),
        components: (0..chance.below(3)).map(|_| component(chance)).collect(),
        mie_length: if chance.below(2) == 1 { chance.curve(50.0, 5000.0) } else { Curve::Constant(1e30) },
        mie_forward: chance.curve(-1.0, 1.0),
        mie_backward: chance.curve(0.0, 1.0),
        mie_forward_ratio: chance.curve(0.0, 1.0),
        ..Material::default()
    }
}

pub fn surface(chance: &mut Chance, model: SurfaceModel) -> Surface {
    let row = |chance: &mut Chance, angle| DichroicAngle {
        angle,
        reflect: chance.curve(0.0, 0.6),
        transmit: chance.curve(0.0, 0.4),
    };
    let mut three = || (0..3).map(|_| chance.between(0.0, 0.33)).collect::<Vec<f64>>();
    let angular = Angular {
        angles: vec![0.0, 0.8, 1.57],
        transmit: three(),
        reflect_specular: three(),
        reflect_diffuse: three(),
    };
    // Metals are not painted.
    let surface_type = SurfaceType::ALL[chance.below(2)].0;
    let finish = match surface_type {
        SurfaceType::DielectricMetal => [SurfaceFinish::Polished, SurfaceFinish::Ground][chance.below(2)],
        SurfaceType::DielectricDielectric => SurfaceFinish::ALL[chance.below(6)].0,
    };
    Surface {
        detect: chance.curve(0.0, 0.1),
        absorb: chance.curve(0.0, 0.3),
        reemit: chance.curve(0.0, 1.0),
        reflect_diffuse: chance.curve(0.0, 0.3),
        reflect_specular: chance.curve(0.0, 0.3),
        eta: chance.curve(1.1, 3.0),
        k: chance.curve(0.0, 2.0),
        thickness: chance.between(0.0, 100.0),
        transmissive: chance.uniform() < 0.5,
        reemission_cdf: Some(chance.spectrum()),
        reemission_time_cdf: Some(Cdf::new(&[0.0, 2.0], &[0.0, 1.0], "times").unwrap()),
        decay_time: chance.between(0.0, 2.0),
        downshift_only: chance.uniform() < 0.5,
        angular: Some(angular),
        dichroic: vec![row(chance, 0.0), row(chance, 0.9)],
        surface_type,
        finish,
        reflectivity: chance.curve(0.1, 0.4),
        transmittance: chance.curve(0.0, 0.2),
        efficiency: chance.curve(0.0, 0.5),
        specular_spike: chance.curve(0.0, 0.3),
        specular_lobe: chance.curve(0.0, 0.4),
        backscatter: chance.curve(0.0, 0.2),
        gap_index: chance.curve(1.0, 1.8),
        real_index: if chance.uniform() < 0.5 { chance.curve(0.1, 3.0) } else { Curve::Constant(0.0) },
        polish: chance.uniform(),
        sigma_alpha: chance.between(0.0, 1.0),
        surface_roughness: if chance.uniform() < 0.5 { chance.between(0.0, 100.0) } else { 0.0 },
        ..surface_of(model)
    }
}

fn frame(chance: &mut Chance) -> [[f64; 3]; 3] {
    let u = chance.direction();
    let a = any_across(u);
    let (sin, cos) = chance.between(0.0, 6.3).sin_cos();
    let b = cross(u, a);
    let v = unit([0, 1, 2].map(|i| cos * a[i] + sin * b[i]));
    [u, v, cross(u, v)]
}

/// Overlapping balls, boxes and wires of all models in a black box of 1 m.
fn scene(seed: u64) -> Committed {
    commit(model(seed))
}

/// Its model; the first 24 instances are the balls and boxes, of a mesh each.
pub fn model(seed: u64) -> Model {
    let chance = &mut Chance(seed);
    let mut model = Model::new();
    for _ in 0..5 {
        model.add_material(material(chance)).unwrap();
    }
    let models = [
        SurfaceModel::Default,
        SurfaceModel::Complex,
        SurfaceModel::Wls,
        SurfaceModel::Dichroic,
        SurfaceModel::Angular,
        SurfaceModel::Glisur,
        SurfaceModel::Unified,
    ];
    for i in 0..21 {
        let inner_side = [None, Some(NONE), Some(chance.below(21) as u32)][chance.below(3)];
        model.add_surface(Surface { inner_side, ..surface(chance, models[i % 7]) }).unwrap();
    }
    let walls = model.add_surface(black()).unwrap();
    let pick = |chance: &mut Chance| match chance.below(24) {
        surface @ 0..21 => surface as u32,
        _ => NONE,
    };
    for _ in 0..24 {
        let size = chance.between(5.0, 120.0) as f32;
        let shape = if chance.uniform() < 0.5 { sphere(size, 1) } else { cube(size) };
        let [x, y, z] = frame(chance);
        let instance = Instance {
            rotation: [x[0], x[1], x[2], y[0], y[1], y[2], z[0], z[1], z[2]],
            translation: [0; 3].map(|_: i32| chance.between(-300.0, 300.0)),
            ..Instance::of(0)
        };
        let (inner, outer) = (chance.below(5) as u32, chance.below(5) as u32);
        let surface = pick(chance);
        place_at(&mut model, &shape, inner, outer, surface, instance);
    }
    for _ in 0..3 {
        let [u, v, _] = frame(chance);
        let radius = chance.between(0.05, 3.0);
        let plane = WirePlane {
            origin: [0; 3].map(|_: i32| chance.between(-100.0, 100.0)),
            u,
            v,
            pitch: radius * chance.between(2.1, 30.0),
            radius,
            u_min: -200.0,
            u_max: 200.0,
            v_min: -150.0,
            v_max: 170.0,
            v0: chance.between(0.0, 3.0),
            surface: pick(chance),
            inner_material: chance.below(5) as u32,
            outer_material: chance.below(5) as u32,
            ..WirePlane::default()
        };
        model.add_wire_plane(plane).unwrap();
    }
    place(&mut model, &cube(500.0), chance.below(5) as u32, 0, walls);
    for from in 0..12 {
        let (into, surface) = (12 + chance.below(12) as u32, chance.below(21) as u32);
        for (from, into) in [(from, into), (into, from)] {
            model.add_border_surface(BorderSurface { from, into, surface }).unwrap();
        }
    }
    model
}

pub fn starts(chance: &mut Chance, n: usize) -> Vec<PhotonState> {
    let start = |chance: &mut Chance| {
        let position = [0; 3].map(|_: i32| chance.between(-499.0, 499.0));
        let mut start = photon(position, chance.direction());
        start.wavelength = chance.between(300.0, 650.0) as f32;
        start.time = chance.between(-5.0, 20.0) as f32;
        start.flags = flag::SCINTILLATION;
        start
    };
    (0..n).map(|_| start(chance)).collect()
}

fn check(start: &PhotonState, end: &PhotonState, options: &PropagateParams) {
    let context = || format!("{start:?} became {end:?} with {options:?}");
    assert_eq!((end.flags & flag::TERMINAL).count_ones(), 1, "{}", context());
    assert!(end.flags & flag::SCINTILLATION != 0, "{}", context());
    // The box is closed and black, and numbers are good.
    assert_eq!(end.flags & (flag::NO_HIT | flag::NAN_ABORT), 0, "{}", context());
    let (direction, polarization) = (wide(end.direction), wide(end.polarization));
    assert!(
        (length(direction) - 1.0).abs() < 1e-6 && (length(polarization) - 1.0).abs() < 1e-6,
        "{}",
        context()
    );
    assert!(dot(direction, polarization).abs() < 1e-6, "{}", context());
    assert!(end.position.iter().all(|x| x.abs() < 500.01), "{}", context());
    assert!((0.0..=1.0).contains(&end.weight) && end.time >= start.time, "{}", context());
    let detected_late = end.flags & flag::SURFACE_DETECT != 0 && end.time > options.max_time;
    assert!(!detected_late, "{}", context());
    let at_surface = end.flags & (flag::SURFACE_ABSORB | flag::SURFACE_DETECT) != 0;
    // A sheet that emits after the limit keeps the photon.
    let in_flight = end.flags & flag::TIME_LIMIT != 0 && end.time <= options.max_time;
    let in_bulk = end.flags & flag::BULK_ABSORB != 0 || in_flight;
    assert!(!at_surface || end.instance != NONE, "{}", context());
    assert!(!in_bulk || end.instance == NONE, "{}", context());
}

#[test]
fn every_photon_ends_in_exactly_one_way() {
    let mut seen = 0;
    for seed in 0..25 {
        let scene = scene(seed);
        let chance = &mut Chance(1000 + seed);
        let options = PropagateParams {
            max_steps: if seed % 6 == 1 { 20 } else { 1000 },
            max_time: if seed % 4 == 0 { 15.0 } else { f32::INFINITY },
            weight_mode: (seed % 3) as u32,
            scatter_first: (seed % 5) as i32 / 2 - 1,
            ..params(1500 + seed)
        };
        let before = starts(chance, 44_000);
        for (start, end) in before.iter().zip(propagate(&scene, &options, before.clone())) {
            check(start, &end, &options);
            seen |= end.flags;
        }
    }
    let all = (1 << 15) - 1 - flag::NO_HIT - flag::CHERENKOV;
    assert_eq!(seen, all, "all that can happen happens");
}

#[test]
fn all_instruction_sets_give_the_same_bits() {
    let Some(v3) = kernels_of(Level::V3) else { return };
    let baseline = kernels_of(Level::Baseline).expect("always there");
    for seed in 30..34 {
        let scene = scene(seed);
        let options = PropagateParams {
            weight_mode: (seed % 3) as u32,
            scatter_first: (seed % 3) as i32 - 1,
            ..params(1600 + seed)
        };
        let start = starts(&mut Chance(seed), 25_000);
        let a = propagate_with(baseline, &scene, &options, start.clone());
        let b = propagate_with(v3, &scene, &options, start);
        for (a, b) in a.iter().zip(&b) {
            assert_eq!(bytemuck::bytes_of(a), bytemuck::bytes_of(b), "{a:?} and {b:?}");
        }
    }
}

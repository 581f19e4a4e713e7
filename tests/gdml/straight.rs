//! Light that goes straight through a detector and tells the materials that it meets: all have one index, nothing absorbs, and in
//! each it goes at a speed of its own.

use chroma2::backend::cpu::kernels;
use chroma2::backend::cpu::random::stream;
use chroma2::geometry::{CommitOptions, Committed, Material, Model, PerTriangle};
use chroma2::layout::{MediumChanges, NONE, PhotonState, PropagateParams};
use chroma2::tables::Curve;
use std::sync::Arc;

/// Speeds of neighbouring materials differ by this factor.
const STEP: f64 = 1.12;

pub struct Straight {
    pub scene: Committed,
    /// mm/ns
    velocities: Vec<f64>,
}

/// A leg of a ray: its end (mm from the origin) and its material; `None`: too short to tell.
pub type Leg = (f64, Option<usize>);

impl Straight {
    /// Of a model, whose optics are replaced.
    pub fn of(model: &Model) -> Self {
        let mut model = model.clone();
        let velocities: Vec<f64> = (0..model.materials.len()).map(|i| STEP.powi(i as i32)).collect();
        for (material, velocity) in model.materials.iter_mut().zip(&velocities) {
            *material = Material {
                group_velocity: Curve::Constant(*velocity),
                ..Material::new(material.name.clone())
            };
        }
        model.mesh_border_surfaces.clear();
        for mesh in &mut model.meshes {
            mesh.surface = PerTriangle::Uniform(NONE);
        }
        let scene = Arc::new(model).commit(&CommitOptions::default()).expect("a geometry");
        Self { scene, velocities }
    }

    pub fn run(&self, starts: &[([f64; 3], [f64; 3])], max_steps: u32) -> (Vec<PhotonState>, u64) {
        let photon = |&(origin, direction): &([f64; 3], [f64; 3])| PhotonState {
            position: origin.map(|x| x as f32),
            direction: direction.map(|x| x as f32),
            wavelength: 400.0,
            weight: 1.0,
            instance: NONE,
            triangle: NONE,
            ..bytemuck::Zeroable::zeroed()
        };
        let mut photons: Vec<PhotonState> = starts.iter().map(photon).collect();
        let params = PropagateParams {
            stream: stream(1, 1),
            first_index: 0,
            max_steps,
            max_time: f32::INFINITY,
            weight_mode: 0,
            scatter_first: 0,
            velocity: 0,
            reserved: 0,
        };
        let mut changes: Box<MediumChanges> = bytemuck::zeroed_box();
        // SAFETY: all outlive the call.
        unsafe { kernels().propagate_all(self.scene.scene(), &params, &mut photons, &mut *changes) };
        (photons, changes.total)
    }

    /// The legs of rays until they leave the world, and how many began in one material and ended in another.
    pub fn legs(&self, starts: &[([f64; 3], [f64; 3])], most: u32) -> (Vec<Vec<Leg>>, u64) {
        let mut legs: Vec<Vec<Leg>> = vec![Vec::new(); starts.len()];
        let mut before: Vec<(f64, f64)> = vec![(0.0, 0.0); starts.len()];
        let mut changed = 0;
        for steps in 1..=most {
            let (ends, changes) = self.run(starts, steps);
            changed = changes;
            for (i, end) in ends.iter().enumerate() {
                let (origin, direction) = starts[i];
                let gone: f64 = (0..3).map(|k| (f64::from(end.position[k]) - origin[k]) * direction[k]).sum();
                let (distance, time) = (gone - before[i].0, f64::from(end.time) - before[i].1);
                if time <= 0.0 && distance <= 0.0 {
                    continue; // it has left the world
                }
                before[i] = (gone, f64::from(end.time));
                // Positions and times are in single precision.
                let far = end.position.iter().fold(1.0_f64, |far, x| far.max(f64::from(x.abs())));
                let rounding = [4e-7 * far, 2e-7 * f64::from(end.time)];
                legs[i].push((gone, self.material(distance, time, rounding)));
            }
        }
        for legs in &mut legs {
            // Neighbours of one material are joined; what is too short to tell belongs to the next.
            let mut joined: Vec<Leg> = Vec::new();
            for &(end, material) in legs.iter() {
                match joined.last_mut() {
                    Some(last) if last.1 == material => last.0 = end,
                    _ => joined.push((end, material)),
                }
            }
            *legs = joined;
        }
        (legs, changed)
    }

    fn material(&self, distance: f64, time: f64, rounding: [f64; 2]) -> Option<usize> {
        if distance < 40.0 * rounding[0] || time < 40.0 * rounding[1] {
            return None;
        }
        let found = (distance / time).ln() / STEP.ln();
        let index = found.round();
        (index >= 0.0 && (index as usize) < self.velocities.len() && (found - index).abs() < 0.4)
            .then_some(index as usize)
    }

    /// Distance to the nearest thing along some rays: not less than that to the nearest facet.
    pub fn room(&self, at: [f64; 3], limit: f64) -> f64 {
        use chroma2::geometry::Rays;
        let mut nearest = limit;
        let golden = 2.399_963_229_728_653_f64;
        let n = 2000;
        let direction = |i: usize| {
            let z: f64 = 1.0 - (2.0 * i as f64 + 1.0) / n as f64;
            let (s, c) = (golden * i as f64).sin_cos();
            let r = (1.0 - z * z).sqrt();
            [r * c, r * s, z].map(|x| x as f32)
        };
        let directions: Vec<[f32; 3]> = (0..n).map(direction).collect();
        let origins = vec![at.map(|x| x as f32); n];
        let limits = vec![limit as f32; n];
        let rays = Rays { origins: &origins, directions: &directions, max_distances: Some(&limits) };
        for distance in self.scene.closest_hits(&rays).expect("rays").distance {
            nearest = nearest.min(f64::from(distance));
        }
        nearest
    }
}

//! What the materials of a geometry make light from, as the kernels and the yields take it.

use super::cherenkov::Dispersion;
use crate::backend::scene::SceneData;
use crate::layout::{CherenkovKnot, StepEmission};
use crate::tables::TableStore;
use crate::{Error, Result, memory};
use std::ops::Range;
use std::sync::Arc;

/// Characters of a name that messages have at most.
const LONGEST_NAME: usize = 100;

/// Of a session's geometry; any number of threads may use it at once.
#[derive(Debug)]
pub struct Materials {
    pub(super) all: Vec<Material>,
    /// Tables for Cherenkov light, one after another.
    pub knots: Arc<Vec<CherenkovKnot>>,
    pub(super) emissions: Vec<StepEmission>,
    /// Times of these.
    pub(super) scintillation: Vec<Times>,
    /// Of scintillation light.
    pub spectra: Arc<TableStore>,
}

/// Of an emission, in ns.
#[derive(Debug, Clone, Copy)]
pub(super) struct Times {
    pub rise_time: f64,
    pub decay_time: f64,
}

/// Of one material.
#[derive(Debug)]
pub(super) struct Material {
    /// What messages call it.
    pub label: String,
    pub dispersion: Dispersion,
    /// Of `Materials::knots`.
    pub first_knot: u32,
    /// Of `Materials::emissions`.
    pub emissions: Range<u32>,
    pub scintillation_yield: f64,
    pub birks_constant: f64,
    pub resolution_scale: f64,
}

/// An emission of a light with a rise time: times of density exp(-t / decay) (1 - exp(-t / rise)) are sums of
/// two exponential ones, of means `decay` and decay rise / (decay + rise).
pub(super) fn emission(wavelengths: u32, rise: f64, decay: f64) -> StepEmission {
    let second = if rise > 0.0 && decay > 0.0 { decay * (rise / (decay + rise)) } else { 0.0 };
    StepEmission { inverse_wavelength: wavelengths, decay: decay as f32, rise: second as f32, until: 1.0 }
}

/// Sets the shares of emissions from their fractions, of any norm; all alike where the sum is 0.
pub(super) fn share(emissions: &mut [StepEmission], fractions: impl Iterator<Item = f64> + Clone) {
    let sum: f64 = fractions.clone().sum();
    let all = emissions.len() as f64;
    let mut before = 0.0;
    for (emission, fraction) in emissions.iter_mut().zip(fractions) {
        before += if sum > 0.0 { fraction } else { 1.0 };
        emission.until = (before / if sum > 0.0 { sum } else { all }) as f32;
    }
}

impl Materials {
    /// Of a geometry.
    pub fn new(scene: &dyn SceneData) -> Result<Self> {
        let count = scene.material_count();
        let mut all = memory::room(count as usize, "light of materials")?;
        let (mut knots, mut spectra) = (Vec::new(), TableStore::default());
        let (mut emissions, mut scintillation) = (Vec::new(), Vec::new());
        for number in 0..count {
            let missing = || Error::Internal(format!("material {number} is missing"));
            let of = scene.emitter(number).ok_or_else(missing)?;
            let dispersion = Dispersion::new(of.refractive_index)?;
            let first_knot = knots.len() as u32;
            memory::grow(&mut knots, dispersion.knots.len(), "light of materials")?;
            knots.extend_from_slice(&dispersion.knots);
            let first = emissions.len();
            for component in &of.scintillation {
                let wavelengths = spectra.inverse_cdf(component.wavelengths)?;
                let made = emission(wavelengths, component.rise_time, component.decay_time);
                memory::push(&mut emissions, made, "light of materials")?;
                let times = Times { rise_time: component.rise_time, decay_time: component.decay_time };
                memory::push(&mut scintillation, times, "light of materials")?;
            }
            share(&mut emissions[first..], of.scintillation.iter().map(|component| component.fraction));
            let name = scene.material_name(number).unwrap_or_default();
            all.push(Material {
                label: match name.char_indices().nth(LONGEST_NAME) {
                    _ if name.is_empty() => format!("material {number}"),
                    Some((end, _)) => format!("material {number} (\"{}...\")", &name[..end]),
                    None => format!("material {number} (\"{name}\")"),
                },
                dispersion,
                first_knot,
                emissions: first as u32..emissions.len() as u32,
                scintillation_yield: of.scintillation_yield,
                birks_constant: of.birks_constant,
                resolution_scale: of.resolution_scale,
            });
        }
        Ok(Self { all, knots: Arc::new(knots), emissions, scintillation, spectra: Arc::new(spectra) })
    }

    /// Bytes of its tables.
    pub fn bytes(&self) -> u64 {
        let tables = &self.spectra;
        let of_materials: usize = self.all.iter().map(|material| material.dispersion.bytes()).sum();
        let knots = size_of_val(&self.knots[..]) + of_materials; // these have their own ones, too
        let spectra = size_of_val(&tables.segments[..]) + size_of_val(&tables.buckets[..]);
        (knots + spectra + self.all.len() * size_of::<Material>()) as u64
    }

    pub(super) fn get(&self, number: u32) -> Result<&Material> {
        self.all.get(number as usize).ok_or_else(|| {
            Error::argument(format!(
                "material is {number}; the geometry has {}",
                crate::words::count(self.all.len(), "material")
            ))
        })
    }
}

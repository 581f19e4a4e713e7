//! How many photons a step makes.

use super::encode::MOST_PHOTONS;
use super::materials::Materials;
use super::random::Draws;
use super::record::{StepCommon, StepKind, StepRecord};
use super::{LIGHT_SPEED, within};
use crate::words::real;
use crate::{Error, Result};

/// The fine-structure constant (CODATA 2018).
const ALPHA: f64 = 7.297_352_569_3e-3;
/// nm/mm.
const NM: f64 = 1e6;
/// Numbers of scintillation photons above this are normal, others Poisson's, as Geant4 11.4 has it.
const NORMAL: f64 = 10.0;

/// What makes the numbers of photons.
#[derive(Debug, Clone, Copy, Default)]
pub struct CountOptions {
    /// Seed of the random numbers.
    pub seed: u64,
    /// Number of the event.
    pub event_id: u64,
    /// Number of the first step, where a list is counted in parts.
    pub first_step: u64,
}

/// Counts the photons of the steps of a list.
pub struct Counter<'a> {
    materials: &'a Materials,
    wavelengths: Option<(f64, f64)>,
    spectra: usize,
    options: CountOptions,
}

/// The photons of a step.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Counted {
    /// Their mean number.
    pub mean: f64,
    /// A number of this mean.
    pub count: u64,
    /// Cherenkov: mean numbers per mm at start and end.
    pub yields: Option<(f64, f64)>,
}

impl<'a> Counter<'a> {
    /// Of a list.
    pub fn new(materials: &'a Materials, common: &StepCommon, options: CountOptions) -> Result<Self> {
        Ok(Self { materials, wavelengths: common.check()?, spectra: common.spectra.len(), options })
    }

    /// Counts those of step `number` of the list; a point has as many as it says.
    pub fn count(&self, number: u64, step: &StepRecord) -> Result<Counted> {
        self.counted(number, step).map_err(|error| within(error, format_args!("steps->records[{number}]")))
    }

    fn counted(&self, number: u64, step: &StepRecord) -> Result<Counted> {
        step.check()?;
        if step.spectrum > 0 {
            step.check_spectrum(self.spectra)?;
        } else if step.component > 0 {
            step.check_component(self.materials.get(step.material)?)?;
        }
        let first = self.options.first_step;
        let number = first.checked_add(number).ok_or_else(|| {
            Error::argument(format!(
                "first_step is {first}; the last step's number, {number} more, may be at most 2^64 - 1"
            ))
        })?;
        let mut draws = Draws::new(self.options.seed, self.options.event_id, number);
        match step.kind {
            StepKind::Point => Ok(Counted { mean: step.count as f64, count: step.count, yields: None }),
            StepKind::Cherenkov => {
                let per_mm = |beta| self.cherenkov(step, beta);
                let mean = limited(step.path() * per_mm(step.beta())?)?;
                let yields = (per_mm(step.velocity / LIGHT_SPEED)?, per_mm(step.end_velocity / LIGHT_SPEED)?);
                Ok(Counted { mean, count: draws.poisson(mean), yields: Some(yields) })
            }
            StepKind::Scintillation => {
                let (mean, scale) = self.scintillation(step)?;
                let count = match mean > NORMAL {
                    true => spread(mean, scale * mean.sqrt() * draws.normal())?,
                    false => draws.poisson(mean),
                };
                Ok(Counted { mean, count, yields: None })
            }
        }
    }

    /// Mean number of Cherenkov photons per mm: 2 pi alpha z^2 times the integral of 1 - 1/(beta n)^2 over 1/wavelength
    /// (Frank and Tamm), which is alpha z^2 / (hbar c) times that over the energy.
    fn cherenkov(&self, step: &StepRecord, beta: f64) -> Result<f64> {
        let (material, wavelengths) = step.cherenkov(self.materials, self.wavelengths)?;
        let amount = material.dispersion.amount(beta, wavelengths)?;
        Ok(std::f64::consts::TAU * ALPHA * step.charge * step.charge * NM * amount)
    }

    /// Mean number of scintillation photons, and the scale of its spread.
    fn scintillation(&self, step: &StepRecord) -> Result<(f64, f64)> {
        let material = self.materials.get(step.material)?;
        let path = step.path();
        if material.birks_constant > 0.0 && step.energy > 0.0 && path == 0.0 {
            return Err(Error::argument(format!(
                "length and displacement are 0; {} has a birks_constant, which needs a length",
                material.label
            )));
        }
        let quench =
            if material.birks_constant > 0.0 { material.birks_constant * step.energy / path } else { 0.0 };
        let visible = if step.energy > 0.0 { step.energy / (1.0 + quench) } else { 0.0 };
        Ok((limited(material.scintillation_yield * visible)?, material.resolution_scale))
    }
}

/// The number that a deviation from the mean gives.
fn spread(mean: f64, by: f64) -> Result<u64> {
    let number = (mean + by + 0.5).floor().max(0.0);
    match number <= MOST_PHOTONS as f64 {
        true => Ok(number as u64),
        false => Err(Error::argument(format!(
            "resolution_scale makes {number:e} photons of a mean of {}; {MOST_PHOTONS} are allowed",
            real(mean)
        ))),
    }
}

fn limited(mean: f64) -> Result<f64> {
    match mean <= (MOST_PHOTONS / 2) as f64 {
        true => Ok(mean),
        false => Err(Error::argument(format!(
            "it would make {} photons; {} are allowed",
            real(mean),
            MOST_PHOTONS / 2
        ))),
    }
}

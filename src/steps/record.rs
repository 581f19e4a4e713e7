//! Steps as programs give them.

use crate::layout::step_kind;
use crate::named::Named;
use crate::tables::Cdf;

/// What light a step makes. Structs take it as uint32_t.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[repr(u32)]
pub enum StepKind {
    /// None of a particle's: isotropic, at the step's start.
    #[default]
    Point = step_kind::STEP_POINT,
    /// Cherenkov light, along the step; CHROMA2_FLAG_CHERENKOV is set.
    Cherenkov = step_kind::STEP_CHERENKOV,
    /// Scintillation light: isotropic; CHROMA2_FLAG_SCINTILLATION is set.
    Scintillation = step_kind::STEP_SCINTILLATION,
}

impl Named for StepKind {
    const ALL: &'static [(Self, &'static str)] =
        &[(Self::Point, "point"), (Self::Cherenkov, "cherenkov"), (Self::Scintillation, "scintillation")];

    fn number(self) -> u32 {
        self as u32
    }
}

/// A step of a particle. Lengths in mm, times in ns, velocities in mm/ns; what is 0 has its default.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct StepRecord {
    /// The program's own number for it.
    pub id: u64,
    /// Number of photons.
    pub count: u64,
    /// What light it makes.
    pub kind: StepKind,
    /// Of the geometry.
    pub material: u32,
    /// Where it starts.
    pub position: [f64; 3],
    /// When it starts.
    pub time: f64,
    /// From its start to its end.
    pub displacement: [f64; 3],
    /// Of the path; 0: that of the displacement.
    pub length: f64,
    /// Of the particle at the start.
    pub velocity: f64,
    /// At the end.
    pub end_velocity: f64,
    /// From start to end, where the velocity is 0.
    pub duration: f64,
    /// Of the particle, in units of the proton's.
    pub charge: f64,
    /// Cherenkov photons per mm at the start, of any norm; with that at the end 0: computed.
    pub yield_start: f64,
    /// At the end.
    pub yield_end: f64,
    /// Share of scintillation photons that begin at the end; the others begin evenly along the step. Of a
    /// neutral particle all begin at the end.
    pub end_fraction: f64,
    /// Statistical weight of each photon; 0: 1.
    pub weight: f64,
    /// Cherenkov wavelengths in nm; both 0: those of the list.
    pub wavelength_min: f64,
    /// The longest.
    pub wavelength_max: f64,
    /// In place of the component's or the spectrum's, where that is above 0.
    pub rise_time: f64,
    /// As `rise_time`; where it is above 0, both are the step's own.
    pub decay_time: f64,
    /// Energy left, in MeV; for yields.
    pub energy: f64,
    /// 1 + a scintillation component of the material; 0: each photon's is drawn by their fractions.
    pub component: u32,
    /// 1 + a spectrum of the list; 0: the material's.
    pub spectrum: u32,
}

/// A spectrum of a list of steps.
#[derive(Debug, Clone, PartialEq)]
pub struct StepSpectrum {
    /// nm.
    pub wavelengths: Cdf,
    /// ns.
    pub rise_time: f64,
    /// ns.
    pub decay_time: f64,
}

/// What steps of a list have in common.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct StepCommon {
    /// Spectra that steps may have.
    pub spectra: Vec<StepSpectrum>,
    /// Cherenkov wavelengths in nm; both 0: those of the material's index table.
    pub wavelength_min: f64,
    /// The longest.
    pub wavelength_max: f64,
    /// Place among the photons of all steps of the first one that is wanted.
    pub first: u64,
    /// Photons from there on; 0: all.
    pub count: u64,
}

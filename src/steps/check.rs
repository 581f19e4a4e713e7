//! What a step must be, one by one; messages name the field.

use super::LIGHT_SPEED;
use super::materials::{Material, Materials};
use super::record::{StepCommon, StepKind, StepRecord};
use crate::words::real;
use crate::{Error, Result};

/// Velocities up to this are taken as that of light: single precision rounds it up.
const FASTEST: f64 = LIGHT_SPEED * (1.0 + 1e-7);

/// Shortest displacement in mm whose direction single precision holds.
const SHORTEST: f64 = 1e-15;

fn refused<T>(what: String) -> Result<T> {
    Err(Error::argument(what))
}

/// Largest numbers: of coordinates, whose squares are finite in single precision, of charges, and of others, whose sums
/// are.
const FARTHEST: f64 = 1e15;
const MOST_CHARGE: f64 = 1e4;
const MOST: f64 = 1e30;

// Checked for each step of a list: what makes a message is kept out of the way.
#[cold]
#[inline(never)]
fn out_of_range(name: &str, value: f64, least: f64, most: f64) -> Result<()> {
    refused(format!("{name} is {value:e}; {} to {most:e} is allowed", real(least)))
}

#[cold]
#[inline(never)]
fn would_be_unused(value: f64, name: &str, why: &str) -> Result<()> {
    refused(format!("{name} is {}, but would not be used: {why}; 0 is allowed", real(value)))
}

#[inline]
fn up_to(most: f64, value: f64, name: &str) -> Result<()> {
    match value.abs() <= most {
        true => Ok(()),
        false => out_of_range(name, value, -most, most),
    }
}

#[inline]
fn at_least_0(value: f64, name: &str) -> Result<()> {
    match (0.0..=MOST).contains(&value) {
        true => Ok(()),
        false => out_of_range(name, value, 0.0, MOST),
    }
}

#[inline]
fn unused(value: f64, name: &str, why: &str) -> Result<()> {
    match value == 0.0 {
        true => Ok(()),
        false => would_be_unused(value, name, why),
    }
}

/// Checks a range of wavelengths that may be missing.
pub(super) fn wavelengths(shortest: f64, longest: f64) -> Result<Option<(f64, f64)>> {
    if (shortest, longest) == (0.0, 0.0) {
        return Ok(None);
    }
    match shortest >= 1e-3 && longest <= 1e9 && shortest < longest {
        true => Ok(Some((shortest, longest))),
        false => refused(format!(
            "wavelength_min is {} and wavelength_max {}; 0.001 <= wavelength_min < wavelength_max <= 10^9, or 0 for both, \
             is needed",
            real(shortest),
            real(longest)
        )),
    }
}

/// Rise and decay time of light.
pub(super) fn times(rise: f64, decay: f64) -> Result<()> {
    at_least_0(rise, "rise_time")?;
    at_least_0(decay, "decay_time")?;
    match rise > 0.0 && decay == 0.0 {
        false => Ok(()),
        true => refused(format!(
            "rise_time is {} and decay_time 0; light that rises needs a decay_time",
            real(rise)
        )),
    }
}

/// Length of a vector.
pub(super) fn size(v: [f64; 3]) -> f64 {
    v.iter().map(|x| x * x).sum::<f64>().sqrt()
}

impl StepRecord {
    /// Length of the path.
    pub(super) fn path(&self) -> f64 {
        if self.length > 0.0 { self.length } else { size(self.displacement) }
    }

    /// Rise and decay time of its light, that of its component or spectrum being given: a decay time of its own says
    /// both, a rise time alone leaves the decay time.
    pub(super) fn times_over(&self, rise: f64, decay: f64) -> (f64, f64) {
        match (self.rise_time > 0.0, self.decay_time > 0.0) {
            (_, true) => (self.rise_time, self.decay_time),
            (true, false) => (self.rise_time, decay),
            (false, false) => (rise, decay),
        }
    }

    /// Mean velocity over that of light.
    pub(super) fn beta(&self) -> f64 {
        (0.5 * (self.velocity + self.end_velocity) / LIGHT_SPEED).min(1.0)
    }

    fn numbers(&self) -> Result<()> {
        for (values, name) in [(self.position, "position"), (self.displacement, "displacement")] {
            values.iter().try_for_each(|value| up_to(FARTHEST, *value, name))?;
        }
        up_to(MOST, self.time, "time")?;
        up_to(MOST_CHARGE, self.charge, "charge")?;
        for (value, name) in [
            (self.length, "length"),
            (self.duration, "duration"),
            (self.weight, "weight"),
            (self.energy, "energy"),
            (self.yield_start, "yield_start"),
            (self.yield_end, "yield_end"),
        ] {
            at_least_0(value, name)?;
        }
        for (value, name) in [(self.velocity, "velocity"), (self.end_velocity, "end_velocity")] {
            if !(0.0..=FASTEST).contains(&value) {
                return refused(format!(
                    "{name} is {}; 0 to that of light, {LIGHT_SPEED} mm/ns, is allowed",
                    real(value)
                ));
            }
        }
        match (0.0..=1.0).contains(&self.end_fraction) {
            true => Ok(()),
            false => refused(format!("end_fraction is {}; 0 to 1 is allowed", real(self.end_fraction))),
        }
    }

    /// Checks it by itself.
    pub(super) fn check(&self) -> Result<()> {
        self.numbers()?;
        if self.velocity > 0.0 {
            unused(self.duration, "duration", "velocity is given")?;
        } else {
            unused(self.end_velocity, "end_velocity", "velocity is 0")?;
        }
        if self.kind == StepKind::Cherenkov {
            let why = "Cherenkov light has none";
            unused(self.rise_time, "rise_time", why)?;
            unused(self.decay_time, "decay_time", why)?;
            unused(self.end_fraction, "end_fraction", why)?;
            unused(self.component.into(), "component", why)?;
            unused(self.spectrum.into(), "spectrum", why)?;
            if self.velocity == 0.0 {
                return refused("velocity is 0; Cherenkov light needs one".into());
            }
            if size(self.displacement) < SHORTEST {
                return refused(format!(
                    "displacement is {:?}; a length of 10^-15 mm at least is needed, since it is the direction of \
                     Cherenkov light",
                    self.displacement
                ));
            }
            return Ok(());
        }
        let why = "only Cherenkov light has one";
        unused(self.yield_start, "yield_start", why)?;
        unused(self.yield_end, "yield_end", why)?;
        unused(self.wavelength_min, "wavelength_min", why)?;
        unused(self.wavelength_max, "wavelength_max", why)?;
        at_least_0(self.rise_time, "rise_time")?;
        at_least_0(self.decay_time, "decay_time")?;
        if self.kind == StepKind::Point {
            let why = "a point has none";
            self.displacement.iter().try_for_each(|value| unused(*value, "displacement", why))?;
            unused(self.length, "length", why)?;
            unused(self.velocity, "velocity", why)?;
            unused(self.duration, "duration", why)?;
            unused(self.end_fraction, "end_fraction", why)?;
        }
        Ok(())
    }

    /// Checks its spectrum, which is there, against those of its list.
    pub(super) fn check_spectrum(&self, spectra: usize) -> Result<()> {
        let Self { component, spectrum, .. } = self;
        match (*component == 0, *spectrum as usize <= spectra) {
            (true, true) => Ok(()),
            (true, false) => refused(format!(
                "spectrum is {spectrum}; 0 (the material's) to {spectra} (the list's last one) are allowed"
            )),
            (false, _) => {
                refused(format!("component is {component} and spectrum {spectrum}; one of them is allowed"))
            }
        }
    }

    /// Checks its component against those of its material.
    pub(super) fn check_component(&self, material: &Material) -> Result<()> {
        let last = material.emissions.end - material.emissions.start;
        match self.component <= last {
            true => Ok(()),
            false => refused(format!(
                "component is {}; 0 (drawn by the fractions) to {last} (the last one of {}) are allowed",
                self.component, material.label
            )),
        }
    }

    /// The material and the range of Cherenkov wavelengths.
    pub(super) fn cherenkov<'a>(
        &self,
        materials: &'a Materials,
        common: Option<(f64, f64)>,
    ) -> Result<(&'a Material, (f64, f64))> {
        let material = materials.get(self.material)?;
        let own = wavelengths(self.wavelength_min, self.wavelength_max)?;
        match own.or(common).or(material.dispersion.table) {
            Some(range) => Ok((material, range)),
            None => refused(format!(
                "{}: its refractive_index is the same everywhere, which says nothing of the wavelengths of Cherenkov light; \
                 wavelength_min and wavelength_max are needed, of the step or of the list",
                material.label
            )),
        }
    }
}

impl StepCommon {
    /// Checks it by itself, and gives its range of Cherenkov wavelengths.
    pub(super) fn check(&self) -> Result<Option<(f64, f64)>> {
        for (i, spectrum) in self.spectra.iter().enumerate() {
            times(spectrum.rise_time, spectrum.decay_time)
                .map_err(|error| super::within(error, format_args!("steps->spectra[{i}]")))?;
        }
        wavelengths(self.wavelength_min, self.wavelength_max)
            .map_err(|error| super::within(error, format_args!("steps")))
    }
}

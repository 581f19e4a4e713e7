//! Steps as the kernels take them.

use super::check::times;
use super::cherenkov::slowness;
use super::materials::{Materials, emission};
use super::record::{StepCommon, StepKind, StepRecord};
use super::{LIGHT_SPEED, within};
use crate::backend::context::Context;
use crate::backend::light::Light;
use crate::backend::steps::{Origins, PLACE, Places, StepLight};
use crate::layout::{CherenkovRange, Step, StepEmission, flag};
use crate::tables::TableStore;
use crate::{Error, Result, memory};
use bytemuck::Zeroable;
use std::collections::HashMap;
use std::sync::Arc;

/// Most photons of all steps of a list.
pub const MOST_PHOTONS: u64 = 1 << 40;

/// What makes equal emissions: material, component, spectrum, and bits of the times.
type EmissionKey = (u32, u32, u32, u64, u64);

/// Steps being encoded.
struct Encoder<'a> {
    materials: &'a Materials,
    common: &'a StepCommon,
    wavelengths: Option<(f64, f64)>,
    steps: Vec<Step>,
    ranges: Vec<CherenkovRange>,
    /// Ranges that are all of what was asked for, by material and bits of the wavelengths.
    whole: HashMap<(u32, u64, u64), u32>,
    emissions: Vec<StepEmission>,
    known: HashMap<EmissionKey, (u32, u32)>,
    /// The one of the step before.
    last: Option<(EmissionKey, (u32, u32))>,
    spectra: Arc<TableStore>,
    /// Tables of the list's spectra.
    own: Vec<u32>,
}

/// The light of `count` steps, of which `record` gives one after another. `ids`: the event is to tell which step a
/// photon is of. Fails before anything runs, with the number of a step that is not as it must be.
pub fn light(
    materials: &Materials,
    context: &Arc<Context>,
    common: &StepCommon,
    count: u64,
    mut record: impl FnMut(u64) -> Result<StepRecord>,
    keep_origins: bool,
) -> Result<Light> {
    let wavelengths = common.check()?;
    let bytes = count * size_of::<Step>() as u64;
    let mut charges = vec![context.charge(bytes, "steps")?];
    let of_places = context.charge(count * (PLACE + if keep_origins { 8 } else { 0 }), "photons of steps")?;
    let mut encoder = Encoder {
        materials,
        common,
        wavelengths,
        steps: memory::room(count as usize, "steps")?,
        ranges: Vec::new(),
        whole: HashMap::new(),
        emissions: memory::copied(&materials.emissions, "emissions of steps")?,
        known: HashMap::new(),
        last: None,
        spectra: Arc::clone(&materials.spectra),
        own: Vec::new(),
    };
    encoder.add_spectra()?;
    let mut ends = memory::room(count as usize, "photons of steps")?;
    let mut ids = memory::room(if keep_origins { count as usize } else { 0 }, "numbers of steps")?;
    let mut total = 0u64;
    for i in 0..count {
        let name = |error| within(error, format_args!("steps->records[{i}]"));
        let record = record(i).map_err(name)?;
        total = match total.checked_add(record.count) {
            Some(total) if total <= MOST_PHOTONS => total,
            _ => {
                return Err(name(Error::argument(format!(
                    "count is {}, after {total} photons of the steps before; {MOST_PHOTONS} together are allowed",
                    record.count
                ))));
            }
        };
        let step = encoder.step(&record).map_err(name)?;
        encoder.steps.push(step);
        ends.push(total);
        if keep_origins {
            ids.push(record.id);
        }
    }
    let (first, wanted) = (common.first, common.count);
    let count = if wanted == 0 { total.saturating_sub(first) } else { wanted };
    if first > total || count > total - first {
        return Err(Error::argument(format!(
            "steps->first_photon is {first} and steps->photon_count {wanted}; the steps have {total} photons"
        )));
    }
    charges.push(context.charge(size_of_val(&encoder.ranges[..]) as u64, "ranges of Cherenkov light")?);
    let places = Arc::new(Places::new(ends)?);
    let origins = if keep_origins {
        Some(Arc::new(Origins { places: Arc::clone(&places), ids, memory: of_places }))
    } else {
        charges.push(of_places);
        None
    };
    let Encoder { steps, ranges, emissions, spectra, .. } = encoder;
    let knots = Arc::clone(&materials.knots);
    Ok(Light::Steps(Arc::new(StepLight {
        steps,
        places,
        ranges,
        knots,
        emissions,
        spectra,
        first,
        count,
        origins,
        memory: charges,
    })))
}

impl Encoder<'_> {
    fn add_spectra(&mut self) -> Result<()> {
        if self.common.spectra.is_empty() {
            return Ok(());
        }
        let mut spectra = (*self.spectra).clone();
        for spectrum in &self.common.spectra {
            memory::push(&mut self.own, spectra.inverse_cdf(&spectrum.wavelengths)?, "spectra of steps")?;
        }
        self.spectra = Arc::new(spectra);
        Ok(())
    }

    fn step(&mut self, of: &StepRecord) -> Result<Step> {
        of.check()?;
        let mut step = Step {
            position: of.position.map(|x| x as f32),
            time: of.time as f32,
            displacement: of.displacement.map(|x| x as f32),
            duration: of.duration as f32,
            tilt: 1.0,
            weight: if of.weight == 0.0 { 1.0 } else { of.weight as f32 },
            kind: of.kind as u32,
            ..Step::zeroed()
        };
        if of.velocity > 0.0 {
            step.duration = (of.path() / of.velocity) as f32;
            step.slowing = (0.5 * (of.end_velocity - of.velocity) / of.velocity) as f32;
            if !(step.duration.is_finite() && step.slowing.is_finite()) {
                return Err(Error::argument(format!(
                    "velocity is {} and end_velocity {}; the step would take {} ns",
                    of.velocity, of.end_velocity, step.duration
                )));
            }
        }
        match of.kind {
            StepKind::Cherenkov => {
                step.flags = flag::CHERENKOV;
                self.cherenkov(of, &mut step)?;
            }
            StepKind::Scintillation => {
                step.flags = flag::SCINTILLATION;
                step.along = if of.charge == 0.0 { 0.0 } else { (1.0 - of.end_fraction) as f32 };
                (step.first_part, step.part_count) = self.emission(of)?;
            }
            StepKind::Point => (step.first_part, step.part_count) = self.emission(of)?,
        }
        Ok(step)
    }

    fn cherenkov(&mut self, of: &StepRecord, step: &mut Step) -> Result<()> {
        let (material, wavelengths) = of.cherenkov(self.materials, self.wavelengths)?;
        if of.count == 0 {
            return Ok(());
        }
        let dispersion = &material.dispersion;
        let beta = of.beta();
        step.slowness = slowness(beta);
        let mut light = dispersion.light(step.slowness, wavelengths)?;
        if light.ranges.is_empty() {
            return Err(Error::argument(format!(
                "no light: the mean velocity is {beta} of that of light, which is not above 1 / refractive_index of {} \
                 anywhere from {} to {} nm; a count of 0 is allowed",
                material.label, wavelengths.0, wavelengths.1
            )));
        }
        step.tilt = self.tilt(of, wavelengths)?;
        for range in &mut light.ranges {
            range.first_knot += material.first_knot;
            range.last_knot += material.first_knot;
        }
        step.part_count = light.ranges.len() as u32;
        let one = light.ranges[0];
        let all = step.part_count == 1 && (one.low, one.high) == (1.0 / wavelengths.1, 1.0 / wavelengths.0);
        let key = (of.material, wavelengths.0.to_bits(), wavelengths.1.to_bits());
        step.first_part = match self.whole.get(&key).filter(|_| all) {
            Some(known) => *known,
            None => {
                let first = u32::try_from(self.ranges.len() + light.ranges.len());
                let first = first.map_err(|_| Error::argument("more than 2^32 ranges of Cherenkov light"))?
                    - step.part_count;
                memory::grow(&mut self.ranges, light.ranges.len(), "ranges of Cherenkov light")?;
                self.ranges.extend_from_slice(&light.ranges);
                if all {
                    self.whole.insert(key, first);
                }
                first
            }
        };
        Ok(())
    }

    /// Density of photons at the start over the mean one.
    fn tilt(&self, of: &StepRecord, wavelengths: (f64, f64)) -> Result<f32> {
        let (mut start, mut end) = (of.yield_start, of.yield_end);
        if (start, end) == (0.0, 0.0) {
            if of.velocity == of.end_velocity {
                return Ok(1.0);
            }
            let dispersion = &self.materials.get(of.material)?.dispersion;
            start = dispersion.amount(of.velocity / LIGHT_SPEED, wavelengths)?;
            end = dispersion.amount(of.end_velocity / LIGHT_SPEED, wavelengths)?;
        }
        Ok((2.0 * start / (start + end)) as f32)
    }

    /// First and number of the emissions of a step.
    fn emission(&mut self, of: &StepRecord) -> Result<(u32, u32)> {
        let material = if of.spectrum == 0 { of.material } else { 0 };
        let key = (material, of.component, of.spectrum, of.rise_time.to_bits(), of.decay_time.to_bits());
        if let Some((last, found)) = self.last
            && last == key
        {
            return Ok(found);
        }
        let found = match self.known.get(&key) {
            Some(found) => *found,
            None => self.new_emission(of)?,
        };
        self.known.insert(key, found);
        self.last = Some((key, found));
        Ok(found)
    }

    fn new_emission(&mut self, of: &StepRecord) -> Result<(u32, u32)> {
        let (rise, decay) = (of.rise_time, of.decay_time);
        let first = self.emissions.len() as u32;
        if of.spectrum > 0 {
            if of.component > 0 {
                return Err(Error::argument(format!(
                    "component is {} and spectrum {}; one of them is allowed",
                    of.component, of.spectrum
                )));
            }
            let number = of.spectrum as usize - 1;
            let Some(spectrum) = self.common.spectra.get(number) else {
                return Err(Error::argument(format!(
                    "spectrum is {}; 0 (the material's) to {} (the list's last one) are allowed",
                    of.spectrum,
                    self.common.spectra.len()
                )));
            };
            let own = |given: f64, other: f64| if given > 0.0 { given } else { other };
            let (rise, decay) = (own(rise, spectrum.rise_time), own(decay, spectrum.decay_time));
            times(rise, decay)?;
            memory::push(&mut self.emissions, emission(self.own[number], rise, decay), "emissions of steps")?;
            return Ok((first, 1));
        }
        let material = self.materials.get(of.material)?;
        let of_material = material.emissions.clone();
        if of_material.is_empty() {
            return Err(Error::argument(format!(
                "{}: it has no scintillation components, and spectrum is 0: nothing says which wavelengths the light has",
                material.label
            )));
        }
        let found = match of.component {
            0 => of_material,
            one if one <= of_material.end - of_material.start => {
                let one = of_material.start + one - 1;
                one..one + 1
            }
            other => {
                return Err(Error::argument(format!(
                    "component is {other}; 0 (drawn by the fractions) to {} (the last one of {}) are allowed",
                    of_material.end - of_material.start,
                    material.label
                )));
            }
        };
        if (rise, decay) == (0.0, 0.0) {
            return Ok((found.start, found.end - found.start));
        }
        for number in found.clone() {
            let of_it = &self.materials.scintillation[number as usize];
            let own = |given: f64, other: f64| if given > 0.0 { given } else { other };
            let (rise, decay) = (own(rise, of_it.rise_time), own(decay, of_it.decay_time));
            times(rise, decay)?;
            let from = self.emissions[number as usize];
            let made = StepEmission { until: from.until, ..emission(from.inverse_wavelength, rise, decay) };
            memory::push(&mut self.emissions, made, "emissions of steps")?;
        }
        Ok((first, found.end - found.start))
    }
}

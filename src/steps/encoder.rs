//! One step after another as the kernels take them.

use super::LIGHT_SPEED;
use super::check::times;
use super::cherenkov::{amount_of, slowness};
use super::materials::{Material, Materials, emission};
use super::record::{StepCommon, StepKind, StepRecord};
use crate::layout::{CherenkovRange, Step, StepEmission, flag};
use crate::tables::TableStore;
use crate::{Error, Result, memory};
use bytemuck::Zeroable;
use std::collections::HashMap;
use std::hash::Hash;
use std::sync::Arc;

/// What the steps of a list have in common.
pub(super) struct Shared<'a> {
    materials: &'a Materials,
    common: &'a StepCommon,
    wavelengths: Option<(f64, f64)>,
    /// Those of the materials and of the list.
    pub spectra: Arc<TableStore>,
    /// Tables of the list's spectra.
    own: Vec<u32>,
}

/// Material and bits of the wavelengths.
type RangeKey = (u32, u64, u64);
/// What makes equal emissions: material, component, spectrum, and bits of the times.
type EmissionKey = (u32, u32, u32, u64, u64);

/// Room for another entry, or an error.
fn room_for_one<K: Eq + Hash, V>(map: &mut HashMap<K, V>) -> Result<()> {
    memory::fallibly(|| map.try_reserve(1)).map_err(|_| Error::OutOfMemory("light of steps".into()))
}

/// Steps being encoded.
pub(super) struct Encoder<'a> {
    shared: &'a Shared<'a>,
    /// Of its steps, numbered from 0.
    pub ranges: Vec<CherenkovRange>,
    /// Of its steps, numbered from the last one of the materials on.
    pub emissions: Vec<StepEmission>,
    /// Ranges that are all of what was asked for.
    whole: HashMap<RangeKey, u32>,
    known: HashMap<EmissionKey, (u32, u32)>,
    /// Those of the step before.
    last_whole: Option<(RangeKey, u32)>,
    last_known: Option<(EmissionKey, (u32, u32))>,
}

impl<'a> Shared<'a> {
    pub fn new(materials: &'a Materials, common: &'a StepCommon) -> Result<Self> {
        let wavelengths = common.check()?;
        let (mut spectra, mut own) = (Arc::clone(&materials.spectra), Vec::new());
        if !common.spectra.is_empty() {
            let mut all = (*spectra).clone();
            for spectrum in &common.spectra {
                memory::push(&mut own, all.inverse_cdf(&spectrum.wavelengths)?, "spectra of steps")?;
            }
            spectra = Arc::new(all);
        }
        Ok(Self { materials, common, wavelengths, spectra, own })
    }
}

impl<'a> Encoder<'a> {
    pub fn new(shared: &'a Shared<'a>) -> Self {
        Self {
            shared,
            ranges: Vec::new(),
            emissions: Vec::new(),
            whole: HashMap::new(),
            known: HashMap::new(),
            last_whole: None,
            last_known: None,
        }
    }

    /// The next one.
    pub fn step(&mut self, of: &StepRecord) -> Result<Step> {
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
        let shared = self.shared;
        let (material, wavelengths) = of.cherenkov(shared.materials, shared.wavelengths)?;
        if of.count == 0 {
            return Ok(());
        }
        step.slowness = slowness(of.beta());
        let key = (of.material, wavelengths.0.to_bits(), wavelengths.1.to_bits());
        if material.dispersion.all_above(step.slowness, wavelengths) {
            step.first_part = self.whole_range(key, material, wavelengths)?;
            step.part_count = 1;
        } else {
            self.add_ranges(of, material, wavelengths, step)?;
        }
        step.tilt = self.tilt(of, material, wavelengths, key)?;
        Ok(())
    }

    /// The range of all between two wavelengths.
    fn whole_range(&mut self, key: RangeKey, material: &Material, wavelengths: (f64, f64)) -> Result<u32> {
        if let Some((last, found)) = self.last_whole
            && last == key
        {
            return Ok(found);
        }
        let found = match self.whole.get(&key) {
            Some(found) => *found,
            None => {
                let made = self.push_ranges(material, &mut [material.dispersion.whole(wavelengths)])?;
                room_for_one(&mut self.whole)?;
                self.whole.insert(key, made);
                made
            }
        };
        self.last_whole = Some((key, found));
        Ok(found)
    }

    /// Adds ranges with knots of the material; the number of the first one.
    fn push_ranges(&mut self, material: &Material, ranges: &mut [CherenkovRange]) -> Result<u32> {
        for range in &mut *ranges {
            range.first_knot += material.first_knot;
            range.last_knot += material.first_knot;
        }
        let first = self.ranges.len() as u32;
        memory::grow(&mut self.ranges, ranges.len(), "ranges of Cherenkov light")?;
        self.ranges.extend_from_slice(ranges);
        Ok(first)
    }

    fn add_ranges(
        &mut self,
        of: &StepRecord,
        material: &Material,
        wavelengths: (f64, f64),
        step: &mut Step,
    ) -> Result<()> {
        let mut light = material.dispersion.light(step.slowness, wavelengths)?;
        if light.ranges.is_empty() {
            return Err(Error::argument(format!(
                "no light: the mean velocity is {} of that of light, which is not above 1 / refractive_index of {} \
                 anywhere from {} to {} nm; a count of 0 is allowed",
                of.beta(),
                material.label,
                wavelengths.0,
                wavelengths.1
            )));
        }
        step.part_count = light.ranges.len() as u32;
        step.first_part = self.push_ranges(material, &mut light.ranges)?;
        Ok(())
    }

    /// Density of photons at the start over the mean one.
    fn tilt(
        &self,
        of: &StepRecord,
        material: &Material,
        wavelengths: (f64, f64),
        key: RangeKey,
    ) -> Result<f32> {
        let (mut start, mut end) = (of.yield_start, of.yield_end);
        if (start, end) == (0.0, 0.0) {
            if of.velocity == of.end_velocity {
                return Ok(1.0);
            }
            let whole = self.last_whole.filter(|(last, _)| *last == key);
            let whole = whole.map(|(_, range)| self.ranges[range as usize]);
            let amount = |velocity: f64| {
                let beta = (velocity / LIGHT_SPEED).min(1.0);
                match whole {
                    Some(range)
                        if beta > 0.0 && material.dispersion.all_above(slowness(beta), wavelengths) =>
                    {
                        Ok(amount_of(&range, slowness(beta)))
                    }
                    _ => material.dispersion.amount(beta, wavelengths),
                }
            };
            (start, end) = (amount(of.velocity)?, amount(of.end_velocity)?);
        }
        Ok((2.0 * start / (start + end)) as f32)
    }

    /// First and number of the emissions of a step.
    fn emission(&mut self, of: &StepRecord) -> Result<(u32, u32)> {
        let material = if of.spectrum == 0 { of.material } else { 0 };
        let key = (material, of.component, of.spectrum, of.rise_time.to_bits(), of.decay_time.to_bits());
        if let Some((last, found)) = self.last_known
            && last == key
        {
            return Ok(found);
        }
        let found = match self.known.get(&key) {
            Some(found) => *found,
            None => {
                let made = self.new_emission(of)?;
                room_for_one(&mut self.known)?;
                self.known.insert(key, made);
                made
            }
        };
        self.last_known = Some((key, found));
        Ok(found)
    }

    fn new_emission(&mut self, of: &StepRecord) -> Result<(u32, u32)> {
        let first = (self.shared.materials.emissions.len() + self.emissions.len()) as u32;
        if of.spectrum > 0 {
            if of.component > 0 {
                return Err(Error::argument(format!(
                    "component is {} and spectrum {}; one of them is allowed",
                    of.component, of.spectrum
                )));
            }
            let number = of.spectrum as usize - 1;
            let Some(spectrum) = self.shared.common.spectra.get(number) else {
                return Err(Error::argument(format!(
                    "spectrum is {}; 0 (the material's) to {} (the list's last one) are allowed",
                    of.spectrum,
                    self.shared.common.spectra.len()
                )));
            };
            let (rise, decay) = of.times_over(spectrum.rise_time, spectrum.decay_time);
            times(rise, decay)?;
            memory::push(
                &mut self.emissions,
                emission(self.shared.own[number], rise, decay),
                "emissions of steps",
            )?;
            return Ok((first, 1));
        }
        let material = self.shared.materials.get(of.material)?;
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
        if (of.rise_time, of.decay_time) == (0.0, 0.0) {
            return Ok((found.start, found.end - found.start));
        }
        for number in found.clone() {
            let of_it = &self.shared.materials.scintillation[number as usize];
            let (rise, decay) = of.times_over(of_it.rise_time, of_it.decay_time);
            times(rise, decay)?;
            let from = self.shared.materials.emissions[number as usize];
            let made = StepEmission { until: from.until, ..emission(from.inverse_wavelength, rise, decay) };
            memory::push(&mut self.emissions, made, "emissions of steps")?;
        }
        Ok((first, found.end - found.start))
    }
}

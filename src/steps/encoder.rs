//! One step after another as the kernels take them.

use super::LIGHT_SPEED;
use super::check::times;
use super::cherenkov::{amount_of, slowness};
use super::materials::{Material, Materials, emission};
use super::record::{StepCommon, StepKind, StepRecord};
use crate::backend::charged::ChargedList;
use crate::backend::context::{Charge, Context};
use crate::layout::{CherenkovRange, Step, StepEmission, flag};
use crate::tables::TableStore;
use crate::words::real;
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
    /// Counts the memory of these, where they are not the materials' own.
    pub charge: Charge,
    /// Tables of the list's spectra.
    own: Vec<u32>,
    pub context: &'a Arc<Context>,
}

/// Material and bits of the wavelengths.
type RangeKey = (u32, u64, u64);
/// What makes equal emissions: material, component, spectrum, and bits of the times.
type EmissionKey = (u32, u32, u32, u64, u64);

/// What messages call lists of ranges and of emissions.
pub(super) const RANGES: &str = "ranges of Cherenkov light";
pub(super) const EMISSIONS: &str = "emissions of steps";
/// Of ranges that steps have no numbers for.
pub(super) const TOO_MANY: &str = "steps->records: they use more than 2^32 ranges of Cherenkov light";

/// Room for another entry, or an error.
fn room_for_one<K: Eq + Hash, V>(map: &mut HashMap<K, V>, charge: &mut Charge) -> Result<()> {
    const WHAT: &str = "light of steps";
    if map.len() < map.capacity() {
        return Ok(());
    }
    // The table before is there until all is in the one of twice its size, which has a byte beside each entry and is
    // an eighth empty at least.
    let entries = (2 * map.capacity() + 2).next_power_of_two() as u64;
    let more = charge.more(entries * (size_of::<(K, V)>() as u64 + 1), WHAT)?;
    charge.join(more);
    memory::fallibly(|| map.try_reserve(1)).map_err(|_| Error::OutOfMemory(WHAT.into()))
}

/// Steps being encoded.
pub(super) struct Encoder<'a> {
    shared: &'a Shared<'a>,
    /// Of its steps, numbered from 0.
    pub ranges: ChargedList<CherenkovRange>,
    /// Of its steps, numbered from the last one of the materials on.
    pub emissions: ChargedList<StepEmission>,
    /// Ranges that are all of what was asked for.
    whole: HashMap<RangeKey, u32>,
    known: HashMap<EmissionKey, (u32, u32)>,
    /// Those of the step before.
    last_whole: Option<(RangeKey, u32)>,
    last_known: Option<(EmissionKey, (u32, u32))>,
    /// Counts the memory of both maps.
    of_maps: Charge,
}

impl<'a> Shared<'a> {
    pub fn new(materials: &'a Materials, common: &'a StepCommon, context: &'a Arc<Context>) -> Result<Self> {
        const WHAT: &str = "spectra of steps";
        let wavelengths = common.check()?;
        let (mut spectra, mut own) = (Arc::clone(&materials.spectra), Vec::new());
        let mut charge = context.no_charge();
        if !common.spectra.is_empty() {
            let count = common.spectra.len();
            let points = common.spectra.iter().map(|spectrum| spectrum.wavelengths.x().len()).sum();
            let bytes = spectra.bytes() + TableStore::bytes_of(count, points) + count * size_of::<u32>();
            charge = context.charge(bytes as u64, WHAT)?;
            own = memory::room(count, WHAT)?;
            let mut all = spectra.with_room(count, points)?;
            for spectrum in &common.spectra {
                own.push(all.inverse_cdf(&spectrum.wavelengths)?);
            }
            spectra = Arc::new(all);
        }
        Ok(Self { materials, common, wavelengths, spectra, charge, own, context })
    }
}

impl<'a> Encoder<'a> {
    pub fn new(shared: &'a Shared<'a>) -> Self {
        Self {
            shared,
            ranges: ChargedList::new(shared.context, RANGES),
            emissions: ChargedList::new(shared.context, EMISSIONS),
            whole: HashMap::new(),
            known: HashMap::new(),
            last_whole: None,
            last_known: None,
            of_maps: shared.context.no_charge(),
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
                    real(of.velocity),
                    real(of.end_velocity),
                    real(step.duration)
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
                let made = self.ranges.len() as u32;
                push_range(&mut self.ranges, material, material.dispersion.whole(wavelengths))?;
                room_for_one(&mut self.whole, &mut self.of_maps)?;
                self.whole.insert(key, made);
                made
            }
        };
        self.last_whole = Some((key, found));
        Ok(found)
    }

    fn add_ranges(
        &mut self,
        of: &StepRecord,
        material: &Material,
        wavelengths: (f64, f64),
        step: &mut Step,
    ) -> Result<()> {
        let first = self.ranges.len();
        let ranges = &mut self.ranges;
        material
            .dispersion
            .ranges(step.slowness, wavelengths, |range| push_range(ranges, material, range))?;
        let count = self.ranges.len() - first;
        if count == 0 {
            return Err(Error::argument(format!(
                "no light: the mean velocity is {} of that of light, which is not above 1 / refractive_index of {} \
                 anywhere from {} to {} nm; a count of 0 is allowed",
                of.beta(),
                material.label,
                wavelengths.0,
                wavelengths.1
            )));
        }
        (step.first_part, step.part_count) = (first as u32, count as u32);
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
                room_for_one(&mut self.known, &mut self.of_maps)?;
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
            of.check_spectrum(self.shared.common.spectra.len())?;
            let number = of.spectrum as usize - 1;
            let spectrum = &self.shared.common.spectra[number];
            let (rise, decay) = of.times_over(spectrum.rise_time, spectrum.decay_time);
            times(rise, decay)?;
            self.emissions.push(emission(self.shared.own[number], rise, decay))?;
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
        of.check_component(material)?;
        let found = match of.component {
            0 => of_material,
            one => of_material.start + one - 1..of_material.start + one,
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
            self.emissions.push(made)?;
        }
        Ok((first, found.end - found.start))
    }
}

/// Adds a range with knots of the material, whose number a step can have.
fn push_range(
    ranges: &mut ChargedList<CherenkovRange>,
    material: &Material,
    mut range: CherenkovRange,
) -> Result<()> {
    if ranges.len() >= u32::MAX as usize {
        return Err(Error::argument(TOO_MANY));
    }
    range.first_knot += material.first_knot;
    range.last_knot += material.first_knot;
    ranges.push(range)
}

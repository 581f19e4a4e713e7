//! One readout of all channels.

use super::draws::Draws;
use super::{Daq, OFF};
use crate::session::Hits;
use crate::{Error, Result, memory};

/// Charges are summed as integers of this many photoelectrons: 2^-20.
pub const CHARGE_UNIT: f64 = 1.0 / (1u32 << 20) as f64;

/// Hits, with the seed that their photons were propagated with.
#[derive(Debug, Clone, Copy)]
pub struct Part<'a> {
    /// Decides, with the hits' events and photons, every random number.
    pub seed: u64,
    /// Time in ns that the hits' times are counted from.
    pub time_offset: f64,
    /// The hits.
    pub hits: &'a Hits,
}

/// What channels saw; one entry for each channel in every array but the last.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Readout {
    /// Earliest time in ns of the hits that count; infinite where there is none.
    pub time: Vec<f64>,
    /// Sum of their charges in photoelectrons.
    pub charge: Vec<f64>,
    /// Union of their history flags.
    pub flags: Vec<u32>,
    /// Their number.
    pub hits: Vec<u32>,
    /// 1 where the channel fired, else 0.
    pub fired: Vec<u8>,
    /// The channels that fired, ascending.
    pub fired_channels: Vec<i32>,
}

impl Daq {
    /// Reads channels out after the hits of all parts: those of one event that was submitted in
    /// parts, or of several events at once. The result does not depend on their order. `trial`,
    /// below 2^31, numbers independent readouts of the same hits.
    pub fn run(&self, parts: &[Part], trial: u32) -> Result<Readout> {
        if trial >= 1 << 31 {
            return Err(Error::argument(format!("trial is {trial}; less than 2^31 is needed")));
        }
        let count = self.channels.len();
        let mut readout = Readout {
            time: filled(count, f64::INFINITY)?,
            charge: filled(count, 0.0)?,
            flags: filled(count, 0)?,
            hits: filled(count, 0)?,
            fired: filled(count, 0)?,
            fired_channels: Vec::new(),
        };
        let mut charges: Vec<i64> = filled(count, 0)?;
        for part in parts {
            self.add(part, trial, &mut readout, &mut charges)?;
        }
        for (channel, &units) in charges.iter().enumerate() {
            let charge = units as f64 * CHARGE_UNIT;
            readout.charge[channel] = charge;
            if readout.hits[channel] == 0 || self.channels[channel] == OFF {
                continue;
            }
            if charge >= self.types[self.channels[channel] as usize].threshold {
                readout.fired[channel] = 1;
                memory::push(&mut readout.fired_channels, channel as i32, "channels that fired")?;
            }
        }
        Ok(readout)
    }

    fn add(&self, part: &Part, trial: u32, readout: &mut Readout, charges: &mut [i64]) -> Result<()> {
        let (hits, mut draws) = (part.hits, Draws::new(part.seed));
        for i in 0..hits.channel.len() {
            let channel = usize::try_from(hits.channel[i]).unwrap_or(usize::MAX);
            let Some(&channel_type) = self.channels.get(channel) else {
                return Err(Error::argument(format!(
                    "a hit is in channel {}; the readout has channels 0 to before {}",
                    hits.channel[i],
                    self.channels.len()
                )));
            };
            if channel_type == OFF {
                continue;
            }
            let channel_type = &self.types[channel_type as usize];
            let photon = hits.id.get(i).unwrap_or(&hits.photon[i]);
            let [accept, delay, size] = draws.of(hits.event[i], *photon, trial);
            if accept >= f64::from(hits.states.weight[i]) * channel_type.efficiency {
                continue;
            }
            let delay = channel_type.time.as_ref().map_or(0.0, |cdf| cdf.inverse(delay));
            // The small ones first: what lies between hits is not rounded as the offset is.
            let time = part.time_offset + (f64::from(hits.states.time[i]) + delay);
            if !self.window.contains(time) {
                continue;
            }
            let size = channel_type.charge.as_ref().map_or(1.0, |cdf| cdf.inverse(size));
            // At most 2^40 units: a sum of 2^23 such charges fits, larger ones saturate.
            charges[channel] = charges[channel].saturating_add((size / CHARGE_UNIT).round() as i64);
            if time.total_cmp(&readout.time[channel]).is_lt() {
                readout.time[channel] = time;
            }
            readout.flags[channel] |= hits.states.flags[i];
            readout.hits[channel] = readout.hits[channel].saturating_add(1);
        }
        Ok(())
    }
}

fn filled<T: Clone>(count: usize, value: T) -> Result<Vec<T>> {
    memory::filled(value, count, "channels of a readout")
}

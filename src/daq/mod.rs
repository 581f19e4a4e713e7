//! Data acquisition: hits become times and charges of channels.
//!
//! What a hit gives depends on the seed, its event's number, its photon's index and the trial only;
//! charges are summed in integers and times compared, so the order of hits cannot be seen.

mod channel;
mod draws;
mod readout;

pub use channel::{ChannelType, Window};
pub use readout::{CHARGE_UNIT, Part, Readout};

use crate::words::{count, one_or_many};
use crate::{Error, Result};

/// What channels do with hits. Any number of threads may read out with one at once.
#[derive(Debug, Clone, Default)]
pub struct Daq {
    types: Vec<ChannelType>,
    channels: Vec<u32>,
    window: Window,
}

/// A channel that is not read out.
pub const OFF: u32 = u32::MAX;

impl Daq {
    /// One without types and channels. Hits outside of the window are not seen.
    pub fn new(window: Window) -> Self {
        Self { window, ..Self::default() }
    }

    /// Adds a type and gives its index.
    pub fn add_type(&mut self, channel_type: ChannelType) -> Result<u32> {
        if self.types.len() >= OFF as usize {
            return Err(Error::argument(format!("types: there are {OFF} already")));
        }
        self.types.push(channel_type);
        Ok(self.types.len() as u32 - 1)
    }

    /// Says of each channel, from 0 on, which type it is; [`OFF`]: it is not read out.
    pub fn set_channels(&mut self, types: Vec<u32>) -> Result<()> {
        let known = self.types.len();
        if let Some(i) = types.iter().position(|&t| t != OFF && t as usize >= known) {
            return Err(Error::argument(format!(
                "types[{i}] is {}; {} added, from 0 on, and {OFF} (off) is allowed",
                types[i],
                format_args!("{} {}", count(known, "type"), one_or_many(known, ["was", "were"]))
            )));
        }
        if types.len() > i32::MAX as usize + 1 {
            return Err(Error::argument(format!("{} channels; at most 2^31 are allowed", types.len())));
        }
        self.channels = types;
        Ok(())
    }

    /// Number of channels.
    pub fn channel_count(&self) -> usize {
        self.channels.len()
    }
}

//! How long a slice's stages take by the device's own clock.

use super::stream::{CudaEvent, Stream};
use crate::Result;
use crate::telemetry::{PartMeter, Stage};

/// Marks at the begin and after each of [`Stage::OF_DEVICE`].
const MARKS: usize = Stage::OF_DEVICE.len() + 1;

/// A slice's marks, where they are wanted: what they measure includes waiting for room on the device, since a stream
/// comes to a mark before the kernels after it begin.
#[derive(Debug, Default)]
pub struct Timing {
    /// Made when first wanted.
    marks: Option<[CudaEvent; MARKS]>,
    on: bool,
}

impl Timing {
    /// Begins a slice: its stages will be measured if the meter wants that. The context must be current.
    pub fn begin(&mut self, meter: &PartMeter<'_>, stream: &Stream) -> Result<()> {
        self.on = meter.times_device();
        if self.on && self.marks.is_none() {
            let mark = || CudaEvent::timed(stream.primary());
            self.marks = Some([mark()?, mark()?, mark()?, mark()?]);
        }
        self.mark(0, stream)
    }

    /// The stream has been given all of so many stages. The context must be current.
    pub fn mark(&self, stages: usize, stream: &Stream) -> Result<()> {
        match &self.marks {
            Some(marks) if self.on => marks[stages].set(stream),
            _ => Ok(()),
        }
    }

    /// Tells the meter, when the device has come to the last mark. The context must be current.
    pub fn tell(&self, meter: &PartMeter<'_>) -> Result<()> {
        if let Some([begin, uploaded, propagated, tallied]) = self.marks.as_ref().filter(|_| self.on) {
            meter.device([uploaded.since(begin)?, propagated.since(uploaded)?, tallied.since(propagated)?]);
        }
        Ok(())
    }
}

//! A line: photons begin between two points, at times between two.

use super::check::{number, vector};
use crate::{Result, layout};

pub(super) fn encode(end: [f64; 3], end_time: f64, source: &mut layout::Source) -> Result<()> {
    source.end = vector(end, "end")?;
    source.end_time = number(end_time, f64::NEG_INFINITY, "end_time")?;
    Ok(())
}

//! A beam: photons begin on a disk across the direction.

use super::Emission;
use super::check::number;
use crate::{Result, layout};

pub(super) fn encode(radius: f64, emission: &Emission, source: &mut layout::Source) -> Result<()> {
    emission.need_axis("a beam needs one")?;
    source.radius = number(radius, 0.0, "radius")?;
    Ok(())
}

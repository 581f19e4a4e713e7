//! Probabilities by the angle of incidence.

use super::check;
use super::range::Range;
use super::surface::Surface;
use crate::tables::Curve;
use crate::{Error, Result, memory};

/// Probabilities at angles of incidence, linear between them; what is missing to 1 is absorbed.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Angular {
    /// Angles of incidence in radians, strictly increasing within [0, pi/2].
    pub angles: Vec<f64>,
    /// Probability of passing on to the boundary.
    pub transmit: Vec<f64>,
    /// Probability of specular reflection.
    pub reflect_specular: Vec<f64>,
    /// Probability of diffuse reflection.
    pub reflect_diffuse: Vec<f64>,
}

/// Probabilities at one angle of incidence; what is missing to 1 is absorbed.
#[derive(Debug, Clone, PartialEq)]
pub struct DichroicAngle {
    /// Angle of incidence in radians, in [0, pi/2].
    pub angle: f64,
    /// Probability of specular reflection.
    pub reflect: Curve,
    /// Probability of passing on to the boundary.
    pub transmit: Curve,
}

impl DichroicAngle {
    /// What it has, with names.
    fn columns(&self) -> [(&'static str, &Curve); 2] {
        [("reflect", &self.reflect), ("transmit", &self.transmit)]
    }

    pub(super) fn bytes(&self) -> usize {
        size_of_val(self) + self.reflect.bytes() + self.transmit.bytes()
    }

    pub(super) fn check(&self, what: &str) -> Result<()> {
        for (name, curve) in self.columns() {
            Range::Probability.check(curve, &format!("{what}: {name}"))?;
        }
        check::sum(&self.columns(), what)
    }
}

/// Adds an angle to a surface, above those that it has; `what` names the surface.
pub(crate) fn add_dichroic(surface: &mut Surface, entry: DichroicAngle, what: &str) -> Result<()> {
    let last = surface.dichroic.last().map(|entry| entry.angle);
    let number = surface.dichroic.len();
    check::next_angle(entry.angle, number, last, &format!("{what}: dichroic"))?;
    entry.check(&format!("{what}: dichroic angle {number}"))?;
    memory::push(&mut surface.dichroic, entry, "dichroic angles")
}

impl Angular {
    /// What it has at its angles, with names.
    pub(crate) fn columns(&self) -> [(&'static str, &[f64]); 3] {
        [
            ("transmit", &self.transmit),
            ("reflect_specular", &self.reflect_specular),
            ("reflect_diffuse", &self.reflect_diffuse),
        ]
    }

    pub(super) fn bytes(&self) -> usize {
        4 * size_of_val(&self.angles[..])
    }

    pub(crate) fn check(&self, what: &str) -> Result<()> {
        check::angles(self.angles.iter(), what)?;
        let columns = self.columns();
        for (name, values) in columns {
            let curve = Curve::new(&self.angles, values, &format!("{what}: {name}"))?;
            Range::Probability.check(&curve, &format!("{what}: {name}"))?;
        }
        for (i, angle) in self.angles.iter().enumerate() {
            let total: f64 = columns.iter().map(|(_, values)| values[i]).sum();
            if total > 1.0 + 1e-6 {
                return Err(Error::argument(format!(
                    "{what}: {} add up to {total} at angle {i} ({angle} rad); 1 at most is allowed",
                    columns.map(|(name, _)| name).join(" + ")
                )));
            }
        }
        Ok(())
    }
}

//! Which properties of a surface no photon meets.

use super::surface::{PROPERTIES, Surface, SurfaceModel, SurfaceProperty};
use crate::tables::Curve;

/// A property that is not as by default, though it changes nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct Unused {
    pub property: &'static str,
    pub reason: &'static str,
}

/// Whether a curve has this one value only.
fn is(curve: &Curve, value: f64) -> bool {
    curve.range() == (value, value)
}

impl Surface {
    /// What it has, that is not as by default, though its model does not use it, or what else it has leaves
    /// nothing for it to act on.
    pub fn unused(&self) -> Vec<Unused> {
        let given = PROPERTIES.iter().filter(|(property, ..)| self.is_given(*property));
        let found = given.filter_map(|&(property, name, models)| {
            let reason = match models.contains(&self.model) {
                false => "its model does not use it",
                true => self.idle(property)?,
            };
            Some(Unused { property: name, reason })
        });
        found.collect()
    }

    fn is_given(&self, property: SurfaceProperty) -> bool {
        match property {
            SurfaceProperty::Thickness => self.thickness != 0.0,
            SurfaceProperty::Transmissive => self.transmissive,
            SurfaceProperty::ReemissionCdf => self.reemission_cdf.is_some(),
            SurfaceProperty::Angular => self.angular.is_some(),
            SurfaceProperty::Dichroic => !self.dichroic.is_empty(),
            SurfaceProperty::Eta => !is(&self.eta, 1.0),
            _ => self.curve(property).is_some_and(|curve| !is(curve, 0.0)),
        }
    }

    /// Why a property that the model uses has nothing to act on; `None` where it acts. A film without
    /// thickness is the bare boundary between the materials. Without `transmissive` what would go through
    /// a film is absorbed, so that `detect` acts even there.
    fn idle(&self, property: SurfaceProperty) -> Option<&'static str> {
        use SurfaceProperty as P;
        let no_film = self.thickness == 0.0;
        match (self.model, property) {
            (SurfaceModel::Complex, P::Eta | P::K) if no_film => Some("thickness is 0"),
            (SurfaceModel::Complex, P::Detect) if self.transmissive && no_film => {
                Some("nothing is absorbed, as thickness is 0")
            }
            (SurfaceModel::Complex, P::Detect) if self.transmissive && is(&self.k, 0.0) => {
                Some("nothing is absorbed, as k is 0")
            }
            (SurfaceModel::Wls, P::Reemit | P::ReemissionCdf) if is(&self.absorb, 0.0) => {
                Some("nothing is absorbed, as absorb is 0")
            }
            (SurfaceModel::Wls, P::ReemissionCdf) if is(&self.reemit, 0.0) => {
                Some("nothing is emitted, as reemit is 0")
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tables::Cdf;

    fn constant(value: f64) -> Curve {
        Curve::Constant(value)
    }

    fn unused(surface: &Surface) -> Vec<&'static str> {
        surface.unused().iter().map(|unused| unused.property).collect()
    }

    #[test]
    fn a_film_that_absorbs_nothing_detects_nothing() {
        let film = |thickness, k, transmissive| Surface {
            detect: constant(0.5),
            eta: constant(2.0),
            k: constant(k),
            thickness,
            transmissive,
            ..Surface::new("film", SurfaceModel::Complex)
        };
        assert_eq!(unused(&film(20.0, 1.5, true)), [""; 0]);
        assert_eq!(unused(&film(20.0, 0.0, true)), ["detect"]);
        assert_eq!(unused(&film(0.0, 1.5, true)), ["detect", "eta", "k"]);
        // What is not let through is absorbed.
        assert_eq!(unused(&film(20.0, 0.0, false)), [""; 0]);
        assert_eq!(unused(&film(0.0, 1.5, false)), ["eta", "k"]);
    }

    #[test]
    fn a_shifter_that_absorbs_or_emits_nothing() {
        let cdf = Cdf::new(&[400.0, 500.0], &[0.0, 1.0], "cdf").unwrap();
        let shifter = |absorb, reemit| Surface {
            absorb: constant(absorb),
            reemit: constant(reemit),
            reemission_cdf: Some(cdf.clone()),
            ..Surface::new("tpb", SurfaceModel::Wls)
        };
        assert_eq!(unused(&shifter(0.5, 0.5)), [""; 0]);
        assert_eq!(unused(&shifter(0.5, 0.0)), ["reemission_cdf"]);
        assert_eq!(unused(&shifter(0.0, 0.5)), ["reemit", "reemission_cdf"]);
        assert_eq!(unused(&shifter(0.0, 0.0)), ["reemission_cdf"]);
    }

    #[test]
    fn what_other_models_use() {
        let plain = Surface { k: constant(1.0), detect: constant(1.0), ..Surface::default() };
        assert_eq!(plain.unused(), [Unused { property: "k", reason: "its model does not use it" }]);
    }
}

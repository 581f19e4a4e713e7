//! Which properties of surfaces and materials change nothing.

use super::{Described, Material, NO_LIMIT, Surface, SurfaceModel};
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
        let given = Self::PROPERTIES.iter().filter(|property| property.is_given(self));
        let found = given.filter_map(|property| {
            let reason = match property.models.contains(&self.model) {
                false => "its model does not use it",
                true => (property.idle)(self)?,
            };
            Some(Unused { property: property.name, reason })
        });
        found.collect()
    }
}

impl Material {
    /// What it has, that is not as by default, though what else it has leaves nothing for it to act on.
    pub fn unused(&self) -> Vec<Unused> {
        let given = Self::PROPERTIES.iter().filter(|property| property.is_given(self));
        let idle = given.filter_map(|of| Some(Unused { property: of.name, reason: (of.idle)(self)? }));
        idle.collect()
    }
}

/// Of how light is scattered where there is Mie scattering.
pub(super) fn mie(material: &Material) -> Option<&'static str> {
    (material.mie_length.range().0 >= NO_LIMIT).then_some("there is no mie_length")
}

/// Of its forward part.
pub(super) fn mie_forward(material: &Material) -> Option<&'static str> {
    let none =
        || is(&material.mie_forward_ratio, 0.0).then_some("nothing goes forward, as mie_forward_ratio is 0");
    mie(material).or_else(none)
}

/// Of its backward part.
pub(super) fn mie_backward(material: &Material) -> Option<&'static str> {
    let none =
        || is(&material.mie_forward_ratio, 1.0).then_some("all goes forward, as mie_forward_ratio is 1");
    mie(material).or_else(none)
}

/// Of what changes the number of scintillation photons.
pub(super) fn has_yield(material: &Material) -> Option<&'static str> {
    (material.scintillation_yield == 0.0).then_some("scintillation_yield is 0")
}

/// Of the number of scintillation photons.
pub(super) fn has_scintillation(material: &Material) -> Option<&'static str> {
    material.scintillation.is_empty().then_some(
        "there is no scintillation component, so that steps without a spectrum of their own have no light",
    )
}

/// Of a film's index: a film without thickness is the bare boundary between the materials.
pub(super) fn film_is_there(surface: &Surface) -> Option<&'static str> {
    (surface.model == SurfaceModel::Complex && surface.thickness == 0.0).then_some("thickness is 0")
}

/// Of what a film detects of what it absorbs. Without `transmissive` what would go through a film is
/// absorbed, so that `detect` acts even there.
pub(super) fn film_detects(surface: &Surface) -> Option<&'static str> {
    match surface.model {
        SurfaceModel::Complex if !surface.transmissive => None,
        SurfaceModel::Complex if surface.thickness == 0.0 => Some("nothing is absorbed, as thickness is 0"),
        SurfaceModel::Complex if is(&surface.k, 0.0) => Some("nothing is absorbed, as k is 0"),
        _ => None,
    }
}

/// Of what a shifter does with what it absorbs.
pub(super) fn shifter_absorbs(surface: &Surface) -> Option<&'static str> {
    is(&surface.absorb, 0.0).then_some("nothing is absorbed, as absorb is 0")
}

/// Of the light that a shifter emits.
pub(super) fn shifter_emits(surface: &Surface) -> Option<&'static str> {
    let emits = || is(&surface.reemit, 0.0).then_some("nothing is emitted, as reemit is 0");
    shifter_absorbs(surface).or_else(emits)
}

/// Of what a metal reflects by its own word.
pub(super) fn metal_has_no_index(surface: &Surface) -> Option<&'static str> {
    surface.has_metal_index().then_some("real_index and imaginary_index say what a metal reflects")
}

/// Of what is detected of what is absorbed.
pub(super) fn efficiency(surface: &Surface) -> Option<&'static str> {
    let reflects_all = is(&surface.reflectivity, 1.0) && !surface.has_metal_index();
    reflects_all.then_some("nothing is absorbed, as reflectivity is 1")
}

/// Of facets.
pub(super) fn facets(surface: &Surface) -> Option<&'static str> {
    (!surface.has_facets()).then_some("a surface of its finish has no facets")
}

/// Of the gap between facets and paint.
pub(super) fn gap(surface: &Surface) -> Option<&'static str> {
    (!surface.finish.is_back_painted()).then_some("its finish is not back-painted")
}

/// Of a metal.
pub(super) fn metal(surface: &Surface) -> Option<&'static str> {
    (!surface.is_metal()).then_some("its type is not dielectric_metal")
}

/// Of what Fresnel's boundary reflects.
pub(super) fn dielectric(surface: &Surface) -> Option<&'static str> {
    let front = surface.finish.is_painted() && !surface.finish.is_back_painted();
    (surface.is_metal() || front).then_some("no light meets Fresnel's boundary there")
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
    fn what_a_material_has_no_use_for() {
        let unused = |material: &Material| -> Vec<&'static str> {
            material.unused().iter().map(|unused| unused.property).collect()
        };
        let mie = |length, ratio| Material {
            mie_length: constant(length),
            mie_forward: constant(0.9),
            mie_backward: constant(0.5),
            mie_forward_ratio: constant(ratio),
            ..Material::new("ice")
        };
        assert_eq!(unused(&Material::new("plain")), [""; 0]);
        assert_eq!(unused(&mie(100.0, 0.5)), [""; 0]);
        assert_eq!(unused(&mie(100.0, 1.0)), ["mie_backward"]);
        assert_eq!(unused(&mie(100.0, 0.0)), ["mie_forward"]);
        for length in [NO_LIMIT, f64::INFINITY] {
            assert_eq!(unused(&mie(length, 0.5)), ["mie_forward", "mie_backward", "mie_forward_ratio"]);
        }
        let component = crate::optics::Scintillation {
            wavelength_cdf: Cdf::new(&[400.0, 500.0], &[0.0, 1.0], "cdf").unwrap(),
            rise_time: 0.0,
            decay_time: 1.0,
            fraction: 0.0,
        };
        let liquid = |scintillation_yield, components: usize| Material {
            scintillation_yield,
            birks_constant: 0.1,
            resolution_scale: 2.0,
            scintillation: vec![component.clone(); components],
            ..Material::new("liquid")
        };
        assert_eq!(unused(&liquid(1e4, 1)), [""; 0]);
        assert_eq!(unused(&liquid(1e4, 0)), ["scintillation_yield"]);
        assert_eq!(unused(&liquid(0.0, 1)), ["birks_constant", "resolution_scale"]);
    }

    #[test]
    fn what_other_models_use() {
        let plain = Surface { k: constant(1.0), detect: constant(1.0), ..Surface::default() };
        assert_eq!(plain.unused(), [Unused { property: "k", reason: "its model does not use it" }]);
    }
}

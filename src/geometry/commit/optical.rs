//! What materials and surfaces have that no photon will meet as it is said there.

use super::report::Found;
use crate::geometry::model::{Component, Material, Model, NO_LIMIT, label};
use crate::named::Named;
use crate::optics::{LIGHT, Unused, velocities};
use crate::tables::Curve;
use crate::words::{count, one_or_many};
use crate::{Error, Result};
use rayon::prelude::*;

/// Optical properties that look wrong.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Optical {
    /// Surfaces with properties that their model does not use, or that have nothing to act on.
    pub unused: Found<u32>,
    /// Materials whose components' absorptions do not add up to their own.
    pub unbalanced: Found<u32>,
    /// Materials with properties that have nothing to act on.
    pub unused_of_materials: Found<u32>,
    /// Materials in which light pulses are faster than light in vacuum, or slower than a tenth of that.
    pub velocity: Found<u32>,
    /// Border surfaces of instances that have no face in common.
    pub unmet_borders: Found<u32>,
}

/// How far a group velocity may be above c, relative: c itself given to single precision. And the least share of c:
/// a slower one is a jump in a table, or in other units.
const ROUNDING: f64 = 1e-6;
const SLOWEST: f64 = 0.1;

/// How far the shares of a material's components may be from 1 together: tables that are linear between
/// their points do not add up exactly.
const TOLERANCE: f64 = 0.01;

/// Wavelengths times components that are looked at in one material.
const MOST: usize = 1 << 20;

/// Looks at all materials and surfaces. Fails for a component that could never act.
pub(super) fn check(model: &Model) -> Result<Optical> {
    for (i, material) in model.materials.iter().enumerate() {
        let never = matches!(material.absorption_length, Curve::Constant(length) if length >= NO_LIMIT);
        if never && !material.components.is_empty() {
            let (what, parts) = (label("material", i, &material.name), material.components.len());
            return Err(Error::argument(format!(
                "{what}: it has reemission components ({parts}) and no absorption_length, so that they could never \
                 absorb anything; it is 1 / (1 / L_1 + 1 / L_2 + ...) of their absorption lengths"
            )));
        }
    }
    let unused = model.surfaces.par_iter().map(|surface| surface.unused());
    let unused: Vec<Vec<Unused>> = unused.collect();
    let unused_of_materials: Vec<Vec<Unused>> =
        model.materials.par_iter().map(|material| material.unused()).collect();
    let velocities: Vec<Result<(f64, f64)>> = model.materials.par_iter().map(velocities).collect();
    let velocities: Vec<(f64, f64)> = velocities.into_iter().collect::<Result<_>>()?;
    let odd = |(low, high): (f64, f64)| low < SLOWEST * LIGHT || high > LIGHT * (1.0 + ROUNDING);
    let shares: Vec<Option<(Option<f64>, f64)>> = model.materials.par_iter().map(farthest_share).collect();
    if let Some((i, properties)) = unused.iter().enumerate().find(|(_, properties)| !properties.is_empty()) {
        let surface = &model.surfaces[i];
        let surfaces = unused.iter().filter(|properties| !properties.is_empty()).count();
        log::warn!(
            "geometry: {} properties that change nothing; the first: {} of the model {}: {}",
            have(surfaces, "surface"),
            label("surface", i, &surface.name),
            surface.model.name(),
            each(properties)
        );
    }
    let first = unused_of_materials.iter().enumerate().find(|(_, properties)| !properties.is_empty());
    if let Some((i, properties)) = first {
        let materials = unused_of_materials.iter().filter(|properties| !properties.is_empty()).count();
        log::warn!(
            "geometry: {} properties that change nothing; the first: {}: {}",
            have(materials, "material"),
            label("material", i, &model.materials[i].name),
            each(properties)
        );
    }
    if let Some((i, (low, high))) = velocities.iter().enumerate().find(|(_, ends)| odd(**ends)) {
        let many = velocities.iter().filter(|ends| odd(**ends)).count();
        log::warn!(
            "geometry: {} a group velocity that light does not have; the first: {}: {low} to {high} mm/ns, where \
             {:.3} to {LIGHT} (c) is usual; it follows from refractive_index where no group_velocity is given",
            have(many, "material"),
            label("material", i, &model.materials[i].name),
            SLOWEST * LIGHT
        );
    }
    if let Some((i, (at, share))) = shares.iter().enumerate().find_map(|(i, share)| Some((i, (*share)?))) {
        let place = at.map_or(String::new(), |at| format!(" at {at} nm"));
        log::warn!(
            "geometry: {} reemission components whose absorptions do not add up to the material's; \
             the first: {}: the sum of its absorption_length over those of its components is {share:.4}{place}, \
             where 1 is right; the last component takes what the others leave",
            have(shares.iter().flatten().count(), "material"),
            label("material", i, &model.materials[i].name)
        );
    }
    let numbers =
        |is: &dyn Fn(usize) -> bool, count: usize| (0..count).filter(|&i| is(i)).map(|i| i as u32).collect();
    Ok(Optical {
        unused: numbers(&|i| !unused[i].is_empty(), unused.len()),
        unbalanced: numbers(&|i| shares[i].is_some(), shares.len()),
        unused_of_materials: numbers(&|i| !unused_of_materials[i].is_empty(), unused_of_materials.len()),
        velocity: numbers(&|i| odd(velocities[i]), velocities.len()),
        unmet_borders: Found::default(),
    })
}

/// Properties that change nothing, and why.
fn each(unused: &[Unused]) -> String {
    let each = |unused: &Unused| format!("{} ({})", unused.property, unused.reason);
    unused.iter().map(each).collect::<Vec<_>>().join(", ")
}

fn have(number: usize, noun: &str) -> String {
    format!("{} {}", count(number, noun), one_or_many(number, ["has", "have"]))
}

/// The wavelength at which the shares of a material's components are farthest from 1 together, and their
/// sum there; `None` where they add up. No wavelength where all are the same everywhere.
fn farthest_share(material: &Material) -> Option<(Option<f64>, f64)> {
    if material.components.is_empty() {
        return None;
    }
    let length = |component: &Component, at: f64| component.absorption_length.value(at);
    let off = |at: Option<f64>| {
        let any = at.unwrap_or(0.0);
        let own = material.absorption_length.value(any);
        let share: f64 = material.components.iter().map(|component| own / length(component, any)).sum();
        // What is never absorbed, is absorbed by nobody.
        (at, if own >= NO_LIMIT { 1.0 } else { share })
    };
    let wavelengths = wavelengths(material);
    let nowhere = wavelengths.is_empty().then_some(None);
    let places = nowhere.into_iter().chain(wavelengths.into_iter().map(Some));
    let farthest = places.map(off).max_by(|a, b| (a.1 - 1.0).abs().total_cmp(&(b.1 - 1.0).abs()));
    farthest.filter(|(_, share)| (share - 1.0).abs() > TOLERANCE)
}

/// Where the material's curves have points, some of them where these are very many, none where all are
/// constant.
fn wavelengths(material: &Material) -> Vec<f64> {
    let most = (MOST / material.components.len()).clamp(8, 1 << 16);
    let own = std::iter::once(&material.absorption_length);
    let curves =
        own.chain(material.components.iter().take(most).map(|component| &component.absorption_length));
    let mut all: Vec<f64> = Vec::new();
    for curve in curves {
        if let Curve::Points { x, .. } = curve {
            all.extend(x.iter().step_by(x.len().div_ceil(most)));
        }
        if all.len() >= 4 * most {
            break;
        }
    }
    all.sort_by(f64::total_cmp);
    all.dedup();
    let step = all.len().div_ceil(most).max(1);
    all.into_iter().step_by(step).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tables::Cdf;

    fn component(length: Curve) -> Component {
        let cdf = Cdf::new(&[400.0, 500.0], &[0.0, 1.0], "cdf").unwrap();
        Component {
            absorption_length: length,
            reemission_prob: Curve::Constant(0.5),
            wavelength_cdf: cdf.clone(),
            time_cdf: cdf,
            delay: 0.0,
            decay_time: 0.0,
            downshift_only: false,
            mean_number: 0.0,
        }
    }

    fn material(own: Curve, lengths: Vec<Curve>) -> Material {
        let components = lengths.into_iter().map(component).collect();
        Material { absorption_length: own, components, ..Material::new("m") }
    }

    #[test]
    fn shares_add_up_or_are_found() {
        let constant = |length| Curve::Constant(length);
        let tables = |y: [f64; 2]| Curve::new(&[300.0, 600.0], &y, "length").unwrap();
        for (own, lengths, off) in [
            (constant(100.0), vec![constant(100.0)], None),
            (constant(100.0), vec![constant(200.0), constant(200.0)], None),
            (constant(100.0), vec![constant(100.0), constant(1000.0)], Some((None, 1.1))),
            (constant(100.0), vec![constant(200.0)], Some((None, 0.5))),
            (tables([10.0, 40.0]), vec![tables([20.0, 80.0]), tables([20.0, 80.0])], None),
            (tables([10.0, 40.0]), vec![tables([10.0, 20.0])], Some((Some(600.0), 2.0))),
            (tables([10.0, 1e30]), vec![tables([10.0, 50.0])], None),
        ] {
            let found = farthest_share(&material(own, lengths));
            let near = match (found, off) {
                (Some((at, share)), Some((right_at, right))) => {
                    at == right_at && (share - right).abs() < 1e-12
                }
                (found, off) => found == off,
            };
            assert!(near, "{found:?}, {off:?}");
        }
    }
}

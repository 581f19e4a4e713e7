//! Optical surfaces by Geant4's names (G4OpticalSurface, G4OpBoundaryProcess 11.4).

use super::problems::Problems;
use super::read::OpticalSurface;
use super::tables::{Spectrum, constant};
use crate::named::Named;
use crate::optics::{Surface, SurfaceFinish, SurfaceModel, SurfaceType};
use crate::tables::Curve;

/// A surface as the library has it. `None`: it cannot be represented, which is a problem, or is ignored.
pub(super) fn optical(of: &OpticalSurface, problems: &Problems) -> Option<Surface> {
    if problems.is_object_ignored(&of.name) {
        problems.note(format!("surface \"{}\" is left out, as it is to be ignored", of.name));
        return None;
    }
    let unknown = |what: &str, is: &str, known: &str| {
        let why = format!("surface \"{}\": {what} is \"{is}\", which is not simulated; {known} are", of.name);
        problems.error(&of.place, &why);
    };
    let model = match &of.model[..] {
        "glisur" => SurfaceModel::Glisur,
        "unified" => SurfaceModel::Unified,
        other => {
            unknown("model", other, "glisur and unified");
            return None;
        }
    };
    let kind = SurfaceType::ALL.iter().find(|(_, name)| *name == of.kind);
    let finish = SurfaceFinish::ALL.iter().find(|(_, name)| *name == of.finish);
    let names = |all: Vec<&str>| all.join(", ");
    if kind.is_none() {
        unknown("type", &of.kind, &names(SurfaceType::ALL.iter().map(|(_, name)| *name).collect()));
    }
    if finish.is_none() {
        unknown("finish", &of.finish, &names(SurfaceFinish::ALL.iter().map(|(_, name)| *name).collect()));
    }
    let (surface_type, finish) = (kind?.0, finish?.0);
    let mut surface = Surface { surface_type, finish, ..Surface::new(&of.name, model) };
    match model {
        SurfaceModel::Glisur => surface.polish = of.value.clamp(0.0, 1.0),
        _ => surface.sigma_alpha = of.value,
    }
    // Smooth ones have no facets: files give them any value.
    if finish == SurfaceFinish::Polished || finish == SurfaceFinish::PolishedFrontPainted {
        surface.sigma_alpha = 0.0;
        surface.polish = 1.0;
    }
    for property in &of.properties {
        // A plain name is there for materials that have a surface's property, and must not take it from surfaces.
        if problems.is_ignored_by_object(&of.name, &property.name) {
            let what = &property.name;
            problems.note(format!("surface \"{}\": {what} is left out, as it is to be ignored", of.name));
            continue;
        }
        let wrong = |why: String| {
            let why = format!(
                "surface \"{}\": {} (matrix \"{}\") {why}",
                of.name, property.name, property.table.name
            );
            problems.error(&property.place, &why);
        };
        let curve = |to: &mut Curve| match Spectrum::of(&property.table).and_then(|spectrum| spectrum.curve())
        {
            Ok(curve) => *to = curve,
            Err(why) => wrong(why),
        };
        match &property.name[..] {
            "REFLECTIVITY" => curve(&mut surface.reflectivity),
            "EFFICIENCY" => curve(&mut surface.efficiency),
            "TRANSMITTANCE" => curve(&mut surface.transmittance),
            "SPECULARLOBECONSTANT" => curve(&mut surface.specular_lobe),
            "SPECULARSPIKECONSTANT" => curve(&mut surface.specular_spike),
            "BACKSCATTERCONSTANT" => curve(&mut surface.backscatter),
            "RINDEX" => curve(&mut surface.gap_index),
            "REALRINDEX" => curve(&mut surface.real_index),
            "IMAGINARYRINDEX" => curve(&mut surface.imaginary_index),
            "SURFACEROUGHNESS" => match constant(property) {
                Ok(roughness) => surface.surface_roughness = roughness * 1e6, // nm
                Err(why) => wrong(why),
            },
            "GROUPVEL" => (), // Geant4 makes it wherever there is RINDEX; nothing reads it
            name => problems.property(&property.place, "surface", &of.name, name, "is not simulated"),
        }
    }
    if surface.real_index.range().1 == 0.0 && surface.imaginary_index.range().1 == 0.0 {
        surface.transmittance = what_is_left(&surface.reflectivity, surface.transmittance);
    }
    let has = |name: &str| of.properties.iter().any(|property| property.name == name);
    if has("EFFICIENCY") && !has("REFLECTIVITY") && !has("REALRINDEX") {
        problems.note(format!(
            "surface \"{}\" has EFFICIENCY but no REFLECTIVITY: it reflects all, and detects nothing",
            of.name
        ));
    }
    if let Err(error) = surface.check(&format!("surface \"{}\"", of.name)) {
        problems.error(&of.place, &error.to_string());
    }
    Some(surface)
}

/// The transmittance that has an effect: Geant4 asks for R first, and where R and T add up to more than 1, T has the rest.
fn what_is_left(reflectivity: &Curve, transmittance: Curve) -> Curve {
    let [r, t] = [reflectivity.range(), transmittance.range()];
    // Where one of them is wrong, that is for the check of the surface to say.
    if r.1 + t.1 <= 1.0 || [r, t].iter().any(|(low, high)| !(*low >= 0.0 && *high <= 1.0)) {
        return transmittance;
    }
    let least = |x: f64| transmittance.value(x).min(1.0 - reflectivity.value(x));
    let mut x: Vec<f64> = [reflectivity, &transmittance].into_iter().flat_map(points).copied().collect();
    if x.is_empty() {
        return Curve::Constant(least(0.0));
    }
    x.sort_by(f64::total_cmp);
    x.dedup();
    // And where the two cross.
    let over = |x: f64| transmittance.value(x) + reflectivity.value(x) - 1.0;
    let crossing = |pair: &[f64]| {
        let (a, b) = (over(pair[0]), over(pair[1]));
        let at = pair[0] + (pair[1] - pair[0]) * a / (a - b);
        (a * b < 0.0 && pair[0] < at && at < pair[1]).then_some(at)
    };
    let crossings: Vec<f64> = x.windows(2).filter_map(crossing).collect();
    x.extend(crossings);
    x.sort_by(f64::total_cmp);
    let y = x.iter().map(|x| least(*x)).collect();
    Curve::Points { x, y }
}

fn points(curve: &Curve) -> &[f64] {
    match curve {
        Curve::Constant(_) => &[],
        Curve::Points { x, .. } => x,
    }
}

/// What ends all light that arrives.
pub(super) fn black() -> Surface {
    Surface { absorb: Curve::Constant(1.0), ..Surface::new("no index beyond", SurfaceModel::Default) }
}

/// What leaves the boundary as it is.
pub(super) fn bare() -> Surface {
    Surface::new("bare", SurfaceModel::Default)
}

/// What detects light that goes through the boundary: a film without thickness that lets nothing through.
pub(super) fn detecting() -> Surface {
    Surface {
        detect: Curve::Constant(1.0),
        eta: Curve::Constant(1.0),
        ..Surface::new("detects what enters", SurfaceModel::Complex)
    }
}

/// What detects all light that arrives.
pub(super) fn detecting_all() -> Surface {
    Surface { detect: Curve::Constant(1.0), ..Surface::new("detects what arrives", SurfaceModel::Default) }
}

/// Whether Geant4 has light pass, or end, by the materials alone: where these are one material, it has no effect, and where the
/// one beyond has no index, light ends.
pub(super) fn goes_by_materials(surface: &Surface) -> bool {
    let plain = matches!(surface.finish, SurfaceFinish::Polished | SurfaceFinish::Ground);
    surface.surface_type == SurfaceType::DielectricDielectric && plain
}

/// Whether light goes on into what has this surface.
pub(super) fn lets_through(surface: &Surface) -> bool {
    surface.transmittance.range().1 > 0.0
        || (goes_by_materials(surface) && surface.reflectivity.range().1 > 0.0)
}

//! Detectors as GDML files describe them (the Geant4 collaboration's XML).
//!
//! `read` and its parts give a [`Document`]; the rest makes a model of it: materials and surfaces (`optics`), a mesh for
//! each logical volume (`meshes`), an instance for each placement (`placement`), the surfaces of pairs (`borders`) and channels.

mod borders;
mod channels;
mod check;
mod materials;
mod meshes;
mod optics;
#[cfg(test)]
mod optics_tests;
mod options;
mod placement;
mod problems;
pub mod read;
mod surfaces;
mod tables;
#[cfg(test)]
mod tests;

pub use check::check;
pub use options::{Detection, Options};
pub use placement::{Placement, Placements, count};

use super::Model;
use crate::{Error, Result};
use meshes::Meshes;
use optics::Optics;
use problems::Problems;
use read::Document;
use std::path::Path;

/// Where instances come from.
#[derive(Debug, Clone, Default)]
pub struct Origin {
    /// By instance.
    pub placements: Placements,
    /// What a user should know of the file, a sentence each.
    pub notes: Vec<String>,
}

/// A detector from a file.
#[derive(Debug)]
pub struct Loaded {
    /// What it is made of; instances are the placements, in their order.
    pub model: Model,
    /// Where they come from.
    pub origin: Origin,
}

/// Reads a file.
pub fn load(path: &Path, options: &Options) -> Result<Loaded> {
    let reading = read::ReadOptions { outside: options.outside, ..read::ReadOptions::default() };
    model(&read::read(path, &reading)?, options)
}

/// The model of what a file says.
pub fn model(document: &Document, options: &Options) -> Result<Loaded> {
    let problems = Problems::new(&options.ignore);
    document.notes.iter().for_each(|note| problems.note(note.clone()));
    let options = &Options { detection: Some(detection(document, options)?), ..options.clone() };
    let optics = Optics::of(document, options, detectors(document, options), &problems);
    let mut meshes = Meshes::new(document, &optics, options.tessellation);
    let (placements, mut instances) = placement::place(document, &mut meshes)?;
    let borders = borders::pairs(document, &optics, &meshes, &problems);
    say_opaque(document, &optics, &placements, &problems);
    let mut detects = vec![false; meshes.meshes.len()];
    let of = |surface: u32| optics.surfaces.get(surface as usize).is_some_and(|surface| surface.detects());
    for (mesh, detects) in meshes.meshes.iter().zip(&mut detects) {
        *detects = mesh.surface.uniform().is_some_and(of);
    }
    for border in borders.iter().filter(|border| of(border.surface)) {
        // What comes out of a daughter is detected at a facet of hers.
        let comes_out = meshes.mothers.contains(&(border.into, border.from));
        detects[if comes_out { border.from } else { border.into } as usize] = true;
    }
    let detects: Vec<bool> = instances.iter().map(|instance| detects[instance.mesh as usize]).collect();
    if !detects.contains(&true) && options.detection != Some(Detection::None) {
        problems.note(
            "nothing detects light: no surface that is met has EFFICIENCY, and no volume is a detector"
                .into(),
        );
    }
    channels::assign(&options.channels, document, &placements, &detects, &mut instances)?;
    let made = meshes.meshes;
    let notes = problems.finish()?;
    let mut model = Model::new();
    model.set_chord(options.tessellation.chord)?;
    optics.materials.into_iter().try_for_each(|material| model.add_material(material).map(drop))?;
    optics.surfaces.into_iter().try_for_each(|surface| model.add_surface(surface).map(drop))?;
    made.into_iter().try_for_each(|mesh| model.add_mesh(mesh).map(drop))?;
    model.add_instances(instances)?;
    borders.into_iter().try_for_each(|border| model.add_mesh_border_surface(border).map(drop))?;
    Ok(Loaded { model, origin: Origin { placements, notes } })
}

/// What counts as a detection, which must be said where the file has both.
fn detection(document: &Document, options: &Options) -> Result<Detection> {
    let sensitive =
        document.volumes.iter().find(|volume| channels::sensitive(&volume.auxiliary).next().is_some());
    let efficient = document.surfaces.iter().find(|surface| {
        let efficiency = surface.properties.iter().filter(|property| property.name == "EFFICIENCY");
        efficiency.into_iter().any(|of| of.table.values.as_chunks::<2>().0.iter().any(|pair| pair[1] > 0.0))
    });
    match (options.detection, sensitive, efficient) {
        (Some(detection), ..) => Ok(detection),
        (None, None, None) => Ok(Detection::None),
        (None, None, Some(_)) => Ok(Detection::Surface),
        (None, Some(_), None) => Ok(Detection::Sensitive),
        (None, Some(volume), Some(surface)) => Err(Error::argument(format!(
            "detection: the file has volumes with SensDet (\"{}\", {}:{}) and surfaces with EFFICIENCY (\"{}\", {}:{}), which \
             programs take in different ways; say which one is meant: surface (EFFICIENCY detects), sensitive (that, and all that \
             enters volumes with SensDet), entered (what enters these alone) or none",
            volume.name,
            volume.place.file,
            volume.place.line,
            surface.name,
            surface.place.file,
            surface.place.line
        ))),
    }
}

/// By volume: whether it detects what enters.
fn detectors(document: &Document, options: &Options) -> Vec<bool> {
    let entered = matches!(options.detection, Some(Detection::Sensitive | Detection::Entered));
    let detects = |volume: &read::Volume| entered && channels::sensitive(&volume.auxiliary).next().is_some();
    document.volumes.iter().map(detects).collect()
}

/// Says which materials stop light, once each.
fn say_opaque(document: &Document, optics: &Optics, placements: &Placements, problems: &Problems) {
    let mut said: Vec<usize> = Vec::new();
    for placement in &placements.all {
        let Some((_, material)) = document.volumes[placement.of].content else { continue };
        if optics.is_opaque(placement.of) && !said.contains(&material) {
            said.push(material);
        }
    }
    if !said.is_empty() {
        let names: Vec<&str> = said.iter().map(|material| &document.materials[*material].name[..]).collect();
        problems.note(format!(
            "light stops at what is of these materials, which have no RINDEX: {}",
            names.join(", ")
        ));
    }
}

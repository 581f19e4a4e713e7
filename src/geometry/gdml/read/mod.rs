//! GDML, the XML in which Geant4 keeps detectors: files to a [`Document`] of solids, volumes, materials and surfaces.
//!
//! Everything means what Geant4's own reader takes it to mean. What that reader passes over though it may matter,
//! as an unknown attribute, is an error here; what it refuses is refused here, too.

mod auxiliary;
mod bounds;
mod define;
mod dictionary;
mod divisions;
mod doctype;
mod document;
mod entities;
mod expression;
mod files;
mod finishes;
mod functions;
mod limits;
mod loops;
mod materials;
mod modules;
mod nist;
mod parameterised;
mod placements;
mod positions;
mod reader;
mod replica_slices;
mod replicas;
mod setup;
mod slices;
mod solids;
mod structure;
mod surfaces;
#[cfg(test)]
mod tests;
mod units;
mod values;
mod vectors;
mod xml;

pub use document::{
    Auxiliary, Border, Daughter, Document, Material, NamedSolid, OpticalSurface, Place, Property, Skin,
    Table, Volume, WORLD,
};
pub use limits::*;

use crate::Result;
use files::Files;
use reader::Reader;
use std::path::Path;

/// How to read a description.
#[derive(Debug, Clone, Default)]
pub struct ReadOptions {
    /// May files that are included lie outside of the folder of the file that includes them?
    pub outside: bool,
    /// Name of the setup whose world is wanted; without one "Default" if there is one, else the first.
    pub setup: Option<String>,
    /// Most placements, and most elements read in loops, where they are to be fewer than [`MAX_DAUGHTERS`] and [`MAX_LOOPED`].
    pub most: Option<u32>,
}

/// Reads a file, with those that it includes.
pub fn read(path: &Path, options: &ReadOptions) -> Result<Document> {
    let mut files = Files::new(options.outside);
    let text = files.open(path)?;
    let mut reader = Reader::new(files, Some(path.to_owned()));
    reader.open.push(modules::canonical(path)?);
    finish(reader, &path.display().to_string(), text, options)
}

/// Reads a text that is no file, so that it cannot include any. `name` is for messages.
pub fn read_text(text: &str, name: &str, options: &ReadOptions) -> Result<Document> {
    let reader = Reader::new(Files::new(options.outside), None);
    finish(reader, name, text.to_owned(), options)
}

fn finish(mut reader: Reader, name: &str, text: String, options: &ReadOptions) -> Result<Document> {
    if let Some(most) = options.most {
        reader.max_daughters = MAX_DAUGHTERS.min(most as usize);
        reader.max_looped = MAX_LOOPED.min(most.into());
    }
    reader.read_text(name, text)?;
    let world = reader.world(options.setup.as_deref(), name)?;
    reader.document.world = world;
    reader.finish_borders(world)?;
    Ok(reader.document)
}

//! What a GDML file says: expressions evaluated, lengths in mm, angles in rad, energies in MeV, times in ns, references resolved.

use crate::geometry::solids::{Placed, Solid};
use std::sync::Arc;

/// Where something stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The file, as it was given or included.
    pub file: Arc<str>,
    /// From 1.
    pub line: u32,
}

/// A matrix of numbers, row by row, with the units of its expressions.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// Its name in the file.
    pub name: String,
    /// Where it is defined.
    pub place: Place,
    /// Columns of a row.
    pub columns: usize,
    /// All rows.
    pub values: Vec<f64>,
}

/// A property: a name of Geant4's and its table. Constants are tables of one value.
#[derive(Debug, Clone, PartialEq)]
pub struct Property {
    /// As RINDEX.
    pub name: String,
    /// Where it is given.
    pub place: Place,
    /// Shared where several name it.
    pub table: Arc<Table>,
}

/// A material or element compound; what it is made of is not kept.
#[derive(Debug, Clone, PartialEq)]
pub struct Material {
    /// Without a pointer suffix.
    pub name: String,
    /// Where it is defined.
    pub place: Place,
    /// Those of the file, in its order.
    pub properties: Vec<Property>,
}

/// An optical surface.
#[derive(Debug, Clone, PartialEq)]
pub struct OpticalSurface {
    /// Without a pointer suffix.
    pub name: String,
    /// Where it is defined.
    pub place: Place,
    /// Geant4's name of the model, as "glisur"; numbers are translated, unknown ones kept as text.
    pub model: String,
    /// Geant4's name of the finish.
    pub finish: String,
    /// Geant4's name of the type.
    pub kind: String,
    /// Polish of glisur, sigma_alpha of the others.
    pub value: f64,
    /// Those of the file, in its order.
    pub properties: Vec<Property>,
}

/// A solid by its name.
#[derive(Debug, Clone)]
pub struct NamedSolid {
    /// Without a pointer suffix.
    pub name: String,
    /// Where it is defined.
    pub place: Place,
    /// What it is.
    pub solid: Arc<Solid>,
}

/// An auxiliary tag, with those within it.
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs)]
pub struct Auxiliary {
    pub kind: String,
    pub value: String,
    pub unit: String,
    pub place: Place,
    pub inner: Vec<Auxiliary>,
}

/// A logical volume, or an assembly, which has neither solid nor material.
#[derive(Debug, Clone)]
pub struct Volume {
    /// Without a pointer suffix.
    pub name: String,
    /// Where it is defined.
    pub place: Place,
    /// Indices of its solid and material; `None`: an assembly.
    pub content: Option<(usize, usize)>,
    /// In the order of the file; replicas, divisions and parameterised volumes as single ones. Where daughters
    /// overlap, Geant4's navigator finds the last one.
    pub daughters: Vec<Daughter>,
    /// Its tags.
    pub auxiliary: Vec<Auxiliary>,
}

/// A placement within a volume.
#[derive(Debug, Clone)]
pub struct Daughter {
    /// Of the physical volume; Geant4's where the file has none.
    pub name: String,
    /// Where it is.
    pub place: Place,
    /// Index of the volume that is placed.
    pub volume: usize,
    /// Index of the solid that it has here, where that is not the volume's own (divisions, parameterised volumes).
    pub solid: Option<usize>,
    /// Copy number. In an assembly: its index there, to be added to that of the assembly's placement, which is the
    /// copy number of the first volume of the assembly.
    pub copy: i64,
    /// In the mother's frame; a scale of -1 is a reflection in the rotation.
    pub placed: Placed,
    /// Number of the physical volume in the file, to which border surfaces refer; replicas of one share it.
    pub physical: usize,
}

/// A surface of a logical volume.
#[derive(Debug, Clone)]
#[allow(missing_docs)]
pub struct Skin {
    pub name: String,
    pub place: Place,
    /// Index of the optical surface.
    pub surface: usize,
    /// Index of the volume.
    pub volume: usize,
}

/// A surface of light that goes from one physical volume into another.
#[derive(Debug, Clone)]
#[allow(missing_docs)]
pub struct Border {
    pub name: String,
    pub place: Place,
    /// Index of the optical surface.
    pub surface: usize,
    /// `Daughter::physical` of the first and the second one; [`WORLD`] is the world's.
    pub from: usize,
    pub into: usize,
}

/// `Border::from` or `into` that is the world's physical volume.
pub const WORLD: usize = usize::MAX;

/// A file, with those that it includes.
#[derive(Debug, Clone, Default)]
#[allow(missing_docs)]
pub struct Document {
    pub materials: Vec<Material>,
    pub surfaces: Vec<OpticalSurface>,
    pub solids: Vec<NamedSolid>,
    pub volumes: Vec<Volume>,
    pub skins: Vec<Skin>,
    pub borders: Vec<Border>,
    /// Index of the world's volume.
    pub world: usize,
    /// Tags of the whole description, as regions.
    pub userinfo: Vec<Auxiliary>,
    /// What is odd, though it has one meaning, with its place.
    pub notes: Vec<String>,
}

//! What is known while files are read, in the order of their elements.
//!
//! Geant4 reads in that order too, so that a name must be defined before it is used. Names of solids, volumes,
//! materials and surfaces are known to all files of a description, and the first one of a name counts; names of
//! constants, positions, matrices and assemblies are known to their file alone.

use super::dictionary::Dictionary;
use super::document::{Document, Place};
use super::files::Files;
use super::limits::{MAX_DAUGHTERS, MAX_LOOPED, MAX_NOTES};
use super::solids::Extent;
use super::surfaces::PendingBorder;
use super::xml::Element;
use crate::Result;
use std::collections::{HashMap, HashSet};
use std::path::PathBuf;

/// A way to build the geometry: a name and its world.
pub struct Setup {
    /// As "Default".
    pub name: String,
    /// Name of the volume.
    pub world: String,
    /// Where it is.
    pub place: Place,
}

/// Names that one file knows.
pub struct Scope {
    /// Names of expressions.
    pub names: Dictionary,
    /// In mm.
    pub positions: HashMap<String, [f64; 3]>,
    /// Angles about x, y, z in rad.
    pub rotations: HashMap<String, [f64; 3]>,
    /// Factors.
    pub scales: HashMap<String, [f64; 3]>,
    /// Indices of volumes without content.
    pub assemblies: HashMap<String, usize>,
    /// In the order of the file.
    pub setups: Vec<Setup>,
    /// Loops around what is being read: only there are brackets in names replaced.
    pub loops: usize,
    /// The file.
    pub path: Option<PathBuf>,
}

impl Scope {
    /// Before anything was read.
    pub fn new(path: Option<PathBuf>) -> Self {
        Self {
            names: Dictionary::new(),
            positions: HashMap::new(),
            rotations: HashMap::new(),
            scales: HashMap::new(),
            assemblies: HashMap::new(),
            setups: Vec::new(),
            loops: 0,
            path,
        }
    }
}

/// Reads elements into a document.
pub struct Reader {
    /// The result.
    pub document: Document,
    /// Of the file that is being read.
    pub scope: Scope,
    /// Other files.
    pub files: Files,
    /// The first solid of each name.
    pub solids: HashMap<String, usize>,
    /// How large the tree of each solid is.
    pub solid_extents: Vec<Extent>,
    /// The first volume of each name.
    pub volumes: HashMap<String, usize>,
    /// Names of all volumes with their pointer suffixes.
    pub volume_names: Vec<String>,
    /// How many volumes are placed in each volume, those of assemblies one by one.
    pub placed: Vec<i64>,
    /// How many volumes are within one another, of each volume.
    pub volume_depths: Vec<usize>,
    /// The first material of each name, without pointer suffixes.
    pub materials: HashMap<String, usize>,
    /// Names of elements and isotopes, without pointer suffixes.
    pub elements: HashSet<String>,
    /// The first optical surface of each name.
    pub surfaces: HashMap<String, usize>,
    /// The first physical volume of each name.
    pub physical: HashMap<String, usize>,
    /// How many physical volumes there are.
    pub physical_count: usize,
    /// Volumes that have skin surfaces.
    pub skinned: HashSet<usize>,
    /// Physical volumes that have border surfaces.
    pub bordered: HashSet<(usize, usize)>,
    /// Border surfaces whose volumes were not there yet.
    pub borders: Vec<PendingBorder>,
    /// Volumes of files that were read, by file and name of the volume.
    pub modules: HashMap<(PathBuf, Option<String>), usize>,
    /// Files that are being read.
    pub open: Vec<PathBuf>,
    /// Elements that were read in loops so far.
    pub looped: u64,
    /// Placements so far.
    pub daughters: usize,
    /// Most of the former.
    pub max_looped: u64,
    /// Most of the latter.
    pub max_daughters: usize,
}

impl Reader {
    /// Before anything was read.
    pub fn new(files: Files, path: Option<PathBuf>) -> Self {
        Self {
            document: Document::default(),
            scope: Scope::new(path),
            files,
            solids: HashMap::new(),
            solid_extents: Vec::new(),
            volumes: HashMap::new(),
            volume_names: Vec::new(),
            placed: Vec::new(),
            volume_depths: Vec::new(),
            materials: HashMap::new(),
            elements: HashSet::new(),
            surfaces: HashMap::new(),
            physical: HashMap::new(),
            physical_count: 0,
            skinned: HashSet::new(),
            bordered: HashSet::new(),
            borders: Vec::new(),
            modules: HashMap::new(),
            open: Vec::new(),
            looped: 0,
            daughters: 0,
            max_looped: MAX_LOOPED,
            max_daughters: MAX_DAUGHTERS,
        }
    }

    /// Reads a file's outermost element.
    pub fn file(&mut self, root: &Element) -> Result<()> {
        if !root.tag().starts_with("gdml") {
            return Err(root.error("<gdml> is expected as the outermost element"));
        }
        for child in root.children() {
            match child.tag() {
                "define" => self.define(&child)?,
                "materials" => self.read_materials(&child)?,
                "solids" => self.read_solids(&child)?,
                "structure" => self.structure(&child)?,
                "setup" => self.setup(&child)?,
                "userinfo" => self.user_info(&child)?,
                // Colours and the like, of no meaning here.
                "extension" => {}
                _ => {
                    let allowed =
                        ["define", "materials", "solids", "structure", "setup", "userinfo", "extension"];
                    return Err(child.unexpected(root, &allowed));
                }
            }
        }
        Ok(())
    }

    /// Something odd that has one meaning.
    pub fn note(&mut self, element: &Element, what: impl std::fmt::Display) {
        if self.document.notes.len() >= MAX_NOTES {
            return;
        }
        let note = element.error(what).to_string();
        self.document.notes.push(note);
    }
}

/// A name without the address that Geant4 appends to names of objects that it writes: `box0x55d0` is `box`.
pub fn stripped(name: &str) -> &str {
    name.find("0x").map_or(name, |at| &name[..at])
}

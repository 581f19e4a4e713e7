//! Materials and surfaces of a file, and which surface light meets from one volume into another (G4OpBoundaryProcess 11.4:
//! border surfaces, then skins; what has no refractive index, or is one material, before both).

use super::options::{Detection, Options};
use super::problems::Problems;
use super::read::{Document, OpticalSurface};
use super::{materials, surfaces};
use crate::geometry::{Material, Surface};
use crate::layout::NONE;
use crate::optics::SurfaceFinish;
use std::collections::HashMap;

/// How two volumes lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// Into a daughter.
    IntoDaughter,
    /// Into a volume that is deeper in one that it is in.
    IntoNephew,
    /// Out into what is around.
    Out,
    /// Into a neighbour.
    Beside,
}

/// Materials and surfaces of the model, and what they are to volumes.
pub(super) struct Optics {
    pub materials: Vec<Material>,
    pub surfaces: Vec<Surface>,
    /// By material.
    opaque: Vec<bool>,
    /// By optical surface of the file: its number in the model.
    numbers: Vec<Option<u32>>,
    /// By volume: its skin surface, in the model.
    skins: HashMap<usize, u32>,
    /// By volume: whether it detects what enters.
    pub detects: Vec<bool>,
    /// By volume: its material.
    material_of: Vec<usize>,
    black: u32,
    bare: u32,
    detecting: u32,
    detecting_all: u32,
}

impl Optics {
    /// `detects`: by volume.
    pub fn of(document: &Document, options: &Options, detects: Vec<bool>, problems: &Problems) -> Self {
        let mut made = Self {
            materials: Vec::new(),
            surfaces: Vec::new(),
            opaque: Vec::new(),
            numbers: Vec::new(),
            skins: HashMap::new(),
            detects,
            material_of: document
                .volumes
                .iter()
                .map(|v| v.content.map_or(0, |(_, material)| material))
                .collect(),
            black: NONE,
            bare: NONE,
            detecting: NONE,
            detecting_all: NONE,
        };
        let delta = !options.exponential_shifters;
        let used = used_materials(document);
        for (of, used) in document.materials.iter().zip(used) {
            // What is used nowhere may be as it likes.
            let optical = if used { materials::optical(of, delta, problems) } else { materials::unused(of) };
            made.opaque.push(optical.is_opaque);
            made.materials.push(optical.material);
        }
        let used = used_surfaces(document);
        for (of, used) in document.surfaces.iter().zip(used) {
            let surface = if used { made.surface(of, options, problems) } else { None };
            made.numbers.push(surface);
        }
        for skin in &document.skins {
            let earlier = made.skins.contains_key(&skin.volume);
            if let (Some(number), false) = (made.numbers[skin.surface], earlier) {
                made.skins.insert(skin.volume, number);
            }
            if earlier {
                let volume = &document.volumes[skin.volume].name;
                problems.note(format!("volume \"{volume}\" has several skin surfaces; the first one counts"));
            }
        }
        for (volume, of) in document.volumes.iter().enumerate() {
            let Some(skin) = made.skins.get(&volume).filter(|_| made.detects[volume]) else { continue };
            let surface = &made.surfaces[*skin as usize];
            if surfaces::lets_through(surface) && !problems.is_object_ignored(&of.name) {
                let what = "detects what enters it, but light passes its skin surface";
                let why =
                    format!("volume \"{}\" {what} \"{}\": that is not simulated", of.name, surface.name);
                problems.error(&of.place, &why);
            }
        }
        made.black = made.add(surfaces::black());
        made.bare = made.add(surfaces::bare());
        made.detecting = made.add(surfaces::detecting());
        made.detecting_all = made.add(surfaces::detecting_all());
        made
    }

    fn add(&mut self, surface: Surface) -> u32 {
        self.surfaces.push(surface);
        self.surfaces.len() as u32 - 1
    }

    fn surface(&mut self, of: &OpticalSurface, options: &Options, problems: &Problems) -> Option<u32> {
        let mut surface = surfaces::optical(of, problems)?;
        let back_painted =
            matches!(surface.finish, SurfaceFinish::PolishedBackPainted | SurfaceFinish::GroundBackPainted);
        if back_painted && !of.properties.iter().any(|property| property.name == "RINDEX") {
            // Geant4 stops what arrives.
            problems
                .note(format!("surface \"{}\" is back-painted without RINDEX: light stops at it", of.name));
            surface = Surface { name: of.name.clone(), ..surfaces::black() };
        }
        if matches!(options.detection, Some(Detection::Entered | Detection::None)) {
            surface.efficiency = crate::tables::Curve::Constant(0.0);
        }
        Some(self.add(surface))
    }

    /// Whether a volume's material has no refractive index.
    pub fn is_opaque(&self, volume: usize) -> bool {
        self.opaque[self.material_of[volume]]
    }

    /// The surface of a border entry of the file.
    pub fn border(&self, surface: usize) -> Option<u32> {
        self.numbers[surface]
    }

    /// Whether a volume has a skin surface.
    pub fn has_skin(&self, volume: usize) -> bool {
        self.skins.contains_key(&volume)
    }

    /// Whether what a volume has as a surface is for Geant4 a matter of the materials first.
    pub fn goes_by_materials(&self, surface: u32) -> bool {
        self.surfaces.get(surface as usize).is_some_and(surfaces::goes_by_materials)
    }

    /// The surface of all of a volume's triangles, NONE for a bare boundary: that of light that comes from a volume without a skin,
    /// and of another material.
    pub fn own_surface(&self, volume: usize) -> u32 {
        self.by_materials(self.skins.get(&volume).copied(), None, volume)
    }

    /// What becomes of a surface by the materials before and beyond.
    fn by_materials(&self, surface: Option<u32>, from: Option<usize>, into: usize) -> u32 {
        let plain = surface.is_none_or(|surface| self.goes_by_materials(surface));
        let detects = self.detects[into];
        match surface {
            _ if plain && self.is_opaque(into) => {
                if detects {
                    self.detecting_all
                } else {
                    self.black
                }
            }
            Some(_) if plain && from.is_some_and(|from| self.material_of[from] == self.material_of[into]) => {
                if detects {
                    self.detecting
                } else {
                    self.bare
                }
            }
            Some(surface) => surface,
            None if detects => self.detecting,
            None => NONE,
        }
    }

    /// The surface that light meets from one volume into another, NONE for a bare boundary. `border`: that of a border entry.
    pub fn between(&self, from: usize, into: usize, way: Way, border: Option<u32>) -> u32 {
        let skin = |volume: usize| self.skins.get(&volume).copied();
        let found = border.or_else(|| match way {
            Way::IntoDaughter => skin(into).or_else(|| skin(from)),
            Way::IntoNephew | Way::Out | Way::Beside => skin(from).or_else(|| skin(into)),
        });
        self.by_materials(found, Some(from), into)
    }

    /// The one that stands for no surface where another one would be met.
    pub fn as_pair(&self, surface: u32) -> u32 {
        if surface == NONE { self.bare } else { surface }
    }
}

fn used_materials(document: &Document) -> Vec<bool> {
    let mut used = vec![false; document.materials.len()];
    document
        .volumes
        .iter()
        .filter_map(|volume| volume.content)
        .for_each(|(_, material)| used[material] = true);
    used
}

fn used_surfaces(document: &Document) -> Vec<bool> {
    let mut used = vec![false; document.surfaces.len()];
    document.skins.iter().for_each(|skin| used[skin.surface] = true);
    document.borders.iter().for_each(|border| used[border.surface] = true);
    used
}

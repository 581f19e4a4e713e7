//! Pairs of meshes between which light meets another surface than that of their triangles.

use super::meshes::Meshes;
use super::optics::{Optics, Way};
use super::problems::Problems;
use super::read::Document;
use crate::geometry::BorderSurface;
use crate::layout::NONE;
use std::collections::{HashMap, HashSet};

/// Most pairs of meshes that are looked at beyond those of mothers and daughters.
const MOST_PAIRS: usize = 1 << 22;

/// Gathers pairs; of two surfaces for one pair the first one counts.
struct Pairs<'a> {
    optics: &'a Optics,
    meshes: &'a Meshes<'a>,
    found: HashMap<(u32, u32), Option<u32>>,
}

impl Pairs<'_> {
    fn volume(&self, mesh: u32) -> usize {
        self.meshes.shapes[mesh as usize].volume
    }

    /// The surface of a mesh's triangles.
    fn own(&self, mesh: u32) -> u32 {
        self.meshes.own_surface(&self.meshes.shapes[mesh as usize])
    }

    /// What light would meet between two meshes without a pair of theirs (docs/physics.md: the surface of the shell that is left,
    /// else that of the one that is entered; of nested ones there is one alone).
    fn natural(&self, from: u32, into: u32, way: Way) -> u32 {
        match way {
            Way::IntoDaughter | Way::IntoNephew => self.own(into),
            Way::Out => self.own(from),
            Way::Beside => match self.own(from) {
                NONE => self.own(into),
                surface => surface,
            },
        }
    }

    fn add(&mut self, from: u32, into: u32, way: Way, border: Option<u32>) {
        let (one, other) = (self.volume(from), self.volume(into));
        if self.found.contains_key(&(from, into)) || (border.is_none() && self.optics.is_opaque(one)) {
            return; // no light comes out of what is opaque
        }
        let surface = self.optics.between(one, other, way, border);
        let pair = (surface != self.natural(from, into, way)).then(|| self.optics.as_pair(surface));
        self.found.insert((from, into), pair);
    }
}

/// All pairs of meshes with a surface of their own.
pub(super) fn pairs(
    document: &Document,
    optics: &Optics,
    meshes: &Meshes,
    problems: &Problems,
) -> Vec<BorderSurface> {
    let mut pairs = Pairs { optics, meshes, found: HashMap::new() };
    of_file(document, &mut pairs);
    let mut mothers: Vec<(u32, u32)> = meshes.mothers.iter().copied().collect();
    mothers.sort_unstable();
    for &(mother, daughter) in &mothers {
        pairs.add(mother, daughter, Way::IntoDaughter, None);
        pairs.add(daughter, mother, Way::Out, None);
    }
    nephews(&mothers, &mut pairs);
    neighbours(&mothers, &mut pairs);
    if pairs.found.len() >= MOST_PAIRS {
        problems.note(format!(
            "there are more than {MOST_PAIRS} pairs of volumes that may touch; what surfaces do between others is that of their own"
        ));
    }
    let mut list: Vec<BorderSurface> = pairs
        .found
        .iter()
        .filter_map(|(&(from, into), surface)| Some(BorderSurface { from, into, surface: (*surface)? }))
        .collect();
    list.sort_unstable_by_key(|border| (border.from, border.into));
    list
}

/// Border surfaces of the file, for all meshes of both physical volumes.
fn of_file(document: &Document, pairs: &mut Pairs) {
    let mut by_physical: HashMap<usize, Vec<u32>> = HashMap::new();
    for (mesh, shape) in pairs.meshes.shapes.iter().enumerate() {
        by_physical.entry(shape.physical).or_default().push(mesh as u32);
    }
    for border in &document.borders {
        let Some(surface) = pairs.optics.border(border.surface) else { continue };
        let none = Vec::new();
        let (from, into) =
            (by_physical.get(&border.from).unwrap_or(&none), by_physical.get(&border.into).unwrap_or(&none));
        for &one in from {
            for &other in into {
                let way = match () {
                    () if pairs.meshes.mothers.contains(&(one, other)) => Way::IntoDaughter,
                    () if pairs.meshes.mothers.contains(&(other, one)) => Way::Out,
                    () => Way::Beside,
                };
                pairs.add(one, other, way, Some(surface));
            }
        }
    }
}

/// Volumes with a skin, or that are opaque, act on what is deeper in them where that reaches their own faces.
fn nephews(mothers: &[(u32, u32)], pairs: &mut Pairs) {
    let mut daughters: HashMap<u32, Vec<u32>> = HashMap::new();
    mothers.iter().for_each(|&(mother, daughter)| daughters.entry(mother).or_default().push(daughter));
    let mut above: Vec<u32> = daughters.keys().copied().collect();
    above.sort_unstable();
    for mother in above {
        let volume = pairs.volume(mother);
        if !pairs.optics.has_skin(volume) && !pairs.optics.is_opaque(volume) {
            continue;
        }
        let (mut seen, mut work) = (HashSet::new(), daughters[&mother].clone());
        while let Some(at) = work.pop() {
            for &below in daughters.get(&at).into_iter().flatten() {
                if seen.insert(below) && pairs.found.len() < MOST_PAIRS {
                    pairs.add(mother, below, Way::IntoNephew, None);
                    pairs.add(below, mother, Way::Out, None);
                    work.push(below);
                }
            }
        }
    }
}

/// Neighbours with skins that go by the materials.
fn neighbours(mothers: &[(u32, u32)], pairs: &mut Pairs) {
    for daughters in mothers.chunk_by(|a, b| a.0 == b.0) {
        let skinned = |&&(_, mesh): &&(u32, u32)| pairs.optics.goes_by_materials(pairs.own(mesh));
        let those: Vec<u32> = daughters.iter().filter(skinned).map(|(_, mesh)| *mesh).collect();
        for &one in &those {
            for &(_, other) in daughters {
                if pairs.found.len() < MOST_PAIRS {
                    pairs.add(one, other, Way::Beside, None);
                    pairs.add(other, one, Way::Beside, None);
                }
            }
        }
    }
}

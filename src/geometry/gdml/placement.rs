//! Where volumes of a file stand: every placement as an instance, each logical volume's solid as a mesh.

use super::meshes::{Meshes, Shape};
use super::read::{Document, WORLD};
use crate::geometry::Instance;
use crate::geometry::solids::Placed;
use crate::layout::NONE;
use crate::{Error, Result, memory};
use std::sync::Arc;

/// Most placements of a file: many times what detectors have.
const MOST_PLACEMENTS: u64 = 1 << 26;

/// Deepest nesting of volumes.
const MOST_DEPTH: usize = 1000;

/// A placed logical volume; its number is that of its instance.
#[derive(Debug, Clone)]
pub struct Placement {
    /// Name of its physical volume.
    pub name: Arc<str>,
    /// Name of its logical volume.
    pub volume: Arc<str>,
    /// Copy number of its physical volume.
    pub copy: i64,
    /// The placement that it is in; [`NONE`]: it is the world.
    pub mother: u32,
    /// The world's is 0.
    pub depth: u32,
    /// Index of its logical volume in the document.
    pub(super) of: usize,
}

impl Placement {
    /// What is before its own part of a path, which may leave the copy number out.
    fn strip<'a>(&self, path: &'a str) -> Option<&'a str> {
        let named = |path: &'a str| path.strip_suffix(&*self.name)?.strip_suffix('/');
        match path.rsplit_once(':') {
            Some((name, copy)) if copy == self.copy.to_string() => named(name).or_else(|| named(path)),
            _ => named(path),
        }
    }
}

/// All placements, mothers before daughters.
#[derive(Debug, Clone, Default)]
pub struct Placements {
    /// By instance.
    pub all: Vec<Placement>,
}

impl Placements {
    /// Names of physical volumes with copy numbers from the world on, as "/world:0/tank:0/tube:17".
    pub fn path(&self, mut placement: u32) -> String {
        let mut parts = Vec::new();
        while let Some(at) = self.all.get(placement as usize) {
            parts.push(format!("/{}:{}", at.name, at.copy));
            placement = at.mother;
        }
        parts.reverse();
        parts.concat()
    }

    /// Those of a path as [`Placements::path`] gives it, or with copy numbers left out.
    pub fn find(&self, path: &str) -> Vec<u32> {
        // From its end on, since names may have slashes.
        let whole = |&number: &u32| {
            let (mut at, mut rest) = (number, path);
            while let Some(placement) = self.all.get(at as usize) {
                match placement.strip(rest) {
                    Some(before) => (at, rest) = (placement.mother, before),
                    None => return false,
                }
            }
            rest.is_empty()
        };
        (0..self.all.len() as u32).filter(whole).collect()
    }
}

/// A volume or an assembly whose daughters are being placed.
struct Open {
    volume: usize,
    /// Of its daughters, the next one.
    next: usize,
    placed: Placed,
    /// The placement around them.
    mother: u32,
    /// Of an assembly: its copy number, from which those of its daughters count on.
    copy: i64,
}

/// How many volumes and assemblies will be placed, which a few lines of a file can make any number. Told before any is
/// placed, so that no time or memory is spent on what is refused.
pub fn count(document: &Document) -> Result<u64> {
    // By volume, with all that is in it; 0: not known yet.
    let mut counts = vec![0u64; document.volumes.len()];
    let mut open = vec![(document.world, 0)];
    while let Some((volume, next)) = open.last_mut() {
        let daughters = &document.volumes[*volume].daughters;
        if let Some(daughter) = daughters.get(*next) {
            *next += 1;
            if counts[daughter.volume] == 0 {
                open.push((daughter.volume, 0));
            }
            if open.len() > MOST_DEPTH {
                let name = &document.volumes[daughter.volume].name;
                return Err(Error::Format(format!(
                    "volume \"{name}\" is nested more than {MOST_DEPTH} deep"
                )));
            }
            continue;
        }
        let within = daughters.iter().map(|daughter| counts[daughter.volume]);
        counts[*volume] = within.fold(1, u64::saturating_add);
        open.pop();
    }
    Ok(counts[document.world])
}

/// Places the world and all that is in it, each volume right before what is in it. An assembly is no placement. Where volumes
/// overlap that is by priority what Geant4 finds at a point: of sisters the last one, and what is in it.
pub(super) fn place(document: &Document, meshes: &mut Meshes) -> Result<(Placements, Vec<Instance>)> {
    let names: Vec<Arc<str>> = document.volumes.iter().map(|volume| (&volume.name[..]).into()).collect();
    let physical = Names::of(document);
    let Some((world_solid, _)) = document.volumes.get(document.world).and_then(|world| world.content) else {
        return Err(Error::Format("the world is an assembly; a volume with a solid is needed".into()));
    };
    let (count, limit) = (count(document)?, MOST_PLACEMENTS);
    if count > limit {
        return Err(Error::Format(format!(
            "there would be {count} placements, those of assemblies included; at most {limit} are allowed"
        )));
    }
    let shape =
        Shape { volume: document.world, solid: world_solid, reflected: false, outer: None, physical: WORLD };
    let mut instances: Vec<Instance> = vec![Instance::of(meshes.mesh(&shape)?)];
    let name = &names[document.world];
    let world = Placement {
        name: Arc::clone(name),
        volume: Arc::clone(name),
        copy: 0,
        mother: NONE,
        depth: 0,
        of: document.world,
    };
    let mut placements = Placements { all: vec![world] };
    let mut open =
        vec![Open { volume: document.world, next: 0, placed: Placed::IDENTITY, mother: 0, copy: 0 }];
    while let Some(at) = open.last_mut() {
        let Some(daughter) = document.volumes[at.volume].daughters.get(at.next) else {
            open.pop();
            continue;
        };
        at.next += 1;
        let (placed, mother) = (at.placed.then(&daughter.placed), at.mother);
        let copy = at.copy.saturating_add(daughter.copy);
        let number = placements.all.len() as u32;
        let Some((solid, _)) = document.volumes[daughter.volume].content else {
            open.push(Open { volume: daughter.volume, next: 0, placed, mother, copy });
            continue;
        };
        let around = &placements.all[mother as usize];
        let shape = Shape {
            volume: daughter.volume,
            solid: daughter.solid.unwrap_or(solid),
            reflected: placed.is_reflected(),
            outer: document.volumes[around.of].content.map(|(_, material)| material),
            physical: daughter.physical,
        };
        let mesh = meshes.mesh(&shape)?;
        meshes.note_mother(instances[mother as usize].mesh, mesh);
        let placement = Placement {
            name: physical.name(daughter.physical, &daughter.name),
            volume: Arc::clone(&names[daughter.volume]),
            copy,
            mother,
            depth: around.depth + 1,
            of: daughter.volume,
        };
        memory::push(&mut instances, instance(mesh, &placed, number), "instances")?;
        memory::push(&mut placements.all, placement, "placements")?;
        open.push(Open { volume: daughter.volume, next: 0, placed, mother: number, copy: 0 });
    }
    Ok((placements, instances))
}

/// One copy of each name of a physical volume.
struct Names(std::collections::HashMap<usize, Arc<str>>);

impl Names {
    fn of(document: &Document) -> Self {
        let daughters = document.volumes.iter().flat_map(|volume| &volume.daughters);
        Self(daughters.map(|daughter| (daughter.physical, (&daughter.name[..]).into())).collect())
    }

    fn name(&self, physical: usize, name: &str) -> Arc<str> {
        self.0.get(&physical).filter(|known| &***known == name).map_or_else(|| name.into(), Arc::clone)
    }
}

/// A mesh that is mirrored in z stands for a reflected placement.
fn instance(mesh: u32, placed: &Placed, priority: u32) -> Instance {
    let mut rotation = placed.rotation;
    if placed.is_reflected() {
        [2, 5, 8].into_iter().for_each(|i| rotation[i] = -rotation[i]);
    }
    Instance { rotation, translation: placed.translation, priority, ..Instance::of(mesh) }
}

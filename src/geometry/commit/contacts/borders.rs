//! Pairs of instances with a surface of their own.

use super::super::report::Found;
use super::{MOST_PAIRS, Scene, World};
use crate::geometry::model::BorderSurface;
use crate::layout::{Border, NONE, Shell, Surrounding, shell_kind};
use crate::words::{count, one_or_many};
use crate::{Error, Result, memory};
use rayon::prelude::*;

/// Surfaces of ordered pairs of instances, for the kernels; nothing where there are none.
#[derive(Debug, Default)]
pub(in crate::geometry::commit) struct Borders {
    /// By both instances, [`NONE`] first.
    pub list: Vec<Border>,
    /// Of [`NONE`], of each instance, and one more.
    pub surroundings: Vec<Surrounding>,
    /// Those that no light can meet: of instances, and after these of meshes.
    pub unmet: Found<u32>,
}

/// Whether each instance may have a part in such a pair; nothing where there are none.
pub(super) fn named(world: &World) -> Vec<bool> {
    let (borders, of_meshes) = (&world.model.border_surfaces, &world.model.mesh_border_surfaces);
    if borders.is_empty() && of_meshes.is_empty() {
        return Vec::new();
    }
    let mut named = vec![false; world.instances.len()];
    for instance in borders.iter().flat_map(|border| [border.from, border.into]).filter(|&i| i != NONE) {
        named[instance as usize] = true;
    }
    let mut meshes = vec![false; world.meshes.len()];
    for mesh in of_meshes.iter().flat_map(|border| [border.from, border.into]).filter(|&i| i != NONE) {
        meshes[mesh as usize] = true;
    }
    for (named, instance) in named.iter_mut().zip(world.instances) {
        *named |= meshes[instance.mesh as usize];
    }
    named
}

/// The number of a pair in the order of the list.
fn key(border: &BorderSurface) -> (u32, u32) {
    (border.from.wrapping_add(1), border.into)
}

impl Borders {
    /// Those of a scene whose instances are these shells. Fails where an instance of a pair has no inside.
    pub(super) fn of(scene: &Scene, shells: &[Shell]) -> Result<Self> {
        let (given, of_meshes) = (&scene.model.border_surfaces, &scene.model.mesh_border_surfaces);
        if given.is_empty() && of_meshes.is_empty() {
            return Ok(Self::default());
        }
        check_insides(scene, shells)?;
        let around = |i: u32| if has_inside(shells, i) { scene.surrounding(i) } else { NONE };
        let around: Vec<u32> = (0..shells.len() as u32).into_par_iter().map(around).collect();
        let pairs = Pairs { scene, shells, around };

        let first_of_meshes = given.len();
        let unmet = |k: &usize| !pairs.meet(given[*k].from, given[*k].into);
        let mut unmet: Vec<usize> = (0..given.len()).into_par_iter().filter(unmet).collect();
        let mut all = memory::copied(given, "border surfaces")?;
        for (k, found) in pairs.of_meshes(of_meshes)?.into_iter().enumerate() {
            if found.is_empty() {
                unmet.push(first_of_meshes + k);
            }
            memory::grow(&mut all, found.len(), "border surfaces")?;
            all.extend(found);
        }
        warn(scene, &unmet);
        // Of equal pairs the first one counts: those of instances before those of meshes.
        all.sort_by_key(key);
        all.dedup_by_key(|border| key(border));
        let entry = |b: &BorderSurface| Border { from: b.from, into: b.into, surface: b.surface };
        let list: Vec<Border> = memory::collected(all.iter().map(entry), "border surfaces")?;
        let mut surroundings = memory::room(shells.len() + 2, "surroundings of instances")?;
        let mut first_border = 0;
        for row in 0..shells.len() as u32 + 2 {
            while all.get(first_border).is_some_and(|border| key(border).0 < row) {
                first_border += 1;
            }
            let instance = row.checked_sub(1).and_then(|i| pairs.around.get(i as usize));
            let instance = instance.copied().unwrap_or(NONE);
            surroundings.push(Surrounding { instance, first_border: first_border as u32 });
        }
        Ok(Self { list, surroundings, unmet: unmet.iter().map(|&k| k as u32).collect() })
    }
}

fn has_inside(shells: &[Shell], i: u32) -> bool {
    let inside = |shell: &Shell| [shell_kind::SHELL, shell_kind::BORDERED].contains(&shell.kind);
    shells.get(i as usize).is_some_and(inside)
}

/// What all instances of pairs need.
fn check_insides(scene: &Scene, shells: &[Shell]) -> Result<()> {
    let needed =
        "which has no inside; a closed mesh of one inner material whose normals point outward is needed";
    for (k, border) in scene.model.border_surfaces.iter().enumerate() {
        for (name, i) in [("from", border.from), ("into", border.into)] {
            if i != NONE && !has_inside(shells, i) {
                return Err(Error::argument(format!("border surface {k}: {name} is instance {i}, {needed}")));
            }
        }
    }
    for (k, border) in scene.model.mesh_border_surfaces.iter().enumerate() {
        for (name, mesh) in [("from", border.from), ("into", border.into)] {
            let bad = |i: &u32| scene.mesh(*i) == mesh && !has_inside(shells, *i);
            if let Some(i) = (0..shells.len() as u32).find(bad) {
                return Err(Error::argument(format!(
                    "border surface {k} of meshes: {name} is mesh {mesh}, placed as instance {i}, {needed}"
                )));
            }
        }
    }
    Ok(())
}

fn warn(scene: &Scene, unmet: &[usize]) {
    let Some(&first) = unmet.first() else { return };
    let (given, of_meshes) = (&scene.model.border_surfaces, &scene.model.mesh_border_surfaces);
    let name = |number: u32| if number == NONE { "none".to_owned() } else { number.to_string() };
    let (what, of) = match given.get(first) {
        Some(border) => (format!("border surface {first}, from instance"), border),
        None => {
            let k = first - given.len();
            (format!("border surface {k} of meshes, from mesh"), &of_meshes[k])
        }
    };
    log::warn!(
        "geometry: {} {} no effect, as the instances have no face in common; the first: {what} {} into {}",
        count(unmet.len(), "border surface"),
        one_or_many(unmet.len(), ["has", "have"]),
        name(of.from),
        name(of.into)
    );
}

/// Which pairs of instances have a face in common.
struct Pairs<'a, 'b> {
    scene: &'a Scene<'b>,
    shells: &'a [Shell],
    /// The instance around each.
    around: Vec<u32>,
}

impl Pairs<'_, '_> {
    fn is_around(&self, i: u32, j: u32) -> bool {
        j != NONE && self.around[j as usize] == i
    }

    /// Whether light can go from one into the other.
    fn meet(&self, from: u32, into: u32) -> bool {
        match (from, into) {
            // Around an instance is no other one, or that leaves a face of it free.
            (NONE, one) | (one, NONE) => {
                let around = self.around[one as usize];
                around == NONE || self.scene.touch(one, around)
            }
            (from, into) => {
                self.is_around(from, into) || self.is_around(into, from) || self.scene.touch(from, into)
            }
        }
    }

    /// The pairs of instances of each of these pairs of meshes.
    fn of_meshes(&self, borders: &[BorderSurface]) -> Result<Vec<Vec<BorderSurface>>> {
        let touching = match borders.iter().any(|border| border.from != NONE && border.into != NONE) {
            true => self.scene.touching_pairs()?,
            false => Vec::new(),
        };
        if touching.len() >= MOST_PAIRS {
            return Err(Error::argument(format!(
                "border surfaces of meshes: {} pairs of instances touch; less than {MOST_PAIRS} are allowed",
                touching.len()
            )));
        }
        let mut all = memory::room(borders.len(), "border surfaces")?;
        for border in borders {
            all.push(self.of_mesh_pair(border, &touching)?);
        }
        Ok(all)
    }

    fn of_mesh_pair(&self, of: &BorderSurface, touching: &[(u32, u32)]) -> Result<Vec<BorderSurface>> {
        let mut found: Vec<(u32, u32)> = Vec::new();
        let mesh = |i: u32| if i == NONE { NONE } else { self.scene.mesh(i) };
        let mut add = |from: u32, into: u32| match (mesh(from), mesh(into)) == (of.from, of.into) {
            true => memory::push(&mut found, (from, into), "border surfaces"),
            false => Ok(()),
        };
        for i in (0..self.shells.len() as u32).filter(|&i| has_inside(self.shells, i)) {
            let around = self.around[i as usize];
            for (from, into) in [(i, around), (around, i)] {
                add(from, into)?;
            }
            // A face of it may be free where it is flush with what is around.
            let of_none = [of.from, of.into].contains(&NONE) && around != NONE;
            if of_none && [of.from, of.into].contains(&mesh(i)) && self.meet(i, NONE) {
                add(i, NONE)?;
                add(NONE, i)?;
            }
        }
        for &(i, j) in touching {
            add(i, j)?;
            add(j, i)?;
        }
        found.sort_unstable();
        found.dedup();
        let border = |(from, into): (u32, u32)| BorderSurface { from, into, surface: of.surface };
        memory::collected(found.into_iter().map(border), "border surfaces")
    }
}

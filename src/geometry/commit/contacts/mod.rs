//! Which instances touch or overlap others, and what those are to photons (`Shell` in
//! src/layout/geometry.rs).
//!
//! Two instances touch where facets of theirs, in the world and in double precision, go through each
//! other or are no farther apart than rounding may put them. Where such facets are at an angle as those
//! of two tessellations of one round body are, there are gaps beside them as high as the chords, and
//! the tolerance is as large; bodies with room all around keep it, however coarse they are. Boxes of
//! instances, then the trees of their meshes, rule nearly all pairs of facets out.

mod apart;
mod body;
mod borders;
mod field;
mod hierarchy;
mod near;
mod nesting;
mod overlap;
mod parts;
mod point;
mod revised;
mod triangles;
mod twins;
mod vector;

use super::{Committed, Model};
use crate::geometry::model::SharedMesh;
use crate::layout::{Block8, Instance, Mesh, NONE, Node8, Shell, shell_kind};
use crate::{Result, memory};
pub(super) use body::Body;
pub(super) use borders::Borders;
use field::Field;
pub use hierarchy::Misplaced;
use near::{Placed, Trees, Triangle};
use rayon::prelude::*;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed};

/// A geometry whose trees are made.
pub(super) struct World<'a> {
    pub model: &'a Model,
    pub nodes: &'a [Node8],
    pub blocks: &'a [Block8],
    /// Of the world's tree.
    pub world: &'a [Node8],
    pub meshes: &'a [Mesh],
    pub instances: &'a [Instance],
}

/// What is known of how instances lie, for photons and for revisions.
#[derive(Default)]
pub(super) struct Contacts {
    /// What every instance is, nothing where no two touch and no pair has a surface.
    pub shells: Vec<Shell>,
    /// The surfaces of pairs.
    pub borders: Borders,
    /// By instance.
    touches: Vec<Touch>,
    /// By mesh, as far as they have been looked at.
    bodies: Vec<Option<Body>>,
}

/// Whether an instance touches another one, and one at an angle while it stands for a round body.
#[derive(Clone, Copy, Default)]
struct Touch {
    any: bool,
    bent: bool,
}

impl Contacts {
    /// Bytes of its lists.
    pub fn bytes(&self) -> usize {
        size_of_val(&self.shells[..])
            + size_of_val(&self.borders.list[..])
            + size_of_val(&self.borders.surroundings[..])
            + size_of_val(&self.touches[..])
            + size_of_val(&self.bodies[..])
    }
}

impl Contacts {
    /// Those of a world. Instances of pairs are met in the way of those that touch. `before`: a geometry of the same
    /// meshes, and what has moved since.
    pub fn of(world: &World, before: Option<(&Committed, &[u32])>) -> Result<Self> {
        let named = borders::named(world);
        let Some(scene) = Scene::of(world, &named, before) else { return Ok(Self::default()) };
        let (shells, borders) = shells(world, &scene)?;
        let touches = memory::copied(&scene.touches, "instances that touch")?;
        Ok(Self { shells, borders, touches, bodies: scene.bodies })
    }
}

fn shells(world: &World, scene: &Scene) -> Result<(Vec<Shell>, Borders)> {
    let touching = |i: &usize| scene.touches[*i].any || scene.named(*i);
    let those: Vec<usize> = (0..scene.placed.len()).filter(touching).collect();
    let ranks = ranks(scene, &those);
    let shell = |i: usize| {
        let mesh = world.instances[i].mesh as usize;
        let apart = Shell { kind: shell_kind::APART, rank: 0, material: 0, tolerance: 0.0 };
        let (Some(body), true) = (&scene.bodies[mesh], touching(&i)) else { return apart };
        let (rank, tolerance) = (ranks[i], scene.tolerances[i] as f32);
        match world.model.meshes[mesh].inner_material.uniform() {
            Some(material) if body.is_solid() => {
                let alone = !scene.touches[i].any;
                let kind = if alone { shell_kind::BORDERED } else { shell_kind::SHELL };
                Shell { kind, rank, material, tolerance }
            }
            inner => {
                let inside_out = body.closed && body.volume < 0.0;
                let material = inner.filter(|_| inside_out).unwrap_or(NONE);
                Shell { kind: shell_kind::SHEET, rank, material, tolerance }
            }
        }
    };
    let shells: Vec<Shell> = (0..scene.placed.len()).map(shell).collect();
    let borders = Borders::of(scene, &shells)?;
    // Sheets that touch nothing but sheets are met one after another, as apart from each other.
    let any = shells.iter().any(|shell| [shell_kind::SHELL, shell_kind::BORDERED].contains(&shell.kind));
    Ok((if any { shells } else { Vec::new() }, borders))
}

/// Volumes that differ by less than this share of them are the same.
const SAME_VOLUME: f64 = 1e-6;

/// Ranks of instances: by priority, and of one priority the smaller the volume, the higher. What is not closed has none.
fn ranks(scene: &Scene, those: &[usize]) -> Vec<u32> {
    let mut ranks = vec![0; scene.placed.len()];
    let volume = |i: usize| match &scene.bodies[scene.placed[i].mesh] {
        Some(body) if body.closed => body.volume.abs(),
        _ => 0.0,
    };
    let priority = |i: usize| scene.model.instances[i].priority;
    let mut order: Vec<(u32, f64, usize)> = those.iter().map(|&i| (priority(i), volume(i), i)).collect();
    order.sort_by(|a, b| a.0.cmp(&b.0).then(b.1.total_cmp(&a.1)));
    let (mut rank, mut level) = (0, order.first().map_or((0, 0.0), |first| (first.0, first.1)));
    for (priority, volume, i) in order {
        if priority > level.0 || volume < level.1 * (1.0 - SAME_VOLUME) {
            (rank, level) = (rank + 1, (priority, volume));
        }
        ranks[i] = rank;
    }
    ranks
}

/// Pairs of instances that a check looks at: more are no model, but a mistake.
const MOST_PAIRS: usize = 1 << 22;

/// What the search for contacts needs of a world.
pub(super) struct Scene<'a> {
    model: &'a Model,
    trees: Trees<'a>,
    field: Field<'a>,
    placed: Vec<Placed>,
    /// By mesh, of those that touch something.
    bodies: Vec<Option<Body>>,
    /// What rounding may do to faces, by instance, mm.
    roundings: Vec<f64>,
    /// The same, and the chord where an instance touches another at an angle.
    tolerances: Vec<f64>,
    /// By instance; nothing before it is asked for.
    touches: Vec<Touch>,
    /// Whether an instance may have a part in a pair with a surface; nothing where there are no pairs.
    named: Vec<bool>,
    apart: apart::Apart,
}

impl<'a> Scene<'a> {
    /// `None` where nothing touches and nothing is `named`, which counts as touching. `before`: as for [`Contacts::of`].
    fn of(world: &World<'a>, named: &[bool], before: Option<(&Committed, &[u32])>) -> Option<Self> {
        let mut scene = Self::new(world, if named.is_empty() { 2 } else { 1 })?;
        scene.named = named.to_vec();
        let revision = before.and_then(|before| revised::Revision::of(&scene, before));
        let touches = match &revision {
            Some(revision) => revision.touching(&scene),
            None => flags(scene.field.partnered(&scene.roundings, |_| true, |i, j| scene.touch(i, j))),
        };
        scene.touches = touches.into_iter().map(|any| Touch { any, bent: false }).collect();
        let mut wanted = vec![false; world.meshes.len()];
        for (i, placed) in scene.placed.iter().enumerate() {
            wanted[placed.mesh] |= scene.touches[i].any || scene.named(i);
        }
        if !wanted.contains(&true) {
            return None;
        }
        let known = before.map_or(&[][..], |(before, _)| &before.contacts().bodies);
        scene.set_bodies(known, |mesh| wanted[mesh] || !named.is_empty()); // whatever is around
        let bends = match &revision {
            Some(revision) => revision.bending(&scene),
            None => scene.bending(),
        };
        scene.set_tolerances(&bends);
        scene.touches.iter_mut().zip(bends).for_each(|(touch, bent)| touch.bent = bent);
        Some(scene)
    }

    fn named(&self, i: usize) -> bool {
        self.named.get(i).is_some_and(|named| *named)
    }

    /// One that knows all bodies; `None` where there are not two instances.
    pub fn whole(world: &World<'a>) -> Option<Self> {
        let mut scene = Self::new(world, 2)?;
        scene.set_bodies(&[], |_| true);
        let bends = scene.bending();
        scene.set_tolerances(&bends);
        Some(scene)
    }

    /// The same of a world whose contacts are known.
    pub fn known(world: &World<'a>, contacts: &Contacts) -> Option<Self> {
        let mut scene = Self::new(world, 2)?;
        scene.set_bodies(&contacts.bodies, |_| true);
        let bent = |i: usize| contacts.touches.get(i).is_some_and(|touch| touch.bent);
        let bends: Vec<bool> = (0..scene.placed.len()).map(bent).collect();
        scene.set_tolerances(&bends);
        Some(scene)
    }

    /// `None` where fewer instances than `least` have triangles.
    fn new(world: &World<'a>, least: usize) -> Option<Self> {
        let field = Field::new(world.world, world.instances.len(), least)?;
        let placed: Vec<Placed> = world.model.instances.par_iter().map(Placed::of).collect();
        let instances = placed.iter().zip(world.instances);
        let roundings: Vec<f64> = instances.map(|(placed, instance)| placed.rounding(instance)).collect();
        let trees = Trees::new(world.nodes, world.blocks, world.meshes);
        let (bodies, tolerances) = (Vec::new(), roundings.clone());
        let (touches, named) = (Vec::new(), Vec::new());
        let apart = apart::Apart::default();
        Some(Self {
            model: world.model,
            trees,
            field,
            placed,
            bodies,
            roundings,
            tolerances,
            touches,
            named,
            apart,
        })
    }

    /// Looks at the meshes that are wanted, as far as they are not known.
    fn set_bodies(&mut self, known: &[Option<Body>], wanted: impl Fn(usize) -> bool + Sync) {
        let body = |(i, mesh): (usize, &SharedMesh)| match known.get(i).copied().flatten() {
            None if wanted(i) => Some(Body::of(mesh)),
            known => known,
        };
        self.bodies = self.model.meshes.par_iter().enumerate().map(body).collect();
    }

    fn set_tolerances(&mut self, bends: &[bool]) {
        let chord = |i: usize| if bends[i] { self.chord(self.placed[i].mesh) } else { 0.0 };
        self.tolerances = (0..self.placed.len()).map(|i| self.roundings[i] + chord(i)).collect();
    }

    /// The mesh of an instance.
    fn mesh(&self, i: u32) -> u32 {
        self.placed[i as usize].mesh as u32
    }

    fn chord(&self, mesh: usize) -> f64 {
        let known = if self.model.chord > 0.0 { self.model.chord } else { f64::INFINITY };
        self.bodies[mesh].as_ref().map_or(0.0, |body| body.chord.min(known))
    }

    /// Whether an instance stands for a round body.
    fn is_round(&self, i: u32) -> bool {
        self.chord(self.placed[i as usize].mesh) > 0.0
    }

    /// Whether each instance that stands for a round body touches another at an angle.
    fn bending(&self) -> Vec<bool> {
        let test = |i: u32, j: u32| self.touch_at_an_angle(i, j);
        let mut bends = flags(self.field.partnered(&self.roundings, |i| self.is_round(i), test));
        bends.iter_mut().zip(0..).for_each(|(bends, i)| *bends &= self.is_round(i));
        bends
    }

    /// The pairs of instances that touch, in order; about [`MOST_PAIRS`] of them where there are more.
    pub fn touching_pairs(&self) -> Result<Vec<(u32, u32)>> {
        let pairs = Mutex::new(Ok(Vec::new()));
        let count = AtomicUsize::new(0);
        let test = |i: u32, j: u32| {
            if self.touch(i, j) {
                count.fetch_add(1, Relaxed);
                let mut pairs = pairs.lock().unwrap_or_else(|e| e.into_inner());
                let Ok(list) = &mut *pairs else { return };
                if let Err(error) = memory::push(list, (i.min(j), i.max(j)), "pairs that touch") {
                    *pairs = Err(error);
                }
            }
        };
        self.field.pairs(&self.roundings, || count.load(Relaxed) < MOST_PAIRS, test);
        let mut pairs = pairs.into_inner().unwrap_or_else(|e| e.into_inner())?;
        pairs.par_sort_unstable();
        Ok(pairs)
    }

    /// Whether the mesh of an instance is closed.
    pub fn is_closed(&self, i: u32) -> bool {
        self.bodies[self.placed[i as usize].mesh].as_ref().is_some_and(|body| body.closed)
    }

    fn volume(&self, i: u32) -> f64 {
        self.bodies[self.placed[i as usize].mesh].as_ref().map_or(0.0, |body| body.volume.abs())
    }

    /// Whether two instances touch.
    fn touch(&self, i: u32, j: u32) -> bool {
        self.meet(i, j, |_, _| true)
    }

    /// Whether they do with facets that are as much at an angle as neighbours of one round body may be.
    fn touch_at_an_angle(&self, i: u32, j: u32) -> bool {
        self.meet(i, j, |a, b| body::is_smooth(triangles::angle(a, b)))
    }

    fn meet(&self, i: u32, j: u32, test: impl Fn(&Triangle, &Triangle) -> bool + Sync) -> bool {
        let tolerance = self.roundings[i as usize] + self.roundings[j as usize];
        if self.are_apart(i, j, tolerance) {
            return false;
        }
        let (one, other) = (&self.placed[i as usize], &self.placed[j as usize]);
        self.trees.any(one, other, tolerance, &|a, b| triangles::within(a, b, tolerance) && test(a, b))
    }
}

fn flags(set: Vec<AtomicBool>) -> Vec<bool> {
    set.into_iter().map(AtomicBool::into_inner).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::{BuildOptions, CommitOptions, Instance, Material, Mesh, PerTriangle};
    use crate::layout::NONE;
    use std::sync::Arc;
    use vector::{Vector, add, dot};

    /// A sheet of hills, or a heap of triangles, about so large.
    fn mesh(number: u32, size: f32) -> Mesh {
        let (mut vertices, mut triangles) = (Vec::new(), Vec::new());
        let n = 12 + number;
        for i in 0..n * n {
            let (x, y) = ((i % n) as f32 / n as f32 - 0.5, (i / n) as f32 / n as f32 - 0.5);
            vertices.push([size * x, size * y, 0.2 * size * (9.0 * x * y + number as f32).sin()]);
        }
        for i in (0..n * (n - 1)).filter(|i| i % n + 1 < n) {
            triangles.extend([[i, i + 1, i + n], [i + 1, i + n + 1, i + n]]);
        }
        let (inner_material, outer_material) = (PerTriangle::Uniform(0), PerTriangle::Uniform(0));
        let surface = PerTriangle::Uniform(NONE);
        Mesh { name: String::new(), vertices, triangles, inner_material, outer_material, surface }
    }

    #[test]
    fn trees_find_what_all_pairs_of_facets_do() {
        let mut model = Model::new();
        model.add_material(Material::new("")).unwrap();
        for (number, size) in [(0, 10.0), (1, 30.0), (5, 2.0)] {
            model.add_mesh(mesh(number, size)).unwrap();
        }
        let turn = |angle: f64| {
            let (s, c) = angle.sin_cos();
            [c, -s * c, s * s, s, c * c, -c * s, 0.0, s, c]
        };
        for i in 0..40_u32 {
            let place = [11, 17, 23].map(|step| f64::from(i * step % 31));
            let rotation = turn(f64::from(i));
            model
                .add_instance(Instance { mesh: i % 3, rotation, translation: place, ..Instance::default() })
                .unwrap();
        }
        let model = Arc::new(model);
        let mut touching = [0, 0];
        for max_leaf in [1, 8] {
            let build = BuildOptions { max_leaf, ..BuildOptions::default() };
            let world = model.commit(&CommitOptions { build, ..CommitOptions::default() }).unwrap();
            let world = world.contact_world();
            let scene = Scene::of(&world, &[], None).unwrap();
            let placed: Vec<Vec<[Vector; 3]>> = model.instances.iter().map(|i| facets(&model, i)).collect();
            for i in 0..40 {
                for j in 0..i {
                    for gap in [0.0, 0.5] {
                        let tolerance = gap + scene.tolerances[i] + scene.tolerances[j];
                        let meet = |a: &[Vector; 3], b: &[Vector; 3]| triangles::within(a, b, tolerance);
                        let expected = placed[i].iter().any(|a| placed[j].iter().any(|b| meet(a, b)));
                        let found = scene.trees.any(&scene.placed[i], &scene.placed[j], tolerance, &meet);
                        assert_eq!(found, expected, "{i} and {j}");
                        touching[usize::from(gap > 0.0)] += usize::from(found);
                    }
                }
            }
        }
        assert!(touching[0] > 100 && touching[1] > touching[0] + 20, "{touching:?} of 1560 pairs");
    }

    /// In the world.
    fn facets(model: &Model, instance: &Instance) -> Vec<[Vector; 3]> {
        let mesh = &model.meshes[instance.mesh as usize];
        let [a, b, c, d, e, f, g, h, i] = instance.exact_rotation();
        let place = |p: [f32; 3]| {
            let p = p.map(f64::from);
            add([dot([a, b, c], p), dot([d, e, f], p), dot([g, h, i], p)], instance.translation)
        };
        (0..mesh.triangles.len()).map(|triangle| mesh.corners(triangle).map(place)).collect()
    }
}

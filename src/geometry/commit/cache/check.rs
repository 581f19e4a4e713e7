//! Whether what a file says can be used: every tree ends, is not too deep, and stays within its
//! lists; every triangle and instance that has an area is in one leaf. Kernels trust that.

use super::file::{MeshEntry, Raw};
use crate::geometry::bvh::{Bounds, BuildOptions, DeviceWorld, Planted, World, block, facet};
use crate::geometry::commit::trees::{MeshTrees, Trees};
use crate::geometry::device::DeviceTrees;
use crate::geometry::{Mesh, Model};
use crate::layout::{Block8, Facet, Instance, LEAF_BIT, MAX_DEPTH, NONE, Node8, QuantizedNode};
use rayon::prelude::*;
use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex, OnceLock};

type Check<T> = Result<T, &'static str>;

/// What is taken: each thing once.
struct Once(Vec<AtomicU64>, usize);

impl Once {
    fn new(count: usize) -> Self {
        Self((0..count.div_ceil(64)).map(|_| AtomicU64::new(0)).collect(), count)
    }

    fn take(&self, i: usize, what: &'static str) -> Check<()> {
        let bit = 1 << (i % 64);
        if i >= self.1 || self.0[i / 64].fetch_or(bit, Relaxed) & bit != 0 {
            return Err(what);
        }
        Ok(())
    }
}

/// Makes trees of what a file says, or says what is wrong with it.
pub(super) fn trees(
    raw: Raw,
    model: &Model,
    instances: &[Instance],
    build: &BuildOptions,
) -> Result<Trees, String> {
    made(raw, model, instances, build).map_err(str::to_owned)
}

fn made(raw: Raw, model: &Model, instances: &[Instance], build: &BuildOptions) -> Check<Trees> {
    let meshes = planted(&raw, model)?;
    let Raw { counts, mut nodes, blocks, mut quantized, facets, placed, .. } = raw;
    let blocks = Host { nodes: &nodes, count: blocks.len(), model }.check(
        &meshes,
        counts.tlas_root,
        instances,
        &blocks,
    )?;
    let mut device_world = OnceLock::new();
    let mut device = None;
    if raw.device {
        let walk = Device { nodes: &quantized, count: facets.len(), model };
        let facets = walk.check(&meshes, counts.device_root, instances, &facets, &placed)?;
        let first = own_nodes(counts.device_root, quantized.len()).start;
        let mut nodes = quantized.split_off(first);
        nodes.iter_mut().for_each(|node| node.first_node = node.first_node.wrapping_sub(first as u32));
        device_world = DeviceWorld { nodes, instances: placed }.into();
        device = Some(DeviceTrees { quantized, facets });
    }
    let first = own_nodes(counts.tlas_root, nodes.len()).start;
    let mut world_nodes = nodes.split_off(first);
    for child in
        world_nodes.iter_mut().flat_map(|node| &mut node.child).filter(|child| **child & LEAF_BIT == 0)
    {
        *child -= first as u32;
    }
    let bounds = Bounds { lo: counts.lo, hi: counts.hi };
    let world = World::of(world_nodes, device_world, bounds);
    let trees =
        MeshTrees { nodes, blocks, meshes, build: *build, device: Mutex::default(), shape: OnceLock::new() };
    device.into_iter().for_each(|device| trees.keep(device));
    Ok(Trees { meshes: Arc::new(trees), world: Arc::new(world) })
}

/// The nodes of the world in a list that ends with them.
fn own_nodes(root: u32, count: usize) -> Range<usize> {
    if root & LEAF_BIT != 0 { count..count } else { (root as usize).min(count)..count }
}

fn planted(raw: &Raw, model: &Model) -> Check<Vec<Planted>> {
    if raw.meshes.len() != model.meshes.len() {
        return Err("it has another number of meshes");
    }
    let mut rest = &raw.degenerate[..];
    let mut planted = Vec::with_capacity(raw.meshes.len());
    for (entry, mesh) in raw.meshes.iter().zip(&model.meshes) {
        let &MeshEntry { root, device_root, degenerate, lo, hi } = entry;
        let (own, others) =
            rest.split_at_checked(degenerate as usize).ok_or("it lacks degenerate triangles")?;
        let fits = |&i: &u32| (i as usize) < mesh.triangles.len() && mesh.is_degenerate(i as usize);
        if !own.is_sorted_by(|a, b| a < b) || !own.iter().all(fits) {
            return Err("it takes a triangle for degenerate");
        }
        rest = others;
        let none = own.len() == mesh.triangles.len();
        if none != (root == NONE) || raw.device && none != (device_root == NONE) {
            return Err("it has a root for no tree, or none for one");
        }
        planted.push(Planted { root, device_root, degenerate: own.to_vec(), bounds: Bounds { lo, hi } });
    }
    Ok(planted)
}

/// Takes the instances of the world's leaves, of which each that has a triangle must be there.
fn placed(found: impl Iterator<Item = u32>, meshes: &[Planted], instances: &[Instance]) -> Check<()> {
    let has_tree = |instance: &Instance| {
        let mesh = &meshes[instance.mesh as usize];
        mesh.root != NONE
    };
    let (once, mut count) = (Once::new(instances.len()), 0);
    for number in found {
        once.take(number as usize, "an instance is not there, or twice")?;
        if !has_tree(&instances[number as usize]) {
            return Err("an instance without a triangle is in the world's tree");
        }
        count += 1;
    }
    match count == instances.iter().filter(|one| has_tree(one)).count() {
        true => Ok(()),
        false => Err("an instance is missing"),
    }
}

/// Whose each leaf is, and each of its triangles once: all that have an area.
fn filled<'a, T: Send>(
    owners: &[u32],
    model: &Model,
    meshes: &[Planted],
    triangles: impl Fn(usize) -> &'a [u32] + Sync,
    make: impl Fn(&Mesh, &[u32]) -> T + Sync,
) -> Check<Vec<T>> {
    let seen: Vec<Once> = model.meshes.iter().map(|mesh| Once::new(mesh.triangles.len())).collect();
    let found: Vec<AtomicU64> = model.meshes.iter().map(|_| AtomicU64::new(0)).collect();
    let leaf = |(leaf, &owner): (usize, &u32)| -> Check<T> {
        let mesh = model.meshes.get(owner as usize).ok_or("a leaf is in no tree")?;
        let triangles = triangles(leaf);
        let last = triangles[triangles.len() - 1];
        let count = 1 + triangles.iter().position(|one| *one == last).unwrap_or(0);
        for &triangle in &triangles[..count] {
            seen[owner as usize].take(triangle as usize, "a triangle is not there, or twice")?;
        }
        if triangles[count..].iter().any(|one| *one != last) {
            return Err("a leaf has a triangle twice");
        }
        found[owner as usize].fetch_add(count as u64, Relaxed);
        Ok(make(mesh, &triangles[..count]))
    };
    let made: Vec<T> = owners.par_iter().enumerate().map(leaf).collect::<Check<_>>()?;
    let wanted = |mesh: usize| model.meshes[mesh].triangles.len() - meshes[mesh].degenerate.len();
    match (0..meshes.len()).all(|mesh| found[mesh].load(Relaxed) == wanted(mesh) as u64) {
        true => Ok(made),
        false => Err("a triangle is missing"),
    }
}

/// The processor's trees.
struct Host<'a> {
    nodes: &'a [Node8],
    /// Of blocks.
    count: usize,
    model: &'a Model,
}

impl Host<'_> {
    fn check(
        &self,
        meshes: &[Planted],
        root: u32,
        instances: &[Instance],
        blocks: &[[u32; 8]],
    ) -> Check<Vec<Block8>> {
        let once = Once::new(self.nodes.len());
        let mut owners = vec![NONE; self.count];
        let own = own_nodes(root, self.nodes.len());
        for (mesh, number) in meshes.iter().zip(0..) {
            self.walk(mesh.root, (0..own.start, &once), |leaf| {
                let owner = owners.get_mut(leaf as usize).ok_or("a leaf is not there")?;
                // The next pass finds what two trees share: its triangles are twice in one of them, or missing.
                *owner = if *owner == NONE { number } else { return Err("a leaf is in two places") };
                Ok(())
            })?;
        }
        let mut found = Vec::new();
        self.walk(root, (own, &once), |leaf| {
            found.push(leaf);
            Ok(())
        })?;
        placed(found.into_iter(), meshes, instances)?;
        filled(&owners, self.model, meshes, |leaf| &blocks[leaf], block)
    }

    /// Of nodes of a part of the list.
    fn walk(
        &self,
        root: u32,
        (part, once): (Range<usize>, &Once),
        mut leaf: impl FnMut(u32) -> Check<()>,
    ) -> Check<()> {
        let mut work = if root == NONE { vec![] } else { vec![(root, 1)] };
        while let Some((node, depth)) = work.pop() {
            once.take(node as usize, "a node is not there, or in two places")?;
            if !part.contains(&(node as usize)) {
                return Err("a node is not where its tree is");
            }
            if depth > MAX_DEPTH {
                return Err("a tree is too deep");
            }
            let node = &self.nodes[node as usize];
            for (lane, &child) in node.child.iter().enumerate() {
                if child == NONE {
                    // Kernels go where a box is met; nothing meets this one.
                    let empty =
                        |k: usize| node.lo[k][lane] == f32::INFINITY && node.hi[k][lane] == f32::NEG_INFINITY;
                    if !(0..3).all(empty) {
                        return Err("a box holds nothing");
                    }
                } else if child & LEAF_BIT == 0 {
                    work.push((child, depth + 1));
                } else {
                    leaf(child & !LEAF_BIT)?;
                }
            }
        }
        Ok(())
    }
}

/// A device's trees.
struct Device<'a> {
    nodes: &'a [QuantizedNode],
    /// Of facets.
    count: usize,
    model: &'a Model,
}

impl Device<'_> {
    fn check(
        &self,
        meshes: &[Planted],
        root: u32,
        instances: &[Instance],
        facets: &[u32],
        places: &[u32],
    ) -> Check<Vec<Facet>> {
        let once = Once::new(self.nodes.len());
        let mut owners = vec![NONE; self.count];
        let own = own_nodes(root, self.nodes.len());
        for (mesh, number) in meshes.iter().zip(0..) {
            self.walk(mesh.device_root, (0..own.start, &once), |entry| {
                let owner = owners.get_mut(entry).ok_or("a facet is not there")?;
                *owner = if *owner == NONE { number } else { return Err("a facet is in two places") };
                Ok(())
            })?;
        }
        placed(places.iter().copied(), meshes, instances)?;
        let taken = Once::new(places.len());
        let mut count = usize::from(root == LEAF_BIT && places.len() == 1);
        if count == 0 {
            self.walk(root, (own, &once), |entry| {
                count += 1;
                taken.take(entry, "a placement is not there, or in two places")
            })?;
        }
        if count != places.len() {
            return Err("a placement is in no leaf");
        }
        filled(&owners, self.model, meshes, |leaf| &facets[leaf..=leaf], |mesh, one| facet(mesh, one[0]))
    }

    /// Of nodes of a part of the list.
    fn walk(
        &self,
        root: u32,
        (part, once): (Range<usize>, &Once),
        mut leaf: impl FnMut(usize) -> Check<()>,
    ) -> Check<()> {
        let mut work = if root == NONE { vec![] } else { vec![(root as usize, 1)] };
        while let Some((at, depth)) = work.pop() {
            once.take(at, "a device's node is not there, or in two places")?;
            if !part.contains(&at) {
                return Err("a device's node is not where its tree is");
            }
            if depth > MAX_DEPTH {
                return Err("a device's tree is too deep");
            }
            let node = &self.nodes[at];
            let mut next = node.first_node as usize;
            for (slot, &meta) in (0_u8..).zip(&node.meta) {
                if node.inner >> slot & 1 == 1 {
                    if meta != 0x20 | (24 + slot) {
                        return Err("a device's node is wrong");
                    }
                    work.push((next, depth + 1));
                    next += 1;
                } else if meta != 0 {
                    let entries = match meta >> 5 {
                        1 => 1,
                        3 => 2,
                        7 => 3,
                        _ => return Err("a device's leaf is wrong"),
                    };
                    if meta & 0x1f >= 24 {
                        return Err("a device's leaf is wrong");
                    }
                    let first = node.first_leaf as usize + usize::from(meta & 0x1f);
                    (first..first + entries).try_for_each(&mut leaf)?;
                }
            }
        }
        Ok(())
    }
}

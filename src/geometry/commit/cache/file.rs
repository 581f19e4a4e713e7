//! Reading and writing: a key, counts, lists as they are in memory, a checksum of all of it. Blocks and
//! facets are the numbers of their triangles; corners come from the model.

use super::super::trees::Trees;
use super::Key;
use crate::geometry::bvh::pages;
use crate::geometry::device::DeviceTrees;
use crate::layout::{LEAF_BIT, NONE, Node8, QuantizedNode};
use crate::memory;
use crate::runtime::locks::lock;
use crate::runtime::out_file::OutFile;
use crate::words::count;
use bytemuck::Pod;
use std::fs::File;
use std::io::{self, Read, Write};

/// How much there is of what, and what is one number.
#[repr(C)]
#[derive(Debug, Clone, Copy, bytemuck::Pod, bytemuck::Zeroable)]
pub(super) struct Counts {
    pub meshes: u64,
    pub degenerate: u64,
    pub nodes: u64,
    pub blocks: u64,
    pub quantized: u64,
    pub facets: u64,
    pub placed: u64,
    pub lo: [f32; 3],
    pub hi: [f32; 3],
    pub tlas_root: u32,
    pub device_root: u32,
}

/// A mesh.
#[repr(C)]
#[derive(Debug, Clone, Copy, bytemuck::Pod, bytemuck::Zeroable)]
pub(super) struct MeshEntry {
    pub root: u32,
    pub device_root: u32,
    pub degenerate: u32,
    pub lo: [f32; 3],
    pub hi: [f32; 3],
}

/// What a file holds, as it says.
pub(super) struct Raw {
    pub counts: Counts,
    pub meshes: Vec<MeshEntry>,
    /// Of all meshes, one after another.
    pub degenerate: Vec<u32>,
    pub nodes: Vec<Node8>,
    /// Triangles of each block.
    pub blocks: Vec<[u32; 8]>,
    pub quantized: Vec<QuantizedNode>,
    /// Triangle of each facet.
    pub facets: Vec<u32>,
    pub placed: Vec<u32>,
    pub device: bool,
}

/// Entries that are hashed and moved at a time.
const PART: usize = 1 << 16;

struct Reader<'a> {
    file: &'a mut File,
    hash: crc32fast::Hasher,
}

impl Reader<'_> {
    fn list<T: Pod>(&mut self, count: u64) -> io::Result<Vec<T>> {
        let count = count as usize; // the file is as long
        let mut list = pages::with_capacity(count);
        while list.len() < count {
            let begin = list.len();
            let end = (begin + PART).min(count);
            memory::grow(&mut list, end - begin, "trees of the file").map_err(io::Error::other)?;
            list.resize(end, T::zeroed());
            let bytes = bytemuck::cast_slice_mut(&mut list[begin..]);
            self.file.read_exact(bytes)?;
            self.hash.update(bytes);
        }
        Ok(list)
    }

    fn one<T: Pod>(&mut self) -> io::Result<T> {
        Ok(self.list(1)?[0])
    }
}

/// Reads a file that has the key; says why not.
pub(super) fn read(file: &mut File, key: &Key) -> Result<Raw, String> {
    let text = |error: io::Error| error.to_string();
    let length = file.metadata().map_err(text)?.len();
    let mut reader = Reader { file, hash: crc32fast::Hasher::new() };
    if reader.one::<Key>().map_err(text)? != *key {
        return Err("it is of another format, version, geometry or kind of build".into());
    }
    let counts: Counts = reader.one().map_err(text)?;
    if counts.bytes() != Some(length) {
        return Err(format!("it has {}, which is not what its counts ask for", count(length, "byte")));
    }
    let mut lists = || -> io::Result<Raw> {
        Ok(Raw {
            counts,
            meshes: reader.list(counts.meshes)?,
            degenerate: reader.list(counts.degenerate)?,
            nodes: reader.list(counts.nodes)?,
            blocks: reader.list(counts.blocks)?,
            quantized: reader.list(counts.quantized)?,
            facets: reader.list(counts.facets)?,
            placed: reader.list(counts.placed)?,
            device: key.device == 1,
        })
    };
    let raw = lists().map_err(text)?;
    let found = reader.hash.clone().finalize();
    if reader.one::<u32>().map_err(text)? != found {
        return Err("its checksum does not fit".into());
    }
    Ok(raw)
}

impl Counts {
    /// Length of the file; none where it is beyond all bounds.
    fn bytes(&self) -> Option<u64> {
        let lists = [
            (self.meshes, size_of::<MeshEntry>()),
            (self.degenerate, 4),
            (self.nodes, size_of::<Node8>()),
            (self.blocks, 32),
            (self.quantized, size_of::<QuantizedNode>()),
            (self.facets, 4),
            (self.placed, 4),
        ];
        let fixed = size_of::<Key>() + size_of::<Self>() + 4;
        lists
            .into_iter()
            .try_fold(fixed as u64, |all, (count, size)| (count < 1 << 32).then(|| all + count * size as u64))
    }
}

struct Writer<'a> {
    file: &'a mut OutFile,
    hash: crc32fast::Hasher,
}

impl Writer<'_> {
    fn list<T: Pod>(&mut self, list: &[T]) -> io::Result<()> {
        let bytes = bytemuck::cast_slice(list);
        self.hash.update(bytes);
        self.file.write_all(bytes)
    }

    /// Something of each entry.
    fn of_each<T, U: Pod>(&mut self, list: &[T], of: impl Fn(&T) -> U) -> io::Result<()> {
        let mut part = Vec::with_capacity(PART.min(list.len()));
        for entries in list.chunks(PART) {
            part.clear();
            part.extend(entries.iter().map(&of));
            self.list(&part)?;
        }
        Ok(())
    }
}

/// Writes trees: the world's nodes after those of the meshes, as one list.
pub(super) fn write(file: &mut OutFile, key: &Key, trees: &Trees) -> io::Result<()> {
    let mut writer = Writer { file, hash: crc32fast::Hasher::new() };
    let Trees { meshes, world } = trees;
    let kept = lock(&meshes.device);
    let device = kept.as_ref().zip(world.device.get());
    let (first_node, first_quantized) =
        (meshes.nodes.len() as u32, device.map_or(0, |(trees, _)| trees.quantized.len() as u32));
    let counts = Counts {
        meshes: meshes.meshes.len() as u64,
        degenerate: meshes.meshes.iter().map(|mesh| mesh.degenerate.len() as u64).sum(),
        nodes: (meshes.nodes.len() + world.nodes.len()) as u64,
        blocks: meshes.blocks.len() as u64,
        quantized: device.map_or(0, |(trees, world)| trees.quantized.len() + world.nodes.len()) as u64,
        facets: device.map_or(0, |(trees, _)| trees.facets.len()) as u64,
        placed: device.map_or(0, |(_, world)| world.instances.len()) as u64,
        lo: world.bounds.lo,
        hi: world.bounds.hi,
        tlas_root: if world.nodes.is_empty() { NONE } else { first_node },
        device_root: device.map_or(NONE, |(_, world)| match world.instances.len() {
            0 => NONE,
            1 => LEAF_BIT,
            _ => first_quantized,
        }),
    };
    writer.list(&[*key])?;
    writer.list(&[counts])?;
    let entry = |mesh: &crate::geometry::bvh::Planted| MeshEntry {
        root: mesh.root,
        device_root: if device.is_some() { mesh.device_root } else { NONE },
        degenerate: mesh.degenerate.len() as u32,
        lo: mesh.bounds.lo,
        hi: mesh.bounds.hi,
    };
    writer.list(&meshes.meshes.iter().map(entry).collect::<Vec<_>>())?;
    meshes.meshes.iter().try_for_each(|mesh| writer.list(&mesh.degenerate))?;
    writer.list(&meshes.nodes)?;
    writer.of_each(&world.nodes, |node| {
        let mut node = *node;
        for child in node.child.iter_mut().filter(|child| **child & LEAF_BIT == 0) {
            *child += first_node;
        }
        node
    })?;
    writer.of_each(&meshes.blocks, |block| block.triangle)?;
    if let Some((DeviceTrees { quantized, facets }, world)) = device {
        writer.list(quantized)?;
        writer.of_each(&world.nodes, |node| QuantizedNode {
            first_node: node.first_node + first_quantized,
            ..*node
        })?;
        writer.of_each(facets, |facet| facet.triangle)?;
        writer.list(&world.instances)?;
    }
    let checksum = writer.hash.finalize();
    writer.file.write_all(&checksum.to_ne_bytes())
}

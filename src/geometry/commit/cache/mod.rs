//! Trees of earlier commits, kept in a folder. A file's name says of which geometry and how they were
//! built; a file that is not exactly right is left alone, and the trees are built.

mod check;
mod file;

use super::trees::Trees;
use crate::geometry::Model;
use crate::geometry::bvh::{BuildOptions, Quality};
use crate::layout::Instance;
use crate::runtime::out_file::OutFile;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process;
use std::sync::atomic::{AtomicU64, Ordering};

/// Number of the format; another one wherever older files would be misread, or trees of this version
/// are better.
const FORMAT: u32 = 1;

/// Which trees a file has. All numbers are as in the file.
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq, Eq, bytemuck::Pod, bytemuck::Zeroable)]
pub(super) struct Key {
    magic: [u8; 16],
    digest: [u8; 32],
    format: u32,
    quality: u32,
    max_leaf: u32,
    balanced: u32,
    piece: u32,
    device: u32,
    /// One more than the seed; 0: none.
    shuffle: u64,
}

impl Key {
    pub fn new(digest: [u8; 32], build: &BuildOptions, device: bool) -> Self {
        Self {
            magic: *b"chroma2 trees\r\n\x1a",
            digest,
            format: FORMAT,
            quality: match build.quality {
                Quality::Default => 0,
                Quality::Fast => 1,
                Quality::Best => 2,
            },
            max_leaf: build.max_leaf,
            balanced: u32::from(build.balanced),
            piece: build.piece,
            device: u32::from(device),
            shuffle: build.shuffle.map_or(0, |seed| seed.wrapping_add(1)),
        }
    }

    /// Digest, and a number for the rest.
    fn path(&self, folder: &Path) -> PathBuf {
        let digest: String = self.digest.iter().map(|byte| format!("{byte:02x}")).collect();
        let rest = crc32fast::hash(&bytemuck::bytes_of(self)[48..]);
        folder.join(format!("{digest}-{rest:08x}.trees"))
    }
}

/// The trees of a file, if there is one and all in it fits together. The model has been checked.
pub(super) fn load(
    folder: &Path,
    key: &Key,
    build: &BuildOptions,
    model: &Model,
    instances: &[Instance],
) -> Option<Trees> {
    let path = key.path(folder);
    // What is no file is not opened: a pipe would keep the commit waiting.
    if fs::metadata(&path).is_ok_and(|what| !what.is_file()) {
        log::warn!("tree_cache: {} is no regular file; trees are built", path.display());
        return None;
    }
    let mut from = match fs::File::open(&path) {
        Ok(from) => from,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return None,
        Err(error) => {
            log::warn!("tree_cache: {}: {error}; trees are built", path.display());
            return None;
        }
    };
    let trees = file::read(&mut from, key).and_then(|raw| check::trees(raw, model, instances, build));
    match trees {
        Ok(trees) => {
            log::info!("tree_cache: trees are read from {}", path.display());
            Some(trees)
        }
        Err(reason) => {
            log::warn!("tree_cache: {} is not used: {reason}; trees are built", path.display());
            None
        }
    }
}

/// Writes trees to a file of their own, which then takes the place of any that was there. What goes
/// wrong is logged: a commit needs no file.
pub(super) fn save(folder: &Path, key: &Key, trees: &Trees) {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let path = key.path(folder);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let unfinished = path.with_extension(format!("{}-{number}.unfinished", process::id()));
    let write = || -> io::Result<()> {
        fs::create_dir_all(folder)?;
        file::write(&mut OutFile::create(&unfinished)?, key, trees)?;
        fs::rename(&unfinished, &path)
    };
    match write() {
        Ok(()) => log::info!("tree_cache: trees are kept in {}", path.display()),
        Err(error) => {
            log::warn!("tree_cache: {}: {error}; trees are not kept", path.display());
            let _ = fs::remove_file(&unfinished); // it may not be there
        }
    }
}

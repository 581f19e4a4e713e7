//! Whole files in and out.

use crate::{Error, Result};
use std::fs::File;
use std::io::{BufWriter, Read, Write};
use std::path::{Path, PathBuf};

/// The bytes of a regular file of at most `most` bytes.
pub fn read_bounded(path: &Path, most: u64) -> Result<Vec<u8>> {
    // Asked before opening: opening a pipe would wait for its writer.
    let about = std::fs::metadata(path).map_err(|e| Error::io(path, e))?;
    if !about.is_file() {
        return Err(Error::Io(format!("{}: not a regular file", path.display())));
    }
    let too_long =
        |bytes: u64| Error::format(path, format!("{bytes} bytes; at most {most} are read from such a file"));
    if about.len() > most {
        return Err(too_long(about.len()));
    }
    let mut bytes = Vec::new();
    bytes
        .try_reserve_exact(about.len() as usize)
        .map_err(|e| Error::OutOfMemory(format!("{}: {e}", path.display())))?;
    let file = File::open(path).map_err(|e| Error::io(path, e))?;
    // A file may grow while it is read.
    file.take(most + 1).read_to_end(&mut bytes).map_err(|e| Error::io(path, e))?;
    if bytes.len() as u64 > most {
        return Err(too_long(bytes.len() as u64));
    }
    Ok(bytes)
}

/// Writes a file in one go: what was there stays as it was unless all of `body` succeeds.
pub fn write_atomically(
    path: &Path,
    body: impl FnOnce(&mut BufWriter<File>) -> std::io::Result<()>,
) -> Result<()> {
    let Some(name) = path.file_name() else {
        return Err(Error::argument(format!("{}: a file's path is needed", path.display())));
    };
    let mut temporary = name.to_owned();
    temporary.push(format!(".{}.tmp", std::process::id()));
    let temporary: PathBuf = path.with_file_name(temporary);
    let written = File::create(&temporary).and_then(|file| {
        let mut out = BufWriter::with_capacity(1 << 16, file);
        body(&mut out)?;
        out.flush()
    });
    written.and_then(|()| std::fs::rename(&temporary, path)).map_err(|e| {
        let _ = std::fs::remove_file(&temporary); // the error at hand tells more
        Error::io(path, e)
    })
}

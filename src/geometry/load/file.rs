//! Whole files in and out.

use crate::runtime::out_file::OutFile;
use crate::{Error, Result};
use std::fs::File;
use std::io::{BufWriter, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

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
    crate::memory::tried(|| bytes.try_reserve_exact(about.len() as usize)).map_err(|_| {
        Error::OutOfMemory(format!("{}: no memory for its {} bytes", path.display(), about.len()))
    })?;
    let file = File::open(path).map_err(|e| Error::io(path, e))?;
    // A file may grow while it is read.
    file.take(most + 1).read_to_end(&mut bytes).map_err(|e| Error::io(path, e))?;
    if bytes.len() as u64 > most {
        return Err(too_long(bytes.len() as u64));
    }
    Ok(bytes)
}

/// Writes a file in one go: what was there stays as it was unless all of `body` succeeds. A symbolic
/// link stays one, and what is not a regular file (a device, a pipe) is never replaced.
pub fn write_atomically(
    path: &Path,
    body: impl FnOnce(&mut BufWriter<OutFile>) -> std::io::Result<()>,
) -> Result<()> {
    if path.file_name().is_none() {
        return Err(Error::argument(format!("{}: a file's path is needed", path.display())));
    }
    let target = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    if std::fs::metadata(&target).is_ok_and(|there| !there.is_file()) {
        return Err(Error::Io(format!("{}: not a regular file; only those are replaced", path.display())));
    }
    let (temporary, file) = temporary_beside(&target).map_err(|e| Error::io(path, e))?;
    let mut out = BufWriter::with_capacity(1 << 16, file);
    let written = body(&mut out).and_then(|()| out.flush());
    drop(out);
    written.and_then(|()| std::fs::rename(&temporary, &target)).map_err(|e| {
        let _ = std::fs::remove_file(&temporary); // the error at hand tells more
        Error::io(path, e)
    })
}

/// A new file in the folder of `target`, of a short name that no other thread or process has.
fn temporary_beside(target: &Path) -> std::io::Result<(PathBuf, OutFile)> {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    loop {
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let path = target.with_file_name(format!(".chroma2-{}-{number}.tmp", std::process::id()));
        match OutFile::create_new(&path) {
            Ok(file) => return Ok((path, file)),
            Err(e) if e.kind() == ErrorKind::AlreadyExists => {} // of a process that had this id before
            Err(e) => return Err(e),
        }
    }
}

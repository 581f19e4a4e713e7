//! The file of a checkpoint: a header, its events, a hash. Another one takes its place at once, so that a crash leaves
//! the one or the other.

use super::bytes::{Reader, Writer, not_so};
use super::event::{self, Saved};
use super::light;
use crate::memory::push;
use crate::runtime::out_file::OutFile;
use crate::session::pending::{Numbering, Snapshot};
use crate::session::{SceneData, Session};
use crate::{Error, Result};
use bytemuck::{Pod, Zeroable};
use std::fs::{self, File};
use std::io::{BufWriter, Read, Write};
use std::path::Path;
use std::process;
use std::sync::atomic::{AtomicU64, Ordering};

/// Number of the format: another one wherever an older file would be misread.
const FORMAT: u32 = 1;
const MAGIC: [u8; 16] = *b"chroma2 ckpt\r\n\x1a\n";

/// What a file begins with. Numbers are as in memory.
#[repr(C)]
#[derive(Debug, Clone, Copy, Pod, Zeroable)]
pub(super) struct Header {
    magic: [u8; 16],
    /// Of the geometry.
    digest: [u8; 32],
    /// Of the library, since another one may follow a photon otherwise.
    version: [u8; 32],
    format: u32,
    /// 1: the session numbers its events, with the next two.
    numbers: u32,
    seed: u64,
    next: u64,
    events: u64,
}

fn version() -> [u8; 32] {
    let mut padded = [0; 32];
    let text = env!("CARGO_PKG_VERSION").as_bytes();
    padded[..text.len()].copy_from_slice(text);
    padded
}

/// A text of a header as a message has it.
fn printable(text: &[u8]) -> String {
    let end = text.iter().position(|byte| *byte == 0).unwrap_or(text.len());
    String::from_utf8_lossy(&text[..end]).chars().filter(|c| !c.is_control()).collect()
}

fn hex(digest: &[u8; 32]) -> String {
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// An error with the file's name before it.
pub(super) fn of(path: &Path, error: Error) -> Error {
    match error {
        Error::Io(message) => Error::Io(format!("{}: {message}", path.display())),
        Error::Format(message) => Error::Format(format!("{}: {message}", path.display())),
        other => other,
    }
}

/// Writes what is pending.
pub(super) fn write(path: &Path, session: &Session, snapshot: &Snapshot<'_>) -> Result<()> {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    for (_, kept) in &snapshot.events {
        kept.lights.iter().try_for_each(light::check_saved)?;
    }
    let mut name = path.file_name().unwrap_or_default().to_os_string();
    name.push(format!(".{}-{}.unfinished", process::id(), NEXT.fetch_add(1, Ordering::Relaxed)));
    let unfinished = path.with_file_name(name);
    let written = fill(&unfinished, session, snapshot).and_then(|()| put(&unfinished, path));
    if written.is_err() {
        let _ = fs::remove_file(&unfinished); // it may not be there
    }
    written.map_err(|error| of(path, error))
}

fn fill(path: &Path, session: &Session, snapshot: &Snapshot<'_>) -> Result<()> {
    let io = |error: std::io::Error| Error::Io(error.to_string());
    let mut to = Writer::new(BufWriter::with_capacity(1 << 20, OutFile::create(path).map_err(io)?));
    all(&mut to, session, snapshot)?;
    let file = to.finish().map_err(io)?.into_inner().map_err(|error| io(error.into_error()))?;
    file.sync_all().map_err(io)
}

fn all(to: &mut Writer<impl Write>, session: &Session, snapshot: &Snapshot<'_>) -> Result<()> {
    let (numbering, digest) = (snapshot.numbering, session.scene().digest());
    let header = Header {
        magic: MAGIC,
        digest,
        version: version(),
        format: FORMAT,
        numbers: numbering.is_some().into(),
        seed: numbering.map_or(0, |numbering| numbering.seed),
        next: numbering.map_or(0, |numbering| numbering.next),
        events: snapshot.events.len() as u64,
    };
    to.one(header).map_err(|error| Error::Io(error.to_string()))?;
    for (event, kept) in &snapshot.events {
        if kept.stage.scene().digest() != digest {
            return Err(Error::InvalidState(format!(
                "session: event {} is not finished and is of a geometry that the session had before; a checkpoint is of one \
                 geometry, so wait for it first",
                event.event_id()
            )));
        }
        event::write(to, event, kept)?;
    }
    Ok(())
}

/// Puts a file that is complete in the place of another one.
fn put(unfinished: &Path, path: &Path) -> Result<()> {
    fs::rename(unfinished, path).map_err(|error| Error::Io(error.to_string()))?;
    // The name is on the disk, too; some file systems have no such call.
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let _ = File::open(folder).and_then(|folder| folder.sync_all());
    Ok(())
}

/// Reads a header, and refuses a file that is not for this geometry and library.
pub(super) fn header(from: &mut Reader<impl Read>, scene: &dyn SceneData) -> Result<Header> {
    let header: Header = from.one("the header")?;
    if header.magic != MAGIC {
        return Err(not_so("it is no checkpoint"));
    }
    if header.format != FORMAT || header.version != version() {
        return Err(not_so(format!(
            "it is of format {} by version {} of the library; format {FORMAT} by {} is needed, since another version may \
             follow a photon otherwise",
            header.format,
            printable(&header.version),
            env!("CARGO_PKG_VERSION"),
        )));
    }
    if header.digest != scene.digest() {
        return Err(Error::argument(format!(
            "geometry: its digest is {}; that of the checkpoint's, {}, is needed",
            hex(&scene.digest()),
            hex(&header.digest)
        )));
    }
    if header.numbers > 1 {
        return Err(not_so("its header is not as it must be"));
    }
    Ok(header)
}

impl Header {
    /// The numbers of its session's events.
    pub fn numbering(&self) -> Option<Numbering> {
        (self.numbers == 1).then_some(Numbering { seed: self.seed, next: self.next })
    }
}

/// Reads the events behind a header, and checks the hash of all.
pub(super) fn events(mut from: Reader<impl Read>, header: &Header, session: &Session) -> Result<Vec<Saved>> {
    let mut events = Vec::new();
    for _ in 0..header.events {
        push(&mut events, event::read(&mut from, session)?, "events of the checkpoint")?;
    }
    from.finish()?;
    Ok(events)
}

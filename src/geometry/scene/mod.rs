//! Scene files: a whole geometry as one TOML file beside mesh files and tables of instances.
//! docs/scene-format.md describes the format for users.

mod document;
mod entry;
mod folder;
mod instances;
mod names;
mod properties;
mod read;
mod save;
mod values;

use super::load::{read_bounded, text};
use super::{Instance, Model};
use crate::{Error, Result, memory};
use document::Document;
use std::path::{Path, PathBuf};

/// Name of the scene file in a scene's folder.
pub const FILE_NAME: &str = "scene.toml";

/// The version that this library writes, and the only one there is.
const VERSION: i64 = 1;
const UNITS: &str = "mm, ns, nm, rad";

/// Largest scene file that is read, in bytes; meshes and instances lie in files of their own.
const MAX_SCENE_BYTES: u64 = 256 << 20;

/// Bytes that a byte of a scene file's text needs at most as it becomes a model: two characters of a list of
/// numbers are a token, a value with its place, and a number.
const PARSED: u64 = 160;

/// Bytes that a byte of a model needs at most as it becomes text.
const SAVED: u64 = 12;

/// Reads a scene: a TOML file, or a folder with a [`FILE_NAME`] in it. The files that it names by
/// relative paths must lie in its folder. Nothing is committed.
pub fn load(path: &Path) -> Result<Model> {
    let file: PathBuf = if path.is_dir() { path.join(FILE_NAME) } else { path.to_owned() };
    let bytes = read_bounded(&file, MAX_SCENE_BYTES)?;
    parse_bytes(&bytes, &file)
}

/// As [`parse`], from the bytes of the file, which must be UTF-8.
pub fn parse_bytes(bytes: &[u8], file: &Path) -> Result<Model> {
    text::start(bytes).map_err(|fault| fault.of_file(file, bytes.len()))?;
    let text = std::str::from_utf8(bytes).map_err(|e| {
        let line = 1 + bytes[..e.valid_up_to()].iter().filter(|&&b| b == b'\n').count();
        Error::format(file, format!("line {line}: its text is not UTF-8"))
    })?;
    parse(text, file)
}

/// Reads a scene from the text of its file; `file` is for messages, its folder for other files.
pub fn parse(text: &str, file: &Path) -> Result<Model> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text); // a byte-order mark
    memory::ready()?;
    let what = format!("{}: what its text says", file.display());
    let _held = memory::hold(PARSED * text.len() as u64, what)?;
    let document: Document = toml::from_str(text).map_err(|e| {
        let line = |place: std::ops::Range<usize>| 1 + text[..place.start].matches('\n').count();
        let line = e.span().map_or(String::new(), |place| format!("line {}: ", line(place)));
        Error::format(file, format!("{line}{}", plain(e.message())))
    })?;
    read::model(document, file).map_err(|e| match e {
        Error::InvalidArgument(what) => Error::format(file, what),
        other => other,
    })
}

/// Reads a table of instances of the meshes of these names, as a scene file refers to it; `file` is for
/// messages. A column `mesh` is needed where there is not exactly one mesh, and not allowed where there is.
pub fn parse_table(bytes: &[u8], file: &Path, meshes: &[&str]) -> Result<Vec<Instance>> {
    let mesh = (meshes.len() == 1).then_some(0);
    instances::parse(bytes, file, mesh, &names::Names::new("mesh", meshes.iter().copied()))
}

/// A message of the TOML reader in words of the format instead of the reader's, shortened where it quotes
/// long parts of the file.
fn plain(message: &str) -> String {
    const MOST: usize = 1000;
    const WORDS: [(&str, &str); 6] = [
        ("expected u32", "expected a whole number from 0 to 4294967295"),
        ("expected i32", "expected a whole number from -2147483648 to 2147483647"),
        ("expected i64", "expected a whole number"),
        ("expected f64", "expected a number"),
        ("expected a sequence", "expected a list"),
        ("expected a borrowed string", "expected a string"),
    ];
    let mut plain = message.to_owned();
    for (theirs, ours) in WORDS {
        plain = plain.replace(theirs, ours);
    }
    if let Some((head, tail)) = plain.split_once("expected struct ") {
        let rest = tail.trim_start_matches(|c: char| c.is_ascii_alphanumeric());
        plain = format!("{head}expected a table{rest}");
    }
    match plain.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", &plain[..end]),
        None => plain,
    }
}

/// Saves a model to a folder, which is made where it is missing: [`FILE_NAME`], `meshes/*.ply`
/// and, for many instances, `instances.csv`. Loading it gives an equal model of the same digest.
/// The scene file comes last and in one go, so that an interrupted save leaves no half scene.
pub fn save(model: &Model, folder: &Path) -> Result<()> {
    model.check()?;
    memory::ready()?;
    let _held = memory::hold(SAVED * model.bytes() + (1 << 20), "the text of the scene")?;
    save::model(model, folder)
}

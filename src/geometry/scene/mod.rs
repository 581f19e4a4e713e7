//! Scene files: a whole geometry as one TOML file beside mesh files and tables of instances.
//! docs/scene-format.md describes the format for users.

mod document;
mod folder;
mod instances;
mod names;
mod read;
mod save;
mod values;

use super::Model;
use super::load::read_bounded;
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
    let text = std::str::from_utf8(&bytes)
        .map_err(|e| Error::format(&file, format!("not UTF-8 after {} bytes", e.valid_up_to())))?;
    parse(text, &file)
}

/// Reads a scene from the text of its file; `file` is for messages, its folder for other files.
pub fn parse(text: &str, file: &Path) -> Result<Model> {
    memory::ready()?;
    let what = format!("{}: what its text says", file.display());
    let _held = memory::hold(PARSED * text.len() as u64, what)?;
    let document: Document = toml::from_str(text).map_err(|e| {
        let line = |place: std::ops::Range<usize>| 1 + text[..place.start].matches('\n').count();
        let line = e.span().map_or(String::new(), |place| format!("line {}: ", line(place)));
        Error::format(file, format!("{line}{}", e.message()))
    })?;
    read::model(document, file).map_err(|e| match e {
        Error::InvalidArgument(what) => Error::format(file, what),
        other => other,
    })
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

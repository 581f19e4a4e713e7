//! The files of a scene.

use crate::{Error, Result};
use std::path::{Component, Path, PathBuf};

/// The file that a scene names: absolute as it is; relative inside the scene's folder.
pub(super) fn resolve(scene: &Path, name: &str, what: &str) -> Result<PathBuf> {
    let path = Path::new(name);
    if path.is_absolute() {
        return Ok(path.to_owned());
    }
    let inside = path.components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir));
    if name.is_empty() || !inside {
        return Err(Error::argument(format!(
            "{what}: file is \"{name}\"; a path inside the scene's folder, or an absolute one, is allowed"
        )));
    }
    Ok(scene.parent().unwrap_or(Path::new("")).join(path))
}

/// A file name from any text: letters, digits, `-` and `_` stay, up to 40 of them.
pub(super) fn tame(name: &str) -> String {
    let keep = |c: char| if c.is_ascii_alphanumeric() || "-_".contains(c) { c } else { '_' };
    name.chars().map(keep).take(40).collect()
}

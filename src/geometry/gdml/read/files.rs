//! Files of a description: which may be opened, and their text.

use super::limits::{MAX_FILE_BYTES, MAX_FILES, MAX_TEXT_BYTES};
use crate::geometry::load::read_bounded;
use crate::{Error, Result};
use std::path::{Path, PathBuf};

/// Opens files, and counts what they cost.
pub struct Files {
    outside: bool,
    opened: usize,
    bytes: u64,
}

impl Files {
    /// `outside`: files outside of the folder of the one that includes them are allowed.
    pub fn new(outside: bool) -> Self {
        Self { outside, opened: 0, bytes: 0 }
    }

    /// The path of a file that one in `folder` includes.
    pub fn resolve(&self, folder: Option<&Path>, name: &str) -> std::result::Result<PathBuf, String> {
        let Some(folder) = folder else {
            return Err(format!("{name:?}: a text that is not a file includes no files"));
        };
        if name.contains("://") || name.starts_with("file:") {
            return Err(format!("{name:?}: nothing is fetched from elsewhere; a path is expected"));
        }
        let path = folder.join(name);
        if !self.outside {
            let real =
                |path: &Path| path.canonicalize().map_err(|error| format!("{}: {error}", path.display()));
            // The folder of a bare name is the current one.
            let own = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
            let is_inside = !Path::new(name).is_absolute() && real(&path)?.starts_with(real(own)?);
            if !is_inside {
                let folder = own.display();
                return Err(format!(
                    "{name:?} is outside of the folder of the file that includes it, {folder}; an option allows that"
                ));
            }
        }
        Ok(path)
    }

    /// The text of a file.
    pub fn open(&mut self, path: &Path) -> Result<String> {
        self.opened += 1;
        if self.opened > MAX_FILES {
            return Err(Error::format(path, format!("more than {MAX_FILES} files")));
        }
        let bytes = read_bounded(path, MAX_FILE_BYTES)?;
        decode(bytes).map_err(|what| Error::format(path, what))
    }

    /// Counts text that is to be parsed.
    pub fn charge(&mut self, bytes: usize) -> std::result::Result<(), String> {
        self.bytes += bytes as u64;
        if self.bytes > MAX_TEXT_BYTES {
            return Err(format!("more than {MAX_TEXT_BYTES} bytes of text, entities included"));
        }
        Ok(())
    }
}

/// Bytes as text: UTF-8, or Latin-1 if the file says so.
fn decode(bytes: Vec<u8>) -> std::result::Result<String, String> {
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        return Err("the text is UTF-16, UTF-8 is expected".to_owned());
    }
    let text = match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let line = 1 + error.as_bytes()[..error.utf8_error().valid_up_to()]
                .iter()
                .filter(|b| **b == b'\n')
                .count();
            let bytes = error.into_bytes();
            if !is_declared_latin(&bytes) {
                return Err(format!("line {line} has a byte that is not UTF-8"));
            }
            bytes.into_iter().map(char::from).collect()
        }
    };
    Ok(match text.strip_prefix('\u{feff}') {
        Some(text) => text.to_owned(),
        None => text,
    })
}

fn is_declared_latin(bytes: &[u8]) -> bool {
    let end = bytes.windows(2).take(200).position(|pair| pair == b"?>").unwrap_or(0);
    let declaration = String::from_utf8_lossy(&bytes[..end]).to_ascii_lowercase();
    ["iso-8859-1", "latin1", "latin-1", "us-ascii"].iter().any(|name| declaration.contains(name))
}

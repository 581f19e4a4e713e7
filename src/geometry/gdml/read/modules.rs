//! Whole files of which a volume is placed.

use super::entities::{self, Expanded};
use super::limits::MAX_INCLUDE_DEPTH;
use super::reader::{Reader, Scope};
use super::xml::{self, Element};
use crate::{Error, Result};
use std::path::Path;

impl Reader {
    /// A `<file>`: the volume of it that is named, or else its world.
    pub fn module(&mut self, element: &Element) -> Result<usize> {
        element.only(&["name", "volname"])?;
        element.childless()?;
        let file = element.need("name")?;
        let folder = self.scope.path.as_deref().map(|path| path.parent().unwrap_or(Path::new("")));
        let path = self.files.resolve(folder, file).map_err(|what| element.error(what))?;
        let failed = |error: &dyn std::fmt::Display| element.error(error);
        let real = path.canonicalize().map_err(|error| failed(&format!("{}: {error}", path.display())))?;
        let volume_name = element.get("volname").filter(|name| !name.is_empty()).map(str::to_owned);
        let key = (real.clone(), volume_name);
        // Reading it again would define everything again, and names would still mean the first of them.
        if let Some(&volume) = self.modules.get(&key) {
            return Ok(volume);
        }
        if self.open.contains(&real) {
            return Err(element.error("the file places itself"));
        }
        if self.open.len() >= MAX_INCLUDE_DEPTH {
            return Err(element.error(format!("files nested deeper than {MAX_INCLUDE_DEPTH} levels")));
        }
        let text = self.files.open(&path).map_err(|error| failed(&error))?;
        let outer = std::mem::replace(&mut self.scope, Scope::new(Some(path.clone())));
        self.open.push(real);
        self.read_text(&path.display().to_string(), text)?;
        self.open.pop();
        let inner = std::mem::replace(&mut self.scope, outer);
        let volume = match &key.1 {
            Some(name) => {
                let unknown = || element.attribute_error("volname", "the file has no volume of this name");
                self.volumes.get(name).copied().ok_or_else(unknown)?
            }
            None => {
                let setup = inner.setup(None).map_err(|what| element.error(what))?;
                let unknown = || element.error(format!("its world {:?} is not a volume", setup.world));
                self.volumes.get(&setup.world).copied().ok_or_else(unknown)?
            }
        };
        self.modules.insert(key, volume);
        Ok(volume)
    }

    /// Reads the text of a file into the scope.
    pub fn read_text(&mut self, name: &str, text: String) -> Result<()> {
        let path = self.scope.path.clone();
        let expanded: Expanded = entities::expand(&mut self.files, name, path.as_deref(), text)?;
        let document = xml::parse(&expanded)?;
        self.file(&Element::root(&document, &expanded.positions))
    }
}

/// The file that is read first.
pub fn canonical(path: &Path) -> Result<std::path::PathBuf> {
    path.canonicalize().map_err(|error| Error::io(path, error))
}

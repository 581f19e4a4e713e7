//! Materials, surfaces and meshes by their names.

use super::Model;
use std::collections::HashMap;

/// Kinds of things that have names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Item {
    Material,
    Surface,
    Mesh,
}

/// The names of one kind, and the first index of each.
#[derive(Debug, Default)]
struct Names {
    first: HashMap<String, u32>,
    /// How many of the list are in it.
    known: usize,
}

impl Names {
    fn find<'a>(&mut self, list: impl Iterator<Item = &'a str>, count: usize, name: &str) -> Option<u32> {
        for (index, name) in list.enumerate().skip(self.known) {
            self.first.entry(name.to_owned()).or_insert(index as u32);
        }
        self.known = count;
        self.first.get(name).copied()
    }
}

/// Finds names in a model to which things are added, but of which none is renamed or goes: each is looked
/// at once, by the first search after it was added.
#[derive(Debug, Default)]
pub(super) struct Lookup([Names; 3]);

impl Lookup {
    /// The first of a name.
    pub(super) fn find(&mut self, model: &Model, item: Item, name: &str) -> Option<u32> {
        let names = &mut self.0[item as usize];
        match item {
            Item::Material => {
                let list = &model.materials;
                names.find(list.iter().map(|material| &material.name[..]), list.len(), name)
            }
            Item::Surface => {
                let list = &model.surfaces;
                names.find(list.iter().map(|surface| &surface.name[..]), list.len(), name)
            }
            Item::Mesh => {
                let list = &model.meshes;
                names.find(list.iter().map(|mesh| &mesh.name[..]), list.len(), name)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::Material;

    #[test]
    fn the_first_of_a_name_is_found_as_the_model_grows() {
        let (mut model, mut lookup) = (Model::new(), Lookup::default());
        assert_eq!(lookup.find(&model, Item::Material, "a"), None);
        for name in ["a", "b", "a"] {
            model.add_material(Material::new(name)).unwrap();
        }
        assert_eq!(lookup.find(&model, Item::Material, "a"), Some(0));
        assert_eq!(lookup.find(&model, Item::Surface, "a"), None);
        model.add_material(Material::new("c")).unwrap();
        assert_eq!(
            ["b", "c", "d"].map(|name| lookup.find(&model, Item::Material, name)),
            [Some(1), Some(3), None]
        );
    }
}

//! What a scene file says of something with properties: the keys follow from the table of these.

use super::document::{Angular, Dichroic};
use super::values::{Points, Property, Reference};
use crate::named::Named;
use crate::optics::{self, Component, Described, Field, Material, Scintillation, Surface, SurfaceModel};
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Serialize, Serializer};
use std::fmt;
use std::marker::PhantomData;

/// A material, component or surface of a file.
pub(super) struct Entry<T: Listed> {
    pub name: String,
    pub model: SurfaceModel,
    /// Of a surface: what stands for it to light from the inner side.
    pub inner_side: Option<Reference>,
    pub given: Vec<Given<T>>,
}

/// A property that is given.
pub(super) struct Given<T: Described> {
    pub property: &'static optics::Property<T>,
    pub key: Key,
    pub value: Value,
}

/// How a property is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Key {
    /// As it is called.
    Own,
    /// A distribution as a density: `_density` stands for `_cdf`.
    Density,
}

/// What stands in the file.
#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum Value {
    Curve(Property),
    Number(f64),
    Switch(bool),
    Name(String),
    Points(Points),
    Angular(Angular),
    Dichroic(Vec<Dichroic>),
    Components(Vec<Entry<Component>>),
    Scintillation(Vec<Entry<Scintillation>>),
}

/// What files list, and the keys that it has before its properties.
pub(super) trait Listed: Described {
    const HEAD: &'static [&'static str];
}

impl Listed for Material {
    const HEAD: &'static [&'static str] = &["name"];
}

impl Listed for Component {
    const HEAD: &'static [&'static str] = &[];
}

impl Listed for Scintillation {
    const HEAD: &'static [&'static str] = &[];
}

impl Listed for Surface {
    const HEAD: &'static [&'static str] = &["name", "model", "inner_side"];
}

/// Of `reemission_cdf`: `reemission`.
pub(super) fn stem(name: &str) -> &str {
    name.strip_suffix("_cdf").unwrap_or(name)
}

/// Of `reemission_cdf`: `reemission_density`.
pub(super) fn density_name(name: &str) -> String {
    format!("{}_density", stem(name))
}

/// The keys of a property.
fn keys<T: Described>(property: &optics::Property<T>) -> impl Iterator<Item = (Key, String)> {
    let density = matches!(property.field, Field::Distribution(..) | Field::Needed(..));
    let density = density.then(|| (Key::Density, density_name(property.name)));
    std::iter::once((Key::Own, property.name.to_owned())).chain(density)
}

impl<T: Listed> Serialize for Entry<T> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut map = to.serialize_map(None)?;
        for head in T::HEAD {
            match *head {
                "name" => map.serialize_entry(head, &self.name)?,
                "inner_side" => {
                    if let Some(inner_side) = &self.inner_side {
                        map.serialize_entry(head, inner_side)?;
                    }
                }
                _ => map.serialize_entry(head, self.model.name())?,
            }
        }
        for given in &self.given {
            match given.key {
                Key::Own => map.serialize_entry(given.property.name, &given.value)?,
                Key::Density => map.serialize_entry(&density_name(given.property.name), &given.value)?,
            }
        }
        map.end()
    }
}

/// A key of an entry.
enum Found<T: Described> {
    Name,
    Model,
    InnerSide,
    Property(&'static optics::Property<T>, Key),
}

struct FindKey<T>(PhantomData<T>);

impl<'de, T: Listed> DeserializeSeed<'de> for FindKey<T> {
    type Value = Found<T>;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Found<T>, D::Error> {
        let key = String::deserialize(from)?;
        match T::HEAD.iter().find(|head| **head == key) {
            Some(&"name") => return Ok(Found::Name),
            Some(&"inner_side") => return Ok(Found::InnerSide),
            Some(_) => return Ok(Found::Model),
            None => {}
        }
        let all = || T::PROPERTIES.iter().flat_map(|one| keys(one).map(move |(key, name)| (one, key, name)));
        if let Some((property, form, _)) = all().find(|(.., name)| *name == key) {
            return Ok(Found::Property(property, form));
        }
        let known = T::HEAD.iter().map(|head| head.to_string()).chain(all().map(|(.., name)| name));
        let known: Vec<String> = known.map(|name| format!("`{name}`")).collect();
        Err(D::Error::custom(format!("unknown field `{key}`, expected one of {}", known.join(", "))))
    }
}

struct ReadValue<'a, T: Described>(&'a optics::Property<T>);

impl<'de, T: Described> DeserializeSeed<'de> for ReadValue<'_, T> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Value, D::Error> {
        match self.0.field {
            Field::Curve(..) => Property::deserialize(from).map(Value::Curve),
            Field::Number(..) | Field::HostNumber(..) => f64::deserialize(from).map(Value::Number),
            Field::Switch(..) => bool::deserialize(from).map(Value::Switch),
            Field::Choice(..) => String::deserialize(from).map(Value::Name),
            Field::Distribution(..) | Field::Needed(..) => Points::deserialize(from).map(Value::Points),
            Field::Angular(..) => Angular::deserialize(from).map(Value::Angular),
            Field::Dichroic(..) => Vec::deserialize(from).map(Value::Dichroic),
            Field::Components(..) => Vec::deserialize(from).map(Value::Components),
            Field::Scintillation(..) => Vec::deserialize(from).map(Value::Scintillation),
        }
    }
}

/// A surface model by its name.
struct ByName(SurfaceModel);

impl<'de> Deserialize<'de> for ByName {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let name = String::deserialize(from)?;
        let found = SurfaceModel::ALL.iter().find(|(_, known)| *known == name);
        found.map(|(model, _)| Self(*model)).ok_or_else(|| {
            let known: Vec<String> =
                SurfaceModel::ALL.iter().map(|(_, known)| format!("`{known}`")).collect();
            D::Error::custom(format!("unknown variant `{name}`, expected one of {}", known.join(", ")))
        })
    }
}

struct EntryVisitor<T>(PhantomData<T>);

impl<'de, T: Listed> Visitor<'de> for EntryVisitor<T> {
    type Value = Entry<T>;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a table")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Entry<T>, A::Error> {
        let (name, model) = (String::new(), SurfaceModel::Default);
        let mut entry = Entry { name, model, inner_side: None, given: Vec::new() };
        while let Some(key) = map.next_key_seed(FindKey::<T>(PhantomData))? {
            match key {
                Found::Name => entry.name = map.next_value()?,
                Found::InnerSide => entry.inner_side = Some(map.next_value()?),
                Found::Model => entry.model = map.next_value::<ByName>()?.0,
                Found::Property(property, key) => {
                    let value = map.next_value_seed(ReadValue(property))?;
                    entry.given.push(Given { property, key, value });
                }
            }
        }
        // What follows complains of a distribution that is missing: there are two keys for one.
        let needed = |property: &&optics::Property<T>| {
            property.default.is_none() && matches!(property.field, Field::Curve(..))
        };
        let given = |name| entry.given.iter().any(|given| given.property.name == name);
        match T::PROPERTIES.iter().filter(needed).find(|property| !given(property.name)) {
            Some(property) => Err(A::Error::missing_field(property.name)),
            None => Ok(entry),
        }
    }
}

impl<'de, T: Listed> Deserialize<'de> for Entry<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_map(EntryVisitor(PhantomData))
    }
}

impl<T: Listed> fmt::Debug for Entry<T> {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let names = self.given.iter().map(|given| given.property.name);
        f.debug_struct("Entry").field("name", &self.name).field("given", &names.collect::<Vec<_>>()).finish()
    }
}

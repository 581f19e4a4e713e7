//! Values that a scene file may give in several ways.

use crate::words::count;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Error, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// A number, or points of a piecewise linear function.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub(super) enum Property {
    Constant(f64),
    Table(Points),
}

/// `[[x, y], …]`
pub(super) type Points = Vec<Tuple<f64, 2>>;

/// Exactly N values; serde's own arrays would overlook further ones.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Tuple<T, const N: usize>(pub [T; N]);

impl<T: Serialize, const N: usize> Serialize for Tuple<T, N> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(&self.0)
    }
}

impl<'de, T: Deserialize<'de>, const N: usize> Deserialize<'de> for Tuple<T, N> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let values = Vec::<T>::deserialize(from)?;
        let given = count(values.len(), "value");
        let wrong = |_| D::Error::custom(format!("{given}; exactly {N} are needed"));
        values.try_into().map(Self).map_err(wrong)
    }
}

/// A material, surface or mesh, by name or by index in the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub(super) enum Reference {
    Index(u32),
    Name(String),
}

/// What the triangles of a mesh refer to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub(super) enum Attribute {
    /// The same for all.
    Uniform(Reference),
    /// One for each triangle.
    Each(Vec<Reference>),
    /// By the mesh file: its face property is an index into these.
    File(Listed),
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Listed {
    pub names: Vec<Reference>,
}

struct PropertyVisitor;

impl<'de> Visitor<'de> for PropertyVisitor {
    type Value = Property;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a number or points [[x, y], …]")
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Property, E> {
        Ok(Property::Constant(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Property, E> {
        Ok(Property::Constant(value as f64))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Property, A::Error> {
        let mut points = Vec::new();
        while let Some(point) = items.next_element()? {
            points.push(point);
        }
        Ok(Property::Table(points))
    }
}

impl<'de> Deserialize<'de> for Property {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(PropertyVisitor)
    }
}

struct ReferenceVisitor;

impl<'de> Visitor<'de> for ReferenceVisitor {
    type Value = Reference;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a name or an index")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Reference, E> {
        Ok(Reference::Name(name.to_owned()))
    }

    fn visit_i64<E: Error>(self, index: i64) -> Result<Reference, E> {
        u32::try_from(index)
            .map(Reference::Index)
            .map_err(|_| E::custom(format!("{index} is not an index (from 0)")))
    }
}

impl<'de> Deserialize<'de> for Reference {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(ReferenceVisitor)
    }
}

struct AttributeVisitor;

impl<'de> Visitor<'de> for AttributeVisitor {
    type Value = Attribute;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a name, a list of names (one for each triangle), or { names = […] }")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Attribute, E> {
        ReferenceVisitor.visit_str(name).map(Attribute::Uniform)
    }

    fn visit_i64<E: Error>(self, index: i64) -> Result<Attribute, E> {
        ReferenceVisitor.visit_i64(index).map(Attribute::Uniform)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Attribute, A::Error> {
        let mut each = Vec::new();
        while let Some(reference) = items.next_element()? {
            each.push(reference);
        }
        Ok(Attribute::Each(each))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Attribute, A::Error> {
        Listed::deserialize(MapAccessDeserializer::new(map)).map(Attribute::File)
    }
}

impl<'de> Deserialize<'de> for Attribute {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(AttributeVisitor)
    }
}

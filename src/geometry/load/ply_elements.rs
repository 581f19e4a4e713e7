//! The elements that the PLY reader and writer know.

use crate::runtime::layout::NONE;
use ply_rs_bw::ply::{Property, PropertyAccess, PropertyAccessResult};

/// Names of the per-face attributes, in the order of [`Face::attributes`].
pub(super) const ATTRIBUTES: [&str; 3] = ["inner_material", "outer_material", "surface"];

/// A vertex: x, y, z.
pub(super) struct Vertex(pub [f64; 3]);

/// A polygon with its attributes as written (-1 for no surface).
pub(super) struct Face {
    pub corners: Vec<u32>,
    pub attributes: [Option<i64>; 3],
}

/// Any other element.
pub(super) struct Skipped;

fn number(value: &Property) -> Option<f64> {
    match *value {
        Property::Float(x) => Some(f64::from(x)),
        Property::Double(x) => Some(x),
        _ => integer(value).map(|i| i as f64),
    }
}

fn integer(value: &Property) -> Option<i64> {
    match *value {
        Property::Char(x) => Some(x.into()),
        Property::UChar(x) => Some(x.into()),
        Property::Short(x) => Some(x.into()),
        Property::UShort(x) => Some(x.into()),
        Property::Int(x) => Some(x.into()),
        Property::UInt(x) => Some(x.into()),
        _ => None,
    }
}

fn put<T>(to: &mut T, value: Option<T>) -> PropertyAccessResult {
    match value {
        Some(value) => {
            *to = value;
            PropertyAccessResult::Set
        }
        None => PropertyAccessResult::UnsupportedType,
    }
}

impl PropertyAccess for Vertex {
    fn new() -> Self {
        Self([f64::NAN; 3])
    }

    fn set_property(&mut self, name: &str, value: Property) -> PropertyAccessResult {
        match ["x", "y", "z"].iter().position(|&axis| axis == name) {
            Some(axis) => put(&mut self.0[axis], number(&value)),
            None => PropertyAccessResult::Ignored,
        }
    }

    fn get_float(&self, name: &str) -> Option<f32> {
        let axis = ["x", "y", "z"].iter().position(|&axis| axis == name)?;
        Some(self.0[axis] as f32)
    }
}

impl PropertyAccess for Face {
    fn new() -> Self {
        Self { corners: Vec::new(), attributes: [None; 3] }
    }

    fn set_property(&mut self, name: &str, value: Property) -> PropertyAccessResult {
        if matches!(name, "vertex_indices" | "vertex_index") {
            return put(&mut self.corners, value.to_u32_list());
        }
        match ATTRIBUTES.iter().position(|&attribute| attribute == name) {
            Some(i) => put(&mut self.attributes[i], integer(&value).map(Some)),
            None => PropertyAccessResult::Ignored,
        }
    }

    fn get_list_uint(&self, name: &str) -> Option<&[u32]> {
        (name == "vertex_indices").then_some(&self.corners)
    }

    fn get_int(&self, name: &str) -> Option<i32> {
        let i = ATTRIBUTES.iter().position(|&attribute| attribute == name)?;
        self.attributes[i].and_then(|value| value.try_into().ok())
    }
}

impl PropertyAccess for Skipped {
    fn new() -> Self {
        Self
    }
}

/// An attribute's index from its value in a file; `None` if it can't be one.
pub(super) fn index_of(value: i64, attribute: usize) -> Option<u32> {
    if value == -1 && attribute == 2 {
        return Some(NONE);
    }
    (0..i64::from(i32::MAX)).contains(&value).then_some(value as u32)
}

/// An attribute's value in a file from its index; the reverse of [`index_of`].
pub(super) fn value_of(index: u32) -> i64 {
    if index == NONE { -1 } else { i64::from(index) }
}

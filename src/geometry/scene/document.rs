//! The scene file as TOML sees it: every key, in the order in which they are written.

use super::entry::Entry;
use super::values::{Attribute, Property, Reference, Tuple};
use crate::optics::{Material, Surface};
use serde::{Deserialize, Serialize};

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Document {
    pub version: i64,
    pub units: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chord: Option<f64>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub material: Vec<Entry<Material>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub surface: Vec<Entry<Surface>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mesh: Vec<Mesh>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub instance: Vec<Instance>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub wire_plane: Vec<WirePlane>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub border_surface: Vec<BorderSurface>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Angular {
    pub angles: Vec<f64>,
    pub transmit: Vec<f64>,
    pub reflect_specular: Vec<f64>,
    pub reflect_diffuse: Vec<f64>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Dichroic {
    pub angle: f64,
    pub reflect: Property,
    pub transmit: Property,
}

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Mesh {
    #[serde(default)]
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scale: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vertices: Option<Vec<Tuple<f64, 3>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub triangles: Option<Vec<Tuple<u32, 3>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub inner_material: Option<Attribute>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outer_material: Option<Attribute>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub surface: Option<Attribute>,
}

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Instance {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mesh: Option<Reference>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<Tuple<f64, 3>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rotation: Option<Tuple<Tuple<f64, 3>, 3>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub axis_angle: Option<AxisAngle>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channel: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub priority: Option<u32>,
}

/// Turned counterclockwise about an axis of any length, seen from its tip.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AxisAngle {
    pub axis: Tuple<f64, 3>,
    pub degrees: f64,
}

/// Instances by their numbers, or meshes, which stand for all of their instances; a missing one stands for what is in
/// none.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct BorderSurface {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub into: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from_mesh: Option<Reference>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub into_mesh: Option<Reference>,
    pub surface: Reference,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WirePlane {
    pub origin: Tuple<f64, 3>,
    pub u: Tuple<f64, 3>,
    pub v: Tuple<f64, 3>,
    pub pitch: f64,
    pub radius: f64,
    pub u_min: f64,
    pub u_max: f64,
    pub v_min: f64,
    pub v_max: f64,
    #[serde(default)]
    pub v0: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub surface: Option<Reference>,
    pub inner_material: Reference,
    pub outer_material: Reference,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_channel: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channel_stride: Option<i32>,
}

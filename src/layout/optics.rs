//! What triangles and the volumes between them are made of.

use bytemuck::{Pod, Zeroable};

/// Surface models, the values of `Surface::model`.
pub mod surface_model {
    #![allow(missing_docs)]
    pub const DEFAULT: u32 = 0;
    pub const COMPLEX: u32 = 1;
    pub const WLS: u32 = 2;
    pub const DICHROIC: u32 = 3;
    pub const ANGULAR: u32 = 4;
}

/// A material: indices of tables, all functions of the vacuum wavelength.
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq, Pod, Zeroable)]
#[allow(missing_docs)]
pub struct Material {
    pub refractive_index: u32,
    pub absorption_length: u32,
    pub scattering_length: u32,
    /// The first of its reemission components.
    pub component_offset: u32,
    pub component_count: u32,
}

/// A reemission component: indices of tables.
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq, Pod, Zeroable)]
#[allow(missing_docs)]
pub struct Component {
    /// Of the wavelength.
    pub absorption_length: u32,
    /// Of the wavelength.
    pub reemission_prob: u32,
    /// Of u in (0,1): inverse of the wavelength CDF.
    pub inverse_wavelength: u32,
    /// Of u: inverse of the time CDF.
    pub inverse_time: u32,
}

/// A surface: its model and indices of tables, all functions of the vacuum wavelength where nothing
/// else is said.
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq, Pod, Zeroable)]
#[allow(missing_docs)]
pub struct Surface {
    /// DEFAULT, COMPLEX, WLS, DICHROIC or ANGULAR.
    pub model: u32,
    pub detect: u32,
    pub absorb: u32,
    pub reemit: u32,
    pub reflect_diffuse: u32,
    pub reflect_specular: u32,
    /// Complex: the film's index is eta + i k.
    pub eta: u32,
    pub k: u32,
    /// WLS: inverse of the reemission CDF, of u in (0,1).
    pub inverse_wavelength: u32,
    /// Complex: of the film, in nm.
    pub thickness: f32,
    /// Complex: 0 or 1.
    pub transmissive: u32,
    /// Angular: of the angle, as the next two.
    pub angular_transmit: u32,
    pub angular_specular: u32,
    pub angular_diffuse: u32,
    /// Dichroic: the first of its angles.
    pub dichroic_offset: u32,
    pub dichroic_count: u32,
}

/// One angle of incidence on a dichroic surface: tables of the wavelength.
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq, Pod, Zeroable)]
#[allow(missing_docs)]
pub struct Dichroic {
    pub angle: f32,
    pub reflect: u32,
    pub transmit: u32,
}

/// What a triangle is made of. Inner is the side that the counterclockwise normal points away from.
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Pod, Zeroable)]
#[allow(missing_docs)]
pub struct Attribute {
    /// A material, as the next.
    pub inner: u32,
    pub outer: u32,
    /// NONE: a bare boundary.
    pub surface: u32,
}

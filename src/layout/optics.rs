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
    pub const GLISUR: u32 = 5;
    pub const UNIFIED: u32 = 6;
}

/// Types of the surfaces of Geant4, the values of `Surface::kind`, with its numbers.
pub mod surface_kind {
    #![allow(missing_docs)]
    pub const DIELECTRIC_METAL: u32 = 0;
    pub const DIELECTRIC_DIELECTRIC: u32 = 1;
}

/// Finishes of the surfaces of Geant4, the values of `Surface::finish`, with its numbers.
pub mod surface_finish {
    #![allow(missing_docs)]
    pub const POLISHED: u32 = 0;
    pub const POLISHED_FRONT_PAINTED: u32 = 1;
    pub const POLISHED_BACK_PAINTED: u32 = 2;
    pub const GROUND: u32 = 3;
    pub const GROUND_FRONT_PAINTED: u32 = 4;
    pub const GROUND_BACK_PAINTED: u32 = 5;
}

/// A material: indices of tables, all functions of the vacuum wavelength.
#[repr(C, align(16))]
#[derive(Debug, Clone, Copy, PartialEq, Pod, Zeroable)]
#[allow(missing_docs)]
pub struct Material {
    /// Phase index.
    pub refractive_index: u32,
    /// c / group velocity; the table of `refractive_index` where both are the same.
    pub group_index: u32,
    pub absorption_length: u32,
    pub scattering_length: u32,
    /// The first of its reemission components.
    pub component_offset: u32,
    pub component_count: u32,
    /// 0: no Mie scattering.
    pub mie_length: u32,
    /// Mean cosine of light scattered forward.
    pub mie_forward: u32,
    /// Mean cosine of light scattered backward, to the opposite direction.
    pub mie_backward: u32,
    /// Share of light scattered forward.
    pub mie_forward_ratio: u32,
    pub reserved: [u32; 2],
}

/// Light that is emitted after an absorption: indices of tables.
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq, Pod, Zeroable)]
#[allow(missing_docs)]
pub struct Emission {
    /// Of u in (0,1): inverse of the wavelength CDF.
    pub inverse_wavelength: u32,
    /// Of the absorbed wavelength: share of the spectrum beyond it, of which the emitted one is. 0: emission at
    /// any wavelength.
    pub beyond: u32,
    /// Of u: inverse of the time CDF; 0: none.
    pub inverse_time: u32,
    /// ns, added to that.
    pub delay: f32,
    /// ns, of an exponential delay added to both; 0: none.
    pub decay_time: f32,
    /// nm, the longest wavelength with a share beyond it, where `beyond` is not 0.
    pub longest: f32,
    /// Mean number of photons, which is Poisson's; 0: exactly one.
    pub mean_number: f32,
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
    pub emission: Emission,
}

/// A surface: its model and indices of tables, all functions of the vacuum wavelength where nothing
/// else is said.
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq, Pod, Zeroable)]
#[allow(missing_docs)]
pub struct Surface {
    /// One of `surface_model`.
    pub model: u32,
    pub detect: u32,
    pub absorb: u32,
    pub reemit: u32,
    pub reflect_diffuse: u32,
    pub reflect_specular: u32,
    /// Complex: the film's index is eta + i k.
    pub eta: u32,
    pub k: u32,
    /// WLS.
    pub emission: Emission,
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
    /// Glisur and unified, as all that follow: one of `surface_kind`.
    pub kind: u32,
    /// One of `surface_finish`.
    pub finish: u32,
    pub reflectivity: u32,
    pub transmittance: u32,
    pub efficiency: u32,
    pub specular_spike: u32,
    pub specular_lobe: u32,
    pub backscatter: u32,
    /// Of what is between the surface and the paint behind it.
    pub gap_index: u32,
    /// Of a metal, real + i imaginary; both 0: it has none.
    pub real_index: u32,
    pub imaginary_index: u32,
    /// Of facets: 1 for none (glisur).
    pub polish: f32,
    /// Of facets, in radians (unified).
    pub sigma_alpha: f32,
    /// In nm.
    pub surface_roughness: f32,
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
#[repr(C, align(16))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Pod, Zeroable)]
#[allow(missing_docs)]
pub struct Attribute {
    /// A material, as the next.
    pub inner: u32,
    pub outer: u32,
    /// To light from the outer side; NONE: a bare boundary.
    pub surface: u32,
    /// To light from the inner side.
    pub inner_surface: u32,
}

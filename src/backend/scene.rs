//! What a backend needs of a geometry.

use crate::Result;
use crate::layout::Scene;
use crate::tables::{Cdf, Curve};
use std::sync::Arc;

/// A frozen geometry: the arrays that kernels read, and what their numbers mean. Usable by any number of
/// threads at once.
pub trait SceneData: Send + Sync {
    /// The arrays in host memory; valid while this lives.
    fn scene(&self) -> &Scene;

    /// Of all that decides what becomes of a photon in it.
    fn digest(&self) -> [u8; 32] {
        [0; 32]
    }

    /// Whether there is a form for devices; otherwise the processor propagates its photons in any case.
    fn has_device_form(&self) -> bool {
        false
    }

    /// A number that revisions of one geometry have in common, as long as one of them lives; 0: there are none.
    fn family(&self) -> usize {
        0
    }

    /// That form, made by the rayon pool of the calling thread. `relative`: without what its family shares, which
    /// must have been made before.
    fn for_device(self: Arc<Self>, _relative: bool) -> Option<Result<Box<dyn DeviceArrays>>> {
        None
    }

    /// Instances that touch others, and all instances.
    fn touching(&self) -> (usize, usize) {
        (0, 0)
    }

    /// Why there can be no hit, if that is sure.
    fn why_no_hits(&self) -> Option<&'static str> {
        None
    }

    /// What a material is called.
    fn material_name(&self, _number: u32) -> Option<&str> {
        None
    }

    /// Number of materials.
    fn material_count(&self) -> u32 {
        0
    }

    /// Light of charged particles in a material; `None` where there is no such material.
    fn emitter(&self, _material: u32) -> Option<Emitter<'_>> {
        None
    }

    /// What an instance is of.
    fn instance_name(&self, _number: u32) -> Option<String> {
        None
    }
}

/// How a material makes light of charged particles.
#[derive(Debug, Clone)]
pub struct Emitter<'a> {
    /// Phase refractive index over the wavelength in nm.
    pub refractive_index: &'a Curve,
    /// Components of its scintillation light.
    pub scintillation: Vec<Scintillator<'a>>,
    /// Mean number of scintillation photons per MeV of visible energy.
    pub scintillation_yield: f64,
    /// mm/MeV.
    pub birks_constant: f64,
    /// Standard deviation of numbers of scintillation photons over that of Poisson's distribution.
    pub resolution_scale: f64,
}

/// A component of scintillation light; times in ns.
#[derive(Debug, Clone, Copy)]
#[allow(missing_docs)]
pub struct Scintillator<'a> {
    pub wavelengths: &'a Cdf,
    pub decay_time: f64,
    pub rise_time: f64,
    /// Of any norm.
    pub fraction: f64,
}

/// What an array begins with and is the same for a whole family of scenes.
#[derive(Debug, Clone, Copy, Default)]
pub struct Family<'a> {
    /// How much that is.
    pub bytes: usize,
    /// `None` where there is something, but it was not asked for.
    pub content: Option<&'a [u8]>,
}

/// An array to put on a device.
#[derive(Debug, Clone, Copy)]
pub struct DeviceArray<'a> {
    /// What it has, for messages.
    pub name: &'static str,
    /// What comes first.
    pub family: Family<'a>,
    /// What follows.
    pub own: &'a [u8],
}

impl DeviceArray<'_> {
    /// Its size.
    pub fn bytes(&self) -> usize {
        self.family.bytes + self.own.len()
    }

    /// A copy of all of it that is there.
    pub fn to_vec(&self) -> Vec<u8> {
        [self.family.content.unwrap_or(&[]), self.own].concat()
    }
}

/// Arrays to put on a device.
pub trait DeviceArrays: Send + Sync {
    /// In the order that [`DeviceArrays::scene`] takes their addresses in. Some may be empty.
    fn arrays(&self) -> Vec<DeviceArray<'_>>;

    /// What device kernels take, from the arrays' device addresses.
    fn scene(&self, addresses: &[u64]) -> Scene;
}

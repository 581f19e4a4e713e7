//! What a backend needs of a geometry.

use crate::Result;
use crate::layout::Scene;
use std::sync::Arc;

/// A frozen geometry: the arrays that kernels read, and what their numbers mean. Usable by any number of
/// threads at once.
pub trait SceneData: Send + Sync {
    /// The arrays in host memory; valid while this lives.
    fn scene(&self) -> &Scene;

    /// Whether there is a form for devices; otherwise the processor propagates its photons in any case.
    fn has_device_form(&self) -> bool {
        false
    }

    /// That form, made by the rayon pool of the calling thread.
    fn for_device(self: Arc<Self>) -> Option<Result<Box<dyn DeviceArrays>>> {
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
    fn material_name(&self, _number: u32) -> Option<String> {
        None
    }

    /// What an instance is of.
    fn instance_name(&self, _number: u32) -> Option<String> {
        None
    }
}

/// Arrays to put on a device.
pub trait DeviceArrays: Send + Sync {
    /// Name and bytes of each, in the order that [`DeviceArrays::scene`] takes their addresses in. Some may
    /// be empty.
    fn arrays(&self) -> Vec<(&'static str, &[u8])>;

    /// What device kernels take, from the arrays' device addresses.
    fn scene(&self, addresses: &[u64]) -> Scene;
}

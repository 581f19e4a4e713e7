//! A committed geometry as backends see it.

use super::Committed;
use crate::Result;
use crate::backend::scene::{DeviceArrays, SceneData};
use crate::geometry::Surface;
use crate::geometry::device::DeviceGeometry;
use crate::layout::Scene;
use std::sync::Arc;

impl SceneData for Committed {
    fn scene(&self) -> &Scene {
        self.scene()
    }

    fn has_device_form(&self) -> bool {
        true
    }

    fn for_device(self: Arc<Self>) -> Option<Result<Box<dyn DeviceArrays>>> {
        Some(DeviceGeometry::of(&self).map(|arrays| Box::new(arrays) as Box<dyn DeviceArrays>))
    }

    fn touching(&self) -> (usize, usize) {
        (self.touching(), self.instances().len())
    }

    fn why_no_hits(&self) -> Option<&'static str> {
        if self.channel_count() == 0 {
            return Some("no instance and no wire plane has a channel");
        }
        let detects = self.model().surfaces.iter().any(Surface::detects);
        (!detects).then_some("no surface of a model that detects has a probability to")
    }

    fn material_name(&self, number: u32) -> Option<String> {
        self.model().materials.get(number as usize).map(|material| material.name.to_string())
    }

    fn instance_name(&self, number: u32) -> Option<String> {
        let model = self.model();
        let mesh = model.instances.get(number as usize)?.mesh;
        Some(format!("of mesh {mesh}, {}", model.meshes.get(mesh as usize)?.name))
    }
}

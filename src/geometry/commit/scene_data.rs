//! A committed geometry as backends see it.

use super::Committed;
use crate::Result;
use crate::backend::scene::{DeviceArrays, Emitter, SceneData, Scintillator};
use crate::geometry::Surface;
use crate::geometry::device::DeviceGeometry;
use crate::layout::Scene;
use std::sync::Arc;

impl SceneData for Committed {
    fn scene(&self) -> &Scene {
        self.scene()
    }

    fn digest(&self) -> [u8; 32] {
        self.digest()
    }

    fn has_device_form(&self) -> bool {
        true
    }

    fn family(&self) -> usize {
        Arc::as_ptr(self.mesh_trees()).addr()
    }

    fn for_device(self: Arc<Self>, relative: bool) -> Option<Result<Box<dyn DeviceArrays>>> {
        let form = if relative { DeviceGeometry::without_meshes(&self) } else { DeviceGeometry::of(&self) };
        Some(form.map(|arrays| Box::new(arrays) as Box<dyn DeviceArrays>))
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

    fn material_name(&self, number: u32) -> Option<&str> {
        self.model().materials.get(number as usize).map(|material| &*material.name)
    }

    fn material_count(&self) -> u32 {
        self.model().materials.len() as u32
    }

    fn emitter(&self, material: u32) -> Option<Emitter<'_>> {
        let material = self.model().materials.get(material as usize)?;
        let mut scintillation = Vec::with_capacity(material.scintillation.len());
        for of in &material.scintillation {
            scintillation.push(Scintillator {
                wavelengths: &of.wavelength_cdf,
                decay_time: of.decay_time,
                rise_time: of.rise_time,
                fraction: of.fraction,
            });
        }
        Some(Emitter {
            refractive_index: &material.refractive_index,
            scintillation,
            scintillation_yield: material.scintillation_yield,
            birks_constant: material.birks_constant,
            resolution_scale: material.resolution_scale,
        })
    }

    fn instance_name(&self, number: u32) -> Option<String> {
        let model = self.model();
        let mesh = model.instances.get(number as usize)?.mesh;
        Some(format!("of mesh {mesh}, {}", model.meshes.get(mesh as usize)?.name))
    }
}

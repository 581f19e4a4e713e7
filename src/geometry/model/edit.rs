//! Changes of what a model has, each checked by itself: as many of them as there are take no longer than
//! they must.

use super::{
    Angular, Component, DichroicAngle, Material, Model, Scintillation, Surface, index, index_or_none, label,
};
use crate::optics::{self, Property, Range};
use crate::tables::{Cdf, Curve};
use crate::{Result, memory};

impl Model {
    fn material_mut(&mut self, material: u32) -> Result<(&mut Material, String)> {
        index(material, self.materials.len(), "materials", format_args!("material"))?;
        let found = &mut self.materials[material as usize];
        let what = label("material", material as usize, &found.name);
        Ok((found, what))
    }

    fn surface_mut(&mut self, surface: u32) -> Result<(&mut Surface, String)> {
        index(surface, self.surfaces.len(), "surfaces", format_args!("surface"))?;
        let found = &mut self.surfaces[surface as usize];
        let what = label("surface", surface as usize, &found.name);
        Ok((found, what))
    }

    /// Sets a property of a material that the model has.
    pub fn set_material(&mut self, material: u32, property: &Property<Material>, curve: Curve) -> Result<()> {
        let (material, what) = self.material_mut(material)?;
        property.set(material, curve, &what)
    }

    /// Adds a reemission component to a material that the model has.
    pub fn add_component(&mut self, material: u32, component: Component) -> Result<()> {
        let (material, what) = self.material_mut(material)?;
        component.check(&format!("{what}: reemission component {}", material.components.len()))?;
        memory::push(&mut material.components, component, "reemission components")
    }

    /// Adds a scintillation component to a material that the model has.
    pub fn add_scintillation(&mut self, material: u32, component: Scintillation) -> Result<()> {
        let (material, what) = self.material_mut(material)?;
        component.check(&format!("{what}: scintillation component {}", material.scintillation.len()))?;
        memory::push(&mut material.scintillation, component, "scintillation components")
    }

    /// Sets a property of a surface that the model has. Whether it has what its model needs is checked by
    /// the commit.
    pub fn set_surface(&mut self, surface: u32, property: &Property<Surface>, curve: Curve) -> Result<()> {
        let (surface, what) = self.surface_mut(surface)?;
        property.set(surface, curve, &what)
    }

    /// Sets the surface that stands for one that the model has to light from the inner side, NONE for a bare boundary.
    pub fn set_inner_side(&mut self, surface: u32, inner_side: u32) -> Result<()> {
        let count = self.surfaces.len();
        let (surface, what) = self.surface_mut(surface)?;
        index_or_none(inner_side, count, "surfaces", format_args!("{what}: inner_side"))?;
        surface.inner_side = Some(inner_side);
        Ok(())
    }

    /// Sets the spectrum of a wavelength shifter that the model has.
    pub fn set_reemission(&mut self, surface: u32, cdf: Cdf) -> Result<()> {
        let (surface, what) = self.surface_mut(surface)?;
        Range::Wavelength.check_distribution(&cdf, &format!("{what}: reemission_cdf"))?;
        surface.reemission_cdf = Some(cdf);
        Ok(())
    }

    /// Sets the delays of a wavelength shifter that the model has.
    pub fn set_reemission_times(&mut self, surface: u32, cdf: Cdf) -> Result<()> {
        let (surface, what) = self.surface_mut(surface)?;
        Range::Delay.check_distribution(&cdf, &format!("{what}: reemission_time_cdf"))?;
        surface.reemission_time_cdf = Some(cdf);
        Ok(())
    }

    /// Sets the probabilities by angle of a surface that the model has.
    pub fn set_angular(&mut self, surface: u32, angular: Angular) -> Result<()> {
        let (surface, what) = self.surface_mut(surface)?;
        angular.check(&format!("{what}: angular"))?;
        surface.angular = Some(angular);
        Ok(())
    }

    /// Adds an angle to a dichroic surface that the model has, above those that it has.
    pub fn add_dichroic(&mut self, surface: u32, entry: DichroicAngle) -> Result<()> {
        let (surface, what) = self.surface_mut(surface)?;
        optics::add_dichroic(surface, entry, &what)
    }
}

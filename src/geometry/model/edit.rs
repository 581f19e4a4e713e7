//! Changes of what a model has, each checked by itself: as many of them as there are take no longer than
//! they must.

use super::{
    Angular, Component, DichroicAngle, Instance, Material, Model, Scintillation, Surface, index,
    index_or_none, label,
};
use crate::optics::{self, Property, Range};
use crate::tables::{Cdf, Curve};
use crate::{Error, Result, memory};

/// Where instances are to be.
#[derive(Debug, Clone, Default)]
pub struct Moves {
    /// Which ones.
    pub instances: Vec<u32>,
    /// One for each, as [`Instance::rotation`]; `None`: these stay.
    pub rotations: Option<Vec<[f64; 9]>>,
    /// One for each, mm; `None`: these stay.
    pub translations: Option<Vec<[f64; 3]>>,
}

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

    /// Takes all reemission components of a material away.
    pub fn clear_components(&mut self, material: u32) -> Result<()> {
        let (material, _) = self.material_mut(material)?;
        material.components.clear();
        Ok(())
    }

    /// Takes all scintillation components of a material away.
    pub fn clear_scintillation(&mut self, material: u32) -> Result<()> {
        let (material, _) = self.material_mut(material)?;
        material.scintillation.clear();
        Ok(())
    }

    /// Takes all angles of a dichroic surface away.
    pub fn clear_dichroic(&mut self, surface: u32) -> Result<()> {
        let (surface, _) = self.surface_mut(surface)?;
        surface.dichroic.clear();
        Ok(())
    }

    /// Moves instances that the model has, all or none; of one that is named twice the last time counts.
    pub fn move_instances(&mut self, moves: &Moves) -> Result<()> {
        let count = moves.instances.len();
        let given = [moves.rotations.as_ref().map(Vec::len), moves.translations.as_ref().map(Vec::len)];
        if given.into_iter().flatten().any(|given| given != count) {
            return Err(Error::argument(format!("moves: {count} instances need as many placements")));
        }
        let mut moved = memory::room(count, "instances")?;
        for (k, &i) in moves.instances.iter().enumerate() {
            index(i, self.instances.len(), "instances", format_args!("instances[{k}]"))?;
            let mut instance = self.instances[i as usize].clone();
            if let Some(rotations) = &moves.rotations {
                instance.rotation = rotations[k];
            }
            if let Some(translations) = &moves.translations {
                instance.translation = translations[k];
            }
            instance.check(self.meshes.len(), i as usize)?;
            moved.push(instance);
        }
        for (&i, instance) in moves.instances.iter().zip(moved) {
            self.instances[i as usize] = instance;
        }
        Ok(())
    }

    /// Sets the channel of an instance that the model has; -1: none.
    pub fn set_channel(&mut self, instance: u32, channel: i32) -> Result<()> {
        index(instance, self.instances.len(), "instances", format_args!("instance"))?;
        let changed = Instance { channel, ..self.instances[instance as usize].clone() };
        changed.check(self.meshes.len(), instance as usize)?;
        self.instances[instance as usize] = changed;
        Ok(())
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

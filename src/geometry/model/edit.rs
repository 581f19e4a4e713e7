//! Changes of what a model has, each checked by itself: as many of them as there are take no longer than
//! they must.

use super::check::{self, label};
use super::material::MaterialProperty;
use super::surface::SurfaceProperty;
use super::{Angular, Component, DichroicAngle, Material, Model, Surface, index};
use crate::tables::{Cdf, Curve};
use crate::{Error, Result, memory};

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
    pub fn set_material(&mut self, material: u32, property: MaterialProperty, curve: Curve) -> Result<()> {
        let (material, what) = self.material_mut(material)?;
        property.check(&curve, &what)?;
        *material.curve_mut(property) = curve;
        Ok(())
    }

    /// Adds a reemission component to a material that the model has.
    pub fn add_component(&mut self, material: u32, component: Component) -> Result<()> {
        let (material, what) = self.material_mut(material)?;
        component.check(&format!("{what}: reemission component {}", material.components.len()))?;
        memory::push(&mut material.components, component, "reemission components")
    }

    /// Sets a property of a surface that the model has. Whether it has what its model needs is checked by
    /// the commit.
    pub fn set_surface(&mut self, surface: u32, property: SurfaceProperty, curve: Curve) -> Result<()> {
        let (surface, what) = self.surface_mut(surface)?;
        let what = format!("{what}: {}", property.name());
        let number = || match curve {
            Curve::Constant(value) => Ok(value),
            Curve::Points { .. } => Err(Error::argument(format!(
                "{what}: does not depend on the wavelength; give one value and NULL"
            ))),
        };
        match property {
            SurfaceProperty::Thickness => {
                let value = number()?;
                check::number(value, 0.0, 1e9, &format!("{what} (nm)"))?;
                surface.thickness = value;
            }
            SurfaceProperty::Transmissive => match number()? {
                value @ (0.0 | 1.0) => surface.transmissive = value == 1.0,
                value => return Err(Error::argument(format!("{what} is {value}; 0 and 1 are allowed"))),
            },
            _ => {
                property.check(&curve, &what)?;
                if let Some(place) = surface.curve_mut(property) {
                    *place = curve;
                }
            }
        }
        Ok(())
    }

    /// Sets the spectrum of a wavelength shifter that the model has.
    pub fn set_reemission(&mut self, surface: u32, cdf: Cdf) -> Result<()> {
        let (surface, what) = self.surface_mut(surface)?;
        super::material::wavelengths(&cdf, &format!("{what}: reemission_cdf"))?;
        surface.reemission_cdf = Some(cdf);
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
        let last = surface.dichroic.last().map(|entry| entry.angle);
        let number = surface.dichroic.len();
        check::next_angle(entry.angle, number, last, &format!("{what}: dichroic"))?;
        entry.check(&format!("{what}: dichroic angle {number}"))?;
        memory::push(&mut surface.dichroic, entry, "dichroic angles")
    }
}

//! Materials and surfaces as the kernels read them: indices of tables.

use crate::geometry::model::{self, Model, NO_LIMIT};
use crate::layout::{Component, Dichroic, Material, Surface};
use crate::tables::{Curve, TableStore};
use crate::{Result, memory};

/// Arrays of optical properties.
#[derive(Debug, Default)]
pub(super) struct Optics {
    pub materials: Vec<Material>,
    pub components: Vec<Component>,
    pub surfaces: Vec<Surface>,
    pub dichroic: Vec<Dichroic>,
    pub tables: TableStore,
}

pub(super) fn encode(model: &Model) -> Result<Optics> {
    let mut optics = Optics::default();
    optics.tables.constant(0.0); // table 0: what a surface does not use
    for material in &model.materials {
        optics.material(material)?;
    }
    for surface in &model.surfaces {
        optics.surface(surface)?;
    }
    super::limit(optics.components.len(), "reemission components")?;
    super::limit(optics.dichroic.len(), "dichroic angles")?;
    super::limit(optics.tables.tables.len(), "tables")?;
    super::limit(optics.tables.segments.len(), "points of all tables")?;
    super::limit(optics.tables.buckets.len(), "points of all tables")?;
    Ok(optics)
}

/// A curve with its values brought into a range: rounding above a probability of 1, infinite lengths.
fn clamped(curve: &Curve, lo: f64, hi: f64) -> Result<Curve> {
    Ok(match curve {
        Curve::Constant(value) => Curve::Constant(value.clamp(lo, hi)),
        Curve::Points { x, y } => points(x, y.iter().map(|value| value.clamp(lo, hi)))?,
    })
}

fn points(x: &[f64], y: impl ExactSizeIterator<Item = f64>) -> Result<Curve> {
    Ok(Curve::Points { x: memory::copied(x, "a table")?, y: memory::collected(y, "a table")? })
}

impl Optics {
    fn length(&mut self, curve: &Curve) -> Result<u32> {
        self.tables.curve(&clamped(curve, 0.0, NO_LIMIT)?)
    }

    fn probability(&mut self, curve: &Curve) -> Result<u32> {
        self.tables.curve(&clamped(curve, 0.0, 1.0)?)
    }

    fn material(&mut self, material: &model::Material) -> Result<()> {
        let component_offset = self.components.len() as u32;
        for component in &material.components {
            let component = Component {
                absorption_length: self.length(&component.absorption_length)?,
                reemission_prob: self.probability(&component.reemission_prob)?,
                inverse_wavelength: self.tables.inverse_cdf(&component.wavelength_cdf)?,
                inverse_time: self.tables.inverse_cdf(&component.time_cdf)?,
            };
            memory::push(&mut self.components, component, "reemission components")?;
        }
        let material = Material {
            refractive_index: self.tables.curve(&material.refractive_index)?,
            absorption_length: self.length(&material.absorption_length)?,
            scattering_length: self.length(&material.scattering_length)?,
            component_offset,
            component_count: material.components.len() as u32,
        };
        memory::push(&mut self.materials, material, "materials")
    }

    fn surface(&mut self, surface: &model::Surface) -> Result<()> {
        let dichroic_offset = self.dichroic.len() as u32;
        for entry in &surface.dichroic {
            let entry = Dichroic {
                angle: entry.angle as f32,
                reflect: self.probability(&entry.reflect)?,
                transmit: self.probability(&entry.transmit)?,
            };
            memory::push(&mut self.dichroic, entry, "dichroic angles")?;
        }
        let angular = match &surface.angular {
            None => [0; 3],
            Some(angular) => {
                let mut table = |y: &[f64]| self.probability(&points(&angular.angles, y.iter().copied())?);
                [
                    table(&angular.transmit)?,
                    table(&angular.reflect_specular)?,
                    table(&angular.reflect_diffuse)?,
                ]
            }
        };
        let surface = Surface {
            model: surface.model as u32,
            detect: self.probability(&surface.detect)?,
            absorb: self.probability(&surface.absorb)?,
            reemit: self.probability(&surface.reemit)?,
            reflect_diffuse: self.probability(&surface.reflect_diffuse)?,
            reflect_specular: self.probability(&surface.reflect_specular)?,
            eta: self.tables.curve(&surface.eta)?,
            k: self.tables.curve(&surface.k)?,
            inverse_wavelength: match &surface.reemission_cdf {
                Some(cdf) => self.tables.inverse_cdf(cdf)?,
                None => 0,
            },
            thickness: surface.thickness as f32,
            transmissive: u32::from(surface.transmissive),
            angular_transmit: angular[0],
            angular_specular: angular[1],
            angular_diffuse: angular[2],
            dichroic_offset,
            dichroic_count: surface.dichroic.len() as u32,
        };
        memory::push(&mut self.surfaces, surface, "surfaces")
    }
}

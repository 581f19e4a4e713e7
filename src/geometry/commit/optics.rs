//! Materials and surfaces as the kernels read them: indices of tables.

use crate::geometry::model::{self, Model};
use crate::layout::{Component, Dichroic, Emission, Material, Surface};
use crate::named::Named;
use crate::optics::{Described, Field, Property, Range, SurfaceModel, group_index};
use crate::tables::{Cdf, Curve, TableStore};
use crate::{Result, memory};
use bytemuck::Zeroable;

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

/// Whether it is the length of a process that came after the first ones, and that nothing is said of.
fn is_absent<T: Described>(property: &Property<T>, of: &T) -> bool {
    property.range == Range::Length && !property.always_in_digest && !property.is_given(of)
}

/// A mean number of photons for the kernels, to which 0 says that it is always one.
fn mean_number(of: f64) -> f32 {
    if of > 0.0 { (of as f32).max(f32::MIN_POSITIVE) } else { 0.0 }
}

impl Optics {
    /// The largest mean number of photons of an absorption, rounded up; 0: it is always one.
    pub fn spawns(&self) -> u32 {
        let surfaces = self.surfaces.iter().map(|surface| &surface.emission);
        let all = self.components.iter().map(|component| &component.emission).chain(surfaces);
        all.map(|emission| emission.mean_number.ceil() as u32).max().unwrap_or(0)
    }

    fn material(&mut self, material: &model::Material) -> Result<()> {
        let mut encoded = Material::zeroed();
        self.properties(material, &mut encoded)?;
        encoded.group_index = self.tables.curve(&group_index(material)?)?;
        memory::push(&mut self.materials, encoded, "materials")
    }

    fn surface(&mut self, surface: &model::Surface) -> Result<()> {
        let mut encoded = Surface { model: surface.model.number(), ..Surface::zeroed() };
        self.properties(surface, &mut encoded)?;
        let cut = surface.reemission_cdf.as_ref().filter(|_| surface.downshift_only);
        self.cut(cut, &mut encoded.emission)?;
        let shifts = surface.model == SurfaceModel::Wls;
        encoded.emission.mean_number = mean_number(if shifts { surface.mean_number } else { 0.0 });
        memory::push(&mut self.surfaces, encoded, "surfaces")
    }

    /// All properties to where the kernels read them.
    fn properties<T: Described>(&mut self, of: &T, to: &mut T::Encoded) -> Result<()> {
        T::PROPERTIES.iter().try_for_each(|property| self.property(property, of, to))
    }

    fn property<T: Described>(&mut self, property: &Property<T>, of: &T, to: &mut T::Encoded) -> Result<()> {
        match &property.field {
            // What a group index is made of, together with the refractive index.
            Field::Curve(..) if property.range == Range::Velocity => {}
            // Table 0, for what never happens, so that the kernels see it without a look-up.
            Field::Curve(..) if is_absent(property, of) => {}
            Field::Curve(from, table) => *table(to) = self.curve((from.get)(of), property.range)?,
            Field::Number(from, number) => *number(to) = *(from.get)(of) as f32,
            Field::Switch(from, switch) => *switch(to) = u32::from(*(from.get)(of)),
            Field::Choice(choice, number) => *number(to) = (choice.get)(of),
            Field::Distribution(from, table) => {
                if let Some(cdf) = (from.get)(of) {
                    *table(to) = self.tables.inverse_cdf(cdf)?;
                }
            }
            Field::Needed(from, table) => *table(to) = self.tables.inverse_cdf((from.get)(of))?,
            Field::Angular(from, tables) => {
                if let Some(angular) = (from.get)(of) {
                    for ((_, values), table) in angular.columns().into_iter().zip(tables(to)) {
                        *table = self.probabilities(&angular.angles, values)?;
                    }
                }
            }
            Field::Dichroic(from, list) => {
                let [offset, count] = list(to);
                *offset = self.dichroic.len() as u32;
                *count = (from.get)(of).len() as u32;
                (from.get)(of).iter().try_for_each(|entry| self.dichroic(entry))?;
            }
            Field::Components(from, list) => {
                let [offset, count] = list(to);
                *offset = self.components.len() as u32;
                *count = (from.get)(of).len() as u32;
                (from.get)(of).iter().try_for_each(|component| self.component(component))?;
            }
            Field::HostNumber(_) | Field::Scintillation(_) => {}
        }
        Ok(())
    }

    fn curve(&mut self, curve: &Curve, range: Range) -> Result<u32> {
        self.tables.curve(&range.bring_into(curve)?)
    }

    fn probabilities(&mut self, x: &[f64], y: &[f64]) -> Result<u32> {
        let curve = Curve::Points { x: memory::copied(x, "a table")?, y: memory::copied(y, "a table")? };
        self.curve(&curve, Range::Probability)
    }

    /// The share of a spectrum beyond each wavelength, and where that ends, if the spectrum is to be cut.
    fn cut(&mut self, spectrum: Option<&Cdf>, emission: &mut Emission) -> Result<()> {
        let Some(spectrum) = spectrum else {
            emission.beyond = 0;
            return Ok(());
        };
        let shares = spectrum.y().iter().map(|below| 1.0 - below);
        let (x, y) = (memory::copied(spectrum.x(), "a table")?, memory::collected(shares, "a table")?);
        emission.beyond = self.tables.curve(&Curve::Points { x, y })?;
        // By halving of the wavelengths' bits, which are in their order: there is a share beyond the first point.
        let (first, last) = (spectrum.x()[0] as f32, spectrum.x()[spectrum.x().len() - 1] as f32);
        let (mut with, mut without) = (first.to_bits(), last.to_bits());
        while without - with > 1 {
            let middle = with + (without - with) / 2;
            let is_beyond = self.tables.value(emission.beyond, f32::from_bits(middle)) > 0.0;
            *(if is_beyond { &mut with } else { &mut without }) = middle;
        }
        emission.longest = f32::from_bits(with);
        Ok(())
    }

    fn dichroic(&mut self, entry: &model::DichroicAngle) -> Result<()> {
        let encoded = Dichroic {
            angle: entry.angle as f32,
            reflect: self.curve(&entry.reflect, Range::Probability)?,
            transmit: self.curve(&entry.transmit, Range::Probability)?,
        };
        memory::push(&mut self.dichroic, encoded, "dichroic angles")
    }

    fn component(&mut self, component: &model::Component) -> Result<()> {
        let mut encoded = Component::zeroed();
        self.properties(component, &mut encoded)?;
        let cut = Some(&component.wavelength_cdf).filter(|_| component.downshift_only);
        self.cut(cut, &mut encoded.emission)?;
        encoded.emission.mean_number = mean_number(component.mean_number);
        memory::push(&mut self.components, encoded, "reemission components")
    }
}

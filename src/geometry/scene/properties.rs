//! Properties from what a scene file says of them, and back.

use super::document::{Angular, Dichroic};
use super::entry::{Entry, Given, Key, Listed, Value, density_name};
use super::names::Names;
use super::values::{Points, Property, Tuple};
use crate::geometry::model::label;
use crate::optics::{
    self, Component, Described, DichroicAngle, Field, Material, Scintillation, Surface, SurfaceModel,
};
use crate::tables::{Cdf, Curve};
use crate::{Error, Result};

fn split(points: &Points) -> (Vec<f64>, Vec<f64>) {
    points.iter().map(|Tuple([x, y])| (*x, *y)).unzip()
}

fn points(x: &[f64], y: &[f64]) -> Points {
    x.iter().zip(y).map(|(x, y)| Tuple([*x, *y])).collect()
}

fn curve(property: &Property, what: &str) -> Result<Curve> {
    match property {
        Property::Constant(value) => Ok(Curve::Constant(*value)),
        Property::Table(points) => {
            let (x, y) = split(points);
            Curve::new(&x, &y, what)
        }
    }
}

fn from_curve(curve: &Curve) -> Property {
    match curve {
        Curve::Constant(value) => Property::Constant(*value),
        Curve::Points { x, y } => Property::Table(points(x, y)),
    }
}

pub(super) fn material(entry: Entry<Material>, number: usize) -> Result<Material> {
    let what = label("material", number, &entry.name);
    let mut material = Material::new(entry.name);
    fill(&mut material, entry.given, &what)?;
    Ok(material)
}

pub(super) fn surface(entry: Entry<Surface>, number: usize, surfaces: &Names) -> Result<Surface> {
    let what = label("surface", number, &entry.name);
    let mut surface = Surface::new(entry.name, entry.model);
    if let Some(inner_side) = &entry.inner_side {
        surface.inner_side = Some(surfaces.index_or_none(inner_side, &format!("{what}: inner_side"))?);
    }
    fill(&mut surface, entry.given, &what)?;
    Ok(surface)
}

/// Sets what is given, in the order of the table.
fn fill<T: Described>(of: &mut T, mut all: Vec<Given<T>>, what: &str) -> Result<()> {
    for property in T::PROPERTIES {
        let of_it = |given: &Given<T>| given.property.name == property.name;
        let (density, name) = (density_name(property.name), property.name);
        if all.iter().filter(|given| of_it(given)).count() > 1 {
            return Err(Error::argument(format!("{what}: {name} and {density}; one of them is allowed")));
        }
        match all.iter().position(of_it) {
            Some(at) => {
                let given = all.swap_remove(at);
                set(property, of, given.key, given.value, what)?;
            }
            None if property.default.is_none() => {
                return Err(Error::argument(format!("{what}: {name} or {density} is needed")));
            }
            None => {}
        }
    }
    Ok(())
}

fn set<T: Described>(
    property: &optics::Property<T>,
    of: &mut T,
    key: Key,
    value: Value,
    what: &str,
) -> Result<()> {
    let name = match key {
        Key::Own => format!("{what}: {}", property.name),
        Key::Density => format!("{what}: {}", density_name(property.name)),
    };
    let distribution = |given: &Points| {
        let (x, y) = split(given);
        match key {
            Key::Own => Cdf::new(&x, &y, &name),
            Key::Density => Cdf::from_density(&x, &y, &name),
        }
    };
    match (&property.field, value) {
        (Field::Curve(place, _), Value::Curve(given)) => *(place.get_mut)(of) = curve(&given, &name)?,
        (Field::Number(place, _) | Field::HostNumber(place), Value::Number(given)) => {
            *(place.get_mut)(of) = given;
        }
        (Field::Switch(place, _), Value::Switch(given)) => *(place.get_mut)(of) = given,
        (Field::Choice(choice, _), Value::Name(given)) => {
            let number = choice.of_name(&given, &name)?;
            let _ = (choice.set)(of, number);
        }
        (Field::Distribution(place, _), Value::Points(given)) => {
            *(place.get_mut)(of) = Some(distribution(&given)?);
        }
        (Field::Needed(place, _), Value::Points(given)) => *(place.get_mut)(of) = distribution(&given)?,
        (Field::Angular(place, _), Value::Angular(given)) => {
            *(place.get_mut)(of) = Some(optics::Angular {
                angles: given.angles,
                transmit: given.transmit,
                reflect_specular: given.reflect_specular,
                reflect_diffuse: given.reflect_diffuse,
            });
        }
        (Field::Dichroic(place, _), Value::Dichroic(given)) => {
            for (i, entry) in given.iter().enumerate() {
                let name = format!("{name} angle {i}");
                (place.get_mut)(of).push(DichroicAngle {
                    angle: entry.angle,
                    reflect: curve(&entry.reflect, &format!("{name}: reflect"))?,
                    transmit: curve(&entry.transmit, &format!("{name}: transmit"))?,
                });
            }
        }
        (Field::Components(place, _), Value::Components(given)) => {
            for (i, entry) in given.into_iter().enumerate() {
                let mut component = Component::blank()?;
                fill(&mut component, entry.given, &format!("{name} {i}"))?;
                (place.get_mut)(of).push(component);
            }
        }
        (Field::Scintillation(place), Value::Scintillation(given)) => {
            for (i, entry) in given.into_iter().enumerate() {
                let mut component = Scintillation::blank()?;
                fill(&mut component, entry.given, &format!("{name} {i}"))?;
                (place.get_mut)(of).push(component);
            }
        }
        _ => return Err(Error::Internal(format!("{name}: a value of another kind"))),
    }
    Ok(())
}

pub(super) fn from_material(material: &Material) -> Entry<Material> {
    entry(material, material.name.clone(), SurfaceModel::Default)
}

pub(super) fn from_surface(surface: &Surface, surfaces: &Names) -> Entry<Surface> {
    let inner_side = surface.inner_side.map(|index| surfaces.reference(index));
    Entry { inner_side, ..entry(surface, surface.name.clone(), surface.model) }
}

/// All properties that are not as by default.
fn entry<T: Listed>(of: &T, name: String, model: SurfaceModel) -> Entry<T> {
    let given = |property: &'static optics::Property<T>| {
        let (key, value) = value(property, of)?;
        Some(Given { property, key, value })
    };
    Entry { name, model, inner_side: None, given: T::PROPERTIES.iter().filter_map(given).collect() }
}

/// What a file is to say of a property, and how; `None` where it may be silent.
fn value<T: Described>(property: &optics::Property<T>, of: &T) -> Option<(Key, Value)> {
    // A table that is the default's everywhere stays a table.
    let silent = match (&property.field, property.default) {
        (Field::Curve(place, _), Some(default)) => *(place.get)(of) == Curve::Constant(default),
        _ => !property.is_given(of),
    };
    if silent {
        return None;
    }
    let distribution = |cdf: &Cdf| match cdf.density() {
        Some((x, y)) => (Key::Density, Value::Points(points(x, y))),
        None => (Key::Own, Value::Points(points(cdf.x(), cdf.y()))),
    };
    let value = match &property.field {
        Field::Curve(place, _) => Value::Curve(from_curve((place.get)(of))),
        Field::Number(place, _) | Field::HostNumber(place) => Value::Number(*(place.get)(of)),
        Field::Switch(place, _) => Value::Switch(*(place.get)(of)),
        Field::Choice(choice, _) => Value::Name(choice.name(of).to_owned()),
        Field::Distribution(place, _) => return Some(distribution((place.get)(of).as_ref()?)),
        Field::Needed(place, _) => return Some(distribution((place.get)(of))),
        Field::Angular(place, _) => {
            let angular = (place.get)(of).as_ref()?;
            Value::Angular(Angular {
                angles: angular.angles.clone(),
                transmit: angular.transmit.clone(),
                reflect_specular: angular.reflect_specular.clone(),
                reflect_diffuse: angular.reflect_diffuse.clone(),
            })
        }
        Field::Dichroic(place, _) => {
            let row = |entry: &DichroicAngle| Dichroic {
                angle: entry.angle,
                reflect: from_curve(&entry.reflect),
                transmit: from_curve(&entry.transmit),
            };
            Value::Dichroic((place.get)(of).iter().map(row).collect())
        }
        Field::Components(place, _) => {
            let one = |component| entry(component, String::new(), SurfaceModel::Default);
            Value::Components((place.get)(of).iter().map(one).collect())
        }
        Field::Scintillation(place) => {
            let one = |component| entry(component, String::new(), SurfaceModel::Default);
            Value::Scintillation((place.get)(of).iter().map(one).collect())
        }
    };
    Some((Key::Own, value))
}

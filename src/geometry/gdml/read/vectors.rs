//! Positions, rotations and scales, given in place or by reference.

use super::reader::Reader;
use super::units::{self, Kind};
use super::xml::Element;
use crate::Result;
use crate::geometry::solids::Placed;

/// What three numbers mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Vector {
    /// mm.
    Position,
    /// Angles about x, y, z, in rad.
    Rotation,
    /// Factors along x, y, z.
    Scale,
}

impl Vector {
    fn kind(self) -> Kind {
        match self {
            Self::Position => Kind::Length,
            Self::Rotation => Kind::Angle,
            Self::Scale => Kind::Other,
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::Position => "position",
            Self::Rotation => "rotation",
            Self::Scale => "scale",
        }
    }
}

impl Reader {
    /// Three numbers of an element: x, y, z and their unit.
    pub fn vector(&mut self, element: &Element, vector: Vector) -> Result<[f64; 3]> {
        element.only(&["name", "x", "y", "z", "unit"])?;
        element.childless()?;
        let default = if vector == Vector::Scale { 1.0 } else { 0.0 };
        let mut values = [default; 3];
        for (value, attribute) in values.iter_mut().zip(["x", "y", "z"]) {
            *value = self.number(element, attribute, default)?;
        }
        if let Some((kind, unit)) = self.any_unit(element, "unit")? {
            if kind != vector.kind() && unit != 1.0 {
                if values != [0.0; 3] {
                    return Err(element.attribute_error("unit", units::expected(vector.kind())));
                }
                let unit = element.get("unit").unwrap_or_default();
                self.note(element, format!("unit={unit:?} has no meaning here, and no effect as all is 0"));
            }
            values = values.map(|value| value * unit);
        }
        Ok(values)
    }

    /// Three numbers, given by an element in place (as `<position>`) or by reference (as `<positionref>`).
    pub fn vector_or_reference(&mut self, element: &Element, vector: Vector) -> Result<[f64; 3]> {
        if !element.tag().ends_with("ref") {
            return self.vector(element, vector);
        }
        let name = self.reference(element)?;
        self.defined_vector(&name, vector)
            .ok_or_else(|| element.error(format!("no {} of this name is defined before", vector.word())))
    }

    /// Three numbers that `<define>` has under a name.
    pub fn defined_vector(&self, name: &str, vector: Vector) -> Option<[f64; 3]> {
        let defined = match vector {
            Vector::Position => &self.scope.positions,
            Vector::Rotation => &self.scope.rotations,
            Vector::Scale => &self.scope.scales,
        };
        defined.get(name).copied()
    }
}

/// The matrix that turns about x, then y, then z.
pub fn rotation_matrix(angles: [f64; 3]) -> [f64; 9] {
    let [(sx, cx), (sy, cy), (sz, cz)] = angles.map(f64::sin_cos);
    [
        cz * cy,
        cz * sy * sx - sz * cx,
        cz * sy * cx + sz * sx,
        sz * cy,
        sz * sy * sx + cz * cx,
        sz * sy * cx - cz * sx,
        -sy,
        cy * sx,
        cy * cx,
    ]
}

/// The inverse of a rotation.
pub fn transposed(m: [f64; 9]) -> [f64; 9] {
    std::array::from_fn(|k| m[3 * (k % 3) + k / 3])
}

/// Placed as parts of solids are: turned by the angles.
pub fn placed_solid(position: [f64; 3], angles: [f64; 3]) -> Placed {
    Placed { rotation: rotation_matrix(angles), translation: position }
}

/// Placed as volumes are: the angles turn the mother as seen from the daughter.
pub fn placed_volume(position: [f64; 3], angles: [f64; 3], scale: [f64; 3]) -> Placed {
    let turned = transposed(rotation_matrix(angles));
    Placed { rotation: std::array::from_fn(|k| turned[k] * scale[k % 3]), translation: position }
}

//! The velocity of light pulses, as tables of the group index c / v.
//!
//! By default it follows from the points of the refractive index, by the rule of Geant4 11.4
//! (G4MaterialPropertiesTable::CalculateGROUPVEL): velocities at the first point, in the middle between
//! others by energy, and at the last one, linear in the photon energy between these.

use super::Material;
use crate::tables::{Curve, LARGEST, MOST_POINTS};
use crate::{Result, memory};

/// c in mm/ns.
pub const LIGHT: f64 = 299.792_458;

/// How far the group index of a table may be off, of its value, between points of the velocity: 4.7e-5 ns
/// through 10 m of water.
pub const GROUP_INDEX_ERROR: f64 = 1e-6;

/// Most parts of what lies between two velocities. They do where a straight line is off by less than 16 times
/// the group index.
const MOST_PARTS: usize = 4096;

/// In what a velocity is linear between its points.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum LinearIn {
    Energy,
    Wavelength,
}

/// A velocity at a wavelength (nm, mm/ns).
#[derive(Debug, Clone, Copy, PartialEq)]
struct Velocity {
    wavelength: f64,
    value: f64,
}

/// The group index of a material. Where light has one index only, it is that: what is constant has one table.
pub(crate) fn group_index(material: &Material) -> Result<Curve> {
    match (&material.group_velocity, &material.refractive_index) {
        (Curve::Constant(0.0), Curve::Constant(index)) => Ok(Curve::Constant(*index)),
        (Curve::Constant(0.0), Curve::Points { x, y }) => {
            // Points at 0 nm have no energy.
            let first = x.partition_point(|&wavelength| wavelength <= 0.0).min(x.len() - 1);
            match (&x[first..], &y[first..]) {
                (_, [index]) => Ok(Curve::Constant(*index)),
                (x, y) => index_of(&from_refractive_index(x, y)?, LinearIn::Energy),
            }
        }
        (Curve::Constant(value), _) => Ok(Curve::Constant(LIGHT / value)),
        (Curve::Points { x, y }, _) => {
            let given = x.iter().zip(y).map(|(&wavelength, &value)| Velocity { wavelength, value });
            index_of(&memory::collected(given, "a group velocity")?, LinearIn::Wavelength)
        }
    }
}

/// Least and largest velocity of light pulses.
pub(crate) fn velocities(material: &Material) -> Result<(f64, f64)> {
    match (&material.group_velocity, &material.refractive_index) {
        (Curve::Constant(0.0), Curve::Points { x, y }) => {
            let first = x.partition_point(|&wavelength| wavelength <= 0.0).min(x.len() - 1);
            if y[first..].len() > 1 {
                let of = from_refractive_index(&x[first..], &y[first..])?;
                let ends = (f64::INFINITY, 0.0_f64);
                return Ok(of.iter().fold(ends, |(low, high), v| (low.min(v.value), high.max(v.value))));
            }
            Ok((LIGHT / y[first], LIGHT / y[first]))
        }
        (Curve::Constant(0.0), Curve::Constant(index)) => Ok((LIGHT / index, LIGHT / index)),
        (given, _) => Ok(given.range()),
    }
}

/// Wavelengths and velocities by Geant4's rule, from the points of a refractive index; between them velocities are linear in the
/// energy.
pub(crate) fn velocity_points(x: &[f64], y: &[f64]) -> Result<(Vec<f64>, Vec<f64>)> {
    if x.len() < 2 {
        return Ok((x.to_vec(), y.iter().map(|n| LIGHT / n).collect()));
    }
    let velocities = from_refractive_index(x, y)?;
    Ok(velocities.iter().map(|v| (v.wavelength, v.value)).unzip())
}

/// c / (n + dn/dln E), and c / n where that is negative or above it: dispersion there is anomalous, and the
/// group velocity not that of a pulse.
fn velocity(n: f64, slope: f64) -> f64 {
    let (group, phase) = (LIGHT / (n + slope), LIGHT / n);
    if group > 0.0 && group <= phase { group } else { phase }
}

/// Velocities by Geant4's rule, by increasing wavelength; two points or more. As many as points: the last two
/// by energy have no middle.
fn from_refractive_index(x: &[f64], y: &[f64]) -> Result<Vec<Velocity>> {
    let last = x.len() - 1;
    // From the long end, which is the low energy: pair i has the points last - i and last - i - 1.
    let pair = |i: usize| ((x[last - i], y[last - i]), (x[last - i - 1], y[last - i - 1]));
    let slope = |i: usize| {
        let ((x0, n0), (x1, n1)) = pair(i);
        (n1 - n0) / (x0 / x1).ln()
    };
    let middle = |i: usize| {
        let ((x0, n0), (x1, n1)) = pair(i);
        // (E0 + E1) / 2
        Velocity { wavelength: 2.0 / (1.0 / x0 + 1.0 / x1), value: velocity(0.5 * (n0 + n1), slope(i)) }
    };
    let first = Velocity { wavelength: x[last], value: velocity(y[last], slope(0)) };
    let end = Velocity { wavelength: x[0], value: velocity(y[0], slope(last - 1)) };
    let mut velocities = memory::room(x.len(), "a group velocity")?;
    velocities.push(end);
    velocities.extend((0..last - 1).rev().map(middle));
    velocities.push(first);
    Ok(velocities)
}

/// The group index between two velocities is a hyperbola in the wavelength: it is 1 / u but for constants, u
/// being the velocity where that is linear in the wavelength, and wavelength times velocity where it is linear
/// in the energy. Chords of 1 / u are equally good where 1 / sqrt(u) goes in equal steps.
struct Piece {
    from: Velocity,
    to: Velocity,
    u: [f64; 2],
    linear: LinearIn,
}

impl Piece {
    fn new(from: Velocity, to: Velocity, linear: LinearIn) -> Self {
        let u = [from, to].map(|end| match linear {
            LinearIn::Energy => end.wavelength * end.value,
            LinearIn::Wavelength => end.value,
        });
        Self { from, to, u, linear }
    }

    /// Parts of which straight lines are near enough.
    fn parts(&self, most: usize) -> usize {
        let ([u0, u1], v0, v1) = (self.u, self.from.value, self.to.value);
        // The chord's largest distance from the hyperbola, over c / v where that is least.
        let roots = u0.sqrt() + u1.sqrt();
        let off = (v1 - v0).abs() * (u1 - u0).abs() / (v0.min(v1) * roots * roots);
        ((off / GROUP_INDEX_ERROR).sqrt().ceil() as usize).clamp(1, most)
    }

    /// Wavelength and group index at a share of the parts.
    fn point(&self, share: f64) -> (f64, f64) {
        let ([u0, u1], [x0, x1]) = (self.u, [self.from.wavelength, self.to.wavelength]);
        let root = u0.sqrt().recip() + share * (u1.sqrt().recip() - u0.sqrt().recip());
        let u = root.powi(-2);
        let x = if u0 == u1 { x0 + share * (x1 - x0) } else { x0 + (u - u0) / (u1 - u0) * (x1 - x0) };
        match self.linear {
            LinearIn::Energy => (x, LIGHT * x / u),
            LinearIn::Wavelength => (x, LIGHT / u),
        }
    }
}

/// The group index by increasing wavelength.
fn index_of(velocities: &[Velocity], linear: LinearIn) -> Result<Curve> {
    let most = MOST_PARTS.min(MOST_POINTS / velocities.len()).max(1);
    let pieces = velocities.windows(2).map(|pair| Piece::new(pair[0], pair[1], linear));
    let count: usize = pieces.clone().map(|piece| piece.parts(most)).sum();
    let (mut x, mut y) =
        (memory::room(count + 1, "a group index")?, memory::room(count + 1, "a group index")?);
    let mut add = |at: f64, index: f64| {
        // Rounding puts no point before another.
        if x.last().is_none_or(|last| *last < at) {
            x.push(at);
            y.push(index.min(LARGEST));
        }
    };
    for piece in pieces {
        add(piece.from.wavelength, LIGHT / piece.from.value);
        let parts = piece.parts(most);
        for part in 1..parts {
            let (at, index) = piece.point(part as f64 / parts as f64);
            if at < piece.to.wavelength {
                add(at, index);
            }
        }
    }
    if let Some(last) = velocities.last() {
        add(last.wavelength, LIGHT / last.value);
    }
    Ok(Curve::Points { x, y })
}

#[cfg(test)]
mod tests {
    use super::*;

    const HC: f64 = 1_239.841_984;

    /// Water, as IAPWS gives it to four digits or so, and a table with a bend that is anomalous.
    fn water() -> (Vec<f64>, Vec<f64>) {
        let x: Vec<f64> = (0..11).map(|i| 250.0 + 50.0 * f64::from(i)).collect();
        let y = x
            .iter()
            .map(|x| 1.3199 + 6878.0 / x.powi(2) - 1.132e9 / x.powi(4) + 1.11e14 / x.powi(6))
            .collect();
        (x, y)
    }

    fn material(index: Curve) -> Material {
        Material { refractive_index: index, ..Material::new("m") }
    }

    /// The rule as Geant4 writes it: a loop by increasing energy.
    fn geant4(x: &[f64], n: &[f64]) -> (Vec<f64>, Vec<f64>) {
        let points: Vec<(f64, f64)> = x.iter().zip(n).rev().map(|(x, n)| (HC / x, *n)).collect();
        let value = |n: f64, (a, b): (&(f64, f64), &(f64, f64))| {
            let v = LIGHT / (n + (b.1 - a.1) / (b.0 / a.0).ln());
            if v < 0.0 || v > LIGHT / n { LIGHT / n } else { v }
        };
        let last = points.len() - 1;
        let mut out = vec![(points[0].0, value(points[0].1, (&points[0], &points[1])))];
        for i in 0..last - 1 {
            let (a, b) = (&points[i], &points[i + 1]);
            out.push((0.5 * (a.0 + b.0), value(0.5 * (a.1 + b.1), (a, b))));
        }
        out.push((points[last].0, value(points[last].1, (&points[last - 1], &points[last]))));
        out.into_iter().unzip()
    }

    /// Linear in the energy, constant beyond the ends.
    fn at((e, v): &(Vec<f64>, Vec<f64>), energy: f64) -> f64 {
        let i = e.partition_point(|&point| point <= energy).clamp(1, e.len() - 1);
        let share = ((energy - e[i - 1]) / (e[i] - e[i - 1])).clamp(0.0, 1.0);
        v[i - 1] + share * (v[i] - v[i - 1])
    }

    #[test]
    fn tables_are_as_near_as_they_say() {
        let (x, y) = water();
        let bend = [1.4, 1.5, 1.3, 1.6, 1.2, 1.2, 1.7, 1.2, 1.45, 1.5, 1.0];
        let steep: Vec<f64> = y.iter().rev().copied().collect();
        for (x, y) in [
            (x.clone(), y.clone()),
            (x.clone(), bend.to_vec()),
            (x.clone(), steep),
            (vec![200.0, 1000.0], vec![1.6, 1.3]),
            (vec![200.0, 400.0, 1000.0], vec![1.6, 1.35, 1.3]),
        ] {
            let exact = geant4(&x, &y);
            let curve = group_index(&material(Curve::new(&x, &y, "n").unwrap())).unwrap();
            curve.check("group index").unwrap();
            let mut worst = 0.0_f64;
            for i in 0..200_000 {
                let wavelength = 150.0 + 0.005 * f64::from(i);
                let right = LIGHT / at(&exact, HC / wavelength);
                worst = worst.max((curve.value(wavelength) / right - 1.0).abs());
            }
            assert!(worst <= 1.01 * GROUP_INDEX_ERROR, "{worst:e}");
            let Curve::Points { x, .. } = &curve else { panic!("points") };
            println!("{} points, {worst:e}", x.len());
            assert!(x.len() < 10_000, "{} points", x.len());
        }
    }

    #[test]
    fn given_velocities_are_linear_in_the_wavelength() {
        let (x, v) = ([300.0, 400.0, 700.0], [190.0, 210.0, 221.0]);
        let given = Curve::new(&x, &v, "v").unwrap();
        let of = Material { group_velocity: given.clone(), ..material(Curve::Constant(1.34)) };
        let curve = group_index(&of).unwrap();
        for i in 0..6000 {
            let wavelength = 200.0 + 0.1 * f64::from(i);
            let right = LIGHT / given.value(wavelength);
            assert!((curve.value(wavelength) / right - 1.0).abs() < 1.01 * GROUP_INDEX_ERROR, "{wavelength}");
        }
        let of = Material { group_velocity: Curve::Constant(200.0), ..material(Curve::Constant(1.34)) };
        assert_eq!(group_index(&of).unwrap(), Curve::Constant(LIGHT / 200.0));
    }

    #[test]
    fn without_dispersion_it_is_the_refractive_index() {
        let one = Curve::new(&[400.0], &[1.5], "n").unwrap();
        // What lies at 0 nm has no energy.
        let no_energy = Curve::new(&[-1.0, 0.0, 400.0], &[1.2, 1.3, 1.5], "n").unwrap();
        for index in [Curve::Constant(1.5), one, no_energy] {
            assert_eq!(group_index(&material(index)).unwrap(), Curve::Constant(1.5));
        }
        let level = Curve::new(&[300.0, 400.0, 500.0], &[1.5; 3], "n").unwrap();
        let curve = group_index(&material(level)).unwrap();
        let (least, most) = curve.range();
        assert!((least - 1.5).abs() < 1e-12 && (most - 1.5).abs() < 1e-12, "{least} {most}");
    }

    #[test]
    fn steps_and_many_points_make_no_table_too_large() {
        // A step makes light slow in it; the table stays one.
        let step = Curve::new(&[300.0, 400.0, 400.0001, 500.0], &[1.6, 1.6, 1.3, 1.3], "n").unwrap();
        let count = MOST_POINTS;
        let x: Vec<f64> = (0..count).map(|i| 200.0 + 1e-3 * i as f64).collect();
        let y: Vec<f64> = (0..count).map(|i| 1.3 + 0.1 * (i % 2) as f64).collect();
        for index in [step, Curve::new(&x, &y, "n").unwrap()] {
            let curve = group_index(&material(index)).unwrap();
            curve.check("group index").unwrap();
            assert!(curve.range().0 >= 1.29);
        }
    }
}

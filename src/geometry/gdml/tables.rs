//! Tables over the photon energy as the functions of the wavelength that the library has.
//!
//! Geant4 takes tables to be linear in the energy, the library in the wavelength, so points are put between those of a file until
//! both agree.

use super::read::{Property, Table};
use crate::optics::velocity_points;
use crate::tables::{Cdf, Curve};

/// Energy times vacuum wavelength of a photon, MeV nm (CODATA 2018).
const ENERGY_WAVELENGTH: f64 = 1.239_841_984e-3;

/// How far a table may be off between two of its points, of the difference of their values.
const OFF: f64 = 2e-4;

/// A step of a table is as wide, of the wavelength: single precision tells both ends.
const STEP: f64 = 1e-6;

/// Energies of light in MeV are within: 0.1 um to 1 m by wavelength... of all that optics has tables for.
const ENERGIES: [f64; 2] = [1e-9, 1e-3];

/// Wavelengths of light in nm are within.
const WAVELENGTHS: [f64; 2] = [20.0, 1e6];

/// A table of two columns, by increasing wavelength in nm.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Spectrum {
    /// nm, strictly increasing.
    pub wavelengths: Vec<f64>,
    /// Values there.
    pub values: Vec<f64>,
}

/// What a table says; errors do not say of which one.
impl Spectrum {
    /// Reads energies in MeV, or wavelengths in nm, increasing or decreasing.
    pub fn of(table: &Table) -> Result<Self, String> {
        if table.columns < 2 || !table.values.len().is_multiple_of(table.columns) {
            return Err(format!(
                "has coldim {} and {} values; pairs are needed",
                table.columns,
                table.values.len()
            ));
        }
        // Further columns have no meaning.
        let mut pairs: Vec<[f64; 2]> =
            table.values.chunks(table.columns).map(|row| [row[0], row[1]]).collect();
        if let Some([x, y]) = pairs.iter().find(|pair| pair.iter().any(|x| !x.is_finite())) {
            return Err(format!("has the pair {x}, {y}; finite numbers are needed"));
        }
        let within = |[low, high]: [f64; 2]| pairs.iter().all(|pair| low <= pair[0] && pair[0] <= high);
        if within(ENERGIES) {
            pairs.iter_mut().for_each(|pair| pair[0] = ENERGY_WAVELENGTH / pair[0]);
        } else if !within(WAVELENGTHS) {
            let low = pairs.iter().fold(f64::INFINITY, |low, pair| low.min(pair[0]));
            let high = pairs.iter().fold(f64::NEG_INFINITY, |high, pair| high.max(pair[0]));
            return Err(format!(
                "has first values from {low} to {high}; photon energies in MeV ({} to {}) or wavelengths in nm ({} to {}) are \
                 needed (is the unit missing, as in 2.5*eV?)",
                ENERGIES[0], ENERGIES[1], WAVELENGTHS[0], WAVELENGTHS[1]
            ));
        }
        if pairs.len() > 1 && pairs[0][0] > pairs[1][0] {
            pairs.reverse();
        }
        // Geant4 sorts them too. Of two at one place the later one is right behind the other.
        pairs.sort_by(|a, b| a[0].total_cmp(&b[0]));
        for i in 1..pairs.len() {
            pairs[i][0] = pairs[i][0].max(pairs[i - 1][0] * (1.0 + STEP));
        }
        if pairs.is_empty() {
            return Err("has no values".into());
        }
        let column = |of: usize| pairs.iter().map(|pair| pair[of]).collect();
        Ok(Self { wavelengths: column(0), values: column(1) })
    }

    /// The same with points between, so that it is linear in the energy where lines are drawn in the wavelength.
    pub fn refined(&self) -> Self {
        let mut to = Self { wavelengths: Vec::new(), values: Vec::new() };
        for (x, y) in self.wavelengths.windows(2).zip(self.values.windows(2)) {
            // In n parts of equal ratios both differ by ln(r)^2 r / (4 n^2 (r - 1)) of the step, r = x1 / x0, at most.
            let ratio = (x[1] / x[0]).ln();
            let flat = (y[1] - y[0]).abs() <= 1e-9 * y[0].abs().max(y[1].abs());
            let parts = if flat {
                1.0
            } else {
                (ratio * ratio / (4.0 * OFF * (1.0 - x[0] / x[1]))).sqrt().ceil().max(1.0)
            };
            for part in 0..parts as u32 {
                let wavelength = x[0] * (ratio * f64::from(part) / parts).exp();
                let energy = |x: f64| 1.0 / x;
                let share = (energy(wavelength) - energy(x[0])) / (energy(x[1]) - energy(x[0]));
                to.wavelengths.push(wavelength);
                to.values.push(if part == 0 { y[0] } else { y[0] + share * (y[1] - y[0]) });
            }
        }
        to.wavelengths.extend(self.wavelengths.last());
        to.values.extend(self.values.last());
        to
    }

    /// A property of materials and surfaces.
    pub fn curve(&self) -> Result<Curve, String> {
        if self.values.iter().all(|value| *value == self.values[0]) {
            return Ok(Curve::Constant(self.values[0]));
        }
        let fine = self.refined();
        Curve::new(&fine.wavelengths, &fine.values, "it").map_err(|error| error.to_string())
    }

    /// A spectrum of emitted light: as in Geant4 the cumulative distribution, not the density, is linear in the energy between
    /// points.
    pub fn distribution(&self) -> Result<Cdf, String> {
        if let Some(i) = self.values.iter().position(|value| *value < 0.0) {
            return Err(format!("is {} at {} nm; 0 or more is needed", self.values[i], self.wavelengths[i]));
        }
        if self.values.len() == 1 {
            // One line, as sharp as single precision tells.
            let at = self.wavelengths[0];
            return Cdf::new(&[at * (1.0 - 1e-6), at * (1.0 + 1e-6)], &[0.0, 1.0], "it")
                .map_err(|e| e.to_string());
        }
        let mut sums = vec![0.0];
        for (x, y) in self.wavelengths.windows(2).zip(self.values.windows(2)) {
            let width = 1.0 / x[0] - 1.0 / x[1];
            sums.push(sums[sums.len() - 1] + 0.5 * (y[0] + y[1]) * width);
        }
        let all = sums[sums.len() - 1];
        if !(all > 0.0 && all.is_finite()) {
            return Err(format!("has the integral {all}; a positive one is needed"));
        }
        let steps = Self {
            wavelengths: self.wavelengths.clone(),
            values: sums.iter().map(|sum| sum / all).collect(),
        };
        let fine = steps.refined();
        Cdf::new(&fine.wavelengths, &fine.values, "it").map_err(|error| error.to_string())
    }

    /// The group velocity in mm/ns of a refractive index, by Geant4's rule, linear in the energy. `None`: an index of one value.
    pub fn group_velocity(&self) -> Option<Self> {
        let (wavelengths, values) = velocity_points(&self.wavelengths, &self.values).ok()?;
        (values.len() > 1).then_some(Self { wavelengths, values })
    }
}

/// The one value of a constant; errors do not say of which one.
pub(super) fn constant(property: &Property) -> Result<f64, String> {
    match property.table.values[..] {
        [value] if value.is_finite() => Ok(value),
        [value] => Err(format!("is {value}; a finite number is needed")),
        // Files that were written with a table where Geant4 now has a constant give the value at each energy.
        _ if property.table.columns == 2 => {
            let values = Spectrum::of(&property.table)?.values;
            match values.iter().all(|value| *value == values[0]) {
                true => Ok(values[0]),
                false => Err("is a table of several values; one is needed".into()),
            }
        }
        _ => Err(format!("has {} values; one is needed", property.table.values.len())),
    }
}

#[cfg(test)]
mod tests {
    use super::super::read::Place;
    use super::*;

    fn table(values: &[f64]) -> Table {
        let place = Place { file: "test.gdml".into(), line: 1 };
        Table { name: "t".into(), place, columns: 2, values: values.to_vec() }
    }

    #[test]
    fn energies_and_wavelengths_in_any_order() {
        let up = Spectrum::of(&table(&[2e-6, 1.3, 4e-6, 1.5])).unwrap();
        let down = Spectrum::of(&table(&[4e-6, 1.5, 2e-6, 1.3])).unwrap();
        assert_eq!(up, down);
        assert!((up.wavelengths[0] - 309.960_496).abs() < 1e-6 && up.values == [1.5, 1.3]);
        let nm = Spectrum::of(&table(&[300.0, 1.5, 600.0, 1.3])).unwrap();
        assert_eq!(nm.wavelengths, [300.0, 600.0]);
        let message = Spectrum::of(&table(&[2.0, 1.3, 4.0, 1.5])).unwrap_err();
        assert!(message.starts_with("has first values from 2 to 4; photon energies in MeV"), "{message}");
        let mixed = Spectrum::of(&table(&[2e-6, 1.3, 4e-6, 1.5, 3e-6, 1.0])).unwrap();
        assert_eq!(mixed.values, [1.5, 1.0, 1.3]);
        let step = Spectrum::of(&table(&[2e-6, 1.0, 3e-6, 1.0, 3e-6, 2.0, 4e-6, 2.0])).unwrap();
        assert_eq!(step.values, [2.0, 2.0, 1.0, 1.0]);
        assert!(step.wavelengths[1] < step.wavelengths[2]);
        assert!(Spectrum::of(&table(&[])).unwrap_err().contains("no values"));
    }

    #[test]
    fn curves_are_linear_in_the_energy() {
        let curve = Spectrum::of(&table(&[1.5e-6, 10.0, 6e-6, 50.0])).unwrap().curve().unwrap();
        for energy in [1.5e-6, 1.6e-6, 2e-6, 3e-6, 4.4e-6, 5.9e-6, 6e-6, 7e-6, 1e-6] {
            let exact = 10.0 + 40.0 * ((energy - 1.5e-6) / 4.5e-6_f64).clamp(0.0, 1.0);
            let found = curve.value(ENERGY_WAVELENGTH / energy);
            assert!((found - exact).abs() < 1.01 * OFF * 40.0, "at {energy}: {found}, not {exact}");
        }
        let level = Spectrum::of(&table(&[1.5e-6, 10.0, 6e-6, 10.0])).unwrap().curve().unwrap();
        assert_eq!(level, Curve::Constant(10.0));
    }

    #[test]
    fn spectra_are_level_in_the_energy_between_points() {
        // A triangle, whose halves Geant4 takes to be level each.
        let cdf = Spectrum::of(&table(&[2e-6, 0.0, 3e-6, 1.0, 4e-6, 0.0])).unwrap().distribution().unwrap();
        for share in [0.1, 0.25, 0.5, 0.6, 0.9] {
            let energy = ENERGY_WAVELENGTH / cdf.inverse(share);
            assert!((energy - (4e-6 - 2e-6 * share)).abs() < 1e-9, "{share}: {energy}");
        }
        assert!(Spectrum::of(&table(&[2e-6, 0.0, 3e-6, 0.0])).unwrap().distribution().is_err());
        assert!(Spectrum::of(&table(&[2e-6, -1.0, 3e-6, 2.0])).unwrap().distribution().is_err());
        let line = Spectrum::of(&table(&[3e-6, 1.0])).unwrap().distribution().unwrap();
        assert!((line.inverse(0.5) - ENERGY_WAVELENGTH / 3e-6).abs() < 1e-9);
    }
}

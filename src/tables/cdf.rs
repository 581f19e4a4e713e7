//! A distribution of one variable.

use super::check_points;
use crate::{Error, Result, memory};

/// A cumulative distribution: points with straight lines between them, from 0 to 1 exactly.
#[derive(Debug, Clone, PartialEq)]
pub struct Cdf {
    x: Vec<f64>,
    y: Vec<f64>,
}

impl Cdf {
    /// A distribution from its cumulative values at strictly increasing x: they never fall, and go
    /// from 0 to 1 (both within 1e-6; they are then scaled to do so exactly). `what` names the
    /// distribution in messages.
    pub fn new(x: &[f64], y: &[f64], what: &str) -> Result<Self> {
        check_points(x, y, 2, what)?;
        if let Some(i) = y.windows(2).position(|pair| pair[0] > pair[1]) {
            return Err(Error::argument(format!(
                "{what}: y[{}] = {} follows y[{i}] = {}; cumulative values may not fall",
                i + 1,
                y[i + 1],
                y[i]
            )));
        }
        let (first, last) = (y[0], y[y.len() - 1]);
        if first.abs() > 1e-6 || (last - 1.0).abs() > 1e-6 {
            return Err(Error::argument(format!(
                "{what}: cumulative values go from {first} to {last}; from 0 to 1 is needed"
            )));
        }
        let y = memory::collected(y.iter().map(|value| (value - first) / (last - first)), what)?;
        Ok(Self { x: memory::copied(x, what)?, y })
    }

    /// A distribution from a density (of any norm) at strictly increasing x, by the trapezoidal
    /// rule; between two points the density is their mean. Fails where a density is negative or
    /// all are 0.
    pub fn from_density(x: &[f64], density: &[f64], what: &str) -> Result<Self> {
        check_points(x, density, 2, what)?;
        if let Some(i) = density.iter().position(|&value| value < 0.0) {
            return Err(Error::argument(format!(
                "{what}: density y[{i}] is {}; at least 0 is needed",
                density[i]
            )));
        }
        let mut sum = 0.0;
        let mut y = memory::room(x.len(), what)?;
        y.push(0.0);
        for (x, d) in x.windows(2).zip(density.windows(2)) {
            sum += (x[1] - x[0]) * (0.5 * d[0] + 0.5 * d[1]);
            y.push(sum);
        }
        if !(sum > 0.0 && sum.is_finite()) {
            return Err(Error::argument(format!(
                "{what}: the density integrates to {sum}; a positive, finite number is needed"
            )));
        }
        y.iter_mut().for_each(|value| *value /= sum);
        Ok(Self { x: memory::copied(x, what)?, y })
    }

    /// Bytes of its points.
    pub(crate) fn bytes(&self) -> usize {
        size_of_val(&self.x[..]) + size_of_val(&self.y[..])
    }

    /// Where the points are.
    pub fn x(&self) -> &[f64] {
        &self.x
    }

    /// Cumulative values there, from 0 to 1.
    pub fn y(&self) -> &[f64] {
        &self.y
    }

    /// The x below which a share `u` lies, in double precision: where the distribution is flat at
    /// `u`, the upper end of the flat part (the lower one for `u` = 1); NaN is taken as 0.
    pub fn inverse(&self, u: f64) -> f64 {
        let u = if u > 0.0 { u.min(1.0) } else { 0.0 };
        let after = self.y.partition_point(|&value| value <= u);
        let after = if after < self.y.len() { after } else { self.y.partition_point(|&value| value < 1.0) };
        let (x0, x1) = (self.x[after - 1], self.x[after]);
        let (y0, y1) = (self.y[after - 1], self.y[after]);
        x0 + (x1 - x0) * ((u - y0) / (y1 - y0))
    }
}

#[cfg(test)]
mod tests {
    use super::Cdf;

    #[test]
    fn inverse_skips_flat_parts() {
        let cdf =
            Cdf::new(&[0.0, 1.0, 2.0, 3.0, 4.0, 5.0], &[0.0, 0.0, 0.5, 0.5, 1.0, 1.0], "times").unwrap();
        for (u, x) in [(0.0, 1.0), (0.25, 1.5), (0.5, 3.0), (0.75, 3.5), (1.0, 4.0), (2.0, 4.0), (-1.0, 1.0)]
        {
            assert_eq!(cdf.inverse(u), x, "at {u}");
        }
        assert_eq!(cdf.inverse(f64::NAN), 1.0);
    }

    #[test]
    fn density_by_trapezoids() {
        let cdf = Cdf::from_density(&[0.0, 1.0, 3.0], &[0.0, 2.0, 2.0], "spectrum").unwrap();
        assert_eq!(cdf.y(), [0.0, 0.2, 1.0]);
        assert_eq!(cdf.x(), [0.0, 1.0, 3.0]);
    }

    #[test]
    fn ends_are_made_exact() {
        let cdf = Cdf::new(&[0.0, 1.0, 2.0], &[1e-7, 0.5, 1.0 - 1e-7], "spectrum").unwrap();
        assert_eq!((cdf.y()[0], cdf.y()[2]), (0.0, 1.0));
    }

    #[test]
    fn bad_distributions_are_named() {
        let message = |y: &[f64]| {
            let x: Vec<f64> = (0..y.len()).map(|i| i as f64).collect();
            Cdf::new(&x, y, "pmt times").unwrap_err().to_string()
        };
        assert!(message(&[0.0, 0.5, 0.4, 1.0]).contains("y[2] = 0.4 follows y[1] = 0.5"));
        assert!(message(&[0.0, 0.9]).contains("from 0 to 0.9"));
        assert!(message(&[0.1, 1.0]).contains("from 0.1 to 1"));
        assert!(message(&[1.0]).contains("1 points; from 2"));
        let density = |d: &[f64]| Cdf::from_density(&[0.0, 1.0], d, "d").unwrap_err().to_string();
        assert!(density(&[-1.0, 2.0]).contains("y[0] is -1"));
        assert!(density(&[0.0, 0.0]).contains("integrates to 0"));
    }
}

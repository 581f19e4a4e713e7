//! A distribution of one variable.

use super::{DENSITY, DISTRIBUTION, check_points};
use crate::words::real;
use crate::{Error, Result, memory};

/// How far the cumulative values of a linear density may be off, of 1.
pub const DENSITY_ERROR: f64 = 1e-6;

/// A cumulative distribution: points with straight lines between them, from 0 to 1 exactly.
#[derive(Debug, Clone, PartialEq)]
pub struct Cdf {
    x: Vec<f64>,
    y: Vec<f64>,
    /// The density that it was made from, if any.
    density: Option<Density>,
}

#[derive(Debug, Clone, PartialEq)]
struct Density {
    x: Vec<f64>,
    y: Vec<f64>,
}

/// A density between two of its points, and where these are.
struct Piece {
    x: [f64; 2],
    d: [f64; 2],
}

impl Piece {
    /// What lies below it up to a share of its width.
    fn area_to(&self, share: f64) -> f64 {
        let at = self.d[0] + 0.5 * share * (self.d[1] - self.d[0]);
        (self.x[1] - self.x[0]) * (share * at)
    }

    fn area(&self) -> f64 {
        (self.x[1] - self.x[0]) * (0.5 * self.d[0] + 0.5 * self.d[1])
    }

    /// Parts of equal width after which a straight line is near enough to the parabola: that of n parts
    /// is off by 1 / (8 n^2) of width times difference, in the middle of each. A piece with a share p of
    /// `sum` needs no more than 500 sqrt(p) + 1.
    fn parts(&self, sum: f64) -> u32 {
        let off = (self.x[1] - self.x[0]) / sum * (self.d[1] - self.d[0]).abs() / 8.0;
        (off / DENSITY_ERROR).sqrt().ceil().clamp(1.0, 501.0) as u32
    }
}

impl Cdf {
    /// A distribution from its cumulative values at strictly increasing x: they never fall, and go
    /// from 0 to 1 (both within 1e-6; they are then scaled to do so exactly). `what` names the
    /// distribution in messages.
    pub fn new(x: &[f64], y: &[f64], what: &str) -> Result<Self> {
        check_points(x, y, DISTRIBUTION, what)?;
        if let Some(i) = y.windows(2).position(|pair| pair[0] > pair[1]) {
            return Err(Error::argument(format!(
                "{what}: y[{}] = {} follows y[{i}] = {}; cumulative values may not fall",
                i + 1,
                real(y[i + 1]),
                real(y[i])
            )));
        }
        let (first, last) = (y[0], y[y.len() - 1]);
        if first.abs() > 1e-6 || (last - 1.0).abs() > 1e-6 {
            return Err(Error::argument(format!(
                "{what}: cumulative values go from {} to {}; from 0 to 1 is needed",
                real(first),
                real(last)
            )));
        }
        let y = memory::collected(y.iter().map(|value| (value - first) / (last - first)), what)?;
        Ok(Self { x: memory::copied(x, what)?, y, density: None })
    }

    /// A distribution from a density (of any norm) at strictly increasing x, which is linear between its
    /// points, and 0 beyond them. Its cumulative values are parabolas; points are put between the given ones
    /// until the straight lines between all of them lie within [`DENSITY_ERROR`] of the parabolas. Fails
    /// where a density is negative or all are 0.
    pub fn from_density(x: &[f64], density: &[f64], what: &str) -> Result<Self> {
        check_points(x, density, DENSITY, what)?;
        if let Some(i) = density.iter().position(|&value| value < 0.0) {
            return Err(Error::argument(format!(
                "{what}: density y[{i}] is {}; at least 0 is needed",
                real(density[i])
            )));
        }
        let pieces =
            || x.windows(2).zip(density.windows(2)).map(|(x, d)| Piece { x: [x[0], x[1]], d: [d[0], d[1]] });
        let sum: f64 = pieces().map(|piece| piece.area()).sum();
        if !(sum > 0.0 && sum.is_finite()) {
            return Err(Error::argument(format!(
                "{what}: the density integrates to {}; a positive, finite number is needed",
                real(sum)
            )));
        }
        let mut points = 1;
        for piece in pieces() {
            points += piece.parts(sum) as usize;
        }
        let (mut xs, mut ys) = (memory::room(points, what)?, memory::room(points, what)?);
        xs.push(x[0]);
        ys.push(0.0);
        let density = Density { x: memory::copied(x, what)?, y: memory::copied(density, what)? };
        let mut cdf = Self { x: xs, y: ys, density: Some(density) };
        let mut before = 0.0;
        for piece in pieces() {
            let parts = piece.parts(sum);
            for part in 1..parts {
                let share = f64::from(part) / f64::from(parts);
                let between = piece.x[0] + share * (piece.x[1] - piece.x[0]);
                // Two that are next to each other have nothing between them.
                if between > cdf.x[cdf.x.len() - 1] && between < piece.x[1] {
                    cdf.push(between, (before + piece.area_to(share)) / sum);
                }
            }
            before += piece.area();
            cdf.push(piece.x[1], before / sum);
        }
        // The sum's last digits: no value may lie above 1, and the last one is 1.
        let last = cdf.y[cdf.y.len() - 1];
        cdf.y.iter_mut().for_each(|value| *value = (*value / last).min(1.0));
        Ok(cdf)
    }

    /// Points that [`Cdf::from_density`] makes of so many, at most: a piece with a share p of the whole has 500 sqrt(p)
    /// + 1 parts, and the roots of n shares are sqrt(n) together at most.
    pub(crate) fn most_points(densities: u64) -> u64 {
        densities + (500.0 * (densities as f64).sqrt()) as u64 + 1
    }

    /// Adds a point; rounding does not let the values fall.
    fn push(&mut self, x: f64, y: f64) {
        let least = self.y[self.y.len() - 1];
        self.x.push(x);
        self.y.push(y.max(least));
    }

    /// Bytes of its points.
    pub(crate) fn bytes(&self) -> usize {
        let given = self.density.as_ref().map_or(0, |density| 2 * size_of_val(&density.x[..]));
        size_of_val(&self.x[..]) + size_of_val(&self.y[..]) + given
    }

    /// The points of the density that it was made from, by [`Cdf::from_density`].
    pub fn density(&self) -> Option<(&[f64], &[f64])> {
        self.density.as_ref().map(|density| (&density.x[..], &density.y[..]))
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
    fn densities_are_linear_between_their_points() {
        // Level pieces need no point of their own.
        let level = Cdf::from_density(&[0.0, 1.0, 3.0], &[2.0, 2.0, 2.0], "spectrum").unwrap();
        assert_eq!((level.x(), level.y()), (&[0.0, 1.0, 3.0][..], &[0.0, 1.0 / 3.0, 1.0][..]));
        // Ramp, level, gap, ramp down: areas 1, 4, 1 (with a fall to 0), 0, 0.5.
        let (x, d) = ([0.0, 1.0, 3.0, 4.0, 5.0, 6.0], [0.0, 2.0, 2.0, 0.0, 0.0, 1.0]);
        let cdf = Cdf::from_density(&x, &d, "spectrum").unwrap();
        let exact = |at: f64| {
            let part = |i: usize| (at.clamp(x[i], x[i + 1]) - x[i], (d[i + 1] - d[i]) / (x[i + 1] - x[i]));
            (0..5).map(|i| (part(i), d[i])).map(|((t, slope), d)| t * (d + 0.5 * slope * t)).sum::<f64>()
                / 6.5
        };
        let at_points = |x: f64| cdf.y()[cdf.x().iter().position(|&p| p == x).unwrap()];
        for x in x {
            assert!((at_points(x) - exact(x)).abs() < 1e-15, "{x}");
        }
        for i in 0..=60_000 {
            let at = f64::from(i) * 1e-4;
            let after = cdf.x().partition_point(|&p| p <= at).clamp(1, cdf.x().len() - 1);
            let share = (at - cdf.x()[after - 1]) / (cdf.x()[after] - cdf.x()[after - 1]);
            let got = cdf.y()[after - 1] + share * (cdf.y()[after] - cdf.y()[after - 1]);
            assert!((got - exact(at)).abs() < 1.001e-6, "{got} is not {} at {at}", exact(at));
        }
        assert!(cdf.x().len() < 600, "{} points", cdf.x().len());
    }

    #[test]
    fn many_densities_stay_within_the_limit_of_points() {
        let count = crate::tables::MOST_DENSITIES;
        let x: Vec<f64> = (0..count).map(|i| i as f64).collect();
        // A comb: every piece is a whole ramp, the worst case.
        let comb: Vec<f64> = (0..count).map(|i| (i % 2) as f64).collect();
        let cdf = Cdf::from_density(&x, &comb, "comb").unwrap();
        assert!(cdf.x().len() >= count && cdf.x().len() <= crate::tables::MOST_POINTS, "{}", cdf.x().len());
        Cdf::new(cdf.x(), cdf.y(), "the same again").unwrap();
        let (more, level) = ([&x[..], &[1e9]].concat(), vec![1.0; count + 1]);
        let refused = Cdf::from_density(&more, &level, "comb").unwrap_err().to_string();
        assert!(refused.contains("524289 points; from 2 to 524288 are allowed"), "{refused}");
    }

    #[test]
    fn densities_of_any_size_and_place() {
        let next = 1.0f64.next_up();
        for (x, d) in [
            ([1.0, next, 2.0], [0.0, 1.0, 0.0]),
            ([-1e30, 0.0, 1e30], [0.0, 1e30, 1e30]),
            ([0.0, 1e-30, 1e30], [1e30, 1e-30, 0.0]),
            ([0.0, 1.0, 2.0], [1e-300, 0.0, 1e-300]),
        ] {
            let cdf = Cdf::from_density(&x, &d, "density").unwrap();
            Cdf::new(cdf.x(), cdf.y(), "the same").unwrap();
            assert_eq!((cdf.y()[0], cdf.y()[cdf.y().len() - 1]), (0.0, 1.0));
        }
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
        assert!(message(&[1.0]).contains("1 point; from 2"));
        let density = |d: &[f64]| Cdf::from_density(&[0.0, 1.0], d, "d").unwrap_err().to_string();
        assert!(density(&[-1.0, 2.0]).contains("y[0] is -1"));
        assert!(density(&[0.0, 0.0]).contains("integrates to 0"));
        let one = Cdf::from_density(&[0.0], &[1.0], "d").unwrap_err().to_string();
        assert!(one.contains("1 point; from 2 to 524288 are allowed"), "{one}");
    }
}

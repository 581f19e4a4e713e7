//! A property as a function of one variable.

use super::{CURVE, check_points};
use crate::{Result, memory};

/// A constant, or points with straight lines between them and constant values beyond the ends.
#[derive(Debug, Clone, PartialEq)]
pub enum Curve {
    /// The same value everywhere.
    Constant(f64),
    /// Points by strictly increasing x; as many x as y, at least one.
    Points {
        /// Where the points are.
        x: Vec<f64>,
        /// Values there.
        y: Vec<f64>,
    },
}

impl Curve {
    /// A curve through points; `what` names it in messages. Fails where the lengths differ, there
    /// is no point, a number is not finite, or x does not increase strictly.
    pub fn new(x: &[f64], y: &[f64], what: &str) -> Result<Self> {
        check_points(x, y, CURVE, what)?;
        Ok(Self::Points { x: memory::copied(x, what)?, y: memory::copied(y, what)? })
    }

    /// Checks points that may have been put together by hand.
    pub(crate) fn check(&self, what: &str) -> Result<()> {
        match self {
            Self::Constant(_) => Ok(()),
            Self::Points { x, y } => check_points(x, y, CURVE, what),
        }
    }

    /// Bytes of its points.
    pub(crate) fn bytes(&self) -> usize {
        match self {
            Self::Constant(_) => 0,
            Self::Points { x, y } => size_of_val(&x[..]) + size_of_val(&y[..]),
        }
    }

    /// The value at `at`, in double precision; NaN is taken as the lower end, as the kernels do.
    pub fn value(&self, at: f64) -> f64 {
        let (x, y) = match self {
            Self::Constant(value) => return *value,
            Self::Points { x, y } => (x, y),
        };
        let after = x.partition_point(|&point| point <= at);
        match (x.get(after.wrapping_sub(1)), x.get(after)) {
            (None, _) => y[0],
            (Some(_), None) => y[after - 1],
            (Some(x0), Some(x1)) => y[after - 1] + (at - x0) * ((y[after] - y[after - 1]) / (x1 - x0)),
        }
    }

    /// Smallest and largest value.
    pub fn range(&self) -> (f64, f64) {
        match self {
            Self::Constant(value) => (*value, *value),
            Self::Points { y, .. } => y
                .iter()
                .fold((f64::INFINITY, f64::NEG_INFINITY), |(lo, hi), &value| (lo.min(value), hi.max(value))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Curve;

    #[test]
    fn lines_between_points_and_constant_ends() {
        let curve = Curve::new(&[1.0, 2.0, 4.0], &[10.0, 20.0, 0.0], "curve").unwrap();
        for (x, y) in
            [(0.0, 10.0), (1.0, 10.0), (1.5, 15.0), (2.0, 20.0), (3.0, 10.0), (4.0, 0.0), (9.0, 0.0)]
        {
            assert_eq!(curve.value(x), y, "at {x}");
        }
        assert_eq!(curve.value(f64::NAN), 10.0);
        assert_eq!(curve.value(f64::INFINITY), 0.0);
        assert_eq!(curve.range(), (0.0, 20.0));
        assert_eq!(Curve::new(&[5.0], &[7.0], "one").unwrap().value(99.0), 7.0);
        assert_eq!(Curve::Constant(3.0).range(), (3.0, 3.0));
    }

    #[test]
    fn bad_points_are_named() {
        for (x, y, part) in [
            (&[1.0, 2.0][..], &[1.0][..], "2 x values and 1 y"),
            (&[], &[], "0 points"),
            (&[1.0, 1.0], &[1.0, 1.0], "x[1] = 1 follows x[0] = 1"),
            (&[1.0, f64::NAN], &[1.0, 1.0], "x[1] is NaN"),
            (&[1.0, 2.0], &[1.0, f64::INFINITY], "y[1] is inf"),
            (&[1.0, 2.0], &[1.0, 1e31], "y[1] is 1"),
        ] {
            let message = Curve::new(x, y, "water index").unwrap_err().to_string();
            assert!(message.starts_with("water index: ") && message.contains(part), "{message}");
        }
    }
}

//! Range checks of optical properties.

use crate::tables::Curve;
use crate::words::real;
use crate::{Error, Result, memory};

/// How messages name an entry: `material 3 ("water")`.
pub(crate) fn label(kind: &str, index: usize, name: &str) -> String {
    if name.is_empty() { format!("{kind} {index}") } else { format!("{kind} {index} (\"{name}\")") }
}

/// Rounding allowed to sums of probabilities.
const TOLERANCE: f64 = 1e-6;

/// Checks that a number lies in [lo, hi]; NaN does not.
pub(crate) fn number(value: f64, lo: f64, hi: f64, what: &str) -> Result<()> {
    if (lo..=hi).contains(&value) {
        return Ok(());
    }
    // Round ends are shorter with an exponent.
    let [lo, hi] = [lo, hi].map(|end| match end.abs() >= 1e5 {
        true => format!("{end:e}"),
        false => real(end).to_string(),
    });
    Err(Error::argument(format!("{what} is {}; {lo} to {hi} is allowed", real(value))))
}

/// Checks that all values of a curve lie in [lo, hi], and that its points are in order.
pub(super) fn curve(curve: &Curve, lo: f64, hi: f64, what: &str) -> Result<()> {
    curve_within(curve, lo, hi, 0.0, what)
}

/// Checks that a curve is a probability everywhere.
pub(super) fn probability(curve: &Curve, what: &str) -> Result<()> {
    curve_within(curve, 0.0, 1.0, TOLERANCE, what)
}

fn curve_within(curve: &Curve, lo: f64, hi: f64, slack: f64, what: &str) -> Result<()> {
    let fits = |value: &f64| (lo..=hi + slack).contains(value);
    match curve {
        Curve::Constant(value) if fits(value) => Ok(()),
        Curve::Constant(value) => number(*value, lo, hi, what),
        Curve::Points { x, y } => {
            curve.check(what)?;
            match y.iter().position(|value| !fits(value)) {
                None => Ok(()),
                Some(i) => number(y[i], lo, hi, &format!("{what} at {}", real(x[i]))),
            }
        }
    }
}

/// Checks that probabilities add up to 1 at most. Piecewise linear functions have their largest sum
/// at one of their points.
pub(super) fn sum(parts: &[(&str, &Curve)], what: &str) -> Result<()> {
    let count = |part: &Curve| if let Curve::Points { x, .. } = part { x.len() } else { 0 };
    let mut points = memory::room(parts.iter().map(|(_, part)| count(part)).sum::<usize>(), what)?;
    for (_, part) in parts {
        if let Curve::Points { x, .. } = part {
            points.extend(x);
        }
    }
    points.sort_unstable_by(f64::total_cmp);
    points.dedup();
    let at_most_1 = |at: Option<f64>| {
        let total: f64 = parts.iter().map(|(_, part)| part.value(at.unwrap_or(0.0))).sum();
        if total <= 1.0 + TOLERANCE {
            return Ok(());
        }
        let names: Vec<&str> = parts.iter().map(|(name, _)| *name).collect();
        let place = at.map_or(String::new(), |at| format!(" at {at} nm"));
        Err(Error::argument(format!(
            "{what}: {} add up to {total}{place}; 1 at most is allowed",
            names.join(" + ")
        )))
    };
    if points.is_empty() {
        return at_most_1(None); // all constant: no wavelength to name
    }
    points.into_iter().try_for_each(|at| at_most_1(Some(at)))
}

/// Checks angle `i` of incidence, which follows `before`: it lies within [0, pi/2] and above that one, in
/// single precision too.
pub(super) fn next_angle(angle: f64, i: usize, before: Option<f64>, what: &str) -> Result<()> {
    number(angle, 0.0, std::f64::consts::FRAC_PI_2 + TOLERANCE, &format!("{what}: angle {i} (radians)"))?;
    match before {
        Some(before) if before as f32 >= angle as f32 => Err(Error::argument(format!(
            "{what}: angle {i} is {angle} after {before}; angles must increase strictly"
        ))),
        _ => Ok(()),
    }
}

/// Checks angles of incidence: strictly increasing within [0, pi/2].
pub(super) fn angles<'a>(angles: impl Iterator<Item = &'a f64>, what: &str) -> Result<()> {
    let mut last: Option<f64> = None;
    let mut count = 0;
    for (i, &angle) in angles.enumerate() {
        next_angle(angle, i, last, what)?;
        last = Some(angle);
        count += 1;
    }
    if count == 0 {
        return Err(Error::argument(format!("{what}: no angle is given; one or more are needed")));
    }
    Ok(())
}

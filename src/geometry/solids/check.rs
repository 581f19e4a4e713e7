//! Refuses parameters that make no solid; messages say the parameter, what it was and what is allowed.

/// The largest length in mm, a light-second: what is above is a mistake, and its square is far from overflow.
pub(super) const LARGEST: f64 = 3e11;

/// A finite length of any sign.
pub(super) fn coordinate(name: &str, x: f64) -> Result<(), String> {
    if x.abs() <= LARGEST {
        return Ok(());
    }
    Err(format!("{name} is {x}, must be finite and at most {LARGEST:e} mm"))
}

/// A length above zero.
pub(super) fn positive(name: &str, x: f64) -> Result<(), String> {
    coordinate(name, x)?;
    if x > 0.0 {
        return Ok(());
    }
    Err(format!("{name} is {x}, must be above 0"))
}

/// A length of zero or more.
pub(super) fn not_negative(name: &str, x: f64) -> Result<(), String> {
    coordinate(name, x)?;
    if x >= 0.0 {
        return Ok(());
    }
    Err(format!("{name} is {x}, must not be negative"))
}

/// A finite angle in rad.
pub(super) fn angle(name: &str, x: f64) -> Result<(), String> {
    if x.abs() <= 1e6 {
        return Ok(());
    }
    Err(format!("{name} is {x}, must be a finite angle in rad"))
}

/// An angle, in rad, whose tangent says how far something leans: less than a right angle either way.
pub(super) fn slant(name: &str, x: f64) -> Result<(), String> {
    if x.abs() < std::f64::consts::FRAC_PI_2 - 1e-9 {
        return Ok(());
    }
    Err(format!("{name} is {x}, must be between -pi/2 and pi/2"))
}

/// An inner and an outer radius, the inner one smaller.
pub(super) fn radii(names: [&str; 2], rmin: f64, rmax: f64) -> Result<(), String> {
    not_negative(names[0], rmin)?;
    positive(names[1], rmax)?;
    if rmin < rmax {
        return Ok(());
    }
    Err(format!("{} is {rmin}, must be less than {} = {rmax}", names[0], names[1]))
}

/// A number of things.
pub(super) fn count(name: &str, n: usize, least: usize, most: usize) -> Result<(), String> {
    if (least..=most).contains(&n) {
        return Ok(());
    }
    Err(format!("{name}: there are {n}, must be from {least} to {most}"))
}

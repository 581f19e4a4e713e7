//! Checks of a source's numbers.

use crate::words::real;
use crate::{Error, Result};

pub(super) fn vector(values: [f64; 3], name: &str) -> Result<[f32; 3]> {
    if values.iter().any(|v| !(*v as f32).is_finite()) {
        return Err(Error::argument(format!("{name} is {values:?}; finite numbers are needed")));
    }
    Ok(values.map(|v| v as f32))
}

pub(super) fn unit(values: [f64; 3], name: &str) -> Result<[f32; 3]> {
    vector(values, name)?;
    let length = values.iter().map(|v| v * v).sum::<f64>().sqrt();
    if length < 1e-30 {
        return Err(Error::argument(format!("{name} is {values:?}; a vector other than 0 is needed")));
    }
    Ok(values.map(|v| (v / length) as f32))
}

pub(super) fn number(value: f64, least: f64, name: &str) -> Result<f32> {
    if value < least || !(value as f32).is_finite() {
        let least = if least == f64::NEG_INFINITY { String::new() } else { format!(" of at least {least}") };
        let value = real(value);
        return Err(Error::argument(format!("{name} is {value}; a finite number{least} is needed")));
    }
    Ok(value as f32)
}

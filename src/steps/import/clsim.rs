//! Steps of IceCube's clsim (I3CLSimStep): 48 bytes, lengths in m.

use super::super::{LIGHT_SPEED, StepKind, StepRecord};
use crate::{Error, Result};

/// mm/m.
const MM: f64 = 1000.0;

/// A record of a step: x, y, z, time; theta, phi, length, beta; number of photons, weight, identifier; source type.
/// Light is even along the step.
pub fn clsim(bytes: &[u8; 48], material: u32) -> Result<StepRecord> {
    let word =
        |i: usize| u32::from_le_bytes([bytes[4 * i], bytes[4 * i + 1], bytes[4 * i + 2], bytes[4 * i + 3]]);
    let number = |i: usize| f64::from(f32::from_bits(word(i)));
    if bytes[44] != 0 {
        return Err(Error::argument(format!("source type is {}; 0, Cherenkov light, is allowed", bytes[44])));
    }
    let (theta, phi, length, beta) = (number(4), number(5), MM * number(6), number(7));
    let direction = [theta.sin() * phi.cos(), theta.sin() * phi.sin(), theta.cos()];
    Ok(StepRecord {
        id: word(10).into(),
        count: word(8).into(),
        kind: StepKind::Cherenkov,
        material,
        position: [0, 1, 2].map(|i| MM * number(i)),
        time: number(3),
        displacement: direction.map(|x| length * x),
        length,
        velocity: beta * LIGHT_SPEED,
        end_velocity: beta * LIGHT_SPEED,
        charge: 1.0,
        yield_start: 1.0,
        yield_end: 1.0,
        weight: number(9),
        ..StepRecord::default()
    })
}

//! Gensteps of Opticks: six quads of single precision or 32-bit integers (sysrap/scerenkov.h and sscint.h).

use super::super::{LIGHT_SPEED, StepKind, StepRecord};
use crate::layout::NONE;
use crate::{Error, Result};

/// Numbers of a genstep.
pub const GENSTEP: usize = 24;

/// Gentypes of OpticksGenstep.h with light of particles, those before 2021 (of Geant4 10.4.2 and Daya Bay) too.
const CHERENKOV: [u32; 4] = [15, 18, 1, 3];
const SCINTILLATION: [u32; 4] = [16, 5, 2, 4];

/// A record of a genstep. `materials` has the geometry's material for each number that gensteps have for one, which
/// is a row of Opticks' boundary texture; [`NONE`]: there is none.
pub fn opticks(genstep: &[f32; GENSTEP], materials: &[u32]) -> Result<StepRecord> {
    let word = |i: usize| genstep[i].to_bits();
    let number = |i: usize| f64::from(genstep[i]);
    let (gentype, row) = (word(0), word(2));
    let kind = match gentype {
        kind if CHERENKOV.contains(&kind) => StepKind::Cherenkov,
        kind if SCINTILLATION.contains(&kind) => StepKind::Scintillation,
        other => {
            return Err(Error::argument(format!(
                "gentype is {other}; {CHERENKOV:?} (Cherenkov) and {SCINTILLATION:?} (scintillation) are allowed"
            )));
        }
    };
    let material = materials.get(row as usize).copied().unwrap_or(NONE);
    if material == NONE {
        return Err(Error::argument(format!(
            "its material is row {row} of the boundary texture, for which `materials` has none of the geometry's"
        )));
    }
    if word(3) > i32::MAX as u32 {
        return Err(Error::argument(format!(
            "its number of photons is {}; 0 or more is needed",
            word(3) as i32
        )));
    }
    if let Some(i) = (4..16).filter(|i| *i != 12).find(|i| !number(*i).is_finite()) {
        return Err(Error::argument(format!("its number {i} is {}; finite numbers are needed", number(i))));
    }
    let mut record = StepRecord {
        id: word(1).into(),
        count: word(3).into(),
        kind,
        material,
        position: [4, 5, 6].map(number),
        time: number(7),
        displacement: [8, 9, 10].map(number),
        length: number(11),
        charge: number(13),
        weight: number(14),
        velocity: number(15),
        ..StepRecord::default()
    };
    match kind {
        StepKind::Cherenkov => {
            record.end_velocity = number(23);
            if record.velocity == 0.0 && record.end_velocity == 0.0 {
                if !(number(16) > 1.0 - 1e-6) {
                    return Err(Error::argument(format!(
                        "its velocities are 0 and BetaInverse is {}; 1 or more is needed",
                        number(16)
                    )));
                }
                let mean = (LIGHT_SPEED / number(16)).min(LIGHT_SPEED);
                (record.velocity, record.end_velocity) = (mean, mean);
            }
            (record.wavelength_min, record.wavelength_max) = (number(17), number(18));
            (record.yield_start, record.yield_end) = (number(21), number(22));
        }
        _ => {
            record.end_velocity = record.velocity; // both are the mean one
            record.decay_time = number(20);
        }
    }
    Ok(record)
}

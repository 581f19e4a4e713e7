//! Placed meshes.

use super::{LARGEST_COORDINATE, index};
use crate::optics::number;
use crate::{Error, Result};

/// How far rows may be from orthonormal; rotations that went through single precision or a text
/// file stay well within.
const TOLERANCE: f64 = 1e-4;

/// A mesh placed in the world: point = rotation * vertex + translation.
#[derive(Debug, Clone, PartialEq)]
pub struct Instance {
    /// Index of the mesh.
    pub mesh: u32,
    /// Row-major rotation: orthonormal within 1e-4 and without reflection; made exactly so.
    pub rotation: [f64; 9],
    /// Translation in mm.
    pub translation: [f64; 3],
    /// Channel that its detected photons count for; -1: none.
    pub channel: i32,
    /// Of two that touch or overlap, the one of higher priority counts where both are; of one priority it is the one of smaller
    /// volume.
    pub priority: u32,
}

impl Default for Instance {
    fn default() -> Self {
        Self {
            mesh: 0,
            rotation: [1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0],
            translation: [0.0; 3],
            channel: -1,
            priority: 0,
        }
    }
}

impl Instance {
    /// A mesh as it is, without a channel.
    pub fn of(mesh: u32) -> Self {
        Self { mesh, ..Self::default() }
    }

    pub(super) fn check(&self, meshes: usize, number: usize) -> Result<()> {
        index(self.mesh, meshes, "meshes", format_args!("instance {number}: mesh"))?;
        self.check_values().map_err(|what| Error::argument(format!("instance {number}: {what}")))
    }

    /// Checks all but the mesh. The message does not say which instance it is: a file that it comes from
    /// names its own place.
    pub(crate) fn check_values(&self) -> std::result::Result<(), String> {
        for (axis, value) in ["x", "y", "z"].into_iter().zip(self.translation) {
            if value.is_nan() || value.abs() > LARGEST_COORDINATE {
                let what = format!("translation {axis} (mm)");
                number(value, -LARGEST_COORDINATE, LARGEST_COORDINATE, &what)
                    .map_err(|error| error.to_string())?;
            }
        }
        if self.channel < -1 {
            return Err(format!("channel is {}; 0 or more, or -1 for none, is allowed", self.channel));
        }
        let error = orthonormality_error(&self.rotation);
        if error.is_nan() || error > TOLERANCE {
            return Err(format!(
                "rotation is off an orthonormal matrix by {error:.3e}; {TOLERANCE:e} at most is allowed"
            ));
        }
        if determinant(&self.rotation) < 0.0 {
            return Err("rotation has determinant -1; a reflection would turn the mesh inside out".into());
        }
        Ok(())
    }

    /// The nearest true rotation: Newton's iteration for the polar decomposition (Higham 1986),
    /// which converges quadratically. What is orthonormal to rounding stays as it is.
    pub(crate) fn exact_rotation(&self) -> [f64; 9] {
        let mut r = self.rotation;
        for _ in 0..4 {
            if orthonormality_error(&r) < 1e-14 {
                break;
            }
            let cofactors = cofactors(&r);
            let det = determinant(&r);
            for (x, c) in r.iter_mut().zip(cofactors) {
                *x = 0.5 * (*x + c / det); // the inverse transpose is the cofactors over the determinant
            }
        }
        r
    }
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

fn cofactors(r: &[f64; 9]) -> [f64; 9] {
    let minor = |a: usize, b: usize, c: usize, d: usize| r[a] * r[d] - r[b] * r[c];
    [
        minor(4, 5, 7, 8),
        minor(5, 3, 8, 6),
        minor(3, 4, 6, 7),
        minor(7, 8, 1, 2),
        minor(8, 6, 2, 0),
        minor(6, 7, 0, 1),
        minor(1, 2, 4, 5),
        minor(2, 0, 5, 3),
        minor(0, 1, 3, 4),
    ]
}

fn determinant(r: &[f64; 9]) -> f64 {
    dot(&r[..3], &cofactors(r)[..3])
}

/// Largest entry of |R Rᵀ - 1|; NaN where the matrix has one.
fn orthonormality_error(r: &[f64; 9]) -> f64 {
    let mut worst = 0.0_f64;
    for i in 0..3 {
        for j in i..3 {
            let error = (dot(&r[3 * i..], &r[3 * j..]) - f64::from(u8::from(i == j))).abs();
            worst = if error.is_nan() || worst.is_nan() { f64::NAN } else { worst.max(error) };
        }
    }
    worst
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounded_rotations_are_made_exact() {
        let (s, c) = 0.3_f64.sin_cos();
        let mut instance = Instance::of(0);
        instance.rotation = [c, -s, 0.0, s, c, 0.0, 0.0, 0.0, 1.0].map(|x| (x * 1e5_f64).round() / 1e5);
        assert!(orthonormality_error(&instance.rotation) > 1e-7);
        let exact = instance.exact_rotation();
        assert!(orthonormality_error(&exact) < 1e-15 * 4.0);
        assert!((exact[0] - c).abs() < 1e-5 && (exact[3] - s).abs() < 1e-5);
        assert!((determinant(&exact) - 1.0).abs() < 1e-14);
        assert_eq!(Instance::of(0).exact_rotation(), Instance::of(0).rotation);
    }

    #[test]
    fn bad_transforms_are_refused() {
        let message = |change: fn(&mut Instance)| {
            let mut instance = Instance::of(0);
            change(&mut instance);
            instance.check(1, 7).unwrap_err().to_string()
        };
        assert!(message(|i| i.rotation[0] = -1.0).contains("instance 7: rotation has determinant -1"));
        assert!(message(|i| i.rotation[0] = 1.001).contains("off an orthonormal matrix by 2.001e-3"));
        assert!(message(|i| i.rotation[5] = f64::NAN).contains("by NaN"));
        assert!(message(|i| i.translation[1] = 1e8).contains("translation y (mm) is 100000000"));
        assert!(message(|i| i.translation[2] = f64::NAN).contains("translation z (mm) is NaN"));
        assert!(message(|i| i.channel = -2).contains("channel is -2"));
        assert!(message(|i| i.mesh = 1).contains("mesh is 1; meshes 0 to 0 exist"));
    }
}

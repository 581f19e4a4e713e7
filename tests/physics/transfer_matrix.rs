//! An absorbing film between two media by the characteristic matrix (Abeles; Macleod, Thin-Film
//! Optical Filters, ch. 2): admittances, not the sum over reflections that the kernels use.

use std::ops::{Add, Div, Mul, Sub};

#[derive(Debug, Clone, Copy)]
pub struct Complex(pub f64, pub f64);

impl Add for Complex {
    type Output = Self;
    fn add(self, b: Self) -> Self {
        Self(self.0 + b.0, self.1 + b.1)
    }
}
impl Sub for Complex {
    type Output = Self;
    fn sub(self, b: Self) -> Self {
        Self(self.0 - b.0, self.1 - b.1)
    }
}
impl Mul for Complex {
    type Output = Self;
    fn mul(self, b: Self) -> Self {
        Self(self.0 * b.0 - self.1 * b.1, self.0 * b.1 + self.1 * b.0)
    }
}
impl Div for Complex {
    type Output = Self;
    fn div(self, b: Self) -> Self {
        let norm = b.0 * b.0 + b.1 * b.1;
        Self((self.0 * b.0 + self.1 * b.1) / norm, (self.1 * b.0 - self.0 * b.1) / norm)
    }
}

impl Complex {
    /// In polar form, with the imaginary part not below 0: fields decay along z with e^(i k z).
    fn root(self) -> Self {
        let (modulus, angle) = (self.0.hypot(self.1).sqrt(), 0.5 * self.1.atan2(self.0));
        let root = Self(modulus * angle.cos(), modulus * angle.sin());
        if root.1 < 0.0 { Self(-root.0, -root.1) } else { root }
    }
    fn norm2(self) -> f64 {
        self.0 * self.0 + self.1 * self.1
    }
    fn cos(self) -> Self {
        Self(self.0.cos() * self.1.cosh(), -self.0.sin() * self.1.sinh())
    }
    fn sin(self) -> Self {
        Self(self.0.sin() * self.1.cosh(), self.0.cos() * self.1.sinh())
    }
}

/// A film of index `eta + i k` and a thickness and wavelength in nm.
#[derive(Debug, Clone, Copy)]
pub struct Layer {
    pub n1: f64,
    pub eta: f64,
    pub k: f64,
    pub n3: f64,
    pub thickness: f64,
    pub wavelength: f64,
}

/// Reflectance and transmittance of one polarization.
#[derive(Debug, Clone, Copy)]
pub struct Powers {
    pub reflect: f64,
    pub transmit: f64,
    /// Amplitudes of the fields along the film, over that of the light, but for one factor in transmission.
    pub fields: [Complex; 2],
}

impl Complex {
    /// The cosine of the phase between two, but for a positive factor.
    pub fn along(self, b: Self) -> f64 {
        self.0 * b.0 + self.1 * b.1
    }
}

impl Layer {
    /// For s and p, at the sine of the angle of incidence.
    pub fn powers(&self, sin1: f64) -> [Powers; 2] {
        let one = Complex(1.0, 0.0);
        let indices = [Complex(self.n1, 0.0), Complex(self.eta, self.k), Complex(self.n3, 0.0)];
        let kx = Complex(self.n1 * sin1, 0.0);
        let cosines = indices.map(|n| (one - kx * kx / (n * n)).root());
        // n cos with the imaginary part not below 0, so that the field decays into the film
        let normal = [0, 1, 2].map(|i| {
            let value = indices[i] * cosines[i];
            if value.1 < 0.0 { Complex(-value.0, -value.1) } else { value }
        });
        let phase = Complex(std::f64::consts::TAU * self.thickness / self.wavelength, 0.0) * normal[1];
        [false, true].map(|p| {
            // tilted admittances, in units of free space: n cos for s, n / cos = n^2 / (n cos) for p
            let y = [0, 1, 2].map(|i| if p { indices[i] * indices[i] / normal[i] } else { normal[i] });
            let minus_i_sin = Complex(0.0, -1.0) * phase.sin();
            let b = phase.cos() + minus_i_sin * y[2] / y[1];
            let c = minus_i_sin * y[1] + phase.cos() * y[2];
            let sum = y[0] * b + c;
            let fields = [(y[0] * b - c) / sum, y[0] / sum];
            Powers { reflect: fields[0].norm2(), transmit: 4.0 * y[0].0 * y[2].0 / sum.norm2(), fields }
        })
    }
}

#[test]
fn known_films() {
    // A bare boundary, a quarter wave of the geometric mean, and a half wave that does nothing.
    let layer = Layer { n1: 1.0, eta: 1.5_f64.sqrt(), k: 0.0, n3: 1.5, thickness: 0.0, wavelength: 400.0 };
    let quarter = Layer { thickness: 100.0 / layer.eta, ..layer };
    let half = Layer { thickness: 200.0 / layer.eta, ..layer };
    for (layer, reflect) in [(layer, 0.04), (quarter, 0.0), (half, 0.04)] {
        for powers in layer.powers(0.0) {
            assert!((powers.reflect - reflect).abs() < 1e-12, "{layer:?}: {powers:?}");
            assert!((powers.reflect + powers.transmit - 1.0).abs() < 1e-12);
        }
    }
    // A thick absorber attenuates by e^(-4 pi k d / wavelength) and transmits next to nothing.
    let thick = Layer { eta: 2.7, k: 1.6, thickness: 500.0, ..layer };
    for powers in thick.powers(0.5) {
        assert!(powers.transmit < 1e-10 && (0.05..0.6).contains(&powers.reflect), "{powers:?}");
    }
}

//! Random numbers of steps, the same on every machine: numbers of photons depend on seed, event and the step's
//! number alone, and no function is used but + - * / and the square root.

use crate::backend::cpu::random::philox;

/// Digits of pi that follow those of the photons' key: another cipher, so other numbers.
const KEY: [u32; 2] = [0x1319_8a2e, 0x0370_7344];

/// Those of one step.
pub(super) struct Draws {
    stream: [u32; 4],
    step: u64,
    block: u32,
    words: [u32; 4],
    used: usize,
}

impl Draws {
    pub fn new(seed: u64, event: u64, step: u64) -> Self {
        let pair = [seed as u32, (seed >> 32) as u32, event as u32, (event >> 32) as u32];
        Self { stream: philox(pair, KEY), step, block: 0, words: [0; 4], used: 4 }
    }

    fn word(&mut self) -> u32 {
        if self.used == 4 {
            let [a, b, c, d] = self.stream;
            let counter = [self.block, self.step as u32, (self.step >> 32) as u32 ^ c, d];
            (self.words, self.used) = (philox(counter, [a, b]), 0);
            self.block = self.block.wrapping_add(1);
        }
        self.used += 1;
        self.words[self.used - 1]
    }

    /// In (0,1): odd multiples of 2^-53.
    pub fn uniform(&mut self) -> f64 {
        let (high, low) = (u64::from(self.word()), u64::from(self.word()));
        ((high << 20 | low >> 12) as f64 + 0.5) * (1.0 / (1u64 << 52) as f64)
    }

    /// Of mean 0 and standard deviation 1, by Marsaglia's polar method (SIAM Review 6 (1964) 260).
    pub fn normal(&mut self) -> f64 {
        loop {
            let (x, y) = (2.0 * self.uniform() - 1.0, 2.0 * self.uniform() - 1.0);
            let s = x * x + y * y;
            if s > 0.0 && s < 1.0 {
                return x * (-2.0 * ln(s) / s).sqrt();
            }
        }
    }

    /// Poisson's distribution: by inversion, and for means from 10 on by Hoermann's transformed rejection
    /// (PTRS: Insurance: Mathematics and Economics 12 (1993) 39).
    pub fn poisson(&mut self, mean: f64) -> u64 {
        if mean < 10.0 {
            return self.small_poisson(mean);
        }
        let b = 0.931 + 2.53 * mean.sqrt();
        let a = -0.059 + 0.02483 * b;
        let inverse_alpha = 1.1239 + 1.1328 / (b - 3.4);
        let accepted = 0.9277 - 3.6224 / (b - 2.0);
        let log_mean = ln(mean);
        loop {
            let (u, v) = (self.uniform() - 0.5, self.uniform());
            let edge = 0.5 - u.abs();
            let k = ((2.0 * a / edge + b) * u + mean + 0.43).floor();
            if edge >= 0.07 && v <= accepted {
                return k as u64;
            }
            if k < 0.0 || (edge < 0.013 && v > edge) {
                continue;
            }
            let left = ln(v * inverse_alpha / (a / (edge * edge) + b));
            if left <= k * log_mean - mean - ln_factorial(k) {
                return k as u64;
            }
        }
    }

    fn small_poisson(&mut self, mean: f64) -> u64 {
        let u = self.uniform();
        let mut probability = exp_minus(mean);
        let (mut sum, mut k) = (probability, 0u32);
        while u > sum && k < 200 {
            k += 1;
            probability *= mean / f64::from(k);
            sum += probability;
        }
        k.into()
    }
}

/// The natural logarithm of a normal, positive number.
fn ln(x: f64) -> f64 {
    const OFFSET: u64 = 0x3fe6_a09e_667f_3bcd; // of sqrt(1/2)
    let bits = x.to_bits().wrapping_sub(OFFSET);
    let exponent = (bits as i64) >> 52;
    let m = f64::from_bits((bits & 0x000f_ffff_ffff_ffff) + OFFSET);
    let f = (m - 1.0) / (m + 1.0); // below 0.172
    let f2 = f * f;
    let series = (0..14).rev().fold(0.0, |sum, i| sum * f2 + 1.0 / f64::from(2 * i + 1));
    exponent as f64 * std::f64::consts::LN_2 + 2.0 * f * series
}

/// e^-x for x from 0 to 10.
fn exp_minus(x: f64) -> f64 {
    let r = -x / 16.0;
    let mut y = (1..=22).rev().fold(1.0, |sum, i| 1.0 + sum * r / f64::from(i));
    for _ in 0..4 {
        y *= y;
    }
    y
}

/// ln k!, by Stirling's series from 20 on.
fn ln_factorial(k: f64) -> f64 {
    if k < 20.0 {
        return ln((2..=k as u32).fold(1.0, |product, i| product * f64::from(i)));
    }
    const HALF_LN_TAU: f64 = 0.918_938_533_204_672_8;
    let k2 = k * k;
    (k + 0.5) * ln(k) - k + HALF_LN_TAU + (1.0 / 12.0 - (1.0 / 360.0 - 1.0 / (1260.0 * k2)) / k2) / k
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_agree_with_the_standard_library() {
        for i in 1..2000 {
            let x = f64::from(i) * 0.005;
            assert!((exp_minus(x) / (-x).exp() - 1.0).abs() < 1e-14, "{x}");
            for y in [x, x * 1e-200, x * 1e200] {
                assert!((ln(y) - y.ln()).abs() <= 4e-16 * y.ln().abs().max(1.0), "{y}: {} {}", ln(y), y.ln());
            }
        }
        let mut sum = 0.0;
        for k in 1..1000 {
            sum += f64::from(k).ln();
            assert!((ln_factorial(k.into()) - sum).abs() < 1e-12 * sum.max(1.0), "{k}");
        }
    }

    /// Chi-square of many numbers against Poisson's probabilities, on both sides of the change of method.
    #[test]
    fn poisson_numbers_have_their_probabilities() {
        for mean in [0.01, 0.7, 4.0, 9.99, 10.0, 25.0, 300.0] {
            const N: u64 = 200_000;
            let mut counts = std::collections::BTreeMap::new();
            for i in 0..N {
                *counts.entry(Draws::new(7, 3, i).poisson(mean)).or_insert(0u64) += 1;
            }
            let (mut chi2, mut bins, mut expected, mut found, mut cumulative) = (0.0, 0.0, 0.0, 0.0, 0.0);
            let mut log_probability = -mean;
            for k in 0..2000u64 {
                if k > 0 {
                    log_probability += mean.ln() - (k as f64).ln();
                }
                expected += N as f64 * log_probability.exp();
                found += counts.get(&k).copied().unwrap_or(0) as f64;
                let rest = N as f64 - cumulative - expected;
                if expected >= 20.0 && rest >= 20.0 {
                    chi2 += (found - expected).powi(2) / expected;
                    cumulative += expected;
                    (expected, found, bins) = (0.0, 0.0, bins + 1.0);
                }
            }
            let rest = N as f64 - cumulative;
            chi2 += (found - rest).powi(2) / rest;
            // Wilson and Hilferty: the cube root of chi2 / n is nearly normal; 3.9 is p = 5e-5.
            let n: f64 = bins;
            if n >= 1.0 {
                let z = ((chi2 / n).cbrt() - (1.0 - 2.0 / (9.0 * n))) / (2.0 / (9.0 * n)).sqrt();
                assert!(z < 3.9, "mean {mean}: chi2 {chi2} of {n}");
            }
        }
    }

    #[test]
    fn normal_numbers_have_their_moments() {
        const N: u64 = 200_000;
        let (mut sum, mut squares, mut fourth) = (0.0, 0.0, 0.0);
        for i in 0..N {
            let x = Draws::new(8, 3, i).normal();
            (sum, squares, fourth) = (sum + x, squares + x * x, fourth + x.powi(4));
        }
        let n = N as f64;
        // Five standard deviations: variances of x, x^2 and x^4 are 1, 2 and 96.
        assert!((sum / n).abs() < 5.0 / n.sqrt());
        assert!((squares / n - 1.0).abs() < 5.0 * (2.0 / n).sqrt());
        assert!((fourth / n - 3.0).abs() < 5.0 * (96.0 / n).sqrt());
    }
}

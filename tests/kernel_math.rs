//! The kernels' own math functions against double precision: largest error in units in the last
//! place over the range that the physics uses, and the same bits at every instruction-set level.

use chroma2::backend::cpu::{Kernels, Level, kernels, kernels_of};
use chroma2::layout::math_function::{
    MATH_ACOS as ACOS, MATH_COS as COS, MATH_EXP as EXP, MATH_LOG as LOG, MATH_SIN as SIN,
};

fn evaluate(kernels: &Kernels, function: u32, x: &[f32]) -> Vec<f32> {
    let mut out = vec![0.0; x.len()];
    // SAFETY: both arrays have x.len() elements.
    unsafe { (kernels.math)(function, x.as_ptr(), out.as_mut_ptr(), x.len() as u64) };
    out
}

/// Every `stride`-th float from `from` to `to` (both positive).
fn floats(from: f32, to: f32, stride: usize) -> Vec<f32> {
    (from.to_bits()..=to.to_bits()).step_by(stride).map(f32::from_bits).collect()
}

/// Distance in units in the last place of the exact result.
fn ulps(got: f32, exact: f64) -> f64 {
    let near = exact as f32;
    let ulp = (f32::from_bits(near.abs().to_bits() + 1) - near.abs()) as f64;
    (got as f64 - exact).abs() / ulp
}

fn worst(function: u32, x: &[f32], exact: impl Fn(f64) -> f64) -> (f64, f32) {
    let got = evaluate(kernels(), function, x);
    x.iter().zip(got).fold((0.0, 0.0), |worst, (&x, y)| {
        let error = ulps(y, exact(x as f64));
        if error > worst.0 || error.is_nan() { (error, x) } else { worst }
    })
}

#[test]
fn log_of_uniform_numbers() {
    // uniform_log() lies in [2^-33, 1).
    let (error, x) = worst(LOG, &floats(f32::powi(2.0, -33), 1.0 - f32::EPSILON / 2.0, 101), f64::ln);
    println!("log: {error:.3} ulp at {x:e}");
    assert!(error < 1.0, "{error} ulp at {x:e}");
    let (error, x) = worst(LOG, &floats(f32::MIN_POSITIVE, f32::MAX, 997), f64::ln);
    println!("log, all normal numbers: {error:.3} ulp at {x:e}");
    assert!(error < 1.0, "{error} ulp at {x:e}");
}

#[test]
fn exp_of_attenuations() {
    let negative: Vec<f32> = floats(1e-30, 87.0, 211).into_iter().map(|x| -x).collect();
    for x in [negative, floats(1e-30, 88.7, 211)] {
        let (error, x) = worst(EXP, &x, f64::exp);
        println!("exp: {error:.3} ulp at {x:e}");
        assert!(error < 1.0, "{error} ulp at {x:e}");
    }
    let ends = [-1e30, -104.1, 88.8, f32::INFINITY, f32::NEG_INFINITY, 0.0, f32::NAN];
    let got = evaluate(kernels(), EXP, &ends);
    assert_eq!(&got[..6], &[0.0, 0.0, f32::INFINITY, f32::INFINITY, 0.0, 1.0]);
    assert!(got[6].is_nan());
    // Subnormal results lose digits, as every double rounding there does.
    let (x, exact) = (-95.0_f32, (-95.0_f64).exp());
    assert!((evaluate(kernels(), EXP, &[x])[0] as f64 - exact).abs() < 2.0 * 1.4e-45);
}

#[test]
fn sine_and_cosine_of_turns() {
    let tau = std::f64::consts::TAU;
    // Relative error where the result is not small, absolute in 2^-24 near its zeros.
    for (function, exact) in [(SIN, f64::sin as fn(f64) -> f64), (COS, f64::cos)] {
        let x = floats(1e-8, 1.0, 23);
        let got = evaluate(kernels(), function, &x);
        let mut largest = (0.0_f64, 0.0);
        for (&x, &y) in x.iter().zip(&got) {
            let error = (y as f64 - exact(tau * x as f64)).abs() / f64::powi(2.0, -24);
            if error > largest.0 {
                largest = (error, x);
            }
        }
        println!("function {function}: {:.3} * 2^-24 at {:e}", largest.0, largest.1);
        assert!(largest.0 < 1.0, "{} * 2^-24 at {:e}", largest.0, largest.1);
    }
    // In the first octant both are within 1 ulp.
    let (sin, _) = worst(SIN, &floats(1e-30, 0.125, 101), |x| (tau * x).sin());
    let (cos, _) = worst(COS, &floats(1e-30, 0.125, 101), |x| (tau * x).cos());
    println!("first octant: sin {sin:.3} ulp, cos {cos:.3} ulp");
    assert!(sin < 1.0 && cos < 1.0, "{sin} {cos}");
    // Exact at quarter turns, with thousands of turns too; odd and even.
    let quarters = [0.0, 0.25, 0.5, 0.75, 1.0, -0.25, 1000.25];
    assert_eq!(evaluate(kernels(), SIN, &quarters), [0.0, 1.0, 0.0, -1.0, 0.0, -1.0, 1.0]);
    assert_eq!(evaluate(kernels(), COS, &quarters).map_abs(), [1.0, 0.0, 1.0, 0.0, 1.0, 0.0, 0.0]);
    let x = floats(1e-6, 4.0, 100_003);
    let minus: Vec<f32> = x.iter().map(|x| -x).collect();
    let negated: Vec<f32> = evaluate(kernels(), SIN, &x).iter().map(|y| -y).collect();
    assert_eq!(evaluate(kernels(), SIN, &minus), negated);
    assert_eq!(evaluate(kernels(), COS, &minus), evaluate(kernels(), COS, &x));
}

trait MapAbs {
    fn map_abs(&self) -> Vec<f32>;
}
impl MapAbs for Vec<f32> {
    fn map_abs(&self) -> Vec<f32> {
        self.iter().map(|x| x.abs()).collect()
    }
}

#[test]
fn arc_cosine() {
    let mut x = floats(1e-30, 1.0, 101);
    x.extend(floats(1e-30, 1.0, 101).into_iter().map(|x| -x));
    let (error, at) = worst(ACOS, &x, f64::acos);
    println!("acos: {error:.3} ulp at {at:e}");
    assert!(error < 2.0, "{error} ulp at {at:e}");
    let pi = std::f32::consts::PI;
    assert_eq!(evaluate(kernels(), ACOS, &[1.0, -1.0, 0.0, 2.0, -2.0]), [0.0, pi, pi / 2.0, 0.0, pi]);
}

#[test]
fn the_same_bits_at_every_level() {
    let (Some(baseline), Some(v3)) = (kernels_of(Level::Baseline), kernels_of(Level::V3)) else {
        println!("this processor has the baseline only");
        return;
    };
    for (function, from, to) in
        [(LOG, 1e-12, 4.0), (EXP, 1e-6, 88.0), (SIN, 1e-6, 9.0), (COS, 1e-6, 9.0), (ACOS, 1e-6, 1.0)]
    {
        let x = floats(from, to, 4099);
        let (a, b) = (evaluate(baseline, function, &x), evaluate(v3, function, &x));
        let differ = a.iter().zip(&b).filter(|(a, b)| a.to_bits() != b.to_bits()).count();
        assert_eq!(differ, 0, "function {function}");
    }
}

//! Statistics for comparing simulated samples. All p-values are of the upper tail.

/// Logarithm of the gamma function for x > 0: Stirling's series (Abramowitz and Stegun 6.1.41)
/// after shifting x above 12, where five terms leave less than 1e-14.
pub fn ln_gamma(x: f64) -> f64 {
    assert!(x > 0.0, "ln_gamma of {x}");
    let (mut x, mut shift) = (x, 0.0);
    while x < 12.0 {
        shift += x.ln();
        x += 1.0;
    }
    let y = 1.0 / (x * x);
    let series = (1.0 / 12.0 - y * (1.0 / 360.0 - y * (1.0 / 1260.0 - y * (1.0 / 1680.0 - y / 1188.0)))) / x;
    (x - 0.5) * x.ln() - x + 0.5 * (2.0 * std::f64::consts::PI).ln() + series - shift
}

/// Regularised upper incomplete gamma function Q(a, x): the series (A&S 6.5.29) below a + 1, the
/// continued fraction (A&S 6.5.31, evaluated after Lentz) above.
pub fn gamma_q(a: f64, x: f64) -> f64 {
    assert!(a > 0.0 && x >= 0.0, "gamma_q({a}, {x})");
    if x == 0.0 {
        return 1.0;
    }
    let front = (a * x.ln() - x - ln_gamma(a)).exp();
    if x < a + 1.0 {
        let (mut term, mut sum, mut n) = (1.0 / a, 1.0 / a, a);
        while term > sum * 1e-16 {
            n += 1.0;
            term *= x / n;
            sum += term;
        }
        return (1.0 - front * sum).max(0.0);
    }
    let tiny = 1e-300;
    let mut b = x + 1.0 - a;
    let (mut c, mut d) = (1.0 / tiny, 1.0 / b);
    let mut fraction = d;
    for i in 1..100_000 {
        let i = f64::from(i);
        let step = -i * (i - a);
        b += 2.0;
        d = 1.0 / Some(step * d + b).filter(|d| d.abs() > tiny).unwrap_or(tiny);
        c = Some(b + step / c).filter(|c| c.abs() > tiny).unwrap_or(tiny);
        fraction *= d * c;
        if (d * c - 1.0).abs() < 1e-15 {
            break;
        }
    }
    front * fraction
}

/// Probability of a chi-square above `value`.
pub fn chi_square_p(value: f64, degrees_of_freedom: usize) -> f64 {
    match degrees_of_freedom {
        0 => 1.0,
        n => gamma_q(0.5 * n as f64, 0.5 * value),
    }
}

/// Bins are joined to their right neighbour until each expects this many entries of a sample.
const LEAST_IN_BIN: f64 = 10.0;

/// Two-sample chi-square test of histograms whose totals may differ: do they have one shape?
pub fn two_sample_chi_square(a: &[u64], b: &[u64]) -> f64 {
    assert_eq!(a.len(), b.len());
    let (total_a, total_b) = (a.iter().sum::<u64>() as f64, b.iter().sum::<u64>() as f64);
    if total_a == 0.0 || total_b == 0.0 {
        return if total_a == total_b { 1.0 } else { 0.0 };
    }
    // The smaller sample decides how wide bins must be.
    let share = total_a.min(total_b) / (total_a + total_b);
    let bins = joined(a, b, |a, b| (a + b) * share);
    let (to_a, to_b) = ((total_b / total_a).sqrt(), (total_a / total_b).sqrt());
    let value: f64 = bins.iter().map(|(a, b)| (to_a * a - to_b * b).powi(2) / (a + b)).sum();
    chi_square_p(value, bins.len() - 1)
}

/// Chi-square test of counts against expected ones whose sum is that of the counts.
pub fn chi_square_of_counts(counts: &[u64], expected: &[f64]) -> f64 {
    let total = counts.iter().sum::<u64>() as f64;
    let norm = total / expected.iter().sum::<f64>();
    let bins = joined(counts, expected, |_, e| e * norm);
    let value: f64 = bins.iter().map(|(n, e)| (n - e * norm).powi(2) / (e * norm)).sum();
    chi_square_p(value, bins.len() - 1)
}

fn joined<A: Copy + AsF64, B: Copy + AsF64>(
    a: &[A],
    b: &[B],
    size: impl Fn(f64, f64) -> f64,
) -> Vec<(f64, f64)> {
    let mut bins: Vec<(f64, f64)> = Vec::new();
    let mut open = (0.0, 0.0);
    for (a, b) in a.iter().zip(b) {
        open = (open.0 + a.as_f64(), open.1 + b.as_f64());
        if size(open.0, open.1) >= LEAST_IN_BIN {
            bins.push(std::mem::take(&mut open));
        }
    }
    match bins.last_mut() {
        Some(last) => *last = (last.0 + open.0, last.1 + open.1),
        None => bins.push(open),
    }
    bins
}

/// Numbers that bins hold.
pub trait AsF64 {
    fn as_f64(&self) -> f64;
}
impl AsF64 for u64 {
    fn as_f64(&self) -> f64 {
        *self as f64
    }
}
impl AsF64 for f64 {
    fn as_f64(&self) -> f64 {
        *self
    }
}

/// Difference of the shares a of n and b of m, in standard deviations under equal probabilities.
pub fn sigmas_of_counts(a: u64, n: u64, b: u64, m: u64) -> f64 {
    let (n, m) = (n as f64, m as f64);
    let (a, b) = (a as f64, b as f64);
    let pooled = (a + b) / (n + m);
    let variance = pooled * (1.0 - pooled) * (1.0 / n + 1.0 / m);
    if variance == 0.0 { 0.0 } else { (a / n - b / m) / variance.sqrt() }
}

/// Difference of a count out of `n` trials from a known probability, in standard deviations.
pub fn sigmas_of_share(count: u64, n: u64, probability: f64) -> f64 {
    let expected = n as f64 * probability;
    let sigma = (expected * (1.0 - probability)).sqrt();
    let difference = count as f64 - expected;
    if sigma > 0.0 {
        difference / sigma
    } else if difference == 0.0 {
        0.0
    } else {
        f64::INFINITY
    }
}

/// Difference of two sums of independent weights, each with its sum of squares, in standard
/// deviations (compound Poisson).
pub fn sigmas_of_sums(a: (f64, f64), b: (f64, f64)) -> f64 {
    let sigma = (a.1 + b.1).sqrt();
    if sigma > 0.0 { (a.0 - b.0) / sigma } else { 0.0 }
}

/// Asserts that two counts agree within 5 standard deviations.
#[track_caller]
pub fn assert_counts_agree(a: u64, n: u64, b: u64, m: u64, what: &str) {
    let sigmas = sigmas_of_counts(a, n, b, m);
    assert!(sigmas.abs() < 5.0, "{what}: {a} of {n} and {b} of {m} differ by {sigmas:.2} sigma");
}

/// Asserts that a count agrees with a probability within 5 standard deviations.
#[track_caller]
pub fn assert_share(count: u64, n: u64, probability: f64, what: &str) {
    let sigmas = sigmas_of_share(count, n, probability);
    assert!(sigmas.abs() < 5.0, "{what}: {count} of {n} is {sigmas:.2} sigma off p = {probability}");
}

/// Upper tail of the Kolmogorov distribution.
pub fn kolmogorov_q(lambda: f64) -> f64 {
    if lambda < 0.2 {
        return 1.0; // the tail is below 1e-12 there, where the series converges slowly
    }
    let mut sum = 0.0;
    for j in 1..=100 {
        let j = f64::from(j);
        let term = (-2.0 * j * j * lambda * lambda).exp();
        sum += if j as u32 % 2 == 1 { term } else { -term };
        if term < 1e-18 {
            break;
        }
    }
    (2.0 * sum).clamp(0.0, 1.0)
}

/// One-sample Kolmogorov-Smirnov test against a continuous distribution function, with Stephens'
/// (1970) correction for finite samples. Sorts the samples.
pub fn kolmogorov_smirnov(samples: &mut [f64], cdf: impl Fn(f64) -> f64) -> f64 {
    assert!(!samples.is_empty() && samples.iter().all(|x| x.is_finite()));
    samples.sort_unstable_by(f64::total_cmp);
    let n = samples.len() as f64;
    let mut distance = 0.0f64;
    for (i, &x) in samples.iter().enumerate() {
        let p = cdf(x);
        distance = distance.max(p - i as f64 / n).max((i + 1) as f64 / n - p);
    }
    kolmogorov_q((n.sqrt() + 0.12 + 0.11 / n.sqrt()) * distance)
}

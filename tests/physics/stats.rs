//! Statistical judgements: counts within five standard deviations, distributions by Kolmogorov and
//! Smirnov with p above one in a million. Seeds are fixed, so that an answer never changes.

/// Fails unless `count` of `total` agrees with a probability within five standard deviations; one
/// event more is allowed for single precision at probabilities of 0 and 1.
#[track_caller]
pub fn assert_fraction(count: usize, total: usize, probability: f64, what: &str) {
    let n = total as f64;
    let expected = n * probability;
    let sigma = (expected * (1.0 - probability)).max(0.0).sqrt();
    let off = (count as f64 - expected).abs();
    assert!(
        total > 0 && off <= 5.0 * sigma + 1.0,
        "{what}: {count} of {total}, {expected:.1} +- {sigma:.1} expected"
    );
}

/// Mean and its standard deviation.
pub fn mean(values: impl Iterator<Item = f64>) -> (f64, f64) {
    let (mut n, mut sum, mut squares) = (0.0, 0.0, 0.0);
    for value in values {
        n += 1.0;
        sum += value;
        squares += value * value;
    }
    let mean = sum / n;
    (mean, ((squares / n - mean * mean).max(0.0) / n).sqrt())
}

/// Fails unless the mean of the values agrees with what is expected within five standard deviations.
#[track_caller]
pub fn assert_mean(values: impl Iterator<Item = f64>, expected: f64, what: &str) {
    let (mean, sigma) = mean(values);
    assert!((mean - expected).abs() <= 5.0 * sigma + 1e-9, "{what}: {mean} +- {sigma}, {expected} expected");
}

/// Fails unless the values, of any order, are uniform in [0, 1].
#[track_caller]
pub fn assert_uniform(values: Vec<f64>, what: &str) {
    assert_uniform_above(1e-6, values, what);
}

/// The same with another least p.
#[track_caller]
pub fn assert_uniform_above(least: f64, mut values: Vec<f64>, what: &str) {
    assert!(values.len() >= 1000, "{what}: {} values are too few to judge", values.len());
    values.sort_unstable_by(f64::total_cmp);
    let n = values.len() as f64;
    let mut worst = 0.0_f64;
    for (i, &value) in values.iter().enumerate() {
        worst = worst.max(value - i as f64 / n).max((i + 1) as f64 / n - value);
    }
    let p = kolmogorov((n.sqrt() + 0.12 + 0.11 / n.sqrt()) * worst);
    assert!(p > least, "{what}: p = {p:e} (distance {worst:e}, {n} values)");
}

/// Chance of a scaled distance above `x` (Stephens 1970 for the scaling).
fn kolmogorov(x: f64) -> f64 {
    if x < 0.2 {
        return 1.0;
    }
    let sum: f64 = (1..=100)
        .map(|k| {
            let sign = if k % 2 == 1 { 1.0 } else { -1.0 };
            sign * (-2.0 * f64::from(k * k) * x * x).exp()
        })
        .sum();
    (2.0 * sum).clamp(0.0, 1.0)
}

#[test]
fn kolmogorov_has_its_known_quantiles() {
    for (x, p) in [(1.2239, 0.1), (1.3581, 0.05), (1.6276, 0.01), (0.5712, 0.9)] {
        assert!((kolmogorov(x) - p).abs() < 1e-4, "{x}: {}", kolmogorov(x));
    }
}

#[test]
fn what_is_not_uniform_is_noticed() {
    let values: Vec<f64> = (0..10_000).map(|i| (f64::from(i) / 10_000.0).powf(1.1)).collect();
    assert!(std::panic::catch_unwind(|| assert_uniform(values, "bent")).is_err());
    let even = (0..10_000).map(|i| f64::from(i) / 10_000.0).collect();
    assert_uniform(even, "even");
    assert!(std::panic::catch_unwind(|| assert_fraction(5260, 10_000, 0.5, "off")).is_err());
    assert_fraction(5240, 10_000, 0.5, "near");
}

/// Fails unless counts agree with what is expected by Pearson's chi-square at p = 1e-4. Counts of which few
/// are expected are taken together.
#[track_caller]
pub fn assert_chi_square(counts: &[f64], expected: &[f64], variance: impl Fn(usize) -> f64, what: &str) {
    let (mut sum, mut free) = (0.0, 0.0);
    let mut few = (0.0, 0.0, 0.0);
    let mut add = |count: f64, expected: f64, variance: f64| {
        sum += (count - expected).powi(2) / variance;
        free += 1.0;
    };
    for i in 0..counts.len() {
        if variance(i) >= 20.0 {
            add(counts[i], expected[i], variance(i));
        } else {
            few = (few.0 + counts[i], few.1 + expected[i], few.2 + variance(i));
        }
    }
    if few.2 >= 20.0 {
        add(few.0, few.1, few.2);
    } else {
        assert!((few.0 - few.1).abs() <= 5.0 * few.2.sqrt() + 1.0, "{what}: {} of {} expected", few.0, few.1);
    }
    // Wilson and Hilferty 1931.
    let share = 2.0 / (9.0 * free);
    let deviation = ((sum / free).cbrt() - (1.0 - share)) / share.sqrt();
    let off = |i: usize| (counts[i] - expected[i]) / variance(i).max(1.0).sqrt();
    let worst = (0..counts.len()).max_by(|&i, &j| off(i).abs().total_cmp(&off(j).abs())).unwrap_or(0);
    assert!(
        deviation < 3.719,
        "{what}: chi-square {sum} of {free}; {} of {} expected in {worst}",
        counts[worst],
        expected[worst]
    );
}

#[test]
fn chi_squares_beyond_their_quantile_are_noticed() {
    // The quantiles of 1e-4 are 18.4 and 161.3; the approximation gives 19.3 and 161.3.
    for (free, sum, good) in [(2, 18.0, true), (2, 20.0, false), (100, 160.0, true), (100, 164.0, false)] {
        let off = (sum / f64::from(free) * 1000.0_f64).sqrt();
        let counts = vec![1000.0 + off; free as usize];
        let expected = vec![1000.0; free as usize];
        let judged = || assert_chi_square(&counts, &expected, |_| 1000.0, "planted");
        assert_eq!(std::panic::catch_unwind(judged).is_ok(), good, "{sum} of {free}");
    }
}

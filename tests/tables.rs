//! Single-precision tables against the double-precision curves and distributions they come from.

use chroma2::tables::{Cdf, Curve, TableStore};
use proptest::prelude::*;

/// Largest error of a lookup: rounding of x on both sides times the slope around it, and of y.
fn tolerance(x: &[f64], y: &[f64], at: f64) -> f64 {
    let ulp = f64::from(f32::EPSILON);
    let scale = x.iter().chain([&at]).fold(0.0f64, |m, v| m.max(v.abs()));
    let near = x
        .windows(2)
        .zip(y.windows(2))
        .filter(|(x, _)| x[0] - 2.0 * ulp * scale <= at && at <= x[1] + 2.0 * ulp * scale);
    let slope = near.map(|(x, y)| ((y[1] - y[0]) / (x[1] - x[0])).abs()).fold(0.0, f64::max);
    let height = y.iter().fold(0.0f64, |m, v| m.max(v.abs()));
    4.0 * ulp * (scale * slope + height) + 1e-37
}

fn check_curve(x: &[f64], y: &[f64], at: impl IntoIterator<Item = f32>) {
    let curve = Curve::new(x, y, "curve").unwrap();
    let mut store = TableStore::default();
    store.constant(17.0); // offsets other than 0
    store.curve(&Curve::new(&[0.0, 1.0], &[1.0, 2.0], "other").unwrap()).unwrap();
    let index = store.curve(&curve).unwrap();
    for at in at {
        let (got, want) = (f64::from(store.value(index, at)), curve.value(f64::from(at)));
        assert!((got - want).abs() <= tolerance(x, y, f64::from(at)), "{got} is not {want} at {at}");
    }
}

#[test]
fn one_point_and_equal_points_are_constants() {
    let mut store = TableStore::default();
    let one = store.curve(&Curve::new(&[400.0], &[1.33], "one").unwrap()).unwrap();
    let level = store.curve(&Curve::new(&[300.0, 400.0, 600.0], &[1.33; 3], "level").unwrap()).unwrap();
    assert_eq!((one, level, store.constant(1.33)), (0, 0, 0));
    assert_eq!(store.constant(1.34), 1);
    assert_eq!(store.tables.len(), 2);
    for x in [f32::NEG_INFINITY, -1.0, 400.0, f32::NAN, f32::INFINITY] {
        assert_eq!(store.value(0, x), 1.33);
    }
}

#[test]
fn ends_and_points_are_exact() {
    let (x, y) = ([300.0, 400.0, 450.0, 800.0], [0.1, 0.9, 0.3, 0.7]);
    let mut store = TableStore::default();
    let index = store.curve(&Curve::new(&x, &y, "curve").unwrap()).unwrap();
    for (x, y) in x.iter().zip(y) {
        assert_eq!(store.value(index, *x as f32), y as f32);
    }
    for (x, y) in [(f32::NAN, 0.1), (-1e30, 0.1), (f32::NEG_INFINITY, 0.1), (1e30, 0.7), (f32::INFINITY, 0.7)]
    {
        assert_eq!(store.value(index, x), y);
    }
}

#[test]
fn ten_thousand_uneven_points() {
    let x: Vec<f64> = (0..10_000).map(|i| 100.0 + 1e-7 * f64::from(i).powi(3)).collect();
    let y: Vec<f64> = x.iter().map(|x| (x / 20.0).sin()).collect();
    check_curve(&x, &y, (0..5_000).map(|i| 90.0 + i as f32 * 21.0));
    check_curve(&x[..2], &y[..2], [99.0, 100.0, 100.00000005, 101.0]);
}

#[test]
fn points_that_coincide_in_single_precision_jump() {
    let x = [0.0, 100.0, 100.0 + 1e-9, 200.0];
    let mut store = TableStore::default();
    let index = store.curve(&Curve::new(&x, &[0.0, 0.0, 1.0, 1.0], "step").unwrap()).unwrap();
    assert_eq!(store.value(index, 99.999), 0.0);
    assert_eq!(store.value(index, 100.0), 1.0);
    let tiny = store.curve(&Curve::new(&[0.0, 1e-44], &[0.0, 1e30], "steep").unwrap()).unwrap();
    assert!(store.value(tiny, 1e-44).is_finite());
}

#[test]
fn inverse_cdf_never_draws_what_has_no_probability() {
    let x = [0.0, 1.0, 2.0, 3.0, 4.0, 5.0];
    let cdf = Cdf::new(&x, &[0.0, 0.0, 0.5, 0.5, 1.0, 1.0], "gaps").unwrap();
    let mut store = TableStore::default();
    let index = store.inverse_cdf(&cdf).unwrap();
    assert_eq!(store.tables[index as usize].segment_count, 2);
    for i in 0..=(1 << 16) {
        let value = store.value(index, i as f32 / 65536.0);
        assert!((1.0..=2.0).contains(&value) || (3.0..=4.0).contains(&value), "{value} at {i}/65536");
    }
    assert_eq!(store.value(index, f32::NAN), 1.0);
    assert_eq!(store.value(index, 0.0), 1.0);
    assert_eq!(store.value(index, 1.0), 4.0);
    assert_eq!(store.value(index, 7.0), 4.0);
}

fn increasing(steps: &[f64], from: f64) -> Vec<f64> {
    steps
        .iter()
        .scan(from, |x, step| {
            *x += step;
            Some(*x)
        })
        .collect()
}

proptest! {
    #[test]
    fn lookup_is_the_curve(
        points in prop::collection::vec((1e-3f64..1e3, -1e3f64..1e3), 2..200),
        from in -1e4f64..1e4,
        shares in prop::collection::vec(-0.1f64..1.1, 50),
    ) {
        let x = increasing(&points.iter().map(|p| p.0).collect::<Vec<_>>(), from);
        let y: Vec<f64> = points.iter().map(|p| p.1).collect();
        // Steps below single precision make jumps, which the tolerance does not cover.
        let fine = x.iter().fold(0.0f64, |m, v| m.max(v.abs())) * 1e-6;
        prop_assume!(points.iter().all(|p| p.0 > fine));
        let span = x[x.len() - 1] - x[0];
        check_curve(&x, &y, shares.iter().map(|s| (x[0] + s * span) as f32).chain(x.iter().map(|x| *x as f32)));
    }

    #[test]
    fn walk_never_starts_too_far(
        steps in prop::collection::vec(prop_oneof![1e-6f64..1e-3, 1e-3f64..1.0, 1.0f64..1e5], 2..300),
        from in -1e6f64..1e6,
        shares in prop::collection::vec(0.0f64..1.0, 50),
    ) {
        let x = increasing(&steps, from);
        let y: Vec<f64> = (0..x.len()).map(|i| (i % 7) as f64).collect();
        let mut store = TableStore::default();
        let index = store.curve(&Curve::new(&x, &y, "curve").unwrap()).unwrap();
        prop_assume!(store.tables[index as usize].segment_count > 0);
        let table = store.tables[index as usize];
        for share in shares {
            let at = ((x[0] + share * (x[x.len() - 1] - x[0])) as f32).clamp(table.lo, table.hi);
            let whole = store.segments.iter().rev().find(|s| s.x <= at).unwrap();
            prop_assert_eq!(store.value(index, at), (at - whole.x).mul_add(whole.slope, whole.y));
        }
    }

    #[test]
    fn inverse_cdf_is_the_inverse(
        steps in prop::collection::vec((0.1f64..100.0, prop_oneof![Just(0.0), 0.01f64..1.0]), 2..100),
        u in prop::collection::vec(0.0f32..=1.0, 50),
    ) {
        prop_assume!(steps.iter().skip(1).any(|s| s.1 > 0.0));
        let x = increasing(&steps.iter().map(|s| s.0).collect::<Vec<_>>(), -300.0);
        let mut y = increasing(&steps.iter().map(|s| s.1).collect::<Vec<_>>(), 0.0);
        let (first, sum) = (y[0], y[y.len() - 1] - y[0]);
        y.iter_mut().for_each(|y| *y = (*y - first) / sum);
        let cdf = Cdf::new(&x, &y, "cdf").unwrap();
        let mut store = TableStore::default();
        let index = store.inverse_cdf(&cdf).unwrap();
        for u in u {
            let got = f64::from(store.value(index, u));
            // Rounding of u may cross a gap: the result lies between those of neighbours of u.
            let (below, above) = (cdf.inverse(f64::from(u) - 3e-7), cdf.inverse(f64::from(u) + 3e-7));
            prop_assert!(below - 1e-2 <= got && got <= above + 1e-2, "{} <= {} <= {} at {}", below, got, above, u);
        }
    }
}

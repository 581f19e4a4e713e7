//! Sources: what they give, seen through the real kernels in an empty world, where photons end as
//! they began; and what is refused.

use crate::double::Channels;
use chroma2::backend::context::{Choice, Context};
use chroma2::layout::flag;
use chroma2::session::{
    Columns, Emission, EventOptions, Polarization, Session, SessionOptions, Shape, SourceSpec, Spectrum,
};
use chroma2::tables::Cdf;

const COUNT: u64 = 40_000;

fn point() -> SourceSpec {
    SourceSpec {
        shape: Shape::Point,
        position: [10.0, -20.0, 30.0],
        emission: Emission::Isotropic,
        spectrum: Spectrum::Fixed(400.0),
        polarization: Polarization::Random,
        time: 5.0,
        time_spread: 0.0,
        weight: 0.5,
        flags: flag::SCINTILLATION,
    }
}

fn emit_with(spec: &SourceSpec, threads: usize, chunk: u64) -> Columns {
    let context = Context::new(Choice::Cpu, threads).unwrap();
    let options = SessionOptions { chunk, ..Default::default() };
    let session = Session::new(context, Channels::new(), options).unwrap();
    let options = EventOptions { seed: 11, photons: true, ..Default::default() };
    let event = session.submit(spec.light(COUNT).unwrap(), options).unwrap();
    event.wait(None).unwrap();
    let results = event.results().unwrap();
    assert_eq!((results.summary.no_hit, results.summary.total()), (COUNT, COUNT));
    results.photons.clone().unwrap()
}

fn emit(spec: &SourceSpec) -> Columns {
    emit_with(spec, 2, 0)
}

fn dot(a: [f32; 3], b: [f32; 3]) -> f64 {
    a.iter().zip(b).map(|(a, b)| f64::from(*a) * f64::from(b)).sum()
}

/// Mean of values of known standard deviation, within five standard errors.
fn assert_mean(values: impl Iterator<Item = f64>, mean: f64, deviation: f64, what: &str) {
    let (sum, count) = values.fold((0.0, 0.0), |(sum, count), value| (sum + value, count + 1.0));
    let off = (sum / count - mean).abs() / (deviation / f64::sqrt(count));
    assert!(off < 5.0, "{what}: mean {} is {off} standard errors from {mean}", sum / count);
}

#[test]
fn a_point_shines_everywhere() {
    let light = emit(&point());
    for axis in 0..3 {
        assert_mean(
            light.direction.iter().map(|d| f64::from(d[axis])),
            0.0,
            (1f64 / 3.0).sqrt(),
            "direction",
        );
        let square = light.direction.iter().map(|d| f64::from(d[axis]).powi(2));
        assert_mean(square, 1.0 / 3.0, (4f64 / 45.0).sqrt(), "direction squared");
    }
    for i in 0..light.len() {
        assert!((dot(light.direction[i], light.direction[i]) - 1.0).abs() < 1e-6);
        assert!((dot(light.polarization[i], light.polarization[i]) - 1.0).abs() < 1e-6);
        assert!(dot(light.direction[i], light.polarization[i]).abs() < 1e-6);
        assert_eq!((light.position[i], light.time[i]), ([10.0, -20.0, 30.0], 5.0));
        assert_eq!((light.wavelength[i], light.weight[i]), (400.0, 0.5));
        assert_eq!(light.flags[i], flag::SCINTILLATION | flag::NO_HIT);
    }
    assert_eq!(light, emit_with(&point(), 7, 333));
}

#[test]
fn cones_are_even_in_solid_angle() {
    let axis = [0.0, 3.0, 4.0];
    let unit = [0.0, 0.6, 0.8];
    for (inner, outer) in [(0.0, 0.5), (0.7, 0.7), (0.2, std::f64::consts::PI), (0.0, 0.0)] {
        let light = emit(&SourceSpec { emission: Emission::Cone { axis, inner, outer }, ..point() });
        let (high, low) = (f64::cos(inner), f64::cos(outer));
        let cosines = || light.direction.iter().map(|d| dot(*d, unit));
        assert!(cosines().all(|c| low - 1e-6 < c && c < high + 1e-6));
        assert_mean(cosines(), 0.5 * (high + low), (high - low) / 12f64.sqrt() + 1e-4, "cosine");
    }
}

#[test]
fn narrow_cones_are_even_too() {
    let emission = Emission::Cone { axis: [0.0, 0.0, 1.0], inner: 0.0, outer: 1e-3 };
    let light = emit(&SourceSpec { emission, ..point() });
    let squares = || light.direction.iter().map(|d| f64::from(d[0]).powi(2) + f64::from(d[1]).powi(2));
    assert!(squares().all(|s| s < 1.001e-6));
    assert_mean(squares(), 0.5e-6, 1e-6 / 12f64.sqrt(), "squared angle");
}

#[test]
fn beams_fill_their_disk() {
    let emission = Emission::Cone { axis: [0.0, 0.0, -2.0], inner: 0.0, outer: 0.0 };
    let light = emit(&SourceSpec { shape: Shape::Beam { radius: 8.0 }, emission, ..point() });
    let squares =
        || light.position.iter().map(|p| f64::from(p[0] - 10.0).powi(2) + f64::from(p[1] + 20.0).powi(2));
    assert!(squares().all(|r2| r2 < 64.001) && light.position.iter().all(|p| (p[2] - 30.0).abs() < 1e-4));
    assert_mean(squares(), 32.0, 64.0 / 12f64.sqrt(), "squared radius");
    assert!(light.direction.iter().all(|d| *d == [0.0, 0.0, -1.0]));
}

#[test]
fn lines_are_even_in_place_and_time() {
    let shape = Shape::Line { end: [110.0, -20.0, 30.0], end_time: 25.0 };
    let light = emit(&SourceSpec { shape, ..point() });
    assert_mean(light.position.iter().map(|p| f64::from(p[0])), 60.0, 100.0 / 12f64.sqrt(), "x");
    for (position, time) in light.position.iter().zip(&light.time) {
        assert!((time - (5.0 + (position[0] - 10.0) * 0.2)).abs() < 1e-3);
        assert!((position[1], position[2]) == (-20.0, 30.0));
    }
}

#[test]
fn times_spread_as_a_gaussian() {
    let light = emit(&SourceSpec { time_spread: 2.0, ..point() });
    let off = || light.time.iter().map(|t| f64::from(*t) - 5.0);
    assert_mean(off(), 0.0, 2.0, "time");
    assert_mean(off().map(|t| t * t), 4.0, 4.0 * 2f64.sqrt(), "time squared");
    assert_mean(off().map(|t| if t.abs() < 2.0 { 1.0 } else { 0.0 }), 0.682_689, 0.4654, "within one sigma");
}

#[test]
fn spectra_and_polarizations() {
    let light = emit(&SourceSpec { spectrum: Spectrum::Uniform(300.0, 500.0), ..point() });
    assert!(light.wavelength.iter().all(|w| (300.0..=500.0).contains(w)));
    assert_mean(light.wavelength.iter().map(|w| f64::from(*w)), 400.0, 200.0 / 12f64.sqrt(), "wavelength");
    let table =
        Cdf::from_density(&[300.0, 400.0, 401.0, 500.0, 600.0], &[1.0, 1.0, 0.0, 0.0, 1.0], "lamp").unwrap();
    let light = emit(&SourceSpec { spectrum: Spectrum::Table(table), ..point() });
    assert!(light.wavelength.iter().all(|w| !(401.01..499.99).contains(w)));
    let low = light.wavelength.iter().map(|w| if *w <= 401.0 { 1.0 } else { 0.0 });
    assert_mean(low, 100.5 / 150.5, 0.4706, "share below the gap");

    let along = SourceSpec { polarization: Polarization::Along([0.0, 0.0, 2.0]), ..point() };
    let light = emit(&along);
    for (d, p) in light.direction.iter().zip(&light.polarization) {
        let across = (1.0 - f64::from(d[2]).powi(2)).sqrt();
        assert!((f64::from(p[2]) - across).abs() < 1e-3, "{d:?} {p:?}");
    }
    let emission = Emission::Cone { axis: [0.0, 0.0, 1.0], inner: 0.7, outer: 0.7 };
    let light = emit(&SourceSpec { polarization: Polarization::Radial, emission, ..point() });
    let component = f64::sin(0.7);
    assert!(light.polarization.iter().all(|p| (f64::from(p[2]).abs() - component).abs() < 1e-5));
}

#[test]
fn bad_sources_are_named() {
    let refused = |spec: SourceSpec, part: &str| {
        let message = spec.light(1).err().expect(part).to_string();
        assert!(message.contains(part), "{message}");
    };
    let cone = |axis, inner, outer| SourceSpec { emission: Emission::Cone { axis, inner, outer }, ..point() };
    refused(SourceSpec { position: [f64::NAN, 0.0, 0.0], ..point() }, "position");
    refused(SourceSpec { position: [1e39, 0.0, 0.0], ..point() }, "position");
    refused(SourceSpec { spectrum: Spectrum::Fixed(0.0), ..point() }, "wavelength is 0");
    refused(SourceSpec { spectrum: Spectrum::Fixed(f64::NAN), ..point() }, "wavelength is NaN");
    refused(SourceSpec { spectrum: Spectrum::Uniform(500.0, 400.0), ..point() }, "wavelength_end is 400");
    let cdf = Cdf::new(&[-1.0, 400.0], &[0.0, 1.0], "lamp").unwrap();
    refused(SourceSpec { spectrum: Spectrum::Table(cdf), ..point() }, "spectrum is -1");
    refused(cone([0.0; 3], 0.0, 1.0), "direction");
    refused(cone([0.0, 0.0, 1.0], 0.0, 4.0), "half_angle is 4");
    refused(cone([0.0, 0.0, 1.0], 0.6, 0.5), "inner_half_angle 0.6");
    refused(cone([0.0, 0.0, 1.0], f64::NAN, 0.5), "inner_half_angle NaN");
    refused(SourceSpec { shape: Shape::Beam { radius: 1.0 }, ..point() }, "a beam needs one");
    refused(SourceSpec { time_spread: -1.0, ..point() }, "time_spread is -1");
    refused(SourceSpec { time: f64::INFINITY, ..point() }, "time is inf");
    refused(SourceSpec { weight: -1.0, ..point() }, "weight is -1");
    refused(SourceSpec { flags: flag::BULK_ABSORB, ..point() }, "flags is 0x2");
    refused(SourceSpec { polarization: Polarization::Radial, ..point() }, "radial");
    refused(SourceSpec { polarization: Polarization::Along([0.0; 3]), ..point() }, "polarization");
    let shape = Shape::Line { end: [0.0, f64::INFINITY, 0.0], end_time: 0.0 };
    refused(SourceSpec { shape, ..point() }, "end is");
}

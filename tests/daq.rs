//! Readout: what channels make of hits, and that it depends on nothing else.

use chroma2::daq::{CHARGE_UNIT, ChannelType, Daq, OFF, Part, Readout, Window};
use chroma2::layout::flag;
use chroma2::session::{Columns, Hits};
use chroma2::tables::Cdf;

/// Hits by channel, time and weight; photons numbered from 0. Of their states they have what a readout reads.
fn hits(of: &[(i32, f32, f32)]) -> Hits {
    Hits {
        states: Columns {
            time: of.iter().map(|hit| hit.1).collect(),
            weight: of.iter().map(|hit| hit.2).collect(),
            flags: of.iter().map(|_| flag::SURFACE_DETECT).collect(),
            ..Columns::default()
        },
        channel: of.iter().map(|hit| hit.0).collect(),
        photon: (0..of.len() as u64).collect(),
        event: vec![9; of.len()].into(),
        id: Vec::new().into(),
    }
}

fn cdf(points: &[(f64, f64)]) -> Option<Cdf> {
    let (x, y): (Vec<f64>, Vec<f64>) = points.iter().copied().unzip();
    Some(Cdf::new(&x, &y, "distribution").unwrap())
}

fn plain() -> ChannelType {
    ChannelType::new(None, None, 1.0, 0.0).unwrap()
}

fn daq(types: Vec<ChannelType>, channels: &[u32], window: Window) -> Daq {
    let mut daq = Daq::new(window);
    for (i, channel_type) in types.into_iter().enumerate() {
        assert_eq!(daq.add_type(channel_type).unwrap(), i as u32);
    }
    daq.set_channels(channels.to_vec()).unwrap();
    daq
}

fn part(hits: &Hits) -> Part<'_> {
    Part { seed: 1, time_offset: 0.0, hits }
}

fn run(daq: &Daq, hits: &Hits) -> Readout {
    daq.run(&[part(hits)], 0).unwrap()
}

/// Many hits of one channel at time 0, one readout each: their times or charges.
fn samples(channel_type: ChannelType, count: u64, get: impl Fn(&Readout) -> f64) -> Vec<f64> {
    let daq = daq(vec![channel_type], &[0], Window::default());
    (0..count)
        .map(|photon| {
            let mut one = hits(&[(0, 0.0, 1.0)]);
            one.photon.to_mut()[0] = photon;
            get(&run(&daq, &one))
        })
        .collect()
}

#[test]
fn without_distributions_hits_are_counted_as_they_are() {
    let daq = daq(vec![plain()], &[0, 0, 0, OFF], Window::default());
    let mut hits = hits(&[(2, 5.0, 1.0), (0, -3.25, 1.0), (2, 4.5, 1.0), (3, 1.0, 1.0), (0, 2.0, 1.0)]);
    hits.states.flags.to_mut()[2] |= flag::REFLECT_DIFFUSE;
    hits.states.flags.to_mut()[0] |= flag::CHERENKOV;
    let got = run(&daq, &hits);
    // Exactly the hits' times: no jitter of its own.
    assert_eq!(got.time, [-3.25, f64::INFINITY, 4.5, f64::INFINITY]);
    assert_eq!((&got.charge[..], &got.hits[..]), (&[2.0, 0.0, 2.0, 0.0][..], &[2, 0, 2, 0][..]));
    assert_eq!(got.flags[2], flag::SURFACE_DETECT | flag::REFLECT_DIFFUSE | flag::CHERENKOV);
    assert_eq!((&got.fired[..], &got.fired_channels[..]), (&[1, 0, 1, 0][..], &[0, 2][..]));
}

#[test]
fn negative_times_are_earlier() {
    let daq = daq(vec![plain()], &[0], Window::default());
    for times in [[3.0, -2.0, -7.5], [-7.5, 3.0, -2.0], [-2.0, -7.5, 3.0]] {
        assert_eq!(run(&daq, &hits(&times.map(|t| (0, t, 1.0)))).time, [-7.5]);
    }
    let delayed = ChannelType::new(cdf(&[(-10.0, 0.0), (-9.0, 1.0)]), None, 1.0, 0.0).unwrap();
    let times = samples(delayed, 100, |readout| readout.time[0]);
    assert!(times.iter().all(|t| (-10.0..=-9.0).contains(t)));
}

#[test]
fn neither_order_nor_parts_can_be_seen() {
    let spread = || cdf(&[(-2.0, 0.0), (0.0, 0.3), (5.0, 1.0)]);
    let types = vec![
        ChannelType::new(spread(), spread(), 0.7, 0.5).unwrap(),
        ChannelType::new(None, cdf(&[(0.1, 0.0), (0.4, 1.0)]), 0.9, 2.0).unwrap(),
    ];
    let daq = daq(types, &[0, 1, 0, 1, 1], Window::new(-1.0, 40.0).unwrap());
    let all: Vec<_> = (0..4000).map(|i| (i % 5, (i * 7 % 50) as f32, 0.2 + (i % 9) as f32 * 0.1)).collect();
    let forward = hits(&all);
    let mut backward = hits(&all.iter().rev().copied().collect::<Vec<_>>());
    backward.photon.to_mut().reverse();
    let whole = run(&daq, &forward);
    assert_eq!(whole, run(&daq, &backward));
    let (mut first, mut second) = (hits(&all[..1500]), hits(&all[1500..]));
    second.photon.to_mut().iter_mut().for_each(|photon| *photon += 1500);
    assert_eq!(whole, daq.run(&[part(&second), part(&first)], 0).unwrap());
    // Every one of these decides.
    assert_ne!(whole, daq.run(&[part(&forward)], 1).unwrap());
    assert_ne!(whole, daq.run(&[Part { seed: 2, time_offset: 0.0, hits: &forward }], 0).unwrap());
    first.event.to_mut().iter_mut().for_each(|event| *event += 1);
    assert_ne!(whole, daq.run(&[part(&first), part(&second)], 0).unwrap());
}

#[test]
fn charges_are_not_cut_to_integers() {
    let small = || ChannelType::new(None, cdf(&[(0.25, 0.0), (0.75, 1.0)]), 1.0, 0.0).unwrap();
    let charges = samples(small(), 20_000, |readout| readout.charge[0]);
    assert!(charges.iter().all(|c| (0.25..=0.75).contains(c)));
    let mean = charges.iter().sum::<f64>() / 20_000.0;
    assert!((mean - 0.5).abs() < 5.0 * (0.5 / 12f64.sqrt()) / 20_000f64.sqrt(), "{mean}");
    // The sum is that of the single ones, to half a unit each.
    let daq = daq(vec![small()], &[0], Window::default());
    let together = run(&daq, &hits(&vec![(0, 0.0, 1.0); 20_000]));
    assert!((together.charge[0] - charges.iter().sum::<f64>()).abs() < 1e-6);
    assert_eq!(together.charge[0] / CHARGE_UNIT, (together.charge[0] / CHARGE_UNIT).round());
}

#[test]
fn distributions_are_used_to_their_last_point() {
    // Three equal steps: the first and the last come as often as the one between.
    let steps = [(0.0, 0.0), (1.0, 1.0 / 3.0), (2.0, 2.0 / 3.0), (3.0, 1.0)];
    let times = samples(ChannelType::new(cdf(&steps), None, 1.0, 0.0).unwrap(), 30_000, |r| r.time[0]);
    for bin in 0..3 {
        let count = times.iter().filter(|&&t| t as usize == bin).count() as f64;
        assert!((count - 10_000.0).abs() < 5.0 * (30_000f64 * 2.0 / 9.0).sqrt(), "{count} in bin {bin}");
    }
    let (low, high) = times.iter().fold((9.0f64, 0.0f64), |(l, h), &t| (l.min(t), h.max(t)));
    assert!(low < 0.001 && high > 2.999 && high <= 3.0);
    // Uniform inside: times and charges of one hit are independent of each other.
    let both =
        ChannelType::new(cdf(&[(0.0, 0.0), (1.0, 1.0)]), cdf(&[(0.0, 0.0), (1.0, 1.0)]), 1.0, 0.0).unwrap();
    let products = samples(both, 30_000, |r| (r.time[0] - 0.5) * (r.charge[0] - 0.5));
    let mean = products.iter().sum::<f64>() / 30_000.0;
    assert!(mean.abs() < 5.0 / 12.0 / 30_000f64.sqrt(), "covariance {mean}");
}

#[test]
fn channels_have_their_own_distributions() {
    let types = vec![
        ChannelType::new(cdf(&[(10.0, 0.0), (11.0, 1.0)]), cdf(&[(1.0, 0.0), (2.0, 1.0)]), 1.0, 0.0).unwrap(),
        ChannelType::new(cdf(&[(20.0, 0.0), (21.0, 1.0)]), cdf(&[(5.0, 0.0), (6.0, 1.0)]), 1.0, 0.0).unwrap(),
    ];
    let daq = daq(types, &[1, 0], Window::default());
    let got = run(&daq, &hits(&[(0, 100.0, 1.0), (1, 100.0, 1.0)]));
    assert!((120.0..=121.0).contains(&got.time[0]) && (5.0..=6.0).contains(&got.charge[0]));
    assert!((110.0..=111.0).contains(&got.time[1]) && (1.0..=2.0).contains(&got.charge[1]));
}

#[test]
fn hits_count_with_weight_times_efficiency() {
    let half = ChannelType::new(None, None, 0.5, 0.0).unwrap();
    let daq = daq(vec![half, plain()], &[0, 1, 1], Window::default());
    let mut all = vec![(0, 0.0, 0.6); 40_000];
    all.extend(vec![(1, 0.0, 0.0); 1000]);
    all.extend(vec![(2, 0.0, 1.0); 1000]);
    let got = run(&daq, &hits(&all));
    let off = (f64::from(got.hits[0]) - 12_000.0) / (40_000.0f64 * 0.3 * 0.7).sqrt();
    assert!(off.abs() < 5.0, "{} hits", got.hits[0]);
    assert_eq!((got.hits[1], got.fired[1], got.hits[2]), (0, 0, 1000));
}

#[test]
fn thresholds_and_windows() {
    let high = ChannelType::new(None, None, 1.0, 3.0).unwrap();
    let daq = daq(vec![high], &[0, 0], Window::new(10.0, 20.0).unwrap());
    let at = |channel, times: &[f32]| times.iter().map(|&t| (channel, t, 1.0)).collect::<Vec<_>>();
    let mut all = at(0, &[9.99, 10.0, 15.0, 19.99, 20.0]);
    all.extend(at(1, &[12.0, 13.0, 1e30]));
    let got = run(&daq, &hits(&all));
    assert_eq!(
        (&got.hits[..], &got.fired[..], &got.fired_channels[..]),
        (&[3, 2][..], &[1, 0][..], &[0][..])
    );
    assert_eq!(got.time, [10.0, 12.0]);
}

#[test]
fn what_does_not_fit_is_named() {
    let message = |result: Result<(), chroma2::Error>| result.unwrap_err().to_string();
    let of = |efficiency, threshold| ChannelType::new(None, None, efficiency, threshold).map(drop);
    assert!(message(of(1.5, 0.0)).contains("efficiency is 1.5"));
    assert!(message(of(f64::NAN, 0.0)).contains("efficiency is NaN"));
    assert!(message(of(1.0, f64::NAN)).contains("threshold is NaN"));
    let huge = ChannelType::new(None, cdf(&[(0.0, 0.0), (1e7, 1.0)]), 1.0, 0.0).map(drop);
    assert!(message(huge).contains("goes to 10000000"));
    assert!(message(Window::new(5.0, 5.0).map(drop)).contains("window from 5 to 5"));
    assert!(message(Window::new(f64::NAN, 5.0).map(drop)).contains("window from NaN"));
    let mut daq = daq(vec![plain()], &[0], Window::default());
    assert!(message(daq.set_channels(vec![0, 1])).contains("types[1] is 1"));
    assert_eq!(daq.channel_count(), 1);
    let far = hits(&[(1, 0.0, 1.0)]);
    assert!(
        message(daq.run(&[Part { seed: 0, time_offset: 0.0, hits: &far }], 0).map(drop))
            .contains("channel 1;")
    );
    assert!(message(daq.run(&[], 1 << 31).map(drop)).contains("trial is 2147483648"));
    assert_eq!(daq.run(&[], 0).unwrap().hits, [0]);
}

#[test]
fn times_are_counted_from_the_events_offset() {
    let daq = daq(vec![plain()], &[0; 3], Window::new(1e9 + 10.0, 1e9 + 21.0).unwrap());
    let hits = hits(&[(0, 10.01, 1.0), (1, 10.02, 1.0), (1, 9.99, 1.0), (2, 20.99, 1.0), (2, 21.01, 1.0)]);
    let got = daq.run(&[Part { seed: 1, time_offset: 1e9, hits: &hits }], 0).unwrap();
    assert_eq!(got.hits, [1, 1, 1]);
    for (time, wanted) in got.time.iter().zip([10.01, 10.02, 20.99]) {
        assert!((time - 1e9 - wanted).abs() < 1e-6, "{time}");
    }
    // What is in a channel first is decided by offset and time together; the same hits decide all else.
    let both = [
        Part { seed: 1, time_offset: 1e9 + 0.5, hits: &hits },
        Part { seed: 1, time_offset: 1e9, hits: &hits },
    ];
    let got = daq.run(&both, 0).unwrap();
    assert_eq!(got.hits, [2, 3, 1]);
    assert!((got.time[0] - 1e9 - 10.01).abs() < 1e-6 && (got.time[1] - 1e9 - 10.02).abs() < 1e-6);
}

#[test]
fn a_weight_above_certainty_counts_once() {
    let half = || ChannelType::new(None, None, 0.5, 0.0).unwrap();
    let daq = daq(vec![half()], &[0], Window::default());
    let counted = |weight: f32| run(&daq, &hits(&vec![(0, 1.0, weight); 4000])).hits[0];
    assert_eq!((counted(2.0), counted(1000.0)), (4000, 4000));
    assert!((2800..3200).contains(&counted(1.5)) && counted(0.0) == 0, "{}", counted(1.5));
}

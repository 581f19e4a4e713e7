//! Photons of any bits at all: each comes to an end that is counted, the same on any threads and any
//! processor.

use crate::physics::world;
use chroma2::backend::context::Context;
use chroma2::backend::cpu::{Level, kernels, kernels_of};
use chroma2::layout::{NONE, PhotonState, flag};
use chroma2::session::{Columns, EventOptions, Light, Recording, Session, SessionOptions, Summary};
use proptest::prelude::*;
use std::sync::{Arc, LazyLock};

/// Ordinary numbers, the edges of what floats hold, and any bits.
fn number() -> impl Strategy<Value = f32> {
    prop_oneof![
        4 => -900.0f32..900.0,
        1 => prop::sample::select(vec![
            0.0, -0.0, 1.0, 1e-45, 1e-38, 1e-20, 1e10, 1e20, f32::MAX, f32::MIN, f32::INFINITY, f32::NEG_INFINITY,
            f32::NAN,
        ]),
        1 => any::<u32>().prop_map(f32::from_bits),
    ]
}

fn vector() -> impl Strategy<Value = [f32; 3]> {
    [number(), number(), number()]
}

fn photon() -> impl Strategy<Value = PhotonState> {
    let flags = prop_oneof![3 => Just(0), 1 => any::<u32>()];
    let wavelength = prop_oneof![4 => 200.0f32..800.0, 1 => number()];
    (vector(), vector(), vector(), number(), wavelength, number(), flags).prop_map(
        |(position, direction, polarization, time, wavelength, weight, flags)| PhotonState {
            position,
            time,
            direction,
            wavelength,
            polarization,
            weight,
            flags,
            instance: NONE,
            triangle: NONE,
            ..bytemuck::Zeroable::zeroed()
        },
    )
}

static SESSIONS: LazyLock<[Arc<Session>; 2]> = LazyLock::new(|| {
    [(1, 0, kernels()), (3, 5, kernels_of(Level::Baseline).unwrap())].map(|(threads, chunk, kernels)| {
        let context = Context::with_kernels(threads, kernels).unwrap();
        Session::new(context, world(), SessionOptions { chunk, ..Default::default() }).unwrap()
    })
});

/// Columns by their bits, since NaN is not equal to itself; one NaN is as good as another.
fn bits(columns: &Columns) -> Vec<u32> {
    let vectors = [&columns.position, &columns.direction, &columns.polarization];
    let vectors = vectors.into_iter().flat_map(|column| column.iter().flatten());
    let scalars = [&columns.time, &columns.wavelength, &columns.weight];
    let numbers = vectors.chain(scalars.into_iter().flat_map(|column| column.iter()));
    let words = [&columns.flags, &columns.instance, &columns.triangle];
    numbers
        .map(|v| if v.is_nan() { u32::MAX } else { v.to_bits() })
        .chain(words.into_iter().flat_map(|column| column.iter().copied()))
        .collect()
}

fn run(
    session: &Arc<Session>,
    photons: &[PhotonState],
    options: &EventOptions,
) -> (Summary, Vec<u32>, usize) {
    let event = session.submit(Light::States(photons.to_vec()), options.clone()).unwrap();
    event.wait(None).unwrap();
    let results = event.results().unwrap();
    let (states, hits) = (results.photons.as_ref().unwrap(), results.hits.as_ref().unwrap());
    assert!(states.flags.iter().all(|flags| flags & flag::TERMINAL != 0));
    assert!(hits.channel.iter().all(|&channel| (10..15).contains(&channel)));
    for (state, start) in states.flags.iter().zip(photons).filter(|(_, p)| p.flags & flag::TERMINAL != 0) {
        assert_eq!(*state, start.flags, "a photon that had ended is left alone");
    }
    (results.summary, bits(states), hits.channel.len())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn any_bits_come_to_an_end(
        photons in prop::collection::vec(photon(), 0..40),
        (seed, event_id) in any::<(u64, u64)>(),
        (max_steps, max_time) in (1u32..300, prop_oneof![Just(0.0f32), 0.0f32..100.0]),
        (weight_mode, scatter_first) in (0u32..=2, -1i32..=1),
        first in 0u64..50,
    ) {
        let record = Recording { first, indices: vec![] };
        let options = EventOptions {
            seed, event_id, max_steps, max_time, weight_mode, scatter_first, record, photons: true,
            ..Default::default()
        };
        let one = run(&SESSIONS[0], &photons, &options);
        prop_assert_eq!(one.0.photons, photons.len() as u64);
        prop_assert_eq!(one.0.total(), one.0.photons);
        prop_assert_eq!(one.0.unfinished, 0);
        let plain = EventOptions { record: Recording::default(), ..options };
        prop_assert_eq!(one, run(&SESSIONS[1], &photons, &plain));
    }
}

//! Philox against the published known answers, and the photons' numbers built on it.

#[path = "common/statistics.rs"]
#[allow(dead_code)]
mod statistics;

use chroma2::backend::cpu::kernels;
use chroma2::backend::cpu::random::{philox, stream};
use chroma2::layout::PropagateParams;
use statistics::chi_square_p;
use std::collections::HashSet;

/// Known-answer tests of Random123 (kat_vectors, philox4x32 10).
#[test]
fn known_answers() {
    assert_eq!(philox([0; 4], [0; 2]), [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8]);
    assert_eq!(philox([!0; 4], [!0; 2]), [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd]);
    assert_eq!(
        philox([0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344], [0xa409_3822, 0x299f_31d0]),
        [0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1]
    );
}

fn params(seed: u64, event: u64) -> PropagateParams {
    PropagateParams { stream: stream(seed, event), ..bytemuck::Zeroable::zeroed() }
}

fn uniforms(seed: u64, event: u64, index: u64, draw: u32, count: usize) -> Vec<f32> {
    let mut out = vec![0.0; count];
    // SAFETY: out has count elements.
    unsafe { (kernels().uniforms)(&params(seed, event), index, draw, out.as_mut_ptr(), count as u64) };
    out
}

/// Draw d of a photon is word d % 4 of the block d / 4: the documented counter and key.
#[test]
fn a_draw_is_a_word_of_its_block() {
    let (seed, event, index) = (0x0123_4567_89ab_cdef_u64, 0xfeed_0000_0007_u64, 0x5_0000_0003_u64);
    // Low words first, and the key of docs/physics.md.
    let pair = [0x89ab_cdef, 0x0123_4567, 0x0000_0007, 0x0000_feed];
    let [a, b, c, d] = philox(pair, [0x243f_6a88, 0x85a3_08d3]);
    let got = uniforms(seed, event, index, 2, 20);
    for (i, &u) in got.iter().enumerate() {
        let draw = i as u32 + 2;
        let words = philox([draw / 4, index as u32, (index >> 32) as u32 ^ c, d], [a, b]);
        let expected = ((words[draw as usize % 4] >> 9) as f64 + 0.5) * f64::powi(2.0, -23);
        assert_eq!(u as f64, expected, "draw {draw}");
    }
}

/// Starting at any draw continues the same sequence.
#[test]
fn draws_do_not_depend_on_where_one_starts() {
    let all = uniforms(1, 2, 3, 0, 64);
    for start in 0..20 {
        assert_eq!(uniforms(1, 2, 3, start, 40), all[start as usize..start as usize + 40]);
    }
}

/// Moments and equidistribution of 2^20 photons' first draws; 5 standard deviations.
#[test]
fn first_draws_are_uniform() {
    let n = 1 << 20;
    let (mut sum, mut square, mut bins) = (0.0, 0.0, [0_u32; 64]);
    for index in 0..n {
        let u = uniforms(42, 7, index, 0, 1)[0] as f64;
        assert!(u > 0.0 && u < 1.0);
        sum += u;
        square += u * u;
        bins[(u * 64.0) as usize] += 1;
    }
    let n = n as f64;
    assert!((sum / n - 0.5).abs() < 5.0 * (1.0 / 12.0_f64 / n).sqrt());
    assert!((square / n - 1.0 / 3.0).abs() < 5.0 * (4.0 / 45.0_f64 / n).sqrt());
    let expected = n / 64.0;
    let chi2: f64 = bins.iter().map(|&b| (b as f64 - expected).powi(2) / expected).sum();
    // 63 degrees of freedom: mean 63, standard deviation 11.2.
    assert!((chi2 - 63.0).abs() < 5.0 * 126.0_f64.sqrt(), "chi2 {chi2}");
}

/// Seeds, events and photons have streams of their own.
#[test]
fn streams_differ() {
    let base = uniforms(1, 1, 1, 0, 8);
    let high = 1 << 32 | 1;
    for (seed, event, index) in
        [(2, 1, 1), (1, 2, 1), (1, 1, 2), (high, 1, 1), (1, high, 1), (high, high, 1), (1, 1, high)]
    {
        assert_ne!(uniforms(seed, event, index, 0, 8), base);
    }
}

/// Lists of seeds and events as programs number them, whose bits have much in common.
fn families() -> Vec<(String, Vec<(u64, u64)>)> {
    let mut all: Vec<(String, Vec<(u64, u64)>)> = Vec::new();
    let mut add = |name: String, pair: &dyn Fn(u64) -> (u64, u64)| {
        all.push((name, (1..=256).map(pair).collect()));
    };
    let bit = |i: u64| 1_u64 << (i % 64);
    add("equal high words".into(), &|r| (r << 32 | 7, r << 32 | 5));
    add("equal low words".into(), &|r| (7 << 32 | r, 5 << 32 | r));
    add("high words that cancel in a sum".into(), &|r| (r << 32, r.wrapping_neg() << 32));
    add("equal".into(), &|r| (r, r));
    add("complements".into(), &|r| (r, !r));
    add("halves swapped".into(), &|r| (r << 32 | 99, 99 << 32 | r));
    add("events of one seed".into(), &|r| (1, r));
    add("seeds of one event".into(), &|r| (r, 1));
    add("a grid of small numbers".into(), &|r| (r / 16, r % 16));
    add("bits of the seed".into(), &|r| (bit(r), r / 64));
    add("bits of the event".into(), &|r| (r / 64, bit(r)));
    add("bits of both".into(), &|r| (bit(r), bit(r + r / 64)));
    add("thousands".into(), &|r| (1000 * r, 1_000_000 * r));
    for shift in [1, 8, 16, 31, 32, 33, 48, 63] {
        add(format!("copies shifted by {shift}"), &|r| (r, r << shift));
        add(format!("copies of large numbers shifted by {shift}"), &|r| {
            let seed = 0x0123_4567_89ab_cdef + r;
            (seed, seed.rotate_left(shift as u32))
        });
    }
    all
}

/// Chance of so uneven a table of 16 x 16, all cells being equally likely.
fn evenness(pairs: impl Iterator<Item = (f32, f32)>) -> f64 {
    let mut cells = [0_u32; 256];
    pairs.for_each(|(a, b)| cells[16 * (a * 16.0) as usize + (b * 16.0) as usize] += 1);
    let expected = f64::from(cells.iter().sum::<u32>()) / 256.0;
    let value = cells.iter().map(|&n| (f64::from(n) - expected).powi(2) / expected).sum();
    chi_square_p(value, 255)
}

/// Numbers of neighbours in each list, of the same photon and draw, of neighbouring photons and of
/// neighbouring draws, fill the unit square evenly and not too evenly.
#[test]
fn related_seeds_and_events_are_uncorrelated() {
    for (name, list) in families() {
        let of = |&(seed, event): &(u64, u64)| -> Vec<f32> {
            (0..32).flat_map(|index| uniforms(seed, event, index, 0, 8)).collect()
        };
        let numbers: Vec<Vec<f32>> = list.iter().map(of).collect();
        let neighbours = |ahead: usize| {
            let two = numbers.windows(2);
            two.flat_map(move |two| two[0].iter().copied().zip(two[1][ahead..].iter().copied()))
        };
        let within = numbers.iter().flat_map(|one| one.windows(2).map(|two| (two[0], two[1])));
        // As one sequence that takes a number of each in turn.
        let turns: Vec<f32> = (0..256).flat_map(|i| numbers.iter().map(move |one| one[i])).collect();
        let cases = [
            ("same photon and draw", evenness(neighbours(0))),
            ("next draw", evenness(neighbours(1))),
            ("next photon", evenness(neighbours(8))),
            ("one event", evenness(within)),
            ("in turn", evenness(turns.chunks_exact(2).map(|two| (two[0], two[1])))),
        ];
        for (case, p) in cases {
            assert!((1e-4..1.0 - 1e-4).contains(&p), "{name}, {case}: p = {p}");
        }
    }
}

/// The same for indices that have much in common.
#[test]
fn related_photons_are_uncorrelated() {
    let families: [fn(u64) -> u64; 5] =
        [|i| i, |i| i << 32, |i| i << 32 | i, |i| 1 << (i % 64), |i| u64::MAX - i];
    for (family, index) in families.into_iter().enumerate() {
        for event in 0..4 {
            let first = |i: u64| uniforms(5, event, index(i), 4 * (i / 64) as u32, 4);
            let numbers: Vec<Vec<f32>> = (0..1 << 14).map(first).collect();
            let p = evenness(numbers.windows(2).flat_map(|two| (0..4).map(|d| (two[0][d], two[1][d]))));
            assert!((1e-4..1.0 - 1e-4).contains(&p), "family {family}, event {event}: p = {p}");
        }
    }
}

/// A change of one bit of seed or event changes half the bits of the stream, each equally often.
#[test]
fn every_bit_of_seed_and_event_counts() {
    let n = 2000_u64;
    for bit in 0..128 {
        let mut changed = [0_u32; 128];
        for i in 0..n {
            let (seed, event) = (i.wrapping_mul(0x9e37_79b9_7f4a_7c15), i << (i % 40));
            let (s, e) = if bit < 64 { (1 << bit, 0) } else { (0, 1 << (bit - 64)) };
            let (a, b) = (stream(seed, event), stream(seed ^ s, event ^ e));
            for (k, count) in changed.iter_mut().enumerate() {
                *count += (a[k / 32] ^ b[k / 32]) >> (k % 32) & 1;
            }
        }
        let half = n as f64 / 2.0;
        let value: f64 = changed.iter().map(|&c| (f64::from(c) - half).powi(2) / (half / 2.0)).sum();
        let p = chi_square_p(value, 128);
        assert!((1e-4..1.0 - 1e-4).contains(&p), "bit {bit}: p = {p}");
    }
}

/// No two of a million related pairs have a stream or a first block in common, nor a photon's block
/// of another pair's photon.
#[test]
fn no_two_events_share_numbers() {
    let mut pairs = HashSet::new();
    for a in 0..400_u64 {
        for b in 0..400_u64 {
            pairs.extend([(a, b), (a << 32, b << 32), (a << 32 | b, b << 32 | a), (a, b << 32)]);
            pairs.extend([(a << 16, b << 48), (!a, !b), (1 << (a % 64) | b, 1 << (b % 64) | a)]);
        }
    }
    assert!(pairs.len() > 1_000_000, "{}", pairs.len());
    let (mut streams, mut blocks) = (HashSet::new(), HashSet::new());
    for &(seed, event) in &pairs {
        let [a, b, c, d] = stream(seed, event);
        assert!(streams.insert([a, b, c, d]), "seed {seed}, event {event}");
        assert!(blocks.insert(philox([0, 0, c, d], [a, b])), "seed {seed}, event {event}");
    }
}

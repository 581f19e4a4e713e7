//! Philox against the published known answers, and the photons' numbers built on it.

use chroma2::runtime::cpu::kernels;
use chroma2::runtime::layout::PropagateParams;

fn philox(counter: [u32; 4], key: [u32; 2]) -> [u32; 4] {
    let mut out = [0; 4];
    // SAFETY: four, two and four words.
    unsafe { (kernels().philox)(counter.as_ptr(), key.as_ptr(), out.as_mut_ptr()) };
    out
}

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
    PropagateParams { seed, event, ..bytemuck::Zeroable::zeroed() }
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
    let key = [seed as u32, (seed >> 32) as u32 ^ (event >> 32) as u32];
    let got = uniforms(seed, event, index, 2, 20);
    for (i, &u) in got.iter().enumerate() {
        let draw = i as u32 + 2;
        let words = philox([draw / 4, index as u32, (index >> 32) as u32, event as u32], key);
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
    for (seed, event, index) in [(2, 1, 1), (1, 2, 1), (1, 1, 2), (1 << 32 | 1, 1, 1), (1, 1 << 32 | 1, 1)] {
        assert_ne!(uniforms(seed, event, index, 0, 8), base);
    }
}

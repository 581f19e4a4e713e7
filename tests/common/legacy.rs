//! By how much the counts of legacy Chroma differ from what physics gives, where its defects are known
//! (docs/notes/reference-scenes.md): compared are our counts as legacy Chroma would have them.

use super::statistics::chi_square_p;
use std::collections::BTreeMap;

/// A history word of which legacy Chroma has `factor` times as many photons, give or take a share
/// `spread` of them that its seed decides.
pub struct Word {
    pub word: u32,
    pub factor: f64,
    pub spread: f64,
}

pub const fn word(word: u32, factor: f64, spread: f64) -> Word {
    Word { word, factor, spread }
}

/// The history words that legacy Chroma's defects change.
#[derive(Default)]
pub struct Legacy(pub &'static [Word]);

/// Photons of each history word: ours and theirs.
pub type Words = BTreeMap<u32, (u64, u64)>;

/// Counts of some words together.
struct Compared {
    /// Ours, as legacy Chroma would have them.
    expected: f64,
    theirs: f64,
    /// Of the difference, if the counts did not take photons from each other.
    poisson: f64,
    variance: f64,
    /// How far its seed may move theirs.
    spread: f64,
}

impl Compared {
    /// The difference beyond what the seed may do.
    fn beyond(&self) -> f64 {
        ((self.theirs - self.expected).abs() - self.spread).max(0.0)
    }

    /// The same in standard deviations.
    fn sigmas(&self) -> f64 {
        if self.beyond() == 0.0 { 0.0 } else { self.beyond() / self.variance.sqrt() }
    }
}

impl Legacy {
    fn compared(&self, words: &Words, n: f64, takes: impl Fn(u32) -> bool) -> Compared {
        let mut all = Compared { expected: 0.0, theirs: 0.0, poisson: 0.0, variance: 0.0, spread: 0.0 };
        for (&word, &(ours, theirs)) in words.iter().filter(|(word, _)| takes(**word)) {
            let known = self.0.iter().find(|known| known.word == word);
            let (factor, spread) = known.map_or((1.0, 0.0), |known| (known.factor, known.spread));
            let expected = factor * ours as f64;
            all.expected += expected;
            all.theirs += theirs as f64;
            all.poisson += factor * expected + theirs as f64;
            all.spread += (spread * expected).powi(2);
        }
        all.variance = all.poisson - (all.expected.powi(2) + all.theirs.powi(2)) / n;
        all.spread = all.spread.sqrt();
        all
    }

    /// Asserts that the photons of history words with a bit of `mask` agree within 5 standard
    /// deviations, for two samples of `n` photons.
    pub fn assert_bits_agree(&self, words: &Words, n: u64, mask: u32, what: &str) {
        let c = self.compared(words, n as f64, |word| word & mask != 0);
        let (sigmas, expected) = (c.sigmas(), c.expected);
        assert!(sigmas < 5.0, "{what}: {expected:.0} and {}: {sigmas:.2} sigma", c.theirs);
    }

    /// Asserts that every history word agrees within 5 standard deviations, and all those of 10 photons
    /// and more by a chi-square test with p > 1e-4.
    pub fn assert_words_agree(&self, words: &Words, n: u64, what: &str) {
        let (mut sum, mut cells) = (0.0, 0);
        for &word in words.keys() {
            let c = self.compared(words, n as f64, |other| other == word);
            let (sigmas, expected) = (c.sigmas(), c.expected);
            println!("{what}: word {word}: {expected:.0} and {}: {sigmas:.2} sigma", c.theirs);
            assert!(sigmas < 5.0, "{what}: word {word}: {expected:.0} and {}: {sigmas:.2} sigma", c.theirs);
            if expected.min(c.theirs) >= 10.0 {
                sum += c.beyond().powi(2) / c.poisson;
                cells += 1;
            }
        }
        let p = chi_square_p(sum, cells - 1);
        println!("{what}: history words: p = {p:.4}");
        assert!(p > 1e-4, "{what}: history words: p = {p:e}");
    }
}

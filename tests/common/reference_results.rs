//! What legacy Chroma made of a reference scene.

use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;

/// Numbers of the results file; histograms as `[lo, hi, bins]` with counts.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expected {
    /// Photons started.
    pub n: u64,
    /// Photons that have each history bit at the end, by the bit's name.
    pub bits: BTreeMap<String, u64>,
    /// Photons by their whole history word.
    pub combos: BTreeMap<u32, u64>,
    /// Photons still alive at the step limit.
    pub unfinished: u64,
    pub t_edges: (f64, f64, usize),
    pub t_hist_detected: Vec<u64>,
    pub wl_edges: (f64, f64, usize),
    pub wl_hist_detected: Vec<u64>,
    /// Direction cosines x/R of the points of detection, -1 to 1.
    pub cosx_hist_detected: Vec<u64>,
    pub cosz_hist_detected: Vec<u64>,
    /// Radius of bulk-absorbed photons, 0 to 2000 mm.
    pub r_hist_bulk_absorbed: Vec<u64>,
    pub t_mean_detected: f64,
    pub hits: Option<u64>,
    pub channel_counts: Option<Vec<u64>>,
    pub detected_on_wire: Option<u64>,
    pub absorbed_on_wire: Option<u64>,
    pub weight_sum_detected: Option<f64>,
    pub weight_sq_sum_detected: Option<f64>,
    /// Weights of detected photons, 0 to 1.
    pub weight_hist_detected: Option<Vec<u64>>,
}

impl Expected {
    /// Reads a results file; `None` where the scene comes without one.
    pub fn load(path: &Path) -> Option<Self> {
        let text = std::fs::read_to_string(path).ok()?;
        let expected = serde_json::from_str(&text);
        Some(expected.unwrap_or_else(|error| panic!("{}: {error}", path.display())))
    }

    /// Photons that ended with a history bit of this name.
    pub fn bit(&self, name: &str) -> u64 {
        *self.bits.get(name).unwrap_or_else(|| panic!("no bit {name}"))
    }
}

/// A histogram of equal bins; what lies outside is dropped, as in the reference.
pub fn histogram(values: impl Iterator<Item = f64>, (lo, hi, bins): (f64, f64, usize)) -> Vec<u64> {
    let mut counts = vec![0; bins];
    for value in values {
        let bin = (value - lo) / (hi - lo) * bins as f64;
        if value == hi {
            counts[bins - 1] += 1; // the last bin is closed
        } else if (0.0..bins as f64).contains(&bin) {
            counts[bin as usize] += 1;
        }
    }
    counts
}

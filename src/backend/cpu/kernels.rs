//! The kernels compiled for the host: one table of entry points for each instruction-set level.

pub use crate::layout::{Kernels, TableView};

#[cfg(target_arch = "x86_64")]
use crate::layout::chroma2_kernels_v3;
use crate::layout::{MediumChanges, PhotonState, PropagateParams, Scene, chroma2_kernels_baseline};
use crate::{Error, Result};
use std::sync::OnceLock;

impl Kernels {
    /// Runs all photons to their end; returns how many of their legs began in one material and ended in
    /// another.
    ///
    /// # Safety
    /// The scene is alive; `changes` is null or a table that takes additions from any thread.
    pub unsafe fn propagate_all(
        &self,
        scene: *const Scene,
        params: &PropagateParams,
        photons: &mut [PhotonState],
        changes: *mut MediumChanges,
    ) -> u64 {
        let (states, count, mut found) = (photons.as_mut_ptr(), photons.len() as u64, 0);
        // SAFETY: as the caller says; the photons are a slice, and nothing halts it.
        unsafe { (self.propagate)(scene, params, states, count, changes, std::ptr::null(), &raw mut found) };
        found
    }
}

/// The instruction-set level of a [`Kernels`] table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// What every processor of the architecture has.
    Baseline,
    /// x86-64-v3: AVX2 and FMA.
    V3,
}

/// The kernels of a level, or `None` where this processor lacks it.
pub fn kernels_of(level: Level) -> Option<&'static Kernels> {
    match level {
        // SAFETY: returns the address of a static table.
        Level::Baseline => Some(unsafe { &*chroma2_kernels_baseline() }),
        #[cfg(target_arch = "x86_64")]
        Level::V3 => (is_x86_feature_detected!("avx2")
            && is_x86_feature_detected!("fma")
            && is_x86_feature_detected!("bmi1")
            && is_x86_feature_detected!("bmi2"))
        // SAFETY: as above.
        .then(|| unsafe { &*chroma2_kernels_v3() }),
        #[cfg(not(target_arch = "x86_64"))]
        Level::V3 => None,
    }
}

/// The kernels that are used, and what is wrong with `CHROMA2_CPU`, if anything.
fn chosen() -> &'static (&'static Kernels, Option<String>) {
    static CHOSEN: OnceLock<(&'static Kernels, Option<String>)> = OnceLock::new();
    CHOSEN.get_or_init(|| {
        let baseline = kernels_of(Level::Baseline).expect("the baseline always exists");
        let best = kernels_of(Level::V3).unwrap_or(baseline);
        match std::env::var_os("CHROMA2_CPU").unwrap_or_default().to_string_lossy().as_ref() {
            "" => (best, None),
            "baseline" => (baseline, None),
            other => (best, Some(other.chars().take(40).collect())),
        }
    })
}

/// The best kernels for this processor. `CHROMA2_CPU=baseline` in the environment, read at the
/// first call, asks for the baseline; all levels give the same bits.
pub fn kernels() -> &'static Kernels {
    chosen().0
}

/// What is wrong with `CHROMA2_CPU`, where that is nothing known.
pub fn wrong_environment() -> Option<String> {
    chosen().1.as_ref().map(|value| {
        format!(
            "CHROMA2_CPU is \"{value}\" in the environment; \"baseline\" is allowed, or nothing for the best kernels"
        )
    })
}

/// Refuses what `CHROMA2_CPU` says, where that is nothing known.
pub fn check_environment() -> Result<()> {
    wrong_environment().map_or(Ok(()), |what| Err(Error::argument(what)))
}

//! What there is to compute on.

use super::cpu::{Level, kernels, kernels_of};

/// A device that contexts can be made on.
#[derive(Debug, Clone)]
pub struct Device {
    /// The processor's own name.
    pub name: String,
    /// Threads that the process may run at once.
    pub cores: usize,
    /// Instruction-set level of the kernels that will be used.
    pub level: Level,
}

/// All devices; the first one is the processor.
pub fn devices() -> Vec<Device> {
    vec![Device { name: processor_name(), cores: cores(), level: level() }]
}

/// Threads that the process may run at once (affinity and CPU quota considered).
pub fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, |n| n.get())
}

/// The level of [`kernels`].
pub fn level() -> Level {
    match kernels_of(Level::V3) {
        Some(v3) if std::ptr::eq(v3, kernels()) => Level::V3,
        _ => Level::Baseline,
    }
}

fn processor_name() -> String {
    let text = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let name = text
        .lines()
        .filter_map(|line| line.split_once(':'))
        .find(|(key, _)| key.trim() == "model name")
        .map(|(_, value)| value.trim().to_owned());
    name.filter(|name| !name.is_empty()).unwrap_or_else(|| format!("{} processor", std::env::consts::ARCH))
}

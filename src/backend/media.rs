//! Legs of photons that began in one material and ended in another, counted by materials and instances.

use super::cpu::Kernels;
use crate::layout::{MediumChange, MediumChanges};
use std::cmp::Reverse;
use std::sync::atomic::{AtomicU64, Ordering};

/// How many there were, and between what.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MediumReport {
    /// Legs: those of all entries and the unlisted ones.
    pub total: u64,
    /// Legs between other materials and instances than those of the entries, which are too many to list.
    pub unlisted: u64,
    /// The most frequent first.
    pub entries: Vec<MediumChange>,
}

/// Words before the entries of the kernels' table: total, unlisted.
const HEAD: usize = 2;

/// The table of a session. Any number of threads may use it at once.
pub struct MediumCounts {
    /// A [`MediumChanges`].
    words: Box<[AtomicU64]>,
}

impl Default for MediumCounts {
    fn default() -> Self {
        const { assert!(align_of::<MediumChanges>() == align_of::<AtomicU64>()) };
        const { assert!(std::mem::offset_of!(MediumChanges, entries) == HEAD * 8) };
        let words = size_of::<MediumChanges>() / 8;
        Self { words: (0..words).map(|_| AtomicU64::new(0)).collect() }
    }
}

impl MediumCounts {
    /// What kernels of the processor add to, by atomic operations.
    pub fn table(&self) -> *mut MediumChanges {
        self.words.as_ptr().cast_mut().cast()
    }

    /// Adds what a device has counted.
    pub fn merge(&self, kernels: &Kernels, from: &MediumChanges) {
        // SAFETY: the table lives as long as this, and takes additions from any thread.
        unsafe { (kernels.merge_changes)(self.table(), from) }
    }

    /// What was counted so far.
    pub fn report(&self) -> MediumReport {
        // In this order: who has seen an entry's count sees what was written before it was added to.
        let words: Vec<u64> = self.words.iter().map(|word| word.load(Ordering::Acquire)).collect();
        let all: &[MediumChange] = bytemuck::cast_slice(&words[HEAD..]);
        let mut entries: Vec<MediumChange> = all.iter().filter(|entry| entry.count > 0).copied().collect();
        let numbers = |e: &MediumChange| (e.material_begin, e.material_end, e.instance_begin, e.instance_end);
        entries.sort_unstable_by_key(|entry| (Reverse(entry.count), numbers(entry)));
        let unlisted = words[1];
        let listed: u64 = entries.iter().map(|entry| entry.count).sum();
        MediumReport { total: listed + unlisted, unlisted, entries }
    }
}

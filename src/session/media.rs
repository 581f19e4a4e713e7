//! Legs of photons that began in one material and ended in another: counted by materials and instances,
//! and told of once.

use super::Stage;
use crate::backend::cpu::Kernels;
use crate::geometry::Model;
use crate::layout::{MediumChange, MediumChanges, NONE, WIRE_BIT};
use std::cmp::Reverse;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

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
pub(super) struct MediumCounts {
    /// A [`MediumChanges`].
    words: Box<[AtomicU64]>,
    told: AtomicBool,
}

impl Default for MediumCounts {
    fn default() -> Self {
        const { assert!(align_of::<MediumChanges>() == align_of::<AtomicU64>()) };
        const { assert!(std::mem::offset_of!(MediumChanges, entries) == HEAD * 8) };
        let words = size_of::<MediumChanges>() / 8;
        Self { words: (0..words).map(|_| AtomicU64::new(0)).collect(), told: AtomicBool::new(false) }
    }
}

impl MediumCounts {
    /// What kernels of the processor add to, by atomic operations.
    pub(super) fn table(&self) -> *mut MediumChanges {
        self.words.as_ptr().cast_mut().cast()
    }

    /// Adds what a device has counted.
    #[cfg_attr(not(feature = "cuda"), expect(dead_code))]
    pub(super) fn merge(&self, kernels: &Kernels, from: &MediumChanges) {
        // SAFETY: the table lives as long as this, and takes additions from any thread.
        unsafe { (kernels.merge_changes)(self.table(), from) }
    }

    /// What was counted so far.
    pub(super) fn report(&self) -> MediumReport {
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

    /// Warns of the first ones, by the names that the model has.
    pub(super) fn tell(&self, stage: &Arc<dyn Stage>) {
        if self.told.swap(true, Ordering::Relaxed) {
            return;
        }
        let Some(first) = self.report().entries.first().copied() else { return };
        let committed = Arc::clone(stage).geometry();
        let model = committed.as_ref().map(|committed| &**committed.model());
        log::warn!("{}", describe(&first, model));
    }
}

fn material(number: u32, model: Option<&Model>) -> String {
    match model.and_then(|model| model.materials.get(number as usize)) {
        Some(material) => format!("material {number} ({})", material.name),
        None => format!("material {number}"),
    }
}

fn place(instance: u32, model: Option<&Model>) -> String {
    if instance == NONE {
        return "within the material".into();
    }
    if instance & WIRE_BIT != 0 {
        return format!("at wire plane {}", instance & !WIRE_BIT);
    }
    let of = |model: &Model| {
        let mesh = model.instances.get(instance as usize)?.mesh;
        Some(format!("at instance {instance} (of mesh {mesh}, {})", model.meshes.get(mesh as usize)?.name))
    };
    model.and_then(of).unwrap_or_else(|| format!("at instance {instance}"))
}

fn describe(change: &MediumChange, model: Option<&Model>) -> String {
    format!(
        "light began in {}, {}, and came to {}, {}, with no boundary between: volumes overlap, a mesh is \
         inside out, there is a gap, or an outer material is wrong; the session's medium changes name all \
         places",
        material(change.material_begin, model),
        place(change.instance_begin, model),
        material(change.material_end, model),
        place(change.instance_end, model),
    )
}

//! Tells of legs of photons that began in one material and ended in another, once.

use crate::backend::media::MediumCounts;
use crate::backend::scene::SceneData;
use crate::layout::{MediumChange, NONE, WIRE_BIT};
use std::sync::atomic::{AtomicBool, Ordering};

/// Those of a session.
#[derive(Default)]
pub(super) struct Media {
    pub counts: MediumCounts,
    told: AtomicBool,
}

impl Media {
    /// Warns of the first ones, by the names that the scene has.
    pub(super) fn tell(&self, scene: &dyn SceneData) {
        if self.told.swap(true, Ordering::Relaxed) {
            return;
        }
        let Some(first) = self.counts.report().entries.first().copied() else { return };
        log::warn!("{}", describe(&first, scene));
    }
}

fn material(number: u32, scene: &dyn SceneData) -> String {
    match scene.material_name(number) {
        Some(name) => format!("material {number} ({name})"),
        None => format!("material {number}"),
    }
}

fn place(instance: u32, scene: &dyn SceneData) -> String {
    if instance == NONE {
        return "within the material".into();
    }
    if instance & WIRE_BIT != 0 {
        return format!("at wire plane {}", instance & !WIRE_BIT);
    }
    match scene.instance_name(instance) {
        Some(name) => format!("at instance {instance} ({name})"),
        None => format!("at instance {instance}"),
    }
}

fn describe(change: &MediumChange, scene: &dyn SceneData) -> String {
    format!(
        "light began in {}, {}, and came to {}, {}, with no boundary between: volumes overlap, a mesh is \
         inside out, there is a gap, or an outer material is wrong; the session's medium changes name all \
         places",
        material(change.material_begin, scene),
        place(change.instance_begin, scene),
        material(change.material_end, scene),
        place(change.instance_end, scene),
    )
}

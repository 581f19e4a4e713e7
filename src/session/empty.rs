//! What a session says once: hits that are asked for and cannot be, a device that is lost.

use crate::backend::scene::SceneData;
use std::sync::atomic::{AtomicBool, Ordering};

/// Says so in the log, once a session.
#[derive(Default)]
pub(super) struct NoHits(AtomicBool);

impl NoHits {
    pub(super) fn warn(&self, scene: &dyn SceneData) {
        if self.0.load(Ordering::Relaxed) || self.0.swap(true, Ordering::Relaxed) {
            return;
        }
        if let Some(why) = scene.why_no_hits() {
            log::warn!("session: hits are asked for, but there will be none: {why}");
        }
    }
}

/// Says once a session that its GPU cannot be used any more, and the processor goes on.
#[derive(Default)]
pub(super) struct NoDevice(AtomicBool);

impl NoDevice {
    pub(super) fn warn(&self) {
        if !self.0.swap(true, Ordering::Relaxed) {
            log::warn!("session: its GPU has failed; further events are propagated by the processor");
        }
    }
}

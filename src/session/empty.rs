//! Hits that are asked for and cannot be.

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

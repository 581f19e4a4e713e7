//! Hits that are asked for and cannot be.

use super::Stage;
use crate::geometry::{Committed, SurfaceModel};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Says so in the log, once a session.
#[derive(Default)]
pub(super) struct NoHits(AtomicBool);

impl NoHits {
    pub(super) fn warn(&self, stage: &Arc<dyn Stage>) {
        if self.0.load(Ordering::Relaxed) || self.0.swap(true, Ordering::Relaxed) {
            return;
        }
        let Some(committed) = Arc::clone(stage).geometry() else { return };
        if let Some(why) = reason(&committed) {
            log::warn!("session: hits are asked for, but there will be none: {why}");
        }
    }
}

/// Why a geometry gives no hit, if that is sure.
fn reason(committed: &Committed) -> Option<&'static str> {
    if committed.channel_count() == 0 {
        return Some("no instance and no wire plane has a channel");
    }
    let detects = committed.model().surfaces.iter().any(|surface| {
        matches!(surface.model, SurfaceModel::Default | SurfaceModel::Complex)
            && surface.detect.range().1 > 0.0
    });
    (!detects).then_some("no surface of a model that detects has a probability to")
}

//! Propagation: a [`Session`] takes light for a geometry and gives an [`Event`] for each
//! submission, which a context's worker threads serve in chunks, or its GPU in slices.
//!
//! A photon's end depends on the seed, the event's number, the photon's index, the geometry and the
//! physics options only. Chunks keep to that: their results are joined in photon order, and sums are
//! made in integers, so neither the number of threads nor the size of chunks can be seen.

mod chunk;
mod columns;
mod empty;
mod ends;
mod event;
mod flow;
#[cfg(feature = "cuda")]
mod gpu;
#[cfg(not(feature = "cuda"))]
#[path = "no_gpu.rs"]
mod gpu;
mod input;
mod media;
mod options;
mod results;
mod source;
mod submit;
mod summary;
mod work;

pub use columns::Columns;
pub use event::{Event, Progress};
pub use flow::{FlowLimit, Telemetry};
pub use input::{Light, PhotonArrays, Scalar, Vector};
pub use media::MediumReport;
pub use options::{Callbacks, DoneCallback, EventOptions, Recording};
pub use results::{Hits, Records, Results};
pub use source::{Emission, Polarization, Shape, SourceSpec, Spectrum};
pub use submit::{LARGEST_CHUNK, Session, SessionOptions};
pub use summary::Summary;

use crate::geometry::Committed;
use crate::layout::Scene;
use std::sync::Arc;

/// What a session needs of a geometry: frozen, usable by any number of threads at once.
pub trait Stage: Send + Sync {
    /// The arrays that the kernels read; valid while the stage lives.
    fn scene(&self) -> &Scene;
    /// The geometry that it is; `None`: something else, whose photons the processor propagates.
    fn geometry(self: Arc<Self>) -> Option<Arc<Committed>> {
        None
    }
}

impl Stage for Committed {
    fn scene(&self) -> &Scene {
        self.scene()
    }
    fn geometry(self: Arc<Self>) -> Option<Arc<Committed>> {
        Some(self)
    }
}

//! Propagation: a [`Session`] takes light for a geometry and gives an [`Event`] for each
//! submission, which a context's worker threads serve in chunks, or its GPU in slices.
//!
//! A photon's end depends on the seed, the event's number, the photon's index, the geometry and the
//! physics options only. Chunks keep to that: their results are joined in photon order, and sums are
//! made in integers, so neither the number of threads nor the size of chunks can be seen.

mod batch;
mod checkpoint;
mod empty;
mod entry;
mod event;
mod flow;
mod hit_room;
mod kept;
mod latch;
mod leave;
mod media;
mod merger;
mod observe;
mod options;
mod pending;
mod place;
mod placement;
mod replay;
mod results;
mod stage;
mod steps;
mod stream;
mod submission;
mod submit;
mod wait_any;

pub use batch::{Batch, BatchEvent, BatchResults, MOST_EVENTS};
#[doc(hidden)]
pub use checkpoint::seal;
pub use event::{Event, Progress};
pub use flow::FlowLimit;
pub use options::{Callbacks, DoneCallback, EventOptions};
pub use pending::Numbering;
pub use placement::Placement;
pub use results::{Records, Results};
pub use stage::Stage;
pub use stream::HitsCallback;
pub use submit::{LARGEST_CHUNK, Session, SessionOptions};
pub use wait_any::wait_any;

pub use crate::backend::hit_block::HitValues as Hits;
pub use crate::backend::light::{GivenArrays, Light, PhotonArrays, Scalar, Vector};
pub use crate::backend::media::MediumReport;
pub use crate::backend::scene::SceneData;
pub use crate::backend::summary::Summary;
pub use crate::backend::task::Recording;
pub use crate::photon::columns::Columns;
pub use crate::source::{Emission, Polarization, Shape, SourceSpec, Spectrum};

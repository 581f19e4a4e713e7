//! Marks of a step in its streams: what follows what, when it is done, and how long its stages took.

use crate::Result;
use crate::backend::cuda::primary::Primary;
use crate::backend::cuda::stream::{CudaEvent, Stream};
use crate::backend::pipeline::Times;
use std::sync::Arc;
use std::time::Duration;

/// The end of each stage, and where stages are timed its begin.
#[derive(Debug)]
pub(super) struct Marks {
    ends: [CudaEvent; 3],
    begins: Option<[CudaEvent; 3]>,
}

/// Upload, kernel, download.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    Upload = 0,
    Kernel = 1,
    Download = 2,
}

impl Marks {
    pub(super) fn new(primary: &Arc<Primary>, timing: bool) -> Result<Self> {
        let one = || CudaEvent::awake(primary, timing);
        let all = || Ok::<_, crate::Error>([one()?, one()?, one()?]);
        Ok(Self { ends: all()?, begins: timing.then(all).transpose()? })
    }

    /// The end of the upload.
    pub(super) fn uploaded(&self) -> &CudaEvent {
        &self.ends[Stage::Upload as usize]
    }

    /// The kernel's end.
    pub(super) fn computed(&self) -> &CudaEvent {
        &self.ends[Stage::Kernel as usize]
    }

    /// The step's end.
    pub(super) fn done(&self) -> &CudaEvent {
        &self.ends[Stage::Download as usize]
    }

    /// Waits until the streams have come to all that was set.
    pub(super) fn settle(&self) -> Result<()> {
        let _current = self.done().primary().enter()?;
        self.ends.iter().try_for_each(CudaEvent::wait)
    }

    /// A stage begins, ends. The context must be current.
    pub(super) fn begin(&self, stage: Stage, stream: &Stream) -> Result<()> {
        self.begins.as_ref().map_or(Ok(()), |begins| begins[stage as usize].set(stream))
    }

    pub(super) fn end(&self, stage: Stage, stream: &Stream) -> Result<()> {
        self.ends[stage as usize].set(stream)
    }

    /// The same by a graph, while its stream is captured; only what somebody looks at.
    pub(super) fn begin_in_graph(&self, stage: Stage, stream: &Stream) -> Result<()> {
        self.begins.as_ref().map_or(Ok(()), |begins| begins[stage as usize].set_by_graph(stream))
    }

    pub(super) fn end_in_graph(&self, stage: Stage, stream: &Stream) -> Result<()> {
        if stage == Stage::Upload && self.begins.is_none() {
            return Ok(());
        }
        self.ends[stage as usize].set_by_graph(stream)
    }

    /// How long the stages took, when the step is done; `before`: the step's before, done too. The context must be current.
    pub(super) fn times(&self, before: Option<&Self>) -> Result<Times> {
        let Some(begins) = &self.begins else { return Ok(Times::default()) };
        let mut stages = [Duration::ZERO; 3];
        for (stage, (begin, end)) in stages.iter_mut().zip(begins.iter().zip(&self.ends)) {
            *stage = end.since(begin)?;
        }
        let own = self.done().since(&begins[0])?;
        let span = match before {
            Some(before) => own.min(self.done().since(before.done())?),
            None => own,
        };
        Ok(Times { stages, span })
    }
}

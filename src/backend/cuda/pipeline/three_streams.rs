//! Steps on three streams, one a stage, each of which waits for marks in the one before it.

use super::marks::{Marks, Stage};
use super::{Work, settle};
use crate::backend::cuda::gpu::Gpu;
use crate::backend::cuda::streams::Lent;
use crate::backend::kernel::Arguments;
use crate::backend::streams::{Purpose, StreamHold, Urgency};
use crate::{Result, memory};
use std::sync::Arc;

/// The streams, and the marks of one step more than there are blocks.
#[derive(Debug)]
pub(super) struct ThreeStreams {
    up: StreamHold,
    kernels: StreamHold,
    down: StreamHold,
    marks: Vec<Marks>,
}

impl ThreeStreams {
    pub(super) fn new(work: &Work, gpu: &Arc<Gpu>, urgency: Urgency, kernels: StreamHold) -> Result<Self> {
        // Those of the step before the oldest one on the way are still there.
        let count = work.blocks.up.max(work.blocks.down) as usize + 1;
        let mut marks = memory::room(count, "marks")?;
        for _ in 0..count {
            marks.push(Marks::new(gpu.primary(), work.timing)?);
        }
        let pool = gpu.streams();
        Ok(Self {
            up: pool.lend(Purpose::Upload, urgency)?,
            kernels,
            down: pool.lend(Purpose::Download, urgency)?,
            marks,
        })
    }

    pub(super) fn marks(&self, step: u64) -> &Marks {
        &self.marks[(step % self.marks.len() as u64) as usize]
    }

    /// Puts a step on its way. The context must be current.
    pub(super) fn submit(&self, work: &Work, arguments: &mut Arguments, step: u64) -> Result<()> {
        let (up, kernels, down) = (Lent::of(&self.up)?, Lent::of(&self.kernels)?, Lent::of(&self.down)?);
        let (marks, memory) = (self.marks(step), &work.memory);
        let [bytes_up, bytes_down] = memory.moved();
        if bytes_up > 0 || work.timing {
            marks.begin(Stage::Upload, up.stream())?;
            memory.upload(step, up.stream())?;
            marks.end(Stage::Upload, up.stream())?;
            kernels.stream().follow(marks.uploaded())?;
            up.count_copy(bytes_up);
        }
        memory.clear_code(step, kernels.stream())?;
        marks.begin(Stage::Kernel, kernels.stream())?;
        arguments.set(&memory.places(step));
        work.kernel.put_on(kernels, &work.launch, arguments)?;
        marks.end(Stage::Kernel, kernels.stream())?;
        down.stream().follow(marks.computed())?;
        marks.begin(Stage::Download, down.stream())?;
        memory.download(step, down.stream())?;
        marks.end(Stage::Download, down.stream())?;
        down.count_copy(bytes_down);
        Ok(())
    }
}

impl Drop for ThreeStreams {
    fn drop(&mut self) {
        settle([&self.up, &self.kernels, &self.down], &self.marks);
    }
}

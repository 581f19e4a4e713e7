//! Pipelines on a GPU. A step's configuration goes from a pinned block to one of the device, the kernel runs, and its
//! telemetry, with the step's code behind it, comes back to another pinned block. Steps are put in order by events alone.

mod graphs;
mod marks;
mod memory;
mod three_streams;

use super::own_code::OwnKernel;
use crate::backend::context::{Charge, Context};
use crate::backend::kernel::{Arguments, Kind, Launch};
use crate::backend::pipeline::{Blocks, Engine, Form, Plan, Times};
use crate::backend::streams::{Purpose, StreamHold};
use crate::{Error, Result};
use graphs::Graphs;
use marks::Marks;
use memory::StepMemory;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use three_streams::ThreeStreams;

/// How long a thread looks for a step's end before it sleeps: a step of a pipeline takes microseconds to milliseconds, and
/// an awakening tens of microseconds.
const AWAKE: Duration = Duration::from_millis(2);
/// Between two looks after that: a mark that wakes threads costs the device an interrupt a step.
const PAUSE: Duration = Duration::from_micros(100);

/// What all steps have in common.
#[derive(Debug)]
struct Work {
    kernel: Arc<OwnKernel>,
    blocks: Blocks,
    launch: Launch,
    memory: StepMemory,
    /// A kernel may say that a step has failed.
    has_code: bool,
    /// It is told the step's number.
    has_step: bool,
    timing: bool,
}

/// How steps are given to the device.
#[derive(Debug)]
enum How {
    Streams(ThreeStreams),
    Graphs(Graphs),
}

/// Runs steps by a kernel of the program.
#[derive(Debug)]
pub struct CudaPipeline {
    /// The first field: what is on the way is waited for before the memory goes.
    how: How,
    arguments: Mutex<Arguments>,
    work: Work,
    _charge: Charge,
}

/// Waits for what a pipeline has put on streams; of the program's own only for its marks there.
fn settle<'a>(streams: impl IntoIterator<Item = &'a StreamHold>, marks: &[Marks]) {
    for stream in streams.into_iter().filter(|stream| !stream.is_adopted()) {
        if let Err(error) = stream.wait(None) {
            log::debug!("the end of a pipeline: {error}");
        }
    }
    for mark in marks {
        if let Err(error) = mark.settle() {
            log::debug!("the end of a pipeline: {error}");
            return;
        }
    }
}

impl CudaPipeline {
    /// One with all of its memory. Graphs where the driver has them and the program has no stream of its own.
    pub fn new(kernel: Arc<OwnKernel>, context: &Arc<Context>, plan: Plan) -> Result<Self> {
        if plan.form == Form::Thread {
            return Err(Error::argument(
                "config->form is 3 (thread); the kernel is on a GPU, and 0 (auto), 1 (streams) and 2 (graphs) are allowed",
            ));
        }
        let gpu = Arc::clone(kernel.gpu());
        let _current = gpu.primary().enter()?;
        kernel.prepare(&plan.launch)?;
        let given = crate::memory::collected(plan.arguments.iter().map(|a| a.borrow()), "arguments")?;
        let mut arguments = Arguments::new(&given)?;
        let has_code = arguments.has(Kind::Code);
        let bytes = StepMemory::bytes(&plan.blocks, has_code)?;
        let charge = context.charge(bytes as u64, "the blocks of a pipeline")?;
        let memory = StepMemory::new(&gpu, plan.blocks, has_code)?;
        let work = Work {
            has_step: arguments.has(Kind::Step),
            blocks: plan.blocks,
            launch: plan.launch,
            timing: plan.timing,
            kernel,
            memory,
            has_code,
        };
        let graphs = match (plan.form, &plan.stream) {
            (Form::Streams, _) | (_, Some(_)) => None,
            (form, None) => match Graphs::new(&work, &gpu, plan.urgency, &mut arguments) {
                Ok(graphs) => Some(graphs),
                Err(error) if form == Form::Graphs => return Err(error),
                Err(error) => {
                    log::info!("a pipeline without graphs: {error}");
                    None
                }
            },
        };
        let how = match graphs {
            Some(graphs) => How::Graphs(graphs),
            None => {
                let kernels = match plan.stream {
                    Some(stream) => stream,
                    None => gpu.streams().lend(Purpose::Kernel, plan.urgency)?,
                };
                How::Streams(ThreeStreams::new(&work, &gpu, plan.urgency, kernels)?)
            }
        };
        drop(_current);
        Ok(Self { how, arguments: Mutex::new(arguments), work, _charge: charge })
    }

    /// The marks of a step.
    fn marks(&self, step: u64) -> &Marks {
        match &self.how {
            How::Streams(streams) => streams.marks(step),
            How::Graphs(graphs) => graphs.marks(step),
        }
    }

    /// Waits for a mark: awake at first.
    fn wait_for(&self, mark: &super::stream::CudaEvent, limit: Option<Duration>) -> Result<bool> {
        let _current = self.work.kernel.gpu().primary().enter()?;
        if mark.reached()? {
            return Ok(true);
        }
        let start = Instant::now();
        if mark.reached_within(limit.map_or(AWAKE, |limit| limit.min(AWAKE)))? {
            return Ok(true);
        }
        loop {
            let left = limit.map_or(PAUSE, |limit| limit.saturating_sub(start.elapsed()));
            if left.is_zero() {
                return mark.reached();
            }
            std::thread::sleep(left.min(PAUSE));
            if mark.reached()? {
                return Ok(true);
            }
        }
    }
}

impl Engine for CudaPipeline {
    fn form(&self) -> Form {
        match self.how {
            How::Streams(_) => Form::Streams,
            How::Graphs(_) => Form::Graphs,
        }
    }

    fn config(&self, step: u64) -> *mut u8 {
        self.work.memory.host_config(step)
    }

    fn telemetry(&self, step: u64) -> *const u8 {
        self.work.memory.host_telemetry(step)
    }

    fn wait_place(&self, step: u64, limit: Option<Duration>) -> Result<bool> {
        // Where there are not more telemetry blocks, the step before in this block has ended and its result was taken.
        let Blocks { up, down, .. } = self.work.blocks;
        match step.checked_sub(up) {
            Some(before) if up < down => self.wait_for(self.marks(before).computed(), limit),
            _ => Ok(true),
        }
    }

    fn submit(&self, step: u64) -> Result<()> {
        let _current = self.work.kernel.gpu().primary().enter()?;
        let mut arguments = self.arguments.lock().unwrap_or_else(PoisonError::into_inner);
        match &self.how {
            How::Streams(streams) => streams.submit(&self.work, &mut arguments, step),
            How::Graphs(graphs) => graphs.submit(&self.work, &mut arguments, step),
        }
    }

    fn wait(&self, step: u64, limit: Option<Duration>) -> Result<bool> {
        self.wait_for(self.marks(step).done(), limit)
    }

    fn code(&self, step: u64) -> u32 {
        if self.work.has_code { self.work.memory.code(step) } else { 0 }
    }

    fn times(&self, step: u64) -> Result<Option<Times>> {
        if !self.work.timing {
            return Ok(None);
        }
        let _current = self.work.kernel.gpu().primary().enter()?;
        let before = step.checked_sub(1).map(|before| self.marks(before));
        self.marks(step).times(before).map(Some)
    }

    fn read_state(&self, first: usize, to: &mut [u8]) -> Result<()> {
        self.work.memory.read_state(self.work.kernel.gpu(), first, to)
    }

    fn write_state(&self, first: usize, from: &[u8]) -> Result<()> {
        self.work.memory.write_state(self.work.kernel.gpu(), first, from)
    }
}

//! Kernels of programs: functions of their own code on a device, or functions of the processor.

mod arguments;
mod code;

pub use arguments::{Argument, Arguments, Kind, Places};
pub use code::{Code, CodeKind, LoadedModule};

use super::context::Context;
use super::pipeline::{Engine, Plan};
use super::streams::StreamHold;
use crate::{Error, Result};
use std::any::Any;
use std::fmt::Debug;
use std::ops::Range;
use std::sync::Arc;

/// What is known of a kernel.
#[derive(Debug, Clone, Default)]
pub struct KernelInfo {
    /// Threads that a block may have.
    pub most_threads: u32,
    /// Registers of a thread.
    pub registers: u32,
    /// Bytes of local memory of a thread.
    pub local_bytes: u32,
    /// Bytes of shared memory of a block that its code asks for.
    pub shared_bytes: u32,
    /// The architecture of its machine code as 10 * major + minor; 0: of the processor.
    pub architecture: u32,
    /// Place of its device in [`devices`](super::device::devices).
    pub device: u32,
    /// Bytes of each parameter, where the driver says; `None` where it does not, and of functions.
    pub parameters: Option<Vec<u32>>,
}

/// Blocks of a launch and threads of a block, by their dimensions, and bytes of dynamic shared memory a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Launch {
    /// Blocks, each at least 1.
    pub grid: [u32; 3],
    /// Threads.
    pub block: [u32; 3],
    /// Bytes.
    pub shared: u32,
}

/// What a function of the processor gets.
pub struct Call<'a> {
    /// A step's configuration block.
    pub config: &'a [u8],
    /// Room for its telemetry block, of so many bytes.
    pub telemetry: (*mut u8, usize),
    /// The pipeline's state.
    pub state: (*mut u8, usize),
    /// Addresses of the arguments' values, as of a kernel.
    pub arguments: &'a [*mut std::ffi::c_void],
    /// The step's number.
    pub step: u64,
}

/// A function of the processor; gives 0, or a code of its own where it has failed. It does not panic.
pub type HostFunction = dyn Fn(&Call<'_>) -> u32 + Send + Sync;

/// A kernel on a device.
pub trait DeviceKernel: Send + Sync + Debug + Any {
    /// What is known of it.
    fn info(&self) -> &KernelInfo;

    /// Launches it on a stream of its device; the arguments' values are copied.
    fn launch(&self, stream: &StreamHold, launch: &Launch, arguments: &mut Arguments) -> Result<()>;

    /// A pipeline around it.
    fn pipeline(self: Arc<Self>, context: &Arc<Context>, plan: Plan) -> Result<Box<dyn Engine>>;
}

/// A kernel of a program. Any number of threads may use one at once.
#[derive(Clone)]
pub struct Kernel {
    context: Arc<Context>,
    what: What,
    info: KernelInfo,
}

/// What a kernel is.
#[derive(Clone)]
pub enum What {
    /// Called on threads of the library, or on the caller's.
    Function(Arc<HostFunction>),
    /// Launched.
    Device(Arc<dyn DeviceKernel>),
}

impl Kernel {
    /// A function of the processor.
    pub fn of_function(context: &Arc<Context>, function: Arc<HostFunction>) -> Self {
        Self {
            context: Arc::clone(context),
            what: What::Function(function),
            info: KernelInfo { most_threads: 1, ..KernelInfo::default() },
        }
    }

    /// A kernel on a device.
    pub fn on_device(context: &Arc<Context>, kernel: Arc<dyn DeviceKernel>) -> Self {
        let info = kernel.info().clone();
        Self { context: Arc::clone(context), what: What::Device(kernel), info }
    }

    /// The context that it belongs to.
    pub fn context(&self) -> &Arc<Context> {
        &self.context
    }

    /// What it is.
    pub fn what(&self) -> &What {
        &self.what
    }

    /// What is known of it.
    pub fn info(&self) -> &KernelInfo {
        &self.info
    }

    /// Refuses arguments that are not those of its parameters, as far as these are known.
    pub fn admits(&self, arguments: &[Argument<'_>], name: &str) -> Result<()> {
        let Some(parameters) = &self.info.parameters else { return Ok(()) };
        if arguments.len() != parameters.len() {
            return Err(Error::argument(format!(
                "{name}: {} given, and the kernel has {}",
                crate::words::count(arguments.len() as u64, "argument"),
                crate::words::count(parameters.len() as u64, "parameter")
            )));
        }
        for (i, (argument, bytes)) in arguments.iter().zip(parameters).enumerate() {
            if argument.bytes() != *bytes as usize {
                return Err(Error::argument(format!(
                    "{name}[{i}] has {} bytes, and the kernel's parameter {bytes}",
                    argument.bytes()
                )));
            }
        }
        Ok(())
    }

    /// Refuses a launch that no device could do.
    pub fn admits_launch(&self, launch: &Launch, name: &str) -> Result<()> {
        if matches!(self.what, What::Function(_)) {
            return Ok(());
        }
        let most: [u32; 3] = [i32::MAX as u32, 65535, 65535];
        for (axis, (blocks, most)) in ["grid_x", "grid_y", "grid_z"].iter().zip(launch.grid.iter().zip(most))
        {
            within(*blocks, 1..most, &format!("{name}->{axis}"))?;
        }
        for (axis, (threads, most)) in
            ["block_x", "block_y", "block_z"].iter().zip(launch.block.iter().zip([1024, 1024, 64]))
        {
            within(*threads, 1..most, &format!("{name}->{axis}"))?;
        }
        let threads: u32 = launch.block.iter().product();
        if threads > self.info.most_threads {
            return Err(Error::argument(format!(
                "{name}: {threads} threads a block; this kernel may have {}",
                self.info.most_threads
            )));
        }
        Ok(())
    }
}

/// Refuses what is not from `range.start` to `range.end`.
fn within(value: u32, range: Range<u32>, name: &str) -> Result<()> {
    if (range.start..=range.end).contains(&value) {
        return Ok(());
    }
    Err(Error::argument(format!("{name} is {value}; {} to {} are allowed", range.start, range.end)))
}

impl Debug for Kernel {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Kernel").field("info", &self.info).finish_non_exhaustive()
    }
}

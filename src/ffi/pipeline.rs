//! Pipelines around a program's own kernel: making them, and what they did.

use super::arguments::{self, Config};
use super::callbacks::User;
use super::event::timeout;
use super::guard::guard;
use super::handle::{self, Handle};
use super::kernel::{arguments_of, chroma2_argument, chroma2_kernel, launch_of};
use super::status::{chroma2_status, fail};
use super::stream::{chroma2_stream, chroma2_stream_urgency};
use crate::named::Named;
use crate::pipeline::{Config as PipelineConfig, Form, Mode, OwnArgument, Pipeline, StepFunction, Taken};
use crate::{Error, Result, memory};
use std::ffi::c_void;

pub use crate::backend::pipeline::Form as chroma2_pipeline_form;
pub use crate::pipeline::Mode as chroma2_pipeline_mode;

/// A kernel of the program that is run step after step, in order: each has a configuration block that goes to the device and
/// a telemetry block that comes back, and while one is computed those of others are copied. One thread may submit steps
/// while another one takes results; more wait for each other. It keeps its kernel alive. After a fork the child can only
/// give it up.
pub struct chroma2_pipeline {
    _private: [u8; 0],
}

impl Handle for chroma2_pipeline {
    type Object = Pipeline;
    const NAME: &'static str = "chroma2_pipeline";
}

/// What came of a step.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct chroma2_pipeline_result {
    /// sizeof(chroma2_pipeline_result).
    pub struct_size: usize,
    /// The step's number, counted from 0; 0 where there is none.
    pub step: u64,
    /// 1: this is of a step; 0: no step's result was there to take.
    pub ready: u32,
    /// 0, or what the function returned, or the kernel wrote to its argument of the kind "code": the step has failed, its
    /// telemetry is as the kernel left it, and the pipeline goes on.
    pub code: u32,
    /// From the step's submission until its result was taken, in ns.
    pub latency_ns: u64,
}

// SAFETY: plain numbers without padding, struct_size first.
unsafe impl Config for chroma2_pipeline_result {
    const NAME: &'static str = "chroma2_pipeline_result";
}

/// Called by a thread of the pipeline with each step's result, in order; `telemetry` is valid during the call, NULL where
/// there are no such blocks. `status` is CHROMA2_STATUS_OK but for the last call of all after a failure of the device,
/// when `result` and `telemetry` are NULL and chroma2_last_error_message says what. It may come before the call that has
/// submitted its step returns, and after it, in synchronous mode too. It may call the library: of this pipeline it may submit
/// a step (where there is room at once), read the state and the statistics, and destroy it, but not flush it. It must not
/// throw.
pub type chroma2_step_callback = Option<
    unsafe extern "C" fn(
        user: *mut c_void,
        status: chroma2_status,
        result: *const chroma2_pipeline_result,
        telemetry: *const c_void,
    ),
>;

/// How to make a pipeline.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct chroma2_pipeline_config {
    /// sizeof(chroma2_pipeline_config).
    pub struct_size: usize,
    /// Its kernel.
    pub kernel: *const chroma2_kernel,
    /// Bytes of a step's configuration block, of its telemetry block, and of what the kernel keeps from step to step, which
    /// is 0 at first; up to 2^36 each. 0: there is none.
    pub config_bytes: u64,
    pub telemetry_bytes: u64,
    pub state_bytes: u64,
    /// A chroma2_pipeline_mode.
    pub mode: u32,
    /// A chroma2_pipeline_form.
    pub form: u32,
    /// Blocks of each direction: how many steps may be on the way or not taken at once. Up to 64; 0 is 3.
    pub depth: u32,
    /// Configuration blocks where that is not depth; 0: it is. More than telemetry blocks bring nothing.
    pub upload_depth: u32,
    /// Likewise telemetry blocks.
    pub download_depth: u32,
    /// 1: each step's upload, kernel and download are timed, which costs some microseconds a step.
    pub timing: u32,
    /// Blocks and threads of the kernel's launch (0: 1), and bytes of dynamic shared memory a block. Ignored for functions.
    pub grid_x: u32,
    pub grid_y: u32,
    pub grid_z: u32,
    pub block_x: u32,
    pub block_y: u32,
    pub block_z: u32,
    pub shared_bytes: u32,
    /// A chroma2_stream_urgency of its streams.
    pub urgency: u32,
    /// The kernel's arguments, in the order of its parameters, values and addresses of blocks. NULL: the addresses of the
    /// configuration, of the telemetry and of the state, in this order, of those that have bytes; argument_count is 0 then.
    pub arguments: *const chroma2_argument,
    /// How many, at most 1024.
    pub argument_count: u64,
    /// Where the kernel runs, after what is there and before what comes: 0 (auto) and 1 (streams) go with it. NULL: a
    /// stream of its own.
    pub stream: *const chroma2_stream,
    /// Gets the results, which the functions below then do not take. NULL: they do.
    pub on_step: chroma2_step_callback,
    /// Handed on to it.
    pub user: *mut c_void,
}

// SAFETY: pointers and numbers without padding, struct_size first; a function that may be NULL.
unsafe impl Config for chroma2_pipeline_config {
    const NAME: &'static str = "chroma2_pipeline_config";
}

/// What a pipeline is.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct chroma2_pipeline_info {
    /// sizeof(chroma2_pipeline_info).
    pub struct_size: usize,
    /// Bytes of its blocks, and of its state.
    pub config_bytes: u64,
    pub telemetry_bytes: u64,
    pub state_bytes: u64,
    /// Configuration and telemetry blocks.
    pub upload_depth: u32,
    pub download_depth: u32,
    /// A chroma2_pipeline_mode.
    pub mode: u32,
    /// A chroma2_pipeline_form, the one that was chosen.
    pub form: u32,
    /// Place of its device in the list of chroma2_device_get_info; 0: the processor.
    pub device: u32,
    /// Comes as 0.
    pub reserved: u32,
}

// SAFETY: plain numbers without padding, struct_size first.
unsafe impl Config for chroma2_pipeline_info {
    const NAME: &'static str = "chroma2_pipeline_info";
}

/// What a pipeline did since it was made.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct chroma2_pipeline_stats {
    /// sizeof(chroma2_pipeline_stats).
    pub struct_size: usize,
    /// Steps that were submitted, and whose results were taken.
    pub submitted: u64,
    pub taken: u64,
    /// Of those taken, how many had a code that is not 0.
    pub failed: u64,
    /// Of those taken, how many were timed (config->timing); the next five are of these.
    pub timed: u64,
    /// Seconds that their uploads, kernels and downloads took by the device's clock, each added up.
    pub upload_seconds: f64,
    pub kernel_seconds: f64,
    pub download_seconds: f64,
    /// Seconds during which at least one of them was on the way.
    pub span_seconds: f64,
    /// The longest of the three sums over span_seconds: of the device's work, 1 where the other two were hidden behind it; the
    /// program's own time is not in it (where wait_seconds is 0, that is the limit). 1 of functions, 0 where none was timed.
    pub efficiency: f64,
    /// Seconds of the program's threads in submissions, but for waits and for the copy of the configuration.
    pub submit_seconds: f64,
    /// Seconds that they waited, for room and for results.
    pub wait_seconds: f64,
    /// Sum over taken steps of the time from submission to taking, in ns.
    pub latency_sum_ns: u64,
    /// Their number by that time: up to 1 us; above 2^(i - 1) us and up to 2^i us; the last one: all above.
    pub latencies: [u64; 32],
}

// SAFETY: plain numbers without padding, struct_size first.
unsafe impl Config for chroma2_pipeline_stats {
    const NAME: &'static str = "chroma2_pipeline_stats";
}

/// What came of a step, as C has it.
pub(super) fn result_of(taken: Option<Taken>) -> chroma2_pipeline_result {
    let struct_size = size_of::<chroma2_pipeline_result>();
    match taken {
        None => chroma2_pipeline_result { struct_size, step: 0, ready: 0, code: 0, latency_ns: 0 },
        Some(Taken { step, code, latency }) => {
            let latency_ns = latency.as_nanos().min(u64::MAX.into()) as u64;
            chroma2_pipeline_result { struct_size, step, ready: 1, code, latency_ns }
        }
    }
}

fn callback(config: &chroma2_pipeline_config) -> Option<Box<StepFunction>> {
    let call = config.on_step?;
    let (user, no_telemetry) = (User(config.user), config.telemetry_bytes == 0);
    Some(Box::new(move |result: Result<(Taken, *const u8)>| match result {
        Ok((taken, telemetry)) => {
            let result = result_of(Some(taken));
            let telemetry = if no_telemetry { std::ptr::null() } else { telemetry };
            // SAFETY: the caller guarantees its callback.
            unsafe { call(user.pointer(), chroma2_status::Ok, &raw const result, telemetry.cast()) }
        }
        // SAFETY: as above.
        Err(error) => unsafe { call(user.pointer(), fail(&error), std::ptr::null(), std::ptr::null()) },
    }))
}

/// What is asked for.
///
/// # Safety
/// The arguments are there.
unsafe fn config_of(config: &chroma2_pipeline_config) -> Result<PipelineConfig> {
    // SAFETY: the caller guarantees the arguments.
    let given = unsafe { arguments_of(config.arguments, config.argument_count, "config->arguments") }?;
    let mut own = memory::room(given.len(), "config->arguments")?;
    for argument in given {
        let value = memory::copied(argument.value, "config->arguments")?;
        own.push(OwnArgument { kind: argument.kind, value });
    }
    let grid = [config.grid_x, config.grid_y, config.grid_z];
    let stream =
        (!config.stream.is_null()).then(|| handle::get(config.stream, "config->stream")).transpose()?;
    Ok(PipelineConfig {
        config_bytes: config.config_bytes,
        telemetry_bytes: config.telemetry_bytes,
        state_bytes: config.state_bytes,
        depth: config.depth,
        upload_depth: config.upload_depth,
        download_depth: config.download_depth,
        mode: Mode::from_number(config.mode, "config->mode")?,
        form: Form::from_number(config.form, "config->form")?,
        timing: arguments::switch(config.timing, "config->timing")?,
        launch: launch_of(grid, [config.block_x, config.block_y, config.block_z], config.shared_bytes),
        arguments: own,
        urgency: chroma2_stream_urgency::from_number(config.urgency, "config->urgency")?,
        stream: stream.map(|lent| lent.hold.clone()),
    })
}

/// Makes a pipeline, with all of its memory. The caller owns *pipeline, to be given to chroma2_pipeline_destroy. Fails as
/// an invalid argument (the message names it), out of memory, or as a device error. Any thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_pipeline_create(
    config: *const chroma2_pipeline_config,
    pipeline: *mut *mut chroma2_pipeline,
) -> chroma2_status {
    guard(|| {
        arguments::aligned(pipeline.cast_const(), "pipeline")?;
        arguments::aligned(config, "config")?;
        // SAFETY: the caller guarantees `config`.
        let config = unsafe { arguments::config(config, "config") }?;
        let kernel = handle::get(config.kernel, "config->kernel")?;
        if config.on_step.is_none() && !config.user.is_null() {
            let user = config.user.addr();
            return Err(Error::argument(format!(
                "config->user is {user:#x}, but would not be used: config->on_step is NULL; NULL is allowed"
            )));
        }
        // SAFETY: the caller guarantees the arguments.
        let made = Pipeline::new(&kernel, unsafe { config_of(&config) }?, callback(&config))?;
        // SAFETY: the caller guarantees `pipeline`.
        unsafe { arguments::write(pipeline, handle::insert(made)?, "pipeline") }
    })
}

/// Gives a pipeline up; NULL is fine. Waits for the steps on the way; results that were not taken are dropped, those that an
/// on_step has not got included: where they are wanted, flush before. on_step is not called any more when this returns, unless this is called by it. Any thread.
#[unsafe(no_mangle)]
pub extern "C" fn chroma2_pipeline_destroy(pipeline: *mut chroma2_pipeline) -> chroma2_status {
    guard(|| {
        if let Some(pipeline) = handle::release(pipeline, "pipeline")? {
            pipeline.end();
        }
        Ok(())
    })
}

/// Writes what a pipeline is; info->struct_size must be set. Any thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_pipeline_get_info(
    pipeline: *const chroma2_pipeline,
    info: *mut chroma2_pipeline_info,
) -> chroma2_status {
    guard(|| {
        let pipeline = handle::get(pipeline, "pipeline")?;
        let blocks = pipeline.blocks();
        let value = chroma2_pipeline_info {
            struct_size: 0,
            config_bytes: blocks.config as u64,
            telemetry_bytes: blocks.telemetry as u64,
            state_bytes: blocks.state as u64,
            upload_depth: blocks.up as u32,
            download_depth: blocks.down as u32,
            mode: pipeline.mode().number(),
            form: pipeline.form().number(),
            device: pipeline.kernel().info().device,
            reserved: 0,
        };
        // SAFETY: the caller guarantees `info`.
        unsafe { arguments::write_struct(info, &value, "info") }
    })
}

/// Writes what a pipeline did; stats->struct_size must be set. Any thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_pipeline_get_stats(
    pipeline: *const chroma2_pipeline,
    stats: *mut chroma2_pipeline_stats,
) -> chroma2_status {
    guard(|| {
        let now = handle::get(pipeline, "pipeline")?.counts();
        let [upload, kernel, download] = now.stages.map(|stage| stage.as_secs_f64());
        let value = chroma2_pipeline_stats {
            struct_size: 0,
            submitted: now.submitted,
            taken: now.taken,
            failed: now.failed,
            timed: now.timed,
            upload_seconds: upload,
            kernel_seconds: kernel,
            download_seconds: download,
            span_seconds: now.span.as_secs_f64(),
            efficiency: now.efficiency(),
            submit_seconds: now.submitting.as_secs_f64(),
            wait_seconds: now.waiting.as_secs_f64(),
            latency_sum_ns: now.latencies.sum,
            latencies: now.latencies.buckets,
        };
        // SAFETY: the caller guarantees `stats`.
        unsafe { arguments::write_struct(stats, &value, "stats") }
    })
}

/// Waits at most `timeout_ns` nanoseconds (0: only looks; UINT64_MAX: for ever) until no step is on the way, and, with an
/// on_step, it has got them all. Results that were not taken stay to be. Any thread.
#[unsafe(no_mangle)]
pub extern "C" fn chroma2_pipeline_flush(
    pipeline: *const chroma2_pipeline,
    timeout_ns: u64,
) -> chroma2_status {
    guard(|| {
        if handle::get(pipeline, "pipeline")?.flush(timeout(timeout_ns))? {
            return Ok(());
        }
        Err(Error::Timeout(format!("pipeline: steps are on the way after {timeout_ns} ns")))
    })
}

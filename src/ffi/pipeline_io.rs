//! Steps of a pipeline: configurations in, telemetry out.

use super::arguments;
use super::event::timeout;
use super::guard::guard;
use super::handle;
use super::pipeline::{chroma2_pipeline, chroma2_pipeline_result, result_of};
use super::status::chroma2_status;
use crate::pipeline::{Pipeline, Taken};
use crate::{Error, Result};
use std::ffi::c_void;

/// Whether a block of the program's is given; refuses one where the pipeline has none.
fn is_given(block: *const c_void, bytes: usize, name: &str) -> Result<bool> {
    if !block.is_null() && bytes == 0 {
        return Err(Error::argument(format!(
            "{name} is given, and the pipeline's {name}_bytes is 0; NULL is allowed"
        )));
    }
    Ok(!block.is_null())
}

/// A configuration block of the program's; NULL gives `None`.
///
/// # Safety
/// It has the pipeline's size.
unsafe fn config_of<'a>(pipeline: &Pipeline, config: *const c_void) -> Result<Option<&'a [u8]>> {
    let bytes = pipeline.blocks().config;
    let given = is_given(config, bytes, "config")?;
    // SAFETY: the caller guarantees it.
    given.then(|| unsafe { arguments::slice(config.cast(), bytes as u64, "config") }).transpose()
}

/// Likewise a telemetry block, to write to.
///
/// # Safety
/// As above; nothing else uses it meanwhile.
unsafe fn telemetry_of<'a>(pipeline: &Pipeline, telemetry: *mut c_void) -> Result<Option<&'a mut [u8]>> {
    let bytes = pipeline.blocks().telemetry;
    let given = is_given(telemetry, bytes, "telemetry")?;
    // SAFETY: the caller guarantees it.
    given.then(|| unsafe { arguments::slice_mut(telemetry.cast(), bytes as u64, "telemetry") }).transpose()
}

/// Refuses a place for a result before anything is done.
///
/// # Safety
/// `result` is NULL or a struct of the size that it says.
unsafe fn checked(result: *mut chroma2_pipeline_result) -> Result<()> {
    // SAFETY: the caller guarantees it.
    unsafe { arguments::size_to_fill(result, "result") }.map(drop)
}

/// # Safety
/// As above.
unsafe fn write(result: *mut chroma2_pipeline_result, taken: Option<Taken>) -> Result<()> {
    // SAFETY: the caller guarantees it.
    unsafe { arguments::write_struct(result, &result_of(taken), "result") }
}

/// Submits a step with a configuration of config_bytes, which is copied (NULL: with what was written to the reserved block),
/// and takes the result of the oldest step that was not taken: in synchronous mode always; in asynchronous mode where
/// download_depth steps are not taken, for which it waits. So where all steps come from this function, it is this step's in
/// synchronous mode, and else that of the step download_depth - 1 before it, and none for the first ones, however long steps
/// take. Its telemetry is copied to `telemetry` (NULL: it is not wanted), and what came of it is written
/// to *result, whose struct_size must be set. An error names its step, and is of the pipeline: the calls after it fail with
/// the same. Not with an on_step. Any thread; calls wait for each other.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_pipeline_step(
    pipeline: *const chroma2_pipeline,
    config: *const c_void,
    telemetry: *mut c_void,
    result: *mut chroma2_pipeline_result,
) -> chroma2_status {
    guard(|| {
        let pipeline = handle::get(pipeline, "pipeline")?;
        // SAFETY: the caller guarantees the blocks and `result`.
        unsafe {
            checked(result)?;
            let (config, telemetry) = (config_of(&pipeline, config)?, telemetry_of(&pipeline, telemetry)?);
            write(result, pipeline.step(config, telemetry)?)
        }
    })
}

/// Waits at most `timeout_ns` nanoseconds (0: only looks; UINT64_MAX: for ever) until there is room for a step, and writes to
/// *config where its configuration block is, aligned to 256 bytes: it is written in place, and submitted by NULL. Room is a
/// configuration block and a telemetry block that no step uses; of the latter a step that was not taken has one, and a
/// view too: with one thread that neither takes nor releases it waits for ever. The block has what an earlier step left
/// there. Once again before a submission it gives the same block. NULL where config_bytes is 0. Any thread; those that submit
/// wait for each other.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_pipeline_reserve(
    pipeline: *const chroma2_pipeline,
    timeout_ns: u64,
    config: *mut *mut c_void,
) -> chroma2_status {
    guard(|| {
        arguments::aligned(config.cast_const(), "config")?;
        let pipeline = handle::get(pipeline, "pipeline")?;
        let place = pipeline.reserve(timeout(timeout_ns))?;
        let place = if pipeline.blocks().config == 0 { std::ptr::null_mut() } else { place };
        // SAFETY: the caller guarantees `config`.
        unsafe { arguments::write(config, place.cast(), "config") }
    })
}

/// Submits a step, as chroma2_pipeline_step does, and takes no result; its number is written to *step (NULL: it is not
/// wanted). Waits at most `timeout_ns` nanoseconds (0: only looks; UINT64_MAX: for ever) for room, as chroma2_pipeline_reserve
/// does. In on_step it does not wait for room, whatever the limit, since the block of its step is free only when it has
/// returned. In synchronous mode it returns when the step is done. Any thread; those that submit wait for each other.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_pipeline_submit(
    pipeline: *const chroma2_pipeline,
    config: *const c_void,
    timeout_ns: u64,
    step: *mut u64,
) -> chroma2_status {
    guard(|| {
        if !step.is_null() {
            arguments::aligned(step.cast_const(), "step")?;
        }
        let pipeline = handle::get(pipeline, "pipeline")?;
        // SAFETY: the caller guarantees the block.
        let number = pipeline.submit(unsafe { config_of(&pipeline, config) }?, timeout(timeout_ns))?;
        if !step.is_null() {
            // SAFETY: the caller guarantees `step`.
            unsafe { arguments::write(step, number, "step") }?;
        }
        Ok(())
    })
}

/// Waits at most `timeout_ns` nanoseconds (0: only looks; UINT64_MAX: for ever) for the oldest step whose result was not
/// taken, copies its telemetry to `telemetry` (NULL: it is not wanted) and writes what came of it to *result, whose
/// struct_size must be set. result->ready is 0, at once, where all steps were taken. Not with an on_step. Any thread; those
/// that take wait for each other.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_pipeline_wait(
    pipeline: *const chroma2_pipeline,
    timeout_ns: u64,
    telemetry: *mut c_void,
    result: *mut chroma2_pipeline_result,
) -> chroma2_status {
    guard(|| {
        let pipeline = handle::get(pipeline, "pipeline")?;
        // SAFETY: the caller guarantees the block and `result`.
        unsafe {
            checked(result)?;
            let telemetry = telemetry_of(&pipeline, telemetry)?;
            write(result, pipeline.wait(telemetry, timeout(timeout_ns))?)
        }
    })
}

/// As chroma2_pipeline_wait, without a copy: writes to *telemetry where it is (NULL where there is none), valid until the
/// next call that takes a result or finds that all were taken, chroma2_pipeline_step included, or chroma2_pipeline_release.
/// Until then its telemetry block is not free for another step. Any thread; those that take wait for each other.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_pipeline_view(
    pipeline: *const chroma2_pipeline,
    timeout_ns: u64,
    telemetry: *mut *const c_void,
    result: *mut chroma2_pipeline_result,
) -> chroma2_status {
    guard(|| {
        arguments::aligned(telemetry.cast_const(), "telemetry")?;
        let pipeline = handle::get(pipeline, "pipeline")?;
        // SAFETY: the caller guarantees both places.
        unsafe {
            checked(result)?;
            let view = pipeline.view(timeout(timeout_ns))?;
            let there = view.filter(|_| pipeline.blocks().telemetry > 0);
            arguments::write(
                telemetry,
                there.map_or(std::ptr::null(), |view| view.telemetry.cast()),
                "telemetry",
            )?;
            write(result, view.map(|view| view.taken))
        }
    })
}

/// Gives the block of chroma2_pipeline_view back, so that another step can have it. Does nothing where none is viewed. Any
/// thread; those that take wait for each other.
#[unsafe(no_mangle)]
pub extern "C" fn chroma2_pipeline_release(pipeline: *const chroma2_pipeline) -> chroma2_status {
    guard(|| handle::get(pipeline, "pipeline")?.release())
}

/// Copies `bytes` bytes of a pipeline's state, from byte `first` on, to `to`, when the steps that were submitted are done.
/// Any thread; those that submit wait for it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_pipeline_read_state(
    pipeline: *const chroma2_pipeline,
    first: u64,
    bytes: u64,
    to: *mut c_void,
) -> chroma2_status {
    guard(|| {
        let pipeline = handle::get(pipeline, "pipeline")?;
        arguments::limit(bytes, pipeline.blocks().state as u64, "bytes")?;
        // SAFETY: the caller guarantees the memory.
        pipeline.read_state(first, unsafe { arguments::slice_mut(to.cast::<u8>(), bytes, "to") }?)
    })
}

/// Copies `bytes` bytes from `from` to a pipeline's state, from its byte `first` on: after the steps that were submitted,
/// before those that come. Any thread; those that submit wait for it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_pipeline_write_state(
    pipeline: *const chroma2_pipeline,
    first: u64,
    bytes: u64,
    from: *const c_void,
) -> chroma2_status {
    guard(|| {
        let pipeline = handle::get(pipeline, "pipeline")?;
        arguments::limit(bytes, pipeline.blocks().state as u64, "bytes")?;
        // SAFETY: the caller guarantees the memory.
        pipeline.write_state(first, unsafe { arguments::slice(from.cast::<u8>(), bytes, "from") }?)
    })
}

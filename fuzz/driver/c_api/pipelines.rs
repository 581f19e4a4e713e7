//! Calls on kernels and pipelines.

use super::build::size;
use super::world::{MOST, World, ok};
use crate::driver::Input;
use chroma2::ffi::kernel::*;
use chroma2::ffi::module::*;
use chroma2::ffi::pipeline::*;
use chroma2::ffi::pipeline_io::*;
use chroma2::ffi::stream::*;
use std::ptr::{null, null_mut, without_provenance_mut};

/// Most bytes of a block.
const BYTES: usize = 256;

/// Writes all of its telemetry; fails now and then.
unsafe extern "C" fn function(call: *const chroma2_kernel_call) -> u32 {
    // SAFETY: the library's blocks.
    unsafe {
        let of = &*call;
        if of.telemetry_bytes > 0 {
            of.telemetry.cast::<u8>().write_bytes(of.step as u8, of.telemetry_bytes as usize);
        }
        u32::from(of.step % 5 == 4)
    }
}

pub fn create_kernel(world: &mut World, input: &mut Input) {
    let mut made = null_mut();
    let call: chroma2_kernel_function = if input.once_in(16) { None } else { Some(function) };
    // SAFETY: NULL or live.
    let went_well = ok(unsafe { chroma2_kernel_create(world.context(input), call, null_mut(), &mut made) });
    assert_eq!(went_well, !made.is_null());
    if went_well {
        world.kernels.live.push(made);
        if world.kernels.live.len() > MOST {
            let old = world.kernels.live[0];
            assert!(ok(chroma2_kernel_destroy(old)));
            world.kernels.died(old);
        }
    }
}

fn arguments(input: &mut Input, value: &u64) -> Vec<chroma2_argument> {
    let one = |input: &mut Input| {
        let kind = input.below(8) as u32;
        let given = kind == 1 || input.once_in(16);
        chroma2_argument {
            kind,
            bytes: if given { input.below(9) as u32 } else { 0 },
            value: if given { (&raw const *value).cast() } else { null() },
        }
    };
    (0..input.below(5)).map(|_| one(input)).collect()
}

pub fn use_kernel(world: &mut World, input: &mut Input) {
    let kernel = world.kernel(input);
    let value = input.bits();
    // SAFETY: all-zero structs of numbers, as large as they say; arguments that live.
    unsafe {
        let mut info: chroma2_kernel_info = std::mem::zeroed();
        info.struct_size = size::<chroma2_kernel_info>(input);
        ok(chroma2_kernel_get_info(kernel, &mut info));
        let given = arguments(input, &value);
        let mut launch: chroma2_launch = std::mem::zeroed();
        launch.struct_size = size::<chroma2_launch>(input);
        launch.grid_y = input.index();
        let stream =
            if input.once_in(16) { without_provenance_mut(input.bits() as usize) } else { null_mut() };
        ok(chroma2_kernel_launch(kernel, &launch, given.as_ptr(), given.len() as u64, stream));
        if input.once_in(8) && ok(chroma2_kernel_destroy(kernel)) {
            world.kernels.died(kernel);
        }
        // On the processor there are no modules and no streams.
        let context = world.context(input);
        let mut config: chroma2_stream_config = std::mem::zeroed();
        config.struct_size = size::<chroma2_stream_config>(input);
        config.purpose = input.below(7) as u32;
        let mut made = null_mut();
        assert!(!ok(chroma2_stream_create(context, &config, &mut made)));
        let mut code: chroma2_module_config = std::mem::zeroed();
        code.struct_size = size::<chroma2_module_config>(input);
        code.code = (&raw const value).cast();
        code.code_bytes = input.below(9) as u64;
        code.kind = input.below(5) as u32;
        let mut module = null_mut();
        assert!(!ok(chroma2_module_create(context, &code, &mut module)));
    }
}

pub fn create(world: &mut World, input: &mut Input) {
    let value = input.bits();
    let given = arguments(input, &value);
    // SAFETY: all-zero is a struct of numbers and pointers.
    let mut config: chroma2_pipeline_config = unsafe { std::mem::zeroed() };
    config.struct_size = size::<chroma2_pipeline_config>(input);
    config.kernel = world.kernel(input);
    let bytes = |input: &mut Input| {
        if input.once_in(64) { u64::MAX - input.bits() % 9 } else { input.below(BYTES) as u64 }
    };
    config.config_bytes = bytes(input);
    config.telemetry_bytes = bytes(input);
    config.state_bytes = bytes(input);
    config.mode = input.below(3) as u32;
    config.form = [0, 0, 0, 3, 1, 2, 9][input.below(7)];
    config.depth = if input.once_in(16) { input.index() } else { input.below(5) as u32 };
    config.upload_depth = if input.once_in(4) { input.below(5) as u32 } else { 0 };
    config.timing = input.below(2) as u32;
    config.grid_x = input.index();
    if input.once_in(2) {
        config.arguments = given.as_ptr();
        config.argument_count = given.len() as u64;
    }
    let mut made = null_mut();
    // SAFETY: NULL or live; arguments that live.
    let went_well = ok(unsafe { chroma2_pipeline_create(&config, &mut made) });
    assert_eq!(went_well, !made.is_null());
    if went_well {
        world.pipelines.live.push(made);
        if world.pipelines.live.len() > MOST {
            let old = world.pipelines.live[0];
            assert!(ok(chroma2_pipeline_destroy(old)));
            world.pipelines.died(old);
        }
    }
}

pub fn step(world: &mut World, input: &mut Input) {
    let pipeline = world.pipeline(input);
    let (config, mut telemetry) = ([input.byte(); BYTES], [0u8; BYTES]);
    let limit = [0, 1, 100_000][input.below(3)]; // nobody else would end a longer wait
    let config = if input.once_in(4) { null() } else { config.as_ptr().cast() };
    let room = if input.once_in(4) { null_mut() } else { telemetry.as_mut_ptr().cast() };
    let (mut place, mut view, mut number) = (null_mut(), null(), 0);
    // SAFETY: blocks as large as any; all-zero structs of numbers, as large as they say.
    unsafe {
        let mut result: chroma2_pipeline_result = std::mem::zeroed();
        result.struct_size = size::<chroma2_pipeline_result>(input);
        let went_well = match input.below(6) {
            0 | 1 => ok(chroma2_pipeline_step(pipeline, config, room, &mut result)),
            2 => ok(chroma2_pipeline_submit(pipeline, config, limit, &mut number)),
            3 => ok(chroma2_pipeline_reserve(pipeline, limit, &mut place)),
            4 => ok(chroma2_pipeline_wait(pipeline, limit, room, &mut result)),
            _ => ok(chroma2_pipeline_view(pipeline, limit, &mut view, &mut result)),
        };
        if went_well && result.ready == 1 && result.struct_size == size_of::<chroma2_pipeline_result>() {
            assert_eq!(result.code, u32::from(result.step % 5 == 4));
        }
    }
}

pub fn look(world: &mut World, input: &mut Input) {
    let pipeline = world.pipeline(input);
    let mut bytes = [0u8; BYTES];
    let (first, count) = (input.below(BYTES) as u64, input.below(BYTES) as u64);
    // SAFETY: as many bytes; all-zero structs of numbers, as large as they say.
    unsafe {
        let mut stats: chroma2_pipeline_stats = std::mem::zeroed();
        stats.struct_size = size_of::<chroma2_pipeline_stats>();
        if ok(chroma2_pipeline_get_stats(pipeline, &mut stats)) {
            assert!(stats.taken <= stats.submitted && stats.failed <= stats.submitted);
        }
        let mut info: chroma2_pipeline_info = std::mem::zeroed();
        info.struct_size = size::<chroma2_pipeline_info>(input);
        ok(chroma2_pipeline_get_info(pipeline, &mut info));
        match input.below(6) {
            0 => drop(ok(chroma2_pipeline_flush(pipeline, [0, u64::MAX][input.below(2)]))),
            1 => drop(ok(chroma2_pipeline_read_state(pipeline, first, count, bytes.as_mut_ptr().cast()))),
            2 => drop(ok(chroma2_pipeline_write_state(pipeline, first, count, bytes.as_ptr().cast()))),
            3 if ok(chroma2_pipeline_destroy(pipeline)) => world.pipelines.died(pipeline),
            _ => {}
        }
    }
}

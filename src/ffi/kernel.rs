//! A program's own kernels.

use super::arguments::{self, Config, unused};
use super::callbacks::User;
use super::context::chroma2_context;
use super::guard::guard;
use super::handle::{self, Handle};
use super::module::chroma2_module;
use super::status::chroma2_status;
use super::stream::chroma2_stream;
use crate::backend::kernel::{Argument, Arguments, Call, Kernel, Kind, Launch, What};
use crate::named::Named;
use crate::runtime::workers::in_callback;
use crate::{Error, Result, memory};
use std::ffi::{CStr, c_char, c_void};
use std::sync::Arc;

pub use crate::backend::kernel::Kind as chroma2_argument_kind;

/// A kernel: of a module, or a function of the processor. It keeps its module and context alive.
pub struct chroma2_kernel {
    _private: [u8; 0],
}

impl Handle for chroma2_kernel {
    type Object = Kernel;
    const NAME: &'static str = "chroma2_kernel";
}

/// What a function of the processor gets. Blocks are those of a pipeline's step, else NULL and 0.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct chroma2_kernel_call {
    /// sizeof(chroma2_kernel_call) in the library; fields that it does not cover are not there.
    pub struct_size: usize,
    /// The step's configuration block.
    pub config: *const c_void,
    /// The step's telemetry block, which has what an earlier step left there.
    pub telemetry: *mut c_void,
    /// The pipeline's state.
    pub state: *mut c_void,
    /// Bytes of these.
    pub config_bytes: u64,
    pub telemetry_bytes: u64,
    pub state_bytes: u64,
    /// The step's number.
    pub step: u64,
    /// Addresses of the arguments' values, as of a kernel.
    pub arguments: *const *const c_void,
    pub argument_count: u64,
    /// As chroma2_kernel_create was given.
    pub user: *mut c_void,
}

// SAFETY: pointers and numbers without padding, struct_size first.
unsafe impl Config for chroma2_kernel_call {
    const NAME: &'static str = "chroma2_kernel_call";
}

/// A function of the processor as a kernel; 0 where all is well, else a code of its own. Called by one thread at a time for a
/// pipeline: of its own, or in synchronous mode the caller's. It must not throw; of its own pipeline it may call what does not
/// wait (statistics, information), other calls fail as an invalid state.
pub type chroma2_kernel_function = Option<unsafe extern "C" fn(call: *const chroma2_kernel_call) -> u32>;

/// What is known of a kernel.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct chroma2_kernel_info {
    /// sizeof(chroma2_kernel_info).
    pub struct_size: usize,
    /// Threads that a block may have; 1 of a function.
    pub most_threads: u32,
    /// Registers of a thread.
    pub registers: u32,
    /// Bytes of local memory of a thread.
    pub local_bytes: u32,
    /// Bytes of shared memory of a block that its code asks for.
    pub shared_bytes: u32,
    /// The architecture of its machine code as 10 * major + minor; 0: a function of the processor.
    pub architecture: u32,
    /// Place of its device in the list of chroma2_device_get_info; 0: the processor.
    pub device: u32,
    /// Its parameters; UINT32_MAX where the driver does not say (before CUDA 12.4), and of a function.
    pub parameter_count: u32,
    /// Comes as 0.
    pub reserved: u32,
}

// SAFETY: plain numbers without padding, struct_size first.
unsafe impl Config for chroma2_kernel_info {
    const NAME: &'static str = "chroma2_kernel_info";
}

/// Blocks of a launch, threads of a block, and bytes of dynamic shared memory a block; 0 stands for 1 in the first six.
/// Ignored for a function.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct chroma2_launch {
    /// sizeof(chroma2_launch).
    pub struct_size: usize,
    /// Blocks.
    pub grid_x: u32,
    pub grid_y: u32,
    pub grid_z: u32,
    /// Threads.
    pub block_x: u32,
    pub block_y: u32,
    pub block_z: u32,
    /// Bytes.
    pub shared_bytes: u32,
    /// 0.
    pub reserved: u32,
}

// SAFETY: plain numbers without padding, struct_size first.
unsafe impl Config for chroma2_launch {
    const NAME: &'static str = "chroma2_launch";
    const RESERVED: &'static [usize] = &[std::mem::offset_of!(Self, reserved)];
}

/// An argument of a kernel. This struct does not grow.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct chroma2_argument {
    /// A chroma2_argument_kind.
    pub kind: u32,
    /// Of a value: its bytes, which are the parameter's, 1 to 4096. Else 0.
    pub bytes: u32,
    /// Of a value: where it is; it is copied, so a pointer's value is the address of the pointer. Else NULL.
    pub value: *const c_void,
}

/// Most arguments, and bytes of a value.
const MOST_ARGUMENTS: u64 = 1024;
const MOST_BYTES: u32 = 4096;

/// Arguments from C.
///
/// # Safety
/// The array and its values are there.
pub(super) unsafe fn arguments_of<'a>(
    given: *const chroma2_argument,
    count: u64,
    name: &str,
) -> Result<Vec<Argument<'a>>> {
    arguments::limit(count, MOST_ARGUMENTS, &format!("{}_count", name.trim_end_matches('s')))?;
    // SAFETY: the caller guarantees so many.
    let given = unsafe { arguments::slice(given, count, name) }?;
    let mut made = memory::room(given.len(), name)?;
    for (i, argument) in given.iter().enumerate() {
        let field = |field: &str| format!("{name}[{i}].{field}");
        let kind = Kind::from_number(argument.kind, &field("kind"))?;
        let value: &[u8] = if kind == Kind::Value {
            if !(1..=MOST_BYTES).contains(&argument.bytes) {
                let bytes = argument.bytes;
                return Err(Error::argument(format!(
                    "{} is {bytes}; 1 to {MOST_BYTES} are allowed",
                    field("bytes")
                )));
            }
            // SAFETY: the caller guarantees the value.
            unsafe { arguments::slice(argument.value.cast(), argument.bytes.into(), &field("value")) }?
        } else {
            unused(argument.bytes, &field("bytes"), "the argument is no value")?;
            unused(argument.value.addr(), &field("value"), "the argument is no value")?;
            &[]
        };
        made.push(Argument { kind, value });
    }
    Ok(made)
}

/// A launch's shape: 0 is 1.
pub(super) fn launch_of(grid: [u32; 3], block: [u32; 3], shared: u32) -> Launch {
    Launch { grid: grid.map(|n| n.max(1)), block: block.map(|n| n.max(1)), shared }
}

/// Makes a kernel of a function of the processor, which gets `user`. The caller owns *kernel, to be given to
/// chroma2_kernel_destroy. Any thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_kernel_create(
    context: *const chroma2_context,
    function: chroma2_kernel_function,
    user: *mut c_void,
    kernel: *mut *mut chroma2_kernel,
) -> chroma2_status {
    guard(|| {
        arguments::aligned(kernel.cast_const(), "kernel")?;
        let context = handle::get(context, "context")?;
        let call = function.ok_or_else(|| Error::argument("function is NULL; a function is needed"))?;
        let user = User(user);
        let made = Kernel::of_function(
            &context,
            Arc::new(move |of: &Call<'_>| {
                let block = |pointer: *mut u8, bytes: usize| {
                    if bytes == 0 { std::ptr::null_mut::<c_void>() } else { pointer.cast() }
                };
                let call_of = chroma2_kernel_call {
                    struct_size: size_of::<chroma2_kernel_call>(),
                    config: block(of.config.as_ptr().cast_mut(), of.config.len()),
                    telemetry: block(of.telemetry.0, of.telemetry.1),
                    state: block(of.state.0, of.state.1),
                    config_bytes: of.config.len() as u64,
                    telemetry_bytes: of.telemetry.1 as u64,
                    state_bytes: of.state.1 as u64,
                    step: of.step,
                    arguments: of.arguments.as_ptr().cast(),
                    argument_count: of.arguments.len() as u64,
                    user: user.pointer(),
                };
                // SAFETY: the caller guarantees its function.
                unsafe { call(&raw const call_of) }
            }),
        );
        // SAFETY: the caller guarantees `kernel`.
        unsafe { arguments::write(kernel, handle::insert(Arc::new(made))?, "kernel") }
    })
}

/// Looks a kernel of a module up by its name: the mangled one, unless its code says extern "C". The caller owns *kernel, to
/// be given to chroma2_kernel_destroy. Any thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_module_get_kernel(
    module: *const chroma2_module,
    name: *const c_char,
    kernel: *mut *mut chroma2_kernel,
) -> chroma2_status {
    guard(|| {
        arguments::aligned(kernel.cast_const(), "kernel")?;
        let module = handle::get(module, "module")?;
        if name.is_null() {
            return Err(Error::argument("name is NULL; a kernel's name is needed"));
        }
        // SAFETY: the caller guarantees a text.
        let found = Arc::clone(&module.loaded).kernel(unsafe { CStr::from_ptr(name) })?;
        let made = Arc::new(Kernel::on_device(&module.context, found));
        // SAFETY: the caller guarantees `kernel`.
        unsafe { arguments::write(kernel, handle::insert(made)?, "kernel") }
    })
}

/// Gives a kernel up; NULL is fine. Pipelines and launches go on. Any thread.
#[unsafe(no_mangle)]
pub extern "C" fn chroma2_kernel_destroy(kernel: *mut chroma2_kernel) -> chroma2_status {
    guard(|| handle::release(kernel, "kernel").map(drop))
}

/// Writes what is known of a kernel; info->struct_size must be set. Any thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_kernel_get_info(
    kernel: *const chroma2_kernel,
    info: *mut chroma2_kernel_info,
) -> chroma2_status {
    guard(|| {
        let kernel = handle::get(kernel, "kernel")?;
        let of = kernel.info();
        let value = chroma2_kernel_info {
            struct_size: 0,
            most_threads: of.most_threads,
            registers: of.registers,
            local_bytes: of.local_bytes,
            shared_bytes: of.shared_bytes,
            architecture: of.architecture,
            device: of.device,
            parameter_count: of.parameters.as_ref().map_or(u32::MAX, |all| all.len() as u32),
            reserved: 0,
        };
        // SAFETY: the caller guarantees `info`.
        unsafe { arguments::write_struct(info, &value, "info") }
    })
}

/// Launches a kernel on a stream of its device, and returns; a function is called at once, where stream is NULL. What goes
/// wrong on the device is reported by what waits for it. The number and sizes of arguments, values all, are checked where
/// the driver knows them. A function's code that is not 0 fails as an invalid state. Any thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_kernel_launch(
    kernel: *const chroma2_kernel,
    launch: *const chroma2_launch,
    arguments: *const chroma2_argument,
    argument_count: u64,
    stream: *const chroma2_stream,
) -> chroma2_status {
    guard(|| {
        let kernel = handle::get(kernel, "kernel")?;
        kernel.context().workers().here()?;
        // SAFETY: the caller guarantees `launch` and the arguments.
        let (shape, given) = unsafe {
            let of: chroma2_launch = arguments::config(launch, "launch")?;
            let (grid, block) = ([of.grid_x, of.grid_y, of.grid_z], [of.block_x, of.block_y, of.block_z]);
            (launch_of(grid, block, of.shared_bytes), arguments_of(arguments, argument_count, "arguments")?)
        };
        if let Some(i) = given.iter().position(|argument| argument.kind != Kind::Value) {
            let kind = given[i].kind;
            return Err(Error::argument(format!(
                "arguments[{i}].kind is {} ({}), which pipelines have; 1 (value) is allowed",
                kind.number(),
                kind.name()
            )));
        }
        kernel.admits(&given, "arguments")?;
        kernel.admits_launch(&shape, "launch")?;
        let mut values = Arguments::new(&given)?;
        match kernel.what() {
            What::Device(device) => {
                let stream = handle::get(stream, "stream")?;
                device.launch(&stream.hold, &shape, &mut values)
            }
            What::Function(function) => {
                unused(stream.addr(), "stream", "the kernel is a function of the processor")?;
                let none = (std::ptr::null_mut(), 0);
                let arguments = values.pointers();
                let call = Call { config: &[], telemetry: none, state: none, arguments, step: 0 };
                match in_callback(|| function(&call)) {
                    0 => Ok(()),
                    code => Err(Error::InvalidState(format!("kernel: its function returned {code}"))),
                }
            }
        }
    })
}

//! A program's own code on a GPU.

use super::arguments::{self, Config};
use super::context::chroma2_context;
use super::guard::guard;
use super::handle::{self, Handle};
use super::status::chroma2_status;
use crate::backend::context::Context;
use crate::backend::kernel::{Code, CodeKind, LoadedModule};
use crate::named::Named;
use crate::{Error, Result, memory};
use std::ffi::{CString, c_char, c_void};
use std::sync::Arc;

pub use crate::backend::kernel::CodeKind as chroma2_code;

/// Code of the program, loaded on a GPU. It keeps its context alive, and kernels keep it.
pub struct chroma2_module {
    _private: [u8; 0],
}

/// Code with the context that it is in.
pub struct OwnModule {
    pub(super) loaded: Arc<dyn LoadedModule>,
    pub(super) context: Arc<Context>,
}

impl Handle for chroma2_module {
    type Object = OwnModule;
    const NAME: &'static str = "chroma2_module";
}

/// What is to be loaded.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct chroma2_module_config {
    /// sizeof(chroma2_module_config).
    pub struct_size: usize,
    /// The code; it is not needed after the call.
    pub code: *const c_void,
    /// Bytes of that, a NUL at the end of a text not included.
    pub code_bytes: u64,
    /// A chroma2_code.
    pub kind: u32,
    /// Place of the GPU in the list of chroma2_device_get_info, one of the context's; 0: its first.
    pub device: u32,
    /// Options of NVRTC ("--use_fast_math", "--include-path=…"), for a source. The GPU's architecture and C++17 are set
    /// unless options set them. NULL: none.
    pub options: *const *const c_char,
    /// How many.
    pub option_count: u64,
}

// SAFETY: pointers and numbers without padding, struct_size first.
unsafe impl Config for chroma2_module_config {
    const NAME: &'static str = "chroma2_module_config";
}

/// Most options.
const MOST_OPTIONS: u64 = 1000;

/// The code that is to be loaded.
///
/// # Safety
/// The code and the options are there.
unsafe fn code(config: &chroma2_module_config) -> Result<Code> {
    let kind = CodeKind::from_number(config.kind, "config->kind")?;
    // SAFETY: the caller guarantees the bytes.
    let given = unsafe { arguments::slice(config.code.cast::<u8>(), config.code_bytes, "config->code") }?;
    if given.is_empty() {
        return Err(Error::argument("config->code_bytes is 0; code is needed"));
    }
    let mut bytes = memory::room(given.len() + 1, "config->code")?;
    bytes.extend_from_slice(given);
    if kind != CodeKind::Binary && bytes.last() != Some(&0) {
        bytes.push(0);
    }
    if kind == CodeKind::Source && bytes[..bytes.len() - 1].contains(&0) {
        return Err(Error::argument("config->code has a NUL byte in it"));
    }
    if kind != CodeKind::Source {
        arguments::unused(config.option_count, "config->option_count", "the code is no source")?;
    }
    arguments::limit(config.option_count, MOST_OPTIONS, "config->option_count")?;
    // SAFETY: the caller guarantees so many pointers.
    let given = unsafe { arguments::slice(config.options, config.option_count, "config->options") }?;
    let mut options = memory::room(given.len(), "config->options")?;
    for (i, option) in given.iter().enumerate() {
        let name = format!("config->options[{i}]");
        // SAFETY: the caller guarantees texts.
        let text = unsafe { arguments::text(*option, &name) }?
            .ok_or_else(|| Error::argument(format!("{name} is NULL; a text is needed")))?;
        options.push(CString::new(text).unwrap_or_default()); // of a C text: no NUL in it
    }
    Ok(Code { kind, bytes, options })
}

/// Loads code on a GPU of a context. The caller owns *module, to be given to chroma2_module_destroy. Fails as an invalid
/// argument where the compiler or the driver refuses the code, with what they say; as unsupported on the processor, and
/// for a source without NVRTC. Any thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_module_create(
    context: *const chroma2_context,
    config: *const chroma2_module_config,
    module: *mut *mut chroma2_module,
) -> chroma2_status {
    guard(|| {
        arguments::aligned(module.cast_const(), "module")?;
        let context = handle::get(context, "context")?;
        arguments::aligned(config, "config")?;
        // SAFETY: the caller guarantees `config`.
        let config = unsafe { arguments::config(config, "config") }?;
        context.check_own_device(config.device, "config->device")?;
        // SAFETY: the caller guarantees the code.
        let code = unsafe { code(&config) }?;
        let loaded = context.backend().module(&context, &code, config.device)?;
        let made = handle::insert(Arc::new(OwnModule { loaded, context }))?;
        // SAFETY: the caller guarantees `module`.
        unsafe { arguments::write(module, made, "module") }
    })
}

/// Gives a module up; NULL is fine. Its kernels stay usable. Any thread.
#[unsafe(no_mangle)]
pub extern "C" fn chroma2_module_destroy(module: *mut chroma2_module) -> chroma2_status {
    guard(|| handle::release(module, "module").map(drop))
}

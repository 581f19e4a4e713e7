//! Functions of programs: their code is linked with the kernel that calls them, by the driver.

use crate::backend::cuda::driver::{
    CUlinkState, argument, check, cuLinkAddData, cuLinkComplete, cuLinkCreate, cuLinkDestroy, jit,
};
use crate::backend::cuda::gpu::Gpu;
use crate::backend::cuda::kernels::{self, Image};
use crate::backend::cuda::module::{Function, Module, logged};
use crate::backend::cuda::nvrtc;
use crate::backend::messages::ProgramCode;
use crate::layout::MESSAGES_LINKED;
use crate::{Error, Result};
use std::ffi::{CStr, CString, c_int, c_uint, c_void};
use std::sync::Arc;

/// Bytes for what the linker says.
const LOG: usize = 8192;

/// Registers that a thread of a function may have: more of them mean fewer messages at once.
const REGISTERS: u32 = 128;

/// How an ELF file, which a cubin is, begins.
const ELF: &[u8] = b"\x7fELF";

/// A link under way.
struct Link {
    state: CUlinkState,
    /// Written by the driver until the end.
    log: Box<[u8; LOG]>,
    /// Likewise: of the options, that for the log's size.
    _values: Box<[*mut c_void; 2]>,
}

impl Link {
    /// Begins one. The context must be current.
    fn new() -> Result<Self> {
        let mut log = Box::new([0u8; LOG]);
        let mut options = [jit::ERROR_LOG, jit::ERROR_LOG_BYTES];
        let mut values = Box::new([log.as_mut_ptr().cast::<c_void>(), std::ptr::without_provenance_mut(LOG)]);
        let mut state: CUlinkState = std::ptr::null_mut();
        // SAFETY: options; their values and the log live as long as the link.
        let code = unsafe {
            cuLinkCreate(options.len() as c_uint, options.as_mut_ptr(), values.as_mut_ptr(), &raw mut state)
        };
        check(code, || "a link of device code".into())?;
        Ok(Self { state, log, _values: values })
    }

    /// Adds code; `what` it is, in messages.
    fn add(&mut self, kind: c_int, code: &[u8], what: &CStr) -> Result<()> {
        // SAFETY: a live link; so many bytes, which the driver copies or refuses.
        let result = unsafe {
            cuLinkAddData(
                self.state,
                kind,
                code.as_ptr().cast_mut().cast(),
                code.len(),
                what.as_ptr(),
                0,
                std::ptr::null_mut(),
                std::ptr::null_mut(),
            )
        };
        check(result, || format!("{}{}", what.to_string_lossy(), logged(&self.log[..])))
    }

    /// The linked code.
    fn complete(&mut self) -> Result<Vec<u8>> {
        let (mut cubin, mut bytes) = (std::ptr::null_mut(), 0usize);
        // SAFETY: a live link; two writable places.
        let code = unsafe { cuLinkComplete(self.state, &raw mut cubin, &raw mut bytes) };
        check(code, || {
            format!("config->program, linked with the library's kernel{}", logged(&self.log[..]))
        })?;
        // SAFETY: the driver's memory, until the link is destroyed.
        Ok(unsafe { std::slice::from_raw_parts(cubin.cast::<u8>(), bytes) }.to_vec())
    }
}

impl Drop for Link {
    fn drop(&mut self) {
        // SAFETY: made above.
        unsafe { cuLinkDestroy(self.state) };
    }
}

/// Relocatable code of a source.
fn compiled(source: &str, name: &CStr, capability: u32) -> Result<Vec<u8>> {
    let source = CString::new(source).map_err(|_| Error::argument("config->program has a NUL byte in it"))?;
    let registers = CString::new(format!("--maxrregcount={REGISTERS}")).unwrap_or_default();
    // As the library's own kernels: IEEE arithmetic as it is written.
    let others = [c"--std=c++17", c"--relocatable-device-code=true", c"--fmad=false"].map(CStr::to_owned);
    let options: Vec<CString> =
        [nvrtc::architecture(capability), registers].into_iter().chain(others).collect();
    nvrtc::compile(&source, name, &options)
}

/// Links a program's function with the kernel, and loads both. The context must be current.
pub(super) fn load(gpu: &Gpu, code: &ProgramCode) -> Result<(Function, Arc<Module>)> {
    let own = kernels::linked()?;
    let mut link = Link::new()?;
    link.add(jit::FATBIN, &own, c"the library's kernel of message queues")?;
    let name = c"config->program";
    let added = match code {
        ProgramCode::Source(source) => {
            link.add(jit::CUBIN, &compiled(source, name, gpu.info().capability)?, name)
        }
        ProgramCode::Ptx(text) => {
            let mut text = text.clone();
            if text.last() != Some(&0) {
                text.push(0);
            }
            link.add(jit::PTX, &text, name)
        }
        ProgramCode::Binary(code) if code.starts_with(ELF) => link.add(jit::CUBIN, code, name),
        ProgramCode::Binary(code) => link.add(jit::FATBIN, code, name),
    };
    added.map_err(argument)?;
    let linked = link.complete().map_err(argument)?;
    let module = Module::load(gpu.primary(), &Image { bytes: linked.into(), needs: None })?;
    let function = module.function(MESSAGES_LINKED)?;
    log::debug!("{function:?}: linked with a program's function");
    Ok((function, Arc::new(module)))
}

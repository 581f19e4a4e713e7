//! Modules and kernels of programs.

use super::driver::{CUfunction, NOT_FOUND, argument, cuFuncGetParamInfo, function};
use super::gpu::Gpu;
use super::launch::launch_own;
use super::module::{Module, allow_shared_raw, attribute};
use super::nvrtc;
use super::pipeline::CudaPipeline;
use super::stream::Stream;
use super::streams::Lent;
use crate::backend::context::Context;
use crate::backend::kernel::{Arguments, Code, CodeKind, DeviceKernel, KernelInfo, Launch, LoadedModule};
use crate::backend::pipeline::{Engine, Plan};
use crate::backend::streams::{HeldStream, StreamHold};
use crate::{Error, Result, memory};
use std::ffi::{CStr, CString};
use std::sync::Arc;

/// Most parameters that are asked for.
const MOST_PARAMETERS: usize = 1024;

/// Code of a program on a device.
#[derive(Debug)]
pub struct OwnModule {
    module: Module,
    gpu: Arc<Gpu>,
    /// Keeps the device's memory counted.
    _context: Arc<Context>,
}

/// A kernel of a program.
#[derive(Debug)]
pub struct OwnKernel {
    raw: CUfunction,
    name: CString,
    info: KernelInfo,
    module: Arc<OwnModule>,
}

// SAFETY: the driver's handles may be used by any thread with their context current.
unsafe impl Send for OwnKernel {}
// SAFETY: as above.
unsafe impl Sync for OwnKernel {}

/// Loads code on a device.
pub fn load(gpu: &Arc<Gpu>, context: &Arc<Context>, code: &Code) -> Result<Arc<dyn LoadedModule>> {
    let what = || format!("config->code for GPU {}", gpu.info().ordinal);
    let module = match code.kind {
        CodeKind::Source => {
            let source = CStr::from_bytes_with_nul(&code.bytes)
                .map_err(|_| Error::argument("config->code has a NUL byte in it"))?;
            let sets = |names: [&str; 3]| {
                let is =
                    |option: &CString| names.iter().any(|name| option.to_string_lossy().starts_with(name));
                code.options.iter().any(is)
            };
            let mut options: Vec<CString> = memory::room(code.options.len() + 2, "config->options")?;
            if !sets(["--gpu-architecture", "-arch", "--gpu-arch"]) {
                options.push(nvrtc::architecture(gpu.info().capability));
            }
            if !sets(["--std", "-std", "--language-standard"]) {
                options.push(c"--std=c++17".to_owned());
            }
            options.extend(code.options.iter().cloned());
            Module::load_code(gpu.primary(), &nvrtc::compile(source, c"config->code", &options)?, what)
        }
        CodeKind::Ptx | CodeKind::Binary => Module::load_code(gpu.primary(), &code.bytes, what),
    };
    let module = module.map_err(argument)?;
    Ok(Arc::new(OwnModule { module, gpu: Arc::clone(gpu), _context: Arc::clone(context) }))
}

/// Bytes of a kernel's parameters, where the driver says. The context must be current.
fn parameters(raw: CUfunction) -> Option<Vec<u32>> {
    let mut all = Vec::new();
    while all.len() < MOST_PARAMETERS {
        let (mut offset, mut bytes) = (0usize, 0usize);
        // SAFETY: a live function, two writable places.
        match unsafe { cuFuncGetParamInfo(raw, all.len(), &raw mut offset, &raw mut bytes) } {
            0 => all.push(bytes as u32),
            NOT_FOUND => return None,
            _ => break, // there is none of this number
        }
    }
    Some(all)
}

impl LoadedModule for OwnModule {
    fn kernel(self: Arc<Self>, name: &CStr) -> Result<Arc<dyn DeviceKernel>> {
        let _current = self.gpu.primary().enter()?;
        let name = name.to_owned();
        let raw = self.module.find(&name).map_err(|error| match error {
            Error::Device(text) => Error::argument(format!(
                "name: {text}; the name of a C++ function is the mangled one, unless its code says extern \"C\""
            )),
            other => other,
        })?;
        let get = |which| attribute(raw, which, &name);
        let info = KernelInfo {
            most_threads: get(function::MOST_THREADS)?,
            registers: get(function::REGISTERS)?,
            local_bytes: get(function::LOCAL_BYTES)?,
            shared_bytes: get(function::SHARED_BYTES)?,
            architecture: get(function::BINARY_VERSION)?,
            device: self.device(),
            parameters: parameters(raw),
        };
        drop(_current);
        Ok(Arc::new(OwnKernel { raw, name, info, module: self }))
    }

    fn device(&self) -> u32 {
        self.gpu.info().ordinal + 1
    }
}

impl OwnKernel {
    /// The device that it is on.
    pub(super) fn gpu(&self) -> &Arc<Gpu> {
        &self.module.gpu
    }

    /// As the driver has it.
    pub(super) fn raw(&self) -> CUfunction {
        self.raw
    }

    /// Lets it be launched in a shape. The context must be current.
    pub(super) fn prepare(&self, launch: &Launch) -> Result<()> {
        allow_shared_raw(self.raw, &self.name, launch.shared as usize).map_err(argument)
    }

    /// Launches it on a stream that is captured. The context must be current.
    pub(super) fn put_on_graph(
        &self,
        stream: &Stream,
        launch: &Launch,
        arguments: &mut Arguments,
    ) -> Result<()> {
        // SAFETY: as below.
        unsafe { launch_own(self.raw, &self.name, launch, stream.raw, arguments) }
    }

    /// Launches it, and counts that. The context must be current.
    pub(super) fn put_on(&self, lent: &Lent, launch: &Launch, arguments: &mut Arguments) -> Result<()> {
        // SAFETY: the arguments were compared with the kernel's parameters as far as the driver knows them.
        unsafe { launch_own(self.raw, &self.name, launch, lent.stream().raw, arguments) }?;
        lent.count_launch();
        Ok(())
    }
}

impl DeviceKernel for OwnKernel {
    fn info(&self) -> &KernelInfo {
        &self.info
    }

    fn launch(&self, stream: &StreamHold, launch: &Launch, arguments: &mut Arguments) -> Result<()> {
        let lent = Lent::of(stream)?;
        if lent.device() != self.info.device {
            return Err(Error::argument(format!(
                "stream is of device {}, and the kernel of {}",
                lent.device(),
                self.info.device
            )));
        }
        let _current = self.gpu().primary().enter()?;
        self.prepare(launch)?;
        self.put_on(lent, launch, arguments)
    }

    fn pipeline(self: Arc<Self>, context: &Arc<Context>, plan: Plan) -> Result<Box<dyn Engine>> {
        Ok(Box::new(CudaPipeline::new(self, context, plan)?))
    }
}

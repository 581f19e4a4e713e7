//! The driver's functions as this crate calls them: declared here, with numbers as results, because
//! cust's declarations take every number that its list of errors lacks for a defect.

use crate::{Error, Result};
use std::ffi::{CStr, c_char, c_int, c_uint, c_void};

pub use cust::sys::{
    CUcontext, CUdevice, CUdeviceptr, CUevent, CUfunction, CUgraph, CUgraphExec, CUgraphNode, CUlinkState,
    CUmodule, CUstream,
};

pub const OUT_OF_MEMORY: c_int = 2;
pub const NOT_INITIALIZED: c_int = 3;
pub const NO_DEVICE: c_int = 100;
pub const NOT_FOUND: c_int = 500;
pub const NOT_READY: c_int = 600;
/// The legacy stream would wait for a stream that is captured.
pub const CAPTURE_IMPLICIT: c_int = 906;

/// Asynchronous to the legacy stream, on which the program may wait.
pub const STREAM_NON_BLOCKING: c_uint = 1;
/// Threads that wait for the event sleep.
pub const EVENT_BLOCKING_SYNC: c_uint = 1;
/// The event keeps no time.
pub const EVENT_DISABLE_TIMING: c_uint = 2;

/// Whether a stream is captured into a graph, and what threads must not do meanwhile.
pub mod capture {
    use std::ffi::c_int;
    pub const NONE: c_int = 0;
    pub const ACTIVE: c_int = 1;
    /// A thread's mode: its calls, allocations too, and captures of the program do not disturb each other.
    pub const RELAXED: c_int = 2;
}

/// In a capture: an event that the graph sets or waits for each time that it is launched, not at its capture.
pub const EVENT_EXTERNAL: c_uint = 1;
/// The kind of a graph's node that is a kernel.
pub const KERNEL_NODE: c_int = 0;
/// Peers' memory may be used already.
pub const PEER_ENABLED: c_int = 704;

/// What a kernel node of a graph launches.
#[repr(C)]
pub struct KernelNode {
    pub function: CUfunction,
    pub grid: [c_uint; 3],
    pub block: [c_uint; 3],
    pub shared: c_uint,
    pub arguments: *mut *mut c_void,
    pub extra: *mut *mut c_void,
    pub kernel: *mut c_void,
    pub context: CUcontext,
}

impl Default for KernelNode {
    fn default() -> Self {
        Self {
            function: std::ptr::null_mut(),
            grid: [0; 3],
            block: [0; 3],
            shared: 0,
            arguments: std::ptr::null_mut(),
            extra: std::ptr::null_mut(),
            kernel: std::ptr::null_mut(),
            context: std::ptr::null_mut(),
        }
    }
}

/// Attributes of pointers.
pub mod pointer {
    use std::ffi::c_int;
    pub const MEMORY_TYPE: c_int = 2;
    /// The address that the device uses.
    pub const DEVICE_POINTER: c_int = 3;
    pub const DEVICE: c_int = 9;
    pub const RANGE_START: c_int = 11;
    pub const RANGE_BYTES: c_int = 12;
}

/// Attributes of devices.
pub mod device {
    use std::ffi::c_int;
    /// Bytes of shared memory that a block may have when its kernel asks for them.
    pub const SHARED_BYTES: c_int = 97;
}

/// Attributes of functions.
pub mod function {
    use std::ffi::c_int;
    pub const MOST_THREADS: c_int = 0;
    pub const SHARED_BYTES: c_int = 1;
    pub const LOCAL_BYTES: c_int = 3;
    pub const REGISTERS: c_int = 4;
    pub const BINARY_VERSION: c_int = 6;
    pub const DYNAMIC_SHARED_BYTES: c_int = 8;
}

/// Options of loading a module and of a link, and what is linked.
pub mod jit {
    use std::ffi::c_int;
    pub const CUBIN: c_int = 0;
    pub const PTX: c_int = 1;
    pub const FATBIN: c_int = 2;
    pub const ERROR_LOG: c_int = 5;
    pub const ERROR_LOG_BYTES: c_int = 6;
}

unsafe extern "C" {
    pub fn cuInit(flags: c_uint) -> c_int;
    pub fn cuDriverGetVersion(version: *mut c_int) -> c_int;
    pub fn cuGetErrorName(error: c_int, name: *mut *const c_char) -> c_int;
    pub fn cuGetErrorString(error: c_int, text: *mut *const c_char) -> c_int;
    pub fn cuDeviceGetAttribute(value: *mut c_int, attribute: c_int, device: CUdevice) -> c_int;
    pub fn cuDeviceGetUuid(uuid: *mut [u8; 16], device: CUdevice) -> c_int;
    pub fn cuDevicePrimaryCtxRetain(context: *mut CUcontext, device: CUdevice) -> c_int;
    #[link_name = "cuDevicePrimaryCtxRelease_v2"]
    pub fn cuDevicePrimaryCtxRelease(device: CUdevice) -> c_int;
    #[link_name = "cuCtxPushCurrent_v2"]
    pub fn cuCtxPushCurrent(context: CUcontext) -> c_int;
    #[link_name = "cuCtxPopCurrent_v2"]
    pub fn cuCtxPopCurrent(context: *mut CUcontext) -> c_int;
    pub fn cuModuleLoadDataEx(
        module: *mut CUmodule,
        image: *const c_void,
        count: c_uint,
        options: *mut c_int,
        values: *mut *mut c_void,
    ) -> c_int;
    #[link_name = "cuLinkCreate_v2"]
    pub fn cuLinkCreate(
        count: c_uint,
        options: *mut c_int,
        values: *mut *mut c_void,
        state: *mut CUlinkState,
    ) -> c_int;
    #[link_name = "cuLinkAddData_v2"]
    pub fn cuLinkAddData(
        state: CUlinkState,
        kind: c_int,
        data: *mut c_void,
        bytes: usize,
        name: *const c_char,
        count: c_uint,
        options: *mut c_int,
        values: *mut *mut c_void,
    ) -> c_int;
    pub fn cuLinkComplete(state: CUlinkState, cubin: *mut *mut c_void, bytes: *mut usize) -> c_int;
    pub fn cuLinkDestroy(state: CUlinkState) -> c_int;
    pub fn cuModuleUnload(module: CUmodule) -> c_int;
    pub fn cuModuleGetFunction(function: *mut CUfunction, module: CUmodule, name: *const c_char) -> c_int;
    pub fn cuFuncGetAttribute(value: *mut c_int, attribute: c_int, function: CUfunction) -> c_int;
    pub fn cuFuncSetAttribute(function: CUfunction, attribute: c_int, value: c_int) -> c_int;
    pub fn cuOccupancyMaxActiveBlocksPerMultiprocessor(
        blocks: *mut c_int,
        function: CUfunction,
        threads: c_int,
        shared: usize,
    ) -> c_int;
    pub fn cuLaunchKernel(
        function: CUfunction,
        grid_x: c_uint,
        grid_y: c_uint,
        grid_z: c_uint,
        block_x: c_uint,
        block_y: c_uint,
        block_z: c_uint,
        shared: c_uint,
        stream: CUstream,
        arguments: *mut *mut c_void,
        extra: *mut *mut c_void,
    ) -> c_int;
    pub fn cuFuncGetParamInfo(
        function: CUfunction,
        index: usize,
        offset: *mut usize,
        bytes: *mut usize,
    ) -> c_int;
    #[link_name = "cuMemGetInfo_v2"]
    pub fn cuMemGetInfo(free: *mut usize, total: *mut usize) -> c_int;
    #[link_name = "cuMemAlloc_v2"]
    pub fn cuMemAlloc(pointer: *mut CUdeviceptr, bytes: usize) -> c_int;
    #[link_name = "cuMemFree_v2"]
    pub fn cuMemFree(pointer: CUdeviceptr) -> c_int;
    pub fn cuPointerGetAttribute(value: *mut c_void, attribute: c_int, pointer: CUdeviceptr) -> c_int;
    pub fn cuMemHostAlloc(pointer: *mut *mut c_void, bytes: usize, flags: c_uint) -> c_int;
    pub fn cuMemFreeHost(pointer: *mut c_void) -> c_int;
    #[link_name = "cuMemcpyHtoDAsync_v2"]
    pub fn cuMemcpyHtoDAsync(to: CUdeviceptr, from: *const c_void, bytes: usize, stream: CUstream) -> c_int;
    #[link_name = "cuMemcpyDtoHAsync_v2"]
    pub fn cuMemcpyDtoHAsync(to: *mut c_void, from: CUdeviceptr, bytes: usize, stream: CUstream) -> c_int;
    #[link_name = "cuMemcpyDtoDAsync_v2"]
    pub fn cuMemcpyDtoDAsync(to: CUdeviceptr, from: CUdeviceptr, bytes: usize, stream: CUstream) -> c_int;
    pub fn cuMemcpyAsync(to: CUdeviceptr, from: CUdeviceptr, bytes: usize, stream: CUstream) -> c_int;
    pub fn cuMemsetD8Async(to: CUdeviceptr, value: u8, bytes: usize, stream: CUstream) -> c_int;
    pub fn cuCtxGetStreamPriorityRange(least: *mut c_int, greatest: *mut c_int) -> c_int;
    pub fn cuStreamWaitEvent(stream: CUstream, event: CUevent, flags: c_uint) -> c_int;
    pub fn cuStreamCreateWithPriority(stream: *mut CUstream, flags: c_uint, priority: c_int) -> c_int;
    #[link_name = "cuStreamDestroy_v2"]
    pub fn cuStreamDestroy(stream: CUstream) -> c_int;
    pub fn cuThreadExchangeStreamCaptureMode(mode: *mut c_int) -> c_int;
    pub fn cuStreamIsCapturing(stream: CUstream, status: *mut c_int) -> c_int;
    #[link_name = "cuStreamBeginCapture_v2"]
    pub fn cuStreamBeginCapture(stream: CUstream, mode: c_int) -> c_int;
    pub fn cuStreamEndCapture(stream: CUstream, graph: *mut CUgraph) -> c_int;
    pub fn cuGraphInstantiateWithFlags(exec: *mut CUgraphExec, graph: CUgraph, flags: u64) -> c_int;
    pub fn cuGraphGetNodes(graph: CUgraph, nodes: *mut CUgraphNode, count: *mut usize) -> c_int;
    pub fn cuGraphNodeGetType(node: CUgraphNode, kind: *mut c_int) -> c_int;
    #[link_name = "cuGraphKernelNodeGetParams_v2"]
    pub fn cuGraphKernelNodeGetParams(node: CUgraphNode, parameters: *mut KernelNode) -> c_int;
    #[link_name = "cuGraphExecKernelNodeSetParams_v2"]
    pub fn cuGraphExecKernelNodeSetParams(
        exec: CUgraphExec,
        node: CUgraphNode,
        parameters: *const KernelNode,
    ) -> c_int;
    pub fn cuGraphLaunch(exec: CUgraphExec, stream: CUstream) -> c_int;
    pub fn cuGraphDestroy(graph: CUgraph) -> c_int;
    pub fn cuGraphExecDestroy(exec: CUgraphExec) -> c_int;
    pub fn cuStreamGetCtx(stream: CUstream, context: *mut CUcontext) -> c_int;
    pub fn cuDeviceCanAccessPeer(can: *mut c_int, device: CUdevice, peer: CUdevice) -> c_int;
    pub fn cuCtxEnablePeerAccess(peer: CUcontext, flags: c_uint) -> c_int;
    pub fn cuStreamQuery(stream: CUstream) -> c_int;
    pub fn cuStreamSynchronize(stream: CUstream) -> c_int;
    pub fn cuEventCreate(event: *mut CUevent, flags: c_uint) -> c_int;
    pub fn cuEventRecord(event: CUevent, stream: CUstream) -> c_int;
    pub fn cuEventRecordWithFlags(event: CUevent, stream: CUstream, flags: c_uint) -> c_int;
    /// In milliseconds, to half a microsecond.
    pub fn cuEventElapsedTime(milliseconds: *mut f32, start: CUevent, end: CUevent) -> c_int;
    pub fn cuEventQuery(event: CUevent) -> c_int;
    pub fn cuEventSynchronize(event: CUevent) -> c_int;
    #[link_name = "cuEventDestroy_v2"]
    pub fn cuEventDestroy(event: CUevent) -> c_int;
}

const ON_DEVICE: &str = "out of memory on the device";

/// Whether it is a failure of the device or its driver; what the host has no memory for is none.
pub fn is_of_device(error: &Error) -> bool {
    match error {
        Error::Device(_) => true,
        Error::OutOfMemory(message) => message.contains(ON_DEVICE),
        _ => false,
    }
}

/// Turns the driver's result into ours; `what` says what was tried.
pub fn check(code: c_int, what: impl FnOnce() -> String) -> Result<()> {
    match code {
        0 => Ok(()),
        OUT_OF_MEMORY => Err(Error::OutOfMemory(format!("{}: {ON_DEVICE} ({})", what(), describe(code)))),
        _ => Err(Error::Device(format!("{}: {}", what(), describe(code)))),
    }
}

/// A driver's refusal of code or a launch of the program is the program's mistake, but where the device has failed: that is
/// what numbers from 700 to 799 say.
pub fn argument(error: Error) -> Error {
    match error {
        Error::Device(text) if !text.contains("CUDA error 7") => Error::InvalidArgument(text),
        other => other,
    }
}

/// An error's name, number and meaning.
pub fn describe(code: c_int) -> String {
    let told = |ask: unsafe extern "C" fn(c_int, *mut *const c_char) -> c_int| {
        let mut text = std::ptr::null();
        // SAFETY: it writes the address of a static text; NULL for a number that it does not know.
        unsafe {
            (ask(code, &raw mut text) == 0 && !text.is_null())
                .then(|| CStr::from_ptr(text).to_string_lossy().into_owned())
        }
    };
    match (told(cuGetErrorName), told(cuGetErrorString)) {
        (Some(name), Some(text)) => format!("CUDA error {code}, {name}: {text}"),
        (Some(name), None) => format!("CUDA error {code}, {name}"),
        _ => format!("CUDA error {code}"),
    }
}

//! The NVIDIA driver, bound when it is first used: the library refers to none of it when it is
//! loaded, so it loads where there is no driver.
//!
//! Every function of the driver that this crate and cust call is defined here as a hidden symbol that
//! jumps to an address in a slot. [`load`] fills the slots; before that, and where there is no driver,
//! they lead to a function that returns an error. Hidden: to other libraries of the process these
//! symbols do not exist.

use crate::{Error, Result};
use libc::{RTLD_LOCAL, RTLD_NOW, dlerror, dlopen, dlsym};
use std::env;
use std::ffi::{CStr, CString, c_int, c_void};
use std::os::unix::ffi::OsStringExt;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicPtr, Ordering};

/// Names the driver library where it is not to be looked for as `libcuda.so.1`.
pub const LIBRARY_VARIABLE: &str = "CHROMA2_LIBCUDA";

/// What the driver returns before `cuInit`; here also without a driver.
extern "C" fn no_driver() -> c_int {
    super::driver::NOT_INITIALIZED
}

/// For functions that the driver does not have.
extern "C" fn no_function() -> c_int {
    super::driver::NOT_FOUND
}

macro_rules! trampolines {
    ($($name:ident)*) => {
        #[allow(non_upper_case_globals)]
        mod slot {
            use super::*;
            $(pub static $name: AtomicPtr<c_void> = AtomicPtr::new(no_driver as *mut c_void);)*
        }

        $(
            #[cfg(target_arch = "x86_64")]
            std::arch::global_asm!(
                concat!(".pushsection .text.chroma2_", stringify!($name), ",\"ax\",@progbits"),
                concat!(".globl ", stringify!($name)),
                concat!(".hidden ", stringify!($name)),
                concat!(".type ", stringify!($name), ",@function"),
                concat!(stringify!($name), ": jmp *{slot}(%rip)"),
                ".popsection",
                slot = sym slot::$name,
                options(att_syntax)
            );
            #[cfg(target_arch = "aarch64")]
            std::arch::global_asm!(
                concat!(".pushsection .text.chroma2_", stringify!($name), ",\"ax\",@progbits"),
                concat!(".globl ", stringify!($name)),
                concat!(".hidden ", stringify!($name)),
                concat!(".type ", stringify!($name), ",@function"),
                concat!(stringify!($name), ": adrp x16, {slot}"),
                "ldr x16, [x16, :lo12:{slot}]",
                "br x16",
                ".popsection",
                slot = sym slot::$name,
            );
        )*

        const SLOTS: &[(&CStr, &AtomicPtr<c_void>)] = &[$((
            match CStr::from_bytes_with_nul(concat!(stringify!($name), "\0").as_bytes()) {
                Ok(name) => name,
                Err(_) => unreachable!(),
            },
            &slot::$name,
        ),)*];
    };
}

trampolines! {
    cuArray3DCreate_v2 cuArray3DGetDescriptor_v2 cuArrayDestroy cuCtxCreate_v2 cuCtxDestroy_v2
    cuCtxEnablePeerAccess cuCtxGetApiVersion cuCtxGetCacheConfig cuCtxGetCurrent cuCtxGetDevice
    cuCtxGetFlags cuCtxGetLimit cuCtxGetSharedMemConfig cuCtxGetStreamPriorityRange cuCtxPopCurrent_v2
    cuCtxPushCurrent_v2 cuCtxSetCacheConfig cuCtxSetCurrent cuCtxSetLimit cuCtxSetSharedMemConfig
    cuCtxSynchronize cuDestroyExternalMemory cuDeviceCanAccessPeer cuDeviceGet cuDeviceGetAttribute
    cuDeviceGetCount cuDeviceGetName cuDeviceGetPCIBusId cuDeviceGetUuid cuDevicePrimaryCtxRelease_v2
    cuDevicePrimaryCtxReset_v2 cuDevicePrimaryCtxRetain cuDevicePrimaryCtxSetFlags_v2
    cuDeviceTotalMem_v2 cuDriverGetVersion cuEventCreate cuEventDestroy_v2 cuEventElapsedTime
    cuEventQuery cuEventRecord cuEventRecordWithFlags cuEventSynchronize cuExternalMemoryGetMappedBuffer
    cuFuncGetAttribute cuFuncGetParamInfo cuFuncSetAttribute cuFuncSetCacheConfig
    cuFuncSetSharedMemConfig cuGetErrorName cuGetErrorString cuGraphAddKernelNode cuGraphCreate
    cuGraphDebugDotPrint cuGraphDestroy cuGraphExecDestroy cuGraphExecKernelNodeSetParams_v2
    cuGraphGetEdges cuGraphGetNodes cuGraphInstantiateWithFlags cuGraphKernelNodeGetParams cuGraphLaunch
    cuGraphKernelNodeGetParams_v2 cuGraphNodeGetType cuImportExternalMemory cuInit cuLaunchCooperativeKernel cuLaunchHostFunc
    cuLaunchKernel cuLinkAddData_v2 cuLinkComplete cuLinkCreate_v2 cuLinkDestroy cuMemAdvise
    cuMemAllocAsync cuMemAllocHost_v2 cuMemAllocManaged cuMemAlloc_v2 cuMemFreeAsync cuMemFreeHost
    cuMemFree_v2 cuMemGetInfo_v2 cuMemHostAlloc cuMemHostRegister_v2 cuMemHostUnregister
    cuMemPrefetchAsync cuMemcpy2D_v2 cuMemcpyAsync cuMemcpyAtoH_v2 cuMemcpyDtoDAsync_v2 cuMemcpyDtoD_v2
    cuMemcpyDtoHAsync_v2 cuMemcpyDtoH_v2 cuMemcpyHtoA_v2 cuMemcpyHtoDAsync_v2 cuMemcpyHtoD_v2
    cuMemsetD16Async cuMemsetD16_v2 cuMemsetD32Async cuMemsetD32_v2 cuMemsetD8Async cuMemsetD8_v2
    cuModuleGetFunction cuModuleGetGlobal_v2 cuModuleLoad cuModuleLoadData cuModuleLoadDataEx
    cuModuleUnload cuOccupancyAvailableDynamicSMemPerBlock cuOccupancyMaxActiveBlocksPerMultiprocessor
    cuOccupancyMaxPotentialBlockSize cuPointerGetAttribute cuStreamBeginCapture_v2
    cuStreamCreateWithPriority cuStreamDestroy_v2 cuStreamEndCapture cuStreamGetCtx cuStreamGetFlags
    cuStreamGetPriority cuStreamIsCapturing cuStreamQuery cuStreamSynchronize cuStreamWaitEvent
    cuSurfObjectCreate cuSurfObjectDestroy cuSurfObjectGetResourceDesc cuTexObjectCreate
    cuTexObjectDestroy cuTexObjectGetResourceDesc cuTexObjectGetResourceViewDesc
    cuThreadExchangeStreamCaptureMode
}

/// Loads the driver library, once for the process; says why where that fails.
pub fn load() -> Result<()> {
    static OUTCOME: OnceLock<Result<()>> = OnceLock::new();
    OUTCOME.get_or_init(bind).clone()
}

fn bind() -> Result<()> {
    let named = env::var_os(LIBRARY_VARIABLE);
    let name = match named {
        Some(path) => CString::new(path.into_vec())
            .map_err(|_| Error::argument(format!("{LIBRARY_VARIABLE} has a NUL byte in it")))?,
        None => c"libcuda.so.1".to_owned(), // the plain name is there with developers only
    };
    // SAFETY: a NUL-terminated name; what the driver does when it is loaded is beyond us.
    let library = unsafe { dlopen(name.as_ptr(), RTLD_NOW | RTLD_LOCAL) };
    if library.is_null() {
        return Err(Error::Unsupported(format!(
            "there is no NVIDIA driver on this machine: {}",
            last_loader_error()
        )));
    }
    // The library is never closed: threads of the driver may run in it.
    for (name, slot) in SLOTS {
        // SAFETY: an open library and a NUL-terminated name.
        let found = unsafe { dlsym(library, name.as_ptr()) };
        slot.store(if found.is_null() { no_function as *mut c_void } else { found }, Ordering::Release);
    }
    Ok(())
}

/// Why the last call of the loader on this thread has failed.
pub(super) fn last_loader_error() -> String {
    // SAFETY: NULL or a text that lives until this thread's next call.
    unsafe {
        let text = dlerror();
        if text.is_null() {
            return "the loader gives no reason".into();
        }
        CStr::from_ptr(text).to_string_lossy().into_owned()
    }
}

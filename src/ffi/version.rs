//! Version of the library and of its ABI, and what the build contains.

use super::guard::guard;
use super::status::chroma2_status;
use crate::Error;
use crate::backend;
use crate::backend::cpu::{self, Level};
use std::ffi::{CStr, CString, c_char};
use std::sync::OnceLock;

// CHROMA2_ABI_VERSION of include/chroma2/config.h; tests/headers.rs compares them.
const ABI: u32 = 2000;

/// Version of the library: major * 1000000 + minor * 1000 + patch, comparable with
/// CHROMA2_VERSION. Any thread.
#[unsafe(no_mangle)]
#[must_use]
pub extern "C" fn chroma2_version() -> u32 {
    let part = |text: &str| text.parse::<u32>().unwrap_or(0);
    part(env!("CARGO_PKG_VERSION_MAJOR")) * 1_000_000
        + part(env!("CARGO_PKG_VERSION_MINOR")) * 1000
        + part(env!("CARGO_PKG_VERSION_PATCH"))
}

/// Version of the library as text ("2.0.0"). Static, never NULL. Any thread.
#[unsafe(no_mangle)]
#[must_use]
pub extern "C" fn chroma2_version_string() -> *const c_char {
    const TEXT: &str = concat!(env!("CARGO_PKG_VERSION"), "\0");
    TEXT.as_ptr().cast()
}

/// ABI of the library, comparable with CHROMA2_ABI_VERSION. Any thread.
#[unsafe(no_mangle)]
#[must_use]
pub extern "C" fn chroma2_abi_version() -> u32 {
    ABI
}

/// Whether a program compiled for ABI version `abi` can use this library; CHROMA2_CHECK_VERSION()
/// calls it with the headers' number. CHROMA2_STATUS_UNSUPPORTED where it can't. Any thread.
#[unsafe(no_mangle)]
pub extern "C" fn chroma2_abi_check(abi: u32) -> chroma2_status {
    guard(|| {
        if abi / 1000 == ABI / 1000 && abi <= ABI {
            return Ok(());
        }
        Err(Error::Unsupported(format!(
            "abi: the program was compiled for ABI {abi}, libchroma2 {} has ABI {ABI}; {} to {ABI} are allowed",
            env!("CARGO_PKG_VERSION"),
            ABI / 1000 * 1000,
        )))
    })
}

/// What this library contains and what it uses on this machine, for logs and bug reports: version,
/// backends, processor levels; and what is wrong with CHROMA2_CPU in the environment, if
/// anything. One line of text; static, never NULL. Any thread.
#[unsafe(no_mangle)]
#[must_use]
pub extern "C" fn chroma2_build_info() -> *const c_char {
    static TEXT: OnceLock<CString> = OnceLock::new();
    TEXT.get_or_init(|| CString::new(build_info()).unwrap_or_else(|_| CStr::to_owned(c""))).as_ptr()
}

pub(crate) fn build_info() -> String {
    let levels = if cfg!(target_arch = "x86_64") { "baseline, x86-64-v3" } else { "baseline" };
    // Contexts are refused then, and nothing is in use.
    let wrong = cpu::wrong_environment().map_or(String::new(), |what| format!(" ({what})"));
    let best = cpu::kernels_of(Level::V3).is_some_and(|v3| std::ptr::eq(v3, cpu::kernels()));
    format!(
        "libchroma2 {} (ABI {ABI}) for {}-{}, {} build; backends: cpu, {}; processor levels: {levels}; in use: {}{wrong}",
        env!("CARGO_PKG_VERSION"),
        std::env::consts::ARCH,
        std::env::consts::OS,
        if cfg!(debug_assertions) { "debug" } else { "release" },
        backend::build_info(),
        if !wrong.is_empty() {
            "none"
        } else if best {
            "x86-64-v3"
        } else {
            "baseline"
        },
    )
}

//! NVRTC, which compiles CUDA C++ at run time, where it is installed: loaded when it is first needed.

use super::load::last_loader_error;
use crate::{Error, Result};
use std::env;
use std::ffi::{CStr, CString, c_char, c_int, c_void};
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::sync::OnceLock;

/// Names the library where it is not to be looked for by its usual names.
const VARIABLE: &str = "CHROMA2_NVRTC";
const NAMES: [&CStr; 3] = [c"libnvrtc.so.13", c"libnvrtc.so.12", c"libnvrtc.so"];

/// Headers that sources may take in, by their names.
const HEADERS: [(&CStr, &str); 2] = [
    (c"chroma2/config.h", include_str!("../../../include/chroma2/config.h")),
    (c"chroma2/message.h", include_str!("../../../include/chroma2/message.h")),
];

type Program = *mut c_void;

type Create = unsafe extern "C" fn(
    *mut Program,
    *const c_char,
    *const c_char,
    c_int,
    *const *const c_char,
    *const *const c_char,
) -> c_int;
type Compile = unsafe extern "C" fn(Program, c_int, *const *const c_char) -> c_int;
type Destroy = unsafe extern "C" fn(*mut Program) -> c_int;
type Size = unsafe extern "C" fn(Program, *mut usize) -> c_int;
type Get = unsafe extern "C" fn(Program, *mut c_char) -> c_int;
type Text = unsafe extern "C" fn(c_int) -> *const c_char;

/// Its functions.
struct Nvrtc {
    create: Create,
    compile: Compile,
    destroy: Destroy,
    log_size: Size,
    log: Get,
    cubin_size: Size,
    cubin: Get,
    text: Text,
}

fn open() -> Result<*mut c_void> {
    let load = |name: &CStr| {
        // SAFETY: a NUL-terminated name.
        let library = unsafe { libc::dlopen(name.as_ptr(), libc::RTLD_NOW | libc::RTLD_LOCAL) };
        if library.is_null() { Err(last_loader_error()) } else { Ok(library) }
    };
    let missing = |why: String| {
        Error::Unsupported(format!(
            "config->program is source, and NVRTC, which compiles it, cannot be loaded: {why}; {VARIABLE} names its \
             file, and PTX or a fatbin needs no NVRTC"
        ))
    };
    if let Some(named) = env::var_os(VARIABLE) {
        let name = CString::new(named.into_vec())
            .map_err(|_| Error::argument(format!("{VARIABLE} has a NUL byte in it")))?;
        return load(&name).map_err(missing).inspect(|_| load_builtins(&name));
    }
    let mut first = None;
    for name in NAMES {
        match load(name) {
            Ok(library) => return Ok(library),
            Err(why) => drop(first.get_or_insert(why)),
        }
    }
    Err(missing(first.unwrap_or_default()))
}

/// NVRTC looks for a library of its own by its name alone, which is found where it is loaded already.
fn load_builtins(nvrtc: &CStr) {
    let file = std::path::Path::new(std::ffi::OsStr::from_bytes(nvrtc.to_bytes()));
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
    let files = folder.and_then(|folder| std::fs::read_dir(folder).ok()).into_iter().flatten().flatten();
    for file in files.filter(|file| file.file_name().as_bytes().starts_with(b"libnvrtc-builtins.so")) {
        if let Ok(name) = CString::new(file.path().into_os_string().into_vec()) {
            // SAFETY: a NUL-terminated name; where it does not load, NVRTC says so.
            unsafe { libc::dlopen(name.as_ptr(), libc::RTLD_NOW | libc::RTLD_LOCAL) };
        }
    }
}

impl Nvrtc {
    fn load() -> Result<Self> {
        let library = open()?; // never closed
        let find = |name: &CStr| {
            // SAFETY: an open library and a NUL-terminated name.
            let found = unsafe { libc::dlsym(library, name.as_ptr()) };
            if found.is_null() {
                return Err(Error::Unsupported(format!("NVRTC lacks {}", name.to_string_lossy())));
            }
            Ok(found)
        };
        // SAFETY: the functions of these names have these types (nvrtc.h).
        unsafe {
            Ok(Self {
                create: std::mem::transmute::<*mut c_void, Create>(find(c"nvrtcCreateProgram")?),
                compile: std::mem::transmute::<*mut c_void, Compile>(find(c"nvrtcCompileProgram")?),
                destroy: std::mem::transmute::<*mut c_void, Destroy>(find(c"nvrtcDestroyProgram")?),
                log_size: std::mem::transmute::<*mut c_void, Size>(find(c"nvrtcGetProgramLogSize")?),
                log: std::mem::transmute::<*mut c_void, Get>(find(c"nvrtcGetProgramLog")?),
                cubin_size: std::mem::transmute::<*mut c_void, Size>(find(c"nvrtcGetCUBINSize")?),
                cubin: std::mem::transmute::<*mut c_void, Get>(find(c"nvrtcGetCUBIN")?),
                text: std::mem::transmute::<*mut c_void, Text>(find(c"nvrtcGetErrorString")?),
            })
        }
    }

    fn describe(&self, code: c_int) -> String {
        // SAFETY: gives a static text.
        let text = unsafe { (self.text)(code) };
        if text.is_null() {
            return format!("NVRTC error {code}");
        }
        // SAFETY: as above.
        format!("NVRTC error {code}, {}", unsafe { CStr::from_ptr(text) }.to_string_lossy())
    }

    /// What a pair of functions gives for a program.
    fn bytes(&self, program: Program, size: Size, get: Get) -> Result<Vec<u8>> {
        let mut count = 0;
        // SAFETY: a live program, a writable place.
        let code = unsafe { size(program, &raw mut count) };
        let mut bytes = vec![0u8; count];
        // SAFETY: as many bytes as it has said.
        let code = if code == 0 { unsafe { get(program, bytes.as_mut_ptr().cast()) } } else { code };
        if code != 0 {
            return Err(Error::Internal(self.describe(code)));
        }
        Ok(bytes)
    }

    fn compile(&self, source: &CStr, name: &CStr, options: &[CString]) -> Result<Vec<u8>> {
        let texts = HEADERS.map(|(_, text)| CString::new(text).unwrap_or_default());
        let (names, texts) =
            (HEADERS.map(|(name, _)| name.as_ptr()), texts.each_ref().map(|text| text.as_ptr()));
        let mut program: Program = std::ptr::null_mut();
        // SAFETY: NUL-terminated texts that outlive the program.
        let code = unsafe {
            (self.create)(
                &raw mut program,
                source.as_ptr(),
                name.as_ptr(),
                HEADERS.len() as c_int,
                texts.as_ptr(),
                names.as_ptr(),
            )
        };
        if code != 0 {
            return Err(Error::Unsupported(self.describe(code)));
        }
        let pointers = crate::memory::collected(options.iter().map(|option| option.as_ptr()), "options")?;
        // SAFETY: a live program, options that live.
        let code = unsafe { (self.compile)(program, pointers.len() as c_int, pointers.as_ptr()) };
        let made = if code == 0 {
            self.bytes(program, self.cubin_size, self.cubin)
        } else {
            let log = self.bytes(program, self.log_size, self.log).unwrap_or_default();
            let log = String::from_utf8_lossy(&log);
            Err(Error::argument(format!(
                "{} does not compile: {}: {}",
                name.to_string_lossy(),
                self.describe(code),
                log.trim_end_matches('\0').trim()
            )))
        };
        // SAFETY: made above.
        unsafe { (self.destroy)(&raw mut program) };
        made
    }
}

/// Compiles a source, called `name` in messages, to machine code.
pub(super) fn compile(source: &CStr, name: &CStr, options: &[CString]) -> Result<Vec<u8>> {
    static NVRTC: OnceLock<Result<Nvrtc>> = OnceLock::new();
    match NVRTC.get_or_init(Nvrtc::load) {
        Ok(nvrtc) => nvrtc.compile(source, name, options),
        Err(error) => Err(error.clone()),
    }
}

/// The option that names the GPUs of a compute capability.
pub(super) fn architecture(capability: u32) -> CString {
    CString::new(format!("--gpu-architecture=sm_{capability}")).unwrap_or_default()
}

//! Arguments from C: strings, arrays, out-pointers and structs that may grow.

use crate::{Error, Result};
use std::ffi::{CStr, c_char};

/// A struct of the C API: `repr(C)`, first field `struct_size: usize`, all-zero bytes valid.
///
/// # Safety
/// The implementor is as said; padding is explicit.
pub(crate) unsafe trait Config: Sized + Copy {
    /// The C name, for messages.
    const NAME: &'static str;
    /// Where its `reserved` fields are, each an u32 that must be 0; the second one is called `reserved_2`.
    const RESERVED: &'static [usize] = &[];
}

/// A 0 or 1 of a caller's struct; `what` names it.
pub(crate) fn switch(value: u32, what: &str) -> Result<bool> {
    match value {
        0 => Ok(false),
        1 => Ok(true),
        _ => Err(Error::argument(format!("{what} is {value}; 0 and 1 are allowed"))),
    }
}

/// Refuses a field that is not 0 and would not be used, so that nothing is ignored that a caller has given.
/// `why` says what uses it.
pub(crate) fn unused<T: Default + PartialEq + std::fmt::Debug>(
    value: T,
    what: &str,
    why: &str,
) -> Result<()> {
    if value == T::default() {
        return Ok(());
    }
    Err(Error::argument(format!("{what} is {value:?}, but would not be used: {why}; 0 is allowed")))
}

/// Whether a struct of the API could have that size in some version: whole words, so that no pointer
/// is cut.
fn size_of_some_version<T: Config>(size: usize) -> bool {
    (size_of::<usize>()..=65536).contains(&size) && size.is_multiple_of(align_of::<T>())
}

/// Reads a struct of any age: a shorter one is filled up with zeros (the defaults), a longer one is
/// taken when what this library does not know in it is zero. NULL gives all defaults.
///
/// # Safety
/// `from` is NULL or points to as many readable bytes as its `struct_size` says.
pub(crate) unsafe fn config<T: Config>(from: *const T, argument: &str) -> Result<T> {
    let own = size_of::<T>();
    // SAFETY: all-zero is valid by the trait's contract.
    let mut value: T = unsafe { std::mem::zeroed() };
    if from.is_null() {
        return Ok(value);
    }
    aligned(from, argument)?;
    // SAFETY: struct_size is the first field.
    let size = unsafe { from.cast::<usize>().read() };
    if !size_of_some_version::<T>(size) {
        return Err(Error::argument(format!(
            "{argument}: struct_size is {size}; set it to sizeof({}), {own} in this version",
            T::NAME
        )));
    }
    // SAFETY: the caller has as many as struct_size bytes there.
    unsafe {
        std::ptr::copy_nonoverlapping(from.cast::<u8>(), (&raw mut value).cast::<u8>(), size.min(own));
        if size > own {
            let tail = std::slice::from_raw_parts(from.cast::<u8>().add(own), size - own);
            if tail.iter().any(|&byte| byte != 0) {
                return Err(Error::argument(format!(
                    "{argument}: uses fields of a newer {} than this library knows",
                    T::NAME
                )));
            }
        }
    }
    for (i, &place) in T::RESERVED.iter().enumerate() {
        // SAFETY: the offset of an u32 of the struct.
        let reserved = unsafe { (&raw const value).cast::<u8>().add(place).cast::<u32>().read() };
        if reserved != 0 {
            let number = if i == 0 { String::new() } else { format!("_{}", i + 1) };
            return Err(Error::argument(format!("{argument}->reserved{number} is {reserved}; 0 is needed")));
        }
    }
    Ok(value)
}

/// The size of a caller's struct that is to be filled; refuses one of no version.
///
/// # Safety
/// `to` points to as many writable bytes as its `struct_size` says.
pub(crate) unsafe fn size_to_fill<T: Config>(to: *mut T, argument: &str) -> Result<usize> {
    aligned(to.cast_const(), argument)?;
    // SAFETY: struct_size is the first field.
    let size = unsafe { to.cast::<usize>().read() };
    if !size_of_some_version::<T>(size) {
        return Err(Error::argument(format!(
            "{argument}: struct_size is {size}; set it to sizeof({}), {} in this version",
            T::NAME,
            size_of::<T>()
        )));
    }
    Ok(size)
}

/// Fills a caller's struct of any age: as much of `value` as the caller's struct_size covers.
///
/// # Safety
/// As for [`size_to_fill`].
pub(crate) unsafe fn write_struct<T: Config>(to: *mut T, value: &T, argument: &str) -> Result<()> {
    // SAFETY: as the caller guarantees.
    let size = unsafe { size_to_fill(to, argument) }?;
    let skip = size_of::<usize>();
    let count = size.min(size_of::<T>()) - skip;
    // SAFETY: the caller guarantees struct_size bytes.
    unsafe {
        let from = (value as *const T).cast::<u8>().add(skip);
        std::ptr::copy_nonoverlapping(from, to.cast::<u8>().add(skip), count);
    }
    Ok(())
}

/// Refuses NULL and misaligned pointers.
pub(crate) fn aligned<T>(pointer: *const T, argument: &str) -> Result<()> {
    if pointer.is_null() {
        return Err(Error::argument(format!("{argument} is NULL; a pointer is needed")));
    }
    if !pointer.is_aligned() {
        return Err(Error::argument(format!(
            "{argument} is {:#x}; a multiple of {} is needed",
            pointer.addr(),
            align_of::<T>()
        )));
    }
    Ok(())
}

/// Writes a result, refusing a NULL or misaligned out-pointer.
///
/// # Safety
/// A non-NULL `to` is writable.
pub(crate) unsafe fn write<T>(to: *mut T, value: T, argument: &str) -> Result<()> {
    aligned(to.cast_const(), argument)?;
    // SAFETY: checked above.
    unsafe { to.write(value) };
    Ok(())
}

/// Most meshes' vertices and triangles, instances, channels and the like.
pub(crate) const MOST: u64 = (1 << 31) - 1;

/// Refuses a count beyond a limit, before an array of that many entries is read: a wrong one may reach beyond it.
pub(crate) fn limit(count: u64, most: u64, argument: &str) -> Result<()> {
    if count > most {
        return Err(Error::argument(format!("{argument} is {count}; at most {most} is allowed")));
    }
    Ok(())
}

/// A caller's array. NULL is allowed for an empty one only.
///
/// # Safety
/// `pointer` points to `count` readable values.
pub(crate) unsafe fn slice<'a, T>(pointer: *const T, count: u64, argument: &str) -> Result<&'a [T]> {
    if count == 0 {
        return Ok(&[]);
    }
    aligned(pointer, argument)?;
    if count.checked_mul(size_of::<T>() as u64).is_none_or(|bytes| bytes > isize::MAX as u64) {
        return Err(Error::argument(format!("{argument}: {count} elements exceed the address space")));
    }
    // SAFETY: checked above; the caller guarantees the memory.
    Ok(unsafe { std::slice::from_raw_parts(pointer, count as usize) })
}

/// A caller's array to write to.
///
/// # Safety
/// `pointer` points to `count` writable values that nothing else uses meanwhile.
pub(crate) unsafe fn slice_mut<'a, T>(pointer: *mut T, count: u64, argument: &str) -> Result<&'a mut [T]> {
    // SAFETY: the same conditions.
    let checked = unsafe { slice(pointer.cast_const(), count, argument) }?;
    if checked.is_empty() {
        return Ok(&mut []);
    }
    // SAFETY: the caller guarantees exclusive, writable memory.
    Ok(unsafe { std::slice::from_raw_parts_mut(pointer, count as usize) })
}

/// A caller's text; NULL gives `None`.
///
/// # Safety
/// `text` is NULL or NUL-terminated.
pub(crate) unsafe fn text<'a>(text: *const c_char, argument: &str) -> Result<Option<&'a str>> {
    if text.is_null() {
        return Ok(None);
    }
    // SAFETY: the caller guarantees the terminator.
    unsafe { CStr::from_ptr(text) }
        .to_str()
        .map(Some)
        .map_err(|_| Error::argument(format!("{argument} is not UTF-8")))
}

/// A caller's path; NULL and "" are refused. On Unix its bytes are taken as they are.
///
/// # Safety
/// `path` is NULL or NUL-terminated.
pub(crate) unsafe fn path<'a>(path: *const c_char, argument: &str) -> Result<&'a std::path::Path> {
    if path.is_null() {
        return Err(Error::argument(format!("{argument} is NULL; a path is needed")));
    }
    // SAFETY: the caller guarantees the terminator.
    let bytes = unsafe { CStr::from_ptr(path) };
    #[cfg(unix)]
    let text: &std::ffi::OsStr = std::os::unix::ffi::OsStrExt::from_bytes(bytes.to_bytes());
    #[cfg(not(unix))]
    let text = bytes.to_str().map_err(|_| Error::argument(format!("{argument} is not UTF-8")))?;
    let path = std::path::Path::new(text);
    if path.as_os_str().is_empty() {
        return Err(Error::argument(format!("{argument} is empty; a path is needed")));
    }
    Ok(path)
}

/// Writes a text, NUL-terminated, and to `needed` how many bytes that takes; with `buffer` NULL only these.
///
/// # Safety
/// `buffer` is NULL or points to `size` writable bytes, `needed` is NULL or points to a u64.
pub unsafe fn write_text(text: &str, buffer: *mut c_char, size: u64, needed: *mut u64) -> Result<()> {
    let bytes = text.len() as u64 + 1;
    // SAFETY: the same condition.
    unsafe { write(needed, bytes, "needed") }?;
    if buffer.is_null() {
        return unused(size, "size", "buffer is NULL");
    }
    if size < bytes {
        return Err(Error::argument(format!("size is {size}; the text has {bytes} bytes")));
    }
    // SAFETY: there is room for them.
    unsafe {
        buffer.cast::<u8>().copy_from_nonoverlapping(text.as_ptr(), text.len());
        buffer.add(text.len()).write(0);
    }
    Ok(())
}

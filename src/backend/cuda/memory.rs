//! Memory of the device, and host memory that the device copies from and to.

use super::driver::{
    CUdeviceptr, check, cuMemAlloc, cuMemFree, cuMemFreeHost, cuMemHostAlloc, cuMemcpyDtoDAsync,
    cuMemcpyDtoHAsync, cuMemcpyHtoDAsync, cuMemsetD8Async,
};
use super::primary::Primary;
use super::stream::Stream;
use crate::words::count;
use crate::{Error, Result};
use std::ffi::{c_int, c_void};
use std::ops::Range;
use std::sync::Arc;

/// Memory of the device.
#[derive(Debug)]
pub struct Buffer {
    address: CUdeviceptr,
    bytes: usize,
    primary: Arc<Primary>,
}

impl Buffer {
    /// `bytes` bytes, not cleared; `what` they are for, in messages. None of size 0 is asked for.
    pub fn new(primary: &Arc<Primary>, bytes: usize, what: &str) -> Result<Self> {
        let mut address: CUdeviceptr = 0;
        if bytes > 0 {
            let _current = primary.enter()?;
            // SAFETY: a writable place.
            let code = unsafe { cuMemAlloc(&raw mut address, bytes) };
            check(code, || {
                let free = primary.free_memory().map_or_else(|_| "?".into(), |(free, _)| free.to_string());
                format!("{bytes} bytes for {what} on GPU {}, where {free} bytes are free", primary.ordinal())
            })?;
            primary.count(bytes as u64, 0);
        }
        Ok(Self { address, bytes, primary: Arc::clone(primary) })
    }

    /// Where it is on the device.
    pub fn address(&self) -> u64 {
        self.address
    }

    /// Its address as kernels take it.
    pub fn pointer<T>(&self) -> *mut T {
        std::ptr::without_provenance_mut(self.address as usize)
    }

    /// Its size.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    fn part(&self, first: usize, bytes: usize) -> Result<CUdeviceptr> {
        match first.checked_add(bytes) {
            Some(end) if end <= self.bytes => Ok(self.address + first as u64),
            _ => Err(Error::Internal(format!("{bytes} bytes from {first} of a buffer of {}", self.bytes))),
        }
    }

    /// Clears its first `bytes` bytes on a stream. The context must be current.
    pub fn clear(&self, bytes: usize, stream: &Stream) -> Result<()> {
        self.clear_from(0, bytes, stream)
    }

    /// As [`Buffer::clear`], from byte `first` on.
    pub fn clear_from(&self, first: usize, bytes: usize, stream: &Stream) -> Result<()> {
        if bytes == 0 {
            return Ok(());
        }
        let to = self.part(first, bytes)?;
        // SAFETY: within the buffer.
        check(unsafe { cuMemsetD8Async(to, 0, bytes, stream.raw) }, || self.copying(bytes))
    }

    /// Copies from pinned memory to byte `first` on, on a stream. The context must be current.
    ///
    /// # Safety
    /// The source stays unchanged until the stream has done it.
    pub unsafe fn upload(
        &self,
        first: usize,
        from: &Pinned,
        range: Range<usize>,
        stream: &Stream,
    ) -> Result<()> {
        self.exchange(first, from, range, |here, there, bytes| {
            // SAFETY: within both; the caller guarantees the time.
            unsafe { cuMemcpyHtoDAsync(here, there, bytes, stream.raw) }
        })
    }

    /// Copies bytes from `first` on to pinned memory, on a stream. The context must be current.
    ///
    /// # Safety
    /// Nothing else uses the destination until the stream has done it.
    pub unsafe fn download(
        &self,
        first: usize,
        to: &Pinned,
        range: Range<usize>,
        stream: &Stream,
    ) -> Result<()> {
        self.exchange(first, to, range, |here, there, bytes| {
            // SAFETY: within both; the caller guarantees the time.
            unsafe { cuMemcpyDtoHAsync(there, here, bytes, stream.raw) }
        })
    }

    /// Copies pinned memory to byte `first` on, on a stream. The context must be current.
    ///
    /// # Safety
    /// It is a piece of the device's pool, and stays unchanged until the stream has done it.
    pub unsafe fn upload_from(&self, first: usize, from: &[u8], stream: &Stream) -> Result<()> {
        if from.is_empty() {
            return Ok(());
        }
        let to = self.part(first, from.len())?;
        // SAFETY: within both; the caller guarantees the time.
        let code = unsafe { cuMemcpyHtoDAsync(to, from.as_ptr().cast(), from.len(), stream.raw) };
        check(code, || self.copying(from.len()))
    }

    /// Runs a copy between the bytes from `first` on and as many of pinned memory, of which it gets the addresses.
    fn exchange(
        &self,
        first: usize,
        pinned: &Pinned,
        range: Range<usize>,
        copy: impl FnOnce(CUdeviceptr, *mut c_void, usize) -> c_int,
    ) -> Result<()> {
        let bytes = range.len();
        if bytes == 0 {
            return Ok(());
        }
        let (here, there) = (self.part(first, bytes)?, pinned.part(range)?);
        check(copy(here, there, bytes), || self.copying(bytes))
    }

    /// Copies bytes from `first` on to host memory, on a stream; at once where that is not pinned. The context must be
    /// current.
    ///
    /// # Safety
    /// There are so many bytes there, and nothing else uses them until the stream has done it.
    pub unsafe fn download_to(&self, first: usize, to: *mut u8, bytes: usize, stream: &Stream) -> Result<()> {
        if bytes == 0 {
            return Ok(());
        }
        let from = self.part(first, bytes)?;
        // SAFETY: within the buffer; the caller guarantees the rest.
        check(unsafe { cuMemcpyDtoHAsync(to.cast(), from, bytes, stream.raw) }, || self.copying(bytes))
    }

    /// Copies bytes of another buffer to byte `first` on, on a stream. The context must be current, and
    /// both buffers stay until the stream has done it.
    pub fn copy(&self, first: usize, from: &Self, range: Range<usize>, stream: &Stream) -> Result<()> {
        let bytes = range.len();
        if bytes == 0 {
            return Ok(());
        }
        let (to, from) = (self.part(first, bytes)?, from.part(range.start, bytes)?);
        // SAFETY: within both.
        check(unsafe { cuMemcpyDtoDAsync(to, from, bytes, stream.raw) }, || self.copying(bytes))
    }

    /// Copies host memory to its start, and waits for that. The context must be current.
    pub fn fill(&self, from: &[u8], stream: &Stream) -> Result<()> {
        self.fill_from(0, from, stream)
    }

    /// As [`Buffer::fill`], to byte `first` on.
    pub fn fill_from(&self, first: usize, from: &[u8], stream: &Stream) -> Result<()> {
        if from.is_empty() {
            return Ok(());
        }
        let to = self.part(first, from.len())?;
        // SAFETY: within both.
        let code = unsafe { cuMemcpyHtoDAsync(to, from.as_ptr().cast(), from.len(), stream.raw) };
        let copied = check(code, || self.copying(from.len()));
        stream.wait().and(copied) // waited for in any case: the source is borrowed
    }

    fn copying(&self, bytes: usize) -> String {
        format!("{} to or from GPU {}", count(bytes, "byte"), self.primary.ordinal())
    }
}

impl Drop for Buffer {
    fn drop(&mut self) {
        if self.bytes == 0 {
            return;
        }
        self.primary.count(0, self.bytes as u64);
        if let Ok(_current) = self.primary.enter() {
            // SAFETY: ours; the driver waits for what uses it.
            unsafe { cuMemFree(self.address) };
        }
    }
}

/// Host memory that the device copies from and to at full speed.
#[derive(Debug)]
pub struct Pinned {
    memory: *mut c_void,
    bytes: usize,
    primary: Arc<Primary>,
}

// SAFETY: plain memory; who writes it is a matter of the methods.
unsafe impl Send for Pinned {}
// SAFETY: as above.
unsafe impl Sync for Pinned {}

impl Pinned {
    /// `bytes` zero bytes.
    pub fn new(primary: &Arc<Primary>, bytes: usize) -> Result<Self> {
        let made = Self::raw(primary, bytes)?;
        // SAFETY: just allocated.
        unsafe { made.memory.cast::<u8>().write_bytes(0, bytes) };
        Ok(made)
    }

    /// `bytes` bytes, to be written before they are read.
    pub fn raw(primary: &Arc<Primary>, bytes: usize) -> Result<Self> {
        let _current = primary.enter()?;
        let mut memory: *mut c_void = std::ptr::null_mut();
        // SAFETY: a writable place.
        let code = unsafe { cuMemHostAlloc(&raw mut memory, bytes.max(1), 0) };
        check(code, || format!("{bytes} bytes of pinned host memory"))?;
        Ok(Self { memory, bytes, primary: Arc::clone(primary) })
    }

    /// The context that it was made in.
    pub fn primary(&self) -> &Arc<Primary> {
        &self.primary
    }

    /// Its size.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    fn part(&self, range: Range<usize>) -> Result<*mut c_void> {
        if range.start <= range.end && range.end <= self.bytes {
            return Ok(self.memory.wrapping_byte_add(range.start));
        }
        Err(Error::Internal(format!("{range:?} of {} bytes of pinned memory", self.bytes)))
    }

    /// Its first byte.
    pub fn start(&self) -> *mut u8 {
        self.memory.cast()
    }

    /// The address of byte `first`, the same for the host and, as all addresses are, for the device.
    pub fn pointer<T>(&self, first: usize) -> Result<*mut T> {
        Ok(self.part(first..self.bytes)?.cast())
    }

    /// `count` values from byte `first` on.
    ///
    /// # Safety
    /// Nothing writes them meanwhile: no copy that a stream has still to do, no other thread.
    pub unsafe fn values<T: bytemuck::Pod>(&self, first: usize, count: usize) -> Result<&[T]> {
        let pointer =
            self.part(first..first.saturating_add(count.saturating_mul(size_of::<T>())))?.cast::<T>();
        debug_assert!(pointer.is_aligned());
        // SAFETY: initialized, within the memory; the caller guarantees the time.
        Ok(unsafe { std::slice::from_raw_parts(pointer, count) })
    }

    /// As [`Pinned::values`], to write to.
    ///
    /// # Safety
    /// Nothing else uses them meanwhile.
    #[allow(clippy::mut_from_ref)] // the device is the other user; the caller keeps them apart
    pub unsafe fn values_mut<T: bytemuck::Pod>(&self, first: usize, count: usize) -> Result<&mut [T]> {
        let pointer =
            self.part(first..first.saturating_add(count.saturating_mul(size_of::<T>())))?.cast::<T>();
        debug_assert!(pointer.is_aligned());
        // SAFETY: as above.
        Ok(unsafe { std::slice::from_raw_parts_mut(pointer, count) })
    }
}

impl Drop for Pinned {
    fn drop(&mut self) {
        if let Ok(_current) = self.primary.enter() {
            // SAFETY: ours; streams that used it were waited for.
            unsafe { cuMemFreeHost(self.memory) };
        }
    }
}

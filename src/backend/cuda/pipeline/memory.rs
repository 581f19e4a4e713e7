//! Blocks of a pipeline: pinned ones of the host, and those of the device.

use crate::backend::cuda::gpu::Gpu;
use crate::backend::cuda::memory::{Buffer, Pinned};
use crate::backend::cuda::stream::Stream;
use crate::backend::kernel::Places;
use crate::backend::pipeline::Blocks;
use crate::layout::{COPY_UNIT, CopyJob};
use crate::{Error, Result};
use std::sync::Arc;

/// To which blocks are aligned.
const ALIGNMENT: usize = 256;

/// The code's place: behind the telemetry, so that one copy brings both.
const CODE: usize = size_of::<u32>();

/// A pipeline's memory.
#[derive(Debug)]
pub(super) struct StepMemory {
    pinned: Pinned,
    device: Buffer,
    blocks: Blocks,
    /// From one configuration block to the next, and of telemetry with its code.
    strides: [usize; 2],
    /// Bytes that come back.
    back: usize,
    has_code: bool,
}

/// Most bytes of a block that a kernel brings.
const SMALL: usize = 64 << 10;
/// Most bytes where one step follows another on one stream.
const TINY: usize = 16 << 10;

fn units(bytes: usize) -> u64 {
    bytes.div_ceil(COPY_UNIT as usize) as u64
}

fn aligned(bytes: usize) -> usize {
    bytes.next_multiple_of(ALIGNMENT)
}

impl StepMemory {
    /// Bytes of blocks, on the host as on the device.
    pub(super) fn bytes(blocks: &Blocks, has_code: bool) -> Result<usize> {
        let [up, down] = Self::strides(blocks, has_code);
        let both = up
            .checked_mul(blocks.up as usize)
            .zip(down.checked_mul(blocks.down as usize))
            .and_then(|(up, down)| up.checked_add(down));
        both.ok_or_else(|| Error::argument("config: its blocks exceed the address space"))
    }

    fn back(blocks: &Blocks, has_code: bool) -> usize {
        if has_code { blocks.telemetry.next_multiple_of(CODE) + CODE } else { blocks.telemetry }
    }

    fn strides(blocks: &Blocks, has_code: bool) -> [usize; 2] {
        [aligned(blocks.config), aligned(Self::back(blocks, has_code))]
    }

    /// All of it, the state cleared. The context must be current.
    pub(super) fn new(gpu: &Arc<Gpu>, blocks: Blocks, has_code: bool) -> Result<Self> {
        let (back, strides) = (Self::back(&blocks, has_code), Self::strides(&blocks, has_code));
        let both = Self::bytes(&blocks, has_code)?;
        let pinned = Pinned::new(gpu.primary(), both)?;
        let device = Buffer::new(gpu.primary(), both + blocks.state.max(1), "a pipeline's blocks")?;
        let stream = gpu.beside()?;
        device.clear(device.bytes(), &stream)?;
        stream.wait()?;
        Ok(Self { pinned, device, blocks, strides, back, has_code })
    }

    fn config_at(&self, step: u64) -> usize {
        (step % self.blocks.up) as usize * self.strides[0]
    }

    fn telemetry_at(&self, step: u64) -> usize {
        self.blocks.up as usize * self.strides[0] + (step % self.blocks.down) as usize * self.strides[1]
    }

    fn state_at(&self) -> usize {
        self.blocks.up as usize * self.strides[0] + self.blocks.down as usize * self.strides[1]
    }

    fn code_at(&self, step: u64) -> usize {
        self.telemetry_at(step) + self.back.saturating_sub(CODE)
    }

    pub(super) fn host_config(&self, step: u64) -> *mut u8 {
        self.pinned.start().wrapping_add(self.config_at(step))
    }

    pub(super) fn host_telemetry(&self, step: u64) -> *const u8 {
        self.pinned.start().wrapping_add(self.telemetry_at(step))
    }

    /// The code of a step that is done.
    pub(super) fn code(&self, step: u64) -> u32 {
        // SAFETY: within the memory, aligned, and no copy writes it now.
        unsafe { self.pinned.start().wrapping_add(self.code_at(step)).cast::<u32>().read() }
    }

    /// Where a step's blocks are on the device.
    pub(super) fn places(&self, step: u64) -> Places {
        let address = |first: usize| self.device.address() + first as u64;
        Places {
            config: address(self.config_at(step)),
            telemetry: address(self.telemetry_at(step)),
            state: address(self.state_at()),
            code: address(self.code_at(step)),
            step,
        }
    }

    /// Bytes that go up, and that come down.
    pub(super) fn moved(&self) -> [usize; 2] {
        [self.blocks.config, self.back]
    }

    /// Sends a step's configuration. The context must be current.
    pub(super) fn upload(&self, step: u64, stream: &Stream) -> Result<()> {
        let first = self.config_at(step);
        // SAFETY: the block is not written before the step's kernel is done.
        unsafe { self.device.upload(first, &self.pinned, first..first + self.blocks.config, stream) }
    }

    /// Clears a step's code, where there is one. The context must be current.
    pub(super) fn clear_code(&self, step: u64, stream: &Stream) -> Result<()> {
        if self.has_code { self.device.clear_from(self.code_at(step), CODE, stream) } else { Ok(()) }
    }

    /// Brings a step's telemetry. The context must be current.
    pub(super) fn download(&self, step: u64, stream: &Stream) -> Result<()> {
        let first = self.telemetry_at(step);
        // SAFETY: the block's last result was taken.
        unsafe { self.device.download(first, &self.pinned, first..first + self.back, stream) }
    }

    /// Whether steps' blocks are so small that a kernel brings them sooner than a copy engine is told to.
    pub(super) fn is_small(&self) -> bool {
        self.moved().into_iter().all(|bytes| bytes <= SMALL)
    }

    /// Whether they are so small that to overlap them brings less than it costs.
    pub(super) fn is_tiny(&self) -> bool {
        self.moved().into_iter().all(|bytes| bytes <= TINY)
    }

    /// As [`StepMemory::upload`] and [`StepMemory::clear_code`], by a kernel.
    pub(super) fn upload_by_kernel(&self, gpu: &Gpu, step: u64, stream: &Stream) -> Result<()> {
        let (first, clear) = (self.config_at(step), self.code_at(step));
        let job = CopyJob {
            from: self.host_config(step).cast_const().cast(),
            to: self.device.pointer::<u8>().wrapping_add(first).cast(),
            clear: if self.has_code {
                self.device.pointer::<u8>().wrapping_add(clear).cast()
            } else {
                std::ptr::null_mut()
            },
            units: units(self.blocks.config),
        };
        if job.units == 0 && job.clear.is_null() {
            return Ok(());
        }
        // SAFETY: whole blocks, which are longer than their contents; the host's is not written before the kernel is done.
        unsafe { gpu.programs().copy(&job, stream) }
    }

    /// As [`StepMemory::download`], by a kernel.
    pub(super) fn download_by_kernel(&self, gpu: &Gpu, step: u64, stream: &Stream) -> Result<()> {
        let first = self.telemetry_at(step);
        let job = CopyJob {
            from: self.device.pointer::<u8>().wrapping_add(first).cast_const().cast(),
            to: self.host_telemetry(step).cast_mut().cast(),
            clear: std::ptr::null_mut(),
            units: units(self.back),
        };
        if job.units == 0 {
            return Ok(());
        }
        // SAFETY: whole blocks; the host's last result was taken.
        unsafe { gpu.programs().copy(&job, stream) }
    }

    /// Copies bytes of the state.
    pub(super) fn read_state(&self, gpu: &Gpu, first: usize, to: &mut [u8]) -> Result<()> {
        let _current = gpu.primary().enter()?;
        let stream = gpu.beside()?;
        // SAFETY: waited for below.
        let copied =
            unsafe { self.device.download_to(self.state_at() + first, to.as_mut_ptr(), to.len(), &stream) };
        stream.wait().and(copied)
    }

    pub(super) fn write_state(&self, gpu: &Gpu, first: usize, from: &[u8]) -> Result<()> {
        let _current = gpu.primary().enter()?;
        self.device.fill_from(self.state_at() + first, from, &*gpu.beside()?)
    }
}

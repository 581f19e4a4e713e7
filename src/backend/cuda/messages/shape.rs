//! How many warps of how many blocks work on messages, and the memory of each.

use crate::backend::cuda::driver::{cuDeviceGetAttribute, device};
use crate::backend::cuda::launch;
use crate::backend::cuda::module::Function;
use crate::backend::device::GpuInfo;
use crate::backend::messages::Plan;
use crate::layout::{MESSAGE_SCRATCH, MESSAGE_WORKERS, MessageHead};
use crate::{Error, Result};
use std::ffi::c_int;

/// Blocks, unless they are asked for: one that looks for messages in the host's memory, and others that help it.
const BLOCKS: u32 = 4;
/// Shared memory of a block on any device, and what the kernel has for itself.
const SHARED: u32 = 48 << 10;
const OWN: u32 = 2 << 10;
const LANES: u32 = 32;

/// The grid of a queue's kernel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Grid {
    pub blocks: u32,
    /// Warps of a block that work on messages; one more hands these out.
    pub workers: u32,
    /// Bytes of each, and where results begin there.
    pub stage_bytes: u32,
    pub stage_output: u32,
}

/// Bytes of shared memory that a block may have.
fn shared_bytes(gpu: &GpuInfo) -> u32 {
    let mut bytes: c_int = 0;
    // SAFETY: a writable place, and a device that the driver gave.
    let code = unsafe { cuDeviceGetAttribute(&raw mut bytes, device::SHARED_BYTES, gpu.handle) };
    if code == 0 { (bytes.max(0) as u32).max(SHARED) } else { SHARED }
}

impl Grid {
    /// That of a plan, for a kernel.
    pub(super) fn new(plan: &Plan, gpu: &GpuInfo, function: &Function) -> Result<Self> {
        let grid = Self::within(plan, shared_bytes(gpu), function.most_threads)?;
        log::debug!("{function:?}: {grid:?}");
        Ok(grid)
    }

    fn within(plan: &Plan, shared: u32, most_threads: u32) -> Result<Self> {
        let (input, output) = (plan.shape.input_bytes, plan.shape.output_bytes);
        let stage_output = (size_of::<MessageHead>() as u32 + input).next_multiple_of(16);
        let stage_bytes = stage_output + output.next_multiple_of(16) + MESSAGE_SCRATCH;
        let room = shared - OWN;
        if stage_bytes > room {
            return Err(Error::argument(format!(
                "config->input_bytes is {input} and output_bytes {output}; together at most {} are allowed on this \
                 GPU, whose blocks have {shared} bytes of shared memory",
                room - (stage_bytes - input - output)
            )));
        }
        let threads = (most_threads / LANES).saturating_sub(1).max(1);
        let workers = (room / stage_bytes).min(MESSAGE_WORKERS).min(threads);
        let blocks = match (plan.workers, plan.ordered) {
            (0 | 1, true) | (1, false) => 1,
            (0, false) => BLOCKS,
            (blocks, false) => blocks,
            (blocks, true) => {
                return Err(Error::argument(format!(
                    "config->workers is {blocks}; 0 and 1 are allowed with an ordering on a GPU, where one block sees \
                     to the order"
                )));
            }
        };
        Ok(Self { blocks, workers, stage_bytes, stage_output })
    }

    /// As it is launched.
    pub(super) fn shape(&self) -> launch::Shape {
        launch::Shape {
            grid: self.blocks,
            block: LANES * (self.workers + 1),
            shared: self.workers * self.stage_bytes,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::backend::messages::{Shape, User, Work};

    fn plan(input: u32, output: u32, workers: u32, ordered: bool) -> Plan {
        Plan {
            shape: Shape::new(16, input, output).unwrap(),
            work: Work::Operation(1, 0),
            user: User(std::ptr::null_mut()),
            retries: 0,
            idle: None,
            stay: None,
            limit: None,
            ordered,
            workers,
            device: 0,
        }
    }

    #[test]
    fn workers_are_as_many_as_there_is_memory_for() {
        let grid = Grid::within(&plan(256, 256, 0, false), SHARED, 1024).unwrap();
        assert_eq!((grid.blocks, grid.workers, grid.stage_output, grid.stage_bytes), (4, 31, 272, 784));
        assert_eq!(grid.shape().block, 1024);
        let grid = Grid::within(&plan(4096, 4096, 9, false), 227 << 10, 1024).unwrap();
        assert_eq!((grid.blocks, grid.workers), (9, 27));
        assert!(grid.shape().shared + OWN <= 227 << 10);
        assert_eq!(Grid::within(&plan(8, 8, 0, true), SHARED, 256).unwrap().workers, 7);
        let error = Grid::within(&plan(40000, 10000, 0, false), SHARED, 1024).unwrap_err().to_string();
        assert!(error.contains("input_bytes is 40000") && error.contains("at most 46"), "{error}");
        assert!(Grid::within(&plan(8, 8, 2, true), SHARED, 1024).is_err());
    }
}

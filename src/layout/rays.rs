//! Ray queries.

use super::Scene;
use std::ffi::c_ulonglong;

/// Threads of a block of ray queries.
pub const RAY_BLOCK: u32 = 128;

/// Rays in, closest hits out. Strides are in bytes; null outputs are skipped.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
#[allow(missing_docs)]
pub struct RayBatch {
    pub origin: *const f32,
    pub direction: *const f32,
    /// Null: unlimited.
    pub max_distance: *const f32,
    pub origin_stride: u64,
    pub direction_stride: u64,
    pub max_distance_stride: u64,
    pub count: u64,
    /// +inf: no hit.
    pub distance: *mut f32,
    /// NONE: no hit.
    pub instance: *mut u32,
    /// NONE: no hit.
    pub triangle: *mut u32,
    /// 3 each, unit, the triangle's counterclockwise side, in the world.
    pub normal: *mut f32,
    /// 2 each: weights of the triangle's second and third vertex.
    pub barycentric: *mut f32,
    /// Any-hit: 1 or 0.
    pub hit: *mut u8,
}

/// Ray queries on a device; all pointers are to its memory.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
#[allow(missing_docs)]
pub struct RayJob {
    pub scene: Scene,
    pub rays: RayBatch,
    /// 0 before a launch.
    pub next: *mut c_ulonglong,
    /// As in PropagateJob.
    pub linger: u32,
    pub reserved: u32,
}

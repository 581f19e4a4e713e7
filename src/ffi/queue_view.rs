//! What a program's own kernels know of a queue. The header has no function, so that kernels which are
//! compiled at run time, without the host's headers, can take it in.

use super::arguments::Config;
use crate::queue::{CONTROL_BYTES, LARGEST_ITEM, SMALLEST_ITEM};
use std::ffi::c_void;

/// Fewest bytes of a queue's items.
pub const CHROMA2_QUEUE_SMALLEST_ITEM: u32 = 4;
/// Most bytes of a queue's items.
pub const CHROMA2_QUEUE_LARGEST_ITEM: u32 = 256;
/// Bytes at a view's `control`.
pub const CHROMA2_QUEUE_CONTROL_BYTES: u32 = 640;
/// Version of what a view's memory holds; chroma2/device_queue.cuh of another one must not be used.
pub const CHROMA2_QUEUE_VIEW_VERSION: u32 = 1;

const _: () =
    assert!(CHROMA2_QUEUE_SMALLEST_ITEM == SMALLEST_ITEM && CHROMA2_QUEUE_LARGEST_ITEM == LARGEST_ITEM);
const _: () = assert!(CHROMA2_QUEUE_CONTROL_BYTES as usize == CONTROL_BYTES);

/// A queue as kernels see it, given to them by value: for chroma2::Queue of chroma2/device_queue.cuh.
/// Addresses are the device's; of the CPU backend, the host's.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct chroma2_queue_view {
    /// sizeof(chroma2_queue_view).
    pub struct_size: usize,
    /// CHROMA2_QUEUE_CONTROL_BYTES bytes of counters.
    pub control: *mut c_void,
    /// A word for each slot.
    pub turns: *mut c_void,
    /// The slots, each of item_size bytes rounded up to a multiple of 4.
    pub items: *mut c_void,
    /// A power of two.
    pub capacity: u64,
    pub capacity_log2: u32,
    /// Bytes of an item.
    pub item_size: u32,
}

// SAFETY: pointers and numbers without padding, struct_size first.
unsafe impl Config for chroma2_queue_view {
    const NAME: &'static str = "chroma2_queue_view";
}

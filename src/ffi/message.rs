//! A message as the functions of programs see it, on the processor and on GPUs. The header has no function, so that
//! code which is compiled at run time, without the host's headers, can take it in.

use super::arguments::Config;
use crate::layout::Message;
use std::ffi::c_void;

/// A message for a function. On the processor one thread calls the function, with `lane` 0 of `lanes` 1. On a GPU all
/// lanes of a warp call it together, each with a struct of its own: a loop from `lane` by `lanes` over the result's
/// elements works in both. The function returns 0, or a code of its own, by which the message counts as failed. On
/// a GPU the code and output_bytes are those of lane 0, and `input` and `output` are the warp's own memory.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct chroma2_message {
    /// sizeof(chroma2_message) in the library; fields that it does not cover are not there.
    pub struct_size: usize,
    /// The message's id.
    pub id: u64,
    /// What the producer gave along.
    pub key: u64,
    /// The message, aligned to 16 bytes; valid until the function returns, as all below.
    pub input: *const c_void,
    /// Room for the result, aligned to 16 bytes.
    pub output: *mut c_void,
    /// The queue's config->user.
    pub user: *mut c_void,
    /// Becomes 1 when the queue's time limit is over: the message is then reported as timed out, and what the function
    /// still does has no effect. Read it as volatile.
    pub stop: *const u32,
    /// Bytes of the message.
    pub input_bytes: u32,
    /// Bytes that the result may have.
    pub output_room: u32,
    /// Set by the function: bytes of the result, at first 0.
    pub output_bytes: u32,
    /// 0, or how often it has failed before.
    pub attempt: u32,
    /// Which of `lanes` this is.
    pub lane: u32,
    /// 1 on the processor, 32 on a GPU.
    pub lanes: u32,
}

// SAFETY: pointers and numbers without padding, struct_size first.
unsafe impl Config for chroma2_message {
    const NAME: &'static str = "chroma2_message";
}

const _: () = assert!(size_of::<chroma2_message>() == size_of::<Message>());

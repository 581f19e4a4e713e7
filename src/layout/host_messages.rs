//! Built-in operations on messages on the processor: kernels/host/messages.cpp.

use super::Message;

unsafe extern "C" {
    /// Does an operation; its code. The output has room for `output_room` bytes, and `scratch` for MESSAGE_SCRATCH,
    /// aligned to 8.
    pub(crate) fn chroma2_host_message(
        message: *mut Message,
        operation: u32,
        element: u32,
        scratch: *mut u64,
    ) -> u32;
}

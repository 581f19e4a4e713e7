//! Streams of a device, by what they are for.

use crate::Result;
use crate::named::Named;
use std::any::Any;
use std::fmt::Debug;
use std::time::Duration;

/// What a stream is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u32)]
pub enum Purpose {
    /// Copies to the device.
    Upload = 1,
    /// Kernels.
    Kernel = 2,
    /// Copies to the host.
    Download = 3,
    /// Copies between devices.
    Peer = 4,
    /// Anything else.
    Auxiliary = 5,
}

impl Named for Purpose {
    const ALL: &'static [(Self, &'static str)] = &[
        (Self::Upload, "upload"),
        (Self::Kernel, "kernel"),
        (Self::Download, "download"),
        (Self::Peer, "peer"),
        (Self::Auxiliary, "auxiliary"),
    ];

    fn number(self) -> u32 {
        self as u32
    }
}

impl Purpose {
    /// How many there are.
    pub const COUNT: usize = Self::ALL.len();

    /// Its place among all.
    pub fn index(self) -> usize {
        self as usize - 1
    }
}

/// Whose work goes first where a device has no room for all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[repr(u32)]
pub enum Urgency {
    /// As the library's own work.
    #[default]
    Normal = 0,
    /// Before it.
    High = 1,
}

impl Named for Urgency {
    const ALL: &'static [(Self, &'static str)] = &[(Self::Normal, "normal"), (Self::High, "high")];

    fn number(self) -> u32 {
        self as u32
    }
}

/// Streams of a purpose, and what was put on them so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct StreamUse {
    /// Streams that are there now.
    pub streams: u64,
    /// The most that were.
    pub streams_max: u64,
    /// Holds on them: lent to the program, and those of pipelines.
    pub lent: u64,
    /// Kernels launched on them, graphs as one.
    pub launches: u64,
    /// Copies.
    pub copies: u64,
    /// Bytes of these.
    pub bytes: u64,
}

/// A hold on a stream: one of the device's pool, or the program's own. Dropped before its context.
pub trait HeldStream: Send + Sync + Debug + Any {
    /// Its address as the driver has it (a CUstream).
    fn address(&self) -> usize;

    /// What it was lent for.
    fn purpose(&self) -> Purpose;

    /// Place of its device in [`devices`](super::device::devices).
    fn device(&self) -> u32;

    /// Whether it is the program's own.
    fn is_adopted(&self) -> bool;

    /// Whether others have it as well.
    fn is_shared(&self) -> bool;

    /// Waits until all that it was given is done; false where it is not in time.
    fn wait(&self, limit: Option<Duration>) -> Result<bool>;

    /// Copies between any memory of the host and of devices.
    ///
    /// # Safety
    /// So many bytes are there and stay until the stream has done it; what is written is used by nobody else meanwhile.
    unsafe fn copy(&self, to: u64, from: u64, bytes: usize) -> Result<()>;
}

/// A stream that is held.
pub type StreamHold = std::sync::Arc<dyn HeldStream>;

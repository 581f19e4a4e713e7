//! Handles and memory of a sequence of calls.

use crate::driver::Input;
use chroma2::ffi::context::chroma2_context_destroy;
use chroma2::ffi::context::{chroma2_context, chroma2_context_config, chroma2_context_create};
use chroma2::ffi::daq::{chroma2_daq, chroma2_daq_destroy};
use chroma2::ffi::event::{chroma2_event, chroma2_event_destroy};
use chroma2::ffi::geometry::{chroma2_geometry, chroma2_geometry_destroy};
use chroma2::ffi::kernel::{chroma2_kernel, chroma2_kernel_destroy};
use chroma2::ffi::message_queue::{chroma2_message_queue, chroma2_message_queue_destroy};
use chroma2::ffi::pipeline::{chroma2_pipeline, chroma2_pipeline_destroy};
use chroma2::ffi::queue::{chroma2_queue, chroma2_queue_destroy};
use chroma2::ffi::session::{chroma2_session, chroma2_session_destroy};
use chroma2::ffi::status::{chroma2_last_error_message, chroma2_status};
use std::ffi::CStr;
use std::ptr::{null, null_mut, without_provenance_mut};

/// Whether a call went well; no call may fail inside, or without a message.
pub fn ok(status: chroma2_status) -> bool {
    let status = status as u32;
    // SAFETY: the message is NUL-terminated and stays until this thread's next failure.
    let message = unsafe { CStr::from_ptr(chroma2_last_error_message()) };
    assert_ne!(status, chroma2_status::Internal as u32, "{message:?}");
    assert!(status == 0 || !message.is_empty(), "status {status} without a message");
    status == 0
}

/// Handles of one type.
pub struct Pool<T> {
    pub live: Vec<*mut T>,
    dead: Vec<*mut T>,
}

impl<T> Pool<T> {
    fn new() -> Self {
        Self { live: Vec::new(), dead: Vec::new() }
    }

    /// Any handle: mostly a live one; also NULL, a destroyed one, or one of `other` type or none.
    fn any(&self, input: &mut Input, other: *mut T) -> *mut T {
        let from =
            |list: &[*mut T], i: usize| if list.is_empty() { null_mut() } else { list[i % list.len()] };
        let choice = input.byte();
        match choice {
            240..=243 => null_mut(),
            244..=247 => from(&self.dead, input.byte().into()),
            248..=251 => other,
            252..=255 => without_provenance_mut(input.bits() as usize),
            i => from(&self.live, i.into()),
        }
    }

    pub fn died(&mut self, handle: *mut T) {
        if let Some(i) = self.live.iter().position(|&live| live == handle) {
            self.live.swap_remove(i);
            self.dead.push(handle);
        }
    }
}

/// Everything that a sequence has made.
pub struct World {
    pub contexts: Pool<chroma2_context>,
    pub geometries: Pool<chroma2_geometry>,
    pub sessions: Pool<chroma2_session>,
    pub events: Pool<chroma2_event>,
    pub daqs: Pool<chroma2_daq>,
    pub queues: Pool<chroma2_queue>,
    pub message_queues: Pool<chroma2_message_queue>,
    pub kernels: Pool<chroma2_kernel>,
    pub pipelines: Pool<chroma2_pipeline>,
}

/// Most handles of a kind, so that a sequence stays small.
pub const MOST: usize = 6;

impl World {
    pub fn new() -> Self {
        let mut world = Self {
            contexts: Pool::new(),
            geometries: Pool::new(),
            sessions: Pool::new(),
            events: Pool::new(),
            daqs: Pool::new(),
            queues: Pool::new(),
            message_queues: Pool::new(),
            kernels: Pool::new(),
            pipelines: Pool::new(),
        };
        world.add_context(2);
        world
    }

    pub fn add_context(&mut self, threads: u32) {
        let config = chroma2_context_config {
            struct_size: size_of::<chroma2_context_config>(),
            backend: 1, // the processor: thousands of contexts are made
            threads,
            device: 0,
            reserved: 0,
            memory_limit: 0,
            devices: null(),
            device_count: 0,
        };
        let mut made = null_mut();
        // SAFETY: live pointers.
        if ok(unsafe { chroma2_context_create(&config, &mut made) }) {
            self.contexts.live.push(made);
        }
    }

    pub fn context(&self, input: &mut Input) -> *mut chroma2_context {
        let other = self.geometries.live.first().map_or(null_mut(), |handle| handle.cast());
        self.contexts.any(input, other)
    }

    pub fn geometry(&self, input: &mut Input) -> *mut chroma2_geometry {
        let other = self.sessions.live.first().map_or(null_mut(), |handle| handle.cast());
        self.geometries.any(input, other)
    }

    pub fn session(&self, input: &mut Input) -> *mut chroma2_session {
        let other = self.events.live.first().map_or(null_mut(), |handle| handle.cast());
        self.sessions.any(input, other)
    }

    pub fn event(&self, input: &mut Input) -> *mut chroma2_event {
        let other = self.contexts.live.first().map_or(null_mut(), |handle| handle.cast());
        self.events.any(input, other)
    }

    pub fn daq(&self, input: &mut Input) -> *mut chroma2_daq {
        let other = self.events.live.first().map_or(null_mut(), |handle| handle.cast());
        self.daqs.any(input, other)
    }

    pub fn queue(&self, input: &mut Input) -> *mut chroma2_queue {
        let other = self.contexts.live.first().map_or(null_mut(), |handle| handle.cast());
        self.queues.any(input, other)
    }

    pub fn message_queue(&self, input: &mut Input) -> *mut chroma2_message_queue {
        let other = self.queues.live.first().map_or(null_mut(), |handle| handle.cast());
        self.message_queues.any(input, other)
    }

    pub fn kernel(&self, input: &mut Input) -> *mut chroma2_kernel {
        let other = self.pipelines.live.first().map_or(null_mut(), |handle| handle.cast());
        self.kernels.any(input, other)
    }

    pub fn pipeline(&self, input: &mut Input) -> *mut chroma2_pipeline {
        let other = self.kernels.live.first().map_or(null_mut(), |handle| handle.cast());
        self.pipelines.any(input, other)
    }

    /// Destroys all handles, parents first.
    pub fn finish(self) {
        self.contexts.live.into_iter().for_each(|handle| assert!(ok(chroma2_context_destroy(handle))));
        self.geometries.live.into_iter().for_each(|handle| assert!(ok(chroma2_geometry_destroy(handle))));
        self.sessions.live.into_iter().for_each(|handle| assert!(ok(chroma2_session_destroy(handle))));
        self.daqs.live.into_iter().for_each(|handle| assert!(ok(chroma2_daq_destroy(handle))));
        self.queues.live.into_iter().for_each(|handle| assert!(ok(chroma2_queue_destroy(handle))));
        self.events.live.into_iter().for_each(|handle| assert!(ok(chroma2_event_destroy(handle))));
        let queues = self.message_queues.live;
        queues.into_iter().for_each(|handle| assert!(ok(chroma2_message_queue_destroy(handle))));
        self.kernels.live.into_iter().for_each(|handle| assert!(ok(chroma2_kernel_destroy(handle))));
        self.pipelines.live.into_iter().for_each(|handle| assert!(ok(chroma2_pipeline_destroy(handle))));
    }
}

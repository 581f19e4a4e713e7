//! Message queues: making them, what they counted, pauses and the end.

use super::arguments::{self, Config, unused};
use super::context::chroma2_context;
use super::event::timeout;
use super::guard::guard;
use super::handle::{self, Handle};
use super::message::chroma2_message;
use super::status::chroma2_status;
use crate::backend::messages::{MessageFunction, Plan, ProgramCode, Shape, User, Work};
use crate::layout::message_element::{ELEMENT_FLOAT32, ELEMENT_FLOAT64, ELEMENT_INT32, ELEMENT_INT64};
use crate::layout::message_operation::{
    OPERATION_ADD, OPERATION_CHECKSUM, OPERATION_ECHO, OPERATION_FUNCTION, OPERATION_REDUCE,
};
use crate::messages::{Left, MessageQueue};
use crate::named::Named;
use crate::telemetry::BUCKETS;
use crate::{Error, Result};
use std::ffi::c_void;
use std::time::Duration;

/// A queue of messages of at most some size, with a result each: threads of the program put messages in, a kernel that
/// stays on the context's GPU, or the context's threads, work on them, and threads of the program collect the results,
/// each once. Any number of threads may do all of that at once. It keeps its context alive. After a fork the child can
/// only give it up.
pub struct chroma2_message_queue {
    _private: [u8; 0],
}

impl Handle for chroma2_message_queue {
    type Object = MessageQueue;
    const NAME: &'static str = "chroma2_message_queue";
}

/// What is done to messages.
#[repr(u32)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum chroma2_message_operation {
    /// The result is the message, byte for byte.
    Echo = 1,
    /// The result is a uint64_t: mixed(bytes) plus the sum over the message's little-endian words w of 4 bytes (the last
    /// one filled up with zeros) of mixed(w + (i + 1) * 0x9e3779b97f4a7c15), i the word's index from 0, modulo 2^64;
    /// mixed(x) is SplitMix64's finalizer. For finding errors, not for secrets.
    Checksum = 2,
    /// The message has 2 n elements, the result n: element i plus element n + i. Integers wrap, with or without a sign.
    Add = 3,
    /// The result is one element, the sum of all: integers wrap; of floating-point numbers element i is added to partial
    /// sum i mod 32, which begins at 0, in their order, and then partial sum j + h to partial sum j for h = 16, 8, 4,
    /// 2, 1 and j below h. The same bits on every device.
    Reduce = 4,
    /// The program's: config->function on the processor, config->program on a GPU.
    Function = 5,
}

impl Named for chroma2_message_operation {
    const ALL: &'static [(Self, &'static str)] = &[
        (Self::Echo, "echo"),
        (Self::Checksum, "checksum"),
        (Self::Add, "add"),
        (Self::Reduce, "reduce"),
        (Self::Function, "function"),
    ];

    fn number(self) -> u32 {
        self as u32
    }
}

const _: () = assert!(
    chroma2_message_operation::Echo as u32 == OPERATION_ECHO
        && chroma2_message_operation::Checksum as u32 == OPERATION_CHECKSUM
        && chroma2_message_operation::Add as u32 == OPERATION_ADD
        && chroma2_message_operation::Reduce as u32 == OPERATION_REDUCE
        && chroma2_message_operation::Function as u32 == OPERATION_FUNCTION
);

/// Elements of messages, for the operations add and reduce.
#[repr(u32)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum chroma2_message_element {
    /// int32_t or uint32_t.
    Int32 = 1,
    /// int64_t or uint64_t.
    Int64 = 2,
    /// float.
    Float32 = 3,
    /// double.
    Float64 = 4,
}

impl Named for chroma2_message_element {
    const ALL: &'static [(Self, &'static str)] = &[
        (Self::Int32, "int32"),
        (Self::Int64, "int64"),
        (Self::Float32, "float32"),
        (Self::Float64, "float64"),
    ];

    fn number(self) -> u32 {
        self as u32
    }
}

const _: () = assert!(
    chroma2_message_element::Int32 as u32 == ELEMENT_INT32
        && chroma2_message_element::Int64 as u32 == ELEMENT_INT64
        && chroma2_message_element::Float32 as u32 == ELEMENT_FLOAT32
        && chroma2_message_element::Float64 as u32 == ELEMENT_FLOAT64
);

/// In what order messages are worked on.
#[repr(u32)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum chroma2_message_ordering {
    /// They begin in the order of their ids, and many are worked on at once.
    None = 0,
    /// Those of one key are worked on one after another, in the order of their ids, and their results come in it.
    PerKey = 1,
}

impl Named for chroma2_message_ordering {
    const ALL: &'static [(Self, &'static str)] = &[(Self::None, "none"), (Self::PerKey, "per key")];

    fn number(self) -> u32 {
        self as u32
    }
}

/// What the code of a function for a GPU is.
#[repr(u32)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum chroma2_message_program {
    /// CUDA C++, compiled at run time by NVRTC, which must be installed; chroma2/message.h is there.
    Source = 1,
    /// PTX of relocatable device code (nvcc -rdc=true -ptx).
    Ptx = 2,
    /// A fatbin or a cubin of relocatable device code (nvcc -rdc=true -fatbin).
    Binary = 3,
}

impl Named for chroma2_message_program {
    const ALL: &'static [(Self, &'static str)] =
        &[(Self::Source, "source"), (Self::Ptx, "ptx"), (Self::Binary, "binary")];

    fn number(self) -> u32 {
        self as u32
    }
}

/// A function of the program that works on a message on the processor; 0 where all is well. Called on threads of the
/// context, several at once; it must not throw, nor wait for what threads of its context do (room in its own queue or another one,
/// results, a pause, the end, an event): where all threads are in such functions nobody ends them.
pub type chroma2_message_function = Option<unsafe extern "C" fn(message: *mut chroma2_message) -> u32>;

/// How to make a message queue.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct chroma2_message_queue_config {
    /// sizeof(chroma2_message_queue_config).
    pub struct_size: usize,
    /// Messages that it must hold at once, results that nobody has collected included: 1 to 2^20; the next power of two
    /// is made.
    pub capacity: u64,
    /// Most bytes of a message, 1 to 65536.
    pub input_bytes: u32,
    /// Most bytes of a result, 1 to 65536.
    pub output_bytes: u32,
    /// A chroma2_message_operation.
    pub operation: u32,
    /// A chroma2_message_element, for the operations that have elements; else 0.
    pub element: u32,
    /// A chroma2_message_ordering.
    pub ordering: u32,
    /// How often a message whose function fails, or whose result is too long, is tried again, at once: 0 to 1000.
    pub retries: u32,
    /// Blocks on a GPU, of up to 31 messages at once each (0: 4; 1 with an ordering), or most threads of the
    /// processor (0: all of the context).
    pub workers: u32,
    /// Place of the GPU in the list of chroma2_device_get_info, one of the context's; 0: its first.
    pub device: u32,
    /// How long those who work look for the next message before they leave, to be called again by the next one: 0: 1 ms
    /// on a GPU, 50 us on the processor; up to 10 s.
    pub idle_ns: u64,
    /// How long the kernel stays on a GPU without a break, in which memory can be freed there: 0: 20 ms; up to 10 s.
    pub stay_ns: u64,
    /// How long a message may take before it is reported as timed out: 0: 10 s; UINT64_MAX: no limit. For functions
    /// of the program.
    pub time_limit_ns: u64,
    /// Most messages that have failed to be kept for chroma2_message_queue_take_dead_letter, at most 2^20.
    pub dead_letters: u64,
    /// For the operation "function" on the processor; else NULL.
    pub function: chroma2_message_function,
    /// Handed on to functions; on a GPU it may be an address of the GPU.
    pub user: *mut c_void,
    /// For the operation "function" on a GPU: code that defines
    /// extern "C" __device__ uint32_t chroma2_process(chroma2_message *message). It is copied. Else NULL.
    pub program: *const c_void,
    /// Bytes of that, a NUL at the end of a text not included.
    pub program_bytes: u64,
    /// A chroma2_message_program; 0 without one.
    pub program_kind: u32,
    /// 0.
    pub reserved: u32,
}

// SAFETY: pointers and numbers without padding, struct_size first; a function that may be NULL.
unsafe impl Config for chroma2_message_queue_config {
    const NAME: &'static str = "chroma2_message_queue_config";
    const RESERVED: &'static [usize] = &[std::mem::offset_of!(Self, reserved)];
}

/// What a message queue is.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct chroma2_message_queue_info {
    /// sizeof(chroma2_message_queue_info).
    pub struct_size: usize,
    /// Messages that it holds.
    pub capacity: u64,
    /// Most bytes of a message, and of a result.
    pub input_bytes: u32,
    pub output_bytes: u32,
    /// Place of its device in the list of chroma2_device_get_info.
    pub device: u32,
    /// Messages that are worked on at once, at most.
    pub workers: u32,
}

// SAFETY: plain numbers without padding, struct_size first.
unsafe impl Config for chroma2_message_queue_info {
    const NAME: &'static str = "chroma2_message_queue_info";
}

/// What happened to a message queue since it was made.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct chroma2_message_queue_stats {
    /// sizeof(chroma2_message_queue_stats).
    pub struct_size: usize,
    /// Messages that were published.
    pub enqueued: u64,
    /// That have ended, well or not.
    pub processed: u64,
    /// Whose results were given to the program.
    pub delivered: u64,
    /// Calls, and chunks of batches, that found no room at first.
    pub refused: u64,
    /// Further attempts after failures, and outcomes that were no success, of what was delivered.
    pub retries: u64,
    pub errors: u64,
    /// Slots in use: reserved, published, or with a result that nobody has collected.
    pub depth: u64,
    /// How often the kernel was launched, or threads were called.
    pub launches: u64,
    /// Dead letters that are kept, and those that there was no room or memory for.
    pub dead_letters: u64,
    pub dead_letters_lost: u64,
    /// Sum over delivered messages of the time from publication to delivery, in ns.
    pub latency_sum_ns: u64,
    /// Their number by that time: up to 1 us; above 2^(i - 1) us and up to 2^i us; the last one: all above.
    pub latencies: [u64; 32],
}

const _: () = assert!(BUCKETS == 32);

// SAFETY: plain numbers without padding, struct_size first.
unsafe impl Config for chroma2_message_queue_stats {
    const NAME: &'static str = "chroma2_message_queue_stats";
}

/// What is left of a message queue that was shut down.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct chroma2_message_queue_left {
    /// sizeof(chroma2_message_queue_left).
    pub struct_size: usize,
    /// Messages that have not ended.
    pub unprocessed: u64,
    /// Results that nobody has collected; they still can be.
    pub undelivered: u64,
}

// SAFETY: plain numbers without padding, struct_size first.
unsafe impl Config for chroma2_message_queue_left {
    const NAME: &'static str = "chroma2_message_queue_left";
}

/// Longest times that may be asked for, in ns.
const MOST_TIME: u64 = 10_000_000_000;
/// Time that a message may take, in ns.
const LIMIT: u64 = 10_000_000_000;
const MOST_RETRIES: u32 = 1000;
const MOST_WORKERS: u32 = 1024;

fn duration(nanoseconds: u64, name: &str) -> Result<Option<Duration>> {
    if nanoseconds > MOST_TIME {
        return Err(Error::argument(format!(
            "config->{name} is {nanoseconds}; 0 (the default) to {MOST_TIME} are allowed"
        )));
    }
    Ok((nanoseconds > 0).then(|| Duration::from_nanos(nanoseconds)))
}

fn at_most(value: u32, most: u32, name: &str) -> Result<u32> {
    if value > most {
        return Err(Error::argument(format!("config->{name} is {value}; at most {most} is allowed")));
    }
    Ok(value)
}

/// What is to be done to messages.
///
/// # Safety
/// The program is there.
unsafe fn work(config: &chroma2_message_queue_config, on_gpu: bool) -> Result<Work> {
    let operation = chroma2_message_operation::from_number(config.operation, "config->operation")?;
    let own = operation == chroma2_message_operation::Function;
    let why = "the operation has no elements";
    let element = match operation {
        chroma2_message_operation::Add | chroma2_message_operation::Reduce => {
            chroma2_message_element::from_number(config.element, "config->element")?.number()
        }
        _ => {
            unused(config.element, "config->element", why)?;
            0
        }
    };
    let place = if on_gpu { "the queue is on a GPU" } else { "the queue is on the processor" };
    let why = if own { place } else { "the operation is built in" };
    if !own || on_gpu {
        unused(config.function.map_or(0, |call| call as usize), "config->function", why)?;
    }
    if !own || !on_gpu {
        unused(config.program.addr(), "config->program", why)?;
        unused(config.program_bytes, "config->program_bytes", why)?;
        unused(config.program_kind, "config->program_kind", why)?;
    }
    if !own {
        return Ok(Work::Operation(operation.number(), element));
    }
    if !on_gpu {
        let call = config.function.ok_or_else(|| {
            Error::argument("config->function is NULL; the operation \"function\" needs one on the processor")
        })?;
        // SAFETY: the same function; the two structs are field for field the same.
        return Ok(Work::Function(unsafe {
            std::mem::transmute::<unsafe extern "C" fn(*mut chroma2_message) -> u32, MessageFunction>(call)
        }));
    }
    let kind = chroma2_message_program::from_number(config.program_kind, "config->program_kind")?;
    // SAFETY: the caller guarantees the bytes.
    let bytes =
        unsafe { arguments::slice(config.program.cast::<u8>(), config.program_bytes, "config->program") }?;
    if bytes.is_empty() {
        return Err(Error::argument("config->program_bytes is 0; code for the GPU is needed"));
    }
    let copy = crate::memory::copied(bytes, "config->program")?;
    Ok(Work::Program(match kind {
        chroma2_message_program::Source => ProgramCode::Source(
            String::from_utf8(copy).map_err(|_| Error::argument("config->program is not UTF-8"))?,
        ),
        chroma2_message_program::Ptx => ProgramCode::Ptx(copy),
        chroma2_message_program::Binary => ProgramCode::Binary(copy),
    }))
}

/// Makes an empty message queue. The caller owns *queue, to be given to chroma2_message_queue_destroy. Fails as an
/// invalid argument (the message names it), as unsupported (code for a GPU on the processor; source without NVRTC),
/// out of memory, or as a device error, with what the compiler or the driver says. Any thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_message_queue_create(
    context: *const chroma2_context,
    config: *const chroma2_message_queue_config,
    queue: *mut *mut chroma2_message_queue,
) -> chroma2_status {
    guard(|| {
        arguments::aligned(queue.cast_const(), "queue")?;
        let context = handle::get(context, "context")?;
        arguments::aligned(config, "config")?;
        // SAFETY: the caller guarantees `config`.
        let config = unsafe { arguments::config(config, "config") }?;
        let ordering = chroma2_message_ordering::from_number(config.ordering, "config->ordering")?;
        let limit = if config.time_limit_ns == 0 { LIMIT } else { config.time_limit_ns };
        let plan = Plan {
            shape: Shape::new(config.capacity, config.input_bytes, config.output_bytes)?,
            // SAFETY: the caller guarantees the program.
            work: unsafe { work(&config, context.gpu().is_some()) }?,
            user: User(config.user),
            retries: at_most(config.retries, MOST_RETRIES, "retries")?,
            idle: duration(config.idle_ns, "idle_ns")?,
            stay: duration(config.stay_ns, "stay_ns")?,
            limit: timeout(limit),
            ordered: ordering == chroma2_message_ordering::PerKey,
            workers: at_most(config.workers, MOST_WORKERS, "workers")?,
            device: config.device,
        };
        let made = MessageQueue::new(&context, plan, config.dead_letters)?;
        // SAFETY: the caller guarantees `queue`.
        unsafe { arguments::write(queue, handle::insert(made)?, "queue") }
    })
}

/// Gives a message queue up; NULL is fine. Messages that nobody works on are dropped, as chroma2_message_queue_shut_down
/// is to be called before if they are not to be; those that are worked on end first, but for functions whose time limit
/// is over. Calls of other threads on it end as they would. Any thread.
#[unsafe(no_mangle)]
pub extern "C" fn chroma2_message_queue_destroy(queue: *mut chroma2_message_queue) -> chroma2_status {
    guard(|| {
        if let Some(queue) = handle::release(queue, "queue")? {
            queue.end();
        }
        Ok(())
    })
}

/// Writes what a message queue is; info->struct_size must be set. Any thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_message_queue_get_info(
    queue: *const chroma2_message_queue,
    info: *mut chroma2_message_queue_info,
) -> chroma2_status {
    guard(|| {
        let queue = handle::get(queue, "queue")?;
        let shape = queue.shape();
        let value = chroma2_message_queue_info {
            struct_size: 0,
            capacity: shape.capacity() as u64,
            input_bytes: shape.input_bytes,
            output_bytes: shape.output_bytes,
            device: queue.device(),
            workers: queue.workers(),
        };
        // SAFETY: the caller guarantees `info`.
        unsafe { arguments::write_struct(info, &value, "info") }
    })
}

/// Writes what happened to a message queue; stats->struct_size must be set. While others use it the numbers may be of
/// different instants. Any thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_message_queue_get_stats(
    queue: *const chroma2_message_queue,
    stats: *mut chroma2_message_queue_stats,
) -> chroma2_status {
    guard(|| {
        let now = handle::get(queue, "queue")?.counts();
        let value = chroma2_message_queue_stats {
            struct_size: 0,
            enqueued: now.enqueued,
            processed: now.processed,
            delivered: now.delivered,
            refused: now.refused,
            retries: now.retries,
            errors: now.errors,
            depth: now.depth,
            launches: now.launches,
            dead_letters: now.letters,
            dead_letters_lost: now.letters_lost,
            latency_sum_ns: now.latencies.sum,
            latencies: now.latencies.buckets,
        };
        // SAFETY: the caller guarantees `stats`.
        unsafe { arguments::write_struct(stats, &value, "stats") }
    })
}

/// Begins no more messages and waits at most `timeout_ns` nanoseconds (0: only looks; UINT64_MAX: for ever) until none
/// is worked on; a timeout where some still are, and the queue is paused all the same. Messages are taken meanwhile
/// until the queue is full. Any thread.
#[unsafe(no_mangle)]
pub extern "C" fn chroma2_message_queue_pause(
    queue: *const chroma2_message_queue,
    timeout_ns: u64,
) -> chroma2_status {
    guard(|| {
        if handle::get(queue, "queue")?.pause(timeout(timeout_ns))? {
            return Ok(());
        }
        Err(Error::Timeout(format!("queue: is paused, but messages are worked on after {timeout_ns} ns")))
    })
}

/// Goes on after a pause. Any thread.
#[unsafe(no_mangle)]
pub extern "C" fn chroma2_message_queue_resume(queue: *const chroma2_message_queue) -> chroma2_status {
    guard(|| handle::get(queue, "queue")?.resume())
}

/// Writes 1 where messages are taken and worked on, 0 where the queue is paused, was shut down or has failed. Any thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_message_queue_is_running(
    queue: *const chroma2_message_queue,
    running: *mut u32,
) -> chroma2_status {
    guard(|| {
        arguments::aligned(running.cast_const(), "running")?;
        let now = handle::get(queue, "queue")?.is_running()?;
        // SAFETY: the caller guarantees `running`.
        unsafe { arguments::write(running, now.into(), "running") }
    })
}

/// Takes no more messages, waits at most `timeout_ns` nanoseconds (0: only looks; UINT64_MAX: for ever) until those that
/// were taken have ended, and writes what is left (`left` may be NULL): a timeout where messages have not ended,
/// which go on, and *left is written then too. Results can still be collected; when all were, a call
/// that waits for any result fails as an invalid state. Of a paused queue nothing is waited for. It may be called again, to
/// wait longer. Any thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_message_queue_shut_down(
    queue: *const chroma2_message_queue,
    timeout_ns: u64,
    left: *mut chroma2_message_queue_left,
) -> chroma2_status {
    guard(|| {
        if !left.is_null() {
            // SAFETY: the caller guarantees `left`.
            unsafe { arguments::size_to_fill(left, "left") }?;
        }
        let queue = handle::get(queue, "queue")?;
        let Left { unprocessed, undelivered } = queue.shut_down(timeout(timeout_ns))?;
        if !left.is_null() {
            let value = chroma2_message_queue_left { struct_size: 0, unprocessed, undelivered };
            // SAFETY: the caller guarantees `left`.
            unsafe { arguments::write_struct(left, &value, "left") }?;
        }
        if unprocessed == 0 {
            return Ok(());
        }
        Err(Error::Timeout(format!(
            "queue: was shut down; {} {} not ended, and {undelivered} results were not collected",
            if queue.is_paused() { "as it is paused,".into() } else { format!("after {timeout_ns} ns") },
            crate::words::count(unprocessed, "message") + if unprocessed == 1 { " has" } else { " have" }
        )))
    })
}

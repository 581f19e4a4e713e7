//! Streams by what they are for: lent to programs and to pipelines, made when all are lent, and given up again.

use super::driver::{CUstream, check, cuMemcpyAsync};
use super::foreign;
use super::primary::Primary;
use super::stream::Stream;
use crate::backend::streams::{HeldStream, Purpose, StreamHold, StreamUse, Urgency};
use crate::runtime::until::until;
use crate::{Error, Result, memory};
use std::any::Any;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Most streams of a purpose: with more, work of one may wait behind another's in the device's queues.
const MOST: usize = 8;
/// Idle ones that are kept beside as many as are lent.
const SPARE: usize = 1;

/// A stream of the pool.
#[derive(Debug)]
struct Entry {
    stream: Arc<Stream>,
    urgency: Urgency,
    lent: usize,
}

/// Those of a purpose, and what was put on them.
#[derive(Debug, Default)]
struct Lane {
    entries: Mutex<Vec<Entry>>,
    most: AtomicU64,
    /// Holds on streams of the program's own.
    adopted: AtomicU64,
    launches: AtomicU64,
    copies: AtomicU64,
    bytes: AtomicU64,
}

/// Streams of a device. Any number of threads may use one at once.
#[derive(Debug)]
pub struct StreamPool {
    lanes: [Lane; Purpose::COUNT],
    primary: Arc<Primary>,
}

/// A hold on a stream.
#[derive(Debug)]
pub struct Lent {
    stream: Arc<Stream>,
    purpose: Purpose,
    pool: Arc<StreamPool>,
}

impl StreamPool {
    /// None yet.
    pub(super) fn new(primary: &Arc<Primary>) -> Arc<Self> {
        Arc::new(Self { lanes: Default::default(), primary: Arc::clone(primary) })
    }

    fn lane(&self, purpose: Purpose) -> &Lane {
        &self.lanes[purpose.index()]
    }

    /// One that nobody has, or where there are as many as there may be the one that the fewest have.
    pub(super) fn lend(self: &Arc<Self>, purpose: Purpose, urgency: Urgency) -> Result<Arc<Lent>> {
        let lane = self.lane(purpose);
        let mut entries = lane.lock();
        let own = entries.iter().enumerate().filter(|(_, entry)| entry.urgency == urgency);
        let (count, best) = own.fold((0, None::<(usize, usize)>), |(count, best), (at, entry)| {
            let fewer = best.is_none_or(|(_, lent)| entry.lent < lent);
            (count + 1, if fewer { Some((at, entry.lent)) } else { best })
        });
        let stream = match best {
            Some((at, lent)) if lent == 0 || count >= MOST => {
                entries[at].lent += 1;
                Arc::clone(&entries[at].stream)
            }
            _ => {
                let stream = Arc::new(match urgency {
                    Urgency::Normal => Stream::new(&self.primary)?,
                    Urgency::High => Stream::urgent(&self.primary)?,
                });
                let entry = Entry { stream: Arc::clone(&stream), urgency, lent: 1 };
                memory::push(&mut entries, entry, "streams")?;
                lane.most.fetch_max(entries.len() as u64, Relaxed);
                stream
            }
        };
        drop(entries);
        Ok(Arc::new(Lent { stream, purpose, pool: Arc::clone(self) }))
    }

    /// The program's own.
    ///
    /// # Safety
    /// It lives as long as the hold.
    pub(super) unsafe fn adopt(self: &Arc<Self>, address: usize, purpose: Purpose) -> Result<Arc<Lent>> {
        let raw: CUstream = std::ptr::with_exposed_provenance_mut(address);
        // SAFETY: the caller guarantees it.
        let stream = Arc::new(unsafe { Stream::adopt(&self.primary, raw, "config->stream") }?);
        self.lane(purpose).adopted.fetch_add(1, Relaxed);
        Ok(Arc::new(Lent { stream, purpose, pool: Arc::clone(self) }))
    }

    /// What was done by those of a purpose.
    pub(super) fn counted(&self, purpose: Purpose) -> StreamUse {
        let lane = self.lane(purpose);
        let entries = lane.lock();
        let lent: usize = entries.iter().map(|entry| entry.lent).sum();
        StreamUse {
            streams: entries.len() as u64,
            streams_max: lane.most.load(Relaxed),
            lent: lent as u64 + lane.adopted.load(Relaxed),
            launches: lane.launches.load(Relaxed),
            copies: lane.copies.load(Relaxed),
            bytes: lane.bytes.load(Relaxed),
        }
    }
}

impl Lane {
    fn lock(&self) -> MutexGuard<'_, Vec<Entry>> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A hold on a stream ends; gives the streams of which there are too many.
    fn give_back(&self, stream: &Arc<Stream>) -> Vec<Entry> {
        let mut entries = self.lock();
        if let Some(entry) = entries.iter_mut().find(|entry| Arc::ptr_eq(&entry.stream, stream)) {
            entry.lent -= 1;
        }
        let lent = entries.iter().filter(|entry| entry.lent > 0).count();
        let mut idle = 0;
        let surplus = |entry: &mut Entry| {
            idle += usize::from(entry.lent == 0);
            entry.lent == 0 && idle > lent + SPARE
        };
        entries.extract_if(.., surplus).collect()
    }
}

impl Lent {
    /// A hold that this backend has given.
    pub(super) fn of(hold: &StreamHold) -> Result<&Self> {
        let held: &dyn Any = &**hold;
        held.downcast_ref().ok_or_else(|| Error::Internal("a stream of no GPU".into()))
    }

    /// The stream.
    pub(super) fn stream(&self) -> &Stream {
        &self.stream
    }

    /// A kernel or a graph was launched on it.
    pub(super) fn count_launch(&self) {
        self.pool.lane(self.purpose).launches.fetch_add(1, Relaxed);
    }

    /// Bytes are copied on it.
    pub(super) fn count_copy(&self, bytes: usize) {
        let lane = self.pool.lane(self.purpose);
        lane.copies.fetch_add(1, Relaxed);
        lane.bytes.fetch_add(bytes as u64, Relaxed);
    }
}

impl HeldStream for Lent {
    fn address(&self) -> usize {
        self.stream.raw.expose_provenance()
    }

    fn purpose(&self) -> Purpose {
        self.purpose
    }

    fn device(&self) -> u32 {
        self.pool.primary.ordinal() + 1
    }

    fn is_adopted(&self) -> bool {
        self.stream.is_adopted()
    }

    fn is_shared(&self) -> bool {
        let entries = self.pool.lane(self.purpose).lock();
        entries.iter().any(|entry| Arc::ptr_eq(&entry.stream, &self.stream) && entry.lent > 1)
    }

    fn wait(&self, limit: Option<Duration>) -> Result<bool> {
        let _current = self.pool.primary.enter()?;
        if limit.is_none() {
            return self.stream.wait().map(|()| true);
        }
        let mut failed = None;
        let look = || match self.stream.idle() {
            Ok(idle) => idle.then_some(()),
            Err(error) => {
                failed = Some(error);
                Some(())
            }
        };
        let done = until(limit, look, || Ok::<(), Error>(()))?.is_some();
        failed.map_or(Ok(done), Err)
    }

    unsafe fn copy(&self, to: u64, from: u64, bytes: usize) -> Result<()> {
        let primary = &self.pool.primary;
        let _current = primary.enter()?;
        foreign::check_extent(to, bytes as u64, "to")?;
        foreign::check_extent(from, bytes as u64, "from")?;
        // SAFETY: the caller guarantees both.
        let code = unsafe { cuMemcpyAsync(to, from, bytes, self.stream.raw) };
        check(code, || format!("{bytes} bytes on a stream of GPU {}", primary.ordinal()))?;
        self.count_copy(bytes);
        Ok(())
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        let lane = self.pool.lane(self.purpose);
        if self.stream.is_adopted() {
            lane.adopted.fetch_sub(1, Relaxed);
            return;
        }
        drop(lane.give_back(&self.stream)); // outside of the lock: it waits for the stream
    }
}

//! Worker threads that share events fairly: each takes the next chunk of the event that has waited
//! longest, of those of the highest priority, so that a small event does not wait for a large one.

use super::invitation::Invitation;
use super::message::prepare_thread;
use super::signals::quiet;
use super::turns::{Priority, Ticket, Turns};
use super::{awake, floats, process};
use crate::{Error, Result, memory};
use std::cell::Cell;
use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::thread::JoinHandle;
use std::time::Duration;

/// Work in numbered chunks that run in any order, on any threads, several at once.
///
/// Each runner gives its `Arc` up when it has run its chunk: whoever gets the value out of the last
/// one ends the job.
pub trait Job: Send + Sync {
    /// Runs one chunk; must not panic.
    fn run(&self, chunk: usize);
    /// Whether the chunks not yet started are to be passed over.
    fn stopped(&self) -> bool;
    /// How urgent it is; always the same.
    fn priority(&self) -> Priority {
        Priority::default()
    }
    /// Whether that chunk, the next one, may begin; others go before it as long as it may not. To be answered at
    /// once. What makes it ready again calls [`Workers::wake`].
    fn ready(&self, _chunk: usize) -> bool {
        true
    }
    /// Told its ticket whenever it is put into the queue, with the queue's lock held: what [`Workers::withdraw`] finds
    /// it by.
    fn queued(&self, _ticket: Ticket) {}
    /// Whether its end calls functions of the program, which are to run on a worker.
    fn calls_at_end(&self) -> bool {
        false
    }
    /// Called once, when no chunk runs or will run any more.
    fn end(self: Box<Self>);
    /// Called instead of that where it is to end on this thread: by [`Workers::end_first`], and by who withdraws it.
    fn end_here(self: Box<Self>) {
        self.end();
    }
}

struct Entry {
    job: Arc<Box<dyn Job>>,
    next: usize,
    chunks: usize,
}

impl Entry {
    /// Whether no chunk of it is to be run any more.
    fn over(&self) -> bool {
        self.next >= self.chunks || self.job.stopped()
    }
}

/// What a thread does next.
enum Turn {
    /// A job and its chunk to run, if any is left.
    Run(Arc<Box<dyn Job>>, Option<usize>),
    /// A job that is only to be ended.
    End(Box<dyn Job>),
}

#[derive(Default)]
struct Queue {
    entries: Turns<Entry>,
    /// To be ended before all else.
    ending: VecDeque<Box<dyn Job>>,
    /// Entries of `ending` that are to come, whose room is there.
    expected: usize,
    closed: bool,
    /// Threads that have begun.
    begun: usize,
}

#[derive(Default)]
struct Shared {
    queue: Mutex<Queue>,
    wake: Condvar,
    /// Tells of threads that have begun.
    begin: Condvar,
    /// How long a thread looks for the next job before it goes to sleep.
    awake: Duration,
    /// Whether there is something in the queue, or it is closed: for those who look.
    called: AtomicBool,
    /// Threads that look.
    looking: AtomicUsize,
    /// For those who look.
    invitation: Invitation,
}

impl Queue {
    fn is_empty(&self) -> bool {
        self.entries.is_empty() && self.ending.is_empty()
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(|e| e.into_inner())
    }

    /// Tells those who look what there is.
    fn tell(&self, queue: &Queue) {
        self.called.store(queue.closed || !queue.is_empty(), Ordering::Release);
    }

    /// The next chunk and its job; `None` when the workers are to leave.
    fn next(&self) -> Option<Turn> {
        let mut queue = self.lock();
        let mut awake = !self.awake.is_zero();
        loop {
            if let Some(job) = queue.ending.pop_front() {
                self.tell(&queue);
                return Some(Turn::End(job));
            }
            let turn = queue.entries.take(|entry| entry.over() || entry.job.ready(entry.next));
            if let Some((rank, mut entry)) = turn {
                if entry.over() {
                    self.tell(&queue);
                    return Some(Turn::Run(entry.job, None));
                }
                let chunk = entry.next;
                entry.next += 1;
                if entry.next == entry.chunks {
                    self.tell(&queue);
                    return Some(Turn::Run(entry.job, Some(chunk)));
                }
                let job = Arc::clone(&entry.job);
                job.queued(queue.entries.next_ticket());
                queue.entries.put_back(rank, entry);
                return Some(Turn::Run(job, Some(chunk)));
            }
            if queue.closed && queue.is_empty() {
                self.wake.notify_all(); // others may have slept while the last entry was not ready
                return None;
            }
            if std::mem::take(&mut awake) {
                drop(queue);
                queue = self.look();
                continue;
            }
            queue = self.wake.wait(queue).unwrap_or_else(|e| e.into_inner());
        }
    }

    /// Waits awake until there is something to do, or the time for that is over.
    fn look(&self) -> MutexGuard<'_, Queue> {
        self.looking.fetch_add(1, Ordering::SeqCst);
        let called = || self.called.load(Ordering::Acquire);
        let mut seen = 0;
        while awake::look(self.awake, || called() || self.invitation.is_open(seen)) && !called() {
            seen = self.invitation.accept();
        }
        let queue = self.lock();
        self.looking.fetch_sub(1, Ordering::SeqCst); // with the lock: who adds a job wakes a sleeper else
        queue
    }
}

thread_local! {
    static WORKER: Cell<bool> = const { Cell::new(false) };
}

/// Whether the calling thread is a worker, or in a function of the program that the library has called on one of the
/// program's threads: inside a callback, that is, where waiting for events could wait for itself.
pub fn on_worker() -> bool {
    WORKER.get()
}

/// Makes the calling thread, which is one of the library's, a worker.
pub(crate) fn become_worker() {
    WORKER.set(true);
}

/// Runs a function of the program on whichever thread this is, as in a callback.
pub(crate) fn in_callback<T>(call: impl FnOnce() -> T) -> T {
    let before = WORKER.replace(true);
    let result = call(); // which must not throw
    WORKER.set(before);
    result
}

fn serve(shared: &Shared) {
    become_worker();
    floats::default_for_thread();
    prepare_thread(); // callbacks may call the library
    shared.lock().begun += 1;
    shared.begin.notify_all();
    while let Some(turn) = shared.next() {
        let (job, chunk) = match turn {
            Turn::Run(job, chunk) => (job, chunk),
            Turn::End(job) => {
                job.end_here();
                continue;
            }
        };
        if let Some(chunk) = chunk {
            job.run(chunk);
        }
        if let Some(job) = Arc::into_inner(job) {
            job.end();
        }
    }
}

/// A set of worker threads. Dropping it lets them finish what is queued, and waits for that unless
/// a worker itself drops it.
pub struct Workers {
    shared: Arc<Shared>,
    threads: Vec<JoinHandle<()>>,
    /// The process that has the threads.
    process: u32,
}

impl Workers {
    /// Starts `count` threads.
    pub fn new(count: usize) -> Result<Self> {
        Self::alert("chroma2", count, Duration::ZERO)
    }

    /// Starts `count` threads of a name that stay awake for so long after each job: where the next one comes soon, it
    /// need not wait for one of them to wake up.
    pub fn alert(name: &str, count: usize, awake: Duration) -> Result<Self> {
        let shared = Arc::new(Shared { awake, ..Shared::default() });
        let mut workers = Self { shared, threads: memory::room(count, "threads")?, process: process::id() };
        memory::room_for_threads(count)?;
        for i in 0..count {
            let shared = Arc::clone(&workers.shared);
            let named = std::thread::Builder::new().name(format!("{name}-{i}"));
            let thread = quiet(|| named.spawn(move || serve(&shared)))
                .map_err(|e| Error::OutOfMemory(format!("thread {i} of {count} does not start: {e}")))?;
            workers.threads.push(thread);
        }
        // What threads ask for as they begin would end the process where other requests had taken it.
        let mut queue = workers.shared.lock();
        while queue.begun < count {
            queue = workers.shared.begin.wait(queue).unwrap_or_else(|e| e.into_inner());
        }
        drop(queue);
        Ok(workers)
    }

    /// Fails in a process that was forked from the one with the threads: these are not forked, and
    /// whoever waited for them would wait for ever.
    pub fn here(&self) -> Result<()> {
        let now = process::id();
        if now == self.process {
            return Ok(());
        }
        Err(Error::InvalidState(format!(
            "the context was made by process {}, from which this one ({now}) was forked without its threads; \
             make a context in this process",
            self.process
        )))
    }

    /// Queues a job; one of no chunks ends at once, on a worker. Gives it back where there is no memory for
    /// its place in the queue.
    pub fn submit(&self, job: Box<dyn Job>, chunks: usize) -> std::result::Result<(), Box<dyn Job>> {
        let mut queue = self.shared.lock();
        let priority = job.priority();
        job.queued(queue.entries.next_ticket());
        let pushed = queue.entries.push(priority, Entry { job: Arc::new(job), next: 0, chunks });
        self.shared.tell(&queue);
        // Those who look come by themselves, unless others have their cores.
        let looking = if awake::may_look() { self.shared.looking.load(Ordering::SeqCst) } else { 0 };
        drop(queue);
        if let Err(entry) = pushed {
            return Arc::into_inner(entry.job).map_or(Ok(()), Err); // nobody else has it
        }
        match chunks.max(1) {
            needed if needed <= looking => {}
            1 => self.shared.wake.notify_one(),
            _ => self.shared.wake.notify_all(),
        }
        Ok(())
    }

    /// Takes a job that is stopped out of the queue, by its ticket, wherever it stands there. Gives it where nobody runs
    /// a chunk of it; else it is ended by who does.
    pub fn withdraw(&self, priority: Priority, ticket: &AtomicU64) -> Option<Box<dyn Job>> {
        let mut queue = self.shared.lock();
        let entry = queue.entries.remove(priority, ticket.load(Ordering::Relaxed))?;
        self.shared.tell(&queue);
        let closed = queue.closed;
        drop(queue);
        if closed {
            self.shared.wake.notify_all(); // threads that wait for the last entry to become ready
        }
        Arc::into_inner(entry.job)
    }

    /// Makes room for a job to come by [`Workers::end_first`]; false where there is no memory for that.
    #[must_use]
    pub fn expect_end(&self) -> bool {
        let mut queue = self.shared.lock();
        let coming = queue.expected + 1;
        let room = memory::fallibly(|| queue.ending.try_reserve(coming)).is_ok();
        queue.expected += usize::from(room);
        room
    }

    /// Has a thread end a job before it does anything else, or gives up the room for that. Once after each successful
    /// [`Workers::expect_end`].
    pub fn end_first(&self, job: Option<Box<dyn Job>>) {
        let mut queue = self.shared.lock();
        queue.expected -= 1;
        let Some(job) = job else { return };
        queue.ending.push_back(job);
        self.shared.tell(&queue);
        drop(queue);
        self.shared.wake.notify_one();
    }

    /// Where those who look for work are found at once.
    pub fn invitation(&self) -> &Invitation {
        &self.shared.invitation
    }

    /// Threads that look for work, and whether nothing waits for any.
    pub fn at_leisure(&self) -> (usize, bool) {
        let looking = if awake::may_look() { self.shared.looking.load(Ordering::SeqCst) } else { 0 };
        (looking, !self.shared.called.load(Ordering::Acquire))
    }

    /// Whether the calling thread is one of them.
    pub fn has_this_thread(&self) -> bool {
        let own = std::thread::current().id();
        self.threads.iter().any(|thread| thread.thread().id() == own)
    }

    /// Ends them as a drop does, and waits for them though a thread of other workers asks; not on one of their own.
    pub fn end(mut self) {
        if self.here().is_err() || self.has_this_thread() {
            return; // dropped
        }
        self.close();
        for thread in self.threads.drain(..) {
            let _ = thread.join(); // jobs don't panic
        }
    }

    fn close(&self) {
        let mut queue = self.shared.lock();
        queue.closed = true;
        self.shared.tell(&queue);
        drop(queue);
        self.shared.wake.notify_all();
    }

    /// How many threads there are.
    pub fn count(&self) -> usize {
        self.threads.len()
    }

    /// Has threads look again for jobs that were not ready.
    pub fn wake(&self) {
        drop(self.shared.lock()); // who has found it not ready sleeps by now
        self.shared.wake.notify_all();
    }
}

impl Drop for Workers {
    fn drop(&mut self) {
        if self.here().is_err() {
            std::mem::forget(std::mem::take(&mut self.threads)); // there is nothing to join
            return;
        }
        self.close();
        if on_worker() {
            return; // of this set, perhaps: it can't wait for itself
        }
        for thread in self.threads.drain(..) {
            let _ = thread.join(); // jobs don't panic; if one did, the others have gone on
        }
    }
}

impl std::fmt::Debug for Workers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Workers({})", self.threads.len())
    }
}

//! The worker threads: every chunk once, every job ended once, fair turns, no hang on a drop.

use chroma2::Error;
use chroma2::backend::context::{Choice, Context};
use chroma2::backend::cpu::kernels;
use chroma2::runtime::turns::Priority;
use chroma2::runtime::workers::{Job, Workers, on_worker};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering::SeqCst};
use std::sync::{Arc, Mutex, mpsc};
use std::time::Duration;

/// Counts its chunks; tells its name at the end.
struct Counted {
    name: usize,
    ran: Vec<AtomicU32>,
    order: Arc<Mutex<Vec<usize>>>,
    stop: AtomicBool,
    ended: mpsc::Sender<(usize, Vec<u32>)>,
}

impl Job for Counted {
    fn run(&self, chunk: usize) {
        assert!(on_worker());
        self.ran[chunk].fetch_add(1, SeqCst);
        self.order.lock().unwrap().push(self.name);
    }
    fn stopped(&self) -> bool {
        self.stop.load(SeqCst)
    }
    fn end(self: Box<Self>) {
        let ran = self.ran.iter().map(|n| n.load(SeqCst)).collect();
        self.ended.send((self.name, ran)).unwrap();
    }
}

struct Bench {
    order: Arc<Mutex<Vec<usize>>>,
    send: mpsc::Sender<(usize, Vec<u32>)>,
    ends: mpsc::Receiver<(usize, Vec<u32>)>,
}

impl Bench {
    fn new() -> Self {
        let (send, ends) = mpsc::channel();
        Self { order: Arc::default(), send, ends }
    }
    fn job(&self, name: usize, chunks: usize, stopped: bool) -> Box<dyn Job> {
        Box::new(Counted {
            name,
            ran: (0..chunks).map(|_| AtomicU32::new(0)).collect(),
            order: Arc::clone(&self.order),
            stop: AtomicBool::new(stopped),
            ended: self.send.clone(),
        })
    }
}

#[test]
fn every_chunk_runs_once_and_every_job_ends_once() {
    for awake in [0, 20, 5000] {
        let bench = Bench::new();
        let workers = Workers::alert("worker", 7, Duration::from_micros(awake)).unwrap();
        for name in 0..300 {
            assert!(workers.submit(bench.job(name, name % 40, false), name % 40).is_ok());
            if name % 60 == 0 {
                std::thread::sleep(Duration::from_millis(1)); // some are asleep, or look for the next one
            }
        }
        drop(workers); // finishes what is queued
        let mut ended: Vec<_> = bench.ends.try_iter().collect();
        ended.sort();
        assert_eq!(ended.len(), 300);
        for (i, (name, ran)) in ended.iter().enumerate() {
            assert_eq!((*name, ran.len()), (i, i % 40));
            assert!(ran.iter().all(|&n| n == 1));
        }
    }
}

#[test]
fn stopped_jobs_end_without_running() {
    let bench = Bench::new();
    let workers = Workers::new(1).unwrap();
    assert!(workers.submit(bench.job(0, 5, true), 5).is_ok());
    assert_eq!(bench.ends.recv().unwrap(), (0, vec![0; 5]));
}

/// Holds the only worker until told to go on.
struct Gate(Mutex<mpsc::Receiver<()>>);

impl Job for Gate {
    fn run(&self, _: usize) {
        self.0.lock().unwrap().recv().unwrap();
    }
    fn stopped(&self) -> bool {
        false
    }
    fn end(self: Box<Self>) {}
}

#[test]
fn a_small_job_does_not_wait_for_a_large_one() {
    let bench = Bench::new();
    let workers = Workers::new(1).unwrap();
    let (open, gate) = mpsc::channel();
    assert!(workers.submit(Box::new(Gate(Mutex::new(gate))), 1).is_ok());
    assert!(workers.submit(bench.job(0, 100, false), 100).is_ok());
    assert!(workers.submit(bench.job(1, 3, false), 3).is_ok());
    open.send(()).unwrap();
    drop(workers);
    assert_eq!(bench.order.lock().unwrap()[..6], [0, 1, 0, 1, 0, 1]);
    assert_eq!(bench.ends.try_iter().map(|end| end.0).collect::<Vec<_>>(), [1, 0]);
}

/// Drops its context on the context's own worker.
struct Last(Option<Arc<Context>>, mpsc::Sender<()>);

impl Job for Last {
    fn run(&self, _: usize) {}
    fn stopped(&self) -> bool {
        false
    }
    fn end(mut self: Box<Self>) {
        drop(self.0.take());
        self.1.send(()).unwrap();
    }
}

#[test]
fn a_worker_may_drop_its_own_context() {
    let (send, done) = mpsc::channel();
    let context = Context::new(Choice::Cpu, 2).unwrap();
    let job = Last(Some(Arc::clone(&context)), send);
    assert!(context.workers().submit(Box::new(job), 1).is_ok());
    drop(context);
    done.recv().unwrap();
}

#[test]
fn contexts_say_what_they_cannot_do() {
    let message = Context::on(Choice::Cpu, 1, 0).unwrap_err().to_string();
    assert!(message.contains("device is 1"), "{message}");
    match (Context::new(Choice::Cuda, 1), Context::new(Choice::Auto, 1).unwrap().gpu()) {
        (Ok(cuda), Some(gpu)) => assert_eq!(cuda.gpu().unwrap(), gpu),
        (Err(Error::Unsupported(reason)), None) => assert!(!reason.is_empty()),
        other => panic!("{other:?}"),
    }
    let message = Context::with_kernels(1025, kernels()).unwrap_err().to_string();
    assert!(message.contains("threads is 1025") && message.contains("1024"), "{message}");
    assert!(Context::new(Choice::Auto, 0).unwrap().threads() >= 1);
    let context = Context::new(Choice::Auto, 3).unwrap();
    assert_eq!((context.threads(), context.install(rayon::current_num_threads).unwrap()), (3, 3));
    let charge = context.charge(100, "test").unwrap();
    assert_eq!(context.memory(), 100);
    drop(charge);
    assert_eq!(context.memory(), 0);
}

#[test]
fn a_limit_of_memory_is_kept_to_the_byte() {
    let context = Context::limited(Choice::Cpu, 0, 1, 1000).unwrap();
    assert_eq!(context.memory_limit(), Some(1000));
    let mut most = context.charge(600, "one").unwrap();
    let message = match context.charge(401, "a second one").unwrap_err() {
        Error::OutOfMemory(message) => message,
        other => panic!("{other:?}"),
    };
    let expected =
        "a second one: 401 bytes are asked for, 600 are in use, and the context's memory_limit is 1000";
    assert_eq!((message.as_str(), context.memory()), (expected, 600));
    assert!(matches!(context.charge(u64::MAX, "all"), Err(Error::OutOfMemory(_))));
    let rest = context.charge(400, "the rest").unwrap();
    assert!(context.charge(1, "one byte").is_err() && context.charge(0, "nothing").is_ok());
    most.join(rest);
    assert_eq!(context.memory(), 1000);
    drop(most);
    assert_eq!(context.memory(), 0);
    let none = Context::new(Choice::Cpu, 1).unwrap();
    assert_eq!(none.memory_limit(), None);
    drop(none.charge(u64::MAX / 2, "much").unwrap());
}

/// Its chunks wait to be let go, and are run by several threads; tells how many ran.
struct Held {
    allowed: AtomicU32,
    ran: Arc<AtomicU32>,
    priority: i32,
    ended: mpsc::Sender<()>,
}

/// A handle of one that the test looks at.
struct Shared(Arc<Held>);

impl Job for Shared {
    fn run(&self, _: usize) {
        self.0.ran.fetch_add(1, SeqCst);
    }
    fn stopped(&self) -> bool {
        false
    }
    fn priority(&self) -> Priority {
        Priority::new(self.0.priority).unwrap()
    }
    fn ready(&self, chunk: usize) -> bool {
        (chunk as u32) < self.0.allowed.load(SeqCst)
    }
    fn end(self: Box<Self>) {
        self.0.ended.send(()).unwrap();
    }
}

/// Lets all chunks of another job go after a while.
struct Late(Arc<Held>);

impl Job for Late {
    fn run(&self, _: usize) {
        std::thread::sleep(Duration::from_millis(20));
        self.0.allowed.store(10, SeqCst);
    }
    fn stopped(&self) -> bool {
        false
    }
    fn end(self: Box<Self>) {}
}

/// Jobs that are not ready hold up neither others nor the threads' leaving, and go on when they are.
#[test]
fn jobs_that_are_not_ready_are_passed_over() {
    for awake in [0, 200] {
        let (send, ends) = mpsc::channel();
        let held =
            Arc::new(Held { allowed: AtomicU32::new(3), ran: Arc::default(), priority: 2, ended: send });
        let bench = Bench::new();
        let workers = Workers::alert("worker", 3, Duration::from_micros(awake)).unwrap();
        assert_eq!(workers.count(), 3);
        assert!(workers.submit(Box::new(Shared(Arc::clone(&held))), 10).is_ok());
        for name in 0..20 {
            assert!(workers.submit(bench.job(name, 5, false), 5).is_ok());
        }
        for _ in 0..20 {
            bench.ends.recv_timeout(Duration::from_secs(20)).unwrap();
        }
        assert_eq!(held.ran.load(SeqCst), 3);
        held.allowed.store(6, SeqCst);
        workers.wake();
        while held.ran.load(SeqCst) < 6 {
            std::thread::yield_now();
        }
        // A thread that makes it ready finds it; the others, which sleep, leave when nothing is left.
        assert!(workers.submit(Box::new(Late(Arc::clone(&held))), 1).is_ok());
        drop(workers);
        assert_eq!(held.ran.load(SeqCst), 10);
        ends.try_recv().unwrap();
    }
}

//! Operations of queues that are captured into CUDA graphs: each launch does them anew, beside others too.

use crate::rig::{Rig, rig};
use chroma2::backend::cuda::memory::Pinned;
use chroma2::layout::QueueTransferResult;
use chroma2::queue::{Batch, Queue, QueueEnd};
use std::ffi::{CStr, c_int, c_uint, c_void};
use std::mem::transmute;
use std::ptr::null_mut;
use std::sync::Arc;

const COUNT: usize = 50_000;

/// A function of the driver, by its name.
fn symbol(name: &str) -> *mut c_void {
    let name = CStr::from_bytes_with_nul(name.as_bytes()).expect("a name");
    // SAFETY: the library has loaded it, and never unloads it.
    let found =
        unsafe { libc::dlsym(libc::dlopen(c"libcuda.so.1".as_ptr(), libc::RTLD_LAZY), name.as_ptr()) };
    assert!(!found.is_null(), "the driver has no {name:?}");
    found
}

/// Calls a function of the driver, which must succeed.
macro_rules! driver {
    ($name:ident, $($argument:expr => $of:ty),*) => {{
        let function = symbol(concat!(stringify!($name), "\0"));
        // SAFETY: as the driver declares it; streams and graphs are alive.
        let code = unsafe { transmute::<*mut c_void, unsafe extern "C" fn($($of),*) -> c_int>(function)($($argument),*) };
        assert_eq!(code, 0, stringify!($name));
    }};
}

fn stream() -> *mut c_void {
    let mut stream = null_mut();
    driver!(cuStreamCreate, &raw mut stream => *mut *mut c_void, 1 => c_uint);
    stream
}

fn wait(stream: *mut c_void) {
    driver!(cuStreamSynchronize, stream => *mut c_void);
}

/// Captures what `work` puts on a stream; a graph to be launched.
fn captured(stream: *mut c_void, work: impl FnOnce()) -> *mut c_void {
    let mut graph = null_mut();
    driver!(cuStreamBeginCapture_v2, stream => *mut c_void, 0 => c_int);
    work();
    driver!(cuStreamEndCapture, stream => *mut c_void, &raw mut graph => *mut *mut c_void);
    let mut exec = null_mut();
    driver!(cuGraphInstantiateWithFlags, &raw mut exec => *mut *mut c_void, graph => *mut c_void, 0 => u64);
    exec
}

fn launch(graph: *mut c_void, stream: *mut c_void) {
    driver!(cuGraphLaunch, graph => *mut c_void, stream => *mut c_void);
}

/// A batch in pinned memory, and a result behind it.
struct Pieces {
    pinned: Pinned,
    batch: Batch,
    result: *mut QueueTransferResult,
}

impl Pieces {
    fn new(rig: &Rig) -> Self {
        let bytes = COUNT * 8;
        let pinned =
            Pinned::new(rig.primary(), bytes + size_of::<QueueTransferResult>()).expect("pinned memory");
        let data = pinned.pointer::<u8>(0).expect("within");
        let result = pinned.pointer(bytes).expect("within");
        Self { pinned, batch: Batch { data, count: COUNT as u64, item_size: 8, device: 0 }, result }
    }

    /// Fills the batch with numbers from `first` on.
    fn fill(&mut self, first: u64) {
        // SAFETY: nothing on the device uses it.
        let items = unsafe { self.pinned.values_mut::<u64>(0, COUNT) }.expect("within");
        items.iter_mut().zip(first..).for_each(|(item, number)| *item = number);
    }

    fn enqueue(&self, queue: &Queue, side: QueueEnd, stream: *mut c_void, serial: u64) {
        // SAFETY: waited for before it goes.
        unsafe { queue.enqueue(side, &self.batch, stream, (self.result, serial)) }
            .expect("an operation on a stream");
    }

    fn went(&self, serial: u64) {
        // SAFETY: the streams were waited for.
        let result = unsafe { self.result.read_volatile() };
        assert_eq!((result.went, result.refused, result.serial), (COUNT as u64, 0, serial));
    }
}

#[test]
fn each_launch_of_a_graph_moves_what_the_batch_holds_then() {
    let Some(rig) = rig() else { return };
    let queue = Queue::new(Arc::clone(&rig.gpu), 4 * COUNT as u64, 8, "test").expect("a queue");
    let _current = rig.primary().enter().expect("a context");
    let (mut from, to, stream) = (Pieces::new(&rig), Pieces::new(&rig), stream());
    // Not captured, so the stream has what many blocks share.
    from.enqueue(&queue, QueueEnd::Push, stream, 1);
    to.enqueue(&queue, QueueEnd::Pop, stream, 1);
    wait(stream);
    let push = captured(stream, || {
        from.enqueue(&queue, QueueEnd::Push, stream, 2);
        // Threads of the library, and of the program, do what else they do meanwhile.
        std::thread::scope(|scope| {
            scope.spawn(|| {
                let other = Queue::new(Arc::clone(&rig.gpu), 2 * COUNT as u64, 8, "other").expect("a queue");
                for count in [1, COUNT] {
                    let mut items = vec![0_u64; count];
                    let data = items.as_mut_ptr().cast();
                    let batch = Batch { data, count: count as u64, item_size: 8, device: 0 };
                    // SAFETY: the batch is `items`, which live until the end of this turn.
                    let pushed = unsafe { other.attempt(QueueEnd::Push, &batch) }.expect("a push");
                    assert_eq!(pushed, batch.count);
                }
                assert_eq!(other.counters().expect("counters").length, COUNT as u64 + 1);
            });
        });
    });
    let pop = captured(stream, || to.enqueue(&queue, QueueEnd::Pop, stream, 3));
    assert_eq!(queue.counters().expect("counters").pushes, COUNT as u64, "a capture does nothing");
    for round in 0..3 {
        from.fill(round << 32);
        launch(push, stream);
        wait(stream);
        from.went(2);
    }
    for round in 0..3 {
        launch(pop, stream);
        wait(stream);
        to.went(3);
        // SAFETY: the stream was waited for.
        let items = unsafe { to.pinned.values::<u64>(0, COUNT) }.expect("within");
        assert!(items.iter().zip(round << 32..).all(|(&item, number)| item == number), "round {round}");
    }
    assert_eq!(queue.counters().expect("counters").length, 0);
}

#[test]
fn launches_of_graphs_overlap_with_each_other_and_with_their_stream() {
    let Some(rig) = rig() else { return };
    let queue = Queue::new(Arc::clone(&rig.gpu), 4 * COUNT as u64, 8, "test").expect("a queue");
    let _current = rig.primary().enter().expect("a context");
    let streams = [(); 3].map(|()| stream());
    let [mut live, mut first, mut second] = [(); 3].map(|()| Pieces::new(&rig));
    let a = captured(streams[0], || first.enqueue(&queue, QueueEnd::Push, streams[0], 4));
    let b = captured(streams[0], || second.enqueue(&queue, QueueEnd::Push, streams[0], 5));
    for round in 0..20 {
        let base = round << 32;
        for (place, pieces) in [&mut live, &mut first, &mut second].into_iter().enumerate() {
            pieces.fill(base + (place * COUNT) as u64);
        }
        launch(a, streams[1]);
        launch(b, streams[2]);
        live.enqueue(&queue, QueueEnd::Push, streams[0], 100 + round);
        streams.into_iter().for_each(wait);
        live.went(100 + round);
        first.went(4);
        second.went(5);
        let mut items = vec![0_u64; 3 * COUNT];
        let all =
            Batch { data: items.as_mut_ptr().cast(), count: items.len() as u64, item_size: 8, device: 0 };
        // SAFETY: the items live.
        assert_eq!(unsafe { queue.attempt(QueueEnd::Pop, &all) }.expect("a pop"), all.count);
        items.sort_unstable();
        assert!(items.into_iter().zip(base..).all(|(item, number)| item == number), "round {round}");
    }
}

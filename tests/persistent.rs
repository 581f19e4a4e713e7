//! Persistent runs on the processor: every item ends in one place, limits are kept, bad arguments are told.

use chroma2::backend::context::{Choice, Context};
use chroma2::queue::persistent::{Account, Options, Queues, Stop, run};
use chroma2::queue::{Batch, Queue, QueueEnd};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

struct Rig {
    active: Arc<Queue>,
    spawn: Arc<Queue>,
    finished: Arc<Queue>,
}

impl Rig {
    fn new(threads: usize, capacities: [u64; 3], item_size: u32) -> Self {
        let context = Context::new(Choice::Cpu, threads).unwrap();
        let queue = |capacity| Queue::new(Arc::clone(&context), capacity, item_size, "").unwrap();
        let [active, spawn, finished] = capacities.map(queue);
        Self { active, spawn, finished }
    }

    fn run(&self, options: Options) -> Account {
        let queues = Queues { active: &self.active, spawn: &self.spawn, finished: &self.finished };
        run(&queues, &options).unwrap()
    }

    fn refusal(&self, options: Options) -> String {
        let queues = Queues { active: &self.active, spawn: &self.spawn, finished: &self.finished };
        run(&queues, &options).unwrap_err().to_string()
    }
}

fn batch(items: &mut [u64]) -> Batch {
    Batch { data: items.as_mut_ptr().cast(), count: items.len() as u64, item_size: 8, device: 0 }
}

fn push(queue: &Queue, items: impl IntoIterator<Item = u64>) {
    let mut items: Vec<u64> = items.into_iter().collect();
    // SAFETY: the items live.
    assert_eq!(unsafe { queue.attempt(QueueEnd::Push, &batch(&mut items)) }.unwrap(), items.len() as u64);
}

fn pop_all(queue: &Queue) -> Vec<u64> {
    let mut items = vec![0; queue.counters().unwrap().length as usize];
    // SAFETY: the items live.
    assert_eq!(unsafe { queue.attempt(QueueEnd::Pop, &batch(&mut items)) }.unwrap(), items.len() as u64);
    items
}

fn sorted(mut items: Vec<u64>) -> Vec<u64> {
    items.sort_unstable();
    items
}

#[test]
fn each_fifth_item_goes_to_spawn_and_all_have_grown() {
    for threads in [1, 2, 5] {
        let rig = Rig::new(threads, [1 << 17; 3], 8);
        push(&rig.active, 0..100_000);
        let account = rig.run(Options { spawn_interval: 5, payload_increment: 1, ..Default::default() });
        assert_eq!((account.finished, account.spawned, account.moved), (80_000, 20_000, 0));
        assert_eq!((account.remaining, account.stop), (0, Stop::Done));
        assert!(account.workers as usize <= threads && account.iterations >= 100_000 / 64);
        assert_eq!(sorted(pop_all(&rig.finished)), (1..=100_000).filter(|i| i % 5 != 0).collect::<Vec<_>>());
        assert_eq!(sorted(pop_all(&rig.spawn)), (1..=20_000).map(|i| 5 * i).collect::<Vec<_>>());
    }
}

#[test]
fn spawned_items_return_until_all_are_finished() {
    let rig = Rig::new(3, [1 << 14; 3], 8);
    push(&rig.active, (0..10_000).map(|i| i << 8));
    let options =
        Options { spawn_interval: 4, payload_increment: 1, compact_below: 100, ..Default::default() };
    let account = rig.run(options);
    assert_eq!((account.finished, account.remaining, account.stop), (10_000, 0, Stop::Done));
    assert_eq!(account.spawned, account.moved);
    // Each turn of an item adds one; as many turns as items went anywhere.
    let items = pop_all(&rig.finished);
    assert_eq!(items.iter().map(|i| i & 0xff).sum::<u64>(), account.finished + account.spawned);
    assert_eq!(account.spawned, (account.finished + account.spawned) / 4);
    assert_eq!(sorted(items.iter().map(|i| i >> 8).collect()), (0..10_000).collect::<Vec<_>>());
    assert!(pop_all(&rig.spawn).is_empty());
}

#[test]
fn a_full_queue_ends_the_run_and_nothing_is_lost() {
    for (capacities, options, stop) in [
        ([1024, 1024, 256], Options { payload_increment: 1 << 32, ..Default::default() }, Stop::FinishedFull),
        (
            [1024, 64, 1024],
            Options { payload_increment: 1 << 32, spawn_interval: 2, ..Default::default() },
            Stop::SpawnFull,
        ),
    ] {
        let rig = Rig::new(2, capacities, 8);
        push(&rig.active, 0..1000);
        let account = rig.run(options);
        assert_eq!(account.stop, stop);
        let rest = pop_all(&rig.active);
        assert_eq!(rest.len() as u64, account.remaining);
        assert!(rest.iter().all(|item| item >> 32 == 0), "what is left is as it was");
        let (finished, spawned) = (pop_all(&rig.finished), pop_all(&rig.spawn));
        assert_eq!([finished.len() as u64, spawned.len() as u64], [account.finished, account.spawned]);
        assert!(finished.iter().chain(&spawned).all(|item| item >> 32 == 1));
        let all = rest.into_iter().chain(finished).chain(spawned).map(|item| item & 0xffff_ffff);
        assert_eq!(sorted(all.collect()), (0..1000).collect::<Vec<_>>());
    }
}

#[test]
fn limits_are_kept() {
    let rig = Rig::new(1, [1 << 10; 3], 8);
    push(&rig.active, 0..1000);
    let account = rig.run(Options { max_iterations: 3, block_dim: 10, ..Default::default() });
    assert_eq!((account.finished, account.remaining, account.stop), (30, 970, Stop::Iterations));
    assert_eq!((account.iterations, account.workers), (3, 1));
    assert_eq!(pop_all(&rig.finished), (0..30).collect::<Vec<_>>(), "one worker keeps the order");
    // The count of spawns begins with the run.
    let account =
        rig.run(Options { max_iterations: 1, block_dim: 7, spawn_interval: 7, ..Default::default() });
    assert_eq!((account.finished, account.spawned), (6, 1));
    assert_eq!(pop_all(&rig.spawn), [36]);
}

#[test]
fn nothing_to_do_is_done_at_once() {
    let rig = Rig::new(2, [16; 3], 8);
    let account = rig.run(Options::default());
    assert_eq!((account.finished, account.spawned, account.iterations), (0, 0, 0));
    assert_eq!(account.stop, Stop::Done);
}

#[test]
fn small_items_have_small_payloads() {
    let rig = Rig::new(1, [16; 3], 5);
    let mut items = [[0xff, 0xff, 0xff, 0xff, 7u8], [1, 0, 0, 0, 9]];
    let of = |items: &mut [[u8; 5]; 2]| Batch {
        data: items.as_mut_ptr().cast(),
        count: 2,
        item_size: 5,
        device: 0,
    };
    // SAFETY: the items live.
    assert_eq!(unsafe { rig.active.attempt(QueueEnd::Push, &of(&mut items)) }.unwrap(), 2);
    rig.run(Options { payload_increment: 2, ..Default::default() });
    // SAFETY: as above.
    assert_eq!(unsafe { rig.finished.attempt(QueueEnd::Pop, &of(&mut items)) }.unwrap(), 2);
    assert_eq!(items, [[1, 0, 0, 0, 7], [3, 0, 0, 0, 9]]);
}

#[test]
fn items_that_come_while_it_runs_are_taken_too() {
    let rig = Rig::new(2, [1 << 8, 1 << 8, 1 << 17], 8);
    const ITEMS: u64 = 50_000;
    let ended = AtomicBool::new(false);
    let mut finished = 0;
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for item in 0..ITEMS {
                let mut one = [item];
                // SAFETY: the item lives.
                while unsafe { rig.active.attempt(QueueEnd::Push, &batch(&mut one)) }.unwrap() == 0 {
                    std::thread::yield_now();
                }
            }
            ended.store(true, Ordering::Release);
        });
        loop {
            let last = ended.load(Ordering::Acquire);
            finished += rig.run(Options::default()).finished;
            if last {
                break;
            }
        }
    });
    assert_eq!(finished, ITEMS);
    assert_eq!(sorted(pop_all(&rig.finished)), (0..ITEMS).collect::<Vec<_>>());
}

#[test]
fn queues_that_the_last_item_fills_do_not_end_a_run() {
    // All to finished; half of them to spawn. Either is full in the end.
    for (interval, spawned) in [(0, 0), (2, 128)] {
        for _ in 0..200 {
            let rig = Rig::new(4, [256, 128, 256], 8);
            push(&rig.active, 0..256);
            let account = rig.run(Options { spawn_interval: interval, block_dim: 1, ..Default::default() });
            assert_eq!((account.finished, account.spawned), (256 - spawned, spawned));
            assert_eq!((account.remaining, account.stop), (0, Stop::Done));
        }
    }
}

/// Runs in a thread of its own; fails where that does not come back.
fn ended(rig: &Arc<Rig>, options: Options) -> Account {
    let (tell, told) = std::sync::mpsc::channel();
    let rig = Arc::clone(rig);
    std::thread::spawn(move || tell.send(rig.run(options)));
    told.recv_timeout(std::time::Duration::from_secs(60)).expect("the run ends")
}

#[test]
fn a_run_whose_finished_is_full_ends_while_others_fill_active() {
    for _ in 0..20 {
        let rig = Arc::new(Rig::new(2, [64, 64, 16], 8));
        push(&rig.active, 0..64);
        let over = AtomicBool::new(false);
        let (account, fed) = std::thread::scope(|scope| {
            let feeder = scope.spawn(|| {
                let mut next = 64;
                while !over.load(Ordering::Relaxed) {
                    // SAFETY: the items live.
                    next += unsafe { rig.active.attempt(QueueEnd::Push, &batch(&mut [next])) }.unwrap();
                }
                next
            });
            let account = ended(&rig, Options { payload_increment: 1 << 32, ..Default::default() });
            over.store(true, Ordering::Relaxed);
            (account, feeder.join().unwrap())
        });
        assert_eq!((account.finished, account.stop), (16, Stop::FinishedFull));
        let (rest, done) = (pop_all(&rig.active), pop_all(&rig.finished));
        assert!(rest.is_sorted() && rest.iter().all(|item| item >> 32 == 0), "what is left is as it was");
        let all = rest.into_iter().chain(done.into_iter().map(|item| item & 0xffff_ffff));
        assert_eq!(sorted(all.collect()), (0..fed).collect::<Vec<_>>());
    }
}

#[test]
fn full_rings_and_items_that_return_end_too() {
    for round in 0..300u64 {
        let capacities = [1 << (round % 4), 1 << (round / 4 % 4), 1 << (round / 16 % 5)];
        let rig = Arc::new(Rig::new(4, capacities, 8));
        let (first, second) = (0..capacities[0], 1000..1000 + capacities[1]);
        push(&rig.active, first.clone());
        push(&rig.spawn, second.clone());
        let options = Options { spawn_interval: 2, compact_below: u64::MAX, ..Default::default() };
        let account = ended(&rig, options);
        let (rest, spawned, done) = (pop_all(&rig.active), pop_all(&rig.spawn), pop_all(&rig.finished));
        assert_eq!(done.len() as u64, account.finished);
        assert_eq!(spawned.len() as u64, capacities[1] + account.spawned - account.moved);
        let all = rest.into_iter().chain(spawned).chain(done);
        assert_eq!(sorted(all.collect()), first.chain(second).collect::<Vec<_>>());
    }
}

#[test]
fn bad_arguments_are_named() {
    let rig = Rig::new(1, [16; 3], 8);
    let refused = |options| rig.refusal(options);
    assert!(refused(Options { grid_dim: 70_000, ..Default::default() }).contains("grid_dim is 70000"));
    assert!(refused(Options { block_dim: 1025, ..Default::default() }).contains("block_dim is 1025"));
    let for_ever = Options { spawn_interval: 1, compact_below: 1, ..Default::default() };
    assert!(refused(for_ever).contains("spawn_interval is 1"));
    let message = |active: &Arc<Queue>, spawn: &Arc<Queue>, finished: &Arc<Queue>| {
        run(&Queues { active, spawn, finished }, &Options::default()).unwrap_err().to_string()
    };
    let (a, s) = (&rig.active, &rig.spawn);
    assert!(message(a, a, s).contains("spawn is the same queue as active"));
    assert!(message(a, s, a).contains("finished is the same queue as active"));
    assert!(message(a, s, s).contains("finished is the same queue as spawn"));
    let other = Rig::new(1, [16; 3], 12);
    assert!(message(a, s, &other.finished).contains("finished: its items have 12 bytes; 8 are needed"));
}

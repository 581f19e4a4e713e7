//! Persistent runs on the processor whose queues others fill up while a worker has items in hand, so that it
//! finds no room for them. A push that has drawn its ticket and not written its item holds the worker up
//! until all is prepared.

use chroma2::Error;
use chroma2::backend::context::{Choice, Context};
use chroma2::queue::persistent::{Account, Options, Queues, Stop, run};
use chroma2::queue::{Batch, Queue, QueueEnd};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

const CAPACITY: u64 = 4;
/// Long enough for a run that ends to have ended.
const LONG: Duration = Duration::from_secs(60);

/// Active, spawn, finished.
struct Rig([Arc<Queue>; 3]);

impl Rig {
    fn new() -> Self {
        let context = Context::new(Choice::Cpu, 1).unwrap();
        Self([(); 3].map(|()| Queue::new(Arc::clone(&context), CAPACITY, 8, "").unwrap()))
    }

    fn start(&self, options: Options) -> Receiver<chroma2::Result<Account>> {
        let (tell, told) = channel();
        let [active, spawn, finished] = self.0.clone();
        std::thread::spawn(move || {
            let queues = Queues { active: &active, spawn: &spawn, finished: &finished };
            tell.send(run(&queues, &options))
        });
        told
    }
}

/// Draws tickets for pushes; the items come with [`end_push`].
fn begin_push(queue: &Queue, count: u64) {
    // SAFETY: the counter of pushes is the first word of the queue's memory (chroma2/device/layout.cuh).
    unsafe { AtomicU64::from_ptr(queue.memory().control.cast()) }.fetch_add(count, Ordering::AcqRel);
}

/// Writes the item of a ticket of the first lap.
fn end_push(queue: &Queue, ticket: u64, item: u64) {
    let memory = queue.memory();
    // SAFETY: the slot and the turn of a ticket that this test has drawn.
    unsafe {
        memory.items.cast::<u64>().add(ticket as usize).write(item);
        AtomicU32::from_ptr(memory.turns.cast::<u32>().add(ticket as usize)).store(1, Ordering::Release);
    }
}

fn wait_for(what: impl Fn() -> bool) {
    let end = std::time::Instant::now() + LONG;
    while !what() {
        assert!(std::time::Instant::now() < end, "nothing happens");
        std::thread::yield_now();
    }
}

fn batch(items: &mut [u64]) -> Batch {
    Batch { data: items.as_mut_ptr().cast(), count: items.len() as u64, item_size: 8, device: 0 }
}

fn push(queue: &Queue, mut items: Vec<u64>) {
    // SAFETY: the items live.
    assert_eq!(unsafe { queue.attempt(QueueEnd::Push, &batch(&mut items)) }.unwrap(), items.len() as u64);
}

fn pop(queue: &Queue, count: usize) -> Vec<u64> {
    let mut items = vec![0; count];
    // SAFETY: the items live.
    assert_eq!(unsafe { queue.attempt(QueueEnd::Pop, &batch(&mut items)) }.unwrap(), count as u64);
    items
}

/// Fills `from` up, of which a worker has ticket 0 in hand, and then gives it that item.
fn refill(from: &Arc<Queue>) {
    wait_for(|| from.counters().unwrap().pops == 1);
    let pusher = {
        let from = Arc::clone(from);
        std::thread::spawn(move || push(&from, vec![100; CAPACITY as usize])) // the last waits for the slot
    };
    wait_for(|| from.counters().unwrap().pushes == 1 + CAPACITY);
    end_push(from, 0, 7);
    pusher.join().unwrap();
}

/// A run whose worker has an item of `active` in hand, which fits neither there nor into `finished`.
fn crowded(rig: &Rig) -> Receiver<chroma2::Result<Account>> {
    let [active, _, finished] = &rig.0;
    begin_push(active, 1);
    let told = rig.start(Options::default());
    wait_for(|| active.counters().unwrap().pops == 1);
    push(finished, vec![200; CAPACITY as usize]);
    refill(active);
    assert_eq!(told.recv_timeout(Duration::from_millis(50)).err(), Some(RecvTimeoutError::Timeout));
    told
}

fn given_up(told: &Receiver<chroma2::Result<Account>>, name: &str) {
    match told.recv_timeout(LONG).expect("the run ends") {
        Err(Error::InvalidState(text)) => {
            assert!(text.starts_with(&format!("{name}: was destroyed by another thread")), "{text}");
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_run_that_waits_for_room_ends_when_its_queue_is_destroyed() {
    for (place, name) in [(2, "finished"), (0, "active")] {
        let rig = Rig::new();
        let told = crowded(&rig);
        rig.0[place].close();
        given_up(&told, name);
        assert_eq!(pop(&rig.0[0], 4), [100; 4]);
        assert_eq!(pop(&rig.0[2], 4), [200; 4]);
    }
}

#[test]
fn a_run_that_waits_for_room_goes_on_with_it() {
    let rig = Rig::new();
    let told = crowded(&rig);
    assert_eq!(pop(&rig.0[0], 1), [100]);
    let account = told.recv_timeout(LONG).expect("the run ends").unwrap();
    assert_eq!((account.stop, account.finished, account.remaining), (Stop::FinishedFull, 0, 4));
    assert_eq!(pop(&rig.0[0], 4), [100, 100, 100, 7]);
}

#[test]
fn a_queue_that_is_not_waited_for_holds_nothing_up_when_it_is_destroyed() {
    let rig = Rig::new();
    let told = crowded(&rig);
    rig.0[1].close();
    assert_eq!(told.recv_timeout(Duration::from_millis(50)).err(), Some(RecvTimeoutError::Timeout));
    assert_eq!(pop(&rig.0[2], 1), [200]);
    given_up(&told, "spawn");
    assert_eq!(pop(&rig.0[2], 4), [200, 200, 200, 7], "no item is lost");
}

#[test]
fn a_run_that_brings_items_back_ends_when_its_queue_is_destroyed() {
    for (place, name) in [(0, "active"), (1, "spawn")] {
        let rig = Rig::new();
        let [active, spawn, _] = &rig.0;
        begin_push(spawn, 1);
        let told = rig.start(Options { compact_below: 1, ..Options::default() });
        wait_for(|| spawn.counters().unwrap().pops == 1);
        push(active, vec![200; CAPACITY as usize]);
        refill(spawn);
        assert_eq!(told.recv_timeout(Duration::from_millis(50)).err(), Some(RecvTimeoutError::Timeout));
        rig.0[place].close();
        given_up(&told, name);
    }
}

#[test]
fn of_two_reasons_the_graver_is_told() {
    let rig = Rig::new();
    let [active, spawn, finished] = &rig.0;
    begin_push(active, 2); // the first is to be finished, the second to be spawned
    let told = rig.start(Options { spawn_interval: 2, ..Options::default() });
    wait_for(|| active.counters().unwrap().pops == 2);
    push(finished, vec![200; CAPACITY as usize]);
    push(spawn, vec![300; CAPACITY as usize]);
    end_push(active, 0, 5);
    end_push(active, 1, 6);
    let account = told.recv_timeout(LONG).expect("the run ends").unwrap();
    assert_eq!((account.stop, account.finished, account.spawned), (Stop::FinishedFull, 0, 0));
    assert_eq!(pop(active, 2), [5, 6], "what is left is as it was");
}

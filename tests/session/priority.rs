//! Who goes first: chunks by priority, submissions to a full queue too; limits of events and of waits.

use crate::double::{Gate, photons, session};
use chroma2::Error;
use chroma2::session::{Callbacks, Event, EventOptions, Light, Session, SessionOptions};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

fn options(priority: i32) -> EventOptions {
    EventOptions { priority, ..Default::default() }
}

/// Names of events in the order of their ends.
type Order = Arc<Mutex<Vec<i32>>>;

fn named(
    session: &Arc<Session>,
    count: usize,
    options: EventOptions,
    name: i32,
    order: &Order,
) -> Arc<Event> {
    let order = Arc::clone(order);
    let done = move |_: &Arc<Event>| order.lock().unwrap().push(name);
    let callbacks = |_: &Arc<Event>| Ok(Callbacks { done: Some(Box::new(done)), ..Default::default() });
    session.submit_with(Light::States(photons(count)), options, callbacks).unwrap()
}

/// A session of one thread, chunks of 100 photons, whose gate holds the first one up.
fn held(events: Option<u64>) -> (Arc<Gate>, Arc<Session>) {
    let gate = Gate::new();
    let session = session(1, gate.clone(), SessionOptions { chunk: 100, events, ..Default::default() });
    (gate, session)
}

#[test]
fn the_higher_priority_ends_first() {
    let (gate, session) = held(None);
    let order = Order::default();
    let mut events = vec![named(&session, 5000, options(0), 10, &order)];
    while gate.passes.load(SeqCst) == 0 {
        std::thread::yield_now(); // until its first chunk is held up
    }
    for (name, priority) in [(0, 0), (-2, -2), (1, 1), (-1, -1), (2, 2)] {
        events.push(named(&session, 300, options(priority), name, &order));
    }
    let production = Arc::clone(&events[0]);
    let at_end = Arc::new(AtomicUsize::new(0));
    let tell = Arc::clone(&at_end);
    let burst = session.submit_with(Light::States(photons(1000)), options(2), |_| {
        let done = move |_: &Arc<Event>| tell.store(production.progress().photons_done as usize, SeqCst);
        Ok(Callbacks { done: Some(Box::new(done)), ..Default::default() })
    });
    events.push(burst.unwrap());
    gate.open();
    session.drain(None).unwrap();
    let order = order.lock().unwrap();
    let place = |name| order.iter().position(|&other| other == name).unwrap();
    assert!(place(2) < place(1) && place(1) < place(0) && place(0) < place(10), "{order:?}");
    // 13 chunks go before the rest: the other one that had begun is all that the large event got done.
    assert_eq!(at_end.load(SeqCst), 100);
}

/// However many urgent events there are, a less urgent one goes on, one chunk in 17.
#[test]
fn the_lowest_priority_goes_on_beside_others() {
    let (gate, session) = held(None);
    let ended = Arc::new(AtomicBool::new(false));
    let tell = Arc::clone(&ended);
    let least = session.submit_with(Light::States(photons(2000)), options(-2), |_| {
        let done = move |_: &Arc<Event>| tell.store(true, SeqCst);
        Ok(Callbacks { done: Some(Box::new(done)), ..Default::default() })
    });
    let least = least.unwrap();
    let urgent = || session.submit(Light::States(photons(10_000)), options(2)).unwrap();
    let mut running: Vec<_> = (0..4).map(|_| urgent()).collect();
    let before = gate.passes.load(SeqCst);
    gate.open();
    while !ended.load(SeqCst) {
        if let Some(at) = running.iter().position(|event| event.progress().done) {
            running[at] = urgent();
        }
        std::thread::yield_now();
    }
    let passes = gate.passes.load(SeqCst) - before;
    least.wait(None).unwrap();
    assert!((17 * 15..17 * 30).contains(&passes), "{passes} chunks while 20 were done, one in 17");
    running.iter().for_each(|event| event.cancel());
    session.drain(None).unwrap();
}

#[test]
fn submissions_that_wait_enter_by_priority() {
    let (gate, session) = held(Some(1));
    let order = Order::default();
    let first = named(&session, 100, options(0), 0, &order);
    std::thread::scope(|scope| {
        for (waiting, priority) in [-2, 1, 0, 2, -1].into_iter().enumerate() {
            let (session, order) = (&session, &order);
            scope.spawn(move || named(session, 100, options(priority), 100 + priority, order));
            loop {
                let refused =
                    session.submit(Light::States(vec![]), EventOptions { no_wait: true, ..options(-2) });
                let message = refused.err().unwrap().to_string();
                if message.contains(&format!("{} submission", waiting + 1)) {
                    assert!(message.contains("1 event of 1 allowed is in it"), "{message}");
                    break; // it waits
                }
                std::thread::yield_now();
            }
        }
        gate.open();
    });
    first.wait(None).unwrap();
    session.drain(None).unwrap();
    assert_eq!(*order.lock().unwrap(), [0, 102, 101, 100, 99, 98]);
}

#[test]
fn a_full_queue_is_waited_for_as_long_as_said() {
    let (gate, session) = held(Some(2));
    let patient = |milliseconds| EventOptions {
        submit_timeout: Some(Duration::from_millis(milliseconds)),
        ..Default::default()
    };
    let submit = |options| session.submit(Light::States(photons(100)), options);
    let (_a, _b) = (submit(patient(1)).unwrap(), submit(patient(1)).unwrap());
    let begin = Instant::now();
    let error = submit(patient(50)).err().unwrap();
    assert!(begin.elapsed() >= Duration::from_millis(50));
    let whole = "the session's queue is full: 2 events of 2 allowed are in it, 0 submissions wait for room, and this \
                 event has 100 photons; it has waited for 50ms";
    assert!(matches!(&error, Error::Timeout(message) if message == whole), "{error}");
    assert_eq!(session.telemetry().events_queued, 2);
    std::thread::scope(|scope| {
        let waiting = scope.spawn(|| submit(patient(60_000)).unwrap());
        std::thread::sleep(Duration::from_millis(20));
        gate.open();
        waiting.join().unwrap().wait(None).unwrap();
    });
    session.drain(None).unwrap();
    assert_eq!(session.telemetry().events_done, 3);
}

/// Who gives up waiting lets those in that waited behind it and have room.
#[test]
fn who_gives_up_holds_nobody_up() {
    let gate = Gate::new();
    let session = session(1, gate.clone(), SessionOptions { limit: Some(250), ..Default::default() });
    let submit = |count, timeout| {
        let submit_timeout = Some(Duration::from_millis(timeout));
        session.submit(Light::States(photons(count)), EventOptions { submit_timeout, ..Default::default() })
    };
    submit(200, 0).unwrap();
    std::thread::scope(|scope| {
        let large = scope.spawn(|| submit(100, 200).err());
        std::thread::sleep(Duration::from_millis(20));
        let small = scope.spawn(|| submit(50, 60_000).map(drop));
        assert!(matches!(large.join().unwrap(), Some(Error::Timeout(_))));
        small.join().unwrap().unwrap(); // though nothing has ended
    });
    assert_eq!((session.telemetry().events_queued, session.telemetry().photons_queued), (2, 250));
    gate.open();
    session.drain(None).unwrap();
}

#[test]
fn other_priorities_are_refused() {
    let (gate, session) = held(None);
    gate.open();
    for priority in [-3, 3, i32::MIN, i32::MAX] {
        let error = session.submit(Light::States(photons(1)), options(priority)).err().unwrap().to_string();
        assert_eq!(error, format!("priority is {priority}; -2 to 2 are allowed"));
    }
}

//! The first of several events: which one, of which sessions, when there is none, by many threads at once.

use crate::double::{Channels, Gate, photons, session, simple};
use chroma2::Error;
use chroma2::session::{Callbacks, Event, EventOptions, Light, Session, SessionOptions, wait_any};
use std::sync::atomic::{AtomicU64, Ordering::SeqCst};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

fn submit(session: &Arc<Session>, count: usize) -> Arc<Event> {
    session.submit(Light::States(photons(count)), EventOptions::default()).unwrap()
}

#[test]
fn the_lowest_finished_one_is_told() {
    let gate = Gate::new();
    let slow = session(1, gate.clone(), SessionOptions::default());
    let quick = simple(2, 0); // of another context
    let held = [submit(&slow, 10), submit(&slow, 10)];
    let ended = [submit(&quick, 10), submit(&quick, 20)];
    quick.drain(None).unwrap();
    let all = [&held[0], &ended[1], &held[1], &ended[0]].map(Arc::clone);
    assert_eq!(wait_any(&all, None).unwrap(), 1);
    assert_eq!(wait_any(&all[2..], Some(Duration::ZERO)).unwrap(), 1);
    let begin = Instant::now();
    let message = wait_any(&held, Some(Duration::from_millis(30))).unwrap_err();
    assert!(matches!(&message, Error::Timeout(text) if text == "none of 2 events is finished"), "{message}");
    assert!(begin.elapsed() >= Duration::from_millis(30));
    assert!(matches!(wait_any(&held[..1], Some(Duration::ZERO)), Err(Error::Timeout(_))));
    std::thread::scope(|scope| {
        let waiting = scope.spawn(|| wait_any(&held, None).unwrap());
        std::thread::sleep(Duration::from_millis(20));
        assert!(!waiting.is_finished());
        gate.open();
        assert_eq!(waiting.join().unwrap(), 0, "one thread runs them in their order");
    });
    slow.drain(None).unwrap();
    assert_eq!(wait_any(&all, None).unwrap(), 0);
}

#[test]
fn none_and_the_same_one_twice_are_refused() {
    let session = simple(1, 0);
    let (a, b) = (submit(&session, 1), submit(&session, 1));
    let refused = |events: &[Arc<Event>], part: &str| {
        let error = wait_any(events, None).unwrap_err();
        assert!(matches!(&error, Error::InvalidArgument(text) if text.contains(part)), "{error}");
    };
    refused(&[], "count is 0");
    let doubled = [&a, &b, &a].map(Arc::clone);
    refused(&doubled, "events[2] is the same event as events[0]");
    session.drain(None).unwrap();
    refused(&doubled, "events[2] is the same event as events[0]"); // finished or not
    assert_eq!(wait_any(&doubled[..2], None).unwrap(), 0);
}

/// A cancelled event is finished, and one that has failed.
#[test]
fn events_that_end_otherwise_count() {
    let gate = Gate::new();
    let session = session(1, gate.clone(), SessionOptions { chunk: 10, ..Default::default() });
    let events = [submit(&session, 100), submit(&session, 100)];
    events[1].cancel();
    gate.open();
    let first = wait_any(&events, None).unwrap();
    assert!(events[first].progress().done);
    assert!(matches!(events[1].wait(None), Err(Error::Cancelled(_))));
    assert_eq!(wait_any(&events[1..], None).unwrap(), 0);
}

#[test]
fn a_callback_finds_its_own_event_and_waits_for_no_other() {
    let gate = Gate::new();
    let session = session(2, gate.clone(), SessionOptions::default());
    let held = submit(&session, 10);
    let (other, seen) = (Arc::clone(&held), Arc::new(Mutex::new(None)));
    let tell = Arc::clone(&seen);
    let quick = simple(1, 0);
    let event = quick.submit_with(Light::States(photons(10)), EventOptions::default(), |_| {
        Ok(Callbacks {
            done: Some(Box::new(move |own| {
                let alone = wait_any(&[Arc::clone(&other)], None);
                let both = wait_any(&[other, Arc::clone(own)], None);
                *tell.lock().unwrap() = Some((alone, both));
            })),
            ..Default::default()
        })
    });
    event.unwrap().wait(None).unwrap();
    let (alone, both) = seen.lock().unwrap().take().unwrap();
    assert!(matches!(alone, Err(Error::InvalidState(_))), "{alone:?}");
    assert_eq!(both.unwrap(), 1);
    gate.open();
    held.wait(None).unwrap();
}

/// Many threads wait for the same thousands of events, of two contexts, and each takes them one by one as they end.
#[test]
fn many_threads_take_thousands_of_events_as_they_end() {
    const EVENTS: usize = 2000;
    let sessions = [simple(2, 0), session(1, Channels::new(), SessionOptions::default())];
    let events: Vec<_> = (0..EVENTS).map(|i| submit(&sessions[i % 2], 200)).collect();
    let total = AtomicU64::new(0);
    let begin = Instant::now();
    std::thread::scope(|scope| {
        for part in events.chunks(EVENTS / 8) {
            for _ in 0..2 {
                let total = &total;
                scope.spawn(move || {
                    let mut left = part.to_vec();
                    while !left.is_empty() {
                        let at = wait_any(&left, Some(Duration::from_secs(60))).unwrap();
                        left.swap_remove(at).results().unwrap();
                        total.fetch_add(1, SeqCst);
                    }
                });
            }
        }
    });
    println!("{:?} for {EVENTS} events", begin.elapsed());
    assert_eq!(total.load(SeqCst), 2 * EVENTS as u64);
}

/// The end of an event wakes its waiter at a cost that does not grow with the events that this one waits for.
#[test]
fn a_wait_costs_its_events_once() {
    let gate = Gate::new();
    let session = session(1, gate.clone(), SessionOptions::default());
    let held: Vec<_> = (0..10_000).map(|_| submit(&session, 1)).collect();
    let look = || {
        let begin = Instant::now();
        assert!(wait_any(&held, Some(Duration::ZERO)).is_err());
        begin.elapsed()
    };
    let each = (0..5).map(|_| look()).min().unwrap() / held.len() as u32;
    println!("{each:?} an event");
    assert!(each < Duration::from_micros(20), "{each:?} an event");
    let quick = simple(1, 0);
    std::thread::scope(|scope| {
        let last = submit(&quick, 1);
        let mut all = held.clone();
        all.push(Arc::clone(&last));
        let waiting = scope.spawn(move || wait_any(&all, None).unwrap());
        assert_eq!(waiting.join().unwrap(), held.len());
    });
    gate.open();
    session.drain(None).unwrap();
}

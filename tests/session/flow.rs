//! Many events and producers, limits, cancellation, defects.

use crate::double::{Channels, Defect, Gate, photons, session, simple};
use chroma2::Error;
use chroma2::session::{Callbacks, EventOptions, Light, SessionOptions};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::SeqCst};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

const SHORT: Option<Duration> = Some(Duration::from_millis(20));

fn one_chunk() -> SessionOptions {
    SessionOptions { chunk: 100, ..Default::default() }
}

#[test]
fn several_threads_submit_at_once() {
    let session = simple(2, 64);
    let reference: Vec<u64> = std::thread::scope(|scope| {
        let producers: Vec<_> = (0..4)
            .map(|producer| {
                let session = Arc::clone(&session);
                scope.spawn(move || {
                    let events: Vec<_> = (0..50)
                        .map(|i| {
                            let options = EventOptions { event_id: producer * 50 + i, ..Default::default() };
                            session.submit(Light::States(photons(300)), options).unwrap()
                        })
                        .collect();
                    events
                        .iter()
                        .map(|event| {
                            event.wait(None).unwrap();
                            event.summary().unwrap().hits
                        })
                        .sum()
                })
            })
            .collect();
        producers.into_iter().map(|producer| producer.join().unwrap()).collect()
    });
    let alone = simple(1, 0);
    for (producer, &hits) in (0..).zip(&reference) {
        let again: u64 = (0..50u64)
            .map(|i| {
                let options = EventOptions { event_id: producer * 50 + i, ..Default::default() };
                let event = alone.submit(Light::States(photons(300)), options).unwrap();
                event.wait(None).unwrap();
                event.summary().unwrap().hits
            })
            .sum();
        assert_eq!(hits, again);
    }
    session.drain(None).unwrap();
    let telemetry = session.telemetry();
    assert_eq!((telemetry.events_done, telemetry.photons_done), (200, 60_000));
    assert_eq!((telemetry.events_queued, telemetry.photons_queued), (0, 0));
    assert!(telemetry.busy > Duration::ZERO);
}

#[test]
fn waits_end_in_time_and_events_go_on() {
    let gate = Gate::new();
    let session = session(1, gate.clone(), one_chunk());
    let event = session.submit(Light::States(photons(100)), EventOptions::default()).unwrap();
    assert!(matches!(event.wait(SHORT), Err(Error::Timeout(_))));
    assert!(matches!(event.wait(Some(Duration::ZERO)), Err(Error::Timeout(_))));
    assert!(matches!(session.drain(SHORT), Err(Error::Timeout(_))));
    assert!(matches!(event.results(), Err(Error::InvalidState(_))));
    assert!(matches!(event.summary(), Err(Error::InvalidState(_))));
    assert!(!event.progress().done); // its photons may have come to their end
    assert_eq!((session.telemetry().events_queued, session.telemetry().photons_queued), (1, 100));
    gate.open();
    event.wait(None).unwrap();
    assert_eq!((event.progress().done, event.progress().photons_done), (true, 100));
    session.drain(Some(Duration::ZERO)).unwrap();
    assert_eq!(event.progress().elapsed, event.progress().elapsed);
}

#[test]
fn cancelled_events_account_for_what_they_left() {
    let gate = Gate::new();
    let session = session(1, gate.clone(), one_chunk());
    let event = session.submit(Light::States(photons(1000)), EventOptions::default()).unwrap();
    while gate.passes.load(SeqCst) == 0 {
        std::thread::yield_now();
    }
    event.cancel();
    gate.open();
    assert!(matches!(event.wait(None), Err(Error::Cancelled(_))));
    let summary = event.summary().unwrap();
    assert_eq!((summary.photons, summary.total(), summary.unfinished), (1000, 1000, 900));
    assert!(matches!(event.results(), Err(Error::Cancelled(_))));
    assert_eq!(event.progress().photons_done, 100);
    let whole = session.submit(Light::States(photons(10)), EventOptions::default()).unwrap();
    whole.wait(None).unwrap();
    whole.cancel(); // too late
    whole.wait(None).unwrap();
    assert_eq!(session.telemetry().photons_done, 110);
}

#[test]
fn a_defect_ends_its_event_only() {
    let session = session(2, Arc::new(Defect), one_chunk());
    let event = session.submit(Light::States(photons(1000)), EventOptions::default()).unwrap();
    let error = event.wait(None).unwrap_err();
    assert!(
        matches!(&error, Error::Internal(message) if message.contains("a defect of the geometry")),
        "{error}"
    );
    assert!(matches!(event.summary(), Err(Error::Internal(_))));
    let next = session.submit(Light::States(vec![]), EventOptions::default()).unwrap();
    next.wait(None).unwrap();
}

#[test]
fn a_full_queue_refuses_or_waits() {
    let gate = Gate::new();
    let session =
        session(1, gate.clone(), SessionOptions { chunk: 100, limit: Some(250), ..Default::default() });
    let no_wait = || EventOptions { no_wait: true, ..Default::default() };
    let submit = |count, options| session.submit(Light::States(photons(count)), options);
    let large = submit(1000, no_wait()).unwrap(); // alone, it may be larger than the limit
    let message = submit(1, no_wait()).err().expect("it is full").to_string();
    assert!(message.contains("1000 photons of 250"), "{message}");
    assert_eq!(session.telemetry().events_queued, 1);
    std::thread::scope(|scope| {
        let waiting = scope.spawn(|| submit(200, EventOptions::default()).unwrap());
        std::thread::sleep(Duration::from_millis(20));
        assert!(!waiting.is_finished());
        gate.open();
        waiting.join().unwrap().wait(None).unwrap();
    });
    large.wait(None).unwrap();
    submit(250, no_wait()).unwrap();
    session.drain(None).unwrap();
}

/// Whoever waits for room gets it, however many small events others would slip in.
#[test]
fn submissions_that_wait_go_in_by_turns() {
    let gate = Gate::new();
    let session =
        session(1, gate.clone(), SessionOptions { chunk: 100, limit: Some(250), ..Default::default() });
    let submit = |count, no_wait| {
        let options = EventOptions { no_wait, ..Default::default() };
        session.submit(Light::States(photons(count)), options)
    };
    submit(200, true).unwrap();
    std::thread::scope(|scope| {
        let large = scope.spawn(|| submit(250, false).unwrap());
        let refusal = (0..50).find_map(|_| {
            std::thread::sleep(Duration::from_millis(20));
            submit(1, true).err() // taken until the large one waits
        });
        let message = refusal.expect("there would be room").to_string();
        assert!(message.contains("1 submission waits"), "{message}");
        let small = scope.spawn(|| submit(1, false).unwrap());
        gate.open();
        large.join().unwrap().wait(None).unwrap();
        small.join().unwrap().wait(None).unwrap();
    });
    session.drain(None).unwrap();
    submit(250, true).unwrap();
}

/// Each end of an event wakes those alone for which there is room: all others would look at the queue in
/// turn, and many of them would hold it up.
#[test]
fn many_that_wait_do_not_hold_each_other_up() {
    const THREADS: usize = 500;
    const EVENTS: usize = 20;
    let session =
        session(2, Channels::new(), SessionOptions { chunk: 100, limit: Some(20), ..Default::default() });
    let begin = Instant::now();
    std::thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                for _ in 0..EVENTS {
                    session.submit(Light::States(photons(10)), EventOptions::default()).unwrap();
                }
            });
        }
    });
    session.drain(None).unwrap();
    let each = begin.elapsed() / (THREADS * EVENTS) as u32;
    println!("{each:?} an event");
    assert!(each < Duration::from_millis(1), "{each:?} an event");
    let telemetry = session.telemetry();
    assert_eq!(telemetry.events_done, (THREADS * EVENTS) as u64);
    assert_eq!((telemetry.events_queued, telemetry.photons_queued), (0, 0));
}

/// A drain ends though there is always an unfinished event.
#[test]
fn drains_wait_for_what_was_there_only() {
    let session = simple(2, 64);
    let (drained, busy) = (AtomicBool::new(false), AtomicBool::new(false));
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let submit = || session.submit(Light::States(photons(300)), EventOptions::default()).unwrap();
            let mut last = submit();
            while !drained.load(SeqCst) {
                let next = submit();
                last.wait(None).unwrap();
                last = next;
                busy.store(true, SeqCst);
            }
        });
        while !busy.load(SeqCst) {
            std::thread::yield_now();
        }
        let outcome = session.drain(Some(Duration::from_secs(20)));
        drained.store(true, SeqCst);
        outcome.unwrap();
    });
}

#[test]
fn everything_else_may_go_while_an_event_runs() {
    let gate = Gate::new();
    let session = session(2, gate.clone(), one_chunk());
    let event = session.submit(Light::States(photons(500)), EventOptions::default()).unwrap();
    let forgotten = session.submit(Light::States(photons(500)), EventOptions::default()).unwrap();
    let context = Arc::downgrade(session.context());
    drop((session, forgotten));
    gate.open();
    event.wait(None).unwrap();
    assert_eq!(event.summary().unwrap().total(), 500);
    drop(event);
    while context.upgrade().is_some() {
        std::thread::sleep(Duration::from_millis(1)); // the forgotten event ends as well
    }
}

#[test]
fn two_sessions_share_the_threads() {
    let gate = Gate::new();
    let slow = session(1, gate.clone(), one_chunk());
    let quick =
        chroma2::session::Session::new(Arc::clone(slow.context()), Channels::new(), one_chunk()).unwrap();
    let first = slow.submit(Light::States(photons(2000)), EventOptions::default()).unwrap();
    let second = quick.submit(Light::States(photons(200)), EventOptions::default()).unwrap();
    gate.open();
    second.wait(None).unwrap();
    first.wait(None).unwrap();
    assert_eq!((slow.telemetry().events_done, quick.telemetry().events_done), (1, 1));
}

#[test]
fn a_submission_in_several_calls_keeps_its_place() {
    let gate = Gate::new();
    let session = session(1, gate.clone(), SessionOptions { events: Some(1), ..one_chunk() });
    session.submit(Light::States(photons(10)), EventOptions::default()).unwrap();
    let turn = Arc::new(AtomicU64::new(0));
    let ended = Arc::new(Mutex::new(Vec::new()));
    let submit = {
        let (session, ended) = (Arc::clone(&session), Arc::clone(&ended));
        move |name: &'static str, options| {
            let ended = Arc::clone(&ended);
            let done = Box::new(move |_: &_| ended.lock().unwrap().push(name));
            let callbacks = Callbacks { done: Some(done), ..Default::default() };
            session.submit_with(Light::States(photons(20)), options, |_| Ok(callbacks))
        }
    };
    let attempt = |timeout| {
        let submit_turn = Some(Arc::clone(&turn));
        submit("first", EventOptions { submit_timeout: timeout, submit_turn, ..Default::default() })
    };
    assert!(matches!(attempt(SHORT), Err(Error::Timeout(_))));
    let own = turn.load(SeqCst);
    assert!(own > 0);
    let later = submit.clone();
    let later = std::thread::spawn(move || later("later", EventOptions::default()));
    while session.telemetry().events_waiting == 0 {
        std::thread::yield_now();
    }
    assert!(matches!(attempt(SHORT), Err(Error::Timeout(_))));
    assert_eq!((turn.load(SeqCst), session.telemetry().waits), (own, 2), "a place, and one wait each");
    std::thread::scope(|scope| {
        let first = scope.spawn(|| attempt(None));
        while session.telemetry().events_waiting < 2 {
            std::thread::yield_now();
        }
        gate.open();
        first.join().unwrap().unwrap().wait(None).unwrap();
        later.join().unwrap().unwrap().wait(None).unwrap();
    });
    assert_eq!(
        session.telemetry().events_queued_max,
        1,
        "one at a time, so that they end as they were let in"
    );
    assert_eq!(*ended.lock().unwrap(), ["first", "later"]);
}

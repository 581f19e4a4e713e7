//! Callbacks: what they are told, when, and what they may do.

use crate::double::{Gate, photons, session, simple};
use chroma2::Error;
use chroma2::session::{Callbacks, EventOptions, Light, SessionOptions};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Mutex};
use std::time::Duration;

#[test]
fn progress_rises_to_the_end_and_done_comes_before_waits_return() {
    let session = simple(2, 64);
    for _ in 0..50 {
        let told = Arc::new(Mutex::new(Vec::new()));
        let done = Arc::new(AtomicBool::new(false));
        let (tell, end) = (Arc::clone(&told), Arc::clone(&done));
        let event = session
            .submit_with(Light::States(photons(1000)), EventOptions::default(), |_| {
                Ok(Callbacks {
                    progress: Some(Box::new(move |done, all| tell.lock().unwrap().push((done, all)))),
                    done: Some(Box::new(move |event| {
                        assert_eq!(event.results().unwrap().summary.total(), 1000);
                        event.wait(None).unwrap(); // its own: at once
                        assert!(!event.progress().done);
                        std::thread::sleep(Duration::from_millis(1));
                        end.store(true, SeqCst);
                    })),
                })
            })
            .unwrap();
        event.wait(None).unwrap();
        assert!(done.load(SeqCst));
        let told = told.lock().unwrap();
        assert!(told.windows(2).all(|pair| pair[0].0 < pair[1].0), "{told:?}");
        assert_eq!(told.last(), Some(&(1000, 1000)));
    }
}

#[test]
fn a_callback_may_submit_but_not_wait() {
    let session = simple(1, 0);
    let seen = Arc::new(Mutex::new(Vec::new()));
    let (inner, tell) = (Arc::clone(&session), Arc::clone(&seen));
    session
        .submit_with(Light::States(photons(10)), EventOptions::default(), |_| {
            Ok(Callbacks {
                done: Some(Box::new(move |_| {
                    let next = inner.submit(Light::States(photons(20)), EventOptions::default()).unwrap();
                    let mut seen = tell.lock().unwrap();
                    seen.push(matches!(next.wait(None), Err(Error::InvalidState(_))));
                    seen.push(matches!(inner.drain(None), Err(Error::InvalidState(_))));
                })),
                ..Default::default()
            })
        })
        .unwrap();
    session.drain(None).unwrap(); // of what was submitted so far
    session.drain(None).unwrap(); // and of what the callback submitted
    assert_eq!(*seen.lock().unwrap(), [true, true]);
    assert_eq!(session.telemetry().photons_done, 30);
}

#[test]
fn a_callback_does_not_wait_for_room() {
    let options = SessionOptions { limit: Some(10), ..Default::default() };
    let gate = Gate::new();
    gate.open();
    let session = session(1, gate, options);
    let refused = Arc::new(AtomicBool::new(false));
    let (inner, tell) = (Arc::clone(&session), Arc::clone(&refused));
    let event = session.submit_with(Light::States(photons(10)), EventOptions::default(), |_| {
        Ok(Callbacks {
            done: Some(Box::new(move |_| {
                let full = inner.submit(Light::States(photons(1)), EventOptions::default());
                tell.store(matches!(full, Err(Error::Timeout(_))), SeqCst);
            })),
            ..Default::default()
        })
    });
    event.unwrap().wait(None).unwrap();
    assert!(refused.load(SeqCst));
}

#[test]
fn cancelling_from_progress_stops_the_rest() {
    let session = simple(1, 10);
    let calls = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&calls);
    let event = session
        .submit_with(Light::States(photons(1000)), EventOptions::default(), |event| {
            let event = Arc::downgrade(event);
            Ok(Callbacks {
                progress: Some(Box::new(move |_, _| {
                    count.fetch_add(1, SeqCst);
                    event.upgrade().unwrap().cancel();
                })),
                ..Default::default()
            })
        })
        .unwrap();
    assert!(matches!(event.wait(None), Err(Error::Cancelled(_))));
    assert_eq!((calls.load(SeqCst), event.summary().unwrap().unfinished), (1, 990));
}

#[test]
fn panicking_callbacks_do_not_hang() {
    let session = session(1, crate::double::Channels::new(), SessionOptions::default());
    let event = session.submit_with(Light::States(photons(100)), EventOptions::default(), |_| {
        Ok(Callbacks {
            progress: Some(Box::new(|_, _| panic!("progress"))),
            done: Some(Box::new(|_| panic!("done"))),
        })
    });
    assert!(matches!(event.unwrap().wait(None), Err(Error::Internal(_))));
    let failing = session.submit_with(Light::States(photons(1)), EventOptions::default(), |_| {
        Err(Error::OutOfMemory("no handle".into()))
    });
    assert!(matches!(failing.err(), Some(Error::OutOfMemory(_))));
    assert_eq!(session.telemetry().events_queued, 0);
    session.drain(None).unwrap();
}

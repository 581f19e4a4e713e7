//! Threads that submit while the session is saved: an event is in the file, or has its results, or was refused.

use crate::job::{KINDS, context, file, scene, session, source, submit};
use chroma2::Error;
use chroma2::session::{Callbacks, EventOptions, Numbering, Session, SessionOptions};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering::SeqCst};
use std::sync::{Arc, Barrier, Mutex};

#[test]
fn nothing_is_lost_and_nothing_comes_twice() {
    let mut interrupted = 0;
    for round in 0..6 {
        let path = file(&format!("threads-{round}"));
        let numbering = Some(Numbering { seed: round, next: 0 });
        let first = session(2, SessionOptions { numbering, events: Some(60), ..Default::default() });
        // By number: what the completion callback was given, of this session and the next.
        let given: Arc<Mutex<BTreeMap<u64, Vec<u64>>>> = Arc::default();
        let taken = Arc::new(AtomicU64::new(0));
        let begin = Arc::new(Barrier::new(5));
        let threads: Vec<_> = (0..4)
            .map(|_| {
                let (first, given) = (Arc::clone(&first), Arc::clone(&given));
                let (taken, begin) = (Arc::clone(&taken), Arc::clone(&begin));
                std::thread::spawn(move || {
                    begin.wait();
                    loop {
                        let given = Arc::clone(&given);
                        let register =
                            |_: &Arc<_>| Ok(Callbacks { done: Some(keep(given)), ..Default::default() });
                        match first.submit_with(source(300), EventOptions::default(), register) {
                            Ok(_) => taken.fetch_add(1, SeqCst),
                            Err(Error::InvalidState(_)) => return,
                            Err(other) => panic!("{other}"),
                        };
                    }
                })
            })
            .collect();
        begin.wait();
        while first.telemetry().events_done < 20 * (round + 1) {
            std::thread::yield_now();
        }
        first.suspend(&path, None).unwrap();
        threads.into_iter().for_each(|thread| thread.join().unwrap());
        let taken = taken.load(SeqCst);
        let before = given.lock().unwrap().len() as u64;
        assert!(before >= 20 && before <= taken, "{before} of {taken}");
        interrupted += u64::from(before < taken);
        let second = Session::restore(context(2), scene(), SessionOptions::default(), &path, |event| {
            assert!(!given.lock().unwrap().contains_key(&event.event_id()));
            Ok(Callbacks { done: Some(keep(Arc::clone(&given))), ..Default::default() })
        })
        .unwrap();
        assert_eq!(second.numbering(), Some(Numbering { seed: round, next: taken }));
        second.drain(None).unwrap();
        let given = given.lock().unwrap();
        assert!(given.keys().copied().eq(0..taken), "every number, up to the next one");
        // And each is what its number says.
        let plain = session(2, SessionOptions::default());
        for (id, detected) in given.iter().step_by(7) {
            let options = EventOptions { seed: round, event_id: *id, ..Default::default() };
            let event = plain.submit(source(300), options).unwrap();
            event.wait(None).unwrap();
            assert_eq!(&event.results().unwrap().hits.as_ref().unwrap().photon.to_vec(), detected);
        }
    }
    assert!(interrupted > 0, "no suspension has come before the end of all events");
}

/// Events give their light up as they end, while files of them are written.
#[test]
fn events_may_end_while_they_are_written() {
    let path = file("ending");
    let first = session(2, SessionOptions::default());
    let over = AtomicU64::new(0);
    std::thread::scope(|scope| {
        let (first, over) = (&first, &over);
        scope.spawn(move || {
            for kind in (0..KINDS).cycle() {
                if over.load(SeqCst) > 0 {
                    return;
                }
                submit(first, kind, &EventOptions::default()).unwrap().wait(None).unwrap();
            }
        });
        let written = (0..150).try_for_each(|_| first.checkpoint(&path));
        over.store(1, SeqCst);
        written.unwrap();
    });
}

/// Keeps the hits of an event that ended well.
fn keep(given: Arc<Mutex<BTreeMap<u64, Vec<u64>>>>) -> chroma2::session::DoneCallback {
    Box::new(move |event| {
        if let Ok(results) = event.results() {
            let hits = results.hits.as_ref().unwrap().photon.to_vec();
            assert!(given.lock().unwrap().insert(event.event_id(), hits).is_none());
        }
    })
}

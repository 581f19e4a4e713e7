//! What is saved and goes on gives the bits of one run.

use crate::job::{Given, KINDS, context, file, given, scene, session, source, submit};
use chroma2::session::{Callbacks, Event, EventOptions, FlowLimit, Numbering, Session, SessionOptions};
use chroma2::{Error, Result};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering::SeqCst};
use std::sync::{Arc, Mutex};

/// Photons that take a thread seconds, if nobody ends them.
const LONG: u64 = 1 << 22;

/// What all kinds give in one run.
fn reference() -> Vec<Given> {
    let session = session(2, SessionOptions::default());
    let events: Vec<_> =
        (0..KINDS).map(|kind| submit(&session, kind, &EventOptions::default()).unwrap()).collect();
    events.iter().for_each(|event| event.wait(None).unwrap());
    events.iter().map(|event| given(event)).collect()
}

fn restore(path: &Path, threads: usize, options: SessionOptions) -> Result<(Arc<Session>, Vec<Arc<Event>>)> {
    let mut events = Vec::new();
    let session = Session::restore(context(threads), scene(), options, path, |event| {
        events.push(Arc::clone(event));
        Ok(Callbacks::default())
    })?;
    Ok((session, events))
}

#[test]
fn a_suspended_job_goes_on_with_the_same_bits() {
    let reference = reference();
    assert!(reference.iter().all(|given| given.hits.1.len() > 50), "hits to compare");
    assert_eq!(reference[1].records.1, [1000, 1001, 1002, 1100, 1207]);
    assert!(reference[4].steps.len() > 50);
    for ended in [0, 1, 4, KINDS] {
        let path = file(&format!("suspended-{ended}"));
        let first = session(1, SessionOptions::default());
        let mut events = Vec::new();
        let mut found: BTreeMap<u64, Given> = BTreeMap::new();
        for kind in 0..ended {
            let event = submit(&first, kind, &EventOptions::default()).unwrap();
            event.wait(None).unwrap();
            found.insert(kind, given(&event));
        }
        let long = first.submit(source(LONG), EventOptions { tag: 99, ..Default::default() }).unwrap();
        for kind in ended..KINDS {
            events.push(submit(&first, kind, &EventOptions::default()).unwrap());
        }
        long.cancel(); // ends by itself, and what waits for its thread may begin
        first.suspend(&path, None).unwrap();
        let mut left = Vec::new();
        for event in &events {
            match event.wait(None) {
                Ok(()) => assert!(found.insert(event.tag(), given(event)).is_none()),
                Err(Error::Cancelled(message)) => {
                    assert_eq!(message, "the session was suspended, and the event is in its checkpoint");
                    assert!(event.summary().is_ok());
                    left.push(event.tag());
                }
                Err(other) => panic!("{other}"),
            }
        }
        assert!(matches!(long.wait(None), Err(Error::Cancelled(message)) if message.contains("not done")));
        let (_session, restored) =
            restore(&path, 3, SessionOptions { chunk: 97, ..Default::default() }).unwrap();
        assert_eq!(restored.iter().map(|event| event.tag()).collect::<Vec<_>>(), left);
        for event in &restored {
            event.wait(None).unwrap();
            assert!(found.insert(event.tag(), given(event)).is_none());
        }
        assert!(found.into_values().eq(reference.iter().map(|of| of.copy())), "{ended} had ended");
    }
}

impl Given {
    fn copy(&self) -> Self {
        let (states, channel, photon, event) = &self.hits;
        let (steps, index, offset) = &self.records;
        Self {
            summary: self.summary,
            hits: (states.clone(), channel.clone(), photon.clone(), event.clone()),
            photons: self.photons.clone(),
            records: (steps.clone(), index.clone(), offset.clone()),
            batch: self.batch.clone(),
            steps: self.steps.clone(),
            time_offset: self.time_offset,
        }
    }
}

#[test]
fn a_checkpoint_lets_the_session_go_on_and_can_be_saved_again() {
    let reference = reference();
    let path = file("checkpoint");
    let first = session(1, SessionOptions::default());
    let long =
        first.submit(source(LONG), EventOptions { priority: 2, tag: 99, ..Default::default() }).unwrap();
    let events: Vec<_> =
        (0..KINDS).map(|kind| submit(&first, kind, &EventOptions::default()).unwrap()).collect();
    first.checkpoint(&path).unwrap();
    long.cancel();
    events.iter().for_each(|event| event.wait(None).unwrap());
    let same = |events: &[Arc<Event>]| events.iter().map(|e| given(e)).eq(reference.iter().map(Given::copy));
    assert!(same(&events), "of the session that went on");
    // What was restored is saved while it waits, and restored once more.
    let (second, restored) = restore(&path, 1, SessionOptions::default()).unwrap();
    assert_eq!(restored.iter().map(|event| event.tag()).collect::<Vec<_>>(), [99, 0, 1, 2, 3, 4, 5, 6, 7, 8]);
    let again = file("checkpoint-again");
    second.suspend(&again, None).unwrap();
    assert!(restored.iter().all(|event| matches!(event.wait(None), Err(Error::Cancelled(_)))));
    let (_third, restored) = restore(&again, 2, SessionOptions::default()).unwrap();
    restored[0].cancel();
    restored[1..].iter().for_each(|event| event.wait(None).unwrap());
    assert!(same(&restored[1..]));
    // An empty one takes its place.
    first.checkpoint(&path).unwrap();
    assert!(restore(&path, 1, SessionOptions::default()).unwrap().1.is_empty());
}

#[test]
fn an_event_is_in_it_until_its_callback_has_returned_but_not_in_a_suspension() {
    let (path, second) = (file("callback"), file("callback-suspended"));
    let first = session(1, SessionOptions::default());
    let (inside, go) = (Arc::new(Mutex::new(())), Arc::new(AtomicU64::new(0)));
    let held = inside.lock().unwrap();
    let (waits, entered) = (Arc::clone(&inside), Arc::clone(&go));
    let event = first
        .submit_with(source(100), EventOptions { tag: 5, ..Default::default() }, |_| {
            let done = move |_: &Arc<Event>| {
                entered.store(1, SeqCst);
                drop(waits.lock().unwrap());
            };
            Ok(Callbacks { done: Some(Box::new(done)), ..Default::default() })
        })
        .unwrap();
    while go.load(SeqCst) == 0 {
        std::thread::yield_now();
    }
    first.checkpoint(&path).unwrap();
    assert_eq!(restore(&path, 1, SessionOptions::default()).unwrap().1.len(), 1);
    // Its function still runs when the time is over, though the file is there.
    let timeout = std::time::Duration::from_millis(20);
    assert!(matches!(first.suspend(&second, Some(timeout)), Err(Error::Timeout(_))));
    assert!(restore(&second, 1, SessionOptions::default()).unwrap().1.is_empty());
    drop(held);
    event.wait(None).unwrap();
    assert!(matches!(first.suspend(&second, None), Err(Error::InvalidState(_))));
    assert!(matches!(first.checkpoint(&second), Err(Error::InvalidState(_))));
    assert!(matches!(first.submit(source(1), EventOptions::default()), Err(Error::InvalidState(_))));
}

#[test]
fn numbers_go_on_where_they_were() {
    let numbering =
        |next| SessionOptions { numbering: Some(Numbering { seed: 5, next }), ..Default::default() };
    let options = |event_id| EventOptions { seed: 5, event_id, photons: true, ..Default::default() };
    let plain = session(2, SessionOptions::default());
    let expected: Vec<_> = (10..14)
        .map(|id| {
            let event = plain.submit(source(500), options(id)).unwrap();
            event.wait(None).unwrap();
            given(&event)
        })
        .collect();
    let path = file("numbers");
    let first = session(1, numbering(10));
    let photons = EventOptions { photons: true, ..Default::default() };
    let mut found = Vec::new();
    for id in 10..12 {
        let event = first.submit(source(500), photons.clone()).unwrap();
        assert_eq!((event.event_id(), event.seed()), (id, 5));
        event.wait(None).unwrap();
        found.push(given(&event));
    }
    let long = first.submit(source(LONG), EventOptions { priority: 2, ..Default::default() }).unwrap();
    assert_eq!(long.event_id(), 12);
    assert_eq!(first.numbering(), Some(Numbering { seed: 5, next: 13 }));
    first.suspend(&path, None).unwrap();
    // The same seed or none; the first number is that of the file.
    let refused = restore(
        &path,
        1,
        SessionOptions { numbering: Some(Numbering { seed: 6, next: 0 }), ..Default::default() },
    );
    assert!(
        refused
            .err()
            .unwrap()
            .to_string()
            .contains("config->seed is 6; that of the checkpoint's session, 5,")
    );
    let (second, restored) = restore(&path, 2, numbering(0)).unwrap();
    assert_eq!((restored.len(), restored[0].event_id(), restored[0].seed()), (1, 12, 5));
    restored[0].cancel();
    let event = second.submit(source(500), photons.clone()).unwrap();
    assert_eq!(event.event_id(), 13);
    event.wait(None).unwrap();
    found.push(given(&event));
    assert_eq!([&found[0], &found[1], &found[2]], [&expected[0], &expected[1], &expected[3]]);
    // Numbers of a program's own are refused, and a batch takes as many as it has events.
    for wrong in
        [EventOptions { seed: 1, ..Default::default() }, EventOptions { event_id: 1, ..Default::default() }]
    {
        let message = second.submit(source(1), wrong).err().unwrap().to_string();
        assert!(message.contains("is 1, but the session numbers its events; 0 is allowed"), "{message}");
    }
    let batch = |base: u64, seed: u64| {
        let lights = vec![source(300), source(200), source(0)];
        let event = |i: usize| chroma2::session::BatchEvent {
            light: i,
            range: 0..[300, 200, 0][i],
            seed,
            event_id: base + i as u64,
        };
        chroma2::session::Batch { events: (0..3).map(event).collect(), lights }
    };
    let of = second.submit_batch(batch(0, 0), EventOptions::default(), |_| Ok(Callbacks::default())).unwrap();
    let single =
        plain.submit_batch(batch(14, 5), EventOptions::default(), |_| Ok(Callbacks::default())).unwrap();
    of.wait(None).unwrap();
    single.wait(None).unwrap();
    assert_eq!((of.event_id(), second.numbering().unwrap().next), (14, 17));
    assert_eq!(given(&of), given(&single));
    for wrong in [batch(1, 0), batch(0, 1)] {
        let refused = second.submit_batch(wrong, EventOptions::default(), |_| Ok(Callbacks::default()));
        assert!(
            refused
                .err()
                .unwrap()
                .to_string()
                .contains("but the session numbers its events; NULL is allowed")
        );
    }
    assert!(plain.numbering().is_none());
}

#[test]
fn restored_events_pass_the_limits_and_what_waits_for_room_is_refused() {
    let path = file("limits");
    let one: FlowLimit = Some(1);
    let first = session(1, SessionOptions::default());
    for tag in 0..5 {
        let large = EventOptions { tag, ..Default::default() };
        first.submit(source(LONG), large).unwrap();
    }
    first.suspend(&path, None).unwrap();
    let (second, restored) = restore(&path, 1, SessionOptions { events: one, ..Default::default() }).unwrap();
    assert_eq!((restored.len(), second.telemetry().events_queued), (5, 5));
    let waiting = std::thread::spawn({
        let second = Arc::clone(&second);
        move || second.submit(source(1), EventOptions::default()).err()
    });
    std::thread::sleep(std::time::Duration::from_millis(100)); // that it waits; where it comes later it is refused as well
    second.suspend(&path, None).unwrap();
    let refused = waiting.join().unwrap().expect("a refusal");
    assert!(
        matches!(&refused, Error::InvalidState(message) if message.contains("is suspended")),
        "{refused}"
    );
    assert_eq!(restore(&path, 1, SessionOptions::default()).map(|(_, events)| cancel(events)).unwrap(), 5);
}

fn cancel(events: Vec<Arc<Event>>) -> usize {
    events.iter().for_each(|event| event.cancel());
    events.len()
}

#[test]
fn a_file_that_cannot_be_written_changes_nothing() {
    let path = Path::new("/nowhere/at/all/checkpoint");
    let first = session(1, SessionOptions::default());
    let events: Vec<_> =
        (0..KINDS).map(|kind| submit(&first, kind, &EventOptions::default()).unwrap()).collect();
    for refused in [first.suspend(path, None), first.checkpoint(path)] {
        let error = refused.unwrap_err();
        assert!(
            matches!(&error, Error::Io(message) if message.starts_with("/nowhere/at/all/checkpoint: ")),
            "{error}"
        );
    }
    events.iter().for_each(|event| event.wait(None).unwrap());
    first.submit(source(1), EventOptions::default()).unwrap().wait(None).unwrap();
}

//! Hits during the event: all of them, in order, whatever becomes of the event, and no more than a few parts kept.

use crate::double::{Gate, photons, session, simple};
use chroma2::Error;
use chroma2::session::{Callbacks, Event, EventOptions, Hits, Light, Session, SessionOptions, wait_any};
use std::ops::Range;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// What the program was given.
#[derive(Default)]
struct Got {
    parts: Vec<Range<u64>>,
    photon: Vec<u64>,
    channel: Vec<i32>,
    event: Vec<u64>,
    time: Vec<f32>,
    position: Vec<[f32; 3]>,
    flags: Vec<u32>,
}

impl Got {
    fn take(&mut self, part: Range<u64>, hits: &Hits) {
        assert!(hits.photon.iter().all(|photon| part.contains(photon)));
        self.parts.push(part);
        self.photon.extend_from_slice(&hits.photon);
        self.channel.extend_from_slice(&hits.channel);
        self.event.extend_from_slice(&hits.event);
        self.time.extend_from_slice(&hits.states.time);
        self.position.extend_from_slice(&hits.states.position);
        self.flags.extend_from_slice(&hits.states.flags);
    }

    /// Parts follow each other from `first` to the end that is returned.
    fn end(&self, first: u64) -> u64 {
        self.parts.iter().fold(first, |end, part| {
            assert!(part.start == end && part.end > end, "{:?}", self.parts);
            part.end
        })
    }

    /// All up to the last part is as in the event that ran to its end.
    fn begins(&self, whole: &Hits, end: u64) {
        let count = whole.photon.iter().take_while(|&&photon| photon < end).count();
        assert_eq!(self.photon, whole.photon[..count]);
        assert_eq!(self.channel, whole.channel[..count]);
        assert_eq!(self.event, whole.event[..count]);
        assert_eq!(self.position, whole.states.position[..count]);
        assert_eq!(self.flags, whole.states.flags[..count]);
        let bits = |times: &[f32]| times.iter().map(|time| time.to_bits()).collect::<Vec<_>>();
        assert_eq!(bits(&self.time), bits(&whole.states.time[..count]));
    }
}

fn options(hits: bool) -> EventOptions {
    EventOptions { event_id: 9, first_index: 1000, hits, ..Default::default() }
}

fn streamed(
    session: &Arc<Session>,
    count: usize,
    options: EventOptions,
    call: impl Fn(Range<u64>, &Hits) + Send + Sync + 'static,
) -> Arc<Event> {
    let callbacks = |_: &Arc<Event>| Ok(Callbacks { hits: Some(Box::new(call)), ..Default::default() });
    session.submit_with(Light::States(photons(count)), options, callbacks).unwrap()
}

fn whole(count: usize) -> Arc<Event> {
    let event = simple(1, 0).submit(Light::States(photons(count)), options(true)).unwrap();
    event.wait(None).unwrap();
    event
}

fn hits(event: &Event) -> &Hits {
    event.results().unwrap().hits.as_ref().unwrap()
}

#[test]
fn parts_are_all_hits_in_order_whoever_finds_them() {
    const COUNT: usize = 20_000;
    let whole = whole(COUNT);
    for (threads, chunk, keep) in
        [(1, 0, true), (4, 64, true), (4, 64, false), (3, 999, false), (2, 1 << 20, true)]
    {
        let session = simple(threads, chunk);
        for _ in 0..5 {
            let got = Arc::new(Mutex::new(Got::default()));
            let (tell, calling) = (Arc::clone(&got), AtomicBool::new(false));
            let event = streamed(&session, COUNT, options(keep), move |part, hits| {
                assert!(!calling.swap(true, SeqCst), "one call at a time");
                tell.lock().unwrap().take(part, hits);
                calling.store(false, SeqCst);
            });
            event.wait(None).unwrap();
            let got = got.lock().unwrap();
            assert_eq!(got.end(1000), 1000 + COUNT as u64);
            got.begins(hits(&whole), u64::MAX);
            assert!(got.photon.len() > 1000 && event.summary().unwrap().hits == got.photon.len() as u64);
            match keep {
                true => got.begins(hits(&event), u64::MAX),
                false => assert!(event.results().unwrap().hits.is_none()),
            }
        }
    }
}

#[test]
fn an_event_without_photons_has_no_parts() {
    let session = simple(2, 64);
    let calls = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&calls);
    let event = streamed(&session, 0, options(false), move |_, _| {
        count.fetch_add(1, SeqCst);
    });
    event.wait(None).unwrap();
    assert_eq!(calls.load(SeqCst), 0);
}

/// The program takes no part for a while: a few others are made, and no more. Other events go on meanwhile.
#[test]
fn a_slow_program_holds_its_event_up_and_no_other() {
    const CHUNK: usize = 100;
    const THREADS: usize = 3;
    let gate = Gate::new(); // of the program's function here
    gate.open();
    let session =
        session(THREADS, gate.clone(), SessionOptions { chunk: CHUNK as u64, ..Default::default() });
    let slow = Arc::new((Mutex::new(false), std::sync::Condvar::new()));
    let hold = Arc::clone(&slow);
    let event = streamed(&session, 400 * CHUNK, options(false), move |_, _| {
        let mut go = hold.0.lock().unwrap();
        while !*go {
            go = hold.1.wait(go).unwrap();
        }
    });
    // Threads that have nothing else to do find no more of it to do.
    let mut before = u64::MAX;
    while before != gate.passes.load(SeqCst) || before == 0 {
        before = gate.passes.load(SeqCst);
        std::thread::sleep(Duration::from_millis(100));
    }
    assert!(before <= 2 * THREADS as u64 + 2, "{before} parts");
    assert!(!event.progress().done);
    for _ in 0..20 {
        session.submit(Light::States(photons(10 * CHUNK)), options(true)).unwrap().wait(None).unwrap();
    }
    assert!(event.progress().photons_done <= before * CHUNK as u64);
    *slow.0.lock().unwrap() = true;
    slow.1.notify_all();
    event.wait(None).unwrap();
    assert_eq!(event.summary().unwrap().total(), 400 * CHUNK as u64);
}

#[test]
fn memory_does_not_grow_with_an_event_whose_hits_are_not_kept() {
    let session = simple(2, 256);
    let context = Arc::clone(session.context());
    let (most, at) = (Arc::new(AtomicUsize::new(0)), Arc::clone(&context));
    let keep = Arc::clone(&most);
    let event = streamed(&session, 300_000, options(false), move |_, _| {
        keep.fetch_max(at.memory() as usize, SeqCst);
    });
    event.wait(None).unwrap();
    let given = 300_000 * size_of::<chroma2::layout::PhotonState>(); // the submission's own copy
    let most = most.load(SeqCst);
    println!("{most} bytes, {given} of them given photons");
    assert!(most >= given && most < given + 8 * 256 * 88, "{most} bytes");
}

/// What a cancelled event gives is the first part of what it would have given.
#[test]
fn a_cancelled_event_gives_its_first_photons() {
    const COUNT: usize = 100_000;
    let whole = whole(COUNT);
    for stop in [0, 1, 7, 40] {
        let session = simple(3, 128);
        let got = Arc::new(Mutex::new(Got::default()));
        let (tell, own) = (Arc::clone(&got), Arc::new(Mutex::new(None::<Arc<Event>>)));
        let cancel = Arc::clone(&own);
        let event = streamed(&session, COUNT, options(true), move |part, hits| {
            let mut got = tell.lock().unwrap();
            got.take(part, hits);
            if got.parts.len() > stop {
                while cancel.lock().unwrap().is_none() {
                    std::thread::yield_now();
                }
                cancel.lock().unwrap().as_ref().unwrap().cancel();
            }
        });
        *own.lock().unwrap() = Some(Arc::clone(&event));
        assert!(matches!(event.wait(None), Err(Error::Cancelled(_))));
        *own.lock().unwrap() = None;
        let got = got.lock().unwrap();
        let end = got.end(1000);
        assert!(got.parts.len() > stop && end < 1000 + COUNT as u64);
        got.begins(hits(&whole), end);
        let summary = event.summary().unwrap();
        assert!(end - 1000 <= summary.photons - summary.unfinished);
    }
}

#[test]
fn a_panic_in_the_programs_function_fails_the_event() {
    let session = simple(2, 64);
    let calls = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&calls);
    let event = streamed(&session, 10_000, options(true), move |_, _| {
        count.fetch_add(1, SeqCst);
        panic!("the third part");
    });
    let error = event.wait(None).unwrap_err();
    assert!(matches!(&error, Error::Internal(text) if text.contains("the third part")), "{error}");
    assert_eq!(calls.load(SeqCst), 1);
    session.submit(Light::States(photons(10)), options(true)).unwrap().wait(None).unwrap();
}

/// Events with slow and quick functions of several sessions, taken as they end, some cancelled, some forgotten.
#[test]
fn many_events_stream_at_once() {
    let first = simple(3, 64);
    let second =
        Session::new(Arc::clone(first.context()), crate::double::Channels::new(), SessionOptions::default())
            .unwrap();
    let sums = Arc::new(Mutex::new(vec![(0_u64, 0_u64); 120]));
    let mut events: Vec<_> = (0..120)
        .map(|i| {
            let sums = Arc::clone(&sums);
            let session = if i % 2 == 0 { &first } else { &second };
            let options = EventOptions { priority: i % 5 - 2, ..options(i % 3 == 0) };
            let event = streamed(session, 3000, options, move |part, hits| {
                if i % 10 == 0 {
                    std::thread::sleep(Duration::from_micros(200));
                }
                let sum = &mut sums.lock().unwrap()[i as usize];
                *sum = (sum.0 + part.end - part.start, sum.1 + hits.photon.len() as u64);
            });
            if i % 12 == 5 {
                event.cancel();
            }
            (i, event)
        })
        .collect();
    events.retain(|(i, _)| i % 7 != 3); // these go on
    while !events.is_empty() {
        let waiting: Vec<_> = events.iter().map(|(_, event)| Arc::clone(event)).collect();
        let at = wait_any(&waiting, Some(Duration::from_secs(60))).unwrap();
        let (i, event) = events.swap_remove(at);
        let (photons, hits) = sums.lock().unwrap()[i as usize];
        if event.wait(None).is_ok() {
            assert_eq!((photons, hits), (3000, event.summary().unwrap().hits));
        }
    }
    first.drain(None).unwrap();
    second.drain(None).unwrap();
}

//! Traces: JSON that says what ran, also when it is cut off; nothing that depends on time where that is asked for.

use crate::double::{Channels, photons, session, simple};
use chroma2::Error;
use chroma2::session::{
    Batch, BatchEvent, Callbacks, EventOptions, Light, Numbering, Session, SessionOptions,
};
use chroma2::telemetry::{MOST_RECORDS, TraceOptions};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// A path of this test's own.
fn file(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("chroma2-traces-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    folder.join(format!("{name}.json"))
}

fn to(path: &Path) -> TraceOptions {
    TraceOptions { path: Some(path.to_owned()), ..TraceOptions::default() }
}

fn submit(session: &Arc<Session>, events: u64, count: usize) {
    for event_id in 0..events {
        let options = EventOptions { event_id: 1000 + event_id, ..EventOptions::default() };
        session.submit(Light::States(photons(count)), options).unwrap();
    }
    session.drain(None).unwrap();
}

fn objects(path: &Path) -> Vec<Value> {
    let all: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    all.as_array().unwrap().clone()
}

fn text<'a>(of: &'a Value, key: &str) -> &'a str {
    of[key].as_str().unwrap_or("")
}

/// (event, part, stage) of all spans.
fn spans(objects: &[Value]) -> BTreeSet<(u64, Option<u64>, String)> {
    let spans = objects.iter().filter(|object| ["X", "b"].contains(&text(object, "ph")));
    spans
        .map(|span| {
            let args = &span["args"];
            (args["event"].as_u64().unwrap(), args["part"].as_u64(), text(span, "name").to_owned())
        })
        .collect()
}

/// Those of events of so many parts that nothing went wrong with.
fn expected(events: u64, parts: u64) -> BTreeSet<(u64, Option<u64>, String)> {
    let mut all = BTreeSet::new();
    for event in 0..events {
        for part in 0..parts {
            all.extend(["upload", "propagate", "tally"].map(|name| (event, Some(part), name.to_owned())));
        }
        all.extend(["queue", "join", "event"].map(|name| (event, None, name.to_owned())));
    }
    all
}

#[test]
fn a_trace_has_every_stage_of_every_part_in_its_time() {
    let (session, path) = (simple(3, 100), file("whole"));
    session.trace_start(to(&path)).unwrap();
    let begun = Instant::now();
    submit(&session, 30, 1000);
    let took = begun.elapsed().as_secs_f64() * 1e6;
    session.trace_stop().unwrap();
    let all = objects(&path);
    assert_eq!(spans(&all), expected(30, 10));
    let mut lanes: BTreeMap<u64, Vec<(f64, f64)>> = BTreeMap::new();
    let mut events: BTreeMap<u64, Vec<f64>> = BTreeMap::new();
    for object in &all {
        let time = object["ts"].as_f64().unwrap_or(0.0);
        match text(object, "ph") {
            "X" => {
                let span = (time, object["dur"].as_f64().unwrap());
                lanes.entry(object["tid"].as_u64().unwrap()).or_default().push(span);
                assert!(object["args"]["photons"].as_u64().unwrap() <= 1000);
                assert_eq!(
                    object["args"]["event_id"].as_u64(),
                    object["args"]["event"].as_u64().map(|n| n + 1000)
                );
            }
            "b" | "e" if text(object, "name") == "event" => {
                assert_eq!(text(&object["args"], "outcome"), "succeeded");
                events.entry(object["id"].as_u64().unwrap()).or_default().push(time);
            }
            "C" => assert!(object["args"]["value"].as_u64().unwrap() <= 30_000),
            _ => {}
        }
    }
    assert!(!lanes.is_empty() && lanes.len() <= 3, "one lane a worker");
    let named = all.iter().filter(|object| text(object, "name") == "thread_name");
    let named: BTreeSet<u64> = named.map(|object| object["tid"].as_u64().unwrap()).collect();
    assert!(lanes.keys().all(|lane| named.contains(lane)));
    // A thread does one thing at a time; times are exact to a nanosecond.
    for spans in lanes.values_mut() {
        spans.sort_by(|a, b| a.0.total_cmp(&b.0));
        assert!(spans.windows(2).all(|pair| pair[0].0 + pair[0].1 <= pair[1].0 + 0.0015), "spans overlap");
        let (first, last) = (spans[0].0, spans[spans.len() - 1]);
        assert!(last.0 + last.1 - first <= took + 1.0);
    }
    assert_eq!(events.len(), 30);
    assert!(events.values().all(|ends| ends.len() == 2 && ends[0] <= ends[1]));
    let told = session.snapshot().trace_records;
    assert_eq!(told[1], 0);
    assert!(told[0] >= 30 * 33);
}

#[test]
fn traces_without_a_clock_are_the_same_for_every_run_and_any_threads() {
    let run = |threads: usize, name: &str| {
        let (session, path) = (simple(threads, 100), file(name));
        session.trace_start(TraceOptions { clockless: true, ..to(&path) }).unwrap();
        submit(&session, 20, 950);
        session.trace_stop().unwrap();
        fs::read(&path).unwrap()
    };
    let first = run(1, "one");
    assert_eq!(first, run(1, "again"));
    assert_eq!(first, run(4, "four"));
    let all = objects(&file("one"));
    assert_eq!(spans(&all), expected(20, 10));
    // In the order of events; each one waits before its parts, and encloses them.
    let order: Vec<_> = all
        .iter()
        .filter(|object| ["X", "b"].contains(&text(object, "ph")))
        .map(|span| {
            let part = span["args"]["part"].as_u64().map(|part| part + 1);
            let waits = text(span, "name") == "queue";
            (span["args"]["event"].as_u64().unwrap(), part.unwrap_or(if waits { 0 } else { u64::MAX }))
        })
        .collect();
    assert!(order.is_sorted());
    let time = |object: &Value| object["ts"].as_f64().unwrap();
    let ends = |event: u64, phase: &str| {
        let of = |o: &&Value| {
            text(o, "name") == "event" && text(o, "ph") == phase && o["id"].as_u64() == Some(event)
        };
        time(all.iter().find(of).unwrap())
    };
    for span in all.iter().filter(|object| text(object, "ph") == "X") {
        let event = span["args"]["event"].as_u64().unwrap();
        let (begin, end) = (ends(event, "b"), ends(event, "e"));
        assert!(begin <= time(span) && time(span) + span["dur"].as_f64().unwrap() <= end, "{span}");
    }
    assert!((0..19).all(|event| ends(event, "e") <= ends(event + 1, "b")), "events stand one after another");
    assert!(all.iter().all(|object| text(object, "ph") != "C"), "how much is queued depends on time");
}

#[test]
fn a_batch_tells_which_events_its_parts_have() {
    let (session, path) = (simple(2, 0), file("batch"));
    let events = (0..100).map(|i| BatchEvent {
        light: 0,
        range: 50 * i..50 * (i + 1),
        seed: 1,
        event_id: 700 + 3 * i,
    });
    let batch = Batch { lights: vec![Light::States(photons(5000))], events: events.collect() };
    session.trace_start(to(&path)).unwrap();
    session.submit_batch(batch, EventOptions::default(), |_| Ok(Callbacks::default())).unwrap();
    session.drain(None).unwrap();
    session.trace_stop().unwrap();
    let all = objects(&path);
    let (mut parts, mut wholes) = (BTreeMap::new(), 0);
    for span in all.iter().filter(|object| ["X", "b"].contains(&text(object, "ph"))) {
        let args = &span["args"];
        let (id, events) = (args["event_id"].as_u64().unwrap(), args["events"].as_u64().unwrap());
        match args["part"].as_u64() {
            Some(part) => {
                assert_eq!(
                    *parts.entry(part).or_insert((id, events)),
                    (id, events),
                    "each stage says the same"
                );
                assert!(args["photons"].as_u64().unwrap() <= 50 * events);
            }
            None => {
                assert_eq!((id, events), (700, 100));
                wholes += 1;
            }
        }
    }
    assert!(parts.len() > 1 && wholes == 3, "{parts:?}");
    assert!(parts.values().all(|(id, events)| (id - 700) % 3 == 0 && *events >= 1 && *events < 100));
    // Together they have all events, one of which may be in two parts.
    let sum: u64 = parts.values().map(|(_, events)| events).sum();
    assert!((100..100 + parts.len() as u64).contains(&sum), "{parts:?}");
}

#[test]
fn what_is_in_the_file_so_far_can_be_read() {
    let (session, path) = (simple(2, 100), file("cut"));
    session.trace_start(to(&path)).unwrap();
    submit(&session, 10, 500);
    let until = Instant::now() + Duration::from_secs(30);
    // As a process leaves it that ends now: without the bracket.
    let found = loop {
        let text = fs::read_to_string(&path).unwrap();
        let closed: Vec<Value> = serde_json::from_str(&format!("{text}\n]")).unwrap();
        let found = spans(&closed);
        if found == expected(10, 5) || Instant::now() > until {
            break found;
        }
        std::thread::sleep(Duration::from_millis(5));
    };
    assert_eq!(found, expected(10, 5), "written without being stopped");
    session.trace_stop().unwrap();
}

#[test]
fn without_a_file_the_last_records_are_kept() {
    let (session, path) = (simple(1, 100), file("last"));
    session.trace_start(TraceOptions { capacity: 50, ..TraceOptions::default() }).unwrap();
    submit(&session, 20, 300);
    session.trace_save(&path).unwrap();
    let all = objects(&path);
    let events: BTreeSet<u64> = spans(&all).into_iter().map(|(event, ..)| event).collect();
    assert!(events.contains(&19) && !events.contains(&0), "{events:?}");
    let written = all.iter().filter(|object| ["X", "b", "C"].contains(&text(object, "ph"))).count();
    assert!((50..=100).contains(&written), "{written}: counters are two objects a record");
    let [kept, lost] = session.snapshot().trace_records;
    assert_eq!(kept, 50);
    assert!(lost > 20 * 12 - 50);
    submit(&session, 1, 300); // it goes on
    session.trace_save(&path).unwrap();
    assert!(spans(&objects(&path)).iter().any(|(event, ..)| *event == 20));
    session.trace_stop().unwrap();
}

#[test]
fn records_beyond_the_room_are_counted_as_lost_and_not_waited_for() {
    let (session, path) = (simple(2, 10), file("small"));
    session.trace_start(TraceOptions { capacity: 1, ..to(&path) }).unwrap();
    submit(&session, 50, 1000);
    session.trace_stop().unwrap();
    let [kept, lost] = session.snapshot().trace_records;
    let written = objects(&path);
    let queued = written.iter().filter(|object| text(object, "ph") == "C").count() as u64 / 2;
    assert_eq!(spans(&written).len() as u64 + queued, kept, "what was kept is in the file");
    assert!(lost > 0 && kept + lost >= 50 * 303);
}

#[test]
fn wrong_use_is_told() {
    let session = simple(1, 0);
    let path = Path::new("/nowhere/trace.json");
    let error = session.trace_start(to(path)).unwrap_err();
    assert!(matches!(&error, Error::Io(text) if text.contains("/nowhere/trace.json")), "{error}");
    assert!(matches!(session.trace_stop(), Err(Error::InvalidState(_))));
    assert!(matches!(session.trace_save(&file("none")), Err(Error::InvalidState(_))));
    let large = TraceOptions { capacity: MOST_RECORDS + 1, ..TraceOptions::default() };
    let error = session.trace_start(large).unwrap_err().to_string();
    assert!(error.contains("config->capacity is 16777217"), "{error}");
    session.trace_start(TraceOptions::default()).unwrap();
    assert!(matches!(session.trace_start(TraceOptions::default()), Err(Error::InvalidState(_))));
    assert!(matches!(session.trace_save(path), Err(Error::Io(_))));
    session.trace_stop().unwrap();
    session.trace_start(to(&file("second"))).unwrap();
    assert!(
        matches!(session.trace_save(&file("none")), Err(Error::InvalidState(_))),
        "it has a file of its own"
    );
    session.close();
    assert!(matches!(session.trace_stop(), Err(Error::InvalidState(_))));
    assert!(!objects(&file("second")).is_empty(), "closing ends the file");
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_is_told_at_the_end() {
    if !Path::new("/dev/full").exists() {
        return;
    }
    let session = simple(1, 0);
    let error = session.trace_start(to(Path::new("/dev/full"))).unwrap_err();
    assert!(matches!(&error, Error::Io(text) if text.contains("/dev/full")), "{error}");
    assert!(matches!(session.trace_stop(), Err(Error::InvalidState(_))));
}

#[test]
fn names_are_escaped() {
    let (session, path) = (simple(1, 0), file("name"));
    let name = "a \"detector\" \\ of\nwater".to_owned();
    session.trace_start(TraceOptions { name: name.clone(), ..to(&path) }).unwrap();
    session.trace_stop().unwrap();
    let all = objects(&path);
    assert_eq!((text(&all[0], "name"), text(&all[0]["args"], "name")), ("process_name", name.as_str()));
}

#[test]
fn numbers_that_the_session_gives_are_in_it() {
    let path = file("numbered");
    let numbering = Some(Numbering { seed: 1, next: 40 });
    let options = SessionOptions { numbering, ..SessionOptions::default() };
    let session = session(1, Channels::new(), options);
    session.trace_start(to(&path)).unwrap();
    for _ in 0..3 {
        session.submit(Light::States(photons(100)), EventOptions::default()).unwrap();
    }
    session.drain(None).unwrap();
    session.trace_stop().unwrap();
    let ids: BTreeSet<_> =
        objects(&path).iter().filter_map(|object| object["args"]["event_id"].as_u64()).collect();
    assert_eq!(ids, BTreeSet::from([40, 41, 42]));
}

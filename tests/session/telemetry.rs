//! What sessions tell of themselves: counts that agree with what ran, times, the text for Prometheus, and the function
//! that is called now and then.

use crate::double::{Channels, Defect, Gate, flash, photons, session, simple};
use chroma2::backend::context::{Choice, Context};
use chroma2::session::{Callbacks, EventOptions, Light, SessionOptions};
use chroma2::telemetry::{Outcome, Stage, Sums};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::SeqCst};
use std::sync::{Arc, Mutex, mpsc};
use std::time::Duration;

fn numbered(event_id: u64) -> EventOptions {
    EventOptions { event_id, ..EventOptions::default() }
}

#[test]
fn counts_are_those_of_the_summaries_for_any_threads_and_parts() {
    for (threads, chunk, count) in [(1, 0, 1), (2, 0, 3), (2, 50, 700), (4, 64, 5000), (3, 1000, 1000)] {
        let session = simple(threads, chunk);
        let (mut draws, mut hits) = (0, 0);
        let events: Vec<_> =
            (0..40).map(|i| session.submit(Light::States(photons(count)), numbered(i)).unwrap()).collect();
        for event in &events {
            event.wait(None).unwrap();
            let summary = *event.summary().unwrap();
            draws += summary.draws;
            hits += summary.hits;
        }
        session.drain(None).unwrap();
        let all = 40 * count as u64;
        let now = session.snapshot();
        assert_eq!((now.queue.events_done, now.queue.photons_done, now.queue.events_queued), (40, all, 0));
        assert_eq!((now.work.photons, now.work.draws, now.work.hits), ([all, 0], draws, hits));
        assert_eq!(now.work.ended, [40, 0, 0]);
        let parts = if chunk == 0 { 1 } else { (count as u64).div_ceil(chunk) };
        assert_eq!(now.work.parts, [40 * parts, 0]);
        assert_eq!(now.recent, [all, draws, hits], "all of it was in the last ten seconds");
        assert_eq!(now.work.latencies.buckets.iter().sum::<u64>(), 40);
        assert!(now.work.latencies.sum > 0 && now.window > 0.0 && now.rates()[0] >= all as f64 / 11.0);
        assert!(now.queue.events_queued_max >= 1 && now.queue.events_queued_max <= 40);
        assert!(now.queue.photons_queued_max >= count as u64 && now.queue.photons_queued_max <= all);
        assert_eq!((now.work.bytes, now.work.device_stages, now.queue.waits), ([0; 2], [0; 3], 0));
        assert!(now.memory[1] >= now.memory[0] && now.memory[1] > 0);
    }
}

#[test]
fn one_snapshot_is_the_one_before_and_what_came_since() {
    let session = simple(2, 100);
    let mut before = Sums::default();
    for round in 1..=20u64 {
        session.submit(Light::States(photons(1000)), numbered(round)).unwrap().wait(None).unwrap();
        session.drain(None).unwrap();
        let now = session.snapshot().work;
        assert_eq!(now.photons[0], 1000 * round);
        assert!(
            now.stages.iter().zip(before.stages).all(|(now, before)| *now >= before),
            "times do not fall"
        );
        before = now;
    }
}

#[test]
fn ends_are_counted_by_their_outcome() {
    let gate = Gate::new();
    let session = session(1, gate.clone(), SessionOptions { chunk: 100, limit: None, ..Default::default() });
    let good = session.submit(Light::States(photons(100)), numbered(0)).unwrap();
    while gate.passes.load(SeqCst) == 0 {
        std::thread::yield_now();
    }
    let gone = session.submit(Light::States(photons(100)), numbered(1)).unwrap();
    gone.cancel();
    gate.open();
    good.wait(None).unwrap();
    gone.wait(None).unwrap_err();
    session.drain(None).unwrap();
    let now = session.snapshot();
    assert_eq!(now.work.ended, [1, 1, 0]);
    assert_eq!((now.work.photons, now.work.parts), ([100, 0], [1, 0]), "the cancelled one did not begin");

    let broken = crate::double::session(1, Arc::new(Defect), SessionOptions::default());
    broken.submit(Light::States(photons(10)), numbered(0)).unwrap().wait(None).unwrap_err();
    broken.drain(None).unwrap();
    let now = broken.snapshot();
    assert_eq!(now.work.ended[Outcome::Failed as usize], 1);
    assert_eq!((now.work.photons, now.queue.events_done), ([0, 0], 1));
}

#[test]
fn stages_add_up_to_what_a_thread_did() {
    let context = Context::new(Choice::Cpu, 1).unwrap();
    let session = chroma2::session::Session::new(
        context,
        Channels::new(),
        SessionOptions { chunk: 4096, limit: None, ..Default::default() },
    )
    .unwrap();
    let told = Arc::new(AtomicBool::new(false));
    let tell = Arc::clone(&told);
    let event = session
        .submit_with(flash().light(400_000).unwrap(), numbered(0), |_| {
            Ok(Callbacks {
                done: Some(Box::new(move |_| {
                    std::thread::sleep(Duration::from_millis(30));
                    tell.store(true, SeqCst);
                })),
                ..Default::default()
            })
        })
        .unwrap();
    event.wait(None).unwrap();
    session.drain(None).unwrap();
    assert!(told.load(SeqCst));
    let now = session.snapshot();
    let time = |stage: Stage| Duration::from_nanos(now.work.stages[stage as usize]);
    let elapsed = event.progress().elapsed;
    let worked: Duration =
        [Stage::Upload, Stage::Propagate, Stage::Tally, Stage::Join].map(time).iter().sum();
    // One thread: waiting, work and nothing else; what is between parts is not measured.
    assert!(time(Stage::Queue) + worked <= elapsed, "{:?} of {elapsed:?}", now.work.stages);
    assert!(2 * (time(Stage::Queue) + worked) >= elapsed, "{:?} of {elapsed:?}", now.work.stages);
    assert!(time(Stage::Propagate) > Duration::ZERO && time(Stage::Upload) > Duration::ZERO);
    assert!(time(Stage::Callback) >= Duration::from_millis(30), "{:?}", now.work.stages);
    assert_eq!(time(Stage::Download), Duration::ZERO);
    assert_eq!(now.work.latencies.sum, elapsed.as_nanos() as u64);
}

#[test]
fn time_in_functions_of_the_program_is_theirs_alone() {
    let session = simple(1, 4096);
    let nap = Duration::from_millis(10);
    let calls = Arc::new(AtomicU64::new(0));
    let (of_hits, of_progress) = (Arc::clone(&calls), Arc::clone(&calls));
    let rest = move |calls: &AtomicU64| {
        calls.fetch_add(1, SeqCst);
        std::thread::sleep(nap);
    };
    let event = session
        .submit_with(flash().light(5 * 4096).unwrap(), numbered(0), |_| {
            Ok(Callbacks {
                // 64 photons at a time: some 300 calls.
                progress: Some(Box::new(move |done, all| {
                    if done % 1024 == 0 || done == all {
                        rest(&of_progress);
                    }
                })),
                hits: Some(Box::new(move |_, _| rest(&of_hits))),
                ..Default::default()
            })
        })
        .unwrap();
    event.wait(None).unwrap();
    session.drain(None).unwrap();
    let now = session.snapshot();
    let time = |stage: Stage| Duration::from_nanos(now.work.stages[stage as usize]);
    let called = calls.load(SeqCst) as u32;
    assert!(called >= 20 + 5, "{called}");
    assert!(time(Stage::Callback) >= nap * called, "{:?}", now.work.stages);
    let elapsed = event.progress().elapsed;
    let all: Duration = Stage::ALL.map(time).iter().sum();
    assert!(all <= elapsed, "one thread: no time is counted twice, {:?} of {elapsed:?}", now.work.stages);
    let others = all - time(Stage::Callback);
    assert!(others <= elapsed - nap * called, "{:?} of {elapsed:?}", now.work.stages);
}

#[test]
fn small_events_are_sampled_and_count_for_all() {
    let session = simple(1, 0);
    for i in 0..1600 {
        session.submit(Light::States(photons(1)), numbered(i)).unwrap().wait(None).unwrap();
    }
    let work = session.snapshot().work;
    // Each one's stages take no longer than the event, of which one in sixteen is measured and counts sixteen times.
    let stages: u64 = work.stages.iter().sum();
    assert!(stages > 0 && stages <= 16 * work.latencies.sum, "{stages} of {}", work.latencies.sum);
    assert_eq!(stages % 16, 0);
    assert_eq!(work.latencies.buckets.iter().sum::<u64>(), 1600, "counted, not sampled");
}

#[test]
fn waits_for_room_are_counted_with_their_time() {
    let gate = Gate::new();
    let session =
        session(1, gate.clone(), SessionOptions { chunk: 100, limit: Some(100), ..Default::default() });
    session.submit(Light::States(photons(100)), numbered(0)).unwrap();
    let inner = Arc::clone(&session);
    let waiting = std::thread::spawn(move || inner.submit(Light::States(photons(60)), numbered(1)).map(drop));
    std::thread::sleep(Duration::from_millis(50));
    let now = session.snapshot().queue;
    assert_eq!((now.events_waiting, now.photons_waiting, now.events_queued), (1, 60, 1));
    // One that gives up is counted as one that waited, and waits no more.
    let options = EventOptions { submit_timeout: Some(Duration::from_millis(5)), ..numbered(2) };
    assert!(session.submit(Light::States(photons(7)), options).is_err());
    let now = session.snapshot().queue;
    assert_eq!((now.events_waiting, now.photons_waiting, now.waits), (1, 60, 2));
    gate.open();
    waiting.join().unwrap().unwrap();
    session.drain(None).unwrap();
    let now = session.snapshot();
    assert_eq!((now.queue.events_waiting, now.queue.photons_waiting), (0, 0));
    assert_eq!((now.queue.waits, now.queue.events_queued_max, now.queue.photons_queued_max), (2, 1, 100));
    assert!(now.queue.waited > Duration::ZERO && now.queue.waited < Duration::from_secs(60));
}

/// Values by name and labels, and types by name: what a parser of the format makes of it.
fn parsed(text: &str) -> (BTreeMap<String, f64>, BTreeMap<String, String>) {
    let (mut values, mut types, mut helped) = (BTreeMap::new(), BTreeMap::new(), None);
    assert!(text.ends_with('\n') && text.is_ascii());
    let name_of = |series: &str| series.split('{').next().unwrap().to_owned();
    for line in text.lines() {
        if let Some(rest) = line.strip_prefix("# HELP ") {
            let (name, help) = rest.split_once(' ').unwrap();
            assert!(!help.is_empty() && !help.contains('\\'));
            helped = Some(name.to_owned());
        } else if let Some(rest) = line.strip_prefix("# TYPE ") {
            let (name, kind) = rest.split_once(' ').unwrap();
            assert_eq!(helped.as_deref(), Some(name), "HELP comes before TYPE");
            assert!(["gauge", "counter", "histogram"].contains(&kind));
            assert_eq!(types.insert(name.to_owned(), kind.to_owned()), None, "{name} is there twice");
            assert_eq!(kind == "counter", name.ends_with("_total"), "{name}");
        } else {
            let (series, value) = line.rsplit_once(' ').unwrap();
            let name = name_of(series);
            assert!(
                name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_'),
                "{name}"
            );
            let known = ["_bucket", "_sum", "_count"].iter().find_map(|end| name.strip_suffix(end));
            let family = known.filter(|family| types.get(*family).is_some_and(|kind| kind == "histogram"));
            assert!(types.contains_key(family.unwrap_or(&name)), "{name} has no type");
            if let Some((_, labels)) = series.split_once('{') {
                let (key, label) = labels.strip_suffix('}').unwrap().split_once('=').unwrap();
                assert!(!key.is_empty() && label.starts_with('"') && label.ends_with('"') && label.len() > 2);
            }
            assert_eq!(
                values.insert(series.to_owned(), value.parse().unwrap()),
                None,
                "{series} is there twice"
            );
        }
    }
    (values, types)
}

#[test]
fn the_text_says_what_the_snapshot_says() {
    let session = simple(2, 100);
    for i in 0..25 {
        session.submit(Light::States(photons(300)), numbered(i)).unwrap();
    }
    session.drain(None).unwrap();
    let (now, text) = (session.snapshot(), session.telemetry_text());
    let (values, types) = parsed(&text);
    let value = |series: &str| values[&format!("chroma2_{series}")];
    assert_eq!(value("events_total{outcome=\"succeeded\"}"), 25.0);
    assert_eq!(value("events_total{outcome=\"failed\"}"), 0.0);
    assert_eq!(value("photons_total{place=\"processor\"}"), 7500.0);
    assert_eq!(value("parts_total{place=\"processor\"}"), 75.0);
    assert_eq!(value("random_numbers_total"), now.work.draws as f64);
    assert_eq!(value("hits_total"), now.work.hits as f64);
    let propagated = now.work.stages[Stage::Propagate as usize] as f64 * 1e-9;
    assert!((value("stage_seconds_total{stage=\"propagate\"}") - propagated).abs() < 1e-9);
    // The histogram: cumulative, by rising ends, up to all events.
    assert_eq!(types["chroma2_event_seconds"], "histogram");
    let mut buckets: Vec<(f64, f64)> = values
        .iter()
        .filter_map(|(series, &count)| {
            let end = series.strip_prefix("chroma2_event_seconds_bucket{le=\"")?.strip_suffix("\"}")?;
            Some((end.parse().unwrap(), count)) // Rust reads +Inf
        })
        .collect();
    buckets.sort_by(|a, b| a.0.total_cmp(&b.0));
    assert_eq!((buckets.len(), buckets[31]), (32, (f64::INFINITY, 25.0)));
    assert!(buckets.windows(2).all(|pair| pair[0].1 <= pair[1].1));
    for (i, (end, count)) in buckets[..31].iter().enumerate() {
        assert!((end - (1u64 << i) as f64 * 1e-6).abs() < 1e-12 * end);
        assert_eq!(*count, now.work.latencies.buckets[..=i].iter().sum::<u64>() as f64);
    }
    assert_eq!(value("event_seconds_count"), 25.0);
    assert!((value("event_seconds_sum") - now.work.latencies.sum as f64 * 1e-9).abs() < 1e-9);
    let numbers = text.lines().filter(|line| !line.starts_with('#')).count();
    assert!(text.len() + 20 * numbers < 16384, "{} bytes: with numbers of twenty digits too", text.len());
}

#[test]
fn a_program_is_told_until_the_session_is_closed() {
    let session = simple(1, 0);
    let (tell, told) = mpsc::channel();
    let tell = Mutex::new(tell);
    session
        .on_telemetry(Duration::from_millis(2), move |now| {
            let _ = tell.lock().unwrap().send(now.queue.events_done);
        })
        .unwrap();
    session.submit(Light::States(photons(10)), numbered(0)).unwrap();
    session.drain(None).unwrap();
    assert!(told.iter().take(1000).any(|events| events == 1), "it was told of the end");
    session.close();
    while told.try_recv().is_ok() {}
    session.submit(Light::States(photons(10)), numbered(1)).unwrap().wait(None).unwrap();
    std::thread::sleep(Duration::from_millis(30));
    assert!(told.try_recv().is_err(), "it was told after the end");
}

#[test]
fn the_function_may_close_the_session_and_be_the_last_to_know_it() {
    for _ in 0..20 {
        let session = simple(1, 0);
        let weak = Arc::downgrade(&session);
        let place = Arc::new(Mutex::new(None));
        let (inner, calls) = (Arc::clone(&place), Arc::new(AtomicU64::new(0)));
        let (counted, (tell, told)) = (Arc::clone(&calls), mpsc::channel());
        session
            .on_telemetry(Duration::from_millis(1), move |_| {
                counted.fetch_add(1, SeqCst);
                let session: Option<Arc<chroma2::session::Session>> = inner.lock().unwrap().take();
                if let Some(session) = session {
                    session.close();
                    drop(session);
                    let _ = tell.send(());
                }
            })
            .unwrap();
        *place.lock().unwrap() = Some(session);
        told.recv_timeout(Duration::from_secs(60)).unwrap();
        while weak.strong_count() > 0 {
            std::thread::yield_now(); // the thread's own, until its call is over
        }
        let at_end = calls.load(SeqCst);
        std::thread::sleep(Duration::from_millis(5));
        assert_eq!(calls.load(SeqCst), at_end);
    }
}

#[test]
fn its_thread_may_not_wait_for_events() {
    let session = simple(1, 0);
    let (inner, (tell, told)) = (Arc::downgrade(&session), mpsc::channel());
    session
        .on_telemetry(Duration::from_millis(1), move |_| {
            if let Some(session) = inner.upgrade() {
                let _ = tell.send(session.drain(None).is_err());
            }
        })
        .unwrap();
    assert!(told.recv_timeout(Duration::from_secs(60)).unwrap());
    session.close();
}

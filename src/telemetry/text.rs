//! A snapshot in the text format of Prometheus (version 0.0.4), which other programs read too.

use super::latency::{BUCKETS, Latencies};
use super::snapshot::Snapshot;
use super::stage::{Outcome, Stage};
use std::fmt::{Display, Write};

/// Metrics with their help and type.
struct Text(String);

impl Text {
    fn head(&mut self, name: &str, kind: &str, help: &str) {
        // To a string: cannot fail.
        let _ = write!(self.0, "# HELP chroma2_{name} {help}\n# TYPE chroma2_{name} {kind}\n");
    }

    fn one(&mut self, name: &str, kind: &str, help: &str, value: impl Display) {
        self.head(name, kind, help);
        let _ = writeln!(self.0, "chroma2_{name} {value}");
    }

    fn by<V: Display>(
        &mut self,
        (name, label): (&str, &str),
        kind: &str,
        help: &str,
        values: impl Iterator<Item = (&'static str, V)>,
    ) {
        self.head(name, kind, help);
        for (which, value) in values {
            let _ = writeln!(self.0, "chroma2_{name}{{{label}=\"{which}\"}} {value}");
        }
    }

    fn histogram(&mut self, name: &str, help: &str, of: &Latencies) {
        self.head(name, "histogram", help);
        let mut count = 0;
        for (i, bucket) in of.buckets.iter().enumerate() {
            count += bucket;
            let end = if i + 1 < BUCKETS { Latencies::upper_end(i).to_string() } else { "+Inf".into() };
            let _ = writeln!(self.0, "chroma2_{name}_bucket{{le=\"{end}\"}} {count}");
        }
        let _ = writeln!(self.0, "chroma2_{name}_sum {}\nchroma2_{name}_count {count}", seconds(of.sum));
    }
}

fn seconds(nanoseconds: u64) -> f64 {
    nanoseconds as f64 * 1e-9
}

/// All metrics of a session.
pub fn text(of: &Snapshot) -> String {
    let mut text = Text(String::with_capacity(8192));
    let (gauge, counter) = ("gauge", "counter");
    let work = &of.work;
    text.one("events_queued", gauge, "Events submitted and not finished.", of.events_queued);
    text.one("photons_queued", gauge, "Their photons.", of.photons_queued);
    text.one("events_queued_max", gauge, "Most events unfinished at a time.", of.events_queued_max);
    text.one("photons_queued_max", gauge, "Most photons of unfinished events.", of.photons_queued_max);
    let ended = Outcome::ALL.map(Outcome::name).into_iter().zip(work.ended);
    text.by(("events_total", "outcome"), counter, "Events that ended.", ended);
    text.one("events_merged_total", counter, "Events run together with others.", work.merged);
    let places = ["processor", "device"];
    let photons = places.into_iter().zip(work.photons);
    text.by(("photons_total", "place"), counter, "Photons that came to their end.", photons);
    let parts = places.into_iter().zip(work.parts);
    text.by(("parts_total", "place"), counter, "Parts of events.", parts);
    text.one("random_numbers_total", counter, "Random numbers used.", work.draws);
    text.one("hits_total", counter, "Detected photons with a channel.", work.hits);
    text.one(
        "secondaries_total",
        counter,
        "Photons that absorptions gave beside their first ones.",
        work.secondaries,
    );
    let [photons, draws, hits] = of.rates();
    text.one("photons_per_second", gauge, "Photons a second of late.", photons);
    text.one("random_numbers_per_second", gauge, "Random numbers a second of late.", draws);
    text.one("hits_per_second", gauge, "Hits a second of late.", hits);
    text.one("busy_seconds_total", counter, "Time with an unfinished event.", of.busy.as_secs_f64());
    let stages = Stage::ALL.into_iter().zip(work.stages).map(|(stage, time)| (stage.name(), seconds(time)));
    text.by(("stage_seconds_total", "stage"), counter, "Time of stages by the host's clock.", stages);
    let stages = Stage::OF_DEVICE.into_iter().zip(work.device_stages);
    let stages = stages.map(|(stage, time)| (stage.name(), seconds(time)));
    text.by(("device_stage_seconds_total", "stage"), counter, "Time of stages by the GPU's clock.", stages);
    let bytes = ["to_device", "to_host"].into_iter().zip(work.bytes);
    text.by(("transferred_bytes_total", "direction"), counter, "Bytes to and from GPUs.", bytes);
    text.one("submit_waits_total", counter, "Submissions that waited for room.", of.waits);
    text.one("submit_wait_seconds_total", counter, "How long they waited.", of.waited.as_secs_f64());
    text.histogram("event_seconds", "From the submission of an event to its end.", &work.latencies);
    text.one("memory_bytes", gauge, "Host memory of the context.", of.memory[0]);
    text.one("memory_max_bytes", gauge, "Most of it so far.", of.memory[1]);
    text.one("device_memory_bytes", gauge, "Memory of the GPU.", of.device_memory[0]);
    text.one("device_memory_max_bytes", gauge, "Most of it so far.", of.device_memory[1]);
    text.one("trace_records_total", counter, "Records of traces.", of.trace_records[0]);
    text.one("trace_lost_records_total", counter, "Records that there was no room for.", of.trace_records[1]);
    text.0
}

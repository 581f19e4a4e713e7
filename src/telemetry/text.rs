//! A snapshot in the text format of Prometheus (version 0.0.4), which other programs read too.

use super::latency::{BUCKETS, Latencies};
use super::snapshot::Snapshot;
use super::stage::{Outcome, Stage};
use crate::backend::device::Share;
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
        values: impl Iterator<Item = (impl Display, V)>,
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

/// All metrics of a session, whose context has given so many photons to each of several GPUs.
pub fn text(of: &Snapshot, shares: &[Share]) -> String {
    let mut text = Text(String::with_capacity(16384));
    let (gauge, counter) = ("gauge", "counter");
    let work = &of.work;
    let queue = &of.queue;
    text.one(
        "events_queued",
        gauge,
        "Events submitted and not finished, whether they wait for a thread or run.",
        queue.events_queued,
    );
    text.one(
        "photons_queued",
        gauge,
        "Photons of the events submitted and not finished.",
        queue.photons_queued,
    );
    text.one(
        "events_queued_max",
        gauge,
        "Largest value so far of chroma2_events_queued.",
        queue.events_queued_max,
    );
    text.one(
        "photons_queued_max",
        gauge,
        "Largest value so far of chroma2_photons_queued.",
        queue.photons_queued_max,
    );
    text.one(
        "events_waiting",
        gauge,
        "Submissions that wait for room in the full queue; they are not in chroma2_events_queued yet.",
        queue.events_waiting,
    );
    text.one(
        "photons_waiting",
        gauge,
        "Photons of the submissions that wait for room.",
        queue.photons_waiting,
    );
    let ended = Outcome::ALL.map(Outcome::name).into_iter().zip(work.ended);
    text.by(("events_total", "outcome"), counter, "Events finished, by how they ended.", ended);
    text.one(
        "events_merged_total",
        counter,
        "Small events that a GPU propagated in one launch together with others.",
        work.merged,
    );
    let places = ["processor", "device"];
    let photons = places.into_iter().zip(work.photons);
    text.by(
        ("photons_total", "place"),
        counter,
        "Photons propagated to their end, by where: on the processor or on the GPU (device).",
        photons,
    );
    let parts = places.into_iter().zip(work.parts);
    text.by(
        ("parts_total", "place"),
        counter,
        "Parts propagated, by where; an event is divided into chunks for threads or slices for a GPU.",
        parts,
    );
    text.one(
        "random_numbers_total",
        counter,
        "Random numbers drawn by photons: a measure of their steps, which are not counted.",
        work.draws,
    );
    text.one(
        "hits_total",
        counter,
        "Hits: photons detected at a surface of an instance with a channel.",
        work.hits,
    );
    text.one(
        "secondaries_total",
        counter,
        "Photons that absorptions gave beside their first ones.",
        work.secondaries,
    );
    let [photons, draws, hits] = of.rates();
    text.one(
        "photons_per_second",
        gauge,
        "Photons that came to their end per second, mean of the last 10 seconds.",
        photons,
    );
    text.one(
        "random_numbers_per_second",
        gauge,
        "Random numbers drawn per second, mean of the last 10 seconds.",
        draws,
    );
    text.one("hits_per_second", gauge, "Hits per second, mean of the last 10 seconds.", hits);
    text.one(
        "busy_seconds_total",
        counter,
        "Seconds of elapsed time during which at least one event was unfinished.",
        queue.busy.as_secs_f64(),
    );
    let stages = Stage::ALL.into_iter().zip(work.stages).map(|(stage, time)| (stage.name(), seconds(time)));
    text.by(
        ("stage_seconds_total", "stage"),
        counter,
        "Seconds that events spent in each stage by the host's clock, summed over all threads.",
        stages,
    );
    let stages = Stage::OF_DEVICE.into_iter().zip(work.device_stages);
    let stages = stages.map(|(stage, time)| (stage.name(), seconds(time)));
    text.by(
        ("device_stage_seconds_total", "stage"),
        counter,
        "Seconds of each stage by the GPU's own clock; measured with device_timing or during a trace, else 0.",
        stages,
    );
    let bytes = ["to_device", "to_host"].into_iter().zip(work.bytes);
    text.by(
        ("transferred_bytes_total", "direction"),
        counter,
        "Bytes copied from host to GPU memory (to_device) and back (to_host).",
        bytes,
    );
    text.one(
        "submit_waits_total",
        counter,
        "Submissions that had to wait for room in the full queue, those included that gave up.",
        queue.waits,
    );
    text.one(
        "submit_wait_seconds_total",
        counter,
        "Seconds that submissions waited for room, summed over all of them.",
        queue.waited.as_secs_f64(),
    );
    text.histogram(
        "event_seconds",
        "Seconds from the submission of an event to its end, without the program's completion callback.",
        &work.latencies,
    );
    text.one(
        "memory_bytes",
        gauge,
        "Bytes of host memory that the session's context has in use.",
        of.memory[0],
    );
    text.one("memory_max_bytes", gauge, "Largest value so far of chroma2_memory_bytes.", of.memory[1]);
    text.one(
        "device_memory_bytes",
        gauge,
        "Bytes of GPU memory that the session's context holds; 0 without a GPU.",
        of.device_memory[0],
    );
    text.one(
        "device_memory_max_bytes",
        gauge,
        "Largest value so far of chroma2_device_memory_bytes.",
        of.device_memory[1],
    );
    text.one("trace_records_total", counter, "Records kept by traces of the session.", of.trace_records[0]);
    text.one(
        "trace_lost_records_total",
        counter,
        "Records lost by traces, for want of room in their capacity.",
        of.trace_records[1],
    );
    if !shares.is_empty() {
        text.by(
            ("gpu_photons_total", "device"),
            counter,
            "Photons given to each GPU of the session's context, by its place in the list of devices.",
            shares.iter().map(|share| (share.device, share.photons)),
        );
    }
    text.0
}

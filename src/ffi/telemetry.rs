//! What a session did and has to do.

use super::arguments::Config;
use crate::telemetry::{Outcome, Snapshot, Stage};
use std::ffi::c_void;

/// What a session did and has to do. Its parts are read one after another: while events run they may differ by what ends
/// meanwhile; after a drain they agree.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct chroma2_telemetry {
    /// sizeof(chroma2_telemetry).
    pub struct_size: usize,
    /// Events submitted and not finished.
    pub events_queued: u64,
    /// Their photons.
    pub photons_queued: u64,
    /// Events finished, cancelled and failed ones included.
    pub events_done: u64,
    /// Photons of those that came to their end.
    pub photons_done: u64,
    /// Seconds during which there was an unfinished event.
    pub busy_seconds: f64,
    /// photons_done / busy_seconds; 0 before the first event.
    pub photons_per_second: f64,
    /// The most events that were unfinished at a time.
    pub events_queued_max: u64,
    /// The most photons that unfinished events had together.
    pub photons_queued_max: u64,
    /// Events that ended with results.
    pub events_succeeded: u64,
    /// Events that were cancelled.
    pub events_cancelled: u64,
    /// Events that failed.
    pub events_failed: u64,
    /// Events that were run together with others, as one.
    pub events_merged: u64,
    /// Parts of events that the processor ran.
    pub processor_parts: u64,
    /// Photons of these that came to their end, those of unfinished events included.
    pub processor_photons: u64,
    /// Parts of events that a GPU ran.
    pub device_parts: u64,
    /// Photons of these that came to their end, those of unfinished events included.
    pub device_photons: u64,
    /// Random numbers that all these photons used: a measure of their steps, which are not counted.
    pub random_numbers: u64,
    /// Hits among them.
    pub hits: u64,
    /// Seconds that the next three are of: the last 10 to 11, or all since the session was made.
    pub window_seconds: f64,
    /// Photons a second that came to their end, of parts that were done during these.
    pub window_photons_per_second: f64,
    /// Random numbers a second, likewise.
    pub window_random_numbers_per_second: f64,
    /// Hits a second, likewise.
    pub window_hits_per_second: f64,
    /// Seconds by the host's clock, of all threads together, that events waited from their submission until a thread took
    /// their first part. Of events of one part and fewer than 128 photons on the processor, one in 16 is measured for this and
    /// the next five, and counts 16 times.
    pub queue_seconds: f64,
    /// Seconds that photons were gathered or made, and sent to a GPU as far as a thread had a part in that.
    pub upload_seconds: f64,
    /// Seconds that photons were propagated. Of a GPU: from its work having been put on its way until its tally was
    /// there, so waiting for other slices and the tally are included.
    pub propagate_seconds: f64,
    /// Seconds that the processor counted end states and packed hits.
    pub tally_seconds: f64,
    /// Seconds that results were brought from a GPU.
    pub download_seconds: f64,
    /// Seconds that results of parts were joined.
    pub join_seconds: f64,
    /// Seconds in on_done, on_progress and on_hits of all events, which are in no other stage's.
    pub callback_seconds: f64,
    /// Seconds by the GPU's own clock that it received or made photons of steps, in slices that were run with
    /// device_timing or during a trace; as the next two. A slice that waits for room beside another one counts that too.
    /// A small event that the resident kernel takes has no such times.
    pub device_upload_seconds: f64,
    /// Seconds that it propagated photons, and made those of sources.
    pub device_propagate_seconds: f64,
    /// Seconds that it counted end states and packed hits.
    pub device_tally_seconds: f64,
    /// Bytes of photons, sources and steps sent to a GPU.
    pub bytes_to_device: u64,
    /// Bytes of results brought from a GPU, or written by it to the host's memory.
    pub bytes_to_host: u64,
    /// Submissions that waited for room (max_queued_photons, max_queued_events), those that gave up included.
    pub submit_waits: u64,
    /// Seconds that they waited, together.
    pub submit_wait_seconds: f64,
    /// Seconds from the submission of events to their end, without on_done, of all events together.
    pub latency_seconds: f64,
    /// Events by that time: entry 0: up to 1 microsecond; entry i: above 2^(i - 1) and up to 2^i microseconds; the last
    /// one: all above 2^30. They add up to all events that ended.
    pub latency_histogram: [u64; 32],
    /// Bytes of host memory in use by the session's context, as chroma2_context_info counts them.
    pub memory: u64,
    /// The most of these so far.
    pub memory_max: u64,
    /// Bytes of the GPU's memory that the context holds.
    pub device_memory: u64,
    /// The most of these so far.
    pub device_memory_max: u64,
    /// Records that traces of the session have kept.
    pub trace_records: u64,
    /// Records that were lost since there was no room for them, or for those that came after them.
    pub trace_lost_records: u64,
    /// Submissions that wait for room now, which are not among events_queued yet. A batch counts as one.
    pub events_waiting: u64,
    /// Their photons.
    pub photons_waiting: u64,
    /// Photons that absorptions gave beside their first ones, of parts that were run, replays included. Counts of hits and
    /// random numbers include theirs, counts of photons do not.
    pub secondaries: u64,
}

// SAFETY: plain numbers without padding, struct_size first.
unsafe impl Config for chroma2_telemetry {
    const NAME: &'static str = "chroma2_telemetry";
}

/// Called by a thread of the library every so often with what a session did; `telemetry` is valid during the call. It may
/// call the library, also to destroy the session, but not wait for events. It must not throw.
pub type chroma2_telemetry_callback =
    Option<unsafe extern "C" fn(user: *mut c_void, telemetry: *const chroma2_telemetry)>;

/// A snapshot as C has it.
pub(super) fn of(snapshot: &Snapshot) -> chroma2_telemetry {
    let work = &snapshot.work;
    let seconds = |nanoseconds: u64| nanoseconds as f64 * 1e-9;
    let stage = |stage: Stage| seconds(work.stages[stage as usize]);
    let ended = |outcome: Outcome| work.ended[outcome as usize];
    let device = work.device_stages.map(seconds);
    let rates = snapshot.rates();
    let queue = &snapshot.queue;
    chroma2_telemetry {
        struct_size: size_of::<chroma2_telemetry>(),
        events_queued: queue.events_queued,
        photons_queued: queue.photons_queued,
        events_done: queue.events_done,
        photons_done: queue.photons_done,
        busy_seconds: queue.busy.as_secs_f64(),
        photons_per_second: snapshot.photons_per_second(),
        events_queued_max: queue.events_queued_max,
        photons_queued_max: queue.photons_queued_max,
        events_succeeded: ended(Outcome::Succeeded),
        events_cancelled: ended(Outcome::Cancelled),
        events_failed: ended(Outcome::Failed),
        events_merged: work.merged,
        processor_parts: work.parts[0],
        processor_photons: work.photons[0],
        device_parts: work.parts[1],
        device_photons: work.photons[1],
        random_numbers: work.draws,
        hits: work.hits,
        window_seconds: snapshot.window,
        window_photons_per_second: rates[0],
        window_random_numbers_per_second: rates[1],
        window_hits_per_second: rates[2],
        queue_seconds: stage(Stage::Queue),
        upload_seconds: stage(Stage::Upload),
        propagate_seconds: stage(Stage::Propagate),
        tally_seconds: stage(Stage::Tally),
        download_seconds: stage(Stage::Download),
        join_seconds: stage(Stage::Join),
        callback_seconds: stage(Stage::Callback),
        device_upload_seconds: device[0],
        device_propagate_seconds: device[1],
        device_tally_seconds: device[2],
        bytes_to_device: work.bytes[0],
        bytes_to_host: work.bytes[1],
        submit_waits: queue.waits,
        submit_wait_seconds: queue.waited.as_secs_f64(),
        latency_seconds: seconds(work.latencies.sum),
        latency_histogram: work.latencies.buckets,
        memory: snapshot.memory[0],
        memory_max: snapshot.memory[1],
        device_memory: snapshot.device_memory[0],
        device_memory_max: snapshot.device_memory[1],
        trace_records: snapshot.trace_records[0],
        trace_lost_records: snapshot.trace_records[1],
        events_waiting: queue.events_waiting,
        photons_waiting: queue.photons_waiting,
        secondaries: work.secondaries,
    }
}

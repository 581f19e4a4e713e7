//! Sessions on the stand-in driver, which runs the device's own code on the processor.

use super::rig::Rig;

#[test]
fn both_backends_give_the_same_bits() {
    let rig = Rig::new("cuda_sessions", "sessions");
    rig.run("", &[]);
}

#[test]
fn scarce_memory_means_smaller_slices() {
    let rig = Rig::new("cuda_scarce", "sessions");
    rig.run("memory=3000000", &["scarce"]); // room for slices of 8000 photons
}

#[test]
fn a_failing_device_is_told_and_left_clean() {
    let rig = Rig::new("cuda_faults", "faults");
    // The n-th call of a function fails. From 700 on the device is lost: every later call fails too.
    let cases = [
        ("cuMemAlloc_v2:2:1", 20, "out of memory on the device"),
        ("cuMemAlloc_v2:2:4", 20, "out of memory on the device"),
        ("cuMemAlloc_v2:2:13", 20, "out of memory on the device"),
        ("cuMemHostAlloc:2:1", 20, "pinned host memory"),
        ("cuMemHostAlloc:2:5", 20, "pinned host memory"), // the third and fourth are of hits, which lie elsewhere then
        ("cuMemcpyHtoDAsync_v2:719:2", 22, "CUDA error 719, CUDA_ERROR_LAUNCH_FAILED"),
        ("cuLaunchKernel:701:1", 22, "launch of chroma2_propagate"),
        ("cuLaunchKernel:719:2", 22, "launch of chroma2_compact_count"),
        ("cuEventSynchronize:719:1", 22, "unspecified launch failure"),
        ("cuEventSynchronize:700:1", 22, "CUDA error 700"),
        ("cuEventQuery:719:1", 22, "CUDA error 719"),
        ("cuMemcpyDtoHAsync_v2:719:1", 22, "CUDA error 719"),
        ("cuMemcpyDtoHAsync_v2:719:4", 22, "CUDA error 719"),
        ("cuStreamCreateWithPriority:999:1", 22, "CUDA error 999"),
        ("cuStreamCreateWithPriority:2:2", 20, "a stream of GPU 0"),
        ("cuEventCreate:2:2", 20, "an event of GPU 0"),
    ];
    for (failure, status, part) in cases {
        let text = rig.run(&format!("fail={failure}"), &[&status.to_string(), part, "50000"]);
        assert!(text.contains("create: ") || text.contains("event: "), "{failure}: {text}");
    }
}

#[test]
fn a_device_that_fails_at_a_small_event_is_told_and_left_clean() {
    let rig = Rig::new("cuda_small_faults", "faults");
    let cases = [
        ("fail=cuLaunchKernel:719:1", "launch of chroma2_resident"),
        ("skip=chroma2_resident:1", "the propagation of small events did not answer"),
        ("skip=chroma2_resident:1 fail=cuStreamQuery:719:1", "CUDA error 719"),
        ("fail=cuMemsetD8Async:719:1", "CUDA error 719"),
    ];
    for (fake, part) in cases {
        let text = rig.run(fake, &["22", part, "1000"]);
        assert!(text.contains("event: "), "{fake}: {text}");
    }
}

#[test]
fn several_devices_give_the_same_bits() {
    let rig = Rig::new("cuda_devices", "devices");
    rig.run("devices=3", &[]);
}

#[test]
fn what_a_lost_device_was_about_goes_to_another_one() {
    let rig = Rig::new("cuda_lost_device", "devices");
    for failure in ["cuLaunchKernel:719:61", "cuMemcpyDtoHAsync_v2:719:50", "cuMemAlloc_v2:2:90"] {
        rig.run(&format!("devices=2 fail={failure}"), &["lost"]);
    }
}

#[test]
fn ray_queries_give_the_same_bits() {
    let rig = Rig::new("cuda_rays", "rays");
    rig.run("", &[]);
}

#[test]
fn events_flow_from_several_threads_and_end_by_themselves() {
    let rig = Rig::new("cuda_flow", "flow");
    rig.run("", &[]);
}

#[test]
fn revisions_are_sent_as_far_as_they_differ() {
    let rig = Rig::new("cuda_revisions", "revisions");
    rig.run("", &[]);
    rig.run("memory=8000000", &[]); // slices that are small
    rig.run("fail=cuLaunchKernel:719:1", &["broken"]);
}

#[test]
fn steps_give_the_same_bits() {
    let rig = Rig::new("cuda_steps", "steps");
    rig.run("", &[]);
}

#[test]
fn telemetry_and_traces_tell_of_the_device() {
    let rig = Rig::new("cuda_telemetry", "telemetry");
    rig.run("", &[]);
}

#[test]
fn small_events_go_together_and_give_the_same_bits() {
    let rig = Rig::new("cuda_merged", "merged");
    rig.run("", &[]);
    rig.run("memory=3000000", &[]);
}

#[test]
fn hits_come_while_events_run() {
    let rig = Rig::new("cuda_streams", "streams");
    rig.run("", &[]);
    rig.run("memory=3000000", &[]); // results lie in ordinary memory
}

#[test]
fn absorptions_of_several_photons_give_the_same_bits() {
    let rig = Rig::new("cuda_secondaries", "secondaries");
    rig.run("", &[]);
    rig.run("memory=4000000", &["scarce"]);
    rig.run("devices=2", &["several"]);
}

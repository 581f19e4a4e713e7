//! Queues on the stand-in driver, which moves batches by the device's own code.

use super::rig::Rig;

#[test]
fn queues_on_a_gpu_do_what_those_on_the_processor_do() {
    let rig = Rig::new("cuda_queues", "queues");
    rig.run("", &[]);
}

#[test]
fn what_is_captured_into_a_graph_is_done_by_each_launch() {
    let rig = Rig::new("cuda_graphs", "graphs");
    rig.run("", &[]);
}

#[test]
fn persistent_runs_on_a_gpu_do_what_those_on_the_processor_do() {
    let rig = Rig::new("cuda_persistent", "persistent");
    rig.run("", &[]);
}

#[test]
fn a_device_that_fails_in_a_persistent_run_takes_all_of_its_queues_along() {
    let rig = Rig::new("cuda_persistent_faults", "persistent");
    // Codes below 700: the driver would go on.
    rig.run("fail=cuLaunchKernel:1:1", &["launch of chroma2_queue_run_persistent"]);
    rig.run("fail=cuMemcpyDtoHAsync_v2:1:1", &["CUDA error 1"]);
    rig.run("fail=cuEventRecord:400:1", &["CUDA error 400"]);
}

#[test]
fn a_queue_whose_device_fails_says_so_and_leaves_nothing() {
    let rig = Rig::new("cuda_queue_faults", "queue_faults");
    // The n-th call of a function fails; from 700 on the device is lost.
    let cases = [
        ("fail=cuMemAlloc_v2:2:1", 20, "create", "for a queue of 65536 items on GPU 0"),
        ("fail=cuMemHostAlloc:2:1", 20, "create", "pinned host memory"),
        ("fail=cuStreamCreateWithPriority:2:1", 20, "create", "a stream of GPU 0"),
        ("fail=cuEventCreate:2:1", 20, "create", "an event of GPU 0"),
        ("fail=cuMemsetD8Async:719:1", 22, "create", "CUDA error 719"),
        ("fail=cuStreamCreateWithPriority:2:3", 20, "create", "a stream of GPU 0"),
        ("fail=cuMemHostAlloc:2:3", 20, "create", "pinned host memory"),
        // Small batches are a service's, large ones are launches each.
        ("fail=cuLaunchKernel:719:1", 22, "push", "launch of chroma2_queue_service"),
        ("fail=cuLaunchKernel:1:3", 22, "push", "launch of chroma2_queue_transfer"), // in the middle of a batch
        ("fail=cuLaunchKernel:700:6", 22, "pop", "CUDA error 700"),
        ("fail=cuMemcpyDtoHAsync_v2:719:1", 22, "stats", "CUDA error 719"),
        ("skip=chroma2_queue_service:1", 22, "push", "did not answer"),
        ("skip=chroma2_queue_service:1 fail=cuStreamQuery:719:1", 22, "push", "CUDA error 719"),
        ("skip=chroma2_queue_transfer:2", 22, "push", "without a result"),
        ("skip=chroma2_queue_transfer:2 fail=cuEventRecord:719:1", 22, "push", "CUDA error 719"),
        (
            "skip=chroma2_queue_transfer:5 fail=cuEventSynchronize:719:1",
            22,
            "pop",
            "unspecified launch failure",
        ),
        ("memory=1000000", 20, "create", "where 1000000 bytes are free"),
    ];
    for (plan, status, stage, part) in cases {
        let text = rig.run(plan, &[&status.to_string(), part]);
        assert!(text.starts_with(stage), "{plan}: {text}");
    }
}

//! Message queues on the stand-in driver, whose threads run the device's own kernel.

use super::rig::Rig;
use super::support::nvrtc;

#[test]
fn message_queues_on_a_gpu_do_what_those_on_the_processor_do() {
    let rig = Rig::new("cuda_messages", "messages");
    rig.run("", &[]);
}

#[test]
fn each_message_of_many_threads_comes_back_once() {
    let rig = Rig::new("cuda_message_threads", "message_threads");
    rig.run("", &[]);
}

#[test]
fn functions_of_programs_fail_time_out_and_are_tried_again() {
    let rig = Rig::new("cuda_message_functions", "message_functions");
    rig.run("", &[]);
}

#[test]
fn sources_are_compiled_where_nvrtc_is() {
    let rig = Rig::new("cuda_message_sources", "message_functions");
    rig.run_named("CHROMA2_NVRTC", "/none", &["sources"]);
    match nvrtc() {
        Some(nvrtc) => drop(rig.run_named("CHROMA2_NVRTC", &nvrtc, &["sources"])),
        None => println!("skipped: no NVRTC in .venv"),
    }
}

#[test]
fn a_message_queue_whose_device_fails_says_so_and_leaves_nothing() {
    let rig = Rig::new("cuda_message_faults", "message_faults");
    // The n-th call of a function fails; from 700 on the device is lost.
    let cases = [
        ("fail=cuMemHostAlloc:2:1", 20, "create", "pinned host memory"),
        ("fail=cuMemAlloc_v2:2:1", 20, "create", "for a message queue on GPU 0"),
        ("fail=cuMemsetD8Async:719:1", 22, "create", "CUDA error 719"),
        ("fail=cuStreamCreateWithPriority:2:1", 20, "create", "a stream of GPU 0"),
        ("fail=cuStreamCreateWithPriority:2:2", 20, "create", "a stream of GPU 0"),
        ("fail=cuLaunchKernel:719:1", 22, "enqueue", "launch of chroma2_messages"),
        ("fail=cuLaunchKernel:1:3", 22, "", "CUDA error 1"), // a thread of the library may have launched
        ("skip=chroma2_messages:1", 22, "wait", "a message queue's kernel did not answer"),
        ("skip=chroma2_messages:2", 22, "wait", "did not answer"),
        ("skip=chroma2_messages:1 fail=cuStreamQuery:719:1", 22, "wait", "CUDA error 719"),
    ];
    for (plan, status, stage, part) in cases {
        let text = rig.run(plan, &[&status.to_string(), part]);
        assert!(text.starts_with(stage), "{plan}: {text}");
    }
}

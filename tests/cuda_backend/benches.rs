//! Programs of benches/ that check all that they do, for a moment: what they find wrong is a failure, and that they stand still.

use super::rig::Rig;

#[test]
fn photons_messages_and_a_pipeline_share_devices() {
    let rig = Rig::of_bench("cuda_together", "together");
    let small = ["photons=1000", "bytes=4096", "rounds=10", "slots=64", "seconds=0.1", "together=0.3"];
    for place in [&["cpu"][..], &["cuda", "devices=all"], &["cuda", "devices=all", "session=one"]] {
        let text = rig.run("devices=2", &[place, &small].concat());
        assert!(
            text.contains("| photons + messages + pipeline |") && text.contains("all as they must be"),
            "{text}"
        );
    }
}

#[test]
fn messages_of_threads_that_come_and_go_come_once() {
    let rig = Rig::of_bench("cuda_message_soak", "message_soak");
    for arguments in [&["full", "cpu"][..], &["random", "cuda"], &["random", "cuda", rig.image()]] {
        let text = rig.run("", &[&["1"], arguments].concat());
        assert!(text.contains(" messages, each once, "), "{text}");
    }
}

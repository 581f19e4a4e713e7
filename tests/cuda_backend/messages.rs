//! Message queues on the stand-in driver, whose threads run the device's own kernel.

use super::rig::Rig;

#[test]
fn message_queues_on_a_gpu_do_what_those_on_the_processor_do() {
    let rig = Rig::new("cuda_messages", "messages");
    rig.run("", &[]);
}

//! A queue for which the system has no memory. Alone in its process, since it may use all addresses up.

use chroma2::Error;
use chroma2::backend::context::{Choice, Context};
use chroma2::queue::{LARGEST_CAPACITY, Queue};

#[test]
fn memory_that_the_system_refuses_is_told() {
    let context = Context::new(Choice::Cpu, 1).expect("a context of one thread");
    // More than the address space of a process holds where the system gives all memory that is asked for.
    let error = (0..4096).find_map(|_| {
        let queue = Queue::new(context.clone(), LARGEST_CAPACITY, 256, "").map(std::mem::forget);
        queue.err()
    });
    match error {
        Some(Error::OutOfMemory(text)) => {
            assert!(text.contains("config->capacity of 1073741824 items: 279172875264 bytes"), "{text}")
        }
        other => panic!("{other:?}"),
    }
}

//! Random sequences of calls of the C API: no crash, no internal error, no failure without a message,
//! no handle that stays. The fuzz target runs the same driver (docs/testing.md).

#[path = "../fuzz/driver/mod.rs"]
mod driver;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;

// One test function: it counts the handles of the whole process.
#[test]
fn any_sequence_of_calls() {
    let config = ProptestConfig {
        cases: 1500,
        failure_persistence: None,
        max_shrink_iters: 200,
        ..ProptestConfig::default()
    };
    let sequences = vec(any::<u8>(), 0..3000);
    TestRunner::new(config)
        .run(&sequences, |bytes| {
            driver::c_api::sequence(&bytes, 60);
            Ok(())
        })
        .unwrap();
    for entry in seeds() {
        driver::c_api::sequence(&entry, 60);
    }
}

/// Kept inputs of the fuzz target.
fn seeds() -> Vec<Vec<u8>> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/fuzz/seeds/c_api");
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.map(|path| std::fs::read(path).unwrap()).collect()
}

//! The queue on threads of the processor: histories by the clock.

use crate::program::{Case, Program, compile_library, starts};

#[test]
fn histories_of_threads() {
    let program = Program::load(&compile_library("threads", &["threads.cpp"], &["-O2"]));
    let (mut full, mut empty) = (0, 0);
    for seed in 0..160 {
        let capacity_log2 = [0, 1, 2, 3][(seed % 7 / 2) as usize];
        let case = Case {
            capacity_log2,
            threads: [2, 3, 4][(seed % 3) as usize],
            operations: 5,
            policy: (seed / 2 % 2) as u32,
            start: starts(capacity_log2)[(seed / 4 % 5) as usize],
            zero: u32::from(seed % 11 == 0),
            rounds: 40,
        };
        let (_, outcome) = program.check(&case, seed);
        assert_eq!(outcome.head, outcome.tail, "{case:?}: not all were popped");
        full += outcome.refused_full;
        empty += outcome.refused_empty;
    }
    assert!(full > 1000 && empty > 1000, "{full} full, {empty} empty");
}

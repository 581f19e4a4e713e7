//! The queue on the model: many interleavings of few operations.

use crate::history::Did;
use crate::program::{Case, Program, starts};

/// Interleavings of each kind of case; `CHROMA2_QUEUE_SEEDS` changes it.
fn seeds(default: u64) -> u64 {
    std::env::var("CHROMA2_QUEUE_SEEDS").map_or(default, |n| n.parse().expect("a number of seeds"))
}

/// Runs cases of a policy, checks their histories and what the queue has counted.
fn explore(program: &Program, policy: u32, threads: &[u32], operations: u32, credit: bool) {
    let (mut full, mut empty) = (0, 0);
    for seed in 0..seeds(10000) {
        let capacity_log2 = [0, 1, 2, 3][(seed % 7 / 2) as usize];
        let case = Case {
            capacity_log2,
            threads: threads[(seed % threads.len() as u64) as usize],
            operations: 1 + (seed / 3 % u64::from(operations)) as u32,
            policy,
            start: starts(capacity_log2)[(seed / 2 % 5) as usize],
            zero: u32::from(seed % 11 == 0),
            rounds: 1,
        };
        let (history, outcome) = program.check(&case, seed);
        let count = |f: fn(&Did) -> bool| history.iter().filter(|o| f(&o.did)).count() as u64;
        let pushed = count(|did| matches!(did, Did::Pushed(_)));
        assert_eq!(outcome.tail.wrapping_sub(case.start), pushed, "{case:?}, seed {seed}");
        assert_eq!(outcome.head, outcome.tail, "{case:?}, seed {seed}: not all were popped");
        if credit {
            assert_eq!(outcome.push_claims, outcome.tail, "{case:?}, seed {seed}: not handed back");
            assert_eq!(outcome.pop_claims, outcome.head, "{case:?}, seed {seed}: not handed back");
        }
        // By swap, an item that is out at once may not be seen.
        assert!(outcome.high_water <= pushed.min(1 << capacity_log2), "{case:?}, seed {seed}: {outcome:?}");
        assert!(outcome.high_water > 0 || pushed == 0 || !credit, "{case:?}, seed {seed}: {outcome:?}");
        // The last pop, of the drained queue, is always refused.
        assert!(outcome.refused_empty >= 1);
        full += u64::from(outcome.refused_full > 0);
        empty += u64::from(outcome.refused_empty > 1);
    }
    assert!(full > seeds(10000) / 20 && empty > seeds(10000) / 20, "{full} full, {empty} empty");
}

fn cpu() -> Program {
    Program::load("model_cpu", &["model/model.cpp", "model/sim.cpp"], &["-O1"])
}

fn gpu(name: &str) -> Program {
    let shim = format!("-I{}", crate::support::root().join("tests/queue_check/shim").display());
    let kernels = format!("-I{}", crate::support::root().join("kernels").display());
    Program::load(name, &["model/model.cpp", "model/sim.cpp"], &["-O1", "-DMODEL_GPU", &shim, &kernels])
}

#[test]
fn processor_by_swap_and_by_credit() {
    let program = cpu();
    explore(&program, 0, &[2, 3, 4], 4, false);
    explore(&program, 1, &[2, 3, 4], 4, true);
}

#[test]
fn gpu_threads_and_warps() {
    let program = gpu("model_gpu_threads");
    explore(&program, 0, &[2, 3, 4], 4, true);
    explore(&program, 1, &[4, 6, 9], 3, true);
}

#[test]
fn gpu_blocks() {
    explore(&gpu("model_gpu_blocks"), 2, &[4, 5, 37], 3, true);
}

#[test]
fn gpu_batches_of_the_host() {
    explore(&gpu("model_gpu_batches"), 3, &[9, 10, 11], 3, true);
}

/// Very many at once on a small ring, as on a GPU.
#[test]
fn gpu_crowds() {
    let program = gpu("model_gpu_crowds");
    for seed in 0..60 {
        let capacity_log2 = (seed % 4) as u32;
        let (threads, operations) = [(32, 4), (64, 3), (128, 2)][(seed / 4 % 3) as usize];
        let policy = (seed % 3) as u32;
        let case = Case { capacity_log2, threads, operations, policy, start: 0, zero: 0, rounds: 1 };
        let (_, outcome) = program.check(&case, seed);
        assert_eq!((outcome.push_claims, outcome.pop_claims), (outcome.tail, outcome.head), "{case:?}");
    }
}

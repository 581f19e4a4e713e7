//! The queue on the model: many interleavings of few operations.

use crate::history::Did;
use crate::program::{Case, Program, compile_library, starts};
use crate::support::root;
use std::sync::OnceLock;

/// Interleavings of each kind of case; `CHROMA2_QUEUE_SEEDS` changes it.
fn seeds(default: u64) -> u64 {
    std::env::var("CHROMA2_QUEUE_SEEDS").map_or(default, |n| n.parse().expect("a number of seeds"))
}

/// Runs cases of a policy, checks their histories and what the queue has counted.
fn explore(program: &Program, policy: u32, threads: &[u32], operations: u32, credit: bool, most: u64) {
    let (mut full, mut empty) = (0, 0);
    for seed in 0..seeds(most) {
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
    assert!(full > seeds(most) / 20 && empty > seeds(most) / 20, "{full} full, {empty} empty");
}

const SOURCES: &[&str] = &["model/model.cpp", "model/sim.cpp"];

fn cpu() -> Program {
    Program::load(&compile_library("model_cpu", SOURCES, &["-O1"]))
}

/// The model of a GPU, compiled once; every test has a copy, since a model is for one thread.
fn gpu(copy: &str) -> Program {
    static COMPILED: OnceLock<String> = OnceLock::new();
    let compiled = COMPILED.get_or_init(|| {
        let include = |folder: &str| format!("-I{}", root().join(folder).display());
        let (shim, kernels) = (include("tests/queue_check/shim"), include("kernels"));
        compile_library("model_gpu", SOURCES, &["-O1", "-DMODEL_GPU", &shim, &kernels])
    });
    let path = format!("{compiled}_{copy}");
    std::fs::copy(compiled, &path).expect("the folder is writable");
    Program::load(&path)
}

#[test]
fn processor_by_swap_and_by_credit() {
    let program = cpu();
    explore(&program, 0, &[2, 3, 4], 4, false, 25000);
    explore(&program, 1, &[2, 3, 4], 4, true, 15000);
    explore(&program, 2, &[3, 4, 5], 6, false, 15000);
}

#[test]
fn gpu_threads_and_warps() {
    let program = gpu("threads");
    explore(&program, 0, &[2, 3, 4], 4, true, 10000);
    explore(&program, 1, &[4, 6, 9], 3, true, 10000);
}

#[test]
fn gpu_blocks() {
    explore(&gpu("blocks"), 2, &[4, 5, 37], 3, true, 10000);
}

#[test]
fn gpu_batches_of_the_host() {
    explore(&gpu("batches"), 3, &[9, 10, 11], 3, true, 10000);
}

/// Very many at once on a small ring, as on a GPU.
#[test]
fn gpu_contention() {
    let program = gpu("contention");
    for seed in 0..24 {
        let capacity_log2 = (seed % 4) as u32;
        let (threads, operations) = [(32, 4), (64, 3), (128, 2)][(seed / 4 % 3) as usize];
        let policy = (seed % 3) as u32;
        let case = Case { capacity_log2, threads, operations, policy, start: 0, zero: 0, rounds: 1 };
        let (_, outcome) = program.check(&case, seed);
        assert_eq!((outcome.push_claims, outcome.pop_claims), (outcome.tail, outcome.head), "{case:?}");
    }
}

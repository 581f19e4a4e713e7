//! Programs in C++ that run the queue's headers, built and loaded by the tests.

use crate::conditions::conditions;
use crate::history::{Operation, Record, show};
use crate::search::{Verdict, search, search_within};
use crate::support::{STRICT, compilers, root, run, scratch};
use std::ffi::{CString, c_char, c_int, c_void};

unsafe extern "C" {
    fn dlopen(path: *const c_char, flags: c_int) -> *mut c_void;
    fn dlsym(library: *mut c_void, name: *const c_char) -> *mut c_void;
}

/// `Case` of history.h.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct Case {
    pub capacity_log2: u32,
    pub threads: u32,
    pub operations: u32,
    pub policy: u32,
    pub start: u64,
    pub zero: u32,
    pub rounds: u32,
}

/// `Outcome` of history.h.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default)]
pub struct Outcome {
    pub records: u32,
    pub failure: u32,
    pub tail: u64,
    pub head: u64,
    pub push_claims: u64,
    pub pop_claims: u64,
    pub high_water: u64,
    pub refused_full: u64,
    pub refused_empty: u64,
}

const FAILURES: [&str; 5] = [
    "",
    "an operation waits for one that has not begun",
    "no operation comes to its end",
    "an item is torn, or transferred where none was wanted",
    "too many records",
];

/// Where counters start: at 0; so that turns, 32 bits of tickets, their sign and all of them wrap.
pub fn starts(capacity_log2: u32) -> [u64; 5] {
    [0, (1 << (31 + capacity_log2)) - 3, (1 << 32) - 3, (1 << 63) - 3, u64::MAX - 2]
}

/// The folder with the headers.
pub fn include() -> String {
    std::env::var("CHROMA2_QUEUE_INCLUDE").unwrap_or_else(|_| root().join("include").display().to_string())
}

/// Compiles a program of tests/queue_check.
pub fn compile(name: &str, sources: &[&str], flags: &[&str]) -> String {
    let out = scratch(&format!("queue_{name}")).join(name).display().to_string();
    let here = root().join("tests/queue_check");
    let include = include();
    let mut arguments: Vec<String> = STRICT.iter().chain(flags).map(|&flag| flag.to_owned()).collect();
    arguments.extend(["-std=c++20", "-g", "-pthread", "-fPIC"].map(str::to_owned));
    arguments.extend([format!("-I{include}"), format!("-I{}", here.display())]);
    arguments.extend(sources.iter().map(|source| here.join(source).display().to_string()));
    arguments.extend(["-o".to_owned(), out.clone()]);
    run(&compilers().1, &arguments, &[]);
    out
}

type Entry = unsafe extern "C" fn(*const Case, u64, *mut Record, u32, *mut Outcome);

/// A shared library with `queue_run`.
pub struct Program(Entry);

/// Compiles a shared library with `queue_run`.
pub fn compile_library(name: &str, sources: &[&str], flags: &[&str]) -> String {
    // Hidden, or several of these would share their variables.
    let mut all = vec!["-shared", "-fvisibility=hidden"];
    all.extend(flags);
    compile(name, sources, &all)
}

impl Program {
    pub fn load(library: &str) -> Program {
        let path = CString::new(library).expect("no NUL");
        // SAFETY: it is the library just built; its function is the one of history.h.
        unsafe {
            let library = dlopen(path.as_ptr(), 2);
            assert!(!library.is_null(), "{path:?} does not load");
            let entry = dlsym(library, c"queue_run".as_ptr());
            assert!(!entry.is_null(), "queue_run is missing");
            Program(std::mem::transmute::<*mut c_void, Entry>(entry))
        }
    }

    /// Runs a case; its history and what the queue counted.
    pub fn run(&self, case: &Case, seed: u64) -> (Vec<Operation>, Outcome) {
        let mut records = vec![Record::default(); 1 << 16];
        let mut outcome = Outcome::default();
        // SAFETY: the arrays are as long as it says.
        unsafe { (self.0)(case, seed, records.as_mut_ptr(), records.len() as u32, &mut outcome) };
        let history: Vec<_> = records[..outcome.records as usize].iter().map(Record::operation).collect();
        assert_eq!(
            outcome.failure,
            0,
            "{case:?}, seed {seed}: {}; {outcome:?}\n{}",
            FAILURES[outcome.failure as usize],
            show(&history)
        );
        (history, outcome)
    }

    /// Runs a case and checks its history.
    pub fn check(&self, case: &Case, seed: u64) -> (Vec<Operation>, Outcome) {
        let (history, outcome) = self.run(case, seed);
        check(&format!("{case:?}, seed {seed}"), &history, 1 << case.capacity_log2, case.zero == 0);
        (history, outcome)
    }
}

/// Operations under way together from which on a search may give up, after so many words of states.
const CONTENDED: usize = 16;
const CONTENDED_WORDS: usize = 4_000_000;

/// Checks a history in both ways: the conditions where values differ, and the search, which may be too
/// hard only where very many operations overlap. Whether it came to its end.
pub fn check(name: &str, history: &[Operation], capacity: usize, differ: bool) -> bool {
    if differ && let Err(reason) = conditions(history, capacity) {
        panic!("{name}: {reason}\n{}", show(history));
    }
    let contended = differ && most_at_once(history) >= CONTENDED;
    let verdict =
        if contended { search_within(history, capacity, CONTENDED_WORDS) } else { search(history, capacity) };
    match verdict {
        Verdict::Linearizable => true,
        Verdict::TooHard if contended => false,
        verdict => panic!("{name}: {verdict:?}\n{}", show(history)),
    }
}

/// The largest number of operations that were under way together; those of a batch were.
fn most_at_once(history: &[Operation]) -> usize {
    let mut ends: Vec<(u64, i32)> = history.iter().flat_map(|o| [(o.begin, 1), (o.end, -1)]).collect();
    ends.sort_by_key(|&(at, change)| (at, -change));
    let mut now = 0;
    let counts = ends.iter().map(|&(_, change)| {
        now += change;
        now
    });
    counts.max().unwrap_or(0) as usize
}

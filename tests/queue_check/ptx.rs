//! Accesses to a queue's words on GPUs are the instructions that their orders ask for. The model and the
//! processor's threads have atomics of their own, so neither would see a wrong one.

use crate::program::include;
use crate::support::{nvcc, run, scratch};
use std::collections::HashMap;
use std::fmt::Write;

/// An operation on a word, and PTX's for it: `@` is the scope, `#` the number of bits.
const OPERATIONS: [(&str, &str); 14] = [
    ("word.load(memory_order_relaxed)", "ld.relaxed.@.global.u# %, [%]"),
    ("word.load(memory_order_acquire)", "ld.acquire.@.global.u# %, [%]"),
    ("(word.store(7, memory_order_relaxed), 0)", "st.relaxed.@.global.u# [%], 7"),
    ("(word.store(7, memory_order_release), 0)", "st.release.@.global.u# [%], 7"),
    ("word.fetch_add(7, memory_order_relaxed)", "atom.add.relaxed.@.global.u# %, [%], 7"),
    ("word.fetch_add(7, memory_order_acquire)", "atom.add.acquire.@.global.u# %, [%], 7"),
    ("word.fetch_add(7, memory_order_release)", "atom.add.release.@.global.u# %, [%], 7"),
    ("word.fetch_add(7, memory_order_acq_rel)", "atom.add.acq_rel.@.global.u# %, [%], 7"),
    ("word.fetch_sub(7, memory_order_relaxed)", "atom.add.relaxed.@.global.u# %, [%], -7"),
    ("word.fetch_sub(7, memory_order_release)", "atom.add.release.@.global.u# %, [%], -7"),
    ("word.fetch_max(7, memory_order_relaxed)", "atom.max.relaxed.@.global.u# %, [%], 7"),
    ("word.fetch_max(7, memory_order_acq_rel)", "atom.max.acq_rel.@.global.u# %, [%], 7"),
    ("swap(word, memory_order_relaxed)", "atom.cas.relaxed.@.global.b# %, [%], 7, 9"),
    ("swap(word, memory_order_acq_rel)", "atom.cas.acq_rel.@.global.b# %, [%], 7, 9"),
];

const BEGIN: &str = "#include <chroma2/device_queue.cuh>
using namespace chroma2::queue;
template <class Word> __device__ bool swap(Word word, memory_order order) {
  decltype(word.load(order)) expected = 7;
  return word.compare_exchange_weak(expected, 9, order);
}
extern \"C\" __global__ void number_that_waits(uint32_t* place, uint64_t* result) {
  *result = after_load(7, Atomic<uint32_t>(*place).load(memory_order_relaxed));
}
";

/// Each operation by a kernel of its own: its name, its instruction, and its text.
fn kernels() -> Vec<(String, String, String)> {
    let mut all = Vec::new();
    for (number, (operation, instruction)) in OPERATIONS.iter().enumerate() {
        for (atomic, scope) in [("Atomic", "gpu"), ("SystemAtomic", "sys")] {
            for bits in ["32", "64"] {
                let name = format!("operation_{number}_{scope}_{bits}_end");
                let expected = instruction.replace('@', scope).replace('#', bits);
                let word = format!("uint{bits}_t");
                let text = format!(
                    "extern \"C\" __global__ void {name}({word}* place, {word}* result) {{\n  \
                     {atomic}<{word}> word(*place);\n  *result = {operation};\n}}\n"
                );
                all.push((name, expected, text));
            }
        }
    }
    all
}

/// What is known of a kernel's registers.
#[derive(Default)]
struct Registers<'a>(HashMap<&'a str, String>);

impl<'a> Registers<'a> {
    /// The register's constant, or the operand as it is.
    fn value(&self, operand: &'a str) -> String {
        self.0.get(operand).map_or(operand, String::as_str).to_owned()
    }

    /// Follows constants, sums of them, and choices by the lane's own bit, which is never 0.
    fn note(&mut self, what: &str, operands: &[&'a str]) {
        let number = |operand| self.value(operand).parse::<i64>().ok();
        let known = match (what.split('.').next(), operands) {
            (Some("mov" | "cvt"), [_, value]) => Some(self.value(value)),
            (Some("add"), [_, first, second]) => {
                number(first).zip(number(second)).map(|(first, second)| (first + second).to_string())
            }
            (Some("setp"), [_, word, "0"]) if self.value(word) == "%lanemask_eq" => {
                let equal = what.starts_with("setp.eq").then(|| "no".to_owned());
                equal.or(what.starts_with("setp.ne").then(|| "yes".to_owned()))
            }
            (Some("selp"), [_, first, second, choice]) => match self.value(choice).as_str() {
                "yes" => Some(self.value(first)),
                "no" => Some(self.value(second)),
                _ => None,
            },
            _ => None,
        };
        if let Some(value) = known {
            self.0.insert(operands[0], value);
        }
    }
}

/// The wanted ones of a kernel's instructions, with constants for the registers that have them.
fn instructions(ptx: &str, kernel: &str, is_wanted: impl Fn(&str) -> bool) -> Vec<String> {
    let from = ptx.find(&format!(".entry {kernel}")).unwrap_or_else(|| panic!("no {kernel}:\n{ptx}"));
    let body = ptx[from..].split("\n}").next().unwrap_or_default();
    let (mut registers, mut found) = (Registers::default(), Vec::new());
    for line in body.lines().map(str::trim) {
        let (what, operands) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        let operands: Vec<&str> = operands.trim_end_matches(';').split(',').map(str::trim).collect();
        registers.note(what, &operands);
        if is_wanted(what) {
            let shown = |operand: &&str| match registers.value(operand) {
                place if place.starts_with("[%") => "[%]".to_owned(),
                register if register.starts_with('%') => "%".to_owned(),
                value => value,
            };
            found.push(format!("{what} {}", operands.iter().map(shown).collect::<Vec<_>>().join(", ")));
        }
    }
    found
}

/// Whether it is an access that has an order.
fn ordered(what: &str) -> bool {
    what.contains(".gpu.") || what.contains(".sys.") || what.starts_with("atom")
}

#[test]
fn accesses_are_the_instructions_asked_for() {
    let Some(nvcc) = nvcc() else {
        eprintln!("skipped: the library is built without CUDA");
        return;
    };
    let (folder, kernels) = (scratch("queue_ptx"), kernels());
    let (source, out) = (folder.join("accesses.cu"), folder.join("accesses.ptx"));
    let mut text = BEGIN.to_owned();
    for (_, _, kernel) in &kernels {
        write!(text, "{kernel}").expect("memory");
    }
    std::fs::write(&source, text).expect("scratch is writable");
    let (source, to, include) = (source.display().to_string(), out.display().to_string(), include());
    run(&nvcc, &["-std=c++17", "-arch=compute_75", "-ptx", "-I", &include, &source, "-o", &to], &[]);
    let ptx = std::fs::read_to_string(&out).expect("nvcc wrote it");
    for (name, expected, text) in &kernels {
        let found = instructions(&ptx, name, ordered);
        assert_eq!(found, [expected.as_str()], "another instruction than asked for: {text}");
    }
    let stored = instructions(&ptx, "number_that_waits", |what| what.starts_with("st."));
    let as_it_was = stored.len() == 1 && stored[0].ends_with(" [%], 7");
    assert!(as_it_was, "another instruction than asked for, {stored:?}: {ptx}");
}

//! Histories that a GPU has recorded: `gpu_queue histories FILE` (tests/gpu_queue) writes them.

use crate::history::{Did, Operation, Record};
use crate::program::check;
use rayon::prelude::*;

/// `Header` of tests/gpu_queue/histories.cuh.
#[repr(C)]
#[derive(Clone, Copy, Debug, bytemuck::Pod, bytemuck::Zeroable)]
struct Header {
    capacity_log2: u32,
    zero: u32,
    kind: u32,
    records: u32,
}

/// Checks the file that `CHROMA2_QUEUE_HISTORIES` names.
#[test]
fn histories_of_a_gpu() {
    let Some(path) = std::env::var_os("CHROMA2_QUEUE_HISTORIES") else {
        eprintln!("skipped: CHROMA2_QUEUE_HISTORIES names no file with histories");
        return;
    };
    let bytes = std::fs::read(&path).unwrap_or_else(|e| panic!("{path:?}: {e}"));
    let mut rest = bytes.as_slice();
    let mut histories: Vec<(Header, Vec<Operation>)> = Vec::new();
    while !rest.is_empty() {
        let (header, after) = rest.split_at(size_of::<Header>());
        let header: Header = bytemuck::pod_read_unaligned(header);
        let (records, after) = after.split_at(header.records as usize * size_of::<Record>());
        rest = after;
        let record = |bytes| bytemuck::pod_read_unaligned::<Record>(bytes).operation();
        histories.push((header, records.chunks_exact(size_of::<Record>()).map(record).collect()));
    }
    let searched = |(number, (header, history)): (usize, &(Header, Vec<Operation>))| {
        let name = format!("history {number}, {header:?}");
        usize::from(check(&name, history, 1 << header.capacity_log2, header.zero == 0))
    };
    let searched: usize = histories.par_iter().enumerate().map(searched).sum();
    let all = || histories.iter().flat_map(|(_, history)| history);
    let refused = all().filter(|o| matches!(o.did, Did::Full | Did::Empty)).count();
    assert!(
        refused > histories.len() && 2 * searched > histories.len(),
        "{} histories, {refused} refusals",
        histories.len()
    );
    println!(
        "{} histories with {} operations, {refused} refused: {searched} are linearizable, the others meet \
         the conditions",
        histories.len(),
        all().count()
    );
}

//! Histories that a GPU has recorded: `gpu_queue histories FILE` (tests/gpu_queue) writes them.

use crate::history::{Operation, Record};
use crate::program::check;

/// `Header` of tests/gpu_queue/histories.cuh.
#[repr(C)]
#[derive(Clone, Copy, bytemuck::Pod, bytemuck::Zeroable)]
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
    let (mut histories, mut operations, mut refused) = (0, 0, 0);
    while !rest.is_empty() {
        let (header, after) = rest.split_at(size_of::<Header>());
        let header: Header = bytemuck::pod_read_unaligned(header);
        let (records, after) = after.split_at(header.records as usize * size_of::<Record>());
        rest = after;
        let record = |bytes| bytemuck::pod_read_unaligned::<Record>(bytes).operation();
        let history: Vec<Operation> = records.chunks_exact(size_of::<Record>()).map(record).collect();
        let name = format!("history {histories}, kind {}", header.kind);
        check(&name, &history, 1 << header.capacity_log2, header.zero == 0);
        histories += 1;
        operations += history.len();
        refused += records.chunks_exact(size_of::<Record>()).filter(|r| r[4] % 2 == 1).count();
    }
    assert!(histories > 0 && refused > histories, "{histories} histories, {refused} refusals");
    println!("{histories} histories with {operations} operations, {refused} refused: all linearizable");
}

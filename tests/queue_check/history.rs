//! Histories of operations on a queue: who did what when (history.h).

/// What an operation on one item did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Did {
    Pushed(u64),
    /// A push that was refused.
    Full,
    Popped(u64),
    /// A pop that was refused.
    Empty,
}

/// An operation: it took effect at an instant from `begin` to `end`.
#[derive(Clone, Copy, Debug)]
pub struct Operation {
    /// Those of one thread take effect in the order in which they are listed.
    pub thread: u32,
    pub did: Did,
    pub begin: u64,
    pub end: u64,
}

/// `Record` of history.h.
#[repr(C)]
#[derive(Clone, Copy, Default, bytemuck::Pod, bytemuck::Zeroable)]
pub struct Record {
    pub thread: u32,
    pub kind: u32,
    pub value: u64,
    pub begin: u64,
    pub end: u64,
}

impl Record {
    pub fn operation(&self) -> Operation {
        let did = match self.kind {
            0 => Did::Pushed(self.value),
            1 => Did::Full,
            2 => Did::Popped(self.value),
            3 => Did::Empty,
            other => panic!("a record of kind {other}"),
        };
        assert!(self.begin <= self.end, "an operation that ends before it begins");
        Operation { thread: self.thread, did, begin: self.begin, end: self.end }
    }
}

/// A history in the words of the checker's tests and of failures: `thread: did @ begin..end`.
pub fn show(history: &[Operation]) -> String {
    let mut sorted: Vec<_> = history.to_vec();
    sorted.sort_by_key(|o| (o.begin, o.end));
    let line = |o: &Operation| format!("  thread {}: {:?} @ {}..{}\n", o.thread, o.did, o.begin, o.end);
    sorted.iter().take(200).map(line).collect()
}

//! Values to a file and back: as they are in memory, with a SHA-256 of all of them behind the last.

use crate::memory;
use crate::{Error, Result};
use bytemuck::{Pod, Zeroable};
use sha2::{Digest, Sha256};
use std::io::{Read, Write};

/// Entries that are read at a time: memory grows with what is there, not with what a file says is there.
const PART: usize = 1 << 16;

/// Bytes of the hash.
pub(super) const HASH: u64 = 32;

/// Writes values.
pub(super) struct Writer<W> {
    to: W,
    hash: Sha256,
}

impl<W: Write> Writer<W> {
    pub fn new(to: W) -> Self {
        Self { to, hash: Sha256::new() }
    }

    /// A list whose length the reader knows.
    pub fn values<T: Pod>(&mut self, list: &[T]) -> std::io::Result<()> {
        let bytes = bytemuck::cast_slice(list);
        self.hash.update(bytes);
        self.to.write_all(bytes)
    }

    pub fn one<T: Pod>(&mut self, value: T) -> std::io::Result<()> {
        self.values(&[value])
    }

    /// A list with its length.
    pub fn list<T: Pod>(&mut self, list: &[T]) -> std::io::Result<()> {
        self.one(list.len() as u64)?;
        self.values(list)
    }

    /// Writes the hash; gives what was written to.
    pub fn finish(mut self) -> std::io::Result<W> {
        self.to.write_all(&self.hash.finalize())?;
        Ok(self.to)
    }
}

/// Reads values, from so many bytes and no more.
pub(super) struct Reader<R> {
    from: R,
    left: u64,
    hash: Sha256,
}

/// What a file is not.
pub(super) fn not_so(what: impl std::fmt::Display) -> Error {
    Error::Format(what.to_string())
}

impl<R: Read> Reader<R> {
    /// Of a file of `length` bytes, the hash included.
    pub fn new(from: R, length: u64) -> Result<Self> {
        let left = length.checked_sub(HASH).ok_or_else(|| not_so("it is too short"))?;
        Ok(Self { from, left, hash: Sha256::new() })
    }

    /// A list of a known length.
    pub fn values<T: Pod>(&mut self, count: u64, what: &str) -> Result<Vec<T>> {
        let bytes = count.checked_mul(size_of::<T>() as u64).filter(|bytes| *bytes <= self.left);
        let Some(bytes) = bytes else {
            return Err(not_so(format!(
                "{what}: it is cut off, or altered: {count} entries do not fit into the rest of it"
            )));
        };
        self.left -= bytes;
        let count = count as usize;
        let mut list: Vec<T> = Vec::new();
        while list.len() < count {
            let begin = list.len();
            let end = (begin + PART).min(count);
            memory::grow(&mut list, end - begin, what)?;
            list.resize(end, T::zeroed());
            let bytes = bytemuck::cast_slice_mut(&mut list[begin..]);
            self.from.read_exact(bytes).map_err(|error| Error::Io(error.to_string()))?;
            self.hash.update(bytes);
        }
        Ok(list)
    }

    pub fn one<T: Pod + Zeroable>(&mut self, what: &str) -> Result<T> {
        Ok(self.values(1, what)?[0])
    }

    /// A list with its length.
    pub fn list<T: Pod>(&mut self, what: &str) -> Result<Vec<T>> {
        let count = self.one(what)?;
        self.values(count, what)
    }

    /// Checks that nothing is left, and the hash.
    pub fn finish(mut self) -> Result<()> {
        if self.left > 0 {
            return Err(not_so(format!(
                "{} are left behind its end",
                crate::words::count(self.left, "byte")
            )));
        }
        let mut hash = [0; HASH as usize];
        self.from.read_exact(&mut hash).map_err(|error| Error::Io(error.to_string()))?;
        match hash[..] == self.hash.finalize()[..] {
            true => Ok(()),
            false => Err(not_so("its hash does not fit: it is damaged")),
        }
    }
}

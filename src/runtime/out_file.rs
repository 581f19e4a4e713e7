//! Files that are written: what goes wrong with them is an error, and not a signal that ends the process.

use super::signals::without_write_signals;
use std::fs::File;
use std::io::{Result, Write};
use std::path::Path;

/// A file that is written. At the process's limit to the size of files (RLIMIT_FSIZE) a write fails with the error "file
/// too large", whatever the program does about SIGXFSZ.
#[derive(Debug)]
pub struct OutFile(File);

impl OutFile {
    /// Makes a file, or makes it empty.
    pub fn create(path: &Path) -> Result<Self> {
        File::create(path).map(Self)
    }

    /// Makes a file where there is none.
    pub fn create_new(path: &Path) -> Result<Self> {
        File::create_new(path).map(Self)
    }

    /// Waits until it is on the disk.
    pub fn sync_all(&self) -> Result<()> {
        self.0.sync_all()
    }
}

impl Write for OutFile {
    fn write(&mut self, bytes: &[u8]) -> Result<usize> {
        without_write_signals(|| self.0.write(bytes))
    }

    fn flush(&mut self) -> Result<()> {
        self.0.flush()
    }
}

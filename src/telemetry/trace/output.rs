//! A trace's file.

use super::json::Style;
use super::record::{Record, What};
use crate::runtime::out_file::OutFile;
use crate::{Error, Result};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufWriter, Write};
use std::os::unix::fs::FileTypeExt;
use std::path::{Path, PathBuf};

/// Names of threads that records have told of, by their numbers.
pub type Lanes = BTreeMap<u32, String>;

/// Being written. Whole records are given to the system at a time, so that a process that ends in between leaves a
/// trace that can be read.
pub struct Output {
    file: BufWriter<OutFile>,
    path: PathBuf,
    style: Style,
    /// Objects so far.
    objects: u64,
    /// Records so far.
    records: u64,
    /// The event of the last one, and where its first one stands.
    event: (u64, u64),
    /// Lanes that were named: threads, and GPUs' (true).
    named: BTreeSet<(u32, bool)>,
}

impl Output {
    /// Makes the file, or makes it empty.
    pub fn create(path: &Path, style: Style, name: &str) -> Result<Self> {
        // Who reads a pipe could hold the session up, and a broken one would end the process.
        if std::fs::metadata(path)
            .is_ok_and(|there| there.file_type().is_fifo() || there.file_type().is_socket())
        {
            return Err(Error::Io(format!("{}: a pipe; a file is needed", path.display())));
        }
        let file = OutFile::create(path).map_err(|e| Error::io(path, e))?;
        let mut output = Self {
            file: BufWriter::with_capacity(1 << 16, file),
            path: path.to_owned(),
            style,
            objects: 0,
            records: 0,
            event: (u64::MAX, 0),
            named: BTreeSet::new(),
        };
        let head = output.style.process_name(name);
        output.object(&head)?;
        output.flush()?;
        Ok(output)
    }

    fn object(&mut self, text: &str) -> Result<()> {
        let before = if self.objects == 0 { "[\n" } else { ",\n" };
        self.objects += 1;
        let text = format!("{before}{text}");
        self.file.write_all(text.as_bytes()).map_err(|e| Error::io(&self.path, e))
    }

    /// Writes records, and the names of lanes that are new.
    pub fn write<'a>(&mut self, records: impl Iterator<Item = &'a Record>, lanes: &Lanes) -> Result<()> {
        for record in records {
            let device = matches!(record.what, What::Device(_));
            if let Some(name) = lanes.get(&record.lane).filter(|_| !self.style.clockless)
                && self.named.insert((record.lane, device))
            {
                let text = self.style.lane_name(record.lane, name, device);
                self.object(&text)?;
            }
            if self.event.0 != record.identity.number {
                self.event = (record.identity.number, self.records);
            }
            let text = self.style.record(record, self.records, self.event.1);
            self.records += 1;
            self.object(&text)?;
        }
        self.flush()
    }

    fn flush(&mut self) -> Result<()> {
        self.file.flush().map_err(|e| Error::io(&self.path, e))
    }

    /// The end of the file.
    pub fn finish(mut self) -> Result<()> {
        let ended = self.file.write_all(b"\n]\n").map_err(|e| Error::io(&self.path, e));
        ended.and_then(|()| self.flush())
    }
}

//! What one slice of photons at a time needs on a device: a stream, buffers that grow, and pinned host
//! memory in pieces for copies that overlap with the host's work.

use super::memory::{Buffer, Pinned};
use super::primary::Primary;
use super::stream::{CudaEvent, Stream};
use super::timing::Timing;
use crate::Result;
use crate::layout::{AsidePhoton, HALTED, MOST_ASIDE, MediumChanges, Totals};
use std::sync::Arc;

/// Bytes of a piece: long copies run at full speed, and the first and last wait little.
pub const PIECE: usize = 8 << 20;

/// Pinned memory that is copied from or to.
pub struct Piece {
    /// [`PIECE`] bytes.
    pub memory: Pinned,
    /// Set after the last copy.
    pub copied: CudaEvent,
}

/// What the propagation needs where absorptions may give several photons.
pub struct Spawning {
    /// Descents of the slice's photons.
    pub descents: Buffer,
    /// Secondary photons: states, then descents.
    pub list: Buffer,
    /// How many each of the slice's photons got in a generation, of two.
    pub counts: Buffer,
    /// As the kernel has them.
    pub counters: Buffer,
}

/// Buffers hold arbitrary bytes when they are given out; the streams have nothing to do then.
pub struct Workspace {
    /// The streams are the first fields: dropped first, after all of their work. This one brings photons
    /// in and propagates them.
    pub stream: Arc<Stream>,
    /// What follows, ahead of the propagation of other workspaces that waits for room: kernels do not give
    /// their place up until they are done.
    pub after: Arc<Stream>,
    /// What `stream` is unless the photons are urgent.
    usual: Arc<Stream>,
    /// End of the propagation.
    pub propagated: CudaEvent,
    /// End of the tally.
    pub done: CudaEvent,
    /// Times of the slice's stages.
    pub timing: Timing,
    /// States of the slice's photons.
    pub photons: Buffer,
    /// Hits: states, then indices, then channels.
    pub hits: Buffer,
    /// Offsets of tiles.
    pub offsets: Buffer,
    /// Tables of a source.
    pub tables: Buffer,
    /// What is in them.
    pub tables_held: Vec<u8>,
    /// Steps of a slice and what they use.
    pub steps: Buffer,
    /// Where absorptions may give several photons.
    pub spawning: Spawning,
    /// What several events are propagated with together.
    pub merged: Buffer,
    /// What becomes of each.
    pub ends: Buffer,
    /// [`Totals`], then the counter of photons taken, that of photons put aside, then [`MediumChanges`],
    /// whose entries are 0 but during a slice.
    pub counters: Buffer,
    /// Photons put aside, where the host reads them too.
    pub aside: Pinned,
    /// Host copy of the counters, then what [`Workspace::peek`] and [`Workspace::halt`] copy.
    pub totals: Pinned,
    /// For these two: not behind the propagation that they are about. One for all workspaces, since a device
    /// takes the work of few streams at once (8, if the program's environment asks for no more), and what
    /// it does not take waits for what it has taken.
    beside: Arc<Stream>,
    pieces: Option<[Piece; 2]>,
}

const NEXT: usize = size_of::<Totals>();
/// Where the counter of photons put aside lies in [`Workspace::counters`]. What comes before it is cleared for
/// another launch of the same slice.
pub const ASIDE: usize = NEXT + 8;
/// Where the table of medium changes begins there.
pub const CHANGES: usize = ASIDE + 8;
/// Bytes of [`Spawning::counters`].
pub const SPAWNING: usize = 3 * 8;
/// Bytes of [`Workspace::counters`] that are cleared for a slice: all up to the table's total.
pub const COUNTERS: usize = CHANGES + 8;

impl Workspace {
    /// A workspace with small buffers; `beside`: see there.
    pub fn new(primary: &Arc<Primary>, beside: Arc<Stream>) -> Result<Self> {
        let empty = || Buffer::new(primary, 0, "nothing");
        let stream = Arc::new(Stream::new(primary)?);
        let counters = Buffer::new(primary, CHANGES + size_of::<MediumChanges>(), "counters")?;
        counters.clear(counters.bytes(), &stream)?;
        Ok(Self {
            usual: Arc::clone(&stream),
            stream,
            after: Arc::new(Stream::urgent(primary)?),
            propagated: CudaEvent::new(primary)?,
            done: CudaEvent::new(primary)?,
            timing: Timing::default(),
            photons: empty()?,
            hits: empty()?,
            offsets: empty()?,
            tables: empty()?,
            tables_held: Vec::new(),
            steps: empty()?,
            spawning: Spawning { descents: empty()?, list: empty()?, counts: empty()?, counters: empty()? },
            merged: empty()?,
            ends: empty()?,
            counters,
            aside: Pinned::new(primary, MOST_ASIDE as usize * size_of::<AsidePhoton>())?,
            totals: Pinned::new(primary, COUNTERS + 16 + SPAWNING)?,
            beside,
            pieces: None,
        })
    }

    /// Has kernels of what comes next go before those of other workspaces that wait for room, or not.
    pub fn set_urgent(&mut self, urgent: bool) {
        self.stream = Arc::clone(if urgent { &self.after } else { &self.usual });
    }

    /// The counter of photons taken, on the device.
    pub fn next(&self) -> *mut u64 {
        self.counters.pointer::<u8>().wrapping_add(NEXT).cast()
    }

    /// How many of a slice's photons have been started, while its propagation runs.
    pub fn peek(&self) -> Result<u64> {
        // SAFETY: read after the wait; nothing else uses this part.
        unsafe {
            self.counters.download(NEXT, &self.totals, COUNTERS..COUNTERS + 8, &self.beside)?;
            self.beside.wait()?;
            Ok(self.totals.values::<u64>(COUNTERS, 1)?[0])
        }
    }

    /// Ends the propagation that runs, within a few turns of its blocks: as many photons as this have been
    /// taken, it is made to believe.
    pub fn halt(&mut self) -> Result<()> {
        // SAFETY: nothing copies from this part but what follows, which is waited for.
        unsafe {
            self.totals.values_mut::<u64>(COUNTERS + 8, 1)?[0] = HALTED;
            self.counters.upload(NEXT, &self.totals, COUNTERS + 8..COUNTERS + 16, &self.beside)?;
        }
        self.beside.wait()
    }

    /// Waits for the propagation that runs; how many photons go on in the next generation, how many entries others ask for,
    /// and secondary photons that there are.
    pub fn spawned(&mut self, halted: &dyn Fn() -> bool) -> Result<[u64; 3]> {
        const AT: usize = COUNTERS + 16;
        // SAFETY: read below, after the wait.
        unsafe { self.spawning.counters.download(0, &self.totals, AT..AT + SPAWNING, &self.after) }?;
        self.done.set(&self.after)?;
        self.wait_done(halted)?;
        // SAFETY: the copy is done.
        let counters = unsafe { self.totals.values::<u64>(AT, 3) }?;
        Ok([counters[0], counters[1], counters[2]])
    }

    /// Waits awake for the mark `done`, and ends the propagation that runs where `halted` says so.
    pub fn wait_done(&mut self, halted: &dyn Fn() -> bool) -> Result<()> {
        while !self.done.reached()? {
            if halted() {
                self.halt()?;
            }
            std::thread::yield_now();
        }
        Ok(())
    }

    /// The counter of photons put aside, on the device.
    pub fn aside_count(&self) -> *mut u64 {
        self.counters.pointer::<u8>().wrapping_add(ASIDE).cast()
    }

    /// The table of medium changes, on the device.
    pub fn changes(&self) -> *mut MediumChanges {
        self.counters.pointer::<u8>().wrapping_add(CHANGES).cast()
    }

    /// The two pieces, made at the first call.
    pub fn pieces(&mut self) -> Result<()> {
        if self.pieces.is_none() {
            let primary = self.stream.primary();
            let piece = || {
                Ok::<_, crate::Error>(Piece {
                    memory: Pinned::new(primary, PIECE)?,
                    copied: CudaEvent::new(primary)?,
                })
            };
            self.pieces = Some([piece()?, piece()?]);
        }
        Ok(())
    }

    /// Piece 0 or 1 in turn; after [`Workspace::pieces`].
    pub fn piece(&self, turn: usize) -> Result<&Piece> {
        let pieces = self.pieces.as_ref();
        Ok(&pieces.ok_or_else(|| crate::Error::Internal("a workspace without pieces".into()))?[turn % 2])
    }
}

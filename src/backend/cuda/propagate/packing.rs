//! What events that are propagated together take to a device, in one piece.

use crate::backend::light::Light;
use crate::backend::task::{Task, TaskPart};
use crate::layout::{MERGED_TILE, MERGED_UNIT, MergedEvent, MergedTile, PhotonState, Segment, Table};
use crate::memory::{grow, room};
use crate::tables::TableStore;
use crate::{Error, Result};
use bytemuck::{Zeroable, cast_slice};

/// Sources whose spectra are compared with that of another.
const KNOWN: usize = 8;

/// Spectra of sources, one after another; equal ones that come close to each other once.
#[derive(Default)]
struct Spectra<'a> {
    tables: Vec<Table>,
    segments: Vec<Segment>,
    buckets: Vec<u32>,
    known: Vec<(&'a TableStore, u32)>,
}

impl<'a> Spectra<'a> {
    /// Adds those of a source; by how much its numbers of tables are larger here.
    fn add(&mut self, store: &'a TableStore) -> Result<u32> {
        let same = |one: &TableStore| {
            one.tables == store.tables && one.segments == store.segments && one.buckets == store.buckets
        };
        if let Some((_, base)) = self.known.iter().rev().find(|(one, _)| same(one)) {
            return Ok(*base);
        }
        let (base, what) = (self.tables.len() as u32, "spectra of sources");
        let (segments, buckets) = (self.segments.len() as u32, self.buckets.len() as u32);
        grow(&mut self.tables, store.tables.len(), what)?;
        grow(&mut self.segments, store.segments.len(), what)?;
        grow(&mut self.buckets, store.buckets.len(), what)?;
        self.tables.extend(store.tables.iter().map(|table| Table {
            segment_offset: table.segment_offset + segments,
            bucket_offset: table.bucket_offset + buckets,
            ..*table
        }));
        self.segments.extend_from_slice(&store.segments);
        self.buckets.extend_from_slice(&store.buckets);
        if self.known.len() == KNOWN {
            self.known.remove(0);
        }
        grow(&mut self.known, 1, what)?;
        self.known.push((store, base));
        Ok(base)
    }
}

/// Numbers of the parts of a [`Packing`].
pub mod part {
    #![allow(missing_docs)]
    pub const EVENTS: usize = 0;
    pub const OWNERS: usize = 1;
    pub const TILES: usize = 2;
    pub const TABLES: usize = 3;
    pub const SEGMENTS: usize = 4;
    pub const BUCKETS: usize = 5;
    pub const PARTS: usize = 6;
}

/// Events with their photons' places: first those whose photons the host makes.
pub struct Packing<'a> {
    parts: &'a [TaskPart<'a>],
    /// Of the parts, in the order of their photons.
    order: Vec<u32>,
    events: Vec<MergedEvent>,
    owners: Vec<u32>,
    tiles: Vec<MergedTile>,
    spectra: Spectra<'a>,
    /// Places of photons, those that are not used included.
    pub photons: u64,
    /// The first ones, which the host makes.
    pub given: u64,
}

fn is_generated(task: &Task<'_>) -> bool {
    matches!(task.light, Light::Source(..))
}

impl<'a> Packing<'a> {
    /// Of parts of events, each with at least one photon.
    pub fn new(parts: &'a [TaskPart<'a>]) -> Result<Self> {
        let what = "events that are propagated together";
        let mut packing = Self {
            parts,
            order: room(parts.len(), what)?,
            events: room(parts.len(), what)?,
            owners: Vec::new(),
            tiles: Vec::new(),
            spectra: Spectra::default(),
            photons: 0,
            given: 0,
        };
        for generated in [false, true] {
            for (number, part) in parts.iter().enumerate() {
                if is_generated(&part.task) == generated {
                    packing.add(number as u32, part)?;
                }
            }
            if !generated {
                packing.given = packing.photons;
            }
        }
        Ok(packing)
    }

    fn add(&mut self, number: u32, part: &'a TaskPart<'a>) -> Result<()> {
        let task = &part.task;
        let (count, first, place) = (part.count(), self.photons, self.events.len() as u32);
        let units = count.div_ceil(MERGED_UNIT.into());
        let params = task.params_at(part.range.start.wrapping_sub(first));
        let mut event = MergedEvent {
            params,
            event: task.event,
            first: first as u32,
            count: count as u32,
            ..MergedEvent::zeroed()
        };
        if let Light::Source(source, tables, _) = task.light {
            event.generate = 1;
            event.source = *source;
            event.source.wavelength += self.spectra.add(tables)?;
        }
        self.order.push(number);
        self.events.push(event);
        grow(&mut self.owners, units as usize, "photons of several events")?;
        self.owners.resize(self.owners.len() + units as usize, place);
        grow(&mut self.tiles, count.div_ceil(MERGED_TILE.into()) as usize, "tiles of several events")?;
        for begin in (0..count).step_by(MERGED_TILE as usize) {
            let count = (count - begin).min(MERGED_TILE.into()) as u32;
            self.tiles.push(MergedTile { event: place, first: (first + begin) as u32, count });
        }
        self.photons += units * u64::from(MERGED_UNIT);
        Ok(())
    }

    /// Number of the part at a place.
    pub fn part_at(&self, place: usize) -> usize {
        self.order[place] as usize
    }

    /// The event of a photon of the array, and its place.
    pub fn event_of(&self, number: u32) -> (usize, &MergedEvent) {
        let place = self.events.partition_point(|event| event.first <= number).saturating_sub(1);
        (place, &self.events[place])
    }

    /// Number of tiles.
    pub fn tiles(&self) -> u32 {
        self.tiles.len() as u32
    }

    /// The parts, by their numbers.
    pub fn parts(&self) -> [&[u8]; part::PARTS] {
        [
            cast_slice(&self.events),
            cast_slice(&self.owners),
            cast_slice(&self.tiles),
            cast_slice(&self.spectra.tables),
            cast_slice(&self.spectra.segments),
            cast_slice(&self.spectra.buckets),
        ]
    }

    /// Writes the photons that the host makes to their places.
    pub fn states(&self, to: &mut [PhotonState]) -> Result<()> {
        for (event, number) in self.events.iter().zip(&self.order) {
            let TaskPart { task, range } = &self.parts[*number as usize];
            if event.generate != 0 {
                break; // these are the last ones
            }
            let place = event.first as usize..(event.first + event.count) as usize;
            let to = to.get_mut(place).ok_or_else(|| Error::Internal("places of photons".into()))?;
            let kernels = task.context.kernels();
            match task.light {
                Light::Steps(_) => {
                    let made = task.light.states(range.clone(), kernels, task.scene.scene(), task.params)?;
                    to.copy_from_slice(&made);
                }
                light => light.copy(kernels, range.start as usize, to),
            }
        }
        Ok(())
    }
}

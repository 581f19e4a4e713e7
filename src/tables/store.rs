//! Tables as the kernels read them.

use super::{Cdf, Curve};
use crate::layout::TableView;
use crate::layout::{Segment, Source, SourceBatch, Table};
use crate::{Result, memory};
use std::collections::HashMap;

/// Growing arrays of tables; every method that adds one returns its index. Equal constants share
/// one table. Any number of threads may read one at once.
#[derive(Debug, Clone, Default)]
pub struct TableStore {
    /// One entry for every index.
    pub tables: Vec<Table>,
    /// Linear pieces of all tables.
    pub segments: Vec<Segment>,
    /// Search aids of all tables.
    pub buckets: Vec<u32>,
    constants: HashMap<u32, u32>,
}

/// All tables of a store in one piece.
pub struct Packed {
    /// Tables, segments and buckets, each from a multiple of 16 bytes on.
    pub bytes: Vec<u8>,
    /// Where each of the three begins.
    pub begins: [usize; 3],
}

/// The lookup's bucket of `x`, in the kernels' arithmetic (`x` at least `lo`).
fn bucket(x: f32, lo: f32, scale: f32, count: u32) -> u32 {
    (((x - lo) * scale) as u32).min(count - 1)
}

impl TableStore {
    /// Of arrays that another one had.
    pub(crate) fn of_arrays(tables: Vec<Table>, segments: Vec<Segment>, buckets: Vec<u32>) -> Self {
        Self { tables, segments, buckets, ..Self::default() }
    }

    /// Bytes of its arrays.
    pub(crate) fn bytes(&self) -> usize {
        size_of_val(&self.tables[..]) + size_of_val(&self.segments[..]) + size_of_val(&self.buckets[..])
    }

    /// Bytes of tables with so many points together, at most.
    pub(crate) fn bytes_of(tables: usize, points: usize) -> usize {
        tables * size_of::<Table>() + points * (size_of::<Segment>() + size_of::<u32>())
    }

    /// A copy with room for as many more tables, with so many points together.
    pub(crate) fn with_room(&self, tables: usize, points: usize) -> Result<Self> {
        fn copy<T: Copy>(from: &[T], more: usize) -> Result<Vec<T>> {
            let mut to = memory::room(from.len() + more, "points of tables")?;
            to.extend_from_slice(from);
            Ok(to)
        }
        Ok(Self {
            tables: copy(&self.tables, tables)?,
            segments: copy(&self.segments, points)?,
            buckets: copy(&self.buckets, points)?,
            constants: self.constants.clone(),
        })
    }

    /// A table with the same value everywhere.
    pub fn constant(&mut self, value: f64) -> u32 {
        let value = value as f32;
        let next = self.tables.len() as u32;
        let index = *self.constants.entry(value.to_bits()).or_insert(next);
        if index == next {
            self.tables.push(Table {
                segment_offset: 0,
                segment_count: 0,
                bucket_offset: 0,
                bucket_count: 0,
                lo: 0.0,
                hi: 0.0,
                bucket_scale: 0.0,
                value,
            });
        }
        index
    }

    /// A table of a curve.
    pub fn curve(&mut self, curve: &Curve) -> Result<u32> {
        let (x, y) = match curve {
            Curve::Constant(value) => return Ok(self.constant(*value)),
            Curve::Points { x, y } => (x, y),
        };
        if y.iter().all(|value| *value as f32 == y[0] as f32) {
            return Ok(self.constant(y[0]));
        }
        let last = x.len() - 1;
        let mut segments = lines(x, y)?;
        // A level piece at the upper end: clamped arguments give the last value exactly.
        segments.push(Segment { x: x[last] as f32, y: y[last] as f32, slope: 0.0, next: 0.0 });
        self.push(&segments, x[last] as f32)
    }

    /// A table of the inverse of a distribution, over u from 0 to 1: a piece for every interval of
    /// positive probability, so that nothing in between is ever drawn.
    pub fn inverse_cdf(&mut self, cdf: &Cdf) -> Result<u32> {
        self.push(&lines(cdf.y(), cdf.x())?, 1.0)
    }

    fn push(&mut self, segments: &[Segment], hi: f32) -> Result<u32> {
        let lo = segments[0].x;
        let mut count = segments.len() as u32;
        let mut scale = count as f32 / (hi - lo);
        if !scale.is_finite() {
            (count, scale) = (1, 0.0); // a range near nothing: one bucket, found by walking
        }
        let table = Table {
            segment_offset: self.segments.len() as u32,
            segment_count: segments.len() as u32,
            bucket_offset: self.buckets.len() as u32,
            bucket_count: count,
            lo,
            hi,
            bucket_scale: scale,
            value: segments[0].y,
        };
        memory::grow(&mut self.buckets, count as usize, "points of tables")?;
        memory::grow(&mut self.segments, segments.len(), "points of tables")?;
        memory::grow(&mut self.tables, 1, "tables")?;
        // The last segment that starts in an earlier bucket: never past any x of this bucket, so
        // the lookup only walks forward.
        let mut i = 0;
        for b in 0..count {
            while i + 1 < segments.len() && bucket(segments[i + 1].x, lo, scale, count) < b {
                i += 1;
            }
            self.buckets.push(i as u32);
        }
        self.segments.extend_from_slice(segments);
        let begins = segments[1..].iter().map(|segment| segment.x).chain([f32::INFINITY]);
        let added = self.segments.len() - segments.len();
        self.segments[added..].iter_mut().zip(begins).for_each(|(segment, next)| segment.next = next);
        self.tables.push(table);
        Ok((self.tables.len() - 1) as u32)
    }

    /// What the kernels take; valid while the store lives and nothing is added.
    pub fn view(&self) -> TableView {
        TableView {
            tables: self.tables.as_ptr(),
            segments: self.segments.as_ptr(),
            buckets: self.buckets.as_ptr(),
        }
    }

    /// A source by itself whose spectrum is here; valid like a view.
    pub fn batch_of(&self, source: &Source) -> SourceBatch {
        let TableView { tables, segments, buckets } = self.view();
        let nothing: SourceBatch = bytemuck::Zeroable::zeroed();
        SourceBatch { only: *source, tables, segments, buckets, count: 1, ..nothing }
    }

    /// All tables in one piece, as devices have them.
    pub fn packed(&self) -> Result<Packed> {
        let parts: [&[u8]; 3] = [
            bytemuck::cast_slice(&self.tables),
            bytemuck::cast_slice(&self.segments),
            bytemuck::cast_slice(&self.buckets),
        ];
        let size = parts.iter().map(|part| part.len().next_multiple_of(16)).sum();
        let mut packed = Packed { bytes: memory::room(size, "tables of a source")?, begins: [0; 3] };
        for (part, begin) in parts.iter().zip(&mut packed.begins) {
            *begin = packed.bytes.len();
            packed.bytes.extend_from_slice(part);
            packed.bytes.resize(packed.bytes.len().next_multiple_of(16), 0);
        }
        Ok(packed)
    }

    /// The value of a table, step by step as the kernels look it up. NaN is taken as the lower end.
    pub fn value(&self, index: u32, x: f32) -> f32 {
        let table = &self.tables[index as usize];
        if table.segment_count == 0 {
            return table.value;
        }
        let x = if x > table.lo { x } else { table.lo };
        let x = if x < table.hi { x } else { table.hi };
        let segments = &self.segments[table.segment_offset as usize..][..table.segment_count as usize];
        let b = bucket(x, table.lo, table.bucket_scale, table.bucket_count);
        let mut i = self.buckets[(table.bucket_offset + b) as usize] as usize;
        while i + 1 < segments.len() && x >= segments[i + 1].x {
            i += 1;
        }
        (x - segments[i].x).mul_add(segments[i].slope, segments[i].y)
    }
}

/// Straight pieces between neighbours, without those that have no width in single precision (the
/// value then jumps between the pieces on both sides).
fn lines(x: &[f64], y: &[f64]) -> Result<Vec<Segment>> {
    let mut segments = memory::room(x.len(), "points of a table")?;
    for i in 1..x.len() {
        let (x0, x1) = (x[i - 1] as f32, x[i] as f32);
        if x0 < x1 {
            // From the rounded ends, so that the piece meets its neighbours.
            let (y0, y1) = (y[i - 1] as f32, y[i] as f32);
            let slope = ((f64::from(y1) - f64::from(y0)) / (f64::from(x1) - f64::from(x0))) as f32;
            segments.push(Segment { x: x0, y: y0, slope: slope.clamp(f32::MIN, f32::MAX), next: 0.0 });
        }
    }
    Ok(segments)
}

//! Light that is submitted: a caller's arrays, states, or a source.

use super::context::Context;
use super::cpu::Kernels;
use crate::layout::{GatherJob, PhotonState, PropagateParams, Scene, Source, SourceBatch};
use crate::memory::room;
use crate::tables::TableStore;
use crate::{Error, Result};
use rayon::prelude::*;
use std::mem::MaybeUninit;
use std::ops::Range;
use std::ptr::null;

/// A caller's array of one value a photon; `stride` bytes lie between two of them.
#[derive(Debug, Clone, Copy)]
pub struct Scalar {
    /// The first value; no alignment is needed.
    pub pointer: *const u8,
    /// At least 4.
    pub stride: usize,
}

/// A caller's arrays of the three components of a vector, of the same stride.
#[derive(Debug, Clone, Copy)]
pub struct Vector {
    /// The first x, y and z; those of interleaved triples are 4 bytes apart.
    pub pointers: [*const u8; 3],
    /// At least 4; 12 for interleaved triples without gaps.
    pub stride: usize,
}

/// A caller's photons as structures of arrays.
#[derive(Debug, Clone, Copy)]
pub struct PhotonArrays {
    count: u64,
    position: Vector,
    direction: Vector,
    wavelength: Scalar,
    polarization: Option<Vector>,
    time: Option<Scalar>,
    weight: Option<Scalar>,
    flags: Option<Scalar>,
}

// SAFETY: who made it vouches that the arrays may be read from any thread.
unsafe impl Send for PhotonArrays {}
// SAFETY: as above.
unsafe impl Sync for PhotonArrays {}

impl PhotonArrays {
    /// Arrays of `count` photons.
    ///
    /// # Safety
    /// All arrays are as long as `count` and their strides say, and stay readable and unchanged
    /// while this or a copy of it is in use.
    pub unsafe fn new(count: u64, position: Vector, direction: Vector, wavelength: Scalar) -> Self {
        Self {
            count,
            position,
            direction,
            wavelength,
            polarization: None,
            time: None,
            weight: None,
            flags: None,
        }
    }

    /// Adds arrays that have defaults: random polarization, time 0, weight 1, no flags.
    ///
    /// # Safety
    /// As for [`PhotonArrays::new`].
    pub unsafe fn with(
        self,
        polarization: Option<Vector>,
        time: Option<Scalar>,
        weight: Option<Scalar>,
        flags: Option<Scalar>,
    ) -> Self {
        Self { polarization, time, weight, flags, ..self }
    }

    /// What makes states of photons, but for which ones and where to.
    pub fn gather(&self) -> GatherJob {
        let vector = |array: Option<Vector>| {
            array.map_or(([null(); 3], 0), |array| {
                (array.pointers.map(<*const u8>::cast), array.stride as u64)
            })
        };
        let scalar =
            |array: Option<Scalar>| array.map_or((null(), 0), |a| (a.pointer.cast(), a.stride as u64));
        let (position, position_stride) = vector(Some(self.position));
        let (direction, direction_stride) = vector(Some(self.direction));
        let (polarization, polarization_stride) = vector(self.polarization);
        let (wavelength, wavelength_stride) = scalar(Some(self.wavelength));
        let (time, time_stride) = scalar(self.time);
        let (weight, weight_stride) = scalar(self.weight);
        let (flags, flags_stride) = scalar(self.flags);
        GatherJob {
            position,
            direction,
            polarization,
            wavelength,
            time,
            weight,
            flags,
            position_stride,
            direction_stride,
            polarization_stride,
            wavelength_stride,
            time_stride,
            weight_stride,
            flags_stride,
            first: 0,
            count: self.count,
            photons: std::ptr::null_mut(),
        }
    }

    /// Visits the arrays: address of the first value, bytes up to the end of the last, name. There is at
    /// least one photon.
    pub fn extents(&self, visit: impl Fn(u64, u64, &str) -> Result<()>) -> Result<()> {
        let array = |pointer: *const u8, stride: usize, name: &str| {
            visit(pointer.addr() as u64, (self.count - 1) * stride as u64 + 4, name)
        };
        let vectors = [
            (Some(self.position), "photons->position"),
            (Some(self.direction), "photons->direction"),
            (self.polarization, "photons->polarization"),
        ];
        for (vector, name) in vectors {
            let Some(vector) = vector else { continue };
            vector.pointers.iter().try_for_each(|pointer| array(*pointer, vector.stride, name))?;
        }
        let scalars = [
            (Some(self.wavelength), "photons->wavelength"),
            (self.time, "photons->time"),
            (self.weight, "photons->weight"),
            (self.flags, "photons->flags"),
        ];
        for (scalar, name) in scalars {
            let Some(scalar) = scalar else { continue };
            array(scalar.pointer, scalar.stride, name)?;
        }
        Ok(())
    }

    /// Writes the states of photons from number `first` on before their first step.
    ///
    /// # Safety
    /// The arrays have so many, and there is room for them.
    unsafe fn write(&self, kernels: &Kernels, first: usize, to: *mut PhotonState, count: usize) {
        let (first, count) = (first as u64, count as u64);
        let job = GatherJob { first, count, photons: to, ..self.gather() };
        // SAFETY: the maker of the arrays vouches for them, and the caller for the rest.
        unsafe { (kernels.gather)(&job) }
    }
}

/// The photons of an event.
pub enum Light {
    /// Their states before the first step.
    States(Vec<PhotonState>),
    /// A caller's arrays, copied by the submission.
    Copied(PhotonArrays),
    /// A caller's arrays, read until the event is done.
    Borrowed(PhotonArrays),
    /// A caller's arrays in the memory of a GPU (by its place in the list of devices), read until the
    /// event is done. Everything in them is aligned to 4 bytes.
    OnDevice(PhotonArrays, u32),
    /// A number of photons of a source, whose spectrum is in the tables.
    Source(Source, TableStore, u64),
}

/// Photons whose copy is worth waking threads.
const MANY: usize = 1 << 17;
/// Photons that a thread copies at a time.
const SHARE: usize = 1 << 12;

impl Light {
    /// Number of photons.
    pub fn count(&self) -> u64 {
        match self {
            Self::States(states) => states.len() as u64,
            Self::Copied(arrays) | Self::Borrowed(arrays) | Self::OnDevice(arrays, _) => arrays.count,
            Self::Source(_, _, count) => *count,
        }
    }

    /// Whether a GPU's photons come from the host.
    pub fn uploaded(&self) -> bool {
        !matches!(self, Self::Source(..) | Self::OnDevice(..))
    }

    /// Bytes held once it is settled.
    pub fn bytes(&self) -> u64 {
        match self {
            Self::States(_) | Self::Copied(_) => self.count() * size_of::<PhotonState>() as u64,
            Self::Borrowed(_) | Self::OnDevice(..) | Self::Source(..) => 0,
        }
    }

    /// Copies what may not be read later; many photons by the context's threads.
    pub fn settle(self, context: &Context) -> Result<Self> {
        match self {
            Self::Copied(arrays) => {
                let (count, kernels) = (arrays.count as usize, context.kernels());
                let mut states = room::<PhotonState>(count, "a copy of the photons")?;
                let write = |(i, share): (usize, &mut [MaybeUninit<PhotonState>])| {
                    // SAFETY: a share of all of them.
                    unsafe { arrays.write(kernels, i * SHARE, share.as_mut_ptr().cast(), share.len()) };
                };
                let to = &mut states.spare_capacity_mut()[..count];
                if count < MANY {
                    to.chunks_mut(SHARE).enumerate().for_each(write);
                } else {
                    context.install(|| to.par_chunks_mut(SHARE).enumerate().for_each(write))?;
                }
                // SAFETY: all were written.
                unsafe { states.set_len(count) };
                Ok(Self::States(states))
            }
            other => Ok(other),
        }
    }

    /// Copies states from photon `first` on; nothing where they are not in host memory.
    pub fn copy(&self, kernels: &Kernels, first: usize, to: &mut [PhotonState]) {
        match self {
            Self::States(all) => to.copy_from_slice(&all[first..first + to.len()]),
            Self::Copied(arrays) | Self::Borrowed(arrays) => {
                // SAFETY: photons of a submission, and a slice.
                unsafe { arrays.write(kernels, first, to.as_mut_ptr(), to.len()) };
            }
            Self::OnDevice(..) | Self::Source(..) => {}
        }
    }

    /// The states of a range of photons before their first step.
    pub fn states(
        &self,
        range: Range<u64>,
        kernels: &Kernels,
        scene: &Scene,
        params: &PropagateParams,
    ) -> Result<Vec<PhotonState>> {
        let (first, count) = (range.start as usize, (range.end - range.start) as usize);
        let mut states = room::<PhotonState>(count, "a chunk of photons")?;
        let to = states.as_mut_ptr();
        match self {
            Self::States(all) => states.extend_from_slice(&all[first..first + count]),
            // SAFETY: photons of the submission, and there is room for so many.
            Self::Copied(arrays) | Self::Borrowed(arrays) => unsafe {
                arrays.write(kernels, first, to, count)
            },
            Self::OnDevice(..) => {
                return Err(Error::Internal("photons of a GPU's memory on the processor".into()));
            }
            Self::Source(source, tables, _) => {
                let params = PropagateParams { first_index: params.first_index + range.start, ..*params };
                let batch = SourceBatch { first: range.start, ..tables.batch_of(source) };
                // SAFETY: the source was checked, its tables live, and there is room for all states.
                unsafe { (kernels.generate)(scene, &batch, &params, to, count as u64) };
            }
        }
        // SAFETY: all were written.
        unsafe { states.set_len(count) };
        Ok(states)
    }
}

//! Light that is submitted: a caller's arrays, states, or a source.

use super::context::Context;
use super::cpu::Kernels;
use super::steps::StepLight;
use crate::layout::{GatherJob, PhotonState, PropagateParams, Scene, Source, SourceBatch};
use crate::memory::room;
use crate::photon::columns::given_columns;
use crate::tables::TableStore;
use crate::{Error, Result};
use rayon::prelude::*;
use std::ffi::c_void;
use std::mem::MaybeUninit;
use std::ops::Range;
use std::ptr::null;
use std::sync::Arc;

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
    given: GivenArrays,
}

// SAFETY: who made it guarantees that the arrays may be read from any thread.
unsafe impl Send for PhotonArrays {}
// SAFETY: as above.
unsafe impl Sync for PhotonArrays {}

/// Pointers and stride of an array, null where there is none.
fn vector(array: Option<Vector>) -> ([*const c_void; 3], u64) {
    array.map_or(([null(); 3], 0), |array| (array.pointers.map(<*const u8>::cast), array.stride as u64))
}

/// The same of an array of one value a photon.
fn scalar(array: Option<Scalar>) -> (*const c_void, u64) {
    array.map_or((null(), 0), |array| (array.pointer.cast(), array.stride as u64))
}

macro_rules! given_arrays {
    ({ $($vector:ident ($($part:ident)*) $vector_stride:ident,)* } { $($scalar:ident $scalar_stride:ident,)* }) => {
        /// The arrays of a caller's photons. Of those that are missing, polarizations are random, weights
        /// are 1, all others 0.
        #[derive(Debug, Clone, Copy, Default)]
        #[allow(missing_docs)]
        pub struct GivenArrays {
            $(pub $vector: Option<Vector>,)*
            $(pub $scalar: Option<Scalar>,)*
        }

        impl PhotonArrays {
            /// What makes states of photons, but for which ones and where to.
            pub fn gather(&self) -> GatherJob {
                $(let ($vector, $vector_stride) = vector(self.given.$vector);)*
                $(let ($scalar, $scalar_stride) = scalar(self.given.$scalar);)*
                GatherJob {
                    $($vector, $vector_stride,)*
                    $($scalar, $scalar_stride,)*
                    first: 0,
                    count: self.count,
                    photons: std::ptr::null_mut(),
                }
            }

            /// Visits the arrays: address of the first value, bytes up to the end of the last, name. There is
            /// at least one photon.
            pub fn extents(&self, visit: impl Fn(u64, u64, &str) -> Result<()>) -> Result<()> {
                let array = |pointer: *const u8, stride: usize, name: &str| {
                    visit(pointer.addr() as u64, (self.count - 1) * stride as u64 + 4, name)
                };
                $(if let Some(Vector { pointers, stride }) = self.given.$vector {
                    let name = concat!("photons->", stringify!($vector));
                    pointers.iter().try_for_each(|pointer| array(*pointer, stride, name))?;
                })*
                $(if let Some(Scalar { pointer, stride }) = self.given.$scalar {
                    array(pointer, stride, concat!("photons->", stringify!($scalar)))?;
                })*
                Ok(())
            }
        }
    };
}

given_columns!(given_arrays! {});

impl PhotonArrays {
    /// Arrays of `count` photons.
    ///
    /// # Safety
    /// All arrays are as long as `count` and their strides say, and stay readable and unchanged
    /// while this or a copy of it is in use.
    pub unsafe fn new(count: u64, given: GivenArrays) -> Self {
        Self { count, given }
    }

    /// Writes the states of photons from number `first` on before their first step.
    ///
    /// # Safety
    /// The arrays have so many, and there is room for them.
    unsafe fn write(&self, kernels: &Kernels, first: usize, to: *mut PhotonState, count: usize) {
        let (first, count) = (first as u64, count as u64);
        let job = GatherJob { first, count, photons: to, ..self.gather() };
        // SAFETY: the maker of the arrays guarantees them, and the caller for the rest.
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
    /// Photons of steps.
    Steps(Arc<StepLight>),
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
            Self::Steps(steps) => steps.count(),
        }
    }

    /// Whether a GPU's photons come from the host.
    pub fn uploaded(&self) -> bool {
        !matches!(self, Self::Source(..) | Self::Steps(_) | Self::OnDevice(..))
    }

    /// Bytes of a GPU's memory that a photon of a slice needs beside its own, about.
    pub fn device_bytes_per_photon(&self) -> u64 {
        match self {
            Self::Steps(steps) => steps.bytes_per_photon(),
            _ => 0,
        }
    }

    /// Bytes held once it is settled, but those of steps, which are counted already.
    pub fn bytes(&self) -> u64 {
        match self {
            Self::States(_) | Self::Copied(_) => self.count() * size_of::<PhotonState>() as u64,
            Self::Source(_, tables, _) => tables.bytes() as u64,
            Self::Borrowed(_) | Self::OnDevice(..) | Self::Steps(_) => 0,
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
            Self::OnDevice(..) | Self::Source(..) | Self::Steps(_) => {}
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
        let count = (range.end - range.start) as usize;
        let mut states = room::<PhotonState>(count, "a chunk of photons")?;
        // SAFETY: there is room for all.
        unsafe {
            self.write_states(range, kernels, scene, params, states.as_mut_ptr())?;
            states.set_len(count);
        }
        Ok(states)
    }

    /// Writes these to a place.
    ///
    /// # Safety
    /// There is room for all of them, which nobody else uses.
    pub unsafe fn write_states(
        &self,
        range: Range<u64>,
        kernels: &Kernels,
        scene: &Scene,
        params: &PropagateParams,
        to: *mut PhotonState,
    ) -> Result<()> {
        let (first, count) = (range.start as usize, (range.end - range.start) as usize);
        let params = PropagateParams { first_index: params.first_index.wrapping_add(range.start), ..*params };
        match self {
            // SAFETY: as the caller guarantees.
            Self::States(all) => unsafe {
                to.copy_from_nonoverlapping(all[first..first + count].as_ptr(), count);
            },
            // SAFETY: photons of the submission, and there is room for so many.
            Self::Copied(arrays) | Self::Borrowed(arrays) => unsafe {
                arrays.write(kernels, first, to, count);
            },
            Self::OnDevice(..) => {
                return Err(Error::Internal("photons of a GPU's memory on the processor".into()));
            }
            // SAFETY: the steps were checked and live, and there is room for all states.
            Self::Steps(steps) => unsafe {
                (kernels.generate_steps)(&steps.batch(range.start), &params, to, count as u64);
            },
            Self::Source(source, tables, _) => {
                let batch = SourceBatch { first: range.start, ..tables.batch_of(source) };
                // SAFETY: the source was checked, its tables live, and there is room for all states.
                unsafe { (kernels.generate)(scene, &batch, &params, to, count as u64) };
            }
        }
        Ok(())
    }
}

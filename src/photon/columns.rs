//! Photon states as structures of arrays, filled by several threads at once.

use crate::layout::PhotonState;
use crate::{Result, memory};
use bytemuck::Zeroable;
use rayon::prelude::*;
use std::cell::UnsafeCell;

/// Values that a thread copies at a time.
pub const SHARE: usize = 1 << 14;

/// Appends `from` to `to`, by all threads of the calling thread's pool.
pub fn append<T: Copy + Send + Sync>(to: &mut Vec<T>, from: &[T]) {
    to.par_extend(from.par_iter().with_min_len(SHARE).copied());
}

/// An array whose parts are written by one thread each.
struct Shared<T>(Box<[UnsafeCell<T>]>);

// SAFETY: writes go to disjoint parts (the contract of Filler::write), reads come after finish().
unsafe impl<T: Send> Sync for Shared<T> {}

impl<T: Copy + Zeroable> Shared<T> {
    fn new(count: usize) -> Result<Self> {
        let zeroed: Box<[T]> = memory::zeroed(count, "states of photons")?;
        // SAFETY: UnsafeCell<T> has the layout of T.
        Ok(Self(unsafe { Box::from_raw(Box::into_raw(zeroed) as *mut [UnsafeCell<T>]) }))
    }

    /// # Safety
    /// No other thread uses the part that begins at `first` meanwhile.
    unsafe fn write(&self, first: usize, values: impl Iterator<Item = T>) {
        for (cell, value) in self.0[first..].iter().zip(values) {
            // SAFETY: the caller guarantees it.
            unsafe { cell.get().write(value) };
        }
    }

    fn finish(self) -> Box<[T]> {
        // SAFETY: as above, and `self` is the only holder.
        unsafe { Box::from_raw(Box::into_raw(self.0) as *mut [T]) }
    }
}

macro_rules! columns {
    ($($(#[$comment:meta])* $name:ident: $type:ty,)*) => {
        /// States of photons, one array for each property, all of the same length.
        #[derive(Debug, Clone, Default, PartialEq)]
        pub struct Columns {
            $($(#[$comment])* pub $name: Box<[$type]>,)*
        }

        /// Columns being filled.
        pub struct Filler {
            $($name: Shared<$type>,)*
        }

        impl Filler {
            /// Room for `count` states.
            pub fn new(count: usize) -> Result<Self> {
                Ok(Self { $($name: Shared::new(count)?,)* })
            }

            /// Writes states from number `first` on.
            ///
            /// # Safety
            /// No other thread writes the same part.
            pub unsafe fn write(&self, first: usize, states: &[PhotonState]) {
                // SAFETY: the caller guarantees it.
                unsafe { $(self.$name.write(first, states.iter().map(|state| state.$name));)* }
            }

            /// The columns, when all writers are done.
            pub fn finish(self) -> Columns {
                Columns { $($name: self.$name.finish(),)* }
            }
        }

        /// Bytes of one state.
        pub const BYTES: u64 = 0 $(+ size_of::<$type>() as u64)*;
    };
}

columns! {
    /// mm.
    position: [f32; 3],
    /// Unit vectors.
    direction: [f32; 3],
    /// Unit vectors across the direction.
    polarization: [f32; 3],
    /// ns.
    time: f32,
    /// nm, in vacuum.
    wavelength: f32,
    /// Statistical weights.
    weight: f32,
    /// History flags; see [`flag`](crate::layout::flag).
    flags: u32,
    /// The instance met last, or `WIRE_BIT` and a wire plane; `NONE`.
    instance: u32,
    /// The triangle of its mesh, or the wire of its plane; `NONE`.
    triangle: u32,
}

impl Columns {
    /// Number of states.
    pub fn len(&self) -> usize {
        self.time.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

//! Photon states as structures of arrays, filled by several threads at once.

use super::values::Values;
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

/// Calls a macro with the properties of a photon's state that programs see: what each is, its name, that of its
/// stride in the C structs, its type. Columns on the host and on a device, and what C gets of them, follow.
macro_rules! state_columns {
    ($then:ident! { $($more:tt)* }) => {
        $then! { {
            /// mm.
            position position_stride: [f32; 3],
            /// Unit vectors.
            direction direction_stride: [f32; 3],
            /// Unit vectors across the direction.
            polarization polarization_stride: [f32; 3],
            /// ns.
            time time_stride: f32,
            /// nm, in vacuum.
            wavelength wavelength_stride: f32,
            /// Statistical weights.
            weight weight_stride: f32,
            /// History flags; see [`flag`](crate::layout::flag).
            flags flags_stride: u32,
            /// The instance met last, or `WIRE_BIT` and a wire plane; `NONE`.
            instance instance_stride: u32,
            /// The triangle of its mesh, or the wire of its plane; `NONE`.
            triangle triangle_stride: u32,
        } $($more)* }
    };
}
pub(crate) use state_columns;

/// Calls a macro with the properties of photons that programs give: vectors, with the names of their components in C, then
/// numbers of 4 bytes, each with the name of its stride in C and in a [`GatherJob`](crate::layout::GatherJob).
macro_rules! given_columns {
    ($then:ident! {}) => {
        $then! {
            {
                position (position_x position_y position_z) position_stride,
                direction (direction_x direction_y direction_z) direction_stride,
                polarization (polarization_x polarization_y polarization_z) polarization_stride,
            }
            {
                wavelength wavelength_stride,
                time time_stride,
                weight weight_stride,
                flags flags_stride,
            }
        }
    };
}
pub(crate) use given_columns;

/// A property of a photon: numbers.
pub trait Property {
    /// Of this type.
    type Number;
}

impl Property for f32 {
    type Number = f32;
}

impl Property for u32 {
    type Number = u32;
}

impl Property for [f32; 3] {
    type Number = f32;
}

macro_rules! columns {
    ({ $($(#[$comment:meta])* $name:ident $stride:ident: $type:ty,)* }) => {
        /// States of photons, one array for each property, all of the same length.
        #[derive(Debug, Clone, Default, PartialEq)]
        pub struct Columns {
            $($(#[$comment])* pub $name: Values<$type>,)*
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
                Columns { $($name: self.$name.finish().into(),)* }
            }
        }

        /// Bytes of one state.
        pub const BYTES: u64 = 0 $(+ size_of::<$type>() as u64)*;
    };
}

state_columns!(columns! {});

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

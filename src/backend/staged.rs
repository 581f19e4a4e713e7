//! Arrays that a backend's device copies from at full speed, where it has such memory for them.

use super::context::Context;
use super::hit_block::BlockMemory;
use crate::{Result, memory};
use bytemuck::Pod;
use std::fmt;
use std::ops::{Deref, DerefMut};

/// Bytes from which on the copy matters.
const LARGE: usize = 1 << 20;

enum Place<T> {
    Host(Vec<T>),
    /// For so many values.
    Pinned(Box<dyn BlockMemory>, usize),
}

/// An array of a length that stays.
pub struct Staged<T>(Place<T>);

impl<T: Pod> Staged<T> {
    /// An array of `length` values, each some value, to be written before they mean anything.
    pub fn new(context: &Context, length: usize, what: &str) -> Result<Self> {
        let bytes = length.saturating_mul(size_of::<T>());
        let pinned = if bytes < LARGE { None } else { context.backend().staging(bytes)? };
        let place = match pinned {
            Some(memory) => {
                debug_assert!(memory.address().cast::<T>().is_aligned());
                Place::Pinned(memory, length)
            }
            None => Place::Host(memory::filled(T::zeroed(), length, what)?),
        };
        Ok(Self(place))
    }

    /// Whether a device copies from it by itself.
    pub fn is_pinned(&self) -> bool {
        matches!(self.0, Place::Pinned(..))
    }
}

impl<T: Pod> Deref for Staged<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        match &self.0 {
            Place::Host(values) => values,
            // SAFETY: room for so many, which the driver has given with some content; any is a value of `T`.
            Place::Pinned(memory, length) => unsafe {
                std::slice::from_raw_parts(memory.address().cast(), *length)
            },
        }
    }
}

impl<T: Pod> DerefMut for Staged<T> {
    fn deref_mut(&mut self) -> &mut [T] {
        match &mut self.0 {
            Place::Host(values) => values,
            // SAFETY: as above, and the memory is this array's alone.
            Place::Pinned(memory, length) => unsafe {
                std::slice::from_raw_parts_mut(memory.address().cast(), *length)
            },
        }
    }
}

impl<T> fmt::Debug for Staged<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Place::Host(values) => write!(f, "Staged({}, host)", values.len()),
            Place::Pinned(_, length) => write!(f, "Staged({length}, pinned)"),
        }
    }
}

//! A column of numbers: on its own, or a part of memory that it keeps alive.

use std::any::Any;
use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

/// Values of one property, read as a slice.
pub struct Values<T>(Place<T>);

enum Place<T> {
    Own(Box<[T]>),
    Part { first: *const T, count: usize, keep: Arc<dyn Any + Send + Sync> },
}

// SAFETY: read only; who makes a part guarantees that nobody writes it any more.
unsafe impl<T: Send + Sync> Send for Values<T> {}
// SAFETY: as above.
unsafe impl<T: Send + Sync> Sync for Values<T> {}

impl<T> Values<T> {
    /// A part of what `keep` holds.
    ///
    /// # Safety
    /// There are `count` initialized values from `first` on as long as `keep` is, aligned, which nobody writes.
    pub unsafe fn part(first: *const T, count: usize, keep: Arc<dyn Any + Send + Sync>) -> Self {
        Self(Place::Part { first, count, keep })
    }
}

impl<T: Clone> Values<T> {
    /// The values to be changed: copied first where they are a part of something.
    pub fn to_mut(&mut self) -> &mut [T] {
        if let Place::Part { .. } = self.0 {
            self.0 = Place::Own(self.to_vec().into_boxed_slice());
        }
        match &mut self.0 {
            Place::Own(values) => values,
            Place::Part { .. } => &mut [],
        }
    }
}

impl<T> FromIterator<T> for Values<T> {
    fn from_iter<I: IntoIterator<Item = T>>(values: I) -> Self {
        Self(Place::Own(values.into_iter().collect()))
    }
}

impl<T> From<Vec<T>> for Values<T> {
    fn from(own: Vec<T>) -> Self {
        Self(Place::Own(own.into_boxed_slice()))
    }
}

impl<T> From<Box<[T]>> for Values<T> {
    fn from(own: Box<[T]>) -> Self {
        Self(Place::Own(own))
    }
}

impl<T> Deref for Values<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        match &self.0 {
            Place::Own(values) => values,
            // SAFETY: the maker of the part guarantees it.
            Place::Part { first, count, .. } => unsafe { std::slice::from_raw_parts(*first, *count) },
        }
    }
}

impl<T> Default for Values<T> {
    fn default() -> Self {
        Self(Place::Own(Box::default()))
    }
}

impl<T: Clone> Clone for Values<T> {
    fn clone(&self) -> Self {
        Self(match &self.0 {
            Place::Own(values) => Place::Own(values.clone()),
            Place::Part { first, count, keep } => {
                Place::Part { first: *first, count: *count, keep: Arc::clone(keep) }
            }
        })
    }
}

impl<T: PartialEq> PartialEq for Values<T> {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl<T: PartialEq> PartialEq<Values<T>> for Vec<T> {
    fn eq(&self, other: &Values<T>) -> bool {
        self[..] == **other
    }
}

impl<'a, T> IntoIterator for &'a Values<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<T: fmt::Debug> fmt::Debug for Values<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

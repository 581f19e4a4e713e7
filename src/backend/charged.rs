//! Lists that grow step by step, and count as a context's memory before they do.

use super::context::{Charge, Context};
use crate::{Result, memory};
use std::sync::Arc;

/// Entries and what counts their memory.
#[derive(Debug)]
pub struct ChargedList<T> {
    entries: Vec<T>,
    charge: Charge,
    /// What messages call it.
    what: &'static str,
}

impl<T: Copy> ChargedList<T> {
    /// An empty one.
    pub fn new(context: &Arc<Context>, what: &'static str) -> Self {
        Self { entries: Vec::new(), charge: context.no_charge(), what }
    }

    /// An empty one with room for so many.
    pub fn with_room(context: &Arc<Context>, count: usize, what: &'static str) -> Result<Self> {
        let mut list = Self::new(context, what);
        list.reserve(count)?;
        Ok(list)
    }

    /// Room for so many in all.
    fn reserve(&mut self, count: usize) -> Result<()> {
        let more = (count - self.entries.capacity()) as u64;
        let charge = self.charge.more(more.saturating_mul(size_of::<T>() as u64), self.what)?;
        let beyond = count - self.entries.len();
        if memory::tried(|| self.entries.try_reserve_exact(beyond)).is_err() {
            return Err(memory::short(count, size_of::<T>(), self.what));
        }
        self.charge.join(charge);
        Ok(())
    }

    /// Room for `more` entries at the end; an error leaves the list as it was.
    pub fn grow(&mut self, more: usize) -> Result<()> {
        let (length, room) = (self.entries.len(), self.entries.capacity());
        if room - length >= more {
            return Ok(());
        }
        let needed = length.saturating_add(more);
        // Twice the length spares copies; where that is too much, half of what the limit leaves, which does so too.
        let twice = needed.max(room.saturating_mul(2)).max(16);
        let half = (self.charge.left() / 2) as usize / size_of::<T>().max(1);
        self.reserve(twice)
            .or_else(|_| self.reserve(needed.saturating_add(half)))
            .or_else(|_| self.reserve(needed))
    }

    /// Adds one.
    pub fn push(&mut self, entry: T) -> Result<()> {
        self.grow(1)?;
        self.entries.push(entry);
        Ok(())
    }

    /// Adds several.
    pub fn extend(&mut self, entries: &[T]) -> Result<()> {
        self.grow(entries.len())?;
        self.entries.extend_from_slice(entries);
        Ok(())
    }

    /// The entries, and what counts their memory.
    pub fn into_parts(self) -> (Vec<T>, Charge) {
        (self.entries, self.charge)
    }
}

impl<T> std::ops::Deref for ChargedList<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.entries
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::backend::context::Choice;

    #[test]
    fn a_list_grows_up_to_the_limit_and_not_beyond() {
        let context = Context::limited(Choice::Cpu, 0, 1, 1000).unwrap();
        let mut list = ChargedList::new(&context, "numbers");
        assert_eq!(context.memory(), 0);
        let pushed = (0u64..).take_while(|number| list.push(*number).is_ok()).count();
        assert_eq!((pushed, list.len(), context.memory()), (125, 125, 1000));
        let refused = list.push(7).unwrap_err().to_string();
        assert_eq!(
            refused,
            "numbers: 8 bytes are asked for, 1000 are in use, and the context's memory_limit is 1000"
        );
        assert!(list.iter().copied().eq(0..125));
        let (entries, charge) = list.into_parts();
        assert_eq!((entries.len(), context.memory()), (125, 1000));
        drop(charge);
        assert_eq!(context.memory(), 0);
        let list = ChargedList::<u64>::with_room(&context, 100, "numbers").unwrap();
        assert_eq!((list.len(), context.memory()), (0, 800));
        assert!(ChargedList::<u64>::with_room(&context, 26, "numbers").is_err());
        assert_eq!(context.memory(), 800);
    }
}

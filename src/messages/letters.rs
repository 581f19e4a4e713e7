//! Dead letters: messages that have failed, kept so that a program can look at them or send them again.

use crate::backend::context::{Charge, Context};
use crate::runtime::locks::lock;
use crate::{Result, memory};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

/// A message that has failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// Its id.
    pub id: u64,
    /// Its key.
    pub key: u64,
    /// What the function has returned.
    pub code: u32,
    /// How it ended, as `message_outcome` has it.
    pub outcome: u32,
    /// How often it was tried.
    pub attempts: u32,
    /// The message.
    pub message: Vec<u8>,
}

#[derive(Debug, Default)]
struct Kept {
    all: VecDeque<Letter>,
    lost: u64,
}

/// The oldest ones, up to a number.
#[derive(Debug)]
pub(super) struct Letters {
    most: usize,
    kept: Mutex<Kept>,
    /// Of the list, without the messages in it.
    _charge: Charge,
}

impl Letters {
    pub(super) fn new(context: &Arc<Context>, most: usize) -> Result<Self> {
        let charge = context.charge((most * size_of::<Letter>()) as u64, "config->dead_letters")?;
        let mut all = VecDeque::new();
        memory::tried(|| all.try_reserve_exact(most))
            .map_err(|_| memory::short(most, size_of::<Letter>(), "config->dead_letters"))?;
        Ok(Self { most, kept: Mutex::new(Kept { all, lost: 0 }), _charge: charge })
    }

    /// Keeps a letter, whose message is copied; counts it where there is no room, or no memory.
    pub(super) fn keep(&self, letter: Letter, message: &[u8]) {
        if self.most == 0 {
            return;
        }
        let copy = memory::copied(message, "a dead letter");
        let mut kept = lock(&self.kept);
        match copy {
            Ok(message) if kept.all.len() < self.most => kept.all.push_back(Letter { message, ..letter }),
            _ => kept.lost += 1,
        }
    }

    /// Takes the oldest one if `fits` says that it can be taken; else what it says.
    pub(super) fn take<E>(
        &self,
        fits: impl FnOnce(&Letter) -> std::result::Result<(), E>,
    ) -> std::result::Result<Option<Letter>, E> {
        let mut kept = lock(&self.kept);
        if let Some(first) = kept.all.front() {
            fits(first)?;
        }
        Ok(kept.all.pop_front())
    }

    /// Kept, and lost.
    pub(super) fn counts(&self) -> (u64, u64) {
        let kept = lock(&self.kept);
        (kept.all.len() as u64, kept.lost)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::backend::context::Choice;

    fn context() -> Arc<Context> {
        Context::new(Choice::Cpu, 1).expect("a context")
    }

    #[test]
    fn the_oldest_letters_are_kept_in_their_order() {
        let letters = Letters::new(&context(), 2).unwrap();
        let letter = |id| Letter { id, key: 0, code: 5, outcome: 1, attempts: 1, message: Vec::new() };
        for id in 1..4 {
            letters.keep(letter(id), &[id as u8; 3]);
        }
        assert_eq!(letters.counts(), (2, 1));
        assert_eq!(letters.take(|_| Err(9)), Err(9));
        let first = letters.take(|_| Ok::<_, ()>(())).unwrap().unwrap();
        assert_eq!((first.id, first.message), (1, vec![1; 3]));
        assert_eq!(letters.take(|_| Ok::<_, ()>(())).unwrap().map(|letter| letter.id), Some(2));
        assert_eq!(letters.take(|_| Ok::<_, ()>(())), Ok(None));
        Letters::new(&context(), 0).unwrap().keep(letter(1), &[]);
    }
}

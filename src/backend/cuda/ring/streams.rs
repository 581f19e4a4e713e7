//! Streams of the program that transfers were put on. Each has a place in the queue's memory that the
//! blocks of a transfer share; transfers of one stream follow each other, so they can use the same. What is
//! captured into a graph does not, so it has none.

use std::ffi::c_void;

/// Streams that get a place; transfers on further ones are done by one block, which needs none.
pub(super) const MOST: usize = 31;

/// The driver's name for each thread's own default stream: many streams in one.
const PER_THREAD: usize = 2;

/// Streams by their places.
#[derive(Debug, Default)]
pub(super) struct Streams(Vec<usize>);

impl Streams {
    /// The number of a stream's state, from 1, if it has one.
    pub(super) fn state(&mut self, stream: *mut c_void) -> Option<usize> {
        let stream = stream.addr();
        if stream == PER_THREAD {
            return None;
        }
        let known = self.0.iter().position(|&known| known == stream);
        if known.is_none() && self.0.len() < MOST {
            self.0.push(stream);
            return Some(self.0.len());
        }
        known.map(|place| place + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_stream_has_a_place_of_its_own_as_long_as_there_are_places() {
        let mut streams = Streams::default();
        let stream = |i: usize| std::ptr::without_provenance_mut(i);
        for i in 0..MOST {
            assert_eq!(streams.state(stream(100 + i)), Some(i + 1));
        }
        assert_eq!(streams.state(stream(100)), Some(1));
        assert_eq!(streams.state(stream(7)), None);
        assert_eq!(Streams::default().state(stream(PER_THREAD)), None);
    }
}

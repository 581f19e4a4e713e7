//! Whose turn it is among those that wait: the most urgent first, in the order of their arrival among equals, and
//! nobody for ever last.

use crate::memory;
use std::collections::VecDeque;

/// How urgent something is, from [`Priority::LEAST`] to [`Priority::MOST`]; usually 0.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Priority(i8);

impl Priority {
    /// What gives way to all else.
    pub const LEAST: i32 = -2;
    /// What goes before all else.
    pub const MOST: i32 = 2;

    /// `None` beyond the least and the most.
    pub fn new(value: i32) -> Option<Self> {
        (Self::LEAST..=Self::MOST).contains(&value).then_some(Self(value as i8))
    }

    /// Its place in the list of ranks, the most urgent one first.
    fn rank(self) -> usize {
        (Self::MOST - i32::from(self.0)) as usize
    }
}

/// Turns of more urgent ones that a rank lets pass before it has one itself: it gets one in 17 at least.
pub const PATIENCE: u32 = 16;

const RANKS: usize = (Priority::MOST - Priority::LEAST + 1) as usize;

/// What one that waits is found by: the order of arrival among equals, from 1.
pub type Ticket = u64;

struct Rank<T> {
    /// In the order of their tickets.
    entries: VecDeque<(Ticket, T)>,
    /// Turns of more urgent ones since its own last one.
    passed: u32,
}

/// Those that wait.
pub struct Turns<T> {
    ranks: [Rank<T>; RANKS],
    /// The last ticket that was given.
    last: Ticket,
}

impl<T> Default for Turns<T> {
    fn default() -> Self {
        Self { ranks: std::array::from_fn(|_| Rank { entries: VecDeque::new(), passed: 0 }), last: 0 }
    }
}

impl<T> Turns<T> {
    /// Adds an entry as the last one of its priority; gives it back where there is no memory for it.
    pub fn push(&mut self, priority: Priority, entry: T) -> Result<Ticket, T> {
        self.push_at(priority, 0, entry)
    }

    /// As [`Turns::push`], but for one who has waited before and comes again with its ticket (0: none): before those
    /// who came later.
    pub fn push_at(&mut self, priority: Priority, ticket: Ticket, entry: T) -> Result<Ticket, T> {
        let entries = &mut self.ranks[priority.rank()].entries;
        if memory::fallibly(|| entries.try_reserve(1)).is_err() {
            return Err(entry);
        }
        if (1..=self.last).contains(&ticket) {
            let place = entries.partition_point(|(other, _)| *other < ticket);
            entries.insert(place, (ticket, entry));
            return Ok(ticket);
        }
        self.last += 1;
        entries.push_back((self.last, entry));
        Ok(self.last)
    }

    /// The ticket of the entry that is added next, unless that has one.
    pub fn next_ticket(&self) -> Ticket {
        self.last + 1
    }

    /// Adds an entry that was taken from this rank just now, whose room is still there, as its last one.
    pub fn put_back(&mut self, rank: usize, entry: T) -> Ticket {
        self.last += 1;
        self.ranks[rank].entries.push_back((self.last, entry));
        self.last
    }

    /// The rank that has let so many pass that it is its turn.
    fn owed(&self) -> Option<usize> {
        let waits =
            |rank: &usize| self.ranks[*rank].passed >= PATIENCE && !self.ranks[*rank].entries.is_empty();
        (0..RANKS).filter(waits).max_by_key(|&rank| self.ranks[rank].passed)
    }

    /// Takes the entry whose turn it is of those that suit, with its rank.
    pub fn take(&mut self, suits: impl Fn(&T) -> bool) -> Option<(usize, T)> {
        let find =
            |rank: usize| Some((rank, self.ranks[rank].entries.iter().position(|(_, entry)| suits(entry))?));
        let (rank, place) = self.owed().and_then(find).or_else(|| (0..RANKS).find_map(find))?;
        let (_, entry) = self.ranks[rank].entries.remove(place)?;
        self.count(rank);
        Some((rank, entry))
    }

    /// The one whose turn it is.
    pub fn first(&self) -> Option<&T> {
        let rank = self.owed().or_else(|| (0..RANKS).find(|&rank| !self.ranks[rank].entries.is_empty()))?;
        self.ranks[rank].entries.front().map(|(_, entry)| entry)
    }

    /// Whether one that comes now, with a ticket of before or 0, goes before all that wait.
    pub fn goes_first(&self, priority: Priority, ticket: Ticket) -> bool {
        let own = priority.rank();
        let before = |(other, _): &(Ticket, T)| ticket == 0 || ticket > *other;
        self.owed().is_none_or(|rank| rank == own)
            && self.ranks[..own].iter().all(|rank| rank.entries.is_empty())
            && !self.ranks[own].entries.front().is_some_and(before)
    }

    /// Counts a turn of one that did not have to wait.
    pub fn pass(&mut self, priority: Priority) {
        self.count(priority.rank());
    }

    fn count(&mut self, rank: usize) {
        self.ranks[rank].passed = 0;
        for less in self.ranks[rank + 1..].iter_mut().filter(|less| !less.entries.is_empty()) {
            less.passed = less.passed.saturating_add(1);
        }
    }

    /// Takes one away that does not wait any more, wherever it stands.
    pub fn remove(&mut self, priority: Priority, ticket: Ticket) -> Option<T> {
        let entries = &mut self.ranks[priority.rank()].entries;
        let place = entries.binary_search_by_key(&ticket, |(other, _)| *other).ok()?;
        entries.remove(place).map(|(_, entry)| entry)
    }

    /// How many wait.
    pub fn len(&self) -> usize {
        self.ranks.iter().map(|rank| rank.entries.len()).sum()
    }

    /// Whether nobody waits.
    pub fn is_empty(&self) -> bool {
        self.ranks.iter().all(|rank| rank.entries.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(priority: i32) -> Priority {
        Priority::new(priority).unwrap()
    }

    #[test]
    fn the_most_urgent_goes_first_and_equals_in_their_order() {
        let mut turns = Turns::default();
        for (priority, name) in [(0, "a"), (-2, "b"), (2, "c"), (0, "d"), (1, "e"), (2, "f")] {
            turns.push(at(priority), name).unwrap();
        }
        assert_eq!((turns.len(), turns.first()), (6, Some(&"c")));
        let order: Vec<_> = std::iter::from_fn(|| turns.take(|_| true)).map(|(_, name)| name).collect();
        assert_eq!(order, ["c", "f", "e", "a", "d", "b"]);
        assert!(turns.is_empty() && turns.first().is_none());
        assert!(
            Priority::new(3).is_none() && Priority::new(-3).is_none() && Priority::new(i32::MIN).is_none()
        );
    }

    /// Each of four less urgent ranks has its share though a more urgent one is always there.
    #[test]
    fn nobody_waits_for_ever() {
        let mut turns = Turns::default();
        for priority in -2..=2 {
            turns.push(at(priority), priority).unwrap();
        }
        let mut had = [0; 5];
        for _ in 0..2100 {
            let (rank, priority) = turns.take(|_| true).unwrap();
            turns.put_back(rank, priority);
            had[(priority + 2) as usize] += 1;
        }
        // One in 16 + 4 for each, but that a rank's turn does not count for those above it.
        assert!(had[..4].iter().all(|&turns| (100..=130).contains(&turns)), "{had:?}");
        assert_eq!(had.iter().sum::<i32>(), 2100);
    }

    #[test]
    fn what_does_not_suit_is_passed_over() {
        let mut turns = Turns::default();
        for entry in 0..4 {
            turns.push(at(2), entry).unwrap();
        }
        turns.push(at(-1), 4).unwrap();
        assert_eq!(turns.take(|&entry| entry == 2), Some((0, 2)));
        assert_eq!(turns.take(|&entry| entry > 3), Some((3, 4)));
        assert_eq!(turns.take(|&entry| entry > 3), None);
        assert_eq!(turns.remove(at(2), 2), Some(1));
        assert_eq!(turns.remove(at(2), 2), None);
        assert_eq!(turns.take(|_| true), Some((0, 0)));
    }

    #[test]
    fn who_comes_goes_first_where_none_as_urgent_waits() {
        let mut turns = Turns::default();
        assert!(turns.goes_first(at(-2), 0));
        turns.push(at(0), ()).unwrap();
        let first = |turns: &Turns<()>, priority| turns.goes_first(at(priority), 0);
        assert!(first(&turns, 1) && !first(&turns, 0) && !first(&turns, -1));
        for _ in 0..PATIENCE {
            assert!(first(&turns, 2));
            turns.pass(at(2));
        }
        assert!(!first(&turns, 2), "those that wait have let enough pass");
        assert!(turns.take(|_| true).is_some() && first(&turns, -2));
    }

    #[test]
    fn who_comes_again_has_its_place() {
        let mut turns = Turns::default();
        let tickets: Vec<_> = (0..5).map(|entry| turns.push(at(0), entry).unwrap()).collect();
        assert_eq!(tickets, [1, 2, 3, 4, 5]);
        assert_eq!((turns.remove(at(0), 3), turns.remove(at(1), 2)), (Some(2), None));
        assert!(!turns.goes_first(at(0), 3) && turns.goes_first(at(1), 3));
        assert_eq!(turns.push_at(at(0), 3, 20), Ok(3));
        assert_eq!(turns.push_at(at(0), 99, 99), Ok(6), "a ticket that was never given is none");
        assert_eq!((turns.remove(at(0), 1), turns.remove(at(0), 2)), (Some(0), Some(1)));
        assert!(turns.goes_first(at(0), 2) && !turns.goes_first(at(0), 4) && !turns.goes_first(at(0), 0));
        let order: Vec<_> = std::iter::from_fn(|| turns.take(|_| true)).map(|(_, entry)| entry).collect();
        assert_eq!(order, [20, 3, 4, 99]);
        turns.push(at(0), 7).unwrap();
        let (rank, entry) = turns.take(|_| true).unwrap();
        assert_eq!((turns.put_back(rank, entry), turns.remove(at(0), 8)), (8, Some(7)));
    }
}

//! Whether a history is one of a bounded FIFO queue: is there an order of its operations, each at an
//! instant between its begin and its end, in which a queue answers as they did?
//!
//! The search of Wing and Gong with Lowe's memory of what has failed: depth first, so that at
//! instants when nothing runs a right history is on one path again.

use crate::history::{Did, Operation};
use std::collections::{HashMap, HashSet, VecDeque};

/// Words of visited states at which a search gives up. Histories of few threads need far less.
const MOST_WORDS: usize = 20_000_000;

#[derive(Debug, PartialEq, Eq)]
pub enum Verdict {
    Linearizable,
    /// No order is right; the farthest one got through all but the operations that end at or after
    /// this instant.
    Not {
        at: u64,
    },
    TooHard,
}

/// Where a search is: how many operations of each thread are done, and what the queue holds.
type State = (Vec<u32>, VecDeque<u64>);

/// Checks a history from an empty queue.
pub fn search(history: &[Operation], capacity: usize) -> Verdict {
    search_within(history, capacity, MOST_WORDS)
}

/// The same with so many words of visited states: where dozens of operations overlap, a search that does
/// not end soon is lost in their orders.
pub fn search_within(history: &[Operation], capacity: usize, most_words: usize) -> Verdict {
    let threads = by_thread(history);
    let mut known: HashSet<State> = HashSet::new();
    let out = pops(history);
    let mut stack: Vec<State> = vec![(vec![0; threads.len()], VecDeque::new())];
    let mut farthest = 0;
    while let Some((mut done, queue)) = stack.pop() {
        // A refusal that is right now changes nothing and only frees what comes after it.
        while refuse(&threads, &mut done, queue.len(), capacity) {}
        if known.contains(&(done.clone(), queue.clone())) {
            continue;
        }
        if known.len() * (threads.len() + capacity) > most_words {
            return Verdict::TooHard;
        }
        let Some(first_end) = heads(&threads, &done).map(|(_, o)| o.end).min() else {
            return Verdict::Linearizable;
        };
        farthest = farthest.max(first_end);
        for (thread, operation) in candidates(&threads, &done, first_end, &out).into_iter().rev() {
            let mut queue = queue.clone();
            match operation.did {
                Did::Pushed(value) if queue.len() < capacity => queue.push_back(value),
                Did::Popped(value) if queue.front() == Some(&value) => drop(queue.pop_front()),
                _ => continue,
            }
            let mut done = done.clone();
            done[thread] += 1;
            stack.push((done, queue));
        }
        known.insert((done, queue));
    }
    Verdict::Not { at: farthest }
}

/// When each value comes out, where values differ.
fn pops(history: &[Operation]) -> HashMap<u64, (u64, u64)> {
    let mut out = HashMap::new();
    for o in history {
        if let Did::Popped(value) = o.did
            && out.insert(value, (o.begin, o.end)).is_some()
        {
            return HashMap::new();
        }
    }
    out
}

/// What may be next, the likeliest first: what ends first, but pushes in the order in which their
/// values come out.
fn candidates(
    threads: &[Vec<Operation>],
    done: &[u32],
    first_end: u64,
    out: &HashMap<u64, (u64, u64)>,
) -> Vec<(usize, Operation)> {
    let came_out = |o: &Operation| match o.did {
        Did::Pushed(value) => out.get(&value).copied().unwrap_or((u64::MAX, u64::MAX)),
        _ => (0, 0),
    };
    let pushes = |o: &Operation| matches!(o.did, Did::Pushed(_));
    let mut next: Vec<(usize, Operation)> =
        heads(threads, done).filter(|(_, o)| o.begin <= first_end).map(|(thread, o)| (thread, *o)).collect();
    next.sort_by_key(|(_, o)| o.end);
    let mut ordered: Vec<_> = next.iter().filter(|(_, o)| pushes(o)).copied().collect();
    ordered.sort_by_key(|(_, o)| (came_out(o).1, came_out(o).0));
    // Whose value comes out only after another's is out is pushed after it.
    let bound = ordered.first().map_or(u64::MAX, |(_, o)| came_out(o).1);
    let mut ordered = ordered.into_iter();
    for place in next.iter_mut().filter(|(_, o)| pushes(o)) {
        *place = ordered.next().expect("as many pushes");
    }
    if !out.is_empty() {
        next.retain(|(_, o)| came_out(o).0 <= bound);
    }
    next
}

fn by_thread(history: &[Operation]) -> Vec<Vec<Operation>> {
    let mut ids: Vec<u32> = history.iter().map(|o| o.thread).collect();
    ids.sort_unstable();
    ids.dedup();
    let of = |id: &u32| history.iter().filter(|o| o.thread == *id).copied().collect::<Vec<_>>();
    ids.iter().map(of).collect()
}

/// The first operation of each thread that is not done.
fn heads<'a>(
    threads: &'a [Vec<Operation>],
    done: &'a [u32],
) -> impl Iterator<Item = (usize, &'a Operation)> + 'a {
    let first = move |(i, thread): (usize, &'a Vec<Operation>)| Some((i, thread.get(done[i] as usize)?));
    threads.iter().enumerate().filter_map(first)
}

fn refuse(threads: &[Vec<Operation>], done: &mut [u32], held: usize, capacity: usize) -> bool {
    let Some(first_end) = heads(threads, done).map(|(_, o)| o.end).min() else { return false };
    let right = |o: &Operation| match o.did {
        Did::Full => held == capacity,
        Did::Empty => held == 0,
        _ => false,
    };
    let found = heads(threads, done).find(|(_, o)| o.begin <= first_end && right(o)).map(|(i, _)| i);
    if let Some(thread) = found {
        done[thread] += 1;
    }
    found.is_some()
}

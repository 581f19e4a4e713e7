//! What must hold of every history of a bounded FIFO queue with values that differ, told in
//! n log n: for histories that are too long to be searched.

use crate::history::{Did, Operation};
use std::collections::HashMap;

/// A value's push and pop; the pop of one that stayed is never.
struct Life {
    value: u64,
    push: (u64, u64),
    pop: (u64, u64),
}

const NEVER: (u64, u64) = (u64::MAX, u64::MAX);

/// The first violation found, in words.
pub fn conditions(history: &[Operation], capacity: usize) -> Result<(), String> {
    let lives = lives(history)?;
    order(&lives)?;
    empty(history, &lives)?;
    full(history, &lives, capacity)
}

/// No loss is seen here, but values twice, out of nowhere or out too early.
fn lives(history: &[Operation]) -> Result<Vec<Life>, String> {
    let mut lives: Vec<Life> = Vec::new();
    let mut index = HashMap::new();
    for o in history {
        let Did::Pushed(value) = o.did else { continue };
        if index.insert(value, lives.len()).is_some() {
            return Err(format!("the history is wrong: {value} is pushed twice"));
        }
        lives.push(Life { value, push: (o.begin, o.end), pop: NEVER });
    }
    for o in history {
        let Did::Popped(value) = o.did else { continue };
        let Some(&at) = index.get(&value) else { return Err(format!("{value} came out of nowhere")) };
        if lives[at].pop != NEVER {
            return Err(format!("{value} came out twice"));
        }
        lives[at].pop = (o.begin, o.end);
        if o.end < lives[at].push.0 {
            return Err(format!("{value} came out before it was pushed"));
        }
    }
    Ok(lives)
}

/// If push a returns before push b begins, then pop b does not return before pop a begins.
fn order(lives: &[Life]) -> Result<(), String> {
    let mut latest = Latest::new(lives);
    let mut by_begin: Vec<&Life> = lives.iter().filter(|life| life.pop != NEVER).collect();
    by_begin.sort_by_key(|life| life.push.0);
    for b in by_begin {
        if let Some(a) = latest.pushed_before(b.push.0).filter(|a| a.pop.0 > b.pop.1) {
            return Err(format!("{} overtook {}", b.value, a.value));
        }
    }
    Ok(())
}

/// A pop says "empty" only if no value was inside for all of its time.
fn empty(history: &[Operation], lives: &[Life]) -> Result<(), String> {
    let mut latest = Latest::new(lives);
    let mut refused: Vec<&Operation> = history.iter().filter(|o| o.did == Did::Empty).collect();
    refused.sort_by_key(|o| o.begin);
    for o in refused {
        if let Some(life) = latest.pushed_before(o.begin).filter(|life| life.pop.0 > o.end) {
            return Err(format!("\"empty\" @ {}..{} with {} inside", o.begin, o.end, life.value));
        }
    }
    Ok(())
}

/// Of the values whose pushes returned before an instant that only grows, the one popped last.
struct Latest<'a> {
    by_end: Vec<&'a Life>,
    next: usize,
    latest: Option<&'a Life>,
}

impl<'a> Latest<'a> {
    fn new(lives: &'a [Life]) -> Self {
        let mut by_end: Vec<&Life> = lives.iter().collect();
        by_end.sort_by_key(|life| life.push.1);
        Latest { by_end, next: 0, latest: None }
    }

    fn pushed_before(&mut self, instant: u64) -> Option<&'a Life> {
        while let Some(life) = self.by_end.get(self.next).filter(|life| life.push.1 < instant) {
            if self.latest.is_none_or(|latest| life.pop.0 > latest.pop.0) {
                self.latest = Some(life);
            }
            self.next += 1;
        }
        self.latest
    }
}

/// A push says "full" only if at some instant of it as many values as fit may have been inside; and
/// there are never certainly more.
fn full(history: &[Operation], lives: &[Life], capacity: usize) -> Result<(), String> {
    let capacity = i64::try_from(capacity).expect("a small capacity");
    // (instant, change): values that may be inside, at their most; and values that certainly are.
    let mut may: Vec<(u64, i64)> = Vec::new();
    let mut must: Vec<(u64, i64)> = Vec::new();
    for life in lives {
        may.extend([(life.push.0, 1), (life.pop.1, -1)]);
        // Certainly inside after its push's end and before its pop's begin, if it is at all.
        if life.push.1.saturating_add(1) < life.pop.0 {
            must.extend([(life.push.1 + 1, 1), (life.pop.0, -1)]);
        }
    }
    for (what, events) in [("may", &mut may), ("must", &mut must)] {
        // At one instant, what comes in counts first where the most is asked for, last else.
        events.sort_by_key(|&(at, change)| (at, if what == "may" { -change } else { change }));
    }
    let mut inside = 0;
    for &(at, change) in &must {
        inside += change;
        if inside > capacity {
            return Err(format!("{inside} values inside @ {at}"));
        }
    }
    let mut sums = vec![0];
    for &(_, change) in &may {
        sums.push(sums[sums.len() - 1] + change);
    }
    let most = Most::new(&sums);
    for o in history.iter().filter(|o| o.did == Did::Full) {
        // The sum just before the begin, and after each event up to the end.
        let first = may.partition_point(|&(at, _)| at < o.begin);
        let last = may.partition_point(|&(at, _)| at <= o.end);
        let inside = most.of(first, last);
        if inside < capacity {
            return Err(format!("\"full\" @ {}..{} with {inside} values at most", o.begin, o.end));
        }
    }
    Ok(())
}

/// The greatest of any range of numbers, by a table of powers of two.
struct Most(Vec<Vec<i64>>);

impl Most {
    fn new(numbers: &[i64]) -> Self {
        let mut levels = vec![numbers.to_vec()];
        let mut width = 1;
        while 2 * width <= numbers.len() {
            let last = &levels[levels.len() - 1];
            levels.push((0..=numbers.len() - 2 * width).map(|i| last[i].max(last[i + width])).collect());
            width *= 2;
        }
        Most(levels)
    }

    /// From `first` to `last`, both included.
    fn of(&self, first: usize, last: usize) -> i64 {
        let level = (last - first + 1).ilog2() as usize;
        self.0[level][first].max(self.0[level][last + 1 - (1 << level)])
    }
}

//! Tests of the checker: right histories pass, and each way to be wrong is seen.

use crate::conditions::conditions;
use crate::history::{Did, Operation, show};
use crate::search::{Verdict, search};
use Did::{Empty, Full, Popped, Pushed};

fn op(thread: u32, did: Did, begin: u64, end: u64) -> Operation {
    Operation { thread, did, begin, end }
}

/// Both ways of checking find it right.
fn right(history: &[Operation], capacity: usize) {
    assert_eq!(search(history, capacity), Verdict::Linearizable, "\n{}", show(history));
    assert_eq!(conditions(history, capacity), Ok(()), "\n{}", show(history));
}

/// The search finds it wrong, and the conditions do where their message is given.
fn wrong(history: &[Operation], capacity: usize, message: Option<&str>) {
    let verdict = search(history, capacity);
    assert!(matches!(verdict, Verdict::Not { .. }), "{verdict:?}\n{}", show(history));
    match message {
        Some(message) => {
            assert_eq!(conditions(history, capacity), Err(message.into()), "\n{}", show(history))
        }
        None => assert_eq!(conditions(history, capacity), Ok(()), "\n{}", show(history)),
    }
}

#[test]
fn right_histories_pass() {
    right(&[], 1);
    right(&[op(0, Empty, 1, 2), op(0, Pushed(5), 3, 4), op(0, Full, 5, 6), op(0, Popped(5), 7, 8)], 1);
    // What overlaps may take effect in any order.
    right(&[op(0, Pushed(1), 1, 10), op(1, Pushed(2), 2, 9), op(2, Popped(2), 11, 12)], 2);
    right(&[op(0, Popped(1), 1, 10), op(1, Pushed(1), 2, 9)], 1);
    right(&[op(0, Pushed(1), 1, 4), op(1, Empty, 3, 5), op(0, Popped(1), 6, 7)], 1);
    right(&[op(0, Pushed(1), 1, 2), op(1, Full, 3, 6), op(0, Popped(1), 4, 5)], 1);
    // A refusal of each kind within one push and one pop.
    right(&[op(0, Pushed(1), 1, 9), op(1, Empty, 2, 8), op(2, Full, 2, 8), op(3, Popped(1), 20, 21)], 1);
    // Batches: in their order, with one interval.
    right(&[op(0, Pushed(1), 1, 2), op(0, Pushed(2), 1, 2), op(0, Full, 1, 2), op(1, Popped(1), 3, 4)], 2);
    // What stays inside.
    right(&[op(0, Pushed(1), 1, 2), op(0, Pushed(2), 3, 4), op(1, Empty, 1, 2), op(1, Popped(1), 5, 6)], 2);
    // Two orders at a quiet instant, of which the second turns out right.
    right(
        &[
            op(0, Pushed(1), 1, 5),
            op(1, Pushed(2), 1, 5),
            op(2, Popped(2), 6, 7),
            op(2, Popped(1), 8, 9),
            op(2, Empty, 10, 11),
        ],
        2,
    );
}

#[test]
fn values_that_are_alike_pass() {
    let zeros =
        [op(0, Pushed(0), 1, 2), op(0, Pushed(0), 3, 4), op(1, Popped(0), 2, 5), op(1, Popped(0), 6, 7)];
    assert_eq!(search(&zeros, 2), Verdict::Linearizable);
    let twice = [op(0, Pushed(0), 1, 2), op(1, Popped(0), 3, 4), op(1, Popped(0), 5, 6)];
    assert!(matches!(search(&twice, 2), Verdict::Not { at: 6 }));
}

#[test]
fn out_of_nowhere_and_twice() {
    wrong(&[op(0, Pushed(1), 1, 2), op(1, Popped(2), 3, 4)], 2, Some("2 came out of nowhere"));
    wrong(
        &[op(0, Pushed(1), 1, 2), op(1, Popped(1), 3, 4), op(2, Popped(1), 3, 4)],
        2,
        Some("1 came out twice"),
    );
    wrong(&[op(1, Popped(1), 1, 2), op(0, Pushed(1), 3, 4)], 2, Some("1 came out before it was pushed"));
}

#[test]
fn loss() {
    let lost = [op(0, Pushed(1), 1, 2), op(0, Pushed(2), 3, 4), op(1, Popped(2), 5, 6), op(1, Empty, 7, 8)];
    wrong(&lost, 4, Some("2 overtook 1"));
    let lost = [op(0, Pushed(1), 1, 2), op(1, Empty, 3, 4)];
    wrong(&lost, 4, Some("\"empty\" @ 3..4 with 1 inside"));
}

#[test]
fn overtaking() {
    wrong(
        &[op(0, Pushed(1), 1, 2), op(1, Pushed(2), 3, 4), op(2, Popped(2), 5, 6), op(2, Popped(1), 7, 8)],
        2,
        Some("2 overtook 1"),
    );
    // Only by the order within a batch.
    wrong(
        &[op(0, Pushed(1), 1, 2), op(0, Pushed(2), 1, 2), op(2, Popped(2), 5, 6), op(2, Popped(1), 7, 8)],
        2,
        None,
    );
    // Of overlapping pushes, two pops agree, and a third does not.
    wrong(
        &[
            op(0, Pushed(1), 1, 9),
            op(1, Pushed(2), 1, 3),
            op(1, Pushed(3), 5, 6),
            op(2, Popped(3), 10, 11),
            op(2, Popped(1), 12, 13),
            op(2, Popped(2), 14, 15),
        ],
        4,
        Some("3 overtook 2"),
    );
}

#[test]
fn wrong_empty() {
    let history =
        [op(0, Pushed(1), 1, 2), op(0, Pushed(2), 3, 4), op(1, Popped(1), 5, 9), op(2, Empty, 6, 8)];
    wrong(&history, 2, Some("\"empty\" @ 6..8 with 2 inside"));
    // One after another in and out, never none: seen by the search alone.
    let history = [
        op(0, Pushed(1), 1, 2),
        op(2, Empty, 3, 12),
        op(0, Pushed(2), 4, 5),
        op(1, Popped(1), 6, 7),
        op(0, Pushed(3), 8, 9),
        op(1, Popped(2), 10, 11),
    ];
    wrong(&history, 4, None);
}

#[test]
fn wrong_full() {
    wrong(&[op(0, Pushed(1), 1, 2), op(1, Full, 3, 4)], 2, Some("\"full\" @ 3..4 with 1 values at most"));
    wrong(&[op(1, Full, 1, 4)], 1, Some("\"full\" @ 1..4 with 0 values at most"));
    // The other's pop came first: there is no instant for both.
    let history = [
        op(0, Pushed(1), 1, 2),
        op(1, Popped(1), 3, 4),
        op(2, Full, 5, 7),
        op(0, Pushed(2), 6, 9),
        op(1, Empty, 8, 8),
    ];
    wrong(&history, 1, None);
}

#[test]
fn too_many_inside() {
    let history = [op(0, Pushed(1), 1, 2), op(0, Pushed(2), 3, 4), op(0, Popped(1), 7, 8)];
    wrong(&history, 1, Some("2 values inside @ 5"));
}

#[test]
fn order_within_a_thread() {
    wrong(&[op(0, Full, 1, 9), op(0, Pushed(1), 1, 9)], 1, None);
    right(&[op(0, Full, 1, 9), op(1, Pushed(1), 1, 9)], 1);
}

/// Eight threads' pushes and eight threads' pops, each of which overlaps some others.
fn long_history(overlap: u64) -> Vec<Operation> {
    let pair = |i: u64| {
        let (thread, at) = ((i % 8) as u32, 10 * i);
        [op(thread, Pushed(i), at, at + overlap), op(8 + thread, Popped(i), at + 3, at + 3 + overlap)]
    };
    (0..4000).flat_map(pair).collect()
}

#[test]
fn long_histories_are_quick() {
    right(&long_history(70), 8);
    let mut history = long_history(25);
    right(&history, 8);
    let (one, other) = (history[4001].did, history[4201].did);
    (history[4001].did, history[4201].did) = (other, one);
    let verdict = search(&history, 8);
    assert!(matches!(verdict, Verdict::Not { .. }), "{verdict:?}");
    assert!(conditions(&history, 8).is_err());
}

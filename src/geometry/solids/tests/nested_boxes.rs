//! Nested booleans of boxes whose sides are at whole numbers, so that most lie on others: volume and area by counting cells.

use super::super::{Placed, Solid, Tessellation};
use super::boolean_cases::{common, cube, minus, moved, turned, union};
use super::support::{Random, assert_sound};

/// Cells along each axis.
const N: usize = 6;

/// The cells that are inside.
type Cells = Vec<bool>;

fn pick(random: &mut Random, kinds: usize) -> usize {
    (random.next() * kinds as f64) as usize
}

/// A box of some cells, turned with the frame of all.
fn leaf(random: &mut Random, frame: &Placed) -> (Solid, Cells) {
    let spans: [[usize; 2]; 3] = std::array::from_fn(|_| {
        let [a, b] = [pick(random, N), pick(random, N)];
        [a.min(b), a.max(b) + 1]
    });
    let [x, y, z] = spans.map(|[low, high]| (high - low) as f64);
    let middle = spans.map(|[low, high]| 0.5 * (low + high) as f64);
    let within = |at: usize, [low, high]: [usize; 2]| low <= at && at < high;
    let cells = (0..N * N * N)
        .map(|k| within(k % N, spans[0]) && within(k / N % N, spans[1]) && within(k / N / N, spans[2]))
        .collect();
    (moved(cube(x, y, z), frame.then(&Placed { translation: middle, ..Placed::IDENTITY })), cells)
}

fn tree(random: &mut Random, depth: usize, frame: &Placed) -> (Solid, Cells) {
    if depth == 0 {
        return leaf(random, frame);
    }
    let (a, in_a) = tree(random, depth - 1, frame);
    let less = pick(random, depth);
    let (b, in_b) = tree(random, less, frame);
    let cells = |is: fn(bool, bool) -> bool| in_a.iter().zip(&in_b).map(|(&a, &b)| is(a, b)).collect();
    match pick(random, 3) {
        0 => (union(a, b, Placed::IDENTITY), cells(|a, b| a || b)),
        1 => (minus(a, b, Placed::IDENTITY), cells(|a, b| a && !b)),
        _ => (common(a, b, Placed::IDENTITY), cells(|a, b| a && b)),
    }
}

fn area(cells: &Cells) -> f64 {
    let at = |p: [usize; 3]| {
        p.iter().all(|&x| (1..=N).contains(&x)) && cells[p[0] - 1 + N * (p[1] - 1 + N * (p[2] - 1))]
    };
    let mut sides = 0;
    for k in 0..(N + 1).pow(3) {
        let p = [k % (N + 1), k / (N + 1) % (N + 1), k / (N + 1) / (N + 1)];
        for axis in 0..3 {
            let mut next = p;
            next[axis] += 1;
            sides += u32::from(at(p) != at(next));
        }
    }
    f64::from(sides)
}

#[test]
fn volume_and_area_are_those_of_the_cells() {
    let frames = [
        Placed::IDENTITY,
        turned(2, std::f64::consts::FRAC_PI_2, [0.0; 3]),
        turned(2, 0.5, [1.0, 2.0, 3.0]),
        turned(0, 1.1, [0.0; 3]).then(&turned(1, 0.3, [-3.0; 3])).then(&turned(2, 2.0, [0.0; 3])),
    ];
    let mut skins = 0;
    for seed in 0..6000 {
        let mut random = Random(seed);
        let depth = 1 + (seed % 4) as usize;
        let (solid, cells) = tree(&mut random, depth, &frames[seed as usize % 7 % 4]);
        let count = cells.iter().filter(|&&inside| inside).count();
        match solid.mesh(&Tessellation::default()) {
            Err(what) => assert!(count == 0 && what.contains("nothing is left"), "seed {seed}: {what}"),
            Ok(mesh) => {
                assert_sound(&format!("seed {seed}"), &mesh);
                assert!(
                    (mesh.volume() - count as f64).abs() < 1e-4,
                    "seed {seed}: {} of {count}",
                    mesh.volume()
                );
                skins += u32::from((mesh.area() - area(&cells)).abs() > 1e-4);
            }
        }
    }
    // Of surfaces that lie on each other this often, a fold without thickness is left in about one in 5000.
    assert!(skins <= 6, "{skins}");
}

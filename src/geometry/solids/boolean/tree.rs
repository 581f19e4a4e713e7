//! Solids made of others, however deep: without recursion, and each shared one is made once.

use super::super::closed_mesh::ClosedMesh;
use super::super::mesh::simple;
use super::super::tessellation::Tessellation;
use super::super::{Placed, Solid, check};
use super::combine::{Operation, combine};
use super::many::{subtract, unite};
use std::collections::HashMap;
use std::sync::Arc;

/// A solid by its address, and the chord it is made with.
type Key = (usize, u64);

enum Task<'a> {
    /// Make the mesh, after those of the parts.
    Begin(&'a Solid, f64),
    /// The parts are made.
    Finish(&'a Solid, f64),
}

fn key(solid: &Solid, chord: f64) -> Key {
    (std::ptr::from_ref(solid) as usize, chord.to_bits())
}

/// The mesh of any solid; an error if nothing is left.
pub(in super::super) fn evaluate(solid: &Solid, tessellation: &Tessellation) -> Result<ClosedMesh, String> {
    let mut made: HashMap<Key, ClosedMesh> = HashMap::new();
    let mut tasks = vec![Task::Begin(solid, tessellation.chord)];
    while let Some(task) = tasks.pop() {
        match task {
            Task::Begin(solid, chord) => {
                if made.contains_key(&key(solid, chord)) {
                    continue;
                }
                let parts = Parts::of(solid, chord)?;
                if parts.all.is_empty() {
                    let mesh = simple(solid, &Tessellation { chord, ..*tessellation })?;
                    made.insert(key(solid, chord), mesh);
                    continue;
                }
                tasks.push(Task::Finish(solid, chord));
                tasks.extend(parts.all.iter().rev().map(|(part, _)| Task::Begin(part, parts.chord)));
            }
            Task::Finish(solid, chord) => {
                let parts = Parts::of(solid, chord)?;
                let mut placed = Vec::with_capacity(parts.all.len());
                for (part, place) in &parts.all {
                    let mesh = made.get(&key(part, parts.chord)).ok_or("a part of the solid was not made")?;
                    placed.push(place.map_or_else(|| mesh.clone(), |place| put(mesh, place)));
                }
                made.insert(key(solid, chord), join(solid, placed)?);
            }
        }
    }
    let mesh = made.remove(&key(solid, tessellation.chord)).ok_or("the solid was not made")?;
    if mesh.triangles.is_empty() {
        return Err(
            "nothing is left of the solid: its parts do not overlap, or one takes all of the other away"
                .into(),
        );
    }
    Ok(mesh)
}

/// What a solid is made of.
struct Parts<'a> {
    all: Vec<(&'a Solid, Option<&'a Placed>)>,
    /// For the parts, in mm.
    chord: f64,
}

impl<'a> Parts<'a> {
    /// Of a chain of unions, subtractions or intersections, all of what follows the first solid at once.
    fn of(solid: &'a Solid, chord: f64) -> Result<Self, String> {
        let mut all: Vec<(&Solid, Option<&Placed>)> = Vec::new();
        let mut at = solid;
        let mut chord = chord;
        while let Some((first, second, placed)) = pair(at) {
            check_placed(placed)?;
            all.push((second, Some(placed)));
            at = first;
            if std::mem::discriminant(at) != std::mem::discriminant(solid) {
                all.push((at, None));
                break;
            }
        }
        all.reverse();
        match solid {
            Solid::MultiUnion { parts } => {
                check::count("parts", parts.len(), 1, 10_000_000)?;
                for (part, placed) in parts {
                    check_placed(placed)?;
                    all.push((part, Some(placed)));
                }
            }
            Solid::Moved { solid, placed } => {
                check_placed(placed)?;
                all.push((solid, Some(placed)));
            }
            Solid::Scaled { solid, scale } => {
                let largest = scale.iter().fold(0.0, |m: f64, s| m.max(s.abs()));
                if !scale.iter().all(|s| (1e-9..=1e9).contains(&s.abs())) {
                    return Err(format!("scale is {scale:?}, must be finite and not 0"));
                }
                chord /= largest;
                all.push((solid, None));
            }
            _ => {}
        }
        Ok(Self { all, chord })
    }
}

/// The two solids of a boolean.
fn pair(solid: &Solid) -> Option<(&Arc<Solid>, &Arc<Solid>, &Placed)> {
    match solid {
        Solid::Union { first, second, placed }
        | Solid::Subtraction { first, second, placed }
        | Solid::Intersection { first, second, placed } => Some((first, second, placed)),
        _ => None,
    }
}

/// The meshes of a solid's parts, in its frame, made one.
fn join(solid: &Solid, mut parts: Vec<ClosedMesh>) -> Result<ClosedMesh, String> {
    match solid {
        Solid::Union { .. } | Solid::MultiUnion { .. } => unite(parts),
        Solid::Subtraction { .. } => {
            let rest = parts.split_off(1);
            subtract(parts.pop().unwrap_or_default(), rest)
        }
        Solid::Intersection { .. } => {
            let mut parts = parts.into_iter();
            let first = parts.next().unwrap_or_default();
            parts.try_fold(first, |all, part| combine(&all, &part, Operation::Intersection))
        }
        Solid::Scaled { scale, .. } => {
            let mut mesh = parts.pop().unwrap_or_default();
            mesh.map(scale.iter().product::<f64>() < 0.0, |p| std::array::from_fn(|i| p[i] * scale[i]));
            Ok(mesh)
        }
        _ => Ok(parts.pop().unwrap_or_default()),
    }
}

fn put(mesh: &ClosedMesh, placed: &Placed) -> ClosedMesh {
    let mut mesh = mesh.clone();
    mesh.map(placed.is_reflected(), |p| placed.apply(p));
    mesh
}

/// An error unless it only turns, reflects and moves.
fn check_placed(placed: &Placed) -> Result<(), String> {
    placed.translation.iter().try_for_each(|&x| check::coordinate("a position", x))?;
    let row = |i: usize| &placed.rotation[3 * i..3 * i + 3];
    for i in 0..3 {
        for j in 0..3 {
            let product: f64 = row(i).iter().zip(row(j)).map(|(a, b)| a * b).sum();
            if !((product - f64::from(u8::from(i == j))).abs() < 1e-4) {
                return Err(format!(
                    "a rotation is {:?}, must have rows of length 1 at right angles",
                    placed.rotation
                ));
            }
        }
    }
    Ok(())
}

//! The public files against Geant4's navigator: the material at points, and the segments of rays.

use crate::files::{Answer, answer, public};
use crate::straight::{Leg, Straight};
use chroma2::geometry::gdml::{Loaded, check};
use chroma2::geometry::{CommitOptions, Misplaced, Model};
use std::sync::Arc;

/// How coordinates of single precision and the steps off a surface blur a boundary, mm, of the size of coordinates.
const BLUR: f64 = 1e-6;

/// Files whose volumes overlap.
const OVERLAPPING: [&str; 2] = ["pdvd", "pfrich_min_FINAL"];

/// What is compared with Geant4 in one file.
#[derive(Debug, Default)]
struct Found {
    /// Points beside a boundary, elsewhere of another material.
    near: usize,
    points: usize,
    /// Rays with segments of another material, longer than the tolerance explains.
    rays: usize,
    /// Length of these, mm.
    length: f64,
    /// Such segments along a boundary.
    grazing: usize,
    /// Such segments and points where volumes of the file overlap, or stick out of their mothers: what is there depends on the order in which
    /// Geant4 looks at them.
    overlapping: usize,
    changes: u64,
    /// Mean length per ray on which both differ at all, mm.
    differ: f64,
}

/// Geant4's names by material of the model; those of no name are outside of the world.
fn names(answer: &Answer, loaded: &Loaded) -> Vec<Option<usize>> {
    let place = |name: &str| answer.names.iter().position(|known| known == name);
    loaded.model.materials.iter().map(|material| place(&material.name)).collect()
}

fn compare(name: &str, chord: f64) -> Option<Found> {
    let loaded = public(name, chord)?;
    let answer = answer(name);
    let names = names(&answer, &loaded);
    let straight = Straight::of(&loaded.model);
    let mut found = Found::default();
    let overlaps =
        if OVERLAPPING.contains(&name) { Overlaps::of(&loaded, &straight) } else { Overlaps(Vec::new()) };
    let direction = [0.48, 0.6, 0.64];
    let starts: Vec<_> = answer.points.iter().map(|point| (*point, direction)).collect();
    let (legs, _) = straight.legs(&starts, 1);
    for ((point, &expected), legs) in answer.points.iter().zip(&answer.point_material).zip(&legs) {
        let outside = answer.names[expected].is_empty();
        let is = match legs.first() {
            Some((_, Some(material))) => names[*material],
            Some((_, None)) => {
                found.near += 1;
                continue;
            }
            None => None,
        };
        // From outside a ray may come to the world's shell: it is of its material on both sides.
        if outside || is == Some(expected) {
            continue;
        }
        let size = point.iter().fold(1.0_f64, |size, x| size.max(x.abs()));
        if straight.room(*point, 1.0) <= 2.0 * chord + 10.0 * BLUR * size {
            found.near += 1;
        } else if overlaps.has(*point) {
            found.overlapping += 1;
        } else {
            found.points += 1;
            eprintln!(
                "{name}: at {point:?} {:?} instead of {}",
                is.map(|i| &answer.names[i]),
                answer.names[expected]
            );
        }
    }
    let starts: Vec<_> = answer.origins.iter().copied().zip(answer.directions.iter().copied()).collect();
    let (legs, changes) = straight.legs(&starts, 120);
    found.changes = changes;
    for (i, legs) in legs.iter().enumerate() {
        let (origin, direction) = starts[i];
        let mut bad = Vec::new();
        for (from, to) in differences(&answer.segments[i], legs, &names) {
            found.differ += (to - from) / starts.len() as f64;
            let at = |s: f64| std::array::from_fn::<f64, 3, _>(|k| origin[k] + s * direction[k]);
            let middle = at(0.5 * (from + to));
            let size = middle.iter().fold(1.0_f64, |size, x| size.max(x.abs()));
            let tolerance = 2.0 * chord + 10.0 * BLUR * size;
            if to - from <= 2.0 * tolerance {
                continue;
            }
            // A point that rounding puts on a plane does not see it.
            let near = |f: &&f64| straight.room(at(from + **f * (to - from)), 10.0) <= 2.0 * tolerance;
            let beside = [0.25, 0.5, 0.75].iter().filter(near).count() >= 2;
            if beside {
                found.grazing += 1;
            } else if [0.01, 0.5, 0.99].iter().any(|f| overlaps.has(at(from + f * (to - from)))) {
                found.overlapping += 1;
            } else {
                bad.push((from, to));
            }
        }
        if !bad.is_empty() {
            found.rays += 1;
            found.length += bad.iter().map(|(from, to)| to - from).sum::<f64>();
            if found.rays <= 5 {
                let told: Vec<_> =
                    legs.iter().map(|(end, m)| (end, m.map(|m| &loaded.model.materials[m].name))).collect();
                let expected: Vec<_> =
                    answer.segments[i].iter().map(|(end, m)| (end, &answer.names[*m])).collect();
                eprintln!(
                    "{name}: ray {i} from {origin:?} along {direction:?}\n  {bad:?}\n  is {told:?}\n  not {expected:?}"
                );
            }
        }
    }
    Some(found)
}

/// Boxes of the world within which volumes overlap.
struct Overlaps(Vec<[[f64; 3]; 2]>);

impl Overlaps {
    fn of(loaded: &Loaded, straight: &Straight) -> Self {
        let mothers: Vec<u32> =
            loaded.origin.placements.all.iter().map(|placement| placement.mother).collect();
        let bounds = |i: u32| bounds(&loaded.model, i);
        let boxes = straight.scene.misplaced(&mothers, 0.0).into_iter().filter_map(|found| match found {
            Misplaced::SticksOut { instance, .. } => Some(bounds(instance)),
            Misplaced::Overlap { one, other, .. } => {
                let ([a, b], [c, d]) = (bounds(one), bounds(other));
                Some([std::array::from_fn(|k| a[k].max(c[k])), std::array::from_fn(|k| b[k].min(d[k]))])
            }
            Misplaced::Gap { .. } => None,
        });
        Self(boxes.collect())
    }

    fn has(&self, point: [f64; 3]) -> bool {
        self.0.iter().any(|[low, high]| (0..3).all(|k| low[k] - 1.0 <= point[k] && point[k] <= high[k] + 1.0))
    }
}

/// The box around an instance.
pub fn bounds(model: &Model, i: u32) -> [[f64; 3]; 2] {
    let instance = &model.instances[i as usize];
    let mut bounds = [[f64::INFINITY; 3], [f64::NEG_INFINITY; 3]];
    let [low, high] = &mut bounds;
    for vertex in &model.meshes[instance.mesh as usize].vertices {
        let rows = instance.rotation.as_chunks::<3>().0;
        for (((row, shift), low), high) in
            rows.iter().zip(instance.translation).zip(&mut *low).zip(&mut *high)
        {
            let x = row.iter().zip(vertex).map(|(r, x)| r * f64::from(*x)).sum::<f64>() + shift;
            (*low, *high) = (low.min(x), high.max(x));
        }
    }
    bounds
}

/// Where both say another material.
fn differences(expected: &[(f64, usize)], legs: &[Leg], names: &[Option<usize>]) -> Vec<(f64, f64)> {
    let mut ends: Vec<f64> =
        expected.iter().map(|segment| segment.0).chain(legs.iter().map(|leg| leg.0)).collect();
    ends.sort_by(f64::total_cmp);
    let last = expected.last().map_or(0.0, |segment| segment.0);
    let (mut from, mut list): (f64, Vec<(f64, f64)>) = (0.0, Vec::new());
    for to in ends.into_iter().filter(|end| *end <= last) {
        let middle = 0.5 * (from + to);
        let one = expected.iter().find(|segment| segment.0 > middle).map(|segment| segment.1);
        let other = legs.iter().find(|leg| leg.0 > middle).map(|leg| leg.1);
        let same = match other {
            Some(None) => true, // too short to tell
            Some(Some(material)) => names[material] == one,
            None => one.is_none(),
        };
        if !same && to > from {
            match list.last_mut() {
                Some(last) if last.1 == from => last.1 = to,
                _ => list.push((from, to)),
            }
        }
        from = to;
    }
    list
}

fn assert_agrees(name: &str, chord: f64) {
    let Some(found) = compare(name, chord) else { return };
    eprintln!("{name} at {chord} mm: {found:?}");
    assert_eq!((found.points, found.rays), (0, 0), "{name} at {chord} mm: {found:?}");
    let overlaps = OVERLAPPING.contains(&name);
    assert_eq!(found.changes > 0 || found.overlapping > 0, overlaps, "{name}: {found:?}");
}

macro_rules! public {
    ($($name:ident: $file:literal;)*) => { $(
        #[test]
        fn $name() {
            // The largest file takes as long as all others; its solids are flat but for a few.
            let all = $file != "pdvd" || std::env::var_os("CHROMA2_SOAK").is_some();
            for chord in [0.5, 0.1, 0.02].into_iter().filter(|chord| all || *chord != 0.1) {
                assert_agrees($file, chord);
            }
        }
    )* };
}

public! {
    siblings_with_a_common_face: "sib";
    tiles_with_photosensors: "sipm";
    an_apex_module: "apex";
    a_dune_bar: "duneb";
    a_rain_of_tubes: "rain";
    a_liquid_argon_chamber: "lartpc";
    a_proximity_focusing_rich: "pfrich_min_FINAL";
    a_vertical_drift_cryostat: "pdvd";
}

/// Volumes that overlap, or stick out of their mothers, are found in the files that have some, and in no other.
#[test]
fn misplaced_volumes_are_told() {
    let expected = [
        ("sib", &[][..]),
        ("sipm", &[]),
        ("apex", &["which light passes over"]),
        ("duneb", &[]),
        ("rain", &[]),
        ("lartpc", &[]),
        (
            "pfrich_min_FINAL",
            &["/PFRICH_World:0/PFRICH:0/GasVolume:0 sticks out of /PFRICH_World:0/PFRICH:0 by 21.8"],
        ),
        (
            "pdvd",
            &[
                "volBeamPipeVac_PV:0 and",
                "volBeamPlIIMod_PV:0 sticks out of",
                "volArapucaMesh_PV:0 overlap by 1.00 mm",
            ],
        ),
    ];
    for (name, expected) in expected {
        let Some(loaded) = public(name, 0.1) else { return };
        let scene = Arc::new(loaded.model).commit(&CommitOptions::default()).expect("a geometry");
        let lines = check(&scene, &loaded.origin, 1e-3);
        for text in expected {
            assert!(lines.iter().any(|line| line.contains(text)), "{name}: no line has {text}: {lines:#?}");
        }
        assert_eq!(lines.is_empty(), expected.is_empty(), "{name}: {lines:#?}");
    }
}

//! What the check of a commit finds: planted faults, and nothing where there are none.

mod common;
mod shapes;

use chroma2::geometry::{Check, CommitOptions, Instance, Material, Mesh, Model, PerTriangle};
use common::reference::load;
use shapes::{cuboid, of, tube};
use std::sync::{Arc, Mutex};

const WATER: u32 = 1;
const GLASS: u32 = 2;
const GAS: u32 = 3;

fn options() -> CommitOptions<'static> {
    CommitOptions { check: true, ..CommitOptions::default() }
}

fn model(meshes: &[Mesh], instances: &[Instance]) -> Model {
    let mut model = Model::new();
    for name in ["air", "water", "glass", "gas"] {
        model.add_material(Material::new(name)).unwrap();
    }
    for mesh in meshes {
        model.add_mesh(mesh.clone()).unwrap();
    }
    model.add_instances(instances.to_vec()).unwrap();
    model
}

fn check(model: Model, options: &CommitOptions) -> Check {
    Arc::new(model).commit(options).unwrap().report().check.clone().unwrap()
}

/// One instance of each mesh, where it is.
fn as_they_are(meshes: &[Mesh]) -> Check {
    check(model(meshes, &(0..meshes.len() as u32).map(Instance::of).collect::<Vec<_>>()), &options())
}

fn within(outer: u32, mesh: Mesh) -> Mesh {
    Mesh { outer_material: PerTriangle::Uniform(outer), ..mesh }
}

/// A box of water with a glass one in it, which has a bubble of gas.
fn nested() -> [Mesh; 3] {
    [
        of(WATER, cuboid([-100.0; 3], [100.0; 3])),
        within(WATER, of(GLASS, cuboid([-50.0; 3], [-10.0, 50.0, 50.0]))),
        within(GLASS, of(GAS, cuboid([-40.0; 3], [-20.0, 0.0, 0.0]))),
    ]
}

#[test]
fn what_is_right_is_clean() {
    let mut meshes = nested().to_vec();
    assert_eq!(as_they_are(&meshes), Check::default());
    // A sibling with a common face, and one flush with the mother's wall.
    meshes.push(within(WATER, of(GAS, cuboid([-10.0, -30.0, -30.0], [0.0, 30.0, 30.0]))));
    meshes.push(within(WATER, of(GAS, cuboid([80.0, 80.0, 0.0], [100.0, 100.0, 10.0]))));
    let found = as_they_are(&meshes);
    assert_eq!((found.touching.count, found.touching.first), (2, vec![(0, 4), (1, 3)]));
    assert_eq!(Check { touching: Default::default(), ..found }, Check::default());
}

#[test]
fn outer_materials_that_do_not_fit_are_found() {
    let change = |which: usize, outer: u32| {
        let mut meshes = nested();
        meshes[which] = within(outer, meshes[which].clone());
        as_they_are(&meshes).misfits
    };
    assert_eq!(change(2, WATER).first, [(2, 1)]); // not (2, 0), which is around it too
    assert_eq!(change(1, GLASS).first, [(1, 0)]);
    assert_eq!(change(0, GLASS).count, 0); // nothing is around the world
    // Flush with its mother on three sides.
    let [world, ..] = nested();
    let corner = |outer| within(outer, of(GLASS, cuboid([60.0; 3], [100.0; 3])));
    assert_eq!(as_they_are(&[world.clone(), corner(WATER)]).misfits.count, 0);
    assert_eq!(as_they_are(&[world, corner(GAS)]).misfits.first, [(1, 0)]);
    // A core in its cladding, flush at the ends or within it, of few facets: chords are no part of it.
    for (radius, segments, length) in [(0.48, 32, 20.0), (0.4, 12, 19.0), (0.45, 8, 19.0), (0.25, 8, 20.0)] {
        let fibre = |outer| {
            let core = within(outer, of(GAS, shapes::tube(0.0, radius, length, segments, 0.0)));
            let clad = within(WATER, of(GLASS, shapes::tube(0.0, 0.5, 20.0, segments, 0.0)));
            as_they_are(&[of(WATER, cuboid([-100.0; 3], [100.0; 3])), core, clad])
        };
        let (right, wrong) = (fibre(GLASS), fibre(WATER));
        assert_eq!((right.misfits.count, right.overlapping.count), (0, 0), "{radius}, {segments} segments");
        assert_eq!((wrong.misfits.first, wrong.overlapping.count), (vec![(1, 2)], 0), "{radius}, {segments}");
    }
    // Turned, far from the origin, and twenty of them: the first sixteen are told.
    let meshes = [of(WATER, shapes::sphere(900.0, 24)), within(GAS, of(GLASS, shapes::octahedron(10.0)))];
    let far = [1e5, -2e5, 3e5];
    let mut instances = vec![Instance { translation: far, ..Instance::of(0) }];
    instances.extend((0..20).map(|i| {
        let translation = [far[0] + 30.0 * f64::from(i) - 300.0, far[1], far[2]];
        shapes::turned(Instance { translation, ..Instance::of(1) }, i)
    }));
    let found = check(model(&meshes, &instances), &options()).misfits;
    assert_eq!((found.count, found.first), (20, (1..17).map(|i| (i, 0)).collect::<Vec<_>>()));
}

#[test]
fn instances_that_share_space_are_told_from_those_that_touch() {
    let counts = |a: &Mesh, b: &Mesh| {
        let [one, other] = [[a, b], [b, a]].map(|[a, b]| as_they_are(&[a.clone(), b.clone()]));
        assert_eq!((&one.touching, &one.overlapping), (&other.touching, &other.overlapping));
        (one.touching.count, one.overlapping.count)
    };
    let block = cuboid([0.0; 3], [10.0; 3]);
    let shifted = |x: f64, y: f64, z: f64| cuboid([x, y, z], [x + 10.0, y + 10.0, z + 10.0]);
    for (x, y, z) in
        [(10.0, 0.0, 0.0), (10.0, 5.0, 5.0), (10.0, 10.0, 3.0), (10.0, 10.0, 10.0), (-10.0, 4.0, 0.0)]
    {
        assert_eq!(counts(&block, &shifted(x, y, z)), (1, 0), "{x} {y} {z}");
    }
    for (x, y, z) in [(9.0, 0.0, 0.0), (9.9, 9.9, 9.9), (3.0, 0.0, 0.0), (-9.99, 4.0, 0.0), (0.0, 0.0, 0.0)] {
        assert_eq!(counts(&block, &shifted(x, y, z)), (0, 1), "{x} {y} {z}");
    }
    let bar = |axis: usize| {
        let half = [0, 1, 2].map(|k| if k == axis { 20.0 } else { 2.0 });
        cuboid(half.map(|x: f64| -x), half)
    };
    assert_eq!(counts(&bar(0), &bar(1)), (0, 1)); // a cross: no corner of one lies in the other
    let inside = cuboid([2.0; 3], [5.0, 5.0, 10.0]);
    assert_eq!(counts(&block, &inside), (1, 0));
    assert_eq!(counts(&block, &cuboid([2.0; 3], [5.0, 5.0, 10.1])), (0, 1)); // through its mother's wall
    for phase in [0.0, 0.3, 0.5] {
        let rod = tube(0.0, 10.0, 80.0, 24, phase);
        assert_eq!(counts(&tube(10.0, 30.0, 100.0, 24, 0.0), &rod), (1, 0), "phase {phase}");
    }
    assert_eq!(counts(&tube(9.0, 30.0, 100.0, 24, 0.0), &tube(0.0, 10.0, 80.0, 24, 0.5)), (0, 1));
}

#[test]
fn meshes_that_are_inside_out_are_found() {
    let mut meshes = nested();
    meshes[1].triangles.iter_mut().for_each(|triangle| triangle.swap(0, 1));
    let found = as_they_are(&meshes).inverted;
    assert_eq!((found.count, found.first), (1, vec![1]));
    meshes[1].triangles.pop(); // open: it has no inside
    assert_eq!(as_they_are(&meshes).inverted.count, 0);
}

#[test]
fn vertices_that_rounding_put_apart_are_joined_on_demand() {
    let mut ball = shapes::sphere(10.0, 12);
    ball.vertices = (0..ball.triangles.len()).flat_map(|i| ball.corners(i)).collect();
    ball.triangles = (0..ball.triangles.len() as u32).map(|i| [3 * i, 3 * i + 1, 3 * i + 2]).collect();
    let corners = ball.vertices.len() as u64;
    let places = 11 * 24 + 2; // of a sphere with 12 rings
    for (i, vertex) in ball.vertices.iter_mut().enumerate() {
        vertex[i % 3] += 1e-4 * ((i % 97) as f32 / 96.0 - 0.5);
    }
    let ball = model(&[ball], &[Instance::of(0)]);
    let with = |weld_tolerance: f64| {
        let edges = check(ball.clone(), &CommitOptions { weld_tolerance, ..options() }).edges;
        (edges.open_count, edges.inconsistent_count, edges.weld.joined_count, edges.weld.closed_count)
    };
    let (open, ..) = with(0.0);
    assert!(open > corners / 2, "{open} open edges");
    assert_eq!((with(0.0).2, with(0.0).3), (0, 0));
    let (left, inconsistent, joined, closed) = with(2e-4);
    assert_eq!((left, inconsistent, closed), (0, 0, open));
    assert!(joined <= corners - places && joined > corners - 2 * places, "{joined} of {corners}");
    let (left, _, _, closed) = with(1e-6);
    assert!(left > open / 2 && left + closed == open, "{left} left of {open}");
    // A hole stays one.
    let mut torn = shapes::sphere(10.0, 12);
    torn.triangles.remove(100);
    let options = CommitOptions { weld_tolerance: 1e-3, ..options() };
    let edges = check(model(&[torn], &[Instance::of(0)]), &options).edges;
    assert_eq!((edges.open_count, edges.weld.joined_count), (3, 0));
}

#[test]
fn weld_tolerances_that_make_no_sense_are_refused() {
    for (check, weld_tolerance) in [(true, -1.0), (true, f64::NAN), (true, 1e8), (false, 0.1)] {
        let options = CommitOptions { check, weld_tolerance, ..CommitOptions::default() };
        let message = Arc::new(Model::new()).commit(&options).unwrap_err().to_string();
        assert!(message.contains("weld_tolerance is "), "{message}");
    }
}

struct Log(Mutex<Vec<String>>);

impl log::Log for Log {
    fn enabled(&self, _: &log::Metadata) -> bool {
        true
    }
    fn log(&self, record: &log::Record) {
        self.0.lock().unwrap().push(record.args().to_string());
    }
    fn flush(&self) {}
}

#[test]
fn each_kind_of_fault_is_a_line_of_the_log() {
    static LOG: Log = Log(Mutex::new(Vec::new()));
    log::set_logger(&LOG).unwrap();
    log::set_max_level(log::LevelFilter::Warn);
    let mut meshes = nested();
    meshes[0].triangles.remove(11);
    meshes[1].triangles.iter_mut().for_each(|triangle| triangle.swap(0, 1));
    let meshes = [&meshes[..], &[cuboid([500.0; 3], [510.0; 3]), cuboid([509.0; 3], [530.0; 3])]].concat();
    assert_eq!(as_they_are(&meshes).overlapping.first, [(3, 4)]);
    let lines = LOG.0.lock().unwrap().clone(); // of this test and of others
    for line in [
        "geometry: 3 open edges; the first: mesh 0, triangle ",
        "geometry: 1 closed mesh with normals inward; the first: mesh 1",
        "geometry: 1 pair of instances overlaps; the first: instances 3 and 4",
    ] {
        assert!(lines.iter().any(|l| l.starts_with(line)), "{line}: {lines:?}");
    }
}

#[test]
fn the_reference_detector_has_one_overlap() {
    let Some(scene) = load("detector_full") else { return };
    let found = check(scene.model, &options());
    assert_eq!((found.overlapping.count, found.overlapping.first), (1, vec![(10053, 10054)]));
    assert_eq!((found.touching.count, found.misfits.count, found.inverted.count), (0, 0, 0));
}

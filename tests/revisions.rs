//! Revisions of committed geometries are those geometries: contacts, digests, arrays for devices, trees that stay good,
//! memory that is given back; and sessions whose geometry changes while events run.

mod common;
mod shapes;

use chroma2::backend::context::{Choice, Context};
use chroma2::backend::scene::DeviceArrays;
use chroma2::geometry::device::DeviceGeometry;
use chroma2::geometry::{
    CommitOptions, Committed, Geometry, Instance, Material, Model, Moves, Rays, Surface,
};
use chroma2::layout::{LEAF_BIT, NONE, PhotonState};
use chroma2::session::{EventOptions, Light, Session, SessionOptions};
use chroma2::tables::Curve;
use shapes::{Numbers, cuboid, of, sphere, tube, turned};
use std::collections::BTreeMap;
use std::sync::Arc;

fn commit(model: &Model, revises: Option<&Committed>) -> Arc<Committed> {
    let options = CommitOptions { revises, device: true, ..CommitOptions::default() };
    Arc::new(Arc::new(model.clone()).commit(&options).unwrap())
}

/// Blocks side by side, rods in bores, and balls beside them, of materials of their own.
fn model() -> Model {
    let mut model = Model::new();
    for name in ["air", "crystal", "glass"] {
        model.add_material(Material::new(name)).unwrap();
    }
    let half = cuboid([-5.0; 3], [5.0; 3]);
    for mesh in [
        half,
        tube(0.0, 10.0, 80.0, 24, 0.5),
        of(2, tube(10.0, 30.0, 100.0, 24, 0.0)),
        of(2, sphere(4.0, 6)),
        shapes::empty(),
    ] {
        model.add_mesh(mesh).unwrap();
    }
    let mut instances = Vec::new();
    for i in 0..64_u32 {
        let place = [i % 4, i / 4 % 4, i / 16].map(|k| 10.0 * f64::from(k));
        instances.push(Instance { translation: place, channel: i as i32, ..Instance::of(0) });
    }
    for i in 0..4 {
        let place = [200.0 * f64::from(i), 300.0, 0.0];
        instances.extend([1, 2].map(|mesh| Instance { translation: place, ..Instance::of(mesh) }));
    }
    for i in 0..40 {
        let place = [13.0 * f64::from(i), -50.0, 7.0];
        let mesh = if i % 10 == 7 { 4 } else { 3 };
        instances.push(turned(Instance { translation: place, ..Instance::of(mesh) }, i));
    }
    model.add_instances(instances).unwrap();
    model
}

/// Takes blocks out of their row and back, rods out of their bores, balls anywhere.
fn rearrange(model: &mut Model, home: &Model, numbers: &mut Numbers, count: usize) {
    for _ in 0..count {
        let i = (numbers.next() * model.instances.len() as f32) as usize;
        let instance = &mut model.instances[i];
        match (numbers.next() * 4.0) as u32 {
            0 if i < home.instances.len() => *instance = home.instances[i].clone(),
            1 => instance.translation[(numbers.next() * 3.0) as usize] += 10.0,
            2 => instance.translation = numbers.within(60.0).map(f64::from),
            _ => *instance = turned(instance.clone(), (numbers.next() * 100.0) as u32),
        }
    }
}

/// Content of all arrays for a device but those that depend on how the world's tree was built.
fn arrays(of: &Arc<Committed>) -> BTreeMap<&'static str, Vec<u8>> {
    let form = DeviceGeometry::of(of).unwrap();
    let all = form.arrays().into_iter().map(|array| (array.name, array.to_vec()));
    all.filter(|(name, _)| !["nodes", "placements"].contains(name)).collect()
}

/// Every box of the world's tree of the processor holds what is below, and each instance is in one leaf.
fn check_tree(world: &Committed) {
    let nodes = world.world_nodes();
    let mut seen = vec![0; world.instances().len()];
    let mut work = vec![(0_u32, [f32::NEG_INFINITY; 3], [f32::INFINITY; 3])];
    while let Some((at, lo, hi)) = work.pop() {
        let node = &nodes[at as usize];
        for lane in (0..8).filter(|&lane| node.child[lane] != NONE) {
            let (a, b) = ([0, 1, 2].map(|k| node.lo[k][lane]), [0, 1, 2].map(|k| node.hi[k][lane]));
            assert!((0..3).all(|k| lo[k] <= a[k] && a[k] <= b[k] && b[k] <= hi[k]));
            if node.child[lane] & LEAF_BIT == 0 {
                work.push((node.child[lane], a, b));
                continue;
            }
            let number = (node.child[lane] & !LEAF_BIT) as usize;
            seen[number] += 1;
            let placed = &world.instances()[number];
            for vertex in &world.model().meshes[placed.mesh as usize].vertices {
                for k in 0..3 {
                    let exact = (0..3).map(|j| f64::from(placed.rotation[3 * k + j]) * f64::from(vertex[j]));
                    let exact = exact.sum::<f64>() + f64::from(placed.translation[k]);
                    assert!(f64::from(a[k]) < exact && exact < f64::from(b[k]));
                }
            }
        }
    }
    let has_tree = |i: usize| world.meshes()[world.instances()[i].mesh as usize].root != NONE;
    assert!(seen.iter().enumerate().all(|(i, &times)| times == u32::from(has_tree(i))));
}

fn rays(of: &Committed, numbers: &mut Numbers, count: usize) -> Vec<(u32, u32, u32)> {
    let origins: Vec<[f32; 3]> = (0..count).map(|_| numbers.within(100.0)).collect();
    let directions: Vec<[f32; 3]> = (0..count).map(|_| numbers.within(1.0)).collect();
    let hits =
        of.closest_hits(&Rays { origins: &origins, directions: &directions, max_distances: None }).unwrap();
    let distances = hits.distance.iter().map(|x| x.to_bits());
    distances.zip(hits.instance).zip(hits.triangle).map(|((d, i), t)| (d, i, t)).collect()
}

#[test]
fn a_chain_of_revisions_is_what_a_commit_from_nothing_gives() {
    let home = model();
    let mut rebuilt = 0;
    for (count, seed) in [(1, 3), (3, 4), (12, 5), (60, 6)] {
        let (mut model, mut numbers) = (home.clone(), Numbers(seed));
        let mut before = commit(&model, None);
        for step in 0..30_u32 {
            rearrange(&mut model, &home, &mut numbers, count);
            if step % 4 == 1 {
                model.materials[1].absorption_length = Curve::Constant(100.0 + f64::from(step));
            }
            if step % 7 == 3 {
                model.instances[5].channel = step as i32;
            }
            if step == 11 {
                model.add_instance(Instance { translation: [40.0, 0.0, 0.0], ..Instance::of(0) }).unwrap();
            }
            if step == 17 {
                model.add_material(Material::new("another")).unwrap();
                model.add_surface(Surface::default()).unwrap();
            }
            let (revised, fresh) = (commit(&model, Some(&before)), commit(&model, None));
            assert_eq!(revised.digest(), fresh.digest());
            assert_eq!(revised.shells(), fresh.shells(), "{count} moved, step {step}");
            assert_eq!(revised.bounds(), fresh.bounds());
            assert_eq!(revised.channel_count(), fresh.channel_count());
            assert_eq!(arrays(&revised), arrays(&fresh), "{count} moved, step {step}");
            check_tree(&revised);
            assert_eq!(revised.nodes().as_ptr(), before.nodes().as_ptr(), "the meshes' trees stay");
            assert_eq!(rays(&revised, &mut Numbers(9), 500), rays(&fresh, &mut Numbers(9), 500));
            let topology =
                |of: &Committed| of.world_nodes().iter().map(|node| node.child).collect::<Vec<_>>();
            rebuilt += u32::from(topology(&revised) != topology(&before));
            before = revised;
        }
    }
    assert!((10..110).contains(&rebuilt), "some trees are refitted, some built: {rebuilt} of 120");
}

#[test]
fn what_has_not_changed_is_shared() {
    let mut model = model();
    let base = commit(&model, None);
    let same = commit(&model, Some(&base));
    assert_eq!(same.world_nodes().as_ptr(), base.world_nodes().as_ptr());
    assert_eq!(same.shells().as_ptr(), base.shells().as_ptr());
    assert_eq!(same.scene().segments, base.scene().segments);
    assert_eq!(same.digest(), base.digest());
    model.materials[2].absorption_length = Curve::Constant(3.0);
    let tables = commit(&model, Some(&base));
    assert_eq!(tables.shells().as_ptr(), base.shells().as_ptr());
    assert_ne!(tables.scene().tables, base.scene().tables);
    assert_ne!(tables.digest(), base.digest());
    // A mesh that is new, or another one in the place of one: all is made anew, and right.
    model.meshes[0].vertices[0][0] -= 0.25;
    let other = commit(&model, Some(&base));
    assert_ne!(other.nodes().as_ptr(), base.nodes().as_ptr());
    assert_eq!(other.digest(), commit(&model, None).digest());
    model.add_mesh(sphere(2.0, 4)).unwrap();
    model.add_instance(Instance::of(5)).unwrap();
    assert_eq!(commit(&model, Some(&base)).digest(), commit(&model, None).digest());
}

#[test]
fn trees_stay_good_after_a_hundred_revisions() {
    let (home, mut numbers) = (model(), Numbers(1));
    let mut model = home.clone();
    let mut before = commit(&model, None);
    for _ in 0..100 {
        rearrange(&mut model, &home, &mut numbers, 2);
        before = commit(&model, Some(&before));
    }
    // The surface area heuristic: areas of all boxes, and so what a ray meets.
    let area = |of: &Committed| -> f64 {
        let boxes = of.world_nodes().iter().flat_map(|node| (0..8).map(move |lane| (node, lane)));
        boxes
            .filter(|(node, lane)| node.child[*lane] != NONE)
            .map(|(node, lane)| {
                let [x, y, z] = [0, 1, 2].map(|k| f64::from(node.hi[k][lane] - node.lo[k][lane]));
                x * y + y * z + z * x
            })
            .sum()
    };
    let (revised, fresh) = (area(&before), area(&commit(&model, None)));
    assert!(revised < 1.15 * fresh, "{revised} mm² of boxes, {fresh} in a new tree");
}

#[test]
fn memory_of_revisions_is_given_back() {
    let context = Context::limited(Choice::Cpu, 0, 2, 1 << 30).unwrap();
    let mut geometry = Geometry::new(Arc::clone(&context), model());
    geometry.commit(&CommitOptions::default()).unwrap();
    let one = context.memory();
    let mut most = 0;
    for i in 0..100 {
        let next = geometry.revise().unwrap();
        let moves = Moves {
            instances: vec![i % 64],
            translations: Some(vec![[f64::from(i), 70.0, 0.0]]),
            ..Moves::default()
        };
        next.edit(|model| model.move_instances(&moves)).unwrap();
        next.commit(&CommitOptions::default()).unwrap();
        geometry = next; // the one before goes
        most = most.max(context.memory());
    }
    assert!(most <= one + one / 20, "{most} bytes are in use, {one} by the first one");
    drop(geometry);
    assert_eq!(context.memory(), 0);
}

#[test]
fn what_cannot_be_revised_is_refused() {
    let context = Context::new(Choice::Cpu, 1).unwrap();
    let geometry = Geometry::new(Arc::clone(&context), model());
    let error = geometry.revise().err().unwrap().to_string();
    assert!(error.contains("geometry: is not committed yet"), "{error}");
    geometry.commit(&CommitOptions::default()).unwrap();
    let error = geometry.edit(|model| model.set_channel(0, 1)).unwrap_err().to_string();
    assert!(error.contains("a revision of it can"), "{error}");
    let revision = geometry.revise().unwrap();
    let digest = geometry.committed().unwrap().digest();
    let refused = |moves: Moves| revision.edit(|model| model.move_instances(&moves)).unwrap_err().to_string();
    let at = |instances: &[u32], place: f64| Moves {
        instances: instances.to_vec(),
        translations: Some(vec![[place; 3]; instances.len()]),
        ..Moves::default()
    };
    assert!(refused(at(&[3, 112], 1.0)).contains("instances[1] is 112; instances 0 to 111 exist"));
    assert!(refused(at(&[0, 1], 1e9)).contains("instance 0: translation x (mm) is 1000000000"));
    let short = Moves { instances: vec![1, 2], translations: Some(vec![[0.0; 3]]), ..Moves::default() };
    assert!(refused(short).contains("2 instances need as many placements"));
    let error = revision.edit(|model| model.set_channel(2, -2)).unwrap_err().to_string();
    assert!(error.contains("instance 2: channel is -2"), "{error}");
    for change in [Model::clear_components, Model::clear_scintillation, Model::clear_dichroic] {
        let error = revision.edit(|model| change(model, 9)).unwrap_err().to_string();
        assert!(error.contains("9"), "{error}");
    }
    // Nothing of it was changed: a move that fails moves none.
    revision.commit(&CommitOptions::default()).unwrap();
    assert_eq!(revision.committed().unwrap().digest(), digest);
}

/// A photon that flies along x, at a height that depends on its number.
fn photons(count: usize) -> Vec<PhotonState> {
    (0..count)
        .map(|i| PhotonState {
            position: [-100.0, (i % 40) as f32 - 0.5, ((i / 40) % 40) as f32 - 0.5],
            direction: [1.0, 0.001, 0.002],
            wavelength: 400.0,
            polarization: [0.0, 1.0, 0.0],
            weight: 1.0,
            instance: NONE,
            triangle: NONE,
            ..bytemuck::Zeroable::zeroed()
        })
        .collect()
}

#[test]
fn events_end_with_the_geometry_that_they_were_submitted_with() {
    let mut versions = Vec::new();
    let mut model = model();
    let detector =
        Surface { detect: Curve::Constant(0.5), absorb: Curve::Constant(0.5), ..Surface::default() };
    let detector = model.add_surface(detector).unwrap();
    model.meshes[0].surface = chroma2::geometry::PerTriangle::Uniform(detector);
    let mut before: Option<Arc<Committed>> = None;
    for i in 0..4 {
        for k in 0..16 {
            model.instances[4 * k].translation[0] = -20.0 * f64::from(i);
        }
        let next = commit(&model, before.as_deref());
        versions.push(Arc::clone(&next));
        before = Some(next);
    }
    let context = Context::new(Choice::Cpu, 2).unwrap();
    let options = EventOptions { photons: true, seed: 5, ..EventOptions::default() };
    let ends = |session: &Arc<Session>| {
        let event = session.submit(Light::States(photons(4000)), options.clone()).unwrap();
        event.wait(None).unwrap();
        let states = event.results().unwrap();
        (
            states.summary.hits,
            states.photons.as_ref().unwrap().time.iter().map(|t| t.to_bits()).collect::<Vec<_>>(),
        )
    };
    let expected: Vec<_> = versions
        .iter()
        .map(|of| {
            let fresh = commit(of.model(), None);
            ends(&Session::new(Arc::clone(&context), fresh, SessionOptions::default()).unwrap())
        })
        .collect();
    assert!((1..4).all(|i| expected[i] != expected[i - 1]) && expected[0].0 > 100);
    let first = Arc::clone(&versions[0]);
    let session = Session::new(Arc::clone(&context), first, SessionOptions::default()).unwrap();
    // Events in flight while the geometry changes: each is that of one version, those of one thread the right ones.
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                for _ in 0..60 {
                    let found = ends(&session);
                    assert!(expected.contains(&found), "of no version: {}", found.0);
                }
            });
        }
        for i in 0..200 {
            session.set_scene(Arc::clone(&versions[i % 4]) as _).unwrap();
            std::thread::yield_now();
        }
    });
    let mut events = Vec::new();
    for i in 0..40 {
        session.set_scene(Arc::clone(&versions[i % 4]) as _).unwrap();
        events.push(session.submit(Light::States(photons(4000)), options.clone()).unwrap());
    }
    for (i, event) in events.iter().enumerate() {
        event.wait(None).unwrap();
        let hits = event.results().unwrap().summary.hits;
        assert_eq!(hits, expected[i % 4].0, "event {i}");
    }
    // A version that nobody uses any more goes.
    session.set_scene(Arc::clone(&versions[3]) as _).unwrap();
    let gone = Arc::downgrade(&versions[0]);
    drop(versions);
    drop(before);
    assert!(gone.upgrade().is_none(), "events that are done keep no geometry");
}

//! Revisions on a GPU: the bits of the processor, with events of several versions in flight, and memory that is given back.

use crate::rig::{Scene, photons, rig, run, scene, wait};
use crate::same;
use chroma2::geometry::{CommitOptions, Committed, Model};
use chroma2::session::Event;
use chroma2::tables::Curve;
use std::sync::Arc;
use std::time::Instant;

fn commit(model: &Model, revises: Option<&Committed>) -> Arc<Committed> {
    let options = CommitOptions { revises, device: true, ..CommitOptions::default() };
    Arc::new(Arc::new(model.clone()).commit(&options).expect("a valid scene"))
}

/// Versions of a scene, each a revision of the one before: instances moved, and in every third one a table changed.
fn versions(scene: &Scene, count: usize) -> Vec<Arc<Committed>> {
    let mut model = (**scene.committed.model()).clone();
    let mut all = vec![commit(&model, None)];
    for i in 1..count {
        let last = model.instances.len() - 1;
        for k in 0..3 {
            let instance = &mut model.instances[last - (37 * i + 11 * k) % (last / 2)];
            instance.translation.iter_mut().for_each(|x| *x *= 0.9);
        }
        if i % 3 == 2 {
            model.materials[0].absorption_length = Curve::Constant(500.0 * i as f64);
        }
        let next = commit(&model, all.last().map(|last| &**last));
        all.push(next);
    }
    all
}

#[test]
fn events_of_all_versions_have_the_bits_of_the_processor() {
    let Some(rig) = rig() else { return };
    for name in ["detector_tiny", "wire_planes"] {
        let Some(scene) = scene(name) else { return };
        let versions = if name == "detector_tiny" { versions(&scene, 9) } else { versions_of_tables(&scene) };
        let [gpu, cpu] = rig.sessions(&scene, 0);
        let counts = [photons() / 16, 700, 3000];
        let mut events: Vec<(usize, u64, Arc<Event>)> = Vec::new();
        for round in 0..3 {
            for (i, version) in versions.iter().enumerate() {
                gpu.set_scene(Arc::clone(version) as _).expect("a committed geometry");
                for count in counts {
                    let mut options = scene.options.clone();
                    options.event_id = (round * 100 + i) as u64;
                    let event = gpu.submit(scene.light(count), options).expect("a submission");
                    events.push((i, count, event));
                }
            }
        }
        for (k, (i, count, event)) in events.iter().enumerate() {
            wait(event);
            if k % 4 > 0 && *count > 3000 {
                continue; // the processor takes its time
            }
            let fresh = commit(versions[*i].model(), None);
            assert_eq!(fresh.digest(), versions[*i].digest());
            cpu.set_scene(fresh as _).expect("a committed geometry");
            let mut options = scene.options.clone();
            options.event_id = ((k / (versions.len() * counts.len())) * 100 + i) as u64;
            let expected = run(&cpu, scene.light(*count), &options);
            same::events(&format!("{name}, version {i}, {count} photons"), event, &expected);
        }
    }
}

/// Of a scene without instances to move.
fn versions_of_tables(scene: &Scene) -> Vec<Arc<Committed>> {
    let mut model = (**scene.committed.model()).clone();
    let mut all = vec![commit(&model, None)];
    for i in 1..4 {
        model.materials[0].absorption_length = Curve::Constant(300.0 * f64::from(i));
        let next = commit(&model, all.last().map(|last| &**last));
        all.push(next);
    }
    all
}

#[test]
fn a_chain_of_versions_needs_no_more_memory_than_two() {
    let Some(rig) = rig() else { return };
    let Some(scene) = scene("detector_full") else { return };
    let [gpu, _] = rig.sessions(&scene, 0);
    run(&gpu, scene.light(1000), &scene.options);
    let free = rig.free();
    let mut model = (**scene.committed.model()).clone();
    let mut before = Arc::clone(&scene.committed);
    let (mut commits, mut uploads) = (Vec::new(), Vec::new());
    for i in 0..100 {
        let last = model.instances.len() - 1;
        model.instances[last - i].translation[2] += 1.0;
        let start = Instant::now();
        let next = commit(&model, Some(&before));
        commits.push(start.elapsed());
        let start = Instant::now();
        gpu.set_scene(Arc::clone(&next) as _).expect("a committed geometry");
        uploads.push(start.elapsed());
        run(&gpu, scene.light(1000), &scene.options);
        before = next;
        assert!(
            rig.free() + (64 << 20) > free,
            "after {i} versions {} bytes are free, {free} at first",
            rig.free()
        );
    }
    commits.sort();
    uploads.sort();
    println!(
        "detector_full, one instance moved: commit {:?}, on the GPU after {:?}",
        commits[50], uploads[50]
    );
}

//! Trees kept in a folder: the same answers, and nothing that a file may hold does harm.

mod shapes;

use chroma2::backend::scene::DeviceArrays;
use chroma2::geometry::device::DeviceGeometry;
use chroma2::geometry::{BuildOptions, CommitOptions, Committed, Instance, Mesh, Model, RayHits, Rays};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

fn model() -> Arc<Model> {
    let mut model = Model::new();
    model.add_material(chroma2::geometry::Material::new("vacuum")).expect("valid");
    let mut flat: Mesh = shapes::sphere(50.0, 6);
    flat.triangles.push([0, 0, 1]); // without area
    for mesh in [shapes::sphere(300.0, 24), shapes::empty(), flat, shapes::soup(900, 3)] {
        model.add_mesh(mesh).expect("valid");
    }
    for i in 0..40 {
        let translation = [500.0 * f64::from(i % 7), 500.0 * f64::from(i / 7), 40.0];
        model
            .add_instance(shapes::turned(Instance { translation, ..Instance::of(i % 4) }, i))
            .expect("valid");
    }
    Arc::new(model)
}

/// A new folder of one test.
fn folder(test: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("tree_cache_{test}"));
    let _ = fs::remove_dir_all(&folder);
    folder
}

fn commit(model: &Arc<Model>, folder: Option<&Path>, device: bool) -> Arc<Committed> {
    let build = BuildOptions { piece: 200, ..BuildOptions::default() };
    let options = CommitOptions { build, device, tree_cache: folder, ..CommitOptions::default() };
    Arc::new(model.commit(&options).expect("a good model"))
}

fn only_file(folder: &Path) -> PathBuf {
    let files: Vec<_> = fs::read_dir(folder).expect("a folder").map(|entry| entry.unwrap().path()).collect();
    assert_eq!(files.len(), 1, "{files:?}");
    files[0].clone()
}

fn hits(world: &Committed) -> RayHits {
    let mut numbers = shapes::Numbers(5);
    let origins: Vec<_> = (0..3000).map(|_| numbers.within(4000.0)).collect();
    let directions: Vec<_> = (0..3000).map(|_| numbers.within(1.0)).collect();
    world
        .closest_hits(&Rays { origins: &origins, directions: &directions, max_distances: None })
        .expect("valid")
}

/// All that trees are made of.
fn bytes(world: &Arc<Committed>) -> Vec<Vec<u8>> {
    let nodes = [world.nodes(), world.world_nodes()].map(bytemuck::cast_slice);
    let host = [nodes[0], nodes[1], bytemuck::cast_slice(world.blocks())].map(<[u8]>::to_vec);
    let device = DeviceGeometry::of(world).expect("it fits");
    let arrays = device.arrays().into_iter().map(|array| array.to_vec());
    host.into_iter().chain(arrays).collect()
}

#[test]
fn kept_trees_are_the_built_ones() {
    let (model, folder) = (model(), folder("kept"));
    let built = commit(&model, None, true);
    let expected = bytes(&built);
    let first = commit(&model, Some(&folder), true);
    let file = only_file(&folder);
    let written = fs::metadata(&file).expect("it is there").modified().expect("a time");
    let second = commit(&model, Some(&folder), true);
    assert_eq!(fs::metadata(&file).expect("it is there").modified().expect("a time"), written);
    for world in [&first, &second] {
        assert_eq!(bytes(world), expected);
        assert_eq!((world.digest(), world.report()), (built.digest(), built.report()));
        assert_eq!(world.bounds(), built.bounds());
    }
    assert_eq!(hits(&second), hits(&built));
    // Other builds and other geometries have files of their own.
    commit(&model, Some(&folder), false);
    let mut other = Model::clone(&model);
    other.instances[0].translation[0] += 1.0;
    commit(&Arc::new(other), Some(&folder), true);
    assert_eq!(fs::read_dir(&folder).expect("a folder").count(), 3);
}

#[test]
fn damaged_files_are_replaced() {
    let (model, folder) = (model(), folder("damaged"));
    let expected = bytes(&commit(&model, Some(&folder), true));
    let file = only_file(&folder);
    let good = fs::read(&file).expect("readable");
    let flipped = |at: usize| {
        let mut bytes = good.clone();
        bytes[at] ^= 4;
        bytes
    };
    let mut damaged = vec![Vec::new(), good[..good.len() - 1].to_vec(), good[..50].to_vec()];
    damaged.push([&good[..], &[0]].concat());
    damaged.extend((0..good.len()).step_by(good.len() / 37).map(flipped));
    for bad in damaged {
        fs::write(&file, &bad).expect("writable");
        assert_eq!(bytes(&commit(&model, Some(&folder), true)), expected);
        assert!(fs::read(&file).expect("readable") == good, "it is as it was");
    }
}

#[test]
fn files_made_to_harm_do_none() {
    let (model, folder) = (model(), folder("harm"));
    commit(&model, Some(&folder), true);
    let file = only_file(&folder);
    let good = fs::read(&file).expect("readable");
    let mut numbers = shapes::Numbers(6);
    let mut number = |below: usize| (numbers.next() * below as f32) as usize;
    for round in 0..400 {
        let mut bad = good.clone();
        for _ in 0..=round % 3 {
            // Behind the key, so that it is this geometry's.
            let word = 20 + number(good.len() / 4 - 21);
            let value =
                [0, 1, u32::MAX, 0x8000_0000, 0x7fff_ffff, number(5000) as u32, 0x7fc0_0000][number(7)];
            bad[4 * word..][..4].copy_from_slice(&value.to_ne_bytes());
        }
        let end = bad.len() - 4;
        let checksum = crc32fast::hash(&bad[..end]);
        bad[end..].copy_from_slice(&checksum.to_ne_bytes());
        fs::write(&file, &bad).expect("writable");
        let world = commit(&model, Some(&folder), true);
        assert_eq!(hits(&world).distance.len(), 3000); // boxes may be wrong, so answers too
        DeviceGeometry::of(&world).expect("it fits");
    }
}

#[test]
fn folders_are_shared() {
    let (model, folder) = (model(), folder("shared"));
    let expected = bytes(&commit(&model, None, true));
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                (0..5).for_each(|_| assert_eq!(bytes(&commit(&model, Some(&folder), true)), expected))
            });
        }
    });
    only_file(&folder);
}

#[test]
fn a_folder_that_cannot_be_is_no_error() {
    let model = model();
    let place = folder("none");
    fs::create_dir_all(&place).expect("writable");
    let file = place.join("file");
    fs::write(&file, "not a folder").expect("writable");
    assert_eq!(bytes(&commit(&model, Some(&file), true)), bytes(&commit(&model, None, true)));
}

//! What trees must hold: every triangle once, boxes around what is below, limits on depth.

mod shapes;

use chroma2::backend::scene::DeviceArrays;
use chroma2::geometry::device::DeviceGeometry;
use chroma2::geometry::{BuildOptions, CommitOptions, Committed, Instance, Mesh, Model, Quality};
use chroma2::layout::{LEAF_BIT, MAX_DEPTH, NONE};
use std::sync::Arc;

fn builds() -> Vec<BuildOptions> {
    let base = BuildOptions::default();
    vec![
        base,
        BuildOptions { quality: Quality::Fast, ..base },
        BuildOptions { quality: Quality::Best, ..base },
        BuildOptions { max_leaf: 1, ..base },
        BuildOptions { max_leaf: 3, shuffle: Some(7), ..base },
        BuildOptions { balanced: true, ..base },
        BuildOptions { piece: 64, ..base },
        BuildOptions { piece: 1, quality: Quality::Fast, ..base },
        BuildOptions { piece: 300, max_leaf: 2, shuffle: Some(9), ..base },
        BuildOptions { piece: 100, balanced: true, ..base },
    ]
}

fn commit(meshes: Vec<Mesh>, build: BuildOptions) -> Committed {
    let mut model = Model::new();
    model.add_material(chroma2::geometry::Material::new("vacuum")).unwrap();
    for mesh in meshes {
        let mesh = model.add_mesh(mesh).unwrap();
        model.add_instance(Instance::of(mesh)).unwrap();
    }
    Arc::new(model).commit(&CommitOptions { build, ..Default::default() }).unwrap()
}

/// Walks the tree of a mesh; gives how often each triangle was met and the depth.
fn walk(world: &Committed, mesh: usize, max_leaf: u32) -> (Vec<u32>, u32) {
    let description = &world.model().meshes[mesh];
    let mut met = vec![0; description.triangles.len()];
    let mut deepest = 0;
    let root = world.meshes()[mesh].root;
    let mut work = Vec::new();
    if root != NONE {
        work.push((root, [f32::NEG_INFINITY; 3], [f32::INFINITY; 3], 1));
    }
    while let Some((node, lo, hi, depth)) = work.pop() {
        deepest = deepest.max(depth);
        let node = &world.nodes()[node as usize];
        for lane in 0..8 {
            let (a, b) = ([0, 1, 2].map(|k| node.lo[k][lane]), [0, 1, 2].map(|k| node.hi[k][lane]));
            if node.child[lane] == NONE {
                assert!((0..3).all(|k| a[k] == f32::INFINITY && b[k] == f32::NEG_INFINITY));
                continue;
            }
            assert!(
                (0..3).all(|k| lo[k] <= a[k] && a[k] <= b[k] && b[k] <= hi[k]),
                "child outside its parent"
            );
            if node.child[lane] & LEAF_BIT == 0 {
                work.push((node.child[lane], a, b, depth + 1));
                continue;
            }
            let block = &world.blocks()[(node.child[lane] & !LEAF_BIT) as usize];
            let mut seen = Vec::new();
            for i in 0..8 {
                let triangle = block.triangle[i];
                let corners = description.corners(triangle as usize);
                for (v, corner) in corners.iter().enumerate() {
                    for k in 0..3 {
                        assert_eq!(block.v[v][k][i], corner[k]);
                        assert!(a[k] <= corner[k] && corner[k] <= b[k], "triangle outside its box");
                    }
                }
                if !seen.contains(&triangle) {
                    seen.push(triangle);
                    met[triangle as usize] += 1;
                }
            }
            assert!(seen.len() <= max_leaf as usize);
        }
    }
    (met, deepest)
}

#[test]
fn every_triangle_is_in_one_leaf() {
    for build in builds() {
        let meshes = vec![
            shapes::sphere(100.0, 40),
            shapes::soup(3000, 1),
            shapes::coincident(500),
            shapes::sphere(3.0, 2),
            shapes::empty(),
        ];
        let world = commit(meshes, build);
        for mesh in 0..world.meshes().len() {
            let (met, depth) = walk(&world, mesh, build.max_leaf);
            let description = &world.model().meshes[mesh];
            for (triangle, times) in met.iter().enumerate() {
                let wanted = u32::from(!description.is_degenerate(triangle));
                assert_eq!(*times, wanted, "triangle {triangle} of mesh {mesh}, {build:?}");
            }
            assert!(depth <= MAX_DEPTH);
        }
    }
}

#[test]
fn degenerate_triangles_are_reported() {
    let mut mesh = shapes::sphere(10.0, 4);
    let solid = mesh.triangles.len();
    mesh.triangles.extend([[0, 0, 1], [2, 3, 2]]);
    let world = commit(vec![shapes::empty(), mesh], BuildOptions::default());
    assert_eq!(world.report().degenerate_count, 2);
    assert_eq!(world.report().degenerate, [(1, solid as u32), (1, solid as u32 + 1)]);
    assert_eq!(world.meshes()[0].root, NONE);
}

#[test]
fn instances_are_each_in_one_leaf_of_the_world() {
    let mut model = Model::new();
    model.add_material(chroma2::geometry::Material::new("vacuum")).unwrap();
    let sphere = model.add_mesh(shapes::sphere(100.0, 8)).unwrap();
    let nothing = model.add_mesh(shapes::empty()).unwrap();
    let mut wanted = Vec::new();
    for i in 0..500 {
        let mesh = if i % 10 == 3 { nothing } else { sphere };
        wanted.push(u32::from(mesh == sphere));
        let instance = Instance {
            translation: [i as f64 * 300.0, (i % 7) as f64 * -500.0, 30000.0],
            ..Instance::of(mesh)
        };
        model.add_instance(shapes::turned(instance, i)).unwrap();
    }
    let model = Arc::new(model);
    for build in builds() {
        let world = model.commit(&CommitOptions { build, ..Default::default() }).unwrap();
        let mut met = vec![0; 500];
        let mut work = vec![world.scene().tlas_root];
        while let Some(node) = work.pop() {
            let node = &world.world_nodes()[node as usize];
            for lane in (0..8).filter(|&lane| node.child[lane] != NONE) {
                if node.child[lane] & LEAF_BIT == 0 {
                    work.push(node.child[lane]);
                    continue;
                }
                let number = (node.child[lane] & !LEAF_BIT) as usize;
                met[number] += 1;
                let placed = &world.instances()[number];
                for vertex in &model.meshes[placed.mesh as usize].vertices {
                    for k in 0..3 {
                        let exact =
                            (0..3).map(|j| f64::from(placed.rotation[3 * k + j]) * f64::from(vertex[j]));
                        let exact = exact.sum::<f64>() + f64::from(placed.translation[k]);
                        let (lo, hi) = (f64::from(node.lo[k][lane]), f64::from(node.hi[k][lane]));
                        assert!(lo < exact && exact < hi);
                        assert!(hi - lo < 202.0);
                    }
                }
            }
        }
        assert_eq!(met, wanted);
    }
}

#[test]
fn builds_do_not_depend_on_threads() {
    let build = |threads: usize, piece: u32| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let mut model = Model::new();
        model.add_material(chroma2::geometry::Material::new("vacuum")).unwrap();
        model.add_mesh(shapes::sphere(100.0, 70)).unwrap(); // symmetric: full of ties
        model.add_mesh(shapes::soup(20000, 3)).unwrap();
        model.add_instances((0..2).map(Instance::of).collect()).unwrap();
        let build = BuildOptions { piece, ..BuildOptions::default() };
        let options = CommitOptions { pool: Some(&pool), build, device: true, ..Default::default() };
        let world = Arc::new(Arc::new(model).commit(&options).unwrap());
        let device = DeviceGeometry::of(&world).unwrap();
        let again = pool.install(|| DeviceGeometry::of(&world)).unwrap();
        let bytes = |device: &DeviceGeometry| {
            device.arrays().into_iter().map(|array| array.to_vec()).collect::<Vec<_>>()
        };
        assert_eq!(bytes(&device), bytes(&again), "the commit's trees and those built later");
        (world, bytes(&device))
    };
    for (threads, piece) in [(2, 1 << 14), (7, 1 << 14), (2, 1000), (5, 77)] {
        let ((one, device), (other, other_device)) = (build(1, piece), build(threads, piece));
        assert_eq!(device, other_device);
        assert_eq!(bytemuck::cast_slice::<_, u8>(one.nodes()), bytemuck::cast_slice::<_, u8>(other.nodes()));
        assert_eq!(
            bytemuck::cast_slice::<_, u8>(one.blocks()),
            bytemuck::cast_slice::<_, u8>(other.blocks())
        );
    }
}

/// Triangles (corners of each) as a mesh.
fn triangles(corners: impl Iterator<Item = [[f32; 3]; 3]>) -> Mesh {
    let vertices: Vec<_> = corners.flatten().collect();
    let triangles = (0..vertices.len() as u32 / 3).map(|i| [3 * i, 3 * i + 1, 3 * i + 2]).collect();
    shapes::bare("triangles", vertices, triangles)
}

/// The sides of a cube about the origin, two triangles each.
fn cube(half: f32) -> impl Iterator<Item = [[f32; 3]; 3]> {
    (0..6).flat_map(move |side| {
        let (axis, sign) = (side % 3, if side < 3 { half } else { -half });
        let at = move |u: f32, v: f32| {
            let mut point = [sign; 3];
            (point[(axis + 1) % 3], point[(axis + 2) % 3]) = (u * half, v * half);
            point
        };
        let [a, b, c, d] = [at(-1.0, -1.0), at(1.0, -1.0), at(1.0, 1.0), at(-1.0, 1.0)];
        [[a, b, c], [a, c, d]]
    })
}

#[test]
fn nested_triangles_build_as_fast_as_others() {
    const COUNT: usize = 60_000;
    let mut numbers = shapes::Numbers(4);
    let size = |i: usize| 1.0 + i as f32 / 60.0;
    let corners = [[-1.0, -1.0, 0.0], [2.0, -1.0, 0.0], [-1.0, 2.0, 0.0]];
    let separate = triangles((0..COUNT).map(|_| {
        let centre = numbers.within(1000.0);
        corners.map(|corner: [f32; 3]| [0, 1, 2].map(|k| corner[k] + centre[k]))
    }));
    let nested = triangles((0..COUNT).map(|i| corners.map(|corner| corner.map(|x| x * size(i)))));
    let shuffled =
        triangles((0..COUNT).map(|i| corners.map(|corner| corner.map(|x| x * size(i * 7919 % COUNT)))));
    let onion = triangles((0..COUNT / 12).flat_map(|i| cube(size(i))));
    let seconds = |mesh: &Mesh| {
        let world = commit(vec![mesh.clone()], BuildOptions::default());
        let (met, depth) = walk(&world, 0, 8);
        assert!(met.iter().all(|times| *times == 1) && depth <= MAX_DEPTH);
        (0..2)
            .map(|_| commit(vec![mesh.clone()], BuildOptions::default()).seconds())
            .fold(world.seconds(), f64::min)
    };
    let usual = seconds(&separate);
    for (mesh, what) in [(nested, "nested"), (shuffled, "nested, in no order"), (onion, "boxes in boxes")] {
        let these = seconds(&mesh);
        // They take about as long; quadratic time would be hundreds of times as much.
        assert!(these < 4.0 * usual + 0.1, "{what}: {these} s, others {usual} s");
    }
}

#[test]
fn equal_triangles_build_in_time() {
    let start = std::time::Instant::now();
    let meshes = vec![shapes::coincident(50_000), shapes::strip(50_000), shapes::grid(128, 64.0)];
    let world = commit(meshes, BuildOptions::default());
    for mesh in 0..3 {
        let (met, depth) = walk(&world, mesh, 8);
        assert!(met.iter().all(|times| *times == 1) && depth <= MAX_DEPTH);
    }
    // Quadratic time would be minutes.
    assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
}

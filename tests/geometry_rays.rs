//! Ray queries: the trees give what testing every triangle gives, to the last bit.

mod shapes;
mod shapes_rays;

use chroma2::geometry::{
    BuildOptions, CommitOptions, Committed, Instance, Material, Mesh, Model, Quality, RayHits, Rays,
};
use chroma2::layout::NONE;
use shapes::Numbers;
use std::sync::Arc;

fn world(meshes: Vec<Mesh>, instances: Vec<Instance>) -> Arc<Model> {
    let mut model = Model::new();
    model.add_material(Material::new("vacuum")).unwrap();
    for mesh in meshes {
        model.add_mesh(mesh).unwrap();
    }
    model.add_instances(instances).unwrap();
    Arc::new(model)
}

fn commit(model: &Arc<Model>, build: BuildOptions) -> Committed {
    model.commit(&CommitOptions { build, ..Default::default() }).unwrap()
}

fn trace(world: &Committed, origins: &[[f32; 3]], directions: &[[f32; 3]]) -> RayHits {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(2).build().unwrap();
    pool.install(|| world.closest_hits(&Rays { origins, directions, max_distances: None })).unwrap()
}

/// Compares trees of several builds with a test of every triangle; gives the number of rays that
/// hit something.
fn compare(name: &str, model: &Arc<Model>, origins: &[[f32; 3]], directions: &[[f32; 3]]) -> usize {
    let balanced = BuildOptions { balanced: true, ..Default::default() };
    let worlds = [BuildOptions::default(), balanced].map(|build| commit(model, build));
    let hits = worlds.each_ref().map(|world| trace(world, origins, directions));
    let mut found = 0;
    for i in 0..origins.len() {
        let (distance, instance, triangle) = shapes_rays::closest(&worlds[0], origins[i], directions[i]);
        for hits in &hits {
            assert_eq!(
                (hits.distance[i].to_bits(), hits.instance[i], hits.triangle[i]),
                (distance.to_bits(), instance, triangle),
                "{name}: ray {i} from {:?} along {:?}: {} or {distance}",
                origins[i],
                directions[i],
                hits.distance[i],
            );
        }
        found += usize::from(instance != NONE);
    }
    found
}

/// Random rays, rays along axes, and rays towards vertices and middles of edges.
fn rays(model: &Model, count: usize, half: f32, seed: u64) -> (Vec<[f32; 3]>, Vec<[f32; 3]>) {
    let mut numbers = Numbers(seed);
    let (mut origins, mut directions) = (Vec::new(), Vec::new());
    for i in 0..count {
        let instance = &model.instances[i % model.instances.len()];
        let mesh = &model.meshes[instance.mesh as usize];
        let d = numbers.within(half);
        let origin = [0, 1, 2].map(|k| instance.translation[k] as f32 + d[k]);
        let corners = mesh.corners((numbers.next() * mesh.triangles.len() as f32) as usize);
        let point = match i % 4 {
            0 => corners[0],
            _ => [0, 1, 2].map(|k| 0.5 * (corners[0][k] + corners[1][k])),
        };
        let towards = [0, 1, 2].map(|k| point[k] - d[k]);
        let mut axis = [0.0, -0.0, 0.0];
        axis[i / 8 % 3] = if i / 24 % 2 == 0 { 1.0 } else { -1.0 };
        origins.push(origin);
        directions.push(match i % 8 {
            0 | 1 => towards,
            2 => axis,
            _ => numbers.within(1.0),
        });
    }
    (origins, directions)
}

/// Long ones in all directions, one through the other.
fn wires() -> Arc<Model> {
    let wire = shapes::of(0, shapes::tube(0.0, 0.5, 400.0, 6, 0.3));
    let place = |i: u32| {
        let translation = [11, 17, 23].map(|step| f64::from(i * step % 31) - 15.0);
        shapes::turned(Instance { translation, ..Instance::of(0) }, i)
    };
    world(vec![wire], (0..70).map(place).collect())
}

#[test]
fn slender_bodies_that_are_turned_have_frames() {
    let has_frames = |model: &Arc<Model>| !commit(model, BuildOptions::default()).scene().frames.is_null();
    assert!(has_frames(&wires()));
    let upright = |i: u32| Instance { translation: [0.0, 0.0, f64::from(i)], ..Instance::of(0) };
    let wire = shapes::of(0, shapes::tube(0.0, 0.5, 400.0, 6, 0.3));
    assert!(!has_frames(&world(vec![wire], (0..70).map(upright).collect())));
    let ball = |i: u32| shapes::turned(upright(i), i);
    assert!(!has_frames(&world(vec![shapes::sphere(100.0, 8)], (0..70).map(ball).collect())));
}

#[test]
fn trees_give_what_every_triangle_gives() {
    let grid = shapes::grid(12, 50.0);
    let far = |mesh: Mesh, offset: f32| Mesh {
        vertices: mesh.vertices.iter().map(|v| [v[0] + offset, v[1] - 0.5 * offset, v[2]]).collect(),
        ..mesh
    };
    let at = |x: f64, mesh: u32, turn: u32| {
        shapes::turned(Instance { translation: [x, -x, 0.3 * x], ..Instance::of(mesh) }, turn)
    };
    let straight = |x: f64| Instance { translation: [x, -x, 0.3 * x], ..Instance::of(0) };
    let cases = [
        ("sphere", world(vec![shapes::sphere(100.0, 12)], vec![Instance::of(0)]), 150.0),
        ("soup", world(vec![shapes::soup(500, 5)], vec![Instance::of(0)]), 900.0),
        ("grid", world(vec![grid.clone()], vec![Instance::of(0)]), 60.0),
        ("coincident", world(vec![shapes::coincident(100)], vec![Instance::of(0)]), 1.5),
        (
            "needle",
            world(vec![shapes::of(0, shapes::tube(0.0, 0.5, 2000.0, 32, 0.3))], vec![Instance::of(0)]),
            1.0,
        ),
        ("far mesh", world(vec![far(shapes::sphere(100.0, 12), 3e4)], vec![straight(-3e4)]), 150.0),
        ("far world", world(vec![shapes::sphere(100.0, 12)], vec![straight(5e6)]), 150.0),
        (
            "overlapping",
            world(
                vec![shapes::sphere(100.0, 8), grid],
                vec![at(0.0, 0, 1), at(70.0, 0, 2), at(0.0, 0, 1), at(10.0, 1, 3), at(30.0, 1, 0)],
            ),
            200.0,
        ),
    ];
    let cases = cases.into_iter().chain([("wires", wires(), 200.0)]);
    for (name, model, half) in cases {
        let (origins, directions) = rays(&model, 10_000, half, 11);
        let found = compare(name, &model, &origins, &directions);
        assert!(found > 500, "{name}: only {found} rays hit anything");
    }
}

#[test]
fn rays_in_the_plane_of_triangles() {
    let model = world(vec![shapes::grid(20, 50.0)], vec![Instance::of(0)]);
    let mut numbers = Numbers(3);
    let (mut origins, mut directions) = (Vec::new(), Vec::new());
    for i in 0..1000 {
        let [x, y, _] = numbers.within(60.0);
        let [dx, dy, _] = numbers.within(1.0);
        origins.push([x, y, 0.0]);
        directions.push([dx, dy, if i % 2 == 0 { 0.0 } else { 1e-20 }]);
    }
    compare("in the plane", &model, &origins, &directions);
}

#[test]
fn answers_do_not_depend_on_the_build() {
    let model = world(
        vec![shapes::sphere(100.0, 40), shapes::soup(20_000, 9)],
        (0..40)
            .map(|i| {
                let place =
                    [f64::from(i) * 150.0 - 3000.0, f64::from(i % 5) * 170.0, f64::from(i % 3) * -190.0];
                shapes::turned(Instance { translation: place, ..Instance::of(u32::from(i == 20)) }, i)
            })
            .collect(),
    );
    let (origins, directions) = rays(&model, 50_000, 300.0, 1);
    let base = BuildOptions::default();
    let reference = trace(&commit(&model, base), &origins, &directions);
    assert!(reference.instance.iter().filter(|&&instance| instance != NONE).count() > 30_000);
    for build in [
        BuildOptions { quality: Quality::Fast, ..base },
        BuildOptions { quality: Quality::Best, ..base },
        BuildOptions { max_leaf: 1, shuffle: Some(5), ..base },
        BuildOptions { max_leaf: 5, shuffle: Some(6), ..base },
        BuildOptions { balanced: true, shuffle: Some(7), ..base },
        BuildOptions { piece: 40, ..base },
    ] {
        let hits = trace(&commit(&model, build), &origins, &directions);
        assert_eq!(hits.distance, reference.distance, "{build:?}");
        assert_eq!(hits.instance, reference.instance, "{build:?}");
        assert_eq!(hits.triangle, reference.triangle, "{build:?}");
        assert_eq!(hits.normal, reference.normal, "{build:?}");
        assert_eq!(hits.barycentric, reference.barycentric, "{build:?}");
    }
}

#[test]
fn limits_include_their_end_and_any_hits_agree() {
    let model = world(vec![shapes::soup(2000, 2)], vec![Instance::of(0)]);
    let world = commit(&model, BuildOptions::default());
    let (origins, directions) = rays(&model, 5000, 900.0, 8);
    let free = trace(&world, &origins, &directions);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    let limited = |limits: &[f32]| {
        let rays = Rays { origins: &origins, directions: &directions, max_distances: Some(limits) };
        pool.install(|| (world.closest_hits(&rays).unwrap(), world.any_hits(&rays).unwrap()))
    };
    let (at_end, any) = limited(&free.distance);
    let (before, none) = limited(
        &free.distance.iter().map(|d| if *d < 1e30 { d.next_down() } else { *d }).collect::<Vec<_>>(),
    );
    for i in 0..origins.len() {
        assert_eq!((at_end.distance[i], at_end.triangle[i]), (free.distance[i], free.triangle[i]));
        assert_eq!(any[i], free.instance[i] != NONE);
        assert!(before.instance[i] == NONE && !none[i]);
    }
}

#[test]
fn empty_worlds_and_rays_without_a_direction_hit_nothing() {
    let empty = commit(&Arc::new(Model::new()), BuildOptions::default());
    assert_eq!(empty.bounds(), ([0.0; 3], [0.0; 3]));
    assert_eq!(trace(&empty, &[[0.0; 3]], &[[0.0, 0.0, 1.0]]).instance, [NONE]);
    let model = world(vec![shapes::sphere(10.0, 8)], vec![Instance::of(0)]);
    let world = commit(&model, BuildOptions::default());
    let bad = [[0.0; 3], [f32::NAN, 0.0, 1.0], [f32::INFINITY, 0.0, 0.0]];
    let hits = trace(&world, &[[0.0; 3]; 3], &bad);
    assert_eq!((hits.instance, hits.distance), (vec![NONE; 3], vec![f32::INFINITY; 3]));
    let hits = trace(&world, &[[f32::NAN; 3], [f32::INFINITY; 3]], &[[0.0, 0.0, 1.0]; 2]);
    assert_eq!(hits.instance, [NONE; 2]);
    let error = world.closest_hits(&Rays { origins: &[[0.0; 3]], directions: &[], max_distances: None });
    assert!(error.unwrap_err().to_string().contains("1 origin, 0 directions"));
}

/// Large batches are traced in another order, whatever is in them; single rays are not.
#[test]
fn a_ray_gives_the_same_alone_and_among_many() {
    let model = world(vec![shapes::soup(2000, 2), shapes::sphere(300.0, 12)], {
        let aside = Instance { translation: [1500.0, 200.0, -300.0], ..Instance::of(1) };
        vec![Instance::of(0), shapes::turned(aside, 5)]
    });
    let world = commit(&model, BuildOptions::default());
    let (mut origins, mut directions) = rays(&model, 6000, 2500.0, 9);
    let mut limits: Vec<f32> = (0..origins.len()).map(|i| 10.0 * (i % 400) as f32).collect();
    let odd = [0.0, -0.0, f32::NAN, f32::INFINITY, f32::NEG_INFINITY, 1e-42, 1e19, -1e30, f32::MAX];
    for i in (0..origins.len()).step_by(3) {
        let (value, axis) = (odd[i / 3 % odd.len()], i / 27 % 3);
        match i / 81 % 3 {
            0 => origins[i][axis] = value,
            1 => directions[i][axis] = value,
            _ => limits[i] = value,
        }
    }
    let all = Rays { origins: &origins, directions: &directions, max_distances: Some(&limits) };
    let (hits, any) = (world.closest_hits(&all).unwrap(), world.any_hits(&all).unwrap());
    let mut found = 0;
    for i in 0..origins.len() {
        let one = Rays {
            origins: &origins[i..=i],
            directions: &directions[i..=i],
            max_distances: Some(&limits[i..=i]),
        };
        let alone = world.closest_hits(&one).unwrap();
        assert_eq!(hits.distance[i].to_bits(), alone.distance[0].to_bits(), "ray {i}");
        assert_eq!((hits.instance[i], hits.triangle[i]), (alone.instance[0], alone.triangle[0]));
        assert_eq!((hits.normal[i], hits.barycentric[i]), (alone.normal[0], alone.barycentric[0]));
        assert_eq!((any[i], any[i]), (alone.instance[0] != NONE, world.any_hits(&one).unwrap()[0]));
        found += usize::from(any[i]);
    }
    assert!(found > 500 && found < origins.len() - 500, "{found} of {} rays hit", origins.len());
}

#[test]
fn nothing_leaks_from_a_sphere_far_away() {
    let place = Instance { translation: [30_000.0, -12_345.6, 777.7], ..Instance::of(0) };
    let model = world(vec![shapes::sphere(250.0, 30)], vec![shapes::turned(place, 3)]);
    let world = commit(&model, BuildOptions::default());
    let mut numbers = Numbers(77);
    let directions: Vec<_> = (0..200_000).map(|_| numbers.within(1.0)).collect();
    let origins: Vec<_> = directions
        .iter()
        .map(|_| {
            let d = numbers.within(100.0);
            [30_000.0 + d[0], -12_345.6 + d[1], 777.7 + d[2]]
        })
        .collect();
    let hits = trace(&world, &origins, &directions);
    assert_eq!(hits.instance.iter().filter(|&&instance| instance == NONE).count(), 0);
}

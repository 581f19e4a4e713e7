//! Any triangles and any rays: the trees give what testing every triangle gives, to the last bit,
//! and a commit gives an answer or a reason, never a panic.

mod shapes;
mod shapes_rays;

use chroma2::geometry::{BuildOptions, CommitOptions, Instance, Material, Mesh, Model, Rays};
use chroma2::tables::Curve;
use proptest::prelude::*;
use std::sync::Arc;

/// Coordinates that meet each other often, and some of every size.
fn coordinate() -> impl Strategy<Value = f32> {
    prop_oneof![
        4 => (-4_i32..=4).prop_map(|i| i as f32),
        4 => -5.0_f32..5.0,
        1 => -1e5_f32..1e5,
        1 => prop::sample::select(vec![0.0, -0.0, 1e-30, -1e-20, 1e-6, 1e7, -1e7, 12345.678]),
    ]
}

fn point() -> impl Strategy<Value = [f32; 3]> {
    [coordinate(), coordinate(), coordinate()]
}

fn mesh() -> impl Strategy<Value = Mesh> {
    let corners = prop::collection::vec(point(), 3..24);
    (corners, prop::collection::vec(any::<[u8; 3]>(), 0..40)).prop_map(|(vertices, triangles)| {
        let count = vertices.len() as u32;
        let triangles = triangles.into_iter().map(|t| t.map(|i| u32::from(i) % count)).collect();
        shapes::bare("any", vertices, triangles)
    })
}

fn model() -> impl Strategy<Value = Model> {
    let placed = (any::<u8>(), [-50.0_f64..50.0, -50.0..50.0, -50.0..50.0], 0_u32..20);
    (prop::collection::vec(mesh(), 1..4), prop::collection::vec(placed, 0..6)).prop_map(|(meshes, placed)| {
        let mut model = Model::new();
        model.add_material(Material::new("vacuum")).unwrap();
        let count = meshes.len() as u32;
        for mesh in meshes {
            model.add_mesh(mesh).unwrap();
        }
        for (mesh, translation, turn) in placed {
            let instance = Instance { translation, ..Instance::of(u32::from(mesh) % count) };
            let instance = if turn < 10 { instance } else { shapes::turned(instance, turn) };
            model.add_instance(instance).unwrap();
        }
        model
    })
}

/// An origin, and a direction or a vertex to aim at.
fn ray() -> impl Strategy<Value = ([f32; 3], [f32; 3], u8)> {
    (point(), point(), any::<u8>())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn trees_give_what_every_triangle_gives(
        model in model(),
        rays in prop::collection::vec(ray(), 40),
        max_leaf in 1_u32..=8,
        shuffle in any::<u64>(),
    ) {
        let (mut origins, mut directions) = (Vec::new(), Vec::new());
        for (origin, direction, aim) in rays {
            let target = model.instances.first().map(|instance| (instance, &model.meshes[instance.mesh as usize]));
            let direction = match target {
                Some((instance, mesh)) if aim >= 128 => {
                    let vertex = mesh.vertices[aim as usize % mesh.vertices.len()];
                    [0, 1, 2].map(|k| vertex[k] + instance.translation[k] as f32 - origin[k])
                }
                _ => direction,
            };
            let length2: f64 = direction.iter().map(|x| f64::from(*x).powi(2)).sum();
            if (1e-20..1e20).contains(&length2) {
                origins.push(origin);
                directions.push(direction);
            }
        }
        let model = Arc::new(model);
        let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
        for build in [
            BuildOptions::default(),
            BuildOptions { max_leaf, shuffle: Some(shuffle), balanced: shuffle % 2 == 0, ..Default::default() },
        ] {
            let world = model.commit(&CommitOptions { pool: Some(&pool), build, check: true, weld_tolerance: 1e-3, ..Default::default() }).unwrap();
            let rays = Rays { origins: &origins, directions: &directions, max_distances: None };
            let hits = pool.install(|| world.closest_hits(&rays)).unwrap();
            for i in 0..origins.len() {
                let (distance, instance, triangle) = shapes_rays::closest(&world, origins[i], directions[i]);
                prop_assert_eq!(
                    (hits.distance[i], hits.instance[i], hits.triangle[i]),
                    (distance, instance, triangle),
                    "ray {} from {:?} along {:?}", i, origins[i], directions[i]
                );
                let normal: f64 = hits.normal[i].iter().map(|x| f64::from(*x).powi(2)).sum();
                let wanted = if distance.is_finite() { 1.0 } else { 0.0 };
                prop_assert!((normal - wanted).abs() < 1e-5, "normal {:?}", hits.normal[i]);
            }
        }
    }

    #[test]
    fn any_numbers_are_taken_or_refused(
        numbers in prop::collection::vec(any::<f64>(), 16),
        vertex in any::<[f32; 3]>(),
        indices in any::<[u32; 3]>(),
        channel in any::<i32>(),
    ) {
        let mut model = Model::new();
        let material = Material {
            refractive_index: Curve::Constant(numbers[0]),
            absorption_length: Curve::Constant(numbers[1]),
            ..Material::default()
        };
        let _ = model.add_material(material);
        let _ = model.add_material(Material::default());
        let _ = model.add_mesh(shapes::bare("", vec![vertex; 3], vec![indices]));
        let _ = model.add_mesh(shapes::bare("", vec![vertex; 3], vec![[0, 1, 2]]));
        let mut instance = Instance { channel, ..Instance::default() };
        instance.translation.copy_from_slice(&numbers[2..5]);
        let _ = model.add_instance(instance.clone());
        instance.rotation.copy_from_slice(&numbers[5..14]);
        let _ = model.add_instance(instance);
        let world = Arc::new(model).commit(&CommitOptions { check: true, ..Default::default() }).unwrap();
        prop_assert!(world.bounds().0.iter().all(|x| x.is_finite()));
    }
}

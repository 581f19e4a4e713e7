//! One mesh out of many placed ones, to compare with what knows no instances.

use chroma2::geometry::{Instance, Mesh, Model, PerTriangle};

/// A model's instances as one mesh in the world frame.
pub struct Flat {
    pub mesh: Mesh,
    /// Instance and triangle in its mesh, one for each triangle of `mesh`.
    pub origin: Vec<(u32, u32)>,
}

/// A vertex in the world frame, computed in double precision.
pub fn placed(instance: &Instance, vertex: [f32; 3]) -> [f32; 3] {
    let row = |i: usize| {
        let sum: f64 = (0..3).map(|j| instance.rotation[3 * i + j] * f64::from(vertex[j])).sum();
        (sum + instance.translation[i]) as f32
    };
    [row(0), row(1), row(2)]
}

/// Puts all instances into one mesh, in their order.
pub fn flatten(model: &Model) -> Flat {
    let (mut vertices, mut triangles, mut origin) = (Vec::new(), Vec::new(), Vec::new());
    let (mut inner, mut outer, mut surface) = (Vec::new(), Vec::new(), Vec::new());
    for (i, instance) in model.instances.iter().enumerate() {
        let mesh = &model.meshes[instance.mesh as usize];
        let first = vertices.len() as u32;
        vertices.extend(mesh.vertices.iter().map(|&vertex| placed(instance, vertex)));
        for (t, triangle) in mesh.triangles.iter().enumerate() {
            triangles.push(triangle.map(|vertex| first + vertex));
            origin.push((i as u32, t as u32));
            inner.push(mesh.inner_material.get(t));
            outer.push(mesh.outer_material.get(t));
            surface.push(mesh.surface.get(t));
        }
    }
    let mesh = Mesh {
        name: "flat".into(),
        vertices,
        triangles,
        inner_material: PerTriangle::Each(inner),
        outer_material: PerTriangle::Each(outer),
        surface: PerTriangle::Each(surface),
    };
    Flat { mesh, origin }
}

/// The same model with one instance of one mesh; channels are lost.
pub fn flat_model(model: &Model) -> Model {
    Model { meshes: vec![flatten(model).mesh.into()], instances: vec![Instance::of(0)], ..model.clone() }
}

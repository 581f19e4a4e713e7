//! Instances and wire planes as the kernels read them.

use super::attributes::Attributes;
use crate::geometry::model::Model;
use crate::layout::{Instance, Mesh, WirePlane};
use crate::{Result, memory};

pub(super) fn instances(model: &Model, meshes: &[Mesh]) -> Result<Vec<Instance>> {
    let place = |instance: &crate::geometry::Instance| Instance {
        rotation: instance.exact_rotation().map(|x| x as f32 + 0.0), // no negative zeros
        translation: instance.translation.map(|x| x as f32 + 0.0),
        mesh: instance.mesh,
        channel: instance.channel,
        root: meshes[instance.mesh as usize].root,
        extent: meshes[instance.mesh as usize].extent,
    };
    memory::collected(model.instances.iter().map(place), "instances")
}

pub(super) fn wire_planes(model: &Model, mut attributes: Attributes) -> (Vec<WirePlane>, Attributes) {
    let mut planes = Vec::with_capacity(model.wire_planes.len());
    for plane in &model.wire_planes {
        let wires = plane.wires();
        planes.push(WirePlane {
            origin: plane.origin,
            u: wires.u,
            v: wires.v,
            w: wires.w,
            pitch: plane.pitch,
            radius: plane.radius,
            u_min: plane.u_min,
            u_max: plane.u_max,
            v0: plane.v0,
            k_min: wires.k_min,
            k_max: wires.k_max,
            attribute: attributes.index_of(model, plane.inner_material, plane.outer_material, plane.surface),
            first_channel: plane.first_channel,
            channel_stride: plane.channel_stride,
            reserved: 0,
        });
    }
    (planes, attributes)
}

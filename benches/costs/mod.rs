//! Costs of trees by the surface area heuristic: what a random line through the root's box meets.

use chroma2::backend::scene::DeviceArrays;
use chroma2::geometry::Committed;
use chroma2::geometry::device::DeviceGeometry;
use chroma2::layout::{LEAF_BIT, Mesh, NONE, Node8, QuantizedNode};

/// What a node's children add: half of the surface of each and of the whole box, and what is there.
struct Seen {
    total: f64,
    children: Vec<(f64, Child)>,
}

#[derive(Clone, Copy)]
enum Child {
    Node(u32),
    /// With the cost of a visit; a node's is 1.
    Leaf(f64),
}

fn sum(root: u32, see: impl Fn(u32) -> Seen) -> f64 {
    let total = see(root).total;
    let (mut sum, mut work) = (1.0, vec![root]);
    while let Some(node) = work.pop() {
        for (area, child) in see(node).children {
            match child {
                Child::Node(node) => {
                    sum += area / total;
                    work.push(node);
                }
                Child::Leaf(cost) => sum += cost * area / total,
            }
        }
    }
    sum
}

fn half_area(lo: [f64; 3], hi: [f64; 3]) -> f64 {
    let [x, y, z] = [0, 1, 2].map(|axis| hi[axis] - lo[axis]);
    x * y + y * z + z * x
}

/// Box by box: half of the surface of each and of all together.
fn areas(boxes: &[([f64; 3], [f64; 3])]) -> (f64, Vec<f64>) {
    let least = |axis: usize| boxes.iter().fold(f64::INFINITY, |least, one| least.min(one.0[axis]));
    let most = |axis: usize| boxes.iter().fold(f64::NEG_INFINITY, |most, one| most.max(one.1[axis]));
    (
        half_area([0, 1, 2].map(least), [0, 1, 2].map(most)),
        boxes.iter().map(|one| half_area(one.0, one.1)).collect(),
    )
}

/// Nodes and leaves, for the processor's trees: leaves cost as much as nodes, however full.
pub fn host(nodes: &[Node8], root: u32) -> f64 {
    sum(root, |node| {
        let node = &nodes[node as usize];
        let lanes: Vec<usize> = (0..8).filter(|&lane| node.child[lane] != NONE).collect();
        let side = |side: &[[f32; 8]; 3], lane: usize| [0, 1, 2].map(|axis| f64::from(side[axis][lane]));
        let boxes: Vec<_> = lanes.iter().map(|&lane| (side(&node.lo, lane), side(&node.hi, lane))).collect();
        let (total, areas) = areas(&boxes);
        let child = |lane: usize| match node.child[lane] {
            leaf if leaf & LEAF_BIT != 0 => Child::Leaf(1.0),
            inner => Child::Node(inner),
        };
        Seen { total, children: areas.into_iter().zip(lanes.into_iter().map(child)).collect() }
    })
}

/// Nodes and what is in leaves, at 0.6 of a node each, for a device's trees.
fn device(nodes: &[QuantizedNode], root: u32) -> f64 {
    sum(root, |node| {
        let node = &nodes[node as usize];
        let slots: Vec<usize> = (0..8).filter(|&slot| node.meta[slot] != 0).collect();
        let step = |axis: usize| 2.0_f64.powi(i32::from(node.exponent[axis]) - 127);
        let side =
            |side: &[[u8; 8]; 3], slot: usize| [0, 1, 2].map(|axis| f64::from(side[axis][slot]) * step(axis));
        let boxes: Vec<_> = slots.iter().map(|&slot| (side(&node.lo, slot), side(&node.hi, slot))).collect();
        let (total, areas) = areas(&boxes);
        let mut next = node.first_node;
        let child = |slot: usize| {
            if node.inner >> slot & 1 == 1 {
                next += 1;
                return Child::Node(next - 1);
            }
            Child::Leaf(0.6 * f64::from((node.meta[slot] >> 5).count_ones()))
        };
        Seen { total, children: areas.into_iter().zip(slots.into_iter().map(child)).collect() }
    })
}

/// Prints the costs of the world's tree and of those of meshes.
pub fn print(committed: &Committed, on_device: &DeviceGeometry) {
    let arrays = on_device.arrays();
    let quantized: Vec<QuantizedNode> = bytemuck::pod_collect_to_vec(&arrays[0].to_vec());
    let meshes: Vec<Mesh> = bytemuck::pod_collect_to_vec(&arrays[4].to_vec());
    let row = |what: &str, nodes: &[Node8], root: u32, device_root: u32| {
        if root != NONE && device_root & LEAF_BIT == 0 {
            let (host, device) = (host(nodes, root), device(&quantized, device_root));
            println!("  cost of {what}: {host:.3}, on a device {device:.3}");
        }
    };
    let scene = on_device.scene(&vec![0; on_device.arrays().len()]);
    row("the world", committed.world_nodes(), committed.scene().tlas_root, scene.tlas_root);
    for ((mesh, on_device), of) in committed.meshes().iter().zip(&meshes).zip(&committed.model().meshes) {
        row(
            &format!("a mesh of {} triangles", of.triangles.len()),
            committed.nodes(),
            mesh.root,
            on_device.root,
        );
    }
}

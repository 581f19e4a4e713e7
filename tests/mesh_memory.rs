//! Memory that a mesh file or a table of instances asks for and does not get: an error that names the file,
//! at whatever request of a list.

use chroma2::Error;
use chroma2::geometry::load::{
    LoadOptions, LoadedMesh, MeshFormat, load_mesh, parse_mesh, ply_bytes, stl_bytes,
};
use chroma2::geometry::scene;
use chroma2::memory::grant;
use std::fmt::Write;
use std::path::Path;

/// Grants 0, 1, 2, … requests until they are enough; gives how many that are.
#[track_caller]
fn starve<T>(name: &str, read: impl Fn() -> chroma2::Result<T>) -> usize {
    for granted in 0.. {
        grant(granted);
        let result = read();
        grant(usize::MAX);
        match result {
            Ok(_) => return granted,
            Err(Error::OutOfMemory(message)) => assert!(message.contains(name), "{message}"),
            Err(error) => panic!("{error}"),
        }
    }
    unreachable!("the loop ends")
}

/// A grid of squares, bent upwards.
fn grid(side: u32) -> LoadedMesh {
    let at = |i: u32| [(i % side) as f32, (i / side) as f32, (i * i % 7) as f32];
    let squares = (0..side * (side - 1)).filter(|i| i % side + 1 < side);
    LoadedMesh {
        vertices: (0..side * side).map(at).collect(),
        triangles: squares.flat_map(|i| [[i, i + 1, i + side], [i + 1, i + side + 1, i + side]]).collect(),
        ..LoadedMesh::default()
    }
}

#[test]
fn every_allocation_of_a_reader_may_fail() {
    let mesh = LoadedMesh { surface: Some(vec![3; 2 * 59 * 59]), ..grid(60) };
    let (mut obj, mut stl, mut ply) = (String::new(), String::from("solid\n"), String::new());
    write!(
        ply,
        "ply\nformat ascii 1.0\nelement vertex 3600\nproperty float x\nproperty float y\nproperty float z\n"
    )
    .unwrap();
    write!(
        ply,
        "element face 6962\nproperty list uchar int vertex_indices\nproperty int surface\nend_header\n"
    )
    .unwrap();
    for [x, y, z] in &mesh.vertices {
        writeln!(obj, "v {x} {y} {z}").unwrap();
        writeln!(ply, "{x} {y} {z}").unwrap();
    }
    for triangle in &mesh.triangles {
        let [a, b, c] = triangle.map(|i| i + 1);
        writeln!(obj, "f {a} {b} {c}").unwrap();
        writeln!(ply, "3 {} {} {} 3", triangle[0], triangle[1], triangle[2]).unwrap();
        write!(stl, "facet normal 0 0 1\nouter loop\n").unwrap();
        for [x, y, z] in triangle.map(|i| mesh.vertices[i as usize]) {
            writeln!(stl, "vertex {x} {y} {z}").unwrap();
        }
        write!(stl, "endloop\nendfacet\n").unwrap();
    }
    stl += "endsolid\n";
    // One face of many corners, each its own allocation of a list.
    let many = (1..=3600).fold(String::from("f"), |face, i| face + &format!(" {i}"));
    let circle: String = (0..3600)
        .map(|i| (f64::from(i) * 1.745e-3).sin_cos())
        .map(|(s, c)| format!("v {c} {s} 0\n"))
        .collect();
    let files = [
        ("a.stl", stl_bytes(&mesh).unwrap(), 3),
        ("b.stl", stl.into_bytes(), 3),
        ("a.obj", obj.into_bytes(), 4),
        ("b.obj", (circle + &many).into_bytes(), 5),
        ("a.ply", ply_bytes(&mesh).unwrap(), 3),
        ("b.ply", ply.into_bytes(), 3),
    ];
    for (name, bytes, least) in files {
        let path = Path::new(name);
        let format = MeshFormat::of(path).unwrap();
        let count = starve(name, || parse_mesh(&bytes, format, path, &LoadOptions::default()));
        assert!(count >= least, "{name}: {count} allocations");
    }
    let table = (0..2000).fold(String::from("x,y,z\n"), |table, i| table + &format!("{i},0,0\n"));
    assert!(starve("a.csv", || scene::parse_table(table.as_bytes(), Path::new("a.csv"), &["m"])) >= 3);
}

#[test]
fn the_bytes_of_a_file_may_not_fit() {
    let path = std::env::temp_dir().join(format!("chroma2-mesh-memory-{}.stl", std::process::id()));
    std::fs::write(&path, stl_bytes(&grid(60)).unwrap()).unwrap();
    let count = starve(path.to_str().unwrap(), || load_mesh(&path, &LoadOptions::default()));
    assert!(count >= 4);
    std::fs::remove_file(&path).unwrap();
}

/// Claims that the file can't keep cost nothing.
#[test]
fn claims_are_checked_before_memory_is_asked_for() {
    let xyz = "property float x\nproperty float y\nproperty float z\n";
    let list = "property list uint int vertex_indices\n";
    let before = most_address_space();
    for encoding in ["ascii", "binary_little_endian", "binary_big_endian"] {
        let head = format!("ply\nformat {encoding} 1.0\n");
        for claim in [4_000_000_000u64, u64::MAX] {
            for body in [
                format!("element vertex {claim}\n{xyz}end_header\n0 0 0\n"),
                format!("element vertex 0\n{xyz}element face {claim}\n{list}end_header\n0 0 0\n"),
                format!("element edge {claim}\nproperty int a\nelement vertex 0\n{xyz}end_header\n0 0 0\n"),
                format!("element vertex 0\n{xyz}element face 1\n{list}end_header\n4000000000 0 0\n"),
            ] {
                let text = head.clone() + &body;
                let result =
                    parse_mesh(text.as_bytes(), MeshFormat::Ply, Path::new("a.ply"), &LoadOptions::default());
                assert!(matches!(result, Err(Error::Format(_))), "{text}: {result:?}");
            }
        }
    }
    let more = most_address_space() - before;
    assert!(more < 1 << 30, "{more} bytes"); // threads of other tests take some; the claims are of 4 GB and more
}

/// Bytes of address space that this process has had at most.
fn most_address_space() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmPeak:"));
    line.map_or(0, |line| 1024 * line.trim_end_matches("kB").trim().parse::<u64>().expect("a number"))
}

//! Mesh files: what is written is read back, every dialect is understood, and no content, however
//! broken, gives anything but an error or a valid mesh.

use chroma2::Result;
use chroma2::geometry::load::{
    LoadOptions, LoadedMesh, MeshFormat, load_mesh, parse_mesh, ply_bytes, save_ply, save_stl, stl_bytes,
};
use chroma2::layout::NONE;
use std::path::Path;

fn parse(bytes: &[u8], name: &str) -> Result<LoadedMesh> {
    let path = Path::new(name);
    parse_mesh(bytes, MeshFormat::of(path)?, path, &LoadOptions::default())
}

/// A tetrahedron with a vertex for every odd bit pattern that must survive.
fn tetrahedron() -> LoadedMesh {
    LoadedMesh {
        vertices: vec![[0.1, -0.0, 1e-40], [1.0, 0.0, 0.0], [0.0, 1.0 / 3.0, 0.0], [0.0, 0.0, 3e38]],
        triangles: vec![[0, 2, 1], [0, 1, 3], [0, 3, 2], [1, 2, 3]],
        inner_material: Some(vec![0, 1, 70_000, 3]),
        outer_material: Some(vec![4, 4, 4, 5]),
        surface: Some(vec![NONE, 0, NONE, 65_536]),
    }
}

fn bits(mesh: &LoadedMesh) -> Vec<[[u32; 3]; 3]> {
    let corner = |i: u32| mesh.vertices[i as usize].map(f32::to_bits);
    mesh.triangles.iter().map(|t| t.map(corner)).collect()
}

#[test]
fn ply_and_stl_come_back_with_the_same_bits() {
    let folder = std::env::temp_dir().join(format!("chroma2-mesh-files-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let mesh = tetrahedron();
    let (ply, stl) = (folder.join("t.ply"), folder.join("t.STL"));
    save_ply(&mesh, &ply).unwrap();
    save_stl(&mesh, &stl).unwrap();
    let back = load_mesh(&ply, &LoadOptions::default()).unwrap();
    assert_eq!(bits(&back), bits(&mesh));
    assert_eq!(back, mesh); // attributes too
    let back = load_mesh(&stl, &LoadOptions::default()).unwrap();
    assert_eq!(bits(&back), bits(&mesh));
    assert_eq!(back.vertices.len(), 4, "shared corners are merged");
    assert_eq!(back.surface, None);
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn stl_is_told_apart_by_content() {
    let mut binary = stl_bytes(&tetrahedron()).unwrap();
    binary[..11].copy_from_slice(b"solid part\n");
    assert_eq!(bits(&parse(&binary, "a.stl").unwrap()), bits(&tetrahedron()));

    let facet = "facet normal 0 0 1\n outer loop\n vertex 0 0 0\n vertex 1 0 0\n vertex 0 1e0 0\n endloop\nendfacet\n";
    for text in [
        format!("solid\n{facet}endsolid\n"),
        format!("\r\n  solid a b c\r\n{}endsolid a b c", facet.replace('\n', "\r\n")),
        format!("solid one\n{facet}endsolid one\n\nsolid two\n{facet}endsolid two\n"),
    ] {
        let mesh = parse(text.as_bytes(), "a.stl").unwrap();
        assert_eq!(mesh.vertices, [[0.0; 3], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0]], "{text}");
        assert_eq!(mesh.triangles.len(), text.matches("endsolid").count());
        assert!(mesh.triangles.iter().all(|&t| t == [0, 1, 2]));
    }
}

#[test]
fn obj_polygons_indices_and_continued_lines() {
    let text = "# cube side\nmtllib none.mtl\nv 0 0 0\nv 2 0 0 2 # w\nv 1 1 0 .5 .5 .5\nv 0 1 0\nv 0.5 2 0\n\
                vt 0 0\nvn 0 0 1\nusemtl m\ng a\nf 1/1/1 2//1 \\\n 3 4\no b\nf -5 -4 -3 5 4\nl 1 2 3\np 1\n";
    let mesh = parse(text.as_bytes(), "a.obj").unwrap();
    let corners: Vec<_> = mesh.triangles.iter().map(|t| t.map(|i| mesh.vertices[i as usize])).collect();
    let [a, b, c, d, e] = [[0., 0., 0.], [1., 0., 0.], [1., 1., 0.], [0., 1., 0.], [0.5, 2., 0.]];
    assert_eq!(corners, [[a, b, c], [a, c, d], [a, b, c], [a, c, e], [a, e, d]]);
}

#[test]
fn ply_dialects() {
    let header = |encoding: &str| {
        format!(
            "ply\nformat {encoding} 1.0\ncomment made by hand\nelement marker 1\nproperty list uchar short way\n\
             element vertex 4\nproperty double x\nproperty float y\nproperty uchar red\nproperty int z\n\
             element face 1\nproperty list uint8 int vertex_index\nproperty short surface\nend_header\n"
        )
    };
    let ascii = header("ascii") + "2 7 8\n0 0 9 0\n1 0 9 0\n1e0 1 9 -2\n0 1 9 0\n4 0 1 2 3 -1\n";
    let mut big = header("binary_big_endian").into_bytes();
    big.extend([2, 0, 7, 0, 8]);
    for (x, y, z) in [(0.0, 0.0, 0), (1.0, 0.0, 0), (1.0, 1.0, -2), (0.0, 1.0, 0)] {
        big.extend(f64::to_be_bytes(x));
        big.extend(f32::to_be_bytes(y));
        big.push(9);
        big.extend(i32::to_be_bytes(z));
    }
    big.push(4);
    (0..4).for_each(|i| big.extend(i32::to_be_bytes(i)));
    big.extend(i16::to_be_bytes(-1));
    for bytes in [ascii.into_bytes(), big] {
        let mesh = parse(&bytes, "a.ply").unwrap();
        assert_eq!(mesh.vertices, [[0., 0., 0.], [1., 0., 0.], [1., 1., -2.], [0., 1., 0.]]);
        assert_eq!(mesh.triangles, [[0, 1, 2], [0, 2, 3]]);
        assert_eq!(mesh.surface, Some(vec![NONE; 2]));
        assert_eq!(mesh.inner_material, None);
    }
}

#[test]
fn scale_is_applied_and_checked() {
    let bytes = b"v 0 0 0\nv 0.001 0 0\nv 0 1 0\nf 1 2 3\n";
    let read = |scale| {
        parse_mesh(
            bytes,
            MeshFormat::Obj,
            Path::new("a.obj"),
            &LoadOptions { scale, ..LoadOptions::default() },
        )
        .map(|mesh| mesh.vertices)
    };
    assert_eq!(read(1000.0).unwrap(), [[0.0; 3], [1.0, 0.0, 0.0], [0.0, 1000.0, 0.0]]);
    for scale in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        assert!(read(scale).unwrap_err().to_string().contains("scale"));
    }
    assert!(read(1e300).unwrap_err().to_string().contains("finite"), "overflow of a coordinate");
}

#[test]
fn messages_name_the_file_and_the_fault() {
    let ply = |claims: &str, body: &str| {
        format!("ply\nformat binary_little_endian 1.0\n{claims}end_header\n{body}").into_bytes()
    };
    let xyz = "property float x\nproperty float y\nproperty float z\n";
    let vertex = format!("element vertex 0\n{xyz}");
    let mut huge = vec![0; 84];
    huge[80..].fill(0xff);
    let mut nan = stl_bytes(&tetrahedron()).unwrap();
    nan[96..100].copy_from_slice(&f32::NAN.to_le_bytes());
    let many = "v 0 0 0\n".repeat(2);
    let cases: Vec<(&str, Vec<u8>, &str)> = vec![
        ("a.stl", vec![], "0 bytes"),
        ("a.stl", huge, "4294967295 triangles"),
        ("a.stl", nan, "byte 96: triangle 0: a vertex is (NaN, "),
        ("a.stl", b"solid x\nfacet normal 0 0 1\nouter loop\nvertex 0 0 inf\n".to_vec(), "finite"),
        ("a.stl", b"solid x\nendsolid x\n".to_vec(), "no triangle"),
        ("a.stl", b"solid x\nendsolid\nrubbish\n".to_vec(), "no triangle"),
        (
            "a.stl",
            b"solid x\nendsolid\nrubbish\nfacet normal\n".to_vec(),
            "line 3: \"rubbish\" is there; \"solid\" is needed",
        ),
        ("a.obj", vec![], "empty"),
        ("a.obj", b"v 0 0 0\n".to_vec(), "there is no face in it, but 1 vertex"),
        ("a.obj", b"v 0 nan 0\n".to_vec(), "line 1: \"nan\""),
        ("a.obj", b"v 0 0\n".to_vec(), "2 numbers in a vertex; x, y and z are needed"),
        ("a.obj", b"v 1e39 0 0\n".to_vec(), "line 1: \"1e39\" in a vertex; a finite number is needed"),
        ("a.obj", b"v 1 0 0 0\n".to_vec(), "line 1: a vertex is (inf, NaN, NaN); finite numbers"),
        ("a.obj", format!("{many}f 1 2\n").into_bytes(), "line 3: 2 corners"),
        ("a.obj", format!("{many}f 1 2 3\n").into_bytes(), "line 3: vertex 3"),
        ("a.obj", format!("{many}f 0 1 2\n").into_bytes(), "vertex 0"),
        ("a.obj", format!("{many}f 1 2 -9223372036854775808\n").into_bytes(), "vertex -9223372036854775808"),
        ("a.ply", b"plx\n".to_vec(), "ply"),
        (
            "a.ply",
            ply(&format!("element vertex 18446744073709551615\n{xyz}"), ""),
            "claims 18446744073709551615",
        ),
        ("a.ply", ply(&format!("element vertex 99999999\n{xyz}"), "xyz"), "claims 99999999"),
        ("a.ply", ply("element vertex 0\nproperty float x\n", ""), "no property \"y\""),
        ("a.ply", ply(&vertex, ""), "there is no triangle"),
        ("a.ply", ply(&format!("{vertex}element face 0\nproperty int surface\n"), ""), "vertex_indices"),
        ("a.ply", ply(&format!("{vertex}element vertex 0\n"), ""), "twice"),
        ("a.ply", ply(&format!("{vertex}property float y\n"), ""), "property \"y\" twice"),
        ("a.ply", ply("", ""), "no element \"vertex\""),
        (
            "a.ply",
            ply(
                &format!("{vertex}element face 1\nproperty list uint int vertex_indices\n"),
                "\u{7f}\u{7f}\u{7f}\u{7f}",
            ),
            "face 0: a list of 2139062143 values, with 0 bytes left in the file",
        ),
        ("a.txt", vec![], ".stl, .obj or .ply"),
    ];
    for (name, bytes, part) in cases {
        let message = parse(&bytes, name).unwrap_err().to_string();
        assert!(message.starts_with(name) && message.contains(part), "{part}: {message}");
        assert!(message.len() < 1000);
    }
}

#[test]
fn truncated_and_altered_files_never_panic() {
    let ascii = "ply\nformat ascii 1.0\nelement vertex 3\nproperty float x\nproperty float y\nproperty float z\n\
                 element face 1\nproperty list uchar int vertex_indices\nend_header\n0 0 0\n1 0 0\n0 1 0\n3 0 1 2\n";
    let samples = [
        ("a.ply", ply_bytes(&tetrahedron()).unwrap()),
        ("a.ply", ascii.as_bytes().to_vec()),
        ("a.stl", stl_bytes(&tetrahedron()).unwrap()),
        ("a.obj", b"v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n".to_vec()),
    ];
    for (name, bytes) in samples {
        let whole = parse(&bytes, name).unwrap().triangles.len();
        for end in 0..bytes.len() {
            if let Ok(mesh) = parse(&bytes[..end], name) {
                assert!(end + 2 >= bytes.len() && mesh.triangles.len() == whole, "{name} cut at {end}");
            }
            for value in [0, 0x7f, 0x80, 0xff, b'-', b'\n'] {
                let mut altered = bytes.clone();
                altered[end] = value;
                if let Ok(mesh) = parse(&altered, name) {
                    assert!(mesh.vertices.iter().flatten().all(|x| x.is_finite()));
                }
            }
        }
    }
}

#[test]
fn what_is_not_a_regular_file_is_refused() {
    for (path, part) in [("/nowhere/a.stl", "/nowhere/a.stl"), ("/dev/zero.stl", "zero")] {
        assert!(load_mesh(Path::new(path), &LoadOptions::default()).unwrap_err().to_string().contains(part));
    }
    let folder = std::env::temp_dir().join(format!("chroma2-folder-{}.ply", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let error = load_mesh(&folder, &LoadOptions::default()).unwrap_err().to_string();
    assert!(error.contains("not a regular file"), "{error}");
    std::fs::remove_dir(&folder).unwrap();
}

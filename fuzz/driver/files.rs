//! Mesh files and scene files of any content: an error or something valid.

use super::Input;
use chroma2::geometry::load::{LoadOptions, LoadedMesh, MeshFormat, parse_mesh, ply_bytes};
use chroma2::geometry::{CommitOptions, scene};
use chroma2::layout::NONE;
use std::path::Path;
use std::sync::Arc;

/// Parses bytes as a mesh file of a format.
pub fn mesh(bytes: &[u8], format: MeshFormat) {
    let path = Path::new("fuzzed");
    match parse_mesh(bytes, format, path, &LoadOptions::default()) {
        Ok(mesh) => check(&mesh, bytes.len()),
        Err(error) => {
            message(&error.to_string());
        }
    }
}

/// A message names the file, is no book, and can be printed.
fn message(text: &str) {
    assert!(text.starts_with("fuzzed: ") && text.len() < 1000, "{text}");
    assert!(!text.chars().any(char::is_control), "{text:?}");
}

fn check(mesh: &LoadedMesh, file: usize) {
    assert!(mesh.vertices.iter().flatten().all(|x| x.is_finite()));
    assert!(mesh.triangles.iter().flatten().all(|&i| (i as usize) < mesh.vertices.len()));
    // No format packs more than a triangle into a byte.
    assert!(mesh.triangles.len() <= file && mesh.vertices.len() <= file);
    for values in [&mesh.inner_material, &mesh.outer_material, &mesh.surface].into_iter().flatten() {
        assert_eq!(values.len(), mesh.triangles.len());
        assert!(values.iter().all(|&i| i < 1 << 31 || i == NONE));
    }
    let again = ply_bytes(mesh).expect("what was loaded can be saved");
    let path = Path::new("saved");
    let back = parse_mesh(&again, MeshFormat::Ply, path, &LoadOptions::default()).expect("and loaded");
    assert_eq!(&back, mesh);
}

/// Parses bytes as a table of instances of one mesh, and of several.
pub fn table(bytes: &[u8]) {
    let path = Path::new("fuzzed");
    for meshes in [&["a"][..], &["a", "b", "0"]] {
        match scene::parse_table(bytes, path, meshes) {
            Ok(instances) => {
                assert!(instances.len() < bytes.len());
                for instance in instances {
                    assert!((instance.mesh as usize) < meshes.len());
                    let numbers = instance.rotation.iter().chain(&instance.translation);
                    assert!(numbers.into_iter().all(|x| x.is_finite()));
                }
            }
            Err(error) => message(&error.to_string()),
        }
    }
}

/// What the fuzz target of scene files does: any text, or known lines in any order.
pub fn scene_target(bytes: &[u8]) {
    match bytes.split_first() {
        Some((0, rest)) => scene_pieces(&mut Input::new(rest)),
        _ => scene_text(bytes),
    }
}

/// Parses text as a scene file without other files; what loads must commit or say why not.
pub fn scene_text(bytes: &[u8]) {
    if std::str::from_utf8(bytes).is_err() {
        let error = scene::parse_bytes(bytes, Path::new("fuzzed")).expect_err("not UTF-8");
        message(&error.to_string());
    }
    let text = String::from_utf8_lossy(bytes);
    match scene::parse(&text, Path::new("/nowhere/at/all/scene.toml")) {
        Ok(model) => {
            model.check().expect("what loads is valid");
            let triangles: usize = model.meshes.iter().map(|mesh| mesh.triangles.len()).sum();
            if triangles < 1000 && model.instances.len() < 1000 {
                let _ = Arc::new(model).commit(&CommitOptions::default());
            }
        }
        Err(error) => assert!(error.to_string().starts_with("/nowhere/at/all/"), "{error}"),
    }
}

/// A scene file put together from known lines in any order, which gets further than random bytes.
pub fn scene_pieces(input: &mut Input) {
    const LINES: [&str; 40] = [
        "[[material]]",
        "[[material.component]]",
        "[[surface]]",
        "[[surface.dichroic]]",
        "[surface.angular]",
        "[[mesh]]",
        "[[instance]]",
        "[[wire_plane]]",
        "name = \"a\"",
        "name = \"b\"",
        "refractive_index = 1.3",
        "refractive_index = [[200, 1.4], [400, 1.3]]",
        "absorption_length = [[1, 2], [1, 3]]",
        "scattering_length = inf",
        "reemission_prob = 0.5",
        "wavelength_cdf = [[300, 0], [400, 1]]",
        "time_density = [[0, 1], [5, 0]]",
        "model = \"complex\"",
        "model = \"dichroic\"",
        "model = \"angular\"",
        "model = \"wls\"",
        "detect = 0.4",
        "absorb = nan",
        "thickness = -1",
        "dichroic = [{ angle = 0.1, reflect = 0.2, transmit = [[1, 2]] }]",
        "angular = { angles = [0, 1], transmit = [0, 1], reflect_specular = [0, 0], reflect_diffuse = [0, 0] }",
        "vertices = [[0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1]]",
        "triangles = [[0, 2, 1], [0, 1, 3], [0, 3, 2], [1, 2, 3]]",
        "triangles = [[0, 1, 9]]",
        "file = \"x.ply\"",
        "inner_material = \"a\"",
        "outer_material = 0",
        "outer_material = [\"a\", \"b\", 0, 1]",
        "surface = { names = [\"a\"] }",
        "surface = \"\"",
        "mesh = \"a\"",
        "position = [1e300, 2, 3]",
        "axis_angle = { axis = [0, 0, 1], degrees = 30 }",
        "channel = 2147483648",
        "origin = [0, 0, 0]\nu = [1, 0, 0]\nv = [0, 1, 0]\npitch = 1\nradius = 0.1\nu_min = 0\nu_max = 1\nv_min = 0\nv_max = 1e7",
    ];
    let mut text = String::from("version = 1\nunits = \"mm, ns, nm, rad\"\n");
    while !input.is_empty() && text.len() < 4000 {
        text += LINES[input.below(LINES.len())];
        text.push('\n');
    }
    scene_text(text.as_bytes());
}

//! Scene files: what is saved is loaded again, bit for bit; every key is understood; mistakes are
//! named.

mod common;

use chroma2::geometry::{
    Angular, CommitOptions, Component, DichroicAngle, Instance, Material, Mesh, Model, PerTriangle,
    Scintillation, Surface, SurfaceModel, WirePlane, scene,
};
use chroma2::layout::NONE;
use chroma2::optics::{SurfaceFinish, SurfaceType};
use chroma2::tables::{Cdf, Curve};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A folder that goes with the test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("chroma2-scene-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.0).unwrap();
    }
}

fn curve(points: &[(f64, f64)]) -> Curve {
    let (x, y): (Vec<f64>, Vec<f64>) = points.iter().copied().unzip();
    Curve::new(&x, &y, "curve").unwrap()
}

fn cdf(x: &[f64]) -> Cdf {
    let y: Vec<f64> = (0..x.len()).map(|i| i as f64 / (x.len() - 1) as f64).collect();
    Cdf::new(x, &y, "cdf").unwrap()
}

/// A fan of `count` triangles with an attribute of every kind, of odd coordinates.
fn fan(name: &str, count: u32) -> Mesh {
    let rim = |i: u32| [(i as f32 * 0.1).cos() * 1e3, (i as f32 * 0.1).sin() / 3.0, -1e-30 * i as f32];
    Mesh {
        name: name.into(),
        vertices: std::iter::once([-0.0, 0.1, 1e6]).chain((0..=count).map(rim)).collect(),
        triangles: (0..count).map(|i| [0, i + 1, i + 2]).collect(),
        inner_material: PerTriangle::Each((0..count).map(|i| i % 3).collect()),
        outer_material: PerTriangle::Uniform(2),
        surface: PerTriangle::Each((0..count).map(|i| if i % 4 == 0 { NONE } else { 4 - i % 4 }).collect()),
    }
}

/// Everything that a model can hold, with names that are missing, doubled or hard to write.
fn full_model() -> Model {
    let mut model = Model::new();
    let mut scintillator = Material::new("scintillator \"x\"\n, 5");
    scintillator.refractive_index = curve(&[(200.0, 1.0 / 3.0 + 1.0), (400.1, 1.5)]);
    scintillator.absorption_length = curve(&[(300.0, 1e30), (400.0, 2.5)]);
    scintillator.scattering_length = Curve::Constant(f64::INFINITY);
    for scale in [1.0, 1e-3] {
        scintillator.components.push(Component {
            absorption_length: curve(&[(300.0, 5.0 * scale)]),
            reemission_prob: Curve::Constant(0.9),
            wavelength_cdf: cdf(&[350.0, 400.0, 410.0, 500.0]),
            time_cdf: cdf(&[0.0, 0.1, 7.0]),
            delay: 0.0,
            decay_time: 0.0,
            downshift_only: false,
            mean_number: 1.25 * scale,
        });
    }
    for fraction in [1.0, 0.25] {
        scintillator.scintillation.push(Scintillation {
            wavelength_cdf: cdf(&[350.0, 400.0, 410.0, 500.0]),
            decay_time: 7.0,
            rise_time: 0.1 * fraction,
            fraction,
        });
    }
    scintillator.scintillation_yield = 1e4;
    scintillator.birks_constant = 0.126;
    scintillator.resolution_scale = 0.5;
    model.add_material(scintillator).unwrap();
    model.add_material(Material::new("twin")).unwrap();
    model.add_material(Material::new("twin")).unwrap();
    let mut surfaces = [
        ("", SurfaceModel::Default),
        ("film", SurfaceModel::Complex),
        ("shifter", SurfaceModel::Wls),
        ("mirror", SurfaceModel::Dichroic),
        ("3", SurfaceModel::Angular),
        ("wrap", SurfaceModel::Unified),
        ("sheet", SurfaceModel::Glisur),
    ]
    .map(|(name, model)| Surface::new(name, model));
    surfaces[0].detect = curve(&[(300.0, 0.1), (400.0, 0.3)]);
    surfaces[0].reflect_diffuse = Curve::Constant(0.25);
    surfaces[1].eta = curve(&[(300.0, 1.4), (600.0, 3.2)]);
    surfaces[1].k = Curve::Constant(1.7);
    surfaces[1].thickness = 20.0;
    surfaces[1].transmissive = true;
    surfaces[2].absorb = Curve::Constant(0.7);
    surfaces[2].reemit = Curve::Constant(0.85);
    surfaces[2].mean_number = 2.5;
    surfaces[2].reflect_specular = Curve::Constant(0.05);
    surfaces[2].reemission_cdf = Some(cdf(&[400.0, 420.0]));
    surfaces[3].dichroic = [0.0, 0.7]
        .map(|angle| DichroicAngle {
            angle,
            reflect: curve(&[(300.0, 0.2), (500.0, 0.8)]),
            transmit: Curve::Constant(0.1),
        })
        .into();
    surfaces[4].angular = Some(Angular {
        angles: vec![0.0, 0.5, 1.5],
        transmit: vec![0.5, 0.4, 0.1],
        reflect_specular: vec![0.1, 0.2, 0.3],
        reflect_diffuse: vec![0.1; 3],
    });
    surfaces[5].finish = SurfaceFinish::GroundBackPainted;
    surfaces[5].reflectivity = curve(&[(300.0, 0.5), (500.0, 0.95)]);
    surfaces[5].specular_lobe = Curve::Constant(0.75);
    surfaces[5].gap_index = Curve::Constant(1.4);
    surfaces[5].sigma_alpha = 1.0 / 7.0;
    surfaces[5].inner_side = Some(1);
    surfaces[6].surface_type = SurfaceType::DielectricMetal;
    surfaces[6].finish = SurfaceFinish::Ground;
    surfaces[6].polish = 0.25;
    surfaces[6].real_index = curve(&[(300.0, 1.2), (500.0, 0.2)]);
    surfaces[6].imaginary_index = Curve::Constant(2.5);
    surfaces[6].efficiency = Curve::Constant(0.5);
    surfaces[6].inner_side = Some(NONE);
    for surface in surfaces {
        model.add_surface(surface).unwrap();
    }
    model.add_mesh(fan("large/../fan", 40)).unwrap();
    model.add_mesh(fan("small", 5)).unwrap();
    model.add_mesh(Mesh { surface: PerTriangle::Uniform(NONE), ..fan("small", 3) }).unwrap();
    model.add_mesh(Mesh { surface: PerTriangle::Uniform(1), ..fan("7", 20) }).unwrap();
    model
        .add_wire_plane(WirePlane {
            pitch: 3.0,
            radius: 0.1,
            u_min: -10.0,
            u_max: 10.0,
            v_min: -9.5,
            v_max: 9.5,
            v0: 1.0 / 7.0,
            surface: 2,
            inner_material: 1,
            first_channel: 500,
            channel_stride: -1,
            ..WirePlane::default()
        })
        .unwrap();
    model
}

fn place(model: &mut Model, count: u32) {
    let instances = (0..count).map(|i| {
        let (s, c) = (f64::from(i) / 3.0).sin_cos();
        let rotation = [c, -s, 0.0, s, c, 0.0, 0.0, 0.0, 1.0];
        Instance {
            mesh: i % 4,
            rotation,
            translation: [1.0 / f64::from(i + 1), -1e5, 0.0],
            channel: i as i32 - 1,
            priority: i % 3,
        }
    });
    model.add_instances(instances.collect()).unwrap();
}

fn assert_equal(a: &Model, b: &Model) {
    assert_eq!(a.materials, b.materials);
    assert_eq!(a.surfaces, b.surfaces);
    assert_eq!(a.instances, b.instances);
    assert_eq!(a.wire_planes, b.wire_planes);
    assert_eq!(a.border_surfaces, b.border_surfaces);
    assert_eq!(a.mesh_border_surfaces, b.mesh_border_surfaces);
    assert_eq!(a.meshes, b.meshes);
    let bits = |model: &Model| -> Vec<u32> {
        model.meshes.iter().flat_map(|mesh| mesh.vertices.iter().flatten().map(|x| x.to_bits())).collect()
    };
    assert_eq!(bits(a), bits(b), "-0 too");
    let digest = |model: &Model| Arc::new(model.clone()).commit(&CommitOptions::default()).unwrap().digest();
    assert_eq!(digest(a), digest(b));
}

#[test]
fn saved_models_come_back_whole() {
    for count in [0, 7, 200] {
        let folder = Folder::new(&format!("full-{count}"));
        let mut model = full_model();
        place(&mut model, count);
        scene::save(&model, &folder.0).unwrap();
        assert_eq!(folder.0.join("instances.csv").exists(), count == 200);
        let back = scene::load(&folder.0).unwrap();
        assert_equal(&model, &back);
        scene::save(&back, &folder.0).unwrap(); // over the first
        assert_equal(&model, &scene::load(&folder.0.join("scene.toml")).unwrap());
    }
}

/// A density is saved as it was given, not as the many cumulative values that it becomes.
#[test]
fn densities_come_back_as_they_were_given() {
    let text = "[[material]]\nname = \"oil\"\nabsorption_length = 10\n\
        [[material.component]]\nabsorption_length = 10\nreemission_prob = 0.5\n\
        wavelength_density = [[400, 0], [430, 0.7], [520, 0.1]]\ntime_density = [[0, 1], [5, 0.25]]\n\
        [[material.scintillation]]\nwavelength_density = [[380, 0], [425, 1], [550, 0]]\ndecay_time = 3\n\
        [[surface]]\nname = \"tpb\"\nmodel = \"wls\"\nabsorb = 0.5\nreemit = 0.9\n\
        reemission_density = [[410, 1], [460, 3], [500, 0.5]]\n\
        reemission_time_cdf = [[0, 0], [2, 0.3], [4, 1]]\n";
    let model = parse(text).unwrap();
    let cdf = &model.materials[0].scintillation[0].wavelength_cdf;
    assert!(cdf.x().len() > 500 && cdf.density().unwrap().0 == [380.0, 425.0, 550.0]);
    let folder = Folder::new("densities");
    scene::save(&model, &folder.0).unwrap();
    let saved = std::fs::read_to_string(folder.0.join("scene.toml")).unwrap();
    assert!(saved.len() < 2000, "{saved}");
    for key in ["wavelength_density", "time_density", "reemission_density", "reemission_time_cdf"] {
        assert!(saved.contains(&format!("{key} = [")), "{key} is missing:\n{saved}");
    }
    let back = scene::load(&folder.0).unwrap();
    assert_equal(&model, &back);
    scene::save(&back, &folder.0).unwrap();
    assert_eq!(std::fs::read_to_string(folder.0.join("scene.toml")).unwrap(), saved);
}

#[test]
fn reference_detector_comes_back_whole() {
    let Some(tiny) = common::reference::load("detector_tiny") else { return };
    let folder = Folder::new("tiny");
    scene::save(&tiny.model, &folder.0).unwrap();
    assert_equal(&tiny.model, &scene::load(&folder.0).unwrap());
}

const HEAD: &str = "version = 1\nunits = \"mm, ns, nm, rad\"\n";

fn parse(body: &str) -> chroma2::Result<Model> {
    scene::parse(&format!("{HEAD}{body}"), Path::new("/some/where/s.toml"))
}

const MESH: &str = "[[material]]\nname = \"air\"\n[[surface]]\nname = \"s\"\n[[mesh]]\nname = \"m\"\n\
    vertices = [[0, 0, 0], [1, 0, 0], [0, 1, 0.5]]\ntriangles = [[0, 1, 2]]\n\
    inner_material = \"air\"\nouter_material = 0\n";

#[test]
fn rotations_by_axis_and_angle() {
    let model = parse(&format!(
        "{MESH}[[instance]]\nmesh = \"m\"\nposition = [1, 2, 3]\naxis_angle = {{ axis = [0, 0, 2], degrees = 90 }}\n"
    ));
    let model = model.unwrap();
    let expected = [0.0, -1.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 1.0];
    let rotation = model.instances[0].rotation;
    assert!(rotation.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-15), "{rotation:?}");
    assert_eq!(model.instances[0].translation, [1.0, 2.0, 3.0]);
    assert_eq!(model.instances[0].channel, -1);
}

#[test]
fn tables_of_instances() {
    let folder = Folder::new("tables");
    let read = |table: &str, entry: &str| {
        std::fs::write(folder.0.join("t.csv"), table).unwrap();
        let text = format!("{HEAD}{MESH}[[instance]]\nfile = \"t.csv\"\n{entry}");
        scene::parse(&text, &folder.0.join("s.toml"))
    };
    let model =
        read("# tubes\nchannel, x,y,z, axis_x,axis_y,axis_z,degrees\n\n4,1,2,3,1,0,0,180\n", "mesh = 0\n");
    let instance = &model.unwrap().instances[0];
    assert_eq!((instance.channel, instance.translation), (4, [1.0, 2.0, 3.0]));
    assert_eq!(instance.rotation[0], 1.0);
    assert_eq!(instance.rotation[4], -1.0);
    for (table, entry, part) in [
        ("", "mesh = 0", "columns"),
        ("x,y", "mesh = 0", "x, y and z are needed"),
        ("x,y,z,r00", "mesh = 0", "r00 to r22"),
        ("x,y,z,w", "mesh = 0", "column \"w\""),
        ("x,y,z,x", "mesh = 0", "twice"),
        ("x,y,z", "", "names the mesh"),
        ("x,y,z,mesh", "mesh = 0", "so does a column"),
        ("x,y,z\n1,2,3,4", "mesh = 0", "line 2: more than 3 columns"),
        ("x,y,z\n1,2,three", "mesh = 0", "line 2: z is \"three\""),
        ("x,y,z\n1,2", "mesh = 0", "line 2: 2 columns; 3 are needed"),
        ("\nx,y,z\n\n1", "mesh = 0", "line 4: 1 column; 3 are needed"),
        ("x,y,z\n1,2,nan", "mesh = 0", "line 2: z is \"nan\"; a finite number is needed"),
        ("x,y,z,channel\n1,2,3,4.5", "mesh = 0", "line 2: channel is \"4.5\"; a channel is needed"),
        ("x,y,z,mesh\n1,2,3,tank", "", "line 2: mesh is \"tank\""),
        ("x,y,z,channel\n1,2,3,4\n1,2,3,-2", "mesh = 0", "t.csv: line 3: channel is -2; 0 or more, or -1"),
        ("#\nx,y,z\n1e9,2,3", "mesh = 0", "t.csv: line 3: translation x (mm) is 1000000000; -1e7 to 1e7 is"),
        (
            "x,y,z,r00,r01,r02,r10,r11,r12,r20,r21,r22\n0,0,0,1,0,0,0,1,0,0,0,2",
            "mesh = 0",
            "t.csv: line 2: rotation is off an orthonormal matrix by 3.000e0",
        ),
        (
            "x,y,z,r00,r01,r02,r10,r11,r12,r20,r21,r22\n0,0,0,1,0,0,0,1,0,0,0,-1",
            "mesh = 0",
            "t.csv: line 2: rotation has determinant -1",
        ),
        (
            "x,y,z,axis_x,axis_y,axis_z,degrees\n0,0,0,0,0,0,1",
            "mesh = 0",
            "t.csv: line 2: axis_angle has axis [0.0, 0.0, 0.0] and degrees 1; an axis with",
        ),
        ("x,y,z", "mesh = 0\nchannel = 1", "not allowed beside"),
    ] {
        let message = read(table, entry).unwrap_err().to_string();
        assert!(message.contains(part) && !message.contains("instance 0"), "{part}: {message}");
    }
}

/// As spreadsheets and other programs write tables.
#[test]
fn tables_of_other_writers() {
    let read = |bytes: &[u8]| scene::parse_table(bytes, Path::new("t.csv"), &["m"]);
    let table = "x,y,z,channel\n1.,.5,+2,+3\n# note\n-1E+2,2e1,3D0,-1\n";
    let expected = read(table.as_bytes()).unwrap();
    let places: Vec<_> = expected.iter().map(|instance| (instance.translation, instance.channel)).collect();
    assert_eq!(places, [([1.0, 0.5, 2.0], 3), ([-100.0, 20.0, 3.0], -1)]);
    for altered in [
        table.replace('\n', "\r\n"),
        table.replace('\n', "\r"),
        table.replace('\n', " \t\n\n"),
        table.replacen('\n', "\r", 1),
        table.replacen('\n', "\r\n", 3).replacen("\r\n", "\r", 2),
        table.replace(',', " ,\t"),
        table.trim_end().into(),
        format!("\u{feff}{table}"),
        format!("\u{feff}{}", table.replace('\n', "\r\n")),
    ] {
        assert_eq!(read(altered.as_bytes()).unwrap(), expected, "{altered:?}");
    }
    let parts: Vec<&[u8]> = table.split("note").map(str::as_bytes).collect();
    assert_eq!(read(&parts.join(&b"K\xf6rper"[..])).unwrap(), expected);
    let wide: Vec<u8> = table.encode_utf16().flat_map(u16::to_le_bytes).collect();
    for bytes in [&wide, &[&b"\xff\xfe"[..], &wide].concat()] {
        assert!(read(bytes).unwrap_err().to_string().starts_with("t.csv: its text is UTF-16"));
    }
    let long = format!("x,y,z\n1,2,{}", "9".repeat(400));
    let message = read(long.as_bytes()).unwrap_err().to_string();
    assert_eq!(message, format!("t.csv: line 2: z is \"{}…\"; a finite number is needed", "9".repeat(40)));
}

#[test]
fn scene_files_in_utf_8_with_a_mark_or_without() {
    let text = format!("{HEAD}[[material]]\nname = \"Wässer\"\n");
    let path = Path::new("s.toml");
    for bytes in [text.clone(), format!("\u{feff}{text}"), text.replace('\n', "\r\n")] {
        assert_eq!(scene::parse_bytes(bytes.as_bytes(), path).unwrap().materials[0].name, "Wässer");
        assert_eq!(scene::parse(&bytes, path).unwrap().materials.len(), 1);
    }
    let latin: Vec<u8> = text.chars().map(|c| c as u8).collect();
    let message = scene::parse_bytes(&latin, path).unwrap_err().to_string();
    assert_eq!(message, "s.toml: line 4: its text is not UTF-8");
    let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    assert!(scene::parse_bytes(&wide, path).unwrap_err().to_string().contains("UTF-16"));
}

/// What is wrong with a mesh names its file, whoever finds it.
#[test]
fn mistakes_in_mesh_files_name_the_file() {
    let folder = Folder::new("mesh-mistakes");
    let read = |file: &str, more: &str| {
        std::fs::write(folder.0.join("m.obj"), file).unwrap();
        let text = format!(
            "{HEAD}[[material]]\nname = \"air\"\n[[mesh]]\nname = \"pmt\"\nfile = \"m.obj\"\n\
             outer_material = 0\n{more}\n"
        );
        let path = folder.0.join("s.toml");
        let message = scene::parse(&text, &path).unwrap_err().to_string();
        let wanted = format!("{}: mesh 0 (\"pmt\") (m.obj): ", path.display());
        message.strip_prefix(&wanted).unwrap_or_else(|| panic!("{message}")).to_owned()
    };
    let good = "v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n";
    for (file, more, part) in [
        (good.replace("v 1", "v 2e7"), "inner_material = 0", "vertex 1 is (20000000, 0, 0) mm; finite"),
        (good.into(), "inner_material = 0\nscale = -1", "scale is -1; a finite number"),
        (good.into(), "inner_material = 1", "inner_material is 1; there"),
        (good.into(), "inner_material = [0, 0]", "inner_material has 2 entries for 1 triangle"),
        (good.into(), "inner_material = { names = [0] }", "inner_material: names are listed, but"),
        (good.into(), "", "inner_material is needed"),
    ] {
        let message = read(&file, more);
        assert!(message.starts_with(part), "{part}: {message}");
    }
}

/// Materials in a mesh file are read where the scene asks for them.
#[test]
fn attributes_of_mesh_files_are_not_checked_unless_they_are_used() {
    let folder = Folder::new("attributes");
    let ply = "ply\nformat ascii 1.0\nelement vertex 3\nproperty float x\nproperty float y\nproperty float z\n\
               element face 1\nproperty list uchar int vertex_indices\nproperty int surface\nend_header\n\
               0 0 0\n1 0 0\n0 1 0\n3 0 1 2 -7\n";
    std::fs::write(folder.0.join("m.ply"), ply).unwrap();
    let read = |surface: &str| {
        let text = format!(
            "{HEAD}[[material]]\nname = \"air\"\n[[surface]]\nname = \"s\"\n[[mesh]]\nfile = \"m.ply\"\n\
             inner_material = 0\nouter_material = 0\nsurface = {surface}\n"
        );
        scene::parse(&text, &folder.0.join("s.toml"))
    };
    assert_eq!(read("\"s\"").unwrap().meshes[0].surface, PerTriangle::Uniform(0));
    let message = read("{ names = [\"s\"] }").unwrap_err().to_string();
    assert!(message.contains("m.ply: line 14: face 0: surface is -7; an index from 0, or -1"), "{message}");
}

#[test]
fn mistakes_are_named() {
    for (body, part) in [
        ("colour = 3", "line 3: unknown field `colour`, expected one of `version`, `units`"),
        (
            "[[material]]\nindex = 1.3",
            "line 4: unknown field `index`, expected one of `name`, `refractive_index`",
        ),
        ("[[material]]\nname = 5", "line 4: invalid type: integer `5`, expected a string"),
        ("[[material]]\nrefractive_index = \"high\"", "a number or points [[x, y], …]"),
        ("[[material]]\nrefractive_index = [[1, 2, 3]]", "line 4"),
        ("[[material]]\nname = \"w\"\nrefractive_index = -1", "material 0 (\"w\"): refractive_index is -1"),
        ("[[material]]\nrefractive_index = [[2, 1], [1, 1]]", "material 0: refractive_index: x[1] = 1"),
        (
            "[[material]]\n[[material.component]]\nabsorption_length = 1\nreemission_prob = 1\n",
            "wavelength_cdf or",
        ),
        (
            "[[material]]\n[[material.scintillation]]\ndecay_time = 1\n",
            "wavelength_cdf or wavelength_density is needed",
        ),
        (
            "[[material]]\nscintillation_yield = -1",
            "material 0: scintillation_yield (1/MeV) is -1; 0 to 1e30 is allowed",
        ),
        (
            "[[material]]\n[[material.scintillation]]\nrise_time = 1\nwavelength_density = [[400, 1], [500, 1]]\n",
            "scintillation component 0: rise_time is 1 and decay_time 0",
        ),
        ("[[surface]]\nmodel = \"magic\"", "unknown variant `magic`, expected one of `default`, `complex`"),
        (
            "[[surface]]\nmodel = \"LUT\"",
            "unknown variant `LUT`, expected one of `default`, `complex`, `wls`, `dichroic`",
        ),
        (
            "[[surface]]\nmodel = \"unified\"\ntype = \"dielectric_LUTDAVIS\"",
            "surface 0: type is \"dielectric_LUTDAVIS\", which is not simulated; of those of Geant4 these are \
             `dielectric_metal`, `dielectric_dielectric`",
        ),
        ("[[surface]]\nmodel = \"glisur\"\ntype = \"coated\"", "type is \"coated\", which is not simulated"),
        (
            "[[surface]]\nmodel = \"glisur\"\nfinish = \"etchedtyvekair\"",
            "finish is \"etchedtyvekair\", which is not simulated; of those of Geant4 these are `polished`",
        ),
        ("[[surface]]\nfinish = \"shiny\"", "finish is \"shiny\", but expected is one of `polished`"),
        ("[[surface]]\nfinish = 3", "invalid type: integer `3`, expected a string"),
        (
            "[[surface]]\nmodel = \"unified\"\ntype = \"dielectric_metal\"\nfinish = \"groundfrontpainted\"",
            "finish is groundfrontpainted, a paint on a dielectric; with the type dielectric_metal, polished and \
             ground are allowed",
        ),
        (
            "[[surface]]\nmodel = \"unified\"\nspecular_spike = 0.5\nspecular_lobe = 0.6",
            "specular_spike + specular_lobe + backscatter add up to 1.1",
        ),
        (
            "[[surface]]\nmodel = \"glisur\"\ntransmittance = 0.5",
            "reflectivity + transmittance add up to 1.5",
        ),
        ("[[surface]]\npolish = 1.5", "polish is 1.5; 0 to 1 is allowed"),
        ("[[surface]]\nsigma_alpha = 2", "sigma_alpha (radians) is 2; 0 to 1.57"),
        ("[[surface]]\ninner_side = \"rust\"", "surface 0: inner_side is \"rust\"; there is no such surface"),
        ("[[border_surface]]\nfrom = 0\nsurface = 0", "border surface 0: surface is 0; there are 0 surfaces"),
        (
            "[[surface]]\n[[border_surface]]\nfrom = 2\nsurface = 0",
            "border surface 0: from is 2, but there are no instances yet",
        ),
        (
            "[[surface]]\n[[border_surface]]\nfrom = 0\ninto_mesh = 0\nsurface = 0",
            "border surface 0: from and into are instances, from_mesh and into_mesh meshes; one kind is allowed",
        ),
        (
            "[[surface]]\n[[border_surface]]\nfrom_mesh = 0\nsurface = 0",
            "border surface 0: from_mesh is 0; there are 0 meshes",
        ),
        (
            "[[surface]]\n[[border_surface]]\nsurface = 0",
            "from and into are no instance; one of them is needed",
        ),
        ("[[surface]]\nmodel = \"angular\"", "needs its angles"),
        ("[[surface]]\ndetect = 0.7\nabsorb = 0.7", "add up to 1.4"),
        ("[[mesh]]\nname = \"m\"", "file (and scale), or vertices and triangles, are needed"),
        ("[[mesh]]\nfile = \"../a.ply\"", "inside the scene's folder"),
        ("[[mesh]]\nfile = \"\"", "inside the scene's folder"),
        ("[[mesh]]\nfile = \"a.ply\"", "/some/where/a.ply"),
        ("[[mesh]]\nvertices = []\ntriangles = []", "inner_material is needed"),
        (
            "[[mesh]]\nvertices = []\ntriangles = []\ninner_material = 0\nouter_material = 0",
            "there are 0 materials",
        ),
        ("[[instance]]", "mesh is needed"),
        ("[[instance]]\nmesh = -1", "-1 is not an index"),
        ("[[wire_plane]]", "missing field"),
        ("a = [", "line"),
        ("material = 5", "invalid type: integer `5`, expected a list"),
        ("material = [5]", "invalid type: integer `5`, expected a table"),
        ("[[instance]]\nchannel = 3000000000", "expected a whole number from -2147483648 to 2147483647"),
        ("[[instance]]\nposition = [0, 0, \"up\"]", "line 4: invalid type: string \"up\", expected a number"),
    ] {
        let message = parse(body).unwrap_err().to_string();
        assert!(message.starts_with("/some/where/") && message.contains(part), "{part}: {message}");
    }
    for (change, part) in [
        (
            ("\"air\"\nouter", "\"ear\"\nouter"),
            "mesh 0 (\"m\"): inner_material is \"ear\"; there is no such material, but \"air\"",
        ),
        (("\"air\"\nouter", "[0, 0]\nouter"), "2 entries for 1 triangle;"),
        (("\"air\"\nouter", "{ names = [0] }\nouter"), "no such face property"),
        (("\"air\"\nouter", "{ list = [0] }\nouter"), "unknown field `list`, expected `names`"),
        (("\"air\"\nouter", "{}\nouter"), "missing field `names`"),
        (("[[mesh]]", "[[material]]\nname = \"air\"\n[[mesh]]"), "the name of 2 materials"),
        (("[[0, 1, 2]]", "[[0, 1, 3]]"), "triangle 0 is (0, 1, 3)"),
        (
            ("[[0, 1, 2]]", "[[0, 1, -2]]"),
            "invalid value: integer `-2`, expected a whole number from 0 to 4294967295",
        ),
        (("0.5]]", "nan]]"), "vertex 2 is (0, 1, NaN)"),
        (("al = 0\n", "al = 0\n[[instance]]\nmesh = 0\nchannel = -2\n"), "instance entry 0: channel is -2"),
    ] {
        let message = parse(&MESH.replace(change.0, change.1)).unwrap_err().to_string();
        assert!(message.contains(part), "{part}: {message}");
    }
    let wrong_head = |text: &str| scene::parse(text, Path::new("s.toml")).unwrap_err().to_string();
    assert!(wrong_head("version = 2\nunits = \"mm, ns, nm, rad\"").contains("version is 2"));
    assert!(wrong_head("version = 1\nunits = \"cm\"").contains("units is \"cm\""));
    assert!(wrong_head("").contains("missing field `version`"));
    let deep = format!("version = {}1{}", "[".repeat(100_000), "]".repeat(100_000));
    assert!(wrong_head(&deep).contains("s.toml: line"));
}

#[test]
fn what_can_not_be_saved_leaves_the_old_scene() {
    let folder = Folder::new("keep");
    let mut model = full_model();
    scene::save(&model, &folder.0).unwrap();
    let before = std::fs::read(folder.0.join("scene.toml")).unwrap();
    model.instances.push(Instance::of(99)); // past the checks of add_instance
    assert!(scene::save(&model, &folder.0).unwrap_err().to_string().contains("mesh is 99"));
    assert_eq!(std::fs::read(folder.0.join("scene.toml")).unwrap(), before);
    let file = folder.0.join("scene.toml");
    assert!(
        scene::save(&full_model(), &file).unwrap_err().to_string().contains("scene.toml"),
        "not a folder"
    );
}

#[test]
fn the_documented_example_loads() {
    let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/scene-format.md")).unwrap();
    let example = text.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let tables = text.split("```csv\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let folder = Folder::new("example");
    std::fs::write(folder.0.join("scene.toml"), example).unwrap();
    std::fs::write(folder.0.join("tubes.csv"), tables).unwrap();
    std::fs::create_dir(folder.0.join("meshes")).unwrap();
    let tube = chroma2::geometry::load::LoadedMesh {
        vertices: vec![[0.0; 3], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0]],
        triangles: vec![[0, 1, 2], [0, 2, 1]],
        inner_material: Some(vec![0, 1]),
        surface: Some(vec![0, NONE]),
        ..Default::default()
    };
    chroma2::geometry::load::save_ply(&tube, &folder.0.join("meshes/tube.ply")).unwrap();
    let model = scene::load(&folder.0).unwrap();
    assert_eq!((model.materials.len(), model.surfaces.len(), model.meshes.len()), (4, 6, 2));
    assert_eq!((model.instances.len(), model.wire_planes.len()), (4, 1));
    let tube = &model.meshes[0];
    assert_eq!(tube.inner_material, PerTriangle::Each(vec![2, 3]));
    assert_eq!(tube.surface, PerTriangle::Each(vec![0, NONE]));
    assert_eq!(tube.vertices[1], [1000.0, 0.0, 0.0]);
    assert_eq!(model.instances[1].channel, 0);
    Arc::new(model).commit(&CommitOptions::default()).unwrap();
}

/// Two cubes side by side in a third, with surfaces of pairs.
const BORDERS: &str = r#"
[[material]]
name = "glass"
[[surface]]
name = "paint"
model = "unified"
type = "dielectric_metal"
finish = "ground"
reflectivity = 0.9
sigma_alpha = 0.1
inner_side = ""
[[surface]]
name = "sensor"
detect = 1
inner_side = "paint"
[[mesh]]
name = "cube"
vertices = [[0, 0, 0], [1, 0, 0], [0, 1, 0], [1, 1, 0], [0, 0, 1], [1, 0, 1], [0, 1, 1], [1, 1, 1]]
triangles = [[0, 4, 6], [0, 6, 2], [1, 3, 7], [1, 7, 5], [0, 1, 5], [0, 5, 4], [2, 6, 7], [2, 7, 3], [0, 2, 3], [0, 3, 1], [4, 5, 7], [4, 7, 6]]
inner_material = "glass"
outer_material = "glass"
surface = "paint"
[[instance]]
mesh = "cube"
[[instance]]
mesh = "cube"
position = [1, 0, 0]
[[border_surface]]
from = 0
into = 1
surface = "sensor"
[[border_surface]]
from = 1
surface = "paint"
[[border_surface]]
from_mesh = "cube"
into_mesh = "cube"
surface = "sensor"
[[border_surface]]
into_mesh = "cube"
surface = "sensor"
"#;

#[test]
fn surfaces_of_sides_and_of_pairs_come_back() {
    let model = parse(BORDERS).unwrap();
    assert_eq!(model.surfaces[0].inner_side, Some(NONE));
    assert_eq!(model.surfaces[1].inner_side, Some(0));
    let pairs = [(0, 1, 1), (1, NONE, 0)];
    let found: Vec<_> = model.border_surfaces.iter().map(|b| (b.from, b.into, b.surface)).collect();
    assert_eq!(found, pairs);
    let found: Vec<_> = model.mesh_border_surfaces.iter().map(|b| (b.from, b.into, b.surface)).collect();
    assert_eq!(found, [(0, 0, 1), (NONE, 0, 1)]);
    let folder = Folder::new("borders");
    scene::save(&model, &folder.0).unwrap();
    assert_equal(&model, &scene::load(&folder.0).unwrap());
    // Each of them counts for the digest.
    let digest =
        |text: &str| Arc::new(parse(text).unwrap()).commit(&CommitOptions::default()).unwrap().digest();
    let all = [
        BORDERS.to_owned(),
        BORDERS.replace("from = 1\n", "into = 1\n"),
        BORDERS.replace("inner_side = \"paint\"\n", ""),
        BORDERS.replace("finish = \"ground\"", "finish = \"polished\""),
        BORDERS[..BORDERS.find("[[border").unwrap()].to_owned(),
        BORDERS.replace("from_mesh = \"cube\"\ninto_mesh", "from_mesh"),
        BORDERS[..BORDERS.rfind("[[border").unwrap()].to_owned(),
    ];
    let digests: std::collections::HashSet<_> = all.iter().map(|text| digest(text)).collect();
    assert_eq!(digests.len(), all.len());
}

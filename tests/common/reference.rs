//! Reads the reference scenes: geometry, source, options and expected results.
//!
//! They lie in the folder that `CHROMA2_REFERENCE` names, or in `../shared/reference` beside the
//! repository. Tests that need them end early, with a note, where they are absent.

use super::reference_results::Expected;
use chroma2::geometry::{
    Angular, Instance, Material, Mesh, Model, PerTriangle, Surface, SurfaceModel, WirePlane,
};
use chroma2::layout::NONE;
use chroma2::session::{Emission, Polarization, Shape, SourceSpec, Spectrum};
use chroma2::tables::{Cdf, Curve};
use npyz::npz::NpzArchive;
use serde_json::Value;
use std::fs::File;
use std::io::BufReader;
use std::path::PathBuf;

/// A scene with what legacy Chroma made of it.
pub struct Reference {
    pub model: Model,
    /// Where the isotropic point source is, in mm.
    pub position: [f64; 3],
    /// Wavelength range of the source in nm; equal ends for a line.
    pub wavelength: (f64, f64),
    pub weight_mode: bool,
    pub scatter_first: i32,
    pub expected: Option<Expected>,
}

impl Reference {
    /// Its isotropic point source.
    pub fn source(&self) -> SourceSpec {
        let (from, to) = self.wavelength;
        SourceSpec {
            shape: Shape::Point,
            position: self.position,
            emission: Emission::Isotropic,
            spectrum: if from < to { Spectrum::Uniform(from, to) } else { Spectrum::Fixed(from) },
            polarization: Polarization::Random,
            time: 0.0,
            time_spread: 0.0,
            weight: 1.0,
            flags: 0,
        }
    }
}

/// The folder of the scenes, or `None` (with a note) where it is absent.
pub fn folder() -> Option<PathBuf> {
    let default = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/reference");
    let folder = std::env::var_os("CHROMA2_REFERENCE").map_or_else(default, PathBuf::from);
    if folder.is_dir() {
        return Some(folder);
    }
    eprintln!("skipped: no reference scenes in {} (set CHROMA2_REFERENCE)", folder.display());
    None
}

/// A scene by name, or `None` (with a note) where the scenes are absent.
pub fn load(name: &str) -> Option<Reference> {
    let folder = folder()?;
    let path = folder.join(format!("{name}.scene.json"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let scene: Value = serde_json::from_str(&text).expect("JSON");
    let mut model = Model::new();
    for entry in list(&scene["materials"]) {
        model.add_material(material(entry)).expect("a material of the reference");
    }
    for entry in list(&scene["surfaces"]) {
        model.add_surface(surface(entry)).expect("a surface of the reference");
    }
    let file = File::open(folder.join(format!("{name}.npz"))).expect("the scene's meshes");
    add_meshes(&mut model, &mut NpzArchive::new(BufReader::new(file)).expect("npz"));
    for entry in list(&scene["wire_planes"]) {
        model.add_wire_plane(wire_plane(entry)).expect("a wire plane of the reference");
    }
    let (source, options) = (&scene["source"], &scene["options"]);
    assert_eq!((&source["type"], &source["polarization"]), (&"isotropic".into(), &"random".into()));
    let wavelength = match &source["wavelength"] {
        Value::Array(range) => (number(&range[0]), number(&range[1])),
        single => (number(single), number(single)),
    };
    Some(Reference {
        model,
        position: vector(&source["position"]),
        wavelength,
        weight_mode: options["use_weights"].as_bool().unwrap_or(false),
        scatter_first: options["scatter_first"].as_i64().unwrap_or(0) as i32,
        expected: Expected::load(&folder.join(format!("{name}.chroma.json"))),
    })
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("{value} is not a number"))
}

fn numbers(value: &Value) -> Vec<f64> {
    list(value).iter().map(number).collect()
}

fn vector(value: &Value) -> [f64; 3] {
    numbers(value).try_into().expect("three numbers")
}

fn points(value: &Value) -> (Vec<f64>, Vec<f64>) {
    list(value).iter().map(|pair| (number(&pair[0]), number(&pair[1]))).unzip()
}

fn curve(value: &Value, default: Curve) -> Curve {
    match value {
        Value::Null => default,
        Value::Array(_) => {
            let (x, y) = points(value);
            Curve::new(&x, &y, "table").expect("a table of the reference")
        }
        constant => Curve::Constant(number(constant)),
    }
}

fn known(value: &Value, keys: &[&str]) {
    let object = value.as_object().expect("an object");
    let unknown: Vec<_> = object.keys().filter(|key| !keys.contains(&key.as_str())).collect();
    assert!(unknown.is_empty(), "unknown keys {unknown:?}");
}

fn material(entry: &Value) -> Material {
    known(entry, &["name", "refractive_index", "absorption_length", "scattering_length"]);
    let default = Material::new(entry["name"].as_str().expect("a name"));
    Material {
        refractive_index: curve(&entry["refractive_index"], default.refractive_index.clone()),
        absorption_length: curve(&entry["absorption_length"], default.absorption_length.clone()),
        scattering_length: curve(&entry["scattering_length"], default.scattering_length.clone()),
        ..default
    }
}

fn surface(entry: &Value) -> Surface {
    known(
        entry,
        &[
            "name",
            "model",
            "detect",
            "absorb",
            "reemit",
            "reflect_diffuse",
            "reflect_specular",
            "reemission_cdf",
            "angular",
        ],
    );
    let model = match entry["model"].as_str() {
        Some("default") => SurfaceModel::Default,
        Some("wls") => SurfaceModel::Wls,
        Some("angular") => SurfaceModel::Angular,
        other => panic!("surface model {other:?}"),
    };
    let mut surface = Surface::new(entry["name"].as_str().expect("a name"), model);
    for (name, property) in [
        ("detect", &mut surface.detect),
        ("absorb", &mut surface.absorb),
        ("reemit", &mut surface.reemit),
        ("reflect_diffuse", &mut surface.reflect_diffuse),
        ("reflect_specular", &mut surface.reflect_specular),
    ] {
        *property = curve(&entry[name], property.clone());
    }
    if let cdf @ Value::Array(_) = &entry["reemission_cdf"] {
        let (x, y) = points(cdf);
        surface.reemission_cdf = Some(Cdf::new(&x, &y, "reemission_cdf").expect("a distribution"));
    }
    if let angular @ Value::Object(_) = &entry["angular"] {
        surface.angular = Some(Angular {
            angles: numbers(&angular["angles"]),
            transmit: numbers(&angular["transmit"]),
            reflect_specular: numbers(&angular["reflect_specular"]),
            reflect_diffuse: numbers(&angular["reflect_diffuse"]),
        });
    }
    surface
}

fn wire_plane(entry: &Value) -> WirePlane {
    let index = |key: &str| entry[key].as_u64().expect("an index") as u32;
    WirePlane {
        origin: vector(&entry["origin"]),
        u: vector(&entry["u"]),
        v: vector(&entry["v"]),
        pitch: number(&entry["pitch"]),
        radius: number(&entry["radius"]),
        u_min: number(&entry["umin"]),
        u_max: number(&entry["umax"]),
        v_min: number(&entry["vmin"]),
        v_max: number(&entry["vmax"]),
        v0: number(&entry["v0"]),
        surface: index("surface"),
        inner_material: index("inner_material"),
        outer_material: index("outer_material"),
        ..WirePlane::default()
    }
}

type Archive = NpzArchive<BufReader<File>>;

fn array<T: npyz::Deserialize>(archive: &mut Archive, name: &str) -> Option<Vec<T>> {
    Some(archive.by_name(name).expect("npy")?.into_vec().expect("numbers of the expected type"))
}

fn triples<T: Copy>(flat: &[T]) -> Vec<[T; 3]> {
    flat.as_chunks::<3>().0.to_vec()
}

fn mesh(archive: &mut Archive, prefix: &str) -> Option<Mesh> {
    let name = |what: &str| format!("{prefix}{what}");
    let materials = |values: Vec<u16>| PerTriangle::Each(values.into_iter().map(u32::from).collect());
    let surfaces = array::<i16>(archive, &name("surface"))?;
    Some(Mesh {
        name: prefix.trim_end_matches('_').to_owned(),
        vertices: triples(&array::<f32>(archive, &name("vertices"))?),
        triangles: triples(&array::<u32>(archive, &name("triangles"))?),
        inner_material: materials(array(archive, &name("inner_material"))?),
        outer_material: materials(array(archive, &name("outer_material"))?),
        surface: PerTriangle::Each(surfaces.into_iter().map(|s| u32::try_from(s).unwrap_or(NONE)).collect()),
    })
}

/// One mesh as it is; or a tube placed many times (instance = channel), then the tank.
fn add_meshes(model: &mut Model, archive: &mut Archive) {
    let single = mesh(archive, "");
    let meshes = match single {
        Some(mesh) => vec![mesh],
        None => ["pmt_", "tank_"].map(|prefix| mesh(archive, prefix).expect("a mesh")).into(),
    };
    let last = meshes.len() as u32 - 1;
    for mesh in meshes {
        model.add_mesh(mesh).expect("a mesh of the reference");
    }
    if let Some(rotations) = array::<f32>(archive, "pmt_rotation") {
        let positions = triples(&array::<f32>(archive, "pmt_position").expect("positions"));
        let rotations = rotations.as_chunks::<9>().0;
        let placed = rotations.iter().zip(positions).enumerate().map(|(i, (rotation, position))| Instance {
            mesh: 0,
            rotation: rotation.map(f64::from),
            translation: position.map(f64::from),
            channel: i as i32,
            ..Instance::default()
        });
        model.add_instances(placed.collect()).expect("instances of the reference");
    }
    model.add_instance(Instance::of(last)).expect("the outer mesh");
}

//! The public files and what Geant4's navigator says of them (`CHROMA2_GDML` names their folder, else `../shared/gdml` beside the
//! repository; tests that need them end early where it is absent).

use chroma2::geometry::gdml::{Detection, Loaded, Options, load};
use npyz::npz::NpzArchive;
use std::fs::File;
use std::io::BufReader;
use std::path::PathBuf;

/// What the public files set that is not simulated.
pub const IGNORED: &[&str] = &[
    // Names of other programs.
    "REEMISSIONPROB",
    "PPOABSLENGTH",
    "PPOCOMPONENT",
    "PPOREEMISSIONPROB",
    "PPOTIMECONSTANT",
    "bisMSBABSLENGTH",
    "bisMSBCOMPONENT",
    "bisMSBREEMISSIONPROB",
    "bisMSBTIMECONSTANT",
    "AlphaFASTTIMECONSTANT",
    "AlphaSLOWTIMECONSTANT",
    "AlphaYIELDRATIO",
    "GammaFASTTIMECONSTANT",
    "GammaSLOWTIMECONSTANT",
    "GammaYIELDRATIO",
    "NeutronFASTTIMECONSTANT",
    "NeutronSLOWTIMECONSTANT",
    "NeutronYIELDRATIO",
    "ReemissionFASTTIMECONSTANT",
    "ReemissionSLOWTIMECONSTANT",
    "ReemissionYIELDRATIO",
    "ABSORPTION",
    // Of surfaces, given to materials.
    "REFLECTIVITY",
    "EFFICIENCY",
];

pub fn folder() -> Option<PathBuf> {
    let default = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/gdml");
    let folder = std::env::var_os("CHROMA2_GDML").map_or_else(default, PathBuf::from);
    if folder.is_dir() {
        return Some(folder);
    }
    eprintln!("skipped: no GDML files in {} (set CHROMA2_GDML)", folder.display());
    None
}

/// A public file with meshes that come this near (mm).
pub fn public(name: &str, chord: f64) -> Option<Loaded> {
    let path = folder()?.join(format!("{name}.gdml"));
    let mut options = Options {
        detection: Some(Detection::Surface),
        ignore: IGNORED.iter().map(|&name| name.into()).collect(),
        ..Options::default()
    };
    options.tessellation.chord = chord;
    Some(load(&path, &options).unwrap_or_else(|e| panic!("{e}")))
}

/// What Geant4 says of a file.
pub struct Answer {
    /// mm
    pub points: Vec<[f64; 3]>,
    /// Index of a name.
    pub point_material: Vec<usize>,
    pub names: Vec<String>,
    pub origins: Vec<[f64; 3]>,
    pub directions: Vec<[f64; 3]>,
    /// Ends of segments of each ray (mm from its origin) and their materials.
    pub segments: Vec<Vec<(f64, usize)>>,
}

pub fn answer(name: &str) -> Answer {
    let path = folder().expect("the folder").join(format!("{name}.geant4.npz"));
    let file = File::open(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let mut npz = NpzArchive::new(BufReader::new(file)).expect("npz");
    let vectors = |npz: &mut NpzArchive<_>, name: &str| -> Vec<[f64; 3]> {
        let array = npz.by_name(name).expect("npz").expect(name);
        array.into_vec::<f64>().expect("doubles").as_chunks().0.to_vec()
    };
    let small = |npz: &mut NpzArchive<_>, name: &str| -> Vec<usize> {
        let array = npz.by_name(name).expect("npz").expect(name);
        array.into_vec::<i16>().expect("shorts").into_iter().map(|x| x as usize).collect()
    };
    let points = vectors(&mut npz, "points");
    let point_material = small(&mut npz, "point_material");
    let (origins, directions) = (vectors(&mut npz, "origins"), vectors(&mut npz, "directions"));
    let offsets: Vec<i32> = npz.by_name("offsets").expect("npz").expect("offsets").into_vec().expect("int32");
    let distances: Vec<f64> =
        npz.by_name("distances").expect("npz").expect("distances").into_vec().expect("doubles");
    let materials = small(&mut npz, "materials");
    let names: Vec<String> =
        npz.by_name("material_names").expect("npz").expect("names").into_vec().expect("texts");
    let ends: Vec<(f64, usize)> = distances.into_iter().zip(materials).collect();
    let segments = offsets.windows(2).map(|pair| ends[pair[0] as usize..pair[1] as usize].to_vec()).collect();
    Answer { points, point_material, names, origins, directions, segments }
}

//! Names of models, finishes and types of optical surfaces, by the numbers that files may give instead.

/// By number, from 0.
pub const MODELS: [&str; 5] = ["glisur", "unified", "LUT", "DAVIS", "dichroic"];

/// By number, from 0.
pub const TYPES: [&str; 7] = [
    "dielectric_metal",
    "dielectric_dielectric",
    "dielectric_LUT",
    "dielectric_LUTDAVIS",
    "dielectric_dichroic",
    "firsov",
    "x_ray",
];

/// By number, from 0.
pub const FINISHES: [&str; 39] = [
    "polished",
    "polishedfrontpainted",
    "polishedbackpainted",
    "ground",
    "groundfrontpainted",
    "groundbackpainted",
    "polishedlumirrorair",
    "polishedlumirrorglue",
    "polishedair",
    "polishedteflonair",
    "polishedtioair",
    "polishedtyvekair",
    "polishedvm2000air",
    "polishedvm2000glue",
    "etchedlumirrorair",
    "etchedlumirrorglue",
    "etchedair",
    "etchedteflonair",
    "etchedtioair",
    "etchedtyvekair",
    "etchedvm2000air",
    "etchedvm2000glue",
    "groundlumirrorair",
    "groundlumirrorglue",
    "groundair",
    "groundteflonair",
    "groundtioair",
    "groundtyvekair",
    "groundvm2000air",
    "groundvm2000glue",
    "Rough_LUT",
    "RoughTeflon_LUT",
    "RoughESR_LUT",
    "RoughESRGrease_LUT",
    "Polished_LUT",
    "PolishedTeflon_LUT",
    "PolishedESR_LUT",
    "PolishedESRGrease_LUT",
    "Detector_LUT",
];

/// The name for a name or number.
pub fn named(names: &[&'static str], text: &str) -> Option<&'static str> {
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    match text.parse::<usize>() {
        // As text: "01" is no number of a finish.
        Ok(number) if is_number && number.to_string() == text => names.get(number).copied(),
        _ => names.iter().find(|name| **name == text).copied(),
    }
}

//! What optics of small files become.

use super::{Detection, Loaded, Options, model, read};
use crate::geometry::{BorderSurface, PerTriangle};
use crate::layout::NONE;
use crate::tables::Curve;

/// A tank in the world, both with an index of refraction. What else there is: properties of the tank's material and of a surface, and
/// what the structure has of both.
fn loaded(tank: &str, surface: &str, structure: &str, detection: Detection) -> Loaded {
    let table = |name: &str, value: &str| {
        format!("<matrix name='{name}' coldim='2' values='2.0*eV {value} 4.0*eV {value}'/>")
    };
    let tables: String = ["0", "0.2", "0.3", "0.7", "1", "1.3", "10", "30"]
        .map(|value| table(&format!("t{value}"), value))
        .concat();
    let text = format!(
        "<gdml><define>{tables}<matrix name='ramp' coldim='2' values='2.0*eV 0 4.0*eV 1'/>\
         <matrix name='none' coldim='1' values='0'/><matrix name='time' coldim='1' values='2'/></define>\
         <materials><material name='Air'><property name='RINDEX' ref='t1'/><D value='1'/><fraction n='1' ref='N'/></material>\
         <material name='Water'><property name='RINDEX' ref='t1.3'/>{tank}<D value='1'/><fraction n='1' ref='N'/></material></materials>\
         <solids><box name='world' x='2000' y='2000' z='2000'/><box name='tank' x='1000' y='1000' z='1000'/>\
         <opticalsurface name='S' model='unified' finish='polished' type='dielectric_metal' value='0'>{surface}</opticalsurface></solids>\
         <structure><volume name='Tank'><materialref ref='Water'/><solidref ref='tank'/></volume>\
         <volume name='World'><materialref ref='Air'/><solidref ref='world'/><physvol name='tank'><volumeref ref='Tank'/></physvol>\
         </volume>{structure}</structure><setup name='Default' version='1.0'><world ref='World'/></setup></gdml>"
    );
    let document = read::read_text(&text, "test.gdml", &read::ReadOptions::default()).unwrap();
    model(&document, &Options { detection: Some(detection), ..Options::default() }).unwrap()
}

const SKIN_OF_TANK: &str = "<skinsurface name='s' surfaceproperty='S'><volumeref ref='Tank'/></skinsurface>";
const SKIN_OF_WORLD: &str =
    "<skinsurface name='s' surfaceproperty='S'><volumeref ref='World'/></skinsurface>";

fn property(name: &str, table: &str) -> String {
    format!("<property name='{name}' ref='{table}'/>")
}

#[test]
fn nothing_is_detected_where_nothing_is_to_be() {
    let surface = property("REFLECTIVITY", "t0") + &property("EFFICIENCY", "t1");
    for (detection, efficiency) in
        [(Detection::Surface, 1.0), (Detection::None, 0.0), (Detection::Entered, 0.0)]
    {
        let made = loaded("", &surface, SKIN_OF_TANK, detection).model;
        assert_eq!(made.surfaces[0].efficiency, Curve::Constant(efficiency), "{detection:?}");
        let channel = if efficiency > 0.0 { 0 } else { -1 };
        assert_eq!(made.instances[1].channel, channel, "{detection:?}");
    }
}

#[test]
fn a_skin_of_the_world_acts_on_what_is_in_it_but_not_at_its_end() {
    let made = loaded("", &property("REFLECTIVITY", "t0.2"), SKIN_OF_WORLD, Detection::None).model;
    assert_eq!(made.meshes[0].surface, PerTriangle::Uniform(NONE));
    assert_eq!(
        made.mesh_border_surfaces.to_vec(),
        [BorderSurface { from: 0, into: 1, surface: 0 }, BorderSurface { from: 1, into: 0, surface: 0 },]
    );
}

#[test]
fn shifters_that_emit_nothing_absorb() {
    let length = property("WLSABSLENGTH", "t30");
    let spectrum = property("WLSCOMPONENT", "t1") + &property("WLSTIMECONSTANT", "time");
    let plain = property("ABSLENGTH", "t10");
    let none = property("WLSMEANNUMBERPHOTONS", "none");
    let water = |properties: &[&String]| {
        let text: String = properties.iter().map(|text| text.as_str()).collect();
        loaded(&text, "", "", Detection::None).model.materials[1].clone()
    };
    for (properties, expected) in [
        (vec![&length], 30.0),
        (vec![&length, &plain], 7.5),
        (vec![&length, &spectrum, &none, &plain], 7.5),
        (vec![&spectrum, &plain], 10.0),
    ] {
        let water = water(&properties);
        assert!((water.absorption_length.value(400.0) - expected).abs() < 1e-9, "{properties:?}");
        assert!(water.components.is_empty(), "{properties:?}");
    }
    let second = property("WLSABSLENGTH2", "t10");
    let water = water(&[&length, &spectrum, &second, &plain]);
    assert!((water.absorption_length.value(400.0) - 30.0 / 7.0).abs() < 1e-9);
    let parts: Vec<(f64, f64)> = water
        .components
        .iter()
        .map(|part| (part.absorption_length.value(400.0), part.reemission_prob.value(400.0)))
        .collect();
    assert_eq!(parts, [(30.0, 1.0), (10.0, 0.0), (10.0, 0.0)]);
}

#[test]
fn what_is_transmitted_is_of_what_is_not_reflected() {
    let transmittance = |surface: &str| {
        loaded("", surface, SKIN_OF_TANK, Detection::None).model.surfaces[0].transmittance.clone()
    };
    let t = property("TRANSMITTANCE", "t0.7");
    assert_eq!(transmittance(&t), Curve::Constant(0.0));
    assert_eq!(transmittance(&(property("REFLECTIVITY", "t0.3") + &t)), Curve::Constant(0.7));
    let Curve::Constant(rest) = transmittance(&(property("REFLECTIVITY", "t0.7") + &t)) else {
        panic!("a constant")
    };
    assert!((rest - 0.3).abs() < 1e-12);
    // R rises with the energy from 0 to 1; T is 0.7 or what is left.
    let mixed = transmittance(&(property("REFLECTIVITY", "ramp") + &t));
    for (energy, expected) in
        [(2.0, 0.7), (2.3, 0.7), (2.58, 0.7), (2.62, 0.69), (3.0, 0.5), (4.0, 0.0), (5.0, 0.0)]
    {
        let found = mixed.value(1_239.841_984 / energy);
        assert!((found - expected).abs() < 1e-3, "{energy} eV: {found}, not {expected}");
    }
}

//! Materials and optical surfaces.

use super::{EMPTY, Sections, volume};
use crate::geometry::gdml::read::{Document, WORLD};

#[test]
fn properties_share_their_tables() {
    let define = r#"<matrix name="n0x5" coldim="2" values="2*eV 1.5 3*eV 1.6"/>
<matrix name="y" coldim="1" values="100"/><matrix name="long" coldim="1" values="1 2"/>"#;
    let property = |name: &str, matrix: &str| format!(r#"<property name="{name}" ref="{matrix}"/>"#);
    let properties = property("RINDEX0x1", "n0x5")
        + &property("GROUPVEL", "n0x5")
        + &property("SCINTILLATIONYIELD", "y")
        + &property("K", "long")
        + r#"<property name="no" value="3"/>"#;
    let materials =
        format!(r#"<material name="glass0x77" formula="x" state="solid">{properties}</material>"#);
    let document = Sections { define, materials: &materials, ..EMPTY }.read();
    let glass = &document.materials[1];
    assert_eq!(glass.name, "glass");
    let names: Vec<&str> = glass.properties.iter().map(|property| property.name.as_str()).collect();
    assert_eq!(names, ["RINDEX", "GROUPVEL", "SCINTILLATIONYIELD", "K"]);
    let table = &glass.properties[0].table;
    assert_eq!((table.columns, table.values.len()), (2, 4));
    assert!((table.values[0] - 2e-6).abs() < 1e-20);
    assert!(std::sync::Arc::ptr_eq(table, &glass.properties[1].table));
    assert_eq!(glass.properties[2].table.values, [100.0]);
    assert_eq!(glass.properties[3].table.values, [1.0]);
    assert_eq!(document.notes.len(), 2);
}

#[test]
fn compositions_are_checked_for_references_only() {
    let materials = r#"<isotope name="Xe1" N="1" Z="54"><atom unit="g/mole" value="1"/></isotope>
<element name="Xe0x1" formula="Xe"><fraction n="1" ref="Xe1"/></element>
<material name="m"><T unit="K" value="290"/><MEE unit="eV" value="1"/><D value="1"/><fraction n="0.5" ref="Xe0x2"/>
<composite n="1" ref="H"/><fraction n="0.1" ref="G4_WATER"/><fraction n="0.4" ref="nothing"/></material>"#;
    let document = Sections { materials, ..EMPTY }.read();
    assert_eq!(document.materials.len(), 2);
    let what = "no element, isotope or material of this name is defined before";
    assert_eq!(document.notes, [format!("test.gdml:7: <fraction ref=\"nothing\">: {what}")]);
}

#[test]
fn materials_of_nist_are_known_by_name() {
    let before = volume("V", "").replace("\"air\"", "\"G4_WATER\"")
        + &volume("V2", "").replace("\"air\"", "\"G4_Cf\"");
    let document = Sections { before: &before, ..EMPTY }.read();
    let names: Vec<&str> = document.materials.iter().map(|material| material.name.as_str()).collect();
    assert_eq!(names, ["air", "G4_WATER", "G4_Cf"]);
    assert!(document.materials[1].properties.is_empty());
}

#[test]
fn the_first_material_of_a_stripped_name_counts() {
    let materials = r#"<material name="m0x1"/><material name="m0x2"/>"#;
    let before = volume("V", "").replace("\"air\"", "\"m0x2\"");
    let document = Sections { materials, before: &before, ..EMPTY }.read();
    assert_eq!(document.volumes[0].content.unwrap().1, 1);
    assert_eq!(document.notes.len(), 1);
}

fn surface(attributes: &str) -> Document {
    let solids = format!(r#"<opticalsurface name="s0x1" {attributes}/>"#);
    Sections { solids: &solids, ..EMPTY }.read()
}

#[test]
fn words_of_surfaces_may_be_numbers() {
    for (attributes, expected) in [
        (
            r#"model="glisur" finish="polished" type="dielectric_metal""#,
            ["glisur", "polished", "dielectric_metal"],
        ),
        (r#"model="1" finish="3" type="1""#, ["unified", "ground", "dielectric_dielectric"]),
        (r#"model="2" finish="29" type="2""#, ["LUT", "groundvm2000glue", "dielectric_LUT"]),
        (r#"model="3" finish="38" type="3""#, ["DAVIS", "Detector_LUT", "dielectric_LUTDAVIS"]),
        (r#"model="4" finish="0" type="6""#, ["dichroic", "polished", "x_ray"]),
    ] {
        let document = surface(attributes);
        let found = &document.surfaces[0];
        assert_eq!([&found.model, &found.finish, &found.kind], expected);
        assert!(document.notes.is_empty());
        assert_eq!(found.name, "s");
    }
}

#[test]
fn unknown_words_of_surfaces_are_kept() {
    let document = surface(r#"model="odd" finish="39" type="01" value="0.5""#);
    let found = &document.surfaces[0];
    assert_eq!([&found.model, &found.finish, &found.kind], ["odd", "39", "01"]);
    assert_eq!(found.value, 0.5);
    assert_eq!(document.notes.len(), 3);
    assert!(document.notes[0].ends_with("model=\"odd\" is unknown; Geant4 takes dichroic"));
    assert_eq!(surface("").surfaces[0].model, "glisur");
}

fn surfaces(after: &str) -> Document {
    let define = r#"<matrix name="m" coldim="2" values="1 0.5 2 0.5"/>"#;
    let solids = r#"<opticalsurface name="s" model="0" finish="0" type="0" value="1">
<property name="REFLECTIVITY" ref="m"/></opticalsurface>"#;
    let world = r#"<physvol name="a"><volumeref ref="V"/></physvol><physvol name="b0x2"><volumeref ref="V"/></physvol>
<physvol name="b0x2"><volumeref ref="V"/></physvol><physvol><volumeref ref="V"/></physvol>"#;
    Sections { define, solids, before: &volume("V", ""), world, after, ..EMPTY }.read()
}

#[test]
fn skins_and_borders() {
    let document = surfaces(
        r#"<skinsurface name="k0x1" surfaceproperty="s"><volumeref ref="V"/></skinsurface>
<bordersurface name="ab" surfaceproperty="s"><physvolref ref="a"/><physvolref ref="b0x2"/></bordersurface>
<bordersurface name="va" surfaceproperty="s"><physvolref ref="V_PV"/><physvolref ref="a"/></bordersurface>
<bordersurface name="aw" surfaceproperty="s"><physvolref ref="a"/><physvolref ref="W_PV"/></bordersurface>"#,
    );
    assert_eq!(document.surfaces[0].properties[0].name, "REFLECTIVITY");
    assert_eq!((document.skins[0].name.as_str(), document.skins[0].volume), ("k", 0));
    let physical: Vec<usize> =
        document.volumes[1].daughters.iter().map(|daughter| daughter.physical).collect();
    let borders: Vec<[usize; 2]> = document.borders.iter().map(|border| [border.from, border.into]).collect();
    // The first of two of one name counts.
    assert_eq!(borders, [[physical[0], physical[1]], [physical[3], physical[0]], [physical[0], WORLD]]);
    assert_eq!(document.notes.len(), 1);
    assert_eq!(document.volumes[1].daughters[1].name, "b");
}

#[test]
fn second_surfaces_are_noted() {
    let skin = r#"<skinsurface name="k" surfaceproperty="s"><volumeref ref="V"/></skinsurface>"#;
    let border = r#"<bordersurface name="ab" surfaceproperty="s"><physvolref ref="a"/><physvolref ref="b0x2"/></bordersurface>"#;
    let document = surfaces(&[skin, skin, border, border].concat());
    assert_eq!((document.skins.len(), document.borders.len(), document.notes.len()), (2, 2, 2));
}

//! Constants, variables, quantities, matrices and loops.

use super::{EMPTY, Sections, volume};
use crate::geometry::gdml::read::{Document, ReadOptions, read_text};
use crate::geometry::solids::Solid;

/// The sizes of a box that uses what is defined.
fn sizes(define: &str, x: &str) -> f64 {
    let solids = format!(r#"<box name="b" x="{x}"/>"#);
    let document = Sections { define, solids: &solids, ..EMPTY }.read();
    let Solid::Box { size } = &*document.solids.last().unwrap().solid else { panic!() };
    size[0]
}

#[test]
fn names_of_all_kinds() {
    let define = r#"<constant name="a" value="2"/><variable name="b" value="a+1"/>
<quantity name="q" type="length" value="4" unit="cm"/><expression name="x"> a * b + 1 </expression>
<matrix name="m" coldim="2" values="1 2 3*mm 4*cm"/><matrix name="row" coldim="3" values="7 8 9"/>"#;
    for (text, value) in [
        ("a", 2.0),
        ("b", 3.0),
        ("q", 40.0),
        ("x", 7.0),
        ("m[1,1]", 1.0),
        ("m[a,a]", 40.0),
        ("m_1_0", 3.0),
        ("row[b]", 9.0),
        ("row_0", 7.0),
        ("2.5*cm", 25.0),
    ] {
        assert_eq!(sizes(define, text), value, "{text}");
    }
}

#[test]
fn sections_define_too() {
    let solids = r#"<define><constant name="k" value="3"/></define><box name="b" x="k"/>"#;
    let materials = r#"<define><constant name="l" value="3"/></define>"#;
    let document = Sections { solids, materials, ..EMPTY }.read();
    assert_eq!(*document.solids[1].solid, Solid::Box { size: [3.0, 0.0, 0.0] });
}

#[test]
fn loops_count_upwards_and_name_by_index() {
    let define = r#"<variable name="i" value="5"/><variable name="j" value="0"/>"#;
    let solids = r#"<loop for="i" from="1" to="3" step="1"><box name="b[i]" x="i"/></loop>
<loop for="i" to="4" step="1"><loop for="j" from="0" to="2" step="2"><box name="c[i,j]" x="10*i+j"/></loop></loop>
<loop for="i" from="3" to="1" step="-1"><box name="none" x="1"/></loop>"#;
    let document = Sections { define, solids, ..EMPTY }.read();
    let found: Vec<(&str, f64)> = document.solids[1..]
        .iter()
        .map(|named| {
            let Solid::Box { size } = &*named.solid else { panic!() };
            (named.name.as_str(), size[0])
        })
        .collect();
    // The variable keeps its last value, 3, from which the second loop goes on.
    let expected = [
        ("b_0", 1.0),
        ("b_1", 2.0),
        ("b_2", 3.0),
        ("c_2_-1", 30.0),
        ("c_2_1", 32.0),
        ("c_3_-1", 40.0),
        ("c_3_1", 42.0),
    ];
    assert_eq!(found, expected);
    assert_eq!(document.notes.len(), 1);
    assert!(document.notes[0].ends_with("a loop from 3 to 1 has no round: loops count upwards"));
}

#[test]
fn loops_in_every_section() {
    let define = r#"<variable name="i" value="0"/>
<loop for="i" from="1" to="2" step="1"><position name="p[i]" x="i"/></loop>"#;
    let before = format!(r#"<loop for="i" from="1" to="2" step="1">{}</loop>"#, volume("V[i]", ""));
    let world = r#"<loop for="i" from="1" to="2" step="1"><physvol name="v[i]" copynumber="10*i">
<volumeref ref="V[i]"/><positionref ref="p[i]"/></physvol></loop>"#;
    let document = Sections { define, before: &before, world, ..EMPTY }.read();
    let names: Vec<&str> = document.volumes.iter().map(|volume| volume.name.as_str()).collect();
    assert_eq!(names, ["V_0", "V_1", "W"]);
    let daughters = &document.volumes[2].daughters;
    let found: Vec<(&str, usize, i64, f64)> = daughters
        .iter()
        .map(|daughter| {
            (daughter.name.as_str(), daughter.volume, daughter.copy, daughter.placed.translation[0])
        })
        .collect();
    assert_eq!(found, [("v_0", 0, 10, 1.0), ("v_1", 1, 20, 2.0)]);
}

#[test]
fn a_setup_is_chosen() {
    let text = Sections { before: &volume("V", ""), ..EMPTY }.text();
    let other = r#"<setup name="Other" version="1"><world ref="V"/></setup></gdml>"#;
    let two = text.replace("</gdml>", other);
    let world = |text: &str, setup: Option<&str>| -> Result<Document, String> {
        let options = ReadOptions { setup: setup.map(str::to_owned), ..ReadOptions::default() };
        read_text(text, "test.gdml", &options).map_err(|error| error.to_string())
    };
    let name = |document: Document| document.volumes[document.world].name.clone();
    assert_eq!(name(world(&two, None).unwrap()), "W");
    assert_eq!(name(world(&two, Some("Other")).unwrap()), "V");
    assert_eq!(name(world(&two.replace("Default", "Any"), None).unwrap()), "W");
    let missing = "test.gdml: there is no setup \"No\"; there are: Default, Other";
    assert_eq!(world(&two, Some("No")).unwrap_err(), missing);
}

#[test]
fn a_missing_list_of_values_is_zero() {
    let define = r#"<matrix name="m" coldim="1" value="5"/>"#;
    assert_eq!(sizes(define, "1+m[1]"), 1.0);
}

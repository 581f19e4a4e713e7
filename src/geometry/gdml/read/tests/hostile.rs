//! Texts that nobody would write: none may crash the reader.

use super::{EMPTY, Sections, fault};
use crate::geometry::gdml::read::{ReadOptions, read_text};

#[test]
fn deep_elements_are_refused() {
    let text = format!("<gdml>{}{}</gdml>", "<define>".repeat(100_000), "</define>".repeat(100_000));
    assert_eq!(
        fault(&text),
        "deep".replace("deep", "test.gdml:1: <define>: elements nested deeper than 64 levels")
    );
}

#[test]
fn many_attributes_are_refused() {
    let attributes: String = (0..300).map(|k| format!(" a{k}=''")).collect();
    assert_eq!(
        fault(&format!("<gdml{attributes}/>")),
        "test.gdml:1: an element with more than 256 attributes"
    );
}

#[test]
fn deep_solids_are_refused() {
    let mut solids = r#"<orb name="o0" r="1"/>"#.to_owned();
    for k in 1..2000 {
        solids += &format!(r#"<union name="o{k}"><first ref="o{}"/><second ref="o0"/></union>"#, k - 1);
    }
    let document = Sections { solids: &solids, ..EMPTY }.read();
    assert_eq!(document.solids.len(), 2001);
    solids += r#"<union name="last"><first ref="o1999"/><second ref="o0"/></union>"#;
    let what = "test.gdml:5: <union name=\"last\">: solids nested deeper than 2000 levels";
    assert_eq!(Sections { solids: &solids, ..EMPTY }.fault(), what);
}

#[test]
fn solids_that_use_others_again_and_again_are_refused() {
    let mut solids = r#"<orb name="o0" r="1"/>"#.to_owned();
    for k in 1..=16 {
        let of = k - 1;
        solids += &format!(r#"<union name="o{k}"><first ref="o{of}"/><second ref="o{of}"/></union>"#);
    }
    assert_eq!(Sections { solids: &solids, ..EMPTY }.read().solids.len(), 18);
    solids += r#"<subtraction name="last"><first ref="o16"/><second ref="o0"/></subtraction>"#;
    let what = "test.gdml:5: <subtraction name=\"last\">: it is made of 65537 solids, each counted as often as it is \
                used; at most 65536 are allowed";
    assert_eq!(Sections { solids: &solids, ..EMPTY }.fault(), what);
}

#[test]
fn loops_have_a_bound() {
    let define = r#"<variable name="i" value="1"/>"#;
    let inner = r#"<loop for="i" from="1" to="1000000" step="1"></loop>"#;
    let solids = format!(r#"<loop for="i" from="1" to="10" step="1">{}</loop>"#, inner.repeat(5));
    let what = "test.gdml:5: <loop>: more than 8388608 elements are read in loops";
    assert_eq!(Sections { define, solids: &solids, ..EMPTY }.fault(), what);
}

#[test]
fn messages_can_be_printed() {
    let message = fault("<gdml><define\0></gdml>");
    assert!(message.starts_with("test.gdml:1: not well-formed XML: "), "{message:?}");
    assert!(!message.contains(char::is_control), "{message:?}");
    let message = Sections { solids: r#"<orb name="a&#10;b" r="1"/>"#, ..EMPTY }.fault();
    let said = r#"<orb name="a\nb">: name="a\nb": a name has no control characters"#;
    assert_eq!(message, format!("test.gdml:5: {said}"));
}

/// A whole description with a bit of everything.
fn everything() -> String {
    let define = r#"<constant name="k" value="2"/><variable name="i" value="1"/><matrix name="m" coldim="2" values="1 2 3 4"/>
<position name="p" x="1" unit="cm"/><rotation name="r" z="90" unit="deg"/><expression name="x">k*2</expression>"#;
    let solids = r#"<tube name="t" rmax="5" z="10" deltaphi="360" aunit="deg"/><polycone name="pc" deltaphi="6">
<zplane z="1" rmax="1"/><zplane z="2" rmax="1"/></polycone><subtraction name="s"><first ref="w"/><second ref="t"/>
<positionref ref="p"/></subtraction><loop for="i" from="1" to="2" step="1"><box name="b[i]" x="i*k" y="m[i,2]"/></loop>
<opticalsurface name="o" model="1" finish="0" type="0" value="1"><property name="R" ref="m"/></opticalsurface>"#;
    let before = r#"<volume name="V"><materialref ref="G4_WATER"/><solidref ref="s"/></volume>
<assembly name="A"><physvol><volumeref ref="V"/></physvol></assembly>"#;
    let world = r#"<physvol name="v" copynumber="3"><volumeref ref="V"/><position x="1"/><rotationref ref="r"/></physvol>
<physvol><volumeref ref="A"/><scale x="-1"/></physvol>"#;
    let after = r#"<skinsurface name="k" surfaceproperty="o"><volumeref ref="V"/></skinsurface>"#;
    Sections { define, materials: "", solids, before, world, after }.text()
}

#[test]
fn damaged_texts_never_panic() {
    let text = everything();
    read_text(&text, "test.gdml", &ReadOptions::default()).unwrap();
    // A plain generator, so that a failure can be repeated.
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut random = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    };
    let alphabet: Vec<char> = "<>/\"'=&;[](),.^*+-x0e1 \n\u{e9}".chars().collect();
    for _ in 0..20_000 {
        let mut damaged: Vec<char> = text.chars().collect();
        for _ in 0..1 + random(4) {
            let at = random(damaged.len());
            match random(4) {
                0 => damaged[at] = alphabet[random(alphabet.len())],
                1 => damaged.insert(at, alphabet[random(alphabet.len())]),
                2 => drop(damaged.drain(at..(at + 1 + random(20)).min(damaged.len()))),
                _ => {
                    let from = random(damaged.len());
                    let piece = damaged[from..(from + random(40)).min(damaged.len())].to_vec();
                    damaged.splice(at..at, piece);
                }
            }
        }
        let damaged: String = damaged.into_iter().collect();
        let _ = read_text(&damaged, "test.gdml", &ReadOptions::default());
    }
}

#[test]
fn truncated_texts_are_refused() {
    let text = everything();
    for end in (0..text.len() - 1).filter(|end| text.is_char_boundary(*end)) {
        assert!(read_text(&text[..end], "test.gdml", &ReadOptions::default()).is_err());
    }
}

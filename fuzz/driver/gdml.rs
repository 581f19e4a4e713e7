//! GDML files of any content: an error or a detector that commits, or says why not.

use super::Input;
use chroma2::geometry::CommitOptions;
use chroma2::geometry::gdml::read::{ReadOptions, read_text};
use chroma2::geometry::gdml::{Detection, Options, check, count, model};
use std::sync::Arc;

/// Placements, and elements in loops, of a text that is read: a few bytes can ask for millions.
const MOST: u32 = 2000;

/// What the fuzz target does: any text, or known elements in any order.
pub fn target(bytes: &[u8]) {
    match bytes.split_first() {
        Some((0, rest)) => pieces(&mut Input::new(rest)),
        _ => text(&String::from_utf8_lossy(bytes)),
    }
}

/// Reads a text; what is read becomes a model or an error, and a small model a committed geometry.
pub fn text(text: &str) {
    let reading = ReadOptions { most: Some(MOST), ..ReadOptions::default() };
    let document = match read_text(text, "fuzzed", &reading) {
        Ok(document) => document,
        Err(error) => return message(&error.to_string()),
    };
    document.notes.iter().for_each(|note| message(note));
    if count(&document).is_ok_and(|count| count > MOST.into()) {
        return;
    }
    for detection in [Detection::Surface, Detection::Sensitive] {
        let mut options = Options { detection: Some(detection), ..Options::default() };
        options.tessellation.chord = 1e7; // the fewest facets
        match model(&document, &options) {
            Ok(made) => {
                made.model.check().expect("what loads is valid");
                made.origin.notes.iter().for_each(|note| message(note));
                assert_eq!(made.model.instances.len(), made.origin.placements.all.len());
                let triangles: usize = made.model.meshes.iter().map(|mesh| mesh.triangles.len()).sum();
                if triangles > 2000 || made.model.instances.len() > 200 {
                    return;
                }
                for instance in 0..made.model.instances.len() as u32 {
                    let path = made.origin.placements.path(instance);
                    assert!(made.origin.placements.find(&path).contains(&instance), "{path:?}");
                }
                if let Ok(scene) = Arc::new(made.model).commit(&CommitOptions::default()) {
                    check(&scene, &made.origin, 1e-3).iter().for_each(|line| message(line));
                }
            }
            Err(error) => error.to_string().lines().for_each(message),
        }
    }
}

/// Each problem is one line that can be printed.
fn message(text: &str) {
    assert!(!text.is_empty() && text.len() < 20_000, "{text}");
    assert!(!text.chars().any(char::is_control), "{text:?}");
}

/// A file put together from known elements in any order, which gets further than random bytes.
pub fn pieces(input: &mut Input) {
    const DEFINE: [&str; 12] = [
        r#"<constant name="C7" value="7"/>"#,
        r#"<constant name="B" value="C7*pi/2"/>"#,
        r#"<quantity name="Q" value="2" unit="cm"/>"#,
        r#"<variable name="i" value="1"/>"#,
        r#"<position name="p" x="1" y="-C7" z="i*3" unit="mm"/>"#,
        r#"<rotation name="r" x="90" y="i" z="-30" unit="deg"/>"#,
        r#"<scale name="flip" x="1" y="1" z="-1"/>"#,
        r#"<matrix name="n" coldim="2" values="2*eV 1.3 4*eV 1.4"/>"#,
        r#"<matrix name="half" coldim="2" values="2*eV 0.5 4*eV 0.5"/>"#,
        r#"<matrix name="one" coldim="1" values="1"/>"#,
        r#"<matrix name="long" coldim="2" values="2*eV 1*m 2*eV 3*m 4*eV 0"/>"#,
        r#"<constant name="C7" value="1e300*C7"/>"#,
    ];
    const MATERIALS: [&str; 10] = [
        r#"<material name="a"><property name="RINDEX" ref="n"/><D value="1"/><fraction n="1" ref="N"/></material>"#,
        r#"<material name="b"><D value="1"/><fraction n="1" ref="N"/></material>"#,
        r#"<material name="a"><property name="RINDEX" ref="n"/><property name="ABSLENGTH" ref="long"/><D value="1"/><fraction n="1" ref="N"/></material>"#,
        r#"<material name="b"><property name="RINDEX" ref="n"/><property name="WLSABSLENGTH" ref="long"/><property name="WLSCOMPONENT" ref="half"/><property name="WLSTIMECONSTANT" ref="one"/><property name="WLSMEANNUMBERPHOTONS" ref="one"/><D value="1"/><fraction n="1" ref="N"/></material>"#,
        r#"<material name="a"><property name="RINDEX" ref="n"/><property name="SCINTILLATIONYIELD" ref="one"/><property name="SCINTILLATIONCOMPONENT1" ref="half"/><property name="SCINTILLATIONTIMECONSTANT1" ref="one"/><D value="1"/><fraction n="1" ref="N"/></material>"#,
        r#"<material name="b"><property name="RINDEX" ref="n"/><property name="GROUPVEL" ref="long"/><property name="REEMISSIONPROB" ref="half"/><property name="FASTCOMPONENT" ref="half"/><D value="1"/><fraction n="1" ref="N"/></material>"#,
        r#"<material name="Water"><property name="RINDEX" ref="n"/><D value="1"/><fraction n="1" ref="N"/></material>"#,
        r#"<material name="a"><property name="RINDEX" ref="n"/><property name="MIEHG" ref="long"/><property name="MIEHG_FORWARD" ref="half"/><property name="RAYLEIGH" ref="long"/><D value="1"/><fraction n="1" ref="N"/></material>"#,
        r#"<element name="N" Z="7" formula="N"><atom value="14"/></element>"#,
        r#"<material name="b"><property name="REFLECTIVITY" ref="half"/><D value="1"/><fraction n="1" ref="N"/></material>"#,
    ];
    const SOLIDS: [&str; 26] = [
        r#"<box name="w" x="100" y="100" z="100"/>"#,
        r#"<box name="s" x="C7" y="i" z="10"/>"#,
        r#"<tube name="t" rmin="1" rmax="C7" z="9" startphi="0" deltaphi="300" aunit="deg"/>"#,
        r#"<cone name="s" rmin1="0" rmax1="3" rmin2="1" rmax2="2" z="9" startphi="0" deltaphi="360" aunit="deg"/>"#,
        r#"<sphere name="t" rmin="2" rmax="5" startphi="0" deltaphi="360" starttheta="20" deltatheta="100" aunit="deg"/>"#,
        r#"<orb name="o" r="C7"/>"#,
        r#"<torus name="s" rmin="1" rmax="2" rtor="9" startphi="0" deltaphi="200" aunit="deg"/>"#,
        r#"<polycone name="t" startphi="0" deltaphi="360" aunit="deg"><zplane rmin="0" rmax="2" z="0"/><zplane rmin="1" rmax="3" z="4"/><zplane rmin="1" rmax="1" z="4"/></polycone>"#,
        r#"<polyhedra name="s" startphi="0" deltaphi="360" numsides="6" aunit="deg"><zplane rmin="0" rmax="2" z="0"/><zplane rmin="0" rmax="3" z="4"/></polyhedra>"#,
        r#"<trd name="t" x1="2" x2="3" y1="4" y2="5" z="6"/>"#,
        r#"<trap name="s" z="6" theta="10" phi="5" y1="2" x1="2" x2="3" alpha1="10" y2="2" x3="2" x4="3" alpha2="10" aunit="deg"/>"#,
        r#"<para name="t" x="2" y="3" z="4" alpha="10" theta="5" phi="10" aunit="deg"/>"#,
        r#"<ellipsoid name="s" ax="3" by="4" cz="5" zcut1="-2" zcut2="3"/>"#,
        r#"<eltube name="t" dx="3" dy="2" dz="4"/>"#,
        r#"<elcone name="s" dx="0.3" dy="0.2" zmax="9" zcut="4"/>"#,
        r#"<paraboloid name="t" rlo="1" rhi="4" dz="3"/>"#,
        r#"<hype name="s" rmin="1" rmax="2" inst="10" outst="20" z="6" aunit="deg"/>"#,
        r#"<tet name="t" vertex1="p" vertex2="q" vertex3="p2" vertex4="p3"/>"#,
        r#"<xtru name="s"><twoDimVertex x="0" y="0"/><twoDimVertex x="4" y="0"/><twoDimVertex x="1" y="1"/><twoDimVertex x="0" y="4"/><section zOrder="0" zPosition="-1" xOffset="0" yOffset="0" scalingFactor="1"/><section zOrder="1" zPosition="2" xOffset="1" yOffset="0" scalingFactor="0.5"/></xtru>"#,
        r#"<cutTube name="t" rmin="1" rmax="3" z="9" startphi="0" deltaphi="360" lowX="0" lowY="0.1" lowZ="-1" highX="0.1" highY="0" highZ="1" aunit="deg"/>"#,
        r#"<union name="s"><first ref="s"/><second ref="t"/><position name="q" x="i"/></union>"#,
        r#"<subtraction name="u"><first ref="w"/><second ref="o"/><rotationref ref="r"/></subtraction>"#,
        r#"<intersection name="u"><first ref="u"/><second ref="s"/><positionref ref="p"/></intersection>"#,
        r#"<multiUnion name="u"><multiUnionNode name="k"><solid ref="s"/><positionref ref="p"/></multiUnionNode><multiUnionNode name="l"><solid ref="t"/></multiUnionNode></multiUnion>"#,
        r#"<scaledSolid name="u"><solidref ref="t"/><scaleref ref="flip"/></scaledSolid>"#,
        r#"<opticalsurface name="f" model="unified" finish="ground" type="dielectric_metal" value="0.1"><property name="REFLECTIVITY" ref="half"/><property name="EFFICIENCY" ref="half"/></opticalsurface>"#,
    ];
    const STRUCTURE: [&str; 16] = [
        r#"<volume name="V"><materialref ref="a"/><solidref ref="s"/></volume>"#,
        r#"<volume name="U"><materialref ref="b"/><solidref ref="t"/><auxiliary auxtype="SensDet" auxvalue="x"/></volume>"#,
        r#"<volume name="T"><materialref ref="a"/><solidref ref="u"/><physvol name="v"><volumeref ref="V"/><positionref ref="p"/></physvol></volume>"#,
        r#"<volume name="V"><materialref ref="b"/><solidref ref="o"/><physvol name="u" copynumber="3"><volumeref ref="U"/><rotationref ref="r"/></physvol></volume>"#,
        r#"<assembly name="S"><physvol name="v"><volumeref ref="V"/><positionref ref="p"/></physvol><physvol name="u"><volumeref ref="U"/><scaleref ref="flip"/></physvol></assembly>"#,
        r#"<assembly name="S2"><physvol><volumeref ref="S"/></physvol><physvol><volumeref ref="S"/><positionref ref="p"/></physvol></assembly>"#,
        r#"<volume name="R"><materialref ref="a"/><solidref ref="w"/><replicavol number="C7"><volumeref ref="V"/><replicate_along_axis><direction z="1"/><width value="C7" unit="mm"/><offset value="0" unit="mm"/></replicate_along_axis></replicavol></volume>"#,
        r#"<volume name="D"><materialref ref="a"/><solidref ref="w"/><divisionvol axis="kXAxis" number="4" width="20" offset="-3" unit="mm"><volumeref ref="V"/></divisionvol></volume>"#,
        r#"<volume name="L"><materialref ref="a"/><solidref ref="w"/><loop for="i" from="1" to="C7" step="2"><physvol name="v"><volumeref ref="V"/><position name="at" x="i*9"/></physvol></loop></volume>"#,
        r#"<skinsurface name="k" surfaceproperty="f"><volumeref ref="V"/></skinsurface>"#,
        r#"<skinsurface name="k2" surfaceproperty="f"><volumeref ref="U"/></skinsurface>"#,
        r#"<bordersurface name="b" surfaceproperty="f"><physvolref ref="v"/><physvolref ref="w"/></bordersurface>"#,
        r#"<volume name="P"><materialref ref="a"/><solidref ref="w"/><paramvol ncopies="2"><volumeref ref="V"/><parameterised_position_size><parameters number="1"><position name="a" x="1"/><box_dimensions x="1" y="2" z="3"/></parameters><parameters number="2"><position name="a" x="20"/><box_dimensions x="4" y="2" z="3"/></parameters></parameterised_position_size></paramvol></volume>"#,
        r#"<volume name="V"><materialref ref="a"/><solidref ref="t"/><physvol name="s"><volumeref ref="S"/></physvol><physvol name="s"><volumeref ref="T"/></physvol></volume>"#,
        r#"<loop for="i" from="1" to="3" step="1"><volume name="V[i]"><materialref ref="a"/><solidref ref="s"/></volume></loop>"#,
        r#"<volume name="W"><materialref ref="a"/><solidref ref="w"/><physvol name="s"><volumeref ref="S2"/></physvol><physvol name="v"><volumeref ref="V"/></physvol><physvol name="w"><volumeref ref="U"/></physvol></volume>"#,
    ];
    let mut text = String::from("<gdml><define>");
    // Most of what is needed, then what the bytes say.
    text += &[&DEFINE[..9], &DEFINE[9..10]].concat().concat();
    section(input, &DEFINE, &mut text);
    text += "</define><materials>";
    text += &MATERIALS[..2].concat();
    section(input, &MATERIALS, &mut text);
    text += "</materials><solids>";
    text += &[SOLIDS[0], SOLIDS[1], SOLIDS[2], SOLIDS[5], SOLIDS[25]].concat();
    section(input, &SOLIDS, &mut text);
    text += "</solids><structure>";
    text += &STRUCTURE[..2].concat();
    section(input, &STRUCTURE, &mut text);
    const WORLDS: [&str; 9] = ["V", "W", "R", "D", "L", "P", "S", "T", "S2"];
    let placed: Vec<&str> = (0..input.below(4)).map(|_| WORLDS[input.below(WORLDS.len())]).collect();
    text += r#"<volume name="World"><materialref ref="a"/><solidref ref="w"/>"#;
    for name in placed {
        text += &format!(r#"<physvol name="v"><volumeref ref="{name}"/><positionref ref="p"/></physvol>"#);
    }
    text += r#"</volume></structure><setup name="Default" version="1.0"><world ref="World"/></setup></gdml>"#;
    self::text(&text);
}

/// Some elements, of which a number may be another one.
fn section(input: &mut Input, elements: &[&str], text: &mut String) {
    const NUMBERS: [&str; 16] = [
        "0",
        "-1",
        "1e-9",
        "1e9",
        "0.5",
        "i",
        "C7",
        "Q",
        "1/0",
        "sqrt(-1)",
        "360",
        "1e300",
        "4.0000001",
        "pi",
        "100",
        "x",
    ];
    for _ in 0..input.below(8) {
        let element = elements[input.below(elements.len())];
        let values: Vec<&str> = element.split('"').collect();
        let (which, with) = (input.below(2 * values.len()), NUMBERS[input.below(NUMBERS.len())]);
        // Values of attributes are every second part; names are left.
        for (i, value) in values.iter().enumerate() {
            let is_number =
                value.starts_with(|c: char| c.is_ascii_digit() || "-Ci".contains(c)) && i % 2 == 1;
            *text += if is_number && i / 2 == which { with } else { value };
            if i + 1 < values.len() {
                text.push('"');
            }
        }
    }
}

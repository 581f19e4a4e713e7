//! What small files become.

use super::{Detection, Loaded, Options, check, model, read};
use crate::geometry::CommitOptions;
use std::sync::Arc;

/// A file with boxes and balls, glass with an index, and a surface; `materials` are properties of the glass.
fn text(materials: &str, structure: &str) -> String {
    format!(
        r#"<gdml>
<define>
  <matrix name="n" coldim="2" values="2*eV 1.5 4*eV 1.5"/>
  <matrix name="half" coldim="2" values="2*eV 0.5 4*eV 0.5"/>
</define>
<materials>
  <material name="Glass"><property name="RINDEX" ref="n"/>{materials}<D value="1"/><fraction n="1" ref="N"/></material>
</materials>
<solids>
  <box name="world" x="1000" y="1000" z="1000"/>
  <box name="box" x="10" y="20" z="30"/>
  <box name="core" x="2" y="2" z="2"/>
  <opticalsurface name="cathode" model="unified" finish="polished" type="dielectric_metal" value="0">
    <property name="REFLECTIVITY" ref="half"/><property name="EFFICIENCY" ref="half"/>
  </opticalsurface>
</solids>
<structure>{structure}</structure>
<setup name="Default" version="1.0"><world ref="World"/></setup>
</gdml>"#
    )
}

fn volume(name: &str, solid: &str, content: &str) -> String {
    format!(r#"<volume name="{name}"><materialref ref="Glass"/><solidref ref="{solid}"/>{content}</volume>"#)
}

fn placed(volume: &str, x: f64) -> String {
    format!(r#"<physvol name="{volume}"><volumeref ref="{volume}"/><position name="at" x="{x}"/></physvol>"#)
}

fn load(text: &str, options: &Options) -> Result<Loaded, String> {
    let document = read::read_text(text, "test.gdml", &read::ReadOptions::default());
    document.and_then(|document| model(&document, options)).map_err(|error| error.to_string())
}

fn loaded(text: &str, options: &Options) -> Loaded {
    load(text, options).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn a_property_ignored_by_its_name_stays_where_it_has_a_meaning() {
    let skin = r#"<skinsurface name="skin" surfaceproperty="cathode"><volumeref ref="Box"/></skinsurface>"#;
    let structure = volume("Box", "box", "") + &volume("World", "world", &placed("Box", 0.0)) + skin;
    let text = text(r#"<property name="REFLECTIVITY" ref="half"/>"#, &structure);
    let message = load(&text, &Options::default()).unwrap_err();
    assert_eq!(
        message,
        "test.gdml:7: material \"Glass\": REFLECTIVITY is not simulated\n\
         (what is not simulated may be left out by ignore: PROPERTY or OBJECT.PROPERTY)"
    );
    let ignoring = |name: &str| Options { ignore: vec![name.into()], ..Options::default() };
    for name in ["REFLECTIVITY", "Glass.REFLECTIVITY"] {
        let made = loaded(&text, &ignoring(name));
        assert_eq!(made.model.surfaces[0].reflectivity.value(400.0), 0.5, "{name}");
        assert!(made.origin.notes.is_empty(), "{:?}", made.origin.notes);
    }
    let both = Options {
        ignore: ["REFLECTIVITY", "cathode.REFLECTIVITY"].map(String::from).into(),
        ..Options::default()
    };
    let made = loaded(&text, &both);
    assert_eq!(made.model.surfaces[0].reflectivity.value(400.0), 1.0);
    let said = "surface \"cathode\": REFLECTIVITY is left out, as it is to be ignored";
    assert!(made.origin.notes.iter().any(|note| note == said), "{:?}", made.origin.notes);
}

#[test]
fn placements_are_counted_before_any_is_made() {
    let of = |name: &str, below: &str| (0..10).fold(String::new(), |all, _| all + &placed(below, 0.0)) + name;
    let mut volumes = volume("V0", "box", "");
    let mut assemblies = r#"<assembly name="V0"></assembly>"#.to_owned();
    for i in 1..=15 {
        let content = of("", &format!("V{}", i - 1));
        volumes += &volume(&format!("V{i}"), "box", &content);
        assemblies += &format!(r#"<assembly name="V{i}">{content}</assembly>"#);
    }
    for below in [volumes, assemblies] {
        let text = text("", &(below + &volume("World", "world", &placed("V15", 0.0))));
        let message = load(&text, &Options::default()).unwrap_err();
        let said = "there would be 1111111111111112 placements, those of assemblies included; at most 67108864 are allowed";
        assert_eq!(message, said);
    }
}

#[test]
fn a_volume_that_is_placed_twice_at_one_place_is_told() {
    let twice = placed("Box", 5.0) + &placed("Box", 5.0) + &placed("Box", 15.0);
    let text = text("", &(volume("Box", "box", "") + &volume("World", "world", &twice)));
    let made = loaded(&text, &Options::default());
    let scene = Arc::new(made.model).commit(&CommitOptions::default()).expect("a geometry");
    assert_eq!(
        check(&scene, &made.origin, 1e-3),
        ["placements 1, 2: /World:0/Box:0 and /World:0/Box:0 overlap by 10.0 mm"]
    );
}

#[test]
fn what_comes_out_of_a_daughter_is_detected_there() {
    let tag = r#"<auxiliary auxtype="SensDet" auxvalue="Light"/>"#;
    let sensitive = volume("Box", "box", &(placed("Core", 0.0) + tag));
    let world = volume("World", "world", &placed("Box", 0.0));
    let made = loaded(
        &text("", &(volume("Core", "core", "") + &sensitive + &world)),
        &Options { detection: Some(Detection::Sensitive), ..Options::default() },
    );
    let channels: Vec<i32> = made.model.instances.iter().map(|instance| instance.channel).collect();
    assert_eq!(channels, [-1, 0, 1], "the world, the box, and the core, whose facets light comes out of");
}

#[test]
fn paths_are_found_whatever_names_have() {
    let names = ["a/b", "b", "a:1", "a"];
    let content = names.map(|name| {
        placed("Box", 0.0).replace("<physvol name=\"Box\"", &format!("<physvol name=\"{name}\""))
    });
    let made = loaded(
        &text("", &(volume("Box", "box", "") + &volume("World", "world", &content.concat()))),
        &Options::default(),
    );
    let placements = &made.origin.placements;
    for number in 0..=4 {
        assert_eq!(placements.find(&placements.path(number)), [number]);
    }
    assert_eq!(placements.path(1), "/World:0/a/b:0");
    assert_eq!(placements.find("/World/a/b"), [1]);
    assert_eq!(placements.find("/World/b"), [2]);
    for wrong in ["", "/", "World", "/World:1", "World/b", "/World/b:1", "/b", "//World", "/World/"] {
        assert!(placements.find(wrong).is_empty(), "{wrong}");
    }
}

/// A plate, and a foil `thickness` mm thick, `gap` mm (texts) beside it, far from the origin; what the check says of gaps below `limit` mm.
fn lines_of_foil(thickness: &str, gap: &str, limit: f64) -> Vec<String> {
    let text = format!(
        "<gdml><define/><materials><material name='Air'><D value='1'/><fraction n='1' ref='N'/></material></materials>\
         <solids><box name='world' x='1000' y='1000' z='1000'/><box name='plate' x='500' y='500' z='6'/>\
         <box name='foil' x='500' y='500' z='{thickness}'/></solids>\
         <structure><volume name='Plate'><materialref ref='Air'/><solidref ref='plate'/></volume>\
         <volume name='Foil'><materialref ref='Air'/><solidref ref='foil'/></volume>\
         <volume name='World'><materialref ref='Air'/><solidref ref='world'/>\
         <physvol name='plate'><volumeref ref='Plate'/><position z='258'/></physvol>\
         <physvol name='foil'><volumeref ref='Foil'/><position z='261 + {thickness} / 2 + {gap}'/></physvol></volume></structure>\
         <setup name='Default' version='1.0'><world ref='World'/></setup></gdml>"
    );
    let document = read::read_text(&text, "test.gdml", &read::ReadOptions::default()).unwrap();
    let Loaded { model, origin } = model(&document, &Options::default()).unwrap();
    let committed = std::sync::Arc::new(model).commit(&CommitOptions::default()).unwrap();
    super::check(&committed, &origin, limit)
}

fn lines_of_gap(gap: &str, limit: f64) -> Vec<String> {
    lines_of_foil("0.065", gap, limit)
}

#[test]
fn gaps_that_light_passes_over_are_told() {
    for touching in ["0", "1e-6"] {
        assert!(lines_of_gap(touching, 1e-3).is_empty(), "{touching}");
    }
    let lines = lines_of_gap("0.0005", 1e-3);
    assert!(!lines.is_empty());
    for line in &lines {
        assert!(line.contains("a gap of 0.000") && line.contains("which light passes over"), "{line}");
    }
    assert!(lines_of_gap("0.01", 1e-3).is_empty());
    let lines = lines_of_gap("0.01", 2e-2);
    assert!(!lines.is_empty() && !lines.iter().any(|line| line.contains("passes over")), "{lines:?}");
    // Nor is the way from the edge of a layer to what that lies on.
    assert!(lines_of_foil("0.002", "0", 1e-3).is_empty());
    // Bodies that reach into each other by as little are no gap.
    assert!(lines_of_gap("-0.0005", 1e-3).is_empty());
}

//! Volumes, assemblies and placements of all kinds.

use super::{EMPTY, Sections, assert_near, volume};
use crate::geometry::gdml::read::{Daughter, Document};
use crate::geometry::solids::Solid;
use std::f64::consts::PI;

/// A world with volumes before it.
fn world(before: &str, world: &str) -> Document {
    let define = r#"<variable name="i" value="0"/><position name="p" z="3" unit="cm"/>
<rotation name="r" z="90" unit="deg"/><scale name="k" x="-1"/>"#;
    let solids = r#"<box name="b" x="100" y="200" z="300"/><tube name="t" rmin="10" rmax="50" z="100" deltaphi="2"/>
<cone name="c" rmin1="10" rmax1="50" rmin2="20" rmax2="30" z="100" startphi="1" deltaphi="2"/>
<trd name="d" x1="100" x2="60" y1="40" y2="40" z="100"/>
<para name="q" x="100" y="60" z="40" alpha="0.1" theta="0.2" phi="0.3"/>"#;
    Sections { define, solids, before, world, ..EMPTY }.read()
}

fn daughters(document: &Document) -> &[Daughter] {
    &document.volumes[document.world].daughters
}

/// A volume of a solid.
fn of(name: &str, solid: &str, content: &str) -> String {
    volume(name, content).replace("ref=\"w\"", &format!("ref=\"{solid}\""))
}

#[test]
fn placements_turn_the_mother() {
    let inner = r#"<volumeref ref="V"/><positionref ref="p"/><rotationref ref="r"/>"#;
    let document = world(&volume("V", ""), &format!("<physvol>{inner}</physvol>"));
    let daughter = &daughters(&document)[0];
    assert_eq!(daughter.name, "V_PV");
    assert_eq!(daughter.copy, 0);
    assert_eq!(daughter.placed.translation, [0.0, 0.0, 30.0]);
    // x of the daughter is -y of the mother.
    assert_near(&daughter.placed.apply([1.0, 0.0, 0.0]), &[0.0, -1.0, 30.0]);
    assert_eq!(daughter.place.line, 11);
}

#[test]
fn scales_of_minus_one_reflect() {
    let inner = r#"<volumeref ref="V"/><position x="10"/><rotation z="90" unit="deg"/><scaleref ref="k"/>"#;
    let document = world(&volume("V", ""), &format!("<physvol name=\"v0x1f\">{inner}</physvol>"));
    let daughter = &daughters(&document)[0];
    assert_eq!(daughter.name, "v");
    assert!(daughter.placed.is_reflected());
    assert_near(&daughter.placed.apply([1.0, 0.0, 0.0]), &[10.0, 1.0, 0.0]);
    assert_near(&daughter.placed.apply([0.0, 1.0, 0.0]), &[11.0, 0.0, 0.0]);
}

#[test]
fn brackets_of_placements_are_replaced_outside_of_loops() {
    let document = world(&volume("V[1]", ""), r#"<physvol name="v[2]"><volumeref ref="V[1]"/></physvol>"#);
    assert_eq!(document.volumes[0].name, "V[1]");
    assert_eq!(daughters(&document)[0].name, "v_1");
}

#[test]
fn the_first_volume_of_a_name_counts() {
    let before = of("V", "b", "") + &of("V", "t", "");
    let document = world(&before, r#"<physvol><volumeref ref="V"/></physvol>"#);
    assert_eq!(daughters(&document)[0].volume, 0);
    assert!(document.notes[0].contains("a volume of this name is defined before"));
}

#[test]
fn assemblies_are_volumes_without_content() {
    let before = volume("V", "")
        + r#"<assembly name="A"><physvol name="x"><volumeref ref="V"/><position x="1"/></physvol>
<physvol><volumeref ref="V"/></physvol></assembly>
<assembly name="B"><physvol><volumeref ref="A"/><position y="2"/></physvol></assembly>"#;
    let inside = r#"<physvol><volumeref ref="V"/></physvol><physvol name="a"><volumeref ref="A"/></physvol>
<physvol><volumeref ref="B"/><position z="3"/></physvol>"#;
    let document = world(&before, inside);
    let [_, a, b, _] = &document.volumes[..] else { panic!() };
    assert!(a.content.is_none() && b.content.is_none());
    assert_eq!(a.daughters.len(), 2);
    assert_eq!(a.daughters[1].copy, 1);
    assert_eq!(b.daughters[0].volume, 1);
    // Copies of an assembly are numbered on from what the mother has.
    let copies: Vec<i64> = daughters(&document).iter().map(|daughter| daughter.copy).collect();
    assert_eq!(copies, [0, 2, 4]);
}

#[test]
fn replicas_along_an_axis_are_about_the_middle() {
    let axis = r#"<direction y="1"/><width value="5" unit="cm"/><offset value="7" unit="mm"/>"#;
    let slices = format!(r#"<volumeref ref="V"/><replicate_along_axis>{axis}</replicate_along_axis>"#);
    let mother = of("M", "b", &format!(r#"<replicavol number="4">{slices}</replicavol>"#));
    let document = world(&(of("V", "t", "") + &mother), "");
    let found = &document.volumes[1].daughters;
    let y: Vec<f64> = found.iter().map(|daughter| daughter.placed.translation[1]).collect();
    assert_eq!(y, [-75.0, -25.0, 25.0, 75.0]);
    assert!(found.iter().all(|daughter| daughter.physical == 0 && daughter.name == "V_PV"));
    assert_eq!(found.iter().map(|daughter| daughter.copy).collect::<Vec<_>>(), [0, 1, 2, 3]);
    // A slice of the mother counts, whatever the volume's solid is.
    let solid = found[0].solid.unwrap();
    assert_eq!(*document.solids[solid].solid, Solid::Box { size: [100.0, 50.0, 300.0] });
    assert!(found.iter().all(|daughter| daughter.solid == Some(solid)));
    assert_eq!(document.notes.len(), 1);
}

#[test]
fn replicas_along_phi_turn() {
    let axis = r#"<direction phi="1"/><width value="0.5" unit="rad"/><offset value="1" unit="rad"/>"#;
    let slices = format!(r#"<volumeref ref="V"/><replicate_along_axis>{axis}</replicate_along_axis>"#);
    let mother = of("M", "t", &format!(r#"<replicavol number="2">{slices}</replicavol>"#));
    let document = world(&(of("V", "t", "") + &mother), "");
    let found = &document.volumes[1].daughters;
    assert_near(&found[1].placed.apply([1.0, 0.0, 0.0]), &[1.75f64.cos(), 1.75f64.sin(), 0.0]);
    let expected = Solid::Tube { rmin: 10.0, rmax: 50.0, z: 100.0, start: -0.25, delta: 0.5 };
    assert_eq!(*document.solids[found[0].solid.unwrap()].solid, expected);
}

#[test]
fn replicas_along_rho_have_solids_of_their_own() {
    let axis = r#"<direction rho="1"/><width value="20" unit="mm"/><offset value="10" unit="mm"/>"#;
    let slices = format!(r#"<volumeref ref="V"/><replicate_along_axis>{axis}</replicate_along_axis>"#);
    let mother = of("M", "t", &format!(r#"<replicavol number="2">{slices}</replicavol>"#));
    let document = world(&(of("V", "t", "") + &mother), "");
    let radii: Vec<[f64; 2]> = document.volumes[1]
        .daughters
        .iter()
        .map(|daughter| match &*document.solids[daughter.solid.unwrap()].solid {
            Solid::Tube { rmin, rmax, .. } => [*rmin, *rmax],
            _ => panic!(),
        })
        .collect();
    assert_eq!(radii, [[10.0, 30.0], [30.0, 50.0]]);
}

/// Solids and places of divisions of a volume of a solid.
fn divided(solid: &str, how: &str) -> Vec<(Solid, [f64; 3], [f64; 9])> {
    let division = format!(r#"<divisionvol {how}><volumeref ref="V"/></divisionvol>"#);
    let document = world(&(of("V", solid, "") + &of("M", solid, &division)), "");
    let found = document.volumes[1].daughters.iter().map(|daughter| {
        let solid = document.solids[daughter.solid.unwrap()].solid.clone();
        (Solid::clone(&solid), daughter.placed.translation, daughter.placed.rotation)
    });
    found.collect()
}

#[test]
fn divisions_of_boxes() {
    let found = divided("b", r#"axis="kXAxis" number="4" unit="mm""#);
    assert_eq!(found.len(), 4);
    assert_eq!(found[0].0, Solid::Box { size: [25.0, 200.0, 300.0] });
    assert_eq!(found[3].1, [37.5, 0.0, 0.0]);
    let found = divided("b", r#"axis="kYAxis" width="3" offset="1" unit="cm""#);
    assert_eq!(found.len(), 6);
    assert_eq!(found[0].1, [0.0, -75.0, 0.0]);
    let found = divided("b", r#"axis="kZAxis" number="3" width="5" offset="1" unit="cm""#);
    assert_eq!(found.len(), 3);
    assert_eq!(found[2].1, [0.0, 0.0, -15.0]);
}

#[test]
fn divisions_of_tubes_and_cones() {
    let found = divided("t", r#"axis="kPhi" number="4" offset="0.4" unit="rad""#);
    let expected = Solid::Tube { rmin: 10.0, rmax: 50.0, z: 100.0, start: 0.0, delta: 0.4 };
    assert_eq!(found[1].0, expected);
    assert_near(&[found[1].2[0], found[1].2[3]], &[0.8f64.cos(), 0.8f64.sin()]);
    let found = divided("t", r#"axis="kRho" number="4" unit="rad""#);
    assert_eq!(found[3].0, Solid::Tube { rmin: 40.0, rmax: 50.0, z: 100.0, start: 0.0, delta: 2.0 });
    let found = divided("c", r#"axis="kZAxis" number="2" unit="mm""#);
    let expected = Solid::Cone { rmin: [15.0, 20.0], rmax: [40.0, 30.0], z: 50.0, start: 1.0, delta: 2.0 };
    assert_eq!(found[1].0, expected);
    assert_eq!(found[1].1, [0.0, 0.0, 25.0]);
    let found = divided("c", r#"axis="kRho" number="4" offset="2" unit="mm""#);
    let expected = Solid::Cone { rmin: [12.0, 22.0], rmax: [21.5, 24.0], z: 100.0, start: 1.0, delta: 2.0 };
    assert_eq!(found[0].0, expected);
}

#[test]
fn divisions_of_trapezoids_and_parallelepipeds() {
    let found = divided("d", r#"axis="kZAxis" number="2" unit="mm""#);
    assert_eq!(found[0].0, Solid::Trd { x: [100.0, 80.0], y: [40.0, 40.0], z: 50.0 });
    let found = divided("d", r#"axis="kYAxis" number="2" unit="mm""#);
    assert_eq!(found[0].0, Solid::Trd { x: [100.0, 60.0], y: [20.0, 20.0], z: 100.0 });
    let found = divided("q", r#"axis="kYAxis" number="2" unit="mm""#);
    assert_near(&found[1].1, &[15.0 * 0.1f64.tan(), 15.0, 0.0]);
    let found = divided("q", r#"axis="kZAxis" number="2" unit="mm""#);
    let slope = 10.0 * 0.2f64.tan();
    assert_near(&found[1].1, &[slope * 0.3f64.cos(), slope * 0.3f64.sin(), 10.0]);
}

#[test]
fn parameterised_volumes() {
    let parameters = r#"<parameters number="1"><position x="5"/><rotation z="90" unit="deg"/>
<box_dimensions x="1" y="2" z="3" lunit="cm"/></parameters>"#;
    let rounds = r#"<loop for="i" from="1" to="2" step="1"><parameters number="1"><position y="i"/></parameters></loop>"#;
    let content = format!(
        r#"<paramvol ncopies="3"><volumeref ref="V"/>
<parameterised_position_size>{parameters}{rounds}</parameterised_position_size></paramvol>"#
    );
    let document = world(&of("V", "b", ""), &content);
    let found = daughters(&document);
    assert_eq!(found.len(), 3);
    assert_eq!(found[0].name, "V_param");
    assert_near(&found[0].placed.apply([1.0, 0.0, 0.0]), &[5.0, -1.0, 0.0]);
    assert_eq!(*document.solids[found[0].solid.unwrap()].solid, Solid::Box { size: [10.0, 20.0, 30.0] });
    assert_eq!(found[2].solid, None);
    assert_eq!((found[2].copy, found[2].placed.translation[1]), (2, 2.0));
    assert!(found.iter().all(|daughter| daughter.physical == found[0].physical));
}

#[test]
fn dimensions_of_every_solid() {
    let sphere = r#"rmin="1" rmax="2" startphi="0" deltaphi="6" starttheta="0" deltatheta="3""#;
    let planes = r#"<zplane z="1" rmax="2"/><zplane z="2" rmax="2"/>"#;
    for (solid, dimensions, expected) in [
        (
            r#"<tube name="s"/>"#,
            r#"<tube_dimensions InR="1" OutR="2" hz="3" StartPhi="90" DeltaPhi="180" aunit="deg"/>"#
                .to_owned(),
            Solid::Tube { rmin: 1.0, rmax: 2.0, z: 3.0, start: PI / 2.0, delta: PI },
        ),
        (
            r#"<sphere name="s"/>"#,
            format!("<sphere_dimensions {sphere}/>"),
            Solid::Sphere {
                rmin: 1.0,
                rmax: 2.0,
                start: 0.0,
                delta: 6.0,
                start_theta: 0.0,
                delta_theta: 3.0,
            },
        ),
        (r#"<orb name="s"/>"#, r#"<orb_dimensions r="3"/>"#.to_owned(), Solid::Orb { r: 3.0 }),
        (
            r#"<para name="s"/>"#,
            r#"<para_dimensions x="1" y="2" z="3" alpha="0.1"/>"#.to_owned(),
            Solid::Para { size: [1.0, 2.0, 3.0], alpha: 0.1, theta: 0.0, phi: 0.0 },
        ),
        (
            r#"<polycone name="s"/>"#,
            format!(
                r#"<polycone_dimensions numRZ="2" startPhi="0" openPhi="1">{planes}</polycone_dimensions>"#
            ),
            Solid::Polycone { start: 0.0, delta: 1.0, planes: vec![[1.0, 0.0, 2.0], [2.0, 0.0, 2.0]] },
        ),
    ] {
        let content = format!(
            r#"<paramvol><volumeref ref="V"/><parameterised_position_size><parameters>{dimensions}</parameters>
</parameterised_position_size></paramvol>"#
        );
        let before = of("V", "s", "");
        let document = Sections { solids: solid, before: &before, world: &content, ..EMPTY }.read();
        let index = daughters(&document)[0].solid.unwrap();
        assert_eq!(*document.solids[index].solid, expected);
    }
}

#[test]
fn auxiliary_tags() {
    let tags = r#"<auxiliary auxtype="SensDet" auxvalue="pmt"/>
<auxiliary auxtype="a" auxvalue="1" auxunit="mm"><auxiliary auxtype="b"/></auxiliary><colorref ref="red"/>"#;
    let text = Sections { world: tags, ..EMPTY }.text();
    let info = r#"<userinfo><auxiliary auxtype="Region" auxvalue="r"/></userinfo></gdml>"#;
    let text = text.replace("</gdml>", info);
    let document = super::super::read_text(&text, "test.gdml", &Default::default()).unwrap();
    let found = &document.volumes[0].auxiliary;
    assert_eq!(found[0].kind, "SensDet");
    assert_eq!((found[1].value.as_str(), found[1].unit.as_str()), ("1", "mm"));
    assert_eq!(found[1].inner[0].kind, "b");
    assert_eq!(document.userinfo[0].value, "r");
}

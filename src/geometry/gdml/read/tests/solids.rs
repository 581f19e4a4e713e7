//! Attributes of every solid.

use super::{EMPTY, Sections, assert_near};
use crate::geometry::gdml::read::Document;
use crate::geometry::solids::{Placed, Solid};
use std::f64::consts::PI;

const DEG: f64 = PI / 180.0;

/// The last solid of a text, whose units are cm and degrees where `@` stands.
fn solid(text: &str) -> Solid {
    let document = document(text);
    Solid::clone(&document.solids.last().unwrap().solid)
}

fn document(text: &str) -> Document {
    let solids = text.replace('@', r#"name="s" lunit="cm" aunit="deg""#);
    let define = r#"<position name="a" x="1"/><position name="b" y="1"/><position name="c" z="1" unit="cm"/>
<position name="o"/><rotation name="r" z="90" unit="deg"/><scale name="k" x="2"/>"#;
    Sections { define, solids: &solids, ..EMPTY }.read()
}

#[test]
fn round_solids() {
    let turn = r#"startphi="10" deltaphi="90""#;
    let (start, delta) = (10.0 * DEG, 90.0 * DEG);
    let cases = [
        (
            format!(r#"<tube @ rmin="1" rmax="2" z="3" {turn}/>"#),
            Solid::Tube { rmin: 10.0, rmax: 20.0, z: 30.0, start, delta },
        ),
        (
            format!(r#"<cutTube @ rmax="2" z="3" {turn} lowX="1" lowZ="-1" highY="1" highZ="1"/>"#),
            Solid::CutTube {
                rmin: 0.0,
                rmax: 20.0,
                z: 30.0,
                start,
                delta,
                low: [1.0, 0.0, -1.0],
                high: [0.0, 1.0, 1.0],
            },
        ),
        (
            format!(r#"<cone @ rmin1="1" rmax1="2" rmin2="3" rmax2="4" z="5" {turn}/>"#),
            Solid::Cone { rmin: [10.0, 30.0], rmax: [20.0, 40.0], z: 50.0, start, delta },
        ),
        (
            format!(r#"<sphere @ rmin="1" rmax="2" {turn} starttheta="20" deltatheta="30"/>"#),
            Solid::Sphere {
                rmin: 10.0,
                rmax: 20.0,
                start,
                delta,
                start_theta: 20.0 * DEG,
                delta_theta: 30.0 * DEG,
            },
        ),
        (r#"<orb @ r="2"/>"#.to_owned(), Solid::Orb { r: 20.0 }),
        (
            format!(r#"<torus @ rmin="1" rmax="2" rtor="9" {turn}/>"#),
            Solid::Torus { rmin: 10.0, rmax: 20.0, rtor: 90.0, start, delta },
        ),
        (
            r#"<eltube @ dx="1" dy="2" dz="3"/>"#.to_owned(),
            Solid::EllipticalTube { half: [10.0, 20.0, 30.0] },
        ),
        (
            r#"<elcone @ dx="1" dy="0.5" zmax="3" zcut="2"/>"#.to_owned(),
            Solid::EllipticalCone { slope: [1.0, 0.5], height: 30.0, cut: 20.0 },
        ),
        (
            r#"<hype @ rmin="1" rmax="2" inst="10" outst="20" z="3"/>"#.to_owned(),
            Solid::Hype {
                rmin: 10.0,
                rmax: 20.0,
                inner_stereo: 10.0 * DEG,
                outer_stereo: 20.0 * DEG,
                z: 30.0,
            },
        ),
        (
            r#"<paraboloid @ rlo="1" rhi="2" dz="3"/>"#.to_owned(),
            Solid::Paraboloid { r: [10.0, 20.0], half_z: 30.0 },
        ),
    ];
    for (text, expected) in cases {
        assert_eq!(solid(&text), expected, "{text}");
    }
}

#[test]
fn cuts_of_ellipsoids() {
    for (cuts, cut) in [
        ("", [-30.0, 30.0]),
        (r#"zcut1="0" zcut2="0""#, [-30.0, 30.0]),
        (r#"zcut1="-1" zcut2="2""#, [-10.0, 20.0]),
        (r#"zcut1="-9" zcut2="1""#, [-30.0, 10.0]),
        (r#"zcut2="2""#, [0.0, 20.0]),
    ] {
        let text = format!(r#"<ellipsoid @ ax="1" by="2" cz="3" {cuts}/>"#);
        assert_eq!(solid(&text), Solid::Ellipsoid { semi_axes: [10.0, 20.0, 30.0], cut });
    }
}

#[test]
fn flat_solids() {
    let corners: String =
        (1..9).map(|k| format!(r#" v{k}x="{k}" v{k}y="-{k}""#)).collect::<Vec<_>>().concat();
    let cases = [
        (r#"<box @ x="1" y="2" z="3"/>"#.to_owned(), Solid::Box { size: [10.0, 20.0, 30.0] }),
        (
            r#"<trd @ x1="1" x2="2" y1="3" y2="4" z="5"/>"#.to_owned(),
            Solid::Trd { x: [10.0, 20.0], y: [30.0, 40.0], z: 50.0 },
        ),
        (
            r#"<trap @ z="1" theta="10" phi="20" y1="2" x1="3" x2="4" alpha1="30" y2="5" x3="6" x4="7" alpha2="40"/>"#
                .to_owned(),
            Solid::Trap {
                z: 10.0,
                theta: 10.0 * DEG,
                phi: 20.0 * DEG,
                y: [20.0, 50.0],
                x_low_y: [30.0, 60.0],
                x_high_y: [40.0, 70.0],
                alpha: [30.0 * DEG, 40.0 * DEG],
            },
        ),
        (
            r#"<para @ x="1" y="2" z="3" alpha="10" theta="20" phi="30"/>"#.to_owned(),
            Solid::Para { size: [10.0, 20.0, 30.0], alpha: 10.0 * DEG, theta: 20.0 * DEG, phi: 30.0 * DEG },
        ),
        (
            format!(r#"<arb8 @ dz="3"{corners}/>"#),
            Solid::Arb8 {
                half_z: 30.0,
                corners: std::array::from_fn(|k| [10.0 * (k + 1) as f64, -10.0 * (k + 1) as f64]),
            },
        ),
        // Positions are in mm already, and multiplied by the unit all the same.
        (
            r#"<tet @ vertex1="o" vertex2="a" vertex3="b" vertex4="c"/>"#.to_owned(),
            Solid::Tet { corners: [[0.0; 3], [10.0, 0.0, 0.0], [0.0, 10.0, 0.0], [0.0, 0.0, 100.0]] },
        ),
    ];
    for (text, expected) in cases {
        assert_eq!(solid(&text), expected, "{text}");
    }
}

#[test]
fn profiles() {
    let turn = r#"startphi="10" deltaphi="90""#;
    let (start, delta) = (10.0 * DEG, 90.0 * DEG);
    let planes = r#"<zplane z="1" rmin="2" rmax="3"/><zplane z="4" rmax="5"/>"#;
    let plane_values = vec![[10.0, 20.0, 30.0], [40.0, 0.0, 50.0]];
    let points = r#"<rzpoint r="1" z="2"/><rzpoint r="3" z="4"/><rzpoint z="-5"/>"#;
    let outline = vec![[10.0, 20.0], [30.0, 40.0], [0.0, -50.0]];
    let sections = r#"<section zOrder="0" zPosition="-1"/>
<section zOrder="1" zPosition="1" xOffset="2" yOffset="3" scalingFactor="0.5"/>"#;
    let cases = [
        (
            format!("<polycone @ {turn}>{planes}</polycone>"),
            Solid::Polycone { start, delta, planes: plane_values.clone() },
        ),
        (
            format!(r#"<polyhedra @ {turn} numsides="6">{planes}</polyhedra>"#),
            Solid::Polyhedra { start, delta, sides: 6, planes: plane_values },
        ),
        (
            format!("<genericPolycone @ {turn}>{points}</genericPolycone>"),
            Solid::GenericPolycone { start, delta, outline: outline.clone() },
        ),
        (
            format!(r#"<genericPolyhedra @ {turn} numsides="5">{points}</genericPolyhedra>"#),
            Solid::GenericPolyhedra { start, delta, sides: 5, outline },
        ),
        (
            format!(r#"<xtru @><twoDimVertex x="1" y="2"/><twoDimVertex x="3"/>{sections}</xtru>"#),
            Solid::Extruded {
                outline: vec![[10.0, 20.0], [30.0, 0.0]],
                sections: vec![[-10.0, 0.0, 0.0, 1.0], [10.0, 20.0, 30.0, 0.5]],
            },
        ),
    ];
    for (text, expected) in cases {
        assert_eq!(solid(&text), expected, "{text}");
    }
}

#[test]
fn sections_count_in_the_order_of_the_file() {
    let text = r#"<xtru @><section zOrder="1" zPosition="-1"/><section zOrder="0" zPosition="1"/></xtru>"#;
    let document = document(text);
    assert_eq!(document.notes.len(), 2, "{:?}", document.notes);
    let what = "test.gdml:6: <section>: its zOrder is not 0; the order of the file counts";
    assert_eq!(document.notes[0], what);
}

#[test]
fn facets() {
    let text = r#"<tessellated @>
<triangular vertex1="o" vertex2="b" vertex3="a"/>
<triangular vertex1="o" vertex2="a" vertex3="c" type="ABSOLUTE"/>
<quadrangular vertex1="a" vertex2="b" vertex3="c" vertex4="a" type="RELATIVE" lunit="cm"/>
</tessellated>"#;
    let Solid::Tessellated { vertices, facets } = solid(text) else { panic!() };
    let (o, a, b, c) = ([0.0; 3], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 10.0]);
    let relative = [[10.0, 0.0, 0.0], [10.0, 10.0, 0.0], [10.0, 0.0, 100.0], [20.0, 0.0, 0.0]];
    assert_eq!(vertices[..4], [o, b, a, c]);
    assert_eq!(vertices[4..], relative);
    assert_eq!(facets, [vec![0, 1, 2], vec![0, 2, 3], vec![4, 5, 6, 7]]);
}

#[test]
fn parts_of_booleans_are_turned_by_their_angles() {
    let quarter = [0.0, -1.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 1.0];
    let parts = r#"<first ref="w"/><second ref="w"/>"#;
    let places = [
        r#"<position x="1" unit="cm"/><rotation z="90" unit="deg"/>"#,
        r#"<positionref ref="a"/><rotationref ref="r"/>"#,
    ];
    for tag in ["union", "subtraction", "intersection"] {
        for (place, x) in places.into_iter().zip([10.0, 1.0]) {
            let (Solid::Union { first, placed, .. }
            | Solid::Subtraction { first, placed, .. }
            | Solid::Intersection { first, placed, .. }) =
                solid(&format!(r#"<{tag} name="s">{parts}{place}</{tag}>"#))
            else {
                panic!()
            };
            assert_eq!(*first, Solid::Box { size: [1000.0; 3] });
            assert_eq!(placed.translation, [x, 0.0, 0.0]);
            assert_near(&placed.rotation, &quarter);
        }
    }
    let first = r#"<firstposition y="2"/><firstrotationref ref="r"/>"#;
    let Solid::Union { first, placed, .. } = solid(&format!(r#"<union name="s">{parts}{first}</union>"#))
    else {
        panic!()
    };
    assert_eq!(placed, Placed::IDENTITY);
    let Solid::Moved { placed, .. } = &*first else { panic!() };
    assert_eq!(placed.translation, [0.0, 2.0, 0.0]);
    assert_near(&placed.rotation, &quarter);
}

#[test]
fn angles_turn_about_x_then_y_then_z() {
    let parts = r#"<first ref="w"/><second ref="w"/><rotation x="90" y="90" unit="deg"/>"#;
    let Solid::Union { placed, .. } = solid(&format!(r#"<union name="s">{parts}</union>"#)) else { panic!() };
    // y goes to z about x, and from there to x about y.
    assert_near(&placed.apply([0.0, 1.0, 0.0]), &[1.0, 0.0, 0.0]);
}

#[test]
fn many_solids_together() {
    let text = r#"<multiUnion @><multiUnionNode name="n"><solid ref="w"/></multiUnionNode>
<multiUnionNode name="n"><solid ref="w"/><position z="1"/><rotationref ref="r"/></multiUnionNode></multiUnion>"#;
    let Solid::MultiUnion { parts } = solid(text) else { panic!() };
    assert_eq!(parts[0].1, Placed::IDENTITY);
    assert_eq!(parts[1].1.translation, [0.0, 0.0, 1.0]);
    assert_near(&parts[1].1.apply([1.0, 0.0, 0.0]), &[0.0, 1.0, 1.0]);
}

#[test]
fn scaled_and_reflected_solids() {
    let text = r#"<scaledSolid @><solidref ref="w"/><scaleref ref="k"/></scaledSolid>"#;
    let Solid::Scaled { scale, .. } = solid(text) else { panic!() };
    assert_eq!(scale, [2.0, 1.0, 1.0]);

    let text = r#"<reflectedSolid @ solid="w" sx="-1" dx="1" dy="2" rz="90"/>"#;
    let Solid::Scaled { solid, scale } = solid(text) else { panic!() };
    assert_eq!(scale, [-1.0, 1.0, 1.0]);
    let Solid::Moved { placed, .. } = &*solid else { panic!() };
    // What is at (20, 10) in the frame is the middle of the solid: reflected, turned and moved it is at 0.
    let middle = placed.apply([0.0; 3]);
    assert_near(&[scale[0] * middle[0], scale[1] * middle[1]], &[20.0, 10.0]);
}

#[test]
fn the_first_solid_of_a_name_counts() {
    let twice = r#"<orb name="x" r="1"/><orb name="x" r="2"/>
<union name="x"><first ref="x"/><second ref="x"/></union>"#;
    let document = document(twice);
    let Solid::Union { first, second, .. } = &*document.solids[3].solid else { panic!() };
    assert_eq!([&**first, &**second], [&Solid::Orb { r: 1.0 }; 2]);
    assert_eq!(document.notes.len(), 2);
    let what = "test.gdml:6: <orb name=\"x\">: a solid of this name is defined before; references mean the first one";
    assert_eq!(document.notes[0], what);
}

#[test]
fn suffixes_are_stripped_only_after_references_are_resolved() {
    let text = r#"<orb name="x0x1" r="1"/><orb name="x0x2" r="2"/>
<union name="y0x3"><first ref="x0x2"/><second ref="x0x1"/></union>"#;
    let document = document(text);
    let names: Vec<&str> = document.solids.iter().map(|solid| solid.name.as_str()).collect();
    assert_eq!(names, ["w", "x", "x", "y"]);
    let Solid::Union { first, .. } = &*document.solids[3].solid else { panic!() };
    assert_eq!(**first, Solid::Orb { r: 2.0 });
    assert!(document.notes.is_empty());
}

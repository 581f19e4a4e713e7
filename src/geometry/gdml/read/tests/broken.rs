//! Broken descriptions, each with its message.

use super::{EMPTY, Sections, fault, volume};
use Where::{After, Before, Define, Materials, Placed, Solids, Surface, Text, World};

/// Where a broken piece stands.
#[derive(Debug, Clone, Copy)]
enum Where {
    Define,
    Materials,
    Solids,
    /// Before the world's volume.
    Before,
    /// In the world's volume.
    World,
    /// There, after a volume `V`.
    Placed,
    /// After the world's volume.
    After,
    /// There, with an optical surface `s`.
    Surface,
    /// It is the whole text.
    Text,
}

/// Where, what, and the message without the name of the file.
#[rustfmt::skip]
const BROKEN: [(Where, &str, &str); 115] = [
    (Define, r#"<constant name="a" value="1"/><constant name="a" value="2"/>"#, r#"3: <constant name="a">: "a" is defined already"#),
    (Define, r#"<constant name="mm" value="1"/>"#, r#"3: <constant name="mm">: "mm" is the name of a unit or constant that expressions have"#),
    (Define, r#"<constant value="1"/>"#, "3: <constant>: the attribute name is missing"),
    (Define, r#"<constant name="" value="1"/>"#, r#"3: <constant name="">: the attribute name is empty"#),
    (Define, r#"<constant name="a" value="2*(3"/>"#, r#"3: <constant name="a">: value="2*(3": column 3: "(" without its ")""#),
    (Define, r#"<constant name="a" val="2"/>"#, r#"3: <constant name="a">: unknown attribute val; allowed: name, value"#),
    (Define, r#"<const name="a" value="2"/>"#, r#"3: <const name="a">: unknown element in <define>; allowed: constant, variable, quantity, expression, matrix, position, rotation, scale, loop"#),
    (Define, r#"<variable name="i" value="x"/>"#, r#"3: <variable name="i">: value="x": column 1: "x" is not defined"#),
    (Define, r#"<quantity name="q" value="1" unit="furlong"/>"#, r#"3: <quantity name="q">: unit="furlong": unknown unit"#),
    (Define, r#"<position name="p" x="1" unit="deg"/>"#, r#"3: <position name="p">: unit="deg": not a unit of length; allowed: pc, km, m, cm, mm, um, nm, Ang, fm"#),
    (Define, r#"<rotation name="r" z="1" unit="mm/ns"/><rotation name="r" z="1" unit="cm"/>"#, r#"3: <rotation name="r">: unit="cm": not a unit of angle; allowed: rad, mrad, deg"#),
    (Define, r#"<position name="p" x="1" y="1e200*1e200"/>"#, r#"3: <position name="p">: y="1e200*1e200": column 1: the value is inf"#),
    (Define, r#"<expression name="x">1 +</expression>"#, r#"3: <expression name="x">: "1 +": column 4: the end, expected a value"#),
    (Define, r#"<matrix name="m" coldim="2" values="1 2 3"/>"#, r#"3: <matrix name="m">: 3 values do not fill rows of 2 columns"#),
    (Define, r#"<matrix name="m" values="1 2 3"/>"#, r#"3: <matrix name="m">: coldim="": the number of columns must be at least 1"#),
    (Define, r#"<matrix name="m" coldim="1.5" values="1 2 3"/>"#, r#"3: <matrix name="m">: coldim="1.5": column 1: the value is 1.5, a whole number is expected"#),
    (Define, r#"<matrix name="m" coldim="2" values="1 2*eW"/>"#, r#"3: <matrix name="m">: value 2: "2*eW": column 3: "eW" is not defined"#),
    (Define, r#"<matrix name="m" coldim="1" values="1"/><matrix name="m" coldim="1" values="2"/>"#, r#"3: <matrix name="m">: the matrix "m" is defined already"#),
    (Materials, r#"<material name="m"><property name="RINDEX" ref="n"/></material>"#, r#"4: <property name="RINDEX">: ref="n": no matrix of this name is defined before"#),
    (Materials, r#"<material name="m"><density value="1"/></material>"#, "4: <density>: unknown element in <material>; allowed: atom, fraction, composite, D, Dref, T, Tref, P, Pref, MEE, MEEref, RL, AL, RLref, property"),
    (Materials, r#"<material name="m" color="red"/>"#, r#"4: <material name="m">: unknown attribute color; allowed: name, formula, Z, N, state"#),
    (Materials, r#"<gas name="m"/>"#, r#"4: <gas name="m">: unknown element in <materials>; allowed: define, isotope, element, material, loop"#),
    (Materials, r#"<element name="m"><fraction n="1"/></element>"#, "4: <fraction>: the attribute ref is missing"),
    (Solids, r#"<twistedbox name="s" PhiTwist="1" x="1" y="1" z="1"/>"#, r#"5: <twistedbox name="s">: solids of this kind are not supported; supported: arb8, box, cone, cutTube, elcone, ellipsoid, eltube, genericPolycone, genericPolyhedra, hype, intersection, multiUnion, orb, para, paraboloid, polycone, polyhedra, reflectedSolid, scaledSolid, sphere, subtraction, tessellated, tet, torus, trap, trd, tube, union, xtru; else allowed in <solids>: define, loop, opticalsurface"#),
    (Solids, r#"<box name="b" x="1" y="1" depth="1"/>"#, r#"5: <box name="b">: unknown attribute depth; allowed: name, lunit, aunit, x, y, z"#),
    (Solids, r#"<box name="b" x="1" lunit="deg"/>"#, r#"5: <box name="b">: lunit="deg": not a unit of length; allowed: pc, km, m, cm, mm, um, nm, Ang, fm"#),
    (Solids, r#"<tube name="t" deltaphi="360" aunit="degrees"/>"#, r#"5: <tube name="t">: aunit="degrees": not a unit of angle; allowed: rad, mrad, deg"#),
    (Solids, r#"<tube name="t" deltaphi="360" aunit="mm"/>"#, r#"5: <tube name="t">: aunit="mm": not a unit of angle; allowed: rad, mrad, deg"#),
    (Solids, r#"<box x="1"/>"#, "5: <box>: the attribute name is missing"),
    (Solids, r#"<box name="b" x="1"><position x="1"/></box>"#, "5: <position>: unknown element in <box>; allowed: none"),
    (Solids, r#"<union name="u"><first ref="w"/></union>"#, r#"5: <union name="u">: <second> is missing"#),
    (Solids, r#"<union name="u"><second ref="w"/></union>"#, r#"5: <union name="u">: <first> is missing"#),
    (Solids, r#"<union name="u"><first ref="v"/><second ref="w"/></union>"#, r#"5: <first ref="v">: no solid of this name is defined before"#),
    (Solids, r#"<union name="u"><first ref="w"/><second ref="w"/><third ref="w"/></union>"#, r#"5: <third ref="w">: unknown element in <union>; allowed: first, second, position, positionref, rotation, rotationref, firstposition, firstpositionref, firstrotation, firstrotationref"#),
    (Solids, r#"<union name="u"><first ref="w"/><second ref="w"/><positionref ref="p"/></union>"#, r#"5: <positionref ref="p">: no position of this name is defined before"#),
    (Solids, r#"<union name="u"><first/><second ref="w"/></union>"#, "5: <first>: the attribute ref is missing"),
    (Solids, r#"<union name="u"><first ref="u"/><second ref="w"/></union>"#, r#"5: <first ref="u">: no solid of this name is defined before"#),
    (Solids, r#"<multiUnion name="u"/>"#, r#"5: <multiUnion name="u">: <multiUnionNode> is missing"#),
    (Solids, r#"<multiUnion name="u"><multiUnionNode name="n"><position/></multiUnionNode></multiUnion>"#, r#"5: <multiUnionNode name="n">: <solid> is missing"#),
    (Solids, r#"<scaledSolid name="s"><solidref ref="w"/><scale x="-1"/></scaledSolid>"#, r#"5: <scaledSolid name="s">: its scale is [-1.0, 1.0, 1.0]; factors must be above 0"#),
    (Solids, r#"<reflectedSolid name="s" solid="w" sx="0"/>"#, r#"5: <reflectedSolid name="s">: its scale is [0.0, 1.0, 1.0]; factors must not be 0"#),
    (Solids, r#"<reflectedSolid name="s" solid="v"/>"#, r#"5: <reflectedSolid name="s">: solid="v": no solid of this name is defined before"#),
    (Solids, r#"<polycone name="p"><zplane z="1" r="2"/></polycone>"#, "5: <zplane>: unknown attribute r; allowed: z, rmin, rmax"),
    (Solids, r#"<polycone name="p"><rzpoint z="1" r="2"/></polycone>"#, "5: <rzpoint>: unknown element in <polycone>; allowed: zplane"),
    (Solids, r#"<polyhedra name="p" numsides="-2"/>"#, r#"5: <polyhedra name="p">: numsides="-2": a number above 0 is expected"#),
    (Solids, r#"<xtru name="x"><vertex x="1"/></xtru>"#, "5: <vertex>: unknown element in <xtru>; allowed: twoDimVertex, section"),
    (Solids, r#"<tet name="t" vertex1="p"/>"#, r#"5: <tet name="t">: vertex1="p": no position of this name is defined before"#),
    (Solids, r#"<tessellated name="t"><triangular vertex1="p" vertex2="q"/></tessellated>"#, r#"5: <triangular>: vertex1="p": no position of this name is defined before"#),
    (Solids, r#"<define><position name="p"/></define><tessellated name="t"><triangular vertex1="p" vertex2="p" vertex3="p" type="relative"/></tessellated>"#, r#"5: <triangular>: type="relative": allowed: ABSOLUTE, RELATIVE"#),
    (Solids, r#"<loop for="i" from="1" to="2" step="1"/>"#, r#"5: <loop>: for="i": no <variable> of this name is defined before"#),
    (Solids, r#"<loop from="1" to="2" step="1"/>"#, "5: <loop>: the attribute for is missing"),
    (Solids, r#"<define><variable name="i" value="1"/></define><loop for="i" from="1" to="2" step="0"/>"#, "5: <loop>: a loop from 1 to 2 by 0 has no end"),
    (Solids, r#"<define><variable name="i" value="1"/></define><loop for="i" from="1" to="2" step="1"><box name="b[j]"/></loop>"#, r#"5: <box name="b[j]">: name="b[j]": column 3: "j" is not defined"#),
    (Solids, r#"<opticalsurface name="o" model="glisur" finish="ground" type="firsov" value="x"/>"#, r#"5: <opticalsurface name="o">: value="x": column 1: "x" is not defined"#),
    (Solids, r#"<opticalsurface name="o"><table/></opticalsurface>"#, "5: <table>: unknown element in <opticalsurface>; allowed: property"),
    (Before, r#"<volume name="V"><solidref ref="w"/></volume>"#, r#"6: <volume name="V">: <materialref> is missing"#),
    (Before, r#"<volume name="V"><materialref ref="air"/></volume>"#, r#"6: <volume name="V">: <solidref> is missing"#),
    (Before, r#"<volume name="V"><materialref ref="G4_WATR"/><solidref ref="w"/></volume>"#, r#"6: <materialref ref="G4_WATR">: no material of this name is defined before, nor is it one of NIST's"#),
    (Before, r#"<volume name="V"><materialref ref="air"/><solidref ref="x"/></volume>"#, r#"6: <solidref ref="x">: no solid of this name is defined before"#),
    (Before, r#"<volume name="V"><materialref name="air"/><solidref ref="w"/></volume>"#, r#"6: <materialref name="air">: the attribute ref is missing"#),
    (Before, r#"<volumes name="V"/>"#, r#"6: <volumes name="V">: unknown element in <structure>; allowed: volume, assembly, skinsurface, bordersurface, loop"#),
    (Before, r#"<assembly name="A"><replicavol/></assembly>"#, "6: <replicavol>: unknown element in <assembly>; allowed: physvol"),
    (Before, r#"<assembly name="A"><physvol><volumeref ref="A"/></physvol></assembly>"#, r#"6: <physvol>: the volume "A" is placed in itself"#),
    (World, r#"<physvol><volumeref ref="V"/></physvol>"#, r#"7: <volumeref ref="V">: no volume or assembly of this name is defined before"#),
    (World, r#"<physvol><volumeref ref="W"/></physvol>"#, r#"7: <physvol>: the volume "W" is placed in itself"#),
    (World, "<physvol/>", "7: <physvol>: <volumeref> or <file> is missing"),
    (World, r#"<physvol name="p" copyno="1"><volumeref ref="V"/></physvol>"#, r#"7: <physvol name="p">: unknown attribute copyno; allowed: name, copynumber"#),
    (World, r#"<physvol><volumeref ref="W"/><translation x="1"/></physvol>"#, "7: <translation>: unknown element in <physvol>; allowed: volumeref, file, position, positionref, rotation, rotationref, scale, scaleref"),
    (World, r#"<physvol name="p[i]"><volumeref ref="W"/></physvol>"#, r#"7: <physvol name="p[i]">: name="p[i]": column 3: "i" is not defined"#),
    (Placed, r#"<physvol><volumeref ref="V"/><position x="1" unit="deg"/></physvol>"#, r#"7: <position>: unit="deg": not a unit of length; allowed: pc, km, m, cm, mm, um, nm, Ang, fm"#),
    (Placed, r#"<physvol><volumeref ref="V"/><scale x="2"/></physvol>"#, "7: <physvol>: its scale is [2.0, 1.0, 1.0]; factors must be 1 or -1"),
    (Placed, r#"<physvol copynumber="1.5"><volumeref ref="V"/></physvol>"#, r#"7: <physvol>: copynumber="1.5": column 1: the value is 1.5, a whole number is expected"#),
    (Placed, r#"<physvoll><volumeref ref="V"/></physvoll>"#, "7: <physvoll>: unknown element in <volume>; allowed: materialref, solidref, auxiliary, physvol, replicavol, divisionvol, paramvol, loop"),
    (Placed, r#"<replicavol number="0"/>"#, r#"7: <replicavol>: number="0": at least one replica is expected"#),
    (Placed, r#"<replicavol number="2"><volumeref ref="V"/></replicavol>"#, "7: <replicavol>: <volumeref> and <replicate_along_axis> are expected"),
    (Placed, r#"<replicavol number="2"><replicate_along_axis/><volumeref ref="V"/></replicavol>"#, "7: <replicate_along_axis>: <volumeref> must come before it"),
    (Placed, r#"<replicavol number="2"><volumeref ref="V"/><replicate_along_axis><width value="1" unit="mm"/></replicate_along_axis></replicavol>"#, "7: <replicate_along_axis>: <direction> is missing"),
    (Placed, r#"<replicavol number="2"><volumeref ref="V"/><replicate_along_axis><direction x="1" y="1"/></replicate_along_axis></replicavol>"#, "7: <direction>: one of x, y, z, rho, phi must be 1, the others 0"),
    (Placed, r#"<replicavol number="2"><volumeref ref="V"/><replicate_along_axis><direction x="1"/><width value="1"/></replicate_along_axis></replicavol>"#, "7: <width>: the attribute unit is missing"),
    (Placed, r#"<replicavol number="2"><volumeref ref="V"/><replicate_along_axis><direction x="1"/><width value="1" unit="ns"/></replicate_along_axis></replicavol>"#, r#"7: <width>: unit="ns": not a unit of length or angle"#),
    (Placed, r#"<replicavol number="2"><volumeref ref="V"/><replicate_along_axis><direction x="1"/></replicate_along_axis></replicavol>"#, "7: <replicate_along_axis>: the width is 0, it must be above 0"),
    (Placed, r#"<replicavol number="2"><volumeref ref="V"/><replicate_along_axis><direction rho="1"/><width value="1" unit="mm"/></replicate_along_axis></replicavol>"#, "7: <replicavol>: only tubes are replicated along the radius"),
    (Placed, r#"<divisionvol axis="kX" number="2" unit="mm"><volumeref ref="V"/></divisionvol>"#, r#"7: <divisionvol>: axis="kX": allowed: kXAxis, kYAxis, kZAxis, kRho, kPhi"#),
    (Placed, r#"<divisionvol axis="kXAxis" number="2"><volumeref ref="V"/></divisionvol>"#, "7: <divisionvol>: the attribute unit is missing"),
    (Placed, r#"<divisionvol axis="kXAxis" number="2" unit="deg"><volumeref ref="V"/></divisionvol>"#, r#"7: <divisionvol>: unit="deg": not a unit for this axis"#),
    (Placed, r#"<divisionvol axis="kPhi" number="2" unit="deg"><volumeref ref="V"/></divisionvol>"#, "7: <divisionvol>: divisions of this solid along this axis are not supported"),
    (Placed, r#"<divisionvol axis="kXAxis" number="2" width="501" unit="mm"><volumeref ref="V"/></divisionvol>"#, "7: <divisionvol>: divisions up to 1002 exceed the extent, 1000"),
    (Placed, r#"<divisionvol axis="kXAxis" number="2" offset="1" unit="m"><volumeref ref="V"/></divisionvol>"#, r#"7: <divisionvol>: offset="1": 1000 is not less than the extent that is divided, 1000"#),
    (Placed, r#"<divisionvol axis="kXAxis" unit="m"><volumeref ref="V"/></divisionvol>"#, "7: <divisionvol>: 0 divisions of 0: both must be above 0"),
    (Placed, r#"<paramvol ncopies="1"><volumeref ref="V"/></paramvol>"#, "7: <paramvol>: <parameters> are missing"),
    (Placed, r#"<paramvol><volumeref ref="V"/><parameterised_position_size><parameters><cube_dimensions/></parameters></parameterised_position_size></paramvol>"#, "7: <cube_dimensions>: unknown dimensions; allowed: box_dimensions, trd_dimensions, trap_dimensions, tube_dimensions, cone_dimensions, sphere_dimensions, orb_dimensions, torus_dimensions, ellipsoid_dimensions, para_dimensions, hype_dimensions, polycone_dimensions, polyhedra_dimensions"),
    (Placed, r#"<paramvol><volumeref ref="V"/><parameterised_position_size><parameters><orb_dimensions r="1"/></parameters></parameterised_position_size></paramvol>"#, "7: <orb_dimensions>: the volume's solid is not of this kind"),
    (Placed, r#"<paramvol><volumeref ref="V"/><parameterised_position_size><parameters><size/></parameters></parameterised_position_size></paramvol>"#, "7: <size>: unknown element in <parameters>; allowed: position, positionref, rotation, rotationref, <solid>_dimensions"),
    (Placed, r#"<auxiliary auxtype="a" value="b"/>"#, "7: <auxiliary>: unknown attribute value; allowed: auxtype, auxvalue, auxunit"),
    (After, r#"<skinsurface name="k" surfaceproperty="s"><volumeref ref="W"/></skinsurface>"#, r#"8: <skinsurface name="k">: surfaceproperty="s": no optical surface of this name is defined before"#),
    (Surface, r#"<skinsurface name="k" surfaceproperty="s"/>"#, r#"8: <skinsurface name="k">: <volumeref> is missing"#),
    (Surface, r#"<skinsurface name="k" surfaceproperty="s"><volumeref ref="V"/></skinsurface>"#, r#"8: <volumeref ref="V">: no volume of this name is defined before"#),
    (Surface, r#"<bordersurface name="b" surfaceproperty="s"><physvolref ref="x"/></bordersurface>"#, r#"8: <bordersurface name="b">: two <physvolref> are expected"#),
    (Surface, r#"<bordersurface name="b" surfaceproperty="s"><physvolref ref="x"/><physvolref ref="y"/></bordersurface>"#, r#"8: <physvolref ref="x">: no physical volume of this name is placed before (those of assemblies have no names)"#),
    (Text, "", "1: not well-formed XML: the document does not have a root node"),
    (Text, "<gdml/>", " there is no <setup>"),
    (Text, "<geometry/>", "1: <geometry>: <gdml> is expected as the outermost element"),
    (Text, "<gdml><define></gdml>", "1: not well-formed XML: expected 'define' tag, not 'gdml'"),
    (Text, "<gdml>\n<physics/></gdml>", "2: <physics>: unknown element in <gdml>; allowed: define, materials, solids, structure, setup, userinfo, extension"),
    (Text, r#"<gdml><setup name="a" version="1"/></gdml>"#, r#"1: <setup name="a">: <world> is missing"#),
    (Text, r#"<gdml><setup name="a" version="1"><world ref="W"/></setup></gdml>"#, r#"1: <setup name="a">: the world "W" is not a volume"#),
    (Text, "<!DOCTYPE gdml [\n<!ENTITY % p \"x\">]><gdml/>", "2: entities of parameters (<!ENTITY % ...>) are not supported"),
    (Text, "<!DOCTYPE gdml [\n<!ENTITY p x>]><gdml/>", "2: a text in quotes, SYSTEM or PUBLIC is expected"),
    (Text, r#"<!DOCTYPE gdml [ <!ENTITY p "x"> <gdml/>"#, r#"1: a declaration, a comment or "]" is expected in the DOCTYPE"#),
    (Text, "<!DOCTYPE gdml [ <!ENTITY p \"&p;\"> ]>\n<gdml>&p;</gdml>", r#"2: the entity "p" holds itself"#),
    (Text, "<!DOCTYPE gdml [ <!ENTITY p SYSTEM \"p.xml\"> ]>\n<gdml><define x=\"&p;\"/></gdml>", r#"2: the entity "p" is a file, which cannot be in an attribute"#),
    (Text, "<!DOCTYPE gdml [ <!ENTITY p \"<a/>\"> ]>\n<gdml><define x=\"&p;\"/></gdml>", r#"2: an entity with "<" is in an attribute"#),
    (Text, "<!DOCTYPE gdml [ <!ENTITY p \"x\"> ]>\n<gdml>&q;</gdml>", r#"2: the entity "q" is not declared"#),
    (Text, "<gdml>&q;</gdml>", "1: not well-formed XML: unknown entity reference 'q'"),
    (Text, r#"<gdml a="1" a="2"/>"#, "1: not well-formed XML: attribute 'a' is already defined"),
];

fn message(place: Where, piece: &str) -> String {
    let before = volume("V", "");
    let solids = r#"<opticalsurface name="s" model="0" finish="0" type="0"/>"#;
    let sections = match place {
        Define => Sections { define: piece, ..EMPTY },
        Materials => Sections { materials: piece, ..EMPTY },
        Solids => Sections { solids: piece, ..EMPTY },
        Before => Sections { before: piece, ..EMPTY },
        World => Sections { world: piece, ..EMPTY },
        Placed => Sections { before: &before, world: piece, ..EMPTY },
        After => Sections { after: piece, ..EMPTY },
        Surface => Sections { solids, after: piece, ..EMPTY },
        Text => return fault(piece),
    };
    sections.fault()
}

#[test]
fn broken_texts_have_their_messages() {
    for (place, piece, expected) in BROKEN {
        assert_eq!(message(place, piece), format!("test.gdml:{expected}"), "{place:?}: {piece}");
    }
}

//! Mesh files as programs write them: case, encodings, ends of lines, numbers, and what is not used. All of
//! them describe one box of 10 x 20 x 30, in triangles or in faces of four corners.

use chroma2::Result;
use chroma2::geometry::load::{LoadOptions, LoadedMesh, MeshFormat, parse_mesh, stl_bytes};
use std::cell::RefCell;
use std::path::Path;

thread_local! {
    static WARNINGS: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

struct Logger;

impl log::Log for Logger {
    fn enabled(&self, _: &log::Metadata) -> bool {
        true
    }

    fn log(&self, record: &log::Record) {
        assert_eq!(record.level(), log::Level::Warn);
        WARNINGS.with_borrow_mut(|warnings| warnings.push(record.args().to_string()));
    }

    fn flush(&self) {}
}

/// Parses a file; gives what the log is told as well.
fn parse(bytes: &[u8], name: &str) -> (Result<LoadedMesh>, Vec<String>) {
    let _ = log::set_logger(&Logger);
    log::set_max_level(log::LevelFilter::Trace);
    WARNINGS.with_borrow_mut(Vec::clear);
    let path = Path::new(name);
    let mesh = parse_mesh(bytes, MeshFormat::of(path).unwrap(), path, &LoadOptions::default());
    (mesh, WARNINGS.take())
}

const CORNERS: [[f32; 3]; 8] = [
    [0., 0., 0.],
    [10., 0., 0.],
    [10., 20., 0.],
    [0., 20., 0.],
    [0., 0., 30.],
    [10., 0., 30.],
    [10., 20., 30.],
    [0., 20., 30.],
];
const SIDES: [[u32; 4]; 6] =
    [[0, 3, 2, 1], [4, 5, 6, 7], [0, 1, 5, 4], [1, 2, 6, 5], [2, 3, 7, 6], [3, 0, 4, 7]];

/// The triangles by their places.
fn expected() -> Vec<[[f32; 3]; 3]> {
    let fans = SIDES.iter().flat_map(|&[a, b, c, d]| [[a, b, c], [a, c, d]]);
    fans.map(|triangle| triangle.map(|i| CORNERS[i as usize])).collect()
}

#[track_caller]
fn assert_box(bytes: &[u8], name: &str, warnings: &[&str]) {
    let (mesh, told) = parse(bytes, name);
    let mesh = mesh.unwrap();
    let triangles: Vec<_> = mesh.triangles.iter().map(|t| t.map(|i| mesh.vertices[i as usize])).collect();
    assert_eq!(triangles, expected());
    assert_eq!(mesh.vertices.len(), 8);
    assert_eq!(told.len(), warnings.len(), "{told:?}");
    for (told, part) in told.iter().zip(warnings) {
        assert!(told.starts_with(name) && told.contains(part), "{part}: {told}");
    }
}

fn stl() -> String {
    let mut text = String::from("solid box\n");
    for corners in expected() {
        text += "  facet normal 0 0 -1\n    outer loop\n";
        for [x, y, z] in corners {
            text += &format!("      vertex {x:e} {y:.6} {z}\n");
        }
        text += "    endloop\n  endfacet\n";
    }
    text + "endsolid box\n"
}

fn obj() -> String {
    let vertices: String = CORNERS.iter().map(|[x, y, z]| format!("v {x} {y} {z}\n")).collect();
    let face = |[a, b, c, d]: [u32; 4]| format!("f {} {} {} {}\n", a + 1, b + 1, c + 1, d + 1);
    vertices + &SIDES.map(face).concat()
}

fn ply() -> String {
    let vertices: String = CORNERS.iter().map(|[x, y, z]| format!("{x} {y} {z}\n")).collect();
    let faces = SIDES.map(|[a, b, c, d]| format!("4 {a} {b} {c} {d}\n")).concat();
    format!(
        "ply\nformat ascii 1.0\ncomment box\nelement vertex 8\nproperty float x\nproperty float y\n\
         property float z\nelement face 6\nproperty list uchar int vertex_indices\nend_header\n{vertices}{faces}"
    )
}

fn texts() -> [(&'static str, String); 3] {
    [("a.stl", stl()), ("a.obj", obj()), ("a.ply", ply())]
}

#[test]
fn as_they_are() {
    for (name, text) in texts() {
        assert_box(text.as_bytes(), name, &[]);
    }
}

#[test]
fn keywords_in_any_case() {
    for (name, text) in texts() {
        assert_box(text.to_uppercase().as_bytes(), name, &[]);
    }
    assert_box(stl().replace("facet", "Facet").replace("loop", "Loop").as_bytes(), "a.stl", &[]);
}

#[test]
fn ends_of_lines_and_white_space() {
    for (name, text) in texts() {
        for altered in [
            text.replace('\n', "\r\n"),
            text.replace('\n', "\r"),
            text.replace('\n', " \t\n"),
            text.replace('\n', "\n\n"),
            text.replace(' ', " \t "),
            text.replace('\n', "\n \t"),
            text.trim_end().to_owned(),
            text.clone() + "\n\r\n \n",
        ] {
            if altered.starts_with("ply\n \t") {
                continue; // a header of lines with blanks in front is read below
            }
            assert_box(altered.as_bytes(), name, &[]);
        }
    }
    assert_box(ply().replace('\n', "\n \t").as_bytes(), "a.ply", &[]);
}

/// LF, CR LF and CR, from one line to the next.
fn mixed_ends(text: &str, first: usize) -> String {
    let ends = ["\n", "\r\n", "\r"].into_iter().cycle().skip(first);
    text.lines().zip(ends).flat_map(|(line, end)| [line, end]).collect()
}

#[test]
fn different_ends_of_lines_in_one_file() {
    for first in 0..3 {
        for (name, text) in texts() {
            assert_box(mixed_ends(&text, first).as_bytes(), name, &[]);
        }
        let wrong = mixed_ends(&obj().replace("v 0 20 30", "v 0 20 x"), first);
        let message = parse(wrong.as_bytes(), "a.obj").0.unwrap_err().to_string();
        assert!(message.starts_with("a.obj: line 8: \"x\""), "{message}");
        let folded = mixed_ends(&obj().replace("f 4 1 5 8\n", "f 4 1 \\\n\\\n5 8\n"), first);
        assert_box(folded.as_bytes(), "a.obj", &[]);
    }
}

#[test]
fn byte_order_marks_and_encodings() {
    for (name, text) in texts() {
        assert_box(&[b"\xef\xbb\xbf", text.as_bytes()].concat(), name, &[]);
        for word in [&b"K\xf6rper"[..], "Körper".as_bytes(), b"\xff\xfe\x80"] {
            let named = text.replace("v 0 0 0", "# box\ng box\nusemtl box\nv 0 0 0");
            let parts: Vec<&[u8]> = named.split("box").map(str::as_bytes).collect();
            assert_box(&parts.join(word), name, &[]);
        }
        let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        for wide in [&little, &big, &[&b"\xff\xfe"[..], &little].concat(), &[&b"\xfe\xff"[..], &big].concat()]
        {
            let message = parse(wide, name).0.unwrap_err().to_string();
            assert!(message.starts_with(&format!("{name}: its text is UTF-16")), "{message}");
        }
    }
}

#[test]
fn numbers() {
    for (name, text) in texts() {
        for (twenty, zero) in [
            ("20.", "0."),
            ("+20", "+0"),
            ("2e1", ".0"),
            ("2E+1", "0E5"),
            ("200d-1", "0D0"),
            (".2e+02", "-.0e0"),
        ] {
            let written = text.replace("20.000000", "20").replace("-1\n", "");
            let altered =
                written.replace(" 20 ", &format!(" {twenty} ")).replace(" 0 30", &format!(" {zero} 30"));
            assert_ne!(altered, text);
            let (mesh, _) = parse(altered.as_bytes(), name);
            let mesh = mesh.unwrap();
            let corner = |t: &[u32; 3]| t.map(|i| mesh.vertices[i as usize].map(|x| x + 0.0));
            assert_eq!(mesh.triangles.iter().map(corner).collect::<Vec<_>>(), expected(), "{name}: {twenty}");
        }
        for wrong in
            ["nan", "inf", "-inf", "infinity", "1e39", "1,5", "0x10", "1_0", "", "1d", "1.#IND", "e5", "."]
        {
            if name == "a.obj" && wrong.contains('#') {
                continue; // a comment there
            }
            let altered = text.replace(" 30", &format!(" {wrong}"));
            let message = parse(altered.as_bytes(), name).0.unwrap_err().to_string();
            assert!(message.starts_with(&format!("{name}: line ")), "{message}");
            assert!(wrong.is_empty() || message.contains(&format!("\"{wrong}\"")), "{wrong}: {message}");
        }
    }
}

#[test]
fn what_is_not_used_is_not_checked() {
    for normal in
        ["normal NaN NaN NaN", "normal -1.#IND 0 0", "normal", "normal 1 2", "", "normal x y z outer"]
    {
        let text = stl().replace("normal 0 0 -1", normal);
        let text = if normal.ends_with("outer") { text.replace("    outer loop", " loop") } else { text };
        assert_box(text.as_bytes(), "a.stl", &[]);
    }
    for (from, to) in [
        ("v 0 0 0\n", "v 0 0 0 nan nan nan\nvn nan x\nvt\nvp what ever\ng\ns off\nmtllib a b c\n"),
        ("v 0 0 0\n", "v 0 0 0 1 2\n"),
        ("f 1 4 3 2\n", "f 1/9/x 4//nan 3/ 2/-7\n"),
    ] {
        assert_box(obj().replace(from, to).as_bytes(), "a.obj", &[]);
    }
    let extra = ply()
        .replace("property float z\n", "property float z\nproperty float nx\nproperty list uchar float uv\n")
        .replace(
            "end_header",
            "property uchar red\nelement edge 2\nproperty int a\nproperty int b\nend_header",
        );
    let (head, body) = extra.split_once("end_header\n").unwrap();
    let lines: Vec<&str> = body.lines().collect();
    let vertices = lines[..8].iter().map(|line| format!("{line} nan 2 x y\n"));
    let faces = lines[8..].iter().map(|line| format!("{line} red\n"));
    let body: String = vertices.chain(faces).collect();
    assert_box(format!("{head}end_header\n{body}a b\nc d\n").as_bytes(), "a.ply", &[]);
}

#[test]
fn attributes_of_faces_are_checked_where_they_are_wanted() {
    let text = |kind: &str, value: &str| {
        let text = ply().replace("end_header", &format!("property {kind} surface\nend_header"));
        SIDES.iter().fold(text, |text, [a, b, c, d]| {
            let face = format!("4 {a} {b} {c} {d}\n");
            text.replace(&face, &format!("{} {value}\n", face.trim()))
        })
    };
    assert_eq!(parse(text("int", "7").as_bytes(), "a.ply").0.unwrap().surface, Some(vec![7; 12]));
    assert_box(
        text("float", "0.5").as_bytes(),
        "a.ply",
        &["line 10: property \"surface\" is not read: it is no integer"],
    );
    let wrong = text("int", "-2");
    let message = parse(wrong.as_bytes(), "a.ply").0.unwrap_err().to_string();
    assert_eq!(message, "a.ply: line 20: face 0: surface is -2; an index from 0, or -1 for none, is needed");
    let options = LoadOptions { attributes: false, ..LoadOptions::default() };
    let mesh = parse_mesh(wrong.as_bytes(), MeshFormat::Ply, Path::new("a.ply"), &options).unwrap();
    assert_eq!((mesh.triangles.len(), mesh.surface), (12, None));
}

#[test]
fn ascii_stl_of_other_writers() {
    for (from, to) in [
        ("endloop", "end loop"),
        ("endfacet", "end facet"),
        ("endsolid", "end solid"),
        ("endsolid box", "endsolid"),
    ] {
        assert_box(stl().replace(from, to).as_bytes(), "a.stl", &[]);
    }
    assert_box(stl().replace("solid box", "solid").as_bytes(), "a.stl", &[]);
    assert_box(stl().replace('\n', " ").replacen("box", "box\n", 1).as_bytes(), "a.stl", &[]);
    // Two solids.
    let (at, _) = stl().match_indices("  facet").nth(5).unwrap();
    let mut two = stl();
    two.insert_str(at, "endsolid box\n\nsolid rest of it\n");
    assert_box(two.as_bytes(), "a.stl", &[]);
}

#[test]
fn what_follows_the_last_solid_of_an_ascii_stl_is_told() {
    for (behind, line) in [("\u{1a}", 87), ("rubbish\nof two lines", 87), ("\n\nendsolid box\n", 89)] {
        let told = format!("what follows the last solid, from line {line} on, is not read");
        assert_box((stl() + behind).as_bytes(), "a.stl", &[&told]);
    }
    // Facets are not passed over.
    let rest = stl().replace("solid box", "# solid");
    let message = parse((stl() + &rest).as_bytes(), "a.stl").0.unwrap_err().to_string();
    assert_eq!(message, "a.stl: line 87: \"#\" is there; \"solid\" is needed");
}

fn binary() -> Vec<u8> {
    let mesh = parse(stl().as_bytes(), "a.stl").0.unwrap();
    stl_bytes(&mesh).unwrap()
}

#[test]
fn binary_stl_of_other_writers() {
    let mut bytes = binary();
    bytes[..17].copy_from_slice(b"solid by \xfc a cat ");
    for facet in bytes[84..].as_chunks_mut::<50>().0 {
        facet[..12].fill(0xff); // normals that are NaN
        facet[48..].fill(0xc3); // colours, as some programs put them there
    }
    assert_box(&bytes, "a.stl", &[]);
    assert_box(&[&bytes[..], &[7]].concat(), "a.stl", &["1 byte is not read, behind its 12 triangles"]);
    assert_box(&[&bytes[..], b"\r\n"].concat(), "a.stl", &["2 bytes are not read, behind its 12 triangles"]);
    assert_box(&[&bytes[..], &[0; 400]].concat(), "a.stl", &["400 bytes are not read"]);
    for (claim, part) in [
        (10u32, "claims 10 triangles, which make a file of 584 bytes, but it has 684"),
        (1, "claims 1 triangle, which makes a file of 134 bytes"),
        (0, "claims 0 triangles"),
        (13, "claims 13 triangles, which make a file of 734 bytes"),
        (u32::MAX, "claims 4294967295 triangles"),
    ] {
        bytes[80..84].copy_from_slice(&claim.to_le_bytes());
        let message = parse(&bytes, "a.stl").0.unwrap_err().to_string();
        assert!(message.starts_with("a.stl: byte 80: its header ") && message.contains(part), "{message}");
    }
}

#[test]
fn obj_of_other_writers() {
    for (from, to) in [
        ("f 4 1 5 8\n", "# last\\\nf 4 1 5 8\n"),
        ("f 4 1 5 8\n", "f 4 1 5 8 # last\\\n"),
        ("f 4 1 5 8\n", "g a # b \\\nf 4 1 5 8\n"),
        ("f 4 1 5 8\n", "f 4 1 \\\n\\\n5 8\n"),
        ("f 4 1 5 8\n", "f 4 1\\ \n 5 8#8\n"),
        ("f 4 1 5 8\n", "g a \\\n b\nf -5 -8 -4 -1"),
        ("f 4 1 5 8\n", "fo 4/1 1/2 5/3 8/4\\"),
        ("v 0 20 30", "v 0 40 60 2"),
        ("v 0 20 30", "v 0 20 30 1 0 0"),
    ] {
        assert_box(obj().replace(from, to).as_bytes(), "a.obj", &[]);
    }
    let others = "l 1 2 3\nl 1 2\np 1\ncurv2 1 2\nwhat ever\nhm\n";
    let told = [
        "only faces make triangles: 2 polylines (\"l\"), 1 group of points (\"p\"), 1 curve on a surface (\"curv2\")",
        "2 statements of an unknown kind; the first: \"what\" in line 19",
    ];
    assert_box((obj() + others).as_bytes(), "a.obj", &told);
}

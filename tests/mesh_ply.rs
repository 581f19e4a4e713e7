//! PLY files of every encoding and type: lists and numbers of all widths, elements in any order, strips.

use chroma2::Result;
use chroma2::geometry::load::{LoadOptions, LoadedMesh, MeshFormat, parse_mesh};
use chroma2::layout::NONE;
use std::path::Path;

fn parse(bytes: &[u8]) -> Result<LoadedMesh> {
    parse_mesh(bytes, MeshFormat::Ply, Path::new("a.ply"), &LoadOptions::default())
}

fn message(bytes: &[u8]) -> String {
    parse(bytes).unwrap_err().to_string()
}

const ENCODINGS: [&str; 3] = ["ascii", "binary_little_endian", "binary_big_endian"];
const TYPES: [&[&str]; 10] = [
    &["char", "int8"],
    &["uchar", "uint8"],
    &["short", "int16"],
    &["ushort", "uint16"],
    &["int", "int32"],
    &["uint", "uint32"],
    &["int64"],
    &["uint64"],
    &["float", "float32"],
    &["double", "float64"],
];

/// Writes the bodies of files.
struct Writer {
    encoding: &'static str,
    bytes: Vec<u8>,
}

impl Writer {
    fn new(encoding: &'static str, header: &str) -> Self {
        Self { encoding, bytes: format!("ply\nformat {encoding} 1.0\n{header}end_header\n").into() }
    }

    /// A value of one of [`TYPES`].
    fn put(&mut self, kind: usize, value: i32) {
        let mut bytes = match kind {
            _ if self.encoding == "ascii" => format!("{value} ").into_bytes(),
            0 | 1 => (value as u8).to_le_bytes().into(),
            2 | 3 => (value as u16).to_le_bytes().into(),
            4 | 5 => value.to_le_bytes().into(),
            6 | 7 => i64::from(value).to_le_bytes().into(),
            8 => (value as f32).to_le_bytes().into(),
            _ => f64::from(value).to_le_bytes().to_vec(),
        };
        if self.encoding == "binary_big_endian" {
            bytes.reverse();
        }
        self.bytes.extend(bytes);
    }

    fn end(&mut self) {
        if self.encoding == "ascii" {
            self.bytes.push(b'\n');
        }
    }
}

/// A face with a notch between two triangles, in numbers and lists of all types.
#[test]
fn numbers_and_lists_of_all_types() {
    let corners = [[0, 0], [4, 0], [4, 4], [2, 1], [0, 4]];
    for encoding in ENCODINGS {
        for (kind, names) in TYPES.iter().enumerate() {
            for (length, lengths) in TYPES.iter().enumerate().take(8) {
                let (name, item) = (names[length % names.len()], kind.min(7));
                let header = format!(
                    "element vertex 5\nproperty {name} z\nproperty {name} x\nproperty list {} {name} skipped\nproperty {name} y\n\
                     element face 3\nproperty {} surface\nproperty list {} {} vertex_index\n",
                    lengths[0],
                    TYPES[item][0],
                    lengths[lengths.len() - 1],
                    TYPES[item][0],
                );
                let mut file = Writer::new(encoding, &header);
                for (i, [x, y]) in corners.into_iter().enumerate() {
                    file.put(kind, 7);
                    file.put(kind, x);
                    file.put(length, i as i32);
                    (0..i).for_each(|_| file.put(kind, 9));
                    file.put(kind, y);
                    file.end();
                }
                for (surface, face) in [(1, &[0, 1, 2][..]), (2, &[0, 1, 2, 3, 4]), (3, &[2, 1, 0])] {
                    file.put(item, surface);
                    file.put(length, face.len() as i32);
                    face.iter().for_each(|&corner| file.put(item, corner));
                    file.end();
                }
                let mesh = parse(&file.bytes).unwrap();
                let expected = corners.map(|[x, y]| [x as f32, y as f32, 7.0]);
                assert_eq!(mesh.vertices, expected, "{header}");
                assert_eq!((mesh.triangles[0], mesh.triangles[4]), ([0, 1, 2], [2, 1, 0]));
                assert_eq!(mesh.surface, Some(vec![1, 2, 2, 2, 3]));
                assert!(
                    !mesh.triangles[1..4].contains(&[0, 2, 3]) && !mesh.triangles[1..4].contains(&[0, 1, 2])
                );
            }
        }
    }
}

/// Faces may come before their vertices, with others before, between and behind them.
#[test]
fn elements_in_any_order() {
    let others = "property list uint8 double a\nproperty char b\n";
    for encoding in ENCODINGS {
        let header = format!(
            "comment x\nelement first 2\n{others}element face 1\nproperty list uchar uint vertex_indices\nproperty short surface\n\
             element second 1\n{others}obj_info y\nelement empty 5\nelement vertex 3\nproperty float x\nproperty float y\n\
             property float z\nelement third 1\n{others}"
        );
        let mut file = Writer::new(encoding, &header);
        let other = |file: &mut Writer| {
            [(1, 2), (9, 5), (9, -5), (0, -1)].iter().for_each(|&(kind, value)| file.put(kind, value));
            file.end();
        };
        other(&mut file);
        other(&mut file);
        [(1, 3), (5, 2), (5, 1), (5, 0), (2, -1)].iter().for_each(|&(kind, value)| file.put(kind, value));
        file.end();
        other(&mut file);
        for place in [[1, 2, 3], [4, 5, 6], [7, 8, -9]] {
            place.iter().for_each(|&x| file.put(8, x));
            file.end();
        }
        other(&mut file);
        let mesh = parse(&file.bytes).unwrap();
        assert_eq!(mesh.vertices, [[1., 2., 3.], [4., 5., 6.], [7., 8., -9.]]);
        assert_eq!((mesh.triangles, mesh.surface), (vec![[2, 1, 0]], Some(vec![NONE])));
    }
}

#[test]
fn strips() {
    for encoding in ENCODINGS {
        let vertex = "element vertex 6\nproperty int x\nproperty int y\nproperty int z\n";
        let header = format!("{vertex}element tristrips 2\nproperty list int int vertex_indices\n");
        let mut file = Writer::new(encoding, &header);
        for i in 0..6 {
            [i / 2, i % 2, 0].iter().for_each(|&x| file.put(4, x));
            file.end();
        }
        // A corner twice turns a strip round; -1 begins a new one.
        for strip in [&[0, 1, 2, 3, 4, -1, 5, 4, 3][..], &[0, 1, 2, 2, 3, 4, -1, 1, 2, -1]] {
            file.put(4, strip.len() as i32);
            strip.iter().for_each(|&i| file.put(4, i));
            file.end();
        }
        let mesh = parse(&file.bytes).unwrap();
        let expected = [[0, 1, 2], [2, 1, 3], [2, 3, 4], [5, 4, 3], [0, 1, 2], [3, 2, 4]];
        assert_eq!(mesh.triangles, expected);
    }
}

/// After an end of the header with CR alone, LF is the first byte of what follows.
#[test]
fn headers_of_old_macs_before_binary_values() {
    let header = "ply\nformat binary_little_endian 1.0\nelement mark 1\nproperty uchar a\nelement vertex 3\nproperty float x\n\
                  property float y\nproperty float z\nelement face 1\nproperty list uchar uchar vertex_indices\nend_header\n";
    let mut body = vec![b'\n'];
    (0..9u8).for_each(|i| body.extend(f32::from(i * i).to_le_bytes()));
    body.extend([3, 0, 1, 2]);
    for end in ["\n", "\r\n", "\r", " \n"] {
        let file = [header.replace('\n', end).as_bytes(), &body].concat();
        assert_eq!(parse(&file).unwrap().vertices[2], [36.0, 49.0, 64.0], "{end:?}");
    }
    // Of several ends of lines, CR LF is one.
    let ends = ["\r", "\n", "\r\n"];
    for last in ["\n", "\r\n"] {
        let lines = header.trim_end().split('\n').enumerate();
        let mixed: String = lines.flat_map(|(i, line)| [line, ends[i % 3]]).collect();
        let file = [mixed.trim_end().as_bytes(), last.as_bytes(), &body].concat();
        assert_eq!(parse(&file).unwrap().vertices[2], [36.0, 49.0, 64.0], "{last:?}");
    }
}

#[test]
fn messages_name_the_place() {
    let head = "ply\nformat ascii 1.0\nelement vertex 3\nproperty float x\nproperty float y\nproperty float z\n\
                element face 1\nproperty list uchar int vertex_indices\nend_header\n";
    let good = "0 0 0\n1 0 0\n0 1 0\n3 0 1 2\n";
    assert!(parse((head.to_owned() + good).as_bytes()).is_ok());
    let long = "9".repeat(100);
    for (from, to, part) in [
        (
            "1 0 0\n",
            "1 0 0 5\n",
            "line 11: vertex 1: \"5\" follows its last value; the end of the line is needed",
        ),
        ("3 0 1 2\n", "", "line 13: face 0: the file ends; a value is needed"),
        ("3 0 1 2\n", "3 0 1 3\n", "line 13: face 0: it names vertex 3; 0 to 2 are allowed"),
        ("3 0 1 2\n", "3 0 1 -1\n", "line 13: face 0: it names vertex -1; 0 to 2 are allowed"),
        ("3 0 1 2\n", "3 0 1 1.5\n", "line 13: face 0: \"1.5\" is there; a whole number is needed"),
        ("3 0 1 2\n", "2 0 1\n", "line 13: face 0: 2 corners in a face; at least 3 are needed"),
        ("3 0 1 2\n", "1 0\n", "line 13: face 0: 1 corner in a face; at least 3 are needed"),
        ("3 0 1 2\n", "9 0 1 2\n", "line 13: face 0: a list of 9 values, with 7 bytes left in the file"),
        (
            "1 0 0\n",
            &format!("1 0 x{long}\n"),
            "vertex 1: \"x999999999999999999999999999999999999999…\" is there; a finite",
        ),
        ("ply\n", "plx\n", "line 1: \"plx\" is there; \"ply\" is needed"),
        ("ascii", "text", "line 2: format \"text 1.0\"; ascii, binary_little_endian or"),
        ("format ascii 1.0\n", "", "line 8: its header has no line \"format\""),
        ("element face 1", "element face", "line 7: an element's name and number are needed"),
        ("element face 1", "element face -1", "line 7: \"-1\" of element \"face\"; a number from 0 to"),
        ("property float x", "property real x", "line 4: type \"real\"; char, uchar, short"),
        ("property float x", "property", "line 4: a property's type and name are needed"),
        ("uchar int", "float int", "line 8: the length of list \"vertex_indices\" is no integer"),
        ("uchar int", "uchar float", "line 8: property \"vertex_indices\" is a list of no integers"),
        ("list uchar int", "int", "line 8: property \"vertex_indices\" is no list"),
        (
            "float x",
            "list int int x",
            "line 4: property \"x\" of element \"vertex\" is a list; a number is needed",
        ),
        ("element vertex 3", "what ever\nelement vertex 3", "line 3: \"what\" is there; format, comment,"),
        (
            "element vertex 3",
            "property float w\nelement vertex 3",
            "line 3: a property before the first element",
        ),
        (
            "element vertex 3",
            &format!("element e\u{7}{long} 1\nproperty int a\nelement vertex 3"),
            "line 12: e\u{fffd}99999999999999999999999999999999999999… 0: \"0\" follows its last value",
        ),
        ("element vertex 3", "element vertex 4", "line 13: vertex 3: \"2\" follows its last value"),
        (
            "element vertex 3",
            "element vertex 5",
            "line 3: its header claims 5 of element \"vertex\" (6 bytes each at least), but 26 bytes are left",
        ),
        (
            &format!("end_header\n{good}"),
            "",
            "line 9: \"end_header\" is needed within the first 1048576 bytes",
        ),
        ("property float z\n", "", "line 3: element \"vertex\" has no property \"z\""),
        ("element vertex", "element vortex", "line 9: its header has no element \"vertex\""),
        ("vertex_indices", "corners", "line 7: element \"face\" has no property \"vertex_indices\""),
        (
            "element face",
            "property float x\nelement face",
            "line 7: element \"vertex\" has property \"x\" twice",
        ),
        ("end_header", "element face 0\nend_header", "line 9: its header has element \"face\" twice"),
        (
            "end_header",
            "property int surface\nelement tristrips 1\nproperty list int int vertex_indices\nend_header",
            "line 10: element \"tristrips\" beside faces with materials or surfaces",
        ),
    ] {
        let strips = to.contains("tristrips");
        let good = if strips { good.replace("3 0 1 2", "3 0 1 2 0") + "3 0 1 2\n" } else { good.to_owned() };
        let text = (head.to_owned() + &good).replace(from, to);
        let found = message(text.as_bytes());
        assert!(found.starts_with("a.ply: ") && found.contains(part), "{part}: {found}");
    }
}

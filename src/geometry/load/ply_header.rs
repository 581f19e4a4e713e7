//! The header of a PLY file: its encoding, and elements with their properties.

use super::fault::{Fault, Parsed};
use super::text::{Scanner, is, is_space, quote, start};

/// A header longer than this is not one.
const MAX_HEADER: usize = 1 << 20;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encoding {
    Ascii,
    LittleEndian,
    BigEndian,
}

/// A scalar type. In ASCII files the sizes do not matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scalar {
    I8,
    U8,
    I16,
    U16,
    I32,
    U32,
    I64,
    U64,
    F32,
    F64,
}

/// Names of each [`Scalar`].
const SCALARS: [(Scalar, [&str; 2]); 10] = [
    (Scalar::I8, ["char", "int8"]),
    (Scalar::U8, ["uchar", "uint8"]),
    (Scalar::I16, ["short", "int16"]),
    (Scalar::U16, ["ushort", "uint16"]),
    (Scalar::I32, ["int", "int32"]),
    (Scalar::U32, ["uint", "uint32"]),
    (Scalar::I64, ["int64", "int64"]),
    (Scalar::U64, ["uint64", "uint64"]),
    (Scalar::F32, ["float", "float32"]),
    (Scalar::F64, ["double", "float64"]),
];

impl Scalar {
    pub(super) fn bytes(self) -> usize {
        match self {
            Self::I8 | Self::U8 => 1,
            Self::I16 | Self::U16 => 2,
            Self::I32 | Self::U32 | Self::F32 => 4,
            Self::I64 | Self::U64 | Self::F64 => 8,
        }
    }

    pub(super) fn is_integer(self) -> bool {
        !matches!(self, Self::F32 | Self::F64)
    }
}

/// One value, or a list with the type of its length.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Scalar(Scalar),
    List(Scalar, Scalar),
}

#[derive(Debug)]
pub(super) struct Property {
    /// In small letters.
    pub name: String,
    pub kind: Kind,
    /// The line that declares it, from 1.
    pub line: usize,
}

#[derive(Debug)]
pub(super) struct Element {
    /// In small letters.
    pub name: String,
    pub count: u64,
    pub properties: Vec<Property>,
    /// The line that declares it, from 1.
    pub line: usize,
}

impl Element {
    /// The place of a property among the element's, `None` where it has none; a name twice is refused.
    pub(super) fn find(&self, names: &[&str]) -> Parsed<Option<usize>> {
        let mut found = (0..self.properties.len()).filter(|&i| names.contains(&&*self.properties[i].name));
        match (found.next(), found.next()) {
            (first, None) => Ok(first),
            (_, Some(second)) => Err(Fault::line(
                self.properties[second].line,
                format_args!("element \"{}\" has property \"{}\" twice", self.name, names[0]),
            )),
        }
    }

    /// As [`Element::find`] for a property that must be there.
    pub(super) fn need(&self, names: &[&str]) -> Parsed<usize> {
        self.find(names)?.ok_or_else(|| {
            let what = format_args!("element \"{}\" has no property \"{}\"", self.name, names[0]);
            Fault::line(self.line, what)
        })
    }
}

#[derive(Debug)]
pub(super) struct Header {
    pub encoding: Encoding,
    pub elements: Vec<Element>,
    /// The line "end_header".
    pub last_line: usize,
    /// Where the body begins, and the number of its first line.
    pub end: usize,
    pub lines: usize,
}

pub(super) fn read(bytes: &[u8]) -> Parsed<Header> {
    let from = start(bytes)?;
    let head = &bytes[from..bytes.len().min(from + MAX_HEADER)];
    let mut scanner = Scanner::new(head, 0, 1);
    let mut elements: Vec<Element> = Vec::new();
    let mut encoding = None;
    // Do all lines so far end with CR alone, as on old Macs?
    let mut mac = true;
    loop {
        let line = scanner.rest_of_line();
        let words: Vec<&[u8]> =
            line.split(|&b| is_space(b)).filter(|word| !word.is_empty()).take(6).collect();
        let number = scanner.line;
        let fault = |what: String| Fault::line(number, what);
        match words[..] {
            [magic] if number == 1 && is(magic, "ply") => {}
            _ if number == 1 => {
                let first = words.first().copied().unwrap_or_default();
                return Err(fault(format!("{} is there; \"ply\" is needed", quote(first))));
            }
            [] => {}
            [first, ..] if is(first, "comment") || is(first, "obj_info") => {}
            [first] if is(first, "end_header") => {
                let encoding = encoding.ok_or_else(|| fault("its header has no line \"format\"".into()))?;
                // Then an LF behind the header's last CR is the first byte of binary values.
                let of_body = mac && encoding != Encoding::Ascii && scanner.rest().starts_with(b"\r\n");
                scanner.next_line();
                let end = from + head.len() - scanner.left() - usize::from(of_body);
                return Ok(Header { encoding, elements, last_line: number, end, lines: scanner.line });
            }
            [first, ref rest @ ..] if is(first, "format") => {
                let read = format(rest).map_err(fault)?;
                if encoding.replace(read).is_some() {
                    return Err(fault("a second \"format\"".into()));
                }
            }
            [first, ref rest @ ..] if is(first, "element") => {
                elements.push(element(rest, number).map_err(fault)?);
            }
            [first, ref rest @ ..] if is(first, "property") => {
                let property = property(rest, number).map_err(fault)?;
                let element = elements.last_mut();
                element
                    .ok_or_else(|| fault("a property before the first element".into()))?
                    .properties
                    .push(property);
            }
            [first, ..] => {
                return Err(fault(format!(
                    "{} is there; format, comment, obj_info, element, property or end_header is needed",
                    quote(first)
                )));
            }
        }
        mac &= scanner.rest().starts_with(b"\r") && !scanner.rest().starts_with(b"\r\n");
        if !scanner.next_line() {
            let needed = format_args!("\"end_header\" is needed within the first {MAX_HEADER} bytes");
            return Err(Fault::line(scanner.line, needed));
        }
    }
}

fn format(words: &[&[u8]]) -> Result<Encoding, String> {
    let encodings = [
        ("ascii", Encoding::Ascii),
        ("binary_little_endian", Encoding::LittleEndian),
        ("binary_big_endian", Encoding::BigEndian),
    ];
    let found =
        |word: &[u8]| encodings.iter().find(|(name, _)| is(word, name)).map(|&(_, encoding)| encoding);
    match *words {
        [encoding, b"1.0" | b"1"] if let Some(encoding) = found(encoding) => Ok(encoding),
        _ => Err(format!(
            "format {}; ascii, binary_little_endian or binary_big_endian and the version 1.0 are needed",
            quote(&words.join(&b' '))
        )),
    }
}

fn element(words: &[&[u8]], line: usize) -> Result<Element, String> {
    let [name, number] = *words else { return Err("an element's name and number are needed".into()) };
    let count = std::str::from_utf8(number).ok().and_then(|number| number.parse().ok());
    let count = count.ok_or_else(|| {
        format!("{} of element {}; a number from 0 to 2^64 - 1 is needed", quote(number), quote(name))
    })?;
    Ok(Element { name: small(name), count, properties: Vec::new(), line })
}

fn property(words: &[&[u8]], line: usize) -> Result<Property, String> {
    match *words {
        [list, length, item, name] if is(list, "list") => {
            let length = scalar(length)?;
            if !length.is_integer() {
                return Err(format!("the length of list {} is no integer", quote(name)));
            }
            Ok(Property { name: small(name), kind: Kind::List(length, scalar(item)?), line })
        }
        [kind, name] => Ok(Property { name: small(name), kind: Kind::Scalar(scalar(kind)?), line }),
        _ => Err("a property's type and name are needed, or list, two types and its name".into()),
    }
}

fn scalar(word: &[u8]) -> Result<Scalar, String> {
    let known = SCALARS.iter().find(|(_, names)| names.iter().any(|name| is(word, name)));
    known.map(|&(scalar, _)| scalar).ok_or_else(|| {
        format!(
            "type {}; char, uchar, short, ushort, int, uint, float, double or int8 to float64 is needed",
            quote(word)
        )
    })
}

fn small(name: &[u8]) -> String {
    String::from_utf8_lossy(name).to_ascii_lowercase()
}

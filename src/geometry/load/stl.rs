//! STL, told apart by content: binary if the triangle count fits the length, else ASCII.
//! (Binary files whose free-text header begins with "solid" are common.)

use super::weld::Weld;
use super::{LoadedMesh, MAX_TRIANGLES, Parsed, scaled};
use std::io::Cursor;

const HEADER: usize = 84;
const FACET: usize = 50;

pub(super) fn parse(bytes: &[u8], scale: f64) -> Parsed<LoadedMesh> {
    let mut weld = Weld::default();
    let claim = claimed_facets(bytes);
    if claim.is_some_and(|count| HEADER + FACET * count == bytes.len()) {
        read_solid(bytes, scale, &mut weld, 0)?;
    } else if bytes.trim_ascii_start().starts_with(b"solid") {
        read_ascii(bytes.trim_ascii_start(), scale, &mut weld)?;
    } else {
        return Err(match claim {
            None => {
                format!("{} bytes; an STL file has at least {HEADER} or begins with \"solid\"", bytes.len())
            }
            Some(count) => format!(
                "its header claims {count} triangles, which take {} bytes, but the file has {}",
                HEADER + FACET * count,
                bytes.len()
            ),
        });
    }
    Ok(weld.finish())
}

fn claimed_facets(bytes: &[u8]) -> Option<usize> {
    let count: [u8; 4] = bytes.get(80..84)?.try_into().ok()?;
    Some(u32::from_le_bytes(count) as usize)
}

/// One solid after another: the library stops at the first `endsolid`.
fn read_ascii(bytes: &[u8], scale: f64, weld: &mut Weld) -> Parsed<()> {
    let mut solid = Vec::new();
    let mut first_line = 1;
    for (number, line) in bytes.split_inclusive(|&b| b == b'\n').enumerate() {
        let word = line.trim_ascii();
        if solid.is_empty() {
            if word.is_empty() {
                continue;
            }
            if !word.starts_with(b"solid") {
                return Err(format!("line {}: \"solid\" was expected", number + 1));
            }
            first_line = number + 1;
            solid.extend_from_slice(b"solid \n"); // the library wants a space, or takes it for binary
            continue;
        }
        solid.extend_from_slice(line);
        if word.starts_with(b"endsolid") {
            read_solid(&solid, scale, weld, first_line)?;
            solid.clear();
        }
    }
    if solid.is_empty() {
        return Ok(());
    }
    read_solid(&solid, scale, weld, first_line) // without its end: the library says what is missing
}

/// Reads one binary (`line` 0) or ASCII solid.
fn read_solid(bytes: &[u8], scale: f64, weld: &mut Weld, line: usize) -> Parsed<()> {
    let first = weld.len();
    let place = |count: usize| match line {
        0 => format!("triangle {count}"),
        _ => format!("triangle {} of the solid in line {line}", count - first),
    };
    let mut cursor = Cursor::new(bytes);
    let describe = |error: std::io::Error, count: usize| format!("{}: {error}", place(count));
    if line == 0 {
        // A header that begins with "solid " would send the library to its ASCII reader.
        let mut header = [0; HEADER];
        header[80..].copy_from_slice(&bytes[80..HEADER]);
        let mut joined = Joined { head: Cursor::new(&header[..]), tail: Cursor::new(&bytes[HEADER..]) };
        let reader = stl_io::create_stl_reader(&mut joined).map_err(|e| describe(e, 0))?;
        return add_all(reader, scale, weld, describe);
    }
    let reader = stl_io::create_stl_reader(&mut cursor).map_err(|e| describe(e, first))?;
    add_all(reader, scale, weld, describe)
}

fn add_all<'a>(
    reader: Box<dyn stl_io::TriangleIterator<Item = std::io::Result<stl_io::Triangle>> + 'a>,
    scale: f64,
    weld: &mut Weld,
    describe: impl Fn(std::io::Error, usize) -> String,
) -> Parsed<()> {
    for facet in reader {
        let facet = facet.map_err(|e| describe(e, weld.len()))?;
        let corners = facet.vertices.map(|v| scaled(v.0.map(f64::from), scale));
        if corners.iter().flatten().any(|x| !x.is_finite()) {
            return Err(format!("triangle {}: {corners:?} is not finite", weld.len()));
        }
        if weld.len() >= MAX_TRIANGLES {
            return Err("more than 2^31 triangles".into());
        }
        weld.add(corners);
    }
    Ok(())
}

/// Two slices read as one file; the library seeks to the start only.
struct Joined<'a> {
    head: Cursor<&'a [u8]>,
    tail: Cursor<&'a [u8]>,
}

impl std::io::Read for Joined<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        match self.head.read(buffer)? {
            0 => self.tail.read(buffer),
            count => Ok(count),
        }
    }
}

impl std::io::Seek for Joined<'_> {
    fn seek(&mut self, to: std::io::SeekFrom) -> std::io::Result<u64> {
        if to != std::io::SeekFrom::Start(0) {
            return Err(std::io::ErrorKind::Unsupported.into());
        }
        self.head.set_position(0);
        self.tail.set_position(0);
        Ok(0)
    }
}

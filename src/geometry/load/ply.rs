//! PLY, ASCII and binary of both byte orders, read element by element.

use super::ply_elements::{ATTRIBUTES, Face, Skipped, Vertex, index_of};
use super::{LoadedMesh, MAX_TRIANGLES, Parsed, scaled, shorten};
use ply_rs_bw::parser::{Parser, Reader};
use ply_rs_bw::ply::{ElementDef, Encoding, Header, PropertyAccess, PropertyType, ScalarType};
use std::io::BufRead;

/// A header longer than this is not one.
const MAX_HEADER: usize = 1 << 20;

pub(super) fn parse(bytes: &[u8], scale: f64) -> Parsed<LoadedMesh> {
    let (header, mut body) = read_header(bytes)?;
    let mut mesh = LoadedMesh::default();
    for (name, definition) in &header.elements {
        check_size(definition, header.encoding, body.len())?;
        match name.as_str() {
            "vertex" => {
                require(definition, &["x", "y", "z"])?;
                mesh.vertices.reserve(definition.count);
                each(&mut body, header.encoding, definition, |_, vertex: Vertex| {
                    mesh.vertices.push(scaled(vertex.0, scale));
                    Ok(())
                })?;
            }
            "face" => read_faces(&mut body, header.encoding, definition, &mut mesh)?,
            _ => each(&mut body, header.encoding, definition, |_, _: Skipped| Ok(()))?,
        }
    }
    Ok(mesh)
}

fn read_header(bytes: &[u8]) -> Parsed<(Header, &[u8])> {
    let mut reader = Reader::new(&bytes[..bytes.len().min(MAX_HEADER)]);
    let header = Parser::<Skipped>::new().read_header(&mut reader).map_err(|e| shorten(&e.to_string()))?;
    let used = bytes.len().min(MAX_HEADER) - reader.into_inner().len();
    // The library's maps keep one entry a name: a name twice would shift everything behind it.
    let (mut elements, mut properties) = (0, 0);
    for line in bytes[..used].split(|&b| b == b'\n') {
        elements += usize::from(line.starts_with(b"element"));
        properties += usize::from(line.starts_with(b"property"));
    }
    let known: usize = header.elements.values().map(|e| e.properties.len()).sum();
    if elements != header.elements.len() || properties != known {
        return Err("its header names an element or a property twice".into());
    }
    Ok((header, &bytes[used..]))
}

/// Refuses counts that the rest of the file can't hold.
fn check_size(definition: &ElementDef, encoding: Encoding, rest: usize) -> Parsed<()> {
    let binary: usize = definition.properties.values().map(|p| least_bytes(&p.data_type)).sum();
    let least = if encoding == Encoding::Ascii { 1 } else { binary };
    let fits = definition.count <= rest.checked_div(least).unwrap_or(0);
    if fits && definition.count <= MAX_TRIANGLES {
        return Ok(());
    }
    Err(format!(
        "its header claims {} of element \"{}\" ({least} bytes each at least), but {rest} bytes are left",
        definition.count, definition.name
    ))
}

fn least_bytes(data_type: &PropertyType) -> usize {
    let scalar = match data_type {
        PropertyType::Scalar(scalar) | PropertyType::List(scalar, _) => scalar,
    };
    match scalar {
        ScalarType::Char | ScalarType::UChar => 1,
        ScalarType::Short | ScalarType::UShort => 2,
        ScalarType::Int | ScalarType::UInt | ScalarType::Float => 4,
        ScalarType::Double => 8,
    }
}

fn require(definition: &ElementDef, names: &[&str]) -> Parsed<()> {
    match names.iter().find(|&&name| !definition.properties.contains_key(name)) {
        Some(name) => Err(format!("element \"{}\" has no property \"{name}\"", definition.name)),
        None => Ok(()),
    }
}

/// Reads one element after another; errors name its number.
fn each<E: PropertyAccess>(
    body: &mut &[u8],
    encoding: Encoding,
    definition: &ElementDef,
    mut take: impl FnMut(usize, E) -> Parsed<()>,
) -> Parsed<()> {
    let parser = Parser::<E>::new();
    let mut line = String::new();
    for i in 0..definition.count {
        let element = match encoding {
            Encoding::Ascii => {
                line.clear();
                match body.read_line(&mut line) {
                    Ok(0) => {
                        return Err(format!(
                            "it ends before {} {i} of {}",
                            definition.name, definition.count
                        ));
                    }
                    Ok(_) => parser.read_ascii_element(&line, definition),
                    Err(e) => return Err(format!("{} {i}: {e}", definition.name)),
                }
            }
            Encoding::BinaryLittleEndian => parser.read_little_endian_element(body, definition),
            Encoding::BinaryBigEndian => parser.read_big_endian_element(body, definition),
        };
        let element = element.map_err(|e| format!("{} {i}: {}", definition.name, shorten(&e.to_string())))?;
        take(i, element).map_err(|what| format!("{} {i}: {what}", definition.name))?;
    }
    Ok(())
}

fn read_faces(
    body: &mut &[u8],
    encoding: Encoding,
    definition: &ElementDef,
    mesh: &mut LoadedMesh,
) -> Parsed<()> {
    if require(definition, &["vertex_indices"]).is_err() {
        require(definition, &["vertex_index"])
            .map_err(|_| "element \"face\" has no property \"vertex_indices\"")?;
    }
    let has = ATTRIBUTES.map(|name| definition.properties.contains_key(name));
    let mut attributes: [Vec<u32>; 3] = Default::default();
    let triangles = &mut mesh.triangles;
    each(body, encoding, definition, |_, face: Face| {
        let [first, middle @ .., _] = &face.corners[..] else {
            return Err("0 corners; at least 3 are needed".into());
        };
        if middle.is_empty() {
            return Err(format!("{} corners; at least 3 are needed", face.corners.len()));
        }
        triangles.extend(face.corners[1..].windows(2).map(|pair| [*first, pair[0], pair[1]]));
        for (i, values) in attributes.iter_mut().enumerate() {
            let Some(value) = face.attributes[i] else { continue };
            let index = index_of(value, i).ok_or_else(|| {
                format!(
                    "{} is {value}; an index is needed{}",
                    ATTRIBUTES[i],
                    [" (or -1)", ""][usize::from(i < 2)]
                )
            })?;
            values.resize(triangles.len(), index);
        }
        Ok(())
    })?;
    let mut values = attributes.into_iter().zip(has).map(|(values, has)| has.then_some(values));
    mesh.inner_material = values.next().flatten();
    mesh.outer_material = values.next().flatten();
    mesh.surface = values.next().flatten();
    Ok(())
}

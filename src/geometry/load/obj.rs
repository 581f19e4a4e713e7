//! Wavefront OBJ. Only `v` and `f` statements reach the library: it would take a polyline of three
//! points for a triangle and open material files; groups and colours have no meaning here.

use super::{LoadedMesh, Parsed, scaled};
use std::io::Write;

pub(super) fn parse(bytes: &[u8], scale: f64) -> Parsed<LoadedMesh> {
    let geometry = statements(bytes)?;
    let options = tobj::LoadOptions { triangulate: true, ..Default::default() };
    let nothing = |_: &std::path::Path| Ok(Default::default());
    let (models, _) = tobj::load_obj_buf(&mut &geometry[..], &options, nothing).map_err(|e| e.to_string())?;
    let mut mesh = LoadedMesh::default();
    for model in models {
        let first = mesh.vertices.len() as u32;
        let vertices = model.mesh.positions.as_chunks::<3>().0;
        mesh.vertices.extend(vertices.iter().map(|&v| scaled(v.map(f64::from), scale)));
        let triangles = model.mesh.indices.as_chunks::<3>().0;
        mesh.triangles.extend(triangles.iter().map(|t| t.map(|i| first + i)));
    }
    Ok(mesh)
}

/// The vertices and faces alone, one a line, continued lines joined, each face checked.
fn statements(bytes: &[u8]) -> Parsed<Vec<u8>> {
    let text = String::from_utf8_lossy(bytes); // names and comments may be in any encoding
    let mut out = Vec::with_capacity(bytes.len() / 2);
    let mut lines = text.lines().enumerate();
    let mut vertices = 0i64;
    let mut line = String::new();
    while let Some((number, first)) = lines.next() {
        line.clear();
        let mut part = first;
        while let Some(head) = part.trim_end().strip_suffix('\\') {
            line.push_str(head);
            line.push(' ');
            part = lines.next().map_or("", |(_, next)| next);
        }
        line.push_str(part);
        let line = line.split('#').next().unwrap_or_default();
        let mut words = line.split_whitespace();
        match words.next() {
            Some("v") => {
                vertices += 1;
                vertex(words, &mut out).map_err(|what| format!("line {}: {what}", number + 1))?;
            }
            Some("f") => {
                face(words, vertices, &mut out).map_err(|what| format!("line {}: {what}", number + 1))?;
            }
            _ => {}
        }
    }
    Ok(out)
}

fn push(out: &mut Vec<u8>, text: std::fmt::Arguments) {
    out.write_fmt(text).unwrap_or_default(); // writing to memory does not fail
}

fn vertex<'a>(words: impl Iterator<Item = &'a str>, out: &mut Vec<u8>) -> Parsed<()> {
    let words: Vec<&str> = words.take(8).collect();
    if !matches!(words.len(), 3 | 4 | 6 | 7) {
        return Err(format!("{} numbers in a vertex; x y z [w] [r g b] are allowed", words.len()));
    }
    if let Some(word) = words.iter().find(|word| !word.parse::<f64>().is_ok_and(f64::is_finite)) {
        return Err(format!("\"{word}\" in a vertex; a finite number is needed"));
    }
    push(out, format_args!("v"));
    let kept = if words.len() == 4 { 4 } else { 3 }; // a homogeneous w divides; colours go
    words[..kept].iter().for_each(|word| push(out, format_args!(" {word}")));
    push(out, format_args!("\n"));
    Ok(())
}

/// Keeps the vertex index of each corner (`v`, `v/vt`, `v//vn`, `v/vt/vn`), made absolute.
fn face<'a>(words: impl Iterator<Item = &'a str>, vertices: i64, out: &mut Vec<u8>) -> Parsed<()> {
    let mut corners = 0;
    push(out, format_args!("f"));
    for word in words {
        let index = word.split('/').next().unwrap_or_default();
        let index: i64 =
            index.parse().map_err(|_| format!("\"{word}\" in a face; a vertex number is needed"))?;
        // Counted back from the vertices before this line where negative.
        let absolute = if index < 0 { vertices.saturating_add(index).saturating_add(1) } else { index };
        if !(1..=vertices).contains(&absolute) {
            return Err(format!("vertex {index} in a face; {vertices} vertices come before it"));
        }
        push(out, format_args!(" {absolute}"));
        corners += 1;
    }
    push(out, format_args!("\n"));
    match corners {
        0..3 => Err(format!("{corners} corners in a face; at least 3 are needed")),
        _ => Ok(()),
    }
}

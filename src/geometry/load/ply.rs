//! PLY, ASCII and binary of both byte orders. Elements and properties that say nothing about triangles are
//! passed over, whatever they hold.

use super::fault::{Fault, Parsed, push};
use super::ply_body::Body;
use super::ply_header::{self, Element, Kind, Scalar};
use super::text::shown;
use super::{LoadOptions, LoadedMesh, Notes, polygon, position};
use crate::layout::NONE;
use crate::memory::tried;

/// Names of the per-face attributes.
pub(super) const ATTRIBUTES: [&str; 3] = ["inner_material", "outer_material", "surface"];

/// Names that programs give to a face's list of corners.
const CORNERS: [&str; 2] = ["vertex_indices", "vertex_index"];

pub(super) fn parse(bytes: &[u8], options: &LoadOptions, notes: &mut Notes) -> Parsed<LoadedMesh> {
    let header = ply_header::read(bytes)?;
    for name in ["vertex", "face", "tristrips"] {
        let mut of_name = header.elements.iter().filter(|element| element.name == name);
        let (first, second) = (of_name.next(), of_name.next());
        if let Some(second) = second {
            return Err(Fault::line(second.line, format_args!("its header has element \"{name}\" twice")));
        }
        if first.is_none() && name == "vertex" {
            return Err(Fault::line(header.last_line, "its header has no element \"vertex\""));
        }
    }
    let mut body = Body::new(bytes, &header);
    let mut mesh = LoadedMesh::default();
    let mut later = Vec::new();
    let mut ready = false;
    for element in &header.elements {
        body.check(element)?;
        match &*element.name {
            "vertex" => {
                read_vertices(&mut body, element, options.scale, &mut mesh.vertices)?;
                ready = true;
            }
            "face" | "tristrips" if ready => read_shape(&mut body, element, options, &mut mesh, notes)?,
            name => {
                if matches!(name, "face" | "tristrips") {
                    later.push((element, body.clone()));
                }
                each(&mut body, element, |body| {
                    element.properties.iter().try_for_each(|property| body.skip(property.kind))
                })?;
            }
        }
    }
    for (element, mut body) in later {
        read_shape(&mut body, element, options, &mut mesh, notes)?;
    }
    notes.extend(body.rest());
    Ok(mesh)
}

/// Reads one element after another; faults name its number.
fn each<'a>(
    body: &mut Body<'a>,
    element: &Element,
    mut read: impl FnMut(&mut Body<'a>) -> Parsed<()>,
) -> Parsed<()> {
    if element.properties.is_empty() {
        return Ok(());
    }
    for i in 0..element.count {
        read(body).and_then(|()| body.end()).map_err(|fault| match fault {
            Fault::Content(what) => {
                body.fault(format_args!("{} {i}: {what}", shown(element.name.as_bytes())))
            }
            Fault::Memory => fault,
        })?;
    }
    Ok(())
}

fn read_vertices(body: &mut Body, element: &Element, scale: f64, vertices: &mut Vec<[f32; 3]>) -> Parsed<()> {
    let mut axis_of = vec![None; element.properties.len()];
    for (axis, name) in ["x", "y", "z"].iter().enumerate() {
        let i = element.need(&[name])?;
        let Kind::Scalar(scalar) = element.properties[i].kind else {
            let what =
                format_args!("property \"{name}\" of element \"vertex\" is a list; a number is needed");
            return Err(Fault::line(element.properties[i].line, what));
        };
        axis_of[i] = Some((axis, scalar));
    }
    if element.count > u64::from(u32::MAX) {
        let what = format_args!("{} vertices; at most 2^32 - 1 are read", element.count);
        return Err(Fault::line(element.line, what));
    }
    tried(|| vertices.try_reserve_exact(element.count as usize))?;
    each(body, element, |body| {
        let mut place = [0.0; 3];
        for (property, axis) in element.properties.iter().zip(&axis_of) {
            match *axis {
                Some((axis, scalar)) => place[axis] = body.number(scalar)?,
                None => body.skip(property.kind)?,
            }
        }
        push(vertices, position(place, scale)?)
    })
}

fn read_shape(
    body: &mut Body,
    element: &Element,
    options: &LoadOptions,
    mesh: &mut LoadedMesh,
    notes: &mut Notes,
) -> Parsed<()> {
    let list = element.need(&CORNERS)?;
    let property = &element.properties[list];
    let wrong = |what: &str| {
        let what = format_args!("property \"{}\" is {what}; a list of integers is needed", property.name);
        Fault::line(property.line, what)
    };
    let Kind::List(length, item) = property.kind else { return Err(wrong("no list")) };
    if !item.is_integer() {
        return Err(wrong("a list of no integers"));
    }
    match &*element.name {
        "face" => read_faces(body, element, (list, length, item), options, mesh, notes),
        _ => read_strips(body, element, (list, length, item), mesh),
    }
}

fn read_faces(
    body: &mut Body,
    element: &Element,
    (list, length, item): (usize, Scalar, Scalar),
    options: &LoadOptions,
    mesh: &mut LoadedMesh,
    notes: &mut Notes,
) -> Parsed<()> {
    let mut attribute_of = vec![None; element.properties.len()];
    let mut values: [Option<Vec<u32>>; 3] = Default::default();
    for (i, name) in ATTRIBUTES.iter().enumerate().filter(|_| options.attributes) {
        let Some(place) = element.find(&[name])? else { continue };
        let property = &element.properties[place];
        match property.kind {
            Kind::Scalar(scalar) if scalar.is_integer() => {
                attribute_of[place] = Some((i, scalar));
                values[i] = Some(Vec::new());
            }
            _ => notes
                .push(format!("line {}: property \"{name}\" is not read: it is no integer", property.line)),
        }
    }
    let mut corners = Vec::new();
    each(body, element, |body| {
        let mut attributes = [0; 3];
        for (i, property) in element.properties.iter().enumerate() {
            if i == list {
                read_corners(body, length, item, mesh.vertices.len(), &mut corners)?;
            } else if let Some((attribute, scalar)) = attribute_of[i] {
                attributes[attribute] = index_of(body.integer(scalar)?, attribute)?;
            } else {
                body.skip(property.kind)?;
            }
        }
        polygon::triangulate(&corners, &mesh.vertices, &mut mesh.triangles)?;
        for (values, index) in values.iter_mut().zip(attributes) {
            let Some(values) = values else { continue };
            tried(|| values.try_reserve(mesh.triangles.len() - values.len()))?;
            values.resize(mesh.triangles.len(), index);
        }
        Ok(())
    })?;
    [mesh.inner_material, mesh.outer_material, mesh.surface] = values;
    Ok(())
}

fn read_corners(
    body: &mut Body,
    length: Scalar,
    item: Scalar,
    vertices: usize,
    corners: &mut Vec<u32>,
) -> Parsed<()> {
    let number = body.length(length, item)?;
    corners.clear();
    tried(|| corners.try_reserve(number))?;
    for _ in 0..number {
        corners.push(corner(body.integer(item)?, vertices)?);
    }
    Ok(())
}

fn corner(value: i128, vertices: usize) -> Parsed<u32> {
    match usize::try_from(value) {
        Ok(index) if index < vertices => Ok(index as u32),
        _ => Err(format!("it names vertex {value}; 0 to {} are allowed", vertices as i128 - 1).into()),
    }
}

/// Strips, in which every vertex makes a triangle with the two before it, turned over every other time;
/// -1 begins a new one. Triangles with a corner twice only lead on to the next one.
fn read_strips(
    body: &mut Body,
    element: &Element,
    (list, length, item): (usize, Scalar, Scalar),
    mesh: &mut LoadedMesh,
) -> Parsed<()> {
    let attributes = [&mesh.inner_material, &mesh.outer_material, &mesh.surface];
    if element.count > 0 && attributes.iter().any(|values| values.is_some()) {
        let what = "element \"tristrips\" beside faces with materials or surfaces, which strips have not";
        return Err(Fault::line(element.line, what));
    }
    each(body, element, |body| {
        for (i, property) in element.properties.iter().enumerate() {
            if i != list {
                body.skip(property.kind)?;
                continue;
            }
            let number = body.length(length, item)?;
            let (mut before, mut known) = ([0; 2], 0usize);
            for _ in 0..number {
                let value = body.integer(item)?;
                if value == -1 {
                    known = 0;
                    continue;
                }
                let (next, [a, b]) = (corner(value, mesh.vertices.len())?, before);
                if known >= 2 && a != b && b != next && next != a {
                    push(&mut mesh.triangles, if known % 2 == 0 { [a, b, next] } else { [b, a, next] })?;
                }
                (before, known) = ([b, next], known + 1);
            }
        }
        Ok(())
    })
}

/// An attribute's index from its value in a file.
fn index_of(value: i128, attribute: usize) -> Parsed<u32> {
    if value == -1 && attribute == 2 {
        return Ok(NONE);
    }
    if (0..i128::from(i32::MAX)).contains(&value) {
        return Ok(value as u32);
    }
    let or_none = ["", "", ", or -1 for none,"][attribute];
    Err(format!("{} is {value}; an index from 0{or_none} is needed", ATTRIBUTES[attribute]).into())
}

/// An attribute's value in a file from its index; the reverse of [`index_of`].
pub(super) fn value_of(index: u32) -> i32 {
    if index == NONE { -1 } else { index as i32 }
}

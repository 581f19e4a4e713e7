//! STL, told apart by content: binary if the bytes behind the header are the triangles that it claims, else
//! ASCII if it begins with "solid". (Binary files whose free-text header begins with "solid" are common.)

use super::fault::{Fault, Parsed};
use super::text;
use super::weld::Weld;
use super::{LoadOptions, LoadedMesh, Notes, position, stl_text};
use crate::words::{are, count, one_or_many};

/// Where the number of triangles stands.
const COUNT: usize = 80;
const HEADER: usize = 84;
const FACET: usize = 50;

pub(super) fn parse(bytes: &[u8], options: &LoadOptions, notes: &mut Notes) -> Parsed<LoadedMesh> {
    let claim = claimed_facets(bytes);
    if let Some(facets) = claim
        && let Some(body) = bytes[HEADER..].get(..FACET * facets)
    {
        let behind = &bytes[HEADER + body.len()..];
        // What may be triangles is not passed over: then the count is wrong.
        if behind.len() < FACET || (facets > 0 && behind.iter().all(|&b| b == 0)) {
            if !behind.is_empty() {
                let triangles = count(facets, "triangle");
                notes.push(format!("{} not read, behind its {triangles}", are(behind.len(), "byte")));
            }
            return binary(body, options.scale);
        }
    }
    let start = text::start(bytes)?;
    let is_text = text::begins(bytes[start..].trim_ascii_start(), "solid")
        && !bytes[..bytes.len().min(HEADER)].contains(&0);
    match claim {
        _ if is_text => stl_text::parse(bytes, start, options.scale, notes),
        None => Err(format!(
            "{}; an STL file has at least {HEADER} or begins with \"solid\"",
            count(bytes.len(), "byte")
        )
        .into()),
        Some(facets) => Err(Fault::byte(
            COUNT,
            format_args!(
                "its header claims {}, which {} a file of {} bytes, but it has {}",
                count(facets, "triangle"),
                one_or_many(facets, ["makes", "make"]),
                HEADER + FACET * facets,
                bytes.len()
            ),
        )),
    }
}

fn claimed_facets(bytes: &[u8]) -> Option<usize> {
    let count: [u8; 4] = bytes.get(COUNT..HEADER)?.try_into().ok()?;
    Some(u32::from_le_bytes(count) as usize)
}

/// Facets: a normal, which is not used, three corners, and two bytes of no standard meaning.
fn binary(body: &[u8], scale: f64) -> Parsed<LoadedMesh> {
    let mut weld = Weld::default();
    let facets = body.as_chunks::<FACET>().0;
    weld.reserve(facets.len())?;
    for (i, facet) in facets.iter().enumerate() {
        let mut corners = [[0.0; 3]; 3];
        for (k, corner) in corners.iter_mut().enumerate() {
            let at = 12 + 12 * k;
            let axis = |a: usize| {
                let bytes = facet[at + 4 * a..].first_chunk().copied().unwrap_or_default();
                f64::from(f32::from_le_bytes(bytes))
            };
            *corner = position([axis(0), axis(1), axis(2)], scale)
                .map_err(|what| Fault::byte(HEADER + FACET * i + at, format_args!("triangle {i}: {what}")))?;
        }
        weld.add(corners)?;
    }
    Ok(weld.finish())
}

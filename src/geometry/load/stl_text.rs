//! ASCII STL: solids of facets, keywords in any case. Names and normals are not used, so that anything may
//! stand for them.

use super::fault::{Fault, Parsed};
use super::text::{Scanner, begins, is};
use super::weld::Weld;
use super::{LoadedMesh, Notes, position};

pub(super) fn parse(bytes: &[u8], start: usize, scale: f64, notes: &mut Notes) -> Parsed<LoadedMesh> {
    let mut scanner = Scanner::new(bytes, start, 1);
    let mut weld = Weld::default();
    while let Some(word) = scanner.word_ahead() {
        if !begins(word, "solid") {
            // What may be triangles is not passed over: then something is wrong before them.
            if is(word, "facet") || facets_follow(scanner.clone()) {
                return Err(scanner.wrong(word, "\"solid\""));
            }
            notes.push(format!("what follows the last solid, from line {} on, is not read", scanner.line));
            break;
        }
        scanner.next_line(); // the name
        while facet(&mut scanner, scale, &mut weld)? {}
    }
    Ok(weld.finish())
}

/// Does any further line begin with a facet?
fn facets_follow(mut scanner: Scanner) -> bool {
    while scanner.next_line() {
        if scanner.word().is_some_and(|word| is(word, "facet")) {
            return true;
        }
    }
    false
}

/// Reads a facet, or the end of a solid, which gives false.
fn facet(scanner: &mut Scanner, scale: f64, weld: &mut Weld) -> Parsed<bool> {
    let needed = "\"facet\" or \"endsolid\"";
    let word = scanner.word_ahead().ok_or_else(|| scanner.ended(needed))?;
    if is(word, "facet") {
        let outer = std::iter::from_fn(|| scanner.word()).any(|word| is(word, "outer"));
        if !outer {
            expect(scanner, "outer")?;
        }
        expect(scanner, "loop")?;
        let mut corners = [[0.0; 3]; 3];
        for corner in &mut corners {
            expect(scanner, "vertex")?;
            let numbers = [scanner.number::<f32>()?, scanner.number()?, scanner.number()?];
            *corner =
                position(numbers.map(f64::from), scale).map_err(|what| Fault::line(scanner.line, what))?;
        }
        end(scanner, "endloop")?;
        end(scanner, "endfacet")?;
        weld.add(corners)?;
        return Ok(true);
    }
    let ends = begins(word, "endsolid")
        || is(word, "end") && scanner.word().is_some_and(|second| begins(second, "solid"));
    if !ends {
        return Err(scanner.wrong(word, needed));
    }
    scanner.next_line(); // the name
    Ok(false)
}

fn expect(scanner: &mut Scanner, keyword: &str) -> Parsed<()> {
    let needed = || format!("\"{keyword}\"");
    match scanner.word_ahead() {
        Some(word) if is(word, keyword) => Ok(()),
        Some(word) => Err(scanner.wrong(word, &needed())),
        None => Err(scanner.ended(&needed())),
    }
}

/// A keyword that begins with "end", which some programs write as a word of its own.
fn end(scanner: &mut Scanner, keyword: &str) -> Parsed<()> {
    let before = scanner.clone();
    if scanner.word_ahead().is_some_and(|word| is(word, "end"))
        && scanner.word().is_some_and(|word| is(word, &keyword[3..]))
    {
        return Ok(());
    }
    *scanner = before;
    expect(scanner, keyword)
}

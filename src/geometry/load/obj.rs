//! Wavefront OBJ. Vertices (`v`) and faces (`f`) make the mesh: vertices in the order in which faces first
//! name them, those that none names left out. Groups, materials, colours, normals and texture coordinates
//! have no meaning here; other geometry is counted and reported.

use super::fault::{Fault, Parsed, push};
use super::text::{self, Scanner, is, is_space, quote};
use super::{LoadOptions, LoadedMesh, Notes, number, polygon, position};
use crate::words::{count, one_or_many};

/// Statements that say nothing about where the triangles are.
const WITHOUT_SHAPE: &str = " vt vn vp g o s mg usemtl mtllib usemap maplib lod shadow_obj trace_obj bevel c_interp \
     d_interp ctech stech cstype deg bmat step parm trim hole scrv sp end con bsp bzp cdc cdp res csh ";

/// Statements of geometry that is not triangles, and what a message calls one and many.
const OTHER_SHAPES: [(&str, [&str; 2]); 6] = [
    ("l", ["polyline", "polylines"]),
    ("p", ["group of points", "groups of points"]),
    ("curv", ["curve", "curves"]),
    ("curv2", ["curve on a surface", "curves on surfaces"]),
    ("surf", ["free-form surface", "free-form surfaces"]),
    ("call", ["call of another file", "calls of other files"]),
];

/// No face has named this vertex yet.
const UNUSED: u32 = u32::MAX;

#[derive(Default)]
struct Reader {
    mesh: LoadedMesh,
    /// All vertices so far, and the index in the mesh of each.
    positions: Vec<[f32; 3]>,
    index_of: Vec<u32>,
    /// Corners of a face, as the mesh numbers them.
    corners: Vec<u32>,
    /// Statements of each of [`OTHER_SHAPES`].
    others: [u64; OTHER_SHAPES.len()],
    /// Unknown statements, and the first of them.
    unknown: u64,
    first_unknown: Option<String>,
}

pub(super) fn parse(bytes: &[u8], options: &LoadOptions, notes: &mut Notes) -> Parsed<LoadedMesh> {
    let mut scanner = Scanner::new(bytes, text::start(bytes)?, 1);
    let mut reader = Reader::default();
    loop {
        let line = scanner.line; // a statement may go on in further lines
        if let Some(keyword) = word(&mut scanner) {
            reader.statement(keyword, line, &mut scanner, options.scale)?;
        }
        if !scanner.next_line() {
            break;
        }
    }
    reader.report(notes);
    if reader.mesh.triangles.is_empty() {
        return Err(format!("there is no face in it, but {}", count(reader.positions.len(), "vertex")).into());
    }
    Ok(reader.mesh)
}

/// The next word of a statement: it ends with its line, at a comment, but not at a backslash that ends
/// the line.
fn word<'a>(scanner: &mut Scanner<'a>) -> Option<&'a [u8]> {
    loop {
        let word = scanner.word()?;
        if let Some(comment) = word.iter().position(|&b| b == b'#') {
            scanner.rest_of_line();
            return (comment > 0).then(|| &word[..comment]);
        }
        let Some(head) = word.strip_suffix(b"\\") else { return Some(word) };
        let mut rest = scanner.clone();
        if rest.word().is_some() {
            return Some(word);
        }
        scanner.next_line();
        if !head.is_empty() {
            return Some(head);
        }
    }
}

/// Leaves a statement that is not read.
fn skip(scanner: &mut Scanner) {
    loop {
        let rest = scanner.rest_of_line();
        let end = rest.iter().rposition(|&b| !is_space(b)).map(|last| rest[last]);
        if end != Some(b'\\') || rest.contains(&b'#') || !scanner.next_line() {
            return;
        }
    }
}

impl Reader {
    fn statement(&mut self, keyword: &[u8], line: usize, scanner: &mut Scanner, scale: f64) -> Parsed<()> {
        let result = match keyword {
            [b'v' | b'V'] => self.vertex(scanner, scale),
            [b'f' | b'F'] | [b'f' | b'F', b'o' | b'O'] => self.face(scanner),
            _ => {
                self.note(keyword, line);
                skip(scanner);
                return Ok(());
            }
        };
        result.map_err(|fault| match fault {
            Fault::Content(what) => Fault::line(line, what),
            Fault::Memory => fault,
        })
    }

    /// x, y, z; of four numbers the last is a weight, by which they are divided; more are colours.
    fn vertex(&mut self, scanner: &mut Scanner, scale: f64) -> Parsed<()> {
        let mut numbers = [0f32; 3];
        for (i, to) in numbers.iter_mut().enumerate() {
            let word = word(scanner)
                .ok_or_else(|| format!("{} in a vertex; x, y and z are needed", count(i, "number")))?;
            *to = coordinate(word)?;
        }
        if let Some(fourth) = word(scanner)
            && word(scanner).is_none()
        {
            let weight = coordinate(fourth)?;
            numbers = numbers.map(|x| x / weight);
        }
        push(&mut self.positions, position(numbers.map(f64::from), scale)?)?;
        push(&mut self.index_of, UNUSED)
    }

    /// Corners as `v`, `v/vt`, `v//vn` or `v/vt/vn`, of which v counts.
    fn face(&mut self, scanner: &mut Scanner) -> Parsed<()> {
        self.corners.clear();
        let known = self.positions.len() as i64;
        while let Some(word) = word(scanner) {
            let digits = word.split(|&b| b == b'/').next().unwrap_or_default();
            let index = number::integer(digits)
                .ok_or_else(|| format!("{} in a face; a vertex number is needed", quote(word)))?;
            // Counted back from the vertices before this line where negative.
            let place = if index < 0 { known.saturating_add(index) } else { index - 1 };
            if !(0..known).contains(&place) {
                return Err(format!("vertex {index} in a face; {} before it", count(known, "vertex")).into());
            }
            let corner = self.corner(place as usize)?;
            push(&mut self.corners, corner)?;
        }
        polygon::triangulate(&self.corners, &self.mesh.vertices, &mut self.mesh.triangles)
    }

    /// The index in the mesh of a vertex.
    fn corner(&mut self, place: usize) -> Parsed<u32> {
        if self.index_of[place] == UNUSED {
            let next = u32::try_from(self.mesh.vertices.len()).ok().filter(|&next| next != UNUSED);
            self.index_of[place] = next.ok_or("more than 2^32 - 1 vertices")?;
            push(&mut self.mesh.vertices, self.positions[place])?;
        }
        Ok(self.index_of[place])
    }

    fn note(&mut self, keyword: &[u8], line: usize) {
        if let Some(kind) = OTHER_SHAPES.iter().position(|(name, _)| is(keyword, name)) {
            self.others[kind] += 1;
        } else if !without_shape(keyword) {
            self.unknown += 1;
            self.first_unknown.get_or_insert_with(|| format!("{} in line {line}", quote(keyword)));
        }
    }

    fn report(&self, notes: &mut Notes) {
        let others = OTHER_SHAPES.iter().zip(self.others).filter(|&(_, number)| number > 0);
        let others: Vec<String> = others
            .map(|((keyword, names), number)| {
                format!("{number} {} (\"{keyword}\")", one_or_many(number, *names))
            })
            .collect();
        if !others.is_empty() {
            notes.push(format!("not read, since only faces make triangles: {}", others.join(", ")));
        }
        if let Some(first) = &self.first_unknown {
            notes.push(format!(
                "not read: {} of an unknown kind; the first: {first}",
                count(self.unknown, "statement")
            ));
        }
    }
}

fn without_shape(keyword: &[u8]) -> bool {
    std::str::from_utf8(keyword).is_ok_and(|keyword| {
        WITHOUT_SHAPE.split_whitespace().any(|known| known.eq_ignore_ascii_case(keyword))
    })
}

fn coordinate(word: &[u8]) -> Parsed<f32> {
    number::float(word)
        .ok_or_else(|| format!("{} in a vertex; {} is needed", quote(word), number::NEEDED).into())
}

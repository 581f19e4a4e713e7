//! Placed meshes: rotations, and tables of many instances as CSV.

use super::document::AxisAngle;
use super::names::Names;
use super::values::{Reference, Tuple};
use crate::Result;
use crate::geometry::Instance;
use crate::geometry::load::fault::{Fault, Parsed, push};
use crate::geometry::load::text::{self, Scanner, quote};
use crate::geometry::load::{number, read_bounded};
use crate::words::count;
use std::io::Write;
use std::path::Path;

/// Largest table of instances that is read, in bytes.
const MAX_TABLE_BYTES: u64 = 4 << 30;

const COLUMNS: [&str; 19] = [
    "x", "y", "z", "r00", "r01", "r02", "r10", "r11", "r12", "r20", "r21", "r22", "axis_x", "axis_y",
    "axis_z", "degrees", "channel", "priority", "mesh",
];
const ROTATION: std::ops::Range<usize> = 3..12;
const AXIS_ANGLE: std::ops::Range<usize> = 12..16;
const CHANNEL: usize = 16;
const PRIORITY: usize = 17;
const MESH: usize = 18;

/// The matrix of a rotation (Rodrigues' formula), row-major.
pub(super) fn matrix(turn: AxisAngle) -> std::result::Result<[f64; 9], String> {
    let length = turn.axis.0.iter().map(|x| x * x).sum::<f64>().sqrt();
    if !(length.is_normal() && turn.degrees.is_finite()) {
        return Err(format!(
            "axis_angle has axis {:?} and degrees {}; an axis with a length and a finite angle are needed",
            turn.axis.0, turn.degrees
        ));
    }
    let [x, y, z] = turn.axis.0.map(|a| a / length);
    let (s, c) = turn.degrees.to_radians().sin_cos();
    let t = 1.0 - c;
    Ok([
        t * x * x + c,
        t * x * y - s * z,
        t * x * z + s * y,
        t * x * y + s * z,
        t * y * y + c,
        t * y * z - s * x,
        t * x * z - s * y,
        t * y * z + s * x,
        t * z * z + c,
    ])
}

/// Reads a table: one instance a line, columns named in the first one, `mesh` for all lines unless
/// there is a column of that name.
pub(super) fn read(path: &Path, mesh: Option<u32>, meshes: &Names) -> Result<Vec<Instance>> {
    let bytes = read_bounded(path, MAX_TABLE_BYTES)?;
    parse(&bytes, path, mesh, meshes)
}

/// As [`read`], from the bytes of the table.
pub(super) fn parse(bytes: &[u8], path: &Path, mesh: Option<u32>, meshes: &Names) -> Result<Vec<Instance>> {
    rows(bytes, mesh, meshes).map_err(|fault| fault.of_file(path, bytes.len()))
}

fn rows(bytes: &[u8], mesh: Option<u32>, meshes: &Names) -> Parsed<Vec<Instance>> {
    let mut scanner = Scanner::new(bytes, text::start(bytes)?, 1);
    let mut columns_of_file = None;
    let mut instances = Vec::new();
    loop {
        let line = scanner.rest_of_line().trim_ascii();
        if !line.is_empty() && !line.starts_with(b"#") {
            let at = |what: String| Fault::line(scanner.line, what);
            match &columns_of_file {
                None => columns_of_file = Some(columns(line, mesh.is_some()).map_err(at)?),
                Some(columns) => push(&mut instances, row(line, columns, mesh, meshes).map_err(at)?)?,
            }
        }
        if !scanner.next_line() {
            break;
        }
    }
    match columns_of_file {
        Some(_) => Ok(instances),
        None => Err("no line with the columns' names".into()),
    }
}

/// What stands between commas.
fn fields(line: &[u8]) -> impl Iterator<Item = &[u8]> {
    line.split(|&b| b == b',').map(|field| field.trim_ascii())
}

/// Which of [`COLUMNS`] each column of a file is.
fn columns(line: &[u8], has_mesh: bool) -> std::result::Result<Vec<usize>, String> {
    let mut columns = Vec::new();
    for name in fields(line) {
        let column = COLUMNS.iter().position(|&known| known.as_bytes() == name);
        let column =
            column.ok_or_else(|| format!("column {}; {} are known", quote(name), COLUMNS.join(", ")))?;
        if columns.contains(&column) {
            return Err(format!("column {} is there twice", quote(name)));
        }
        columns.push(column);
    }
    let count = |range: std::ops::Range<usize>| range.filter(|column| columns.contains(column)).count();
    let (matrix, turn) = (count(ROTATION), count(AXIS_ANGLE));
    if count(0..3) != 3 {
        return Err("columns x, y and z are needed".into());
    }
    if !matches!((matrix, turn), (0, 0) | (9, 0) | (0, 4)) {
        return Err("a rotation is r00 to r22, or axis_x, axis_y, axis_z and degrees, or none".into());
    }
    match (columns.contains(&MESH), has_mesh) {
        (true, true) => Err("its instance entry names a mesh, and so does a column".into()),
        (false, false) => Err("neither its instance entry nor a column names the mesh".into()),
        _ => Ok(columns),
    }
}

fn row(
    line: &[u8],
    columns: &[usize],
    mesh: Option<u32>,
    meshes: &Names,
) -> std::result::Result<Instance, String> {
    let mut numbers = [0.0f64; 16];
    let mut instance = Instance { mesh: mesh.unwrap_or(0), ..Instance::default() };
    let mut fields = fields(line);
    for (i, &column) in columns.iter().enumerate() {
        let missing = || format!("{}; {} are needed", count(i, "column"), columns.len());
        let field = fields.next().ok_or_else(missing)?;
        let wrong = |needed: &str| format!("{} is {}; {needed} is needed", COLUMNS[column], quote(field));
        match column {
            CHANNEL => {
                let channel = number::integer(field).and_then(|channel| channel.try_into().ok());
                instance.channel = channel.ok_or_else(|| wrong("a channel"))?;
            }
            PRIORITY => {
                let priority = number::integer(field).and_then(|priority| priority.try_into().ok());
                instance.priority = priority.ok_or_else(|| wrong("a priority, 0 or more,"))?;
            }
            MESH => {
                let name = String::from_utf8_lossy(field);
                let reference =
                    name.parse().map_or_else(|_| Reference::Name(name.into_owned()), Reference::Index);
                instance.mesh = meshes.index(&reference, "mesh").map_err(|e| e.to_string())?;
            }
            _ => numbers[column] = number::float(field).ok_or_else(|| wrong(number::NEEDED))?,
        }
    }
    if fields.next().is_some() {
        return Err(format!("more than {}", count(columns.len(), "column")));
    }
    instance.translation.copy_from_slice(&numbers[..3]);
    if columns.contains(&ROTATION.start) {
        instance.rotation.copy_from_slice(&numbers[ROTATION]);
    } else if columns.contains(&AXIS_ANGLE.start) {
        let [x, y, z, degrees] = [12, 13, 14, 15].map(|i| numbers[i]);
        instance.rotation = matrix(AxisAngle { axis: Tuple([x, y, z]), degrees })?;
    }
    instance.check_values()?; // here, where the line is known
    Ok(instance)
}

/// Writes a table that [`read`] gives back bit for bit.
pub(super) fn write(out: &mut impl Write, instances: &[Instance], meshes: &Names) -> std::io::Result<()> {
    let nested = instances.iter().any(|instance| instance.priority != 0);
    let priority = if nested { &COLUMNS[PRIORITY..MESH] } else { &[] };
    let columns: Vec<&str> =
        [&COLUMNS[MESH..], &COLUMNS[CHANNEL..PRIORITY], priority, &COLUMNS[..ROTATION.end]].concat();
    writeln!(out, "{}", columns.join(","))?;
    for instance in instances {
        match meshes.reference(instance.mesh) {
            // Names with separators, or that look like an index, can't stand in a table.
            Reference::Name(name)
                if name.trim() == name
                    && !name.contains([',', '\n', '\r'])
                    && !name.starts_with('#')
                    && name.parse::<u32>().is_err() =>
            {
                write!(out, "{name}")?;
            }
            _ => write!(out, "{}", instance.mesh)?,
        }
        write!(out, ",{}", instance.channel)?;
        if nested {
            write!(out, ",{}", instance.priority)?;
        }
        for number in instance.translation.iter().chain(&instance.rotation) {
            write!(out, ",{number:?}")?;
        }
        writeln!(out)?;
    }
    Ok(())
}

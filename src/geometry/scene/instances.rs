//! Placed meshes: rotations, and tables of many instances as CSV.

use super::document::AxisAngle;
use super::names::Names;
use super::values::{Reference, Tuple};
use crate::geometry::Instance;
use crate::geometry::load::read_bounded;
use crate::{Error, Result};
use std::io::Write;
use std::path::Path;

/// Largest table of instances that is read, in bytes.
const MAX_TABLE_BYTES: u64 = 4 << 30;

const COLUMNS: [&str; 18] = [
    "x", "y", "z", "r00", "r01", "r02", "r10", "r11", "r12", "r20", "r21", "r22", "axis_x", "axis_y",
    "axis_z", "degrees", "channel", "mesh",
];
const ROTATION: std::ops::Range<usize> = 3..12;
const AXIS_ANGLE: std::ops::Range<usize> = 12..16;
const CHANNEL: usize = 16;
const MESH: usize = 17;

/// The matrix of a rotation (Rodrigues' formula), row-major.
pub(super) fn matrix(turn: AxisAngle, what: &str) -> Result<[f64; 9]> {
    let length = turn.axis.0.iter().map(|x| x * x).sum::<f64>().sqrt();
    if !(length.is_normal() && turn.degrees.is_finite()) {
        return Err(Error::argument(format!(
            "{what}: axis_angle is {:?}, {} degrees; an axis with a length and a finite angle are needed",
            turn.axis.0, turn.degrees
        )));
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
    let text = std::str::from_utf8(&bytes).map_err(|_| Error::format(path, "not UTF-8"))?;
    let mut lines = text
        .lines()
        .enumerate()
        .map(|(i, line)| (i + 1, line.trim()))
        .filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
    let (_, first) = lines.next().ok_or_else(|| Error::format(path, "no line with the columns' names"))?;
    let columns = columns(first, mesh.is_some()).map_err(|what| Error::format(path, what))?;
    let mut instances = Vec::new();
    for (number, line) in lines {
        let instance = row(line, &columns, mesh, meshes)
            .map_err(|what| Error::format(path, format!("line {number}: {what}")))?;
        instances.push(instance);
    }
    Ok(instances)
}

/// Which of [`COLUMNS`] each column of a file is.
fn columns(line: &str, has_mesh: bool) -> std::result::Result<Vec<usize>, String> {
    let mut columns = Vec::new();
    for name in line.split(',').map(str::trim) {
        let column = COLUMNS.iter().position(|&known| known == name);
        let column = column.ok_or_else(|| format!("column \"{name}\"; {} are known", COLUMNS.join(", ")))?;
        if columns.contains(&column) {
            return Err(format!("column \"{name}\" is there twice"));
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
    line: &str,
    columns: &[usize],
    mesh: Option<u32>,
    meshes: &Names,
) -> std::result::Result<Instance, String> {
    let mut numbers = [0.0f64; 16];
    let mut instance = Instance { mesh: mesh.unwrap_or(0), ..Instance::default() };
    let mut fields = line.split(',').map(str::trim);
    for &column in columns {
        let field = fields.next().ok_or_else(|| format!("{} columns are needed", columns.len()))?;
        let wrong = || format!("{} is \"{field}\"", COLUMNS[column]);
        match column {
            CHANNEL => instance.channel = field.parse().map_err(|_| wrong() + "; a channel is needed")?,
            MESH => {
                let reference =
                    field.parse().map_or_else(|_| Reference::Name(field.to_owned()), Reference::Index);
                instance.mesh = meshes.index(&reference, "mesh").map_err(|e| e.to_string())?;
            }
            _ => numbers[column] = field.parse().map_err(|_| wrong() + "; a number is needed")?,
        }
    }
    if fields.next().is_some() {
        return Err(format!("more than {} columns", columns.len()));
    }
    instance.translation.copy_from_slice(&numbers[..3]);
    if columns.contains(&ROTATION.start) {
        instance.rotation.copy_from_slice(&numbers[ROTATION]);
    } else if columns.contains(&AXIS_ANGLE.start) {
        let [x, y, z, degrees] = [12, 13, 14, 15].map(|i| numbers[i]);
        instance.rotation =
            matrix(AxisAngle { axis: Tuple([x, y, z]), degrees }, "row").map_err(|e| e.to_string())?;
    }
    Ok(instance)
}

/// Writes a table that [`read`] gives back bit for bit.
pub(super) fn write(out: &mut impl Write, instances: &[Instance], meshes: &Names) -> std::io::Result<()> {
    let columns: Vec<&str> = [&COLUMNS[MESH..], &COLUMNS[CHANNEL..MESH], &COLUMNS[..ROTATION.end]].concat();
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
        for number in instance.translation.iter().chain(&instance.rotation) {
            write!(out, ",{number:?}")?;
        }
        writeln!(out)?;
    }
    Ok(())
}

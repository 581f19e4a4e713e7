//! Files of NumPy (NEP 1) with gensteps.

use super::opticks::GENSTEP;
use crate::{Error, Result, memory, words};
use std::io::Read;
use std::path::Path;

/// What the header says after a key.
fn value<'a>(header: &'a str, key: &str) -> Option<&'a str> {
    let after = header.split_once(&format!("'{key}'"))?.1;
    Some(after.trim_start().strip_prefix(':')?.trim_start())
}

/// Gensteps of a file: single precision, of the shape (N, 6, 4), in C's order.
pub fn read_gensteps(path: &Path) -> Result<Vec<[f32; GENSTEP]>> {
    let io = |e: std::io::Error| Error::Io(format!("{}: {e}", path.display()));
    let wrong = |what: String| Error::format(path, what);
    if !std::fs::metadata(path).map_err(io)?.is_file() {
        return Err(Error::Io(format!("{}: not a regular file", path.display())));
    }
    let mut file = std::fs::File::open(path).map_err(io)?;
    let mut begin = [0; 10];
    let is_whole = file.read_exact(&mut begin).is_ok();
    if !is_whole || &begin[..6] != b"\x93NUMPY" {
        return Err(wrong("is no .npy file".into()));
    }
    let mut size = u32::from(u16::from_le_bytes([begin[8], begin[9]]));
    if begin[6] > 1 {
        let mut more = [0; 2];
        file.read_exact(&mut more).map_err(io)?;
        size |= u32::from(u16::from_le_bytes(more)) << 16;
    }
    if size > 1 << 16 {
        return Err(wrong(format!("has a header of {size} bytes; at most {} are read", 1 << 16)));
    }
    let mut header = vec![0; size as usize];
    file.read_exact(&mut header).map_err(io)?;
    let header = String::from_utf8_lossy(&header);
    let is = |key: &str, wanted: &str| value(&header, key).is_some_and(|value| value.starts_with(wanted));
    if !is("descr", "'<f4'") || !is("fortran_order", "False") {
        return Err(wrong(format!("has {}; '<f4' in C's order is needed", header.trim())));
    }
    let shape = value(&header, "shape").and_then(|value| value.strip_prefix('(')?.split_once(')'));
    let numbers = shape.map(|(list, _)| list.split(',').map(|one| one.trim().parse::<u64>()).collect());
    let Some(Ok([count, 6, 4])) = numbers.map(|numbers: Vec<_>| {
        let numbers: std::result::Result<Vec<u64>, _> = numbers.into_iter().collect();
        numbers.map(|numbers| <[u64; 3]>::try_from(numbers).unwrap_or_default())
    }) else {
        return Err(wrong(format!("has {}; a shape (N, 6, 4) is needed", header.trim())));
    };
    let read = std::io::Seek::stream_position(&mut file).map_err(io)?;
    let left = file.metadata().map_err(io)?.len().saturating_sub(read);
    if count.checked_mul(4 * GENSTEP as u64).is_none_or(|bytes| bytes > left) {
        return Err(wrong(format!("ends before its {count} gensteps")));
    }
    let beyond = left - count * 4 * GENSTEP as u64;
    if beyond > 0 {
        log::warn!("{}: {} after its gensteps are passed over", path.display(), words::count(beyond, "byte"));
    }
    let mut gensteps = memory::filled([0.0f32; GENSTEP], count as usize, "gensteps")?;
    file.read_exact(bytemuck::cast_slice_mut(&mut gensteps)).map_err(io)?;
    if cfg!(target_endian = "big") {
        gensteps.as_flattened_mut().iter_mut().for_each(|x| *x = f32::from_bits(x.to_bits().swap_bytes()));
    }
    Ok(gensteps)
}

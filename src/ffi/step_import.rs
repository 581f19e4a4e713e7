//! Steps of other programs: Opticks and clsim. docs/steps.md has the fields of Geant4's and Celeritas' ones.

use super::arguments;
use super::guard::guard;
use super::status::chroma2_status;
use super::steps::{chroma2_step, entry_size};
use crate::steps::{self, StepRecord, import};
use crate::{Error, Result, memory};
use std::ffi::{c_char, c_void};

/// Most entries of a map of materials.
const MOST_ROWS: u64 = 1 << 24;

fn step(of: &StepRecord) -> chroma2_step {
    chroma2_step {
        id: of.id,
        count: of.count,
        kind: of.kind as u32,
        material: of.material,
        component: of.component,
        spectrum: of.spectrum,
        position: of.position,
        time: of.time,
        displacement: of.displacement,
        length: of.length,
        velocity: of.velocity,
        end_velocity: of.end_velocity,
        duration: of.duration,
        charge: of.charge,
        yield_start: of.yield_start,
        yield_end: of.yield_end,
        end_fraction: of.end_fraction,
        weight: of.weight,
        wavelength_min: of.wavelength_min,
        wavelength_max: of.wavelength_max,
        rise_time: of.rise_time,
        decay_time: of.decay_time,
        energy: of.energy,
    }
}

/// Where records go.
struct Out {
    first: *mut chroma2_step,
    size: usize,
}

impl Out {
    fn new(first: *mut chroma2_step, size: usize, count: u64) -> Result<Self> {
        let size = entry_size::<chroma2_step>(size, || {
            let own = size_of::<chroma2_step>();
            format!("record_size is {size}; 0, or sizeof(chroma2_step), {own} in this version, is needed")
        })?;
        if count > 0 {
            arguments::aligned(first.cast_const(), "records")?;
        }
        Ok(Self { first, size })
    }

    /// # Safety
    /// There are as many writable records.
    unsafe fn write(&self, made: &[StepRecord]) {
        for (i, record) in made.iter().enumerate() {
            // SAFETY: the caller guarantees it.
            unsafe {
                let to = self.first.byte_add(i * self.size);
                to.write(step(record));
                let tail = self.size - size_of::<chroma2_step>();
                to.cast::<u8>().add(size_of::<chroma2_step>()).write_bytes(0, tail);
            }
        }
    }
}

/// Records of entries, all of them or an error with the number of the first one that is not as it must be.
fn made<T>(entries: &[T], name: &str, record: impl Fn(&T) -> Result<StepRecord>) -> Result<Vec<StepRecord>> {
    let mut all = memory::room(entries.len(), name)?;
    for (i, entry) in entries.iter().enumerate() {
        all.push(record(entry).map_err(|error| steps::within(error, format_args!("{name}[{i}]")))?);
    }
    Ok(all)
}

/// Makes records of Opticks' gensteps: `count` times 24 numbers of single precision, six quads each. Cherenkov light
/// (gentypes 15 and 18, before 2021 1 and 3) and scintillation light (16 and 5; 2 and 4) are taken, others refused.
/// A genstep's material is a row of Opticks' boundary texture: materials[row] is the geometry's material for it, or
/// CHROMA2_NONE, and a genstep of such a row, or of one beyond material_count, is refused. Scintillation light gets
/// ScintillationTime as its decay_time, without a rise time, and the spectra of the material's components. `records` gets
/// `count` records, record_size bytes apart (0: sizeof(chroma2_step) of this library). Nothing is written when it fails. Any
/// thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_steps_from_opticks(
    gensteps: *const f32,
    count: u64,
    materials: *const u32,
    material_count: u64,
    records: *mut chroma2_step,
    record_size: usize,
) -> chroma2_status {
    guard(|| {
        arguments::limit(count, arguments::MOST, "count")?;
        arguments::limit(material_count, MOST_ROWS, "material_count")?;
        // SAFETY: the caller guarantees the arrays.
        let (numbers, materials) = unsafe {
            (
                arguments::slice(gensteps, count * import::GENSTEP as u64, "gensteps")?,
                arguments::slice(materials, material_count, "materials")?,
            )
        };
        let out = Out::new(records, record_size, count)?;
        let (entries, _) = numbers.as_chunks::<{ import::GENSTEP }>();
        let all = made(entries, "gensteps", |genstep| import::opticks(genstep, materials))?;
        // SAFETY: the caller guarantees `count` records.
        unsafe { out.write(&all) };
        Ok(())
    })
}

/// The same of a .npy file of single precision and the shape (N, 6, 4). Writes N to *count; where `records` is NULL
/// nothing else. Fails as an invalid argument where `capacity`, the records that there is room for, is below N, as I/O or
/// format where the file cannot be read. Any thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_steps_load_opticks(
    path: *const c_char,
    materials: *const u32,
    material_count: u64,
    records: *mut chroma2_step,
    record_size: usize,
    capacity: u64,
    count: *mut u64,
) -> chroma2_status {
    guard(|| {
        arguments::limit(material_count, MOST_ROWS, "material_count")?;
        arguments::aligned(count.cast_const(), "count")?;
        // SAFETY: the caller guarantees path and array.
        let (path, materials) = unsafe {
            (arguments::path(path, "path")?, arguments::slice(materials, material_count, "materials")?)
        };
        let entries = import::read_gensteps(path)?;
        let found = entries.len() as u64;
        if !records.is_null() {
            let out = Out::new(records, record_size, found)?;
            if found > capacity {
                return Err(Error::argument(format!(
                    "capacity is {capacity}; the file has {found} gensteps"
                )));
            }
            let all = made(&entries, "gensteps", |genstep| import::opticks(genstep, materials))?;
            // SAFETY: the caller guarantees `capacity` records.
            unsafe { out.write(&all) };
        }
        // SAFETY: the caller guarantees `count`.
        unsafe { arguments::write(count, found, "count") }
    })
}

/// Makes records of clsim's steps (I3CLSimStep): `count` times 48 bytes, in m and ns, all of Cherenkov light in a
/// material of the geometry, along straight lines at constant velocity. Wavelengths are those of the list or of the
/// material; clsim's bias of wavelengths has no part. The step's identifier becomes the id. `records` is as
/// for chroma2_steps_from_opticks. Any thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_steps_from_clsim(
    clsim_steps: *const c_void,
    count: u64,
    material: u32,
    records: *mut chroma2_step,
    record_size: usize,
) -> chroma2_status {
    guard(|| {
        arguments::limit(count, arguments::MOST, "count")?;
        // SAFETY: the caller guarantees the bytes.
        let entries = unsafe { arguments::slice(clsim_steps.cast::<[u8; 48]>(), count, "clsim_steps") }?;
        let out = Out::new(records, record_size, count)?;
        let all = made(entries, "clsim_steps", |bytes| import::clsim(bytes, material))?;
        // SAFETY: the caller guarantees `count` records.
        unsafe { out.write(&all) };
        Ok(())
    })
}

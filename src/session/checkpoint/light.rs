//! Light of events in a checkpoint.

use super::bytes::{Reader, Writer, not_so};
use super::check;
use crate::backend::cpu::Kernels;
use crate::backend::light::Light;
use crate::backend::staged::Staged;
use crate::backend::steps::{Origins, PLACE, Places, StepLight};
use crate::layout::{CherenkovRange, PhotonState, Source, Step, StepEmission};
use crate::session::Session;
use crate::tables::TableStore;
use crate::{Error, Result};
use bytemuck::Zeroable;
use std::io::{Read, Write};
use std::sync::Arc;

/// Kinds of light; also numbers in the file.
const STATES: u32 = 0;
const SOURCE: u32 = 1;
const STEPS: u32 = 2;

/// Photons of a program's arrays that are copied at a time.
const SHARE: usize = 1 << 12;

/// What went wrong with a file that is written.
fn io(error: std::io::Error) -> Error {
    Error::Io(error.to_string())
}

/// Refuses what cannot be saved.
pub(super) fn check_saved(light: &Light) -> Result<()> {
    match light {
        Light::OnDevice(..) => Err(Error::argument(
            "an event that is not finished has its photons in a GPU's memory, which a checkpoint does not hold; photons in \
             host memory, sources and steps are allowed",
        )),
        _ => Ok(()),
    }
}

/// Writes a light.
pub(super) fn write(to: &mut Writer<impl Write>, light: &Light, session: &Session) -> Result<()> {
    match light {
        Light::States(states) => to.one(STATES).and_then(|()| to.list(states)).map_err(io),
        Light::Copied(_) | Light::Borrowed(_) => arrays(to, light, session.context().kernels()),
        Light::OnDevice(..) => check_saved(light),
        Light::Source(source, tables, count) => {
            let all = |to: &mut Writer<_>| {
                to.one(SOURCE)?;
                to.one(*source)?;
                to.one(*count)?;
                store(to, tables)
            };
            all(to).map_err(io)
        }
        Light::Steps(light) => {
            let materials = session.materials()?;
            let own = !Arc::ptr_eq(&light.spectra, &materials.spectra);
            steps(to, light, own).map_err(io)
        }
    }
}

fn arrays(to: &mut Writer<impl Write>, light: &Light, kernels: &Kernels) -> Result<()> {
    to.one(STATES).and_then(|()| to.one(light.count())).map_err(io)?;
    let mut share = crate::memory::filled(PhotonState::zeroed(), SHARE, "photons of a checkpoint")?;
    let (mut first, count) = (0, light.count() as usize);
    while first < count {
        let share = &mut share[..SHARE.min(count - first)];
        light.copy(kernels, first, share);
        to.values(share).map_err(io)?;
        first += share.len();
    }
    Ok(())
}

fn store(to: &mut Writer<impl Write>, tables: &TableStore) -> std::io::Result<()> {
    to.list(&tables.tables)?;
    to.list(&tables.segments)?;
    to.list(&tables.buckets)
}

/// What materials have in common is that of the geometry.
fn steps(to: &mut Writer<impl Write>, light: &StepLight, own_spectra: bool) -> std::io::Result<()> {
    to.one(STEPS)?;
    to.one(u32::from(own_spectra) | u32::from(light.origins.is_some()) << 1)?;
    to.one([light.first, light.count])?;
    to.list(&light.steps)?;
    to.values(&light.places.ends)?;
    to.list(&light.ranges)?;
    to.list(&light.emissions)?;
    if own_spectra {
        store(to, &light.spectra)?;
    }
    match &light.origins {
        Some(origins) => to.values(&origins.ids),
        None => Ok(()),
    }
}

/// Reads a light of a session's geometry.
pub(super) fn read(from: &mut Reader<impl Read>, session: &Session) -> Result<Light> {
    match from.one::<u32>("a kind of light")? {
        STATES => {
            let states: Vec<PhotonState> = from.list("photons")?;
            check::states(&states)?;
            Ok(Light::States(states))
        }
        SOURCE => {
            let (source, count): (Source, u64) = (from.one("a source")?, from.one("a source")?);
            let tables = read_store(from)?;
            check::source(&source, count, &tables)?;
            Ok(Light::Source(source, tables, count))
        }
        STEPS => read_steps(from, session),
        other => Err(not_so(format!("a kind of light is {other}; 0 to {STEPS} are known"))),
    }
}

fn read_store(from: &mut Reader<impl Read>) -> Result<TableStore> {
    let (tables, segments, buckets) = (from.list("tables")?, from.list("tables")?, from.list("tables")?);
    let store = TableStore::of_arrays(tables, segments, buckets);
    check::store(&store)?;
    Ok(store)
}

fn read_steps(from: &mut Reader<impl Read>, session: &Session) -> Result<Light> {
    const WHAT: &str = "steps";
    let (context, materials) = (session.context(), session.materials()?);
    let flags: u32 = from.one(WHAT)?;
    let [first, count]: [u64; 2] = from.one(WHAT)?;
    let listed: Vec<Step> = from.list(WHAT)?;
    let length = listed.len() as u64;
    let ends: Vec<u64> = from.values(length, WHAT)?;
    let ranges: Vec<CherenkovRange> = from.list(WHAT)?;
    let emissions: Vec<StepEmission> = from.list(WHAT)?;
    let spectra = match flags & 1 {
        1 => Arc::new(read_store(from)?),
        _ => Arc::clone(&materials.spectra),
    };
    let ids: Option<Vec<u64>> = (flags & 2 != 0).then(|| from.values(length, WHAT)).transpose()?;
    check::steps(&listed, &ends, &ranges, &emissions, &materials.knots, &spectra, (first, count))?;
    let own = if flags & 1 == 1 { spectra.bytes() } else { 0 };
    let fixed = length * size_of::<Step>() as u64
        + (size_of_val(&ranges[..]) + size_of_val(&emissions[..]) + own) as u64;
    let of_places = length * (PLACE + if ids.is_some() { 8 } else { 0 });
    let mut memory = vec![context.charge(fixed, WHAT)?];
    let charge = context.charge(of_places, WHAT)?;
    let mut steps = Staged::new(context, listed.len(), WHAT)?;
    steps.copy_from_slice(&listed);
    let places = Arc::new(Places::new(ends)?);
    let origins = match ids {
        Some(ids) => Some(Arc::new(Origins { places: Arc::clone(&places), ids, memory: charge })),
        None => {
            memory.push(charge);
            None
        }
    };
    let knots = Arc::clone(&materials.knots);
    Ok(Light::Steps(Arc::new(StepLight {
        steps,
        places,
        ranges,
        knots,
        emissions,
        spectra,
        first,
        count,
        origins,
        memory,
    })))
}

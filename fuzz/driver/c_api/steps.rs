//! Calls with charged steps.

use super::build::{maybe, size, table};
use super::run::{PHOTONS, keep, options};
use super::world::{World, ok};
use crate::driver::Input;
use chroma2::ffi::material::{chroma2_geometry_add_scintillation, chroma2_scintillation_config};
use chroma2::ffi::step_import::{chroma2_steps_from_clsim, chroma2_steps_from_opticks};
use chroma2::ffi::step_origins::chroma2_event_find_steps;
use chroma2::ffi::step_yields::{chroma2_session_count_steps, chroma2_step_count_config};
use chroma2::ffi::steps::*;
use std::ptr::{null, null_mut};

pub fn add_scintillation(world: &mut World, input: &mut Input) {
    let (x, y) = table(input);
    let config = chroma2_scintillation_config {
        struct_size: size::<chroma2_scintillation_config>(input),
        spectrum_wavelengths: maybe(input, &x),
        spectrum_values: maybe(input, &y),
        spectrum_count: x.len() as u64,
        spectrum_type: u32::from(input.byte()) % 3,
        reserved: u32::from(input.once_in(64)),
        decay_time: if input.once_in(2) { input.number() } else { 3.0 },
        rise_time: if input.once_in(4) { input.number() } else { 0.0 },
        fraction: if input.once_in(4) { input.number() } else { 0.0 },
    };
    // SAFETY: a live struct with arrays of their lengths.
    ok(unsafe { chroma2_geometry_add_scintillation(world.geometry(input), input.index() % 3, &config) });
}

fn step(input: &mut Input) -> chroma2_step {
    let wild = input.once_in(4);
    let number =
        |usual: f64, input: &mut Input| if wild && input.once_in(6) { input.number() } else { usual };
    // SAFETY: an all-zero struct of numbers.
    let mut step: chroma2_step = unsafe { std::mem::zeroed() };
    step.id = input.bits();
    step.kind = u32::from(input.byte()) % if wild { 4 } else { 3 };
    step.count = if input.once_in(64) { u64::MAX - input.bits() % 5 } else { input.below(PHOTONS) as u64 };
    step.material = if wild { input.index() } else { 0 };
    step.component = if input.once_in(8) { input.index() % 4 } else { 0 };
    step.spectrum = u32::from(step.kind != 1);
    step.position = [number(0.0, input), number(0.5, input), number(0.0, input)];
    step.time = number(1.0, input);
    if step.kind != 0 {
        step.displacement = [number(1.0, input), number(0.0, input), number(0.0, input)];
        step.velocity = number(290.0, input);
        step.end_velocity = number(280.0, input);
        step.charge = number(1.0, input);
    }
    step.length = number(0.0, input);
    step.duration = number(0.0, input);
    step.yield_start = number(0.0, input);
    step.yield_end = number(0.0, input);
    step.end_fraction = number(0.0, input);
    step.weight = number(0.0, input);
    step.wavelength_min = number(0.0, input);
    step.wavelength_max = number(0.0, input);
    step.rise_time = number(0.0, input);
    step.decay_time = number(0.0, input);
    step.energy = number(0.0, input);
    step
}

pub fn submit_steps(world: &mut World, input: &mut Input) {
    let mut records: Vec<chroma2_step> = (0..input.below(6)).map(|_| step(input)).collect();
    let (x, y) = if input.once_in(3) { table(input) } else { (vec![300.0, 500.0], vec![1.0, 1.0]) };
    let spectrum = chroma2_step_spectrum {
        wavelengths: maybe(input, &x),
        values: maybe(input, &y),
        count: x.len() as u64,
        r#type: u32::from(input.once_in(8)),
        reserved: 0,
        decay_time: 1.0,
        rise_time: if input.once_in(8) { input.number() } else { 0.0 },
    };
    let list = chroma2_steps {
        struct_size: size::<chroma2_steps>(input),
        records: maybe(input, &records),
        count: records.len() as u64,
        record_size: if input.once_in(16) { input.below(1000) } else { 0 },
        spectra: &spectrum,
        spectrum_count: 1,
        spectrum_size: 0,
        wavelength_min: if input.once_in(8) { input.number() } else { 250.0 },
        wavelength_max: 700.0,
        first_photon: if input.once_in(8) { input.bits() % 300 } else { 0 },
        photon_count: if input.once_in(8) { input.bits() % 300 } else { 0 },
    };
    // A larger size of records would reach beyond them.
    let list = chroma2_steps {
        record_size: if list.record_size > size_of::<chroma2_step>() { 0 } else { list.record_size },
        ..list
    };
    let session = world.session(input);
    if input.once_in(3) {
        let config = chroma2_step_count_config {
            struct_size: size::<chroma2_step_count_config>(input),
            seed: 1,
            event_id: 2,
            first_step: input.bits(),
        };
        let (to, mut means) = (records.as_mut_ptr(), vec![0.0; records.len()]);
        // SAFETY: live structs with arrays of their lengths.
        ok(unsafe { chroma2_session_count_steps(session, &list, &config, to, means.as_mut_ptr()) });
        if records.iter().map(|step| step.count.min(1 << 20)).sum::<u64>() > 1 << 12 {
            return; // wild energies: too much for one call among many
        }
    }
    let mut config = options(input, &[]);
    config.borrow = 0;
    config.want |= 16 * u32::from(input.once_in(2));
    let config = if input.once_in(4) { null() } else { &raw const config };
    let mut event = null_mut();
    // SAFETY: as above.
    if ok(unsafe { chroma2_session_submit_steps(session, &list, config, &mut event) }) {
        keep(world, event);
    }
}

pub fn find_steps(world: &mut World, input: &mut Input) {
    let photons: Vec<u64> = (0..input.below(4)).map(|_| input.bits() % 600).collect();
    let (mut steps, mut ids) = (vec![0; photons.len()], vec![0; photons.len()]);
    let event = world.event(input);
    let to = if input.once_in(4) { null_mut() } else { steps.as_mut_ptr() };
    let count = photons.len() as u64;
    // SAFETY: arrays of their lengths.
    ok(unsafe { chroma2_event_find_steps(event, maybe(input, &photons), count, to, ids.as_mut_ptr()) });
}

pub fn import_steps(_: &mut World, input: &mut Input) {
    let count = input.below(3);
    let words: Vec<u32> =
        (0..24 * count).map(|i| if i % 24 == 0 { 15 + input.index() % 2 } else { input.index() }).collect();
    let numbers: Vec<f32> = words.iter().map(|word| f32::from_bits(*word)).collect();
    let materials = [0, u32::MAX, 1];
    // SAFETY: all-zero structs of numbers, arrays of their lengths.
    unsafe {
        let mut records: Vec<chroma2_step> = vec![std::mem::zeroed(); 2 * count];
        let to = records.as_mut_ptr();
        ok(chroma2_steps_from_opticks(maybe(input, &numbers), count as u64, materials.as_ptr(), 3, to, 0));
        ok(chroma2_steps_from_clsim(numbers.as_ptr().cast(), 2 * count as u64, input.index(), to, 0));
    }
}

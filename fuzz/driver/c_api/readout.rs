//! Calls that read channels out.

use super::build::{maybe, size, table};
use super::world::{MOST, World, ok};
use crate::driver::Input;
use chroma2::ffi::daq::*;
use std::ptr::{null, null_mut};

pub fn create_daq(world: &mut World, input: &mut Input) {
    let config = chroma2_daq_config {
        struct_size: size::<chroma2_daq_config>(input),
        window_start: input.number(),
        window_end: input.number(),
    };
    let config = if input.once_in(4) { &raw const config } else { null() };
    let mut made = null_mut();
    // SAFETY: NULL or live.
    let went_well = ok(unsafe { chroma2_daq_create(config, &mut made) });
    assert_eq!(went_well, !made.is_null());
    if went_well {
        world.daqs.live.push(made);
        if world.daqs.live.len() > MOST {
            let old = world.daqs.live[0];
            assert!(ok(chroma2_daq_destroy(old)));
            world.daqs.died(old);
        }
    }
}

pub fn set_channels(world: &mut World, input: &mut Input) {
    let ((times, time_cdf), (charges, charge_cdf)) = (table(input), table(input));
    let wild = input.once_in(4);
    let channel_type = chroma2_channel_type {
        struct_size: size::<chroma2_channel_type>(input),
        times: maybe(input, &times),
        time_cdf: maybe(input, &time_cdf),
        time_count: times.len() as u64,
        charges: maybe(input, &charges),
        charge_cdf: maybe(input, &charge_cdf),
        charge_count: charges.len() as u64,
        efficiency: if wild { input.number() } else { 0.0 },
        threshold: if wild { input.number() } else { 0.5 },
    };
    let daq = world.daq(input);
    let mut index = 77;
    // SAFETY: live structs with arrays of their lengths.
    let went_well = ok(unsafe { chroma2_daq_add_channel_type(daq, &channel_type, &mut index) });
    assert_eq!(went_well, index != 77);
    let types: Vec<u32> = (0..input.below(9)).map(|_| if wild { input.index() } else { 0 }).collect();
    // SAFETY: NULL or of that length.
    ok(unsafe { chroma2_daq_set_channels(daq, maybe(input, &types), types.len() as u64) });
}

pub fn read_out(world: &mut World, input: &mut Input) {
    let events: Vec<_> = (0..input.below(4)).map(|_| world.event(input).cast_const()).collect();
    let (daq, trial) = (world.daq(input), input.index());
    let mut made = null_mut();
    // SAFETY: handles of that number, live or not, and a live pointer.
    if !ok(unsafe { chroma2_daq_run(daq, maybe(input, &events), events.len() as u64, trial, &mut made) }) {
        assert!(made.is_null());
        return;
    }
    // SAFETY: an all-zero struct as large as it says; the arrays are the readout's, which lives.
    unsafe {
        let mut channels: chroma2_channel_hits = std::mem::zeroed();
        channels.struct_size = size_of::<chroma2_channel_hits>();
        assert!(ok(chroma2_readout_get_channels(made, &mut channels)));
        if channels.fired_count > 0 {
            let fired = std::slice::from_raw_parts(channels.fired_channels, channels.fired_count as usize);
            assert!(fired.iter().all(|&channel| (channel as u64) < channels.channel_count));
        }
    }
    assert!(ok(chroma2_readout_destroy(made)));
    assert!(!ok(chroma2_readout_destroy(made)), "a second time");
}

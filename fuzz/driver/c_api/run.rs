//! Calls that propagate photons.

use super::build::{commit, create_geometry, maybe, size, table};
use super::world::{MOST, World, ok};
use crate::driver::Input;
use chroma2::ffi::event::*;
use chroma2::ffi::geometry::chroma2_geometry_commit;
use chroma2::ffi::instance::chroma2_geometry_add_instance;
use chroma2::ffi::material::chroma2_geometry_add_material;
use chroma2::ffi::mesh::{chroma2_geometry_add_mesh, chroma2_mesh_config};
use chroma2::ffi::options::chroma2_event_config;
use chroma2::ffi::photons::*;
use chroma2::ffi::results::*;
use chroma2::ffi::session::*;
use chroma2::ffi::source::{chroma2_session_submit_source, chroma2_source};
use chroma2::ffi::status::chroma2_status;
use chroma2::ffi::surface::{chroma2_geometry_add_surface, chroma2_geometry_set_surface_property};
use chroma2::ffi::telemetry::chroma2_telemetry;
use chroma2::ffi::trace::*;
use std::ptr::{null, null_mut};

/// Most photons of a submission.
pub const PHOTONS: usize = 200;

/// A tetrahedron of detecting walls, committed or not: random calls alone seldom get that far.
pub fn ready_made(world: &mut World, input: &mut Input) {
    create_geometry(world, input);
    let Some(&geometry) = world.geometries.live.last() else { return };
    let vertices = [-9f32, -9.0, -9.0, 9.0, -9.0, -9.0, 0.0, 9.0, -9.0, 0.0, 0.0, 9.0];
    let triangles = [0, 2, 1, 0, 1, 3, 1, 2, 3, 2, 0, 3];
    let share = f64::from(input.byte()) / 255.0;
    // SAFETY: an all-zero struct of numbers and pointers; live arrays of their lengths throughout.
    unsafe {
        let mut mesh: chroma2_mesh_config = std::mem::zeroed();
        mesh.struct_size = size_of::<chroma2_mesh_config>();
        mesh.vertices = vertices.as_ptr();
        mesh.vertex_count = 4;
        mesh.triangles = triangles.as_ptr();
        mesh.triangle_count = 4;
        mesh.has_surface = 1;
        let mut index = 0;
        ok(chroma2_geometry_add_material(geometry, null(), &mut index));
        ok(chroma2_geometry_add_surface(geometry, null(), 0, &mut mesh.surface));
        ok(chroma2_geometry_set_surface_property(geometry, mesh.surface, 0, null(), &share, 1));
        if ok(chroma2_geometry_add_mesh(geometry, &mesh, &mut index)) {
            ok(chroma2_geometry_add_instance(geometry, index, null(), null(), 3, null_mut()));
        }
        if input.once_in(8) {
            return commit(world, input);
        }
        ok(chroma2_geometry_commit(geometry, null()));
    }
    create_session(world, input);
}

pub fn create_context(world: &mut World, input: &mut Input) {
    if world.contexts.live.len() < 2 {
        world.add_context(1 + u32::from(input.byte() % 3));
    }
}

unsafe extern "C" fn told(_: *mut std::ffi::c_void, telemetry: *const chroma2_telemetry) {
    let ended = unsafe { (*telemetry).latency_histogram.iter().sum::<u64>() };
    assert!(ended >= unsafe { (*telemetry).events_done }, "ends are counted before they are told");
}

pub fn create_session(world: &mut World, input: &mut Input) {
    let config = chroma2_session_config {
        struct_size: size::<chroma2_session_config>(input),
        max_queued_photons: if input.once_in(4) { input.index().into() } else { 0 },
        chunk_photons: if input.once_in(4) { input.index() } else { 0 },
        placement: u32::from(input.byte() % 32 / 10),
        max_queued_events: if input.once_in(4) { input.index().into() } else { 0 },
        telemetry_interval_ms: if input.once_in(8) { input.index() % 4 } else { 0 },
        device_timing: u32::from(input.byte() % 16 / 7),
        on_telemetry: if input.once_in(8) { Some(told) } else { None },
        telemetry_user: null_mut(),
        number_events: u32::from(input.byte() % 16 / 6),
        reserved: 0,
        seed: if input.once_in(8) { input.bits() } else { 0 },
        first_event_id: if input.once_in(8) { input.bits() } else { 0 },
    };
    let config = if input.once_in(2) { null() } else { &raw const config };
    let (context, geometry) = (world.context(input), world.geometry(input));
    let mut made = null_mut();
    // SAFETY: NULL or live.
    let went_well = ok(unsafe { chroma2_session_create(context, geometry, config, &mut made) });
    assert_eq!(went_well, !made.is_null());
    if went_well {
        world.sessions.live.push(made);
        if world.sessions.live.len() > MOST {
            let old = world.sessions.live[0];
            assert!(ok(chroma2_session_destroy(old)));
            world.sessions.died(old);
        }
    }
}

/// Reads what it is given.
unsafe extern "C" fn on_hits(_: *mut std::ffi::c_void, first: u64, last: u64, hits: *const chroma2_hits) {
    // SAFETY: the library's struct and arrays are valid during the call.
    unsafe {
        let hits = &*hits;
        assert!(first < last && hits.struct_size == size_of::<chroma2_hits>());
        if hits.count > 0 {
            let photons = std::slice::from_raw_parts(hits.photon, hits.count as usize);
            assert!(photons.iter().all(|photon| (first..last).contains(photon)));
            assert!(
                photons.windows(2).all(|pair| pair[0] < pair[1] || !hits.id.is_null() && pair[0] == pair[1])
            );
        }
    }
}

/// Options that end soon: steps are limited.
pub fn options(input: &mut Input, indices: &[u64]) -> chroma2_event_config {
    // SAFETY: an all-zero struct of numbers, pointers and missing callbacks.
    let mut config: chroma2_event_config = unsafe { std::mem::zeroed() };
    config.struct_size = size_of::<chroma2_event_config>();
    // A session that numbers its events takes zeros.
    config.seed = if input.once_in(3) { 0 } else { input.bits() };
    config.event_id = if config.seed == 0 { 0 } else { u64::from(input.byte()) };
    config.first_index = if input.once_in(8) { input.bits() } else { 0 };
    config.max_steps = 1 + u32::from(input.byte());
    config.weight_mode = u32::from(input.byte() % 16 / 7);
    config.max_time = if input.once_in(4) { input.number() as f32 } else { 0.0 };
    config.scatter_first = i32::from(input.byte() % 16 / 4) - 1;
    config.placement = u32::from(input.byte() % 32 / 10);
    config.velocity = u32::from(input.byte() % 16 / 7);
    config.want = if input.once_in(16) { input.index() } else { u32::from(input.byte() % 8) };
    config.borrow = u32::from(input.byte() % 16 / 7);
    config.no_wait = u32::from(input.byte() % 16 / 7);
    config.priority = if input.once_in(16) { input.index() as i32 } else { i32::from(input.byte() % 5) - 2 };
    config.submit_timeout_ns = if input.once_in(4) { u64::from(input.byte()) * 1000 } else { 0 };
    config.on_hits = input.once_in(4).then_some(on_hits);
    config.keep_light = u32::from(input.byte() % 16 / 7);
    config.tag = u64::from(input.byte());
    config.record_first = if input.once_in(4) { input.index().into() } else { 0 };
    config.record_indices = indices.as_ptr();
    config.record_count = indices.len() as u64;
    config
}

/// Keeps an event, and gives the oldest one up where there are many.
pub fn keep(world: &mut World, event: *mut chroma2_event) {
    world.events.live.push(event);
    if world.events.live.len() > MOST {
        let old = world.events.live[0];
        assert!(ok(chroma2_event_destroy(old)));
        world.events.died(old);
    }
}

pub fn submit_photons(world: &mut World, input: &mut Input) {
    let count = input.below(PHOTONS);
    let wild = input.once_in(2);
    let values = |usual: f32, n: usize, input: &mut Input| -> Vec<f32> {
        (0..n)
            .map(|i| if wild { input.number() as f32 } else { usual * (1.0 + (i % 7) as f32 / 9.0) })
            .collect()
    };
    let (position, direction) = (values(0.5, 3 * count, input), values(1.0, 3 * count, input));
    let (wavelength, time) = (values(400.0, count, input), values(1.0, count, input));
    let polarization = values(-1.0, 3 * count, input);
    let flags: Vec<u32> = (0..count).map(|_| if wild { input.index() } else { 0 }).collect();
    // SAFETY: an all-zero struct of numbers and pointers.
    let mut photons: chroma2_photons = unsafe { std::mem::zeroed() };
    photons.struct_size = size_of::<chroma2_photons>();
    photons.count = count as u64;
    photons.position = maybe(input, &position);
    photons.direction = maybe(input, &direction);
    photons.polarization = maybe(input, &polarization);
    photons.wavelength = maybe(input, &wavelength);
    photons.time = maybe(input, &time);
    photons.weight = maybe(input, &wavelength);
    photons.flags = maybe(input, &flags);
    photons.time_stride = if input.once_in(16) { input.below(5) } else { 0 };
    let indices: Vec<u64> = (0..input.below(4)).map(|_| input.index().into()).collect();
    let config = options(input, &indices);
    let mut event = null_mut();
    // SAFETY: live structs with arrays of their lengths.
    if ok(unsafe { chroma2_session_submit(world.session(input), &photons, &config, &mut event) }) {
        if config.borrow == 1 {
            ok(chroma2_event_wait(event, u64::MAX)); // until then the arrays must stay
        }
        keep(world, event);
    }
}

pub fn submit_source(world: &mut World, input: &mut Input) {
    let (x, y) = table(input);
    let wild = input.once_in(3);
    let number =
        |usual: f64, input: &mut Input| if wild && input.once_in(4) { input.number() } else { usual };
    let kind = u32::from(input.byte()) % 4;
    // SAFETY: an all-zero struct of numbers and pointers.
    let mut source: chroma2_source = unsafe { std::mem::zeroed() };
    source.struct_size = size_of::<chroma2_source>();
    source.count = if input.once_in(32) { u64::MAX - input.bits() % 5 } else { input.below(PHOTONS) as u64 };
    source.r#type = kind;
    source.polarized = u32::from(input.byte()) % 4;
    source.position = [number(0.0, input), number(0.5, input), number(0.0, input)];
    source.direction = [number(0.0, input), number(0.0, input), number(f64::from(kind == 1), input)];
    source.half_angle = number(0.0, input);
    source.inner_half_angle = number(0.0, input);
    source.radius = number(0.0, input);
    source.time = number(1.0, input);
    source.time_spread = number(0.5, input);
    source.end_time = number(0.0, input);
    source.end = [number(0.0, input), number(0.0, input), number(0.0, input)];
    source.polarization = [number(0.0, input), number(0.0, input), number(0.0, input)];
    source.weight = number(0.0, input);
    source.flags = if wild { input.index() } else { 0 };
    if input.once_in(3) {
        source.spectrum_wavelengths = maybe(input, &x);
        source.spectrum_values = maybe(input, &y);
        source.spectrum_count = x.len() as u64;
        source.spectrum_type = u32::from(input.byte()) % 3;
    } else {
        source.wavelength = number(400.0, input);
        source.wavelength_end = number(0.0, input);
    }
    let mut config = options(input, &[]);
    config.borrow = 0;
    let config = if input.once_in(3) { null() } else { &raw const config };
    let mut event = null_mut();
    // SAFETY: live structs with arrays of their lengths.
    if ok(unsafe { chroma2_session_submit_source(world.session(input), &source, config, &mut event) }) {
        keep(world, event);
    }
}

pub fn wait(world: &mut World, input: &mut Input) {
    let event = world.event(input);
    if input.once_in(4) {
        ok(chroma2_event_cancel(event));
    }
    let limit = [0, 1, 1_000_000, u64::MAX][input.below(4)];
    ok(chroma2_event_wait(event, limit));
    // SAFETY: an all-zero struct as large as it says.
    let mut progress: chroma2_event_progress = unsafe { std::mem::zeroed() };
    progress.struct_size = size::<chroma2_event_progress>(input);
    // SAFETY: as above.
    ok(unsafe { chroma2_event_poll(event, &mut progress) });
}

pub fn wait_any(world: &mut World, input: &mut Input) {
    let events: Vec<_> = (0..input.below(6)).map(|_| world.event(input)).collect();
    let limit = [0, 1, 1_000_000, u64::MAX][input.below(4)];
    let mut index = u64::MAX;
    let place = if input.once_in(16) { null_mut() } else { &raw mut index };
    // SAFETY: handles, as many as it says; NULL or a live place.
    if ok(unsafe { chroma2_event_wait_any(maybe(input, &events), events.len() as u64, limit, place) }) {
        assert!(index < events.len() as u64);
        assert_ne!(chroma2_event_wait(events[index as usize], 0), chroma2_status::Timeout, "it is finished");
    }
}

pub fn results(world: &mut World, input: &mut Input) {
    let event = world.event(input);
    if input.once_in(2) {
        ok(chroma2_event_wait(event, u64::MAX));
    }
    // SAFETY: all-zero structs of numbers and pointers, as large as they say; the arrays are the
    // event's, which lives.
    unsafe {
        let mut s: chroma2_summary = std::mem::zeroed();
        s.struct_size = size_of::<chroma2_summary>();
        if ok(chroma2_event_get_summary(event, &mut s)) {
            let ends = [s.no_hit, s.bulk_absorb, s.surface_detect, s.surface_absorb, s.step_limit];
            let rest = s.time_limit + s.nan_abort + s.unfinished;
            assert_eq!(
                ends.iter().sum::<u64>() + rest,
                s.photons + s.secondaries,
                "every photon is accounted for"
            );
            assert!(s.hits <= s.surface_detect);
        }
        let mut hits: chroma2_hits = std::mem::zeroed();
        hits.struct_size = size_of::<chroma2_hits>();
        if ok(chroma2_event_get_hits(event, &mut hits)) && hits.count > 0 {
            let channels = std::slice::from_raw_parts(hits.channel, hits.count as usize);
            assert!(channels.iter().all(|&channel| channel >= 0));
        }
        let mut photons: chroma2_photon_states = std::mem::zeroed();
        photons.struct_size = size_of::<chroma2_photon_states>();
        if ok(chroma2_event_get_photons(event, &mut photons)) && photons.count > 0 {
            let flags = std::slice::from_raw_parts(photons.flags, photons.count as usize);
            assert!(flags.iter().all(|&flags| flags & 0x8000_300f != 0), "every photon has ended");
        }
        let mut records: chroma2_records = std::mem::zeroed();
        records.struct_size = size_of::<chroma2_records>();
        if ok(chroma2_event_get_records(event, &mut records)) && records.photon_count > 0 {
            let offset = std::slice::from_raw_parts(records.offset, records.photon_count as usize + 1);
            assert_eq!(offset[records.photon_count as usize], records.state_count);
        }
    }
}

pub fn telemetry(world: &mut World, input: &mut Input) {
    let session = world.session(input);
    if input.once_in(2) {
        ok(chroma2_session_drain(session, u64::MAX));
    }
    // SAFETY: an all-zero struct as large as it says.
    let mut telemetry: chroma2_telemetry = unsafe { std::mem::zeroed() };
    telemetry.struct_size = size::<chroma2_telemetry>(input);
    // SAFETY: as above.
    ok(unsafe { chroma2_session_get_telemetry(session, &mut telemetry) });
}

pub fn telemetry_text(world: &mut World, input: &mut Input) {
    let session = world.session(input);
    let mut buffer = vec![1u8; if input.once_in(3) { input.below(9000) } else { 16384 }];
    let (mut needed, size) = (0, buffer.len() as u64);
    // SAFETY: as many bytes as it says, or none.
    unsafe {
        if input.once_in(8) {
            ok(chroma2_session_telemetry_text(session, null_mut(), size % 2, &mut needed));
        } else if ok(chroma2_session_telemetry_text(session, buffer.as_mut_ptr().cast(), size, &mut needed)) {
            assert_eq!(buffer.iter().position(|&byte| byte == 0), Some(needed as usize - 1));
        }
    }
}

pub fn trace(world: &mut World, input: &mut Input) {
    let session = world.session(input);
    let config = chroma2_trace_config {
        struct_size: size::<chroma2_trace_config>(input),
        capacity: if input.once_in(8) { input.bits() } else { u64::from(input.byte()) },
        name: if input.once_in(2) { c"a \"name\"\n".as_ptr() } else { null() },
        deterministic: u32::from(input.byte() % 16 / 7),
        reserved: 0,
    };
    let config = if input.once_in(2) { null() } else { &raw const config };
    let path = if input.once_in(4) { c"/nowhere/trace.json" } else { c"/dev/null" };
    // SAFETY: NULL or live.
    unsafe {
        match input.byte() % 4 {
            0 => ok(chroma2_session_trace_start(session, null(), config)),
            1 => ok(chroma2_session_trace_start(session, path.as_ptr(), config)),
            2 => ok(chroma2_session_trace_save(session, path.as_ptr())),
            _ => ok(chroma2_session_trace_stop(session)),
        };
    }
}

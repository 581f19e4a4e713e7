//! Any sequence of calls of the C API, with live, dead, foreign and NULL handles and with arguments
//! of any value. What the caller owes (arrays as long as their counts) is kept; all else is open.

// What a function's first comment says holds for the calls below it.
#![allow(clippy::undocumented_unsafe_blocks)]

mod build;
mod checkpoint;
mod files;
mod messages;
mod pipelines;
mod query;
mod queue;
mod readout;
mod revision;
mod run;
mod steps;
mod world;

use super::Input;
use world::World;

type Call = fn(&mut World, &mut Input);

/// Every call, in the order of the numbers that choose them.
const CALLS: &[Call] = &[
    run::ready_made,
    build::create_geometry,
    build::destroy,
    build::add_material,
    build::set_material,
    build::add_reemission,
    build::add_surface,
    build::set_surface,
    build::set_surface_tables,
    build::add_mesh,
    build::add_instance,
    build::add_instances,
    build::add_wire_plane,
    build::commit,
    query::info,
    query::names,
    query::rays,
    query::render,
    query::text,
    run::create_context,
    run::create_session,
    run::submit_photons,
    run::submit_source,
    run::wait,
    run::results,
    run::telemetry,
    readout::create_daq,
    readout::set_channels,
    readout::read_out,
    files::paths,
    query::devices,
    queue::create,
    queue::transfer,
    queue::transfer,
    queue::look,
    steps::add_scintillation,
    steps::submit_steps,
    steps::find_steps,
    steps::import_steps,
    build::add_border_surface,
    run::wait_any,
    run::telemetry_text,
    run::trace,
    checkpoint::save,
    checkpoint::go_on,
    checkpoint::replay,
    revision::revise,
    revision::change,
    revision::set_geometry,
    messages::create,
    messages::send,
    messages::send,
    messages::receive,
    messages::receive,
    messages::look,
    pipelines::create_kernel,
    pipelines::use_kernel,
    pipelines::create,
    pipelines::step,
    pipelines::step,
    pipelines::look,
];

/// Runs the calls that the bytes spell, at most `most`, then gives everything back. Panics on an
/// internal error, a failure without a message, or a handle that stays.
pub fn sequence(bytes: &[u8], most: usize) {
    let before = chroma2::ffi::handle::chroma2_live_handles();
    let mut input = Input::new(bytes);
    let mut world = World::new();
    for _ in 0..most {
        if input.is_empty() {
            break;
        }
        let call = CALLS[input.below(CALLS.len())];
        call(&mut world, &mut input);
    }
    world.finish();
    assert_eq!(chroma2::ffi::handle::chroma2_live_handles(), before, "handles stay");
}

//! Calls that save sessions, go on from files, and run photons again.

use super::build::size;
use super::run::keep;
use super::world::{MOST, World, ok};
use crate::driver::Input;
use chroma2::ffi::checkpoint::*;
use chroma2::ffi::event::chroma2_event;
use chroma2::ffi::replay::*;
use chroma2::ffi::session::chroma2_session_destroy;
use std::ffi::{CString, c_char, c_void};
use std::ptr::{null, null_mut};
use std::sync::OnceLock;

/// A file of this process, or none.
fn path(input: &mut Input) -> *const c_char {
    static FILE: OnceLock<CString> = OnceLock::new();
    let file = FILE.get_or_init(|| {
        let path = std::env::temp_dir().join(format!("chroma2-calls-{}", std::process::id()));
        CString::new(path.into_os_string().into_encoded_bytes()).expect("a path without NUL")
    });
    match input.byte() {
        0..=3 => null(),
        4..=7 => c"/proc/nowhere/at/all".as_ptr(),
        _ => file.as_ptr(),
    }
}

pub fn save(world: &mut World, input: &mut Input) {
    let session = world.session(input);
    // SAFETY: NULL, or live and NUL-terminated; here and below.
    ok(unsafe {
        match input.once_in(8) {
            true => chroma2_session_suspend(session, path(input), u64::from(input.byte()) << 16),
            false => chroma2_session_checkpoint(session, path(input)),
        }
    });
    let mut next = 77;
    let told = ok(unsafe { chroma2_session_next_event_id(session, &mut next) });
    assert!(told || next == 77);
}

/// Takes each handle.
unsafe extern "C" fn take(
    user: *mut c_void,
    event: *mut chroma2_event,
    info: *const chroma2_event_info,
    functions: *mut chroma2_event_functions,
) {
    // SAFETY: the list of `go_on`, and the library's structs.
    unsafe {
        (*user.cast::<Vec<*mut chroma2_event>>()).push(event);
        assert!((*info).events >= 1 || (*info).photons == 0);
        assert!((*functions).on_done.is_none() && (*functions).user.is_null());
    }
}

pub fn go_on(world: &mut World, input: &mut Input) {
    let (context, geometry) = (world.context(input), world.geometry(input));
    let mut events: Vec<*mut chroma2_event> = Vec::new();
    let (mut made, user) = (null_mut(), (&raw mut events).cast());
    let function: chroma2_restored_callback = if input.once_in(16) { None } else { Some(take) };
    let went_well = ok(unsafe {
        chroma2_session_restore(context, geometry, null(), path(input), function, user, &mut made)
    });
    assert_eq!(went_well, !made.is_null());
    events.into_iter().for_each(|event| keep(world, event));
    if went_well {
        world.sessions.live.push(made);
        if world.sessions.live.len() > MOST {
            let old = world.sessions.live[0];
            assert!(ok(chroma2_session_destroy(old)));
            world.sessions.died(old);
        }
    }
}

pub fn replay(world: &mut World, input: &mut Input) {
    let event = world.event(input);
    // SAFETY: an all-zero struct of numbers.
    let mut info: chroma2_event_info = unsafe { std::mem::zeroed() };
    info.struct_size = size::<chroma2_event_info>(input);
    ok(unsafe { chroma2_event_get_info(event, &mut info) });
    let mut made = null_mut();
    let first = if input.once_in(4) {
        input.bits()
    } else {
        info.first_index.wrapping_add(u64::from(input.byte()) % 8)
    };
    let count = if input.once_in(8) { input.bits() } else { u64::from(input.byte()) % 4 };
    let place = if input.once_in(8) { input.index().into() } else { 0 };
    if ok(unsafe { chroma2_event_replay(event, place, first, count, &mut made) }) {
        keep(world, made);
    }
}

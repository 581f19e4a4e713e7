//! Threads that use and destroy the same handles at once, with callbacks that call back: statuses may
//! be any, but there is no crash, no hang, no internal error, and no handle that stays.

#[path = "../fuzz/driver/mod.rs"]
mod driver;

use chroma2::ffi::context::*;
use chroma2::ffi::event::*;
use chroma2::ffi::geometry::*;
use chroma2::ffi::handle::chroma2_live_handles;
use chroma2::ffi::medium_changes::*;
use chroma2::ffi::options::*;
use chroma2::ffi::photons::*;
use chroma2::ffi::results::*;
use chroma2::ffi::session::*;
use chroma2::ffi::source::*;
use chroma2::ffi::status::*;
use chroma2::ffi::telemetry::chroma2_telemetry;
use driver::Input;
use std::ffi::c_void;
use std::mem::zeroed;
use std::ptr::{null, null_mut};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering::SeqCst};
use std::time::{Duration, Instant};

/// Handles that all threads draw from, dead ones among them.
#[derive(Default)]
struct Shared {
    contexts: Mutex<Vec<usize>>,
    geometries: Mutex<Vec<usize>>,
    sessions: Mutex<Vec<usize>>,
    events: Mutex<Vec<usize>>,
    submitted: AtomicU64,
    called: AtomicU64,
    done: AtomicU64,
}

const MOST: usize = 12;

fn pick<T>(from: &Mutex<Vec<usize>>, input: &mut Input) -> *mut T {
    let list = from.lock().unwrap();
    let handle = if list.is_empty() { 0 } else { list[input.below(list.len())] };
    std::ptr::without_provenance_mut(handle)
}

/// Keeps a handle in the place of another, which is given back.
fn keep<T>(to: &Mutex<Vec<usize>>, handle: *mut T, input: &mut Input) -> *mut T {
    let mut list = to.lock().unwrap();
    if list.len() < MOST {
        list.push(handle.addr());
        return null_mut();
    }
    let place = input.below(list.len());
    std::ptr::without_provenance_mut(std::mem::replace(&mut list[place], handle.addr()))
}

fn ok(status: chroma2_status) -> bool {
    assert_ne!(status, chroma2_status::Internal);
    status == chroma2_status::Ok
}

/// Destroyed by another thread already, maybe.
fn destroyed(status: chroma2_status) {
    assert!(matches!(status, chroma2_status::Ok | chroma2_status::InvalidHandle), "{status:?}");
}

unsafe extern "C" fn on_done(user: *mut c_void, event: *mut chroma2_event, status: chroma2_status) {
    // SAFETY: the world outlives its events.
    let shared = unsafe { &*user.cast::<Shared>() };
    assert_ne!(status, chroma2_status::Internal);
    let count = shared.called.fetch_add(1, SeqCst);
    let bytes = count.to_le_bytes();
    let input = &mut Input::new(&bytes);
    let other = chroma2_event_wait(pick(&shared.events, input), 1000);
    assert_ne!(other, chroma2_status::Timeout, "callbacks do not wait");
    let own = chroma2_event_wait(event, u64::MAX);
    assert!(own == status || own == chroma2_status::InvalidHandle, "{own:?} and {status:?}");
    ok(chroma2_session_drain(pick(&shared.sessions, input), u64::MAX));
    if count % 3 == 0 {
        destroyed(chroma2_event_destroy(event));
    }
    if count % 7 == 0 {
        destroyed(chroma2_session_destroy(pick(&shared.sessions, input)));
    }
    shared.done.fetch_add(1, SeqCst); // the world may go
}

unsafe extern "C" fn on_progress(user: *mut c_void, done: u64, all: u64) {
    // SAFETY: as above.
    let shared = unsafe { &*user.cast::<Shared>() };
    assert!(done <= all);
    ok(chroma2_event_cancel(pick(&shared.events, &mut Input::new(&done.to_le_bytes()))));
}

unsafe extern "C" fn on_hits(user: *mut c_void, first: u64, last: u64, hits: *const chroma2_hits) {
    // SAFETY: as above; the library's struct.
    let (shared, hits) = unsafe { (&*user.cast::<Shared>(), &*hits) };
    assert!(first < last && hits.count <= last - first);
    let events = [pick(&shared.events, &mut Input::new(&last.to_le_bytes()))];
    let mut index = 0;
    // SAFETY: a live array and place.
    let status = unsafe { chroma2_event_wait_any(events.as_ptr(), 1, 1000, &mut index) };
    assert_ne!(status, chroma2_status::Timeout, "callbacks do not wait");
}

/// One of the calls, chosen by the input.
///
/// # Safety
/// `shared` outlives all events.
unsafe fn call(shared: &Shared, input: &mut Input) {
    // SAFETY: all-zero structs of numbers, pointers and callbacks, as large as they say; live pointers.
    unsafe {
        match input.below(17) {
            0 => {
                let mut config: chroma2_context_config = zeroed();
                (config.struct_size, config.threads) = (size_of_val(&config), 1 + input.below(3) as u32);
                let mut made = null_mut();
                assert!(ok(chroma2_context_create(&config, &mut made)));
                destroyed(chroma2_context_destroy(keep(&shared.contexts, made, input)));
            }
            1 => {
                let mut made = null_mut();
                if ok(chroma2_geometry_create(pick(&shared.contexts, input), &mut made)) {
                    destroyed(chroma2_geometry_destroy(keep(&shared.geometries, made, input)));
                }
            }
            2 => {
                ok(chroma2_geometry_commit(pick(&shared.geometries, input), null()));
            }
            3 | 4 => {
                let mut config: chroma2_session_config = zeroed();
                config.struct_size = size_of_val(&config);
                config.max_queued_photons = [0, 100, 1000][input.below(3)];
                config.max_queued_events = [0, 1, 3][input.below(3)];
                let mut made = null_mut();
                let (context, geometry) = (pick(&shared.contexts, input), pick(&shared.geometries, input));
                if ok(chroma2_session_create(context, geometry, &config, &mut made)) {
                    destroyed(chroma2_session_destroy(keep(&shared.sessions, made, input)));
                }
            }
            5..=9 => {
                let mut source: chroma2_source = zeroed();
                (source.struct_size, source.wavelength) = (size_of_val(&source), 400.0);
                source.count = 40 * input.below(20) as u64;
                let mut config: chroma2_event_config = zeroed();
                (config.struct_size, config.user) =
                    (size_of_val(&config), (&raw const *shared).cast_mut().cast());
                config.on_done = Some(on_done);
                config.on_progress = input.once_in(2).then_some(on_progress);
                config.on_hits = input.once_in(2).then_some(on_hits);
                config.priority = input.below(5) as i32 - 2;
                config.no_wait = input.below(2) as u32;
                config.submit_timeout_ns = [0, 100_000][(1 - config.no_wait as usize) * input.below(2)];
                let (mut made, session) = (null_mut(), pick(&shared.sessions, input));
                if ok(chroma2_session_submit_source(session, &source, &config, &mut made)) {
                    shared.submitted.fetch_add(1, SeqCst);
                    destroyed(chroma2_event_destroy(keep(&shared.events, made, input)));
                }
            }
            10 => {
                ok(chroma2_event_wait(pick(&shared.events, input), 1_000_000));
            }
            11 => {
                let mut hits: chroma2_hits = zeroed();
                hits.struct_size = size_of_val(&hits);
                ok(chroma2_event_get_hits(pick(&shared.events, input), &mut hits));
            }
            12 => {
                ok(chroma2_session_drain(pick(&shared.sessions, input), 1_000_000));
            }
            13 => match input.below(4) {
                0 => destroyed(chroma2_context_destroy(pick(&shared.contexts, input))),
                1 => destroyed(chroma2_geometry_destroy(pick(&shared.geometries, input))),
                2 => destroyed(chroma2_session_destroy(pick(&shared.sessions, input))),
                _ => destroyed(chroma2_event_destroy(pick(&shared.events, input))),
            },
            15 => {
                let events = [(); 3].map(|()| pick(&shared.events, input));
                let mut index = 0;
                ok(chroma2_event_wait_any(events.as_ptr(), 3, 1_000_000, &mut index));
            }
            14 => {
                ok(chroma2_event_cancel(pick(&shared.events, input)));
            }
            _ => {
                let mut telemetry: chroma2_telemetry = zeroed();
                telemetry.struct_size = size_of_val(&telemetry);
                ok(chroma2_session_get_telemetry(pick(&shared.sessions, input), &mut telemetry));
                let mut changes: chroma2_medium_changes = zeroed();
                changes.struct_size = size_of_val(&changes);
                ok(chroma2_session_get_medium_changes(pick(&shared.sessions, input), &mut changes));
            }
        }
    }
}

#[test]
fn threads_share_and_destroy_handles() {
    let shared = Shared::default();
    std::thread::scope(|scope| {
        for thread in 0..4u64 {
            let shared = &shared;
            scope.spawn(move || {
                let mut state = thread;
                for _ in 0..3000 {
                    state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
                    let bytes: Vec<u8> =
                        (0..16u32).map(|i| (state.rotate_left(11 * i) >> 33) as u8).collect();
                    // SAFETY: the events are waited for below.
                    unsafe { call(shared, &mut Input::new(&bytes)) };
                }
            });
        }
    });
    let deadline = Instant::now() + Duration::from_secs(60);
    while shared.done.load(SeqCst) < shared.submitted.load(SeqCst) {
        assert!(Instant::now() < deadline, "events hang");
        std::thread::sleep(Duration::from_millis(1));
    }
    assert!(shared.submitted.load(SeqCst) > 100, "something was submitted");
    let all = |list: &Mutex<Vec<usize>>| std::mem::take(&mut *list.lock().unwrap());
    for handle in all(&shared.events) {
        destroyed(chroma2_event_destroy(std::ptr::without_provenance_mut(handle)));
    }
    for handle in all(&shared.sessions) {
        destroyed(chroma2_session_destroy(std::ptr::without_provenance_mut(handle)));
    }
    for handle in all(&shared.geometries) {
        destroyed(chroma2_geometry_destroy(std::ptr::without_provenance_mut(handle)));
    }
    for handle in all(&shared.contexts) {
        destroyed(chroma2_context_destroy(std::ptr::without_provenance_mut(handle)));
    }
    assert_eq!(chroma2_live_handles(), 0, "handles stay");
}

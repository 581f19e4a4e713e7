//! What is refused, and memory that cannot be had.

use crate::double::{flash, photons, simple};
use chroma2::Error;
use chroma2::session::{EventOptions, LARGEST_CHUNK, Light, Session, SessionOptions};
use std::sync::Arc;

#[test]
fn too_large_events_run_out_of_memory() {
    let session = simple(1, 0);
    let options = EventOptions { photons: true, ..Default::default() };
    let huge = flash().light(1 << 40).unwrap();
    assert!(matches!(session.submit(huge, options).err(), Some(Error::OutOfMemory(_))));
    let huge = flash().light((1 << 40) + 1).unwrap();
    let error = session.submit(huge, EventOptions::default()).err().expect("it is too large");
    assert!(error.to_string().contains("count is"), "{error}");
    assert_eq!(session.telemetry().events_queued, 0);
    session.submit(Light::States(photons(10)), EventOptions::default()).unwrap().wait(None).unwrap();
}

#[test]
fn options_are_checked_before_anything_happens() {
    let session = simple(1, 0);
    let options = EventOptions { scatter_first: 7, ..Default::default() };
    let error = session.submit(Light::States(photons(10)), options).err().expect("it is refused");
    assert!(error.to_string().contains("scatter_first is 7"), "{error}");
    assert_eq!(session.telemetry().events_queued, 0);
    let options = SessionOptions { chunk: LARGEST_CHUNK + 1, ..Default::default() };
    let error = Session::new(Arc::clone(session.context()), session.scene(), options);
    assert!(error.err().expect("it is refused").to_string().contains("chunk_photons is"));
}

//! A caller's arrays: any stride, triples or components, defaults, copied or borrowed.

use crate::double::{photons, simple};
use chroma2::layout::PhotonState;
use chroma2::session::{Columns, EventOptions, GivenArrays, Light, PhotonArrays, Scalar, Session, Vector};
use std::mem::offset_of;
use std::sync::Arc;

fn run(session: &Arc<Session>, light: Light) -> Columns {
    let options = EventOptions { photons: true, ..Default::default() };
    let event = session.submit(light, options).unwrap();
    event.wait(None).unwrap();
    event.results().unwrap().photons.clone().unwrap()
}

/// The states themselves as strided arrays.
fn strided(states: &[PhotonState]) -> PhotonArrays {
    let base = states.as_ptr().cast::<u8>();
    let stride = size_of::<PhotonState>();
    // SAFETY: all offsets are inside the states.
    let at = |offset: usize| unsafe { base.add(offset) };
    let scalar = |offset: usize| Scalar { pointer: at(offset), stride };
    let vector = |offset: usize| Vector { pointers: [0, 4, 8].map(|c| at(offset + c)), stride };
    let given = GivenArrays {
        position: Some(vector(offset_of!(PhotonState, position))),
        direction: Some(vector(offset_of!(PhotonState, direction))),
        polarization: Some(vector(offset_of!(PhotonState, polarization))),
        wavelength: Some(scalar(offset_of!(PhotonState, wavelength))),
        time: Some(scalar(offset_of!(PhotonState, time))),
        weight: Some(scalar(offset_of!(PhotonState, weight))),
        flags: Some(scalar(offset_of!(PhotonState, flags))),
    };
    // SAFETY: the callers keep the states until their event is done.
    unsafe { PhotonArrays::new(states.len() as u64, given) }
}

#[test]
fn all_ways_of_giving_photons_are_the_same() {
    let session = simple(2, 77);
    let states = photons(2000);
    let reference = run(&session, Light::States(states.clone()));
    assert_eq!(run(&session, Light::Copied(strided(&states))), reference);
    assert_eq!(run(&session, Light::Borrowed(strided(&states))), reference);
    // Components in tight arrays of their own, at an odd address.
    let column = |f: &dyn Fn(&PhotonState) -> f32| -> Vec<u8> {
        std::iter::once(0).chain(states.iter().flat_map(|s| f(s).to_ne_bytes())).collect()
    };
    let parts = |f: fn(&PhotonState) -> [f32; 3]| [0, 1, 2].map(|c| column(&move |s| f(s)[c]));
    let (position, direction, polarization) =
        (parts(|s| s.position), parts(|s| s.direction), parts(|s| s.polarization));
    let (time, wavelength) = (column(&|s| s.time), column(&|s| s.wavelength));
    let flags = column(&|s| f32::from_bits(s.flags));
    let vector = |c: &[Vec<u8>; 3]| Vector { pointers: c.each_ref().map(|c| c[1..].as_ptr()), stride: 4 };
    let scalar = |c: &[u8]| Scalar { pointer: c[1..].as_ptr(), stride: 4 };
    let given = GivenArrays {
        position: Some(vector(&position)),
        direction: Some(vector(&direction)),
        polarization: Some(vector(&polarization)),
        wavelength: Some(scalar(&wavelength)),
        time: Some(scalar(&time)),
        flags: Some(scalar(&flags)),
        ..Default::default()
    };
    // SAFETY: the arrays outlive the events.
    let arrays = unsafe { PhotonArrays::new(2000, given) };
    assert_eq!(run(&session, Light::Borrowed(arrays)), reference);
    assert_eq!(run(&session, Light::Copied(arrays)), reference);
}

#[test]
fn copies_are_made_before_the_submission_returns() {
    let session = simple(1, 10);
    let reference = run(&session, Light::States(photons(1000)));
    let mut states = photons(1000);
    let options = EventOptions { photons: true, ..Default::default() };
    let event = session.submit(Light::Copied(strided(&states)), options).unwrap();
    states.iter_mut().for_each(|state| state.time = -1.0);
    event.wait(None).unwrap();
    assert_eq!(event.results().unwrap().photons.as_ref(), Some(&reference));
}

#[test]
fn defaults_of_what_is_not_given() {
    let states = photons(10);
    let [position, direction] =
        [offset_of!(PhotonState, position), offset_of!(PhotonState, direction)].map(|offset| {
            // SAFETY: inside the states.
            let pointers = [0, 4, 8].map(|c| unsafe { states.as_ptr().cast::<u8>().add(offset + c) });
            Some(Vector { pointers, stride: size_of::<PhotonState>() })
        });
    let wavelength =
        Scalar { pointer: (&raw const states[0].wavelength).cast(), stride: size_of::<PhotonState>() };
    let given = GivenArrays { position, direction, wavelength: Some(wavelength), ..Default::default() };
    // SAFETY: the states outlive the event.
    let arrays = unsafe { PhotonArrays::new(10, given) };
    let options = EventOptions {
        record: chroma2::session::Recording { first: 10, indices: vec![] },
        ..Default::default()
    };
    let event = simple(1, 0).submit(Light::Borrowed(arrays), options).unwrap();
    event.wait(None).unwrap();
    let records = &event.results().unwrap().records;
    for (i, &offset) in records.offset[..10].iter().enumerate() {
        let k = offset as usize;
        if records.offset[i + 1] > offset + 1 {
            assert_eq!(
                (records.states.time[k], records.states.weight[k], records.states.flags[k]),
                (0.0, 1.0, 0)
            );
            assert_eq!(records.states.polarization[k], [0.0; 3]);
        }
    }
}

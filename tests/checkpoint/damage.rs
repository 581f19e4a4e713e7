//! Files that are not what a session has written, and geometries that are not its own.

use crate::job::{KINDS, context, file, other_scene, scene, session, source, submit};
use chroma2::session::{Callbacks, Event, EventOptions, SceneData, Session, SessionOptions, seal};
use chroma2::{Error, Result};
use std::sync::{Arc, OnceLock};

/// A checkpoint of all kinds of light.
fn bytes() -> &'static [u8] {
    static BYTES: OnceLock<Vec<u8>> = OnceLock::new();
    BYTES.get_or_init(|| {
        let path = file("damage");
        let session = session(1, SessionOptions::default());
        let long = EventOptions { priority: 2, ..Default::default() };
        session.submit(source(1 << 22), long).unwrap();
        for kind in 0..KINDS {
            submit(&session, kind, &EventOptions::default()).unwrap();
        }
        session.suspend(&path, None).unwrap();
        std::fs::read(path).unwrap()
    })
}

/// What comes of bytes: how many events begin, which are cancelled.
fn read(bytes: &[u8], scene: Arc<dyn SceneData>) -> Result<usize> {
    let mut events = Vec::new();
    let register = |event: &Arc<Event>| {
        event.cancel();
        events.push(Arc::clone(event));
        Ok(Callbacks::default())
    };
    Session::restore_from(context(1), scene, SessionOptions::default(), bytes, bytes.len() as u64, register)?;
    Ok(events.len())
}

#[test]
fn what_is_cut_or_altered_is_refused() {
    let good = bytes();
    assert_eq!(read(good, scene()).unwrap(), KINDS as usize + 1);
    for length in (0..400).chain((400..good.len()).step_by(good.len() / 150)) {
        assert!(matches!(read(&good[..length], scene()), Err(Error::Format(_))), "{length} bytes");
    }
    let mut longer = good.to_vec();
    longer.push(0);
    assert!(read(&longer, scene()).is_err());
    for place in (0..700).chain((700..good.len()).step_by(good.len() / 150)) {
        let mut bytes = good.to_vec();
        bytes[place] ^= 1 << (place % 8);
        let error = read(&bytes, scene()).expect_err("one bit is another");
        let message = error.to_string();
        assert!(matches!(error, Error::Format(_) | Error::InvalidArgument(_)), "{place}: {message}");
        assert!(message.len() < 400 && !message.chars().any(char::is_control), "{message:?}");
    }
}

#[test]
fn a_hash_that_fits_does_not_help_what_leads_out_of_arrays() {
    let good = bytes();
    let body = &good[..good.len() - 32];
    assert_eq!(seal(body), good);
    let (mut refused, mut taken) = (0, 0);
    for place in (128..3000).step_by(4).chain((3000..body.len()).step_by(body.len() / 150)) {
        let mut bytes = body.to_vec();
        for byte in bytes.iter_mut().skip(place & !3).take(4) {
            *byte = 0xfe;
        }
        match read(&seal(&bytes), scene()) {
            Ok(_) => taken += 1, // another photon, say
            Err(_) => refused += 1,
        }
    }
    assert!(refused > 20 && taken > 20, "{refused} refused, {taken} taken");
}

#[test]
fn another_geometry_or_version_is_refused_by_name() {
    let digest = |of: Arc<dyn SceneData>| of.digest().iter().map(|b| format!("{b:02x}")).collect::<String>();
    let error = read(bytes(), other_scene()).unwrap_err();
    let (found, needed) = (digest(other_scene()), digest(scene()));
    assert_ne!(found, needed);
    assert!(matches!(error, Error::InvalidArgument(_)));
    assert_eq!(
        error.to_string(),
        format!("geometry: its digest is {found}; that of the checkpoint's, {needed}, is needed")
    );
    let mut other = bytes()[..bytes().len() - 32].to_vec();
    other[48] = b'1'; // where the version is
    let message = read(&seal(&other), scene()).unwrap_err().to_string();
    assert!(
        message.contains("it is of format 1 by version 1.0.0 of the library; format 1 by 2.0.0 is"),
        "{message}"
    );
    let folder = std::env::temp_dir();
    let restore = |path: &std::path::Path| {
        Session::restore(context(1), scene(), SessionOptions::default(), path, |_| Ok(Callbacks::default()))
    };
    assert!(matches!(restore(&folder), Err(Error::Format(message)) if message.contains("no regular file")));
    assert!(matches!(restore(&folder.join("not there")), Err(Error::Io(_))));
}

#[test]
fn a_program_that_refuses_an_event_gets_the_others_cancelled() {
    let mut events: Vec<Arc<Event>> = Vec::new();
    let bytes = bytes();
    let register = |event: &Arc<Event>| {
        events.push(Arc::clone(event));
        if events.len() == 5 { Err(Error::argument("no")) } else { Ok(Callbacks::default()) }
    };
    let made = Session::restore_from(
        context(1),
        scene(),
        SessionOptions::default(),
        bytes,
        bytes.len() as u64,
        register,
    );
    assert_eq!(made.err().unwrap().to_string(), "no");
    assert!(matches!(events[0].wait(None), Err(Error::Cancelled(_))), "the long one");
    assert_eq!(events[4].wait(None).unwrap_err().to_string(), "no");
}

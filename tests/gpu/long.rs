//! Many photons, where `CHROMA2_GPU_LONG=1` asks for them.

use crate::rig::{long, rig, scene};
use crate::same;
use chroma2::session::{Columns, EventOptions, Session};
use sha2::{Digest, Sha256};
use std::sync::Arc;
use std::time::Instant;

/// Photons of an event: 300 MB of end states on each side.
const PART: u64 = 1 << 21;

fn absorb(hash: &mut Sha256, columns: &Columns) {
    hash.update(bytemuck::cast_slice::<_, u8>(&columns.position));
    hash.update(bytemuck::cast_slice::<_, u8>(&columns.direction));
    hash.update(bytemuck::cast_slice::<_, u8>(&columns.time));
    hash.update(bytemuck::cast_slice::<_, u8>(&columns.flags));
}

fn compare(name: &str) {
    let Some(count) = long() else {
        eprintln!("skipped: CHROMA2_GPU_LONG is not 1");
        return;
    };
    let Some(rig) = rig() else { return };
    let Some(scene) = scene(name) else { return };
    let start = Instant::now();
    let sessions = rig.sessions(&scene, 0);
    let mut hash = Sha256::new();
    let (mut first, mut detected) = (0, 0);
    while first < count {
        let size = PART.min(count - first);
        let options = EventOptions { first_index: first, ..scene.options.clone() };
        let submit =
            |session: &Arc<Session>| session.submit(scene.light(size), options.clone()).expect("room");
        let events = sessions.each_ref().map(submit);
        for event in &events {
            event.wait(None).unwrap_or_else(|e| panic!("{name}, photons from {first} on: {e}"));
        }
        same::events(&format!("{name}, photons {first} to {}", first + size), &events[0], &events[1]);
        let results = events[0].results().expect("an end");
        absorb(&mut hash, results.photons.as_ref().expect("end states"));
        detected += results.summary.surface_detect;
        first += size;
    }
    let digest: String = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    println!(
        "{name}: {count} photons equal, {detected} detected, {:.0} s, SHA-256 {digest}",
        start.elapsed().as_secs_f64()
    );
}

#[test]
fn detector_tiny() {
    compare("detector_tiny");
}

#[test]
fn detector_full() {
    compare("detector_full");
}

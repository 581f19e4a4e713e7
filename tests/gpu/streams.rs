//! Hits while an event runs: slice by slice those of the processor; and an urgent event beside a large one.

use crate::rig::{rig, run, scene, session, wait};
use chroma2::session::{Callbacks, EventOptions, Hits, wait_any};
use std::sync::{Arc, Mutex};

/// What came: the end of the photons so far, their hits' indices, and bits of times and positions.
#[derive(Default, PartialEq, Debug)]
struct Got {
    end: u64,
    photon: Vec<u64>,
    bits: Vec<u32>,
}

impl Got {
    fn take(&mut self, hits: &Hits, end: u64) {
        self.end = end;
        self.photon.extend_from_slice(&hits.photon);
        let positions = hits.states.position.iter().flatten();
        self.bits.extend(positions.chain(&*hits.states.wavelength).map(|value| value.to_bits()));
        self.bits.extend(hits.channel.iter().map(|&channel| channel as u32));
    }
}

#[test]
fn slices_come_in_order_with_the_bits_of_the_processor() {
    let (Some(rig), Some(scene)) = (rig(), scene("detector_tiny")) else { return };
    const COUNT: u64 = 300_000;
    let [gpu, cpu] = rig.sessions(&scene, 20_000);
    let options = EventOptions { first_index: 70, photons: false, ..scene.options.clone() };
    let whole = run(&cpu, scene.light(COUNT), &options);
    let whole = whole.results().unwrap().hits.as_ref().unwrap();
    for keep in [true, false] {
        let got = Arc::new(Mutex::new(Got { end: 70, ..Got::default() }));
        let (tell, cuts) = (Arc::clone(&got), Arc::new(Mutex::new(vec![70])));
        let cut = Arc::clone(&cuts);
        let event =
            gpu.submit_with(scene.light(COUNT), EventOptions { hits: keep, ..options.clone() }, |_| {
                let call = move |part: std::ops::Range<u64>, hits: &Hits| {
                    let mut got = tell.lock().unwrap();
                    assert_eq!(part.start, got.end);
                    got.take(hits, part.end);
                    cut.lock().unwrap().push(part.end);
                };
                Ok(Callbacks { hits: Some(Box::new(call)), ..Callbacks::default() })
            });
        let event = event.unwrap();
        wait(&event);
        // The processor's hits, cut as the calls have cut them, since columns are put one behind the other.
        let mut expected = Got::default();
        for part in cuts.lock().unwrap().windows(2) {
            let from = whole.photon.partition_point(|&photon| photon < part[0]);
            let to = whole.photon.partition_point(|&photon| photon < part[1]);
            expected.end = part[1];
            expected.photon.extend_from_slice(&whole.photon[from..to]);
            let positions = whole.states.position[from..to].iter().flatten();
            expected
                .bits
                .extend(positions.chain(&whole.states.wavelength[from..to]).map(|value| value.to_bits()));
            expected.bits.extend(whole.channel[from..to].iter().map(|&channel| channel as u32));
        }
        assert_eq!(cuts.lock().unwrap().len(), 16, "a call a slice");
        assert!(
            *got.lock().unwrap() == expected && expected.photon.len() > 1000 && expected.end == COUNT + 70
        );
        assert_eq!(event.results().unwrap().hits.is_some(), keep);
    }
}

/// It ends before events that were submitted earlier and have slices to come.
#[test]
fn an_urgent_event_ends_first() {
    let (Some(rig), Some(scene)) = (rig(), scene("detector_tiny")) else { return };
    let gpu = session(&rig.gpu, &scene, 100_000);
    let submit = |count, priority| {
        let options = EventOptions { photons: false, priority, ..scene.options.clone() };
        gpu.submit(scene.light(count), options).unwrap()
    };
    let mut events = vec![submit(20_000_000, 0), submit(20_000_000, 1), submit(1000, 2)];
    assert_eq!(wait_any(&events, None).unwrap(), 2);
    wait(&events.pop().unwrap());
    assert_eq!(wait_any(&events, None).unwrap(), 1);
    events.iter().for_each(|event| wait(event));
}

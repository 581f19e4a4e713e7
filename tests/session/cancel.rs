//! Events are cancelled within milliseconds, however large they are and however far their photons go, and
//! tell meanwhile how far they are.

use crate::double::flash;
use crate::shapes::{cuboid, of};
use chroma2::Error;
use chroma2::backend::context::{Choice, Context};
use chroma2::geometry::{CommitOptions, Instance, Material, Model, PerTriangle, Surface, SurfaceModel};
use chroma2::session::{Callbacks, Event, EventOptions, Session, SessionOptions, SourceSpec};
use chroma2::tables::Curve;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Far above what it takes (milliseconds): this machine may do other things as well.
const SOON: Duration = Duration::from_secs(2);

/// A box whose walls send all light back.
fn mirror_box() -> Arc<Session> {
    mirror_box_of(0)
}

/// The same, of so many photons a chunk.
fn mirror_box_of(chunk: u64) -> Arc<Session> {
    let mut model = Model::new();
    model.add_material(Material::new("air")).unwrap();
    let mut wall = Surface::new("white", SurfaceModel::Default);
    wall.reflect_diffuse = Curve::Constant(1.0);
    let wall = model.add_surface(wall).unwrap();
    let mut walls = of(0, cuboid([-50.0; 3], [50.0; 3]));
    walls.surface = PerTriangle::Uniform(wall);
    model.add_mesh(walls).unwrap();
    model.add_instance(Instance::default()).unwrap();
    let committed = Arc::new(model).commit(&CommitOptions::default()).unwrap();
    let context = Context::new(Choice::Cpu, 2).unwrap();
    Session::new(context, Arc::new(committed), SessionOptions { chunk, ..Default::default() }).unwrap()
}

fn shine(session: &Arc<Session>, count: u64, options: EventOptions) -> Arc<Event> {
    let source = SourceSpec { position: [1.0, 2.0, 3.0], ..flash() };
    session.submit(source.light(count).unwrap(), options).unwrap()
}

/// Cancels an event and waits for its end; gives its photons that came to theirs.
fn cancel(event: &Arc<Event>) -> u64 {
    let begin = Instant::now();
    event.cancel();
    assert!(matches!(event.wait(Some(SOON)), Err(Error::Cancelled(_))));
    assert!(begin.elapsed() < SOON);
    let summary = event.summary().unwrap();
    assert_eq!(summary.total(), summary.photons);
    assert_eq!(event.progress().photons_done, summary.photons - summary.unfinished);
    summary.photons - summary.unfinished
}

/// Many events of the same priority, each of minutes of work.
fn queue_of(session: &Arc<Session>, events: usize) -> Vec<Arc<Event>> {
    (0..events).map(|_| shine(session, 1 << 30, EventOptions::default())).collect()
}

#[test]
fn one_behind_thousands_ends_at_once() {
    let session = mirror_box();
    let events = queue_of(&session, 3000);
    for (place, priority) in [(2999, 0), (1500, 0), (0, -2)] {
        let low = shine(&session, 1 << 30, EventOptions { priority, ..Default::default() });
        for event in [&events[place], &low] {
            cancel(event);
        }
    }
    assert!(session.telemetry().events_queued >= 3000 - 3, "the others go on");
    let begin = Instant::now();
    events.iter().for_each(|event| event.cancel());
    session.drain(Some(5 * SOON)).unwrap();
    assert!(begin.elapsed() < 5 * SOON);
    assert_eq!(session.telemetry().events_done, 3003);
}

#[test]
fn one_that_waits_for_threads_tells_its_function_on_one_of_them() {
    let session = mirror_box_of(16);
    let events = queue_of(&session, 500);
    let (tell, told) = std::sync::mpsc::channel();
    let light = flash().light(1000).unwrap();
    let event = session
        .submit_with(light, EventOptions::default(), |_| {
            let done = move |event: &Arc<Event>| {
                let status = event.results().map(drop);
                tell.send((std::thread::current().name().map(str::to_owned), status)).unwrap();
            };
            Ok(Callbacks { done: Some(Box::new(done)), ..Default::default() })
        })
        .unwrap();
    event.cancel();
    let (thread, status) = told.recv_timeout(SOON).unwrap();
    assert!(
        thread.is_some_and(|name| name.starts_with("chroma2-")) && matches!(status, Err(Error::Cancelled(_)))
    );
    assert!(matches!(event.wait(Some(SOON)), Err(Error::Cancelled(_))));
    events.iter().for_each(|event| event.cancel());
    session.drain(Some(5 * SOON)).unwrap();
}

#[test]
fn the_largest_event_ends_soon_and_tells_how_far_it_was() {
    let session = mirror_box();
    let event = shine(&session, 1 << 40, EventOptions { max_steps: 10, ..Default::default() });
    let mut seen = 0;
    while seen < 10_000 {
        let now = event.progress().photons_done;
        assert!(now >= seen);
        seen = now;
        std::thread::sleep(Duration::from_millis(1));
    }
    let done = cancel(&event);
    assert!(done >= seen && done < 1 << 30, "{done} of {seen} seen");
    assert_eq!(event.summary().unwrap().step_limit, done);
    assert_eq!(session.telemetry().photons_done, done);
}

/// One photon that would make four billion steps, and one whose steps are recorded.
#[test]
fn a_photon_that_goes_on_for_ever_is_given_up() {
    let session = mirror_box();
    for record in [0, 1] {
        let options = EventOptions {
            max_steps: u32::MAX,
            record: chroma2::session::Recording { first: record, indices: vec![] },
            ..Default::default()
        };
        let event = shine(&session, 1, options);
        std::thread::sleep(Duration::from_millis(30));
        assert!(!event.progress().done);
        assert_eq!(cancel(&event), 0);
    }
    let after = shine(&session, 100, EventOptions::default());
    after.wait(None).unwrap();
    assert_eq!(after.summary().unwrap().step_limit, 100);
}

#[test]
fn a_cancel_of_what_waits_its_turn_ends_that_alone() {
    let session = mirror_box();
    let long = shine(&session, 1 << 40, EventOptions::default());
    let queued = shine(&session, 1 << 40, EventOptions::default());
    cancel(&queued);
    assert!(!long.progress().done);
    cancel(&long);
    session.drain(Some(SOON)).unwrap();
}

"""Telemetry and traces through examples_py."""

import ctypes
import json
import pathlib
import sys
import tempfile
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / "python"))
import chroma2 as c  # noqa: E402


def box(context):
    """A tetrahedron about the origin that detects half of what comes to it; channel 3."""
    corners = [(-90, -90, -90), (90, -90, -90), (0, 90, -90), (0, 0, 90)]
    geometry = c.Geometry(context)
    vacuum = geometry.material("vacuum", {})
    wall = geometry.surface("wall", {c.DETECT: 0.5, c.ABSORB: 0.5})
    mesh = geometry.mesh(corners, [(0, 2, 1), (0, 1, 3), (1, 2, 3), (2, 0, 3)], vacuum, vacuum, wall)
    geometry.place(mesh, channel=3)
    geometry.commit()
    return geometry


def run(session, events, photons):
    source = c.Source(count=photons, wavelength=400)
    for event in [session.shine(source, event_id=i) for i in range(events)]:
        event.wait(60)
    session.drain(60)


def fails(status, part, call, *arguments):
    try:
        call(*arguments)
    except c.Error as error:
        assert error.status == status and part in str(error), error
    else:
        raise AssertionError("it did not fail")


with c.Context(threads=2, backend=c.BACKEND_CPU) as context, tempfile.TemporaryDirectory() as folder:
    geometry, folder = box(context), pathlib.Path(folder)
    told, heard = [], threading.Event()

    def tell(telemetry):
        told.append(telemetry["events_done"])
        if told[-1] == 20:
            heard.set()

    with c.Session(context, geometry, on_telemetry=tell, telemetry_interval_ms=5, chunk_photons=100) as session:
        with session.trace(folder / "trace.json", name='a "name"'):
            run(session, 20, 1000)
        assert heard.wait(60)
        now = session.telemetry()
        assert now["events_succeeded"] == 20 and now["processor_photons"] == 20_000 and now["processor_parts"] == 200
        assert sum(now["latency_histogram"]) == 20 and 0 < now["latency_seconds"]
        half, most = c.latency_quantile(now, 0.5), c.latency_quantile(now, 0.99)
        assert 0 < half <= most <= 2 * now["latency_seconds"]
        metrics = dict(line.rsplit(" ", 1) for line in session.telemetry_text().splitlines() if line[0] != "#")
        assert metrics['chroma2_events_total{outcome="succeeded"}'] == "20"
        assert metrics["chroma2_event_seconds_count"] == "20"
        with session.trace(folder / "other.json") as trace:
            fails(c.STATUS_INVALID_STATE, "file of its own", trace.save, folder / "x")
        fails(c.STATUS_INVALID_STATE, "no trace", trace.save, folder / "x")
    assert told == sorted(told)
    time.sleep(0.05)
    count = len(told)
    time.sleep(0.05)
    assert len(told) == count, "it was told after the session was closed"

    objects = json.loads((folder / "trace.json").read_text())
    assert objects[0]["args"]["name"] == 'a "name"'
    propagated = {(o["args"]["event"], o["args"]["part"]) for o in objects if o["name"] == "propagate"}
    assert propagated == {(event, part) for event in range(20) for part in range(10)}

    # The same events give the same trace where it has no clock.
    for name in ("one", "two"):
        with c.Session(context, geometry, chunk_photons=100) as session:
            with session.trace(folder / name, deterministic=1):
                run(session, 5, 500)
    assert (folder / "one").read_bytes() == (folder / "two").read_bytes()

    with c.Session(context, geometry) as session, session.trace(capacity=100) as trace:
        run(session, 3, 10)
        trace.save(folder / "last")
        assert json.loads((folder / "last").read_text())
        fails(c.STATUS_INVALID_STATE, "running", session.trace)

    # The function may drop the last reference to its session.
    held, gone = [], threading.Event()

    def drop(_):
        if held:
            held.clear()
            gone.set()

    held.append(c.Session(context, geometry, on_telemetry=drop, telemetry_interval_ms=1))
    assert gone.wait(60)
    time.sleep(0.05)

histogram = [0] * 32
assert c.latency_quantile({"latency_histogram": histogram}, 0.5) == 0
histogram[10] = 100  # from 512 to 1024 microseconds
assert abs(c.latency_quantile({"latency_histogram": histogram}, 0.5) - 768e-6) < 1e-9
histogram[31] = 1
assert c.latency_quantile({"latency_histogram": histogram}, 1.0) == 2.0**30 * 1e-6
assert ctypes.sizeof(c._c.Telemetry) == c._c.Telemetry().struct_size
print("telemetry: passed")

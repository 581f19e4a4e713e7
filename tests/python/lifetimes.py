"""What events of the package chroma2 keep, and for how long: borrowed arrays, callbacks, results."""

import asyncio
import gc
import logging
import os
import pathlib
import subprocess
import sys
import threading
import time
import warnings
import weakref

import numpy as np

sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / "python"))
import chroma2 as c  # noqa: E402
from ended import ended as nothing_left  # noqa: E402


def sphere(context, reflect):
    """An octahedron of water about the origin that detects what it does not reflect; channel 7."""
    corners = 100.0 * np.array([[1, 0, 0], [-1, 0, 0], [0, 1, 0], [0, -1, 0], [0, 0, 1], [0, 0, -1]])
    triangles = [(0, 2, 4), (2, 1, 4), (1, 3, 4), (3, 0, 4), (2, 0, 5), (1, 2, 5), (3, 1, 5), (0, 3, 5)]
    geometry = c.Geometry(context)
    water = geometry.material("water", {c.REFRACTIVE_INDEX: 1.3})
    wall = geometry.surface("wall", {c.DETECT: 1.0 - reflect, c.REFLECT_DIFFUSE: reflect})
    geometry.place(geometry.mesh(corners, triangles, water, water, wall), channel=7)
    geometry.commit()
    return geometry


def later(condition):
    end = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < end, "it does not come"
        time.sleep(0.01)


def child(geometry):
    """Leaves the interpreter while an event with callbacks runs, its Event kept or dropped."""
    session = c.Session(context, geometry, chunk_photons=256)
    source = c.Source(count=10_000_000, wavelength=420)
    options = dict(max_steps=100_000, on_done=lambda status: print("ended with", status), on_progress=lambda *_: None)
    kept = session.shine(source, **options)
    session.shine(source, **options)  # dropped at once
    if os.fork() == 0:
        sys.exit()  # these events are none of a child's
    assert os.wait()[1] == 0
    print("leaving", kept.progress()["done"], flush=True)


logging.getLogger("chroma2").setLevel(logging.ERROR)
context = c.Context(backend=c.BACKEND_CPU, threads=1)
if sys.argv[1:] == ["child"]:
    warnings.simplefilter("ignore", DeprecationWarning)  # Python 3.12 and later, of forks in programs with threads
    child(sphere(context, 1.0))
    sys.exit()

COUNT = 20_000
rng = np.random.default_rng(4)
light = {"position": rng.normal(size=(COUNT, 3)), "direction": rng.normal(size=(COUNT, 3)),
         "wavelength": rng.uniform(350, 500, COUNT), "polarization": rng.normal(size=(COUNT, 3)),
         "time": rng.uniform(0, 9, COUNT), "weight": rng.uniform(0, 1, COUNT),
         "flags": np.full(COUNT, 1 << 10, np.uint32)}
ROUGH = {"want": c.WANT_PHOTONS | c.WANT_HITS, "seed": 5}
geometry = sphere(context, 0.5)
with c.Session(context, geometry) as session:
    with session.submit(**light, **ROUGH) as event:
        expected, hits = event.wait().photons(), event.hits()
    # Results stay when their event is closed, cannot be written to, and the next event's do not change them.
    assert len(hits["channel"]) == COUNT and (hits["channel"] == 7).all()
    copied = {name: np.copy(values) for name, values in expected.items()}
    with session.submit(**light, want=c.WANT_PHOTONS, seed=6) as event:
        other = event.wait().photons()
    assert not np.array_equal(other["position"], expected["position"])
    assert expected.time_offset == 0.0
    for name, values in expected.items():
        assert not values.flags.writeable, name
        assert np.array_equal(values, copied[name]), name
    assert (expected["flags"] & (1 << 10)).all() and np.array_equal(hits["weight"], expected["weight"])
    assert np.allclose(hits["weight"], light["weight"]) and hits["time"].min() > 0

    # Borrowed arrays, the caller's own and those that single precision had to be made of, are kept from the
    # submission to the end, whether the Event is there or not. One thread is busy with another event meanwhile.
    blocked = sphere(context, 1.0)
    busy_session = c.Session(context, blocked, chunk_photons=256)
    for drop in (False, True):
        busy = busy_session.shine(c.Source(count=50_000_000, wavelength=420), max_steps=1000)
        ended = []
        own = {name: np.array(values, np.uint32 if name == "flags" else np.float32) for name, values in light.items()}
        watched = [weakref.ref(values) for values in own.values()]
        first = session.submit(**own, **ROUGH, borrow=1, on_done=ended.append)
        second = session.submit(**{name: values.copy() for name, values in light.items()}, **ROUGH, borrow=1)
        del own
        if drop:
            first.close()
        gc.collect()
        trash = [np.full((COUNT, 3), np.nan, np.float32) for _ in range(50)]  # into memory that was given back
        assert all(values() is not None for values in watched), "an array was collected"
        assert not ended
        busy.cancel()
        results = [second.wait(60)] if drop else [second.wait(60), first.wait(60)]
        later(lambda: ended and not any(values() is not None for values in watched))
        assert ended == [0]
        for event in results:
            for name, values in event.photons().items():
                assert np.array_equal(values, expected[name]), name
        del first, second, results, event, busy, trash

    # Functions that nobody else keeps are called; what they submit is too.
    seen, inner = [], []
    event = session.shine(c.Source(count=300_000, wavelength=420), on_progress=lambda *counts: seen.append(counts),
                          on_done=lambda status: inner.append(session.shine(c.Source(count=3, wavelength=420))))
    gc.collect()
    event.wait(60)
    assert seen and seen[-1] == (300_000, 300_000) and seen == sorted(seen)
    assert inner[0].wait(60).summary()["surface_detect"] == 3
    # One that raises is no reason for the event to fail.
    raised, sys.unraisablehook = [], lambda what: raised.append(what.exc_type)
    assert session.shine(c.Source(count=9, wavelength=420), on_done=lambda _: 1 / 0).wait(60).summary()["photons"] == 9
    assert raised == [ZeroDivisionError]
    sys.unraisablehook = sys.__unraisablehook__
    inner.clear()

    # Hits as they are found: all of them, in order, also where their columns are kept by nobody else.
    parts = []
    options = dict(seed=8, first_index=50, time_offset=1e6, want=c.WANT_HITS, priority=1)
    event = session.shine(c.Source(count=30_000, wavelength=420), on_hits=lambda *part: parts.append(part), **options)
    whole = event.wait(60).hits()
    assert parts[0][0] == 50 and parts[-1][1] == 30_050 and len(parts) > 2
    assert all(before[1] == after[0] for before, after in zip(parts, parts[1:]))
    assert whole.time_offset == 1e6 and all(part[2]["time_offset"] == 1e6 for part in parts)
    for name, values in whole.items():
        assert np.array_equal(np.concatenate([part[2][name] for part in parts]), values), name
    event.close()
    # A function that cancels its event: what came is the begin of that.
    parts.clear()
    options["want"] = c.WANT_SUMMARY

    def some(*part):
        parts.append(part)
        while len(parts) == 2 and not inner:
            time.sleep(0.001)
        if len(parts) == 2:
            inner[0].cancel()

    inner.append(session.shine(c.Source(count=300_000, wavelength=420), on_hits=some, **options))
    try:
        inner[0].wait(60)
        raise AssertionError("it was cancelled")
    except c.Error as error:
        assert error.status == c.STATUS_CANCELLED
    assert 2 <= len(parts) and parts[-1][1] < 300_050
    found = np.concatenate([part[2]["photon"] for part in parts])
    assert np.array_equal(found[:1000], whole["photon"][:1000])
    inner.clear()

    # The first of several events of two sessions, a queue that stays full, and an event that is awaited.
    with c.Session(context, geometry, max_queued_events=1) as narrow:
        busy = busy_session.shine(c.Source(count=50_000_000, wavelength=420), max_steps=1000, priority=-2)
        events = [busy] + [session.shine(c.Source(count=n, wavelength=420)) for n in (1000, 10)]
        assert c.wait_any(events, 60) in (1, 2) and c.wait_any(events[:1] + events[2:], 60) == 1
        for many, timeout, status in ((events[:1], 0.01, c.STATUS_TIMEOUT), ([], None, 1), (events[1:2] * 2, None, 1)):
            try:
                c.wait_any(many, timeout)
                raise AssertionError("there is none")
            except c.Error as error:
                assert error.status == status, error
        held = narrow.shine(c.Source(count=50_000_000, wavelength=420), max_steps=1000, priority=-2)
        begin = time.monotonic()
        try:
            narrow.shine(c.Source(count=1, wavelength=420), submit_timeout_ns=150_000_000)
            raise AssertionError("it is full")
        except c.Error as error:
            assert error.status == c.STATUS_TIMEOUT and "1 event of 1 allowed" in str(error), error
        assert time.monotonic() - begin >= 0.15
        held.cancel()
        busy.cancel()

        async def awaited():
            event = await narrow.shine(c.Source(count=7, wavelength=420))
            return event.summary()["photons"]

        assert asyncio.run(awaited()) == 7
        del held, busy, events, event, many

    # Steps of chosen photons.
    options = dict(seed=9, record_first=2, record_indices=[50, 7], want=c.WANT_PHOTONS)
    event = session.shine(c.Source(count=100, wavelength=420), **options)
    records = event.wait(60).records()
    assert records["photon"].tolist() == [0, 1, 7, 50] and records["offset"][0] == 0
    assert records["offset"][-1] == len(records["time"]) and (np.diff(records["offset"].astype(int)) >= 2).all()
    assert (records["position"][records["offset"][:-1].astype(int)] == 0).all()
    last = records["position"][records["offset"][1:].astype(int) - 1]
    assert np.array_equal(last, event.photons()["position"][records["photon"].astype(int)])
    event.close()
busy_session.close()
for thing in (geometry, blocked, context):
    thing.close()
nothing_left(globals())
assert threading.active_count() == 1

# The interpreter may be left while callbacks are still to come.
done = subprocess.run([sys.executable, __file__, "child"], capture_output=True, text=True, timeout=60)
assert (done.returncode, done.stderr) == (0, ""), (done.returncode, done.stderr)
assert sorted(done.stdout.split("\n")) == ["", "ended with 31", "ended with 31", "leaving 0"], done.stdout
print("arrays, callbacks and results live as long as they must")

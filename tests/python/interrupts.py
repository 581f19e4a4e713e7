"""Ctrl-C during the waits of the package chroma2: KeyboardInterrupt within 0.2 s of the signal, and what
was waited for can be used or ended."""

import os
import pathlib
import signal
import sys
import threading
import time

import numpy as np

sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / "python"))
import chroma2 as c  # noqa: E402
from ended import ended  # noqa: E402

signal.signal(signal.SIGINT, signal.default_int_handler)  # also where the test's parent ignores it
DELAY, LIMIT = 0.17, 0.2  # s


def interrupted(function, *arguments, **options):
    """Seconds from the signal to the KeyboardInterrupt."""
    sent = []

    def send():
        sent.append(time.monotonic())
        os.kill(os.getpid(), signal.SIGINT)

    timer = threading.Timer(DELAY, send)
    timer.start()
    try:
        function(*arguments, **options)
    except KeyboardInterrupt:
        return time.monotonic() - sent[0]
    finally:
        timer.join()
    raise AssertionError(f"{function} came to its end")


def soon(function, *arguments, **options):
    """The best of three, for machines that do other things too."""
    taken = min(interrupted(function, *arguments, **options) for _ in range(3))
    assert taken < LIMIT, f"{function}: {taken:.3f} s"
    return taken


def box(context):
    """A closed box with white walls, in which a photon lives as long as max_steps says."""
    corners = np.array([[x, y, z] for x in (0, 10) for y in (0, 20) for z in (0, 30)], float)
    triangles = [(0, 1, 3), (0, 3, 2), (4, 6, 7), (4, 7, 5), (0, 4, 5), (0, 5, 1),
                 (2, 3, 7), (2, 7, 6), (0, 2, 6), (0, 6, 4), (1, 5, 7), (1, 7, 3)]
    geometry = c.Geometry(context)
    water = geometry.material("water", {c.REFRACTIVE_INDEX: 1.3})
    geometry.place(geometry.mesh(corners, triangles, water, water, geometry.surface("white", {c.REFLECT_DIFFUSE: 1.0})))
    geometry.commit()
    return geometry


longest = 0.0
source = c.Source(count=2_000_000, wavelength=420, position=(5, 10, 15))  # minutes of work
with c.Context(backend=c.BACKEND_CPU, threads=1) as context, box(context) as geometry:
    with c.Session(context, geometry, max_queued_photons=source.count, chunk_photons=256) as session:
        event = session.shine(source)
        longest = max(longest, soon(event.wait), soon(event.wait, 100.0))
        assert event.progress()["done"] == 0
        longest = max(longest, soon(session.drain), soon(session.drain, timeout=100.0))
        # The queue is full: a submission waits for room.
        longest = max(longest, soon(session.shine, source))
        longest = max(longest, soon(session.submit, np.ones((9, 3)), np.ones((9, 3)), np.full(9, 400.0), borrow=1))
        try:
            session.shine(source, no_wait=1)
        except c.Error as error:
            assert error.status == c.STATUS_TIMEOUT
        else:
            raise AssertionError("there was room")
        for timeout in (0, 0.02):
            try:
                event.wait(timeout)
            except c.Error as error:
                assert error.status == c.STATUS_TIMEOUT, error
            else:
                raise AssertionError("the event came to its end")
        event.cancel()
        try:
            event.wait(60)
        except c.Error as error:
            assert error.status == c.STATUS_CANCELLED, error
        else:
            raise AssertionError("the event came to its end")
        summary = event.summary()
        assert summary["unfinished"] > 0 and summary["unfinished"] + summary["step_limit"] == source.count
        event.close()
        session.drain()

        # Leaving `with` by the interrupt cancels the event; there is room again, which a submission waits for.
        def block():
            with session.shine(source) as inner:
                inner.wait()

        longest = max(longest, soon(block))
        assert session.shine(source, max_steps=1).wait(60).summary()["step_limit"] == source.count
        session.drain(60)
        assert session.telemetry()["events_queued"] == 0

    with c.Queue(context, 4) as queue:
        longest = max(longest, soon(queue.pop, 1, timeout=None), soon(queue.pop, 1, timeout=100.0))
        # What an interrupted push has moved is known, and what an interrupted pop has comes with the next.
        interrupted(queue.push, np.arange(10), timeout=None)
        assert queue.moved == len(queue) == 4
        longest = max(longest, soon(queue.push, [7], timeout=None))
        assert queue.moved == 0
        interrupted(queue.pop, 6, timeout=None)
        interrupted(queue.pop, 5, timeout=None)
        assert queue.moved == len(queue) == 0 and queue.push([4, 5, 6]) == 3
        assert queue.pop(2).tolist() == [0, 1] and queue.pop(4).tolist() == [2, 3, 4, 5] and queue.pop(9).tolist() == [6]

    # A persistent run in which all items return for ever, until the iterations are done. After the interrupt it goes
    # on to that in the background, with its queues.
    queues = [c.Queue(context, 64, np.uint64, name) for name in ("active", "spawn", "finished")]
    queues[0].push(range(8))
    options = dict(spawn_interval=1, compact_below=8, max_iterations=1000)
    while (seconds := c.run_persistent(*queues, **options)["seconds"]) < 0.05:
        options["max_iterations"] *= 2
    # The fastest of some, since the machine may have had something else to do.
    seconds = min(seconds, *(c.run_persistent(*queues, **options)["seconds"] for _ in range(3)))
    options["max_iterations"] = int(options["max_iterations"] * 0.8 / seconds)
    longest = max(longest, soon(c.run_persistent, *queues, **options))
    end = time.monotonic() + 60
    while threading.active_count() > 1:
        assert time.monotonic() < end, "a run did not come to its end"
        time.sleep(0.01)
    assert len(queues[0]) + len(queues[1]) == 8 and len(queues[2]) == 0
    for queue in queues:
        queue.close()
ended(globals())
print(f"interrupts come within {longest:.3f} s")

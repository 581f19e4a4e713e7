"""Submissions of the package chroma2 that wait for room: each keeps its place until it is let in, on the main
thread, which looks for Ctrl-C meanwhile, and on others."""

import pathlib
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / "python"))
import chroma2 as c  # noqa: E402
from ended import ended  # noqa: E402


def until(condition):
    end = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < end, "that did not come"
        time.sleep(0.005)


with c.Context(backend=c.BACKEND_CPU, threads=1) as context, c.Geometry(context) as geometry:
    geometry.material("water")
    geometry.commit()
    long = c.Source(count=1 << 36, wavelength=420)  # hours of work
    short = c.Source(count=10, wavelength=420)
    for _ in range(3):
        order = []
        with c.Session(context, geometry, max_queued_events=1) as session:
            running = session.shine(long)

            def other():
                # After the main thread, and long before there is room.
                until(lambda: session.telemetry()["events_waiting"] == 1)
                helper = threading.Thread(target=free)
                helper.start()
                session.shine(short, on_done=lambda _: order.append("other"))
                helper.join()

            def free():
                until(lambda: session.telemetry()["events_waiting"] == 2)
                time.sleep(0.23)  # several of the slices that the main thread waits for
                waiting = session.telemetry()
                assert waiting["submit_waits"] == 2, "each waits once"
                running.cancel()

            second = threading.Thread(target=other)
            second.start()
            session.shine(short, on_done=lambda _: order.append("main"))
            second.join()
            session.drain(60)
            assert order == ["main", "other"], order
            running.close()
            # At most one at a time: a timeout is the submission's own, over all of its slices.
            running = session.shine(long)
            begin = time.monotonic()
            try:
                session.shine(short, submit_timeout_ns=130_000_000)
            except c.Error as error:
                assert error.status == c.STATUS_TIMEOUT, error
            else:
                raise AssertionError("there was room")
            assert 0.12 < time.monotonic() - begin < 30
            assert session.telemetry()["events_waiting"] == session.telemetry()["photons_waiting"] == 0
            running.cancel()
            session.drain(60)
            running.close()
ended(globals())
print("submissions are let in as they came")

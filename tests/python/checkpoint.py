"""Sessions that go on from a file, in Python; and examples_py/batch_job.py, ended by SIGTERM and SIGKILL again and again,
against a run that nobody ends."""

import pathlib
import signal
import subprocess
import sys
import tempfile
import time

import numpy as np

examples = pathlib.Path(__file__).parents[2] / "examples_py"
sys.path[:0] = [str(examples), str(examples.parent / "python")]
import chroma2 as c  # noqa: E402
from ended import ended  # noqa: E402
from batch_job import NOT_DONE, build  # noqa: E402

EVENTS, PHOTONS = 120, 6000


def start(folder, threads):
    command = [sys.executable, examples / "batch_job.py", folder, "--events", str(EVENTS), "--photons", str(PHOTONS),
               "--threads", str(threads)]
    return subprocess.Popen([str(part) for part in command], stdout=subprocess.PIPE, text=True)


def lines(folder):
    path = pathlib.Path(folder) / "hits.csv"
    return path.read_text().splitlines() if path.exists() else []


def jobs(folder):
    """The same lines, however the job was ended."""
    whole = start(f"{folder}/whole", 2)
    assert whole.wait(300) == 0, whole.returncode
    expected = sorted(lines(f"{folder}/whole"))
    assert len(expected) == EVENTS
    ends = {signal.SIGTERM: 0, signal.SIGKILL: 0}
    at = f"{folder}/parts"
    for turn in range(40):
        how = (signal.SIGTERM, signal.SIGTERM, signal.SIGKILL)[turn % 3]
        before = len(lines(at))
        job = start(at, 1 + turn % 3)
        if turn < 7:
            end = time.monotonic() + 120
            while len(lines(at)) < min(before + 8, EVENTS) and job.poll() is None:
                assert time.monotonic() < end, "no results come"
                time.sleep(0.002)
            job.send_signal(how)
        status = job.wait(300)
        job.stdout.close()
        if status == 0:
            break
        assert status in (NOT_DONE, -signal.SIGKILL), status
        ends[signal.SIGTERM if status == NOT_DONE else signal.SIGKILL] += 1
    whole.stdout.close()
    assert ends[signal.SIGTERM] >= 3 and ends[signal.SIGKILL] >= 1, ends
    assert sorted(lines(at)) == expected
    print(f"{EVENTS} events, ended {sum(ends.values())} times, are those of one run")


def sessions(folder):
    path = pathlib.Path(folder) / "session"
    with c.Context(threads=1) as context, build(context) as geometry:
        flash = c.Source(count=3000, wavelength=400.0)
        with c.Session(context, geometry, number_events=1, seed=7, first_event_id=10) as session:
            first = session.shine(flash, want=c.WANT_HITS | c.WANT_PHOTONS, tag=1).wait()
            assert first.info() == dict(seed=7, event_id=10, first_index=0, photons=3000, events=1, tag=1)
            ends = first.photons()
            for index in range(0, 3000, 97):
                with first.replay(index).wait() as replay:
                    records = replay.records()
                    assert records["photon"].tolist() == [index] and len(records["time"]) == records["offset"][1] > 1
                    for name in ("position", "direction", "time", "flags", "weight"):
                        assert np.array_equal(records[name][-1], ends[name][index]), (index, name)
            long = session.shine(c.Source(count=2**32, wavelength=400.0), tag=2)
            waits = [session.shine(flash, tag=3 + i) for i in range(3)]
            session.checkpoint(path)
            assert session.next_event_id() == 10 + 1 + 4
            session.suspend(path, 60)
            for event in [long, *waits]:
                try:
                    event.wait()
                except c.Error as error:
                    assert error.status == c.STATUS_CANCELLED and "is in its checkpoint" in str(error)
                else:
                    raise AssertionError("it was not suspended")
        found, told = {}, []

        def on_event(event, info):
            found[info["tag"]] = event, info
            if info["tag"] == 2:
                event.cancel()
            return {"on_done": told.append, "on_hits": lambda first, last, hits: None}

        with c.Session.restore(context, geometry, path, on_event) as session, c.Session(context, geometry) as plain:
            assert sorted(found) == [2, 3, 4, 5] and session.next_event_id() == 15
            for tag in (3, 4, 5):
                event, info = found[tag]
                assert info["event_id"] == 9 + tag and event.info() == info
                own = plain.shine(flash, seed=7, event_id=info["event_id"]).wait().hits()
                for name, values in event.wait().hits().items():
                    assert np.array_equal(values, own[name]), name
            session.drain()
            assert sorted(told) == [0, 0, 0, c.STATUS_CANCELLED]

        # What a function raises comes from the call, and all events end.
        def refuse(event, info):
            raise KeyError(info["tag"])

        try:
            c.Session.restore(context, geometry, path, refuse)
        except KeyError as error:
            assert error.args == (2,)
        else:
            raise AssertionError("it was lost")
        for wrong in (lambda event, info: {"on_end": print}, lambda event, info: 3):
            try:
                c.Session.restore(context, geometry, path, wrong)
            except TypeError:
                pass
            else:
                raise AssertionError("it was taken")
        for event in [first, long, *waits, *(event for event, _ in found.values())]:
            event.close()


with tempfile.TemporaryDirectory() as scratch:
    sessions(scratch)
    ended()
    jobs(scratch)

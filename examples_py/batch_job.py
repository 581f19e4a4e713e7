"""A job that a batch system may end at any time, and that goes on where it was when it is started again.

    batch_job.py FOLDER [--events 200] [--photons 20000] [--threads 0]

Its results go to FOLDER/hits.csv, a line for each event, in the order of their ends. SIGTERM, which batch systems send some
seconds before they kill a job, makes it save what it has not done to FOLDER/job.checkpoint and end; where it is killed at
once, it goes on from the file that it writes every now and then. Together the lines are those of a job that was never ended,
bit for bit, with any number of threads and on any machine. It ends with status 0 when all is done, else with 75.
"""

from __future__ import annotations

import argparse
import pathlib
import signal
import sys
import zlib

import chroma2
from sphere import icosphere

AHEAD, OFTEN = 8, 25  # events under way; results between two checkpoints
NOT_DONE = 75  # EX_TEMPFAIL: start it again


def build(context: chroma2.Context) -> chroma2.Geometry:
    """A ball of scattering water whose wall detects or reflects."""
    geometry = chroma2.Geometry(context)
    water = geometry.material("water", {
        chroma2.REFRACTIVE_INDEX: 1.34, chroma2.ABSORPTION_LENGTH: 20_000.0, chroma2.SCATTERING_LENGTH: 3_000.0})
    wall = geometry.surface("wall", {chroma2.DETECT: 0.2, chroma2.ABSORB: 0.1, chroma2.REFLECT_DIFFUSE: 0.7})
    geometry.place(geometry.mesh(*icosphere(2000.0, 3), water, water, wall), channel=0)
    geometry.commit()
    return geometry


class Results:
    """The lines of the file: each event once, also where one that is known comes again after a kill."""

    def __init__(self, path: pathlib.Path) -> None:
        text = path.read_text() if path.exists() else ""
        whole = text[:text.rfind("\n") + 1]  # a kill may have cut the last line
        path.write_text(whole)
        self.file = path.open("a")
        self.known = {int(line.split(",")[0]) for line in whole.splitlines()}

    def keep(self, event: chroma2.Event) -> None:
        number, hits = event.info()["event_id"], event.hits()
        if number not in self.known:
            self.known.add(number)
            digest = zlib.crc32(hits["time"].tobytes() + hits["position"].tobytes())
            self.file.write(f"{number},{len(hits['time'])},{digest:08x}\n")
            self.file.flush()


def main() -> int:
    options = argparse.ArgumentParser()
    options.add_argument("folder", type=pathlib.Path)
    options.add_argument("--events", type=int, default=200)
    options.add_argument("--photons", type=int, default=20_000)
    options.add_argument("--threads", type=int, default=0)
    given = options.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    checkpoint, results = given.folder / "job.checkpoint", Results(given.folder / "hits.csv")
    fresh, ended = given.folder / "job.checkpoint.new", list[str]()
    signal.signal(signal.SIGTERM, lambda *_: ended.append("SIGTERM"))

    with chroma2.Context(threads=given.threads) as context, build(context) as geometry:
        running = list[chroma2.Event]()
        if checkpoint.exists():
            session = chroma2.Session.restore(
                context, geometry, checkpoint, lambda event, info: running.append(event))
            print(f"goes on with {len(running)} events and from number {session.next_event_id()} on", flush=True)
        else:
            session = chroma2.Session(context, geometry, number_events=1, seed=2024)
        with session:
            since = 0
            while not ended:
                while len(running) < AHEAD and session.next_event_id() < given.events:
                    flash = chroma2.Source(count=given.photons, wavelength=420.0, position=(0, 0, 500))
                    running.append(session.shine(flash))
                if not running:
                    break
                try:
                    place = chroma2.wait_any(running, 0.1)
                except chroma2.Error as error:
                    if error.status != chroma2.STATUS_TIMEOUT:
                        raise
                    continue
                with running.pop(place) as event:
                    results.keep(event)
                since += 1
                if since == OFTEN:
                    since = 0
                    # What is not in the new file has ended: its results are written before that takes the old one's place.
                    session.checkpoint(fresh)
                    for event in [event for event in running if event.progress()["done"]]:
                        running.remove(event)
                        with event:
                            results.keep(event)
                    fresh.replace(checkpoint)
            session.suspend(checkpoint)
            for event in running:
                with event:
                    try:
                        results.keep(event.wait())
                    except chroma2.Error as error:  # it is in the file
                        if error.status != chroma2.STATUS_CANCELLED:
                            raise
            done = len(results.known) == given.events
            print(f"{len(results.known)} of {given.events} events are done{' at ' + ended[0] if ended else ''}", flush=True)
    return 0 if done else NOT_DONE


if __name__ == "__main__":
    sys.exit(main())

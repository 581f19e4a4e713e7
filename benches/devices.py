"""One session on 1, 2, 4, … GPUs: photons a second of single events, with hits in host memory and without, and of events six
under way, by the program's clock; whether the hits are the same, on the processor too; small events a second from 16 threads
(bin/events); and photons, messages and pipelines on all GPUs at once (bin/together). Ends with 1 where something differs or fails.
Needs the reference scenes (CHROMA2_REFERENCE) and programs of scripts/gpu-bundle.

    devices.py [--short] [--devices 1,2,4] [--scenes detector_tiny,detector_full] [--photons 100000000,1000000000] …

With --backend cpu it runs without a GPU, with so many threads of the processor in place of GPUs.
"""

import argparse
import functools
import hashlib
import os
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time

import numpy as np

import gpu_api as api
from gpu_api import c2
from hits import flight, submit
from scenes import HERE, Scene

ROWS = 1 << 21  # hits that one thread hashes at a time
FULL = dict(photons="100000000,1000000000", compare=10_000_000, rounds=3, streams="10000000:24,1048576:60", seconds=2.0, together=10.0)
SHORT = dict(photons="10000000,100000000", compare=1_000_000, rounds=1, streams="1048576:30", seconds=1.0, together=5.0)


SMALL = ["photons=5000", "bytes=65536", "rounds=100"]  # of bin/together where the processor does what the kernel does


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0], formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    parser.add_argument("--short", action="store_true", help="smaller sizes: three minutes")
    parser.add_argument("--backend", choices=("cuda", "cpu"), default="cuda")
    parser.add_argument("--devices", help="numbers of GPUs; without it 1, 2, 4, … up to all")
    parser.add_argument("--scenes", default="detector_tiny,detector_full")
    parser.add_argument("--photons", help="sizes of single events")
    parser.add_argument("--compare", type=int, help="photons of the event whose hits are compared with the processor's")
    parser.add_argument("--rounds", type=int, help="events of a size that are timed; 1 of those above 5 * 10^8")
    parser.add_argument("--streams", help="photons:events of streams with six under way")
    parser.add_argument("--threads", type=int, default=16, help="of small events")
    parser.add_argument("--windows", default="16,64", help="small events under way a thread")
    parser.add_argument("--programs", default=os.path.join(HERE, "../bin"), help="folder of events and together; empty: without them")
    parser.add_argument("--kernel", default=os.path.join(HERE, "../tests/pipeline_kernel.fatbin"),
                        help="of bin/together; empty: none, and small sizes")
    parser.add_argument("--seconds", type=float, help="of each row of bin/together but the last")
    parser.add_argument("--together", type=float, help="seconds of its last row")
    given = parser.parse_args()
    for name, value in (SHORT if given.short else FULL).items():
        if getattr(given, name) is None:
            setattr(given, name, value)
    given.photons, given.windows = ([int(one) for one in text.split(",")] for text in (given.photons, given.windows))
    given.streams = [tuple(map(int, one.split(":"))) for one in given.streams.split(",")]
    found = sum(1 for device in c2.devices() if device.backend == api.CUDA and device.usable)
    if given.devices:
        given.devices = [int(one) for one in given.devices.split(",")]
    elif given.backend == "cpu":
        given.devices = [1, 2]
    else:
        given.devices = [2**k for k in range(10) if 2**k <= found]
    if not given.devices or given.backend == "cuda" and max(given.devices) > found:
        parser.error(f"there are {found} GPUs that can be used")
    return given


def digest(event):
    """Of all hits, in their order: pieces of columns, hashed by threads."""
    hits = event.hits()
    columns = [hits[name] for name in ("photon", "channel", "time", "position", "flags")]
    pieces = [column[first:first + ROWS] for column in columns for first in range(0, len(column), ROWS)]
    hashes = [b""] * len(pieces)

    def work(first, step):
        for place in range(first, len(pieces), step):
            hashes[place] = hashlib.sha256(np.ascontiguousarray(pieces[place]).view(np.uint8)).digest()

    threads = [threading.Thread(target=work, args=(first, 16)) for first in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(columns[0]), hashlib.sha256(b"".join(hashes)).hexdigest()[:16]


def account(event):
    summary = event.summary()
    return {name: getattr(summary, name) for name, _ in summary._fields_}


def once(session, count, want, seed=0, told=True):
    """Seconds of an event, and what it gave."""
    start = time.perf_counter()
    with submit(session, count, want, seed) as event:
        event.wait()
        seconds = time.perf_counter() - start
        return seconds, (account(event), digest(event) if want & api.HITS else None) if told else None


def alone(session, count, want, rounds):
    """Seconds of the median event after one that is not counted, and what that one gave."""
    _, gave = once(session, count, want)
    return statistics.median(once(session, count, want, seed, False)[0] for seed in range(1, rounds + 1)), gave


class Table:
    """Rows with a cell for each number of devices."""

    def __init__(self, devices, backend):
        self.devices, self.wrong = devices, []
        unit = "GPU" if backend == "cuda" else "thread"
        ratios = "".join(f" {n} : {devices[0]} |" for n in devices[1:])
        print("| scene | photons | run |" + "".join(f" {n} {unit}{'s' if n > 1 else ''} |" for n in devices) + ratios + " results |")
        print("|" + "---|" * (3 + len(devices) + len(devices[1:]) + 1), flush=True)

    def row(self, scene, count, run, rates, unit, same=None):
        cells = "".join(f" {rate:.1f} {unit} |" if unit else f" {rate:.0f}/s |" for rate in rates)
        ratios = "".join(f" {rate / rates[0]:.2f} |" for rate in rates[1:])
        said = "" if same is None else "the same" if same else "DIFFERENT"
        print(f"| {scene} | {count} | {run} |{cells}{ratios} {said} |", flush=True)
        if same is False:
            self.wrong.append(f"{scene}, {count} photons, {run}: results differ")


def launch(table, command, seconds, **options):
    """A program that must end well in time; None where it does not."""
    try:
        return subprocess.run(command, text=True, timeout=seconds, check=True, **options)
    except (OSError, subprocess.SubprocessError) as reason:
        table.wrong.append(f"{' '.join(command)}: {reason}")
        return None


def small_events(table, given, scene, path):
    """Columns of bin/events, one program for each number of devices."""
    rates = {}
    places = ["processor"] if given.backend == "cpu" else ["auto", "GPU"]
    for n in given.devices:
        command = [os.path.join(given.programs, "events"), path, "rate", f"threads={given.threads}",
                   *(f"window={window}" for window in given.windows), *(f"place={place}" for place in places)]
        command += ["cpu"] if given.backend == "cpu" else [f"devices={n}"]
        made = launch(table, command, 120, stdout=subprocess.PIPE)
        if not made:
            return
        lines = re.findall(r"^\| (\d+ x \d+) \|(.*)\|$", made.stdout, re.MULTILINE)
        if len(lines) != len(given.windows):
            table.wrong.append(f"{' '.join(command)} has printed {made.stdout}")
            return
        for shape, cells in lines:
            for place, cell in zip(places, cells.split("|")):
                rates.setdefault((shape, place), []).append(float(cell))
    for (shape, place), found in rates.items():
        table.row(scene, 1000, f"{shape} under way, {place}", found, "")


def rows(table, given, name, sessions, right):
    """Functions that each measure a row; `right`: seconds of the processor and what it gave."""
    wanted = api.SUMMARY | api.HITS
    several = len(sessions) > 1

    def compared():
        results = [once(session, given.compare, wanted) for session in sessions]
        table.row(name, given.compare, f"once, with hits; processor {given.compare / right[0] / 1e6:.1f} M/s",
                  [given.compare / one / 1e6 for one, _ in results], "M/s", all(gave == right[1] for _, gave in results))

    def large(count, run, want):
        results = [alone(session, count, want, 1 if count > 5 * 10**8 else given.rounds) for session in sessions]
        same = all(gave == results[0][1] for _, gave in results) if several else None
        table.row(name, count, f"alone, {run}", [count / one / 1e6 for one, _ in results], "M/s", same)

    def stream(count, events):
        times = [flight(session, count, wanted, events) for session in sessions]
        table.row(name, count, "six under way, with hits", [count / one / 1e6 for one in times], "M/s")

    yield compared
    for count in given.photons:
        yield functools.partial(large, count, "without hits", api.SUMMARY)
        yield functools.partial(large, count, "with hits", wanted)
    for count, events in given.streams:
        yield functools.partial(stream, count, events)


def measure(table, given, contexts, processor, name, folder):
    """All rows of a scene; its scene file."""
    scene = Scene(name)
    geometry, _ = scene.instanced(processor)
    path = os.path.join(folder, name, "scene.toml")
    os.mkdir(os.path.dirname(path))
    with geometry, c2.Session(processor, geometry) as session:
        geometry.save(path)
        right = once(session, given.compare, api.SUMMARY | api.HITS)
    # What is measured are the GPUs, which are not to leave events to the processor.
    options = dict(placement="device") if given.backend == "cuda" else {}
    sessions = [c2.Session(context, scene.instanced(context)[0], **options) for context in contexts]
    for row in rows(table, given, name, sessions, right):
        try:
            row()
        except Exception as reason:  # the other rows are measured all the same
            table.wrong.append(f"{name}: {row}: {reason!r}")
    for session in sessions:
        session.close()
    if given.programs:
        small_events(table, given, name, path)
    return path


def main():
    given = arguments()
    table = Table(given.devices, given.backend)
    start = time.perf_counter()
    if given.backend == "cuda":
        contexts = [c2.Context(backend=api.CUDA, device_count=n) for n in given.devices]
    else:
        contexts = [c2.Context(backend=api.CPU, threads=n) for n in given.devices]
    with tempfile.TemporaryDirectory() as folder, c2.Context(backend=api.CPU) as processor:
        for name in given.scenes.split(","):
            path = measure(table, given, contexts, processor, name, folder)
        for context in contexts:
            context.close()
        for session in (("each", "one") if max(given.devices) > 1 else ("each",)) if given.programs else ():
            command = [os.path.join(given.programs, "together"), given.backend, f"scene={path}", f"devices={max(given.devices)}",
                       f"session={session}", f"seconds={given.seconds}", f"together={given.together}"]
            command += [f"kernel={given.kernel}"] if given.kernel and given.backend == "cuda" else SMALL
            print(flush=True)
            launch(table, command, 200)
    print(f"\n{time.perf_counter() - start:.0f} s")
    for one in table.wrong:
        print(f"WRONG: {one}")
    return 1 if table.wrong else 0


if __name__ == "__main__":
    sys.exit(main())

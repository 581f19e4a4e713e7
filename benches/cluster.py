"""What a second worker brings: one event of many parts by one process of one thread, and by two, in turn.

    cluster.py [--rounds 9] [--photons 8e6] [--parts 32]

The same work in half the time is 100 % by the clock; by processor time 100 % is no more of it than one worker takes. Both include the
start of the workers, the commit of the scene, files and their hashes. A round counts by the clock where other programs took less than
2 % of the processors meanwhile (/proc/stat).
"""

import argparse
import json
import os
import pathlib
import resource
import statistics
import sys
import tempfile
import time

# This folder's queue.py would be taken for Python's.
ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path[:1] = [str(ROOT / "python"), str(ROOT / "tests/python")]
import chroma2  # noqa: E402
from scenes import ball  # noqa: E402

QUIET = 0.02


def processors():
    """Seconds that all processors were busy since the machine began."""
    user, nice, system, _, _, irq, soft, *_ = map(int, pathlib.Path("/proc/stat").read_text().split("\n")[0].split()[1:])
    return (user + nice + system + irq + soft) / os.sysconf("SC_CLK_TCK")


def own():
    """Processor seconds of this process and of its children that have ended."""
    of = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in of)


def run(file, workers):
    """Runs all parts by so many workers of one thread: seconds by the clock, of processors, and share of others."""
    job = chroma2.Job.read(file)
    for part in range(job.parts):
        for path in (job.path(part), job.path(part).with_name(job.path(part).name + ".json")):
            path.unlink(missing_ok=True)
    begin, busy, used = time.perf_counter(), processors(), own()
    for _ in chroma2.run_parts(job, workers, threads=1):
        pass
    clock, took = time.perf_counter() - begin, own() - used
    others = max(processors() - busy - took, 0.0) / (clock * os.cpu_count())
    return clock, took, others, job.merge(file.parent / "all.npz").sha256


def main():
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--rounds", type=int, default=9)
    options.add_argument("--photons", type=float, default=8e6)
    options.add_argument("--parts", type=int, default=32)
    given = options.parse_args()
    rows, hashes = [], set()
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder, "job.json")
        with chroma2.Context(backend="cpu") as context, ball(context) as geometry:
            geometry.save(file.parent / "scene")
        file.write_text(json.dumps({"scene": "scene", "parts": given.parts, "photons": int(given.photons), "seed": 1,
                                    "source": {"wavelength": 400, "position": [100, 0, 0]}}))
        print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.2f}; {int(given.photons)} photons in {given.parts} parts")
        print(f"{'one, s':>8} {'two, s':>8} {'by clock':>9} {'one, cpu s':>11} {'two, cpu s':>11} {'by cpu':>8} {'others':>8}")
        for place in range(given.rounds):
            order = (1, 2) if place % 2 else (2, 1)
            found = {workers: run(file, workers) for workers in order}
            hashes |= {found[1][3], found[2][3]}
            clock, took = found[1][0] / (2 * found[2][0]), found[1][1] / found[2][1]
            others = max(found[1][2], found[2][2])
            rows.append((clock, took, others))
            print(f"{found[1][0]:8.2f} {found[2][0]:8.2f} {100 * clock:8.1f}% {found[1][1]:11.2f} {found[2][1]:11.2f} {100 * took:7.1f}% "
                  f"{100 * others:7.1f}%", flush=True)
    assert len(hashes) == 1, hashes
    quiet = [row for row in rows if row[2] < QUIET]
    for name, column, of in (("by the clock", 0, quiet), ("by processor time", 1, quiet or rows)):
        values = sorted(row[column] for row in of)
        print(f"{name}: " + (f"median {100 * statistics.median(values):.1f} % ({100 * values[0]:.1f} to {100 * values[-1]:.1f}) of "
                             f"{len(values)} rounds" if values else "no round was quiet enough"))


if __name__ == "__main__":
    main()

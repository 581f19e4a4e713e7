"""A burst beside a production run: milliseconds from its submission in Python to the end of the wait for its hits, alone,
beside a run of the same priority, and before one; how fast the run is meanwhile; and what part of the time it has
to stand back when urgent events never cease. usage: latency.py [cpu | cuda] [photons of the run]. Needs the reference
scenes (CHROMA2_REFERENCE).
"""

import sys
import time

import numpy as np

import gpu_api as api
from gpu_api import c2
from scenes import Scene

BURST, BURSTS, PAUSE = 1000, 100, 0.02  # photons; events, and seconds between them
NAMES = {-1: "after a run of priority 0 (priority -1)", 0: "beside a run of its priority", 2: "before it (priority 2)"}


def bursts(session, priority):
    times = []
    for number in range(BURSTS):
        time.sleep(PAUSE)
        start = time.perf_counter()
        with session.shine(c2.Source(count=BURST, wavelength=400.0), event_id=number, priority=priority) as event:
            event.wait().hits()
        times.append(1e3 * (time.perf_counter() - start))
    median, most = np.median(times), max(times)
    return f"{median:.2f} | {np.percentile(times, 90):.2f} | {most:.2f}"


def rate(run, seconds):
    """Photons a second of a run that goes on."""
    before, start = run.progress()["photons_done"], time.perf_counter()
    time.sleep(seconds)
    return (run.progress()["photons_done"] - before) / (time.perf_counter() - start)


def main(backend="cpu", count="100000000"):
    backend, count = {"cpu": api.CPU, "cuda": api.CUDA}[backend], int(count)
    print("| scene | bursts | median ms | 9 in 10 | most |\n|---|---|---|---|---|")
    with api.Context(backend) as context:
        for name in ("detector_tiny", "detector_full"):
            geometry, _ = Scene(name).instanced(context)
            with geometry, c2.Session(context, geometry) as session:
                print(f"| {name} | alone | {bursts(session, 0)} |", flush=True)
                for priority, what in NAMES.items():
                    with session.shine(c2.Source(count=count, wavelength=400.0), want=api.SUMMARY) as run:
                        time.sleep(0.2)
                        print(f"| {name} | {what} | {bursts(session, priority)} |", flush=True)
                        if run.progress()["done"]:
                            print(f"{name}: the run of {count} photons was too short")
                        run.cancel()
                # What is left to the least urgent event beside one that takes all it can get.
                with session.shine(c2.Source(count=100 * count, wavelength=400.0), want=api.SUMMARY,
                                   priority=-2) as least:
                    alone = rate(least, 2)
                    with session.shine(c2.Source(count=100 * count, wavelength=400.0), want=api.SUMMARY,
                                       priority=2) as most:
                        time.sleep(0.2)
                        beside = rate(least, 3)
                        most.cancel()
                    least.cancel()
                    session.drain()
                    print(f"{name}: priority -2 beside 2 has {beside / alone:.3f} of its rate alone", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])

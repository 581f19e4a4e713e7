"""One GPU beside several: photons a second of events with hits in host memory, one at a time and six in flight, by the
program's clock, and whether the hits are the same. Needs the reference scenes (CHROMA2_REFERENCE).
"""

import hashlib
import statistics
import sys
import time

import numpy as np

import gpu_api as api
from gpu_api import c2
from hits import flight, submit
from scenes import Scene

WANT = api.SUMMARY | api.HITS


def digest(event):
    hits = event.hits()
    sha = hashlib.sha256()
    for name in ("photon", "channel", "time", "position", "flags"):
        sha.update(np.ascontiguousarray(hits[name]).tobytes())
    return sha.hexdigest()[:16]


def alone(session, count, rounds):
    times = []
    for seed in range(rounds + 1):
        start = time.perf_counter()
        with submit(session, count, WANT, seed) as event:
            event.wait()
            times.append(time.perf_counter() - start)
            last = digest(event) if seed == 0 else last
    return statistics.median(times[1:]), last


def main():
    most = int(sys.argv[1]) if len(sys.argv) > 1 else 2
    print("| scene | photons | run | " + " | ".join(f"{n} GPU" for n in range(1, most + 1)) + " | ratio | hits |")
    print("|" + "---|" * (most + 5))
    contexts = [c2.Context(backend=api.CUDA, device_count=n) for n in range(1, most + 1)]
    for name in ("detector_tiny", "detector_full"):
        sessions = []
        for context in contexts:
            geometry, _ = Scene(name).instanced(context)
            sessions.append(c2.Session(context, geometry))
        for count, rounds, events in ((10**8, 3, 0), (10**7, 5, 24), (2**20, 10, 60), (1000, 0, 20000)):
            if rounds:
                results = [alone(session, count, rounds) for session in sessions]
                times, same = [one for one, _ in results], len({last for _, last in results}) == 1
                report(name, count, "alone", times, "same" if same else "DIFFERENT")
            if events:
                times = [flight(session, count, WANT, events, 6 if count > 1000 else 256) for session in sessions]
                report(name, count, "stream", times, "")


def report(name, count, run, times, hits):
    rates = " | ".join(f"{count / one / 1e6:.1f} M/s" for one in times)
    print(f"| {name} | {count} | {run} | {rates} | {times[0] / times[-1]:.2f} | {hits} |", flush=True)


if __name__ == "__main__":
    main()

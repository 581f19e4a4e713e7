"""Events with hits in host memory beside those with sums alone, one at a time and six in flight: microseconds and photons a
second by the program's clock, from the submission to the end of the wait. Needs the reference scenes (CHROMA2_REFERENCE).
"""

import statistics
import time

import gpu_api as api
from gpu_api import c2
from scenes import Scene


def submit(session, count, want, seed):
    return session.shine(c2.Source(count=count, wavelength=400.0), seed=seed, want=want)


def alone(session, count, want, rounds):
    """Of the median event after two that are not counted."""
    times = []
    for seed in range(rounds + 2):
        start = time.perf_counter()
        with submit(session, count, want, seed) as event:
            event.wait()
            times.append(time.perf_counter() - start)
    return statistics.median(times[2:])


def stream(session, count, want, seeds, depth=6):
    """Events of these seeds, so many under way, to their end."""
    waiting = []
    for seed in seeds:
        waiting.append(submit(session, count, want, seed))
        if len(waiting) == depth:
            with waiting.pop(0) as event:
                event.wait()
    for event in waiting:
        with event:
            event.wait()


def flight(session, count, want, events, depth=6):
    """An event's share of a stream, after one of twice the depth that makes what is used again."""
    stream(session, count, want, range(1000, 1000 + 2 * depth), depth)
    start = time.perf_counter()
    stream(session, count, want, range(events), depth)
    return (time.perf_counter() - start) / events


def main():
    print("| event | sums | with hits |\n|---|---|---|")
    with api.Context(api.CUDA) as context:
        for name in ("detector_tiny", "detector_full"):
            geometry, _ = Scene(name).instanced(context)
            with geometry, c2.Session(context, geometry) as session:
                for run, counts in ((alone, ((1000, 200), (2**20, 20), (10**7, 8), (10**8, 2))),
                                    (flight, ((2**14, 300), (2**17, 120), (2**20, 60), (2**22, 18), (10**7, 12)))):
                    for count, rounds in counts:
                        times = [run(session, count, want, rounds) for want in (api.SUMMARY, api.SUMMARY | api.HITS)]
                        cells = " | ".join(f"{1e6 * one:.0f} us, {count / one / 1e6:.1f} M/s" for one in times)
                        print(f"| {name}, {count} photons, {run.__name__} | {cells} |", flush=True)


if __name__ == "__main__":
    main()

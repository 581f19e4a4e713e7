"""Light of charged steps against that of an isotropic source, with sums alone: photons a second by the library's clock.

    steps.py [cpu] [PHOTONS]

Steps of random directions within 1 m of the centre of detector_full, of 300 to 600 nm; the source has its light at the
centre. Needs the reference scenes (CHROMA2_REFERENCE).
"""

import statistics
import sys

import numpy as np

import gpu_api as api
from gpu_api import c2
from scenes import Scene

LIGHT = 299.792458
ROUNDS = 5


def rate(count, submit):
    """Of the median event after one that is not counted."""
    times = []
    for seed in range(ROUNDS + 1):
        with submit(seed) as event:
            event.wait()
            assert event.summary()["photons"] == count
            times.append(api.seconds(event))
    return count / statistics.median(times[1:]) / 1e6


def steps(counts, kind, material):
    rng, records = np.random.default_rng(1), np.zeros(len(counts), c2.STEP)
    records["count"], records["kind"], records["material"], records["charge"] = counts, kind, material, -1
    records["position"] = rng.uniform(-1000, 1000, (len(counts), 3))
    towards = rng.normal(size=(len(counts), 3))
    records["displacement"] = towards / np.linalg.norm(towards, axis=1)[:, None]
    records["velocity"] = records["end_velocity"] = rng.uniform(0.9, 0.999, len(counts)) * LIGHT
    return records


def spread(photons, number):
    counts = np.full(number, photons // number, np.uint64)
    counts[: photons % number] += 1
    return counts


def main():
    on_cpu = "cpu" in sys.argv
    numbers = [int(float(word)) for word in sys.argv[1:] if word != "cpu"]
    photons = numbers[0] if numbers else 10**6 if on_cpu else 10**8
    with (c2.Context(backend=c2.BACKEND_CPU) if on_cpu else api.Context(api.CUDA)) as context:
        geometry, _ = Scene("detector_full").instanced(context)
        with geometry, c2.Session(context, geometry) as session:
            water = geometry.find("water")
            common = lambda: c2.Steps(wavelength_min=300, wavelength_max=600)  # noqa: E731
            many = max(photons // 1000, 1)
            short = np.random.default_rng(2).integers(1, 21, max(photons // 100, 10)).astype(np.uint64)
            rows = {
                "isotropic": None,
                f"Cherenkov, {many} steps": (spread(photons, many), c2.STEP_KIND_CHERENKOV),
                f"Cherenkov, 10 steps of {short.sum() // 10}": (spread(int(short.sum()), 10), c2.STEP_KIND_CHERENKOV),
                f"Cherenkov, {len(short)} steps of 1 to 20": (short, c2.STEP_KIND_CHERENKOV),
            }
            print("| light | photons | M photons/s |\n|---|---|---|")
            for name, of in rows.items():
                if of is None:
                    source = lambda: c2.Source(count=photons, wavelength=300.0, wavelength_end=600.0)  # noqa: E731
                    count, submit = photons, lambda seed: session.shine(source(), seed=seed, want=api.SUMMARY)
                else:
                    records = steps(*of, water)
                    count = int(records["count"].sum())
                    submit = lambda seed, r=records: session.submit_steps(  # noqa: E731
                        r, common(), seed=seed, want=api.SUMMARY)
                print(f"| {name} | {count} | {rate(count, submit):.1f} |", flush=True)


if __name__ == "__main__":
    main()

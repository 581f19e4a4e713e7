"""Photons a second in the detectors of public GDML files, on a GPU and on the processor, and whether both give the same
sums: isotropic light of a point in the active medium, at most 1000 steps, meshes to 0.1 mm.

    gdml_gpu.py FOLDER [file]...      FOLDER has the files; which of them, else all
"""

import os
import sys
import time

import gpu_api as api
from gpu_api import c2

# What the public files set that is not simulated (tests/gdml/files.rs).
IGNORED = ["REEMISSIONPROB", "ABSORPTION", "REFLECTIVITY", "EFFICIENCY",
           *(f"{kind}{what}" for kind in ("Alpha", "Gamma", "Neutron", "Reemission")
             for what in ("FASTTIMECONSTANT", "SLOWTIMECONSTANT", "YIELDRATIO")),
           *(f"{dye}{what}" for dye in ("PPO", "bisMSB") for what in ("ABSLENGTH", "COMPONENT", "REEMISSIONPROB", "TIMECONSTANT"))]
SAME = ("photons", "no_hit", "bulk_absorb", "surface_detect", "surface_absorb", "step_limit", "nan_abort", "hits", "random_numbers",
        "detected_weight", "medium_changes")


def sources():
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "gdml_sources.txt")) as file:
        for line in file:
            if not line.startswith("#"):
                name, *numbers = line.split()
                yield name, [float(number) for number in numbers]


def run(session, count, position, wavelength, seed, placement):
    """Photons a second of one event, and its sums."""
    source = c2.Source(count=count, wavelength=wavelength, position=tuple(position))
    start = time.perf_counter()
    with session.shine(source, seed=seed, want=api.SUMMARY, max_steps=1000, placement=placement) as event:
        event.wait()
        seconds = time.perf_counter() - start
        summary = event.summary()
    return count / seconds, summary


def measure(session, position, wavelength, placement):
    """The rate of an event that takes a second or more, or has 2^24 photons."""
    count = 1 << 10
    while True:
        rate, _ = run(session, count, position, wavelength, 2, placement)
        if count == 1 << 24 or count / rate > 1:
            return rate
        count = min(1 << 24, max(2 * count, int(1.2 * rate)))


def main(folder, *names):
    print("| file | load and commit, s | GPU, photons/s | processor | same sums |\n|---|---|---|---|---|")
    with api.Context(api.CUDA) as context:
        for name, (*position, wavelength) in sources():
            if names and name not in names:
                continue
            start = time.perf_counter()
            geometry = c2.Geometry.load_gdml(context, os.path.join(folder, name + ".gdml"), detection="surface", ignore=IGNORED,
                                             chord=0.1)
            with geometry:
                geometry.commit()
                ready = time.perf_counter() - start
                with c2.Session(context, geometry) as session:
                    sums = [run(session, 1 << 14, position, wavelength, 1, placement)[1] for placement in (2, 1)]
                    differ = [field for field in SAME if sums[0][field] != sums[1][field]]
                    rates = [measure(session, position, wavelength, placement) for placement in (2, 1)]
            print(f"| {name} | {ready:.2f} | {rates[0]:.3e} | {rates[1]:.3e} | {', '.join(differ) or 'yes'} |", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])

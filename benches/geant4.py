"""Photons a second of this library and of Geant4 in the scene of benches/water_balls.py: the same light, on the same
core, in turn. First both must agree on what becomes of the photons.

    geant4.py [ROUNDS]

Rates are per second of processor time, on a core that both processes are bound to. Geant4's is of tracking alone,
from when an event has its photons until all have ended, with its optical processes only and no actions of a user at
steps and tracks; the library's has the making of its photons in it. Run by `make bench`; needs geant4_pybind.
"""

import importlib.util
import json
import math
import os
import subprocess
import sys
import time

import numpy as np

import water_balls as scene

HERE = os.path.dirname(os.path.abspath(__file__))
ROUNDS, CHECKED, RECORDED = 9, 400_000, 100_000
PHOTONS = (2**20, 2**18)  # of a round, the library's and Geant4's: about as long
LEAST = 1e-4  # probability of a difference as large as the one seen, below which the physics is not the same


class Worker:
    """A process that answers numbers of photons with what it measured."""

    def __init__(self, core, *arguments):
        self.process = subprocess.Popen([sys.executable, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        text=True, preexec_fn=lambda: os.sched_setaffinity(0, {core}))
        self.name = self._answer()

    def _answer(self):
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"{self.process.args} ended with {self.process.wait()}")
        return json.loads(line)

    def __call__(self, photons):
        print(photons, file=self.process.stdin, flush=True)
        return self._answer()

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def library(counting):
    """The library's worker."""
    sys.path.insert(0, os.path.join(HERE, "../python"))
    import chroma2 as c2
    from sphere import icosphere

    def ball_of(radius):
        """Facets on both sides of a sphere, with its volume."""
        vertices, triangles = icosphere(radius, 4)
        a, b, c = (vertices[np.array(triangles)[:, k]] for k in range(3))
        volume = (a * np.cross(b, c)).sum() / 6
        return vertices * (4 / 3 * math.pi * radius**3 / volume) ** (1 / 3), triangles

    context = c2.Context(backend=c2.BACKEND_CPU, threads=1)
    geometry = c2.Geometry(context)
    water = geometry.material("water", {c2.REFRACTIVE_INDEX: scene.INDEX, c2.ABSORPTION_LENGTH: scene.ABSORPTION,
                                        c2.SCATTERING_LENGTH: scene.SCATTERING})
    glass = geometry.material("glass", {c2.REFRACTIVE_INDEX: 1.49})
    ball = geometry.surface("ball", {c2.DETECT: scene.DETECT, c2.REFLECT_SPECULAR: scene.REFLECT,
                                     c2.ABSORB: 1 - scene.DETECT - scene.REFLECT})
    black = geometry.surface("wall", {c2.ABSORB: 1.0})
    centres = list(scene.centres())
    geometry.place_many(geometry.mesh(*ball_of(scene.BALL_RADIUS), glass, water, ball), translations=centres,
                        channels=range(len(centres)))
    wall = geometry.place(geometry.mesh(*ball_of(scene.WATER_RADIUS), water, glass, black))
    geometry.commit()
    session = c2.Session(context, geometry)
    source = c2.Source(wavelength=scene.WAVELENGTH)
    print(json.dumps(c2.library.build_info().decode()), flush=True)
    for seed, line in enumerate(sys.stdin):
        source.count = int(line)
        options = dict(want=c2.WANT_PHOTONS, record_first=RECORDED) if counting else {}
        start = time.process_time()
        with session.shine(source, seed=seed, **options) as event:
            event.wait()
            answer = {"photons": source.count, "seconds": time.process_time() - start}
            if counting:
                answer |= fates(event.photons(), event.records(), wall)
        print(json.dumps(answer), flush=True)


def fates(ends, records, wall):
    """Counts as Geant4's worker gives them, mean steps and times with the variances of the means."""
    flags = ends["flags"]
    fate = np.select([flags & 2 != 0, flags & 4 != 0, ends["instance"] != wall], [0, 1, 2], 3)
    bits = scene.SCATTERED * (flags & 16 != 0) + scene.REFLECTED * (flags & 64 != 0)
    steps = np.diff(records["offset"].astype(np.int64)) - 1
    return {"counts": np.bincount(4 * fate + bits, minlength=16).reshape(4, 4).tolist(),
            "steps": [steps.mean(), steps.var() / len(steps)],
            "time": [ends["time"].mean(dtype=float), ends["time"].var(dtype=float) / len(flags)]}


def chi_square(a, b):
    """Probability of counts at least as different as these if both are of one distribution. Cells with few entries
    are taken together."""
    a, b = np.ravel(a).astype(float), np.ravel(b).astype(float)
    few = a + b < 50
    a, b = (np.append(x[~few], x[few].sum()) for x in (a, b))
    a, b = a[a + b > 0], b[a + b > 0]
    ratio = math.sqrt(b.sum() / a.sum())
    return upper_tail(((a * ratio - b / ratio) ** 2 / (a + b)).sum(), len(a) - 1)


def upper_tail(x, freedom):
    """Probability of a chi-square of so many degrees of freedom above x."""
    half = x / 2
    if freedom % 2:
        terms = [half ** (k + 0.5) / math.gamma(k + 1.5) for k in range(freedom // 2)]
        return math.erfc(math.sqrt(half)) + math.exp(-half) * sum(terms)
    return math.exp(-half) * sum(half**k / math.factorial(k) for k in range(freedom // 2))


def compare(ours, theirs):
    """The two accounts side by side, in lines; whether they agree."""
    text, good = [], True
    for k, fate in enumerate(scene.FATES):
        shares = [sum(side["counts"][k]) / side["photons"] for side in (ours, theirs)]
        text.append(f"{fate}: {100 * shares[0]:.2f} %, Geant4 {100 * shares[1]:.2f} %")
    tests = {"fates, scattered and reflected before or not": chi_square(ours["counts"], theirs["counts"])}
    for name, unit in (("steps", "steps"), ("time", "ns")):
        (a, va), (b, vb) = ours[name], theirs[name]
        tests[f"mean {a:.4f}, Geant4 {b:.4f} {unit} a photon"] = math.erfc(abs(a - b) / math.sqrt(2 * (va + vb)))
    for what, probability in tests.items():
        text.append(f"{what}: p = {probability:.2g}")
        good &= probability > LEAST
    return text, good


def ratio(ours, theirs):
    """Of the best rounds, with the least and the most of one round of both."""
    rounds = [a / b for a, b in zip(ours, theirs)]
    return f"{max(ours) / max(theirs):.2f} ({min(rounds):.2f} to {max(rounds):.2f})"


def measure(rounds=ROUNDS):
    """The row of the table, and lines about what both agreed on; ImportError where there is no Geant4."""
    if importlib.util.find_spec("geant4_pybind") is None:
        raise ImportError("geant4_pybind is not installed")
    core = max(os.sched_getaffinity(0))
    sides = [(os.path.abspath(__file__),), (os.path.join(HERE, "geant4_worker.py"),)]
    accounts = []
    for side in sides:
        worker = Worker(core, *side, "fates")
        accounts.append(worker(CHECKED))
        worker.close()
    text, good = compare(*accounts)
    if not good:
        raise RuntimeError("Geant4 and this library do not agree:\n" + "\n".join(text))
    workers = [Worker(core, *side, "rate") for side in sides]
    for worker, photons in zip(workers, PHOTONS):
        worker(photons)
    rates = [[], []]
    for _ in range(rounds):
        for own, worker, photons in zip(rates, workers, PHOTONS):
            answer = worker(photons)
            own.append(answer["photons"] / answer["seconds"] / 1e6)
    for worker in workers:
        worker.close()
    version = workers[1].name.split("geant4-")[-1].split(" ")[0]
    ours, theirs = (f"{max(own):.2f} M/s ({min(own):.2f} to {max(own):.2f})" for own in rates)
    return ("photons, water with 53 balls, one core", ours, f"Geant4 {version} {theirs}", ratio(*rates)), text


if __name__ == "__main__":
    if sys.argv[1:] in (["fates"], ["rate"]):
        library(sys.argv[1] == "fates")
    else:
        row, text = measure(*map(int, sys.argv[1:]))
        print(f"| {' | '.join(row)} |", *text, sep="\n")

"""Geant4's answers: workers run two at a time, and what they found is kept under build/validation, by everything that
it depends on."""

import concurrent.futures
import hashlib
import importlib.metadata
import os
import subprocess
import sys

import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
FOLDER = os.path.join(HERE, "../build/validation")
LIMIT = 1800  # s, of a case: a shower of light that multiplies would not end
SOURCES = ("geant4_worker.py", "geant4_muons.py")


def key_of(scene, case, photons):
    seed = int.from_bytes(hashlib.sha256(f"{scene} {case.name}".encode()).digest()[:4], "little") >> 1
    parts = hashlib.sha256(repr((case.hall, case.muons, photons, seed, importlib.metadata.version("geant4_pybind"))).encode())
    if case.muons is None:
        for column in case.light(np.random.default_rng(seed), photons).values():
            parts.update(column.tobytes())
    for name in SOURCES[: 2 if case.muons else 1]:
        with open(os.path.join(HERE, name), "rb") as file:
            parts.update(file.read())
    return seed, parts.hexdigest()[:20]


def answer(scene, case, photons):
    """The columns of end states, from a file where there is one of this very case."""
    seed, key = key_of(scene, case, photons)
    os.makedirs(FOLDER, exist_ok=True)
    path = os.path.join(FOLDER, f"{scene}-{key}.npz")
    if not os.path.exists(path):
        temporary = f"{path}.{os.getpid()}.npz"
        command = [sys.executable, "-m", __package__ + ".geant4_worker", scene, case.name, str(photons), str(seed), temporary]
        run = subprocess.run(command, cwd=os.path.dirname(HERE), stderr=subprocess.PIPE, text=True, timeout=LIMIT)
        if run.returncode or not os.path.exists(temporary):
            raise RuntimeError(f"Geant4 ended with {run.returncode} at {scene}, {case.name}:\n{run.stderr[-3000:]}")
        os.replace(temporary, path)
    with np.load(path) as file:
        return dict(file)


def answers(wanted, processes=2):
    """(scene, case, columns) of each (scene, case, photons), in their order, several computed at a time."""
    with concurrent.futures.ThreadPoolExecutor(processes) as pool:
        running = [(scene, case, pool.submit(answer, scene, case, photons)) for scene, case, photons in wanted]
        for scene, case, future in running:
            yield scene, case, future.result()

"""Geant4's ends: workers run one at a time, and what they found is kept by everything that it depends on."""

import hashlib
import importlib.metadata
import json
import os
import subprocess
import sys

import numpy as np

from .ends import check
from .sources import PHOTONS, seed_of

HERE = os.path.dirname(os.path.abspath(__file__))
FOLDER = os.path.join(HERE, "../../build/validation/gdml")
LIMIT = 3600  # s, of a source
DEPENDS = ("geant4_worker.py", "ends.py")


def place_of(path, source, photons):
    """The seed, and the file of the ends of these photons in this very geometry."""
    name = os.path.splitext(os.path.basename(path))[0]
    seed = seed_of(name, source)
    version = importlib.metadata.version("geant4_pybind")
    parts = hashlib.sha256(repr((source.described(), photons, seed, version)).encode())
    light = source.light(np.random.default_rng(seed), 1000)
    for column in light.values():
        parts.update(column.tobytes())
    for each in (path, *(os.path.join(HERE, depends) for depends in DEPENDS)):
        with open(each, "rb") as file:
            parts.update(file.read())
    return seed, os.path.join(FOLDER, f"{name}-{source.name.replace(' ', '_')}-{parts.hexdigest()[:16]}.npz")


def ends(path, source, photons=PHOTONS):
    """The ends of photons of a source in a file, from what is kept where it is there."""
    seed, place = place_of(path, source, photons)
    os.makedirs(FOLDER, exist_ok=True)
    if not os.path.exists(place):
        temporary = f"{place}.{os.getpid()}.npz"
        command = ["nice", sys.executable, "-m", __package__ + ".geant4_worker", os.path.abspath(path),
                   json.dumps(source.described()), str(photons), str(seed), temporary]
        run = subprocess.run(command, cwd=os.path.join(HERE, "../.."), stdin=subprocess.DEVNULL,
                             stderr=subprocess.PIPE, text=True, timeout=LIMIT)
        if run.returncode or not os.path.exists(temporary):
            raise RuntimeError(f"Geant4 ended with {run.returncode} at {path}, {source.name}:\n{run.stderr[-3000:]}")
        os.replace(temporary, place)
    with np.load(place) as file:
        return check({name: file[name] for name in file.files})

"""Whether a difference from Geant4 is the sign that it loses of the parallel amplitude (docs/validation.md):

    python -m validation.gdml.mended FOLDER FILE SOURCE [PHOTONS]

runs Geant4 with that sign put back after each step, and compares its ends with libchroma2's, which it should agree with, and
with those of Geant4 as it is."""

import os
import subprocess
import sys
import tempfile

import numpy as np

from .compare import tested
from .ends import check
from .report import lines
from .sources import PHOTONS, find, seed_of

SEED = 12345  # added to that of Geant4's other photons


def mend(_):
    import geant4_pybind as g4

    class Mend(g4.G4UserSteppingAction):
        def UserSteppingAction(self, step):
            before, after, track = step.GetPreStepPoint(), step.GetPostStepPoint(), step.GetTrack()
            if after.GetStepStatus() != g4.fGeomBoundary or track.GetTrackStatus() != g4.fAlive:
                return
            old, new = before.GetMomentumDirection(), after.GetMomentumDirection()
            if abs(old.dot(new)) > 1 - 1e-12:
                return  # there is no plane of incidence
            was, polarization = before.GetPolarization(), after.GetPolarization()
            facet = (new - old).unit()
            if (facet * (2 * was.dot(facet)) - was - polarization).mag() < 1e-9:
                return  # mirrored, which keeps the sign
            aside = old.cross(new).unit()
            if was.dot(old.cross(aside)) < 0:  # Geant4 has taken its length
                parallel = new.cross(aside)
                track.SetPolarization(polarization - parallel * (2 * polarization.dot(parallel)))

    return Mend()


def worker(path, file, name, photons, seed, out):
    from . import geant4_worker
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what Geant4 says of itself
    light = find(file, name).light(np.random.default_rng(seed), photons)
    np.savez(out, **geant4_worker.ends_of(path, light, seed, more=(mend,)))


def main(folder, file, name, photons=PHOTONS):
    from . import geant4
    from .library_side import MORE, library_ends
    source, path, photons = find(file, name), os.path.abspath(os.path.join(folder, file + ".gdml")), int(photons)
    with tempfile.TemporaryDirectory() as scratch:
        out = os.path.join(scratch, "ends.npz")
        seed = seed_of(file, source) + SEED
        subprocess.run([sys.executable, "-m", __spec__.name, "--worker", path, file, name, str(photons), str(seed), out],
                       check=True, stdin=subprocess.DEVNULL)
        with np.load(out) as kept:
            mended = check({column: kept[column] for column in kept.files})
    ours = check(library_ends(path, source, MORE * photons, seed_of(file, source) ^ 1))
    print("libchroma2 and Geant4 with the sign:", lines(tested(file, source, mended, ours)))
    print("Geant4 with the sign and as it is:", lines(tested(file, source, geant4.ends(path, source, photons), mended)))


if __name__ == "__main__":
    if sys.argv[1] == "--worker":
        worker(*sys.argv[2:5], int(sys.argv[5]), int(sys.argv[6]), sys.argv[7])
    else:
        main(*sys.argv[1:])

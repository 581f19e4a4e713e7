"""Geant4's and libchroma2's ends of the light in a GDML file, tested against each other."""

import dataclasses
import os

from . import geant4, observables
from .ends import check
from .library_side import MORE, library_ends
from .sources import PHOTONS, SOURCES, photons_of, seed_of

LEAST = 1e-4  # probability of a difference as large as the one seen, below which the physics is not the same
# (file, source, test): why they differ. A test's mean goes with it.
SIGN = "Geant4 loses the sign of the parallel amplitude"  # shown by mended.py
EXPLAINED = {("sipm", "inner crystal", test): SIGN for test in ("time, left the world", "speed, left the world")}
# Files in which all may differ.
OTHERWISE = {"apex": "gaps of 0.5 um are passed over by libchroma2"}  # shown by apex_wide


@dataclasses.dataclass
class Compared:
    file: str
    source: str
    photons: tuple
    rows: list  # (name, statistics.Result)

    def verdict(self, name, result):
        if result.probability >= LEAST:
            return ""
        known = self.file in OTHERWISE or (self.file, self.source, name.removesuffix(", mean")) in EXPLAINED
        return "explained" if known else "DISAGREE"

    @property
    def failures(self):
        return [name for name, result in self.rows if self.verdict(name, result) == "DISAGREE"]


def tested(file, source, theirs, ours):
    rows = list(observables.rows(source, theirs, ours))
    return Compared(file, source.name, (len(ours["fate"]), len(theirs["fate"])), rows)


def compare(path, ends_of=library_ends, photons=PHOTONS):
    """A Compared for each source of the file. `ends_of(path, source, photons, seed)` are the other program's ends."""
    file = os.path.splitext(os.path.basename(path))[0]
    for source in SOURCES[file]:
        fewer = photons_of(file, source, photons)
        theirs = geant4.ends(path, source, fewer)
        ours = check(ends_of(path, source, MORE * fewer, seed_of(file, source) ^ 1))
        yield tested(file, source, theirs, ours)

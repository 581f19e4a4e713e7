"""Runs cases in both programs and tests what came out."""

import dataclasses
import zlib

from . import geant4, library_side, statistics
from .model import with_index
from .observables import Cells
from .scenes import cases

LEAST = 1e-4  # probability of a difference as large as the one seen, below which the physics is not the same


@dataclasses.dataclass
class Row:
    name: str
    result: statistics.Result


@dataclasses.dataclass
class Form:
    """A number that is known: of libchroma2's sample and of Geant4's, each (mean, sigma, z, probability)."""

    name: str
    expected: float
    ours: tuple
    theirs: tuple


@dataclasses.dataclass
class Compared:
    scene: str
    case: object
    photons: tuple = (0, 0)
    rows: list = dataclasses.field(default_factory=list)
    forms: list = dataclasses.field(default_factory=list)
    medium_changes: int = 0

    @property
    def can_fail(self):
        """Whether something of it has no reason to differ listed."""
        return bool(self.forms) or any(observable.name not in self.case.explained for observable in self.case.observables)

    @property
    def failures(self):
        """What is wrong and has no reason listed."""
        found = [row.name for row in self.rows
                 if row.result.probability < LEAST and row.name.removesuffix(", mean") not in self.case.explained]
        found += [f"{form.name}, closed form" for form in self.forms if form.ours[3] < LEAST]
        return found + ["media that do not fit"] * bool(self.medium_changes)


def tests(hall, case, theirs, ours):
    for observable in case.observables:
        a, b = observable(hall, theirs), observable(hall, ours)
        if isinstance(observable, Cells):
            yield Row(observable.name, statistics.cells(a, b))
        else:
            result, mean = statistics.numbers(a, b, observable.resolution, observable.unit)
            yield Row(observable.name, result)
            if mean:
                yield Row(observable.name + ", mean", mean)


def compare(scenes, photons=None, index_factor=1.0):
    """A Compared for each case of the scenes, one after another."""
    wanted = [(scene, case, photons or case.photons) for scene in scenes for case in cases(scene)]
    with library_side.c2.Context(backend=library_side.c2.BACKEND_CPU) as context:
        for scene, case, theirs in geant4.answers(wanted):
            hall, count = case.hall, len(theirs["time"])
            compared = Compared(scene, case)
            seed = zlib.crc32(f"{scene} {case.name}".encode())
            ours, compared.medium_changes = library_side.run(
                context, case, with_index(hall, index_factor), photons or case.photons, seed, theirs)
            compared.photons = (len(ours["time"]), count)
            compared.rows = list(tests(hall, case, theirs, ours))
            if case.closed_forms:
                for mine, other in zip(case.closed_forms(hall, ours), case.closed_forms(hall, theirs)):
                    compared.forms.append(Form(mine[0], mine[2], *(statistics.against(x[1], mine[2]) for x in (mine, other))))
            yield compared

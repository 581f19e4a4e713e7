"""Whether the tests see what they should: Geant4's ends against Geant4's, the second half as it is and changed."""

import numpy as np

from . import geant4
from .compare import tested
from .ends import DETECT, SURFACE
from .sources import PHOTONS, SOURCES, photons_of


def half(ends, odd):
    chosen = ends["photon"] % 2 == odd
    return {name: ends[name][chosen] if len(np.shape(ends[name])) and len(ends[name]) == len(chosen) else ends[name]
            for name in ends}


def later(ends):
    """As if all indices were 2 % higher."""
    return ends | {"time": ends["time"] * np.float32(1.02)}


def fewer(ends):
    """One in ten of one fate is of another."""
    fate = ends["fate"].copy()
    of = DETECT if (fate == DETECT).sum() > 1000 else fate[0]
    fate[(fate == of) & (ends["photon"] % 20 < 2)] = SURFACE if of != SURFACE else DETECT
    return ends | {"fate": fate}


def run(paths, photons=PHOTONS):
    """(name, Compared, whether it must disagree) of each source and change."""
    for file, path in paths.items():
        for source in SOURCES[file]:
            whole = geant4.ends(path, source, photons_of(file, source, photons))
            first, second = half(whole, 0), half(whole, 1)
            for name, change, wrong in (("as it is", dict, False), ("later", later, True), ("fewer", fewer, True)):
                yield name, tested(file, source, first, change(second)), wrong

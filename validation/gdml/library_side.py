"""libchroma2's ends of a GDML file's light."""

import numpy as np

MORE = 4  # photons for each of Geant4's: they cost little


class NoLoader(RuntimeError):
    """There is no way yet to hand a GDML file to libchroma2."""


def light_of(source, photons, seed):
    """The photons' columns position, direction, polarization, wavelength: of the distribution that Geant4's have."""
    return source.light(np.random.default_rng(seed), photons)


def library_ends(path, source, photons, seed):
    """The ends (a dict as in ends.py, whose `check` it must pass) of so many photons of the source in the file's geometry.

    What is to be done here: load the file; submit light_of(source, photons, seed) with a max_steps of 1e7 at least (light
    that the shifting layer of apex catches meets its faces 1e5 times); then for each photon

    - fate, from its flags: BULK, SURFACE, DETECT, LEFT where nothing is beyond; SHIFTER is an absorption by WLSABSLENGTH
      that emits nothing, NO_INDEX the end for want of a refractive index; OTHER must not occur;
    - volume: the path of the volume in which it flew last; beyond: of the one behind the boundary where it ended (SURFACE,
      DETECT, NO_INDEX), else -1. The world's own name, which no file gives, is not compared. If the library knows only
      one of both, `beyond` may be all -1: then Geant4's is left out too;
    - material: that of volume; time, wavelength (a shifted photon's is the last one), position in the world's frame.

    A photon that is shifted into several has a row for each. Rows may have any order."""
    raise NoLoader(f"libchroma2 cannot read {path} yet")

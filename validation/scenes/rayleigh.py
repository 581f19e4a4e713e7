"""Rayleigh scattering of polarized light, once or often."""

import numpy as np

from ..light import beam
from ..model import Case, Hall, Material
from ..observables import FATE, PLACE, TIME, at, azimuth, cosine, polarization

HALF = (500.0, 500.0, 500.0)


def unscattered(length, absorption=20_000.0):
    """The share that goes straight on to the far wall; thin enough, forward scatters do not count."""
    share = np.exp(-(2 * HALF[2] - 1) * (1 / length + 1 / absorption))

    def forms(hall, ends):
        yield "arrives without a scatter", at("+z")(hall, ends) & (ends["direction"][:, 2] > 1 - 1e-6), share
    return forms


def along_z(generator, count):
    return beam(generator, count, (0, 0, -HALF[2] + 1), (0, 0, 1), 400.0, (1, 0, 0), 20.0)


def cases():
    for name, length in (("thin", 4000.0), ("thick", 300.0)):
        yield Case(name, Hall(HALF, Material("water", 1.34, 20_000.0, length)), along_z,
                   (FATE, PLACE, TIME, cosine((0, 0, 1)), cosine((1, 0, 0), name="cosine with x"), azimuth(),
                    polarization((1, 0, 0)), polarization((0, 0, 1), name="polarization along z")),
                   unscattered(length))

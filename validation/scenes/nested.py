"""Boxes within boxes of several materials, with absorption and scattering in each; with and without dispersion."""

from ..light import flash
from ..model import Case, Curve, Hall, Material, Volume
from ..observables import END_TIME, FATE, PLACE, TIME, WAVELENGTH, cosine
from .water import ABSORPTION, INDEX, POINTS

GLASS = Curve.of(lambda x: 1.458 + 3540 / x**2, POINTS)
OIL = Curve.of(lambda x: 1.47 + 6000 / x**2, POINTS)


def hall(index_of):
    """`index_of` makes the index that a material gets of its curve."""
    glass, oil = Material("glass", index_of(GLASS), 2500.0), Material("oil", index_of(OIL), 3000.0, 900.0)
    volumes = (Volume("acrylic", (250.0, 220.0, 200.0), glass, (-50, 20, 0)),
               Volume("oil", (230.0, 200.0, 180.0), oil, (-50, 20, 0), "acrylic"),
               Volume("bubble", (60.0, 50.0, 40.0), Material("air", 1.0), (-120, 40, 30), "oil"),
               Volume("block", (40.0, 200.0, 40.0), glass, (320, 0, 100)))
    return Hall((400.0, 400.0, 400.0), Material("water", index_of(INDEX), ABSORPTION), volumes)


def cases():
    observables = (FATE, PLACE, TIME, END_TIME, WAVELENGTH, cosine((0, 0, 1)), cosine((1, 0, 0), name="cosine with x"))
    light = lambda generator, count: flash(generator, count, (0, -60, -50), (350.0, 550.0))  # noqa: E731
    yield Case("without dispersion", hall(lambda curve: curve(400.0)), light, observables)
    yield Case("with dispersion", hall(lambda curve: curve), light, observables)

"""Boxes within boxes of several materials, with dispersion, absorption and scattering in each."""

from ..light import flash
from ..model import Case, Curve, Hall, Material, Volume
from ..observables import END_TIME, FATE, PLACE, TIME, cosine, WAVELENGTH
from .water import POINTS, water

GLASS = Material("glass", Curve.of(lambda x: 1.458 + 3540 / x**2, POINTS), 2500.0)
OIL = Material("oil", Curve.of(lambda x: 1.47 + 6000 / x**2, POINTS), 3000.0, 900.0)
AIR = Material("air", 1.0)


def cases():
    volumes = (Volume("acrylic", (250.0, 220.0, 200.0), GLASS, (-50, 20, 0)),
               Volume("oil", (230.0, 200.0, 180.0), OIL, (-50, 20, 0), "acrylic"),
               Volume("bubble", (60.0, 50.0, 40.0), AIR, (-120, 40, 30), "oil"),
               Volume("block", (40.0, 200.0, 40.0), GLASS, (320, 0, 100)))
    hall = Hall((400.0, 400.0, 400.0), water(), volumes)
    yield Case("flash in oil", hall, lambda generator, count: flash(generator, count, (0, -60, -50), (350.0, 550.0)),
               (FATE, PLACE, TIME, END_TIME, WAVELENGTH, cosine((0, 0, 1)), cosine((1, 0, 0), name="cosine with x")))

"""Mie scattering by the function of Henyey and Greenstein, forward and both ways."""

from ..model import Case, Hall, Material, Mie
from ..observables import FATE, PLACE, TIME, azimuth, cosine
from .rayleigh import HALF, along_z, unscattered


def cases():
    common = (FATE, PLACE, TIME, cosine((0, 0, 1)), azimuth())
    for name, mie in (("forward, thin", Mie(3000.0, 0.8)), ("both ways", Mie(500.0, 0.9, 0.4, 0.75))):
        yield Case(name, Hall(HALF, Material("ice", 1.31, 20_000.0, mie=mie)), along_z, common, unscattered(mie.length))

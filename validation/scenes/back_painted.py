"""Paint behind a gap: polishedbackpainted and groundbackpainted, on a smooth and on a rough surface."""

from ..model import Case, Hall, Material, Surface
from ..observables import FATE, PLACE, TIME, azimuth, cosine
from .fresnel import GLASS, HALF, slanted

PLASTIC = Material("plastic", 1.58)
PAINT = (("RINDEX", 1.0), ("REFLECTIVITY", 0.9), ("EFFICIENCY", 0.25), ("SPECULARLOBECONSTANT", 1.0),
         ("SPECULARSPIKECONSTANT", 0.0), ("BACKSCATTERCONSTANT", 0.0))


def hall(finish, sigma):
    return Hall(HALF, PLASTIC, floor=GLASS, plane=Surface(finish, "dielectric_dielectric", finish, "unified", sigma, PAINT))


def cases():
    common = (FATE, PLACE, TIME, cosine((0, 0, 1)), azimuth())
    yield Case("polished, 20 degrees", hall("polishedbackpainted", 0.1), slanted(20), common)
    yield Case("polished, 50 degrees", hall("polishedbackpainted", 0.1), slanted(50), common)
    yield Case("ground, 20 degrees", hall("groundbackpainted", 0.1), slanted(20), common)
    yield Case("ground, 50 degrees", hall("groundbackpainted", 0.1), slanted(50), common)

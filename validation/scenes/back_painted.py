"""Paint behind a gap under facets: polishedbackpainted and groundbackpainted."""

from ..model import Case, Hall, Material, Surface
from ..observables import FATE, PLACE, TIME, azimuth, cosine
from .fresnel import GLASS, HALF, SIGN, slanted

PLASTIC = Material("plastic", 1.58)
PAINT = (("REFLECTIVITY", 0.9), ("EFFICIENCY", 0.25), ("SPECULARLOBECONSTANT", 1.0),
         ("SPECULARSPIKECONSTANT", 0.0), ("BACKSCATTERCONSTANT", 0.0))


def hall(finish, sigma, gap=1.0):
    paint = (("RINDEX", gap),) + PAINT
    return Hall(HALF, PLASTIC, floor=GLASS, plane=Surface(finish, "dielectric_dielectric", finish, "unified", sigma, paint))


def cases():
    common = (FATE, PLACE, TIME, cosine((0, 0, 1)), azimuth())
    yield Case("polished, 20 degrees", hall("polishedbackpainted", 0.1), slanted(20, mixed=None), common)
    yield Case("polished, 50 degrees", hall("polishedbackpainted", 0.1), slanted(50, mixed=None), common)
    yield Case("ground, 20 degrees", hall("groundbackpainted", 0.1), slanted(20, mixed=None), common)
    yield Case("ground, 20 degrees, gap of plastic", hall("groundbackpainted", 0.1, 1.58), slanted(20, mixed=None), common)
    yield Case("ground, 50 degrees", hall("groundbackpainted", 0.1), slanted(50, mixed=None), common)
    yield Case("polished, 20 degrees, polarized", hall("polishedbackpainted", 0.1), slanted(20), common,
               explained={"end points": SIGN, "azimuth": SIGN})

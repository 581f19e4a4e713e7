"""dielectric_dielectric, ground, by the glisur model."""

from ..model import Case, Hall, Surface
from ..observables import FATE, PLACE, TIME, azimuth, cosine
from .fresnel import AIR, GLASS, HALF, slanted


def hall(polish):
    return Hall(HALF, AIR, floor=GLASS, plane=Surface("glisur", "dielectric_dielectric", "ground", "glisur", polish))


def cases():
    common = (FATE, PLACE, TIME, cosine((0, 0, 1)), cosine((1, 0, 0), name="cosine with x"), azimuth())
    yield Case("polish 0.8, 40 degrees from air", hall(0.8), slanted(40), common)
    yield Case("polish 0.4, 40 degrees from air", hall(0.4), slanted(40), common)
    yield Case("polish 0.7, 30 degrees from glass", hall(0.7), slanted(30, below=True), common)

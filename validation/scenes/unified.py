"""dielectric_dielectric, ground, by the unified model: facets, lobes, and the surface's own losses."""

from ..model import Case, Hall, Surface
from ..observables import FATE, PLACE, TIME, azimuth, cosine
from .fresnel import AIR, GLASS, HALF, slanted

LOBES = (("SPECULARSPIKECONSTANT", 0.1), ("SPECULARLOBECONSTANT", 0.6), ("BACKSCATTERCONSTANT", 0.1))
ALL_LOBE = (("SPECULARSPIKECONSTANT", 0.0), ("SPECULARLOBECONSTANT", 1.0), ("BACKSCATTERCONSTANT", 0.0))
LOSSES = (("REFLECTIVITY", 0.85), ("TRANSMITTANCE", 0.05), ("EFFICIENCY", 0.4))


def hall(sigma, properties):
    surface = Surface("ground glass", "dielectric_dielectric", "ground", "unified", sigma, properties)
    return Hall(HALF, AIR, floor=GLASS, plane=surface)


def cases():
    common = (FATE, PLACE, TIME, cosine((0, 0, 1)), cosine((1, 0, 0), name="cosine with x"), azimuth())
    yield Case("one lobe, 40 degrees from air", hall(0.15, ALL_LOBE), slanted(40), common)
    yield Case("lobes, 40 degrees from air", hall(0.2, LOBES), slanted(40), common)
    yield Case("lobes, 30 degrees from glass", hall(0.2, LOBES), slanted(30, below=True), common)
    yield Case("lobes and losses, 60 degrees from glass", hall(0.1, LOBES + LOSSES), slanted(60, below=True), common)

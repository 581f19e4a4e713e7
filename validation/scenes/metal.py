"""dielectric_metal: polished, ground by both models, and of a complex index."""

import numpy as np

from ..light import flash
from ..model import Case, Hall, Material, Surface
from ..observables import FATE, PLACE, TIME, azimuth, cosine, polarization
from .fresnel import slanted

HALF = (300.0, 300.0, 300.0)
WATER, BLOCK = Material("water", 1.33, 5000.0), Material("block", 1.5)
SHARES = (("REFLECTIVITY", 0.7), ("EFFICIENCY", 0.3))


def hall(**described):
    return Hall(HALF, WATER, floor=BLOCK, plane=Surface("metal", "dielectric_metal", **described))


def share(reflectivity, efficiency):
    """Of the light that ends at the plane, the detected share."""
    def forms(hall, ends):
        there = np.abs(ends["position"][:, 2]) < 1e-3
        there &= ends["fate"] != 0
        yield "detected of what the plane takes", ends["fate"][there] == 2, efficiency
    return forms


def complex_forms(angle, n1, n2):
    """Reflected at a metal of complex index; no absorption on the way."""
    c1 = np.cos(np.radians(angle))
    c2 = np.sqrt(1 - (n1 / n2) ** 2 * (1 - c1 * c1))
    s = abs((n1 * c1 - n2 * c2) / (n1 * c1 + n2 * c2)) ** 2
    p = abs((n2 * c1 - n1 * c2) / (n2 * c1 + n1 * c2)) ** 2

    def forms(hall, ends):
        reflected = ends["position"][:, 2] > 1e-3
        yield "reflected", reflected, (s + p) / 2
        yield "s in reflected light", ends["polarization"][reflected, 1] ** 2, s / (s + p)
    return forms


def cases():
    common = (FATE, PLACE, TIME, cosine((0, 0, 1)), azimuth())
    above = lambda generator, count: flash(generator, count, (20, 30, 100), 400.0)  # noqa: E731
    yield Case("polished", hall(finish="polished", properties=SHARES), above, common, share(0.7, 0.3))
    beam = slanted(40)
    lobes = SHARES + (("SPECULARSPIKECONSTANT", 0.1), ("SPECULARLOBECONSTANT", 0.6), ("BACKSCATTERCONSTANT", 0.05))
    yield Case("ground, unified", hall(finish="ground", value=0.15, properties=lobes), beam, common, share(0.7, 0.3))
    yield Case("ground, glisur", hall(finish="ground", model="glisur", value=0.6, properties=SHARES), beam, common,
               share(0.7, 0.3))
    index = (("REALRINDEX", 1.4), ("IMAGINARYRINDEX", 3.0), ("EFFICIENCY", 0.5))
    clear = Hall(HALF, Material("clear water", 1.33), floor=BLOCK,
                 plane=Surface("aluminium", "dielectric_metal", "polished", properties=index))
    yield Case("complex index, 65 degrees", clear, slanted(65), common + (polarization((0, 1, 0)),),
               complex_forms(65, 1.33, 1.4 + 3j),
               {"polarization": "Geant4 mirrors the polarization at a metal, however much of s and p is reflected"})

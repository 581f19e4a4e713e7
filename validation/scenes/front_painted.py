"""Paint on the front: polishedfrontpainted is a mirror, groundfrontpainted follows Lambert."""

from ..model import Case, Hall, Material, Surface
from ..observables import FATE, PLACE, TIME, azimuth, cosine
from .fresnel import GLASS, HALF, slanted

SHARES = (("REFLECTIVITY", 0.8), ("EFFICIENCY", 0.25))
PLASTIC = Material("plastic", 1.58)


def hall(finish, properties=SHARES):
    return Hall(HALF, PLASTIC, floor=GLASS, plane=Surface(finish, "dielectric_dielectric", finish, "unified", 0.1, properties))


def forms(lambert):
    def found(hall, ends):
        reflected = ends["position"][:, 2] > 1e-3
        yield "reflected", reflected, 0.8
        yield "detected of the rest", ends["fate"][~reflected] == 2, 0.25
        if lambert:
            yield "cosine of the reflected", ends["direction"][reflected, 2], 2 / 3
    return found


def cases():
    common = (FATE, PLACE, TIME, cosine((0, 0, 1)), azimuth())
    yield Case("polished", hall("polishedfrontpainted"), slanted(40), common, forms(False))
    yield Case("ground", hall("groundfrontpainted"), slanted(40), common, forms(True))
    passing = (("REFLECTIVITY", 0.6), ("TRANSMITTANCE", 0.3), ("EFFICIENCY", 0.25))
    yield Case("ground, transmits 0.3", hall("groundfrontpainted", passing), slanted(40), common)

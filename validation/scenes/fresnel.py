"""Fresnel's formulas: a plane between two materials, one in which all is reflected, two faces across each other, and
a glass ball in water."""

import numpy as np

from ..fresnel import amplitudes, through
from ..light import beam
from ..model import C, Case, Hall, Material, Volume
from ..observables import FATE, PLACE, TIME, at, at_wall, cosine, polarization

AIR, GLASS, WATER = Material("air", 1.0), Material("glass", 1.5), Material("water", 1.33)
HALF = (300.0, 300.0, 300.0)


def slanted(angle, below=False, mixed=45.0, start=200.0):
    """A beam onto the plane z = 0 at an angle to its normal in degrees, polarized so many degrees off the plane of
    incidence, or (None) not at all."""
    a, b = np.radians(angle), np.radians(mixed or 0)
    direction = np.array([np.sin(a), 0, -np.cos(a)])
    p, s = np.array([np.cos(a), 0, np.sin(a)]), np.array([0.0, 1, 0])
    if below:
        direction, p = direction * [1, 1, -1], p * [1, 1, -1]
    return lambda generator, count: beam(generator, count, -start * direction + [0, 4, 0], direction, 400.0,
                                         None if mixed is None else np.cos(b) * p + np.sin(b) * s, 10.0)


def plane_forms(angle, n1, n2, below, mixed=45.0):
    """Of a beam that is polarized so many degrees off the plane of incidence."""
    s, p = np.sin(np.radians(mixed)) ** 2, np.cos(np.radians(mixed)) ** 2
    r_s, r_p, t_s, t_p = (value**2 for value in amplitudes(n1, n2, np.cos(np.radians(angle))))

    def forms(hall, ends):
        back = (ends["direction"][:, 2] > 0) != below
        own = ends["polarization"][:, 1] ** 2
        yield "reflected", back, s * r_s + p * r_p
        yield "s in reflected light", own[back], s * r_s / (s * r_s + p * r_p)
        if t_s:
            yield "s in refracted light", own[~back], s * t_s / (s * t_s + p * t_p)
            yield "sine after refraction", np.abs(ends["direction"][~back, 0]), n1 / n2 * np.sin(np.radians(angle))

    return forms


BLOCK = 1.25
INSIDE = np.array([0.67, np.sqrt(1 - 2 * 0.67**2), -0.67])  # enters a block by its top, leaves by a side


def crossed(sign):
    """A case of light that passes two faces whose planes of incidence are at an angle, polarized 45 degrees to either
    side of the first one's."""
    outside = np.append(BLOCK * INSIDE[:2], -np.sqrt(1 - BLOCK**2 * (1 - INSIDE[2] ** 2)))
    across = np.cross([0, 0, 1], outside)
    across /= np.linalg.norm(across)
    field = (across + sign * np.cross(across, outside)) / np.sqrt(2)
    middle, sent, first = through(outside, field, (0, 0, 1), 1.0, BLOCK)
    last, _, second = through(middle, sent, (-1, 0, 0), BLOCK, 1.0)

    # Down to a point of the block's top from which light comes to the middle of a side.
    side = np.array([100.0, 0, 0])
    place = side - INSIDE * 100 / 0.67
    way = 50 + BLOCK * 100 / 0.67 + np.min((np.copysign(HALF, last) - side) / last)

    def forms(hall, ends):
        passed = ends["direction"] @ last > 1 - 1e-6
        yield "through both faces", passed, first * second
        yield "their time in ns", ends["time"][passed], way / C

    hall = Hall(HALF, AIR, (Volume("block", (100.0, 100.0, 100.0), Material("block", BLOCK)),))
    return Case(f"two faces, {'+-'[sign < 0]}45 degrees", hall,
                lambda generator, count: beam(generator, count, place - 50 * outside, outside, 400.0, field, 5.0),
                (FATE, PLACE, TIME, cosine((1, 0, 0))), forms, explained={name: SIGN for name in (
                    "fates", "end points", "arrival time", "cosine")})


SIGN = "Geant4 takes the parallel amplitude to be positive"


def cases():
    plane = Hall(HALF, AIR, floor=GLASS)
    common = (FATE, PLACE, TIME, cosine((0, 0, 1)), polarization((0, 1, 0)))
    yield Case("plane, 50 degrees from air", plane, slanted(50), common, plane_forms(50, 1.0, 1.5, False))
    yield Case("plane, 35 degrees from glass", plane, slanted(35, below=True, mixed=30), common,
               plane_forms(35, 1.5, 1.0, True, 30))
    yield Case("plane, totally reflected", plane, slanted(60, below=True, mixed=0), common,
               plane_forms(60, 1.5, 1.0, True, 0))
    yield crossed(1)
    yield crossed(-1)
    # Facets catch light that would leave a ball; absorption ends that soon.
    ball = Hall(HALF, WATER, (Volume("ball", 100.0, Material("dense glass", 1.6, 500.0)),))
    yield Case("glass ball in water", ball,
               lambda generator, count: beam(generator, count, (-250, 3, 2), (1, 0, 0), 400.0, radius=98.0),
               (FATE, PLACE, TIME, cosine((1, 0, 0)), cosine((0, 0, 1), at("+x"), "cosine at +x"), polarization((0, 0, 1), at_wall)))

"""Wavelength shifting in bulk: at once after a fixed time, exponentially, and where light is absorbed again within the
spectrum that it was emitted with."""

import numpy as np

from ..light import beam
from ..model import Case, Curve, Hall, Material, Shifter
from ..observables import END_TIME, FATE, PLACE, TIME, WAVELENGTH, anywhere, cosine, Numbers

HALF = (300.0, 300.0, 300.0)
EMISSION = Curve.of(lambda x: np.exp(-((x - 440) / 18) ** 2) + 0.6 * np.exp(-((x - 475) / 25) ** 2) if 400 < x < 540 else 0.0,
                    np.arange(398.0, 545.0, 3.0))
LENGTHS = Curve.of(lambda x: 60 * np.exp(max(0.0, x - 410) / 12), np.arange(300.0, 601.0, 1.0))
CLEAR = Curve.of(lambda x: 30 * np.exp(min(max(0.0, x - 385), 30) / 2), np.arange(300.0, 601.0, 0.5))  # shifts once


def hall(lengths, time, profile):
    return Hall(HALF, Material("plastic", 1.58, 2000.0, shifter=Shifter(lengths, EMISSION, time, profile)))


def blue(wavelength):
    return lambda generator, count: beam(generator, count, (0, 0, -HALF[2] + 1), (0, 0, 1), wavelength, radius=20.0)


def cases():
    common = (FATE, PLACE, TIME, END_TIME, WAVELENGTH, cosine((0, 0, 1)),
              Numbers("wavelength of all", lambda ends: ends["wavelength"], anywhere, "nm", 1e-2))
    yield Case("after 3 ns", hall(CLEAR, 3.0, "delta"), blue(370.0), common)
    yield Case("exponential, 5 ns", hall(CLEAR, 5.0, "exponential"), blue(370.0), common,
               index_matters=False)
    yield Case("absorbed again, 1 ns", hall(LENGTHS, 1.0, "exponential"), blue(370.0), common,
               index_matters=False)
    yield Case("from within the spectrum", hall(LENGTHS, 1.0, "delta"), blue(430.0), common)

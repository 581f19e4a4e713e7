"""Absorption in water, and arrival times with dispersion: a beam along ten metres, and a flash in a hall."""

import numpy as np

from ..light import beam, flash
from ..model import Case, Curve, Hall, Material, Scintillator
from ..observables import END_TIME, FATE, PLACE, TIME, WAVELENGTH, at
from ..velocity import group_velocity


def index(wavelength):
    """Of water at 20 degrees, within 1e-4 of published values; the points below are what both programs get."""
    return 1.3199 + 6878 / wavelength**2 - 1.132e9 / wavelength**4 + 1.11e14 / wavelength**6


POINTS = np.arange(300.0, 701.0, 20.0)
INDEX = Curve.of(index, POINTS)
ABSORPTION = Curve((300.0, 400.0, 450.0, 550.0, 700.0), (3000.0, 12000.0, 20000.0, 9000.0, 1500.0)).finer()
LENGTH = 10_000.0
LINES = (350.0, 400.0, 450.0, 500.0, 550.0, 600.0)


def water(absorption=ABSORPTION):
    return Material("water", INDEX, absorption)


def lines(generator, count):
    photons = beam(generator, count, (0, 0, -LENGTH / 2 + 1), (0, 0, 1), 400.0, radius=100.0)
    photons["wavelength"][:] = generator.choice(LINES, count)
    return photons


def beam_forms(hall, ends):
    """Of each line: the share that arrives, and the time of the arrival."""
    arrived = at("+z")(hall, ends)
    forms = []
    for line in LINES:
        own = np.abs(ends["wavelength"] - line) < 1
        forms.append((f"share that arrives at {line:.0f} nm", arrived[own], np.exp(-(LENGTH - 1) / ABSORPTION(line))))
        forms.append((f"time at {line:.0f} nm in ns", ends["time"][own & arrived],
                      (LENGTH - 1) / group_velocity(INDEX, line)))
    return forms


def cases():
    hall = Hall((500.0, 500.0, LENGTH / 2), water())
    yield Case("beam of six lines", hall, lines, (
        FATE, PLACE, TIME, WAVELENGTH, END_TIME),
        closed_forms=beam_forms)
    cube = Hall((2000.0, 2000.0, 2000.0), water())
    yield Case("flash of 320 to 620 nm", cube,
               lambda generator, count: flash(generator, count, (300, -200, 500), (320.0, 620.0)),
               (FATE, PLACE, TIME, WAVELENGTH, END_TIME))
    emitting = Scintillator(Curve((400.0, 500.0), (1.0, 1.0)), 1e5, 5.0)
    scintillator = Hall((500.0, 500.0, 500.0), Material("scintillator", 1.5, 400.0, scintillator=emitting))
    reason = "Geant4 11.4.0 to 11.4.2 let absorbed optical photons scintillate"
    yield Case("flash in a scintillator", scintillator, lambda generator, count: flash(generator, count, (0, 0, 0), 420.0),
               (FATE, PLACE, TIME, END_TIME, WAVELENGTH),
               explained={name: reason for name in ("fates", "end points", "arrival time", "end time", "wavelength")},
               photons=100_000)

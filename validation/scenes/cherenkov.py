"""Cherenkov light of muons: Geant4 makes the photons, and its steps are handed to libchroma2, which makes its own.
Compared where the photons begin and where they end. Slow muons pass the threshold on their way."""

import dataclasses

import numpy as np

from ..model import C, Case, Curve, Hall, Material
from ..observables import END_TIME, FATE, PLACE, TIME, WAVELENGTH, Numbers, anywhere, cosine, polarization
from .water import ABSORPTION, index

HALF = (300.0, 300.0, 400.0)
POINTS = np.arange(300.0, 701.0, 4.0)  # so near that it is the same whether straight in the wavelength or the energy
INDEX = Curve.of(index, POINTS)
BUMP = Curve.of(lambda x: 1.36 + 0.05 * np.exp(-((x - 450) / 60) ** 2), POINTS)  # largest in the middle of the band


@dataclasses.dataclass(frozen=True)
class Muons:
    energies: tuple  # kinetic, MeV: evenly between two


def started(observable, name):
    """The same observable of where and how photons begin."""
    def of(ends):
        return observable.of({key.removeprefix("start_"): value for key, value in ends.items() if key.startswith("start_")})
    return Numbers(name, of, anywhere, observable.unit, observable.resolution)


def emission_residual(ends):
    """The emission's time beyond that of light along the axis."""
    return ends["start_time"] - (ends["start_position"][:, 2] + HALF[2]) / C


def cases():
    along = cosine((0, 0, 1))
    observables = (
        Numbers("place on the track", lambda ends: ends["start_position"][:, 2], anywhere, "mm", 1e-2),
        Numbers("emission time", emission_residual, anywhere, "ns", 1e-4),
        Numbers("emitted wavelength", lambda ends: ends["start_wavelength"], anywhere, "nm", 1e-2),
        Numbers("Cherenkov cosine", lambda ends: ends["start_direction"][:, 2], anywhere, "", 1e-5),
        started(polarization((0, 0, 1)), "polarization along the track"),
        Numbers("azimuth", lambda ends: np.arctan2(ends["start_direction"][:, 1], ends["start_direction"][:, 0]), anywhere,
                "rad", 1e-3),
        FATE, PLACE, TIME, END_TIME, WAVELENGTH, along)
    water = Hall(HALF, Material("water", INDEX, ABSORPTION))
    yield Case("slow muons in water", water, None, observables, muons=Muons((100.0, 240.0)))
    yield Case("fast muons in water", water, None, observables, muons=Muons((900.0, 1000.0)))
    bump = Hall(HALF, Material("index with a maximum", BUMP, ABSORPTION))
    yield Case("index with a maximum", bump, None, observables, muons=Muons((80.0, 140.0)))

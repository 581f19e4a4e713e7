"""Cherenkov light of muons: Geant4 makes the photons, and its steps are handed to libchroma2, which makes its own.
Compared where the photons begin and where they end. Slow muons pass the threshold on their way."""

import dataclasses

import numpy as np

from ..model import C, HC, Case, Curve, Hall, Material
from ..observables import END_TIME, FATE, PLACE, TIME, WAVELENGTH, Numbers, anywhere, cosine, polarization
from .water import ABSORPTION, index

HALF = (300.0, 300.0, 400.0)
POINTS = np.arange(300.0, 701.0, 4.0)  # so near that it is the same whether straight in the wavelength or the energy
INDEX = Curve.of(index, POINTS)
BUMP = Curve.of(lambda x: 1.36 + 0.05 * np.exp(-((x - 450) / 60) ** 2), POINTS)  # largest in the middle of the band

REASON = "G4Cerenkov takes the index at the highest photon energy for the largest one"


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


def spectrum_forms(index, band):
    """Means over all steps of the spectrum 1 - 1 / (beta n)^2 per photon energy, each of its mean velocity."""
    energies = np.linspace(HC / 700, HC / 300, 8001)
    wavelengths = HC / energies
    n = index(wavelengths)

    def forms(hall, ends):
        totals = np.zeros(2)
        for velocities, (count,) in zip(ends["step_velocities"], ends["step_count"]):
            density = np.maximum(0, 1 - (C / velocities.mean() / n) ** 2)
            inside = (wavelengths > band[0]) & (wavelengths < band[1])
            totals += count * np.array([(density * x).sum() for x in (wavelengths, inside)]) / density.sum()
        mean, share = totals / ends["step_count"].sum()
        emitted = ends["start_wavelength"]
        yield "mean emitted wavelength", emitted, mean
        yield f"emitted from {band[0]} to {band[1]} nm", (emitted > band[0]) & (emitted < band[1]), share

    return forms


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
    yield Case("slow muons in water", water, None, observables, spectrum_forms(INDEX, (430, 470)),
               muons=Muons((100.0, 240.0)))
    yield Case("fast muons in water", water, None, observables, spectrum_forms(INDEX, (430, 470)),
               muons=Muons((900.0, 1000.0)))
    bump = Hall(HALF, Material("index with a maximum", BUMP, ABSORPTION))
    yield Case("index with a maximum", bump, None, observables, spectrum_forms(BUMP, (430, 470)),
               {observable.name: REASON for observable in observables}, index_matters=False,
               muons=Muons((80.0, 140.0)))

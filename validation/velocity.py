"""Geant4's group velocity (11.4, G4MaterialPropertiesTable::CalculateGROUPVEL), written from its definition:
c / (n + dn / dlnE) at the first energy, the middles of the intervals but the last, and the last energy; linear in
the energy between; the phase velocity where it would be negative or above that."""

import numpy as np

from .model import C, HC, Curve


def group_velocity(index, wavelength):
    """mm/ns, at one wavelength, of an index that is a Curve or a number."""
    if not isinstance(index, Curve):
        return C / index
    energies, values = HC / np.array(index.wavelengths[::-1]), np.array(index.values[::-1])
    slopes = np.diff(values) / np.diff(np.log(energies))
    at = np.concatenate([energies[:1], (energies[:-2] + energies[1:-1]) / 2, energies[-1:]])
    n = np.concatenate([values[:1], (values[:-2] + values[1:-1]) / 2, values[-1:]])
    slope = np.concatenate([slopes[:1], slopes[:-1], slopes[-1:]])
    group = C / (n + slope)
    group = np.where((group < 0) | (group > C / n), C / n, group)
    return np.interp(HC / wavelength, at, group)

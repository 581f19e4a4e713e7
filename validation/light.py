"""Photons as columns of single precision, the same for both programs."""

import numpy as np


def columns(position, direction, wavelength, polarization=None, generator=None):
    """A column for each property; without a polarization it is any across the direction."""
    count = len(position)
    direction = direction / np.linalg.norm(direction, axis=1)[:, None]
    if polarization is None:
        polarization = np.cross(direction, generator.normal(size=(count, 3)))
    polarization = polarization / np.linalg.norm(polarization, axis=1)[:, None]
    given = dict(position=position, direction=direction, polarization=polarization, wavelength=wavelength)
    return {name: np.ascontiguousarray(np.broadcast_to(value, (count, 3) if name != "wavelength" else count), np.float32)
            for name, value in given.items()}


def isotropic(generator, count):
    z, phi = generator.uniform(-1, 1, count), generator.uniform(0, 2 * np.pi, count)
    s = np.sqrt(1 - z * z)
    return np.stack([s * np.cos(phi), s * np.sin(phi), z], 1)


def beam(generator, count, start, direction, wavelength, polarization=None, radius=0.0):
    """A parallel beam from a disk across it. The wavelength is one, or (low, high) with photon energies even between."""
    direction = np.array(direction, float) / np.linalg.norm(direction)
    first = np.cross(direction, [0.36, 0.48, 0.8])
    first /= np.linalg.norm(first)
    r, phi = radius * np.sqrt(generator.uniform(size=count)), generator.uniform(0, 2 * np.pi, count)
    position = start + (r * np.cos(phi))[:, None] * first + (r * np.sin(phi))[:, None] * np.cross(direction, first)
    rays = np.tile(direction, (count, 1))
    if polarization is not None:
        polarization = np.tile(np.array(polarization, float), (count, 1))
    return columns(position, rays, wavelengths(generator, count, wavelength), polarization, generator)


def flash(generator, count, place, wavelength):
    """To all sides from one place."""
    position = np.tile(np.array(place, float), (count, 1))
    return columns(position, isotropic(generator, count), wavelengths(generator, count, wavelength), None, generator)


def wavelengths(generator, count, wavelength):
    if isinstance(wavelength, tuple):
        low, high = wavelength
        return 1 / generator.uniform(1 / high, 1 / low, count)
    return np.full(count, float(wavelength))

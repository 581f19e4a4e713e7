"""A ball of water with 53 opaque balls in it and a black wall around: what benches/geant4.py lets Geant4 and this
library propagate the same light in."""

import math

WATER_RADIUS, BALL_RADIUS, SHELL_RADIUS, BALLS = 2500.0, 100.0, 2000.0, 53  # mm
INDEX, ABSORPTION, SCATTERING = 1.34, 15_000.0, 20_000.0  # of the water, mm
REFLECT, DETECT = 0.3, 0.21  # of light that meets a ball; the rest is absorbed
WAVELENGTH = 400.0  # nm; an isotropic flash of it at the centre, polarized at random

# Fates of a photon, in the order of counts; each may have been scattered and reflected before (bits 1 and 2).
FATES = ("absorbed in water", "detected", "absorbed by a ball", "absorbed by the wall")
SCATTERED, REFLECTED = 1, 2


def centres():
    """Centres of the balls, spread evenly over a sphere along a spiral."""
    for i in range(BALLS):
        z = 1 - 2 * (i + 0.5) / BALLS
        r, phi = math.sqrt(1 - z * z), math.pi * (1 + 5**0.5) * i
        yield [SHELL_RADIUS * r * math.cos(phi), SHELL_RADIUS * r * math.sin(phi), SHELL_RADIUS * z]

"""The files that are compared, and the light in them.

The files are public: sib, sipm, apex, duneb and rain of the repositories BNLNPPS/simphony, nuRiceLab/OpticalSims and
hanswenzel/CaTS. They are not part of this repository; they lie in a folder that is given."""

import dataclasses
import hashlib
import os

import numpy as np

PHOTONS = 200_000  # of a source, in Geant4
MOST_PHOTONS = {("apex_wide", "argon"): 40_000}  # where each takes milliseconds


@dataclasses.dataclass(frozen=True)
class Source:
    """Unpolarized light in all directions alike from points (mm, in the world's frame), at time 0. Each photon has one
    of the points and one of the vacuum wavelengths (nm), evenly chosen."""

    name: str
    points: tuple
    wavelengths: tuple

    def light(self, generator, photons):
        """The columns position, direction, polarization, wavelength."""
        points, wavelengths = np.array(self.points, float), np.array(self.wavelengths, float)
        direction, angle = isotropic(generator, photons), generator.uniform(0, 2 * np.pi, photons)
        aside = np.eye(3)[np.abs(direction).argmin(1)]
        first = np.cross(direction, aside)
        first /= np.linalg.norm(first, axis=1, keepdims=True)
        second = np.cross(direction, first)
        return dict(
            position=points[generator.integers(len(points), size=photons)],
            direction=direction,
            polarization=np.cos(angle)[:, None] * first + np.sin(angle)[:, None] * second,
            wavelength=wavelengths[generator.integers(len(wavelengths), size=photons)],
        )

    def described(self):
        return dataclasses.asdict(self)


def isotropic(generator, number):
    z, phi = generator.uniform(-1, 1, number), generator.uniform(0, 2 * np.pi, number)
    s = np.sqrt(1 - z * z)
    return np.stack([s * np.cos(phi), s * np.sin(phi), z], 1)


SOURCES = {
    # Two boxes of glass that touch, in a gas that absorbs, and a sensor in the right one.
    "sib": (
        Source("left box", ((-12.0, 3.0, -20.0), (-5.0, -8.0, 30.0)), (400.0, 650.0)),
        Source("right box", ((7.0, 2.0, 10.0), (1.0, -4.0, 38.0)), (400.0, 650.0)),
        Source("gas", ((-24.0, 5.0, 12.0), (3.0, 1.0, 54.0)), (500.0,)),
    ),
    # Crystals, grease, window, sensors; crystals of the first row and column reach beyond the grease.
    "sipm": (
        Source("inner crystal", ((-2.1, 0.1, 2.0), (-1.5, -0.3, 6.0)), (428.0, 550.0)),
        Source("outer crystal", ((-8.7, -8.7, 4.0), (-9.2, 2.3, 7.0)), (428.0, 550.0)),
        Source("air", ((0.5, 0.4, 20.0), (-3.2, 0.3, -5.0)), (450.0,)),
    ),
    # Liquid argon before a shifter on acrylic, before a plate that shifts again, within foils and sensors.
    "apex": (
        Source("argon", ((50.0, -30.0, 150.0), (-180.0, 120.0, 0.0)), (128.0, 175.0)),
        Source("visible", ((20.0, 60.0, 200.0),), (350.0, 420.0)),
        Source("plate", ((30.0, 200.0, 257.0), (-200.0, -50.0, 259.0)), (345.0, 430.0)),
    ),
    # Sixty metres of liquid argon in shells that shift.
    "duneb": (
        Source("argon", ((1000.0, 2000.0, -500.0), (-20000.0, -5000.0, 4000.0)), (128.0, 175.0)),
        Source("visible", ((3000.0, -2000.0, 5000.0),), (350.0, 420.0)),
    ),
    # A box of water whose surface to the air detects, in air, in lead, in vacuum.
    "rain": (
        Source("water", ((10.0, 5.0, -20.0), (-40.0, 30.0, 42.0)), (420.0, 550.0)),
        Source("air", ((75.0, 20.0, 0.0), (-30.0, -60.0, 58.0)), (300.0, 550.0)),
    ),
}


# The same light in apex_wide: gaps between the plate and foils, and between sensors and a foil, are 10 um, not 0.5 um.
SOURCES["apex_wide"] = SOURCES["apex"]
DERIVED = {"apex_wide": ("apex", {
    'z="261.033"': 'z="261.0425"', 'y="251.533"': 'y="251.5425"', 'y="-250.033"': 'y="-250.0425"',
    'x="250.033"': 'x="250.0425"', 'x="-250.033"': 'x="-250.0425"'})}


def path_of(folder, file, derived):
    """Where a file is: in the folder, or made of one there and written to the folder `derived`."""
    if file not in DERIVED:
        return os.path.join(folder, file + ".gdml")
    origin, changes = DERIVED[file]
    with open(os.path.join(folder, origin + ".gdml")) as of:
        text = of.read()
    for old, new in changes.items():
        if text.count(old) != 1:
            raise ValueError(f"{origin}.gdml has {text.count(old)} times {old}, not once")
        text = text.replace(old, new)
    os.makedirs(derived, exist_ok=True)
    path = os.path.join(derived, file + ".gdml")
    with open(path, "w") as to:
        to.write(text)
    return path


def photons_of(file, source, photons):
    return min(photons, MOST_PHOTONS.get((file, source.name), photons))


def seed_of(file, source):
    return int.from_bytes(hashlib.sha256(f"{file} {source.name}".encode()).digest()[:4], "little") >> 1


def find(file, name):
    return next(source for source in SOURCES[file] if source.name == name)

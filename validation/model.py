"""What a scene is, for Geant4 and for libchroma2 alike: boxes and balls of materials, surfaces between them, light.

Lengths in mm, times in ns, vacuum wavelengths in nm. A property is a number or a Curve."""

import dataclasses

import numpy as np

HC = 1239.841984  # eV nm
C = 299.792458  # mm/ns


@dataclasses.dataclass(frozen=True)
class Curve:
    """Values at wavelengths, which rise."""

    wavelengths: tuple
    values: tuple

    def __call__(self, wavelength):
        value = np.interp(wavelength, self.wavelengths, self.values)
        return float(value) if np.ndim(value) == 0 else value

    @classmethod
    def of(cls, function, wavelengths):
        return cls(tuple(map(float, wavelengths)), tuple(float(function(x)) for x in wavelengths))

    def finer(self, step=2.0):
        """Straight in the wavelength between its points, also where another program is straight in the energy."""
        ends = self.wavelengths[0], self.wavelengths[-1]
        return Curve.of(self, np.union1d(np.arange(*ends, step), self.wavelengths))

    def scaled(self, factor):
        return Curve(self.wavelengths, tuple(factor * value for value in self.values))


@dataclasses.dataclass(frozen=True)
class Mie:
    length: float
    forward: float
    backward: float = 0.0
    forward_ratio: float = 1.0


@dataclasses.dataclass(frozen=True)
class Shifter:
    """Absorbs over a length, emits at wavelengths with a density per photon energy (a Curve) and after a time: that
    one exactly ("delta"), or exponentially distributed with that mean ("exponential")."""

    length: float
    emission: Curve
    time: float
    profile: str


@dataclasses.dataclass(frozen=True)
class Scintillator:
    """What charged particles make light in. There are none here: it shows that Geant4 takes light for them."""

    emission: Curve
    photons_per_mev: float
    time: float


@dataclasses.dataclass(frozen=True)
class Material:
    name: str
    index: object = 1.0
    absorption: object = None
    rayleigh: object = None
    mie: Mie = None
    shifter: Shifter = None
    scintillator: Scintillator = None


@dataclasses.dataclass(frozen=True)
class Surface:
    """In Geant4's words. `value` is the polish (glisur) or sigma_alpha (unified); `properties` by Geant4's names."""

    name: str
    type: str = "dielectric_metal"
    finish: str = "polished"
    model: str = "unified"
    value: float = None
    properties: tuple = ()  # of (name, value)

    def get(self, name, default):
        return dict(self.properties).get(name, default)


WALL = Surface("wall", properties=(("REFLECTIVITY", 0.0), ("EFFICIENCY", 1.0)))  # detects everything


@dataclasses.dataclass(frozen=True)
class Volume:
    """A box (three half sides) or a ball (radius), in a mother volume (by name) or in the hall."""

    name: str
    shape: object
    material: Material
    centre: tuple = (0.0, 0.0, 0.0)
    mother: str = None
    skin: Surface = None


@dataclasses.dataclass(frozen=True)
class Hall:
    """A box of one material around the origin with a wall that detects, and volumes in it. `floor`: the lower half,
    z < 0, has this material; `plane` is the surface between both halves, from either side."""

    half: tuple
    material: Material
    volumes: tuple = ()
    floor: Material = None
    plane: Surface = None


@dataclasses.dataclass
class Case:
    """A scene with its light: `light(generator, count)` gives the photons' columns, or `muons` says what makes it. Compared
    are `observables` (observables.py) and the numbers of `closed_forms(hall, ends)`: name, values of the sample, expected mean.
    `explained` says of an observable's name why Geant4 differs there. `photons` are Geant4's."""

    name: str
    hall: Hall
    light: object
    observables: tuple
    closed_forms: object = None
    explained: dict = dataclasses.field(default_factory=dict)
    index_matters: bool = True  # whether indices 0.5 % higher would be seen
    photons: int = 400_000
    muons: object = None


def with_index(hall, factor):
    """The same hall with all indices of refraction times a factor."""

    def changed(material):
        if material is None:
            return None
        index = material.index.scaled(factor) if isinstance(material.index, Curve) else material.index * factor
        return dataclasses.replace(material, index=index)

    volumes = tuple(dataclasses.replace(volume, material=changed(volume.material)) for volume in hall.volumes)
    return dataclasses.replace(hall, material=changed(hall.material), floor=changed(hall.floor), volumes=volumes)

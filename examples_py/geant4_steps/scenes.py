"""What both programs simulate, said once: a cube of a liquid whose six sides see light, and the particles in it."""

from __future__ import annotations

import dataclasses

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
HC = 1239.841984  # eV nm
WAVELENGTHS: Floats = np.arange(300.0, 701.0, 2.0)  # nm; so near that it is the same whether straight in these or in energies


@dataclasses.dataclass(frozen=True)
class Component:
    """Scintillation light: share, decay and rise time (ns), and the density per photon energy at WAVELENGTHS."""

    share: float
    decay_time: float
    rise_time: float
    emission: Floats


@dataclasses.dataclass(frozen=True)
class Scene:
    """A liquid. Curves are (n,) at WAVELENGTHS, lengths in mm."""

    name: str
    half: float  # mm: half an edge of the cube
    density: float  # g / cm3
    atoms: dict[str, int]
    index: Floats
    absorption: Floats
    rayleigh: Floats
    efficiency: Floats  # of the sides, for light that they do not reflect
    reflectivity: float = 0.1
    photons_per_mev: float = 0.0
    birks: float = 0.0  # mm / MeV
    components: tuple[Component, ...] = ()


def peak(middle: float, width: float) -> Floats:
    return np.asarray(np.exp(-(((WAVELENGTHS - middle) / width) ** 2)))


WATER = Scene("water", 1000.0, 1.0, {"H": 2, "O": 1},
              index=1.324 + 3046 / WAVELENGTHS**2,
              absorption=300 + 20000 * peak(420, 90),
              rayleigh=5000 * (WAVELENGTHS / 400) ** 4,
              efficiency=0.05 + 0.25 * peak(400, 80))

# A liquid of so few photons per MeV that a million of them come of many particles.
SCINTILLATOR = Scene("scintillator", 500.0, 0.86, {"C": 1, "H": 2},
                     index=1.465 + 6500 / WAVELENGTHS**2,
                     absorption=50 + 8000 / (1 + np.exp((400 - WAVELENGTHS) / 10)),
                     rayleigh=5000 * (WAVELENGTHS / 430) ** 4,
                     efficiency=0.05 + 0.25 * peak(420, 70),
                     photons_per_mev=200.0, birks=0.15,
                     components=(Component(0.75, 4.6, 0.7, peak(405, 12) + 0.8 * peak(428, 22)),
                                 Component(0.25, 18.0, 0.0, peak(440, 30))))

SCENES = {scene.name: scene for scene in (WATER, SCINTILLATOR)}


@dataclasses.dataclass(frozen=True)
class Particles:
    """Primary particles: Geant4's name, kinetic energies (MeV) evenly between two; from the middle of the lower side upwards within
    a cone, or from the middle of the cube everywhere."""

    name: str
    energies: tuple[float, float]
    through: bool


PARTICLES = {"mu-": Particles("mu-", (1000.0, 2000.0), True), "e-": Particles("e-", (2.0, 20.0), False)}

"""What is compared of end states. A sample is a dict of columns as Geant4's worker writes them."""

import dataclasses

import numpy as np

BULK, SURFACE, DETECT, OTHER = range(4)  # absorbed in bulk, at a surface, detected, anything else
FATES = ("absorbed in bulk", "absorbed at a surface", "detected", "other")


@dataclasses.dataclass(frozen=True)
class Numbers:
    """A number of each photon that `where` chooses. Values closer than `resolution` are the same."""

    name: str
    of: object
    where: object
    unit: str = ""
    resolution: float = 1e-4

    def __call__(self, hall, ends):
        return np.asarray(self.of(ends), float)[self.where(hall, ends)]


@dataclasses.dataclass(frozen=True)
class Cells:
    """A number of the cell that each photon belongs to."""

    name: str
    of: object

    def __call__(self, hall, ends):
        return self.of(hall, ends)


def wall_of(hall, ends):
    """0 to 5: the wall of the hall where it ended; -1: none."""
    scaled = ends["position"] / np.array(hall.half)
    axis = np.abs(scaled).argmax(1)
    most = scaled[np.arange(len(axis)), axis]
    return np.where(np.abs(most) > 1 - 1e-4, 2 * axis + (most > 0), -1)


def at_wall(hall, ends):
    return wall_of(hall, ends) >= 0


def at(wall):
    """At a wall by its name: -x, +x, -y, +y, -z, +z."""
    number = ["-x", "+x", "-y", "+y", "-z", "+z"].index(wall)
    return lambda hall, ends: wall_of(hall, ends) == number


def anywhere(*_):
    return slice(None)


def fate_cells(hall, ends):
    return ends["fate"] * 7 + wall_of(hall, ends) + 1


def place_cells(hall, ends, number=9):
    """Nine by nine cells of a wall, nine in each direction elsewhere; an odd number has the middle in a cell."""
    place = np.clip(((ends["position"] / np.array(hall.half) + 1) / 2 * number).astype(int), 0, number - 1)
    wall = wall_of(hall, ends)
    for axis in range(3):
        place[wall // 2 == axis, axis] = 0
    return ((wall + 1) * number + place[:, 0]) * number**2 + place[:, 1] * number + place[:, 2]


FATE = Cells("fates", fate_cells)
PLACE = Cells("end points", place_cells)
TIME = Numbers("arrival time", lambda ends: ends["time"], at_wall, "ns", 1e-3)
END_TIME = Numbers("end time", lambda ends: ends["time"], anywhere, "ns", 1e-3)
WAVELENGTH = Numbers("wavelength", lambda ends: ends["wavelength"], at_wall, "nm", 1e-2)


def cosine(axis, where=at_wall, name=None):
    """Of the direction with an axis, at the end."""
    axis = np.array(axis, float) / np.linalg.norm(axis)
    return Numbers(name or "cosine", lambda ends: ends["direction"] @ axis, where, "", 1e-4)


def azimuth(where=at_wall):
    """Of the direction about z, at the end."""
    return Numbers("azimuth", lambda ends: np.arctan2(ends["direction"][:, 1], ends["direction"][:, 0]), where, "rad", 1e-3)


def polarization(axis, where=at_wall, name="polarization"):
    """The share of the intensity that is polarized along an axis; the sign of a polarization has no meaning."""
    axis = np.array(axis, float) / np.linalg.norm(axis)
    return Numbers(name, lambda ends: (ends["polarization"] @ axis) ** 2, where, "", 1e-4)

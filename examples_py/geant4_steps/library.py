"""libchroma2's side: the cube, and Geant4's steps as light."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

import chroma2 as c2

from .scenes import HC, WAVELENGTHS, Component, Scene

Columns = dict[str, npt.NDArray[Any]]
NAMES = ("position", "direction", "polarization", "time", "wavelength", "flags")


def cumulative(component: Component) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Wavelengths and cumulative values of a density per photon energy that is even between two of its points, with the share of the
    trapezoid there: what Geant4 makes of it."""
    energies, values = HC / WAVELENGTHS[::-1], component.emission[::-1]
    integral = np.concatenate([[0.0], np.cumsum(np.diff(energies) * (values[1:] + values[:-1]) / 2)])
    x = np.linspace(WAVELENGTHS[0], WAVELENGTHS[-1], 20 * (len(WAVELENGTHS) - 1) + 1)
    found = 1 - np.interp(HC / x, energies, integral / integral[-1])
    found[0], found[-1] = 0.0, 1.0
    return x, found


class Detector:
    """A committed geometry of a scene; the channel of a side is that of Geant4's."""

    def __init__(self, context: c2.Context, scene: Scene) -> None:
        geometry = self.geometry = c2.Geometry(context)
        self.liquid = geometry.material(scene.name, {
            "refractive_index": (WAVELENGTHS, scene.index), "absorption_length": (WAVELENGTHS, scene.absorption),
            "scattering_length": (WAVELENGTHS, scene.rayleigh), "scintillation_yield": scene.photons_per_mev,
            "birks_constant": scene.birks})
        for one in scene.components:
            geometry.scintillation(self.liquid, cumulative(one), one.decay_time, one.rise_time, one.share)
        outside = geometry.material("outside")
        side = geometry.surface("side", {"type": c2.SurfaceType.DIELECTRIC_METAL, "finish": c2.SurfaceFinish.POLISHED,
                                         "reflectivity": scene.reflectivity, "efficiency": (WAVELENGTHS, scene.efficiency)},
                                model="unified")
        for channel in range(6):
            axis, sign = channel // 2, 2 * (channel % 2) - 1
            corners = np.zeros((4, 3))
            corners[:, axis] = sign * scene.half
            corners[:, (axis + 1) % 3] = scene.half * np.array([-1, 1, 1, -1])
            corners[:, (axis + 2) % 3] = scene.half * np.array([-1, -1, 1, 1])
            triangles = [(0, 1, 2), (0, 2, 3)] if sign > 0 else [(0, 2, 1), (0, 3, 2)]
            geometry.place(geometry.mesh(corners, triangles, self.liquid, outside, side), channel=channel)
        geometry.commit()


def steps_of(run: Columns, material: int) -> tuple[npt.NDArray[Any], npt.NDArray[np.float64]]:
    """Geant4's steps as records, and the numbers of photons that Geant4 made of each: first those of charged particles that move as
    Cherenkov light, then those with an energy deposit as scintillation light."""
    column = {name.removeprefix("step_"): values for name, values in run.items() if name.startswith("step_")}
    steps = np.zeros(len(column["track"]), c2.STEP)
    steps["id"], steps["material"] = column["track"], material
    for name in ("charge", "energy", "length", "time", "velocity", "end_velocity"):
        steps[name] = column[name]
    steps["position"] = np.stack([column[axis] for axis in "xyz"], 1)
    steps["displacement"] = np.stack([column["end_" + axis] - column[axis] for axis in "xyz"], 1)
    moved = (steps["charge"] != 0) & (steps["length"] > 0) & (steps["velocity"] > 0)
    lit = steps["energy"] > 0
    made = np.concatenate([column["cherenkov"][moved], column["scintillation"][lit]])
    found = np.concatenate([steps[moved], steps[lit]])
    found["kind"] = np.repeat([c2.STEP_KIND_CHERENKOV, c2.STEP_KIND_SCINTILLATION], [moved.sum(), lit.sum()])
    return found, made


def divided(steps: npt.NDArray[Any], scene: Scene) -> npt.NDArray[Any]:
    """Steps with a record for each component of scintillation light. Geant4 gives a component its share of a step's photons rounded
    down, and the last one what is left, where libchroma2 draws the component of each photon."""
    scintillation = steps["kind"] == c2.STEP_KIND_SCINTILLATION
    parts, left = [steps[~scintillation]], steps[scintillation]
    whole = left["count"].copy()
    for number, one in enumerate(scene.components, 1):
        part = left.copy()
        part["component"] = number
        if number < len(scene.components):
            part["count"] = (one.share * whole).astype(np.uint64)
            left["count"] -= part["count"]
        parts.append(part)
    return np.concatenate(parts)


def propagate(session: c2.Session, steps: npt.NDArray[Any], seed: int, event: int) -> tuple[Columns, Columns]:
    """Starts and ends of the photons of steps, by their counts."""
    every = np.arange(int(steps["count"].sum()), dtype=np.uint64)
    with session.submit_steps(steps, seed=seed, event_id=event, want="photons", record_indices=every) as light:
        ends, records = light.wait().photons(), light.records()
        first = records.offset[:-1].astype(np.int64)
        start = {name: records[name][first].copy() for name in NAMES}
        end = {name: ends[name].copy() for name in NAMES}
        channels = np.array([*range(6), -1], np.int32)
        hit = (end["flags"] & c2.FLAG_SURFACE_DETECT) != 0
        end["channel"] = channels[np.where(hit, ends.instance, 6)]
    return start, end

"""libchroma2 of one case: the hall as meshes and instances, the same light, end states as Geant4's worker has them."""

import os
import sys

import numpy as np

from . import meshes
from .model import HC, WALL, Curve
from .observables import BULK, DETECT, OTHER, SURFACE

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../python"))
import chroma2 as c2  # noqa: E402


MORE = 4  # photons for each of Geant4's: they cost little
# By Geant4's numbers, and by Geant4's names.
TYPES = ("dielectric_metal", "dielectric_dielectric")
FINISHES = ("polished", "polishedfrontpainted", "polishedbackpainted", "ground", "groundfrontpainted", "groundbackpainted")
PROPERTIES = {"REFLECTIVITY": "REFLECTIVITY", "TRANSMITTANCE": "TRANSMITTANCE", "EFFICIENCY": "EFFICIENCY",
              "SPECULARSPIKECONSTANT": "SPECULAR_SPIKE", "SPECULARLOBECONSTANT": "SPECULAR_LOBE",
              "BACKSCATTERCONSTANT": "BACKSCATTER", "RINDEX": "GAP_INDEX", "REALRINDEX": "REAL_INDEX",
              "IMAGINARYRINDEX": "IMAGINARY_INDEX", "SURFACEROUGHNESS": "SURFACE_ROUGHNESS"}


def value_of(value):
    return (value.wavelengths, value.values) if isinstance(value, Curve) else value


class Model:
    """A committed geometry of a hall."""

    def __init__(self, context, hall):
        self.geometry, self.materials, self.surfaces = c2.Geometry(context), {}, {}
        inside = self.material(hall.material)
        outside = self.geometry.material("outside")
        wall, plane = self.surface(WALL), None
        if hall.plane:
            plane = self.surface(hall.plane)
        vertices, triangles, floors, sheet = meshes.hall(hall.half, hall.floor is not None)
        inner = np.where(floors, self.material(hall.floor) if hall.floor else inside, inside)
        outer = np.where(sheet, inside, outside)
        surfaces = np.where(sheet, c2.NONE if plane is None else plane, wall)
        self.geometry.place(self.geometry.mesh(vertices, triangles, inner, outer, surfaces))
        by_name = {volume.name: volume for volume in hall.volumes}
        for volume in hall.volumes:
            mother = by_name[volume.mother].material if volume.mother else hall.material
            shape = meshes.box(volume.shape) if isinstance(volume.shape, tuple) else meshes.ball(volume.shape)
            mesh = self.geometry.mesh(*shape, self.material(volume.material), self.material(mother),
                                      self.surface(volume.skin) if volume.skin else None)
            self.geometry.place(mesh, translation=volume.centre)
        self.geometry.commit()

    def material(self, described):
        if described.name not in self.materials:
            properties = {c2.REFRACTIVE_INDEX: value_of(described.index)}
            absorption, shifter, mie = described.absorption, described.shifter, described.mie
            if shifter:
                absorption = parallel(absorption, shifter.length)
            if absorption:
                properties[c2.ABSORPTION_LENGTH] = value_of(absorption)
            if described.rayleigh:
                properties[c2.SCATTERING_LENGTH] = value_of(described.rayleigh)
            if mie:
                properties |= {c2.MIE_LENGTH: mie.length, c2.MIE_FORWARD: mie.forward, c2.MIE_BACKWARD: mie.backward,
                               c2.MIE_FORWARD_RATIO: mie.forward_ratio}
            added = self.materials[described.name] = self.geometry.material(described.name, properties)
            if shifter:
                spectrum = spectrum_of(shifter.emission)
                times = {"delta": "delay", "exponential": "decay_time"}
                self.geometry.reemission(added, value_of(shifter.length), 1.0, spectrum, downshift_only=1,
                                         **{times[shifter.profile]: shifter.time})
                self.geometry.reemission(added, value_of(described.absorption), 0.0, spectrum)  # what only absorbs
        return self.materials[described.name]

    def surface(self, described):
        if described.name not in self.surfaces:
            properties = {c2.TYPE: TYPES.index(described.type), c2.FINISH: FINISHES.index(described.finish)}
            if described.value is not None:
                properties[c2.POLISH if described.model == "glisur" else c2.SIGMA_ALPHA] = described.value
            properties |= {getattr(c2, PROPERTIES[name]): value_of(value) for name, value in described.properties}
            model = getattr(c2, "SURFACE_MODEL_" + described.model.upper())
            self.surfaces[described.name] = self.geometry.surface(described.name, properties, model)
        return self.surfaces[described.name]


def parallel(absorption, other):
    """The length over which light is lost to either of two absorbers, which is not straight where both are."""
    x = np.union1d(other.wavelengths, absorption.wavelengths if isinstance(absorption, Curve) else other.wavelengths)
    x = np.interp(np.arange(0, len(x) - 0.875, 0.125), np.arange(len(x)), x)
    first = absorption(x) if isinstance(absorption, Curve) else np.full(len(x), absorption)
    return Curve(tuple(x), tuple(1 / (1 / first + 1 / other(x))))


def spectrum_of(emission, parts=20):
    """Wavelengths and cumulative values of a density per photon energy, which Geant4 takes to be even between two of its
    points, with the share of the trapezoid there."""
    energies, values = HC / np.array(emission.wavelengths[::-1]), np.array(emission.values[::-1])
    integral = np.concatenate([[0.0], np.cumsum(np.diff(energies) * (values[1:] + values[:-1]) / 2)])
    x = np.unique(np.concatenate([np.linspace(a, b, parts + 1) for a, b in zip(emission.wavelengths, emission.wavelengths[1:])]))
    cumulative = 1 - np.interp(HC / x, energies, integral / integral[-1])
    cumulative[0], cumulative[-1] = 0.0, 1.0
    return x, cumulative


def ends_of(photons):
    """The columns that Geant4's worker writes."""
    flags = photons["flags"]
    fate = np.select([flags & 2 != 0, flags & 4 != 0, flags & 8 != 0], [BULK, DETECT, SURFACE], OTHER)
    names = ("position", "direction", "polarization", "time", "wavelength")
    return {name: photons[name] for name in names} | {"fate": fate}


def steps_of(theirs, material, more):
    """Geant4's steps of muons, each with `more` times as many photons."""
    steps = np.zeros(len(theirs["step_count"]), c2.STEP)
    steps["kind"], steps["material"], steps["charge"] = c2.STEP_KIND_CHERENKOV, material, -1
    steps["count"] = more * theirs["step_count"][:, 0].astype(np.uint64)
    steps["position"], steps["displacement"] = theirs["step_start"], theirs["step_end"] - theirs["step_start"]
    steps["time"], steps["length"] = theirs["step_times"][:, 0], theirs["step_length"][:, 0]
    steps["velocity"], steps["end_velocity"] = theirs["step_velocities"].T
    return steps


def starts_of(event):
    """Where the recorded photons began."""
    records = event.records()
    first = records["offset"][:-1].astype(np.int64)
    return {f"start_{name}": records[name][first] for name in ("position", "direction", "polarization", "time", "wavelength")}


def run(context, case, hall, photons, seed, theirs):
    """End states of MORE times as many photons, and how many legs began in one material and ended in another. For light
    of steps also where a share of 1 / MORE of the photons began."""
    model = Model(context, hall)
    options = dict(seed=seed, want=c2.WANT_PHOTONS, max_steps=100_000)
    with c2.Session(context, model.geometry) as session:
        if case.muons:
            steps = steps_of(theirs, model.material(hall.material), MORE)
            sample = np.arange(0, int(steps["count"].sum()), MORE, dtype=np.uint64)
            event = session.submit_steps(steps, record_indices=sample, **options)
        else:
            event = session.submit(**case.light(np.random.default_rng(seed), MORE * photons), **options)
        with event:
            found = ends_of(event.wait().photons())
            if case.muons:
                found |= starts_of(event) | {name: theirs[name] for name in ("step_velocities", "step_count")}
        changes = session.medium_changes()["total"]
    model.geometry.close()
    return found, changes

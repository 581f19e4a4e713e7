"""libchroma2 of one case: the hall as meshes and instances, the same light, end states as Geant4's worker has them."""

import os
import sys

import numpy as np

from . import meshes
from .model import WALL, Curve
from .observables import BULK, DETECT, OTHER, SURFACE

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../examples_py"))
import chroma2_ctypes as c2  # noqa: E402


class Missing(Exception):
    """Something that a case needs and this library has not."""


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
        if hall.borders or hall.plane_below:
            raise Missing("border surfaces")
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
            if described.absorption:
                properties[c2.ABSORPTION_LENGTH] = value_of(described.absorption)
            if described.rayleigh:
                properties[c2.SCATTERING_LENGTH] = value_of(described.rayleigh)
            if described.mie:
                raise Missing("Mie scattering")
            if described.shifter:
                raise Missing("wavelength shifting by Geant4's rule")
            self.materials[described.name] = self.geometry.material(described.name, properties)
        return self.materials[described.name]

    def surface(self, described):
        if described.name not in self.surfaces:
            known = {"REFLECTIVITY", "EFFICIENCY"} >= {name for name, _ in described.properties}
            if (described.type, described.finish) != ("dielectric_metal", "polished") or not known:
                raise Missing("Geant4's surfaces")
            reflected, efficiency = described.get("REFLECTIVITY", 1.0), described.get("EFFICIENCY", 0.0)
            self.surfaces[described.name] = self.geometry.surface(described.name, {
                c2.DETECT: (1 - reflected) * efficiency, c2.ABSORB: (1 - reflected) * (1 - efficiency),
                c2.REFLECT_SPECULAR: reflected})
        return self.surfaces[described.name]


def ends_of(photons):
    """The columns that Geant4's worker writes."""
    flags = photons["flags"]
    fate = np.select([flags & 2 != 0, flags & 4 != 0, flags & 8 != 0], [BULK, DETECT, SURFACE], OTHER)
    names = ("position", "direction", "polarization", "time", "wavelength")
    return {name: photons[name] for name in names} | {"fate": fate}


def run(context, case, hall, photons, seed, theirs):
    """End states of so many photons, and how many legs began in one material and ended in another."""
    model = Model(context, hall)
    with c2.Session(context, model.geometry) as session:
        light = case.light(np.random.default_rng(seed), photons)
        with session.submit(**light, seed=seed, want=c2.WANT_PHOTONS, max_steps=100_000) as event:
            found = ends_of(event.wait().photons())
        changes = session.medium_changes()["total"]
    model.geometry.close()
    return found, changes

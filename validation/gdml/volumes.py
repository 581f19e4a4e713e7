"""Which volume of a file a place is in: of those that have it inside the last one, as in Geant4 and libchroma2. By the
planes of facets, in double precision, of bodies that are convex."""

import collections
import csv
import os
import tomllib

import numpy as np

from .ends import bare, numbered

NO_INDEX = "no index beyond"  # the library's surface where light ends for want of a refractive index


def mesh_of(entry):
    if "file" in entry:
        raise ValueError(f"mesh {entry.get('name')!r} has more facets than a box: places in it are not found")
    return np.array(entry["vertices"], np.float32).astype(float), np.array(entry["triangles"], int)


def planes_of(vertices, triangles):
    """Outward normals and distances of a convex body's facets."""
    a, b, c = (vertices[triangles[:, k]] for k in range(3))
    normals = np.cross(b - a, c - a)
    normals /= np.linalg.norm(normals, axis=1, keepdims=True)
    distances = np.einsum("ij,ij->i", normals, a)
    if (normals @ vertices.T - distances[:, None]).max() > 1e-5 * np.abs(vertices).max():
        raise ValueError("a body is not convex")
    return normals, distances


def instances_of(folder, entries):
    """(mesh, rotation, translation) of all instances."""
    for entry in entries:
        if "file" not in entry:
            yield entry["mesh"], entry.get("rotation", np.eye(3)), entry.get("position", (0, 0, 0))
            continue
        with open(os.path.join(folder, entry["file"])) as file:
            for row in csv.DictReader(file):
                rotation = [[row.get(f"r{i}{j}", i == j) for j in range(3)] for i in range(3)]
                yield row.get("mesh", entry.get("mesh")), rotation, (row["x"], row["y"], row["z"])


class Volumes:
    """Of a scene file that libchroma2 wrote of a GDML file, and of the placements in it."""

    def __init__(self, folder, placements):
        with open(os.path.join(folder, "scene.toml"), "rb") as file:
            scene = tomllib.load(file)
        meshes, surfaces = scene["mesh"], scene.get("surface", [])
        index = self.index
        self.materials = [bare(one.get("name", "")) for one in scene["material"]]
        shapes = [mesh_of(one) for one in meshes]
        self.facets, self.planes, self.boxes, self.mesh = [], [], [], []
        for mesh, rotation, translation in instances_of(folder, scene["instance"]):
            mesh = index(meshes, mesh)
            vertices, triangles = shapes[mesh]
            vertices = vertices @ np.array(rotation, float).T + np.array(translation, float)
            normals, distances = planes_of(vertices, triangles)
            self.facets.append((normals, distances))
            unique = np.unique(np.round(np.column_stack([normals, distances]), 9), axis=0)
            self.planes.append((unique[:, :3], unique[:, 3]))
            self.boxes.append((vertices.min(0), vertices.max(0)))
            self.mesh.append(mesh)
        self.mesh = np.array(self.mesh)
        self.material = np.array([index(scene["material"], meshes[mesh]["inner_material"]) for mesh in self.mesh])
        self.black = {number for number, one in enumerate(surfaces) if one.get("name") == NO_INDEX}
        self.surface_of_mesh = [index(surfaces, one["surface"]) if one.get("surface", "") != "" else -1 for one in meshes]
        self.pairs = {(index(meshes, one["from_mesh"]), index(meshes, one["into_mesh"])): index(surfaces, one["surface"])
                      for one in scene.get("border_surface", []) if "from_mesh" in one}
        self.paths = self.named(placements)

    @staticmethod
    def index(entries, reference):
        if isinstance(reference, int):
            return reference
        if isinstance(reference, str) and reference.lstrip("-").isdigit() and not any(
                one.get("name") == reference for one in entries):
            return int(reference)
        found = [number for number, one in enumerate(entries) if one.get("name") == reference]
        if len(found) != 1:
            raise ValueError(f"{len(found)} entries of a scene file are called {reference!r}")
        return found[0]

    @staticmethod
    def named(placements):
        """Paths as in ends.py."""
        children = collections.defaultdict(list)
        for number, one in enumerate(placements):
            children[one.mother].append(number)
        paths = [""] * len(placements)
        for mother, numbers in children.items():
            above = "" if mother is None else placements[mother].path
            own = numbered([bare(placements[number].path[len(above) + 1:]) for number in numbers])
            for number, name in zip(numbers, own):
                paths[number] = name if mother is None else f"{paths[mother]}/{name}"
        return paths

    def at(self, places):
        """The volume at each place, -1 outside of all, and whether it is farther from all faces than single precision tells."""
        found, sure = np.full(len(places), -1), np.ones(len(places), bool)
        margin = self.margin(places)
        for number, ((normals, distances), (low, high)) in enumerate(zip(self.planes, self.boxes)):
            near = np.flatnonzero(((places >= low - margin[:, None]) & (places <= high + margin[:, None])).all(1))
            height = (places[near] @ normals.T - distances).max(1)
            found[near[height < 0]] = number
            sure[near[np.abs(height) < margin[near]]] = False
        return found, sure

    @staticmethod
    def margin(places):
        """mm that a place may be off by rounding, and by what keeps light off faces."""
        largest = np.abs(places).max(1, initial=1.0).astype(np.float32)
        return 16 * np.spacing(largest).astype(float)

    def beside(self, places, normals, distances, ways):
        """Places near planes brought onto these, and then off them by the margin."""
        off = self.margin(places) * ways - (np.einsum("ij,ij->i", normals, places) - distances)
        return places + off[:, None] * normals

    def across(self, places, directions, instances, triangles):
        """The volumes before and behind a facet of an instance to light that comes, or goes, along the directions."""
        normals, distances = np.empty((len(places), 3)), np.empty(len(places))
        for number in np.unique(instances):
            of = instances == number
            normals[of] = self.facets[number][0][triangles[of]]
            distances[of] = self.facets[number][1][triangles[of]]
        ways = np.sign(np.einsum("ij,ij->i", normals, directions))
        return tuple(self.at(self.beside(places, normals, distances, way))[0] for way in (-ways, ways))

    def within_the_world(self, places):
        """The volume before the world's boundary, at places on it."""
        normals, distances = self.planes[0]
        nearest = (places @ normals.T - distances).argmax(1)
        return self.at(self.beside(places, normals[nearest], distances[nearest], -1))[0]

    def lacks_index(self, volume, beyond):
        """Whether light from one volume into another ends because the other has no refractive index."""
        def of(one, other):
            if one < 0 or other < 0:
                return False
            pair = self.pairs.get((self.mesh[one], self.mesh[other]))
            return (self.surface_of_mesh[self.mesh[other]] if pair is None else pair) in self.black

        known = {(one, other): of(one, other) for one, other in {*zip(volume.tolist(), beyond.tolist())}}
        return np.array([known[pair] for pair in zip(volume.tolist(), beyond.tolist())], bool)

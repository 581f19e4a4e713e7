"""The shapes of a geometry: meshes, where they stand, and what their faces are of. The library gives them as a scene file
(docs/scene-format.md), which is written to a temporary folder and read here."""

from __future__ import annotations

import dataclasses
import pathlib
import re
import sys
import tempfile
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from .. import files
from ..errors import Error

if TYPE_CHECKING:
    from ..geometry import Geometry

Array = npt.NDArray[Any]


@dataclasses.dataclass
class Mesh:
    """A mesh: vertices (n, 3) in mm, triangles (m, 3), and of each triangle (m,) the number of its surface (-1: none) and those of the
    materials on both sides."""

    name: str
    vertices: Array
    triangles: Array
    surface: Array
    inner: Array
    outer: Array


@dataclasses.dataclass
class Shapes:
    """What a geometry looks like. Of its n instances: mesh (n,), channel (n,; -1: none), rotation (n, 3, 3), position (n, 3) in
    mm. materials and surfaces are tables of their properties, as scene files have them, wires those of wire planes. `world` is the
    number of the instance that a GDML file has around all others, or -1."""

    materials: list[dict[str, Any]]
    surfaces: list[dict[str, Any]]
    meshes: list[Mesh]
    mesh: Array
    channel: Array
    rotation: Array
    position: Array
    wires: list[dict[str, Any]]
    world: int = -1

    @classmethod
    def of(cls, geometry: Geometry) -> Shapes:
        """The shapes of a geometry, committed or not."""
        with tempfile.TemporaryDirectory(prefix="chroma2-") as folder:
            geometry.save(folder)
            made = read_scene(pathlib.Path(folder))
        try:
            made.world = 0 if geometry.placement(0).mother is None else -1
        except Error:
            pass  # it is of no GDML file, or empty
        return made


def parsed(text: str) -> dict[str, Any]:
    if sys.version_info >= (3, 11):
        import tomllib
        return tomllib.loads(text)
    files.needed("tomli", "display")
    import tomli
    found: dict[str, Any] = tomli.loads(text)
    return found


class Names:
    """Numbers of entries by their names, or by the numbers that stand in place of names that are shared."""

    def __init__(self, entries: list[dict[str, Any]]) -> None:
        names = [entry.get("name", "") for entry in entries]
        self.numbers = {name: place for place, name in enumerate(names) if name}

    def __call__(self, given: Any) -> int:
        if given is None or given == "":
            return -1
        return self.numbers[given] if isinstance(given, str) else int(given)

    def column(self, given: Any, count: int, of_file: Array | None) -> Array:
        """The numbers of an entry's faces: one for all, one for each, or those that a mesh file counts in a list."""
        if isinstance(given, dict):
            listed = np.array([*map(self, given["names"]), -1], np.int32)
            return listed[np.zeros(count, int) - 1 if of_file is None else of_file]
        if isinstance(given, list):
            return np.array([self(one) for one in given], np.int32)
        return np.full(count, self(given), np.int32)


def read_ply(path: pathlib.Path) -> tuple[Array, Array, dict[str, Array]]:
    """Vertices, triangles and whole numbers of faces of a PLY file that the library wrote: binary, triangles only."""
    data = path.read_bytes()
    end = data.index(b"end_header\n") + len(b"end_header\n")
    vertices, faces = (int(n) for n in re.findall(rb"element \w+ (\d+)", data[:end]))
    further = [name.decode() for name in re.findall(rb"property int (\w+)", data[:end])]
    kind = np.dtype([("size", "u1"), ("corners", "<u4", 3), *((name, "<i4") for name in further)])
    points = np.frombuffer(data, "<f4", 3 * vertices, end).reshape(-1, 3)
    rows = np.frombuffer(data, kind, faces, end + points.nbytes)
    return points, np.ascontiguousarray(rows["corners"]), {name: rows[name] for name in further}


def read_scene(folder: pathlib.Path) -> Shapes:
    scene = parsed((folder / "scene.toml").read_text())
    materials, surfaces = scene.get("material", []), scene.get("surface", [])
    material, surface, mesh = Names(materials), Names(surfaces), Names(scene.get("mesh", []))
    meshes = []
    for entry in scene.get("mesh", []):
        further: dict[str, Array] = {}
        if "file" in entry:
            vertices, triangles, further = read_ply(folder / entry["file"])
        else:
            vertices = np.array(entry["vertices"], np.float32).reshape(-1, 3)
            triangles = np.array(entry["triangles"], np.uint32).reshape(-1, 3)
        inner, outer, faces = (names.column(entry.get(key), len(triangles), further.get(key)) for key, names in (
            ("inner_material", material), ("outer_material", material), ("surface", surface)))
        meshes.append(Mesh(entry.get("name", ""), vertices, triangles, faces, inner, outer))
    rows = [row for entry in scene.get("instance", []) for row in instances(folder, entry, mesh)]
    table = np.array(rows, float).reshape(-1, 14)
    return Shapes(materials, surfaces, meshes, table[:, 0].astype(np.int64), table[:, 1].astype(np.int64),
                  table[:, 5:].reshape(-1, 3, 3), table[:, 2:5], scene.get("wire_plane", []))


def instances(folder: pathlib.Path, entry: dict[str, Any], mesh: Names) -> list[list[float]]:
    """Rows of mesh, channel, x, y, z and the nine numbers of the rotation, row by row."""
    if "file" not in entry:
        rotation = np.reshape(entry.get("rotation", np.eye(3)), 9).tolist()
        return [[mesh(entry["mesh"]), entry.get("channel", -1), *entry.get("position", [0, 0, 0]), *rotation]]
    head, *lines = (folder / entry["file"]).read_text().strip("\n").split("\n")
    names = head.split(",")
    order = [names.index(name) for name in ("channel", "x", "y", "z", *(f"r{i}{j}" for i in range(3) for j in range(3)))]
    kind = names.index("mesh")
    split = [line.split(",") for line in lines]
    return [[mesh(int(cells[kind]) if cells[kind].isdecimal() else cells[kind]), *(float(cells[place]) for place in order)]
            for cells in split]

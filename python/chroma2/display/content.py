"""What a display shows, for all formats: parts of meshes with their colours and places, hits, tracks."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from .. import files
from .._checks import fields, integer, listed
from .._handle import live
from ..geometry import Geometry
from ..event import Event
from ..table import Table
from . import boxes, meshes
from .look import Color, Look
from .shapes import Mesh, Shapes
from .tracks import Tracks

Array = npt.NDArray[Any]
WIRES = 5000  # shown of all wire planes


@dataclasses.dataclass
class Part:
    """Faces of a mesh that look the same: positions (n, 3) in mm in the mesh's frame, normals (n, 3) or None, triangles (m, 3)."""

    name: str
    color: Color
    positions: Array
    normals: Array | None
    triangles: Array


@dataclasses.dataclass
class Placed:
    """A mesh with its instances (k): their numbers, channels (-1: none), and matrices (k, 3, 4), rotation and position in mm from
    `Content.center`. A shell is around most of the detector: only its far side is shown, so that one looks into it."""

    name: str
    parts: list[Part]
    instances: Array
    channels: Array
    matrices: Array
    shell: bool
    hidden: bool


@dataclasses.dataclass
class Hits:
    """Hits (n) with positions (n, 3) in mm from `Content.center`, times in ns, wavelengths in nm, channels, weights."""

    position: Array
    time: Array
    wavelength: Array
    channel: Array
    weight: Array

    def __len__(self) -> int:
        return len(self.time)


@dataclasses.dataclass
class Content:
    placed: list[Placed]
    wires: Array  # (w, 2, 3), ends of wires in mm from the centre
    hits: Hits | None
    tracks: Tracks | None  # with positions from the centre
    center: Array  # (3,), mm
    size: float  # diagonal of the box around everything that is not hidden, mm
    outline: Array  # (p, 3), mm from the centre: what a view of all has to have in it
    notes: list[str]


def gather(geometry: Geometry, hits: Any = None, tracks: Any = None, *, colors: Mapping[str, Any] | None = None,
           hide: Iterable[str] = (), max_triangles: int = 1_000_000, max_hits: int = 500_000) -> Content:
    """What `html` and `gltf` show; their arguments."""
    live("geometry", geometry, Geometry)
    hidden = [hide] if isinstance(hide, str) else listed("hide", hide)
    max_triangles, max_hits = integer("max_triangles", max_triangles, 0, 2**40), integer("max_hits", max_hits, 0, 2**40)
    shapes = Shapes.of(geometry)
    look = Look(shapes, {} if colors is None else fields("colors", colors))
    for name in hidden:
        if not isinstance(name, str) or name not in {mesh.name for mesh in shapes.meshes}:
            raise ValueError(f"hide: no mesh is called {name!r}")
    own = [boxes.box(mesh.vertices) for mesh in shapes.meshes]
    corners = np.array([boxes.placed_box(own[mesh], rotation, position) for mesh, rotation, position in zip(
        shapes.mesh, shapes.rotation, shapes.position)]).reshape(-1, 2, 3)
    shown = np.array([shapes.meshes[mesh].name not in hidden for mesh in shapes.mesh], bool)
    shown[boxes.halls(shapes, corners)] = False
    seen = corners[shown] if shown.any() else corners
    low, high = (seen[:, 0].min(0), seen[:, 1].max(0)) if len(seen) else (np.zeros(3), np.zeros(3))
    center, size = (low + high) / 2, float(np.linalg.norm(high - low)) or 1000.0
    notes: list[str] = []
    made = []
    share = boxes.budget(shapes, max_triangles, notes)
    for number, mesh in enumerate(shapes.meshes):
        here = np.flatnonzero(shapes.mesh == number)
        if not len(here):
            continue
        extent = np.linalg.norm(corners[here, 1] - corners[here, 0], axis=1)
        made.append(Placed(
            mesh.name or f"mesh {number}", parts(mesh, look, share[number]), here.astype(np.uint32), shapes.channel[here],
            np.concatenate([shapes.rotation[here], (shapes.position[here] - center)[:, :, None]], 2),
            shell=bool(extent.max() >= 0.6 * size and (shapes.channel[here] < 0).all()), hidden=not shown[here].any()))
    where = {int(channel): shapes.position[place] for place, channel in enumerate(shapes.channel) if channel >= 0}
    return Content(made, wires(shapes) - center, shown_hits(hits, where, center, max_hits, notes), shown_tracks(tracks, center),
                   center, size, boxes.outline(made), notes)


def parts(mesh: Mesh, look: Look, most: int) -> list[Part]:
    """The faces of a Mesh, by what they look like."""
    vertices, triangles = meshes.simplified(mesh.vertices, mesh.triangles, most)
    kept = meshes.proper(triangles)
    triangles = triangles[kept]
    kinds, of = np.unique(np.stack([mesh.surface[kept], mesh.inner[kept], mesh.outer[kept]], 1), axis=0, return_inverse=True)
    grouped: dict[tuple[str, Color], list[int]] = {}
    for place, (surface, inner, outer) in enumerate(kinds.tolist()):
        grouped.setdefault(look(mesh, surface, inner, outer), []).append(place)
    found = []
    for (name, color), places in grouped.items():
        positions, normals, corners = meshes.smoothed(vertices, triangles[np.isin(of.ravel(), places)])
        found.append(Part(name, color, positions.astype(np.float32), normals, corners))
    return found


def wires(shapes: Shapes) -> Array:
    """Ends of wires, (w, 2, 3) in mm; of very many every so manieth."""
    ends = []
    for plane in shapes.wires:
        origin, u, v = (np.array(plane[name], float) for name in ("origin", "u", "v"))
        first, last = (np.array([(plane[name] - plane.get("v0", 0.0)) / plane["pitch"]]) for name in ("v_min", "v_max"))
        at = plane.get("v0", 0.0) + plane["pitch"] * np.arange(np.ceil(first[0] - 1e-9), np.floor(last[0] + 1e-9) + 1)
        at = at[::max(1, -(-len(at) * len(shapes.wires) // WIRES))]
        ends.append(origin + np.stack([at[:, None] * v + plane[end] * u for end in ("u_min", "u_max")], 1))
    return np.concatenate(ends) if ends else np.zeros((0, 2, 3))


def table_of(hits: Any) -> Table:
    """Hits, a Table, a mapping of arrays, a file of hits, or those of an event as a Table."""
    if isinstance(hits, (str, os.PathLike)):
        return files.load(hits)
    try:
        return Table(hits.hits() if isinstance(hits, Event) else hits)
    except (TypeError, ValueError) as reason:
        raise type(reason)(f"hits: {reason}") from None


def shown_hits(given: Any, where: Mapping[int, Array], center: Array, most: int, notes: list[str]) -> Hits | None:
    if given is None:
        return None
    table = table_of(given)
    if "time" not in table or ("position" not in table and "channel" not in table):
        raise ValueError(f"hits: time, and position or channel are needed, not only {', '.join(table)}")
    count = len(table)
    chosen = np.arange(count) if count <= most else np.linspace(0, count - 1, most).astype(np.int64)
    if len(chosen) < count:
        notes.append(f"{len(chosen):,} of {count:,} hits are shown")
    channel = table["channel"][chosen] if "channel" in table else np.full(len(chosen), -1, np.int32)
    if "position" in table:
        position = table["position"][chosen].astype(float)
    else:
        position = np.array([where.get(one, np.full(3, np.nan)) for one in channel.tolist()]).reshape(-1, 3)
    weight = table["weight"][chosen].astype(float) if "weight" in table else np.ones(len(chosen))
    wavelength = table["wavelength"][chosen] if "wavelength" in table else np.full(len(chosen), np.nan)
    made = Hits(position - center, table["time"][chosen].astype(float) + table.time_offset, wavelength.astype(float), channel,
                weight * (count / max(1, len(chosen))))
    fine = np.isfinite(made.position).all(1) & np.isfinite(made.time)
    return Hits(*(getattr(made, field.name)[fine] for field in dataclasses.fields(Hits)))


def shown_tracks(given: Any, center: Array) -> Tracks | None:
    if given is None:
        return None
    tracks = Tracks.of(given)
    return dataclasses.replace(tracks, position=(tracks.position - center).astype(np.float32))

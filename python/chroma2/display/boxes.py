"""How large things are: boxes around them, what is only a hall around the rest, what a view has to have in it, and how many triangles of each
mesh are shown."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from .shapes import Shapes

if TYPE_CHECKING:
    from .content import Placed

Array = npt.NDArray[Any]
HALL = 1.5  # times as large as what is in it


def box(vertices: Array) -> Array:
    return np.array([vertices.min(0), vertices.max(0)], float) if len(vertices) else np.zeros((2, 3))


def placed_box(of: Array, rotation: Array, position: Array) -> Array:
    """The box around a box that is turned and moved."""
    middle, half = rotation @ of.mean(0) + position, np.abs(rotation) @ (of[1] - of[0]) / 2
    return np.array([middle - half, middle + half])


def halls(shapes: Shapes, corners: Array) -> list[int]:
    """Instances of a GDML file that are only around what one wants to see: its world, and boxes in that which are much larger than what
    is in them. corners: of the boxes around all instances (n, 2, 3)."""
    if shapes.world < 0 or len(corners) < 2:
        return []
    size = np.linalg.norm(corners[:, 1] - corners[:, 0], axis=1)
    size[shapes.world] = np.inf
    order = np.argsort(-size, kind="stable").tolist()
    found: list[int] = order[:1]
    for place, within in zip(order[1:], order[2:]):
        if len(shapes.meshes[shapes.mesh[place]].triangles) != 12 or shapes.channel[place] >= 0 or size[place] < HALL * size[within]:
            break
        found.append(place)
    return found


def outline(placed: Iterable[Placed], directions: int = 500) -> Array:
    """The points of what is not hidden that are farthest in many directions."""
    found = [np.zeros((0, 3))]
    for one in placed:
        if one.hidden or not one.parts:
            continue
        positions = np.concatenate([part.positions for part in one.parts]).astype(float)
        of = box(positions)
        corners = np.array([[of[i, 0], of[j, 1], of[k, 2]] for i in (0, 1) for j in (0, 1) for k in (0, 1)])
        few = positions if len(one.instances) < 8 else corners
        found.append(np.einsum("kij,pj->kpi", one.matrices[:, :, :3], few).reshape(-1, 3)
                     + np.repeat(one.matrices[:, :, 3], len(few), 0))
    points = np.concatenate(found)
    if not len(points):
        return points
    place = np.arange(directions) + 0.5
    z, phi = 1 - 2 * place / directions, np.pi * (1 + 5**0.5) * place
    ways = np.stack([np.sqrt(1 - z * z) * np.cos(phi), np.sqrt(1 - z * z) * np.sin(phi), z])
    farthest = np.zeros(directions, np.int64)
    best = np.full(directions, -np.inf)
    for begin in range(0, len(points), 1 << 14):
        reach = points[begin:begin + (1 << 14)] @ ways
        most = reach.argmax(0)
        value = reach[most, np.arange(directions)]
        farthest[value > best] = begin + most[value > best]
        best = np.maximum(best, value)
    return points[np.unique(farthest)]


def budget(shapes: Shapes, most: int, notes: list[str]) -> list[int]:
    """How many triangles of each mesh are shown, so that all instances together have at most about `most`."""
    copies = np.bincount(shapes.mesh, minlength=len(shapes.meshes))
    have = np.array([len(mesh.triangles) for mesh in shapes.meshes], np.int64)
    total = int((copies * have).sum())
    if total <= most:
        return [int(one) for one in have]
    # Each mesh may have so many that it is not more than its equal share, or all that it has: the level at which this adds up.
    low, high = 0.0, float(most)
    for _ in range(60):
        level = (low + high) / 2
        low, high = (level, high) if np.minimum(copies * have, level).sum() < most else (low, level)
    notes.append(f"{total:,} triangles, simplified")
    return [max(12, int(min(one, low / max(1, many)))) for one, many in zip(have, copies)]

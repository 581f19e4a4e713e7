"""Meshes for pictures: with fewer triangles, and with normals that smooth what is round and keep edges."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
CREASE = 35.0  # degrees between faces, from which on an edge is one
SMOOTHED = 300_000  # triangles; larger meshes have no normals: they show their facets


def simplified(vertices: Array, triangles: Array, most: int) -> tuple[Array, Array]:
    """Vertices (n, 3), and for each triangle (m,) its corners there (m, 3), with at most about `most` triangles that are not
    degenerate: vertices that share a cell of a grid become one, in their middle."""
    if len(triangles) <= most or not len(vertices):
        return vertices, triangles
    low, high = vertices.min(0), vertices.max(0)
    size = float((high - low).max()) or 1.0
    cells = 128.0
    while True:
        cell = np.floor((vertices - low) / size * cells + 0.5).astype(np.int64)
        _, of = np.unique(cell @ np.array([1, 1 << 20, 1 << 40]), return_inverse=True)
        made = of.ravel()[triangles]
        kept = (made[:, 0] != made[:, 1]) & (made[:, 1] != made[:, 2]) & (made[:, 2] != made[:, 0])
        if kept.sum() <= most or cells < 3:
            break
        cells /= 1.25
    number = np.bincount(of.ravel()).astype(float)
    middle = np.stack([np.bincount(of.ravel(), vertices[:, axis]) / number for axis in range(3)], 1)
    return middle.astype(np.float32), made.astype(np.uint32)


def proper(triangles: Array) -> Array:
    """Which triangles (m,) have three corners, and are the first with these."""
    a, b, c = triangles.T
    kept: Array = (a != b) & (b != c) & (c != a)
    _, first = np.unique(np.sort(triangles, 1), axis=0, return_index=True)
    once = np.zeros(len(triangles), bool)
    once[first] = True
    return kept & once


def smoothed(vertices: Array, triangles: Array) -> tuple[Array, Array | None, Array]:
    """Vertices (n, 3), their normals (n, 3), and triangles (m, 3) of the same faces: a corner's normal is the mean, by area, of those
    of the faces around it that are within CREASE of its own. No normals for very large meshes."""
    if len(triangles) > SMOOTHED:
        used, corners = np.unique(triangles, return_inverse=True)
        return vertices[used], None, corners.reshape(-1, 3).astype(np.uint32)
    a, b, c = (vertices[triangles[:, i]].astype(float) for i in range(3))
    area = np.cross(b - a, c - a)
    size = np.linalg.norm(area, axis=1, keepdims=True)
    unit = np.divide(area, size, out=np.zeros_like(area), where=size > 0)
    # Corners by vertex: those of one vertex are a run, and each of a run looks at each other one.
    corner = triangles.ravel().astype(np.int64)
    order = np.argsort(corner, kind="stable")
    face = order // 3
    ends = np.flatnonzero(np.diff(corner[order], append=-1)) + 1
    lengths = np.diff(ends, prepend=0)
    begins = np.repeat(ends - lengths, lengths)
    length = np.repeat(lengths, lengths)
    normal = np.zeros((len(order), 3))
    limit = np.cos(np.radians(CREASE))
    places = np.arange(len(order))
    for step in range(int(lengths.max(initial=0))):
        live = places[length > step]
        other = face[begins[live] + step]
        near = (unit[face[live]] * unit[other]).sum(1) >= limit
        normal[live[near]] += area[other[near]]
    size = np.linalg.norm(normal, axis=1, keepdims=True)
    normal = np.where(size > 0, np.divide(normal, size, out=np.zeros_like(normal), where=size > 0), [0.0, 0.0, 1.0])
    # Corners of one vertex with one normal are one again.
    key = np.concatenate([corner[order][:, None], np.round(normal * 100).astype(np.int64)], 1)
    _, first, of = np.unique(key, axis=0, return_index=True, return_inverse=True)
    corners = np.empty(len(order), np.uint32)
    corners[order] = of.ravel()
    return vertices[corner[order][first]], normal[first].astype(np.float32), corners.reshape(-1, 3)

"""Boxes, exactly, and balls, by triangles so fine that chords do not show."""

import numpy as np

QUADS = ((0, 2, 3, 1), (4, 5, 7, 6), (0, 1, 5, 4), (2, 6, 7, 3), (0, 4, 6, 2), (1, 3, 7, 5))  # -z +z -y +y -x +x, outward
ROUNDS = 7  # of dividing an icosahedron's faces: 327,680 triangles, normals within 0.4 degrees, radius within 3e-5


def split(quads):
    return [triangle for a, b, c, d in quads for triangle in ((a, b, c), (a, c, d))]


def box(half):
    corners = np.array([[x, y, z] for z in (-1, 1) for y in (-1, 1) for x in (-1, 1)], float)
    return corners * half, np.array(split(QUADS), np.uint32)


def hall(half, has_floor):
    """The hall's wall; with a floor both halves' walls and the plane between: vertices, triangles, which of them are of
    the floor, which the plane. The plane's normal points up, out of the floor."""
    vertices, triangles = box(half)
    if not has_floor:
        return vertices, triangles, np.zeros(12, bool), np.zeros(12, bool)
    middle = vertices[4:] * [1, 1, 0]
    lower, upper = np.concatenate([vertices[:4], middle]), np.concatenate([middle, vertices[4:]])
    lower_quads, upper_quads = QUADS, QUADS[1:]  # the floor's top is the plane
    triangles = np.array(split(lower_quads) + [tuple(k + 8 for k in t) for t in split(upper_quads)], np.uint32)
    numbers = np.arange(len(triangles))
    return np.concatenate([lower, upper]), triangles, numbers < 12, (numbers == 2) | (numbers == 3)


def ball(radius, rounds=ROUNDS):
    """An icosphere of the ball's volume."""
    g = (1 + 5**0.5) / 2
    points = np.array([(-1, g, 0), (1, g, 0), (-1, -g, 0), (1, -g, 0), (0, -1, g), (0, 1, g),
                       (0, -1, -g), (0, 1, -g), (g, 0, -1), (g, 0, 1), (-g, 0, -1), (-g, 0, 1)])
    points /= np.linalg.norm(points[0])
    triangles = np.array([(0, 11, 5), (0, 5, 1), (0, 1, 7), (0, 7, 10), (0, 10, 11), (1, 5, 9), (5, 11, 4),
                          (11, 10, 2), (10, 7, 6), (7, 1, 8), (3, 9, 4), (3, 4, 2), (3, 2, 6), (3, 6, 8),
                          (3, 8, 9), (4, 9, 5), (2, 4, 11), (6, 2, 10), (8, 6, 7), (9, 8, 1)])
    for _ in range(rounds):
        edges = np.sort(np.concatenate([triangles[:, [0, 1]], triangles[:, [1, 2]], triangles[:, [2, 0]]]), 1)
        edges, which = np.unique(edges, axis=0, return_inverse=True)
        middles = points[edges].sum(1)
        ab, bc, ca = np.split(which.ravel() + len(points), 3)
        points = np.concatenate([points, middles / np.linalg.norm(middles, axis=1)[:, None]])
        a, b, c = triangles.T
        triangles = np.concatenate([np.stack(t, 1) for t in ((a, ab, ca), (b, bc, ab), (c, ca, bc), (ab, bc, ca))])
    a, b, c = (points[triangles[:, k]] for k in range(3))
    volume = (a * np.cross(b, c)).sum() / 6
    return points * radius * (4 / 3 * np.pi / volume) ** (1 / 3), triangles.astype(np.uint32)

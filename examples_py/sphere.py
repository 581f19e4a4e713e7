"""A water-filled sphere with a detecting wall: Beer and Lambert's law from Python, by ctypes."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

import chroma2


def icosphere(radius: float, rounds: int) -> tuple[npt.NDArray[np.float64], list[tuple[int, int, int]]]:
    """Vertices and triangles of a sphere, outward counterclockwise."""
    g = (1 + 5**0.5) / 2
    corners = [(-1, g, 0), (1, g, 0), (-1, -g, 0), (1, -g, 0), (0, -1, g), (0, 1, g),
               (0, -1, -g), (0, 1, -g), (g, 0, -1), (g, 0, 1), (-g, 0, -1), (-g, 0, 1)]
    vertices: list[npt.NDArray[Any]] = [np.array(v) / np.linalg.norm(v) for v in corners]
    triangles = [(0, 11, 5), (0, 5, 1), (0, 1, 7), (0, 7, 10), (0, 10, 11), (1, 5, 9), (5, 11, 4),
                 (11, 10, 2), (10, 7, 6), (7, 1, 8), (3, 9, 4), (3, 4, 2), (3, 2, 6), (3, 6, 8),
                 (3, 8, 9), (4, 9, 5), (2, 4, 11), (6, 2, 10), (8, 6, 7), (9, 8, 1)]
    for _ in range(rounds):
        middle, finer = dict[tuple[int, int], int](), list[tuple[int, int, int]]()

        def between(a: int, b: int) -> int:
            key = min(a, b), max(a, b)
            if key not in middle:
                m = vertices[a] + vertices[b]
                vertices.append(m / np.linalg.norm(m))
                middle[key] = len(vertices) - 1
            return middle[key]

        for a, b, c in triangles:
            ab, bc, ca = between(a, b), between(b, c), between(c, a)
            finer += [(a, ab, ca), (b, bc, ab), (c, ca, bc), (ab, bc, ca)]
        triangles = finer
    return radius * np.array(vertices), triangles


RADIUS, ABSORPTION, COUNT = 5000.0, 8000.0, 1_000_000  # mm, mm, photons


def main() -> None:
    with chroma2.Context() as context, chroma2.Geometry(context) as geometry:
        water = geometry.material("water", {chroma2.REFRACTIVE_INDEX: 1.34, chroma2.ABSORPTION_LENGTH: ABSORPTION})
        wall = geometry.surface("wall", {chroma2.DETECT: 1.0})
        geometry.place(geometry.mesh(*icosphere(RADIUS, 4), water, water, wall), channel=0)
        geometry.commit()

        generator = np.random.default_rng(1)
        direction = generator.normal(size=(COUNT, 3))
        with chroma2.Session(context, geometry) as session:
            event = session.submit(np.zeros((COUNT, 3)), direction, np.full(COUNT, 420.0), seed=1).wait()
            hits, summary = event.hits(), event.summary()
            event.close()

    fraction = len(hits["time"]) / COUNT
    expected = np.exp(-RADIUS / ABSORPTION)
    sigma = np.sqrt(expected * (1 - expected) / COUNT)
    print(f"detected {fraction:.5f} of the photons; exp(-r / l) is {expected:.5f}, one sigma {sigma:.5f}")
    print(f"they arrive {hits['time'].mean():.3f} ns after the flash; r n / c is {RADIUS * 1.34 / 299.792458:.3f} ns")
    assert summary["photons"] == COUNT == summary["surface_detect"] + summary["bulk_absorb"]
    assert abs(fraction - expected) < 0.003  # the sphere has flat faces, a little nearer than its radius


if __name__ == "__main__":
    main()

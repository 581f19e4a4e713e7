"""Small detectors for the tests of the package."""

import numpy as np

import chroma2


def sphere(radius, rings=12, segments=24):
    """Vertices (n, 3) and triangles (m, 3) of a sphere, counterclockwise from outside."""
    theta, phi = np.linspace(0, np.pi, rings + 1)[1:-1], np.linspace(0, 2 * np.pi, segments, endpoint=False)
    ring = np.stack(np.broadcast_arrays(np.sin(theta)[:, None] * np.cos(phi), np.sin(theta)[:, None] * np.sin(phi),
                                        np.cos(theta)[:, None] + 0 * phi), -1).reshape(-1, 3)
    vertices = radius * np.concatenate([[[0, 0, 1]], ring, [[0, 0, -1]]])
    at = 1 + np.arange(len(ring)).reshape(len(theta), segments)
    right, end = np.roll(at, -1, 1), len(vertices) - 1
    triangles = [np.stack([np.zeros(segments, int), at[0], right[0]], 1), np.stack([at[-1], np.full(segments, end), right[-1]], 1)]
    triangles += [np.stack([a, b, d], -1).reshape(-1, 3) for a, b, d in (
        (at[:-1], at[1:], right[:-1]), (right[:-1], at[1:], right[1:]))]
    return vertices, np.concatenate(triangles)


def ball(context, detect=0.6, absorption=3000.0, scattering=2000.0, tubes=8, commit=True):
    """A ball of water of 1 m with `tubes` small balls that detect around its middle, in channels, and a white wall."""
    geometry = chroma2.Geometry(context)
    water = geometry.material("water", refractive_index=([300.0, 500.0, 700.0], [1.36, 1.34, 1.33]),
                              absorption_length=absorption, scattering_length=scattering)
    wall = geometry.surface("wall", reflect_diffuse=0.5, absorb=0.5)
    eye = geometry.surface("eye", detect=detect, absorb=1 - detect)
    geometry.place(geometry.mesh(*sphere(1000.0), water, water, wall, name="wall"))
    tube = geometry.mesh(*sphere(150.0), water, water, eye, name="tube")
    angle = 2 * np.pi * np.arange(tubes) / tubes
    places = 700.0 * np.stack([np.cos(angle), np.sin(angle), 0.2 * np.cos(3 * angle)], 1)
    geometry.place_many(tube, translations=places, channels=np.arange(tubes))
    if commit:
        geometry.commit()
    return geometry

"""Time and memory of making large meshes ready: commit, session, rays, through the C API. Runs on any
machine that has Python, NumPy and the library; with a GPU the session includes the upload to it.

A detailed sphere stands for a large detector part: one mesh, radius 1 m, with bumps of several sizes.

    build.py [cpu] [cache=FOLDER] [fast|best] [MILLIONS]...      without numbers: 1.3 5.9 59

Each size is its own process, so that its peak memory is its own.
"""

import ctypes as ct
import os
import resource
import subprocess
import sys
import time

import numpy as np

import gpu_api as api
from gpu_api import c2

RAYS = 1 << 21
QUALITY = {"default": 0, "fast": 1, "best": 2}


def sphere(millions):
    """Vertices and triangles of a bumpy sphere of about so many million triangles."""
    rows = int((millions * 1e6 / 4) ** 0.5)
    columns = 2 * rows
    theta = np.linspace(0.0, np.pi, rows + 1, dtype=np.float32)[:, None]
    phi = np.linspace(0.0, 2 * np.pi, columns, endpoint=False, dtype=np.float32)[None, :]
    r = 1000 * (1 + 0.05 * np.sin(9 * theta) * np.cos(7 * phi) + 0.002 * np.sin(150 * theta) * np.sin(170 * phi))
    vertices = np.empty((rows + 1, columns, 3), np.float32)
    vertices[..., 0] = r * np.sin(theta) * np.cos(phi)
    vertices[..., 1] = r * np.sin(theta) * np.sin(phi)
    vertices[..., 2] = r * np.cos(theta)
    at = np.arange(rows * columns, dtype=np.uint32).reshape(rows, columns)
    right = np.roll(at, -1, axis=1)
    triangles = np.empty((rows, columns, 2, 3), np.uint32)
    triangles[..., 0, 0], triangles[..., 0, 1], triangles[..., 0, 2] = at, at + columns, right
    triangles[..., 1, 0], triangles[..., 1, 1], triangles[..., 1, 2] = right, at + columns, right + columns
    return vertices.reshape(-1, 3), triangles.reshape(-1, 3)


def rays(geometry):
    """Millions of closest hits a second by the context's threads, from points about the centre; the best of 3."""
    rng = np.random.default_rng(1)
    origins = rng.uniform(-300, 300, (RAYS, 3)).astype(np.float32)
    directions = rng.normal(size=(RAYS, 3)).astype(np.float32)
    distances, triangles = np.empty(RAYS, np.float32), np.empty(RAYS, np.uint32)
    batch = api.Rays(count=RAYS, origins=origins.ctypes.data, directions=directions.ctypes.data)
    hits = api.RayHits(distances=distances.ctypes.data, triangles=triangles.ctypes.data)
    best = float("inf")
    for _ in range(3):
        start = time.perf_counter()
        c2.check(c2.library.geometry_closest_hits(geometry.handle, ct.byref(batch), ct.byref(hits)))
        best = min(best, time.perf_counter() - start)
    return RAYS / best / 1e6, int(np.isfinite(distances).sum())


def device_rays(geometry):
    """The same with rays and hits in the GPU's memory."""
    driver = api.Driver()
    rng = np.random.default_rng(1)
    origins = driver.put(rng.uniform(-300, 300, (RAYS, 3)).astype(np.float32))
    directions = driver.put(rng.normal(size=(RAYS, 3)).astype(np.float32))
    distances, triangles = driver.room(4 * RAYS), driver.room(4 * RAYS)
    batch = api.Rays(count=RAYS, origins=origins, directions=directions, device=1)
    hits = api.RayHits(distances=distances, triangles=triangles)
    best = float("inf")
    for _ in range(20):
        start = time.perf_counter()
        c2.check(c2.library.geometry_closest_hits(geometry.handle, ct.byref(batch), ct.byref(hits)))
        best = min(best, time.perf_counter() - start)
    return RAYS / best / 1e6


def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6


def one(millions, options):
    vertices, triangles = sphere(millions)
    context = api.Context(api.CPU if "cpu" in options else 0)
    geometry = c2.Geometry(context)
    water = geometry.material("water", {c2.REFRACTIVE_INDEX: 1.33})
    before = peak()
    start = time.perf_counter()
    mesh = geometry.mesh(vertices, triangles, water, water)
    added = time.perf_counter() - start
    del vertices
    count = len(triangles)
    del triangles
    geometry.place(mesh)
    config = c2._c.CommitConfig(quality=next((QUALITY[word] for word in options if word in QUALITY), 0))
    folder = next((word[6:] for word in options if word.startswith("cache=")), None)
    if folder is not None:
        config.tree_cache = folder.encode()
    else:
        config.struct_size = 16  # an older library knows no more
    start = time.perf_counter()
    c2.check(c2.library.geometry_commit(geometry.handle, ct.byref(config)))
    committed = time.perf_counter() - start
    after_commit = peak()
    start = time.perf_counter()
    session = c2.Session(context, geometry)
    ready = time.perf_counter() - start
    text = (f"{count / 1e6:6.2f} M triangles: add {added:6.2f} s, commit {committed:6.2f} s, session {ready:6.2f} s, "
            f"together {committed + ready:6.2f} s; peak GB: {before:.2f} before, {after_commit:.2f} after the commit, "
            f"{peak():.2f} in the end")
    rate, met = rays(geometry)
    text += f"; {rate:.2f} M rays/s from host arrays, {met} of {RAYS} met"
    if context.info().backend == api.CUDA:
        text += f"; {device_rays(geometry):.0f} M rays/s on the GPU"
    print(text, flush=True)
    session.close()


def main():
    words = sys.argv[1:]
    sizes = [word for word in words if word.replace(".", "").isdigit()]
    options = [word for word in words if word not in sizes]
    if "one" in options:
        return one(float(sizes[0]), options)
    code = 0
    for size in sizes or ["1.3", "5.9", "59"]:
        code |= subprocess.call([sys.executable, os.path.abspath(__file__), "one", *options, size])
    return code


if __name__ == "__main__":
    sys.exit(main())

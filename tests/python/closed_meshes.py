"""Light in closed meshes from files stays in: 100,000 photons inside a white wall, in each of the files.

CHROMA2_LIBRARY=libchroma2.so.2 PYTHONPATH=examples_py python tests/python/closed_meshes.py FILE...

Reads what trimesh reads (pip install trimesh scipy networkx). Files whose mesh is open are named, not judged.
"""

import os
import sys

import chroma2 as c
import numpy as np
import trimesh

COUNT = int(os.environ.get("CHROMA2_PHOTONS", "100000"))


def starts(mesh, rng):
    """Points close beneath random facets."""
    faces = rng.choice(len(mesh.faces), COUNT, p=mesh.area_faces / mesh.area_faces.sum())
    weights = rng.dirichlet((3, 3, 3), COUNT)
    return (mesh.triangles[faces] * weights[:, :, None]).sum(1) - 4e-6 * mesh.scale * mesh.face_normals[faces]


def leaving(context, mesh, rng):
    geometry = c.Geometry(context)
    core = geometry.material("core", {c.REFRACTIVE_INDEX: 1.5})
    air = geometry.material("air", {c.REFRACTIVE_INDEX: 1.0})
    white = geometry.surface("white", {c.REFLECT_DIFFUSE: 0.95, c.ABSORB: 0.05})
    geometry.place(geometry.mesh(mesh.vertices, mesh.faces, core, air, white))
    geometry.commit()
    directions = rng.normal(size=(COUNT, 3))
    with c.Session(context, geometry) as session:
        event = session.submit(starts(mesh, rng), directions, np.full(COUNT, 420.0), seed=1, max_steps=100_000)
        summary = event.wait().summary()
    return summary["no_hit"], summary["medium_changes"], summary["step_limit"] + summary["nan_abort"]


def main(files):
    context, wrong = c.Context(), 0
    print(f"{'file':40} {'facets':>8} {'size, mm':>9} {'aspect':>8}  leave, medium changes, other")
    for file in files:
        mesh = trimesh.load(file, force="mesh")
        name = os.path.basename(file)
        if not mesh.is_watertight or not mesh.is_winding_consistent:
            print(f"{name:40} {len(mesh.faces):8} open")
            continue
        if mesh.volume < 0:
            mesh.invert()
        edges = np.linalg.norm(mesh.triangles - np.roll(mesh.triangles, 1, 1), axis=2).max(1)
        aspect = (edges**2 / np.maximum(2 * mesh.area_faces, 1e-300)).max()
        counts = leaving(context, mesh, np.random.default_rng(3))
        wrong += sum(counts[:2])
        print(f"{name:40} {len(mesh.faces):8} {mesh.scale:9.4g} {aspect:8.2g}  {counts}", flush=True)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

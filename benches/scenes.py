"""The reference detectors through the C API: their optics, meshes and places."""

import json
import os
import sys
import time

import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "../python"))
import chroma2 as c2  # noqa: E402

FOLDER = os.environ.get("CHROMA2_REFERENCE", os.path.join(HERE, "../../shared/reference"))


def curve(value):
    if not isinstance(value, list):
        return value
    x, y = np.array(value, np.float64).T
    return np.ascontiguousarray(x), np.ascontiguousarray(y)


class Scene:
    """A reference detector as arrays."""

    def __init__(self, name):
        self.optics = json.load(open(os.path.join(FOLDER, name + ".scene.json")))
        self.data = np.load(os.path.join(FOLDER, name + ".npz"))

    def flat(self):
        vertices, triangles, used = [], [], 0
        mesh = self.data["pmt_vertices"].astype(np.float64)
        for rotation, position in zip(self.data["pmt_rotation"].astype(np.float64), self.data["pmt_position"]):
            vertices.append((mesh @ rotation.T + position).astype(np.float32))
            triangles.append(self.data["pmt_triangles"] + used)
            used += len(mesh)
        vertices.append(self.data["tank_vertices"])
        triangles.append(self.data["tank_triangles"] + used)
        return np.concatenate(vertices), np.concatenate(triangles).astype(np.uint32)

    def add_optics(self, geometry):
        keys = dict(refractive_index=c2.REFRACTIVE_INDEX, absorption_length=c2.ABSORPTION_LENGTH,
                    scattering_length=c2.SCATTERING_LENGTH)
        for m in self.optics["materials"]:
            geometry.material(m["name"], {keys[k]: curve(v) for k, v in m.items() if k in keys})
        keys = dict(detect=c2.DETECT, absorb=c2.ABSORB, reflect_diffuse=c2.REFLECT_DIFFUSE,
                    reflect_specular=c2.REFLECT_SPECULAR)
        for s in self.optics["surfaces"]:
            geometry.surface(s["name"], {keys[k]: curve(v) for k, v in s.items() if k in keys})

    def add_mesh(self, geometry, part):
        """A mesh with its materials and surfaces by triangle."""
        d = {k: self.data[f"{part}_{k}"] for k in
             ("vertices", "triangles", "inner_material", "outer_material", "surface")}
        surface = d["surface"].astype(np.int32).astype(np.uint32)
        return geometry.mesh(d["vertices"], d["triangles"], d["inner_material"], d["outer_material"], surface)

    def instanced(self, context):
        geometry = c2.Geometry(context)
        self.add_optics(geometry)
        pmt, tank = self.add_mesh(geometry, "pmt"), self.add_mesh(geometry, "tank")
        places = zip(self.data["pmt_rotation"], self.data["pmt_position"])
        for channel, (rotation, position) in enumerate(places):
            geometry.place(pmt, rotation, position, channel)
        geometry.place(tank)
        start = time.perf_counter()
        geometry.commit()
        return geometry, time.perf_counter() - start

"""libchroma2 through ctypes and NumPy: geometry, propagation, hits.

Set CHROMA2_LIBRARY to the library's path where the loader does not find libchroma2.so.2 by itself. The files
chroma2_*.py of this folder belong together; programs import this one.

Arguments are checked before the library reads them: ValueError names an array whose shape or numbers do not fit,
TypeError an option that does not exist. Arrays are copied by the library during the call, but for the photons of
events with borrow=1, which are kept until the event has ended. Results are copies. Ctrl-C is answered within a
twentieth of a second by every wait; commits, ray queries and files are not waits. Handles are 64-bit numbers dressed
as pointers, so every function has its argument types declared.
"""

import ctypes as ct
import os

import numpy as np

from chroma2_checks import array, integer, number, text, unknown  # noqa: F401
from chroma2_events import Event, Session, wait_any  # noqa: F401
from chroma2_gdml import Placed, Placement  # noqa: F401
from chroma2_library import Error, Handle, call, fields, library, log_to, read  # noqa: F401
from chroma2_messages import MessageQueue  # noqa: F401
from chroma2_optics import Optics, index
from chroma2_queues import Queue, run_persistent  # noqa: F401
from chroma2_steps import steps_from_clsim, steps_from_opticks, steps_load_opticks  # noqa: F401
from chroma2_structs import *  # noqa: F401,F403
from chroma2_telemetry import Trace, latency_quantile  # noqa: F401
from chroma2_structs import (
    EXAMPLES, GEOMETRY_ITEM_MATERIAL, LATER_OPTICAL_EXAMPLES, OPTICAL_EXAMPLES, RAY_HIT, CommitConfig, ContextConfig,
    ContextInfo, GeometryInfo, GeometryReport, Instances, MeshConfig, MeshFileConfig, RayHits, Rays, WirePlane, i32,
    u32, u64)


class Context(Handle):
    """Worker threads on a device; options are the fields of ContextConfig: backend, threads, device. `devices`: a list of
    the GPUs that sessions spread their events over, or "all"."""

    kind = "context"

    def __init__(self, devices=None, **options):
        if isinstance(devices, str):
            if devices != "all":
                raise ValueError(f'devices is "{devices}"; a list of places and "all" are allowed')
            options["device_count"] = 2**64 - 1
        elif devices is not None:
            devices = [int(place) for place in devices]
            places = (u32 * len(devices))(*devices)
            options.update(devices=ct.addressof(places), device_count=len(devices))
        super().__init__("context_create", ct.byref(ContextConfig(**options)))

    def info(self):
        return read("context_get_info", self.handle, ContextInfo())


class Geometry(Optics, Placed, Handle):
    """A detector: put together, committed once, unchanged after that; `revise` gives another one that may change."""

    kind = "geometry"

    def __init__(self, context, function="geometry_create", *arguments):
        super().__init__(function, context.handle, *arguments)

    @classmethod
    def load(cls, context, path):
        """The geometry of a scene file, not committed."""
        return cls(context, "geometry_load", text("path", os.fsencode(path)))

    def save(self, path):
        call("geometry_save", self.handle, text("path", os.fsencode(path)))

    def _add(self, name, *arguments):
        added = u32()
        call("geometry_add_" + name, self.handle, *arguments, ct.byref(added))
        return added.value

    def find(self, name, item=GEOMETRY_ITEM_MATERIAL):
        """The index of the first material, surface or mesh (GEOMETRY_ITEM_...) of a name."""
        found = u32()
        call("geometry_find", self.handle, index("item", item), text("name", name), ct.byref(found))
        return found.value

    def mesh(self, vertices, triangles, inner, outer, surface=None, name=None):
        """Adds a mesh of vertices (n, 3) in mm and triangles (m, 3). Materials and surface are each an index for all
        triangles or an array of m (with NONE for those that have no surface)."""
        config = MeshConfig(vertices=vertices, triangles=triangles, name=name,
                            has_surface=surface is not None and np.ndim(surface) == 0)
        for side, value in (("inner_material", inner), ("outer_material", outer), ("surface", surface)):
            if value is not None:
                setattr(config, side + ("s" if np.ndim(value) else ""), value)
        return self._add("mesh", ct.byref(config))

    def mesh_file(self, path, inner, outer, surface=None, **options):
        """Adds the mesh of an STL, OBJ or PLY file; options are other fields of MeshFileConfig: name, scale,
        use_file_attributes."""
        config = MeshFileConfig(path=path, inner_material=inner, outer_material=outer, **options)
        if surface is not None:
            config.has_surface, config.surface = 1, surface
        return self._add("mesh_file", ct.byref(config))

    @staticmethod
    def _placement(rotation, translation):
        if rotation is not None:
            rotation = np.reshape(rotation, (3, 3)) if np.shape(rotation) == (9,) else rotation
            rotation = array(rotation, np.float64, 3, "rotation", 3).ctypes
        if translation is not None:
            translation = array(translation, np.float64, 1, "translation", 3).ctypes
        return rotation, translation

    def place(self, mesh, rotation=None, translation=None, channel=-1):
        """Places a mesh: rotation (3, 3), or its nine numbers row by row, then translation (3) in mm."""
        rotation, translation = self._placement(rotation, translation)
        return self._add("instance", index("mesh", mesh), rotation, translation, index("channel", channel, i32))

    def place_many(self, meshes, rotations=None, translations=None, channels=None, priorities=None):
        """Places n meshes, all of one index or each of its own, with rotations (n, 3, 3), translations (n, 3) in mm,
        channels (n) and priorities (n): of two that touch or overlap, the one of the higher counts where both are. The first
        instance's index."""
        given = dict(rotations=rotations, translations=translations, channels=channels, priorities=priorities)
        given["meshes" if np.ndim(meshes) else "mesh"] = meshes
        config = Instances(**{name: value for name, value in given.items() if value is not None})
        if not config.kept:
            raise TypeError(
                "meshes, rotations, translations, channels or priorities: an array is needed, whose length counts")
        return self._add("instances", ct.byref(config))

    def revise(self):
        """A geometry that is the same as this committed one and can be changed; its commit takes over what stays."""
        return type(self)(self, "geometry_revise")

    def move(self, instance, rotation=None, translation=None):
        """Moves an instance, as for place(); None: that stays."""
        call("geometry_move_instance", self.handle, index("instance", instance), *self._placement(rotation, translation))

    def move_many(self, instances, rotations=None, translations=None):
        """Moves n instances by their indices, to rotations (n, 3, 3) and translations (n, 3) in mm; None: these stay."""
        instances = array(instances, np.uint32, 1, "instances")
        given = dict(rotations=rotations, translations=translations)
        config = Instances(**{name: value for name, value in given.items() if value is not None})
        if config.count != len(instances):
            raise ValueError(f"instances: {len(instances)} for {config.count} placements; as many of both are needed")
        call("geometry_move_instances", self.handle, instances.ctypes, ct.byref(config))

    def channel(self, instance, channel):
        """Sets the channel of an instance; -1: none."""
        call("geometry_set_channel", self.handle, index("instance", instance), index("channel", channel, i32))

    def wires(self, **options):
        """Adds a plane of wires; options are the fields of WirePlane: origin, u, v, pitch, radius, u_min, ..."""
        return self._add("wire_plane", ct.byref(WirePlane(**options)))

    def wire_count(self, plane):
        count = u64()
        call("geometry_get_wire_count", self.handle, index("plane", plane), ct.byref(count))
        return count.value

    def set_chord(self, chord):
        """Says how far facets may be from the smooth bodies that they stand for, in mm; 0: not known."""
        call("geometry_set_chord", self.handle, number("chord", chord))

    def commit(self, **options):
        """Freezes the geometry; options are the fields of CommitConfig: quality, check, weld_tolerance, tree_cache."""
        call("geometry_commit", self.handle, ct.byref(CommitConfig(**options)))

    def digest(self):
        """The SHA-256 digest of all that decides results, as 32 bytes: that of the committed geometry, the same in every
        version of the library and whatever names things have."""
        digest = np.empty(32, np.uint8)
        call("geometry_get_digest", self.handle, digest.ctypes.data)
        return digest.tobytes()

    def info(self):
        info = read("geometry_get_info", self.handle, GeometryInfo())
        return {name: np.array(value) if name in ("lower", "upper") else value for name, value in info.items()}

    def report(self):
        """What the commit noticed: counts, and arrays of the first 16 examples of each kind. Those of
        edges, meshes and pairs of instances need commit(check=1)."""
        report = read("geometry_get_report", self.handle, GeometryReport())
        for count, names in (EXAMPLES | OPTICAL_EXAMPLES | LATER_OPTICAL_EXAMPLES).items():
            for name in names:
                report[name] = np.array(report[name][:report[count]], np.uint32)
        return report

    def _rays(self, origins, directions, max_distances):
        given = dict(origins=origins, directions=directions, max_distances=max_distances)
        return Rays(**{name: value for name, value in given.items() if value is not None})

    def closest_hits(self, origins, directions, max_distances=None):
        """What rays from origins (n, 3) along directions (n, 3) meet first, at most max_distances (n) away, in mm:
        {name: array} as in RAY_HIT."""
        rays = self._rays(origins, directions, max_distances)
        found = {name: np.empty((rays.count, width) if width > 1 else rays.count, dtype) for name, dtype, width in RAY_HIT}
        hits = RayHits(**{name: column.ctypes.data for name, column in found.items()})
        call("geometry_closest_hits", self.handle, ct.byref(rays), ct.byref(hits))
        return found

    def any_hits(self, origins, directions, max_distances=None):
        """Whether each ray meets anything, as an array of bools; faster than closest_hits."""
        rays = self._rays(origins, directions, max_distances)
        hit = np.empty(rays.count, np.uint8)
        call("geometry_any_hits", self.handle, ct.byref(rays), hit.ctypes.data)
        return hit.astype(bool)

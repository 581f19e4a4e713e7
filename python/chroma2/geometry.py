"""Detectors."""

from __future__ import annotations

import ctypes as ct
import os
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from . import _c
from ._checks import array, dimensions, index, integer, no_addresses, number, path_text, text
from ._handle import live
from ._library import check, library, read
from ._struct import choice
from .context import Context
from .gdml import Placed
from .render import Image, render

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from . import _fields

RAY_HIT = {"distances": (np.float32, ()), "instances": (np.uint32, ()), "triangles": (np.uint32, ()), "normals": (np.float32, (3,)),
           "barycentrics": (np.float32, (2,)), "inner_materials": (np.uint32, ()), "outer_materials": (np.uint32, ()),
           "surfaces": (np.uint32, ()), "channels": (np.int32, ())}
# Examples in a report by the count of what they are examples of.
EXAMPLES = {
    "degenerate_count": ("degenerate_meshes", "degenerate_triangles"), "open_edge_count": ("open_meshes", "open_triangles"),
    "inconsistent_edge_count": ("inconsistent_meshes", "inconsistent_triangles"), "inverted_mesh_count": ("inverted_meshes",),
    "touching_count": ("touching_instances", "touched_instances"),
    "overlapping_count": ("overlapping_instances", "overlapped_instances"),
    "misfit_count": ("misfit_instances", "misfit_surroundings"),
    "unused_property_count": ("unused_property_surfaces",), "unbalanced_material_count": ("unbalanced_materials",),
    "unused_material_property_count": ("unused_property_materials",), "odd_velocity_count": ("odd_velocity_materials",),
    "unmet_border_surface_count": ("unmet_border_surfaces",),
}


class Geometry(Placed):
    """A detector: put together, committed once, unchanged after that; `revise` gives another one that may change. Lengths are
    in mm. One thread at a time until the commit, any after it."""

    def __init__(self, context: Context) -> None:
        super().__init__(library.geometry_create, live("context", context, Context))

    @classmethod
    def load(cls, context: Context, path: str | os.PathLike[str]) -> Geometry:
        """The geometry of a scene file (docs/scene-format.md): the TOML file or its folder. Not committed."""
        handle = cls._new()
        check(library.geometry_load(live("context", context, Context), path_text("path", path), ct.byref(handle)))
        return cls._of(handle)

    def save(self, path: str | os.PathLike[str]) -> None:
        """Saves it to a folder, as a scene file."""
        check(library.geometry_save(self.handle, path_text("path", path)))

    def find(self, name: str, item: int | str = _c.GeometryItem.MATERIAL) -> int:
        """The index of the first "material", "surface" or "mesh" (a GeometryItem) of a name."""
        found = ct.c_uint32()
        item = index("item", choice("item", _c.GeometryItem, item))
        check(library.geometry_find(self.handle, item, text("name", name), ct.byref(found)))
        return found.value

    def name(self, item: int | str, place: int) -> str:
        """The name of a "material", "surface" or "mesh" (a GeometryItem)."""
        length = ct.c_size_t()
        arguments = self.handle, index("item", choice("item", _c.GeometryItem, item)), index("place", place)
        check(library.geometry_get_name(*arguments, None, 0, ct.byref(length)))
        buffer = ct.create_string_buffer(length.value + 1)
        check(library.geometry_get_name(*arguments, buffer, length.value + 1, None))
        return buffer.value.decode(errors="replace")

    def mesh(self, vertices: npt.ArrayLike, triangles: npt.ArrayLike, inner: npt.ArrayLike, outer: npt.ArrayLike,
             surface: npt.ArrayLike | None = None, name: str | None = None) -> int:
        """Adds a mesh of vertices (n, 3) in mm and triangles (m, 3), and gives its index. Seen from the outer side, vertices of
        a triangle run counterclockwise. Materials and surface are each an index for all triangles or an array of m (with
        NONE for those that have no surface)."""
        config = _c.MeshConfig(vertices=vertices, triangles=triangles, name=name,
                               has_surface=int(surface is not None and dimensions("surface", surface) == 0))
        for side, value in (("inner_material", inner), ("outer_material", outer), ("surface", surface)):
            if value is not None:
                setattr(config, side + ("s" if dimensions(side, value) else ""), value)
        return self._add(library.geometry_add_mesh, ct.byref(config))

    def mesh_file(self, path: str | os.PathLike[str], inner: int, outer: int, surface: int | None = None,
                  **options: Unpack[_fields.MeshFileConfigOptions]) -> int:
        """Adds the mesh of an STL, OBJ or PLY file; options are other fields of MeshFileConfig: name, scale (the file's unit
        in mm), use_file_attributes."""
        given: dict[str, Any] = {"path": path, "inner_material": inner, "outer_material": outer, **options}
        if surface is not None:
            given.update(has_surface=1, surface=surface)
        return self._add(library.geometry_add_mesh_file, ct.byref(_c.MeshFileConfig(**given)))

    @staticmethod
    def _placement(rotation: npt.ArrayLike | None, translation: npt.ArrayLike | None) -> tuple[Any, Any]:
        given: list[Any] = [None, None]
        if rotation is not None:
            if dimensions("rotation", rotation) == 1 and np.shape(rotation) == (9,):
                rotation = np.reshape(rotation, (3, 3))
            given[0] = array(rotation, np.float64, 3, "rotation", 3).ctypes
        if translation is not None:
            given[1] = array(translation, np.float64, 1, "translation", 3).ctypes
        return given[0], given[1]

    def place(self, mesh: int, rotation: npt.ArrayLike | None = None, translation: npt.ArrayLike | None = None,
              channel: int = -1) -> int:
        """Places a mesh: rotation (3, 3), or its nine numbers row by row, then translation (3) in mm; channel -1: none. Gives
        the instance."""
        rotate, translate = self._placement(rotation, translation)
        channel = integer("channel", channel, -2**31, 2**31 - 1)
        return self._add(library.geometry_add_instance, index("mesh", mesh), rotate, translate, channel)

    def place_many(self, meshes: npt.ArrayLike, rotations: npt.ArrayLike | None = None,
                   translations: npt.ArrayLike | None = None, channels: npt.ArrayLike | None = None,
                   priorities: npt.ArrayLike | None = None) -> int:
        """Places n meshes, all of one index or each of its own, with rotations (n, 3, 3), translations (n, 3) in mm,
        channels (n) and priorities (n): of two that touch or overlap, the one of the higher counts where both are. The first
        instance's index."""
        given = dict(rotations=rotations, translations=translations, channels=channels, priorities=priorities)
        given["meshes" if dimensions("meshes", meshes) else "mesh"] = meshes
        config = self._many(given)
        if not config.kept:
            raise TypeError(
                "meshes, rotations, translations, channels or priorities: an array is needed, whose length counts")
        return self._add(library.geometry_add_instances, ct.byref(config))

    @staticmethod
    def _many(given: dict[str, Any]) -> _c.Instances:
        return _c.Instances(**{name: value for name, value in given.items() if value is not None})

    def revise(self) -> Geometry:
        """A geometry that is the same as this committed one and can be changed; its commit takes over what stays."""
        handle = self._new()
        check(library.geometry_revise(self.handle, ct.byref(handle)))
        return self._of(handle)

    def move(self, instance: int, rotation: npt.ArrayLike | None = None, translation: npt.ArrayLike | None = None) -> None:
        """Moves an instance, as for place(); None: that stays."""
        check(library.geometry_move_instance(self.handle, index("instance", instance), *self._placement(rotation, translation)))

    def move_many(self, instances: npt.ArrayLike, rotations: npt.ArrayLike | None = None,
                  translations: npt.ArrayLike | None = None) -> None:
        """Moves n instances by their indices, to rotations (n, 3, 3) and translations (n, 3) in mm; None: these stay."""
        numbers = array(instances, np.uint32, 1, "instances")
        config = self._many(dict(rotations=rotations, translations=translations))
        if config.count != len(numbers):
            raise ValueError(f"instances: {len(numbers)} for {config.count} placements; as many of both are needed")
        check(library.geometry_move_instances(self.handle, numbers.ctypes, ct.byref(config)))

    def channel(self, instance: int, channel: int) -> None:
        """Sets the channel of an instance; -1: none."""
        channel = integer("channel", channel, -2**31, 2**31 - 1)
        check(library.geometry_set_channel(self.handle, index("instance", instance), channel))

    def channel_of(self, instance: int, triangle: int) -> int:
        """The channel of what a photon or ray hit, as hits have instance and triangle; -1: none. After the commit."""
        channel = ct.c_int32()
        check(library.geometry_get_channel(self.handle, index("instance", instance), index("triangle", triangle),
                                           ct.byref(channel)))
        return channel.value

    def wires(self, **options: Unpack[_fields.WirePlaneFields]) -> int:
        """Adds a plane of wires; options are the fields of WirePlane: origin, u, v, pitch, radius, u_min, ..."""
        return self._add(library.geometry_add_wire_plane, ct.byref(_c.WirePlane(**options)))

    def wire_count(self, plane: int) -> int:
        """How many wires a plane has."""
        count = ct.c_uint64()
        check(library.geometry_get_wire_count(self.handle, index("plane", plane), ct.byref(count)))
        return count.value

    def set_chord(self, chord: float) -> None:
        """Says how far facets may be from the smooth bodies that they stand for, in mm; 0: not known."""
        check(library.geometry_set_chord(self.handle, number("chord", chord)))

    def commit(self, **options: Unpack[_fields.CommitConfigFields]) -> None:
        """Freezes the geometry; options are the fields of CommitConfig: quality ("fast", "best"), check, weld_tolerance,
        tree_cache (a folder)."""
        check(library.geometry_commit(self.handle, ct.byref(_c.CommitConfig(**options))))

    def digest(self) -> bytes:
        """The SHA-256 digest of all that decides results, as 32 bytes: that of the committed geometry, the same in every
        version of the library and whatever names things have."""
        digest = np.empty(32, np.uint8)
        check(library.geometry_get_digest(self.handle, digest.ctypes.data))
        return digest.tobytes()

    def info(self) -> _c.GeometryInfo:
        """What it has: counts, memory (bytes), commit_seconds, the box from `lower` to `upper` (mm)."""
        return read(library.geometry_get_info, self.handle, _c.GeometryInfo())

    def report(self) -> dict[str, Any]:
        """What the commit noticed: counts, and arrays of the first 16 examples of each kind. Those of
        edges, meshes and pairs of instances need commit(check=1)."""
        report = dict(read(library.geometry_get_report, self.handle, _c.GeometryReport()))
        for count, names in EXAMPLES.items():
            for name in names:
                report[name] = report[name][:report[count]]
        return report

    @staticmethod
    def _rays(origins: npt.ArrayLike, directions: npt.ArrayLike, max_distances: npt.ArrayLike | None) -> _c.Rays:
        no_addresses(origins=origins, directions=directions, max_distances=max_distances)
        rays = _c.Rays(origins=origins, directions=directions)
        if max_distances is not None:
            rays.max_distances = max_distances
        return rays

    def closest_hits(self, origins: npt.ArrayLike, directions: npt.ArrayLike,
                     max_distances: npt.ArrayLike | None = None) -> dict[str, npt.NDArray[Any]]:
        """What rays from origins (n, 3) in mm along directions (n, 3) meet first, at most max_distances (n) away: arrays
        distances (n), instances (n), triangles (n), normals (n, 3), barycentrics (n, 2), inner_materials, outer_materials,
        surfaces and channels (n), as chroma2_ray_hits has them."""
        rays = self._rays(origins, directions, max_distances)
        found = {name: np.empty((rays.count, *shape), dtype) for name, (dtype, shape) in RAY_HIT.items()}
        hits = _c.RayHits()
        for name, column in found.items():
            setattr(hits, name, column.ctypes.data)
        check(library.geometry_closest_hits(self.handle, ct.byref(rays), ct.byref(hits)))
        return found

    def any_hits(self, origins: npt.ArrayLike, directions: npt.ArrayLike,
                 max_distances: npt.ArrayLike | None = None) -> npt.NDArray[np.bool_]:
        """Whether each ray meets anything; faster than closest_hits."""
        rays = self._rays(origins, directions, max_distances)
        hit = np.empty(rays.count, np.uint8)
        check(library.geometry_any_hits(self.handle, ct.byref(rays), hit.ctypes.data))
        return hit.astype(bool)

    def render(self, style: _c.Style | None = None, **camera: Unpack[_fields.CameraFields]) -> Image:
        """A picture of the committed geometry. `camera`: fields of Camera: position and target (mm), up, width and height
        (pixels), vertical_fov (radians), orthographic_width (mm), near_clip, far_clip; without a position, one from which all
        of the geometry is seen. `style`: a Style."""
        return render(self, style, camera)

"""Geometries of GDML files: what chroma2_ctypes.Geometry has of them beside what it has of all."""

import ctypes as ct
import os
import typing

import numpy as np

from chroma2_checks import integer, number, text, unknown
from chroma2_library import Error, call
from chroma2_optics import index
from chroma2_structs import (
    GDML_DETECTION_ENTERED, GDML_DETECTION_FILE, GDML_DETECTION_NONE, GDML_DETECTION_SENSITIVE, GDML_DETECTION_SURFACE, NONE,
    GdmlConfig, GdmlPlacement, u32, u64)

DETECTIONS = {"file": GDML_DETECTION_FILE, "surface": GDML_DETECTION_SURFACE, "sensitive": GDML_DETECTION_SENSITIVE,
              "entered": GDML_DETECTION_ENTERED, "none": GDML_DETECTION_NONE}
ROOM = 1 << 16  # bytes; longer texts are asked for twice


class Placement(typing.NamedTuple):
    """A placed volume; its number is that of the instance."""

    path: str  # physical volumes with their copy numbers, "/world:0/tank:0/tube:17"
    position: np.ndarray  # of the origin of its frame, mm
    direction: np.ndarray  # of the z axis of its frame
    copy: int  # number of its physical volume
    mother: int  # the placement that it is in; None: it is the world
    depth: int  # how many volumes it is in
    mesh: int  # whose name is that of the logical volume
    channel: int  # -1: none


def detection_number(value):
    """A GDML_DETECTION_... given as such, or as the end of its name."""
    if not isinstance(value, str):
        return integer("detection", value, 0, max(DETECTIONS.values()))
    if value not in DETECTIONS:
        raise ValueError("detection: " + unknown("GDML", value, list(DETECTIONS)))
    return DETECTIONS[value]


class Placed:
    @classmethod
    def load_gdml(cls, context, path, *, detection="file", **options):
        """The geometry of a GDML file, not committed. `detection`: "surface", "sensitive", "entered" or "none", or a
        GDML_DETECTION_...; options are other fields of GdmlConfig: chord, ignore and channels (lists of texts), keep_volume,
        outside_files, exponential_shifters."""
        config = GdmlConfig(detection=detection_number(detection), **options)
        return cls(context, "geometry_load_gdml", text("path", os.fsencode(path)), ct.byref(config))

    def _text(self, function, *arguments):
        """What a function writes to a buffer of its caller's."""
        size, needed = ROOM, u64()
        while True:
            buffer = ct.create_string_buffer(size)
            try:
                call(function, self.handle, *arguments, buffer, size, ct.byref(needed))
            except Error:
                if needed.value <= size:
                    raise
                size = needed.value
                continue
            return buffer.value.decode(errors="replace")

    def placement_count(self):
        count = u64()
        call("geometry_get_placement_count", self.handle, ct.byref(count))
        return count.value

    def placement(self, instance):
        """The Placement of an instance, where it is now."""
        found = GdmlPlacement()
        call("geometry_get_placement", self.handle, index("instance", instance), ct.byref(found))
        return Placement(path=self._text("geometry_get_placement_path", instance), position=np.array(found.position),
                         direction=np.array(found.direction), copy=found.copy,
                         mother=None if found.mother == NONE else found.mother, depth=found.depth, mesh=found.mesh,
                         channel=found.channel)

    def placements(self):
        """All of them, in the order of their instances."""
        return [self.placement(instance) for instance in range(self.placement_count())]

    def find_placement(self, path):
        """The instance of a path; copy numbers may be left out where there is one only."""
        found = u32()
        call("geometry_find_placement", self.handle, text("path", path), ct.byref(found))
        return found.value

    def notes(self):
        """What a user should know of the file, a sentence each."""
        return self._text("geometry_get_notes").splitlines()

    def check_placements(self, gap=0.0):
        """What is wrong with how the placements of a committed geometry lie, a line each; gaps of less than `gap` mm (0:
        0.001) between faces are."""
        return self._text("geometry_check_placements", number("gap", gap)).splitlines()

    def name(self, item, place):
        """The name of a material, surface or mesh (GEOMETRY_ITEM_...)."""
        length = ct.c_size_t()
        arguments = self.handle, index("item", item), index("place", place)
        call("geometry_get_name", *arguments, None, 0, ct.byref(length))
        buffer = ct.create_string_buffer(length.value + 1)
        call("geometry_get_name", *arguments, buffer, length.value + 1, None)
        return buffer.value.decode(errors="replace")

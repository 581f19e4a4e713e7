"""Geometries of GDML files: what Geometry has of them beside what it has of all."""

from __future__ import annotations

import ctypes as ct
import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt

from . import _c
from ._checks import index, number, path_text, text
from ._handle import live
from ._library import check, library
from ._struct import Struct
from .context import Context
from .errors import Error
from .optics import Optics

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from . import _fields

G = TypeVar("G", bound="Placed")
ROOM = 1 << 16  # bytes; longer texts are asked for twice
#: Lists of texts, and the fields with the numbers of their entries.
TEXT_COUNTS = {"ignore": "ignore_count", "channels": "channel_count"}


class GdmlConfig(_c.GdmlConfig):
    __doc__ = (_c.GdmlConfig.__doc__ or "") + "\n`ignore` and `channels` are lists of texts."

    def __setattr__(self, name: str, value: Any) -> None:
        if name in TEXT_COUNTS and value is not None and not hasattr(value, "__index__"):
            if isinstance(value, (str, bytes)) or not hasattr(value, "__iter__"):
                raise TypeError(f"GdmlConfig.{name}: a list of texts is needed, not {value!r}")
            texts = [text(f"GdmlConfig.{name}[{i}]", one) for i, one in enumerate(value)]
            held = (ct.c_char_p * len(texts))(*texts)
            self.kept["texts of " + name] = held, texts  # as long as the struct
            super().__setattr__(TEXT_COUNTS[name], len(texts))
            value = ct.addressof(held) if texts else None
        Struct.__setattr__(self, name, value)

    def _fits(self, name: str, what: str, value: int) -> None:
        super()._fits(name, what, value)
        for texts, count in TEXT_COUNTS.items():
            held = self.kept.get("texts of " + texts)
            if name == count and held is not None and value != len(held[1]):
                raise ValueError(f"{what} is {value}, but {texts} has {len(held[1])} entries")


class PlacedVolume(NamedTuple):
    """A placed volume; its number is that of the instance."""

    path: str  # physical volumes with their copy numbers, "/world:0/tank:0/tube:17"
    position: npt.NDArray[np.float64]  # (3,), of the origin of its frame, mm
    direction: npt.NDArray[np.float64]  # (3,), of the z axis of its frame
    copy: int  # number of its physical volume
    mother: int | None  # the placement that it is in; None: it is the world
    depth: int  # how many volumes it is in
    mesh: int  # whose name is that of the logical volume
    channel: int  # -1: none


class Placed(Optics):
    """What Geometry has of GDML files."""

    _kind = "geometry"

    @classmethod
    def load_gdml(cls: type[G], context: Context, path: str | os.PathLike[str],
                  **options: Unpack[_fields.GdmlConfigFields]) -> G:
        """The geometry of a GDML file, not committed. Options are fields of GdmlConfig: detection ("file", "surface",
        "sensitive", "entered" or "none"), chord (mm), ignore and channels (lists of texts), keep_volume, outside_files,
        exponential_shifters."""
        config, handle = GdmlConfig(**options), cls._new()
        check(library.geometry_load_gdml(live("context", context, Context), path_text("path", path), ct.byref(config), ct.byref(handle)))
        return cls._of(handle)

    def _text(self, function: Callable[..., int], *arguments: Any) -> str:
        """What a function writes to a buffer of its caller's."""
        size, needed = ROOM, ct.c_uint64()
        while True:
            buffer = ct.create_string_buffer(size)
            try:
                check(function(self.handle, *arguments, buffer, size, ct.byref(needed)))
            except Error:
                if needed.value <= size:
                    raise
                size = needed.value
                continue
            return buffer.value.decode(errors="replace")

    def placement_count(self) -> int:
        """How many placements it has: they are its first instances, with the same numbers."""
        count = ct.c_uint64()
        check(library.geometry_get_placement_count(self.handle, ct.byref(count)))
        return count.value

    def placement(self, instance: int) -> PlacedVolume:
        """The PlacedVolume of an instance, where it is now."""
        found = _c.GdmlPlacement()
        check(library.geometry_get_placement(self.handle, index("instance", instance), ct.byref(found)))
        return PlacedVolume(path=self._text(library.geometry_get_placement_path, instance), position=found["position"],
                         direction=found["direction"], copy=found.copy,
                         mother=None if found.mother == _c.NONE else found.mother, depth=found.depth, mesh=found.mesh,
                         channel=found.channel)

    def placements(self) -> list[PlacedVolume]:
        """All of them, in the order of their instances."""
        return [self.placement(instance) for instance in range(self.placement_count())]

    def find_placement(self, path: str) -> int:
        """The instance of a path; copy numbers may be left out where there is one only."""
        found = ct.c_uint32()
        check(library.geometry_find_placement(self.handle, text("path", path), ct.byref(found)))
        return found.value

    def notes(self) -> list[str]:
        """What a user should know of the file, a sentence each."""
        return self._text(library.geometry_get_notes).splitlines()

    def check_placements(self, gap: float = 0.0) -> list[str]:
        """What is wrong with how the placements of a committed geometry lie, a line each; gaps of less than `gap` mm (0:
        0.001) between faces are."""
        return self._text(library.geometry_check_placements, number("gap", gap)).splitlines()

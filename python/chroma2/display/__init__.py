"""Displays of events in three dimensions: geometry, hits, and tracks of photons as one HTML file that opens in any browser without a
network, or as glTF 2.0 for programs that draw.

    event = session.shine(source, seed=1, record_first=200).wait()
    chroma2.display.html(geometry, "event.html", hits=event.hits(), tracks=event.records(), title="A flash")
    chroma2.display.gltf(geometry, "event.glb", hits=event.hits())

Arguments of both: hits: Hits, a Table, a mapping of arrays or a file of hits, with `time`, and `position` or `channel`. tracks: Records
(of an event with record_first or record_indices, or of a replay), Tracks, or a file of them. colors: {name of a mesh, surface or material:
"#rrggbb", "#rrggbbaa", or 3 or 4 numbers from 0 to 1}; without, what detects is amber, what reflects grey, glass clear. hide: names of meshes;
the world of a GDML file is hidden anyway. max_triangles: meshes of larger geometries are simplified. max_hits: of more, so many are
shown, and charges are those of all.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from .._checks import path_of, word
from .content import gather
from .glb import document
from .page import AS, BY, Page, written
from .tracks import Tracks, record

if TYPE_CHECKING:
    from ..geometry import Geometry

__all__ = ["Page", "Tracks", "gltf", "html", "record"]


def html(geometry: Geometry, path: str | os.PathLike[str] | None = None, *, hits: Any = None, tracks: Any = None, title: str = "",
         color: str = "time", show: str = "both", theme: str = "dark", height: int = 560, **options: Any) -> Page:
    """A display as HTML, also written to `path` if there is one. Hits are coloured by `color` ("time", "charge", "wavelength") and shown as
    `show` ("channels", "points", "both") at first: the page has controls for that and more. theme: "dark" or "light". height: pixels in a
    notebook. `options`: colors, hide, max_triangles, max_hits."""
    made = Page(written(gather(geometry, hits, tracks, **options), title, theme, color, show), height)
    if path is not None:
        made.save(path)
    return made


def gltf(geometry: Geometry, path: str | os.PathLike[str], *, hits: Any = None, tracks: Any = None, color: str = "time",
         show: str = "both", **options: Any) -> None:
    """Writes a .glb file: binary glTF 2.0 in metres, y up. Instances are nodes that share meshes and have `instance` and `channel` as
    extras; channels that were hit have the colour of `color`, points and lines colours by vertex and their time in ns as _TIME.
    Arguments as those of `html`."""
    word("color", color, BY)
    word("show", show, AS)
    target = path_of("path", path)
    if target.suffix != ".glb":
        raise ValueError(f"path is {target}; glTF is written as .glb")
    made = document(gather(geometry, hits, tracks, **options), color, show != "channels", show != "points")
    part = target.with_name(f".{target.name}.{os.getpid()}")
    part.write_bytes(made)
    os.replace(part, target)

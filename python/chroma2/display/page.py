"""A display as one HTML file: the content as JSON and arrays, and the viewer (python/viewer), which draws it. Nothing is loaded from
anywhere else, and the page forbids its browser to."""

from __future__ import annotations

import base64
import gzip
import html
import importlib.resources
import json
import math
import os
from typing import Any

import numpy as np
import numpy.typing as npt

from .. import _c
from .._c import Flag
from .._checks import integer, path_of, word
from .._checks import shown as repr_of
from . import colors, scale
from .content import Content, Placed
from .tracks import Tracks

Array = npt.NDArray[Any]
BY, AS, THEMES = ("time", "charge", "wavelength"), ("both", "channels", "points"), ("dark", "light")
LINED = 300  # channels
# How a photon ended, by the number that the viewer has for it (ENDS in python/viewer/src/light.js); 4: otherwise.
ENDS = ((Flag.SURFACE_DETECT, 0), (Flag.SURFACE_ABSORB, 1), (Flag.BULK_ABSORB, 2), (Flag.NO_HIT, 3))


class Page:
    """A display as HTML: `text`, one page that needs nothing else. Notebooks show it."""

    def __init__(self, text: str, height: int = 560) -> None:
        if not isinstance(text, str):
            raise TypeError(f"text: a page is needed, not {repr_of(text)}")
        self.text, self.height = text, integer("height", height, 1, 100_000)

    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes it as a file, which any browser opens."""
        target = path_of("path", path)
        part = target.with_name(f".{target.name}.{os.getpid()}")
        part.write_text(self.text, encoding="utf-8")
        os.replace(part, target)

    def _repr_html_(self) -> str:
        return (f'<iframe srcdoc="{html.escape(self.text)}" sandbox="allow-scripts allow-downloads" '
                f'style="width:100%;height:{self.height}px;border:0"></iframe>')

    def __repr__(self) -> str:
        return f"<chroma2.display.Page of {len(self.text) / 1e6:.1f} MB>"


class Packed:
    """Arrays behind each other, and what the JSON says in place of each."""

    def __init__(self) -> None:
        self.data = bytearray()

    def add(self, values: npt.ArrayLike, kind: str) -> dict[str, Any]:
        array = np.ascontiguousarray(values, "<" + kind).ravel()
        place = len(self.data)
        self.data += array.tobytes()
        return {"array": [kind, place, len(array)]}

    def text(self) -> str:
        return base64.b64encode(gzip.compress(bytes(self.data), 6, mtime=0)).decode()


def placed(of: Placed, packed: Packed) -> dict[str, Any]:
    return {
        "name": of.name, "shell": of.shell, "hidden": of.hidden, "instances": packed.add(of.instances, "u4"),
        "channels": packed.add(of.channels, "i4"), "matrices": packed.add(of.matrices, "f4"),
        "parts": [{"name": part.name, "color": [round(one, 4) for one in part.color], "positions": packed.add(part.positions, "f4"),
                   "normals": None if part.normals is None else packed.add(part.normals, "f4"),
                   "triangles": packed.add(part.triangles, "u4")} for part in of.parts if len(part.triangles)]}


def steps(tracks: Tracks, start: float, packed: Packed) -> dict[str, Any] | None:
    first, photon = tracks.steps()
    if not len(first):
        return None
    time = tracks.time.astype(float) + (tracks.time_offset - start)
    last = tracks.flags[(tracks.offset.astype(np.int64)[1:] - 1)[photon]]
    end = np.full(len(first), 4)
    for flag, number in reversed(ENDS):
        end[(last & int(flag)) != 0] = number
    return {"begin": packed.add(tracks.position[first], "f4"), "end": packed.add(tracks.position[first + 1], "f4"),
            "when": packed.add(np.stack([time[first], time[first + 1]], 1), "f4"),
            "wavelength": packed.add(tracks.wavelength[first], "f4"), "ends": packed.add(end, "u4")}


def scales(shown: Content, start: float) -> dict[str, Any]:
    """Where colours begin and end, and what their legend says."""
    low, high = scale.times(shown.hits, shown.tracks)
    found = {"time": {"low": low - start, "high": high - start, "zero": start, "label": "time / ns"},
             "wavelength": {"low": 350.0, "high": 700.0, "label": "wavelength / nm"},
             "charge": {"low": 0.0, "high": 1.0, "label": "charge"}}
    if shown.hits is not None and len(shown.hits):
        least, most, log = scale.charges(scale.by_channel(shown.hits))
        found["charge"] = {"low": least, "high": most, "log": log, "label": "charge of the channel / photoelectrons"}
        seen = shown.hits.wavelength[np.isfinite(shown.hits.wavelength)]
    else:
        seen = shown.tracks.wavelength if shown.tracks is not None else np.zeros(0)
    if len(seen) and seen.min() < seen.max():
        found["wavelength"].update(low=float(np.quantile(seen, 0.005)), high=float(np.quantile(seen, 0.995)))
    return found


def written(shown: Content, title: str, theme: str, by: str, as_: str) -> str:
    """The page's text."""
    for name, value, known in (("theme", theme, THEMES), ("color", by, BY), ("show", as_, AS)):
        word(name, value, known)
    if not isinstance(title, str):
        raise TypeError(f"title: a text is needed, not {repr_of(title)}")
    packed = Packed()
    hits = shown.hits if shown.hits is not None and len(shown.hits) else None
    tracks = shown.tracks if shown.tracks is not None and len(shown.tracks.steps()[0]) else None
    times = np.concatenate([hits.time if hits else np.zeros(0), tracks.time.astype(float) + tracks.time_offset if tracks else np.zeros(0)])
    start, end = (float(times.min()), float(np.quantile(times, 0.995))) if len(times) else (0.0, 1.0)
    head = {
        "title": title, "theme": theme, "by": by, "as": as_, "center": shown.center.tolist(),
        "outline": packed.add(shown.outline, "f4"), "cut": cut(shown), "size": shown.size, "start": start,
        "span": end - start if end > start else 1.0, "spectrum": colors.SPECTRUM, "maps": colors.MAPS, "scales": scales(shown, start),
        "placed": [placed(one, packed) for one in shown.placed],
        "wires": packed.add(shown.wires, "f4") if len(shown.wires) else None,
        "hits": {"position": packed.add(hits.position, "f4"), "time": packed.add(hits.time - start, "f4"),
                 "wavelength": packed.add(np.nan_to_num(hits.wavelength), "f4"), "channel": packed.add(hits.channel, "i4"),
                 "weight": packed.add(hits.weight, "f4")} if hits else None,
        "tracks": steps(tracks, start, packed) if tracks else None}
    notes = [summary(shown, hits is not None), *shown.notes]
    folder = importlib.resources.files(__package__)
    # JSON within a script: "<" would let a name end it.
    parts = {"theme": theme, "version": _c.VERSION_STRING, "title": html.escape(title),
             "notes": "".join(f"<p>{html.escape(note)}</p>" for note in notes),
             "content": json.dumps(head, separators=(",", ":"), allow_nan=False).replace("<", "\\u003c"), "arrays": packed.text(),
             "viewer": (folder / "viewer.js").read_text("utf-8")}
    pieces = (folder / "page.html").read_text("utf-8").split("{{")
    text = pieces[0]
    for piece in pieces[1:]:
        name, rest = piece.split("}}", 1)
        text += parts[name] + rest
    return text.encode("ascii", "xmlcharrefreplace").decode()  # whatever the page that it stands in is encoded as


def cut(shown: Content) -> float:
    """How much of the geometry is cut away in front at first, from 0 to 1: half of detectors that are lined with channels, so that one
    looks into them."""
    channels = sum(int((one.channels >= 0).sum()) for one in shown.placed)
    return 0.5 if channels >= LINED and any(one.shell for one in shown.placed) else 0.0


def summary(shown: Content, hits: bool) -> str:
    many = sum(len(one.instances) for one in shown.placed)
    words = [f"{many:,} instances"]
    if hits and shown.hits is not None:
        charge = math.fsum(shown.hits.weight.tolist())
        channels = len(np.unique(shown.hits.channel[shown.hits.channel >= 0]))
        words.append(f"{charge:,.0f} hits in {channels:,} channels")
    if shown.tracks is not None:
        words.append(f"{len(shown.tracks):,} photons tracked")
    return ", ".join(words)

"""Options that commands share, and sources as text."""

from __future__ import annotations

import argparse
import json
import pathlib
from typing import Any

from .. import _c
from .._checks import unknown
from .._struct import INTEGERS
from ..context import Context
from ..geometry import Geometry
from ..source import Source

SOURCE_HELP = ('fields of a source: "position=0,0,0 wavelength=420 direction=0,0,1 half_angle=0.2 type=beam radius=5"; or a JSON file '
               "of them")


def context_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--backend", choices=["auto", "cpu", "cuda"], default="auto", help="what runs it (default: a GPU if there is one)")
    parser.add_argument("--threads", type=int, default=0, help="worker threads (default: all cores)")


def context(given: argparse.Namespace) -> Context:
    return Context(backend=given.backend, threads=given.threads)


def gdml_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--detection", choices=["file", "surface", "sensitive", "entered", "none"], default="file",
                        help="of a GDML file: what counts as a detection")
    parser.add_argument("--ignore", action="append", default=[], metavar="PROPERTY", help="of a GDML file: may be left out")
    parser.add_argument("--chord", type=float, default=0.0, help="of a GDML file: how far facets may be from curves, mm")


def load(context: Context, given: argparse.Namespace) -> Geometry:
    """The geometry of a scene or GDML file, not committed."""
    path = pathlib.Path(given.scene)
    if path.suffix == ".gdml":
        return Geometry.load_gdml(context, path, detection=given.detection, ignore=given.ignore or None, chord=given.chord)
    return Geometry.load(context, path)


def value(name: str, text: str) -> Any:
    """A field of a source from its text: numbers, several with commas, or names of an enum."""
    if name in _c.Source._enums_ and not text.isdigit():
        return text.split(",") if "," in text else text
    kind = _c.Source.kinds[name]
    if kind in INTEGERS:
        return int(text)
    numbers = [float(part) for part in text.split(",")]
    return numbers if len(numbers) > 1 or hasattr(kind, "_length_") or name in _c.Source._arrays_ else numbers[0]


def source(text: str, count: int) -> Source:
    """A Source of its fields as text, or of a JSON file that has them."""
    if text.endswith(".json"):
        fields = json.loads(pathlib.Path(text).read_text())
        if not isinstance(fields, dict):
            raise ValueError(f"{text}: an object with the fields of a source is needed")
    else:
        fields = {}
        for part in text.split():
            name, equals, rest = part.partition("=")
            if not equals or name not in _c.Source.kinds:
                raise ValueError("--source: " + (unknown("a source", name, list(_c.Source.kinds)[1:]) if equals else
                                                 f"{part!r} is no name=value"))
            try:
                fields[name] = value(name, rest)
            except ValueError:
                raise ValueError(f"--source: {name}: {rest!r} is no number, and nothing with commas of some") from None
    fields["count"] = count
    return Source(**fields)


def count(text: str) -> int:
    """A number of photons: 1000000 or 1e6."""
    number = float(text)
    if number != int(number) or number < 0:
        raise argparse.ArgumentTypeError(f"{text} is no number of photons")
    return int(number)


def vector(text: str) -> list[float]:
    """Three numbers with commas."""
    try:
        numbers = [float(part) for part in text.split(",")]
    except ValueError:
        numbers = []
    if len(numbers) != 3:
        raise argparse.ArgumentTypeError(f"{text} is not x,y,z")
    return numbers

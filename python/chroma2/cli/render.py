"""chroma2 render: a picture of a scene, or a display in three dimensions."""

from __future__ import annotations

import argparse
import pathlib
from typing import Any

from .. import display, event_plot
from ..context import Context
from ..geometry import Geometry
from ..manifest import read_manifest
from ..session import Session
from ..source import Source
from . import options

FORMATS = (".png", ".html", ".glb")


def add(commands: Any) -> None:
    parser = commands.add_parser("render", help="draw a scene")
    parser.add_argument("scene", help="scene file, its folder, or a GDML file")
    parser.add_argument("out", help="PNG file; .html: a display that any browser opens; .glb: glTF")
    parser.add_argument("--width", type=int, default=800)
    parser.add_argument("--height", type=int, default=600)
    parser.add_argument("--position", type=options.vector, metavar="X,Y,Z", help="of the camera, mm (default: all is seen)")
    parser.add_argument("--target", type=options.vector, metavar="X,Y,Z", help="in the middle of the picture, mm")
    parser.add_argument("--up", type=options.vector, metavar="X,Y,Z", help="(default: 0,0,1)")
    parser.add_argument("--near", type=float, default=0.0, help="what is nearer is cut away, mm")
    parser.add_argument("--hits", help="file of hits: channels are coloured by --color")
    parser.add_argument("--log", action="store_true", help="colours of numbers by their logarithm")
    parser.add_argument("--tracks", metavar="N or FILE", help="of displays: tracks of the first N photons of the run that made the hits "
                        "(its manifest is beside them), which are run again; or a file of tracks, .npz")
    parser.add_argument("--color", choices=["time", "charge", "wavelength"], help="of hits (default: time in displays, charge in PNG files, which have no wavelengths)")
    parser.add_argument("--show", choices=["both", "channels", "points"], default="both", help="of displays: hits as what")
    parser.add_argument("--hide", action="append", default=[], metavar="MESH", help="of displays: not shown")
    parser.add_argument("--title", help="of an HTML display (default: the scene's name)")
    parser.add_argument("--light", action="store_true", help="of an HTML display: a white ground")
    options.gdml_options(parser)
    options.context_options(parser)
    parser.set_defaults(function=run)


def run(given: argparse.Namespace) -> int:
    kind = pathlib.Path(given.out).suffix
    if kind not in FORMATS:
        raise ValueError(f"{given.out}: its name has to end with one of {', '.join(FORMATS)}")
    if given.tracks and kind == ".png":
        raise ValueError("--tracks: PNG files have none; displays have, .html and .glb")
    with options.context(given) as context, options.load(context, given) as geometry:
        geometry.commit()
        if kind == ".png":
            return picture(given, geometry)
        shown: dict[str, Any] = {"hits": given.hits, "tracks": tracks(given, context, geometry), "color": given.color or "time",
                                 "show": given.show, "hide": given.hide}
        if kind == ".glb":
            display.gltf(geometry, given.out, **shown)
        else:
            title = pathlib.Path(given.scene).resolve().stem if given.title is None else given.title
            display.html(geometry, given.out, title=title, theme="light" if given.light else "dark", **shown)
    print(f"{given.out}: {pathlib.Path(given.out).stat().st_size / 1e6:.1f} MB")
    return 0


def picture(given: argparse.Namespace, geometry: Geometry) -> int:
    camera = {name: values for name in ("position", "target", "up") if (values := getattr(given, name)) is not None}
    camera.update(width=given.width, height=given.height, near_clip=given.near)
    if given.hits:
        image = event_plot.event_image(geometry, given.hits, by=given.color or "charge", log=given.log, **camera)
    else:
        image = geometry.render(**camera)
    image.save(given.out)
    print(f"{given.out}: {given.width} x {given.height} pixels")
    return 0


def tracks(given: argparse.Namespace, context: Context, geometry: Geometry) -> display.Tracks | None:
    """Tracks of a file, or of the first photons of the run that made the hits."""
    if not given.tracks:
        return None
    if not given.tracks.isdecimal():
        return display.Tracks.load(given.tracks)
    if not given.hits:
        raise ValueError(f"--tracks {given.tracks}: needs the --hits of the run whose photons they are")
    manifest = read_manifest(given.hits)
    if manifest.geometry != geometry.digest().hex():
        raise ValueError(f"{given.hits} is of another geometry than {given.scene}")
    if "steps" in manifest.source:
        raise ValueError(f"--tracks {given.tracks}: {given.hits} is of steps, which its manifest tells by a hash; tracks of a file are needed")
    source = Source(**manifest.source)
    with Session(context, geometry) as session:
        return display.record(session, source, min(int(given.tracks), manifest.count), seed=manifest.seed, event_id=manifest.event,
                              first_index=manifest.first_index, **manifest.options)

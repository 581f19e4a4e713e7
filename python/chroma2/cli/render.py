"""chroma2 render: a picture of a scene."""

from __future__ import annotations

import argparse
from typing import Any

import numpy as np

from .. import files
from .._c import Style
from . import options


def add(commands: Any) -> None:
    parser = commands.add_parser("render", help="draw a scene")
    parser.add_argument("scene", help="scene file, its folder, or a GDML file")
    parser.add_argument("out", help="PNG file")
    parser.add_argument("--width", type=int, default=800)
    parser.add_argument("--height", type=int, default=600)
    parser.add_argument("--position", type=options.vector, metavar="X,Y,Z", help="of the camera, mm (default: all is seen)")
    parser.add_argument("--target", type=options.vector, metavar="X,Y,Z", help="in the middle of the picture, mm")
    parser.add_argument("--up", type=options.vector, metavar="X,Y,Z", help="(default: 0,0,1)")
    parser.add_argument("--near", type=float, default=0.0, help="what is nearer is cut away, mm")
    parser.add_argument("--hits", help="file of hits: channels are coloured by their number")
    parser.add_argument("--log", action="store_true", help="colours of numbers by their logarithm")
    options.gdml_options(parser)
    options.context_options(parser)
    parser.set_defaults(function=run)


def run(given: argparse.Namespace) -> int:
    with options.context(given) as context, options.load(context, given) as geometry:
        geometry.commit()
        style = None
        if given.hits:
            numbers = np.bincount(files.load(given.hits)["channel"], minlength=geometry.info().channel_count)
            style = Style(channel_values=numbers.astype(np.float32), log_scale=given.log, missing_color=(90, 90, 90, 40),
                          background=(255, 255, 255, 255))
        camera = {name: values for name in ("position", "target", "up") if (values := getattr(given, name)) is not None}
        image = geometry.render(style, width=given.width, height=given.height, near_clip=given.near, **camera)
        image.save(given.out)
    print(f"{given.out}: {given.width} x {given.height} pixels")
    return 0

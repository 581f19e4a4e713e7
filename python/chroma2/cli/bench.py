"""chroma2 bench: how fast it is here."""

from __future__ import annotations

import argparse
import statistics
import time
from typing import Any

import numpy as np

from ..context import Context
from ..geometry import Geometry
from ..session import Session
from ..source import Source
from . import options


def add(commands: Any) -> None:
    parser = commands.add_parser("bench", help="photons a second and latencies, of a scene or of a built-in one")
    parser.add_argument("scene", nargs="?", help="scene or GDML file (default: a box of water with 1,000 light sensors)")
    parser.add_argument("--source", default="wavelength=420", help=options.SOURCE_HELP + " (default: %(default)s)")
    parser.add_argument("--seconds", type=float, default=2.0, help="for each row (default: %(default)g)")
    options.gdml_options(parser)
    options.context_options(parser)
    parser.set_defaults(function=run)


def cube(half: float) -> tuple[Any, Any]:
    corners = [[x, y, z] for x in (-half, half) for y in (-half, half) for z in (-half, half)]
    return corners, [(0, 1, 3), (0, 3, 2), (4, 6, 7), (4, 7, 5), (0, 4, 5), (0, 5, 1), (2, 3, 7), (2, 7, 6), (0, 2, 6), (0, 6, 4),
                     (1, 5, 7), (1, 7, 3)]


def box(context: Context) -> Geometry:
    """A black box of water of 10 m, with 10 x 10 x 10 cubes of 200 mm that detect."""
    geometry = Geometry(context)
    water = geometry.material("water", refractive_index=1.34, absorption_length=50e3, scattering_length=30e3)
    wall, eye = geometry.surface("wall", absorb=1.0), geometry.surface("eye", detect=0.25, absorb=0.75)
    geometry.place(geometry.mesh(*cube(5000.0), water, water, wall))
    grid = np.linspace(-4500, 4500, 10)
    places = np.stack(np.meshgrid(grid, grid, grid, indexing="ij"), -1).reshape(-1, 3)
    geometry.place_many(geometry.mesh(*cube(100.0), water, water, eye), translations=places, channels=np.arange(len(places)))
    return geometry


def run(given: argparse.Namespace) -> int:
    with options.context(given) as context:
        geometry = box(context) if given.scene is None else options.load(context, given)
        geometry.commit()
        info = context.info()
        print(f"{'CUDA' if info.backend == 2 else 'processor'}, {info.threads} threads; {geometry.info().triangle_count} triangles, "
              f"commit {geometry.info().commit_seconds:.2f} s")
        print(f"{'photons':>10} {'events':>8} {'median':>12} {'90 % within':>12} {'M photons/s':>12} {'hits':>8}")
        with Session(context, geometry) as session:
            for count in (1_000, 100_000, 1_000_000):
                print(row(session, options.source(given.source, count), given.seconds), flush=True)
    return 0


def row(session: Session, source: Source, seconds: float) -> str:
    """Events one at a time, from the submission to their hits."""
    times: list[float] = []
    hits = 0
    for number in range(-2, 100_000):
        start = time.perf_counter()
        with session.shine(source, event_id=number + 2) as event:
            hits += len(event.wait().hits()) if number >= 0 else 0
        if number >= 0:
            times.append(time.perf_counter() - start)
        if sum(times) > seconds:
            break
    late = sorted(times)[int(0.9 * (len(times) - 1))]
    rate = source.count * len(times) / sum(times) / 1e6
    return (f"{source.count:>10} {len(times):>8} {1e3 * statistics.median(times):>9.3f} ms {1e3 * late:>9.3f} ms {rate:>12.3f} "
            f"{hits / len(times):>8.0f}")

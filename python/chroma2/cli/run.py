"""chroma2 run: photons of a source in a scene, their hits to a file."""

from __future__ import annotations

import argparse
import time
from typing import Any

from .. import ranges
from . import options


def add(commands: Any) -> None:
    parser = commands.add_parser("run", help="propagate photons of a source, and write their hits")
    parser.add_argument("scene", help="scene file, its folder, or a GDML file")
    parser.add_argument("--source", required=True, help=options.SOURCE_HELP)
    parser.add_argument("--photons", type=options.count, required=True, help="how many (1e6 is fine)")
    parser.add_argument("--out", required=True, help="file of hits: .npz, .h5, .parquet or .root; OUT.json tells what it holds")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--event", type=int, default=0, help="number of the event")
    parser.add_argument("--first", type=options.count, default=0, help="index of the first photon, where several jobs share an event")
    parser.add_argument("--max-steps", type=int, default=0, help="steps after which a photon ends (default: 1000)")
    parser.add_argument("--max-time", type=float, default=0.0, help="ns after which it does (default: none)")
    parser.add_argument("--quiet", action="store_true", help="no bar and no account")
    options.gdml_options(parser)
    options.context_options(parser)
    parser.set_defaults(function=run)


def run(given: argparse.Namespace) -> int:
    with options.context(given) as context, options.load(context, given) as geometry:
        source = options.source(given.source, given.photons)
        geometry.commit()
        start = time.perf_counter()
        manifest = ranges.run_range(
            geometry, source, given.seed, given.event, given.first, given.photons, given.out, context=context,
            progress=not given.quiet, max_steps=given.max_steps, max_time=given.max_time)
        seconds = time.perf_counter() - start
    if not given.quiet:
        print(account(manifest.account))
        rate = manifest.count / seconds if seconds else 0.0
        print(f"{manifest.hits} hits in {given.out}, {seconds:.2f} s, {rate / 1e6:.2f} M photons/s, files included")
    return 0


def account(counts: dict[str, int]) -> str:
    """How photons ended, a line each, with shares."""
    names = {"surface_detect": "detected", "surface_absorb": "absorbed at surfaces", "bulk_absorb": "absorbed in materials",
             "no_hit": "left the geometry", "step_limit": "step limit", "time_limit": "time limit", "nan_abort": "not a number"}
    total = counts["photons"] + counts["secondaries"]
    lines = [f"{total:>14} photons" + (f", {counts['secondaries']} of them secondary" if counts["secondaries"] else "")]
    for name, words in names.items():
        if counts[name]:
            lines.append(f"{counts[name]:>14} {100 * counts[name] / total:6.2f} % {words}")
    if counts["medium_changes"]:
        lines.append(f"{counts['medium_changes']:>14} legs began in one medium and ended in another: chroma2 check tells more")
    return "\n".join(lines)

"""chroma2 compare and chroma2 merge: what is done with files of hits."""

from __future__ import annotations

import argparse
from typing import Any

from .. import comparison, ranges
from . import options


def add(commands: Any) -> None:
    compare = commands.add_parser("compare", help="whether two files of hits can be of one distribution; exit status 1 where not")
    compare.add_argument("a", help="file of hits or ends of photons: .npz, .h5, .parquet or .root")
    compare.add_argument("b")
    compare.add_argument("--photons", type=options.count, nargs=2, metavar=("A", "B"), help="how many were submitted, where files do not say")
    compare.add_argument("--significance", type=float, default=comparison.SIGNIFICANCE,
                         help="probability that sets of one distribution disagree (default: %(default)g)")
    compare.add_argument("--picture", help="page of histograms: PNG, PDF or SVG")
    compare.set_defaults(function=run_compare)
    merge = commands.add_parser("merge", help="join the parts of one event")
    merge.add_argument("parts", nargs="+", help="files of hits of chroma2 run, with their .json")
    merge.add_argument("--out", required=True, help="file of all hits")
    merge.set_defaults(function=run_merge)


def run_compare(given: argparse.Namespace) -> int:
    photons = tuple(given.photons) if given.photons else (None, None)
    found = comparison.compare(given.a, given.b, photons=photons, significance=given.significance)
    print(found)
    if given.picture:
        found.picture(given.picture)
    return 0 if found.agrees else 1


def run_merge(given: argparse.Namespace) -> int:
    manifest = ranges.merge(given.parts, given.out)
    print(f"{manifest.hits} hits of photons {manifest.first_index} to before {manifest.end} in {given.out}, sha256 {manifest.sha256}")
    return 0

"""chroma2 check: what seems wrong in a scene."""

from __future__ import annotations

import argparse
import logging
from typing import Any

from .. import _c
from ..geometry import EXAMPLES
from . import options

WORDS = {
    "degenerate_count": "triangles without area", "open_edge_count": "open edges", "inconsistent_edge_count": "edges whose triangles "
    "face different ways", "inverted_mesh_count": "meshes with their inside out", "overlapping_count": "pairs of instances that overlap",
    "misfit_count": "instances whose outer material is not that around them", "unused_property_count": "surfaces with properties that "
    "nothing uses", "unbalanced_material_count": "materials whose properties do not fit together", "unused_material_property_count":
    "materials with properties that nothing uses", "odd_velocity_count": "materials with odd group velocities",
    "unmet_border_surface_count": "border surfaces without a face in common",
}
HARMLESS = {"touching_count": "pairs of instances that touch"}


def add(commands: Any) -> None:
    parser = commands.add_parser("check", help="what the commit of a scene noticed; exit status 1 where there is anything")
    parser.add_argument("scene", help="scene file, its folder, or a GDML file")
    parser.add_argument("--gap", type=float, default=0.0, help="of a GDML file: gaps that are too small to be meant, mm (default: 0.001)")
    options.gdml_options(parser)
    options.context_options(parser)
    parser.set_defaults(function=run)


def run(given: argparse.Namespace) -> int:
    logging.getLogger("chroma2").setLevel(logging.ERROR)  # said below
    wrong = 0
    with options.context(given) as context, options.load(context, given) as geometry:
        geometry.commit(check=1)
        info, report = geometry.info(), geometry.report()
        size = ", ".join(f"{low:g} to {high:g}" for low, high in zip(info["lower"], info["upper"]))
        print(f"{info.instance_count} instances of {info.mesh_count} meshes, {info.triangle_count} triangles, "
              f"{info.material_count} materials, {info.surface_count} surfaces, {info.channel_count} channels; mm: {size}")
        print(f"digest {geometry.digest().hex()}")
        for count, words in {**WORDS, **HARMLESS}.items():
            if report[count]:
                # A border surface of a GDML file is one for each pair of placements of both names.
                harmless = count in HARMLESS or (count == "unmet_border_surface_count" and given.scene.endswith(".gdml"))
                wrong += not harmless
                print(f"{'note' if harmless else 'wrong'}: {report[count]} {words}{examples(report, count)}")
        if given.scene.endswith(".gdml"):
            for line in geometry.notes():
                print(f"note: {line}")
            for line in geometry.check_placements(given.gap):
                wrong += 1
                print(f"wrong: {line}")
    print("nothing seems wrong" if not wrong else f"{wrong} kinds of things seem wrong")
    return int(wrong > 0)


def examples(report: dict[str, Any], count: str) -> str:
    """The first examples of what is counted, as far as there are any."""
    columns = [(name, report[name].tolist()) for name in EXAMPLES[count]]
    rows = list(zip(*(values for _, values in columns)))[:3]
    none = _c.NONE
    shown = [" ".join("outside" if number == none else str(number) for number in row) for row in rows]
    names = " and ".join(name.replace("_", " ") for name, _ in columns)
    return f" ({names}: {', '.join(shown)}{', ...' if report[count] > len(shown) else ''})" if shown else ""

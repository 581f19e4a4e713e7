"""What colour faces have where none is given: by what they are for light."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from . import colors
from .shapes import Mesh, Shapes

Color = tuple[float, float, float, float]
SENSOR, DARK, BRIGHT, SOLID = "#e9b44ce6", "#4d5a7059", "#c9d6e666", "#8d99ae59"
FILM = "#9fd3c766"
GLASS = ("#7fb8f0", "#8fe0c8", "#c9a6f2", "#f2b8a0", "#a8d672", "#f2a6c8", "#9fb4ff", "#e0d080")  # by material
CLEAR = 0.16  # opacity of boundaries without a surface


def largest(value: Any) -> float:
    """The largest value of a property of a scene file: a number, or points."""
    if isinstance(value, list):
        return max((float(point[1]) for point in value), default=0.0)
    return float(value or 0.0)


def of_surface(surface: Mapping[str, Any]) -> str:
    if largest(surface.get("detect")) > 0 or largest(surface.get("efficiency")) > 0:
        return SENSOR
    if surface.get("model") in ("wls", "dichroic", "angular", "complex"):
        return FILM
    if surface.get("model") in ("glisur", "unified"):
        return BRIGHT if largest(surface.get("reflectivity", 1.0)) > 0.3 else DARK
    return BRIGHT if largest(surface.get("reflect_diffuse")) + largest(surface.get("reflect_specular")) > 0.3 else DARK


def of_material(materials: list[dict[str, Any]], number: int) -> Color:
    absorbs = largest(materials[number].get("absorption_length", np.inf))
    return colors.parsed("", SOLID, 1.0) if absorbs < 1e-3 else colors.parsed("", GLASS[number % len(GLASS)], CLEAR)


class Look:
    """Colours of faces: those that are given for the name of their mesh, surface or material, in this order, else by what they are."""

    def __init__(self, shapes: Shapes, given: Mapping[str, Any]) -> None:
        self.shapes = shapes
        self.given = {name: colors.parsed(repr(name), color, 1.0) for name, color in given.items()}
        known = {one.get("name", "") for one in [*shapes.materials, *shapes.surfaces]} | {mesh.name for mesh in shapes.meshes}
        for name in self.given:
            if name not in known:
                raise ValueError(f"colors: no mesh, surface or material is called {name!r}")

    def __call__(self, mesh: Mesh, surface: int, inner: int, outer: int) -> tuple[str, Color]:
        """What faces are, in words, and their colour."""
        material = inner if largest(self.shapes.materials[inner].get("absorption_length", np.inf)) >= 1e-3 or surface < 0 else outer
        entry = self.shapes.surfaces[surface] if surface >= 0 else self.shapes.materials[material]
        name = str(entry.get("name", "")) or f"{'surface' if surface >= 0 else 'material'} {surface if surface >= 0 else material}"
        for one in (mesh.name, name):
            if one in self.given:
                return name, self.given[one]
        if surface < 0:
            return name, of_material(self.shapes.materials, material)
        return name, colors.parsed("", of_surface(entry), 1.0)

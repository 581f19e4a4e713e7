"""Figures of matplotlib."""

from __future__ import annotations

import os
from typing import Any

from . import files
from ._checks import path_of, shown


def new_figure(width: float, height: float) -> Any:
    """A figure of so many inches, without a window."""
    files.needed("matplotlib", "plot")
    from matplotlib.figure import Figure
    return Figure(figsize=(width, height), layout="constrained")


def title_of(title: Any) -> str:
    """What is written over a figure."""
    if not isinstance(title, str):
        raise TypeError(f"title: a text is needed, not {shown(title)}")
    return title


def save(figure: Any, path: str | os.PathLike[str]) -> None:
    """Writes a figure as PNG, PDF or SVG, by the end of the name."""
    if not hasattr(figure, "savefig"):
        raise TypeError(f"figure: a figure is needed, not {shown(figure)}")
    figure.savefig(path_of("path", path), dpi=120)

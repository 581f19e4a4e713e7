"""Pictures of hits with matplotlib (pip install chroma2[plot]): by channel on a detector's unrolled shape, histograms, time residuals,
tracks of photons, and the page of a comparison. Figures are made without pyplot: nothing is shown or kept, save() writes them."""

from __future__ import annotations

import os
from typing import Any

import numpy as np
import numpy.typing as npt

from ._checks import array, integer, number, word
from ._figure import new_figure, save, title_of
from ._handle import live
from .comparison import Comparison, weights_of
from .event_plot import event_image, residual_histogram, time_residuals, track_figure
from .display.content import table_of
from .geometry import Geometry
from .table import Table

__all__ = [
    "channel_positions", "counts", "event_image", "histograms", "hit_map", "residual_histogram", "save", "time_residuals", "track_figure"]
Floats = npt.NDArray[np.float64]
SHAPES = ("cylinder", "sphere", "flat")
AXES = {"x": (1, 2, 0), "y": (2, 0, 1), "z": (0, 1, 2)}  # two across, the axis last


def channel_positions(geometry: Geometry, hits: Any = None) -> Floats:
    """Where channels are, (channels, 3) in mm: of a geometry of a GDML file the places of its volumes; else the mean positions of
    `hits`, NaN for channels without any."""
    live("geometry", geometry, Geometry)
    places = np.full((int(geometry.info().channel_count), 3), np.nan)
    try:
        for one in geometry.placements():
            if one.channel >= 0:
                places[one.channel] = one.position
    except Exception:  # it is of no GDML file
        if hits is None:
            raise ValueError("hits: are needed for the places of channels, as the geometry is of no GDML file") from None
        found = table_of(hits)
        channel = channels_of(found)
        if len(channel) and channel.max() >= len(places):
            raise ValueError(f"hits: there are some in channel {channel.max()}; the geometry has {len(places)}")
        entries = np.bincount(channel, minlength=len(places)).astype(float)
        with np.errstate(invalid="ignore"):
            for axis in range(3):
                places[:, axis] = np.bincount(channel, found["position"][:, axis], len(places)) / entries
    return places


def channels_of(table: Table) -> npt.NDArray[Any]:
    """The channels of hits."""
    channel = table["channel"]
    if len(channel) and channel.min() < 0:
        raise ValueError(f"hits: there are some in channel {channel.min()}")
    return channel


def unrolled(positions: Floats, shape: str, axis: str) -> tuple[Floats, Floats]:
    """Where places in mm lie on a map of a shape around their middle. Cylinder: along its side the arc and the height, its ends as
    disks above and below. Sphere: Hammer's projection, which keeps areas. Flat: across the axis."""
    across = positions[:, AXES[axis]] - np.nanmean([np.nanmin(positions, 0), np.nanmax(positions, 0)], 0)[list(AXES[axis])]
    x, y, z = across.T
    phi, rho = np.arctan2(y, x), np.hypot(x, y)
    if shape == "flat":
        return x, y
    if shape == "sphere":
        theta = np.arctan2(z, rho)
        norm = np.sqrt(1 + np.cos(theta) * np.cos(phi / 2))
        return 2 * np.sqrt(2) * np.cos(theta) * np.sin(phi / 2) / norm, np.sqrt(2) * np.sin(theta) / norm
    radius, half = np.nanmax(rho), np.nanmax(np.abs(z))
    # A place belongs to an end where it is nearer to that than to the side, in units of both.
    end = (half - np.abs(z)) * radius < (radius - rho) * half
    u, v = radius * phi, z.copy()
    u[end], v[end] = x[end], (np.sign(z) * (half + 1.05 * radius) + np.where(z > 0, 1, -1) * y)[end]
    return u, v


def hit_map(positions: npt.ArrayLike, values: npt.ArrayLike, *, shape: str = "cylinder", axis: str = "z", log: bool = False,
            label: str = "hits", title: str = "", size: float | None = None) -> Any:
    """A figure of one value for each channel, at positions (channels, 3) in mm, on an unrolled "cylinder", a "sphere", or "flat" across
    the axis ("x", "y" or "z"). Channels without a place are left out; NaN and, with `log`, 0 are grey."""
    word("shape", shape, SHAPES)
    word("axis", axis, AXES)
    if size is not None:
        size = number("size", size)
        if not 0 < size < np.inf:
            raise ValueError(f"size is {size}; more than 0 points squared is needed")
    places = array(positions, np.float64, 3, "positions")
    given = array(values, np.float64, 1, "values", len(places)).copy()
    there = np.isfinite(places).all(1)
    if not there.any():
        raise ValueError("positions: no channel has a place")
    u, v = unrolled(places[there], shape, axis)
    shown = np.where(given[there] > 0, given[there], np.nan) if log else given[there]
    figure = new_figure(9, 7 if shape == "cylinder" else 5)
    axes = figure.add_subplot()
    from matplotlib.colors import LogNorm
    area = size or float(np.clip(6e4 / len(u), 1.5, 200))
    empty = ~np.isfinite(shown)
    axes.scatter(u[empty], v[empty], s=area / 3, c="0.85", linewidths=0)
    ranged = shown[~empty]
    norm = LogNorm() if log and len(ranged) and ranged.min() < ranged.max() else None
    dots = axes.scatter(u[~empty], v[~empty], s=area, c=ranged, cmap="viridis", norm=norm, linewidths=0)
    figure.colorbar(dots, label=label, shrink=0.8)
    axes.set_aspect("equal")
    if shape == "sphere":
        angle = np.linspace(0, 2 * np.pi, 300)
        axes.plot(2 * np.sqrt(2) * np.cos(angle), np.sqrt(2) * np.sin(angle), color="0.6", linewidth=0.8)
        axes.set_axis_off()
    else:
        first, second = (("arc / mm", f"{axis} / mm") if shape == "cylinder" else
                         tuple(f"{'xyz'[i]} / mm" for i in AXES[axis][:2]))
        axes.set_xlabel(first)
        axes.set_ylabel(second)
    axes.set_title(title_of(title))
    return figure


def counts(hits: Any, channels: int) -> Floats:
    """Sums of weights by channel, (channels,); those of channels beyond are left out."""
    table, channels = table_of(hits), integer("channels", channels, 0, 2**31 - 1)
    return np.bincount(channels_of(table), weights_of(table), channels)[:channels].astype(float)


def histograms(hits: Any, *, bins: int = 100, title: str = "") -> Any:
    """A figure with the histograms of times (logarithmic) and wavelengths."""
    table, bins = table_of(hits), integer("bins", bins, 1, 10**6)
    figure = new_figure(9, 3.6)
    for place, (name, label) in enumerate((("time", "time / ns"), ("wavelength", "wavelength / nm"))):
        axes = figure.add_subplot(1, 2, place + 1)
        axes.hist(table[name], bins=bins, weights=weights_of(table), histtype="stepfilled", color="#3b6ea5")
        axes.set_xlabel(label + (f" from {table.time_offset:g} ns" if name == "time" and table.time_offset else ""))
        axes.set_ylabel("hits")
        axes.set_yscale("log" if name == "time" and len(table) else "linear")
    figure.suptitle(title_of(title))
    return figure


def comparison_page(found: Comparison, path: str | os.PathLike[str]) -> None:
    """Comparison.picture does it: normalized histograms of both sets, those that differ with red titles."""
    tests = {test.name: test for test in found.tests}
    columns: list[tuple[str, str, int | None]] = [("time", "ns", None), ("wavelength", "nm", None), ("channel", "", None)]
    columns += [(name, unit, axis) for name, unit in (("position", "mm"), ("direction", ""), ("polarization", "")) for axis in range(3)]
    columns = [one for one in columns if one[0] in found.a and one[0] in found.b]
    rows = max(1, -(-len(columns) // 3))
    figure = new_figure(11, 2.5 * rows + 0.6)
    sets = (found.a, found.b)
    weights = [weights_of(table) for table in sets]
    for place, (name, unit, axis) in enumerate(columns):
        label = name if axis is None else f"{name} {'xyz'[axis]}"
        label = f"|{label}|" if name == "polarization" else label
        values = [table[name].astype(float) if axis is None else table[name][:, axis].astype(float) for table in sets]
        values = [np.abs(one) for one in values] if name == "polarization" else values
        values = [one + table.time_offset for one, table in zip(values, sets)] if name == "time" else values
        both = np.concatenate(values)
        edges = np.linspace(both.min(), both.max() or 1.0, 51) if len(both) and both.min() < both.max() else np.linspace(-1, 1, 3)
        axes = figure.add_subplot(rows, 3, place + 1)
        for one, weight, who, color in zip(values, weights, found.names, ("#3b6ea5", "#d1731c")):
            axes.hist(one, edges, weights=weight / (weight.sum() or 1.0), histtype="step", color=color, label=who)
        test = tests.get(label)
        differs = test is not None and test.adjusted < found.significance
        note = f"   p = {test.adjusted:.2g}" if test is not None else ""
        axes.set_title(label + (f" / {unit}" if unit else "") + note, fontsize=9, color="#b00020" if differs else "black")
        axes.tick_params(labelsize=7)
        if place == 0:
            axes.legend(fontsize=7)
    save(figure, path)

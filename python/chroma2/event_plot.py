"""Pictures of one event: time residuals, tracks of photons, and the geometry with its hits. `chroma2.plot` has them too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from . import _c
from ._checks import array, integer, number, word
from ._figure import new_figure, title_of
from ._handle import live
from .comparison import weights_of
from .display import Tracks, scale
from .display.content import table_of
from .geometry import Geometry

if TYPE_CHECKING:
    from .render import Image

Floats = npt.NDArray[np.float64]
BLUE = "#3b6ea5"
CLEAR = (120, 135, 160, 40)


def time_residuals(hits: Any, vertex: npt.ArrayLike, velocity: float, time: float = 0.0,
                   positions: npt.ArrayLike | None = None) -> Floats:
    """How much later than light straight from `vertex` (3,) in mm at `time` in ns, with a group velocity in mm/ns, hits came: (n,), ns.
    positions: of channels (channels, 3) in mm, that light goes to in place of where the photons hit."""
    table = table_of(hits)
    speed, start_time = number("velocity", velocity), number("time", time)
    if not speed > 0:
        raise ValueError(f"velocity is {speed}; more than 0 mm/ns is needed")
    start = array(vertex, np.float64, 1, "vertex", 3)
    if positions is None:
        ends = table["position"].astype(float)
    else:
        places, channel = array(positions, np.float64, 3, "positions"), table["channel"]
        if len(channel) and (channel.min() < 0 or channel.max() >= len(places)):
            raise ValueError(f"positions: there are {len(places)}, and hits in channels from {channel.min()} to {channel.max()}")
        ends = places[channel]
    distance = np.linalg.norm(ends - start, axis=1)
    residuals: Floats = table["time"].astype(float) + table.time_offset - start_time - distance / speed
    return residuals


def residual_histogram(hits: Any, vertex: npt.ArrayLike, velocity: float, time: float = 0.0, *, positions: npt.ArrayLike | None = None,
                       bins: int = 150, limits: tuple[float, float] | None = None, title: str = "") -> Any:
    """A figure of the time residuals (see time_residuals), weighted, with a logarithmic axis. limits: ns; None: those that hold all
    hits but the first and last thousandth."""
    table, bins = table_of(hits), integer("bins", bins, 1, 10**6)
    residuals = time_residuals(table, vertex, velocity, time, positions)
    if limits is None:
        low, high = np.quantile(residuals, [0.001, 0.999]) if len(residuals) else (0.0, 1.0)
        room = 0.05 * (high - low) or 1.0
        limits = float(low - room), float(high + room)
    else:
        low, high = array(limits, np.float64, 1, "limits", 2).tolist()
        if not -np.inf < low < high < np.inf:
            raise ValueError(f"limits are {low} and {high}; the second has to be more than the first")
        limits = low, high
    figure = new_figure(7, 4)
    axes = figure.add_subplot()
    inside = (residuals >= limits[0]) & (residuals <= limits[1])
    axes.hist(residuals[inside], bins=bins, range=limits, weights=weights_of(table)[inside], histtype="stepfilled", color=BLUE)
    axes.axvline(0, color="0.3", linewidth=0.8, linestyle=":")
    axes.set_xlim(limits)
    axes.set_yscale("log" if inside.any() else "linear")
    axes.set_xlabel(f"time after light straight from the vertex at {velocity:.4g} mm/ns / ns")
    axes.set_ylabel("hits")
    outside = len(residuals) - int(inside.sum())
    axes.set_title(title_of(title) + (f"   ({outside} of {len(residuals)} hits are outside)" if outside else ""), fontsize=10)
    return figure


def track_figure(tracks: Any, *, axis: str | None = None, color: str = "wavelength", hits: Any = None, title: str = "") -> Any:
    """A figure of tracks of photons (Records, display.Tracks, or a file of them): in space, or seen along an `axis` ("x", "y" or "z"). Steps
    have the colour of their photon's "wavelength", or of the "time" at which they begin. hits: shown as points."""
    if axis is not None:
        word("axis", axis, "xyz")
    word("color", color, ("wavelength", "time"))
    shown = Tracks.of(tracks)
    first, _ = shown.steps()
    keep = [i for i in range(3) if "xyz"[i] != axis]
    ends = np.stack([shown.position[first], shown.position[first + 1]], 1).astype(float)[:, :, keep]
    begin = shown.time[first].astype(float) + shown.time_offset
    low, high = scale.times(None, shown)
    shades = scale.colored(color, shown.wavelength[first] if color == "wavelength" else begin, low, high)
    figure = new_figure(7.5, 6.5)
    axes = figure.add_subplot(projection="3d" if axis is None else None)
    opacity = float(np.clip(np.sqrt(300 / max(1, len(ends))), 0.1, 0.8))
    from matplotlib.collections import LineCollection
    if axis is None:
        from mpl_toolkits.mplot3d.art3d import Line3DCollection
        axes.add_collection3d(Line3DCollection(list(ends), colors=shades, linewidths=0.7, alpha=opacity))
    else:
        axes.add_collection(LineCollection(list(ends), colors=shades, linewidths=0.7, alpha=opacity))
    points = ends.reshape(-1, len(keep))
    if hits is not None:
        places = table_of(hits)["position"].astype(float)[:, keep]
        further: dict[str, Any] = {"depthshade": False} if axis is None else {"zorder": 3}
        axes.scatter(*places.T, s=4, c="#d1731c", linewidths=0, **further)
        points = np.concatenate([points, places])
    low_corner, high_corner = (points.min(0), points.max(0)) if len(points) else (np.zeros(len(keep)), np.ones(len(keep)))
    middle, half = (low_corner + high_corner) / 2, 0.52 * float((high_corner - low_corner).max()) or 1.0
    for place, name in enumerate("xyz"[i] for i in keep):
        letter = "xyz"[place]
        getattr(axes, f"set_{letter}lim")(middle[place] - half, middle[place] + half)
        getattr(axes, f"set_{letter}label")(f"{name} / mm")
    axes.set_aspect("equal")
    scale_bar(figure, axes, color, shown.wavelength[first] if color == "wavelength" else np.array([low, high]))
    axes.set_title(title_of(title), fontsize=11)
    return figure


def scale_bar(figure: Any, axes: Any, color: str, values: npt.NDArray[Any]) -> None:
    """What colours of steps mean, where they differ."""
    if not len(values) or values.min() == values.max():
        return
    from matplotlib.cm import ScalarMappable
    from matplotlib.colors import ListedColormap, Normalize
    low, high = float(values.min()), float(values.max())
    shades = scale.colored(color, np.linspace(low, high, 128), low, high)
    bar = ScalarMappable(Normalize(low, high), ListedColormap(shades))
    figure.colorbar(bar, ax=axes, label="wavelength / nm" if color == "wavelength" else "time / ns", shrink=0.7, pad=0.08)


def event_image(geometry: Geometry, hits: Any, *, by: str = "charge", log: bool = False, **camera: Any) -> Image:
    """The library's picture of a committed geometry, with channels coloured by the "charge" of their hits (sums of weights) or the "time" of
    their first one, in ns; others are grey, and all that has no channel is clear. log: colours by the logarithm. camera: as for Geometry.render. Needs no matplotlib."""
    word("by", by, ("charge", "time"))
    live("geometry", geometry, Geometry)
    table = table_of(hits)
    count = int(geometry.info().channel_count)
    channel = table["channel"]
    there = (channel >= 0) & (channel < count)
    if by == "charge":
        values = np.bincount(channel[there], weights_of(table)[there], count).astype(float)
        values[values == 0] = np.nan
    else:
        values = np.full(count, np.inf)
        np.minimum.at(values, channel[there], table["time"][there].astype(float) + table.time_offset)
        values[~np.isfinite(values)] = np.nan
    # What has no channel is clear, so that one looks into the detector.
    clear = np.tile(np.array(CLEAR, np.uint8), (int(geometry.info().surface_count) + 1, 1))
    clear[-1, 3] //= 3
    style = _c.Style(channel_values=values.astype(np.float32), log_scale=log, missing_color=(90, 90, 90, 40), background=(255, 255, 255, 255),
                     surface_colors=clear)
    if by == "time" and np.isfinite(values).any():
        low, high = np.nanquantile(values, [0.005, 0.98])
        style.value_low, style.value_high = float(low), float(high) if high > low else float(low) + 1.0
    return geometry.render(style, **camera)

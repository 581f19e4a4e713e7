"""Colours of hits, of channels and of steps by time, charge or wavelength."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from . import colors
from .content import Hits
from .tracks import Tracks

Array = npt.NDArray[Any]
BY = ("time", "charge", "wavelength")
QUANTILES = (0.005, 0.25, 0.5, 0.75, 0.98)


def by_channel(hits: Hits) -> dict[str, Array]:
    """Of the channels that were hit, ascending: channel, charge (sum of weights), time of the first hit, mean wavelength."""
    there = hits.channel >= 0
    channel, of = np.unique(hits.channel[there], return_inverse=True)
    of = of.ravel()
    charge = np.bincount(of, hits.weight[there], len(channel))
    time = np.full(len(channel), np.inf)
    np.minimum.at(time, of, hits.time[there])
    with np.errstate(invalid="ignore", divide="ignore"):
        wavelength = np.bincount(of, hits.weight[there] * hits.wavelength[there], len(channel)) / charge
    return {"channel": channel, "charge": charge, "time": time, "wavelength": wavelength}


def times(hits: Hits | None, tracks: Tracks | None) -> tuple[float, float]:
    """ns where colours by time begin and end."""
    given = hits.time if hits is not None and len(hits) else tracks.time + tracks.time_offset if tracks is not None else np.zeros(0)
    if not len(given):
        return 0.0, 1.0
    # A few late hits would have all others be of one colour.
    low, lower, middle, upper, most = (float(one) for one in np.quantile(given, QUANTILES))
    high = min(most, middle + 5 * (upper - lower)) if upper > lower else most
    return low, high if high > low else low + 1.0


def charges(found: dict[str, Array]) -> tuple[float, float, bool]:
    """Charges where colours begin and end, and whether they are spread by their logarithm."""
    charge = found["charge"][found["charge"] > 0]
    if not len(charge):
        return 0.0, 1.0, False
    low, high = float(charge.min()), float(charge.max())
    if high > 30 * low:
        return low, high, True
    return 0.0, high, False


def colored(by: str, values: Array, low: float, high: float, log: bool = False) -> Array:
    """Colours (n, 3), sRGB from 0 to 1, of values (n,)."""
    if by == "wavelength":
        return colors.of_wavelength(np.nan_to_num(values, nan=420.0))
    if log:
        values, low, high = np.log(np.maximum(values, low)), np.log(low), np.log(high)
    return colors.of_number((values - low) / (high - low), by)

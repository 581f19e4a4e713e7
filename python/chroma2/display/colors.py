"""Colours: of wavelengths, of numbers, and as they are given: "#rrggbb", "#rrggbbaa", or three or four numbers from 0 to 1."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import numpy.typing as npt

# nm with red, green and blue (sRGB, 0 to 255). What eyes do not see has the colour of the nearest that they do, so that it is seen.
SPECTRUM = [(380, 150, 80, 255), (425, 110, 70, 255), (450, 70, 110, 255), (490, 0, 210, 255), (510, 40, 250, 150), (550, 150, 250, 40),
            (580, 255, 225, 30), (610, 255, 150, 30), (650, 255, 70, 40), (780, 220, 30, 50)]
# Of numbers, in even steps from the least to the largest: bright at both ends, so that they are seen on a dark ground.
MAPS = {
    "time": [(255, 90, 60), (255, 165, 50), (245, 225, 70), (130, 235, 100), (40, 210, 185), (60, 145, 255), (125, 80, 240)],
    "charge": [(88, 60, 170), (62, 100, 190), (40, 150, 160), (60, 190, 120), (150, 215, 70), (253, 231, 50)],
}


def of_wavelength(wavelength: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Colours (n, 3), sRGB from 0 to 1, of wavelengths (n,) in nm."""
    table, given = np.array(SPECTRUM, float), np.asarray(wavelength, float)
    return np.stack([np.interp(given, table[:, 0], table[:, i]) for i in (1, 2, 3)], -1) / 255


def of_number(values: npt.ArrayLike, name: str) -> npt.NDArray[np.float64]:
    """Colours (n, 3), sRGB from 0 to 1, of values (n,) from 0 to 1 by a map."""
    table, given = np.array(MAPS[name], float), np.asarray(values, float)
    places = np.linspace(0, 1, len(table))
    return np.stack([np.interp(given, places, table[:, i]) for i in range(3)], -1) / 255


def linear(color: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """sRGB, any shape, as linear values, which glTF has."""
    given = np.asarray(color, float)
    return np.where(given <= 0.04045, given / 12.92, ((given + 0.055) / 1.055) ** 2.4)


def parsed(name: str, color: Any, opacity: float) -> tuple[float, float, float, float]:
    """A colour as it is given, with an opacity where it has none; ValueError names what it is for."""
    if isinstance(color, str) and re.fullmatch("#([0-9a-fA-F]{6}|[0-9a-fA-F]{8})", color):
        numbers = [int(color[i:i + 2], 16) / 255 for i in range(1, len(color), 2)]
    elif not isinstance(color, str) and np.shape(color) in ((3,), (4,)):
        numbers = [float(one) for one in color]
    else:
        numbers = [-1.0]
    if not all(0 <= one <= 1 for one in numbers):
        raise ValueError(f'colors: {name} is {color!r}; "#rrggbb", "#rrggbbaa", or 3 or 4 numbers from 0 to 1 are needed')
    red, green, blue, alpha = (*numbers, opacity)[:4]
    return red, green, blue, alpha

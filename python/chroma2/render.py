"""Pictures."""

from __future__ import annotations

import ctypes as ct
import os
import pathlib
import tempfile
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from . import _c
from ._checks import array, dimensions, path_text, shown
from ._library import check, library

if TYPE_CHECKING:
    from .geometry import Geometry

DEFAULT_SIZE = (800, 600)
DEFAULT_FOV = np.pi / 4


class Image:
    """A picture: `pixels` (height, width, 4), rows from the top, red, green, blue (sRGB) and opacity, as uint8. Notebooks
    show it."""

    def __init__(self, pixels: npt.ArrayLike) -> None:
        shape = np.shape(pixels) if dimensions("pixels", pixels) else ()
        if len(shape) != 3:
            raise ValueError(f"pixels has the shape {shape}; (height, width, 4) is needed")
        self.pixels: npt.NDArray[np.uint8] = array(pixels, np.uint8, (shape[1], 4), "pixels")

    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes it as a PNG file."""
        height, width, _ = self.pixels.shape
        check(library.image_write_png(path_text("path", path), self.pixels.ctypes.data, width, height))

    def _repr_png_(self) -> bytes:
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder, "image.png")
            self.save(path)
            return path.read_bytes()

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> npt.NDArray[Any]:
        return np.array(self.pixels, dtype, copy=copy) if copy else np.asarray(self.pixels, dtype)

    def __repr__(self) -> str:
        return f"<chroma2.Image of {self.pixels.shape[1]} by {self.pixels.shape[0]} pixels>"


def whole_view(geometry: Geometry, width: int, height: int, fov: float) -> dict[str, Any]:
    """A camera that sees all of a geometry, from above its corner of largest x and least y."""
    info = geometry.info()
    lower, upper = info["lower"].astype(float), info["upper"].astype(float)
    middle, radius = (lower + upper) / 2, float(np.linalg.norm(upper - lower)) / 2 or 1.0
    half = min(fov / 2, float(np.arctan(np.tan(fov / 2) * width / height)))
    along = np.array([1.0, -1.4, 0.8])
    return {"position": middle + along / np.linalg.norm(along) * radius / np.sin(half), "target": middle}


def render(geometry: Geometry, style: _c.Style | None, camera: Mapping[str, Any]) -> Image:
    """Geometry.render does it."""
    config = _c.Camera(**camera)
    width, height = config.width or DEFAULT_SIZE[0], config.height or DEFAULT_SIZE[1]
    if "position" not in camera:
        given = whole_view(geometry, width, height, config.vertical_fov or DEFAULT_FOV)
        for name in ("position", "target"):
            if name not in camera:
                setattr(config, name, given[name])
    pixels = np.empty((height, width, 4), np.uint8)
    if not isinstance(style, (_c.Style, type(None))):
        raise TypeError(f"style: a Style is needed, not {shown(style)}")
    drawn = None if style is None else ct.byref(style)
    check(library.geometry_render(geometry.handle, ct.byref(config), drawn, pixels.ctypes.data, pixels.nbytes))
    return Image(pixels)

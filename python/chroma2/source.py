"""What emits light: Source, and charged steps."""

from __future__ import annotations

import ctypes as ct
import os
from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from . import _c
from ._c import NONE, STEP, STEP_SPECTRUM
from ._checks import array, index, integer, path_text, shown
from ._library import check, library

Source = _c.Source


class StepSpectrum(NamedTuple):
    """A spectrum for steps of a list: (wavelengths, values) of a SpectrumType, times in ns."""

    spectrum: tuple[npt.ArrayLike, npt.ArrayLike]
    decay_time: float = 0.0
    rise_time: float = 0.0
    type: int = _c.SpectrumType.DENSITY


class Steps(_c.Steps):
    __doc__ = (_c.Steps.__doc__ or "") + """
    What steps of a list have in common. `records`: an array of STEP. `spectra`: a list of StepSpectrum, which a step's
    `spectrum` counts from 1, or an array of STEP_SPECTRUM, whose addresses stay the program's.
    """

    def __setattr__(self, name: str, value: Any) -> None:
        if name == "spectra" and isinstance(value, (list, tuple)):
            held, records = [], np.zeros(len(value), STEP_SPECTRUM)
            for record, one in zip(records, value):
                if not isinstance(one, StepSpectrum):
                    raise TypeError(f"Steps.spectra: StepSpectrum is needed, not {one!r}")
                x, y = (array(values, np.float64, 1, f"Steps.spectra: {what}") for what, values in zip(
                    ("wavelengths", "values"), one.spectrum, strict=True))
                if len(x) != len(y):
                    raise ValueError(f"Steps.spectra: {len(x)} wavelengths and {len(y)} values")
                held += [x, y]
                record["wavelengths"], record["values"], record["count"] = x.ctypes.data, y.ctypes.data, len(x)
                record["type"], record["decay_time"], record["rise_time"] = one.type, one.decay_time, one.rise_time
            self.kept["arrays of spectra"] = held  # as long as the struct
            value = records
        super().__setattr__(name, value)
        if not isinstance(value, int) and name in ("spectra", "records"):
            size = "spectrum_size" if name == "spectra" else "record_size"
            super().__setattr__(size, _c.STEP.itemsize if name == "records" else STEP_SPECTRUM.itemsize)


def _rows(materials: Mapping[int, int]) -> npt.NDArray[np.uint32]:
    if not isinstance(materials, Mapping):
        raise TypeError(f"materials: a mapping of rows to materials is needed, not {shown(materials)}")
    materials = {integer("materials", row, 0, 2**24): material for row, material in materials.items()}
    rows = np.full(max(materials, default=-1) + 1, NONE, np.uint32)
    for row, material in materials.items():
        rows[row] = index("materials", material)
    return rows


def steps_from_opticks(gensteps: npt.ArrayLike, materials: Mapping[int, int]) -> npt.NDArray[Any]:
    """An array of STEP of Opticks' gensteps, (n, 6, 4) in single precision; materials: {row of the boundary texture:
    material}."""
    given, rows = array(gensteps, np.float32, (6, 4), "gensteps"), _rows(materials)
    records = np.zeros(len(given), STEP)
    check(library.steps_from_opticks(given.ctypes.data, len(given), rows.ctypes.data, rows.size, records.ctypes.data,
                                     STEP.itemsize))
    return records


def steps_load_opticks(path: str | os.PathLike[str], materials: Mapping[int, int]) -> npt.NDArray[Any]:
    """The same of a .npy file."""
    rows, count = _rows(materials), ct.c_uint64()
    name = path_text("path", path)
    check(library.steps_load_opticks(name, rows.ctypes.data, rows.size, None, STEP.itemsize, 0, ct.byref(count)))
    records = np.zeros(count.value, STEP)
    check(library.steps_load_opticks(name, rows.ctypes.data, rows.size, records.ctypes.data, STEP.itemsize, count.value,
                                     ct.byref(count)))
    return records


def steps_from_clsim(blob: Any, material: int) -> npt.NDArray[Any]:
    """An array of STEP of IceCube's clsim's steps, 48 bytes each, in anything that has a buffer."""
    try:
        given = np.frombuffer(blob, np.uint8)
    except (BufferError, TypeError, ValueError) as reason:
        raise TypeError(f"blob: a buffer of bytes is needed, not {shown(blob)}: {reason}") from None
    if given.size % 48:
        raise ValueError(f"blob: {given.size} bytes; a multiple of 48 is needed")
    records = np.zeros(given.size // 48, STEP)
    check(library.steps_from_clsim(given.ctypes.data, records.size, index("material", material), records.ctypes.data,
                                   STEP.itemsize))
    return records

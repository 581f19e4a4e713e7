"""Steps of other programs as arrays of STEP."""

import ctypes as ct
import os

import numpy as np

from chroma2_checks import array
from chroma2_library import call
from chroma2_structs import NONE, STEP, u64


def _rows(materials):
    rows = np.full(max(materials, default=-1) + 1, NONE, np.uint32)
    for row, material in materials.items():
        rows[row] = material
    return rows


def steps_from_opticks(gensteps, materials):
    """Records of Opticks' gensteps, (N, 6, 4) in single precision; materials: {row of the boundary texture: material}."""
    gensteps, rows = array(gensteps, np.float32, (6, 4), "gensteps"), _rows(materials)
    records = np.zeros(len(gensteps), STEP)
    call("steps_from_opticks", gensteps.ctypes.data, len(gensteps), rows.ctypes.data, rows.size, records.ctypes.data,
         STEP.itemsize)
    return records


def steps_load_opticks(path, materials):
    """The same of a .npy file."""
    rows, count = _rows(materials), u64()
    path = os.fsencode(path)
    call("steps_load_opticks", path, rows.ctypes.data, rows.size, None, STEP.itemsize, 0, ct.byref(count))
    records = np.zeros(count.value, STEP)
    call("steps_load_opticks", path, rows.ctypes.data, rows.size, records.ctypes.data, STEP.itemsize, count.value,
         ct.byref(count))
    return records


def steps_from_clsim(blob, material):
    """Records of IceCube's clsim, 48 bytes each."""
    blob = np.frombuffer(blob, np.uint8)
    if blob.size % 48:
        raise ValueError(f"blob: {blob.size} bytes; a multiple of 48 is needed")
    records = np.zeros(blob.size // 48, STEP)
    call("steps_from_clsim", blob.ctypes.data, records.size, material, records.ctypes.data, STEP.itemsize)
    return records

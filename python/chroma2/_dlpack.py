"""DLPack capsules of memory on GPUs, as of version 0.8 (unversioned), which all consumers take."""

from __future__ import annotations

import ctypes as ct
import itertools
from typing import Any

import numpy as np

CUDA = 2  # kDLCUDA
CODES = {"i": 0, "u": 1, "f": 2}


class Tensor(ct.Structure):
    _fields_ = [("data", ct.c_void_p), ("device_type", ct.c_int32), ("device_id", ct.c_int32), ("ndim", ct.c_int32),
                ("code", ct.c_uint8), ("bits", ct.c_uint8), ("lanes", ct.c_uint16), ("shape", ct.POINTER(ct.c_int64)),
                ("strides", ct.POINTER(ct.c_int64)), ("byte_offset", ct.c_uint64)]


class Managed(ct.Structure):
    _fields_ = [("tensor", Tensor), ("context", ct.c_void_p), ("deleter", ct.c_void_p)]


_given: dict[int, tuple[Any, ...]] = {}  # what consumers hold, by the number in `context`
_numbers = itertools.count(1)


def _forget(managed: Any) -> None:
    _given.pop(managed.contents.context, None)


_python = ct.PyDLL(None)  # of its own: whoever uses ct.pythonapi sets argument types there
_new = _python.PyCapsule_New
_new.restype, _new.argtypes = ct.py_object, [ct.c_void_p, ct.c_char_p, ct.c_void_p]
_is_valid = _python.PyCapsule_IsValid
_is_valid.restype, _is_valid.argtypes = ct.c_int, [ct.c_void_p, ct.c_char_p]
_pointer = _python.PyCapsule_GetPointer
_pointer.restype, _pointer.argtypes = ct.c_void_p, [ct.c_void_p, ct.c_char_p]


def _unused(capsule: int) -> None:
    """The end of a capsule that no consumer has taken: one that did has renamed it."""
    if _is_valid(capsule, b"dltensor"):
        managed = ct.cast(_pointer(capsule, b"dltensor"), ct.POINTER(Managed))
        _given.pop(managed.contents.context, None)


_delete: Any = ct.CFUNCTYPE(None, ct.POINTER(Managed))(_forget)
_end: Any = ct.PYFUNCTYPE(None, ct.c_void_p)(_unused)


def capsule(address: int, shape: tuple[int, ...], strides: tuple[int, ...], dtype: np.dtype[Any], device: int, owner: Any) -> Any:
    """A capsule that keeps `owner` until its consumer gives it up."""
    number = next(_numbers)
    sizes = (ct.c_int64 * len(shape))(*shape)
    steps = (ct.c_int64 * len(strides))(*(stride // dtype.itemsize for stride in strides))
    tensor = Tensor(address or None, CUDA, device, len(shape), CODES[dtype.kind], 8 * dtype.itemsize, 1, sizes, steps, 0)
    managed = Managed(tensor, number, ct.cast(_delete, ct.c_void_p))
    _given[number] = managed, sizes, steps, owner
    return _new(ct.addressof(managed), b"dltensor", ct.cast(_end, ct.c_void_p))

"""What is checked before the library is called: C would read what is not there, cut numbers off or leave a misspelt
option out without a word."""

from __future__ import annotations

import difflib
import operator
import os
import pathlib
import reprlib
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt


_repr = reprlib.Repr()
_repr.maxstring = _repr.maxother = 80


def shown(value: Any) -> str:
    """A value in a message, however large."""
    return _repr.repr(value)


def unknown(what: str, name: str, known: Iterable[str]) -> str:
    """The text for a name that `what` does not have."""
    name, known = str(name), list(known)
    near = difflib.get_close_matches(name, known, 1, 0.5)
    has = f"; it has: {', '.join(known)}" if len(known) <= 40 else ""
    return f"{what} has no {name!r}" + (f"; did you mean {near[0]!r}?" if near else has)


def listed(name: str, values: Any) -> list[Any]:
    """What can be gone through as a list."""
    try:
        return list(values)
    except TypeError:
        raise TypeError(f"{name}: a list is needed, not {shown(values)}") from None


def fields(name: str, value: Any) -> dict[str, Any]:
    """A mapping whose keys are texts as a dict."""
    if not isinstance(value, Mapping) or not all(isinstance(key, str) for key in value):
        raise TypeError(f"{name}: a mapping of names to values is needed, not {shown(value)}")
    return dict(value)


def word(name: str, value: Any, known: Iterable[str]) -> str:
    """One of the words that are known."""
    known = list(known)
    if not isinstance(value, str) or value not in known:
        raise ValueError(f"{name} is {shown(value)}; one of {', '.join(known)} is needed")
    return value


def integer(name: str, value: Any, low: int, high: int) -> int:
    """An integer of Python's or NumPy's within [low, high] as an int."""
    try:
        number = operator.index(value)
    except TypeError:
        raise TypeError(f"{name}: an integer is needed, not {shown(value)}") from None
    if not low <= number <= high:
        raise ValueError(f"{name} is {number}; it must be from {low} to {high}")
    return number


def index(name: str, value: Any) -> int:
    """An unsigned integer of 32 bits."""
    return integer(name, value, 0, 2**32 - 1)


def number(name: str, value: Any) -> float:
    """A real number as a float; NaN and infinity are left to the library."""
    if isinstance(value, (str, bytes)) or np.iscomplexobj(value) or dimensions(name, value):
        raise TypeError(f"{name}: a number is needed, not {shown(value)}")
    try:
        return float(value)
    except OverflowError:
        raise ValueError(f"{name}: an integer too large for a number is {shown(value)}") from None
    except (TypeError, ValueError):
        raise TypeError(f"{name}: a number is needed, not {shown(value)}") from None


def dimensions(name: str, value: Any) -> int:
    """How many dimensions a number or an array has."""
    try:
        return int(np.ndim(value))
    except (TypeError, ValueError) as reason:
        raise ValueError(f"{name} is no array: {reason}") from None


def text(name: str, value: Any) -> bytes:
    """A str, bytes or path as bytes for C."""
    if isinstance(value, os.PathLike):
        value = os.fsencode(value)
    if not isinstance(value, (str, bytes)):
        raise TypeError(f"{name}: a text is needed, not {shown(value)}")
    try:
        found = value.encode() if isinstance(value, str) else value
    except UnicodeEncodeError as reason:
        raise ValueError(f"{name} is {shown(value)}, which is no text: {reason}") from None
    if b"\0" in found:
        raise ValueError(f"{name} is {shown(found)}: C ends a text at its first zero byte")
    return found


def path_text(name: str, value: Any) -> bytes:
    """A path for C, also one of bytes that are no text."""
    try:
        return text(name, os.fsencode(value))
    except TypeError:
        raise TypeError(f"{name}: a path is needed, not {shown(value)}") from None
    except UnicodeEncodeError as reason:
        raise ValueError(f"{name} is {shown(value)}, which is no path: {reason}") from None


def path_of(name: str, value: Any) -> pathlib.Path:
    """A path for Python."""
    return pathlib.Path(os.fsdecode(path_text(name, value)))


def array(values: Any, dtype: npt.DTypeLike, width: int | tuple[int, ...] = 1, name: str = "array", count: int | None = None,
          strided: bool = False) -> npt.NDArray[Any]:
    """Values as an aligned array of `dtype` without gaps: (n,) for a width of 1, else (n, width); `width` may be
    a shape, and `count` the n that is needed.

    What has this form already is taken as it is, with `strided` also where whole entries lie apart; anything else is
    converted into a copy: other widths of numbers, strided and byte-swapped arrays, lists. ValueError where that would
    lose more than precision: a wrong shape, fractions or what is out of range for integers, finite numbers beyond
    single precision.
    """
    dtype = np.dtype(dtype)
    try:
        given = np.asarray(values)
    except (OverflowError, TypeError, ValueError) as reason:
        raise ValueError(f"{name} is no array: {reason}") from None
    tail = width if isinstance(width, tuple) else (width,) * (width > 1)
    if given.size == 0 and given.ndim == 1:  # [] has any width
        given = given.reshape((0, *tail)).astype(dtype)
    if given.shape[1:] != tail or given.ndim == 0 or count not in (None, len(given)):
        wanted = ", ".join(["n" if count is None else str(count), *map(str, tail)]) + ("" if tail else ",")
        raise ValueError(f"{name} has the shape {given.shape}; ({wanted}) is needed")
    if given.dtype == dtype:
        if strided and whole_entries(given):
            return given
        return np.require(given, dtype, ["C", "A"])
    if given.dtype.kind not in ("biuf" if dtype.kind == "f" else "biu" if dtype.kind in "iu" else ""):
        raise ValueError(f"{name} is of {given.dtype}; {dtype} is needed, or what can become that")
    if dtype.kind in "iu" and given.size:
        low, high, ends = given.min(), given.max(), np.iinfo(dtype)
        if int(low) < ends.min or int(high) > ends.max:
            raise ValueError(f"{name} has {low if int(low) < ends.min else high}, which {dtype} cannot hold")
    try:
        with np.errstate(over="raise"):
            return np.require(given, dtype, ["C", "A"])
    except FloatingPointError:
        largest = given.flat[int(np.argmax(np.where(np.isfinite(given), np.abs(given), 0)))]
        raise ValueError(f"{name} has {largest}, which {dtype} cannot hold") from None


def no_addresses(**arrays: Any) -> None:
    """TypeError where an integer stands for an array."""
    for name, value in arrays.items():
        if isinstance(value, int) or (hasattr(value, "__index__") and not dimensions(name, value)):
            raise TypeError(f"{name}: an array is needed, not {shown(value)}")


def whole_entries(given: npt.NDArray[Any]) -> bool:
    """Whether an array is one of contiguous entries that lie a positive, aligned number of bytes apart."""
    if given.size == 0 or not given.flags.aligned:
        return False
    inner = given[0]
    return bool(inner.flags.c_contiguous) and given.strides[0] >= inner.nbytes and given.strides[0] % given.itemsize == 0

"""What chroma2_ctypes.py checks before it calls the library: C would read what is not there, cut numbers off
or leave a misspelt option out without a word."""

import difflib
import operator
import os

import numpy as np


def unknown(what, name, known):
    """The text for a name that `what` does not have."""
    near = difflib.get_close_matches(name, known, 1, 0.5)
    return f"{what} has no {name!r}" + (f"; did you mean {near[0]!r}?" if near else f"; it has: {', '.join(known)}")


def integer(name, value, low, high):
    """An integer of Python's or NumPy's within [low, high] as an int."""
    try:
        number = operator.index(value)
    except TypeError:
        raise TypeError(f"{name}: an integer is needed, not {value!r}") from None
    if not low <= number <= high:
        raise ValueError(f"{name} is {number}; it must be from {low} to {high}")
    return number


def number(name, value):
    """A real number as a float; NaN and infinity are left to the library."""
    if isinstance(value, (str, bytes, complex)) or np.ndim(value):
        raise TypeError(f"{name}: a number is needed, not {value!r}")
    try:
        return float(value)
    except TypeError:
        raise TypeError(f"{name}: a number is needed, not {value!r}") from None


def text(name, value):
    """A str, bytes or path as bytes for C."""
    if isinstance(value, os.PathLike):
        value = os.fsencode(value)
    if not isinstance(value, (str, bytes)):
        raise TypeError(f"{name}: a text is needed, not {value!r}")
    value = value.encode() if isinstance(value, str) else value
    if b"\0" in value:
        raise ValueError(f"{name} is {value!r}: C ends a text at its first zero byte")
    return value


def array(values, dtype, width=1, name="array", count=None):
    """Values as an aligned array of `dtype` without gaps: (n,) for a width of 1, else (n, width); `width` may be
    a shape, and `count` the n that is needed.

    What has this form already is taken as it is, anything else is converted into a copy: other widths of numbers,
    strided and byte-swapped arrays, lists. ValueError where that would lose more than precision: a wrong shape,
    fractions or what is out of range for integers, finite numbers beyond single precision.
    """
    dtype = np.dtype(dtype)
    try:
        given = np.asarray(values)
    except ValueError as reason:
        raise ValueError(f"{name} is no array: {reason}") from None
    tail = width if isinstance(width, tuple) else (width,) * (width > 1)
    if given.size == 0 and given.ndim == 1:  # [] has any width
        given = given.reshape((0, *tail)).astype(dtype)
    first = "n" if count is None else str(count)
    if given.shape[1:] != tail or given.ndim == 0 or count not in (None, len(given)):
        wanted = ", ".join([first, *map(str, tail)]) + ("" if tail else ",")
        raise ValueError(f"{name} has the shape {given.shape}; ({wanted}) is needed")
    if given.dtype == dtype:
        return np.require(given, dtype, ["C", "A"])
    if given.dtype.kind not in ("biuf" if dtype.kind == "f" else "biu" if dtype.kind in "iu" else ""):
        raise ValueError(f"{name} is of {given.dtype}; {dtype} is needed, or what can become that")
    if dtype.kind in "iu" and given.size:
        low, high, ends = given.min(), given.max(), np.iinfo(dtype)
        if int(low) < ends.min or int(high) > ends.max:
            wrong = low if int(low) < ends.min else high
            raise ValueError(f"{name} has {wrong}, which {dtype} cannot hold")
    try:
        with np.errstate(over="raise"):
            return np.require(given, dtype, ["C", "A"])
    except FloatingPointError:
        largest = given.flat[np.argmax(np.where(np.isfinite(given), np.abs(given), 0))]
        raise ValueError(f"{name} has {largest}, which {dtype} cannot hold") from None

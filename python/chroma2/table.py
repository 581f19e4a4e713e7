"""Hits and ends of photons as plain arrays: what files hold, what is compared and merged."""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from ._checks import array, number, shown, unknown


class Kind(NamedTuple):
    """How a column is stored."""

    dtype: str
    width: int  # numbers of an entry
    unit: str  # "": none
    doc: str


SCHEMA = {
    "channel": Kind("<i4", 1, "", "channel that detected the photon"),
    "photon": Kind("<u8", 1, "", "index in the event; of a secondary photon that of the submitted one"),
    "event": Kind("<u8", 1, "", "number of the event"),
    "id": Kind("<u8", 1, "", "the photon's index, or the id of a secondary one"),
    "position": Kind("<f4", 3, "mm", "where it ended"),
    "direction": Kind("<f4", 3, "", "unit vector"),
    "polarization": Kind("<f4", 3, "", "unit vector"),
    "time": Kind("<f4", 1, "ns", "from time_offset"),
    "wavelength": Kind("<f4", 1, "nm", "in vacuum"),
    "weight": Kind("<f4", 1, "", "statistical weight"),
    "flags": Kind("<u4", 1, "", "bits of chroma2_flag"),
    "instance": Kind("<u4", 1, "", "instance that was hit; 4294967295: none"),
    "triangle": Kind("<u4", 1, "", "triangle of its mesh, or wire of a plane"),
}


class Table:
    """Columns of one length by their names, as SCHEMA has them, any of them missing; the time in ns that times count from; and
    what is known of the run (`about`: values that JSON can hold, as seed, event and the number of photons).

    Made of Hits, EndStates, another Table, or a mapping of arrays, which need not come from this library. Other columns are refused
    by a TypeError, wrong shapes and types by a ValueError that names the column. Arrays that fit are taken as they are.
    """

    def __init__(self, columns: Any, time_offset: float | None = None, about: Mapping[str, Any] | None = None) -> None:
        if not (hasattr(columns, "keys") and hasattr(columns, "__getitem__")):
            raise TypeError(f"columns: a mapping of arrays is needed, not {shown(columns)}")
        if about is not None and not isinstance(about, Mapping):
            raise TypeError(f"about: a mapping is needed, not {shown(about)}")
        given = dict(columns)
        given.pop("time_offset", None)
        self.columns: dict[str, npt.NDArray[Any]] = {}
        for name in SCHEMA:
            if name in given:
                kind = SCHEMA[name]
                count = len(next(iter(self.columns.values()))) if self.columns else None
                self.columns[name] = array(given.pop(name), kind.dtype, kind.width, name, count)
        if given:
            raise TypeError(unknown("a table of photons", next(iter(given)), SCHEMA))
        offset = getattr(columns, "time_offset", 0.0) if time_offset is None else time_offset
        self.time_offset = number("time_offset", offset)
        self.about = dict(getattr(columns, "about", {}) if about is None else about)

    def keys(self) -> list[str]:
        """Names of the columns, in the order of SCHEMA."""
        return list(self.columns)

    def items(self) -> Iterator[tuple[str, npt.NDArray[Any]]]:
        """Names and arrays."""
        return iter(self.columns.items())

    def __getitem__(self, name: str) -> npt.NDArray[Any]:
        if name not in self.columns:
            raise KeyError(unknown("the table", name, self.columns))
        return self.columns[name]

    def __contains__(self, name: object) -> bool:
        return name in self.columns

    def __iter__(self) -> Iterator[str]:
        return iter(self.columns)

    def __len__(self) -> int:
        return len(next(iter(self.columns.values()))) if self.columns else 0

    def digest(self) -> str:
        """SHA-256 of the columns: names, types and bytes in the order of SCHEMA, and time_offset, as 64 hexadecimal digits. The same
        for every format of files, and for the same photons however they were split and merged."""
        made = hashlib.sha256(struct.pack("<dQ", self.time_offset, len(self)))
        for name, values in self.columns.items():
            kind = SCHEMA[name]
            made.update(f"{name} {kind.dtype} {kind.width}\n".encode())
            made.update(np.ascontiguousarray(values.astype(kind.dtype, copy=False)).data)
        return made.hexdigest()

    def __repr__(self) -> str:
        return f"<chroma2.Table: {len(self)} of {', '.join(self.columns)}>"


def concatenated(tables: list[Table]) -> Table:
    """Tables of the same columns and time_offset one behind another."""
    first = tables[0]
    for other in tables[1:]:
        if other.keys() != first.keys() or other.time_offset != first.time_offset:
            raise ValueError(f"the tables have other columns or time offsets: {first!r} and {other!r}")
    return Table({name: np.concatenate([table[name] for table in tables]) for name in first}, first.time_offset, first.about)

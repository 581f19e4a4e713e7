"""Tracks of photons: their places at the start and after every step."""

from __future__ import annotations

import dataclasses
import os
import zipfile
from typing import Any

import numpy as np
import numpy.typing as npt

from .._checks import array, number, path_of, shown
from .._handle import live
from ..event import Event
from ..results import Records
from ..session import Session
from ..source import Source

Array = npt.NDArray[Any]


@dataclasses.dataclass
class Tracks:
    """Tracks of k photons: those of photon[i] are entries offset[i] to before offset[i + 1] of position (n, 3) in mm, time (n,) in ns
    from time_offset, wavelength (n,) in nm, and flags (n,), bits of Flag. len() is k. `Tracks.of(event.records())` makes them."""

    position: Array
    time: Array
    wavelength: Array
    flags: Array
    photon: Array
    offset: Array
    time_offset: float = 0.0

    @classmethod
    def of(cls, given: Any) -> Tracks:
        """Of Records, of Tracks, of a file that `save` wrote, or of an event whose record_first or record_indices chose photons."""
        if isinstance(given, Tracks):
            return given
        if isinstance(given, (str, os.PathLike)):
            return cls.load(given)
        if not isinstance(given, (Records, Event)):
            raise TypeError(f"tracks: Records, Tracks, a file of them or an Event are needed, not {shown(given)}")
        records = given if isinstance(given, Records) else given.records()
        names = [field.name for field in dataclasses.fields(cls)][:-1]
        return cls(**{name: np.array(records[name]) for name in names}, time_offset=records.time_offset)

    def __post_init__(self) -> None:
        self.offset = array(self.offset, np.uint64, 1, "offset")
        count = int(self.offset[-1]) if len(self.offset) else 0
        if not len(self.offset) or self.offset[0] or (np.diff(self.offset.astype(np.int64)) < 0).any():
            raise ValueError("offset: numbers that begin with 0 and do not decrease are needed")
        for name, dtype, width in (("position", np.float32, 3), ("time", np.float32, 1), ("wavelength", np.float32, 1),
                                   ("flags", np.uint32, 1)):
            setattr(self, name, array(getattr(self, name), dtype, width, name, count))
        self.time_offset = number("time_offset", self.time_offset)
        self.photon = array(self.photon, np.uint64, 1, "photon", len(self.offset) - 1)

    def __len__(self) -> int:
        return len(self.photon)

    def steps(self) -> tuple[Array, Array]:
        """Entries where steps begin, (s,), and the place of their photon in `photon`, (s,): each goes to the entry after it."""
        offset = self.offset.astype(np.int64)
        begins = np.ones(len(self.time), bool)
        begins[offset[1:][np.diff(offset) > 0] - 1] = False
        first = np.flatnonzero(begins)
        return first, np.searchsorted(offset, first, "right") - 1

    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes them to a .npz file."""
        target = path_of("path", path)
        if target.suffix != ".npz":
            raise ValueError(f"{target}: tracks go to files of the name .npz")
        with open(target, "wb") as file:
            np.savez(file, allow_pickle=False, **vars(self))

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> Tracks:
        """Reads a file that `save` wrote."""
        names = [field.name for field in dataclasses.fields(cls)]
        found_at = path_of("path", path)
        try:
            opened = np.load(found_at, allow_pickle=False)
        except (EOFError, ValueError, zipfile.BadZipFile) as reason:
            raise ValueError(f"{found_at} has no tracks: {reason}") from None
        if not isinstance(opened, np.lib.npyio.NpzFile):
            raise ValueError(f"{found_at} has no tracks: it is no .npz file")
        with opened as file:
            missing = [name for name in names if name not in file.files]
            if missing:
                raise ValueError(f"{found_at} has no tracks: {', '.join(missing)} are missing")
            try:
                found = {name: file[name] for name in names}
            except ValueError as reason:
                raise ValueError(f"{found_at} has no tracks: {reason}") from None
        offset = found.pop("time_offset")
        if offset.shape:
            raise ValueError(f"{found_at} has no tracks: its time_offset is no number")
        return cls(**found, time_offset=float(offset))


def record(session: Session, source: Source, count: int, **options: Any) -> Tracks:
    """Tracks of the first `count` photons of a source: these and no others are propagated, as they are in an event of the
    whole source with the same options (those of Session.submit: seed, event_id, ...)."""
    live("session", session, Session)
    if not isinstance(source, Source):
        raise TypeError(f"source: a Source is needed, not {shown(source)}")
    with session.shine(source.replace(count=count), **options, record_first=count) as event:
        return Tracks.of(event.wait().records())

"""What sessions do: figures, latencies, traces."""

from __future__ import annotations

import atexit
import ctypes as ct
import logging
import os
import pathlib
import weakref
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import TYPE_CHECKING, Any

from . import _c, telemetry_files
from ._checks import number, path_text, shown
from ._handle import Handle
from ._library import check, library, read

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from . import _fields


def latency_quantile(telemetry: Mapping[str, Any] | _c.Telemetry, share: float) -> float:
    """The time in seconds within which a share of the events has ended: 0.5 for the median, 0.99 for all but one of a
    hundred; of what Session.telemetry() gives. Linear within a bucket of the histogram, which is right to a factor of 2;
    0 where none has ended."""
    if not isinstance(telemetry, (Mapping, _c.Telemetry)):
        raise TypeError(f"telemetry: a Telemetry is needed, not {shown(telemetry)}")
    if "latency_histogram" not in telemetry.keys():
        raise ValueError(f"telemetry has no 'latency_histogram': {shown(telemetry)}")
    share = number("share", share)
    buckets = [int(count) for count in telemetry["latency_histogram"]]
    rank, before = share * sum(buckets), 0
    for i, events in enumerate(buckets):
        begin = 0.0 if i == 0 else 2.0 ** (i - 1) * 1e-6
        end = begin if i + 1 == len(buckets) else 2.0**i * 1e-6
        if events and before + events >= rank:
            return begin + (end - begin) * max(rank - before, 0.0) / events
        before += events
    return 0.0


def folder_of(telemetry_folder: str | os.PathLike[str] | None) -> pathlib.Path | None:
    """The folder that a session's argument names; None: none."""
    name = b"" if telemetry_folder is None else path_text("telemetry_folder", telemetry_folder)
    return pathlib.Path(os.fsdecode(name)) if name else None


class Trace:
    """A trace of a session's events, as a context manager: Session.trace() makes one."""

    def __init__(self, session: Observed, path: str | os.PathLike[str] | None = None,
                 **options: Unpack[_fields.TraceConfigFields]) -> None:
        self.session = session
        name = None if path is None else path_text("path", path)
        check(library.session_trace_start(session.handle, name, ct.byref(_c.TraceConfig(**options))))
        self.running = True

    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes what a trace without a file has kept to one; it goes on."""
        check(library.session_trace_save(self.session.handle, path_text("path", path)))

    def stop(self) -> None:
        """Ends it: its file is complete then, or an Error says what went wrong with it."""
        if self.running:
            self.running = False
            check(library.session_trace_stop(self.session.handle))

    def __enter__(self) -> Trace:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()


_told: weakref.WeakSet[Observed] = weakref.WeakSet()
_callbacks: list[Any] = []  # for ever: one that drops the last reference to its session would be freed while it runs


@atexit.register
def _end_all() -> None:
    """No thread of the library may call Python once the interpreter is gone."""
    for session in list(_told):
        session.close()


class Observed(Handle):
    """What Session has of telemetry."""

    _file: Callable[[], object] | None = None  # ends its file of telemetry

    def _export(self, folder: pathlib.Path | None) -> None:
        """Writes telemetry to files of a folder, or of that which CHROMA2_TELEMETRY names; with neither not."""
        where = os.environ.get(telemetry_files.VARIABLE) if folder is None else folder
        if not where:
            return
        try:
            self._file = telemetry_files.start(self, where)
        except OSError as reason:
            if folder is not None:
                raise
            logging.getLogger("chroma2").warning("telemetry: %s", reason)  # no reason for a job to end

    def close(self) -> None:
        """Gives it up; a second time does nothing."""
        if self._file is not None:
            self._file()
        super().close()

    def _observe(self, config: _c.SessionConfig, on_telemetry: Callable[[dict[str, Any]], object] | None) -> None:
        """Puts a function into a session's config."""
        if on_telemetry is None:
            return
        if not callable(on_telemetry):
            raise TypeError(f"on_telemetry: a function is needed, not {on_telemetry!r}")
        told = on_telemetry
        _callbacks.append(_c.telemetry_callback(lambda _, telemetry: told(as_dict(telemetry.contents))))
        config.on_telemetry = ct.cast(_callbacks[-1], ct.c_void_p).value
        _told.add(self)

    def telemetry(self) -> _c.Telemetry:
        """What it did and has to do: events_done, photons_done, busy_seconds, memory, latency_histogram, ..."""
        return read(library.session_get_telemetry, self.handle, _c.Telemetry())

    def telemetry_text(self) -> str:
        """That, in the text format of Prometheus."""
        buffer, needed = ct.create_string_buffer(16384), ct.c_uint64()
        check(library.session_telemetry_text(self.handle, buffer, len(buffer), ct.byref(needed)))
        return buffer.value.decode()

    def trace(self, path: str | os.PathLike[str] | None = None, **options: Unpack[_fields.TraceConfigFields]) -> Trace:
        """Traces its events, until the returned Trace is stopped or its `with` block ends: to the file at `path`, or None:
        the last records are kept in memory, to be saved. Options are the fields of TraceConfig."""
        return Trace(self, path, **options)


def as_dict(telemetry: _c.Telemetry) -> dict[str, Any]:
    """A Telemetry as a dict, with its histogram as a list."""
    return dict(telemetry) | {"latency_histogram": list(telemetry.latency_histogram)}

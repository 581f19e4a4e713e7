"""Telemetry of libchroma2: what sessions do, latencies, traces."""

import atexit
import ctypes as ct
import weakref

from chroma2_checks import text
from chroma2_library import call, fields
from chroma2_structs import Telemetry, TraceConfig, p, u64

_Callback = ct.CFUNCTYPE(None, p, ct.POINTER(Telemetry))


def as_dict(telemetry):
    """A Telemetry as a dict, with its histogram as a list."""
    return fields(telemetry) | {"latency_histogram": list(telemetry.latency_histogram)}


def latency_quantile(telemetry, share):
    """The time in seconds within which a share of the events has ended: 0.5 for the median, 0.99 for all but one of a
    hundred; of what Session.telemetry() gives. Linear within a bucket of the histogram, which is right to a factor of 2;
    0 where none has ended."""
    buckets = telemetry["latency_histogram"]
    rank, before = share * sum(buckets), 0
    for i, events in enumerate(buckets):
        begin = 0.0 if i == 0 else 2.0 ** (i - 1) * 1e-6
        end = begin if i + 1 == len(buckets) else 2.0**i * 1e-6
        if events and before + events >= rank:
            return begin + (end - begin) * max(rank - before, 0.0) / events
        before += events
    return 0.0


class Trace:
    """A trace of a session's events, as a context manager: Session.trace() makes one."""

    def __init__(self, session, path=None, **options):
        self.session = session
        path = None if path is None else text("path", path)
        call("session_trace_start", session.handle, path, ct.byref(TraceConfig(**options)))
        self.running = True

    def save(self, path):
        """Writes what a trace without a file has kept to one; it goes on."""
        call("session_trace_save", self.session.handle, text("path", path))

    def stop(self):
        """Ends it: its file is complete then, or Error says what went wrong with it."""
        if self.running:
            self.running = False
            call("session_trace_stop", self.session.handle)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()


_told = weakref.WeakSet()
_callbacks = []  # for ever: one that drops the last reference to its session would be freed while it runs


@atexit.register
def _end_all():
    """No thread of the library may call Python once the interpreter is gone."""
    for session in list(_told):
        session.close()


class Observed:
    """What Session has of telemetry."""

    def observe(self, config, on_telemetry):
        """Puts a function into a session's config."""
        if on_telemetry is None:
            return
        if not callable(on_telemetry):
            raise TypeError(f"on_telemetry: a function is needed, not {on_telemetry!r}")
        _callbacks.append(_Callback(lambda _, telemetry: on_telemetry(as_dict(telemetry.contents))))
        config.on_telemetry = ct.cast(_callbacks[-1], p).value
        _told.add(self)

    def telemetry(self):
        """What it did and has to do, as a dict of chroma2_telemetry's fields."""
        out = Telemetry()
        call("session_get_telemetry", self.handle, ct.byref(out))
        return as_dict(out)

    def telemetry_text(self):
        """That, in the text format of Prometheus."""
        buffer, needed = ct.create_string_buffer(16384), u64()
        call("session_telemetry_text", self.handle, buffer, len(buffer), ct.byref(needed))
        return buffer.value.decode()

    def trace(self, path=None, **options):
        """Traces its events, until the returned Trace is stopped or its `with` block ends: to the file at `path`, or None:
        the last records are kept in memory, to be saved. Options are the fields of TraceConfig."""
        return Trace(self, path, **options)

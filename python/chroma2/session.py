"""Sessions: photons in, events out."""

from __future__ import annotations

import ctypes as ct
import os
import time
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from . import _c
from ._c import STEP, Status
from ._checks import array, listed, no_addresses, path_text, shown
from ._handle import live
from ._library import SLICE, check, in_thread, library, nanoseconds, on_main_thread, read
from ._running import NAMES, Running
from .context import Context
from .errors import Error
from .event import Event
from .geometry import Geometry
from .source import Source, Steps
from .telemetry import Observed, folder_of

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from . import _fields

MEDIUM_CHANGE = {"material_begin": np.uint32, "material_end": np.uint32, "instance_begin": np.uint32, "instance_end": np.uint32,
                 "legs": np.uint64}
OnEvent = Callable[[Event, dict[str, Any]], "Mapping[str, Any] | None"]


def taken_out(options: dict[str, Any]) -> tuple[Any, Any, Any]:
    """The functions among an event's options, which are no longer among these."""
    functions = tuple(options.pop(name, None) for name in NAMES)
    for name, function in zip(NAMES, functions):
        if function is not None and not callable(function):
            raise TypeError(f"{name}: a function is needed, not {function!r}")
    return functions


class Session(Observed):
    """Takes events for a committed geometry, from any thread.

    options: fields of SessionConfig: max_queued_photons, max_queued_events, placement ("auto", "processor", "device"),
    number_events, seed, first_event_id, telemetry_interval_ms, ...; on_telemetry(dict) is a function, called on a thread of the
    library every telemetry_interval_ms. telemetry_folder: where it shows itself to `chroma2 top`, in a file
    (None: the folder that CHROMA2_TELEMETRY in the environment names, if any).
    """

    _kind = "session"

    def __init__(self, context: Context, geometry: Geometry, on_telemetry: Callable[[dict[str, Any]], object] | None = None,
                 telemetry_folder: str | os.PathLike[str] | None = None, **options: Unpack[_fields.SessionConfigOptions]) -> None:
        config = _c.SessionConfig(**options)
        folder = folder_of(telemetry_folder)
        self._observe(config, on_telemetry)
        super().__init__(library.session_create, live("context", context, Context), live("geometry", geometry, Geometry),
                         ct.byref(config))
        self._export(folder)

    @classmethod
    def restore(cls, context: Context, geometry: Geometry, path: str | os.PathLike[str], on_event: OnEvent | None = None,
                on_telemetry: Callable[[dict[str, Any]], object] | None = None,
                telemetry_folder: str | os.PathLike[str] | None = None, **options: Unpack[_fields.SessionConfigOptions]) -> Session:
        """A session that goes on from the file of `checkpoint` or `suspend`, on a geometry of the same digest. Each of its
        unfinished events is given to on_event(event, info), an Event and a dict as Event.info gives it, just before it
        begins; that may return a dict of on_done, on_progress and on_hits. What it raises ends all of them."""
        session, config, failed = cls.__new__(cls), _c.SessionConfig(**options), list[BaseException]()
        folder = folder_of(telemetry_folder)
        session._observe(config, on_telemetry)

        def restored(_: Any, handle: int, info: Any, functions: Any) -> None:
            event = Event._of(_c.event_p(handle))
            try:
                if failed or on_event is None:
                    return event.cancel()
                given = dict(on_event(event, dict(info.contents)) or {})
                callbacks = taken_out(given)
                if given:
                    raise TypeError(f"on_event: has given {sorted(given)}; on_done, on_progress and on_hits are known")
                if any(callbacks):
                    running = event._running = Running(None, callbacks)
                    running.handle = event.handle
                    running.fill(functions.contents)
            except BaseException as error:
                failed.append(error)
                if event._running:
                    event._running.end()
                    event._running = None
                event.cancel()

        function = _c.restored_callback(restored)
        taker = ct.cast(function, ct.c_void_p) if on_event else None
        handle = cls._new()
        check(library.session_restore(live("context", context, Context), live("geometry", geometry, Geometry), ct.byref(config),
                                      path_text("path", path), taker, None, ct.byref(handle)))
        session._own(handle)
        if failed:
            session.close()
            error = failed.pop(0)
            failed.clear()
            try:
                raise error
            finally:
                del error  # whose traceback has the event, in a cycle else
        session._export(folder)
        return session

    # Submitting.

    def submit(self, position: npt.ArrayLike, direction: npt.ArrayLike, wavelength: npt.ArrayLike,
               polarization: npt.ArrayLike | None = None, time: npt.ArrayLike | None = None,
               weight: npt.ArrayLike | None = None, flags: npt.ArrayLike | None = None,
               **options: Unpack[_fields.EventConfigFields]) -> Event:
        """Submits n photons: position (n, 3) in mm, direction (n, 3) of any length, wavelength (n) in nm, polarization (n, 3),
        time (n) in ns, weight (n), flags (n). Arrays of single precision (flags: uint32) are read where they lie, with gaps
        between whole entries too (columns of structured arrays); others are converted first: float64, lists, other
        strides. With borrow=1 the event reads them where they lie until it ends, else the library copies them.

        Options are the fields of EventConfig: seed, event_id, first_index, max_steps, max_time, want ("hits", "photons",
        ...), record_first, record_indices, priority, time_offset, ...; on_done(status), on_progress(photons_done, photons)
        and on_hits(first, last, hits) are functions, called on threads of the library; `hits` are those among photons `first` to
        before `last`, in the order of the photons, as copies. What is borrowed is kept until the event has ended.
        """
        columns = dict(position=position, direction=direction, wavelength=wavelength, polarization=polarization,
                       time=time, weight=weight, flags=flags)
        no_addresses(**columns)
        light = _c.Photons(**{k: v for k, v in columns.items() if v is not None})  # type: ignore[arg-type]
        return self._submit(library.session_submit, light, options)

    def submit_photons(self, photons: _c.Photons, **options: Unpack[_fields.EventConfigFields]) -> Event:
        """Submits what a Photons says: arrays of components, addresses in a GPU's memory (device). Options as those of
        submit."""
        if not isinstance(photons, _c.Photons):
            raise TypeError(f"photons: a Photons is needed, not {shown(photons)}")
        return self._submit(library.session_submit, photons, options)

    def shine(self, source: Source, **options: Unpack[_fields.EventConfigFields]) -> Event:
        """Submits the photons of a Source, which the library makes; options as those of submit."""
        if not isinstance(source, Source):
            raise TypeError(f"source: a Source is needed, not {shown(source)}")
        return self._submit(library.session_submit_source, source, options)

    def submit_steps(self, steps: npt.NDArray[Any], common: Steps | None = None, **options: Unpack[_fields.EventConfigFields]) -> Event:
        """Submits the photons of charged steps, an array of STEP; `common`: a Steps with what they have in common
        (wavelength_min, spectra, first_photon, ...). Options as those of submit."""
        return self._submit(library.session_submit_steps, self._list(steps, common), options)

    def submit_batch(self, sources: Iterable[Source] | None = None, photons: _c.Photons | None = None,
                     steps: Steps | None = None, offsets: npt.ArrayLike | None = None,
                     event_ids: npt.ArrayLike | None = None, seeds: npt.ArrayLike | None = None,
                     **options: Unpack[_fields.EventConfigFields]) -> Event:
        """Submits many events as one: `sources`, a list of a Source for each; or `photons`, a Photons, or `steps`, a Steps,
        of all with the offsets (n + 1) of each event's, and the number of all at the end. event_ids and seeds (n): of each
        (None: those of the options, and each the next). Event.batch() says whose hits are whose. Options as those of
        submit."""
        batch, kept = _c.Batch(), list[Any]()
        batch.kept["light"] = kept
        if sources is not None:
            sources = listed("sources", sources)
            for place, one in enumerate(sources):
                if not isinstance(one, Source):
                    raise TypeError(f"sources[{place}]: a Source is needed, not {shown(one)}")
            held = (_c.Source * len(sources))(*sources)
            kept += [held, sources]
            batch.sources, batch.source_size, batch.count = ct.addressof(held), ct.sizeof(_c.Source), len(sources)
        for name, of, kind in (("photons", photons, _c.Photons), ("steps", steps, Steps)):
            if of is not None:
                if not isinstance(of, kind):
                    raise TypeError(f"{name}: a {kind.__name__} is needed, not {shown(of)}")
                kept.append(of)
                setattr(batch, name, ct.addressof(of))
        for name, numbers in dict(offsets=offsets, event_ids=event_ids, seeds=seeds).items():
            if numbers is None:
                continue
            column = array(numbers, np.uint64, 1, name)
            kept.append(column)
            setattr(batch, name, column.ctypes.data)
            if name == "offsets" and sources is None:
                batch.count = max(len(column) - 1, 0)
            elif name != "offsets" and len(column) != batch.count:
                raise ValueError(f"{name}: has {len(column)} entries, but there are {batch.count} events")
        return self._submit(library.session_submit_batch, batch, options)

    def count_steps(self, steps: npt.NDArray[Any], common: Steps | None = None,
                    **options: Unpack[_fields.StepCountConfigFields]) -> npt.NDArray[np.float64]:
        """Fills count, yield_start and yield_end of an array of STEP (n) by random numbers of seed, event_id and first_step;
        gives the mean numbers of photons (n)."""
        light = self._list(steps, common)
        if not steps.flags.writeable:
            raise ValueError("steps: is read only; count, yield_start and yield_end are written to it")
        config, means = _c.StepCountConfig(**options), np.empty(len(steps))
        check(library.session_count_steps(self.handle, ct.byref(light), ct.byref(config), steps.ctypes.data, means.ctypes.data))
        return means

    @staticmethod
    def _list(steps: Any, common: Steps | None) -> Steps:
        if getattr(steps, "dtype", None) != STEP or steps.ndim != 1 or not steps.flags.c_contiguous:
            raise TypeError("steps: an array of STEP of one dimension, without gaps, is needed")
        light = Steps() if common is None else common
        light.records = steps
        return light

    def _submit(self, function: Callable[..., int], light: Any, options: Any) -> Event:
        callbacks = taken_out(options)
        config = _c.EventConfig(**options)
        event, handle = Event.__new__(Event), Event._new()
        running = event._running = Running(light, callbacks) if config.borrow or any(callbacks) else None
        if running:
            running.fill(config)
        limit, turn = config.submit_timeout_ns, ct.c_uint64()
        # The main thread waits for room so long at a time that Ctrl-C ends it, and goes on from its place among those that
        # wait; others wait in one call.
        slices = not config.no_wait and on_main_thread()
        end = time.monotonic_ns() + limit if limit else float("inf")
        try:
            while True:
                if slices:
                    config.submit_timeout_ns = int(max(1, min(SLICE * 1e9, end - time.monotonic_ns())))
                    config.submit_turn = ct.addressof(turn)
                try:
                    check(function(self.handle, ct.byref(light), ct.byref(config), ct.byref(handle)))
                    event._own(handle)
                    return event
                except Error as error:
                    # Without a place it did not wait: in a callback.
                    if error.status != Status.TIMEOUT or not turn.value or time.monotonic_ns() >= end:
                        raise
        finally:
            if running:
                running.handle = handle
                if not handle:
                    running.end()

    # The session.

    def checkpoint(self, path: str | os.PathLike[str]) -> None:
        """Writes what it has not done to a file, and goes on."""
        check(library.session_checkpoint(self.handle, path_text("path", path)))

    def suspend(self, path: str | os.PathLike[str], timeout: float | None = None) -> None:
        """Writes the same and ends its work: events that are in the file end as cancelled. Waits for that, at most so many
        seconds (None: for ever); Timeout where it takes longer: the file is written then."""
        name, limit, handle = path_text("path", path), nanoseconds(timeout), self.handle
        in_thread(lambda: check(library.session_suspend(handle, name, limit)))

    def next_event_id(self) -> int:
        """The number of the next event, with number_events=1."""
        number = ct.c_uint64()
        check(library.session_next_event_id(self.handle, ct.byref(number)))
        return number.value

    def set_geometry(self, geometry: Geometry) -> None:
        """Takes another committed geometry for what is submitted from now on; events before end with theirs."""
        check(library.session_set_geometry(self.handle, live("geometry", geometry, Geometry)))

    def drain(self, timeout: float | None = None) -> None:
        """Waits until all events submitted so far have ended, at most so many seconds (None: for ever)."""
        limit, handle = nanoseconds(timeout), self.handle
        in_thread(lambda: check(library.session_drain(handle, limit)))

    def medium_changes(self) -> dict[str, Any]:
        """Legs of photons that began in one material and ended in another: a right geometry has none. A dict of `total`,
        `unlisted`, and the arrays material_begin, material_end, instance_begin, instance_end and legs, of those that occurred,
        the most frequent first."""
        columns = {name: np.zeros(1024, dtype) for name, dtype in MEDIUM_CHANGE.items()}
        out = _c.MediumChanges(**{name: column for name, column in columns.items()})
        read(library.session_get_medium_changes, self.handle, out)
        found = {name: column[:out.count].copy() for name, column in columns.items()}
        return {"total": out.total, "unlisted": out.unlisted, **found}

"""Sessions and events of libchroma2: photons in, hits out."""

import atexit
import ctypes as ct
import itertools
import os
import threading
import time

import numpy as np

from chroma2_checks import array, text
from chroma2_library import (
    SLICE, Error, Handle, call, check, fields, in_thread, library, nanoseconds, on_main_thread, read, wait)
from chroma2_structs import (
    HIT, INVALID_STATE, Batch, BatchResults, MEDIUM_CHANGE, STATE, TIMEOUT, EventConfig, EventFunctions, EventInfo,
    EventProgress, Hits, MediumChanges, STEP, Photons, PhotonStates, Records, SessionConfig, Source, StepCountConfig, Steps, Summary, i32, p, u64)
from chroma2_telemetry import Observed


class Running:
    """What an event uses until it has ended, whatever becomes of its Event: borrowed arrays and callbacks."""

    lock, all, numbers = threading.RLock(), {}, itertools.count(1)

    def __init__(self, arrays, on_done, on_progress, on_hits):
        self.arrays, self.on_done, self.on_progress, self.on_hits = arrays, on_done, on_progress, on_hits
        self.handle, self.dropped = p(), False
        self.number = next(self.numbers)
        self.all[self.number] = self

    def end(self):
        with self.lock:
            self.all.pop(self.number, None)
        self.arrays = self.on_done = self.on_progress = self.on_hits = None
        if self.dropped:
            call("event_destroy", self.handle)

    def drop(self):
        """Whether the event still runs; it is destroyed at its end then."""
        with self.lock:
            self.dropped = self.number in self.all
            return self.dropped


# The library calls these three and no others, so that no callback can be collected before its event has ended.
# Their first argument, the `user` of the event's config, is the number of a Running.
@ct.CFUNCTYPE(None, p, p, i32)
def _on_done(number, _, status):
    running = Running.all[number]
    try:
        if running.on_done:
            running.on_done(status)
    finally:
        running.end()


@ct.CFUNCTYPE(None, p, u64, u64)
def _on_progress(number, done, photons):
    Running.all[number].on_progress(done, photons)


@ct.CFUNCTYPE(None, p, u64, u64, ct.POINTER(Hits))
def _on_hits(number, first, last, hits):
    Running.all[number].on_hits(first, last, copies(hits.contents, HIT))


def copies(out, layout):
    """The columns of a struct of `count` entries, and the time that their times count from."""
    if getattr(out, "id", None):
        layout = layout + [("id", np.uint64, 1)]
    columns = Event._columns(out, [(*column, out.count) for column in layout])
    return columns | {"time_offset": out.time_offset}


def wait_any(events, timeout=None):
    """The place of the first of several Events that ends, of any sessions; the lowest of those that have ended. Its own wait
    tells how. At most so many seconds (None: for ever): Error with the status TIMEOUT where none has ended by then."""
    handles = [event.handle.value for event in events]
    array, index = (p * len(handles))(*handles), u64()
    check(wait(lambda limit: library.chroma2_event_wait_any(array, len(handles), limit, ct.byref(index)), timeout))
    return index.value


os.register_at_fork(after_in_child=Running.all.clear)  # a child has no threads in which events could end


@atexit.register
def _end_all():
    """Cancels what still runs with callbacks: none may come once the interpreter is gone."""
    while Running.all:
        for running in list(Running.all.values()):
            library.chroma2_event_cancel(running.handle)
        time.sleep(SLICE / 10)


class Event(Handle):
    """A submission and its results, which are given as copies and stay when it is closed.

    It may be dropped at any time and then goes on to its end; leaving a `with` block by an exception, such as
    KeyboardInterrupt, cancels it.
    """

    kind = "event"
    running = None

    def close(self):
        if self.running and self.running.drop():
            self.handle = p()
        super().close()

    def __exit__(self, kind, *_):
        if kind and self.handle:
            self.cancel()
        self.close()

    def wait(self, timeout=None):
        """Waits for its end, at most so many seconds (None: for ever): Error where it ended otherwise than well,
        with the status TIMEOUT where it did not end. Ctrl-C ends the wait, not the event."""
        check(wait(lambda limit: library.chroma2_event_wait(self.handle, limit), timeout))
        return self

    def __await__(self):
        """`await event` in a coroutine of asyncio: a thread of the loop's pool waits for its end. Gives the event."""
        import asyncio
        return asyncio.to_thread(self.wait).__await__()

    def cancel(self):
        """Asks it to end early: a wait then raises Error with the status CANCELLED, and there is a summary."""
        call("event_cancel", self.handle)

    def progress(self):
        return read("event_poll", self.handle, EventProgress())

    def info(self):
        """What it was submitted as: seed, event_id, first_index, photons, events, tag."""
        return read("event_get_info", self.handle, EventInfo())

    def replay(self, first, count=1, place=0):
        """Runs some of its photons again, from the one of index `first` in the event on: an Event with the records of all
        their steps. Of a batch, photons of the event at `place`. For events of a Source, and those with keep_light=1."""
        event = Event.__new__(Event)
        event.handle = p()
        call("event_replay", self.handle, place, first, count, ct.byref(event.handle))
        return event

    def summary(self):
        return read("event_get_summary", self.handle, Summary())

    @staticmethod
    def _columns(out, layout):
        columns = {}
        for name, dtype, width, count in layout:
            shape = (count, width) if width > 1 else (count,)
            if count == 0:
                columns[name] = np.zeros(shape, dtype)
                continue
            kind = np.ctypeslib.as_ctypes_type(dtype)
            view = np.ctypeslib.as_array(ct.cast(getattr(out, name), ct.POINTER(kind)), shape)
            columns[name] = view.copy()
        return columns

    def _results(self, getter, out, layout):
        call(getter, self.handle, ct.byref(out))
        return copies(out, layout)

    def hits(self):
        """Detected photons that have a channel, as {name: array}; times count from time_offset (float, ns). "id" tells
        secondary photons apart, where the geometry has a mean_number."""
        return self._results("event_get_hits", Hits(), HIT)

    def photons(self):
        """End states of all photons, where they were wanted."""
        return self._results("event_get_photons", PhotonStates(), STATE)

    def records(self):
        """States of the photons that record_first and record_indices chose, at their start and after every step:
        those of `photon[k]` are entries offset[k] to before offset[k + 1] of the other columns."""
        out = Records()
        call("event_get_records", self.handle, ct.byref(out))
        layout = [("photon", np.uint64, 1, out.photon_count), ("offset", np.uint64, 1, out.photon_count + 1)]
        columns = self._columns(out, layout + [(*column, out.state_count) for column in STATE])
        return columns | {"time_offset": out.time_offset}

    def batch(self):
        """Of a batch: the place of each event's first hit among the hits of all, and the number of all at the end."""
        out = BatchResults()
        call("event_get_batch", self.handle, ct.byref(out))
        return self._columns(out, [("hit_offsets", np.uint64, 1, out.count + 1)])["hit_offsets"]

    def batch_summary(self, place):
        """The summary of one event of a batch, by its place there."""
        out = Summary()
        call("event_get_batch_summary", self.handle, place, ct.byref(out))
        return {name: getattr(out, name) for name, *_ in Summary._fields_ if name != "struct_size"}

    def find_steps(self, photons):
        """The steps of photons, by their index in the event, as hits()["photon"] has it: numbers in the array that was
        submitted, and their ids. The event was submitted as steps, with WANT_STEPS."""
        photons = array(photons, np.uint64, 1, "photons")
        steps, ids = np.empty_like(photons), np.empty_like(photons)
        call("event_find_steps", self.handle, photons.ctypes.data, photons.size, steps.ctypes.data, ids.ctypes.data)
        return steps, ids


class Session(Observed, Handle):
    """Takes events for a committed geometry; options are the fields of SessionConfig. on_telemetry(dict) is a function,
    called on a thread of the library every telemetry_interval_ms."""

    kind = "session"

    def __init__(self, context, geometry, on_telemetry=None, **options):
        config = SessionConfig(**options)
        self.observe(config, on_telemetry)
        super().__init__("session_create", context.handle, geometry.handle, ct.byref(config))

    @classmethod
    def restore(cls, context, geometry, path, on_event=None, on_telemetry=None, **options):
        """A session that goes on from the file of `checkpoint` or `suspend`, on a geometry of the same digest. Each of its
        unfinished events is given to on_event(event, info), an Event and a dict as Event.info gives it, just before it
        begins; that may return a dict of on_done, on_progress and on_hits. What it raises ends all of them."""
        session, failed, config = cls.__new__(cls), [], SessionConfig(**options)
        session.observe(config, on_telemetry)

        @ct.CFUNCTYPE(None, p, p, ct.POINTER(EventInfo), ct.POINTER(EventFunctions))
        def restored(_, handle, info, functions):
            event = Event.__new__(Event)
            event.handle = p(handle)
            try:
                if failed:
                    return event.cancel()
                given = dict(on_event(event, fields(info.contents)) or {})
                callbacks = [given.pop(name, None) for name in ("on_done", "on_progress", "on_hits")]
                if given:
                    raise TypeError(f"on_event: has given {sorted(given)}; on_done, on_progress and on_hits are known")
                if any(callbacks):
                    event.running = Running(None, *callbacks)
                    event.running.handle = event.handle
                    told = dict(on_done=_on_done, on_progress=callbacks[1] and _on_progress, on_hits=callbacks[2] and _on_hits)
                    for name, function in told.items():  # of the library's struct, which is not one of ours
                        ct.Structure.__setattr__(functions.contents, name, ct.cast(function, p) if function else None)
                    ct.Structure.__setattr__(functions.contents, "user", event.running.number)
            except BaseException as error:
                failed.append(error)
                if event.running:
                    event.running.end()
                    event.running = None
                event.cancel()

        taker = ct.cast(restored, p) if on_event else None
        Handle.__init__(session, "session_restore", context.handle, geometry.handle, ct.byref(config), text("path", path),
                        taker, None)
        if failed:
            session.close()
            error = failed.pop(0)
            failed.clear()
            try:
                raise error
            finally:
                del error  # whose traceback has the event, in a cycle else
        return session

    def checkpoint(self, path):
        """Writes what it has not done to a file, and goes on."""
        call("session_checkpoint", self.handle, text("path", path))

    def suspend(self, path, timeout=None):
        """Writes the same and ends its work: events that are in the file end as cancelled. Waits for that, at most so many
        seconds (None: for ever); Error with the status TIMEOUT where it takes longer: the file is written then."""
        path, limit = text("path", path), nanoseconds(timeout)
        in_thread(lambda: call("session_suspend", self.handle, path, limit))

    def next_event_id(self):
        """The number of the next event, with number_events=1."""
        number = u64()
        call("session_next_event_id", self.handle, ct.byref(number))
        return number.value
    def set_geometry(self, geometry):
        """Takes another committed geometry for what is submitted from now on; events before end with theirs."""
        call("session_set_geometry", self.handle, geometry.handle)

    def submit(self, position, direction, wavelength, polarization=None, time=None, weight=None, flags=None, **options):
        """Submits photons: (n, 3) position (mm) and direction, (n) wavelength (nm) and time (ns), as arrays of
        single precision or what becomes them; as they are with borrow=1, else copied.

        Options are the fields of EventConfig: seed, event_id, first_index, want, priority, ...; on_done(status),
        on_progress(photons_done, photons) and on_hits(first, last, hits) are functions, called on threads of the library;
        `hits` are those among photons `first` to before `last`, as Event.hits gives them, in the order of the photons. What
        is borrowed is kept until the event has ended.
        """
        columns = dict(position=position, direction=direction, wavelength=wavelength, polarization=polarization,
                       time=time, weight=weight, flags=flags)
        return self._submit("session_submit", Photons(**{k: v for k, v in columns.items() if v is not None}), options)

    def shine(self, source, **options):
        """Submits the photons of a Source; options as those of submit."""
        if not isinstance(source, Source):
            raise TypeError(f"source: a Source is needed, not {source!r}")
        return self._submit("session_submit_source", source, options)

    def submit_batch(self, sources=None, photons=None, steps=None, offsets=None, event_ids=None, seeds=None, **options):
        """Submits many events as one: `sources`, a list of a Source for each; or `photons`, a Photons, or `steps`, a Steps,
        of all with the offsets of each event's, and the number of all at the end. event_ids and seeds: of each
        (None: those of the options, and each the next). Event.batch() says whose hits are whose. Options as those of
        submit."""
        batch, kept = Batch(), [sources, photons, steps]
        for name, numbers in dict(offsets=offsets, event_ids=event_ids, seeds=seeds).items():
            if numbers is not None:
                kept.append(array(numbers, np.uint64, 1, name))
                setattr(batch, name, kept[-1].ctypes.data)
        batch.count = len(sources) if sources is not None else 0 if offsets is None else max(len(offsets) - 1, 0)
        for name, numbers in (("event_ids", event_ids), ("seeds", seeds)):
            if numbers is not None and len(numbers) != batch.count:
                raise ValueError(f"{name}: has {len(numbers)} entries, but there are {batch.count} events")
        if sources is not None:
            kept.append((Source * len(sources))(*sources))
            batch.sources, batch.source_size = ct.addressof(kept[-1]), ct.sizeof(Source)
        for name, of in (("photons", photons), ("steps", steps)):
            if of is not None:
                setattr(batch, name, ct.addressof(of))
        object.__setattr__(batch, "kept_too", kept)  # as long as the batch is
        return self._submit("session_submit_batch", batch, options)

    def submit_steps(self, steps, common=None, **options):
        """Submits the photons of charged steps, an array of STEP; `common`: a Steps with what they have in common
        (wavelength_min, first_photon, ...). Options as those of submit."""
        return self._submit("session_submit_steps", self._list(steps, common)[0], options)

    def count_steps(self, steps, common=None, **options):
        """Fills count, yield_start and yield_end of an array of STEP by random numbers of seed, event_id and first_step;
        gives the mean numbers of photons."""
        light, steps = self._list(steps, common)
        if not steps.flags.writeable:
            raise ValueError("steps: is read only; count, yield_start and yield_end are written to it")
        config, means = StepCountConfig(**options), np.empty(len(steps))
        call("session_count_steps", self.handle, ct.byref(light), ct.byref(config), steps.ctypes.data, means.ctypes.data)
        return means

    @staticmethod
    def _list(steps, common):
        if getattr(steps, "dtype", None) != STEP or steps.ndim != 1 or not steps.flags.c_contiguous:
            raise TypeError("steps: an array of STEP of one dimension, without gaps, is needed")
        light = Steps() if common is None else common
        light.records, light.count, light.record_size = steps.ctypes.data, len(steps), STEP.itemsize
        return light, steps

    def _submit(self, function, light, options):
        names = ("on_done", "on_progress", "on_hits")
        callbacks = [options.pop(name, None) for name in names]
        for name, callback in zip(names, callbacks):
            if callback is not None and not callable(callback):
                raise TypeError(f"{name}: a function is needed, not {callback!r}")
        config = EventConfig(**options)
        event = Event.__new__(Event)
        event.handle = p()
        if config.borrow or any(callbacks):
            event.running = Running(light, *callbacks)
            config.user, config.on_done = event.running.number, ct.cast(_on_done, p).value
            config.on_progress = ct.cast(_on_progress, p).value if callbacks[1] else None
            config.on_hits = ct.cast(_on_hits, p).value if callbacks[2] else None
        limit, turn = config.submit_timeout_ns, u64()
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
                    call(function, self.handle, ct.byref(light), ct.byref(config), ct.byref(event.handle))
                    return event
                except Error as error:
                    # Without a place it did not wait: in a callback.
                    if error.status != TIMEOUT or not turn.value or time.monotonic_ns() >= end:
                        raise
        finally:
            if event.running:
                event.running.handle = event.handle
                if not event.handle:
                    event.running.end()

    def drain(self, timeout=None):
        """Waits until all events submitted so far have ended, at most so many seconds (None: for ever)."""
        limit = nanoseconds(timeout)
        in_thread(lambda: call("session_drain", self.handle, limit))

    def medium_changes(self):
        """Legs of photons that began in one material and ended in another: a right geometry has none.

        A dict of `total`, `unlisted` and the columns of MEDIUM_CHANGE, the most frequent entries first.
        """
        columns = {name: np.zeros(1024, dtype) for name, dtype in MEDIUM_CHANGE}
        out = MediumChanges(capacity=1024, **{name: column.ctypes.data for name, column in columns.items()})
        call("session_get_medium_changes", self.handle, ct.byref(out))
        found = {name: column[:out.count].copy() for name, column in columns.items()}
        return {"total": out.total, "unlisted": out.unlisted, **found}

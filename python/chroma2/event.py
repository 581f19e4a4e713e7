"""Events: submissions and their results."""

from __future__ import annotations

import concurrent.futures
import ctypes as ct
import time
from collections.abc import Callable, Generator, Iterable
from typing import Any

import numpy as np
import numpy.typing as npt

from . import _c, _futures
from ._c import Status
from ._checks import array, integer, listed
from ._handle import Handle, live
from ._library import SLICE, check, library, read, wait
from ._running import Running
from .errors import Error, Timeout
from .results import DeviceHits, EndStates, Hits, Records, view


def wait_any(events: Iterable[Event], timeout: float | None = None) -> int:
    """The place of the first of several Events that ends, of any sessions; the lowest of those that have ended. Its own wait
    tells how. At most so many seconds (None: for ever): Timeout where none has ended by then."""
    given = listed("events", events)
    handles = (_c.event_p * len(given))(*(live("events", event, Event).value for event in given))
    index = ct.c_uint64()
    check(wait(lambda limit: library.event_wait_any(handles, len(handles), limit, ct.byref(index)), timeout))
    return index.value


class Event(Handle):
    """A submission and its results: a future. Results are read-only arrays over the library's memory, made when they are
    asked for, which stay when it is closed.

    It may be dropped at any time and then goes on to its end; leaving a `with` block by an exception, such as
    KeyboardInterrupt, cancels it.
    """

    _kind = "event"
    _running: Running | None = None

    def close(self) -> None:
        if self._running and self._owner:
            self._running.drop(self._owner)
        super().close()

    def __del__(self) -> None:
        self.close()

    def __exit__(self, kind: Any, error: Any, trace: Any) -> None:
        if kind and self._owner:
            self.cancel()
        self.close()

    # Waiting.

    def wait(self, timeout: float | None = None, progress: bool = False) -> Event:
        """Waits for its end, at most so many seconds (None: for ever): an Error where it ended otherwise than well,
        Timeout where it did not end. Ctrl-C ends the wait, not the event. With `progress`, a bar of tqdm is shown where
        that is installed and the event takes longer than half a second. Gives the event."""
        handle = self._live().handle
        if progress and _bar(self, timeout):
            return self
        status = library.event_wait(handle, 0)
        check(status if status != Status.TIMEOUT else wait(lambda limit: library.event_wait(handle, limit), timeout))
        return self

    def __await__(self) -> Generator[Any, None, Event]:
        """`await event` in a coroutine of asyncio; gives the event. A task that is cancelled leaves the event running."""
        import asyncio
        return asyncio.wrap_future(self.future()).__await__()

    def future(self) -> concurrent.futures.Future[Event]:
        """A future of concurrent.futures, whose result is this event: for as_completed(), wait(), executors. It is
        resolved at the event's end, by a thread of this package; cancelling it leaves the event running."""
        return _futures.future(self)

    def done(self) -> bool:
        """Whether it has ended."""
        return bool(self.progress().done)

    def result(self, timeout: float | None = None) -> Hits:
        """Waits as wait() does, and gives the hits."""
        return self.wait(timeout).hits()

    def exception(self, timeout: float | None = None) -> Error | None:
        """Waits, and gives the Error with which it ended; None: well. Timeout where it did not end."""
        try:
            self.wait(timeout)
        except Timeout:
            if self.done():
                return None
            raise
        except Error as reason:
            return reason
        return None

    def add_done_callback(self, function: Callable[[Event], object]) -> None:
        """Calls function(event) at its end, on a thread of this package, or at once where it has ended."""
        self.future().add_done_callback(lambda _: function(self))

    def cancel(self) -> None:
        """Asks it to end early, within milliseconds: a wait then raises Cancelled, and there is a summary."""
        check(library.event_cancel(self.handle))

    def progress(self) -> _c.EventProgress:
        """How far it is: done (0 or 1), photons, photons_done, elapsed_ns."""
        return read(library.event_poll, self.handle, _c.EventProgress())

    # Results.

    def info(self) -> _c.EventInfo:
        """What it was submitted as: seed, event_id, first_index, photons, events, tag."""
        return read(library.event_get_info, self.handle, _c.EventInfo())

    def summary(self) -> _c.Summary:
        """The account: photons and how they ended, hits, random_numbers, medium_changes, ..."""
        return read(library.event_get_summary, self.handle, _c.Summary())

    def hits(self) -> Hits:
        """Detected photons that have a channel."""
        owner = self._live()
        return Hits(read(library.event_get_hits, owner.handle, _c.Hits()), owner)

    def photons(self) -> EndStates:
        """End states of all photons, where they were wanted (want="photons")."""
        owner = self._live()
        return EndStates(read(library.event_get_photons, owner.handle, _c.PhotonStates()), owner)

    def records(self) -> Records:
        """States of the photons that record_first and record_indices chose."""
        owner = self._live()
        return Records(read(library.event_get_records, owner.handle, _c.Records()), owner)

    def device_hits(self) -> DeviceHits:
        """Hits in the memory of the session's GPU, where they were wanted (want="device_hits")."""
        owner = self._live()
        found = read(library.event_get_device_hits, owner.handle, _c.DeviceHits())
        return DeviceHits(found, found.device - 1, owner)  # the list of devices begins with the processor

    def batch(self) -> npt.NDArray[np.uint64]:
        """Of a batch of n events, (n + 1,): the place of each event's first hit among the hits of all, and the number of all
        at the end."""
        owner = self._live()
        found = read(library.event_get_batch, owner.handle, _c.BatchResults())
        return view(found.hit_offsets, (found.count + 1,), np.uint64, owner)

    def batch_summary(self, place: int) -> _c.Summary:
        """The summary of one event of a batch, by its place there."""
        out = _c.Summary()
        check(library.event_get_batch_summary(self.handle, integer("place", place, 0, 2**64 - 1), ct.byref(out)))
        return out

    def find_steps(self, photons: npt.ArrayLike) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint64]]:
        """The steps of photons (n), by their index in the event, as hits().photon has it: numbers in the array that was
        submitted, and their ids, (n) each. The event was submitted as steps, with want="steps" among others."""
        given = array(photons, np.uint64, 1, "photons")
        steps, ids = np.empty_like(given), np.empty_like(given)
        check(library.event_find_steps(self.handle, given.ctypes.data, given.size, steps.ctypes.data, ids.ctypes.data))
        return steps, ids

    def replay(self, first: int, count: int = 1, place: int = 0) -> Event:
        """Runs some of its photons again, from the one of index `first` in the event on: an Event with the records of all
        their steps. Of a batch, photons of the event at `place`. For events of a Source, and those with keep_light=1."""
        handle, most = self._new(), 2**64 - 1
        check(library.event_replay(self.handle, integer("place", place, 0, most), integer("first", first, 0, most),
                                   integer("count", count, 0, most), ct.byref(handle)))
        return Event._of(handle)


def _bar(event: Event, timeout: float | None) -> bool:
    """Shows how far an event is until it ends; False: nothing to show it with, or it ended soon."""
    try:
        import tqdm
    except ImportError:
        return False
    end = float("inf") if timeout is None else time.monotonic() + timeout
    limit = min(0.5, end - time.monotonic())
    if wait(lambda ns: library.event_wait(event.handle, ns), max(limit, 0.0)) != Status.TIMEOUT or limit < 0.5:
        return False
    progress = event.progress()
    with tqdm.tqdm(total=progress.photons, unit=" photons", unit_scale=True) as bar:
        while not progress.done and time.monotonic() < end:
            library.event_wait(event.handle, int(SLICE * 1e9))
            progress = event.progress()
            bar.update(progress.photons_done - bar.n)
    check(library.event_wait(event.handle, 0))
    return True

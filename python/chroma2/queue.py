"""Bounded queues, and persistent runs over them."""

from __future__ import annotations

import ctypes as ct
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from . import _c
from ._c import Status
from ._checks import array, integer
from ._handle import Handle, live
from ._library import check, in_thread, library, read, wait
from .context import Context

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from . import _fields


class Queue(Handle):
    """A bounded FIFO of `capacity` items of one dtype (4 to 256 bytes), in the memory of the context's device."""

    _kind = "queue"

    def __init__(self, context: Context, capacity: int, dtype: npt.DTypeLike = np.uint32, name: str = "") -> None:
        self.dtype, self.moved = np.dtype(dtype), 0
        self._interrupted = np.empty(0, self.dtype)
        config = _c.QueueConfig(capacity=capacity, item_size=self.dtype.itemsize, name=name)
        super().__init__(library.queue_create, live("context", context, Context), ct.byref(config))

    def _move(self, function: Callable[..., int], items: npt.NDArray[Any], timeout: float | None) -> int:
        """Items that transferred. Counted where the library writes, so that an interrupt loses none: `moved`."""
        counts = [ct.c_uint64()]

        def attempt(limit: int) -> int:
            if counts[-1].value:
                counts.append(ct.c_uint64())
            done = sum(count.value for count in counts)
            batch = _c.QueueBatch(data=items.ctypes.data + done * self.dtype.itemsize, count=len(items) - done,
                                  item_size=self.dtype.itemsize)
            return function(self.handle, ct.byref(batch), limit, ct.byref(counts[-1]))

        try:
            status = wait(attempt, timeout)
            if status != Status.TIMEOUT:
                check(status)
        finally:
            self.moved = sum(count.value for count in counts)
        return self.moved

    def push(self, items: npt.ArrayLike, timeout: float | None = 0.0) -> int:
        """Pushes items (n), waiting at most so many seconds (None: for ever) for room; how many were pushed, which
        `moved` has after a KeyboardInterrupt too. Items must be of the queue's dtype or integers that fit it."""
        if self.dtype.kind not in "iuf" and not isinstance(items, np.ndarray):
            items = np.array(items, self.dtype)
        return self._move(library.queue_push, array(items, self.dtype, 1, "items"), timeout)

    def pop(self, count: int, timeout: float | None = 0.0) -> npt.NDArray[Any]:
        """Pops up to `count` items as an array, waiting at most so many seconds (None: for ever) for them. What a
        KeyboardInterrupt finds in flight comes first at the next call."""
        count = integer("count", count, 0, 2**63 - 1)
        items, first = np.empty(count, self.dtype), self._interrupted[:count]
        items[:len(first)] = first
        rest = items[len(first):]
        try:
            done = len(first) + (self._move(library.queue_pop, rest, timeout) if len(rest) else 0)
        except BaseException:
            self._interrupted = np.concatenate([self._interrupted, rest[:self.moved]])
            raise
        self._interrupted = self._interrupted[len(first):]
        return items[:done]

    def drain(self) -> int:
        """Throws as many items away as len() gives at its begin; how many."""
        count = ct.c_uint64()
        check(library.queue_drain(self.handle, ct.byref(count)))
        return count.value

    def view(self) -> _c.QueueView:
        """The queue as kernels see it: a chroma2_queue_view of chroma2/device_queue.cuh."""
        return read(library.queue_get_view, self.handle, _c.QueueView())

    def reset(self) -> None:
        """Empties it; nobody may use it meanwhile."""
        check(library.queue_reset(self.handle))

    def __len__(self) -> int:
        """Exact when it is 0, and while nobody pops; see chroma2_queue_get_length."""
        length = ct.c_uint64()
        check(library.queue_get_length(self.handle, ct.byref(length)))
        return length.value

    def info(self) -> _c.QueueInfo:
        """What it is: capacity, item_size, device, memory (bytes), name, ..."""
        return read(library.queue_get_info, self.handle, _c.QueueInfo())

    def stats(self) -> _c.QueueStats:
        """What it did: length, pushes, pops, refused_full, refused_empty, high_water, mismatched."""
        return read(library.queue_get_stats, self.handle, _c.QueueStats())


def run_persistent(active: Queue, spawn: Queue, finished: Queue,
                   **options: Unpack[_fields.PersistentOptionsFields]) -> _c.PersistentStats:
    """Runs workers from `active` to `finished` and `spawn` until nothing is outstanding; options are the
    fields of PersistentOptions. What they did. After a KeyboardInterrupt the run goes on to its
    end in the background, and keeps its queues until then."""
    stats, config, queues = _c.PersistentStats(), _c.PersistentOptions(**options), dict(active=active, spawn=spawn, finished=finished)
    handles = [live(name, queue, Queue) for name, queue in queues.items()]

    def run() -> _c.PersistentStats:
        assert queues  # which it keeps
        check(library.queue_run_persistent(handles[0], handles[1], handles[2], ct.byref(config), ct.byref(stats)))
        return stats

    return in_thread(run)

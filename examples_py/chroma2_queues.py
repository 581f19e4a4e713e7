"""Bounded queues of libchroma2, and persistent runs over them."""

import ctypes as ct

import numpy as np

from chroma2_checks import array, integer
from chroma2_library import Handle, call, check, fields, in_thread, library, read, wait
from chroma2_structs import (
    TIMEOUT, PersistentOptions, PersistentStats, QueueBatch, QueueConfig, QueueInfo, QueueStats, QueueView, u64)


class Queue(Handle):
    """A bounded FIFO of items of one dtype, in the memory of the context's device."""

    kind = "queue"

    def __init__(self, context, capacity, dtype=np.uint32, name=""):
        self.dtype, self.moved = np.dtype(dtype), 0
        self._interrupted = np.empty(0, self.dtype)
        config = QueueConfig(capacity=capacity, item_size=self.dtype.itemsize, name=name)
        super().__init__("queue_create", context.handle, ct.byref(config))

    def _move(self, function, items, timeout):
        """Items that went. Counted where the library writes, so that an interrupt loses none: `moved`."""
        counts, function = [u64()], getattr(library, "chroma2_" + function)

        def attempt(limit):
            if counts[-1].value:
                counts.append(u64())
            done = sum(count.value for count in counts)
            batch = QueueBatch(data=items.ctypes.data + done * self.dtype.itemsize, count=len(items) - done,
                               item_size=self.dtype.itemsize)
            return function(self.handle, ct.byref(batch), limit, ct.byref(counts[-1]))

        try:
            status = wait(attempt, timeout)
            if status != TIMEOUT:
                check(status)
        finally:
            self.moved = sum(count.value for count in counts)
        return self.moved

    def push(self, items, timeout=0.0):
        """Pushes items, waiting at most so many seconds (None: for ever) for room; how many were pushed, which
        `moved` has after a KeyboardInterrupt too. Items must be of the queue's dtype or integers that fit it."""
        if self.dtype.kind not in "iuf" and not isinstance(items, np.ndarray):
            items = np.array(items, self.dtype)
        return self._move("queue_push", array(items, self.dtype, 1, "items"), timeout)

    def pop(self, count, timeout=0.0):
        """Pops up to `count` items as an array, waiting at most so many seconds (None: for ever) for them. What a
        KeyboardInterrupt finds in hand comes first at the next call."""
        count = integer("count", count, 0, 2**63 - 1)
        items, first = np.empty(count, self.dtype), self._interrupted[:count]
        items[:len(first)] = first
        rest = items[len(first):]
        try:
            done = len(first) + (self._move("queue_pop", rest, timeout) if len(rest) else 0)
        except BaseException:
            self._interrupted = np.concatenate([self._interrupted, rest[:self.moved]])
            raise
        self._interrupted = self._interrupted[len(first):]
        return items[:done]

    def drain(self):
        """Throws as many items away as len() gives at its begin; how many."""
        count = u64()
        call("queue_drain", self.handle, ct.byref(count))
        return count.value

    def view(self):
        """The queue as kernels see it: a chroma2_queue_view of chroma2/device_queue.cuh."""
        out = QueueView()
        call("queue_get_view", self.handle, ct.byref(out))
        return out

    def reset(self):
        call("queue_reset", self.handle)

    def __len__(self):
        """Exact when it is 0, and while nobody pops; see chroma2_queue_get_length."""
        length = u64()
        call("queue_get_length", self.handle, ct.byref(length))
        return length.value

    def info(self):
        return read("queue_get_info", self.handle, QueueInfo())

    def stats(self):
        return read("queue_get_stats", self.handle, QueueStats())


def run_persistent(active, spawn, finished, **options):
    """Runs workers from `active` to `finished` and `spawn` until nothing is outstanding; options are the
    fields of PersistentOptions. What they did, as a dictionary. After a KeyboardInterrupt the run goes on to its
    end in the background, and keeps its queues until then."""
    stats, options = PersistentStats(), PersistentOptions(**options)

    def run():  # its own use of the queues keeps them
        call("queue_run_persistent", active.handle, spawn.handle, finished.handle, ct.byref(options), ct.byref(stats))
        return fields(stats)

    return in_thread(run)

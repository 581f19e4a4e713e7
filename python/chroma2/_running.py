"""What events use until they have ended, whatever becomes of their Event: borrowed arrays and callbacks."""

from __future__ import annotations

import atexit
import ctypes as ct
import itertools
import os
import threading
import time
from collections.abc import Callable
from typing import Any, ClassVar

from . import _c
from ._library import SLICE, library
from .results import Hits, copies

Callbacks = tuple["Callable[..., object] | None", "Callable[..., object] | None", "Callable[..., object] | None"]
NAMES = ("on_done", "on_progress", "on_hits")


class Running:
    lock: ClassVar[threading.RLock] = threading.RLock()
    all: ClassVar[dict[int, Running]] = {}
    numbers: ClassVar[itertools.count[int]] = itertools.count(1)

    def __init__(self, arrays: Any, callbacks: Callbacks) -> None:
        self.arrays = arrays
        self.on_done, self.on_progress, self.on_hits = callbacks
        self.handle = _c.event_p()
        self.owner: Any = None  # of an Event that was dropped
        self.number = next(self.numbers)
        self.all[self.number] = self

    def fill(self, config: Any) -> None:
        """Puts the functions of this page and its number into a struct."""
        told = (("on_done", _on_done), ("on_progress", self.on_progress and _on_progress),
                ("on_hits", self.on_hits and _on_hits))
        for name, function in told:  # the library's own struct too, which is not one of ours
            ct.Structure.__setattr__(config, name, ct.cast(function, ct.c_void_p) if function else None)
        ct.Structure.__setattr__(config, "user", self.number)

    def end(self) -> None:
        with self.lock:
            self.all.pop(self.number, None)
        self.arrays = self.on_done = self.on_progress = self.on_hits = self.owner = None

    def drop(self, owner: Any) -> None:
        """Keeps an event that was dropped until its end, where it has not come to that."""
        with self.lock:
            if self.number in self.all:
                self.owner = owner


def typed(kind: Any) -> Callable[[Callable[..., None]], Any]:
    """A decorator that makes a function one of C, of a kind."""
    def made(function: Callable[..., None]) -> Any:
        return kind(function)
    return made


# The library calls these three and no others, so that no callback can be collected before its event has ended.
# Their first argument, the `user` of the event's config, is the number of a Running.
@typed(_c.done_callback)
def _on_done(number: int, _: Any, status: int) -> None:
    running = Running.all[number]
    try:
        if running.on_done:
            running.on_done(status)
    finally:
        running.end()


@typed(_c.progress_callback)
def _on_progress(number: int, done: int, photons: int) -> None:
    function = Running.all[number].on_progress
    if function:
        function(done, photons)


@typed(_c.hits_callback)
def _on_hits(number: int, first: int, last: int, hits: Any) -> None:
    function = Running.all[number].on_hits
    if function:
        function(first, last, copies(hits.contents, Hits))


os.register_at_fork(after_in_child=Running.all.clear)  # a child has no threads in which events could end


@atexit.register
def _end_all() -> None:
    """Cancels what still runs with callbacks: none may come once the interpreter is gone."""
    while Running.all:
        for running in list(Running.all.values()):
            library.event_cancel(running.handle)
        time.sleep(SLICE / 10)

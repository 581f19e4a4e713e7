"""Futures of concurrent.futures for events: one thread waits for all that are asked for."""

from __future__ import annotations

import concurrent.futures
import ctypes as ct
import os
import threading
import time
from typing import TYPE_CHECKING

from . import _c
from ._library import library
from .errors import error

if TYPE_CHECKING:
    from .event import Event

LATEST = 2_000_000  # ns until the thread sees an event that is added while it waits for others
_Pair = tuple["Event", "concurrent.futures.Future[Event]"]


class Waiter:
    """The thread and what it waits for. It ends when there is nothing, and is started again."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.new: list[_Pair] = []
        self.running = False

    def add(self, pair: _Pair) -> None:
        with self.lock:
            self.new.append(pair)
            start, self.running = not self.running, True
        if start:
            threading.Thread(target=self.run, name="chroma2 futures", daemon=True).start()

    def run(self) -> None:
        waiting: list[_Pair] = []
        while True:
            with self.lock:
                waiting += self.new
                self.new = []
                if not waiting:
                    self.running = False
                    return
            handles = (_c.event_p * len(waiting))(*(event.handle.value for event, _ in waiting))
            index = ct.c_uint64()
            status = library.event_wait_any(handles, len(handles), LATEST, ct.byref(index))
            if status == _c.Status.OK:
                resolve(*waiting.pop(index.value))
            elif status != _c.Status.TIMEOUT:  # one was closed meanwhile, or is there twice: each tells by itself
                time.sleep(LATEST * 1e-9)
                waiting = [pair for pair in waiting if not resolve(*pair)]


def resolve(event: Event, future: concurrent.futures.Future[Event]) -> bool:
    """Whether an event has ended; its future has what came of it then."""
    status = library.event_wait(event.handle, 0)
    if status == _c.Status.TIMEOUT:
        return False
    message = library.last_error_message().decode(errors="replace") if status else ""
    if future.set_running_or_notify_cancel():
        if status:
            future.set_exception(error(message, status))
        else:
            future.set_result(event)
    return True


_waiter = Waiter()


def _again() -> None:
    global _waiter
    _waiter = Waiter()  # the thread of the parent is none of a child's


os.register_at_fork(after_in_child=_again)


def future(event: Event) -> concurrent.futures.Future[Event]:
    """A future for an event, resolved at once where it has ended."""
    event._live()
    made: concurrent.futures.Future[Event] = concurrent.futures.Future()
    if not resolve(event, made):
        _waiter.add((event, made))
    return made

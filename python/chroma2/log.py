"""The library's log as messages of Python's `logging`."""

from __future__ import annotations

import atexit
import ctypes as ct
import logging
from typing import Any

from . import _c
from ._checks import integer
from ._library import after_load, check, library
from ._struct import choice

LEVELS = (logging.CRITICAL, logging.ERROR, logging.WARNING, logging.INFO, logging.DEBUG, 5)  # by LogLevel
_callback: Any = None  # kept as long as the library has it


def log_to(logger: str | logging.Logger | None = "chroma2", level: int | str = _c.LogLevel.INFO) -> None:
    """Sends the library's messages of `level` (a LogLevel or its name: "error", "warn", "info", "debug", "trace") and above
    to a logger, given itself or by its name; None ends that. Loading the library calls it with what stands here, so that the
    logger "chroma2" has warnings and, where its own level allows them, messages of INFO. They come on any thread. There is one
    receiver in a process: a program that embeds Python and has its own calls log_to(None), then sets it again.
    """
    global _callback
    level = integer("level", choice("level", _c.LogLevel, level), 0, len(LEVELS) - 1)
    if logger is None or level == _c.LogLevel.OFF:
        check(library.log_set_callback(_c.LogLevel.OFF, None, None))
        _callback = None
        return
    target = logging.getLogger(logger) if isinstance(logger, str) else logger
    if not callable(getattr(target, "log", None)):
        raise TypeError(f"logger is {logger!r}; a logger, its name, or None is needed")

    def receive(_: object, level: int, message: bytes) -> None:
        target.log(LEVELS[min(level, len(LEVELS) - 1)], "%s", message.decode(errors="replace"))

    callback = _c.log_callback(receive)
    check(library.log_set_callback(level, ct.cast(callback, ct.c_void_p), None))
    _callback = callback  # the one before is not running any more


def _begin() -> None:
    log_to()
    atexit.register(log_to, None)  # worker threads may outlive the interpreter


after_load.append(_begin)

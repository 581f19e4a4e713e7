"""libchroma2 itself: loading, calls and their errors, waits that Ctrl-C ends, handles, the log."""

import atexit
import ctypes as ct
import logging
import os
import threading
import time

from chroma2_checks import integer, number, unknown
from chroma2_structs import ABI, FOREVER, FUNCTIONS, LOG_LEVEL_OFF, LOG_LEVEL_WARN, OTHER_FUNCTIONS, TIMEOUT, p, u32

SLICE = 0.05  # s; Python handles signals, as that of Ctrl-C, between calls, so that no call waits for longer


class Error(RuntimeError):
    """A call that failed; the text is the library's message, `status` its chroma2_status."""

    def __init__(self, message, status):
        super().__init__(message)
        self.status = status


def load():
    library = ct.CDLL(os.environ.get("CHROMA2_LIBRARY", "libchroma2.so.2"))
    declared = {name: (types, ct.c_int32) for name, types in FUNCTIONS.items()} | OTHER_FUNCTIONS
    for name, (types, result) in declared.items():
        function = getattr(library, "chroma2_" + name)
        function.argtypes, function.restype = types, result
    return library


library = load()


def check(status):
    if status:
        raise Error(library.chroma2_last_error_message().decode(errors="replace"), status)


def call(name, *arguments):
    """Calls chroma2_NAME, which returns a status: Error where that is not 0."""
    if name not in FUNCTIONS:
        # ctypes would call what is not declared with arguments of its own choice.
        raise AttributeError(unknown("libchroma2 by functions with a status", "chroma2_" + str(name),
                                     ["chroma2_" + known for known in FUNCTIONS]))
    check(getattr(library, "chroma2_" + name)(*arguments))


call("abi_check", ABI)


def fields(struct):
    return {name: getattr(struct, name) for name, _ in struct._fields_[1:] if not name.startswith("reserved")}


def read(function, handle, out):
    """What a function writes to a struct, as a dict."""
    call(function, handle, ct.byref(out))
    return fields(out)


def nanoseconds(timeout):
    """Seconds (None: for ever) as the library takes them."""
    if timeout is None:
        return FOREVER
    timeout = number("timeout", timeout)
    if not timeout >= 0:
        raise ValueError(f"timeout is {timeout}; it must be 0 or more seconds, or None")
    return FOREVER if timeout > 1e9 else int(timeout * 1e9)


def wait(attempt, timeout):
    """Calls attempt(nanoseconds), which gives a status, until that is no timeout or `timeout` seconds (None: for
    ever) have passed. The last status."""
    limit = nanoseconds(timeout)
    end = float("inf") if limit == FOREVER else time.monotonic_ns() + limit
    while True:
        status = attempt(int(max(0, min(SLICE * 1e9, end - time.monotonic_ns()))))
        if status != TIMEOUT or time.monotonic_ns() >= end:
            return status


def on_main_thread():
    """Whether this is the thread where Python handles signals, as that of Ctrl-C."""
    return threading.get_ident() == threading.main_thread().ident  # current_thread() would make an object for a callback's


def in_thread(function):
    """The result of a function that may take long and cannot be asked to end early. On the main thread, where
    Ctrl-C is handled, another one runs it; after a KeyboardInterrupt it goes on there to its own end."""
    if not on_main_thread():
        return function()
    result, error = [], []

    def run():
        try:
            result.append(function())
        except BaseException as reason:
            error.append(reason)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    while thread.is_alive():
        thread.join(SLICE)
    if error:
        raise error[0]
    return result[0]


class Handle:
    """Owner of a C handle."""

    kind = ""

    def __init__(self, create, *arguments):
        self.handle = p()
        call(create, *arguments, ct.byref(self.handle))

    def close(self):
        if self.handle:
            handle, self.handle = self.handle, p()
            call(self.kind + "_destroy", handle)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def __del__(self):
        if getattr(self, "handle", None):
            self.close()


LEVELS = (logging.CRITICAL, logging.ERROR, logging.WARNING, logging.INFO, logging.DEBUG, 5)  # by chroma2_log_level
_LogCallback = ct.CFUNCTYPE(None, p, u32, ct.c_char_p)
_log_callback = None  # kept as long as the library has it


def log_to(logger="chroma2", level=LOG_LEVEL_WARN):
    """Sends the library's messages of `level` (LOG_LEVEL_...) and above to a logger, given itself or by its name;
    None ends that. They come on any thread."""
    global _log_callback
    level = integer("level", level, 0, len(LEVELS) - 1)
    if logger is None or level == LOG_LEVEL_OFF:
        call("log_set_callback", LOG_LEVEL_OFF, None, None)
        _log_callback = None
        return
    logger = logging.getLogger(logger) if isinstance(logger, str) else logger
    if not callable(getattr(logger, "log", None)):
        raise TypeError(f"logger is {logger!r}; a logger, its name, or None is needed")

    def receive(_, level, message):
        logger.log(LEVELS[min(level, len(LEVELS) - 1)], "%s", message.decode(errors="replace"))

    callback = _LogCallback(receive)
    call("log_set_callback", level, callback, None)
    _log_callback = callback  # the one before is not running any more


atexit.register(log_to, None)  # worker threads may outlive the interpreter

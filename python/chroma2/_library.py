"""The loaded library, calls that raise, and waits that Ctrl-C ends."""

from __future__ import annotations

import ctypes as ct
import os
import pathlib
import threading
import time
from collections.abc import Callable
from typing import Any, TypeVar

from ._c import ABI_VERSION, Functions, Status, VERSION_MAJOR
from ._checks import number
from ._struct import Struct
from .errors import error

T = TypeVar("T")
S = TypeVar("S", bound=Struct)
SLICE = 0.05  # s; Python handles signals, as that of Ctrl-C, between calls, so that no call waits for longer
FOREVER = 2**64 - 1  # ns, as the library takes it
NAME = f"libchroma2.so.{VERSION_MAJOR}"


def path() -> str:
    """Where the library is: CHROMA2_LIBRARY in the environment, else that of the package, else what the loader finds."""
    inside = pathlib.Path(__file__).parent / "lib" / NAME
    return os.environ.get("CHROMA2_LIBRARY") or (str(inside) if inside.exists() else NAME)


def include_folder() -> str:
    """The folder of the headers, for compilers: chroma2.h, chroma2.hpp, and for kernels chroma2/device_queue.cuh and others. That of the
    package, else of the source tree that it lies in."""
    package = pathlib.Path(__file__).parent
    for folder in (package / "include", package.parents[1] / "include"):
        if (folder / "chroma2.h").is_file():
            return str(folder)
    raise FileNotFoundError(f"{package} has no folder of headers: it was installed without them")


def load() -> ct.CDLL:
    where = path()
    try:
        found = ct.CDLL(where)
    except OSError as reason:
        raise ImportError(f"{where} cannot be loaded: {reason}; CHROMA2_LIBRARY can name another libchroma2") from None
    if found.chroma2_abi_check(ABI_VERSION):
        found.chroma2_last_error_message.restype = ct.c_char_p
        raise ImportError(f"{where} does not fit this package: {found.chroma2_last_error_message().decode()}")
    return found


def loaded() -> None:
    for function in after_load:
        function()


after_load: list[Callable[[], object]] = []
#: The functions of the C API without `chroma2_`, as ctypes has them; most return a status, which check() is for.
library = Functions(load, loaded)


def check(status: int) -> None:
    """Raises the exception for a status that is not OK, with the library's message."""
    if status:
        raise error(library.last_error_message().decode(errors="replace"), status)


def read(function: Callable[[Any, Any], int], handle: Any, out: S) -> S:
    """What a function writes to a struct."""
    check(function(handle, ct.byref(out)))
    return out


def nanoseconds(timeout: float | None) -> int:
    """Seconds (None: for ever) as the library takes them."""
    if timeout is None:
        return FOREVER
    timeout = number("timeout", timeout)
    if not timeout >= 0:
        raise ValueError(f"timeout is {timeout}; it must be 0 or more seconds, or None")
    return FOREVER if timeout > 1e9 else int(timeout * 1e9)


def wait(attempt: Callable[[int], int], timeout: float | None) -> int:
    """Calls attempt(nanoseconds), which gives a status, until that is no timeout or `timeout` seconds (None: for
    ever) have passed. The last status."""
    limit = nanoseconds(timeout)
    end = float("inf") if limit == FOREVER else time.monotonic_ns() + limit
    while True:
        status = attempt(int(max(0, min(SLICE * 1e9, end - time.monotonic_ns()))))
        if status != Status.TIMEOUT or time.monotonic_ns() >= end:
            return status


def on_main_thread() -> bool:
    """Whether this is the thread where Python handles signals, as that of Ctrl-C."""
    return threading.get_ident() == threading.main_thread().ident  # current_thread() would make an object for a callback's


def in_thread(function: Callable[[], T]) -> T:
    """The result of a function that may take long and cannot be asked to end early. On the main thread, where
    Ctrl-C is handled, another one runs it; after a KeyboardInterrupt it goes on there to its own end."""
    if not on_main_thread():
        return function()
    result: list[T] = []
    raised: list[BaseException] = []

    def run() -> None:
        try:
            result.append(function())
        except BaseException as reason:
            raised.append(reason)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    while thread.is_alive():
        thread.join(SLICE)
    if raised:
        raise raised[0]
    return result[0]

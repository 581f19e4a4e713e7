"""Exceptions: one for each status of the library, with its message."""

from __future__ import annotations

import concurrent.futures

from ._c import Status


class Error(RuntimeError):
    """A call that failed. The text is the library's message; `status` is its chroma2_status, a Status where this version
    knows it."""

    status: int

    def __init__(self, message: str = "", status: int = Status.INTERNAL) -> None:
        super().__init__(message)
        self.status = Status(status) if status in Status._value2member_map_ else status


class InvalidArgument(Error, ValueError):
    """An argument is out of range, or does not fit another."""


class InvalidHandle(Error):
    """An object was closed before."""


class InvalidState(Error):
    """An object is in the wrong state for the call."""


class FileError(Error, OSError):
    """The system refused a file operation."""


class FormatError(Error, ValueError):
    """A file's content is not what its format asks for."""


class OutOfMemory(Error, MemoryError):
    """Memory could not be had."""


class Unsupported(Error):
    """This build or machine cannot do it."""


class DeviceError(Error):
    """A GPU or its driver failed."""


class Timeout(Error, TimeoutError):
    """The time given was over, or there was no room and no time was given."""


class Cancelled(Error, concurrent.futures.CancelledError):
    """The event was cancelled."""


class InternalError(Error):
    """A defect of the library; please report it."""


KINDS: dict[int, type[Error]] = {
    Status.INVALID_ARGUMENT: InvalidArgument, Status.INVALID_HANDLE: InvalidHandle, Status.INVALID_STATE: InvalidState,
    Status.IO: FileError, Status.FORMAT: FormatError, Status.OUT_OF_MEMORY: OutOfMemory, Status.UNSUPPORTED: Unsupported,
    Status.DEVICE: DeviceError, Status.TIMEOUT: Timeout, Status.CANCELLED: Cancelled, Status.INTERNAL: InternalError,
}


def error(message: str, status: int) -> Error:
    """The exception for a status."""
    return KINDS.get(status, Error)(message, status)

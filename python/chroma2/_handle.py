"""Owners of what the C API makes."""

from __future__ import annotations

import atexit
import contextlib
import ctypes as ct
import threading
import weakref
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import Any, TypeVar

from . import _c
from ._checks import shown
from ._library import check, library
from .errors import InvalidHandle

H = TypeVar("H", bound="Handle")


#: Functions whose last call may not have returned when what called them was given up on one of its own threads.
_for_ever: list[Any] = []


class Owner:
    """One handle, given up with the last reference: that of its object, or of an array that shows its memory. `kept`: functions
    that the library may call until then."""

    __slots__ = ("handle", "destroy", "kept", "__weakref__")

    def __init__(self, handle: ct.c_void_p, destroy: Callable[[Any], int]) -> None:
        self.handle, self.destroy = handle, destroy
        self.kept: tuple[Any, ...] | None = None

    def keep(self, *functions: Any) -> None:
        """Keeps functions until the handle is given up, which happens at the latest when Python ends."""
        self.kept = functions
        _callers.add(self)

    def end(self) -> None:
        """Gives the handle up; the library waits for its functions, but on its own threads."""
        if self.handle:
            handle, self.handle = self.handle, type(self.handle)()
            self.destroy(handle)
            if self.kept is not None and on_library_thread():
                _for_ever.append(self.kept)

    def __del__(self) -> None:
        self.end()


_callers: weakref.WeakSet[Owner] = weakref.WeakSet()
_inside = threading.local()


@contextlib.contextmanager
def inside() -> Iterator[None]:
    """While the library calls a function of Python."""
    before = getattr(_inside, "calls", 0)
    _inside.calls = before + 1
    try:
        yield
    finally:
        _inside.calls = before


def on_library_thread() -> bool:
    """Whether the library has called what runs here."""
    known = threading._active.get(threading.get_ident())  # type: ignore[attr-defined]
    return getattr(_inside, "calls", 0) > 0 or known is None or isinstance(known, threading._DummyThread)


@atexit.register
def _end() -> None:
    """No function of Python is called when there is no Python any more."""
    for owner in list(_callers):
        owner.end()


def live(name: str, value: Any, kind: type[H]) -> Any:
    """The C handle of an argument that has to be an open object of a class."""
    if not isinstance(value, kind):
        article = "an" if kind.__name__[0] in "AEIOU" else "a"
        raise TypeError(f"{name}: {article} {kind.__name__} is needed, not {shown(value)}")
    if value.closed:
        raise InvalidHandle(f"{name}: the {value._kind} was closed", _c.Status.INVALID_HANDLE)
    return value.handle


class Handle:
    """An object of the C API, and a context manager that closes it.

    Children keep what they were made from alive, so objects may be closed in any order. Arrays of results keep what
    they show alive, closed or not.
    """

    _kind: str
    _owner: Owner | None = None

    def __init__(self, create: Callable[..., int], *arguments: Any) -> None:
        handle = self._new()
        check(create(*arguments, ct.byref(handle)))
        self._own(handle)

    @classmethod
    def _new(cls) -> Any:
        """A NULL handle of its type."""
        return getattr(_c, cls._kind + "_p")()

    def _own(self, handle: ct.c_void_p) -> None:
        self._owner = Owner(handle, getattr(library, self._kind + "_destroy"))

    @classmethod
    def _of(cls: type[H], handle: ct.c_void_p) -> H:
        """The object of a handle that it takes over."""
        made = cls.__new__(cls)
        made._own(handle)
        return made

    @property
    def handle(self) -> Any:
        """The C handle, for functions of `chroma2.library`; NULL when closed."""
        return self._owner.handle if self._owner is not None else self._new()

    @property
    def closed(self) -> bool:
        return self._owner is None

    def close(self) -> None:
        """Gives it up; a second time does nothing."""
        self._owner = None

    def _live(self) -> Owner:
        if self._owner is None:
            raise InvalidHandle(f"the {self._kind} was closed", _c.Status.INVALID_HANDLE)
        return self._owner

    def __enter__(self: H) -> H:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

"""Owners of what the C API makes."""

from __future__ import annotations

import ctypes as ct
from collections.abc import Callable
from types import TracebackType
from typing import Any, TypeVar

from . import _c
from ._checks import shown
from ._library import check, library
from .errors import InvalidHandle

H = TypeVar("H", bound="Handle")


class Owner:
    """One handle, given up with the last reference: that of its object, or of an array that shows its memory."""

    __slots__ = ("handle", "destroy", "__weakref__")

    def __init__(self, handle: ct.c_void_p, destroy: Callable[[Any], int]) -> None:
        self.handle, self.destroy = handle, destroy

    def __del__(self) -> None:
        if self.handle:
            handle, self.handle = self.handle, type(self.handle)()
            self.destroy(handle)


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

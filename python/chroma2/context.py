"""Contexts and devices."""

from __future__ import annotations

import ctypes as ct
from collections.abc import Iterable
from typing import TYPE_CHECKING

from . import _c
from ._checks import integer, listed
from ._handle import Handle
from ._library import check, library, read

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from . import _fields


def devices() -> list[_c.Device]:
    """The devices of this machine: the processor, then GPUs in the driver's order."""
    count = ct.c_uint64()
    check(library.device_get_count(ct.byref(count)))
    return [read(library.device_get_info, place, _c.Device()) for place in range(count.value)]


class Context(Handle):
    """Worker threads on a device: where geometries are committed and events run.

    devices: a list of the places of GPUs that sessions spread their events over, or "all".
    options: fields of ContextConfig: backend ("auto", "cpu", "cuda"), threads (0: all cores), device, memory_limit (bytes).
    """

    _kind = "context"

    def __init__(self, devices: Iterable[int] | str | None = None, **options: Unpack[_fields.ContextConfigOptions]) -> None:
        config = _c.ContextConfig(**options)
        if isinstance(devices, str):
            if devices != "all":
                raise ValueError(f'devices is "{devices}"; a list of places and "all" are allowed')
            config.device_count = 2**64 - 1
        elif devices is not None:
            config.devices = [integer("devices", place, 0, 2**32 - 1) for place in listed("devices", devices)]
        super().__init__(library.context_create, ct.byref(config))

    def info(self) -> _c.ContextInfo:
        """What it is and holds: backend, threads, memory (bytes), device, ..."""
        return read(library.context_get_info, self.handle, _c.ContextInfo())

"""Readout: hits to times and charges of channels."""

from __future__ import annotations

import ctypes as ct
from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from . import _c
from ._checks import array, dimensions, integer, listed
from ._handle import Handle, live
from ._library import check, library, read
from .event import Event
from .results import ChannelHits

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from . import _fields


class Readout(Handle):
    """One readout of all channels."""

    _kind = "readout"

    def channels(self) -> ChannelHits:
        """What the channels saw, as read-only arrays that stay when it is closed."""
        owner = self._live()
        return ChannelHits(read(library.readout_get_channels, owner.handle, _c.ChannelHits()), owner)


class Daq(Handle):
    """What channels do with hits. Options are fields of DaqConfig: window_start and window_end, in ns. Types and channels are set
    by one thread at a time; any may run it."""

    _kind = "daq"

    def __init__(self, **options: Unpack[_fields.DaqConfigFields]) -> None:
        super().__init__(library.daq_create, ct.byref(_c.DaqConfig(**options)))

    def channel_type(self, **options: Unpack[_fields.ChannelTypeFields]) -> int:
        """Adds a type of channels and gives its index, from 0 on. Options are fields of ChannelType: times (ns) and time_cdf,
        charges (photoelectrons) and charge_cdf, efficiency, threshold; without any, every hit is one photoelectron."""
        index = ct.c_uint32()
        check(library.daq_add_channel_type(self.handle, ct.byref(_c.ChannelType(**options)), ct.byref(index)))
        return index.value

    def channels(self, types: npt.ArrayLike) -> None:
        """Says how many channels there are, all of type 0, or of which type each is (n), NONE for those not read out."""
        if dimensions("types", types) == 0:
            count = integer("types", types, 0, 2**31)
            check(library.daq_set_channels(self.handle, None, count))
            return
        given = array(types, np.uint32, 1, "types")
        check(library.daq_set_channels(self.handle, given.ctypes.data, len(given)))

    def run(self, events: Event | Iterable[Event], trial: int = 0) -> Readout:
        """Reads the channels out after the hits of finished events: one, the parts of one, or several at once. `trial`
        numbers independent readouts of the same hits."""
        given = [events] if isinstance(events, Event) else listed("events", events)
        handles, handle = (_c.event_p * len(given))(*(live("events", event, Event).value for event in given)), Readout._new()
        trial = integer("trial", trial, 0, 2**32 - 1)
        check(library.daq_run(self.handle, handles, len(given), trial, ct.byref(handle)))
        return Readout._of(handle)

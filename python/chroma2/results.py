"""Results as NumPy arrays that show the library's memory: nothing is copied, nothing can be written to, and each array
keeps what it shows alive. They are made when they are first asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, Generic, TypeVar, overload

import numpy as np
import numpy.typing as npt

from . import _c
from ._checks import unknown

D = TypeVar("D", bound=np.generic)


class Memory:
    """What an array is made of, and what it keeps."""

    __slots__ = ("__array_interface__", "owner")

    def __init__(self, address: int, shape: tuple[int, ...], dtype: str, owner: Any, read_only: bool = True) -> None:
        self.__array_interface__ = {"version": 3, "data": (address, read_only), "shape": shape, "typestr": dtype}
        self.owner = owner


def view(address: int | None, shape: tuple[int, ...], dtype: npt.DTypeLike, owner: Any) -> npt.NDArray[Any]:
    """A read-only array over memory that `owner` keeps."""
    if not address:  # as it is where there are no entries
        empty = np.empty(shape, dtype)
        empty.flags.writeable = False
        return empty
    return np.asarray(Memory(address, shape, np.dtype(dtype).str, owner))


class Column(Generic[D]):
    """A column of Columns, made at its first use."""

    def __init__(self, dtype: type[D], width: int, doc: str) -> None:
        self.dtype, self.width, self.__doc__ = dtype, width, doc

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    @overload
    def __get__(self, columns: None, owner: type) -> Column[D]: ...
    @overload
    def __get__(self, columns: Columns, owner: type) -> npt.NDArray[D]: ...
    def __get__(self, columns: Columns | None, owner: type) -> Column[D] | npt.NDArray[D]:
        if columns is None:
            return self
        made = columns._make(self)
        columns.__dict__[self.name] = made  # found there from now on
        return made


class Columns:
    """Arrays of one length by their names: as attributes and by `columns["name"]`. len() is that of each array; iterating
    gives the names, and dict(columns) all arrays."""

    _names: ClassVar[tuple[str, ...]] = ()
    _optional: ClassVar[tuple[str, ...]] = ()  # those that are NULL where they do not apply

    def __init_subclass__(cls) -> None:
        cls._names = tuple(name for base in reversed(cls.__mro__) for name, value in vars(base).items()
                           if isinstance(value, Column))

    def __init__(self, struct: Any, owner: Any) -> None:
        self._struct, self._owner = struct, owner

    def _count(self, column: Column[Any]) -> int:
        return int(self._struct.count)

    def _make(self, column: Column[Any]) -> npt.NDArray[Any]:
        address, count = getattr(self._struct, column.name), self._count(column)
        if not address and column.name in self._optional:
            raise AttributeError(f"these {type(self).__name__} have no {column.name!r}: {column.__doc__}")
        return view(address, (count, column.width) if column.width > 1 else (count,), column.dtype, self._owner)

    def keys(self) -> list[str]:
        """Names of the columns."""
        return [name for name in self._names if name not in self._optional or getattr(self._struct, name)]

    def items(self) -> Iterator[tuple[str, npt.NDArray[Any]]]:
        """Names and arrays."""
        return ((name, getattr(self, name)) for name in self.keys())

    def copy(self) -> dict[str, npt.NDArray[Any]]:
        """Copies of all columns, which can be written to and keep nothing else."""
        return {name: values.copy() for name, values in self.items()}

    def __getitem__(self, name: str) -> npt.NDArray[Any]:
        if name not in self._names:
            raise KeyError(unknown(type(self).__name__, str(name), self._names))
        values: npt.NDArray[Any] = getattr(self, name)
        return values

    def __contains__(self, name: object) -> bool:
        return name in self.keys()

    def __iter__(self) -> Iterator[str]:
        return iter(self.keys())

    def __len__(self) -> int:
        return int(self._struct.count)

    def __repr__(self) -> str:
        return f"<chroma2.{type(self).__name__}: {len(self)} of {', '.join(self.keys())}>"


class States(Columns):
    """Columns that all states of photons have."""

    position: Column[np.float32] = Column(np.float32, 3, "(n, 3), mm")
    direction: Column[np.float32] = Column(np.float32, 3, "(n, 3), unit vectors")
    polarization: Column[np.float32] = Column(np.float32, 3, "(n, 3), unit vectors")
    time: Column[np.float32] = Column(np.float32, 1, "(n,), ns, from time_offset")
    wavelength: Column[np.float32] = Column(np.float32, 1, "(n,), nm, in vacuum")
    weight: Column[np.float32] = Column(np.float32, 1, "(n,), statistical weights")
    flags: Column[np.uint32] = Column(np.uint32, 1, "(n,), bits of Flag")
    instance: Column[np.uint32] = Column(np.uint32, 1, "(n,), instance that was hit; NONE; with WIRE_BIT: a wire plane")
    triangle: Column[np.uint32] = Column(np.uint32, 1, "(n,), triangle of its mesh, or wire of the plane; NONE")

    @property
    def time_offset(self) -> float:
        """ns that the times count from: a photon's time is time_offset + time.astype(float)."""
        return float(self._struct.time_offset)


class Hits(States):
    """Detected photons that have a channel, in the order of their indices."""

    channel: Column[np.int32] = Column(np.int32, 1, "(n,), the channel that detected it")
    photon: Column[np.uint64] = Column(np.uint64, 1, "(n,), index in the event; of a secondary photon that of the submitted one")
    event: Column[np.uint64] = Column(np.uint64, 1, "(n,), the event's number")
    id: Column[np.uint64] = Column(np.uint64, 1, "(n,), the photon's index, or the id of a secondary one; only of geometries with "
                                   "a mean_number")
    _optional = ("id",)


class EndStates(States):
    """End states of all submitted photons of an event: entry i is of the photon with index first_index + i."""


class Records(States):
    """States of the photons that record_first and record_indices chose, at their start and after every step: those of
    photon[k] are entries offset[k] to before offset[k + 1] of the other columns. len() is the number of states."""

    photon: Column[np.uint64] = Column(np.uint64, 1, "(k,), indices in the event")
    offset: Column[np.uint64] = Column(np.uint64, 1, "(k + 1,), where the states of each photon begin")

    def _count(self, column: Column[Any]) -> int:
        photons = int(self._struct.photon_count)
        return {"photon": photons, "offset": photons + 1}.get(column.name, len(self))

    def __len__(self) -> int:
        return int(self._struct.state_count)


class ChannelHits(Columns):
    """What channels saw, by channel, and those that fired. len() is the number of channels."""

    time: Column[np.float64] = Column(np.float64, 1, "(channels,), earliest time in ns, time_offset and delays included; inf: none")
    charge: Column[np.float64] = Column(np.float64, 1, "(channels,), photoelectrons")
    flags: Column[np.uint32] = Column(np.uint32, 1, "(channels,), union of the hits' bits of Flag")
    hits: Column[np.uint32] = Column(np.uint32, 1, "(channels,), number of hits that count")
    fired: Column[np.uint8] = Column(np.uint8, 1, "(channels,), 1 where the channel fired")
    fired_channels: Column[np.int32] = Column(np.int32, 1, "(fired,), the channels that fired, ascending")

    def _count(self, column: Column[Any]) -> int:
        return int(self._struct.fired_count) if column.name == "fired_channels" else len(self)

    def __len__(self) -> int:
        return int(self._struct.channel_count)


def copies(struct: Any, kind: type[States]) -> Mapping[str, Any]:
    """Copies of all columns, and their time_offset, of a struct that is valid during a call only."""
    columns = kind(struct, None)
    return columns.copy() | {"time_offset": columns.time_offset}


class DeviceColumn:
    """One column of hits in a GPU's memory: CuPy, Numba, PyTorch take it by `__cuda_array_interface__`, JAX by DLPack. It
    shows the library's memory, which must not be written to, and keeps it alive."""

    def __init__(self, address: int, shape: tuple[int, ...], strides: tuple[int, ...], dtype: npt.DTypeLike, device: int,
                 owner: Any) -> None:
        self.shape, self.strides, self.dtype, self.device, self._owner = shape, strides, np.dtype(dtype), device, owner
        self._address = address

    @property
    def __cuda_array_interface__(self) -> dict[str, Any]:
        # Not marked as read-only, which PyTorch does not take. Filled before the event ended: no stream to wait for.
        return {"version": 3, "shape": self.shape, "strides": self.strides, "typestr": self.dtype.str, "stream": None,
                "data": (self._address, False)}

    def __dlpack_device__(self) -> tuple[int, int]:
        from ._dlpack import CUDA
        return CUDA, self.device

    def __dlpack__(self, *, stream: Any = None, max_version: Any = None, dl_device: Any = None, copy: bool | None = None) -> Any:
        from ._dlpack import capsule
        if copy:
            raise BufferError("copy: only the memory itself can be given")
        return capsule(self._address, self.shape, self.strides, self.dtype, self.device, self._owner)

    def __jax_array__(self) -> Any:
        """For jax.numpy.asarray, which takes `__cuda_array_interface__` else, and does not keep the object that gave it."""
        import jax.dlpack
        return jax.dlpack.from_dlpack(self)

    def __repr__(self) -> str:
        return f"<chroma2.DeviceColumn {self.shape} of {self.dtype} on CUDA device {self.device}>"


class DeviceHits:
    """Hits in the memory of a GPU, with the columns of Hits but `event` and `id`, each a DeviceColumn: of events with
    want="device_hits". len() is their number."""

    def __init__(self, struct: _c.DeviceHits, ordinal: int, owner: Any) -> None:
        self._struct, self._owner, self.ordinal = struct, owner, ordinal

    def keys(self) -> list[str]:
        """Names of the columns."""
        return list(_c.DeviceHits._arrays_)

    def __getitem__(self, name: str) -> DeviceColumn:
        if name not in _c.DeviceHits._arrays_:
            raise KeyError(unknown("DeviceHits", name, self.keys()))
        dtype, width, _ = _c.DeviceHits._arrays_[name]
        item, count = np.dtype(dtype).itemsize, len(self)
        stride = getattr(self._struct, name + "_stride", 0) or item * width
        shape, strides = ((count, width), (stride, item)) if width > 1 else ((count,), (stride,))
        return DeviceColumn(getattr(self._struct, name) or 0, shape, strides, dtype, self.ordinal, self._owner)

    def __getattr__(self, name: str) -> DeviceColumn:
        if name.startswith("_"):
            raise AttributeError(name)
        try:
            return self[name]
        except KeyError as reason:
            raise AttributeError(str(reason)) from None

    @property
    def time_offset(self) -> float:
        """ns that the times count from."""
        return float(self._struct.time_offset)

    def __len__(self) -> int:
        return int(self._struct.count)

    def __repr__(self) -> str:
        return f"<chroma2.DeviceHits: {len(self)} on CUDA device {self.ordinal}>"

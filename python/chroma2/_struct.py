"""What all structs of the C API have in common in Python: defaults, checks, arrays that live as long as they do."""

from __future__ import annotations

import ctypes as ct
import enum
from collections.abc import Iterator
from typing import Any, ClassVar, TypeVar

import numpy as np

from ._checks import array, dimensions, integer, number, shown, text, unknown

u8, u32, u64, i32, i64 = ct.c_uint8, ct.c_uint32, ct.c_uint64, ct.c_int32, ct.c_int64
size, p, f32, f64 = ct.c_size_t, ct.c_void_p, ct.c_float, ct.c_double
# size_t is c_ulong, as c_uint64 is.
INTEGERS: dict[Any, tuple[int, int]] = {u8: (0, 255), u32: (0, 2**32 - 1), u64: (0, 2**64 - 1), size: (0, 2**64 - 1),
                                        i32: (-2**31, 2**31 - 1), i64: (-2**63, 2**63 - 1)}


S = TypeVar("S", bound="Struct")


def choice(what: str, kind: type[enum.IntEnum] | type[enum.IntFlag], value: Any) -> Any:
    """A member's number for its name in any case; of bits, several names too. Other values as they are."""
    if isinstance(value, str):
        member = kind.__members__.get(value.upper())
        if member is None:
            raise ValueError(f"{what}: " + unknown(kind.__name__, value, [name.lower() for name in kind.__members__]))
        return int(member)
    if issubclass(kind, enum.IntFlag) and isinstance(value, (list, tuple, set, frozenset)):
        bits = 0
        for one in value:
            bits |= int(choice(what, kind, one))
        return bits
    return value


class Struct(ct.Structure):
    """A struct of the C API: every default, struct_size set; what is assigned is checked.

    Fields are given by name: TypeError for one that does not exist. Fields that hold one of an enum's values take its
    name in lower case too. Fields that point to arrays take arrays, or what becomes some: they are converted, counted,
    and kept as long as the struct is. Structs of bulk data (Photons, ...) take an integer as an address, with which nothing can be
    checked. What is read of a struct is there as attribute and by `struct["name"]`, where arrays of fixed length come as NumPy's.
    """

    _arrays_: ClassVar[dict[str, tuple[Any, Any, str]]] = {}  # dtype, width and the field with the count of entries
    _addressed_: ClassVar[bool] = False  # whether an array may be given by its address
    _enums_: ClassVar[dict[str, Any]] = {}
    kinds: ClassVar[dict[str, Any]]
    strides: ClassVar[dict[str, str | None]]
    kept: dict[str, Any] = {}  # of one that C has made: it keeps nothing

    def __init_subclass__(cls) -> None:
        if "_fields_" not in vars(cls):  # a subclass of a struct
            return
        cls.kinds = {name: kind for name, kind, *_ in cls._fields_}
        stems = {name[:-7].removesuffix("ex"): name for name in cls.kinds if name.endswith("_stride")}
        cls.strides = {name: next((stems[stem] for stem in stems if name.startswith(stem)), None)
                       for name in cls._arrays_}  # position_x: position_stride; vertices: vertex_stride

    def __init__(self, **fields: Any) -> None:
        for name in fields:
            if name not in self.kinds:
                raise TypeError(self._unknown(name))
        super().__init__()
        super().__setattr__("kept", {})
        super().__setattr__("struct_size", ct.sizeof(self))
        for name in sorted(fields, key=lambda name: name not in self._arrays_):  # counts after what they count
            setattr(self, name, fields[name])

    def __setattr__(self, name: str, value: Any) -> None:
        kind = self.kinds.get(name)
        if kind is None:
            raise AttributeError(self._unknown(name))
        what = f"{type(self).__name__}.{name}"
        if kind in INTEGERS:
            if name in self._enums_:
                value = choice(what, self._enums_[name], value)
            value = integer(what, value, *INTEGERS[kind])
            self._fits(name, what, value)
        elif kind is p:
            self.kept.pop(name, None)
            value = None if value is None else self._address(name, what, value)
        elif kind in (f32, f64):
            value = number(what, value)
        elif kind is ct.c_char_p:
            value = None if value is None else text(what, value)
        elif issubclass(kind, ct.Array) and not isinstance(value, kind):
            value = kind(*array(value, kind._type_, 1, what, kind._length_).tolist())
        super().__setattr__(name, value)

    def _fits(self, name: str, what: str, value: int) -> None:
        """Whether a count or a stride fits the arrays that are kept."""
        for held, values in self.kept.items():
            if held in self._arrays_ and self._arrays_[held][2] == name and len(values) != value:
                raise ValueError(f"{what} is {value}, but {held} has {len(values)} entries")
            if value and self.strides.get(held) == name:
                raise ValueError(f"{what} is {value}, but {held} is an array, which has its own")

    def _unknown(self, name: str) -> str:
        return unknown(type(self).__name__, name, [name for name in self.kinds if name != "struct_size"])

    def _address(self, name: str, what: str, value: Any) -> int:
        if isinstance(value, int) or (hasattr(value, "__index__") and dimensions(what, value) == 0):
            if name in self._arrays_ and not self._addressed_:
                raise TypeError(f"{what}: an array is needed, not {shown(value)}")
            return integer(what, value, *INTEGERS[u64])
        if name not in self._arrays_:
            raise TypeError(f"{what}: an address is needed, not {shown(value)}")
        dtype, width, count = self._arrays_[name]
        stride = self.strides[name]
        # A stride of three arrays of components is one for all of them.
        own = stride is not None and name[-2:] not in ("_x", "_y", "_z")
        values = array(value, dtype, width, what, strided=own)
        for other, held in self.kept.items():
            if other in self._arrays_ and self._arrays_[other][2] == count and len(held) != len(values):
                raise ValueError(f"{what} has {len(values)} entries, {other} has {len(held)}")
        super().__setattr__(count, len(values))
        if stride:
            super().__setattr__(stride, 0 if values.flags.c_contiguous else values.strides[0])
        self.kept[name] = values
        return int(values.ctypes.data)

    def keys(self) -> Iterator[str]:
        """Names of the fields, but struct_size and what is reserved: dict(struct) has them all."""
        return (name for name in self.kinds if name != "struct_size" and not name.startswith("reserved"))

    def __getitem__(self, name: str) -> Any:
        if not isinstance(name, str) or name not in self.kinds:
            raise KeyError(self._unknown(str(name)))
        value = getattr(self, name)
        if isinstance(value, ct.Array):
            return np.array(value)
        return value.decode(errors="replace") if isinstance(value, bytes) else value

    def replace(self: S, **fields: Any) -> S:
        """A copy with other values in some fields; both keep the arrays that they share."""
        made = type(self)()
        ct.memmove(ct.byref(made), ct.byref(self), ct.sizeof(self))
        made.kept.update(self.kept)
        for name, value in fields.items():
            if name not in self.kinds:
                raise TypeError(self._unknown(name))
            setattr(made, name, value)
        return made

    def as_dict(self) -> dict[str, Any]:
        """All fields as values of Python, arrays as lists."""
        return {name: value.tolist() if isinstance(value := self[name], np.ndarray) else value for name in self.keys()}

    def __eq__(self, other: object) -> bool:
        """Whether all fields are equal, to those of a struct of its kind or to a dict of them."""
        if isinstance(other, Struct):
            return self.kinds is other.kinds and self.as_dict() == other.as_dict()
        return self.as_dict() == other if isinstance(other, dict) else NotImplemented

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        shown = (f"{name}={value!r}" for name, value in self.as_dict().items()
                 if value is not None and np.any(value))
        return f"{type(self).__name__}({', '.join(shown)})"

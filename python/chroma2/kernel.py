"""A program's own kernels: modules of code on a GPU, functions of the processor, and streams."""

from __future__ import annotations

import ctypes as ct
import logging
import os
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from . import _c
from ._checks import integer, shown
from ._handle import Handle, inside, live
from ._library import check, library, read, wait
from .context import Context
from .results import Memory

#: A function of the processor as a kernel: it gets a pointer to a KernelCall and gives 0, or a code of its own.
KernelFunction = ct.CFUNCTYPE(ct.c_uint32, ct.POINTER(_c.KernelCall))
#: The code of a step whose Python function has raised an exception.
RAISED = 2**32 - 1

logger = logging.getLogger("chroma2")

_PLACES = {name: getattr(_c.ArgumentKind, name.upper()) for name in ("config", "telemetry", "state", "step", "code")}


def _value(what: str, given: Any) -> Any:
    """The bytes of an argument: of a NumPy scalar or array, of an object of ctypes, or the address of an array of a GPU."""
    if isinstance(given, (np.generic, np.ndarray)):
        return np.frombuffer(given.tobytes(), np.uint8)
    if isinstance(given, (ct._SimpleCData, ct.Structure, ct.Array)):
        return np.frombuffer(bytes(given), np.uint8)
    interface = getattr(given, "__cuda_array_interface__", None)
    if interface is not None:
        return np.frombuffer(np.uint64(interface["data"][0]).tobytes(), np.uint8)
    raise TypeError(f"{what} is {type(given).__name__}; a NumPy scalar (numpy.float32(0.5)), an object of ctypes, or an array of "
                    "a GPU is needed, so that its size is known")


class Arguments:
    """What a kernel is called with, as C has it; kept as long as it is used."""

    def __init__(self, given: Sequence[Any], places: bool) -> None:
        self._values = []
        self.list = (_c.Argument * max(1, len(given)))()
        self.count = len(given)
        for i, one in enumerate(given):
            if isinstance(one, str):
                if not places or one not in _PLACES:
                    allowed = ", ".join(repr(name) for name in _PLACES) if places else "values"
                    raise ValueError(f"arguments[{i}] is {one!r}; {allowed} are allowed")
                self.list[i].kind = _PLACES[one]
                continue
            value = _value(f"arguments[{i}]", one)
            self._values.append(value)
            self.list[i].kind = _c.ArgumentKind.VALUE
            self.list[i].bytes = len(value)
            self.list[i].value = value.ctypes.data


def block(address: int | None, dtype: npt.DTypeLike) -> npt.NDArray[Any]:
    """An array over the block at an address, of the shape of the dtype; `block(call.state, "f8")[...] = 1.0` writes to it."""
    kind = np.dtype(dtype)
    if address is None:
        raise ValueError("address is None: there is no such block")
    return over(address, kind, None, True)


def over(address: int, kind: np.dtype[Any], owner: Any, writeable: bool) -> npt.NDArray[Any]:
    """An array over memory that `owner` keeps, of the shape of the dtype."""
    base, shape = kind.subdtype if kind.subdtype is not None else (kind, ())
    memory = np.asarray(Memory(address, (kind.itemsize,), "|u1", owner, not writeable))
    return memory.view(base).reshape(shape)


def called(function: Any, kind: Any, interrupts: list[BaseException]) -> Any:
    """A function as C calls it, of a ctypes `kind`: one of ctypes as it is; of a Python function None is 0, and what it raises is
    logged and gives the code RAISED. Ctrl-C is put into `interrupts`."""
    if hasattr(function, "argtypes"):
        return function
    if not callable(function):
        raise TypeError(f"function is {type(function).__name__}; a function is needed")

    def call(of: Any) -> int:
        with inside():
            try:
                code = function(of[0])
                return 0 if code is None else integer("what a function returned", code, 0, 2**32 - 1)
            except KeyboardInterrupt as interrupt:
                interrupts.append(interrupt)
            except BaseException:
                logger.exception("an exception in a function that the library has called")
            return RAISED

    return kind(call)


def block_of(what: str, given: Any, dtype: np.dtype[Any]) -> npt.NDArray[Any]:
    """A value as the bytes of a dtype: a number, an array of the shape of a dtype that has one, or for fields a tuple, or what
    has this dtype already."""
    base, shape = dtype.subdtype if dtype.subdtype is not None else (dtype, ())
    if base.names is not None and not isinstance(given, tuple) and getattr(given, "dtype", None) != base:
        raise TypeError(f"{what} is {type(given).__name__}; a tuple with the fields {', '.join(base.names)}, or an array of "
                        f"the dtype {base}, is needed")
    try:
        made = np.array(given, base, order="C")
    except (TypeError, ValueError) as reason:
        raise ValueError(f"{what} does not fit {dtype}: {reason}") from None
    if made.shape != shape:
        raise ValueError(f"{what} has the shape {made.shape}; {shape} is needed")
    return made


def _three(what: str, given: int | Sequence[int]) -> tuple[int, int, int]:
    values = [given] if isinstance(given, (int, np.integer)) else list(given)
    if not 1 <= len(values) <= 3:
        raise ValueError(f"{what} has {len(values)} entries; 1 to 3 are needed")
    x, y, z = [integer(f"{what}[{i}]", value, 1, 2**31 - 1) for i, value in enumerate(values)] + [1] * (3 - len(values))
    return x, y, z


class Stream(Handle):
    """A stream of a GPU, for a `purpose` ("upload", "kernel", "download", "peer", "auxiliary"): one of the context's pool, or
    with adopt=1 the program's own (stream=its address, as `cupy.cuda.Stream.ptr`). Other options are the fields of StreamConfig."""

    _kind = "stream"

    def __init__(self, context: Context, purpose: str | int = "auxiliary", **options: Any) -> None:
        config = _c.StreamConfig(purpose=purpose, **options)
        super().__init__(library.stream_create, live("context", context, Context), ct.byref(config))

    def info(self) -> _c.StreamInfo:
        """What it is: `stream`, its address as CUDA has it, purpose, device, adopted, shared."""
        return read(library.stream_get_info, self.handle, _c.StreamInfo())

    def wait(self, timeout: float | None = None) -> None:
        """Waits until all that it was given is done, at most so many seconds."""
        check(wait(lambda limit: library.stream_wait(self.handle, limit), timeout))

    def copy(self, to: int, source: int, bytes: int) -> None:
        """Copies between any memory of the host and of GPUs, by addresses; both stay until the stream has done it."""
        check(library.stream_copy(self.handle, to, source, integer("bytes", bytes, 0, 2**63 - 1)))


class Kernel(Handle):
    """A function of the processor as a kernel: a KernelFunction, a function of a ctypes library, or a Python function of one
    argument, a KernelCall, whose blocks `block(call.config, dtype)` shows as arrays. It gives 0, None, or a code of its own; what it raises is logged and gives RAISED. Those on a GPU come from `Module.kernel`."""

    _kind = "kernel"
    _function: Any = None
    _interrupts: list[BaseException]

    def __init__(self, context: Context, function: Callable[..., Any]) -> None:
        self._interrupts = []
        self._function = called(function, KernelFunction, self._interrupts)
        super().__init__(library.kernel_create, live("context", context, Context), ct.cast(self._function, ct.c_void_p), None)
        self._live().keep(self._function)

    def _check(self, status: int) -> None:
        """As `check`; a Ctrl-C in the function, which this thread may have called, comes first."""
        if self._interrupts:
            raise self._interrupts.pop()
        check(status)

    def info(self) -> _c.KernelInfo:
        """What is known of it: most_threads, registers, shared_bytes, parameter_count, device, ..."""
        return read(library.kernel_get_info, self.handle, _c.KernelInfo())

    def launch(self, *arguments: Any, grid: int | Sequence[int] = 1, block: int | Sequence[int] = 1, shared_bytes: int = 0,
               stream: Stream | None = None) -> None:
        """Launches it on a stream of its device, or calls a function of the processor. `arguments`: NumPy scalars, objects of
        ctypes, and arrays of the GPU (their addresses)."""
        given = Arguments(arguments, places=False)
        (gx, gy, gz), (bx, by, bz) = _three("grid", grid), _three("block", block)
        launch = _c.Launch(grid_x=gx, grid_y=gy, grid_z=gz, block_x=bx, block_y=by, block_z=bz, shared_bytes=shared_bytes)
        self._check(library.kernel_launch(self.handle, ct.byref(launch), given.list, given.count,
                                          live("stream", stream, Stream) if stream is not None else None))


class Module(Handle):
    """Code on a GPU: `source` (CUDA C++, compiled by NVRTC with `options`), `ptx`, or `binary` (a fatbin or cubin), of which one
    is given, as text, bytes, or a path of a file (os.PathLike)."""

    _kind = "module"

    def __init__(self, context: Context, *, source: str | bytes | os.PathLike[str] | None = None,
                 ptx: str | bytes | os.PathLike[str] | None = None, binary: bytes | os.PathLike[str] | None = None,
                 device: int = 0, options: Sequence[str] = ()) -> None:
        kinds = {_c.Code.SOURCE: source, _c.Code.PTX: ptx, _c.Code.BINARY: binary}
        given = {kind: code for kind, code in kinds.items() if code is not None}
        if len(given) != 1:
            raise TypeError(f"{len(given)} of source, ptx and binary are given; one is needed")
        (kind, code), = given.items()
        if isinstance(code, os.PathLike):
            with open(code, "rb") as file:
                code = file.read()
        if not isinstance(code, (str, bytes, bytearray)):
            raise TypeError(f"{kind.name.lower()} is {shown(code)}; text, bytes, or a path is needed")
        content = code.encode() if isinstance(code, str) else bytes(code)
        if isinstance(options, str) or not all(isinstance(option, str) for option in options):
            raise TypeError(f"options is {shown(options)}; a list of texts is needed")
        memory = ct.create_string_buffer(content, len(content) + 1)
        config = _c.ModuleConfig(code=ct.addressof(memory), code_bytes=len(content), kind=kind, device=device)
        texts = (ct.c_char_p * max(1, len(options)))(*[option.encode() for option in options])
        config.options, config.option_count = ct.addressof(texts), len(options)
        super().__init__(library.module_create, live("context", context, Context), ct.byref(config))

    def kernel(self, name: str) -> Kernel:
        """A kernel by its name: the mangled one, unless its code says extern "C"."""
        found = Kernel._new()
        if not isinstance(name, str):
            raise TypeError(f"name is {shown(name)}; a text is needed")
        check(library.module_get_kernel(self.handle, name.encode(), ct.byref(found)))
        kernel = Kernel._of(found)
        kernel._interrupts = []
        return kernel

"""Pipelines: a program's own kernel, step after step, whose copies overlap other steps (docs/pipelines.md)."""

from __future__ import annotations

import contextlib
import ctypes as ct
import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from types import TracebackType
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from . import _c
from ._c import Status
from ._handle import Handle, inside, live, on_library_thread
from ._library import check, in_thread, library, read, wait
from .kernel import Arguments, Kernel, Stream, block_of, over

logger = logging.getLogger("chroma2")
_Callback = ct.CFUNCTYPE(None, ct.c_void_p, ct.c_int32, ct.POINTER(_c.PipelineResult), ct.c_void_p)


def _calling(on_step: Callable[[StepResult], Any], dtype: np.dtype[Any] | None) -> Callable[..., None]:
    """on_step as C calls it; it does not keep the pipeline."""
    def call(_: Any, status: int, result: Any, telemetry: int | None) -> None:
        with inside():
            try:
                if status == Status.OK:
                    shown = None if telemetry is None or dtype is None else over(telemetry, dtype, None, False)
                    on_step(_result(result[0], shown))
                else:
                    logger.error("a pipeline has failed: %s", library.last_error_message().decode(errors="replace"))
            except BaseException:
                logger.exception("an exception in on_step of a pipeline")

    return call


class StepResult(NamedTuple):
    """What came of a step."""

    #: Its number, from 0.
    step: int
    #: 0, or what the kernel says of a step that has failed.
    code: int
    #: Seconds from its submission until its result was taken.
    latency: float
    #: Its telemetry block, an array of the pipeline's telemetry dtype (shape () unless that has one); None where there are no such blocks.
    telemetry: Any


class Pipeline(Handle):
    """Steps of `kernel`: each with a configuration of dtype `config` and telemetry of dtype `telemetry` (None: there is none);
    `state`: the dtype of what the kernel keeps from step to step.

    `arguments`: in the order of the kernel's parameters, of "config", "telemetry", "state", "step", "code", and values (NumPy
    scalars, objects of ctypes, arrays of the GPU); None: the addresses of the blocks that there are. `on_step(result)` gets each
    StepResult, in order, on a thread of the pipeline; its telemetry is valid during the call. Other options are the fields of
    PipelineConfig: mode="synchronous", depth=3, grid_x, block_x, form, timing, ... What on_step raises is logged, and so is a
    failure of the device, after which it is not called any more. Leaving `with` waits until on_step has got all results, unless
    an exception leaves it.
    """

    _kind = "pipeline"

    def __init__(self, kernel: Kernel, config: npt.DTypeLike | None = None, telemetry: npt.DTypeLike | None = None,
                 state: npt.DTypeLike | None = None, *, arguments: Sequence[Any] | None = None,
                 on_step: Callable[[StepResult], Any] | None = None, **options: Any) -> None:
        def dtype(name: str, given: npt.DTypeLike | None) -> np.dtype[Any] | None:
            kind = None if given is None else np.dtype(given)
            if kind is not None and (kind.hasobject or kind.itemsize == 0):
                raise TypeError(f"{name} is {kind}; a dtype of numbers is needed, which has a size and no objects")
            return kind

        if on_step is not None and not callable(on_step):
            raise TypeError(f"on_step is {type(on_step).__name__}; a function is needed")
        for name in ("config_bytes", "telemetry_bytes", "state_bytes", "kernel", "argument_count", "user"):
            if name in options:
                raise TypeError(f"{name} is given; the dtypes and arguments say it")
        self.config_dtype, self.telemetry_dtype, self.state_dtype = (
            dtype("config", config), dtype("telemetry", telemetry), dtype("state", state))
        stream = options.pop("stream", None)
        shape = _c.PipelineConfig(**options)
        shape.kernel = live("kernel", kernel, Kernel)
        shape.config_bytes, shape.telemetry_bytes, shape.state_bytes = (
            0 if kind is None else kind.itemsize for kind in (self.config_dtype, self.telemetry_dtype, self.state_dtype))
        if arguments is not None:
            given = Arguments(arguments, places=True)
            shape.arguments, shape.argument_count = ct.addressof(given.list), given.count
        if stream is not None:
            shape.stream = live("stream", stream, Stream)
        self._kernel = kernel
        self._has_block, self._calls = False, on_step is not None
        call = None
        if on_step is not None:
            call = _Callback(_calling(on_step, self.telemetry_dtype))
            shape.on_step = ct.cast(call, ct.c_void_p).value
        super().__init__(library.pipeline_create, ct.byref(shape))
        self._live().keep(call, kernel._function)
        now = self.info()
        self._steps = threading.Lock()
        self._depth, self._waits = now.download_depth, now.mode == _c.PipelineMode.SYNCHRONOUS

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if kind is None and self._calls and not self.closed:
            self.flush()
        super().__exit__(kind, error, trace)

    def _needs(self, config: Any) -> None:
        """Refuses a step that has no configuration."""
        self._live()
        if config is None and self.config_dtype is not None and not self._has_block:
            raise ValueError("config is None, and no block was reserved; Pipeline.reserve() gives one")

    def _config(self, config: Any) -> Any:
        if config is None:
            return None
        if self.config_dtype is None:
            raise ValueError("config is given, and the pipeline has no configuration blocks")
        return block_of("config", config, self.config_dtype)

    def _room(self) -> Any:
        return None if self.telemetry_dtype is None else np.empty((), self.telemetry_dtype)

    def step(self, config: Any = None) -> StepResult | None:
        """Submits a step with a configuration (None: what was written to the reserved block) and takes a result: of this step in
        synchronous mode; else of the step download_depth - 1 before it, None for the first of these."""
        # A thread gets the result of its own step; a function that the library calls is refused by it and waits for nobody.
        with contextlib.nullcontext() if on_library_thread() else self._steps:
            self._needs(config)
            before = self.take() if self._outstanding() >= self._depth else None
            if self._outstanding() >= self._depth:
                self.release()  # the block that was viewed
            self.submit(config)
            if before is None and (self._waits or self._outstanding() >= self._depth):
                return self.take()
            return before

    def _outstanding(self) -> int:
        """Steps that were submitted and not taken."""
        now = self.stats()
        return int(now.submitted - now.taken)

    def reserve(self, timeout: float | None = None) -> npt.NDArray[Any]:
        """The next step's configuration block, an array to be written in place and submitted by None. Waits for room: results
        must be taken, and what was viewed released."""
        if self.config_dtype is None:
            raise ValueError("the pipeline has no configuration blocks")
        place = ct.c_void_p()
        check(wait(lambda limit: library.pipeline_reserve(self.handle, limit, ct.byref(place)), timeout))
        self._has_block = True
        return over(place.value or 0, self.config_dtype, self._owner, True)

    def submit(self, config: Any = None, timeout: float | None = None) -> int:
        """Submits a step and takes no result; its number. Waits at most so many seconds for room: results must be taken."""
        self._needs(config)
        block, number = self._config(config), ct.c_uint64()
        self._kernel._check(wait(lambda limit: library.pipeline_submit(self.handle, _address(block), limit, ct.byref(number)), timeout))
        self._has_block = False
        return number.value

    def take(self, timeout: float | None = None) -> StepResult | None:
        """Waits for the oldest step whose result was not taken; None where all were."""
        room, result = self._room(), _c.PipelineResult()
        check(wait(lambda limit: library.pipeline_wait(self.handle, limit, _address(room), ct.byref(result)), timeout))
        return _result(result, room) if result.ready else None

    def view(self, timeout: float | None = None) -> StepResult | None:
        """As `take`, without a copy: the telemetry is valid until the next call that takes a result or finds none, or
        `release`, and its block is in use until then."""
        place, result = ct.c_void_p(), _c.PipelineResult()
        check(wait(lambda limit: library.pipeline_view(self.handle, limit, ct.byref(place), ct.byref(result)), timeout))
        if not result.ready:
            return None
        shown = None if place.value is None or self.telemetry_dtype is None else over(
            place.value, self.telemetry_dtype, self._owner, False)
        return _result(result, shown)

    def release(self) -> None:
        """Gives the block of `view` back, so that another step can have it."""
        check(library.pipeline_release(self.handle))

    def drain(self) -> Iterator[StepResult]:
        """The results of all steps that were not taken, waiting for each."""
        while (result := self.take()) is not None:
            yield result

    def flush(self, timeout: float | None = None) -> None:
        """Waits until no step is on the way; results stay to be taken."""
        check(wait(lambda limit: library.pipeline_flush(self.handle, limit), timeout))

    @property
    def state(self) -> Any:
        """A copy of the state, after the steps that were submitted; it can be set, as a whole."""
        if self.state_dtype is None:
            return None
        made = np.empty((), self.state_dtype)
        check(in_thread(lambda: library.pipeline_read_state(self.handle, 0, made.nbytes, made.ctypes.data)))
        return made

    @state.setter
    def state(self, value: Any) -> None:
        if self.state_dtype is None:
            raise ValueError("the pipeline has no state")
        made = block_of("state", value, self.state_dtype)
        check(in_thread(lambda: library.pipeline_write_state(self.handle, 0, made.nbytes, made.ctypes.data)))

    def info(self) -> _c.PipelineInfo:
        """What it is: config_bytes, upload_depth, mode, form, device, ..."""
        return read(library.pipeline_get_info, self.handle, _c.PipelineInfo())

    def stats(self) -> _c.PipelineStats:
        """What it did: submitted, taken, failed, kernel_seconds, efficiency, latencies, ..."""
        return read(library.pipeline_get_stats, self.handle, _c.PipelineStats())


def _address(block: Any) -> int | None:
    return None if block is None else int(block.ctypes.data)


def _result(result: Any, telemetry: Any) -> StepResult:
    return StepResult(int(result.step), int(result.code), result.latency_ns * 1e-9, telemetry)

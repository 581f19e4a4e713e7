"""Message queues: bytes in, bytes out, worked on by a kernel that stays on the GPU, or by threads."""

from __future__ import annotations

import ctypes as ct
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from . import _c
from ._c import Status
from ._checks import array, integer
from ._handle import Handle, live
from ._library import check, library, read, wait
from .context import Context
from .kernel import called

#: A function of messages on the processor: it gets a pointer to a Message and gives 0, or a code of its own.
MessageFunction = ct.CFUNCTYPE(ct.c_uint32, ct.POINTER(_c.Message))
#: What came of messages, as arrays have it: an entry is a MessageResult.
MESSAGE_RESULT = np.dtype(_c.MessageResult)


def _buffer(what: str, data: Any) -> npt.NDArray[np.uint8]:
    """Any object with a buffer (bytes, bytearray, memoryview, array) as bytes, without a copy."""
    try:
        view = memoryview(data)
    except TypeError:
        raise TypeError(f"{what} is {type(data).__name__}; bytes, a bytearray, a memoryview or an array is needed") from None
    if "O" in view.format:
        raise TypeError(f"{what} has objects of Python, whose bytes are addresses")
    if not view.c_contiguous:
        raise ValueError(f"{what} has gaps; a contiguous buffer is needed")
    return np.frombuffer(view, np.uint8) if view.nbytes else np.empty(0, np.uint8)


def _results(results: npt.NDArray[Any]) -> Any:
    return results.ctypes.data_as(ct.POINTER(_c.MessageResult))


class MessageQueue(Handle):
    """A queue of at most `capacity` messages of at most `input_bytes`, with results of at most `output_bytes`.

    What is done to messages: `operation` ("echo", "checksum", ...), or `function` on the processor (a MessageFunction, a function of
    a ctypes library, or a Python function of a Message, which gives 0, None, or a code; what it raises is logged and gives RAISED), or `source`,
    CUDA C++ that defines chroma2_process, on a GPU. Other options are the fields of MessageQueueConfig. Any number of threads may use one at once.
    """

    _kind = "message_queue"

    def __init__(self, context: Context, capacity: int, input_bytes: int, output_bytes: int, *, source: str | None = None,
                 **options: Any) -> None:
        function = options.pop("function", None)
        config = _c.MessageQueueConfig(capacity=capacity, input_bytes=input_bytes, output_bytes=output_bytes, **options)
        if function is not None:
            function = called(function, MessageFunction, [])
            config.function = ct.cast(function, ct.c_void_p).value
        if source is not None:
            self._source = ct.create_string_buffer(source.encode())
            config.program, config.program_bytes = ct.addressof(self._source), len(self._source) - 1
            config.program_kind = _c.MessageProgram.SOURCE
        if (function is not None or source is not None) and "operation" not in options:
            config.operation = _c.MessageOperation.FUNCTION
        self.input_bytes, self.output_bytes = config.input_bytes, config.output_bytes
        super().__init__(library.message_queue_create, live("context", context, Context), ct.byref(config))
        self._live().keep(function)

    def enqueue(self, data: Any, key: int = 0, timeout: float | None = None) -> int:
        """Puts a message in, any object with a contiguous buffer, waiting at most so many seconds (None: for ever) for room;
        its id."""
        content, id = _buffer("data", data), ct.c_uint64()
        if len(content) >= 2**32:
            raise ValueError(f"data has {len(content)} bytes; no message has so many")
        key = integer("key", key, 0, 2**64 - 1)
        check(wait(lambda limit: library.message_queue_enqueue(
            self.handle, content.ctypes.data if len(content) else None, len(content), key, limit, ct.byref(id)), timeout))
        return id.value

    def enqueue_batch(self, data: npt.ArrayLike, keys: npt.ArrayLike | None = None,
                      timeout: float | None = None) -> npt.NDArray[np.uint64]:
        """Puts the rows of an array of two dimensions in, of any dtype; the ids of those that were taken in time."""
        rows = np.ascontiguousarray(data)
        if rows.ndim != 2:
            raise ValueError(f"data has {rows.ndim} dimensions; 2 are needed: messages and what is in them")
        if rows.dtype.hasobject:
            raise TypeError(f"data is of {rows.dtype}, whose bytes are addresses of objects of Python")
        own = None if keys is None else array(keys, np.uint64, 1, "keys", len(rows))
        bytes_each, ids, done = rows.dtype.itemsize * rows.shape[1], np.empty(len(rows), np.uint64), 0

        def attempt(limit: int) -> int:
            nonlocal done
            batch, taken = _c.MessageBatch(data=rows.ctypes.data + done * bytes_each, count=len(rows) - done,
                                           bytes=bytes_each), ct.c_uint64()
            if own is not None:
                batch.keys = own.ctypes.data + 8 * done
            status = library.message_queue_enqueue_batch(
                self.handle, ct.byref(batch), limit, ids.ctypes.data + 8 * done, ct.byref(taken))
            done += taken.value
            return status

        status = wait(attempt, timeout) if len(rows) else 0
        if status != Status.TIMEOUT:
            check(status)
        return ids[:done]

    def _collect(self, function: Callable[..., int], timeout: float | None) -> tuple[bytes, Any]:
        out, result = np.empty(self.output_bytes, np.uint8), np.zeros(1, MESSAGE_RESULT)
        check(wait(lambda limit: function(out.ctypes.data, len(out), limit, _results(result)), timeout))
        return out[:result[0]["bytes"]].tobytes(), result[0]

    def result(self, id: int, timeout: float | None = None) -> tuple[bytes, Any]:
        """The result of a message, and what came of it (an entry of MESSAGE_RESULT: outcome, code, key, ...); waits at most
        so many seconds."""
        id = integer("id", id, 0, 2**64 - 1)
        return self._collect(lambda data, room, limit, result: library.message_queue_wait_result(
            self.handle, id, data, room, limit, result), timeout)

    def dequeue(self, timeout: float | None = None) -> tuple[bytes, Any]:
        """The result of any message, as `result` gives it."""
        return self._collect(lambda data, room, limit, result: library.message_queue_dequeue_any(
            self.handle, data, room, limit, result), timeout)

    def dequeue_batch(self, most: int, timeout: float | None = 0.0) -> tuple[npt.NDArray[np.uint8], npt.NDArray[Any]]:
        """Results of up to `most` messages: an array of a row of bytes each, and what came of them (MESSAGE_RESULT)."""
        most = integer("most", most, 1, 2**31)
        out, results, count = np.empty((most, self.output_bytes), np.uint8), np.zeros(most, MESSAGE_RESULT), ct.c_uint64()
        status = wait(lambda limit: library.message_queue_dequeue_batch(
            self.handle, out.ctypes.data, self.output_bytes, _results(results), most, limit, ct.byref(count)), timeout)
        if status != Status.TIMEOUT:
            check(status)
        return out[:count.value], results[:count.value]

    def completions(self, most: int = 1024) -> npt.NDArray[np.uint64]:
        """Ids of messages with results, each told once."""
        ids, count = np.empty(integer("most", most, 0, 2**31), np.uint64), ct.c_uint64()
        check(library.message_queue_poll_completions(self.handle, ids.ctypes.data, len(ids), ct.byref(count)))
        return ids[:count.value]

    def dead_letter(self) -> tuple[bytes, _c.DeadLetter] | None:
        """The oldest message that has failed, and what it was; None where none is kept."""
        out, letter = np.empty(self.input_bytes, np.uint8), _c.DeadLetter()
        status = library.message_queue_take_dead_letter(self.handle, out.ctypes.data, len(out), ct.byref(letter))
        if status == Status.TIMEOUT:
            return None
        check(status)
        return out[:letter.bytes].tobytes(), letter

    def pause(self, timeout: float | None = None) -> None:
        """Begins no more messages, and waits until none is worked on."""
        check(wait(lambda limit: library.message_queue_pause(self.handle, limit), timeout))

    def resume(self) -> None:
        """Ends a pause."""
        check(library.message_queue_resume(self.handle))

    @property
    def running(self) -> bool:
        """Whether messages are worked on: neither paused nor shut down."""
        now = ct.c_uint32()
        check(library.message_queue_is_running(self.handle, ct.byref(now)))
        return bool(now.value)

    def shut_down(self, timeout: float | None = None) -> _c.MessageQueueLeft:
        """Takes no more messages, waits for those that were taken, and says what is left."""
        left = _c.MessageQueueLeft()
        status = wait(lambda limit: library.message_queue_shut_down(self.handle, limit, ct.byref(left)), timeout)
        if status != Status.TIMEOUT:
            check(status)
        return left

    def info(self) -> _c.MessageQueueInfo:
        """What it is: capacity, input_bytes, output_bytes, device, workers."""
        return read(library.message_queue_get_info, self.handle, _c.MessageQueueInfo())

    def stats(self) -> _c.MessageQueueStats:
        """What it did: enqueued, processed, delivered, depth, latencies, ..."""
        return read(library.message_queue_get_stats, self.handle, _c.MessageQueueStats())

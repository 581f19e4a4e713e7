"""Message queues of libchroma2: bytes in, bytes out, worked on by a GPU's kernel that stays there, or by threads."""

import ctypes as ct

import numpy as np

from chroma2_checks import integer
from chroma2_library import Handle, call, check, library, nanoseconds, read, wait
from chroma2_structs import (
    MESSAGE_OPERATION_FUNCTION, MESSAGE_PROGRAM_SOURCE, MESSAGE_RESULT, TIMEOUT, DeadLetter, MessageBatch,
    MessageQueueConfig, MessageQueueInfo, MessageQueueLeft, MessageQueueStats, columns, p, size, u32, u64)


class Message(ct.Structure):
    """A message as functions see it: chroma2_message."""

    _fields_ = [("struct_size", size), ("id", u64), ("key", u64), ("input", p), ("output", p), ("user", p), ("stop", p)
                ] + columns("input_bytes output_room output_bytes attempt lane lanes", u32)


#: A function of messages on the processor: gets a pointer to a Message, gives 0 or a code of its own.
FUNCTION = ct.CFUNCTYPE(ct.c_uint32, ct.POINTER(Message))


def buffer(what, data):
    """Any object with a buffer (bytes, bytearray, memoryview, NumPy array) as bytes, without a copy."""
    try:
        view = memoryview(data)
    except TypeError:
        raise TypeError(f"{what} is {type(data).__name__}; bytes, a bytearray, a memoryview or an array is needed") from None
    if not view.c_contiguous:
        raise ValueError(f"{what} has gaps; a contiguous buffer is needed")
    return np.frombuffer(view, np.uint8) if view.nbytes else np.empty(0, np.uint8)


class MessageQueue(Handle):
    """A queue of messages of at most `input_bytes`, with results of at most `output_bytes`. Options are the fields of
    MessageQueueConfig. `operation`: MESSAGE_OPERATION_...; or `function`, a FUNCTION, a function of a ctypes library,
    or None; or `source`, CUDA C++ that defines chroma2_process."""

    kind = "message_queue"

    def __init__(self, context, capacity, input_bytes, output_bytes, operation=None, function=None, source=None, **options):
        if function is not None:
            options["function"] = ct.cast(function, p).value
        if source is not None:
            text = source.encode()
            self._source = ct.create_string_buffer(text)
            options.update(program=ct.addressof(self._source), program_bytes=len(text), program_kind=MESSAGE_PROGRAM_SOURCE)
        operation = MESSAGE_OPERATION_FUNCTION if operation is None else operation
        config = MessageQueueConfig(capacity=capacity, input_bytes=input_bytes, output_bytes=output_bytes,
                                    operation=operation, **options)
        self._function = function  # kept as long as the queue may call it
        self.output_bytes = output_bytes
        super().__init__("message_queue_create", context.handle, ct.byref(config))

    def enqueue(self, data, key=0, timeout=None):
        """Puts a message in, waiting at most so many seconds (None: for ever) for room; its id."""
        data, id = buffer("data", data), u64()
        key = integer("key", key, 0, 2**64 - 1)
        check(wait(lambda limit: library.chroma2_message_queue_enqueue(
            self.handle, data.ctypes.data if len(data) else None, len(data), key, limit, ct.byref(id)), timeout))
        return id.value

    def enqueue_batch(self, data, keys=None, timeout=None):
        """Puts the rows of an array of two dimensions in, of any dtype; the ids of those that were taken in time."""
        data = np.ascontiguousarray(data)
        if data.ndim != 2:
            raise ValueError(f"data has {data.ndim} dimensions; 2 are needed: messages and what is in them")
        keys = None if keys is None else np.ascontiguousarray(keys, np.uint64)
        if keys is not None and keys.shape != (len(data),):
            raise ValueError(f"keys has the shape {keys.shape}; ({len(data)},) is needed, one for each message")
        row, ids, done = data.dtype.itemsize * data.shape[1], np.empty(len(data), np.uint64), 0

        def attempt(limit):
            nonlocal done
            batch, taken = MessageBatch(data=data.ctypes.data + done * row, count=len(data) - done, bytes=row), u64()
            if keys is not None:
                batch.keys = keys.ctypes.data + 8 * done
            status = library.chroma2_message_queue_enqueue_batch(
                self.handle, ct.byref(batch), limit, ids.ctypes.data + 8 * done, ct.byref(taken))
            done += taken.value
            return status

        status = wait(attempt, timeout) if len(data) else 0
        if status != TIMEOUT:
            check(status)
        return ids[:done]

    def _collect(self, function, timeout):
        out, result = np.empty(self.output_bytes, np.uint8), np.zeros(1, MESSAGE_RESULT)
        check(wait(lambda limit: function(out.ctypes.data, len(out), limit, result.ctypes.data), timeout))
        return out[:result[0]["bytes"]].tobytes(), result[0]

    def result(self, id, timeout=None):
        """The result of a message as bytes, and what came of it (MESSAGE_RESULT); waits at most so many seconds."""
        id = integer("id", id, 0, 2**64 - 1)
        return self._collect(lambda data, room, limit, result: library.chroma2_message_queue_wait_result(
            self.handle, id, data, room, limit, result), timeout)

    def dequeue(self, timeout=None):
        """The result of any message, as `result` gives it."""
        return self._collect(lambda data, room, limit, result: library.chroma2_message_queue_dequeue_any(
            self.handle, data, room, limit, result), timeout)

    def dequeue_batch(self, most, timeout=0.0):
        """Results of up to `most` messages: an array of a row of bytes each, and what came of them (MESSAGE_RESULT)."""
        most = integer("most", most, 1, 2**31)
        out, results, count = np.empty((most, self.output_bytes), np.uint8), np.zeros(most, MESSAGE_RESULT), u64()
        status = wait(lambda limit: library.chroma2_message_queue_dequeue_batch(
            self.handle, out.ctypes.data, self.output_bytes, results.ctypes.data, most, limit, ct.byref(count)), timeout)
        if status != TIMEOUT:
            check(status)
        return out[:count.value], results[:count.value]

    def completions(self, most=1024):
        """Ids of messages with results, each told once."""
        ids, count = np.empty(integer("most", most, 0, 2**31), np.uint64), u64()
        call("message_queue_poll_completions", self.handle, ids.ctypes.data, len(ids), ct.byref(count))
        return ids[:count.value]

    def dead_letter(self):
        """The oldest message that has failed, as bytes, and what it was; None where none is kept."""
        out, letter = np.empty(self.info()["input_bytes"], np.uint8), DeadLetter()
        status = library.chroma2_message_queue_take_dead_letter(self.handle, out.ctypes.data, len(out), ct.byref(letter))
        if status == TIMEOUT:
            return None
        check(status)
        return out[:letter.bytes].tobytes(), letter

    def pause(self, timeout=None):
        """Begins no more messages, and waits until none is worked on."""
        check(wait(lambda limit: library.chroma2_message_queue_pause(self.handle, limit), timeout))

    def resume(self):
        call("message_queue_resume", self.handle)

    @property
    def running(self):
        now = u32()
        call("message_queue_is_running", self.handle, ct.byref(now))
        return bool(now.value)

    def shut_down(self, timeout=None):
        """Takes no more messages, waits for those that were taken, and says what is left."""
        left = MessageQueueLeft()
        status = library.chroma2_message_queue_shut_down(self.handle, nanoseconds(timeout), ct.byref(left))
        if status != TIMEOUT:
            check(status)
        return {"unprocessed": left.unprocessed, "undelivered": left.undelivered}

    def info(self):
        return read("message_queue_get_info", self.handle, MessageQueueInfo())

    def stats(self):
        return read("message_queue_get_stats", self.handle, MessageQueueStats())

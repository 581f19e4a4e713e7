"""Message queues through the package: buffers of every kind, batches, functions, what fails."""

import ctypes as ct
import threading

import numpy as np

import chroma2
from chroma2 import Context, Error, MessageFunction, MessageQueue, library


def fails(kind, part, call):
    try:
        call()
    except kind as error:
        assert part in str(error), error
    else:
        raise AssertionError(f"no {kind.__name__} with {part}")


with Context(threads=2) as context, MessageQueue(context, 64, 256, 256, operation="echo") as queue:
    array = np.arange(60, dtype=np.float32)
    for data in (b"bytes", bytearray(b"a bytearray"), memoryview(b"0123456789")[3:], array, array.reshape(6, 10), b"",
                 memoryview(array)):
        id = queue.enqueue(data, key=5)
        out, result = queue.result(id)
        assert out == bytes(memoryview(data).cast("B") if memoryview(data).nbytes else b"") and result["key"] == 5, data
        assert result["outcome"] == chroma2.MESSAGE_OUTCOME_DONE and result["bytes"] == len(out)
    fails(TypeError, "data is str", lambda: queue.enqueue("text"))
    fails(TypeError, "data has objects of Python", lambda: queue.enqueue(np.array([None])))
    fails(TypeError, "data is of object", lambda: queue.enqueue_batch(np.array([[None]])))
    fails(ValueError, "keys is of float64", lambda: queue.enqueue_batch(np.zeros((2, 4)), keys=[1.5, 2.5]))
    fails(ValueError, "keys has -1", lambda: queue.enqueue_batch(np.zeros((2, 4)), keys=[1, -1]))
    fails(ValueError, "data has gaps", lambda: queue.enqueue(memoryview(b"0123")[::2]))
    fails(Error, "bytes is 257", lambda: queue.enqueue(bytes(257)))
    fails(Error, "no message is outstanding", lambda: queue.result(id))
    fails(Error, "no result has come", lambda: queue.dequeue(timeout=0.01))
    rows = np.random.default_rng(1).integers(0, 1000, (64, 7))
    thread = threading.Thread(target=lambda: queue.enqueue_batch(rows, keys=np.arange(64)))
    thread.start()
    seen = {}
    while len(seen) < 64:
        out, results = queue.dequeue_batch(50, timeout=10)
        for row, result in zip(out, results):
            seen[int(result["key"])] = row[:result["bytes"]].view(np.int64)
    thread.join()
    assert all((seen[key] == rows[key]).all() for key in range(64))
    assert len(queue.enqueue_batch(np.zeros((100, 8), np.uint8), timeout=0.01)) == 64  # as many as there are slots
    fails(ValueError, "data has 1 dimensions", lambda: queue.enqueue_batch(array))
    fails(ValueError, "keys has the shape", lambda: queue.enqueue_batch(rows, keys=[1, 2]))
    ids = []
    while len(ids) < 64:
        ids.extend(queue.completions(10))
    assert sorted(ids) == sorted(set(ids)) and all(len(queue.result(int(id))[0]) == 8 for id in ids)
    queue.pause()
    assert not queue.running
    queue.resume()
    stats = queue.stats()
    assert queue.running and stats["depth"] == 0 and stats["enqueued"] == stats["delivered"] == 7 + 64 + 64
    assert sum(stats["latencies"]) == stats["delivered"]
    assert queue.shut_down().as_dict() == {"unprocessed": 0, "undelivered": 0}
    fails(Error, "was shut down", lambda: queue.enqueue(b"x"))


@MessageFunction
def doubles(message):
    """Doubles whole numbers of 32 bits; 3 where there are none."""
    message = message.contents
    count = message.input_bytes // 4
    if count == 0:
        return 3
    numbers = np.ctypeslib.as_array(ct.cast(message.input, ct.POINTER(ct.c_int32)), (count,))
    np.ctypeslib.as_array(ct.cast(message.output, ct.POINTER(ct.c_int32)), (count,))[:] = 2 * numbers
    assert message.struct_size == ct.sizeof(message) and (message.lane, message.lanes) == (0, 1)
    message.output_bytes = 4 * count
    return 0


with Context(threads=2) as context, MessageQueue(context, 16, 64, 64, function=doubles, dead_letters=4,
                                                 retries=1) as queue:
    out, result = queue.result(queue.enqueue(np.arange(10, dtype=np.int32)))
    assert (np.frombuffer(out, np.int32) == 2 * np.arange(10)).all()
    out, result = queue.result(queue.enqueue(b"ab", key=9))
    assert result["code"] == 3 and result["attempts"] == 2 and result["outcome"] == chroma2.MESSAGE_OUTCOME_FAILED
    data, letter = queue.dead_letter()
    assert data == b"ab" and letter.key == 9 and letter.code == 3 and queue.dead_letter() is None
    fails(Error, "config->capacity is 0", lambda: MessageQueue(context, 0, 8, 8, function=doubles))
    fails(TypeError, "capacities", lambda: MessageQueue(context, 1, 8, 8, function=doubles, capacities=3))
assert library.live_handles() == 0
print("message queues agree")

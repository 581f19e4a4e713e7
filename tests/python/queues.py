"""Queues through the package chroma2: what comes out is what transferred in, in order."""

import pathlib
import sys
import threading

import numpy as np

sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / "python"))
from chroma2 import Context, Error, Queue  # noqa: E402
from ended import ended  # noqa: E402

with Context() as context, Queue(context, 100_000, np.uint32, "numbers") as queue:
    info = queue.info()
    assert info["capacity"] == 131_072 and info["asked_capacity"] == 100_000 and info["name"] == "numbers"
    assert queue.push(np.arange(100_000)) == 100_000 and len(queue) == 100_000
    first = queue.pop(1000)
    assert first.dtype == np.uint32 and (first == np.arange(1000)).all()
    assert queue.push(np.arange(100_000)) == 131_072 - 99_000
    rest = queue.pop(200_000)
    assert (rest[:99_000] == np.arange(1000, 100_000)).all() and (rest[99_000:] == np.arange(32_072)).all()
    assert len(queue.pop(10)) == 0 and len(queue.pop(3, timeout=0.001)) == 0
    assert queue.push([]) == 0 and queue.push([1, 2, 3]) == 3 and queue.drain() == 3
    stats = queue.stats()
    assert stats["pushes"] == stats["pops"] == 132_075 and stats["high_water"] == 131_072
    queue.reset()
    assert queue.stats()["pushes"] == 0

record = np.dtype([("id", np.uint64), ("position", np.float32, 3)])  # 20 bytes
with Context() as context, Queue(context, 16, record) as queue:
    items = np.zeros(100, record)
    items["id"] = np.arange(100)
    items["position"] = np.arange(300).reshape(100, 3)
    thread = threading.Thread(target=lambda: queue.push(items, timeout=None))
    thread.start()
    out = np.concatenate([queue.pop(25, timeout=None) for _ in range(4)])
    thread.join()
    assert (out == items).all()

with Context() as context:
    for arguments, part in [((0,), "capacity is 0"), ((10, np.uint8), "item_size is 1")]:
        try:
            Queue(context, *arguments)
        except Error as error:
            assert part in str(error) and error.status == 1
        else:
            raise AssertionError(f"{arguments} was taken")
ended(globals())
print("queues agree")

"""Pipelines and kernels of the package chroma2: both modes, blocks in place, functions that get results, and what is refused."""

import ctypes as ct
import gc
import logging
import pathlib
import subprocess
import sys
import threading
import time

import numpy as np

sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / "python"))
import chroma2 as c  # noqa: E402
from ended import ended  # noqa: E402
from refused import refused  # noqa: E402

CONFIG, TELEMETRY = np.dtype([("a", "f8"), ("b", "f4", 3)]), np.dtype("f8")


def step(own):
    """state = 0.5 state + a + sum of b; fails where a is 7."""
    config, state = c.block(own.config, CONFIG)[()], c.block(own.state, "f8")
    state[...] = 0.5 * state + config["a"] + float(config["b"].sum())
    c.block(own.telemetry, "f8")[...] = state
    assert ct.cast(own.arguments, ct.POINTER(ct.POINTER(ct.c_uint64)))[1][0] == own.step
    return 99 if config["a"] == 7 else None


def expected(count):
    state, values = 0.0, []
    for i in range(count):
        state = 0.5 * state + i + 3 * 0.25
        values.append(state)
    return values


def config(i):
    return np.array((i, [0.25] * 3), CONFIG)


with c.Context(backend="cpu", threads=2) as context:
    kernel = c.Kernel(context, step)
    assert kernel.info().device == 0 and kernel.info().parameter_count == 2**32 - 1
    options = dict(arguments=["config", "step"], timing=1)
    for mode in ("synchronous", "asynchronous"):
        with c.Pipeline(kernel, CONFIG, TELEMETRY, "f8", mode=mode, **options) as pipeline:
            first = [pipeline.step(config(i)) for i in range(20)]
            assert (first[0] is None) == (mode == "asynchronous")
            results = [result for result in first if result is not None] + list(pipeline.drain())
            assert [result.step for result in results] == list(range(20))
            assert [float(result.telemetry) for result in results] == expected(20)
            assert [result.code for result in results] == [99 if i == 7 else 0 for i in range(20)]
            assert results[-1].latency > 0 and pipeline.take() is None and pipeline.view(0) is None
            assert float(pipeline.state) == expected(20)[-1]
            pipeline.state = 2.0
            block = pipeline.reserve()
            block[...] = config(1)
            assert pipeline.submit() == 20
            pipeline.flush(10)
            result = pipeline.view()
            pipeline.release()
            assert float(result.telemetry) == 2.75 and result.step == 20
            stats = pipeline.stats()
            assert stats.submitted == stats.taken == 21, stats
            assert stats.failed == 1 and stats.timed == 21 and stats.efficiency > 0
            assert pipeline.info().form == c.PipelineForm.THREAD
            if mode == "asynchronous":
                for i in range(3):
                    pipeline.submit(config(i))
                refused(c.Timeout, "not taken", pipeline.submit, config(0), timeout=0.05)

    got = []
    with c.Pipeline(kernel, CONFIG, TELEMETRY, "f8", on_step=lambda result: got.append((result.step, float(result.telemetry))),
                    **options) as pipeline:
        for i in range(50):
            pipeline.submit(config(i), timeout=20)
        refused(c.InvalidState, "takes none", pipeline.take)
    assert got == list(enumerate(expected(50)))

    with c.Pipeline(kernel, CONFIG, TELEMETRY, "f8", **options) as pipeline:
        refused(TypeError, "config is str; a tuple with the fields a, b", pipeline.step, "text")
        refused(TypeError, "config is int; a tuple with the fields a, b", pipeline.step, 2)
        refused(ValueError, "config has the shape (2,); () is needed", pipeline.submit, np.zeros(2, CONFIG))
        refused(ValueError, "Pipeline.reserve() gives one", pipeline.step)
        assert pipeline.step((1.0, [1, 2, 3])) is None and float(pipeline.take().telemetry) == 7.0
    refused(c.InvalidHandle, "closed", pipeline.step, (1.0, [1, 2, 3]))

    def doubles(own):
        c.block(own.telemetry, ("f4", 5))[:] = 2 * c.block(own.config, ("f4", 5))
        if own.step == 2:
            raise RuntimeError("not this one")
        return "text" if own.step == 3 else None

    with c.Pipeline(c.Kernel(context, doubles), ("f4", 5), ("f4", 5), ("f8", 2), mode="synchronous") as pipeline:
        logging.getLogger("chroma2").disabled = True
        results = [pipeline.step(np.arange(5) + i) for i in range(5)]
        logging.getLogger("chroma2").disabled = False
        assert [result.code for result in results] == [0, 0, c.RAISED, c.RAISED, 0]
        assert results[4].telemetry.tolist() == [8, 10, 12, 14, 16]
        refused(ValueError, "config has the shape (4,); (5,) is needed", pipeline.step, np.zeros(4))
        refused(ValueError, "state has the shape (); (2,) is needed", setattr, pipeline, "state", 3.0)
        pipeline.state = [1, 2]
        assert pipeline.state.tolist() == [1, 2]
    refused(TypeError, "PipelineConfig has no 'deepth'; did you mean 'depth'?", c.Pipeline, kernel, deepth=3)
    refused(ValueError, "arguments[0] is 'konfig'", c.Pipeline, kernel, CONFIG, arguments=["konfig"])
    refused(TypeError, "arguments[1] is int", c.Pipeline, kernel, CONFIG, arguments=["config", 3])
    refused(ValueError, "config->depth is 65", c.Pipeline, kernel, CONFIG, depth=65)

    def adds(own):
        values = ct.cast(own.arguments, ct.POINTER(ct.POINTER(ct.c_uint32)))
        return (values[0][0] + values[1][0]) % 2**32

    function = c.Kernel(context, adds)
    function.launch(np.uint32(2**32 - 3), ct.c_uint32(3))
    refused(c.InvalidState, "returned 5", function.launch, np.uint32(2), ct.c_uint32(3))
    refused(ValueError, "arguments[0] is 'config'; values are allowed", function.launch, "config")
    refused(ValueError, "grid[1]", function.launch, grid=(1, 0))
    refused(TypeError, "0 of source, ptx and binary are given", c.Module, context)
    refused(c.Unsupported, "chroma2_kernel_create", c.Module, context, ptx="x")
    refused(c.Unsupported, "on the processor", c.Stream, context, "kernel")
    refused(ValueError, "'kernels'", c.Stream, context, "kernels")
    function.close()
    kernel.close()
    # Threads that step at once get the results of their own steps, in asynchronous mode each result once.
    copy = c.Kernel(context, lambda own: c.block(own.telemetry, "f8").fill(float(c.block(own.config, "f8"))))
    for mode in ("synchronous", "asynchronous"):
        with c.Pipeline(copy, "f8", "f8", mode=mode) as shared:
            def many(thread, to, shared=shared):
                to += [(1000.0 * thread + i, shared.step(1000.0 * thread + i)) for i in range(200)]

            lists = [[] for _ in range(3)]
            threads = [threading.Thread(target=many, args=(number, to)) for number, to in enumerate(lists)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            pairs = [pair for to in lists for pair in to]
            if mode == "synchronous":
                assert all(float(result.telemetry) == given for given, result in pairs)
            rest = [float(result.telemetry) for result in shared.drain()]
            got = [float(result.telemetry) for _, result in pairs if result is not None] + rest
            assert sorted(got) == sorted(given for given, _ in pairs)
            del many, pairs
    del copy, shared
    # A pipeline that is dropped while steps are on the way: its function stays until they are done, whoever collects it.
    calls = []

    def slow(own):
        time.sleep(0.002)
        calls.append(own.step)

    for _ in range(5):
        pipeline = c.Pipeline(c.Kernel(context, slow), depth=16)
        for _ in range(16):
            pipeline.submit()
        cycle = [pipeline]
        cycle.append(cycle)
        del pipeline, cycle
        gc.collect()
        assert len(calls) % 16 == 0, "dropping it waits for its steps"
    views = c.Pipeline(c.Kernel(context, lambda own: c.block(own.telemetry, "f8").fill(own.step)), None, "f8")
    views.submit()
    shown, place = views.view().telemetry, None
    views.close()
    assert float(shown) == 0.0, "a view keeps what it shows"
    for wrong_type in ("O", [("a", "O")], "V0"):
        refused(TypeError, "a dtype of numbers is needed", c.Pipeline, c.Kernel(context, slow), wrong_type)
    refused(TypeError, "on_step is int; a function is needed", c.Pipeline, c.Kernel(context, slow), on_step=3)
    refused(TypeError, "function is int; a function is needed", c.Kernel, context, 3)
    refused(TypeError, "config_bytes is given", c.Pipeline, c.Kernel(context, slow), config_bytes=3)
    del shown, views, result, results, first

# Programs that end while steps and messages are on the way.
END = """
import sys, time
sys.path.insert(0, {path!r})
import chroma2 as c
context = c.Context(backend="cpu", threads=2)
def slow(_):
    time.sleep(0.01)
if {what!r} == "queue":
    queue = c.MessageQueue(context, 64, 8, 8, function=slow)
    for i in range(30): queue.enqueue(b"12345678")
else:
    on_step = slow if {what!r} == "on_step" else None
    pipeline = c.Pipeline(c.Kernel(context, slow), depth=32, on_step=on_step)
    for i in range(30): pipeline.submit()
print("end", flush=True)
"""
for what in ("kernel", "on_step", "queue"):
    path = str(pathlib.Path(__file__).parents[2] / "python")
    ran = subprocess.run([sys.executable, "-c", END.format(path=path, what=what)], capture_output=True, text=True, timeout=60)
    assert ran.returncode == 0 and ran.stdout == "end\n", (what, ran)
ended(globals())
print("pipelines and kernels are as they must be")

"""Pipelines and kernels of the package chroma2: both modes, blocks in place, functions that get results, and what is refused."""

import ctypes as ct
import logging
import pathlib
import sys

import numpy as np

sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / "python"))
import chroma2 as c  # noqa: E402
from ended import ended  # noqa: E402

CONFIG, TELEMETRY = np.dtype([("a", "f8"), ("b", "f4", 3)]), np.dtype("f8")


def refused(kind, text, function, *arguments, **options):
    try:
        function(*arguments, **options)
    except kind as error:
        assert text in str(error), f"{error!r} has no {text!r}"
    else:
        raise AssertionError(f"taken: {arguments} {options}")


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
                for i in range(2):
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
        return values[0][0] + values[1][0]

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
ended(globals())
print("pipelines and kernels are as they must be")

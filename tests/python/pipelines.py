"""Pipelines and kernels of the package chroma2: both modes, blocks in place, functions that get results, and what is refused."""

import ctypes as ct
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


def step(call):
    """state = 0.5 state + a + sum of b; fails where a is 7."""
    own = call[0]
    config = np.frombuffer((ct.c_uint8 * own.config_bytes).from_address(own.config), CONFIG)[0]
    state = ct.cast(own.state, ct.POINTER(ct.c_double))
    state[0] = 0.5 * state[0] + config["a"] + float(config["b"].sum())
    ct.cast(own.telemetry, ct.POINTER(ct.c_double))[0] = state[0]
    assert ct.cast(own.arguments, ct.POINTER(ct.POINTER(ct.c_uint64)))[1][0] == own.step
    return 99 if config["a"] == 7 else 0


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
            assert float(result.telemetry) == 2.75 and result.step == 20
            stats = pipeline.stats()
            assert stats.submitted == stats.taken + 1 == 21 or stats.taken == 20, stats
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
        pipeline.flush(20)
        refused(c.InvalidState, "takes none", pipeline.take)
    assert got == list(enumerate(expected(50)))

    with c.Pipeline(kernel, CONFIG, TELEMETRY, "f8", **options) as pipeline:
        refused(ValueError, "config does not fit", pipeline.step, "text")
        refused(ValueError, "config has 40 bytes; 20 are needed", pipeline.submit, np.zeros(2, CONFIG))
        refused(c.InvalidArgument, "no configuration block was reserved", pipeline.step)
    refused(TypeError, "PipelineConfig has no 'deepth'; did you mean 'depth'?", c.Pipeline, kernel, deepth=3)
    refused(ValueError, "arguments[0] is 'konfig'", c.Pipeline, kernel, CONFIG, arguments=["konfig"])
    refused(TypeError, "arguments[1] is int", c.Pipeline, kernel, CONFIG, arguments=["config", 3])
    refused(ValueError, "config->depth is 65", c.Pipeline, kernel, CONFIG, depth=65)

    def adds(call):
        own = call[0]
        values = ct.cast(own.arguments, ct.POINTER(ct.POINTER(ct.c_uint32)))
        return values[0][0] + values[1][0]

    function = c.Kernel(context, adds)
    function.launch(np.uint32(2**32 - 3), ct.c_uint32(3))
    refused(c.InvalidState, "returned 5", function.launch, np.uint32(2), ct.c_uint32(3))
    refused(ValueError, "arguments[0] is 'config'; values are allowed", function.launch, "config")
    refused(ValueError, "grid[1]", function.launch, grid=(1, 0))
    refused(TypeError, "0 of source, ptx and binary are given", c.Module, context)
    refused(c.Unsupported, "chroma2_kernel_create", c.Module, context, ptx="x")
    refused(c.Unsupported, "has none", c.Stream, context, "kernel")
    refused(ValueError, "'kernels'", c.Stream, context, "kernels")
    function.close()
    kernel.close()
ended(globals())
print("pipelines and kernels are as they must be")

"""A solver with a kernel of its own in a pipeline: each step sends a batch of measurements of light up, and gets the fit of an
attenuation length back, which the kernel moves a bit towards the batch (examples_cpp/online_fit/fit_step.h). In synchronous and in
asynchronous mode, on the GPU or on the processor; both give the same numbers. usage: online_fit.py [auto | cpu | cuda]
"""

import ctypes as ct
import os
import pathlib
import subprocess
import sys
import tempfile
import time
from typing import Any

import numpy as np
import numpy.typing as npt

import chroma2

BATCH, LANES, STEPS = 4096, 256, 1000
LENGTH, LIGHT, UNIT = 25.0, 9.0, 20.0  # m, the logarithm of the light, m
CODE = pathlib.Path(__file__).parents[1] / "examples_cpp" / "online_fit" / "fit_step.h"

CONFIG = np.dtype([("rate", "f8"), ("distance", "f4", BATCH), ("intensity", "f4", BATCH)])
TELEMETRY = np.dtype([("loss", "f8"), ("offset", "f8"), ("slope", "f8"), ("step", "u8")])
STATE = np.dtype([("offset", "f8"), ("slope", "f8")])

WRAPPER = """
#include <chroma2.h>
#include "%s"
unsigned step(const chroma2_kernel_call *call) {
  fit_step((const struct fit_config *)call->config, (struct fit_telemetry *)call->telemetry, (struct fit_state *)call->state,
           call->step);
  return 0;
}
"""


def kernel_of(context: chroma2.Context) -> chroma2.Kernel:
    """The kernel on the context's GPU, or the same function for the processor, by the system's C compiler."""
    if context.info().device:
        return chroma2.Module(context, source=CODE, options=["--fmad=false"]).kernel("fit_step")
    include = os.environ.get("CHROMA2_INCLUDE", str(CODE.parents[2] / "include"))
    with tempfile.TemporaryDirectory() as folder:
        library = f"{folder}/fit.so"
        subprocess.run([os.environ.get("CC", "cc"), "-O2", "-ffp-contract=off", "-shared", "-fPIC", f"-I{include}", "-xc", "-",
                        "-o", library], input=WRAPPER % CODE, text=True, check=True)
        return chroma2.Kernel(context, ct.CDLL(library).step)


def measure(config: npt.NDArray[Any], generator: np.random.Generator) -> None:
    """Measurements of a step, written where the copy takes them from."""
    distance = generator.uniform(1.0, 40.0, BATCH)
    config["rate"] = 0.02
    config["distance"] = distance / UNIT - 1
    config["intensity"] = LIGHT - distance / LENGTH + generator.uniform(-0.1, 0.1, BATCH)


def run(kernel: chroma2.Kernel, mode: str) -> tuple[npt.NDArray[Any], float]:
    """The telemetry of all steps, and seconds."""
    generator, results = np.random.default_rng(1), []
    with chroma2.Pipeline(kernel, CONFIG, TELEMETRY, STATE, arguments=["config", "telemetry", "state", "step"], mode=mode,
                          block_x=LANES) as pipeline:
        start = time.perf_counter()
        for _ in range(STEPS):
            measure(pipeline.reserve(), generator)
            result = pipeline.step()
            if result is not None:
                results.append(result.telemetry)
        results += [result.telemetry for result in pipeline.drain()]
        return np.array(results, TELEMETRY), time.perf_counter() - start


def main(backend: str = "auto") -> None:
    with chroma2.Context(backend=backend) as context:
        kernel = kernel_of(context)
        (plain, slow), (overlapped, fast) = (run(kernel, mode) for mode in ("synchronous", "asynchronous"))
    assert len(plain) == STEPS and plain.tobytes() == overlapped.tobytes(), "the modes differ"
    assert plain["step"].tolist() == list(range(STEPS))
    length = -UNIT / plain["slope"][-1]
    print(f"{STEPS} steps of {BATCH} measurements: synchronous {slow:.2f} s, asynchronous {fast:.2f} s")
    print(f"attenuation length {length:.2f} m ({LENGTH:.0f}), light {plain['offset'][-1] + UNIT / length:.3f} ({LIGHT:.0f})")
    assert abs(length - LENGTH) < 0.5
    print("both modes give the same results")


if __name__ == "__main__":
    main(*[backend for backend in sys.argv[1:2] if backend in ("auto", "cpu", "cuda")])

"""The work of benches/pipeline.cpp with CuPy, as programs write it: copy, launch, copy and a wait for each step, and three
buffers with a stream each direction and events between. Blocks are pinned.

    python benches/pipeline_cupy.py FATBIN ROUNDS_FILE
"""

import sys
import time

import cupy as cp
import numpy as np

DEPTH = 3


class Buffers:
    def __init__(self, count):
        def pinned():
            return np.frombuffer(cp.cuda.alloc_pinned_memory(4 * count), np.float32, count)

        self.up, self.down = ([pinned() for _ in range(DEPTH)] for _ in range(2))
        self.config, self.telemetry = ([cp.zeros(count, np.float32) for _ in range(DEPTH)] for _ in range(2))
        self.state = cp.zeros(1, np.float32)
        self.streams = [cp.cuda.Stream(non_blocking=True) for _ in range(3)]
        self.uploaded, self.computed, self.done = (
            [cp.cuda.Event(disable_timing=True) for _ in range(DEPTH)] for _ in range(3))
        cp.cuda.Device().synchronize()


def synchronous(kernel, b, rounds, steps):
    stream, units = b.streams[0], np.uint64(b.up[0].size // 4)
    start = time.perf_counter()
    with stream:
        for i in range(steps):
            b.up[0][0] = i
            b.config[0].set(b.up[0], stream=stream)
            kernel((264,), (256,), (b.config[0], b.telemetry[0], b.state, units, units, np.uint32(rounds)))
            b.telemetry[0].get(stream=stream, out=b.down[0], blocking=False)
            stream.synchronize()
    return (time.perf_counter() - start) / steps


def overlapped(kernel, b, rounds, steps):
    up, compute, down = b.streams
    units = np.uint64(b.up[0].size // 4)
    start = time.perf_counter()
    for i in range(steps + DEPTH):
        k = i % DEPTH
        if i >= DEPTH:
            b.done[k].synchronize()
        if i >= steps:
            continue
        b.up[k][0] = i
        b.config[k].set(b.up[k], stream=up)
        b.uploaded[k].record(up)
        with compute:
            compute.wait_event(b.uploaded[k])
            kernel((264,), (256,), (b.config[k], b.telemetry[k], b.state, units, units, np.uint32(rounds)))
            b.computed[k].record(compute)
        down.wait_event(b.computed[k])
        b.telemetry[k].get(stream=down, out=b.down[k], blocking=False)
        b.done[k].record(down)
    return (time.perf_counter() - start) / steps


def main(fatbin, rounds_file):
    kernel = cp.RawModule(path=fatbin).get_function("bench_step")
    print("| block | kernel : copy | by | synchronous us | asynchronous us | gain |\n| --- | --- | --- | --- | --- | --- |")
    work = [line.split() for line in open(rounds_file, encoding="ascii")]
    for size, ratio, rounds, steps in [*work, ("1024", "0", "0", "20000"), ("10240", "0", "0", "20000")]:
        buffers = Buffers(int(size) // 4)
        times = [min(run(kernel, buffers, int(rounds), int(steps)) for _ in range(3)) for run in (synchronous, overlapped)]
        print(f"| {size} B | {ratio} | CuPy | {times[0] * 1e6:.1f} | {times[1] * 1e6:.1f} | {times[0] / times[1]:.2f} |",
              flush=True)


main(*sys.argv[1:])

"""A CuPy program's own kernels over the library's queues, compiled at run time from the installed header.

Kernels push numbers that the host pops, and kernels move them from one queue to another: by threads, by warps and
by blocks. Prints PASS when every number came out as often as it transferred in.

Usage: cupy_queue.py [PREFIX], where the package is installed under PREFIX; else CHROMA2_INCLUDE is the folder
that has chroma2/, or that of the Python package is taken. Needs CuPy and an NVIDIA GPU.
"""

from __future__ import annotations

import os
import pathlib
import sys
from typing import Any

SOURCE = r"""
#include <chroma2/device_queue.cuh>

struct Pair { double energy; unsigned int number; };  // 16 bytes

__device__ unsigned int thread() { return blockIdx.x * blockDim.x + threadIdx.x; }

// Numbers 0 to before `count`, each thread by itself.
extern "C" __global__ void fill(const chroma2_queue_view* queue, unsigned int count, unsigned int* refused) {
  chroma2::Queue<unsigned int> to(*queue);
  for (unsigned int i = thread(); i < count; i += gridDim.x * blockDim.x)
    if (!to.try_push(i)) atomicAdd(refused, 1u);
}

// Doubles what it finds, lanes of a warp together.
extern "C" __global__ void by_warps(const chroma2_queue_view* source, const chroma2_queue_view* target,
                                    unsigned int* moved) {
  chroma2::Queue<unsigned int> from(*source), to(*target);
  unsigned int item;
  while (from.try_pop_warp(item)) {
    while (!to.try_push_warp(2u * item)) {
    }
    atomicAdd(moved, 1u);
  }
}

// Adds 1 to what it finds, whole blocks at a time.
extern "C" __global__ void by_blocks(const chroma2_queue_view* source, const chroma2_queue_view* target,
                                     unsigned int* moved) {
  __shared__ unsigned int items[1024];
  chroma2::Queue<unsigned int> from(*source), to(*target);
  for (;;) {
    unsigned int count = from.try_pop_block(items, 1024u);
    __syncthreads();
    if (count == 0) break;
    for (unsigned int i = threadIdx.x; i < count; i += blockDim.x) items[i] += 1u;
    __syncthreads();
    for (unsigned int done = 0; done < count;) done += to.try_push_block(items + done, count - done);
    if (threadIdx.x == 0) atomicAdd(moved, count);
    __syncthreads();
  }
}

// One structure by each thread of a block, those of even numbers only.
extern "C" __global__ void pairs(const chroma2_queue_view* queue, unsigned int* refused) {
  chroma2::Queue<Pair> to(*queue);
  Pair pair = {0.5 * thread(), thread()};
  bool want = thread() % 2u == 0;
  if (!to.try_push_block(pair, want) && want) atomicAdd(refused, 1u);
}

// What the queue says of itself, and that items of another size are refused.
extern "C" __global__ void look(const chroma2_queue_view* queue, unsigned long long* seen) {
  chroma2::Queue<unsigned int> fits(*queue);
  chroma2::Queue<Pair> other(*queue);
  Pair pair = {0.0, 0u};
  seen[0] = fits.size();
  seen[1] = fits.capacity();
  seen[2] = fits.fits() && !other.fits() && !other.try_push(pair);
}
"""
NAMES = ("fill", "by_warps", "by_blocks", "pairs", "look")


def main() -> None:
    import cupy
    import numpy as np

    sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "python"))
    from chroma2 import Context, Queue, include_folder

    include = f"{sys.argv[1]}/include" if len(sys.argv) > 1 else os.environ.get("CHROMA2_INCLUDE") or include_folder()

    def view(queue: Queue) -> Any:
        """A queue's view in the GPU's memory."""
        return cupy.asarray(np.frombuffer(bytes(queue.view()), np.uint8))

    def counter(kind: Any = cupy.uint32, count: int = 1) -> Any:
        return cupy.zeros(count, kind)

    count = 100_000
    pair = np.dtype([("energy", np.float64), ("number", np.uint32), ("gap", np.uint32)])
    with Context() as context, Queue(context, count) as first, Queue(context, count // 8) as second, \
            Queue(context, count) as third, Queue(context, 4096, pair) as structures:
        place = first.info()["device"]
        if place == 0:
            sys.exit("cupy_queue.py: the context has no GPU")
        with cupy.cuda.Device(place - 1):
            module = cupy.RawModule(code=SOURCE, options=("--std=c++17", f"-I{include}"))
            kernels = {name: module.get_function(name) for name in NAMES}
            views = [view(queue) for queue in (first, second, third, structures)]
            # The driver may load a kernel at its first launch only, and waits for running ones then: both kernels
            # that are to run at once are launched before, when there is nothing to move.
            nothing = counter()
            for name in ("by_warps", "by_blocks"):
                kernels[name]((1,), (32,), (views[0], views[1], nothing))
            assert nothing.get()[0] == 0

            # From a kernel to the host.
            refused = counter()
            kernels["fill"]((64,), (256,), (views[0], np.uint32(count), refused))
            seen = counter(cupy.uint64, 3)
            kernels["look"]((1,), (1,), (views[0], seen))
            assert refused.get()[0] == 0 and seen.get().tolist() == [count, 131_072, 1], (refused, seen)
            assert first.stats()["mismatched"] == 1
            numbers = first.pop(count)
            assert len(numbers) == count and (np.sort(numbers) == np.arange(count)).all(), "fill"

            # From the host through three queues and two kernels that run at once, the one in the middle small.
            assert first.push(np.arange(count)) == count
            moved = [counter(), counter()]
            streams = [cupy.cuda.Stream(non_blocking=True) for _ in range(2)]
            cupy.cuda.runtime.deviceSynchronize()
            with streams[0]:
                kernels["by_warps"]((16,), (128,), (views[0], views[1], moved[0]))
            while moved[1].get()[0] < count:  # it ends when the queue is empty: until all have come through
                with streams[1]:
                    kernels["by_blocks"]((8,), (256,), (views[1], views[2], moved[1]))
                streams[1].synchronize()
            streams[0].synchronize()
            assert moved[0].get()[0] == moved[1].get()[0] == count, moved
            numbers = third.pop(count)
            assert len(numbers) == count and (np.sort(numbers) == 2 * np.arange(count) + 1).all(), "moves"
            assert len(first) == len(second) == len(third) == 0

            # Structures.
            refused = counter()
            kernels["pairs"]((16,), (128,), (views[3], refused))
            cupy.cuda.runtime.deviceSynchronize()
            items = structures.pop(2048)
            items = items[np.argsort(items["number"])]
            assert refused.get()[0] == 0 and (items["number"] == 2 * np.arange(1024)).all(), "pairs"
            assert (items["energy"] == items["number"] / 2).all()
    print("PASS")


if __name__ == "__main__":
    main()

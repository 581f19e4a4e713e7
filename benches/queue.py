"""Rates of queues and of persistent runs on a GPU, beside a plain compare-and-swap ring that is measured in
the same run; benches/queue_host.cpp has those of the host. Needs a GPU and the kernels of benches/queue_kernels.cu:

    nvcc -std=c++17 -O3 -arch=native -Iinclude -fatbin benches/queue_kernels.cu -o queue_kernels.fatbin
    python benches/queue.py queue_kernels.fatbin

A pair is a push and a pop of one item by each thread, in a ring of 2^20 slots (2^18 for 256 bytes), by the
device's events, the best of three launches; a refused operation or a torn item fails the run.
"""

import ctypes as ct
import sys
import time

import numpy as np

import queue_api as api
from queue_api import c2

# M items/s of the prototype's compare-and-swap ring, G pairs/s of the Broker Work Distributor (Kerbl et al.
# 2018, as AnyQ keeps it), both measured by this project on one NVIDIA H200 with driver 580 and CUDA 13.0.
PROTOTYPE = {4: 3.5, 132: 1.6}
PROTOTYPE_RUN = 60e-3  # s, 100,000 items through its persistent harness
BROKER = {(132, 32): 1.4, (264, 256): 6.8, (1056, 256): 8.4}
QUICK = "quick" in sys.argv[2:]


class Bench:
    def __init__(self, path):
        self.driver = api.Driver()
        self.kernels = api.Kernels(self.driver, path)
        self.context = api.Context(2)

    def pairs(self, name, item_size, grid, block, rounds, items_a_block=None):
        """Pairs a second."""
        capacity = 1 << (18 if item_size == 256 else 20)
        with api.Queue(self.context, capacity, item_size) as queue:
            wrong = self.kernels.cleared(16)
            seconds = min(self.kernels(name, grid, block, queue.view(), ct.c_uint32(rounds), ct.c_uint64(wrong))
                          for _ in range(3))
            bad = self.driver.fetch(wrong, 2, np.uint64)
            self.driver.free(wrong)
            if bad.any():
                raise SystemExit(f"{name}, {grid} x {block}: {bad[0]} operations refused, {bad[1]} words torn")
        return grid * (items_a_block or block) * rounds / seconds

    def pair_table(self):
        print("\n## Pairs of a push and a pop on the device, G pairs/s\n")
        print("| bytes | blocks x threads | thread | warp | block | blocks' arrays of 1024 | Broker Work Distributor |")
        print("|---|---|---|---|---|---|---|")
        for size in (4, 16, 64, 256):
            for grid, block in ((1, 32), (132, 32), (264, 256), (1056, 256), (264, 1024)):
                if size == 256 and block > 256:
                    continue  # too many registers for such blocks
                rounds = max(20, min(2000, (1 << 24) // (grid * block))) // (8 if QUICK else 1)
                rates = [self.pairs(f"pairs_{level}_{size}", size, grid, block, rounds // part or 1)
                         for level, part in (("thread", 8), ("warp", 1), ("block", 1))]
                span = ""
                if size == 4 and (grid, block) == (264, 256):
                    span = f"{self.pairs('spans_4', 4, 528, 256, 100, 1024) * 1e-9:.1f} (528 x 256)"
                cells = " | ".join(f"{rate * 1e-9:.3f}" for rate in rates)
                broker = BROKER.get((grid, block), "") if size == 4 else ""
                print(f"| {size} | {grid} x {block} | {cells} | {span} | {broker} |", flush=True)

    def plain_table(self):
        count = 1 << 20
        ring, sums = self.kernels.cleared(16 + 4 * count), self.kernels.cleared(16)
        print("\n## A million items pushed, then popped, by 256 threads a block: M items/s\n")
        print("| blocks | plain ring: push | pop | library: push | pop | ratio | prototype |")
        print("|---|---|---|---|---|---|---|")
        with api.Queue(self.context, count, 4) as queue:
            n, view = ct.c_uint32(count), queue.view()
            for grid in (4, 132):
                plain = [self.kernels("plain_pushes", grid, 256, ct.c_uint64(ring), n),
                         self.kernels("plain_pops", grid, 256, ct.c_uint64(ring), n, ct.c_uint64(sums))]
                ours = [self.kernels("pushes", grid, 256, view, n),
                        self.kernels("pops", grid, 256, view, n, ct.c_uint64(sums + 8))]
                cells = [f"{count / t * 1e-6:.1f}" for t in plain + ours]
                ratio = sum(plain) / sum(ours)
                print(f"| {grid} | {' | '.join(cells)} | {ratio:.0f} | {PROTOTYPE[grid]} |", flush=True)
        total = self.driver.fetch(sums, 2, np.uint64)
        expected = 2 * (count * (count - 1) // 2)
        if total[1] != expected:
            raise SystemExit(f"the queue's items sum up to {total[1]}, not to {expected}")
        print(f"\nThe plain ring's items sum up to {total[0]} of {expected}: its pops take slots that have not been "
              "written yet." if total[0] != expected else "\nThe plain ring lost nothing this time.")
        self.driver.free(ring, sums)

    def latency_table(self):
        clock = ct.c_int()
        self.driver.ask("cuDeviceGetAttribute", ct.byref(clock), ct.c_int(13), ct.c_int(0))
        print("\n## Time of one operation, each thread for itself, ns: mean of 16 queues (least to most)\n")
        print("| blocks x threads | operations | push | pop |")
        print("|---|---|---|---|")
        for name, what, grid, block, rounds in (
                ("latency_in_rows", "1000 pushes, then 1000 pops", 1, 1, 1000),
                ("latency", "in turn", 1, 1, 1000), ("latency", "in turn", 1, 32, 200),
                ("latency", "in turn", 132, 32, 20), ("latency", "in turn", 264, 256, 4)):
            # All at once, so that they lie in different places: what a word's memory is from the
            # multiprocessor that asks makes a difference.
            queues = [api.Queue(self.context, 1 << 16, 4) for _ in range(16)]
            sums = np.array([self.one_latency(queue, name, grid, block, rounds) for queue in queues])
            each = sums / (grid * block * rounds) / clock.value * 1e6
            cells = (f"{ns.mean():.0f} ({ns.min():.0f} to {ns.max():.0f})" for ns in each.T)
            print(f"| {grid} x {block} | {what} | {' | '.join(cells)} |", flush=True)
            for queue in queues:
                queue.close()
        print(f"\nAt the device's highest clock, {clock.value / 1e6:.2f} GHz.")

    def one_latency(self, queue, name, grid, block, rounds):
        """Cycles of all pushes and of all pops, once the queue has been used."""
        for count in (20, rounds):
            cycles = self.kernels.cleared(16)
            self.kernels(name, grid, block, queue.view(), ct.c_uint32(count), ct.c_uint64(cycles))
            sums = self.driver.fetch(cycles, 2, np.uint64)
            self.driver.free(cycles)
        return sums.astype(float)

    def streams(self):
        print("\n## Put on a stream, to and from the device's memory, 4-byte items\n")
        print("| items | µs a push and a pop | M items/s |")
        print("|---|---|---|")
        for count in (1, 1000, 100_000, 1_000_000):
            rounds = 100 if QUICK else 2000
            with api.Queue(self.context, 1 << 20, 4) as queue:
                seconds = self.on_stream(queue, np.arange(count, dtype=np.uint32), rounds)
            print(f"| {count} | {seconds * 1e6:.2f} | {count / seconds * 1e-6:.1f} |", flush=True)

    def on_stream(self, queue, items, rounds):
        """Seconds of a push and a pop from and to the device's memory, put on the program's stream."""
        memory, results = self.driver.put(items), self.kernels.cleared(48)
        batch = queue.batch(memory, len(items), 1)
        stream = ct.c_void_p()
        self.driver.ask("cuStreamCreate", ct.byref(stream), ct.c_uint(1))
        best = np.inf
        for _ in range(3):
            start = time.perf_counter()
            for _ in range(rounds):
                c2.check(c2.library.queue_push_async(queue.handle, ct.byref(batch), stream, 1, results))
                c2.check(c2.library.queue_pop_async(queue.handle, ct.byref(batch), stream, 1, results + 24))
            self.driver.ask("cuStreamSynchronize", stream)
            best = min(best, (time.perf_counter() - start) / rounds)
        transferred = self.driver.fetch(results, 6, np.uint64)
        if transferred[0] != len(items) or transferred[3] != len(items):
            raise SystemExit(f"a stream's round trip of {len(items)} items: {transferred}")
        self.driver.ask("cuStreamDestroy_v2", stream)
        self.driver.free(memory, results)
        return best

    def runs(self):
        print("\n## Persistent runs of 8-byte items, each fifth to spawn: the call, ms\n")
        print("| items | blocks x threads | ms | M items/s | beside the prototype's 60 ms |")
        print("|---|---|---|---|---|")
        shapes = ((1, 256), (4, 256), (33, 256), (132, 256), (264, 256), (264, 512), (0, 0))
        for count in (100_000, 1_000_000):
            for grid, block in shapes if not QUICK else shapes[-2:]:
                best = min(self.one_run(count, grid, block) for _ in range(3))
                ratio = f"{PROTOTYPE_RUN / best:.0f}" if count == 100_000 else ""
                shape = f"{grid} x {block}" if grid else "chosen"
                print(f"| {count} | {shape} | {best * 1e3:.3f} | {count / best * 1e-6:.0f} | {ratio} |", flush=True)

    def one_run(self, count, grid, block):
        queues = [api.Queue(self.context, 1 << 20, np.int64) for _ in range(3)]
        active, spawn, finished = queues
        active.push(np.arange(count))
        start = time.perf_counter()
        stats = c2.run_persistent(active, spawn, finished, spawn_interval=5, payload_increment=1, grid_dim=grid,
                                  block_dim=block)
        seconds = time.perf_counter() - start
        if (stats["stop"], stats["finished"], stats["spawned"]) != (api.DONE, count - count // 5, count // 5):
            raise SystemExit(f"a run of {count} items: {stats}")
        out = np.concatenate([finished.pop(count), spawn.pop(count)])
        if not np.array_equal(np.sort(out), np.arange(1, count + 1)):
            raise SystemExit("a run's items are not those that transferred in")
        for queue in queues:
            queue.close()
        return seconds


if __name__ == "__main__":
    if len(sys.argv) < 2:
        raise SystemExit(__doc__)
    bench = Bench(sys.argv[1])
    print(f"# Queues on one {bench.driver.name}")
    bench.pair_table()
    bench.latency_table()
    bench.plain_table()
    bench.streams()
    bench.runs()

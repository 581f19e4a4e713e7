"""Queues and persistent runs through ctypes as benches/queue.py needs them: without copies that NumPy would
make, and with a program's own kernels launched through the CUDA driver."""

import ctypes as ct

import numpy as np

from gpu_api import Context, Driver, c2  # noqa: F401

DONE = 1  # chroma2_persistent_stop


class Config(c2.Struct):
    _fields_ = [("struct_size", c2.size), ("capacity", c2.u64), ("item_size", c2.u32), ("reserved", c2.u32),
                ("name", ct.c_char_p)]


class View(c2.Struct):
    _fields_ = [("struct_size", c2.size), ("control", c2.p), ("turns", c2.p), ("items", c2.p),
                ("capacity", c2.u64), ("capacity_log2", c2.u32), ("item_size", c2.u32)]


class Batch(c2.Struct):
    _fields_ = [("struct_size", c2.size), ("data", c2.p), ("count", c2.u64), ("item_size", c2.u32),
                ("device", c2.u32)]


class Options(c2.Struct):
    _fields_ = [("struct_size", c2.size)] + [
        (name, c2.u64) for name in ("max_iterations", "idle_threshold", "spawn_interval", "payload_increment",
                                    "compact_below")] + [("block_dim", c2.u32), ("grid_dim", c2.u32)]


class Stats(c2.Struct):
    _fields_ = [("struct_size", c2.size)] + [
        (name, c2.u64) for name in ("finished", "spawned", "moved", "iterations", "idle_polls", "remaining")
    ] + [("seconds", ct.c_double), ("stop", c2.u32), ("workers", c2.u32)]


for _name, _types in {
    "queue_create": (c2.p,) * 3, "queue_destroy": (c2.p,), "queue_try_push": (c2.p,) * 3,
    "queue_try_pop": (c2.p,) * 3, "queue_get_view": (c2.p,) * 2, "queue_length": (c2.p,) * 2,
    "queue_push_async": (c2.p,) * 3 + (c2.u64, c2.p), "queue_pop_async": (c2.p,) * 3 + (c2.u64, c2.p),
    "run_persistent": (c2.p,) * 5,
}.items():
    _function = getattr(c2.library, "chroma2_" + _name)
    _function.argtypes, _function.restype = _types, ct.c_int32


class Queue(c2.Handle):
    kind = "queue"

    def __init__(self, context, capacity, item_size):
        super().__init__("queue_create", context.handle, ct.byref(Config(capacity=capacity, item_size=item_size)))
        self.item_size = item_size

    def view(self):
        view = View()
        c2.call("queue_get_view", self.handle, ct.byref(view))
        return view

    def batch(self, address, count, device=0):
        return Batch(data=address, count=count, item_size=self.item_size, device=device)

    def push(self, items):
        """Pushes an array; how many items went."""
        went = c2.u64()
        c2.call("queue_try_push", self.handle, ct.byref(self.batch(items.ctypes.data, len(items))), ct.byref(went))
        return went.value

    def pop(self, items):
        """Fills an array; how many items came."""
        went = c2.u64()
        c2.call("queue_try_pop", self.handle, ct.byref(self.batch(items.ctypes.data, len(items))), ct.byref(went))
        return went.value


def run(active, spawn, finished, **options):
    stats = Stats()
    c2.call("run_persistent", active.handle, spawn.handle, finished.handle, ct.byref(Options(**options)),
            ct.byref(stats))
    return stats


class Kernels:
    """Kernels of a file, on the driver's current context."""

    def __init__(self, driver, path):
        self.driver, self.module = driver, c2.p()
        self.image = open(path, "rb").read() + b"\0"
        driver.ask("cuModuleLoadData", ct.byref(self.module), self.image)
        self.events = [c2.p(), c2.p()]
        for event in self.events:
            driver.ask("cuEventCreate", ct.byref(event), ct.c_uint(0))

    def __call__(self, name, grid, block, *arguments):
        """Launches a kernel and waits; seconds that it took by the device's events."""
        function = c2.p()
        self.driver.ask("cuModuleGetFunction", ct.byref(function), self.module, name.encode())
        places = (c2.p * len(arguments))(*[ct.addressof(argument) for argument in arguments])
        begin, end = self.events
        self.driver.ask("cuEventRecord", begin, None)
        self.driver.ask("cuLaunchKernel", function, *map(ct.c_uint, (grid, 1, 1, block, 1, 1, 0)), None, places, None)
        self.driver.ask("cuEventRecord", end, None)
        self.driver.ask("cuEventSynchronize", end)
        milliseconds = ct.c_float()
        self.driver.ask("cuEventElapsedTime", ct.byref(milliseconds), begin, end)
        return milliseconds.value * 1e-3

    def cleared(self, size):
        """Zero bytes on the device."""
        return self.driver.put(np.zeros(size, np.uint8))

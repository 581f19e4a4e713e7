"""What benches/queue.py uses beyond examples_py/chroma2_ctypes.py: views for a program's own kernels, launched
through the CUDA driver, and batches put on streams."""

import ctypes as ct

import numpy as np

from gpu_api import Context, Driver, c2  # noqa: F401

DONE = 1  # chroma2_persistent_stop


class View(c2.Struct):
    _fields_ = [("struct_size", c2.size), ("control", c2.p), ("turns", c2.p), ("items", c2.p),
                ("capacity", c2.u64), ("capacity_log2", c2.u32), ("item_size", c2.u32)]


for _name, _types in {
    "queue_get_view": (c2.p,) * 2, "queue_push_async": (c2.p,) * 3 + (c2.u64, c2.p),
    "queue_pop_async": (c2.p,) * 3 + (c2.u64, c2.p),
}.items():
    _function = getattr(c2.library, "chroma2_" + _name)
    _function.argtypes, _function.restype = _types, ct.c_int32


class Queue(c2.Queue):
    """A queue that kernels and streams are given, of items of so many bytes or of a dtype."""

    def __init__(self, context, capacity, item):
        super().__init__(context, capacity, np.dtype((np.void, item)) if isinstance(item, int) else item)

    def view(self):
        view = View()
        c2.call("queue_get_view", self.handle, ct.byref(view))
        return view

    def batch(self, address, count, device=0):
        return c2.QueueBatch(data=address, count=count, item_size=self.dtype.itemsize, device=device)


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

"""What benches/queue.py uses beyond the package chroma2: views for a program's own kernels, launched
through the CUDA driver, and batches put on streams."""

import ctypes as ct

import numpy as np

from gpu_api import Context, Driver, c2  # noqa: F401

DONE = 1  # chroma2_persistent_stop


class Queue(c2.Queue):
    """A queue that kernels and streams are given, of items of so many bytes or of a dtype."""

    def __init__(self, context, capacity, item):
        super().__init__(context, capacity, np.dtype((np.void, item)) if isinstance(item, int) else item)

    def batch(self, address, count, device=0):
        return c2._c.QueueBatch(data=address, count=count, item_size=self.dtype.itemsize, device=device)


class Kernels:
    """Kernels of a file, on the driver's current context."""

    def __init__(self, driver, path):
        self.driver, self.module = driver, ct.c_void_p()
        self.image = open(path, "rb").read() + b"\0"
        driver.ask("cuModuleLoadData", ct.byref(self.module), self.image)
        self.events = [ct.c_void_p(), ct.c_void_p()]
        for event in self.events:
            driver.ask("cuEventCreate", ct.byref(event), ct.c_uint(0))

    def __call__(self, name, grid, block, *arguments):
        """Launches a kernel and waits; seconds that it took by the device's events."""
        function = ct.c_void_p()
        self.driver.ask("cuModuleGetFunction", ct.byref(function), self.module, name.encode())
        places = (ct.c_void_p * len(arguments))(*[ct.addressof(argument) for argument in arguments])
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

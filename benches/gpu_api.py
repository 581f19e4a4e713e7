"""What programs on a GPU use beyond the package chroma2: contexts on it, its memory in and
out, ray queries; and a few functions of the CUDA driver, bound by ctypes."""

import ctypes as ct
import os
import sys

import numpy as np

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../python"))
import chroma2 as c2  # noqa: E402
from chroma2 import _c  # noqa: E402
from chroma2._c import RayHits, Rays  # noqa: E402, F401

CPU, CUDA = 1, 2  # chroma2_backend
SUMMARY, HITS, PHOTONS, DEVICE_HITS = 1, 2, 4, 8  # chroma2_want


COLUMNS = {"channel": "i4", "photon": "u8", "position": "f4", "direction": "f4", "polarization": "f4", "time": "f4",
           "wavelength": "f4", "weight": "f4", "flags": "u4", "instance": "u4", "triangle": "u4"}
VECTORS = ("position", "direction", "polarization")


class Context(c2.Context):
    def __init__(self, backend, threads=0):
        super().__init__(backend=backend, threads=threads)


def seconds(event):
    """From the submission to the end, by the library's clock."""
    return event.progress().elapsed_ns * 1e-9


def device_hits(event):
    """Addresses and strides of the columns."""
    hits = _c.DeviceHits()
    c2.check(c2.library.event_get_device_hits(event.handle, ct.byref(hits)))
    return hits


def submit(session, addresses, count, device=0, **options):
    """Photons at addresses: {"position": …, "direction": …, "wavelength": …}, triples and floats."""
    return session.submit_photons(c2.Photons(count=count, device=device, **addresses), **options)


class Driver:
    """Memory of a GPU, in its primary context, which stays current on this thread."""

    def __init__(self, ordinal=0):
        self.cuda = ct.CDLL(os.environ.get("CHROMA2_LIBCUDA", "libcuda.so.1"))
        self.ask("cuInit", ct.c_uint(0))
        device, context = ct.c_int(), ct.c_void_p()
        self.ask("cuDeviceGet", ct.byref(device), ct.c_int(ordinal))
        self.ask("cuDevicePrimaryCtxRetain", ct.byref(context), device)
        self.ask("cuCtxPushCurrent_v2", context)
        name = ct.create_string_buffer(200)
        self.ask("cuDeviceGetName", name, ct.c_int(200), device)
        self.name = name.value.decode()

    def ask(self, name, *arguments):
        code = getattr(self.cuda, name)(*arguments)
        if code:
            raise RuntimeError(f"{name}: CUDA error {code}")

    def room(self, size):
        """Bytes on the device."""
        address = ct.c_uint64()
        self.ask("cuMemAlloc_v2", ct.byref(address), ct.c_size_t(size))
        return address.value

    def free(self, *addresses):
        for address in addresses:
            self.ask("cuMemFree_v2", ct.c_uint64(address))

    def put(self, values):
        """An array's copy on the device."""
        address = self.room(values.nbytes)
        self.upload(address, values)
        return address

    def upload(self, address, values):
        self.ask("cuMemcpyHtoDAsync_v2", ct.c_uint64(address), ct.c_void_p(values.ctypes.data), ct.c_size_t(values.nbytes), None)
        self.wait()

    def fetch(self, address, count, dtype):
        values = np.empty(count, dtype)
        if values.nbytes:
            self.ask("cuMemcpyDtoHAsync_v2", ct.c_void_p(values.ctypes.data), ct.c_uint64(address), ct.c_size_t(values.nbytes), None)
            self.wait()
        return values

    def pinned(self, size):
        """Bytes of the host that copies run fastest from, as an array; never freed."""
        address = ct.c_void_p()
        self.ask("cuMemHostAlloc", ct.byref(address), ct.c_size_t(size), ct.c_uint(0))
        return np.ctypeslib.as_array(ct.cast(address, ct.POINTER(ct.c_uint8)), (size,))

    def wait(self):
        self.ask("cuStreamSynchronize", None)

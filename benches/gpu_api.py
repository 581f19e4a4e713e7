"""What programs on a GPU use beyond examples_py/chroma2_ctypes.py: contexts on it, its memory in and
out, ray queries; and a few functions of the CUDA driver, bound by ctypes."""

import ctypes as ct
import os
import sys

import numpy as np

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../examples_py"))
import chroma2_ctypes as c2  # noqa: E402

CPU, CUDA = 1, 2  # chroma2_backend
SUMMARY, HITS, PHOTONS, DEVICE_HITS = 1, 2, 4, 8  # chroma2_want


class ContextConfig(c2.Struct):
    _fields_ = [("struct_size", c2.size), ("backend", c2.u32), ("threads", c2.u32), ("device", c2.u32),
                ("reserved", c2.u32)]


class ContextInfo(c2.Struct):
    _fields_ = [("struct_size", c2.size), ("backend", c2.u32), ("threads", c2.u32), ("memory", c2.u64),
                ("device", c2.u32), ("reserved", c2.u32), ("device_memory", c2.u64)]


class Progress(c2.Struct):
    _fields_ = [("struct_size", c2.size), ("done", c2.u32), ("reserved", c2.u32), ("photons", c2.u64),
                ("photons_done", c2.u64), ("elapsed_ns", c2.u64)]


COLUMNS = {"channel": "i4", "photon": "u8", "position": "f4", "direction": "f4", "polarization": "f4", "time": "f4",
           "wavelength": "f4", "weight": "f4", "flags": "u4", "instance": "u4", "triangle": "u4"}
VECTORS = ("position", "direction", "polarization")


class DeviceHits(c2.Struct):
    _fields_ = [("struct_size", c2.size), ("count", c2.u64), ("device", c2.u32), ("reserved", c2.u32),
                *((f"{name}{kind}", c2.size if kind else c2.p) for name in COLUMNS for kind in ("", "_stride")),
                ("time_offset", ct.c_double)]


class Rays(c2.Struct):
    _fields_ = [("struct_size", c2.size), ("count", c2.u64), ("origins", c2.p), ("origin_stride", c2.size),
                ("directions", c2.p), ("direction_stride", c2.size), ("max_distances", c2.p),
                ("max_distance_stride", c2.size), ("device", c2.u32), ("reserved", c2.u32)]


class RayHits(c2.Struct):
    _fields_ = [("struct_size", c2.size)] + [
        (name, c2.p) for name in ("distances", "instances", "triangles", "normals", "barycentrics", "inner",
                                  "outer", "surfaces", "channels")]


for _name, _count in (("geometry_closest_hits", 3), ("geometry_any_hits", 3), ("context_get_info", 2),
                      ("event_poll", 2), ("event_get_device_hits", 2)):
    _function = getattr(c2.library, "chroma2_" + _name)
    _function.argtypes, _function.restype = (c2.p,) * _count, ct.c_int32


class Context(c2.Context):
    def __init__(self, backend, threads=0):
        c2.Handle.__init__(self, "context_create", ct.byref(ContextConfig(backend=backend, threads=threads)))

    def info(self):
        info = ContextInfo()
        c2.call("context_get_info", self.handle, ct.byref(info))
        return info


def seconds(event):
    """From the submission to the end, by the library's clock."""
    progress = Progress()
    c2.call("event_poll", event.handle, ct.byref(progress))
    return progress.elapsed_ns * 1e-9


def device_hits(event):
    hits = DeviceHits()
    c2.call("event_get_device_hits", event.handle, ct.byref(hits))
    return hits


def submit(session, addresses, count, device=0, **options):
    """Photons at addresses: {"position": …, "direction": …, "wavelength": …}, triples and floats."""
    photons = c2.Photons(count=count, device=device, **addresses)
    return c2.Event("session_submit", session.handle, ct.byref(photons), ct.byref(c2.EventConfig(**options)))


class Driver:
    """Memory of a GPU, in its primary context, which stays current on this thread."""

    def __init__(self, ordinal=0):
        self.cuda = ct.CDLL(os.environ.get("CHROMA2_LIBCUDA", "libcuda.so.1"))
        self.ask("cuInit", ct.c_uint(0))
        device, context = ct.c_int(), c2.p()
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
        address = c2.u64()
        self.ask("cuMemAlloc_v2", ct.byref(address), c2.size(size))
        return address.value

    def free(self, *addresses):
        for address in addresses:
            self.ask("cuMemFree_v2", c2.u64(address))

    def put(self, values):
        """An array's copy on the device."""
        address = self.room(values.nbytes)
        self.upload(address, values)
        return address

    def upload(self, address, values):
        self.ask("cuMemcpyHtoDAsync_v2", c2.u64(address), c2.p(values.ctypes.data), c2.size(values.nbytes), None)
        self.wait()

    def fetch(self, address, count, dtype):
        values = np.empty(count, dtype)
        if values.nbytes:
            self.ask("cuMemcpyDtoHAsync_v2", c2.p(values.ctypes.data), c2.u64(address), c2.size(values.nbytes), None)
            self.wait()
        return values

    def pinned(self, size):
        """Bytes of the host that copies run fastest from, as an array; never freed."""
        address = c2.p()
        self.ask("cuMemHostAlloc", ct.byref(address), c2.size(size), ct.c_uint(0))
        return np.ctypeslib.as_array(ct.cast(address, ct.POINTER(ct.c_uint8)), (size,))

    def wait(self):
        self.ask("cuStreamSynchronize", None)

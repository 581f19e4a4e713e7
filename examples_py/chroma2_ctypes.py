"""libchroma2 through ctypes and NumPy: geometry, propagation, hits.

Set CHROMA2_LIBRARY to the library's path where the loader does not find libchroma2.so.2 by itself.
Handles are 64-bit numbers dressed as pointers, so every function has its argument types declared.
"""

import ctypes as ct
import os

import numpy as np

ABI = 2000  # CHROMA2_ABI_VERSION of the headers that the structs below mirror
NONE = 0xFFFFFFFF
REFRACTIVE_INDEX, ABSORPTION_LENGTH, SCATTERING_LENGTH = range(3)  # chroma2_material_property
DETECT, ABSORB, REEMIT, REFLECT_DIFFUSE, REFLECT_SPECULAR = range(5)  # chroma2_surface_property
WANT_HITS, WANT_PHOTONS = 2, 4  # chroma2_want
FOREVER = 2**64 - 1

u32, u64, size, p = ct.c_uint32, ct.c_uint64, ct.c_size_t, ct.c_void_p


class Struct(ct.Structure):
    """A struct of the C API: every default, struct_size set."""

    def __init__(self, **fields):
        super().__init__(struct_size=ct.sizeof(self), **fields)


class MeshConfig(Struct):
    _fields_ = [
        ("struct_size", size), ("name", ct.c_char_p),
        ("vertices", p), ("vertex_count", size), ("vertex_stride", size),
        ("triangles", p), ("triangle_count", size), ("triangle_stride", size),
        ("inner_materials", p), ("outer_materials", p), ("surfaces", p),
        ("inner_material", u32), ("outer_material", u32), ("has_surface", u32), ("surface", u32),
    ]


class EventConfig(Struct):
    _fields_ = [
        ("struct_size", size), ("seed", u64), ("event_id", u64), ("first_index", u64),
        ("max_steps", u32), ("use_weights", u32), ("max_time", ct.c_float), ("scatter_first", ct.c_int32),
        ("want", u32), ("borrow", u32), ("no_wait", u32), ("reserved", u32),
        ("record_first", u64), ("record_indices", p), ("record_count", size),
        ("on_done", p), ("on_progress", p), ("user", p), ("time_offset", ct.c_double),
    ]


def columns_with_stride(name, parts=("",)):
    return [(name + part, p) for part in parts] + [(name + "_stride", size)]


class Photons(Struct):
    _fields_ = [("struct_size", size), ("count", u64)]
    for _name in ("position", "direction", "polarization"):
        _fields_ += columns_with_stride(_name, ("", "_x", "_y", "_z"))
    for _name in ("wavelength", "time", "weight", "flags"):
        _fields_ += columns_with_stride(_name)
    _fields_ += [("device", u32), ("reserved", u32)]


class Source(Struct):
    _fields_ = [
        ("struct_size", size), ("count", u64), ("kind", u32), ("polarized", u32),
        ("position", ct.c_double * 3), ("end", ct.c_double * 3), ("direction", ct.c_double * 3),
        ("half_angle", ct.c_double), ("inner_half_angle", ct.c_double), ("radius", ct.c_double),
        ("time", ct.c_double), ("time_spread", ct.c_double), ("end_time", ct.c_double),
        ("polarization", ct.c_double * 3), ("wavelength", ct.c_double), ("wavelength_end", ct.c_double),
        ("spectrum_wavelengths", p), ("spectrum_values", p), ("spectrum_count", size),
        ("spectrum_kind", u32), ("flags", u32), ("weight", ct.c_double),
    ]


class Summary(Struct):
    _fields_ = [("struct_size", size)] + [
        (name, u64) for name in ("photons", "no_hit", "bulk_absorb", "surface_detect", "surface_absorb",
                                 "step_limit", "time_limit", "nan_abort", "unfinished", "hits", "random_numbers")
    ] + [("detected_weight", ct.c_double), ("hit_weight", ct.c_double), ("medium_changes", u64)]


MEDIUM_CHANGE = [(name, np.uint32) for name in
                 ("material_begin", "material_end", "instance_begin", "instance_end")] + [("legs", np.uint64)]


class MediumChanges(Struct):
    _fields_ = [("struct_size", size)] + [(name, u64) for name in ("total", "unlisted", "count", "capacity")] + [
        (name, p) for name, _ in MEDIUM_CHANGE]


STATE = [("position", np.float32, 3), ("direction", np.float32, 3), ("polarization", np.float32, 3),
         ("time", np.float32, 1), ("wavelength", np.float32, 1), ("weight", np.float32, 1),
         ("flags", np.uint32, 1), ("instance", np.uint32, 1), ("triangle", np.uint32, 1)]
HIT = [("channel", np.int32, 1), ("photon", np.uint64, 1), ("event", np.uint64, 1)] + STATE


class Hits(Struct):
    _fields_ = [("struct_size", size), ("count", u64)] + [(name, p) for name, _, _ in HIT] + [("time_offset", ct.c_double)]


class PhotonStates(Struct):
    _fields_ = [("struct_size", size), ("count", u64)] + [(name, p) for name, _, _ in STATE] + [("time_offset", ct.c_double)]


class QueueConfig(Struct):
    _fields_ = [("struct_size", size), ("capacity", u64), ("item_size", u32), ("reserved", u32), ("name", ct.c_char_p)]


class QueueInfo(Struct):
    _fields_ = [("struct_size", size), ("capacity", u64), ("asked_capacity", u64), ("item_size", u32), ("device", u32),
                ("memory", u64), ("view_version", u32), ("reserved", u32), ("name", ct.c_char * 64)]


class QueueStats(Struct):
    _fields_ = [("struct_size", size)] + [
        (name, u64) for name in ("length", "pushes", "pops", "refused_full", "refused_empty", "high_water", "mismatched")]


class QueueBatch(Struct):
    _fields_ = [("struct_size", size), ("data", p), ("count", u64), ("item_size", u32), ("device", u32)]


class QueueView(Struct):
    _fields_ = [("struct_size", size), ("control", p), ("turns", p), ("items", p), ("capacity", u64),
                ("capacity_log2", u32), ("item_size", u32)]


class PersistentOptions(Struct):
    _fields_ = [("struct_size", size)] + [
        (name, u64) for name in ("max_iterations", "idle_threshold", "spawn_interval", "payload_increment",
                                 "compact_below")] + [("block_dim", u32), ("grid_dim", u32)]


class PersistentStats(Struct):
    _fields_ = [("struct_size", size)] + [
        (name, u64) for name in ("finished", "spawned", "moved", "iterations", "idle_polls", "remaining")
    ] + [("seconds", ct.c_double), ("stop", u32), ("workers", u32)]


FUNCTIONS = {
    "context_create": (p, p), "context_destroy": (p,),
    "geometry_create": (p, p), "geometry_load": (p, ct.c_char_p, p), "geometry_destroy": (p,), "geometry_commit": (p, p),
    "geometry_add_material": (p, ct.c_char_p, p), "geometry_add_surface": (p, ct.c_char_p, u32, p),
    "geometry_set_material_property": (p, u32, u32, p, p, size),
    "geometry_set_surface_property": (p, u32, u32, p, p, size),
    "geometry_add_mesh": (p, p, p), "geometry_add_instance": (p, u32, p, p, ct.c_int32, p),
    "session_create": (p, p, p, p), "session_destroy": (p,), "session_get_medium_changes": (p, p),
    "session_submit": (p, p, p, p), "session_submit_source": (p, p, p, p),
    "event_wait": (p, u64), "event_destroy": (p,), "event_get_hits": (p, p), "event_get_photons": (p, p),
    "event_get_summary": (p, p), "check_abi": (u32,),
    "queue_create": (p, p, p), "queue_destroy": (p,), "queue_get_info": (p, p), "queue_get_stats": (p, p),
    "queue_length": (p, p), "queue_drain": (p, p), "queue_reset": (p,), "queue_get_view": (p, p),
    "queue_push": (p, p, u64, p), "queue_pop": (p, p, u64, p), "run_persistent": (p, p, p, p, p),
}


TIMEOUT = 30  # chroma2_status


class Error(RuntimeError):
    """A call that failed; the text is the library's message."""

    def __init__(self, message, status):
        super().__init__(message)
        self.status = status


def load():
    library = ct.CDLL(os.environ.get("CHROMA2_LIBRARY", "libchroma2.so.2"))
    for name, types in FUNCTIONS.items():
        function = getattr(library, "chroma2_" + name)
        function.argtypes, function.restype = types, ct.c_int32
    library.chroma2_last_error_message.restype = ct.c_char_p
    library.chroma2_build_info.restype = ct.c_char_p
    library.chroma2_live_handles.restype = u64
    return library


library = load()


def call(name, *arguments):
    status = getattr(library, "chroma2_" + name)(*arguments)
    if status:
        raise Error(library.chroma2_last_error_message().decode(), status)


call("check_abi", ABI)


def fields(struct):
    return {name: getattr(struct, name) for name, _ in struct._fields_[1:]}


def array(values, dtype, width=1):
    """Values as an array without gaps, `width` columns."""
    values = np.ascontiguousarray(values, dtype)
    if width > 1 and values.shape[1:] != (width,):
        raise ValueError(f"an array of shape (n, {width}) is needed, not {values.shape}")
    return values


class Handle:
    """Owner of a C handle; `parent` is kept for those that hold columns of it."""

    kind = ""

    def __init__(self, create, *arguments):
        self.handle = p()
        call(create, *arguments, ct.byref(self.handle))

    def close(self):
        if self.handle:
            handle, self.handle = self.handle, p()
            call(self.kind + "_destroy", handle)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def __del__(self):
        if getattr(self, "handle", None):
            self.close()


class Context(Handle):
    kind = "context"

    def __init__(self):
        super().__init__("context_create", None)


class Geometry(Handle):
    kind = "geometry"

    def __init__(self, context, function="geometry_create", *arguments):
        super().__init__(function, context.handle, *arguments)

    @classmethod
    def load(cls, context, path):
        """The geometry of a scene file, not committed."""
        return cls(context, "geometry_load", os.fsencode(path))

    def _add(self, name, *arguments):
        index = u32()
        call("geometry_add_" + name, self.handle, *arguments, ct.byref(index))
        return index.value

    def _set(self, what, index, values):
        for key, value in values.items():
            wavelengths, value = value if isinstance(value, tuple) else (None, [value])
            value = array(value, np.float64)
            wavelengths = None if wavelengths is None else array(wavelengths, np.float64)
            x = None if wavelengths is None else wavelengths.ctypes.data
            call(f"geometry_set_{what}_property", self.handle, index, key, x, value.ctypes.data, value.size)

    def material(self, name, properties=None):
        """Adds a material; properties: {REFRACTIVE_INDEX: 1.5, ABSORPTION_LENGTH: (wavelengths, values)}."""
        index = self._add("material", name.encode())
        self._set("material", index, properties or {})
        return index

    def surface(self, name, properties, model=0):
        index = self._add("surface", name.encode(), model)
        self._set("surface", index, properties)
        return index

    def mesh(self, vertices, triangles, inner, outer, surface=None):
        """Adds a mesh of vertices (n, 3) in mm and triangles (m, 3), the same materials everywhere."""
        vertices, triangles = array(vertices, np.float32, 3), array(triangles, np.uint32, 3)
        config = MeshConfig(vertices=vertices.ctypes.data, vertex_count=len(vertices),
                            triangles=triangles.ctypes.data, triangle_count=len(triangles),
                            inner_material=inner, outer_material=outer,
                            has_surface=surface is not None, surface=surface or 0)
        return self._add("mesh", ct.byref(config))

    def place(self, mesh, rotation=None, translation=None, channel=-1):
        rotation = None if rotation is None else array(rotation, np.float64).ctypes.data_as(p)
        translation = None if translation is None else array(translation, np.float64).ctypes.data_as(p)
        return self._add("instance", mesh, rotation, translation, channel)

    def commit(self):
        call("geometry_commit", self.handle, None)


class Event(Handle):
    kind = "event"

    def wait(self):
        call("event_wait", self.handle, FOREVER)
        return self

    def summary(self):
        out = Summary()
        call("event_get_summary", self.handle, ct.byref(out))
        return {name: getattr(out, name) for name, _ in Summary._fields_[1:]}

    def _columns(self, out, getter, layout):
        call(getter, self.handle, ct.byref(out))
        columns = {}
        for name, dtype, width in layout:
            shape = (out.count, width) if width > 1 else (out.count,)
            if out.count == 0:
                columns[name] = np.zeros(shape, dtype)
                continue
            kind = np.ctypeslib.as_ctypes_type(dtype)
            view = np.ctypeslib.as_array(ct.cast(getattr(out, name), ct.POINTER(kind)), shape)
            columns[name] = view.copy()  # the event may be closed before they are used
        return columns

    def hits(self):
        """Detected photons that have a channel, as {name: array}; times from the event's time_offset on."""
        return self._columns(Hits(), "event_get_hits", HIT)

    def photons(self):
        """End states of all photons, where they were wanted."""
        return self._columns(PhotonStates(), "event_get_photons", STATE)


class Session(Handle):
    kind = "session"

    def __init__(self, context, geometry):
        super().__init__("session_create", context.handle, geometry.handle, None)

    def submit(self, position, direction, wavelength, polarization=None, time=None, **options):
        """Submits photons: (n, 3) position (mm) and direction, (n) wavelength (nm) and time (ns).

        Options are the fields of EventConfig: seed, event_id, first_index, want, ...
        """
        columns = {"position": array(position, np.float32, 3), "direction": array(direction, np.float32, 3),
                   "wavelength": array(wavelength, np.float32)}
        if polarization is not None:
            columns["polarization"] = array(polarization, np.float32, 3)
        if time is not None:
            columns["time"] = array(time, np.float32)
        count = len(columns["wavelength"])
        for name, column in columns.items():
            if len(column) != count:
                raise ValueError(f"{name} has {len(column)} entries, wavelength {count}")
        photons = Photons(count=count, **{name: column.ctypes.data for name, column in columns.items()})
        return Event("session_submit", self.handle, ct.byref(photons), ct.byref(EventConfig(**options)))

    def shine(self, source, **options):
        """Submits the photons of a Source."""
        return Event("session_submit_source", self.handle, ct.byref(source), ct.byref(EventConfig(**options)))

    def medium_changes(self):
        """Legs of photons that began in one material and ended in another: a right geometry has none.

        A dict of `total`, `unlisted` and the columns of MEDIUM_CHANGE, the most frequent entries first.
        """
        columns = {name: np.zeros(1024, dtype) for name, dtype in MEDIUM_CHANGE}
        out = MediumChanges(capacity=1024, **{name: column.ctypes.data for name, column in columns.items()})
        call("session_get_medium_changes", self.handle, ct.byref(out))
        found = {name: column[:out.count].copy() for name, column in columns.items()}
        return {"total": out.total, "unlisted": out.unlisted, **found}


class Queue(Handle):
    """A bounded FIFO of items of one dtype, in the memory of the context's device."""

    kind = "queue"

    def __init__(self, context, capacity, dtype=np.uint32, name=""):
        self.dtype = np.dtype(dtype)
        config = QueueConfig(capacity=capacity, item_size=self.dtype.itemsize, name=name.encode())
        super().__init__("queue_create", context.handle, ct.byref(config))

    def _move(self, function, items, timeout):
        batch = QueueBatch(data=items.ctypes.data, count=len(items), item_size=self.dtype.itemsize)
        went = u64()
        limit = FOREVER if timeout is None else int(timeout * 1e9)
        try:
            call(function, self.handle, ct.byref(batch), limit, ct.byref(went))
        except Error as error:
            if error.status != TIMEOUT:
                raise
        return went.value

    def push(self, items, timeout=0.0):
        """Pushes items, waiting at most so many seconds (None: for ever) for room; how many went."""
        return self._move("queue_push", np.ascontiguousarray(items, self.dtype).reshape(-1), timeout)

    def pop(self, count, timeout=0.0):
        """Pops up to `count` items as an array, waiting at most so many seconds (None: for ever) for them."""
        items = np.empty(count, self.dtype)
        return items[:self._move("queue_pop", items, timeout)]

    def drain(self):
        """Throws as many items away as len() gives at its begin; how many."""
        count = u64()
        call("queue_drain", self.handle, ct.byref(count))
        return count.value

    def reset(self):
        call("queue_reset", self.handle)

    def __len__(self):
        """Exact when it is 0, and while nobody pops; see chroma2_queue_length."""
        length = u64()
        call("queue_length", self.handle, ct.byref(length))
        return length.value

    def _read(self, function, out):
        call(function, self.handle, ct.byref(out))
        return fields(out)

    def info(self):
        return self._read("queue_get_info", QueueInfo())

    def stats(self):
        return self._read("queue_get_stats", QueueStats())

    def view(self):
        """The queue as kernels see it: a chroma2_queue_view of chroma2/device_queue.cuh."""
        out = QueueView()
        call("queue_get_view", self.handle, ct.byref(out))
        return out


def run_persistent(active, spawn, finished, **options):
    """Runs workers from `active` to `finished` and `spawn` until nothing is outstanding; options are the
    fields of PersistentOptions. What they did, as a dictionary."""
    stats = PersistentStats()
    call("run_persistent", active.handle, spawn.handle, finished.handle, ct.byref(PersistentOptions(**options)),
         ct.byref(stats))
    return fields(stats)

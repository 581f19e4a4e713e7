"""The structs, constants and functions of libchroma2 that chroma2_ctypes.py uses, as the C headers have them.

A struct here may be shorter than the library's: struct_size says how much of it there is, and what is missing has
its default. tests/python/structs.py compares everything in this file with the installed headers.
"""

import ctypes as ct
import enum
import itertools
import typing

import numpy as np

from chroma2_checks import array, integer, number, text, unknown

ABI = 2000  # CHROMA2_ABI_VERSION of the headers that the structs below mirror
NONE = 0xFFFFFFFF
FOREVER = 2**64 - 1
WANT_SUMMARY, WANT_HITS, WANT_PHOTONS, WANT_DEVICE_HITS, WANT_STEPS = 1, 2, 4, 8, 16  # chroma2_want
STEP_KIND_POINT, STEP_KIND_CHERENKOV, STEP_KIND_SCINTILLATION = range(3)  # chroma2_step_kind
WEIGHT_MODE_NONE, WEIGHT_MODE_DETECTING, WEIGHT_MODE_SURVIVING = range(3)  # chroma2_weight_mode
SOURCE_TYPE_POINT, SOURCE_TYPE_BEAM, SOURCE_TYPE_LINE = range(3)  # chroma2_source_type
SOURCE_POLARIZATION_RANDOM, SOURCE_POLARIZATION_ALONG, SOURCE_POLARIZATION_RADIAL = range(3)
SPECTRUM_TYPE_DENSITY, SPECTRUM_TYPE_CDF = range(2)  # chroma2_spectrum_type
INVALID_STATE, TIMEOUT, CANCELLED = 3, 30, 31  # chroma2_status
BACKEND_AUTO, BACKEND_CPU, BACKEND_CUDA = range(3)  # chroma2_backend
BUILD_QUALITY_DEFAULT, BUILD_QUALITY_FAST, BUILD_QUALITY_BEST = range(3)  # chroma2_build_quality
SURFACE_MODEL_DEFAULT, SURFACE_MODEL_COMPLEX, SURFACE_MODEL_WLS, SURFACE_MODEL_DICHROIC, SURFACE_MODEL_ANGULAR = range(5)
SURFACE_MODEL_GLISUR, SURFACE_MODEL_UNIFIED = range(5, 7)
GEOMETRY_ITEM_MATERIAL, GEOMETRY_ITEM_SURFACE, GEOMETRY_ITEM_MESH = range(3)  # chroma2_geometry_item
(FLAG_NO_HIT, FLAG_BULK_ABSORB, FLAG_SURFACE_DETECT, FLAG_SURFACE_ABSORB, FLAG_RAYLEIGH_SCATTER, FLAG_REFLECT_DIFFUSE,
 FLAG_REFLECT_SPECULAR, FLAG_SURFACE_REEMIT, FLAG_SURFACE_TRANSMIT, FLAG_BULK_REEMIT, FLAG_CHERENKOV, FLAG_SCINTILLATION,
 FLAG_STEP_LIMIT, FLAG_TIME_LIMIT, FLAG_MIE_SCATTER, FLAG_SECONDARY) = (1 << bit for bit in range(16))  # chroma2_flag
FLAG_NAN_ABORT = 1 << 31
(GDML_DETECTION_FILE, GDML_DETECTION_SURFACE, GDML_DETECTION_SENSITIVE, GDML_DETECTION_ENTERED,
 GDML_DETECTION_NONE) = range(5)  # chroma2_gdml_detection
VELOCITY_GROUP, VELOCITY_PHASE = range(2)  # chroma2_velocity
PLACEMENT_AUTO, PLACEMENT_PROCESSOR, PLACEMENT_DEVICE = range(3)  # chroma2_placement
LOG_LEVEL_OFF, LOG_LEVEL_ERROR, LOG_LEVEL_WARN, LOG_LEVEL_INFO, LOG_LEVEL_DEBUG, LOG_LEVEL_TRACE = range(6)

# Types of their own, so that a surface's property is not taken for a material's of the same number.
MaterialProperty = enum.IntEnum(
    "MaterialProperty", "REFRACTIVE_INDEX ABSORPTION_LENGTH SCATTERING_LENGTH GROUP_VELOCITY MIE_LENGTH MIE_FORWARD "
    "MIE_BACKWARD MIE_FORWARD_RATIO SCINTILLATION_YIELD BIRKS_CONSTANT RESOLUTION_SCALE", start=0)
SurfaceProperty = enum.IntEnum(
    "SurfaceProperty", "DETECT ABSORB REEMIT REFLECT_DIFFUSE REFLECT_SPECULAR ETA K THICKNESS TRANSMISSIVE "
    "DELAY DECAY_TIME DOWNSHIFT_ONLY TYPE FINISH REFLECTIVITY TRANSMITTANCE EFFICIENCY SPECULAR_SPIKE SPECULAR_LOBE "
    "BACKSCATTER GAP_INDEX REAL_INDEX IMAGINARY_INDEX POLISH SIGMA_ALPHA SURFACE_ROUGHNESS MEAN_NUMBER", start=0)
SurfaceType = enum.IntEnum("SurfaceType", "DIELECTRIC_METAL DIELECTRIC_DIELECTRIC", start=0)
SurfaceFinish = enum.IntEnum(
    "SurfaceFinish", "POLISHED POLISHED_FRONT_PAINTED POLISHED_BACK_PAINTED GROUND GROUND_FRONT_PAINTED "
    "GROUND_BACK_PAINTED", start=0)
globals().update(MaterialProperty.__members__)
globals().update(SurfaceProperty.__members__)
globals().update(SurfaceType.__members__)
globals().update(SurfaceFinish.__members__)

u32, u64, size, p, i32, i64, f32, f64 = (
    ct.c_uint32, ct.c_uint64, ct.c_size_t, ct.c_void_p, ct.c_int32, ct.c_int64, ct.c_float, ct.c_double)
INTEGERS = {u32: (0, 2**32 - 1), u64: (0, 2**64 - 1), size: (0, 2**64 - 1), i32: (-2**31, 2**31 - 1),
            i64: (-2**63, 2**63 - 1)}


class Struct(ct.Structure):
    """A struct of the C API: every default, struct_size set; what is assigned is checked.

    `_arrays_` says of fields that are addresses what lies there: dtype, width and the field with the count of
    entries. Arrays assigned to them are converted, counted, and kept as long as the struct is; an integer is taken
    as an address, with which nothing can be checked.
    """

    _arrays_ = {}

    def __init_subclass__(cls):
        cls.kinds = dict(cls._fields_)
        stems = {name[:-7].removesuffix("ex"): name for name in cls.kinds if name.endswith("_stride")}
        cls.strides = {name: next((stems[stem] for stem in stems if name.startswith(stem)), None)
                       for name in cls._arrays_}  # position_x: position_stride; vertices: vertex_stride

    def __init__(self, **fields):
        for name in fields:
            if name not in self.kinds:
                raise TypeError(self._unknown(name))
        super().__init__()
        super().__setattr__("kept", {})
        super().__setattr__("struct_size", ct.sizeof(self))
        for name in sorted(fields, key=lambda name: name not in self._arrays_):  # counts after what they count
            setattr(self, name, fields[name])

    def __setattr__(self, name, value):
        kind = self.kinds.get(name)
        if kind is None:
            raise AttributeError(self._unknown(name))
        what = f"{type(self).__name__}.{name}"
        if kind in INTEGERS:
            value = integer(what, value, *INTEGERS[kind])
            for held, values in self.kept.items():
                if self._arrays_[held][2] == name and len(values) != value:
                    raise ValueError(f"{what} is {value}, but {held} has {len(values)} entries")
                if value and self.strides[held] == name:
                    raise ValueError(f"{what} is {value}, but {held} is an array, which is kept without gaps")
        elif kind is p:
            self.kept.pop(name, None)
            value = None if value is None else self._address(name, what, value)
        elif kind in (f32, f64):
            value = number(what, value)
        elif kind is ct.c_char_p:
            value = None if value is None else text(what, value)
        elif issubclass(kind, ct.Array) and not isinstance(value, kind):
            value = kind(*array(value, kind._type_, 1, what, kind._length_))
        super().__setattr__(name, value)

    def _unknown(self, name):
        return unknown(type(self).__name__, name, list(self.kinds)[1:])

    def _address(self, name, what, value):
        if isinstance(value, int) or (hasattr(value, "__index__") and np.ndim(value) == 0):
            return integer(what, value, *INTEGERS[u64])
        if name not in self._arrays_:
            raise TypeError(f"{what}: an address is needed, not {value!r}")
        dtype, width, count = self._arrays_[name]
        values = array(value, dtype, width, what)
        for other, held in self.kept.items():
            if self._arrays_[other][2] == count and len(held) != len(values):
                raise ValueError(f"{what} has {len(values)} entries, {other} has {len(held)}")
        super().__setattr__(count, len(values))
        if self.strides[name]:
            super().__setattr__(self.strides[name], 0)
        self.kept[name] = values
        return values.ctypes.data


def columns(names, kind=p):
    return [(name, kind) for name in names.split()]


def strided(name, stride, parts=("",)):
    return [(name + part, p) for part in parts] + [(stride + "_stride", size)]


class ContextConfig(Struct):
    _fields_ = [("struct_size", size)] + columns("backend threads device reserved", u32) + [
        ("memory_limit", u64), ("devices", p), ("device_count", u64)]


class ContextInfo(Struct):
    _fields_ = [("struct_size", size), ("backend", u32), ("threads", u32), ("memory", u64), ("device", u32),
                ("device_count", u32), ("device_memory", u64), ("memory_limit", u64)]


class CommitConfig(Struct):
    _fields_ = [("struct_size", size), ("quality", u32), ("check", u32), ("weld_tolerance", f64),
                ("tree_cache", ct.c_char_p)]


class GeometryInfo(Struct):
    _fields_ = [("struct_size", size)] + columns(
        "material_count surface_count mesh_count instance_count wire_plane_count triangle_count", u64) + columns(
        "is_committed reserved", u32) + columns("channel_count memory", u64) + [
        ("commit_seconds", f64), ("lower", f32 * 3), ("upper", f32 * 3)]


# Examples in a report by the count of what they are examples of.
EXAMPLES = {
    "degenerate_count": ("degenerate_meshes", "degenerate_triangles"),
    "open_edge_count": ("open_meshes", "open_triangles"),
    "inconsistent_edge_count": ("inconsistent_meshes", "inconsistent_triangles"),
    "inverted_mesh_count": ("inverted_meshes",),
    "touching_count": ("touching_instances", "touched_instances"),
    "overlapping_count": ("overlapping_instances", "overlapped_instances"),
    "misfit_count": ("misfit_instances", "misfit_surroundings"),
}
OPTICAL_EXAMPLES = {  # behind those, in a struct that has grown
    "unused_property_count": ("unused_property_surfaces",),
    "unbalanced_material_count": ("unbalanced_materials",),
}
LATER_OPTICAL_EXAMPLES = {  # and again
    "unused_material_property_count": ("unused_property_materials",),
    "odd_velocity_count": ("odd_velocity_materials",),
    "unmet_border_surface_count": ("unmet_border_surfaces",),
}


class GeometryReport(Struct):
    _fields_ = [("struct_size", size)] + columns(
        "degenerate_count open_edge_count inconsistent_edge_count shared_edge_count welded_vertex_count "
        "welded_edge_count inverted_mesh_count touching_count overlapping_count misfit_count", u64) + columns(
        "checked reserved", u32) + [(name, u32 * 16) for names in EXAMPLES.values() for name in names] + columns(
        " ".join(OPTICAL_EXAMPLES), u64) + [(name, u32 * 16) for names in OPTICAL_EXAMPLES.values()
                                              for name in names] + columns(
        " ".join(LATER_OPTICAL_EXAMPLES), u64) + [
        (name, u32 * 16) for names in LATER_OPTICAL_EXAMPLES.values() for name in names]


class MeshConfig(Struct):
    _fields_ = [
        ("struct_size", size), ("name", ct.c_char_p),
        ("vertices", p), ("vertex_count", u64), ("vertex_stride", size),
        ("triangles", p), ("triangle_count", u64), ("triangle_stride", size),
        ("inner_materials", p), ("outer_materials", p), ("surfaces", p),
        ("inner_material", u32), ("outer_material", u32), ("has_surface", u32), ("surface", u32),
    ]
    _arrays_ = {"vertices": (np.float32, 3, "vertex_count"), "triangles": (np.uint32, 3, "triangle_count")} | {
        name: (np.uint32, 1, "triangle_count") for name in ("inner_materials", "outer_materials", "surfaces")}


class MeshFileConfig(Struct):
    _fields_ = [("struct_size", size), ("name", ct.c_char_p), ("path", ct.c_char_p), ("scale", f64)] + columns(
        "inner_material outer_material has_surface surface use_file_attributes reserved", u32)


class ReemissionConfig(Struct):
    _fields_ = [
        ("struct_size", size),
        ("absorption_wavelengths", p), ("absorption_lengths", p), ("absorption_count", u64),
        ("probability_wavelengths", p), ("probabilities", p), ("probability_count", u64),
        ("wavelengths", p), ("wavelength_cdf", p), ("wavelength_count", u64),
        ("times", p), ("time_cdf", p), ("time_count", u64),
        ("delay", f64), ("decay_time", f64), ("downshift_only", u32), ("reserved", u32),
        ("mean_number", f64),
    ]
    _arrays_ = {name: (np.float64, 1, count) for count, names in {
        "absorption_count": ("absorption_wavelengths", "absorption_lengths"),
        "probability_count": ("probability_wavelengths", "probabilities"),
        "wavelength_count": ("wavelengths", "wavelength_cdf"), "time_count": ("times", "time_cdf")}.items()
        for name in names}


class Instances(Struct):
    _fields_ = [("struct_size", size), ("count", u64), ("meshes", p), *strided("rotations", "rotation"),
                *strided("translations", "translation"), ("channels", p), ("mesh", u32), ("reserved", u32),
                ("priorities", p)]
    _arrays_ = {"meshes": (np.uint32, 1, "count"), "rotations": (np.float64, (3, 3), "count"),
                "translations": (np.float64, 3, "count"), "channels": (np.int32, 1, "count"),
                "priorities": (np.uint32, 1, "count")}


class GdmlConfig(Struct):
    """`ignore` and `channels` are lists of texts."""

    _fields_ = [("struct_size", size), ("chord", f64), ("ignore", p), ("ignore_count", u64), ("channels", p),
                ("channel_count", u64)] + columns("detection keep_volume outside_files exponential_shifters", u32)

    def __setattr__(self, name, value):
        counts = {"ignore": "ignore_count", "channels": "channel_count"}
        if name in counts and value is not None and not hasattr(value, "__index__"):
            if isinstance(value, (str, bytes)) or not hasattr(value, "__iter__"):
                raise TypeError(f"GdmlConfig.{name}: a list of texts is needed, not {value!r}")
            texts = [text(f"GdmlConfig.{name}[{i}]", one) for i, one in enumerate(value)]
            held = (ct.c_char_p * len(texts))(*texts)
            ct.Structure.__setattr__(self, "held_" + name, (held, texts))  # as long as the struct
            super().__setattr__(counts[name], len(texts))
            value = ct.addressof(held) if texts else None
        super().__setattr__(name, value)


class GdmlPlacement(Struct):
    _fields_ = [("struct_size", size), ("position", f64 * 3), ("direction", f64 * 3), ("copy", i64)] + columns(
        "mother depth mesh", u32) + [("channel", i32)]


class WirePlane(Struct):
    _fields_ = [("struct_size", size)] + columns("origin u v", f64 * 3) + columns(
        "pitch radius u_min u_max v_min v_max v0", f64) + columns(
        "inner_material outer_material has_surface surface has_channels", u32) + columns(
        "first_channel channel_stride", i32) + [("reserved", u32)]


class Rays(Struct):
    _fields_ = [("struct_size", size), ("count", u64), *strided("origins", "origin"), *strided("directions", "direction"),
                *strided("max_distances", "max_distance"), ("device", u32), ("reserved", u32)]
    _arrays_ = {"origins": (np.float32, 3, "count"), "directions": (np.float32, 3, "count"),
                "max_distances": (np.float32, 1, "count")}


RAY_HIT = [("distances", np.float32, 1), ("instances", np.uint32, 1), ("triangles", np.uint32, 1),
           ("normals", np.float32, 3), ("barycentrics", np.float32, 2), ("inner_materials", np.uint32, 1),
           ("outer_materials", np.uint32, 1), ("surfaces", np.uint32, 1), ("channels", np.int32, 1)]


class RayHits(Struct):
    _fields_ = [("struct_size", size)] + [(name, p) for name, *_ in RAY_HIT]


class SessionConfig(Struct):
    _fields_ = [("struct_size", size), ("max_queued_photons", u64), ("chunk_photons", u32), ("placement", u32),
                ("max_queued_events", u64)] + columns("telemetry_interval_ms device_timing", u32) + [
                ("on_telemetry", p), ("telemetry_user", p), ("number_events", u32), ("reserved", u32), ("seed", u64),
                ("first_event_id", u64)]


class Telemetry(Struct):
    _fields_ = [("struct_size", size)] + columns("events_queued photons_queued events_done photons_done", u64) + columns(
        "busy_seconds photons_per_second", f64) + columns(
        "events_queued_max photons_queued_max events_succeeded events_cancelled events_failed events_merged "
        "processor_parts processor_photons device_parts device_photons random_numbers hits", u64) + columns(
        "window_seconds window_photons_per_second window_random_numbers_per_second window_hits_per_second "
        "queue_seconds upload_seconds propagate_seconds tally_seconds download_seconds join_seconds callback_seconds "
        "device_upload_seconds device_propagate_seconds device_tally_seconds", f64) + columns(
        "bytes_to_device bytes_to_host submit_waits", u64) + columns("submit_wait_seconds latency_seconds", f64) + [
        ("latency_histogram", u64 * 32)] + columns(
        "memory memory_max device_memory device_memory_max trace_records trace_lost_records events_waiting photons_waiting "
        "secondaries", u64)


class TraceConfig(Struct):
    _fields_ = [("struct_size", size), ("capacity", u64), ("name", ct.c_char_p)] + columns("deterministic reserved", u32)


class EventConfig(Struct):
    _fields_ = [
        ("struct_size", size), ("seed", u64), ("event_id", u64), ("first_index", u64),
        ("max_steps", u32), ("weight_mode", u32), ("max_time", f32), ("scatter_first", i32),
        ("want", u32), ("borrow", u32), ("no_wait", u32), ("reserved", u32),
        ("record_first", u64), ("record_indices", p), ("record_count", u64),
        ("on_done", p), ("on_progress", p), ("user", p), ("time_offset", f64),
        ("velocity", u32), ("placement", u32), ("priority", i32), ("reserved_2", u32), ("submit_timeout_ns", u64),
        ("on_hits", p), ("tag", u64), ("keep_light", u32), ("reserved_3", u32), ("submit_turn", p),
    ]
    _arrays_ = {"record_indices": (np.uint64, 1, "record_count")}


class EventProgress(Struct):
    _fields_ = [("struct_size", size), ("done", u32), ("reserved", u32)] + columns("photons photons_done elapsed_ns", u64)


class EventInfo(Struct):
    _fields_ = [("struct_size", size)] + columns("seed event_id first_index photons events tag", u64)


class EventFunctions(Struct):
    _fields_ = [("struct_size", size)] + columns("on_done on_progress on_hits user")


VECTORS, SCALARS = ("position", "direction", "polarization"), ("wavelength", "time", "weight", "flags")


class Photons(Struct):
    _fields_ = [("struct_size", size), ("count", u64)] + [
        field for name in VECTORS for field in strided(name, name, ("", "_x", "_y", "_z"))] + [
        field for name in SCALARS for field in strided(name, name)] + columns("device reserved", u32)
    _arrays_ = {name: (np.float32, 3, "count") for name in VECTORS} | {
        f"{name}_{part}": (np.float32, 1, "count") for name, part in itertools.product(VECTORS, "xyz")} | {
        name: (np.uint32 if name == "flags" else np.float32, 1, "count") for name in SCALARS}


class Source(Struct):
    _fields_ = [
        ("struct_size", size), ("count", u64), ("type", u32), ("polarized", u32),
        ("position", f64 * 3), ("end", f64 * 3), ("direction", f64 * 3),
        ("half_angle", f64), ("inner_half_angle", f64), ("radius", f64),
        ("time", f64), ("time_spread", f64), ("end_time", f64),
        ("polarization", f64 * 3), ("wavelength", f64), ("wavelength_end", f64),
        ("spectrum_wavelengths", p), ("spectrum_values", p), ("spectrum_count", u64),
        ("spectrum_type", u32), ("flags", u32), ("weight", f64),
    ]
    _arrays_ = {name: (np.float64, 1, "spectrum_count") for name in ("spectrum_wavelengths", "spectrum_values")}


class ScintillationConfig(Struct):
    _fields_ = [
        ("struct_size", size), ("spectrum_wavelengths", p), ("spectrum_values", p), ("spectrum_count", u64),
        ("spectrum_type", u32), ("reserved", u32), ("decay_time", f64), ("rise_time", f64), ("fraction", f64),
    ]
    _arrays_ = {name: (np.float64, 1, "spectrum_count") for name in ("spectrum_wavelengths", "spectrum_values")}


# chroma2_step: one entry of an array of steps.
STEP = np.dtype([
    ("id", np.uint64), ("count", np.uint64), ("kind", np.uint32), ("material", np.uint32), ("component", np.uint32),
    ("spectrum", np.uint32), ("position", np.float64, 3), ("time", np.float64), ("displacement", np.float64, 3),
] + [(name, np.float64) for name in (
    "length velocity end_velocity duration charge yield_start yield_end end_fraction weight wavelength_min "
    "wavelength_max rise_time decay_time energy").split()])


# chroma2_step_spectrum: one entry of Steps.spectra, with the addresses of its arrays.
STEP_SPECTRUM = np.dtype([("wavelengths", np.uint64), ("values", np.uint64), ("count", np.uint64), ("type", np.uint32),
                          ("reserved", np.uint32), ("decay_time", np.float64), ("rise_time", np.float64)])


class StepSpectrum(typing.NamedTuple):
    """A spectrum for steps of a list: (wavelengths, values) of a SPECTRUM_TYPE_..., times in ns."""

    spectrum: tuple
    decay_time: float = 0.0
    rise_time: float = 0.0
    type: int = SPECTRUM_TYPE_DENSITY


class Steps(Struct):
    """What steps of a list have in common. `spectra`: a list of StepSpectrum, which a step's `spectrum` counts from
    1, or an array of STEP_SPECTRUM, whose addresses stay the program's."""

    _fields_ = [
        ("struct_size", size), ("records", p), ("count", u64), ("record_size", size),
        ("spectra", p), ("spectrum_count", u64), ("spectrum_size", size),
        ("wavelength_min", f64), ("wavelength_max", f64), ("first_photon", u64), ("photon_count", u64),
    ]
    _arrays_ = {"spectra": (STEP_SPECTRUM, 1, "spectrum_count")}

    def __setattr__(self, name, value):
        if name == "spectra" and isinstance(value, (list, tuple)):
            held, records = [], np.zeros(len(value), STEP_SPECTRUM)
            for record, one in zip(records, value):
                if not isinstance(one, StepSpectrum):
                    raise TypeError(f"Steps.spectra: StepSpectrum is needed, not {one!r}")
                x, y = (array(values, np.float64, 1, f"Steps.spectra: {what}") for what, values in zip(
                    ("wavelengths", "values"), one.spectrum, strict=True))
                if len(x) != len(y):
                    raise ValueError(f"Steps.spectra: {len(x)} wavelengths and {len(y)} values")
                held += [x, y]
                record["wavelengths"], record["values"], record["count"] = x.ctypes.data, y.ctypes.data, len(x)
                record["type"], record["decay_time"], record["rise_time"] = one.type, one.decay_time, one.rise_time
            ct.Structure.__setattr__(self, "held", held)  # as long as the struct
            value = records
        super().__setattr__(name, value)
        if name == "spectra" and not isinstance(value, int):
            super().__setattr__("spectrum_size", STEP_SPECTRUM.itemsize)


class StepCountConfig(Struct):
    _fields_ = [("struct_size", size)] + columns("seed event_id first_step", u64)


class Summary(Struct):
    _fields_ = [("struct_size", size)] + columns(
        "photons no_hit bulk_absorb surface_detect surface_absorb step_limit time_limit nan_abort unfinished hits "
        "random_numbers", u64) + [("detected_weight", f64), ("hit_weight", f64), ("medium_changes", u64), ("secondaries", u64)]


MEDIUM_CHANGE = [(name, np.uint32) for name in
                 ("material_begin", "material_end", "instance_begin", "instance_end")] + [("legs", np.uint64)]


class MediumChanges(Struct):
    _fields_ = [("struct_size", size)] + columns("total unlisted count capacity", u64) + [
        (name, p) for name, _ in MEDIUM_CHANGE]


STATE = [("position", np.float32, 3), ("direction", np.float32, 3), ("polarization", np.float32, 3),
         ("time", np.float32, 1), ("wavelength", np.float32, 1), ("weight", np.float32, 1),
         ("flags", np.uint32, 1), ("instance", np.uint32, 1), ("triangle", np.uint32, 1)]
HIT = [("channel", np.int32, 1), ("photon", np.uint64, 1), ("event", np.uint64, 1)] + STATE


class Hits(Struct):
    _fields_ = [("struct_size", size), ("count", u64)] + [(name, p) for name, *_ in HIT] + [
        ("time_offset", f64), ("id", p)]


class PhotonStates(Struct):
    _fields_ = [("struct_size", size), ("count", u64)] + [(name, p) for name, *_ in STATE] + [("time_offset", f64)]


class Records(Struct):
    _fields_ = [("struct_size", size), ("photon_count", u64), ("state_count", u64), ("photon", p), ("offset", p)] + [
        (name, p) for name, *_ in STATE] + [("time_offset", f64)]


class Batch(Struct):
    _fields_ = [("struct_size", size), ("count", u64), ("sources", p), ("source_size", size), ("photons", p), ("steps", p),
                ("offsets", p), ("event_ids", p), ("seeds", p)]


class BatchResults(Struct):
    _fields_ = [("struct_size", size), ("count", u64), ("hit_offsets", p)]


class QueueConfig(Struct):
    _fields_ = [("struct_size", size), ("capacity", u64), ("item_size", u32), ("reserved", u32), ("name", ct.c_char_p)]


class QueueInfo(Struct):
    _fields_ = [("struct_size", size), ("capacity", u64), ("asked_capacity", u64), ("item_size", u32), ("device", u32),
                ("memory", u64), ("view_version", u32), ("reserved", u32), ("name", ct.c_char * 64)]


class QueueStats(Struct):
    _fields_ = [("struct_size", size)] + columns(
        "length pushes pops refused_full refused_empty high_water mismatched", u64)


class QueueBatch(Struct):
    _fields_ = [("struct_size", size), ("data", p), ("count", u64), ("item_size", u32), ("device", u32)]


class QueueView(Struct):
    _fields_ = [("struct_size", size), ("control", p), ("turns", p), ("items", p), ("capacity", u64),
                ("capacity_log2", u32), ("item_size", u32)]


class PersistentOptions(Struct):
    _fields_ = [("struct_size", size)] + columns(
        "max_iterations idle_threshold spawn_interval payload_increment compact_below", u64) + columns(
        "block_dim grid_dim", u32)


class PersistentStats(Struct):
    _fields_ = [("struct_size", size)] + columns(
        "finished spawned moved iterations idle_polls remaining", u64) + [
        ("seconds", f64), ("stop", u32), ("workers", u32)]


class MessageQueueConfig(Struct):
    _fields_ = [("struct_size", size), ("capacity", u64)] + columns(
        "input_bytes output_bytes operation element ordering retries workers device", u32) + columns(
        "idle_ns stay_ns time_limit_ns dead_letters", u64) + [
        ("function", p), ("user", p), ("program", p), ("program_bytes", u64), ("program_kind", u32), ("reserved", u32)]


class MessageQueueInfo(Struct):
    _fields_ = [("struct_size", size), ("capacity", u64)] + columns("input_bytes output_bytes device workers", u32)


class MessageQueueStats(Struct):
    _fields_ = [("struct_size", size)] + columns(
        "enqueued processed delivered refused retries errors depth launches dead_letters dead_letters_lost "
        "latency_sum_ns", u64) + [("latencies", u64 * 32)]


class MessageQueueLeft(Struct):
    _fields_ = [("struct_size", size)] + columns("unprocessed undelivered", u64)


class MessageBatch(Struct):
    _fields_ = [("struct_size", size), ("data", p), ("stride", u64), ("count", u64), ("bytes", u32), ("reserved", u32),
                ("sizes", p), ("keys", p)]


class DeadLetter(Struct):
    _fields_ = [("struct_size", size), ("id", u64), ("key", u64)] + columns("bytes code outcome attempts", u32)


# Entries of arrays of results.
MESSAGE_RESULT = np.dtype([("id", np.uint64), ("key", np.uint64), ("latency_ns", np.uint64), ("bytes", np.uint32),
                           ("code", np.uint32), ("outcome", np.uint32), ("attempts", np.uint32)])
(MESSAGE_OPERATION_ECHO, MESSAGE_OPERATION_CHECKSUM, MESSAGE_OPERATION_ADD, MESSAGE_OPERATION_REDUCE,
 MESSAGE_OPERATION_FUNCTION) = range(1, 6)  # chroma2_message_operation
(MESSAGE_ELEMENT_INT32, MESSAGE_ELEMENT_INT64, MESSAGE_ELEMENT_FLOAT32, MESSAGE_ELEMENT_FLOAT64) = range(1, 5)
MESSAGE_ORDERING_NONE, MESSAGE_ORDERING_PER_KEY = range(2)  # chroma2_message_ordering
MESSAGE_PROGRAM_SOURCE, MESSAGE_PROGRAM_PTX, MESSAGE_PROGRAM_BINARY = range(1, 4)  # chroma2_message_program
(MESSAGE_OUTCOME_DONE, MESSAGE_OUTCOME_FAILED, MESSAGE_OUTCOME_TIMED_OUT,
 MESSAGE_OUTCOME_OVERRUN) = range(4)  # chroma2_message_outcome

# Arguments of functions that return a status: all but OTHER_FUNCTIONS.
FUNCTIONS = {
    "abi_check": (u32,), "log_set_callback": (u32, p, p),
    "context_create": (p, p), "context_destroy": (p,), "context_get_info": (p, p),
    "geometry_create": (p, p), "geometry_load": (p, ct.c_char_p, p), "geometry_save": (p, ct.c_char_p),
    "geometry_destroy": (p,), "geometry_commit": (p, p), "geometry_get_info": (p, p), "geometry_get_report": (p, p),
    "geometry_find": (p, u32, ct.c_char_p, p),
    "geometry_add_material": (p, ct.c_char_p, p), "geometry_add_surface": (p, ct.c_char_p, u32, p),
    "geometry_set_material_property": (p, u32, u32, p, p, size),
    "geometry_set_surface_property": (p, u32, u32, p, p, size), "geometry_set_surface_inner_side": (p, u32, u32),
    "geometry_add_border_surface": (p, u32, u32, u32), "geometry_add_mesh_border_surface": (p, u32, u32, u32),
    "geometry_add_reemission": (p, u32, p),
    "geometry_set_surface_reemission_cdf": (p, u32, p, p, size),
    "geometry_set_surface_reemission_time_cdf": (p, u32, p, p, size),
    "geometry_set_surface_angular": (p, u32, p, p, p, p, size),
    "geometry_add_surface_dichroic_angle": (p, u32, f64, p, p, size, p, p, size),
    "geometry_add_mesh_file": (p, p, p), "geometry_add_mesh": (p, p, p), "geometry_add_instance": (p, u32, p, p, i32, p),
    "geometry_set_chord": (p, f64),
    "geometry_load_gdml": (p, ct.c_char_p, p, p), "geometry_get_placement_count": (p, p),
    "geometry_get_placement": (p, u32, p), "geometry_get_placement_path": (p, u32, ct.c_char_p, u64, p),
    "geometry_find_placement": (p, ct.c_char_p, p), "geometry_get_notes": (p, ct.c_char_p, u64, p),
    "geometry_check_placements": (p, f64, ct.c_char_p, u64, p),
    "geometry_add_instances": (p, p, p), "geometry_add_wire_plane": (p, p, p), "geometry_get_wire_count": (p, u32, p),
    "geometry_revise": (p, p), "geometry_move_instance": (p, u32, p, p), "geometry_move_instances": (p, p, p),
    "geometry_set_channel": (p, u32, i32), "geometry_clear_reemission": (p, u32),
    "geometry_clear_scintillation": (p, u32), "geometry_clear_surface_dichroic": (p, u32),
    "session_set_geometry": (p, p),
    "geometry_closest_hits": (p, p, p), "geometry_any_hits": (p, p, p),
    "session_checkpoint": (p, ct.c_char_p), "session_suspend": (p, ct.c_char_p, u64), "session_next_event_id": (p, p),
    "session_restore": (p, p, p, ct.c_char_p, p, p, p), "event_get_info": (p, p), "event_replay": (p, u64, u64, u64, p),
    "session_create": (p, p, p, p), "session_destroy": (p,), "session_get_medium_changes": (p, p),
    "session_submit": (p, p, p, p), "session_submit_source": (p, p, p, p), "session_drain": (p, u64),
    "session_submit_batch": (p, p, p, p), "event_get_batch": (p, p), "event_get_batch_summary": (p, u64, p),
    "session_submit_steps": (p, p, p, p), "session_count_steps": (p, p, p, p, p),
    "event_find_steps": (p, p, u64, p, p), "steps_from_opticks": (p, u64, p, u64, p, size),
    "steps_load_opticks": (ct.c_char_p, p, u64, p, size, u64, p),
    "steps_from_clsim": (p, u64, u32, p, size), "geometry_add_scintillation": (p, u32, p),
    "session_get_telemetry": (p, p), "session_telemetry_text": (p, ct.c_char_p, u64, p),
    "session_trace_start": (p, ct.c_char_p, p), "session_trace_stop": (p,), "session_trace_save": (p, ct.c_char_p),
    "event_wait": (p, u64), "event_wait_any": (p, u64, u64, p), "event_poll": (p, p), "event_cancel": (p,), "event_destroy": (p,),
    "event_get_hits": (p, p), "event_get_photons": (p, p), "event_get_records": (p, p), "event_get_summary": (p, p),
    "queue_create": (p, p, p), "queue_destroy": (p,), "queue_get_info": (p, p), "queue_get_stats": (p, p),
    "queue_get_length": (p, p), "queue_drain": (p, p), "queue_reset": (p,), "queue_get_view": (p, p),
    "queue_push": (p, p, u64, p), "queue_pop": (p, p, u64, p), "queue_run_persistent": (p, p, p, p, p),
    "queue_try_push": (p, p, p), "queue_try_pop": (p, p, p), "queue_push_async": (p, p, p, u64, p),
    "queue_pop_async": (p, p, p, u64, p),
    "message_queue_create": (p, p, p), "message_queue_destroy": (p,), "message_queue_get_info": (p, p),
    "message_queue_get_stats": (p, p), "message_queue_pause": (p, u64), "message_queue_resume": (p,),
    "message_queue_is_running": (p, p), "message_queue_shut_down": (p, u64, p),
    "message_queue_enqueue": (p, p, u32, u64, u64, p), "message_queue_enqueue_batch": (p, p, u64, p, p),
    "message_queue_reserve": (p, u64, p, p), "message_queue_commit": (p, u64, u32, u64, p), "message_queue_cancel": (p, u64),
    "message_queue_try_result": (p, u64, p, u64, p), "message_queue_wait_result": (p, u64, p, u64, u64, p),
    "message_queue_poll_completions": (p, p, u64, p), "message_queue_dequeue_any": (p, p, u64, u64, p),
    "message_queue_dequeue_batch": (p, p, u64, p, u64, u64, p), "message_queue_take_dead_letter": (p, p, u64, p),
    "geometry_get_channel": (p, u32, u32, p), "geometry_get_digest": (p, p),
    "geometry_get_name": (p, u32, u32, ct.c_char_p, size, p), "geometry_render": (p, p, p, p, size),
    "image_write_png": (ct.c_char_p, p, u32, u32),
    "device_get_count": (p,), "device_get_info": (u32, p), "event_get_device_hits": (p, p),
    "daq_create": (p, p), "daq_destroy": (p,), "daq_add_channel_type": (p, p, p), "daq_set_channels": (p, p, u64),
    "daq_run": (p, p, u64, u32, p), "readout_destroy": (p,), "readout_get_channels": (p, p),
}
# Arguments and result of the others.
OTHER_FUNCTIONS = {
    "abi_version": ((), u32), "version": ((), u32), "version_string": ((), ct.c_char_p), "build_info": ((), ct.c_char_p),
    "status_string": ((i32,), ct.c_char_p), "last_error_message": ((), ct.c_char_p), "live_handles": ((), u64),
}

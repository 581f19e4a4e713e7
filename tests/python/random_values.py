"""Values for random_calls.py: what fits a parameter by its name, and what does not fit anything; objects, open and closed."""

import inspect
import json
import pathlib

import numpy as np

import chroma2 as c
from chroma2 import _c, _fields, jobs
from chroma2._figure import new_figure

N = 5  # entries of columns that fit each other
CORNERS = np.array([[0, 0, 0], [9, 0, 0], [0, 9, 0], [0, 0, 9]], float)
FACES = np.array([(0, 2, 1), (0, 1, 3), (1, 2, 3), (2, 0, 3)])
ADDRESSES = {"user", "telemetry_user", "function", "program", "submit_turn", "data", "photons", "steps", "sources"}  # unchecked numbers


def nonsense(value):
    """A value in a message."""
    try:
        text = repr(value)
    except Exception as error:
        text = f"<{type(value).__name__}: {error!r}>"
    return text if len(text) < 200 else text[:200] + "..."


def endless(timeout):
    """Whether a wait so long would never come to an end."""
    try:
        return timeout is None or float(timeout) > 0.1
    except Exception:
        return False


def vectors(v, count=N):
    return v.maker.uniform(-1, 1, (count, 3)).astype(np.float32)


def column(v, low=0.0, high=5.0, dtype=np.float32):
    return v.maker.uniform(low, high, N).astype(dtype)


def curve(v):
    x = np.sort(v.maker.choice(np.arange(300, 700), 4, False)).astype(float)
    return x, v.maker.uniform(0, 1, 4)


def cdf(v):
    return np.array([300.0, 400, 700]), np.array([0.0, 0.5, 1])


def steps(v):
    made = np.zeros(N, c.STEP)
    made["kind"], made["count"], made["charge"], made["length"] = c.STEP_KIND_CHERENKOV, 3, -1, 1
    made["displacement"], made["velocity"], made["end_velocity"], made["energy"] = [0, 0, 1], 299, 298, 1
    return made


def text(v):
    return v.dice.choice(["water", "a", "material 1", "box", "é", "x" * 300])


def path(v):
    return v.dice.choice(["part.npz", "hits.npz", "hits.npz.json", "trace.json", "scene", pathlib.Path("scene/geometry.toml"), "none.npz",
                          "checkpoint", "x.parquet", "image.png", "x.gdml", ".", "job.json", "job.json", "x.html", "x.glb", "x.glb", "x.glb", "tracks.npz", "tracks.npz"])


def one_of(*values):
    return lambda v: v.dice.choice(values)


def small(v):
    return v.dice.choice([0, 1, 2, 3, 7, np.int32(1), np.uint64(2)])


def real(v):
    return v.dice.choice([0.0, 0.5, 1.0, 2.5, 400.0, np.float32(1.5), 3])


def item(kind):
    return lambda v: v.object(kind)


def table(v):
    return v.dice.choice([{"time": column(v), "wavelength": column(v, 300, 600)}, {"position": vectors(v), "channel": [0, 1, 1, 2, 0]},
                          v.object(c.Hits), v.object(c.EndStates), v.object(c.Table), "part.npz"])


SMALL = ("first", "count", "place", "triangle", "mesh", "instance", "plane", "source_volume", "inner", "outer", "surface", "material",
         "inner_side", "trial", "id", "key", "most", "seed", "event_id", "event", "first_index", "tag", "priority", "record_first",
         "keep_light", "borrow", "no_wait", "number_events", "first_event_id", "max_queued_events", "max_queued_photons", "memory_limit",
         "device", "check", "use_file_attributes", "has_surface", "inner_material", "outer_material", "spawn_interval", "payload_increment",
         "max_iterations", "compact_below", "scatter_first", "samples", "max_layers", "flat", "log_scale", "deterministic", "device_timing",
         "first_step", "first_photon", "photon_count", "record_count", "item_size", "retries", "dead_letters", "has_channels", "first_channel",
         "downshift_only", "stay_ns", "idle_ns", "idle_threshold", "submit_timeout_ns", "ignore_count", "keep_volume", "outside_files",
         "exponential_shifters", "component", "spectrum_count", "time_count", "charge_count", "thing", "workers", "chunk_photons", "stride",
         "position_stride", "time_stride", "rotation_stride", "telemetry_interval_ms", "channel")
REAL = ("pitch", "radius", "u_min", "u_max", "v_min", "v_max", "v0", "chord", "gap", "scale", "angle", "decay_time", "rise_time", "fraction",
        "delay", "mean_number", "weld_tolerance", "vertical_fov", "orthographic_width", "near_clip", "far_clip", "half_angle",
        "inner_half_angle", "time_spread", "wavelength_end", "end_time", "max_time", "time_offset", "window_start", "window_end", "efficiency",
        "threshold", "value_low", "value_high", "channel_opacity", "wavelength_min", "wavelength_max", "share", "significance", "absorption",
        "detect", "absorb", "reflectivity")
VECTORS = ("origin", "u", "v", "direction", "target", "up", "end", "polarization", "translation")
FIT = {name: small for name in SMALL} | {name: real for name in REAL} | {
    name: lambda v: v.maker.uniform(-1, 1, 3) for name in VECTORS} | {
    "context": item(c.Context), "geometry": item(c.Geometry), "session": item(c.Session), "active": item(c.Queue), "spawn": item(c.Queue),
    "finished": item(c.Queue), "events": lambda v: [v.object(c.Event) for _ in range(v.dice.randrange(1, 3))], "scene": lambda v: v.dice.choice([v.object(c.Geometry), "scene"]),
    "source": lambda v: v.dice.choice([c.Source(count=N, wavelength=400), v.object(c.Source), 0]), "pixels": lambda v: np.zeros(
        (2, 2, 4), np.uint8),
    "photons": lambda v: v.dice.choice([_c.Photons(position=vectors(v), direction=vectors(v), wavelength=column(v, 300, 600)),
                                        (N, N), np.arange(N, dtype=np.uint64)]),
    "sources": lambda v: [c.Source(count=2, wavelength=400)] * 2, "steps": lambda v: v.dice.choice([steps(v), c.Steps(records=steps(v))]),
    "common": lambda v: c.Steps(wavelength_min=310.0), "style": lambda v: c.Style(samples=1),
    "a": table, "b": table, "columns": table, "hits": table, "paths": lambda v: ["part.npz"], "path": path, "out": one_of("part.npz", "x.npz"),
    "name": text, "item": one_of("material", "surface", "mesh", 0), "names": lambda v: ("a", "b"),
    "position": lambda v: v.dice.choice([vectors(v), [0.0, 0, 1]]), "direction": lambda v: v.dice.choice([vectors(v), [0.0, 0, 1]]),
    "wavelength": lambda v: v.dice.choice([column(v, 300, 600), 420.0]), "time": lambda v: v.dice.choice([column(v), 1.0]),
    "weight": lambda v: v.dice.choice([column(v), 1.0]), "flags": lambda v: v.dice.choice([np.zeros(N, np.uint32), "no_hit", ["no_hit"]]),
    "vertices": lambda v: CORNERS, "triangles": lambda v: FACES, "rotation": lambda v: v.dice.choice([np.eye(3), np.eye(3).ravel()]),
    "rotations": lambda v: [np.eye(3)] * 2, "translations": lambda v: [(0, 0, 20.0 * v.dice.randrange(9))] * 2, "instances": lambda v: [0, 1],
    "meshes": lambda v: v.dice.choice([0, [0, 0]]), "channels": lambda v: v.dice.choice([[0, 1], ["x"], 2]), "priorities": lambda v: [0, 0],
    "offsets": one_of([0, 2, N], [0, N]), "event_ids": one_of([1, 2], [1]), "seeds": one_of([1, 2], [1]), "origins": vectors,
    "directions": vectors, "max_distances": column, "record_indices": one_of([0, 1], []), "angles": lambda v: [0.0, 0.5, 1.0],
    "transmit": lambda v: [0.1, 0.1, 0.1], "reflect_specular": lambda v: [0.1, 0.1, 0.1], "reflect_diffuse": lambda v: [0.1, 0.1, 0.1],
    "reflect": curve, "wavelength_cdf": cdf, "time_cdf": lambda v: ([0.0, 1, 2], [0.0, 0.5, 1]), "density": curve, "absorption_length": real,
    "probability": one_of(0.5, 1.0), "properties": lambda v: v.dice.choice([{"refractive_index": 1.3}, {"detect": 0.5}, {},
                                                                             {"refractive_index": curve(v)}]),
    "model": one_of("default", "wls", "unified", 0), "quality": one_of("fast", "best"), "backend": one_of("cpu", "auto"), "threads": one_of(1, 2),
    "devices": one_of(None, "all", [0]), "want": one_of("hits", ["hits", "photons"], ["photons", "steps"]), "max_steps": one_of(10, 100),
    "velocity": one_of("group", "phase", 200.0), "weight_mode": one_of(0, 1), "placement": one_of("auto", "processor"), "ordering": one_of(0, 1),
    "kernel": lambda v: v.object(c.Kernel), "config": one_of(None, "f8", 1.0, 2), "telemetry": one_of(None, "f8"), "state": one_of(None, "f8"),
    "timeout": one_of(0, 0.0, 0.01), "progress": one_of(False, True), "function": one_of(None), "data": lambda v: v.dice.choice(
        [b"abc", np.zeros(4, np.uint8), np.zeros((2, 8), np.uint8)]), "keys": one_of([0, 0], None), "items": lambda v: np.arange(3),
    "capacity": one_of(4, 16), "input_bytes": one_of(8, 64), "output_bytes": one_of(8, 64), "dtype": one_of(np.uint32, "u4", np.float32),
    "operation": one_of("echo", "checksum"), "on_done": one_of(None, lambda status: None), "on_hits": one_of(None, lambda *a: None),
    "on_progress": one_of(None, lambda *a: None), "on_telemetry": one_of(None, lambda t: None), "on_event": one_of(None, lambda e, i: {}),
    "width": one_of(8, 16), "height": one_of(8, 16), "types": one_of(3, [0, 0, 0]), "telemetry": lambda v: v.session().telemetry(),
    "about": one_of(None, {"photons": 9}), "time_offset": one_of(None, 0.0), "blob": lambda v: bytes(96), "gensteps": lambda v: np.zeros(
        (2, 6, 4), np.float32), "materials": lambda v: {0: 0}, "spectrum": curve, "spectra": lambda v: [c.StepSpectrum(curve(v))],
    "records": steps, "type": one_of(0, 1), "spectrum_wavelengths": lambda v: cdf(v)[0], "spectrum_values": lambda v: cdf(v)[1],
    "spectrum_type": one_of("cdf", "density"), "polarized": one_of(0, 1), "times": lambda v: [0.0, 1.0, 2.0], "charges": lambda v: [0.0, 1.0],
    "charge_cdf": lambda v: [0.0, 1.0], "tree_cache": one_of(None, "cache"), "position_x": column, "detection": one_of("file", "surface"),
    "background": lambda v: [0, 0, 0, 255], "ignore": one_of(["x"], []), "color_map": one_of(0), "element": one_of(0), "source_": small,
    "target": lambda v: v.dice.choice([0, [0, 0, 1.0]]), "channel_values": lambda v: [0.0, 1.0], "max_queued": small, "status": small,
    "telemetry_folder": one_of(None, "telemetry"), "gdml": one_of(None, {}), "options": one_of({}, {"max_steps": 10}), "parts": one_of(1, 2),
    "part": one_of(0, 1), "rank": one_of(None, 0), "job": item(c.Job), "folder": one_of("parts"), "format": one_of(".npz", ".h5"),
    "token": text, "tracks": lambda v: v.dice.choice([None, v.object(c.Records), v.object(c.display.Tracks), "tracks.npz"]),
    "given": lambda v: v.dice.choice([v.object(c.Records), v.object(c.display.Tracks), v.object(c.Event)]), "text": text, "title": text,
    "color": one_of("time", "charge", "wavelength"), "show": one_of("both", "channels", "points"), "theme": one_of("dark", "light"),
    "colors": one_of(None, {"s": "#ff000080"}, {"water": (1, 0, 0)}), "hide": one_of([], "m"), "max_triangles": one_of(1, 1000),
    "max_hits": one_of(1, 1000), "vertex": one_of([0, 0, 0], (1.0, 1, 1)), "positions": vectors, "bins": one_of(5, 10), "label": text,
    "limits": one_of(None, (0.0, 9.0)), "axis": one_of("x", "y", "z"), "by": one_of("charge", "time"), "log": one_of(False, True),
    "figure": lambda v: new_figure(1, 1), "values": column, "shape": one_of("cylinder", "sphere", "flat"), "size": one_of(None, 3.0),
    "photon": one_of([3, 4], [0]), "offset": one_of([0, 2, N], [0, N]),
}
FURTHER = {"html": ["colors", "hide", "max_triangles", "max_hits"], "gltf": ["colors", "hide", "max_triangles", "max_hits"],
           "record": ["seed", "max_steps", "event_id"], "event_image": ["width", "height", "position", "target"]}  # of **options: Any
JUNK = [
    None, True, -1, 2**31, 2**32, 2**63, 2**64, -2**63 - 1, 10**30, 0.5, -1.0, 1e300, float("nan"), float("inf"), -float("inf"), 1j, "", "water",
    "a\0b", "\ud800", b"", b"\xff", b"a\0b", [], [1], [1, 2], [[1], [1, 2]], ["a"], [None], [1e300], [float("nan")] * 3, [[1, 2, 3]] * 4,
    (), (1,), (1, 2), (1, 2, 3), ([400], [1, 2]), ("a", "b"), {}, {"a": 1}, {1: 2}, {1, 2}, object(), type, len, lambda: None, range(3), iter([1]),
    np.zeros(0), np.zeros(3), np.zeros((3, 3)), np.zeros((5, 3)), np.zeros((2, 2, 2)), np.zeros(5, np.int64), np.full(5, -1), np.arange(10.0)[::2],
    np.zeros((5, 3), ">f4"), np.zeros(5, complex), np.zeros(5, object), np.array("x"), np.array(b"x"), np.array(5), np.array(0.5), np.float64(2),
    np.datetime64("2020"), np.zeros(5, "M8[s]"), np.zeros(5, bool), np.zeros(3, c.STEP), np.zeros(3, c.STEP)["position"], np.ma.zeros(5),
    np.full((5, 3), 1e300), np.array(["a"]), np.zeros((0, 3)), memoryview(b"abcd"), bytearray(9), pathlib.Path("x"), Ellipsis, NotImplemented,
    np.complex64(1), slice(3), c.NONE, c.MaterialProperty.REFRACTIVE_INDEX, c.SurfaceProperty.DETECT, Exception("x"), 3 * 10**400,
]


class Values:
    """Random values, and objects of the package to call."""

    def __init__(self, dice):
        self.dice, self.maker, self.objects = dice, np.random.default_rng(dice.randrange(2**32)), {}
        self.renew()

    def renew(self):
        """Fresh objects that work, beside what is there, of which some are closed."""
        for made in self.objects.values():
            del made[:-4]
            if made and self.dice.random() < 0.3 and hasattr(made[-1], "close"):
                made[-1].close()
        context = c.Context(backend="cpu", threads=1)
        geometry, bare = c.Geometry(context), c.Geometry(context)
        water = geometry.material("water", refractive_index=1.33, absorption_length=100.0, scintillation_yield=10)
        geometry.scintillation(water, density=([300, 400], [1, 1]), decay_time=1)
        geometry.place(geometry.mesh(CORNERS, FACES, water, geometry.material("air"), geometry.surface("s", detect=0.5, absorb=0.5)), channel=0)
        geometry.commit()
        bare.material("water")
        session = c.Session(context, geometry)
        kernel = c.Kernel(context, lambda own: own.step % 3)
        self.keep(kernel)
        source = c.Source(count=20, wavelength=400, position=(1, 1, 1))
        event = session.shine(source, want=["hits", "photons"], record_first=2, keep_light=1).wait()
        daq = c.Daq()
        daq.channel_type()
        daq.channels(1)
        for made in (context, geometry, bare, session, event, event.hits(), event.photons(), event.records(), daq, c.Queue(context, 8),
                     c.MessageQueue(context, 4, 16, 16, operation="echo"), c.Pipeline(kernel, "f8", "f8", "f8"), daq.run(event), source, c.Table(event.hits())):
            self.keep(made)

        geometry.save("scene")
        pathlib.Path("job.json").write_text(json.dumps({"scene": "scene", "parts": 2, "photons": 9, "source": {"wavelength": 400}}))
        tracks = c.display.Tracks.of(event)
        tracks.save("tracks.npz")
        for made in (c.Job.read("job.json"), tracks):
            self.keep(made)

    def keep(self, made):
        """Keeps a result that is an object of the package."""
        if type(made).__module__.startswith("chroma2"):
            self.objects.setdefault(type(made), []).append(made)
            del self.objects[type(made)][:-8]

    def object(self, kind):
        found = self.objects.get(kind)
        return self.dice.choice(found) if found else None

    def session(self):
        return next(one for one in reversed(self.objects[c.Session]) if not one.closed) if any(
            not one.closed for one in self.objects[c.Session]) else c.Session(c.Context(backend="cpu", threads=1), self.objects[c.Geometry][0])

    def of(self, name, wrong):
        """A value for a parameter: one that fits its name, or, where it may be wrong, anything."""
        if wrong and self.dice.random() < 0.25:
            if self.dice.random() < 0.2:
                kinds = list(self.objects)
                return self.object(self.dice.choice(kinds))
            value = self.dice.choice(JUNK)
            unchecked = name in ADDRESSES and isinstance(value, (int, np.integer, np.ndarray))
            if not unchecked and not (name == "timeout" and endless(value)):
                return value
        return FIT.get(name, small)(self)

    def options(self, function):
        """Names of some of the options that a function takes."""
        hint = next((str(one.annotation) for one in inspect.signature(function).parameters.values() if one.kind is one.VAR_KEYWORD), "")
        fields = getattr(_fields, hint.removeprefix("Unpack[_fields.").removesuffix("]"), None)
        kinds = list(fields.__annotations__) if fields else list(getattr(function, "kinds", {}))
        kinds = kinds or FURTHER.get(function.__name__, [])
        kinds = [name for name in kinds if name not in ADDRESSES and name != "struct_size"]
        if hint.endswith("Property"):
            kinds = ["refractive_index", "absorption_length", "scattering_length", "mie_length", "detect", "absorb"]
        return self.dice.sample(kinds, min(len(kinds), self.dice.choice([0, 1, 1, 2, 3, 4])))

    def close(self):
        self.objects.clear()
        jobs.committed.cache_clear()

"""The package chroma2 with arrays of CuPy, PyTorch and JAX: hits in a GPU's memory are theirs without a copy, have the values of the
host's hits and keep their event; photons in their memory and spectra of their arrays are as good as NumPy's. On each GPU of the
first two. Run by scripts/gpu-run; a library that is missing is skipped, and so is all where there is no GPU."""

import ctypes as ct
import gc
import importlib
import os
import pathlib
import sys
import time

import numpy as np
import pytest

ROOT = next(p for p in pathlib.Path(__file__).resolve().parents if (p / "benches").is_dir())
sys.path.insert(0, str(ROOT / "benches"))
os.environ.setdefault("XLA_PYTHON_CLIENT_PREALLOCATE", "false")  # else JAX takes most of the memory that is free
from scenes import Scene  # noqa: E402
import chroma2  # noqa: E402
from chroma2._dlpack import Managed  # noqa: E402

COUNT = int(os.environ.get("CHROMA2_GPU_PHOTONS", 2**20)) // 4 + 33
OPTIONS = dict(seed=9, event_id=3)
COLUMNS = {"channel": "i4", "photon": "u8", "position": "f4", "direction": "f4", "polarization": "f4", "time": "f4", "wavelength": "f4",
           "weight": "f4", "flags": "u4", "instance": "u4", "triangle": "u4"}


class CuPy:
    """What the tests ask of a library: `taken`, ways to get an array of a column; its address; a copy for the host; an array of its
    own on the device, written when `put` returns; how it takes an array of the host."""

    def __init__(self, device):
        cupy = self.cupy = importlib.import_module("cupy")
        self.device = cupy.cuda.Device(device)
        self.device.use()  # for what an array says of itself
        self.taken = {"interface": self.within(cupy.asarray), "DLPack": self.within(cupy.from_dlpack)}
        self.refused = True

    def within(self, function):
        def call(values):
            with self.device:
                return function(values)
        return call

    def put(self, values):
        with self.device:
            made = self.cupy.asarray(values)
            self.cupy.cuda.get_current_stream().synchronize()
            return made

    def fetch(self, array):
        with self.device:
            return self.cupy.asnumpy(array)

    def address(self, array):
        return array.data.ptr

    def host(self, values):
        return np.array(values)  # it has no arrays in host memory


class Torch:
    def __init__(self, device):
        torch = self.torch = importlib.import_module("torch")
        if not torch.cuda.is_available():
            pytest.skip("PyTorch has no GPU here")
        self.device = torch.device("cuda", device)
        self.taken = {"interface": lambda column: torch.as_tensor(column, device=self.device), "DLPack": torch.from_dlpack}
        self.refused = True

    def put(self, values):
        made = self.torch.from_numpy(values).to(self.device)
        self.torch.cuda.synchronize(self.device)
        return made

    def fetch(self, array):
        return array.cpu().numpy()

    def address(self, array):
        return array.data_ptr()

    def host(self, values):
        return self.torch.tensor(values)


class Jax:
    def __init__(self, device):
        jax = self.jax = importlib.import_module("jax")
        jax.config.update("jax_enable_x64", True)  # else it has no 64-bit integers, and cuts those that it is given
        try:
            self.device = jax.devices("cuda")[device]
        except (RuntimeError, IndexError) as reason:
            pytest.skip(f"JAX has no such GPU here: {reason}")
        self.taken = {"DLPack": jax.dlpack.from_dlpack, "asarray": jax.numpy.asarray}
        self.refused = False  # NumPy gets a copy in host memory

    def put(self, values):
        return self.jax.device_put(values, self.device).block_until_ready()

    def fetch(self, array):
        return np.array(array)

    def address(self, array):
        return array.unsafe_buffer_pointer()

    def host(self, values):
        return self.jax.device_put(np.asarray(values), self.jax.devices("cpu")[0])


class Rig:
    """A session on a GPU and light for it, with the processor's hits of that."""

    def __init__(self, place):
        self.place = place
        self.context = chroma2.Context(backend="cuda", device=place)
        self.ordinal = place - 1  # the list of devices begins with the processor
        self.scene = Scene("detector_tiny")
        self.geometry = self.scene.instanced(self.context)[0]
        self.session = chroma2.Session(self.context, self.geometry, placement="device")
        rng = np.random.default_rng(5)
        self.light = {"position": rng.normal(0, 200, (COUNT, 3)).astype(np.float32),
                      "direction": rng.normal(0, 1, (COUNT, 3)).astype(np.float32),
                      "wavelength": rng.uniform(350, 500, COUNT).astype(np.float32)}
        with chroma2.Context(backend="cpu") as context, self.scene.instanced(context)[0] as geometry, \
                chroma2.Session(context, geometry) as session:
            self.expected = session.submit(**self.light, **OPTIONS).wait().hits().copy()
        assert len(self.expected["time"]) > 100

    def event(self, session=None):
        """One with its hits in both memories."""
        return (session or self.session).submit(**self.light, **OPTIONS, want=["hits", "device_hits"]).wait()

    def close(self):
        for one in (self.session, self.geometry, self.context):
            one.close()


def gpus():
    return [place for place, device in enumerate(chroma2.devices()) if device.backend == chroma2.Backend.CUDA and device.usable]


@pytest.fixture(scope="module", params=(0, 1), ids=("gpu0", "gpu1"))
def rig(request):
    found = gpus()
    if request.param >= len(found):
        if request.param == 0 and os.environ.get("CHROMA2_REQUIRE_GPU") == "1":
            pytest.fail("there is no GPU that can be used")
        pytest.skip(f"there are {len(found)} GPUs that can be used")
    made = Rig(found[request.param])
    yield made
    made.close()


@pytest.fixture(params=(CuPy, Torch, Jax), ids=("cupy", "torch", "jax"))
def theirs(request, rig):
    name = request.param.__name__.lower()
    try:
        return request.param(rig.ordinal)
    except ImportError as reason:
        pytest.skip(f"no {name}: {reason}")


def equal(ours, expected, what):
    """Bit by bit."""
    assert ours.dtype == expected.dtype and ours.shape == expected.shape, (what, ours.dtype, ours.shape, expected.dtype, expected.shape)
    a, b = (np.ascontiguousarray(one).view(np.uint8).reshape(len(one), -1) for one in (ours, expected))
    different = np.flatnonzero((a != b).any(1))
    assert not len(different), f"{what}: {len(different)} differ, first {different[0]}: {ours[different[0]]}, not {expected[different[0]]}"


def same_hits(event, expected):
    hits = event.hits()
    assert set(hits.keys()) == set(expected)
    for name in hits:
        equal(hits[name], expected[name], name)


def until(true, seconds=5.0):
    """Libraries may give memory up on threads of their own."""
    end = time.monotonic() + seconds
    while not true() and time.monotonic() < end:
        gc.collect()
        time.sleep(0.01)
    return true()


def test_columns_are_theirs_without_a_copy(rig, theirs):
    with rig.event() as event:
        same_hits(event, rig.expected)
        there = event.device_hits()
        assert len(there) == len(event.hits()) and there.ordinal == rig.ordinal and set(there.keys()) == set(COLUMNS)
        assert there.time_offset == event.hits().time_offset
        for name, dtype in COLUMNS.items():
            column = there[name]
            interface = column.__cuda_array_interface__
            address = interface["data"][0]
            assert interface["typestr"] == np.dtype(dtype).str and column.__dlpack_device__() == (2, rig.ordinal)
            for way, take in theirs.taken.items():
                array = take(column)
                assert tuple(array.shape) == rig.expected[name].shape, (name, way)
                assert theirs.address(array) == address, f"{name} was copied by {way} ({address % 256} above a multiple of 256)"
                equal(theirs.fetch(array), rig.expected[name], f"{name} by {way}")
            # An attribute is the same column.
            assert getattr(there, name).__cuda_array_interface__ == interface


@pytest.mark.parametrize("name", ("time", "position", "photon"))
def test_arrays_keep_their_event(rig, theirs, name):
    for way, take in theirs.taken.items():
        gc.collect()
        before = chroma2.library.live_handles()
        context = chroma2.Context(backend="cuda", device=rig.place)
        geometry = rig.scene.instanced(context)[0]
        session = chroma2.Session(context, geometry, placement="device")
        event = rig.event(session)
        kept = take(event.device_hits()[name])
        for one in (event, session, geometry, context):
            one.close()
        del event, session, geometry, context, one
        gc.collect()
        assert chroma2.library.live_handles() > before, f"{way} has not kept the event"
        others = [rig.session.submit(**rig.light, seed=seed, want="device_hits").wait() for seed in range(4)]
        equal(theirs.fetch(kept), rig.expected[name], f"{name} by {way}, after its event, session and context")
        for other in others:
            other.close()
        del others, other, kept
        assert until(lambda: chroma2.library.live_handles() <= before), f"{way} keeps the event for ever"


def managed(array, capsule):
    """The tensor of a capsule that `array` has given."""
    pointer = ct.PyDLL(None).PyCapsule_GetPointer
    pointer.restype, pointer.argtypes = ct.c_void_p, [ct.py_object, ct.c_char_p]
    return ct.cast(pointer(capsule, b"dltensor"), ct.POINTER(Managed)).contents.tensor


def by_interface(array):
    interface = array.__cuda_array_interface__
    return interface["data"][0], tuple(interface["shape"])


def by_dlpack(array):
    capsule = array.__dlpack__()
    tensor = managed(array, capsule)
    return tensor.data + tensor.byte_offset, tuple(tensor.shape[:tensor.ndim])


@pytest.mark.parametrize("way", (by_interface, by_dlpack))
def test_photons_in_their_memory(rig, theirs, way):
    arrays = {name: theirs.put(values) for name, values in rig.light.items()}
    addresses = {}
    for name, array in arrays.items():
        addresses[name], shape = way(array)
        assert addresses[name] == theirs.address(array) and shape == rig.light[name].shape, name
    photons = chroma2.Photons(**addresses, count=COUNT, device=rig.place)
    with rig.session.submit_photons(photons, borrow=1, **OPTIONS) as event:
        same_hits(event.wait(), rig.expected)
    for name, array in arrays.items():  # they are as they were
        equal(theirs.fetch(array), rig.light[name], name)


def test_arrays_of_a_gpu_in_place_of_ones_of_the_host(rig, theirs):
    arrays = {name: theirs.put(values) for name, values in rig.light.items()}
    if theirs.refused:
        with pytest.raises(ValueError, match="position is no array"):
            rig.session.submit(**arrays, **OPTIONS)
    else:
        with rig.session.submit(**arrays, **OPTIONS) as event:
            same_hits(event.wait(), rig.expected)


def test_their_arrays_of_the_host(rig, theirs):
    with rig.session.submit(**{name: theirs.host(values) for name, values in rig.light.items()}, **OPTIONS) as event:
        same_hits(event.wait(), rig.expected)
    spectrum = [np.linspace(350, 500, 16), 1 + np.sin(np.arange(16.0)) ** 2]
    runs = []
    for kind in (np.array, theirs.host):
        wavelengths, values = (kind(one) for one in spectrum)
        source = chroma2.Source(count=COUNT, spectrum_wavelengths=wavelengths, spectrum_values=values)
        runs.append(rig.session.shine(source, **OPTIONS).wait())
    assert len(runs[0].hits()) > 100
    same_hits(runs[1], runs[0].hits().copy())


def test_hits_go_on_as_photons(rig):
    """Columns of hits are photons where they lie, with gaps between entries where they have some."""
    names = ("position", "direction", "polarization", "time", "wavelength", "weight")
    first = rig.event()
    there = first.device_hits()
    fields = {}
    for name in names:
        interface = there[name].__cuda_array_interface__
        fields[name], fields[name + "_stride"] = interface["data"][0], interface["strides"][0]
    photons = chroma2.Photons(**fields, count=len(there), device=rig.place)
    on = rig.session.submit_photons(photons, seed=2, want=["hits", "photons"], borrow=1).wait()
    host = rig.session.submit(**{name: rig.expected[name] for name in names}, seed=2, want=["hits", "photons"]).wait()
    same_hits(on, host.hits().copy())
    for name in host.photons():
        equal(on.photons()[name], host.photons()[name], name)


def test_no_hits(rig, theirs):
    with rig.session.shine(chroma2.Source(count=0, wavelength=420.0), want=["hits", "device_hits"]) as event:
        there = event.wait().device_hits()
        assert len(there) == 0
        for way, take in theirs.taken.items():
            if isinstance(theirs, CuPy) and way == "interface":
                continue  # it refuses the null pointer that the interface asks for where there are no elements
            for name in ("time", "position"):
                assert tuple(take(there[name]).shape) == event.hits()[name].shape, (way, name)

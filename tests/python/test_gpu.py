"""A program with its data on the GPU: photons from CuPy arrays and PyTorch tensors, hits that stay there
as CuPy arrays, rays and hits in the GPU's memory. Run by scripts/gpu-run; needs a GPU."""

import ctypes as ct
import gc
import os
import pathlib
import sys

import numpy as np
import pytest

ROOT = next(p for p in pathlib.Path(__file__).resolve().parents if (p / "benches").is_dir())
sys.path.insert(0, str(ROOT / "benches"))
import gpu_api as api  # noqa: E402
from gpu_api import c2  # noqa: E402
from scenes import Scene  # noqa: E402

COUNT = int(os.environ.get("CHROMA2_GPU_PHOTONS", 2**20)) // 4 + 33


class Rig:
    def __init__(self):
        self.contexts = {}
        self.contexts["gpu"] = api.Context(api.CUDA)
        self.contexts["cpu"] = api.Context(api.CPU)
        self.device = self.contexts["gpu"].info().device
        scene = Scene("detector_tiny")
        self.geometries = {k: scene.instanced(context)[0] for k, context in self.contexts.items()}
        self.sessions = {k: c2.Session(self.contexts[k], self.geometries[k]) for k in self.contexts}


@pytest.fixture(scope="module")
def rig():
    try:
        return Rig()
    except c2.Error as reason:
        if os.environ.get("CHROMA2_REQUIRE_GPU") == "1":
            raise
        pytest.skip(str(reason))


@pytest.fixture(scope="module")
def light():
    rng = np.random.default_rng(5)
    return {"position": rng.normal(0, 200, (COUNT, 3)).astype(np.float32),
            "direction": rng.normal(0, 1, (COUNT, 3)).astype(np.float32),
            "wavelength": rng.uniform(350, 500, COUNT).astype(np.float32)}


def same(gpu, cpu):
    """Columns bit by bit."""
    assert gpu.keys() == cpu.keys()
    for name in gpu:
        a, b = (np.ascontiguousarray(x[name]) for x in (gpu, cpu))
        assert a.shape == b.shape, name
        different = np.flatnonzero((a.view(np.uint8).reshape(len(a), -1) != b.view(np.uint8).reshape(len(b), -1)).any(1))
        assert len(different) == 0, f"{name}: {len(different)} differ, first {different[0]}: gpu {a[different[0]]}, cpu {b[different[0]]}"


@pytest.fixture(scope="module")
def expected(rig, light):
    options = dict(seed=9, event_id=3, want=api.HITS | api.PHOTONS)
    with rig.sessions["cpu"].submit(**light, **options) as event:
        event.wait()
        return event.hits(), event.photons(), event.summary()


def test_photons_of_host_arrays(rig, light, expected):
    with rig.sessions["gpu"].submit(**light, seed=9, event_id=3, want=api.HITS | api.PHOTONS) as event:
        event.wait()
        same(event.photons(), expected[1])
        same(event.hits(), expected[0])
        assert event.summary() == expected[2]


def on_the_device(rig, addresses, expected, look):
    with api.submit(rig.sessions["gpu"], addresses, COUNT, device=rig.device, seed=9, event_id=3, borrow=1,
                    want=api.HITS | api.DEVICE_HITS) as event:
        event.wait()
        same(event.hits(), expected[0])
        hits = api.device_hits(event)
        assert (hits.count, hits.device) == (len(expected[0]["photon"]), rig.device)
        look(hits)


def test_cupy_arrays_in_and_hits_out(rig, light, expected):
    cupy = pytest.importorskip("cupy")
    with cupy.cuda.Device(rig.device - 1):
        arrays = {name: cupy.asarray(values) for name, values in light.items()}
        cupy.cuda.get_current_stream().synchronize()

        def column(hits, name):
            address, stride = getattr(hits, name), getattr(hits, name + "_stride")
            memory = cupy.cuda.UnownedMemory(address, stride * hits.count, hits)
            shape, strides = ((hits.count, 3), (stride, 4)) if name in api.VECTORS else ((hits.count,), (stride,))
            return cupy.ndarray(shape, api.COLUMNS[name], cupy.cuda.MemoryPointer(memory, 0), strides)

        def look(hits):
            ours = {name: cupy.asnumpy(column(hits, name)) for name in api.COLUMNS}
            same(ours, {name: expected[0][name] for name in ours})

        on_the_device(rig, {name: values.data.ptr for name, values in arrays.items()}, expected, look)
        # The program's own work goes on as before.
        assert float((arrays["wavelength"] * 0 + 1).sum()) == COUNT


def test_torch_tensors_in(rig, light, expected):
    torch = pytest.importorskip("torch")
    if not torch.cuda.is_available():
        pytest.skip("PyTorch has no GPU here")
    device = torch.device("cuda", rig.device - 1)
    tensors = {name: torch.from_numpy(values).to(device) for name, values in light.items()}
    torch.cuda.synchronize(device)
    on_the_device(rig, {name: values.data_ptr() for name, values in tensors.items()}, expected, lambda hits: None)
    assert float(torch.ones(COUNT, device=device).sum()) == COUNT


def package_hits(rig, light):
    """An event of the package's own with hits in both places."""
    event = rig.sessions["gpu"].submit(**light, seed=9, event_id=3, want=["hits", "device_hits"]).wait()
    return event, event.hits(), event.device_hits()


def test_device_hits_are_cupy_arrays(rig, light, expected):
    cupy = pytest.importorskip("cupy")
    event, hits, there = package_hits(rig, light)
    assert len(there) == len(hits) == len(expected[0]) and there.ordinal == rig.device - 1
    with cupy.cuda.Device(there.ordinal):
        for name in there.keys():
            address = there[name].__cuda_array_interface__["data"][0]
            for column in (cupy.asarray(there[name]), cupy.from_dlpack(there[name])):
                assert column.data.ptr == address, f"{name} was copied"
                assert np.array_equal(cupy.asnumpy(column), expected[0][name]), name


def test_device_hits_are_tensors_that_keep_their_event(rig, light, expected):
    torch = pytest.importorskip("torch")
    if not torch.cuda.is_available():
        pytest.skip("PyTorch has no GPU here")
    event, hits, there = package_hits(rig, light)
    for name in ("time", "position", "channel"):
        for tensor in (torch.as_tensor(there[name], device="cuda"), torch.from_dlpack(there[name])):
            assert tensor.data_ptr() == there[name].__cuda_array_interface__["data"][0], f"{name} was copied"
            assert np.array_equal(tensor.cpu().numpy(), expected[0][name]), name
    kept = torch.from_dlpack(there["time"])
    event.close()
    del event, hits, there, tensor
    gc.collect()
    alive = c2.library.live_handles()
    others = [rig.sessions["gpu"].submit(**light, seed=seed, want="device_hits").wait() for seed in range(4)]
    assert np.array_equal(kept.cpu().numpy(), expected[0].time), "the event was not kept"
    del others, kept
    gc.collect()
    assert c2.library.live_handles() == alive - 1


def test_a_capsule_that_nobody_takes(rig, light):
    event, _, there = package_hits(rig, light)
    capsule = there["time"].__dlpack__()
    assert there["time"].__dlpack_device__() == (2, rig.device - 1)
    alive = c2.library.live_handles()
    event.close()
    del event, _, there
    gc.collect()
    assert c2.library.live_handles() == alive
    del capsule
    gc.collect()
    assert c2.library.live_handles() == alive - 1


def test_driver_memory_in(rig, light, expected):
    driver = api.Driver(rig.device - 1)
    addresses = {name: driver.put(values) for name, values in light.items()}

    def look(hits):
        same({"photon": driver.fetch(hits.photon, hits.count, np.uint64)}, {"photon": expected[0]["photon"]})

    on_the_device(rig, addresses, expected, look)
    with pytest.raises(c2.Error, match="device"):
        api.submit(rig.sessions["cpu"], addresses, COUNT, device=rig.device, borrow=1)
    with pytest.raises(c2.Error, match="position"):
        host = dict(addresses, position=light["position"].ctypes.data)
        api.submit(rig.sessions["gpu"], host, COUNT, device=rig.device, borrow=1)
    driver.free(*addresses.values())


def closest(geometry, origins, directions, outputs, device):
    batch = api.Rays(count=COUNT, origins=origins, directions=directions, device=device)
    hits = api.RayHits(distances=outputs[0], instances=outputs[1], triangles=outputs[2], normals=outputs[3])
    c2.check(c2.library.geometry_closest_hits(geometry.handle, ct.byref(batch), ct.byref(hits)))


def test_rays(rig, light):
    outputs = {where: [np.empty((COUNT, n), kind) for n, kind in ((1, "f4"), (1, "u4"), (1, "u4"), (3, "f4"))]
               for where in ("cpu", "gpu")}
    for where, arrays in outputs.items():
        closest(rig.geometries[where], light["position"].ctypes.data, light["direction"].ctypes.data,
                [array.ctypes.data for array in arrays], 0)
    names = ("distance", "instance", "triangle", "normal")
    same(dict(zip(names, outputs["gpu"])), dict(zip(names, outputs["cpu"])))
    assert (outputs["cpu"][1] != c2.NONE).any()

    driver = api.Driver(rig.device - 1)
    inputs = [driver.put(light[name]) for name in ("position", "direction")]
    there = [driver.room(array.nbytes) for array in outputs["cpu"]]
    closest(rig.geometries["gpu"], *inputs, there, rig.device)
    fetched = [driver.fetch(address, array.shape, array.dtype) for address, array in zip(there, outputs["cpu"])]
    same(dict(zip(names, fetched)), dict(zip(names, outputs["cpu"])))
    driver.free(*inputs, *there)

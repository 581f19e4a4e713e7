"""Results without copies: arrays that show the library's memory, keep it, and cannot be written to; what they cost; readouts;
what is submitted without a copy."""

import ctypes
import gc
import os
import pathlib
import sys
import time
import weakref

import numpy as np

sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / "python"))
import chroma2 as c  # noqa: E402
from chroma2 import _c, _dlpack  # noqa: E402
from chroma2.results import ChannelHits, DeviceColumn, DeviceHits, EndStates, Hits, Records  # noqa: E402
from ended import ended  # noqa: E402
from scenes import ball  # noqa: E402

# Every column of the structs is there, with the type and width that the headers have.
for kind, struct in ((Hits, _c.Hits), (EndStates, _c.PhotonStates), (Records, _c.Records), (ChannelHits, _c.ChannelHits)):
    theirs = {name: (np.dtype(dtype), width) for name, (dtype, width, _) in struct._arrays_.items()}
    ours = {name: (np.dtype(getattr(kind, name).dtype), getattr(kind, name).width) for name in kind._names}
    assert ours == theirs, (kind, ours, theirs)
assert set(_c.DeviceHits._arrays_) == set(_c.Hits._arrays_) - {"event", "id"} and DeviceHits

with c.Context(backend="cpu", threads=1) as context, ball(context) as geometry, c.Session(context, geometry) as session:
    event = session.shine(c.Source(count=100_000, wavelength=420.0), seed=3, want=["hits", "photons"]).wait()
    raw = _c.Hits()
    c.check(c.library.event_get_hits(event.handle, ctypes.byref(raw)))
    hits, ends = event.hits(), event.photons()
    assert len(hits) == raw.count > 5_000 and len(ends) == 100_000
    for name, values in hits.items():
        assert values.ctypes.data == getattr(raw, name), f"{name} was copied"
        assert not values.flags.writeable and not values.flags.owndata
        assert values.shape == ((len(hits), 3) if name in ("position", "direction", "polarization") else (len(hits),)), name
    assert hits.time is hits.time and hits["time"] is hits.time and "id" not in hits and "time" in hits
    for wrong in ("tme", "id", 5):
        try:
            hits[wrong]
            raise AssertionError(wrong)
        except (KeyError, AttributeError):
            pass
    try:
        hits.time[0] = 1
        raise AssertionError("written")
    except ValueError:
        pass
    assert sorted(dict(hits)) == sorted(hits) and hits.copy()["time"].flags.writeable
    # One array is enough to keep all of it, whatever else is gone.
    time_of, before = hits.time, hits.time.copy()
    part = ends.position[5:7]
    event.close()
    try:
        event.hits()
        raise AssertionError("it is closed")
    except c.InvalidHandle as error:
        assert error.status == c.Status.INVALID_HANDLE
    del hits, ends, event
    gc.collect()
    trash = [session.shine(c.Source(count=100_000, wavelength=420.0), seed=4).wait().hits() for _ in range(3)]
    assert np.array_equal(time_of, before) and np.isfinite(part).all()
    del trash, part, values
    gc.collect()
    alive = c.library.live_handles()
    del time_of
    gc.collect()
    assert c.library.live_handles() == alive - 1

    # What hits() costs beyond the C call, and the end of a small event.
    event = session.shine(c.Source(count=1000, wavelength=420.0), seed=5).wait()

    def cost(function, count=2000):
        rounds = []
        for _ in range(5):
            start = time.perf_counter()
            for _ in range(count):
                function()
            rounds.append((time.perf_counter() - start) / count)
        return 1e6 * min(rounds)

    get, handle = c.library.event_get_hits, event.handle
    alone = cost(lambda: get(handle, ctypes.byref(raw)))
    ours, columns = cost(event.hits), cost(lambda: [values for values in dict(event.hits()).values()], 500)
    limit = 20 if "ASAN_OPTIONS" not in os.environ else 2000  # us; scripts/python-sanitize
    assert ours - alone < limit, f"hits() takes {ours:.1f} us, the C call {alone:.1f}"
    print(f"hits() takes {ours:.2f} us, the C call {alone:.2f} us, all columns as arrays {columns:.1f} us")

    # Columns on a GPU, here with an address that nobody reads: what interfaces say, and that capsules keep their event.
    class Watched:
        pass

    watched = Watched()
    gone = weakref.ref(watched)
    column = DeviceColumn(4096, (5, 3), (64, 4), "f4", 2, watched)
    assert column.__cuda_array_interface__ == {
        "version": 3, "shape": (5, 3), "strides": (64, 4), "typestr": "<f4", "stream": None, "data": (4096, False)}
    assert column.__dlpack_device__() == (2, 2)
    capsule = column.__dlpack__()
    pointer = ctypes.pythonapi.PyCapsule_GetPointer
    pointer.restype, pointer.argtypes = ctypes.c_void_p, [ctypes.py_object, ctypes.c_char_p]
    managed = ctypes.cast(pointer(capsule, b"dltensor"), ctypes.POINTER(_dlpack.Managed)).contents
    tensor = managed.tensor
    assert (tensor.data, tensor.device_type, tensor.device_id, tensor.ndim) == (4096, 2, 2, 2)
    assert (tensor.code, tensor.bits, tensor.lanes, tensor.byte_offset) == (2, 32, 1, 0)
    assert (tensor.shape[:2], tensor.strides[:2]) == ([5, 3], [16, 1])
    del column, watched
    gc.collect()
    assert gone() is not None
    # A consumer renames the capsule and calls the deleter when it is done; without one the capsule's end does.
    name = ctypes.c_char_p(b"used_dltensor")
    rename = ctypes.pythonapi.PyCapsule_SetName
    rename.argtypes = [ctypes.py_object, ctypes.c_char_p]
    rename(capsule, name)
    del capsule
    assert gone() is not None
    ctypes.CFUNCTYPE(None, ctypes.POINTER(_dlpack.Managed))(managed.deleter)(ctypes.byref(managed))
    del managed, tensor
    gc.collect()
    assert gone() is None
    watched = Watched()
    gone = weakref.ref(watched)
    capsule = DeviceColumn(4096, (5,), (4,), "u4", 0, watched).__dlpack__()
    del watched
    assert gone() is not None
    del capsule
    gc.collect()
    assert gone() is None

    # Empty results are arrays too.
    nothing = session.shine(c.Source(count=0, wavelength=420.0), want=("hits", "photons")).wait()
    assert len(nothing.hits()) == 0 and nothing.photons().position.shape == (0, 3)
    assert not nothing.hits().time.flags.writeable

    # Photons of structured arrays are read where they lie; float64 is converted.
    record = np.zeros(2000, [("position", "f4", 3), ("wavelength", "f4"), ("direction", "f4", 3), ("pad", "f8")])
    record["wavelength"] = 420
    record["direction"] = np.random.default_rng(1).normal(size=(2000, 3))
    photons = c.Photons(position=record["position"], direction=record["direction"], wavelength=record["wavelength"])
    assert photons.position == record["position"].ctypes.data and photons.position_stride == record.itemsize
    assert photons.wavelength_stride == record.itemsize
    odd = c.Photons(wavelength=record["wavelength"][::-1])  # backwards: copied
    assert odd.wavelength_stride == 0 and odd.wavelength != record["wavelength"][::-1].ctypes.data
    given = {name: record[name] for name in ("position", "direction", "wavelength")}
    runs = [session.submit(**given, seed=8), session.submit(**given, seed=8, borrow=1),
            session.submit(**{name: values.astype(float) for name, values in given.items()}, seed=8),
            session.submit_photons(photons, seed=8)]
    results = [run.wait().hits() for run in runs]
    for name, values in results[0].items():
        assert all(np.array_equal(values, other[name]) for other in results[1:]), name
    assert len(results[0]) > 100

    # A readout of all hits, and one without any.
    with c.Daq(window_end=1e6) as daq:
        daq.channel_type(efficiency=0.5)
        daq.channels(geometry.info().channel_count)
        readout = daq.run(runs)
        seen = readout.channels()
        readout.close()
        assert len(seen) == 8 and 0.4 < seen.hits.sum() / sum(len(one) for one in results) < 0.6
        assert np.array_equal(seen.fired_channels, np.flatnonzero(seen.fired)) and seen.charge.sum() == seen.hits.sum()
        assert np.isfinite(seen.time).all() and not seen.charge.flags.writeable
        try:
            daq.channel_type(eficiency=0.5)
            raise AssertionError("it was taken")
        except TypeError as error:
            assert "did you mean 'efficiency'?" in str(error)
    del runs, results, seen, values, event, nothing
ended(globals())
print("results show the library's memory, and keep it")

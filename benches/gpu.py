"""Rates of the library on a GPU through its C API, beside what other engines reached on one NVIDIA H200
with the same work, and beside this machine's processor. Needs a GPU and the reference scenes.

Device only: photons of an isotropic 400 nm source in the centre, sums alone wanted, the event's own time
from submission to end, the best of some. End to end: the same with hits in host memory. Uploaded: photons
from host arrays, whose 64 bytes each go over PCIe; that is compared with a plain copy from pinned memory.
Rays: the closest hits of rays in the GPU's memory, one call.

Options: `quick` (a two-thousandth of the work, to try it out).
"""

import ctypes as ct
import os
import statistics
import sys
import time

import numpy as np

import gpu_api as api
from gpu_api import c2
from scenes import Scene

# M photons/s of chroma-lite and G rays/s (from the centre, from random points of a 2 m cube): measured by
# this project on one H200 with driver 580 and CUDA 13.0, for legacy Chroma the time of propagate() for
# 2^20 photons on the device (best of 3 and of block sizes), for rays 2^25 of them. The BVH is a plain 8-wide compressed
# one, one ray a thread; OptiX is 9.0, whose built-in triangles run without RT cores on this GPU.
CHROMA = {"detector_tiny": 72e6, "detector_full": 30e6}
BVH = {"detector_tiny": (1.16e9, 1.44e9)}
OPTIX = {"detector_tiny": (1.02e9, 1.20e9), "detector_full": (0.50e9, 0.59e9)}
QUICK = "quick" in sys.argv[1:]
SHRINK = 2000 if QUICK else 1


def row(what, ours, against="", theirs=None, ratio=None):
    if ratio is None and theirs:
        ratio = ours[0] / theirs
    text = f"{ours[0] / ours[1]:.4g} {ours[2]}"
    print(f"| {what} | {text} | {against} | {'' if ratio is None else f'{ratio:.2f}'} |", flush=True)


def mega(rate):
    return rate, 1e6, "M/s"


def giga(rate):
    return rate, 1e9, "G/s"


def best(session, count, rounds, **options):
    """Least time of some events by the library's clock, after one that is not counted."""
    times = []
    for seed in range(rounds + 1):
        source = c2.Source(count=count, wavelength=400.0)
        with session.shine(source, seed=seed, **options) as event:
            event.wait()
            times.append(api.seconds(event))
    return min(times[1:])


def latency(session, count):
    """Medians of some events: by the library's clock, and as the program sees it until wait() returns."""
    own, program = [], []
    for seed in range(24):
        source = c2.Source(count=count, wavelength=400.0)
        start = time.perf_counter()
        with session.shine(source, seed=seed, want=api.SUMMARY) as event:
            event.wait()
            program.append(time.perf_counter() - start)
            own.append(api.seconds(event))
    return statistics.median(own[3:]), statistics.median(program[3:])


def photons(name, scene, context, driver):
    geometry, taken = scene.instanced(context)
    with geometry:
        before = context.info().device_memory
        with c2.Session(context, geometry) as session:
            used = context.info().device_memory - before
            alone = None
            for count, rounds in ((2**20, 9), (2**24, 3), (10**8, 2)):
                count //= SHRINK
                rate = count / best(session, count, rounds, want=api.SUMMARY)
                alone = rate if count == 2**24 // SHRINK else alone
                row(f"{name}: {count:,} photons, device only", mega(rate), f"Chroma {CHROMA[name] / 1e6:.0f} M/s",
                    CHROMA[name])
            for count in (1, 1000, 10_000):
                own, program = latency(session, count)
                row(f"{name}: an event of {count:,} photons, median", (own, 1e-6, "us"),
                    f"with the program's wait {program * 1e6:.0f} us")
            if name == "detector_full":
                count = 2 * 10**8 // SHRINK
                rate = count / best(session, count, 1, want=api.SUMMARY)
                row(f"{name}: {count:,} photons, device only", mega(rate))
                row(f"{name}: device memory after that", (context.info().device_memory, 1e9, "GB"),
                    "bar 25.8 GB (24 GiB)", 24 * 2**30)
                end_to_end(session, alone)
                uploaded(session, alone, driver)
                row("detector_full: geometry on the device", (used, 1e6, "MB"), "bar 100 MB", 1e8)
            held = context.info().device_memory
            row(f"{name}: device memory after all of this", (held, 1e9, "GB"))
    return taken


def end_to_end(session, alone):
    count, times = 10**7 // SHRINK, []
    for seed in range(4):
        source = c2.Source(count=count, wavelength=400.0)
        start = time.perf_counter()
        with session.shine(source, seed=seed, want=api.HITS) as event:
            event.wait()
            hits = c2._c.Hits()
            c2.check(c2.library.event_get_hits(event.handle, ct.byref(hits)))
            times.append(time.perf_counter() - start)
            found = hits.count
    rate = count / min(times[1:])
    row(f"detector_full: {count:,} photons in, {found:,} hits in host memory", mega(rate),
        f"device only {alone / 1e6:.0f} M/s", alone)


def copy_rate(driver):
    """Bytes a second from pinned memory to the device."""
    size = 2**28
    host, address = driver.pinned(size), driver.room(size)
    host[:] = 1
    times = []
    for _ in range(5):
        start = time.perf_counter()
        driver.upload(address, host)
        times.append(time.perf_counter() - start)
    driver.free(address)
    return size / min(times)


def uploaded(session, alone, driver):
    count = 10**7 // SHRINK
    rng = np.random.default_rng(2)
    arrays = {"position": np.zeros((count, 3), np.float32), "direction": unit(rng, count),
              "wavelength": np.full(count, 400, np.float32)}
    addresses = {name: array.ctypes.data for name, array in arrays.items()}
    bus = copy_rate(driver)
    most = min(bus / 64, alone)
    for how, borrow in (("borrowed", 1), ("copied", 0)):
        times = []
        for seed in range(4):
            start = time.perf_counter()
            with api.submit(session, addresses, count, seed=seed, want=api.SUMMARY, borrow=borrow) as event:
                event.wait()
                times.append(time.perf_counter() - start)
        row(f"detector_full: {count:,} photons of host arrays, {how}", mega(count / min(times[1:])),
            f"PCIe {bus / 1e9:.1f} GB/s: {bus / 64e6:.0f} M/s; device only {alone / 1e6:.0f} M/s; the less", most)


def unit(rng, count):
    """Isotropic directions."""
    z = 2 * rng.random(count, np.float32) - 1
    phi = np.float32(2 * np.pi) * rng.random(count, np.float32)
    r = np.sqrt(np.maximum(0, 1 - z * z))
    return np.stack([r * np.cos(phi), r * np.sin(phi), z], 1)


def rays(name, geometry, driver, device):
    count = 2**25 // SHRINK
    rng = np.random.default_rng(1)
    inputs = driver.put(unit(rng, count))
    origins = driver.put(np.zeros((count, 3), np.float32))
    outputs = [driver.room(4 * count) for _ in range(3)]
    for i, where in enumerate(("from the centre", "from random points of a 2 m cube")):
        if i == 1:
            driver.upload(origins, (2000 * rng.random((count, 3), np.float32) - 1000))
        batch = api.Rays(count=count, origins=origins, directions=inputs, device=device)
        hits = api.RayHits(distances=outputs[0], instances=outputs[1], triangles=outputs[2])
        times = []
        for _ in range(6):
            start = time.perf_counter()
            c2.check(c2.library.geometry_closest_hits(geometry.handle, ct.byref(batch), ct.byref(hits)))
            times.append(time.perf_counter() - start)
        missed = int((driver.fetch(outputs[1], count, np.uint32) == c2.NONE).sum())
        rate = count / min(times[1:])
        what = f"{name}: closest hits, {count:,} rays {where}, {missed} missed"
        row(what, giga(rate), f"OptiX {OPTIX[name][i] / 1e9:.2f} G/s", OPTIX[name][i])
        if name in BVH:
            row(what, giga(rate), f"plain BVH {BVH[name][i] / 1e9:.2f} G/s", BVH[name][i])
    driver.free(inputs, origins, *outputs)


def all_rays(scenes, context, driver, device):
    vertices, triangles = scenes["detector_tiny"].flat()
    with c2.Geometry(context) as geometry:
        vacuum = geometry.material("vacuum")
        geometry.place(geometry.mesh(vertices, triangles, vacuum, vacuum))
        geometry.commit()
        rays("detector_tiny", geometry, driver, device)
    geometry, _ = scenes["detector_full"].instanced(context)
    with geometry:
        rays("detector_full", geometry, driver, device)


def processor(scenes):
    for name, scene in scenes.items():
        rates = {}
        for threads in (1, os.cpu_count()):
            count = 2**18 if threads == 1 else 2**22
            with api.Context(api.CPU, threads) as context:
                geometry, _ = scene.instanced(context)
                with geometry, c2.Session(context, geometry) as session:
                    rates[threads] = count // SHRINK / best(session, count // SHRINK, 2, want=api.SUMMARY)
        row(f"{name}: photons on one core", mega(rates[1]))
        row(f"{name}: photons on {os.cpu_count()} threads", mega(rates[os.cpu_count()]), "one core", rates[1])


def main():
    driver = api.Driver()
    print(f"{driver.name}, {os.cpu_count()} threads; {c2.library.build_info().decode()}\n")
    print("| what | libchroma2 | against | ratio |\n|---|---|---|---|")
    scenes = {name: Scene(name) for name in CHROMA}
    with api.Context(api.CUDA) as context:
        for name, scene in scenes.items():
            photons(name, scene, context, driver)
    with api.Context(api.CUDA) as context:
        all_rays(scenes, context, driver, context.info().device)
    processor(scenes)


main()

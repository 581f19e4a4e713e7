"""Rates of two or more builds of the library on a GPU and, with `cpu`, on the processor: the same work, in turn,
each time in a process of its own, so that a ratio comes from one run on one machine. Prints medians, and their
ratios to the first build's.

    compare.py [cpu] [photons] NAME=LIBRARY[,KERNELS] NAME=LIBRARY[,KERNELS]...

`photons`: no ray queries. KERNELS: a fatbin in place of the library's own. Needs the reference scenes (CHROMA2_REFERENCE).
"""

import ctypes as ct
import json
import os
import statistics
import subprocess
import sys
import time

ROUNDS = 3


def rate(session, count, rounds):
    """Photons a second by the library's clock, the median after one event that is not counted."""
    times = []
    for seed in range(rounds + 1):
        with session.shine(c2.Source(count=count, wavelength=400.0), seed=seed, want=api.SUMMARY) as event:
            event.wait()
            times.append(api.seconds(event))
    return count / statistics.median(times[1:])


def directions(rng, count):
    z = 2 * rng.random(count, np.float32) - 1
    phi = np.float32(2 * np.pi) * rng.random(count, np.float32)
    r = np.sqrt(np.maximum(0, 1 - z * z))
    return np.stack([r * np.cos(phi), r * np.sin(phi), z], 1)


def ray_rate(geometry, batch, hits):
    times = []
    for _ in range(8):
        start = time.perf_counter()
        c2.check(c2.library.geometry_closest_hits(geometry.handle, ct.byref(batch), ct.byref(hits)))
        times.append(time.perf_counter() - start)
    return batch.count / statistics.median(times[1:])


def device_rays(name, geometry, driver, device, out):
    count, rng = 2**24, np.random.default_rng(1)
    towards, origins = driver.put(directions(rng, count)), driver.put(np.zeros((count, 3), np.float32))
    results = [driver.room(4 * count) for _ in range(3)]
    hits = api.RayHits(distances=results[0], instances=results[1], triangles=results[2])
    for where in ("from the centre", "from a 2 m cube"):
        if where != "from the centre":
            driver.upload(origins, 2000 * rng.random((count, 3), np.float32) - 1000)
        batch = api.Rays(count=count, origins=origins, directions=towards, device=device)
        out[f"rays {name} {where}, G/s"] = ray_rate(geometry, batch, hits) / 1e9
    driver.free(towards, origins, *results)


def on_gpu(scenes, out):
    with api.Context(api.CUDA) as context:
        for name, scene in scenes.items():
            geometry, _ = scene.instanced(context)
            with geometry, c2.Session(context, geometry) as session:
                for power, rounds in ((20, 15), (24, 5)):
                    out[f"{name}, 2^{power} photons, M/s"] = rate(session, 2**power, rounds) / 1e6
                out[f"{name}, 1000 photons, us"] = 1e9 / rate(session, 1000, 30)
        if "photons" in sys.argv:
            return
        driver, device = api.Driver(), context.info().device
        vertices, triangles = scenes["detector_tiny"].flat()
        with c2.Geometry(context) as geometry:
            vacuum = geometry.material("vacuum")
            geometry.place(geometry.mesh(vertices, triangles, vacuum, vacuum))
            geometry.commit()
            device_rays("flat", geometry, driver, device, out)
            with c2.Session(context, geometry) as session:
                out["flat, 2^24 photons, M/s"] = rate(session, 2**24, 5) / 1e6
        geometry, _ = scenes["detector_full"].instanced(context)
        with geometry:
            device_rays("detector_full", geometry, driver, device, out)


def host_rays(geometry):
    count, rng = 2**18, np.random.default_rng(1)
    towards, origins = directions(rng, count), np.zeros((count, 3), np.float32)
    distances, instances = np.empty(count, np.float32), np.empty(count, np.uint32)
    batch = api.Rays(count=count, origins=origins.ctypes.data, directions=towards.ctypes.data)
    return ray_rate(geometry, batch, api.RayHits(distances=distances.ctypes.data, instances=instances.ctypes.data))


def on_processor(scenes, out):
    for threads in (1, os.cpu_count()):
        with api.Context(api.CPU, threads) as context:
            for name, scene in scenes.items():
                geometry, _ = scene.instanced(context)
                with geometry:
                    with c2.Session(context, geometry) as session:
                        count = 2**18 if threads == 1 else 2**22
                        out[f"{threads} threads, {name}, photons, M/s"] = rate(session, count, 7) / 1e6
                    if threads == 1 and "photons" not in sys.argv:
                        out[f"1 thread, {name}, rays from the centre, M/s"] = host_rays(geometry) / 1e6


def one():
    scenes = {name: Scene(name) for name in ("detector_tiny", "detector_full")}
    out = {}
    on_gpu(scenes, out)
    if "cpu" in sys.argv:
        on_processor(scenes, out)
    print(json.dumps(out))


def measure(library):
    words = [word for word in ("cpu", "photons") if word in sys.argv]
    library, _, kernels = library.partition(",")
    environment = dict(os.environ, CHROMA2_LIBRARY=os.path.abspath(library))
    if kernels:
        environment["CHROMA2_FATBIN"] = os.path.abspath(kernels)
    command = [sys.executable, os.path.abspath(__file__), "one", *words]
    return json.loads(subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE).stdout)


def main():
    builds = dict(word.split("=", 1) for word in sys.argv[1:] if "=" in word)
    results = {name: [] for name in builds}
    for turn in range(ROUNDS):
        for name in list(builds)[:: -1 if turn % 2 else 1]:
            results[name].append(measure(builds[name]))
    print("| | " + " | ".join(builds) + " |\n|---|" + "---|" * len(builds))
    for row in results[next(iter(builds))][0]:
        medians = [statistics.median(result[row] for result in results[name]) for name in builds]
        print(f"| {row} | " + " | ".join(f"{value:.4g} ({value / medians[0]:.3f})" for value in medians) + " |")


if "one" in sys.argv:
    import numpy as np

    import gpu_api as api
    from gpu_api import c2
    from scenes import Scene

    one()
elif __name__ == "__main__":
    main()

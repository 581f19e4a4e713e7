"""Rates of the library through its C API beside Embree's and Geant4's, on one machine in one run.

Rows: closest hits on one core on detector_tiny flattened (389,568 triangles; Embree 4 single-ray
through the embreex package), two sets of 10^6 rays: in one call, whose rays the library sorts; in
calls too small to be sorted; and sorted for both engines before the clock starts. Photons beside Geant4 (benches/geant4.py).
Photons per second in detector_tiny by threads; build of detector_full. Rounds of two engines alternate, on one core, and
the best of each counts. Rates are per second of processor time, which other programs disturb least; those of
photons by threads are by the clock.

Run by `make bench`; needs the reference scenes (CHROMA2_REFERENCE, default ../shared/reference).
"""

import ctypes as ct
import os
import platform
import sys
import time

import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "../python"))
import chroma2 as c2  # noqa: E402
from geant4 import measure, ratio  # noqa: E402
from scenes import Scene  # noqa: E402

ROUNDS = 7
notes = []  # printed below the table
SMALL = 255  # rays of a call that the library does not sort


def threads(count):
    return c2.Context(backend=c2.BACKEND_CPU, threads=count)  # also where there is a GPU


def ray_sets(count=10**6):
    rng = np.random.default_rng(1)
    for name, spread in (("from the centre", 0.0), ("random origins, 2 m cube", 1000.0)):
        z, phi = rng.uniform(-1, 1, count), rng.uniform(0, 2 * np.pi, count)
        r = np.sqrt(1 - z * z)
        directions = np.stack([r * np.cos(phi), r * np.sin(phi), z], 1).astype(np.float32)
        origins = (spread * rng.uniform(-1, 1, (count, 3))).astype(np.float32)
        yield name, np.ascontiguousarray(origins), directions


def along_curve(vertices, origins, directions):
    """Order of rays along Morton's curve through the points where they leave the box of the mesh."""
    lo, hi = vertices.min(0), vertices.max(0)
    t = ((np.where(directions > 0, hi, lo) - origins) / directions).min(1)
    cell = np.clip((origins + t[:, None] * directions - lo) / (hi - lo) * 64, 0, 63).astype(np.int64)
    bits = [((cell[:, axis] >> bit) & 1) << (3 * bit + axis) for axis in range(3) for bit in range(6)]
    return np.argsort(sum(bits), kind="stable")


def hit_arrays(count):
    return np.empty(count, np.float32), np.empty(count, np.uint32), np.empty(count, np.uint32)


def ray_call(origins, directions, out, first, end):
    """Arguments of a query of some of the rays."""
    at = [array[first:].ctypes.data for array in (origins, directions, *out)]
    return (c2._c.Rays(count=end - first, origins=at[0], directions=at[1]),
            c2._c.RayHits(distances=at[2], instances=at[3], triangles=at[4]))


def closest_hits(geometry, calls):
    for rays, hits in calls:
        c2.check(c2.library.geometry_closest_hits(geometry.handle, ct.byref(rays), ct.byref(hits)))


def processor_seconds(call):
    start = time.process_time()
    call()
    return time.process_time() - start


def rays():
    from embreex import rtcore_scene
    from embreex.mesh_construction import TriangleMesh

    scene = Scene("detector_tiny")
    vertices, triangles = scene.flat()
    embree = rtcore_scene.EmbreeScene()
    TriangleMesh(embree, vertices, triangles.astype(np.int32))
    with threads(1) as context, c2.Geometry(context) as geometry:
        vacuum = geometry.material("vacuum")
        geometry.place(geometry.mesh(vertices, triangles, vacuum, vacuum))
        geometry.commit()
        for name, origins, directions in ray_sets():
            n, out = len(origins), hit_arrays(len(origins))
            order = along_curve(vertices, origins, directions)
            sets = (origins, directions), (origins[order], directions[order])
            calls = [[ray_call(*sets[0], out, 0, n)],
                     [ray_call(*sets[0], out, first, min(first + SMALL, n)) for first in range(0, n, SMALL)],
                     [ray_call(*sets[1], out, 0, n)]]
            ours, theirs = [[], [], []], [[], []]
            for _ in range(ROUNDS):
                for times, list_ in zip(ours, calls):
                    times.append(processor_seconds(lambda: closest_hits(geometry, list_)))
                    missed = int((out[1] == c2.NONE).sum())
                    assert missed == 0, f"{missed} rays missed a closed mesh"
                for times, (o, d) in zip(theirs, sets):
                    times.append(processor_seconds(lambda: embree.run(o, d, query="INTERSECT")))
            rates = [[n / seconds / 1e6 for seconds in times] for times in ours + theirs]
            for how, a, b in (("", rates[0], rates[3]), (f", {SMALL} rays a call", rates[1], rates[3]),
                              (", sorted beforehand", rates[2], rates[4])):
                yield (f"closest hits, detector_tiny flattened, {name}{how}", f"{max(a):.2f} M/s",
                       f"Embree {max(b):.2f} M/s", ratio(a, b))


def photons():
    scene = Scene("detector_tiny")
    rates = {}
    for count in (1, 2):
        with threads(count) as context:
            geometry, _ = scene.instanced(context)
            with geometry, c2.Session(context, geometry) as session:
                best = 0.0
                for seed in range(ROUNDS):
                    source = c2.Source(count=2**20, wavelength=400.0)
                    start, used = time.perf_counter(), time.process_time()
                    with session.shine(source, seed=seed) as event:
                        event.wait()
                    clock, used = time.perf_counter() - start, time.process_time() - used
                    best = max(best, source.count / clock)
                    rates["core"] = max(rates.get("core", 0.0), source.count / used)
                rates[count] = best
    yield "photons, detector_tiny, per core", f"{rates['core'] / 1e6:.2f} M/s", "", ""
    yield "photons, detector_tiny, one thread", f"{rates[1] / 1e6:.2f} M/s", "", ""
    yield "photons, detector_tiny, two threads", f"{rates[2] / 1e6:.2f} M/s", "one thread", f"{rates[2] / rates[1]:.2f}"


def geant4():
    try:
        row, text = measure()
    except ImportError as reason:
        notes.append(f"No comparison with Geant4: {reason}.")
        return
    notes.extend(["With Geant4, of the photons:", *text])
    yield row


def build():
    with threads(2) as context:
        seconds = []
        for _ in range(3):
            geometry, taken = Scene("detector_full").instanced(context)
            seconds.append(taken)
            geometry.close()
    yield "commit of detector_full (10,056 instances), two threads", f"{min(seconds):.2f} s", "bar 2 s", ""


def main():
    cpu = [line.split(":")[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")]
    print(f"{cpu[0] if cpu else platform.machine()}, {os.cpu_count()} cores; "
          f"{c2.library.build_info().decode()}\n")
    print("| what | libchroma2 | against | ratio of the best (least and most of a round) |\n|---|---|---|---|")
    cores = os.sched_getaffinity(0)
    for part in (rays, geant4, photons, build):
        notes.append(f"Load of the machine before {part.__name__}: {os.getloadavg()[0]:.1f}")
        os.sched_setaffinity(0, {max(cores)} if part is rays else cores)  # threads that are made inherit it
        for row in part():
            print(f"| {' | '.join(row)} |", flush=True)
    print("", *notes, sep="\n")


main()

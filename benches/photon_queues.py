"""Photons that go through queues in the GPU's global memory on their way through the propagation, beside the
library's kernel: the same events with the same seeds by each of the kernels in a folder
(benches/photon_queues/kernel.cu), one process each, the library's own first and last. Every kernel's sums, and
2^20 photons' end states in each detector, must be those of the library's. Needs a GPU and the reference scenes.

    photon_queues.py FOLDER [KERNEL]...      kernels: file names without .cubin; all of the folder
"""

import hashlib
import json
import os
import pathlib
import statistics
import subprocess
import sys

SCENES = ("detector_tiny", "detector_full")
EVENTS = ((1000, 101), (2**20, 61), (2**24, 11))  # photons, seeds
LIBRARY = "the library's"
LIMIT = 60  # seconds for a kernel


def measure():
    """Times of all events in ns, and what must not depend on the kernel."""
    import gpu_api as api
    from gpu_api import c2
    from scenes import Scene

    times, sums = {}, hashlib.sha256()
    with api.Context(api.CUDA) as context:
        for name in SCENES:
            geometry, _ = Scene(name).instanced(context)
            with geometry, c2.Session(context, geometry) as session:
                for count, rounds in EVENTS:
                    own = []
                    for seed in range(-1, rounds):
                        source = c2.Source(count=count, wavelength=400.0)
                        with session.shine(source, seed=seed % 2**64, want=api.SUMMARY) as event:
                            event.wait()
                            own.append(round(api.seconds(event) * 1e9))
                            sums.update(json.dumps(event.summary().as_dict()).encode())
                    times[f"{name} {count}"] = own[1:]
                source = c2.Source(count=2**20, wavelength=400.0)
                with session.shine(source, seed=7, want=api.PHOTONS) as event:
                    event.wait()
                    for _, column in event.photons().items():
                        sums.update(column.tobytes())
    print(json.dumps({"times": times, "sums": sums.hexdigest()}))


def run(kernel):
    """The measurement in a process of its own; None where it fails."""
    environment = dict(os.environ, CHROMA2_FATBIN=str(kernel)) if kernel else os.environ
    try:
        done = subprocess.run([sys.executable, __file__, "measure"], env=environment, text=True,
                              capture_output=True, timeout=LIMIT)
    except subprocess.TimeoutExpired:
        print(f"{kernel}: not done in {LIMIT} s", file=sys.stderr)
        return None
    if done.returncode:
        print(f"{kernel}: {done.stderr[-2000:]}", file=sys.stderr)
        return None
    return json.loads(done.stdout)


def cell(own, base):
    best, middle = min(own), statistics.median(own)
    pairs = statistics.median(a / b for a, b in zip(base, own))
    return f"{best / 1e3:.0f}, {middle / 1e3:.0f} ({100 * (pairs - 1):+.1f} %)"


def main():
    folder, names = pathlib.Path(sys.argv[1]), sys.argv[2:]
    files = [folder / f"{name}.cubin" for name in names] if names else sorted(folder.glob("*.cubin"))
    if not files:
        sys.exit(f"photon_queues.py: no .cubin in {folder}")
    columns = [f"{name} {count}" for name in SCENES for count, _ in EVENTS]
    print("µs of an event: best, median (rate beside the library's, median over seeds)\n")
    print(f"| kernel | {' | '.join(columns)} | same bits |\n|{'---|' * (len(columns) + 2)}", flush=True)
    base, bad = None, 0
    for file in (None, *files, None):
        result = run(file)
        base = base or result
        if not base:
            sys.exit("photon_queues.py: the library's kernel does not run")
        same = result is not None and result["sums"] == base["sums"]
        bad += not same
        cells = [cell(result["times"][c], base["times"][c]) for c in columns] if result else ["failed"] * len(columns)
        print(f"| {file.stem if file else LIBRARY} | {' | '.join(cells)} | {'yes' if same else 'NO'} |", flush=True)
    sys.exit(bool(bad))


measure() if sys.argv[1:] == ["measure"] else main()

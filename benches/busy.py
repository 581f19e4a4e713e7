"""What part of the time a GPU propagates, by its own clock in a trace (docs/telemetry.md): events back to back, six under way.
usage: busy.py [photons of an event] [events]. Needs the reference scenes (CHROMA2_REFERENCE).
"""

import json
import os
import sys
import tempfile

import gpu_api as api
from gpu_api import c2
from hits import stream
from scenes import Scene


def covered(spans):
    """Length of the union of spans (begin, end), and from the first begin to the last end."""
    total, last = 0.0, None
    for begin, end in sorted(spans):
        total += max(0.0, end - max(begin, last if last is not None else begin))
        last = end if last is None else max(last, end)
    return total, last - min(begin for begin, _ in spans)


def run(session, photons, events, path):
    with session.trace(path):
        stream(session, photons, api.SUMMARY | api.HITS, range(events))
    with open(path) as file:
        objects = json.load(file)
    lanes = {o["tid"]: o["args"]["name"] for o in objects if o["ph"] == "M" and o["name"] == "thread_name"}
    spans = [o for o in objects if o["ph"] == "X" and o["name"] == "propagate" and "GPU" in lanes.get(o["tid"], "")]
    return covered([(o["ts"], o["ts"] + o["dur"]) for o in spans]), len(spans)


def main(photons=10**7, events=24):
    print("| scene | photons, six under way | slices | propagating | of | share |\n|---|---|---|---|---|---|")
    with api.Context(api.CUDA) as context, tempfile.TemporaryDirectory() as folder:
        for name in ("detector_tiny", "detector_full"):
            geometry, _ = Scene(name).instanced(context)
            with geometry, c2.Session(context, geometry) as session:
                path = os.path.join(folder, "trace.json")
                run(session, photons, 8, path)
                (busy, whole), slices = run(session, photons, events, path)
                print(f"| {name} | {photons} | {slices} | {busy / 1e3:.1f} ms | {whole / 1e3:.1f} ms | "
                      f"{100 * busy / whole:.1f} % |", flush=True)


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:]))

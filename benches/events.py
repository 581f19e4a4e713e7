"""Saves the reference detectors as scene files and runs bin/events on each: latency and rate of small events.

    events.py PROGRAM [arguments of benches/events.cpp after the scene]

Needs the reference scenes (CHROMA2_REFERENCE).
"""

import os
import subprocess
import sys
import tempfile

from scenes import Scene, c2


def main():
    program, arguments = sys.argv[1], sys.argv[2:]
    with tempfile.TemporaryDirectory() as folder, c2.Context(backend=c2.BACKEND_CPU) as context:
        for name in ("detector_tiny", "detector_full"):
            geometry, _ = Scene(name).instanced(context)
            path = os.path.join(folder, name, "scene.toml")
            os.mkdir(os.path.dirname(path))
            with geometry:
                geometry.save(path)
            subprocess.run([program, path, *arguments], check=True)


if __name__ == "__main__":
    main()

"""What the tests of cluster engines share: a job, its hash by one process, a worker that is killed in its middle."""

import json
import os
import pathlib
import signal
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "python"), str(ROOT / "tests/python")]
import chroma2  # noqa: E402
from chroma2.watch import watched  # noqa: E402
from scenes import ball  # noqa: E402

PHOTONS, SEED, EVENT = 4_000_000, 5, 2
LIGHT = {"wavelength": 350.0, "wavelength_end": 500.0, "position": [100, 0, 0]}
SPLITS = (1, 7, 64)
EXAMPLES = ROOT / "examples_py/cluster"


def until(true, what, seconds=120):
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, f"waited {seconds} s for {what}"
        time.sleep(0.005)


class Trial:
    """A folder with a scene and the hash of one event by one process; jobs of it in parts."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        with chroma2.Context(backend="cpu") as context, ball(context) as geometry:
            geometry.save(self.folder / "scene")
            light, out = chroma2.Source(**LIGHT), self.folder / "whole.npz"
            whole = chroma2.run_range(geometry, light, SEED, EVENT, 0, PHOTONS, out, context=context)
        self.sha256, self.hits = whole.sha256, whole.hits
        # The command, as it is where the package is installed.
        (self.folder / "bin").mkdir()
        command = self.folder / "bin/chroma2"
        command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m chroma2 "$@"\n')
        command.chmod(0o755)
        self.telemetry = self.folder / "telemetry"
        self.telemetry.mkdir()
        self.environment = os.environ | {
            "PATH": f"{self.folder / 'bin'}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT / "python"),
            "CHROMA2_TELEMETRY": str(self.telemetry)}

    def job(self, engine, parts):
        """The file of a job in so many parts, in a folder of its own."""
        folder = self.folder / f"{engine}{parts}"
        folder.mkdir()
        file = folder / "job.json"
        job = {"scene": "../scene", "source": LIGHT, "photons": PHOTONS, "seed": SEED, "event": EVENT, "parts": parts}
        file.write_text(json.dumps(job))
        return file

    def kill_one(self, job, but=()):
        """Kills a process that runs a part, once others are complete if there are others; its number."""
        def middle():
            return len(list((job.parent / "parts").glob("*.json"))) >= 1

        parts = chroma2.Job.read(job).parts
        until(lambda: parts == 1 or middle(), "the first part")
        found = []

        def running():
            for one in watched(self.telemetry):
                if one.pid not in but and (parts > 1 or one.get("photons_queued") > 0):
                    try:
                        os.kill(one.pid, signal.SIGKILL)
                        found.append(one.pid)
                        return True
                    except ProcessLookupError:
                        pass
            return False

        until(running, "a running part")
        return found[0]

    def check(self, job, out=None):
        """The merged hits are those of one process; nothing half is there under its final name."""
        read = chroma2.Job.read(job)
        assert read.missing() == []
        merged = chroma2.read_manifest(out) if out else read.merge(job.parent / "all.npz")
        assert merged.sha256 == self.sha256 and merged.hits == self.hits and merged.count == PHOTONS, merged
        assert chroma2.load(out or job.parent / "all.npz").digest() == self.sha256

    def start(self, arguments, log, **options):
        """A process of the job, with its output in a file beside it."""
        with open(log, "a") as file:
            return subprocess.Popen([str(one) for one in arguments], stdout=file, stderr=subprocess.STDOUT, env=self.environment, **options)

"""One event by 1, 7 and 64 parts through Slurm, MPI, Dask, Ray and what HTCondor would start, with a worker killed in the middle of
each: one hash.

    all.py [slurm] [mpi] [dask_local] [ray_local] [condor]

What is not installed is said and left out.
"""

import importlib
import sys
import tempfile
import time

from common import PHOTONS, SPLITS, Trial

ENGINES = ("slurm", "mpi", "dask_local", "ray_local", "condor")


def main(names):
    with tempfile.TemporaryDirectory(prefix="chroma2-cluster-") as folder:
        trial = Trial(folder)
        print(f"one process: {trial.hits} hits of {PHOTONS} photons, sha256 {trial.sha256}", flush=True)
        for name in names or ENGINES:
            engine = importlib.import_module(name)
            reason = engine.missing()
            if reason:
                print(f"{name}: skipped: {reason}")
                continue
            try:
                if hasattr(engine, "start"):
                    engine.start(trial)
                for parts in SPLITS:
                    begin = time.monotonic()
                    said = engine.run(trial, parts)
                    print(f"{name}, {parts} parts: the same hash; {said} ({time.monotonic() - begin:.0f} s)", flush=True)
            finally:
                if hasattr(engine, "end"):
                    engine.end(trial)


if __name__ == "__main__":
    main(sys.argv[1:])

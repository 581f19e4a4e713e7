"""Dask: its scheduler gives what a killed worker had to others."""

import importlib.util
import sys


def missing():
    return None if importlib.util.find_spec("distributed") else "distributed is not installed"


def run(trial, parts):
    from common import EXAMPLES
    job = trial.job("dask", parts)
    log, out = job.parent / "log", job.parent / "out.npz"
    process = trial.start([sys.executable, EXAMPLES / "by_dask.py", job, out], log)
    killed = trial.kill_one(job)
    assert process.wait(300) == 0, log.read_text()
    said = log.read_text()
    assert "Restarting worker" in said or f"{killed}" in said, said
    trial.check(job, out)
    return "a worker was killed and another took its parts"

"""Ray: what a killed worker had, others do."""

import importlib.util
import sys


def missing():
    return None if importlib.util.find_spec("ray") else "ray is not installed (pip install ray)"


def run(trial, parts):
    from common import EXAMPLES
    job = trial.job("ray", parts)
    log, out = job.parent / "log", job.parent / "out.npz"
    process = trial.start([sys.executable, EXAMPLES / "by_ray.py", job, out], log)
    trial.kill_one(job)
    assert process.wait(300) == 0, log.read_text()
    trial.check(job, out)
    return "a worker was killed and another took its parts"

"""MPI: where a worker is killed all end, and the next start does what is missing."""

import importlib.util
import pathlib
import shutil
import sys


def missing():
    if not mpiexec():
        return "mpiexec is not installed"
    return None if importlib.util.find_spec("mpi4py") else "mpi4py is not installed"


def mpiexec():
    beside = pathlib.Path(sys.executable).with_name("mpiexec")
    return str(beside) if beside.exists() else shutil.which("mpiexec")


def run(trial, parts):
    from common import EXAMPLES
    job = trial.job("mpi", parts)
    log, out = job.parent / "log", job.parent / "out.npz"
    command = [mpiexec(), "-n", 3, sys.executable, "-m", "mpi4py", EXAMPLES / "by_mpi.py", job, out]
    first = trial.start(command, log)
    trial.kill_one(job)
    assert first.wait(60) != 0, "MPI has not ended with its worker"
    import chroma2
    left = chroma2.Job.read(job).missing()
    assert left and not out.exists(), "the worker was killed too late"
    kept = {path: path.stat().st_mtime_ns for path in (job.parent / "parts").glob("part*.npz.json")}
    again = trial.start(command, log)
    assert again.wait(300) == 0, log.read_text()
    done = parts - len(left)
    same = sum(path.stat().st_mtime_ns == stamp for path, stamp in kept.items())
    assert same >= done, f"{done} parts were complete, {same} of them are as they were"
    trial.check(job, out)
    return f"{done} of {parts} parts were there when all ended, and stayed"

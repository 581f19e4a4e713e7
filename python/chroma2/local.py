"""Which share of its machine a process has, where several of one job run there: by local rank, as Slurm and MPI tell it."""

from __future__ import annotations

import os

from . import _c
from ._checks import integer
from .context import Context, devices

# MPI's first: what mpiexec starts within a step of Slurm has that step's number in the other one.
RANKS = ("OMPI_COMM_WORLD_LOCAL_RANK", "MPI_LOCALRANKID", "SLURM_LOCALID")
CORES = ("SLURM_CPUS_PER_TASK", "OMP_NUM_THREADS")  # HTCondor, Dask and Ray say it by the second
SIZES = ("OMPI_COMM_WORLD_LOCAL_SIZE", "MPI_LOCALNRANKS")


def told(names: tuple[str, ...]) -> int | None:
    """The first of these variables of the environment that has a number."""
    return next((int(value) for name in names if (value := os.environ.get(name, "")).isdecimal()), None)


def local_rank() -> int:
    """This process's place among those of its job on this machine: what OpenMPI, MPICH and its relatives, or Slurm say; else 0."""
    return told(RANKS) or 0


def local_threads() -> int:
    """Threads for this process: the processors that the batch system gave to it, else a share of all where MPI started several
    processes and bound them to none; 0: all that it may run on."""
    given, size, cores = told(CORES), told(SIZES) or 1, os.cpu_count() or 1
    if given:
        return given
    bound = len(os.sched_getaffinity(0)) < cores
    return 0 if bound or size == 1 else max(cores // size, 1)


def local_context(rank: int | None = None, threads: int | None = None) -> Context:
    """A context on this process's GPU, which is the one of its local rank among those that can be used (by turns, where there are
    fewer); on the processor where there is none. rank and threads: None: local_rank(), local_threads()."""
    rank = local_rank() if rank is None else integer("rank", rank, 0, 2**31 - 1)
    threads = None if threads is None else integer("threads", threads, 0, 2**31 - 1)
    gpus = [place for place, device in enumerate(devices()) if device.backend == _c.Backend.CUDA and device.usable]
    if gpus:
        return Context(backend="cuda", device=gpus[rank % len(gpus)])
    return Context(backend="cpu", threads=local_threads() if threads is None else threads)

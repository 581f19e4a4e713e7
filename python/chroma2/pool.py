"""A job's parts by processes of this machine."""

from __future__ import annotations

import concurrent.futures
import multiprocessing
import os
from collections.abc import Iterator
from typing import Any

from ._checks import integer, listed, shown
from .jobs import Job
from .manifest import Manifest

_ranked: list[int] = []  # of a process of run_parts: its place among them


def _begin(places: Any) -> None:
    _ranked.append(places.get())


def _ranked_part(job: Job, part: int, threads: int) -> Manifest:
    return job.run(part, _ranked[0], threads)


def run_parts(job: Job, workers: int, parts: list[int] | None = None, threads: int | None = None) -> Iterator[tuple[int, Manifest]]:
    """Runs parts (None: all) by so many processes of this machine, which share its GPUs, or have so many threads each (None: a
    share of its processors); gives each as it is done. BrokenProcessPool where one was killed: what is complete stays."""
    if not isinstance(job, Job):
        raise TypeError(f"job: a Job is needed, not {shown(job)}")
    todo = range(job.parts) if parts is None else [integer("parts", part, 0, job.parts - 1) for part in listed("parts", parts)]
    integer("workers", workers, 1, 1024)
    spawn = multiprocessing.get_context("spawn")  # no thread of the library survives a fork
    places = spawn.Queue()
    threads = max(len(os.sched_getaffinity(0)) // workers, 1) if threads is None else integer("threads", threads, 0, 2**31 - 1)
    for place in range(workers):
        places.put(place)
    with concurrent.futures.ProcessPoolExecutor(workers, spawn, _begin, (places,)) as pool:
        running = {pool.submit(_ranked_part, job, part, threads): part for part in todo}
        for done in concurrent.futures.as_completed(running):
            yield running[done], done.result()

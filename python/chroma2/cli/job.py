"""chroma2 job: the parts of an event, for batch systems and for the processes of one machine."""

from __future__ import annotations

import argparse
import itertools
from typing import Any

from ..jobs import Job
from ..pool import run_parts


def add(commands: Any) -> None:
    parser = commands.add_parser("job", help="run parts of an event, by batch systems or here; what is complete is not run again")
    parser.add_argument("job", help="JSON file: scene, source or steps, photons, parts, seed, event, folder, ... (docs/python.md)")
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--part", type=int, help="run this one, from 0 on")
    what.add_argument("--workers", type=int, help="run all by so many processes of this machine")
    what.add_argument("--missing", action="store_true",
                      help="print which parts are not complete, as 0-3,7; exit status 1 where there are any")
    what.add_argument("--merge", metavar="OUT", help="join all parts to this file")
    parser.set_defaults(function=run)


def run(given: argparse.Namespace) -> int:
    job = Job.read(given.job)
    if given.missing:
        missing = job.missing()
        if missing:
            print(spans(missing))
        return int(bool(missing))
    if given.merge:
        one = job.merge(given.merge)
        print(f"{one.hits} hits of photons {one.first_index} to before {one.end} in {given.merge}, sha256 {one.sha256}")
        return 0
    done = [(given.part, job.run(given.part))] if given.workers is None else run_parts(job, given.workers)
    for part, one in done:
        print(f"part {part}: {one.hits} hits of photons {one.first_index} to before {one.end} in {job.path(part)}", flush=True)
    return 0


def spans(numbers: list[int]) -> str:
    """Ascending numbers as 0-3,7, which Slurm's --array takes."""
    found = []
    for _, group in itertools.groupby(enumerate(numbers), lambda pair: pair[1] - pair[0]):
        run = [number for _, number in group]
        found.append(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}")
    return ",".join(found)

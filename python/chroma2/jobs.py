"""One event as a job of many parts, which a JSON file describes: what Slurm, HTCondor, MPI, Dask, or processes of one machine
(pool.py) run.

A part that is complete is not run again, so a job is continued by starting it again.
"""

from __future__ import annotations

import dataclasses
import functools
import json
import os
import pathlib
import uuid
from typing import Any

import numpy as np

from . import _c, files, ranges
from ._checks import fields, integer, listed, path_of, path_text, shown, text, unknown
from .context import Context
from .geometry import Geometry
from .local import local_context
from .manifest import Manifest, step_records
from .source import StepSpectrum, Steps


@dataclasses.dataclass(frozen=True, eq=False)
class Job:
    """One event in parts. Fields are those of the JSON file; paths there are relative to the file."""

    scene: str  # a scene file, its folder, or a GDML file
    parts: int  # how many files of hits
    photons: int | None = None  # of the source; None: all those of the steps
    source: dict[str, Any] | None = None  # fields of a Source
    steps: dict[str, Any] | None = None  # fields of Steps: records is a .npy file of STEP, spectra are dicts
    seed: int = 0
    event: int = 0
    first_index: int = 0
    folder: str = "parts"
    format: str = ".npz"
    gdml: dict[str, Any] = dataclasses.field(default_factory=dict)  # options of Geometry.load_gdml
    options: dict[str, Any] = dataclasses.field(default_factory=dict)  # of the event: max_steps, max_time, ...
    # Processes that stay keep the geometry while it is the same; a job that is read again has its files read again.
    token: str = dataclasses.field(default_factory=lambda: uuid.uuid4().hex, repr=False)

    def __post_init__(self) -> None:
        path_text("scene", self.scene)
        path_text("folder", self.folder)
        text("token", self.token)
        integer("parts", self.parts, 1, 10**6)
        for name, bits in (("seed", 64), ("event", 64), ("first_index", 40), ("photons", 40)):
            if name != "photons" or self.photons is not None:
                integer(name, getattr(self, name), 0, 2**bits - 1)
        for name in ("source", "steps", "gdml", "options"):
            if name not in ("source", "steps") or getattr(self, name) is not None:
                fields(name, getattr(self, name))
        try:
            files.check_name("part" + text("format", self.format).decode())
        except ValueError as reason:
            raise ValueError(f"format: {reason}") from None

    @classmethod
    def read(cls, path: str | os.PathLike[str]) -> Job:
        """The job of a JSON file: ValueError where it has other fields, or one does not fit."""
        found = path_of("path", path).resolve()  # for processes elsewhere
        try:
            given = json.loads(found.read_text())
        except ValueError as reason:
            raise ValueError(f"{found} is no job: {reason}") from None
        known = [field.name for field in dataclasses.fields(cls) if field.name != "token"]
        if not isinstance(given, dict):
            raise ValueError(f"{found}: an object with the fields of a job is needed")
        wrong = next((name for name in given if name not in known), None)
        if wrong is not None:
            raise ValueError(f"{found}: " + unknown("a job", wrong, known))
        if "scene" not in given or "parts" not in given or ("source" in given) == ("steps" in given):
            raise ValueError(f"{found}: scene, parts, and one of source and steps are needed")
        if "source" in given and "photons" not in given:
            raise ValueError(f"{found}: photons is needed with a source")
        given["folder"] = given.get("folder", "parts")
        for name in ("scene", "folder"):
            given[name] = str(found.parent / path_of(name, given[name]))
        if "steps" in given:
            steps = fields("steps", given["steps"])
            given["steps"] = {**steps, "records": str(found.parent / path_of("steps: records", steps.get("records")))}
        return cls(**given)

    def light(self) -> _c.Source | Steps:
        """What it runs."""
        if self.steps is None:
            return _c.Source(**self.source or {})
        given = dict(self.steps)
        records = path_of("steps: records", given.get("records"))
        try:
            given["records"] = np.load(records)
        except ValueError as reason:
            raise ValueError(f"{records} has no records of steps: {reason}") from None
        if "spectra" in given:
            given["spectra"] = [spectrum(one) for one in listed("steps: spectra", given["spectra"])]
        return Steps(**given)

    def range(self, part: int) -> tuple[int, int]:
        """The first photon of a part and how many it has: parts differ by one photon at most."""
        integer("part", part, 0, self.parts - 1)
        begin, end = (self.first_index + self._photons * place // self.parts for place in (part, part + 1))
        return begin, end - begin

    @property
    def _light(self) -> _c.Source | Steps:
        return lit(self)

    @property
    def _photons(self) -> int:
        light = self._light
        if self.photons is not None or not isinstance(light, Steps):
            return self.photons or 0
        return int(step_records(light)["count"].sum()) - self.first_index

    def path(self, part: int) -> pathlib.Path:
        """Where the hits of a part are."""
        integer("part", part, 0, self.parts - 1)
        return pathlib.Path(self.folder) / f"part{part:0{len(str(self.parts - 1))}}{self.format}"

    def run(self, part: int, rank: int | None = None, threads: int | None = None) -> Manifest:
        """Runs a part on the GPU of this process's local rank, or the processor (local_context), unless it is complete."""
        first, count = self.range(part)
        rank, threads = (None if value is None else integer(name, value, 0, 2**31 - 1)
                         for name, value in (("rank", rank), ("threads", threads)))
        context, geometry = committed(self.token, self.scene, json.dumps(self.gdml), rank, threads)
        pathlib.Path(self.folder).mkdir(parents=True, exist_ok=True)
        return ranges.run_range(geometry, self._light, self.seed, self.event, first, count, self.path(part),
                                context=context, resume=True, **self.options)

    def missing(self) -> list[int]:
        """The parts that are not complete, or of another geometry or source than the job's now."""
        with Context(backend="cpu", threads=1) as context, ranges.load_scene(context, self.scene, self.gdml) as geometry:
            whole = ranges.wanted(geometry, self._light, self.seed, self.event, 0, 0, self.path(0), self.options)
        found = []
        for part in range(self.parts):
            first, count = self.range(part)
            if ranges.complete(self.path(part), dataclasses.replace(whole, first_index=first, count=count)) is None:
                found.append(part)
        return found

    def merge(self, out: str | os.PathLike[str]) -> Manifest:
        """Joins all parts to one file: ValueError or FileNotFoundError where one is missing."""
        whole = (self.first_index, self.first_index + self._photons)
        return ranges.merge([self.path(part) for part in range(self.parts)], out, photons=whole)


def spectrum(given: Any) -> StepSpectrum:
    """A StepSpectrum of a dict of its fields, with wavelengths and values apart."""
    one, known = fields("steps: spectra", given), ("decay_time", "rise_time", "type", "wavelengths", "values")
    wrong = next((name for name in one if name not in known), None)
    if wrong is not None:
        raise ValueError("steps: spectra: " + unknown("a spectrum", wrong, known))
    if "wavelengths" not in one or "values" not in one:
        raise ValueError(f"steps: spectra: wavelengths and values are needed, not {shown(given)}")
    return StepSpectrum((one.pop("wavelengths"), one.pop("values")), **one)


@functools.lru_cache(1)
def committed(token: str, scene: str, gdml: str, rank: int | None, threads: int | None) -> tuple[Context, Geometry]:
    """The context of this process and the geometry of the job that it works for."""
    context = local_context(rank, threads)
    return context, ranges.load_scene(context, scene, json.loads(gdml))


_lights: dict[str, _c.Source | Steps] = {}


def lit(job: Job) -> _c.Source | Steps:
    """The light of the job that this process works for."""
    found = _lights.get(job.token)
    if found is None:
        _lights.clear()
        found = _lights[job.token] = job.light()
    return found


def run_part(job: Job, part: int, rank: int | None = None, threads: int | None = None) -> Manifest:
    """Job.run as a function, for executors."""
    if not isinstance(job, Job):
        raise TypeError(f"job: a Job is needed, not {shown(job)}")
    return job.run(part, rank, threads)

"""One event by many jobs: each writes the hits of a range of photons, with a manifest, and merge() joins them. The union is
bit for bit what one job gives, however the photons were split."""

from __future__ import annotations

import dataclasses
import json
import os
import pathlib
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np

from . import _c, files
from ._checks import integer, listed, path_of, shown
from ._handle import live
from ._library import library
from .context import Context
from .geometry import Geometry
from .results import view
from .session import Session
from .table import Table, concatenated

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from . import _fields

FORMAT = 1
# Of the options of an event, those that decide what becomes of a photon, or where its time counts from.
DECIDING = ("max_steps", "weight_mode", "max_time", "scatter_first", "time_offset", "velocity")
COUNTS = ("photons", "no_hit", "bulk_absorb", "surface_detect", "surface_absorb", "step_limit", "time_limit", "nan_abort", "hits",
          "medium_changes", "secondaries")


@dataclasses.dataclass
class Manifest:
    """What a file of hits holds: JSON beside it, in FILE.json. All of it but the range, the account and the hash is the same for
    parts of one event."""

    file: str  # the hits, a path relative to the manifest
    seed: int
    event: int
    first_index: int
    count: int  # photons, from first_index on
    geometry: str  # the geometry's digest
    library: str  # the version that made it
    source: dict[str, Any]
    options: dict[str, Any]
    account: dict[str, int]  # photons by their ends
    hits: int
    sha256: str  # of the hits: Table.digest
    format: int = FORMAT

    @property
    def end(self) -> int:
        return self.first_index + self.count

    def common(self) -> dict[str, Any]:
        """What parts of one event agree in."""
        return {name: getattr(self, name) for name in ("seed", "event", "geometry", "library", "source", "options", "format")}


def manifest_path(path: str | os.PathLike[str]) -> pathlib.Path:
    """Where the manifest of a file of hits is."""
    found = path_of("path", path)
    return found.with_name(found.name + ".json")


def write_manifest(path: pathlib.Path, manifest: Manifest) -> None:
    part = path.with_name(f".{path.name}.{os.getpid()}")
    part.write_text(json.dumps(dataclasses.asdict(manifest), indent=1) + "\n")
    os.replace(part, path)


def read_manifest(path: str | os.PathLike[str]) -> Manifest:
    """The manifest of a file of hits, by the path of either."""
    found = path_of("path", path)
    if found.suffix in files.FORMATS:
        found = manifest_path(found)
    try:
        given = json.loads(found.read_text())
    except ValueError as reason:
        raise ValueError(f"{found} is no manifest: {reason}") from None
    names = [field.name for field in dataclasses.fields(Manifest)]
    if not isinstance(given, dict) or set(given) != set(names) or given["format"] != FORMAT:
        raise ValueError(f"{found} is no manifest of format {FORMAT}")
    return Manifest(**given)


def described(source: _c.Source) -> dict[str, Any]:
    """A source as JSON has it, without its count: fields that are not 0."""
    found: dict[str, Any] = {}
    for name, value in source.as_dict().items():
        if name in ("count", "spectrum_wavelengths", "spectrum_values") or not np.any(value):
            continue
        found[name] = value
    for name in ("spectrum_wavelengths", "spectrum_values"):
        if source.spectrum_count:
            found[name] = view(source[name], (source.spectrum_count,), np.float64, source).tolist()
    return found


def load_scene(context: Context, scene: str | os.PathLike[str] | Geometry) -> Geometry:
    """A committed geometry: itself, or that of a scene or GDML file."""
    if isinstance(scene, Geometry):
        return scene
    path = path_of("scene", scene)
    geometry = Geometry.load_gdml(context, path) if path.suffix == ".gdml" else Geometry.load(context, path)
    geometry.commit()
    return geometry


def run_range(scene: str | os.PathLike[str] | Geometry, source: _c.Source, seed: int, event: int, first_index: int, count: int,
              out: str | os.PathLike[str], *, context: Context | None = None, progress: bool = False,
              **options: Unpack[_fields.EventConfigOptions]) -> Manifest:
    """Runs photons `first_index` to before first_index + count of an event, and writes their hits to `out` (.npz, .h5, .parquet,
    .root) and their manifest to out.json, which appears last.

    scene: a committed geometry with its context, or the path of a scene or GDML file. source: its count does not matter. Options are
    those of Session.submit, but for callbacks, batches and what the arguments say. Gives the manifest.
    """
    first_index, count = (integer(name, value, 0, 2**40) for name, value in (("first_index", first_index), ("count", count)))
    refused = set(options) & {"seed", "event_id", "first_index", "want", "on_hits", "on_done", "on_progress"}
    if refused:
        raise TypeError(f"{min(refused)}: run_range says that itself")
    if not isinstance(source, _c.Source):
        raise TypeError(f"source: a Source is needed, not {shown(source)}")
    if context is not None:
        live("context", context, Context)
    deciding = _c.EventConfig(**options)
    target = path_of("out", out)
    files.check_name(target)
    own = context or Context()
    geometry = load_scene(own, scene)
    with Session(own, geometry) as session, session.shine(
            source.replace(count=count), seed=seed, event_id=event, first_index=first_index, **options) as run:
        run.wait(progress=progress)
        summary = run.summary()
        about = {"seed": seed, "event": event, "first_index": first_index, "photons": count}
        table = files.save(target, Table(run.hits(), about=about))
    manifest = Manifest(
        file=target.name, seed=seed, event=event, first_index=first_index, count=count, geometry=geometry.digest().hex(),
        library=library.version_string().decode(), source=described(source),
        options={name: deciding[name] for name in DECIDING}, account={name: summary[name] for name in COUNTS},
        hits=len(table), sha256=table.digest())
    write_manifest(manifest_path(target), manifest)
    return manifest


def ordered(parts: list[tuple[pathlib.Path, Manifest]]) -> list[tuple[pathlib.Path, Manifest]]:
    """Parts by their first photon: ValueError where they are of different runs, leave a gap or overlap."""
    parts = sorted(parts, key=lambda part: (part[1].first_index, part[1].end))
    first_path, first = parts[0]
    for path, one in parts[1:]:
        for name, value in one.common().items():
            if value != first.common()[name]:
                raise ValueError(f"{path} is of another run than {first_path}: its {name} is {value}, not {first.common()[name]}")
    end, last = first.end, first_path
    for path, one in parts[1:]:
        if one.first_index < end:
            raise ValueError(f"{path} overlaps {last}: it begins at photon {one.first_index}, before {end}")
        if one.first_index > end:
            raise ValueError(f"photons {end} to before {one.first_index} are missing, between {last} and {path}")
        end, last = one.end, path
    return parts


def merge(paths: Iterable[str | os.PathLike[str]], out: str | os.PathLike[str]) -> Manifest:
    """Joins parts of one event, in any order, to one file with its manifest, which can be merged again. paths: files of hits, or their
    manifests. ValueError where parts are missing in between, overlap, are of different runs (seed, event, geometry, source, options,
    version of the library), or have other hits than their manifest says."""
    target, given = path_of("out", out), [path_of("paths", path) for path in listed("paths", paths)]
    if not given:
        raise ValueError("paths: no part is given")
    parts = ordered([(path, read_manifest(path)) for path in given])
    tables = []
    for path, one in parts:
        hits = path.with_name(one.file)
        table = files.load(hits)
        if len(table) != one.hits or table.digest() != one.sha256:
            raise ValueError(f"{hits} has other hits than its manifest says")
        tables.append(table)
    first, last = parts[0][1], parts[-1][1]
    about = {"seed": first.seed, "event": first.event, "first_index": first.first_index,
             "photons": last.end - first.first_index}
    table = files.save(target, Table(concatenated(tables), about=about))
    account = {name: sum(one.account[name] for _, one in parts) for name in COUNTS}
    manifest = dataclasses.replace(first, file=target.name, count=last.end - first.first_index, account=account,
                                   hits=len(table), sha256=table.digest())
    write_manifest(manifest_path(target), manifest)
    return manifest

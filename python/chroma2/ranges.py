"""One event by many jobs: each writes the hits of a range of photons, with a manifest, and merge() joins them. The union is
bit for bit what one job gives, however the photons were split."""

from __future__ import annotations

import dataclasses
import os
import pathlib
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from . import _c, files
from ._checks import array, fields, integer, listed, path_of, shown
from ._handle import live
from ._library import library
from .context import Context
from .event import Event
from .geometry import Geometry
from .manifest import COUNTS, DECIDING, Manifest, described, manifest_path, read_manifest, step_records, write_manifest
from .session import Session
from .source import Steps
from .table import Table, concatenated

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from . import _fields


def load_scene(context: Context, scene: str | os.PathLike[str] | Geometry, gdml: Mapping[str, Any] | None = None) -> Geometry:
    """A committed geometry: itself, or that of a scene file, its folder, or a GDML file (gdml: options of Geometry.load_gdml)."""
    if isinstance(scene, Geometry):
        return scene
    path = path_of("scene", scene)
    geometry = Geometry.load_gdml(context, path, **fields("gdml", gdml or {})) if path.suffix == ".gdml" else Geometry.load(context, path)
    geometry.commit()
    return geometry


def submitted(session: Session, light: _c.Source | Steps, first_index: int, count: int, **options: Any) -> Event:
    """Photons `first_index` to before first_index + count: of a source by their indices in the event, of steps by their places
    among the photons of all steps, which are their indices too."""
    if not isinstance(light, Steps):
        return session.shine(light.replace(count=count), first_index=first_index, **options)
    records = step_records(light)
    # A photon_count of 0 would be all from there on.
    first = first_index if count else int(records["count"].sum())
    return session.submit_steps(records, light.replace(first_photon=first, photon_count=count), **options)


def wanted(geometry: Geometry, light: _c.Source | Steps, seed: int, event: int, first_index: int, count: int, path: pathlib.Path,
           options: Mapping[str, Any]) -> Manifest:
    """The manifest of a range that has not been run: without hits and account."""
    deciding = _c.EventConfig(**options)
    return Manifest(
        file=path.name, seed=seed, event=event, first_index=first_index, count=count, geometry=geometry.digest().hex(),
        library=library.version_string().decode(), source=described(light),
        options={name: deciding[name] for name in DECIDING}, account={}, hits=0, sha256="")


def run_range(scene: str | os.PathLike[str] | Geometry, source: _c.Source | Steps, seed: int, event: int, first_index: int,
              count: int, out: str | os.PathLike[str], *, context: Context | None = None, progress: bool = False,
              resume: bool = False, gdml: Mapping[str, Any] | None = None,
              **options: Unpack[_fields.EventConfigOptions]) -> Manifest:
    """Runs photons `first_index` to before first_index + count of an event, and writes their hits to `out` (.npz, .h5, .parquet,
    .root) and their manifest to out.json, which appears last.

    scene: a committed geometry with its context, or the path of a scene file, its folder, or a GDML file, whose options
    (detection, ignore, chord) are in `gdml`. source: a Source, whose count does not matter, or Steps with an array of STEP,
    whose photons are counted from the first one of the first step on. resume: where `out` has the hits of this range of this event
    already, as its manifest says, nothing is run. Options are those of Session.submit, but for callbacks, batches and what the
    arguments say. Gives the manifest.
    """
    first_index, count = (integer(name, value, 0, 2**40) for name, value in (("first_index", first_index), ("count", count)))
    seed, event = (integer(name, value, 0, 2**64 - 1) for name, value in (("seed", seed), ("event", event)))
    if not isinstance(source, (_c.Source, Steps)):
        raise TypeError(f"source: a Source or Steps are needed, not {shown(source)}")
    refused = set(options) & {"seed", "event_id", "first_index", "want", "on_hits", "on_done", "on_progress"}
    if refused or (isinstance(source, Steps) and (source.first_photon or source.photon_count)):
        raise TypeError(f"{min(refused, default='source.first_photon')}: run_range says that itself")
    if context is not None:
        live("context", context, Context)
    _c.EventConfig(**options)  # refuses what does not exist, before a scene is loaded
    target = path_of("out", out)
    files.check_name(target)
    own = context or Context()
    geometry = load_scene(own, scene, gdml)
    manifest = wanted(geometry, source, seed, event, first_index, count, target, options)
    if resume:
        found = complete(target, manifest)
        if found is not None:
            return found
        for left in (target, manifest_path(target)):
            files.remove_left(left)
    with Session(own, geometry) as session, submitted(
            session, source, first_index, count, seed=seed, event_id=event, **options) as run:
        run.wait(progress=progress)
        summary = run.summary()
        about = {"seed": seed, "event": event, "first_index": first_index, "photons": count}
        table = files.save(target, Table(run.hits(), about=about))
    manifest = dataclasses.replace(
        manifest, account={name: summary[name] for name in COUNTS}, hits=len(table), sha256=table.digest())
    write_manifest(manifest_path(target), manifest)
    return manifest


def complete(path: pathlib.Path, expected: Manifest) -> Manifest | None:
    """The manifest of a file of hits that is whole, and of the event and range that are expected; else None."""
    try:
        found = read_manifest(path)
        if found.common() != expected.common() or (found.first_index, found.count) != (expected.first_index, expected.count):
            return None
        checked(path.with_name(found.file), found)
        return found
    except ImportError:  # of the format's reader
        raise
    except Exception:  # readers raise what they like for files that were cut off
        return None


def checked(path: pathlib.Path, manifest: Manifest) -> Table:
    """The hits of a file: ValueError where they are not those of its manifest."""
    table = files.load(path)
    if len(table) != manifest.hits or table.digest() != manifest.sha256:
        raise ValueError(f"{path} has other hits than its manifest says")
    return table


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


def merge(paths: Iterable[str | os.PathLike[str]], out: str | os.PathLike[str], *,
          photons: tuple[int, int] | None = None) -> Manifest:
    """Joins parts of one event, in any order, to one file with its manifest, which can be merged again. paths: files of hits, or their
    manifests. photons: first and end of what they have to be together, so that the first and last parts cannot be missing either.
    ValueError where parts are missing, overlap, are of different runs (seed, event, geometry, source, options, version of the
    library), or have other hits than their manifest says."""
    target, given = path_of("out", out), [path_of("paths", path) for path in listed("paths", paths)]
    if not given:
        raise ValueError("paths: no part is given")
    if photons is not None:
        begin, end = array(photons, np.uint64, 1, "photons", 2).tolist()
        photons = begin, end
    parts = ordered([(path, read_manifest(path)) for path in given])
    first, last = parts[0][1], parts[-1][1]
    if photons is not None and (first.first_index, last.end) != photons:
        raise ValueError(f"the parts have photons {first.first_index} to before {last.end}, not {photons[0]} to before {photons[1]}")
    tables = [checked(path.with_name(one.file), one) for path, one in parts]
    about = {"seed": first.seed, "event": first.event, "first_index": first.first_index,
             "photons": last.end - first.first_index}
    table = files.save(target, Table(concatenated(tables), about=about))
    account = {name: sum(one.account[name] for _, one in parts) for name in COUNTS}
    manifest = dataclasses.replace(first, file=target.name, count=last.end - first.first_index, account=account,
                                   hits=len(table), sha256=table.digest())
    write_manifest(manifest_path(target), manifest)
    return manifest

"""What a file of hits holds, as JSON beside it: which photons of which event, in what geometry, and the hash of their hits."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import os
import pathlib
from typing import Any

import numpy as np
import numpy.typing as npt

from . import _c, files
from ._checks import path_of
from .results import view
from .source import Steps

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
    first_index: int  # of a source: index in the event; of steps: place among the photons of all of them
    count: int  # photons, from first_index on
    geometry: str  # the geometry's digest
    library: str  # the version that made it
    source: dict[str, Any]  # fields of a Source; of steps their number, that of their photons, and a hash
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
    part = files.beside(path)
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


def described(light: _c.Source | Steps) -> dict[str, Any]:
    """A source, or steps, as JSON has it, without which photons of it: fields that are not 0."""
    if isinstance(light, Steps):
        return described_steps(light)
    found: dict[str, Any] = {}
    for name, value in light.as_dict().items():
        if name in ("count", "spectrum_wavelengths", "spectrum_values") or not np.any(value):
            continue
        found[name] = value
    for name in ("spectrum_wavelengths", "spectrum_values"):
        if light.spectrum_count:
            found[name] = view(light[name], (light.spectrum_count,), np.float64, light).tolist()
    return found


def step_records(light: Steps) -> npt.NDArray[Any]:
    """The array of STEP that a Steps was given."""
    records: npt.NDArray[Any] = light.kept.get("records", np.zeros(0, _c.STEP))
    if light.count != len(records):
        raise ValueError(f"Steps.count is {light.count}, but there are {len(records)} records")
    return records


def described_steps(light: Steps) -> dict[str, Any]:
    """Steps are many: a hash stands for the records, the spectra and the band of wavelengths."""
    records = np.ascontiguousarray(step_records(light))
    made = hashlib.sha256(records.astype(_c.STEP, copy=False).data)
    spectra = light.kept.get("spectra", np.zeros(0, _c.STEP_SPECTRUM))
    if light.spectrum_count != len(spectra):
        raise ValueError(f"Steps.spectrum_count is {light.spectrum_count}, but there are {len(spectra)} spectra")
    for spectrum in spectra:
        times = " ".join(float(spectrum[name]).hex() for name in ("decay_time", "rise_time"))
        made.update(f"{spectrum['count']} {spectrum['type']} {times}\n".encode())
        for name in ("wavelengths", "values"):
            made.update(view(int(spectrum[name]), (int(spectrum["count"]),), np.float64, light).tobytes())
    band = {name: light[name] for name in ("wavelength_min", "wavelength_max") if light[name]}
    return {"steps": len(records), "photons": int(records["count"].sum()), "sha256": made.hexdigest(), **band}

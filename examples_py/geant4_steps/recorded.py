"""Geant4's steps and histograms of its photons in a small file, with which libchroma2 is compared where there is no Geant4."""

from __future__ import annotations

import pathlib

import numpy as np
import numpy.typing as npt
from scipy import special

import chroma2 as c2

from .agreement import Row, part, sets, simulated
from .library import Columns
from .scenes import Scene

BINS = 40
FATES = int(c2.FLAG_BULK_ABSORB | c2.FLAG_SURFACE_DETECT | c2.FLAG_SURFACE_ABSORB)
OFF = {"position": 1e-2, "time": 1e-5, "wavelength": 1e-3, "direction": 1e-6, "polarization": 1e-6}  # of edges from values that many share


def observables(columns: Columns) -> dict[str, npt.NDArray[np.float64]]:
    """Columns of one number each: signs of polarizations mean nothing, and of flags only the terminal ones are Geant4's too."""
    found = dict[str, npt.NDArray[np.float64]]()
    for name, values in columns.items():
        if name == "flags":
            found["fate"] = (values & FATES).astype(float)
        elif values.ndim == 1:
            found[name] = values.astype(float)
        else:
            for axis, letter in enumerate("xyz"):
                column = values[:, axis].astype(float)
                found[f"{name} {letter}"] = np.abs(column) if name == "polarization" else column
    return found


def write(path: pathlib.Path, run: Columns) -> None:
    """Columns of steps, and of each set of photons edges and counts of each observable, in bins of as many photons."""
    kept = {name: values for name, values in run.items() if name.startswith("step_")}
    for light, columns in sets(part(run, "start_"), part(run, "end_")).items():
        for name, values in observables(columns).items():
            edges = np.unique(np.quantile(values, np.linspace(0, 1, BINS + 1)[1:-1])) - OFF.get(name.split()[0], 0.5)
            kept[f"edges {light} {name}"] = edges
            kept[f"counts {light} {name}"] = np.bincount(np.searchsorted(edges, values), minlength=len(edges) + 1)
    np.savez_compressed(path, **kept)  # type: ignore[arg-type]


def compared(path: pathlib.Path, scene: Scene, repeats: int, seed: int) -> list[Row]:
    """Rows of a table: chi-square tests of the shape of each histogram."""
    with np.load(path) as file:
        kept = dict(file)
    starts, ends, rows, _ = simulated(kept, scene, repeats, seed)
    for light, columns in sets(starts, ends).items():
        for name, values in observables(columns).items():
            theirs, edges = kept[f"counts {light} {name}"], kept[f"edges {light} {name}"]
            ours = np.bincount(np.searchsorted(edges, values), minlength=len(theirs))
            keep = theirs + ours > 0
            a, b = theirs[keep].astype(float), ours[keep].astype(float)
            share = (a + b) / (a.sum() + b.sum())
            value = sum(float(((counts - counts.sum() * share) ** 2 / (counts.sum() * share)).sum()) for counts in (a, b))
            rows.append(Row(light, name, value, len(a) - 1, float(special.chdtrc(len(a) - 1, value))))
    return rows

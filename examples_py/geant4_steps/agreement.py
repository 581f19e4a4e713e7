"""Whether both programs' photons of the same steps are of one distribution: rows of a table."""

from __future__ import annotations

import dataclasses

import numpy as np
import numpy.typing as npt
from scipy import special

import chroma2 as c2

from .library import Columns, Detector, divided, propagate, steps_of
from .scenes import Scene

LIMIT = 1e-4  # a row with a smaller p differs
LEAST = 10.0  # photons that a bin of steps has in mean, at least
KINDS = {"Cherenkov": (c2.STEP_KIND_CHERENKOV, c2.FLAG_CHERENKOV), "scintillation": (c2.STEP_KIND_SCINTILLATION, c2.FLAG_SCINTILLATION)}
NAMES = ("Geant4", "libchroma2")


@dataclasses.dataclass
class Row:
    """One test: of what light, what of it, chi-square with its degrees of freedom or the distance of Kolmogorov and Smirnov, p."""

    light: str
    what: str
    value: float
    freedom: int
    p: float


@dataclasses.dataclass
class Found:
    rows: list[Row]
    pages: dict[str, c2.Comparison]
    photons: tuple[int, int]
    steps: int

    def __str__(self) -> str:
        lines = [f"{self.steps} steps; photons: {self.photons[0]} of Geant4, {self.photons[1]} of libchroma2",
                 f"{'light':<24} {'what':<18} {'value':>10} {'dof':>5} {'p':>9}"]
        for row in self.rows:
            lines.append(f"{row.light:<24} {row.what:<18} {row.value:>10.4g} {row.freedom or '':>5} {row.p:>9.2g}"
                         + ("  differs" if row.p < LIMIT else ""))
        return "\n".join(lines)

    def markdown(self) -> str:
        """A line for each observable, a column for each kind of light, with p."""
        lights, whats = (list(dict.fromkeys(getattr(row, name) for row in self.rows)) for name in ("light", "what"))
        cells = {(row.light, row.what): f"{row.p:.2g}" for row in self.rows}
        lines = ["| | " + " | ".join(lights) + " |", "| --- |" + " --- |" * len(lights)]
        lines += [f"| {what} | " + " | ".join(cells.get((light, what), "") for light in lights) + " |" for what in whats]
        return "\n".join(line.replace("|polarization", "\\|polarization").replace("x| ", "x\\| ").replace("y| ", "y\\| ").replace(
            "z| ", "z\\| ") for line in lines)


def numbers(light: str, made: npt.NDArray[np.float64], means: npt.NDArray[np.float64]) -> list[Row]:
    """Geant4's numbers of photons against the means of libchroma2: of all steps together, and step by step, neighbours joined until they
    have LEAST."""
    bins = np.floor(np.cumsum(means) / LEAST).astype(int)
    sums, expected = np.bincount(bins, made), np.bincount(bins, means)
    sums, expected = sums[expected > LEAST / 2], expected[expected > LEAST / 2]
    chi, total = float(((sums - expected) ** 2 / expected).sum()), float((made.sum() - means.sum()) ** 2 / means.sum())
    return [Row(light, "number", total, 1, float(special.chdtrc(1, total))),
            Row(light, "number by step", chi, len(sums), float(special.chdtrc(len(sums), chi)))]


def sets(starts: Columns, ends: Columns) -> dict[str, Columns]:
    """Photons by how they began: their starts and their ends; and those that were detected."""
    found = dict[str, Columns]()
    for light, (_, flag) in KINDS.items():
        mask = starts["flags"] & flag != 0
        if mask.any():
            found[f"{light}, begun"] = {name: values[mask] for name, values in starts.items() if name not in ("flags", "channel")}
            found[f"{light}, ended"] = {name: values[mask] for name, values in ends.items()}
    hit = ends["flags"] & c2.FLAG_SURFACE_DETECT != 0
    found["detected"] = {name: values[hit] for name, values in ends.items() if name != "flags"}
    return found


def part(run: Columns, prefix: str) -> Columns:
    return {name.removeprefix(prefix): values for name, values in run.items() if name.startswith(prefix)}


def simulated(run: Columns, scene: Scene, repeats: int, seed: int, drawn: bool = False) -> tuple[Columns, Columns, list[Row], int]:
    """`repeats` events of libchroma2 on Geant4's steps, each with numbers of photons of its own, divided into components as Geant4 does, or
    with components that are drawn: starts and ends of the photons, rows about Geant4's numbers, and how many photons there are."""
    context = c2.Context()
    detector = Detector(context, scene)
    session = c2.Session(context, detector.geometry)
    steps, made = steps_of(run, detector.liquid)
    events, rows = [], list[Row]()
    for event in range(repeats):
        means = session.count_steps(steps, seed=seed, event_id=event)
        events.append(propagate(session, steps if drawn else divided(steps, scene), seed, event))
    for light, (kind, _) in KINDS.items():
        of = steps["kind"] == kind
        if means[of].sum():
            rows += numbers(f"{light}, begun", made[of], means[of])
    starts, ends = ({name: np.concatenate([one[side][name] for one in events]) for name in events[0][side]} for side in (0, 1))
    return starts, ends, rows, len(ends["time"])


def compared(run: Columns, scene: Scene, repeats: int, seed: int, drawn: bool = False) -> Found:
    """Compares a run of Geant4 with `simulated` light of its steps."""
    starts, ends, rows, count = simulated(run, scene, repeats, seed, drawn)
    photons, pages = (len(run["end_time"]), count), dict[str, c2.Comparison]()
    theirs, ours = sets(part(run, "start_"), part(run, "end_")), sets(starts, ends)
    for light, columns in theirs.items():
        of = photons if light == "detected" else (None, None)
        pages[light] = c2.compare(columns, ours[light], photons=of, names=NAMES)
        rows += [Row(light, test.name.replace("number", "share"), test.value, test.freedom, test.p) for test in pages[light].tests]
    return Found(rows, pages, photons, len(run["step_track"]))

"""What is compared of ends."""

import numpy as np

from .. import statistics
from .ends import FATES, OTHER

GROUPS = 8  # faces and volumes whose places are compared, of a source
LEAST_ROWS = 2000  # of Geant4's ends, for their places; a tenth of that for times
MOST_PARTS = 9  # of each axis, for places


def named(ends, with_beyond):
    """Texts of fate, volume and what is beyond, and which one each row has. The world's own name is left out."""
    volumes = ["/".join(["world", *str(path).split("/")[1:]]) for path in ends["volumes"]]
    codes = np.stack([ends["fate"], ends["volume"], ends["beyond"] if with_beyond else np.full(len(ends["fate"]), -1)], 1)
    unique, rows = np.unique(codes, axis=0, return_inverse=True)
    texts = [f"{FATES[fate]} in {volumes[volume]}" + (f" at {volumes[beyond]}" if beyond >= 0 else "")
             for fate, volume, beyond in unique]
    return np.array(texts, object), rows.reshape(-1)


def counts(theirs, ours):
    """A chi-square of two columns of texts, each as (texts, rows)."""
    names = sorted({*theirs[0], *ours[0]})
    index = {name: number for number, name in enumerate(names)}
    found = [np.bincount([index[text] for text in texts], np.bincount(rows, minlength=len(texts)), len(names))
             for texts, rows in (theirs, ours)]
    return statistics.chi_square(*found, names)


def materials(ends):
    texts = [f"{fate} in {material}" for fate in FATES for material in ends["materials"]]
    return np.array(texts, object), ends["fate"] * len(ends["materials"]) + ends["material"]


def places(theirs, ours):
    """Cells between edges that are chosen on each axis from both samples, away from planes that many share."""
    cells = [np.zeros(len(theirs), int), np.zeros(len(ours), int)]
    parts = int(np.clip((len(theirs) / 60) ** 0.4, 2, MOST_PARTS))
    for axis in range(3):
        values = np.concatenate([theirs[:, axis], ours[:len(theirs), axis]]).astype(float)
        resolution = max(1e-3, 1e-6 * np.abs(values).max())
        edges = statistics.edges_of(values, resolution, parts)
        for which, positions in enumerate((theirs, ours)):
            cells[which] = cells[which] * (len(edges) + 1) + np.searchsorted(edges, positions[:, axis])
    return statistics.cells(*cells)


def numbers(name, theirs, ours, unit, resolution):
    result, mean = statistics.numbers(theirs.astype(float), ours.astype(float), resolution, unit)
    yield name, result
    if mean:
        yield f"{name}, mean", mean


def speed(ends, source):
    """Of each photon, in mm/ns, from the nearest point of the source to its end: of straight light the group velocity."""
    distances = [np.linalg.norm(ends["position"] - np.array(point, np.float32), axis=1) for point in source.points]
    return np.min(distances, 0) / np.maximum(ends["time"], 1e-9)


def rows(source, theirs, ours):
    """(name, Result) of all tests of the two programs' ends."""
    with_beyond = bool(len(ours["beyond"])) and (ours["beyond"] >= 0).any()
    fates = [(np.array(FATES, object), ends["fate"]) for ends in (theirs, ours)]
    yield "fates", counts(*fates)
    yield "fates and volumes", counts(named(theirs, with_beyond), named(ours, with_beyond))
    yield "fates and materials", counts(materials(theirs), materials(ours))
    of_theirs, of_ours = (dict(time=ends["time"], wavelength=ends["wavelength"], speed=speed(ends, source))
                          for ends in (theirs, ours))
    for fate, name in enumerate(FATES[:OTHER]):
        a, b = ({key: column[ends["fate"] == fate] for key, column in columns.items()}
                for ends, columns in ((theirs, of_theirs), (ours, of_ours)))
        if len(a["time"]) < LEAST_ROWS / 10 or not len(b["time"]):
            continue
        resolution = max(2e-5, 2e-6 * float(np.quantile(a["time"], 0.99)))
        yield from numbers(f"time, {name}", a["time"], b["time"], "ns", resolution)
        yield from numbers(f"speed, {name}", a["speed"], b["speed"], "mm/ns", 1e-2)
        if len(np.unique(a["wavelength"])) > 1:
            yield from numbers(f"wavelength, {name}", a["wavelength"], b["wavelength"], "nm", 1e-2)
    texts, group = named(theirs, with_beyond)
    others, other = named(ours, with_beyond)
    most = np.bincount(group, minlength=len(texts))
    for number in np.argsort(-most, kind="stable")[:GROUPS]:
        match = np.flatnonzero(others == texts[number])
        if most[number] >= LEAST_ROWS and len(match):
            yield f"places, {texts[number]}", places(theirs["position"][group == number],
                                                     ours["position"][other == match[0]])

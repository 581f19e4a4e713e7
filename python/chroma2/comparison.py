"""Whether two sets of hits, or of ends of photons, can be of one distribution: tests of the number that was detected, fates,
channels, times, wavelengths, positions, directions and polarizations, corrected for their number."""

from __future__ import annotations

import dataclasses
import os
import pathlib
from typing import Any

import numpy as np
import numpy.typing as npt

from . import files
from ._checks import integer, number, shown
from ._c import Flag
from .table import Table

Floats = npt.NDArray[np.float64]
FATES = [Flag.NO_HIT, Flag.BULK_ABSORB, Flag.SURFACE_DETECT, Flag.SURFACE_ABSORB, Flag.STEP_LIMIT, Flag.TIME_LIMIT,
         Flag.NAN_ABORT]
LEAST = 10.0  # entries that a bin of a chi-square test has of both sets together, at least
SIGNIFICANCE = 0.01


@dataclasses.dataclass
class Test:
    """One test. `p`: the probability of a value this large or larger where both sets are of one distribution; `adjusted`: by Holm,
    for the number of tests."""

    name: str
    kind: str  # "chi-square" or "KS"
    value: float  # chi-square, or the largest difference of the cumulative distributions
    freedom: int  # degrees of freedom of a chi-square
    p: float
    adjusted: float = 1.0


@dataclasses.dataclass
class Comparison:
    """What compare() found: `tests`, `agrees`, and a table as its text."""

    a: Table
    b: Table
    names: tuple[str, str]
    tests: list[Test]
    significance: float
    notes: list[str]

    @property
    def agrees(self) -> bool:
        """Whether no test, corrected for their number, has a p below the significance."""
        return all(test.adjusted >= self.significance for test in self.tests)

    def __str__(self) -> str:
        lines = [f"{len(self.a)} of {self.names[0]}, {len(self.b)} of {self.names[1]}", "",
                 f"{'':<16} {'test':<11} {'value':>10} {'dof':>6} {'p':>10} {'by Holm':>10}"]
        for test in self.tests:
            sign = "  differs" if test.adjusted < self.significance else ""
            freedom = str(test.freedom) if test.kind == "chi-square" else ""
            lines.append(f"{test.name:<16} {test.kind:<11} {test.value:>10.4g} {freedom:>6} {test.p:>10.3g} "
                         f"{test.adjusted:>10.3g}{sign}")
        verdict = "agree" if self.agrees else "disagree"
        lines += ["", *self.notes, f"The sets {verdict} at a significance of {self.significance:g} for all {len(self.tests)} tests "
                  "together."]
        return "\n".join(lines)

    def picture(self, path: str | os.PathLike[str]) -> None:
        """Draws what was compared onto a page (PNG, PDF, ...); needs matplotlib."""
        from .plot import comparison_page
        comparison_page(self, path)


def special() -> Any:
    return files.needed("scipy.special", "compare")


def weights_of(table: Table) -> Floats:
    return table["weight"].astype(float) if "weight" in table else np.ones(len(table))


def chi_square(name: str, a: Floats, b: Floats, a2: Floats, b2: Floats) -> Test | None:
    """Whether two histograms have one shape: sums of weights by bin, and of their squares. Bins are joined until each has LEAST
    entries, by the effective number of both. None: there is but one bin."""
    entries = np.divide((a + b) ** 2, a2 + b2, out=np.zeros(len(a)), where=a2 + b2 > 0)
    keep = entries >= LEAST
    columns = [np.append(values[keep], values[~keep].sum()) for values in (a, b, a2, b2)]
    used = columns[2] + columns[3] > 0
    a, b, a2, b2 = (values[used] for values in columns)
    if len(a) < 2 or not a.sum() or not b.sum():
        return None
    if np.array_equal(a, a2) and np.array_equal(b, b2):  # counts: Pearson's test of homogeneity
        share = (a + b) / (a.sum() + b.sum())
        value = sum(float((((counts - counts.sum() * share) ** 2) / (counts.sum() * share)).sum()) for counts in (a, b))
    else:
        difference = a / a.sum() - b / b.sum()
        value = float((difference**2 / (a2 / a.sum() ** 2 + b2 / b.sum() ** 2)).sum())
    return Test(name, "chi-square", value, len(a) - 1, float(special().chdtrc(len(a) - 1, value)))


def histograms(name: str, a: npt.NDArray[Any], b: npt.NDArray[Any], wa: Floats, wb: Floats) -> Test | None:
    """The chi-square test of two columns of categories."""
    values, place = np.unique(np.concatenate([a, b]), return_inverse=True)
    first, second, count = place[:len(a)], place[len(a):], len(values)
    sums = [np.bincount(at, weights, count).astype(float) for at, weights in (
        (first, wa), (second, wb), (first, wa**2), (second, wb**2))]
    return chi_square(name, sums[0], sums[1], sums[2], sums[3])


def kolmogorov(name: str, a: npt.NDArray[Any], b: npt.NDArray[Any], wa: Floats, wb: Floats) -> Test | None:
    """The test of Kolmogorov and Smirnov of two columns of numbers; with weights by effective numbers of entries. Equal values make
    it say less, never more. None: a set is empty, or all values are the same."""
    if not wa.sum() or not wb.sum():
        return None
    values = np.concatenate([a, b]).astype(float)
    order = np.argsort(values, kind="stable")
    values = values[order]
    if values[0] == values[-1]:
        return None
    steps = np.concatenate([wa / wa.sum(), -wb / wb.sum()])[order]
    ends = np.append(values[1:] != values[:-1], True)  # cumulative values count where a value ends
    distance = float(np.abs(np.cumsum(steps)[ends]).max())
    na, nb = (weights.sum() ** 2 / (weights**2).sum() for weights in (wa, wb))
    root = np.sqrt(na * nb / (na + nb))
    return Test(name, "KS", distance, 0, float(special().kolmogorov((root + 0.12 + 0.11 / root) * distance)))


def holm(tests: list[Test]) -> None:
    """Sets `adjusted`: the p-values times how many are no smaller, growing."""
    largest = 0.0
    for place, test in enumerate(sorted(tests, key=lambda test: test.p)):
        largest = max(largest, min(1.0, test.p * (len(tests) - place)))
        test.adjusted = largest


def table_of(name: str, given: Any) -> Table:
    if isinstance(given, Table):
        return given
    if isinstance(given, (str, os.PathLike)):
        return files.load(given)
    if not (hasattr(given, "keys") and hasattr(given, "__getitem__")):
        raise TypeError(f"{name}: hits, a Table, a mapping of arrays or the path of a file is needed, not {shown(given)}")
    return Table(given)


def detected(a: Table, b: Table, photons: tuple[int | None, int | None], notes: list[str]) -> Test | None:
    """Whether as many of the photons are in both sets, where it is known how many there were."""
    known = [given if given is not None else table.about.get("photons") for given, table in zip(photons, (a, b))]
    total = [integer("photons", count, 0, 2**63) for count in known if count is not None]
    if len(total) < 2:
        notes.append("How many photons were submitted is not known, so that the numbers of hits were not compared.")
        return None
    sums, squares = [], []
    for table, count in zip((a, b), total):
        weights = weights_of(table)
        if len(table) > count:
            if "id" in table:
                notes.append("There are more hits than photons: secondary ones, whose number was not compared.")
                return None
            raise ValueError(f"photons: {count} for {len(table)} hits")
        plain = bool(np.all(weights == 1))
        sums.append(np.array([weights.sum(), count - weights.sum()]))
        squares.append(sums[-1] if plain else np.array([(weights**2).sum(), (weights**2).sum()]))
    if all(np.array_equal(one, two) for one, two in zip(sums, squares)) and min(sums[0][1], sums[1][1]) >= 0:
        return chi_square("number", sums[0], sums[1], squares[0], squares[1])
    # Expected detections by weights: their difference against its error.
    rates = [one[0] / count for one, count in zip(sums, total)]
    error = sum(two[0] / count**2 for two, count in zip(squares, total))
    if not error:
        return None
    value = (rates[0] - rates[1]) ** 2 / error
    return Test("number", "chi-square", float(value), 1, float(special().chdtrc(1, value)))


def compare(a: Any, b: Any, *, photons: tuple[int | None, int | None] = (None, None), significance: float = SIGNIFICANCE,
            names: tuple[str, str] | None = None) -> Comparison:
    """Compares two sets of hits or of ends of photons, which have to be independent of each other: Hits, EndStates, Tables, mappings
    of arrays as table.SCHEMA names them (of any program), or files.

    Columns that both have are compared: by chi-square the fates (terminal flags), channels, and, where it is known how many
    photons there were (`photons`, or what files say), the number of hits; by Kolmogorov and Smirnov times (with time_offset),
    wavelengths and the components of position and direction, and, as a polarization has no sign, their magnitudes of polarization.
    Weights count. p-values are corrected by Holm, so that sets of one distribution disagree with a probability of `significance`
    at most. Needs SciPy.
    """
    if not 0 < number("significance", significance) < 1:
        raise ValueError(f"significance is {significance}; it must be between 0 and 1")
    for name, pair in (("photons", photons), ("names", names)):
        if pair is not None and not (isinstance(pair, (list, tuple)) and len(pair) == 2):
            raise TypeError(f"{name}: a pair is needed, not {shown(pair)}")
    one, two = table_of("a", a), table_of("b", b)
    if names is None:
        names = (str(a), str(b)) if all(isinstance(given, (str, os.PathLike)) for given in (a, b)) else ("a", "b")
        names = (pathlib.Path(names[0]).name or "a", pathlib.Path(names[1]).name or "b")
    notes: list[str] = []
    wa, wb = weights_of(one), weights_of(two)
    found = [detected(one, two, photons, notes)]
    both = [name for name in one if name in two]
    if "flags" in both:
        lowest = [np.select([(table["flags"] & int(flag)) != 0 for flag in FATES], range(1, len(FATES) + 1), 0)
                  for table in (one, two)]
        found.append(histograms("fate", lowest[0], lowest[1], wa, wb))
    if "channel" in both:
        found.append(histograms("channel", one["channel"], two["channel"], wa, wb))
    if "time" in both:
        times = [table["time"].astype(float) + table.time_offset for table in (one, two)]
        found.append(kolmogorov("time", times[0], times[1], wa, wb))
    if "wavelength" in both:
        found.append(kolmogorov("wavelength", one["wavelength"], two["wavelength"], wa, wb))
    for name in ("position", "direction", "polarization"):
        if name in both:
            for axis, letter in enumerate("xyz"):
                columns = [table[name][:, axis] for table in (one, two)]
                if name == "polarization":
                    columns = [np.abs(column) for column in columns]
                label = f"|{name} {letter}|" if name == "polarization" else f"{name} {letter}"
                found.append(kolmogorov(label, columns[0], columns[1], wa, wb))
    left = [name for name in ("flags", "channel", "time", "wavelength", "position", "direction", "polarization")
            if name not in both and (name in one or name in two)]
    if left:
        notes.append(f"Only one set has {', '.join(left)}.")
    tests = [test for test in found if test is not None]
    if not tests:
        raise ValueError("the sets have nothing in common that could be compared")
    holm(tests)
    return Comparison(one, two, names, tests, significance, notes)

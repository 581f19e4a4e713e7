"""Two-sample tests. Each gives a probability: of a difference as large as the one seen, were both of one distribution."""

import dataclasses
import math

import numpy as np

LEAST_ENTRIES = 50  # of both samples together, in a bin; others are taken together
BINS = 60


@dataclasses.dataclass
class Result:
    """A chi-square over its degrees of freedom, its probability, and where the largest deviation is, in standard
    deviations. `shares` are the bins' edges (or cells) and both samples' shares, for pictures."""

    chi_square: float
    freedom: int
    probability: float
    deviation: float
    where: str
    edges: object = None
    shares: object = None


def upper_tail(x, freedom):
    """Probability of a chi-square of so many degrees of freedom above x: the regularized incomplete gamma function,
    by its series below the mean and its continued fraction above (Abramowitz and Stegun 6.5.29, 6.5.31)."""
    a, x = freedom / 2, x / 2
    if freedom <= 0 or x <= 0:
        return 1.0
    front = math.exp(-x + a * math.log(x) - math.lgamma(a))
    if x < a + 1:
        term = total = 1 / a
        n = a
        while term > total * 1e-15:
            n += 1
            term *= x / n
            total += term
        return max(0.0, 1 - total * front)
    b, c = x + 1 - a, 1e300
    d = h = 1 / b
    for n in range(1, 10_000):
        step = -n * (n - a)
        b += 2
        d = 1 / (step * d + b)
        c = b + step / c
        h *= d * c
        if abs(d * c - 1) < 1e-14:
            break
    return front * h


def two_sided(z):
    return math.erfc(abs(z) / math.sqrt(2))


def chi_square(a, b, names=None):
    """Of two rows of counts, whose totals may differ and are no part of the test."""
    a, b = np.asarray(a, float), np.asarray(b, float)
    names = np.asarray(names if names is not None else range(len(a)), object)
    few = a + b < LEAST_ENTRIES
    if few.any():
        a, b = (np.append(x[~few], x[few].sum()) for x in (a, b))
        names = np.append(names[~few], "rare")
    a, b, names = a[a + b > 0], b[a + b > 0], names[a + b > 0]
    if not a.sum() or not b.sum():
        return Result(math.inf, 1, 0.0 if len(a) else 1.0, math.inf, "one sample is empty")
    if len(a) < 2:
        return Result(0.0, 0, 1.0, 0.0, "")
    ratio = math.sqrt(b.sum() / a.sum())
    terms = (a * ratio - b / ratio) / np.sqrt(a + b)
    total, worst = float((terms**2).sum()), int(np.abs(terms).argmax())
    return Result(total, len(a) - 1, upper_tail(total, len(a) - 1), float(-terms[worst]), str(names[worst]))


def edges_of(values, resolution, bins=BINS):
    """Edges between which the values are shared evenly; none is within rounding of a value that many have."""
    values = np.sort(values)
    wanted = np.unique(np.quantile(values, np.linspace(0, 1, bins + 1)[1:-1]))
    edges = []
    for edge in wanted:
        for _ in range(100):
            near = np.searchsorted(values, edge + resolution) - np.searchsorted(values, edge - resolution)
            if near < max(20, 2e-3 * len(values)):
                break
            edge += 2.5 * resolution
        if not edges or edge > edges[-1] + resolution:
            edges.append(edge)
    return np.array(edges)


def numbers(theirs, ours, resolution, unit):
    """Histograms of numbers, and the difference of their means: two Results."""
    if not len(theirs) or not len(ours):
        return chi_square([len(theirs)], [len(ours)]), None
    edges = edges_of(np.concatenate([theirs, ours[:len(theirs)]]), resolution)
    counts = [np.bincount(np.searchsorted(edges, values), minlength=len(edges) + 1) for values in (theirs, ours)]
    ends = ["least", *(f"{edge:.6g}" for edge in edges), "most"]
    result = chi_square(*counts, [f"{low} to {high} {unit}".strip() for low, high in zip(ends, ends[1:])])
    result.edges, result.shares = edges, [count / count.sum() for count in counts]
    return result, mean_difference(theirs, ours, resolution)


def mean_difference(theirs, ours, resolution):
    a, b = theirs.mean(dtype=float), ours.mean(dtype=float)
    sigma = math.sqrt(theirs.var(dtype=float) / len(theirs) + ours.var(dtype=float) / len(ours))
    where = f"{b:.6g}, Geant4 {a:.6g}"
    if abs(a - b) < resolution / 10:  # rounding of single precision
        return Result(0.0, 1, 1.0, 0.0, where)
    z = (b - a) / sigma if sigma > 1e-9 else math.copysign(math.inf, b - a)
    return Result(z * z, 1, two_sided(z), z, where)


def cells(theirs, ours):
    known, place = np.unique(np.concatenate([theirs, ours]), return_inverse=True)
    counts = [np.bincount(part, minlength=len(known)) for part in (place[:len(theirs)], place[len(theirs):])]
    result = chi_square(*counts, [f"cell {cell}" for cell in known])
    result.edges, result.shares = known, [count / max(1, count.sum()) for count in counts]
    return result


def against(values, expected):
    """A sample's mean against the number that it should have: mean, standard deviation of the mean, deviation in
    standard deviations, probability. Numbers that are all the same must be equal within 2e-4."""
    values = np.asarray(values, float)
    if not len(values):
        return math.nan, math.nan, math.inf, 0.0
    mean, sigma = values.mean(), values.std() / math.sqrt(len(values))
    if values.std() < 1e-4:
        return mean, sigma, 0.0, 1.0 if abs(mean - expected) < 2e-4 else 0.0
    z = (mean - expected) / sigma
    return mean, sigma, z, two_sided(z)

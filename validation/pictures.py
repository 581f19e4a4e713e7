"""Pictures of a case: the histograms of both programs, and their differences in standard deviations."""

import os

import matplotlib
import numpy as np

matplotlib.use("Agg")
import matplotlib.pyplot as plt  # noqa: E402

OURS, THEIRS, INK = "#0072b2", "#d55e00", "#444444"


def draw(compared, folder):
    """FOLDER/SCENE-CASE.png; nothing for a case that was not compared."""
    rows = [row for row in compared.rows if row.result.shares is not None]
    if not rows:
        return
    os.makedirs(folder, exist_ok=True)
    across = min(3, len(rows))
    down = -(-len(rows) // across)
    figure = plt.figure(figsize=(5 * across, 3.6 * down), layout="constrained")
    figure.suptitle(f"{compared.scene}: {compared.case.name}", fontsize=13)
    for place, row in enumerate(rows):
        panel(figure, figure.add_gridspec(down, across)[place // across, place % across], row, compared.photons)
    name = f"{compared.scene}-{compared.case.name}".replace(" ", "_").replace(",", "").replace("/", "_")
    figure.savefig(os.path.join(folder, name + ".png"), dpi=80)
    plt.close(figure)


def panel(figure, cell, row, photons):
    parts = cell.subgridspec(2, 1, height_ratios=(3, 1), hspace=0.02)
    upper, lower = figure.add_subplot(parts[0]), figure.add_subplot(parts[1])
    theirs, ours = row.result.shares
    left, right, heights, where = bins(row, theirs, ours)
    for values, color, label in ((heights[0], THEIRS, "Geant4"), (heights[1], OURS, "libchroma2")):
        upper.stairs(values, np.append(left, right), color=color, label=label, linewidth=1.3)
    upper.set_title(f"{row.name}, p = {row.result.probability:.2g}", fontsize=10, color=INK)
    upper.tick_params(labelbottom=False, labelsize=8)
    upper.legend(fontsize=8, frameon=False)
    # Shares of the chosen photons; their variance is that of a count.
    counts = photons[1] * theirs, photons[0] * ours
    with np.errstate(divide="ignore", invalid="ignore"):
        pulls = (ours - theirs) / np.sqrt(counts[0] / photons[1] ** 2 + counts[1] / photons[0] ** 2)
    lower.axhspan(-2, 2, color="0.9")
    lower.plot(where, np.nan_to_num(pulls), ".", color=INK, markersize=3)
    lower.set_ylim(-6, 6)
    lower.tick_params(labelsize=8)
    lower.set_ylabel("sigma", fontsize=8)
    lower.set_xlim(upper.get_xlim())


def bins(row, theirs, ours):
    """Left edges, the last right one, heights and middles: densities of numbers, shares of cells."""
    edges = np.asarray(row.result.edges, float)
    if len(edges) == len(theirs):  # cells
        left = np.arange(len(edges)) - 0.5
        return left, len(edges) - 0.5, (theirs, ours), np.arange(len(edges))
    if not len(edges):
        edges = np.array([0.0])
    wide = (edges[-1] - edges[0]) * 0.05 or 1.0  # the outer bins have no ends
    edges = np.concatenate([[edges[0] - wide], edges, [edges[-1] + wide]])
    widths = np.diff(edges)
    return edges[:-1], edges[-1], (theirs / widths, ours / widths), (edges[1:] + edges[:-1]) / 2

"""Figures of an event: time residuals, tracks, and the geometry with its hits."""

import pathlib
import sys
import tempfile

import numpy as np

sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / "python"))
import chroma2 as c  # noqa: E402
from chroma2 import display, plot  # noqa: E402
from ended import ended  # noqa: E402
from scenes import ball  # noqa: E402


def refused(text, make):
    try:
        make()
    except ValueError as error:
        assert text in str(error), error
    else:
        raise AssertionError(text)


def residuals():
    # Light straight from the vertex has none; what comes later is as late as it comes.
    rng = np.random.default_rng(1)
    ends, vertex, late = rng.normal(size=(500, 3)) * 1000, np.array([10.0, -20, 30]), rng.exponential(3, 500)
    straight = np.linalg.norm(ends - vertex, axis=1) / 200
    hits = c.Table({"position": ends, "time": straight + late - 5, "channel": np.arange(500)}, time_offset=1e3)
    found = plot.time_residuals(hits, vertex, 200, time=995)
    assert np.allclose(found, late, atol=1e-4)
    assert np.allclose(plot.time_residuals(hits, vertex, 200, 995, positions=ends), late, atol=1e-4)
    figure = plot.residual_histogram(hits, vertex, 200, 995, limits=(0, 4), bins=20, title="late")
    axes = figure.axes[0]
    # A filled step goes up and down again along its bins.
    heights = axes.patches[0].get_xy()[1:40:2, 1]
    assert np.array_equal(heights, np.histogram(found, 20, (0, 4))[0]), heights
    assert f"({(found > 4).sum()} of 500 hits are outside)" in axes.get_title() and axes.get_xlim() == (0, 4)
    refused("velocity is 0", lambda: plot.time_residuals(hits, vertex, 0))
    refused("vertex has the shape (2,)", lambda: plot.time_residuals(hits, [1, 2], 200))
    refused("positions: there are 3, and hits in channels from 0 to 499", lambda: plot.time_residuals(hits, vertex, 200, positions=ends[:3]))


def event(folder):
    with c.Context(backend="cpu") as context, ball(context) as geometry, c.Session(context, geometry) as session:
        done = session.shine(c.Source(count=20_000, wavelength=350.0, wavelength_end=650.0), seed=1, record_first=50).wait()
        hits, records = done.hits(), done.records()
        steps = len(records) - len(records.photon)
        for axis, across in ((None, [0, 1, 2]), ("x", [1, 2]), ("z", [0, 1])):
            figure = plot.track_figure(records, axis=axis, hits=hits, color="time" if axis else "wavelength", title="tracks")
            axes, lines = figure.axes[0], figure.axes[0].collections[0]
            drawn = np.array([line for line in (lines.get_segments() if axis else lines._segments3d)])
            assert drawn.shape == (steps, 2, len(across))
            assert np.allclose(drawn[0], records.position[:2][:, across], atol=1e-3)
            assert axes.get_xlabel() == f"{'xyz'[across[0]]} / mm" and len(figure.axes) == 2  # and what colours mean
            plot.save(figure, folder / "tracks.png")
            assert (folder / "tracks.png").stat().st_size > 20_000
        tracks = display.Tracks.of(records)
        tracks.save(folder / "tracks.npz")
        assert len(plot.track_figure(folder / "tracks.npz").axes[0].collections[0]._segments3d) == steps
        refused("axis is 'w'", lambda: plot.track_figure(tracks, axis="w"))
        refused("color is 'fate'", lambda: plot.track_figure(tracks, color="fate"))
        # Where a ray of the picture's middle meets a channel, the picture is of its colour; by time it is another one.
        view = {"position": (0, -900, 0), "target": (0, 0, 0), "width": 60, "height": 40}
        pictures = [plot.event_image(geometry, hits, by=by, **view).pixels for by in ("charge", "time")]
        assert all(picture.shape == (40, 60, 4) for picture in pictures) and (pictures[0] != pictures[1]).any()
        some = plot.event_image(geometry, c.Table({"channel": np.zeros(0, np.int32), "time": np.zeros(0)}), **view).pixels
        spread = [int(np.ptp(picture[:, :, :3].astype(int), axis=2).max()) for picture in (*pictures, some)]
        assert min(spread[:2]) > 60 > 3 * spread[2], spread  # without hits all is grey
        # The walls are clear: one looks into the detector from outside.
        outside = plot.event_image(geometry, hits, width=80, height=60).pixels[:, :, :3].astype(int)
        assert np.ptp(outside, axis=2).max() > 60
        refused("by is 'wavelength'", lambda: plot.event_image(geometry, hits, by="wavelength"))


residuals()
with tempfile.TemporaryDirectory() as scratch:
    event(pathlib.Path(scratch))
ended(globals())
print("figures of events show what they should")

"""The command chroma2, and pictures: what it writes, says, and returns."""

import contextlib
import io
import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time

import numpy as np

sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / "python"))
import chroma2 as c  # noqa: E402
from chroma2 import plot  # noqa: E402
from chroma2.cli import main  # noqa: E402
from ended import ended  # noqa: E402
from scenes import ball, sphere  # noqa: E402

CPU = ("--backend", "cpu")


def chroma2(*arguments, status=0):
    """What a command prints, both streams."""
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        found = main([str(one) for one in arguments])
    assert found == status, (arguments, found, said.getvalue())
    return said.getvalue()


def png(path):
    begin = pathlib.Path(path).read_bytes()
    assert begin.startswith(b"\x89PNG\r\n\x1a\n") and len(begin) > 2000, path
    return int.from_bytes(begin[16:20], "big"), int.from_bytes(begin[20:24], "big")


def detectors(folder):
    with c.Context(backend="cpu") as context:
        with ball(context, commit=False) as geometry:
            geometry.save(folder / "scene")
        with ball(context, commit=False, absorption=4000.0) as geometry:
            geometry.save(folder / "longer")
        with ball(context, commit=False) as geometry:  # one that sticks out of the wall
            geometry.place(geometry.find("tube", "mesh"), translation=(0, 0, 950))
            geometry.save(folder / "wrong")


def commands(folder):
    said = chroma2("info")
    assert c.__version__ in said and "processor levels" in said and "device 0" in said and "h5py" in said

    light = ("--source", "wavelength=350 wavelength_end=500 position=100,0,0")
    run = lambda scene, out, seed, *more: chroma2(  # noqa: E731
        "run", folder / scene, *light, "--seed", seed, "--out", folder / out, *more, *CPU)
    said = run("scene", "one.parquet", 1, "--photons", "6e4")
    table, manifest = c.load(folder / "one.parquet"), c.read_manifest(folder / "one.parquet")
    assert len(table) == manifest.hits > 3000 and manifest.count == 60_000 and manifest.seed == 1
    assert f"{manifest.hits} hits in" in said and f"{manifest.account['surface_detect']:>14}" in said and "60000 photons" in said
    with c.Context(backend="cpu") as context, c.Geometry.load(context, folder / "scene") as geometry:
        geometry.commit()
        assert manifest.geometry == geometry.digest().hex()
        with c.Session(context, geometry) as session:
            source = c.Source(count=60_000, wavelength=350, wavelength_end=500, position=(100, 0, 0))
            assert c.Table(session.shine(source, seed=1).wait().hits()).digest() == manifest.sha256
    assert run("scene", "two.npz", 2, "--photons", "60000", "--quiet") == ""
    run("longer", "longer.h5", 3, "--photons", "60000", "--quiet")

    said = chroma2("compare", folder / "one.parquet", folder / "two.npz", "--picture", folder / "same.png")
    assert "The sets agree" in said and png(folder / "same.png")[0] > 1000
    said = chroma2("compare", folder / "one.parquet", folder / "longer.h5", "--significance", "0.001", status=1)
    assert "disagree at a significance of 0.001" in said and "differs" in said

    for first in (0, 20_000, 40_000):
        run("scene", f"part{first}.npz", 1, "--photons", "20000", "--first", first, "--quiet")
    parts = [folder / f"part{first}.npz" for first in (40_000, 0, 20_000)]
    said = chroma2("merge", *parts, "--out", folder / "all.root")
    assert manifest.sha256 in said and c.load(folder / "all.root").digest() == manifest.sha256
    assert "are missing" in chroma2("merge", *parts[:2], "--out", folder / "no.npz", status=2)

    assert "nothing seems wrong" in chroma2("check", folder / "scene", *CPU)
    said = chroma2("check", folder / "wrong", *CPU, status=1)
    assert "wrong: 1 pairs of instances that overlap (overlapping instances and overlapped instances: " in said, said
    detector = pathlib.Path(__file__).parents[2] / "examples_cpp/gdml_detector/detector.gdml"
    said = chroma2("check", detector, "--detection", "sensitive", *CPU)
    assert "128 channels" in said and "note: light stops" in said and "nothing seems wrong" in said
    assert "say which one is meant" in chroma2("check", detector, *CPU, status=2)

    said = chroma2("render", folder / "scene", folder / "s.png", "--width", 200, "--height", 150, "--position", "0,-900,0",
                   "--target", "0,0,0", "--hits", folder / "two.npz", *CPU)
    assert png(folder / "s.png") == (200, 150)
    said = chroma2("bench", folder / "scene", "--seconds", "0.05", *CPU)
    assert len(said.splitlines()) == 5 and "M photons/s" in said

    for text, arguments in [
        ("did you mean 'position'?", ("--source", "wavelength=1 positon=1,2,3", "--out", "x.npz")),
        ("wavelength: '35x' is no number", ("--source", "wavelength=35x", "--out", "x.npz")),
        ("position has the shape (2,)", ("--source", "wavelength=350 position=1,2", "--out", "x.npz")),
        ("has to be one of .npz", ("--source", "wavelength=350", "--out", "x.csv")),
        ("wavelength is 0", ("--source", "position=1,2,3", "--out", "x.npz")),
    ]:
        said = chroma2("run", folder / "scene", "--photons", "1", *arguments, *CPU, status=2)
        assert text in said and said.startswith("chroma2: "), said
    assert "nowhere" in chroma2("check", folder / "nowhere", *CPU, status=2)
    (folder / "source.json").write_text(json.dumps({"wavelength": 400, "type": "beam", "direction": [0, 0, 1], "radius": 5}))
    chroma2("run", folder / "scene", "--source", folder / "source.json", "--photons", "10", "--out", folder / "beam.npz", *CPU)
    assert c.read_manifest(folder / "beam.npz").source == {
        "type": 1, "direction": [0.0, 0.0, 1.0], "radius": 5.0, "wavelength": 400.0}
    # As programs start it.
    done = subprocess.run([sys.executable, "-m", "chroma2", "--version"], capture_output=True, text=True, check=True,
                          env=os.environ | {"PYTHONPATH": str(pathlib.Path(c.__file__).parents[1])})
    assert done.stdout == f"chroma2 {c.__version__}\n"
    # Ctrl-C ends a run: no file, and soon.
    job = subprocess.Popen(
        [sys.executable, "-m", "chroma2", "run", folder / "scene", *light, "--photons", "1e10", "--out", folder / "no.npz",
         *CPU], stderr=subprocess.PIPE, text=True, preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
        env=os.environ | {"PYTHONPATH": str(pathlib.Path(c.__file__).parents[1])})
    while "photons" not in job.stderr.readline(200):  # its bar, after half a second
        assert job.poll() is None
    sent = time.monotonic()
    job.send_signal(signal.SIGINT)
    said = job.communicate(timeout=30)[1]
    assert job.returncode == 130 and "interrupted" in said, said
    assert time.monotonic() - sent < 2 and not list(folder.glob("*no.npz*"))  # 0.05 s, and Python's own end


def pictures(folder):
    # Places on maps: the side of a cylinder by arc and height, its ends beside it; areas and the middle of a sphere.
    ring = 2 * np.pi * np.arange(36) / 36 - np.pi
    side = np.stack([np.tile(1000 * np.cos(ring), 3), np.tile(1000 * np.sin(ring), 3), np.repeat([-1500, 0, 1500], 36)], 1)
    lids = np.array([[x, y, z] for x in (-300, 300) for y in (-200, 200) for z in (-1600, 1600)], float)
    u, v = plot.unrolled(np.concatenate([side, lids]), "cylinder", "z")
    assert np.allclose(np.abs(u[:108]), np.abs(1000 * np.tile(ring, 3))) and np.allclose(v[:108], side[:, 2])
    assert np.allclose(u[108:], lids[:, 0]) and (np.abs(v[108:]) > 1600 + 1000 - 200).all()
    assert (np.sign(v[108:]) == np.sign(lids[:, 2])).all()
    points = np.random.default_rng(1).normal(size=(20_000, 3))
    points /= np.linalg.norm(points, axis=1)[:, None]
    u, v = plot.unrolled(points, "sphere", "z")
    inside = u**2 / 8 + v**2 / 2  # 1 at the edge; half of the area has half of them
    assert (inside <= 1.001).all() and abs((inside < 0.5).mean() - 0.5) < 0.015
    x, y = plot.unrolled(side, "flat", "x")
    assert np.allclose(x, side[:, 1]) and np.allclose(y, side[:, 2])
    # A map shows the values where they are, and what is empty in grey.
    values = np.arange(len(side), dtype=float)
    values[3] = np.nan
    figure = plot.hit_map(side, values, title="side")
    empty, dots = figure.axes[0].collections
    assert len(empty.get_offsets()) == 1 and len(dots.get_offsets()) == len(side) - 1
    assert np.array_equal(np.sort(dots.get_array()), np.delete(values, 3))
    plot.save(figure, folder / "map.png")
    assert png(folder / "map.png")[0] == 9 * 120
    with c.Context(backend="cpu") as context, ball(context) as geometry, c.Session(context, geometry) as session:
        hits = session.shine(c.Source(count=20_000, wavelength=400.0)).wait().hits()
        places = plot.channel_positions(geometry, hits)
        assert places.shape == (8, 3) and np.allclose(np.linalg.norm(places[:, :2], axis=1), 700, atol=150)
        assert plot.counts(hits, 8).sum() == len(hits)
        plot.save(plot.histograms(hits), folder / "histograms.png")
        png(folder / "histograms.png")
    for text, make in (("shape is 'cube'", lambda: plot.hit_map(side, values, shape="cube")),
                       ("axis is 'w'", lambda: plot.hit_map(side, values, axis="w")),
                       ("values has the shape (3,); (108,) is needed", lambda: plot.hit_map(side, [1, 2, 3]))):
        try:
            make()
            raise AssertionError(text)
        except ValueError as error:
            assert text in str(error), error
    assert len(sphere(1.0)[0]) > 10


with tempfile.TemporaryDirectory() as scratch:
    detectors(pathlib.Path(scratch))
    commands(pathlib.Path(scratch))
    pictures(pathlib.Path(scratch))
ended(globals())
print("the command does what it says")

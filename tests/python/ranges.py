"""One event by many jobs: any split gives the same hits; gaps, overlaps, mixtures and damage are refused. Files of every format
give back what was saved. Comparisons agree for two seeds and tell a changed detector."""

import itertools
import json
import pathlib
import shutil
import sys
import tempfile

import numpy as np

sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / "python"))
import chroma2 as c  # noqa: E402
from chroma2 import compare, files  # noqa: E402
from chroma2.manifest import manifest_path  # noqa: E402
from ended import ended  # noqa: E402
from refused import refused  # noqa: E402
from scenes import ball  # noqa: E402

COUNT = 20_000
source = c.Source(count=0, wavelength=350.0, wavelength_end=500.0, position=(100, 0, 0), time_spread=1.0)


def splits(context, geometry, folder):
    def part(name, first, count, seed=3, **options):
        path = folder / name
        return path, c.run_range(geometry, source, seed, 8, first, count, path, context=context, **options)

    whole = part("whole.npz", 100, COUNT)[1]
    assert whole.hits == whole.account["hits"] > 1000 and whole.account["photons"] == COUNT and source.count == 0
    rng = np.random.default_rng(2)
    for pieces, ends in ((1, ".parquet"), (7, ".npz"), (64, ".npz")):
        cuts = np.sort(np.concatenate([[0, COUNT], rng.integers(0, COUNT, pieces - 1)]))  # some may be empty
        paths = [part(f"{pieces}_{i}{ends}", 100 + int(a), int(b - a))[0] for i, (a, b) in enumerate(zip(cuts, cuts[1:]))]
        rng.shuffle(paths)
        merged = c.merge(paths, folder / f"merged_{pieces}.h5")
        assert (merged.sha256, merged.account, merged.count) == (whole.sha256, whole.account, COUNT), pieces
        table = c.load(folder / f"merged_{pieces}.h5")
        assert table.digest() == whole.sha256 and table.about["photons"] == COUNT
    # Merged ones merge again.
    seven = sorted((folder / f"7_{i}.npz" for i in range(7)), key=lambda path: c.read_manifest(path).first_index)
    c.merge(seven[:3], folder / "left.npz")
    c.merge([*seven[3:]], folder / "right.root")
    assert c.merge([folder / "right.root.json", folder / "left.npz"], folder / "both.npz").sha256 == whole.sha256

    refused(ValueError, "are missing, between", lambda: c.merge([*seven[:2], *seven[4:]], folder / "no.npz"))
    refused(ValueError, "overlaps", lambda: c.merge([*seven, folder / "64_5.npz"], folder / "no.npz"))
    refused(ValueError, "overlaps", lambda: c.merge([seven[1], seven[1]], folder / "no.npz"))
    refused(ValueError, "no part is given", lambda: c.merge([], folder / "no.npz"))
    rest = 100 + COUNT
    for name, options, text in (("seed", dict(seed=4), "its seed is 4, not 3"),
                                ("options", dict(max_steps=3), "its options is"),
                                ("event", dict(), "its event is 9, not 8"), ("source", dict(), "its source is")):
        if name == "source":
            source.wavelength = 351.0
        if name == "event":
            c.run_range(geometry, source, 3, 9, rest, 10, folder / "other.npz", context=context)
        else:
            part("other.npz", rest, 10, **options)
        source.wavelength = 350.0
        refused(ValueError, text, lambda: c.merge([folder / "whole.npz", folder / "other.npz"], folder / "no.npz"))
    lamp = c.Source(count=1, spectrum_wavelengths=[350, 400, 450], spectrum_values=[0, 1, 0])
    other = lamp.replace(count=7, position=(1, 2, 3))
    assert (lamp.count, other.count, other["position"].tolist()) == (1, 7, [1, 2, 3]) and lamp["position"].tolist() == [0, 0, 0]
    manifest = c.run_range(geometry, other, 3, 8, 0, 500, folder / "lamp.npz", context=context)
    assert manifest.source["spectrum_values"] == [0, 1, 0] and other.count == 7 and manifest.account["photons"] == 500
    refused(TypeError, "did you mean 'position'?", lambda: lamp.replace(positon=1))
    with ball(context, detect=0.61) as other:
        c.run_range(other, source, 3, 8, rest, 10, folder / "other.npz", context=context)
        refused(ValueError, "its geometry is", lambda: c.merge([folder / "whole.npz", folder / "other.npz"], folder / "no.npz"))
    part("next.npz", rest, 10)
    shutil.copy(folder / "left.npz", folder / "next.npz")
    refused(ValueError, "has other hits than its manifest", lambda: c.merge([folder / "whole.npz", folder / "next.npz"], folder / "no"))
    manifest_path(folder / "next.npz").write_text(json.dumps({"seed": 1}))
    refused(ValueError, "is no manifest", lambda: c.read_manifest(folder / "next.npz"))
    assert not (folder / "no.npz").exists() and not list(folder.glob(".*")), "something was left"
    refused(TypeError, "want: run_range says that itself", lambda: part("x.npz", 0, 1, want="photons"))


def formats(context, geometry, folder):
    with c.Session(context, geometry) as session:
        event = session.shine(c.Source(count=3000, wavelength=400.0), seed=1, want=["hits", "photons"], time_offset=1e9).wait()
        sets = {"hits": event.hits(), "ends": event.photons()}
        none = session.shine(c.Source(count=0, wavelength=400.0)).wait().hits()
        summaries = [event.summary(), session.shine(c.Source(count=9, wavelength=400.0)).wait().summary()]
    for (name, columns), end in itertools.product([*sets.items(), ("none", none)], files.FORMATS):
        path = folder / f"{name}{end}"
        written = c.save(path, columns, {"seed": 1, "words": "a µ"})
        back = c.load(path)
        assert back.digest() == written.digest() == c.Table(columns).digest(), path
        assert back.keys() == [one for one in c.table.SCHEMA if one in columns] and back.time_offset == columns.time_offset
        assert back.about == {"seed": 1, "words": "a µ"} and len(back) == len(columns)
        for one, values in columns.items():
            assert np.array_equal(back[one], values) and back[one].dtype == values.dtype, (path, one)
    for end in files.FORMATS:
        files.save_summaries(folder / f"summaries{end}", summaries)
        assert files.load_summaries(folder / f"summaries{end}") == summaries, end
    # Units are said where each format has a place for them; what others wrote is read.
    import h5py
    import pyarrow.parquet
    import uproot
    with h5py.File(folder / "hits.h5") as file:
        assert file["time"].attrs["unit"] == "ns" and file["position"].attrs["unit"] == "mm"
    assert pyarrow.parquet.read_schema(folder / "hits.parquet").field("wavelength").metadata[b"unit"] == b"nm"
    with uproot.open(folder / "hits.root") as file:
        assert json.loads(str(file["chroma2"]))["units"]["time"] == "ns"
        assert np.array_equal(file["photons/position"].array(library="np"), sets["hits"].position)
    np.savez(folder / "other.npz", time=np.arange(5.0), channel=np.arange(5), extra=np.zeros(3))
    other = c.load(folder / "other.npz")
    assert other.keys() == ["channel", "time"] and other["time"].dtype == np.float32
    for text, make in (("photons has no 'tme'; did you mean 'time'?", lambda: c.Table({"tme": [1]})),
                       ("time has the shape (2,); (3,) is needed", lambda: c.Table({"channel": [1, 2, 3], "time": [1, 2]})),
                       ("position has the shape (3,)", lambda: c.Table({"position": [1, 2, 3]})),
                       ("has to be one of .npz", lambda: c.save(folder / "a.csv", {"time": [1]})),
                       ("none of the columns", lambda: np.savez(folder / "b.npz", q=[1]) or c.load(folder / "b.npz"))):
        refused((TypeError, ValueError), text, make)


def comparisons(context, folder):
    def run(name, seed, count=60_000, weighted=0, **changes):
        with ball(context, **changes) as geometry, c.Session(context, geometry) as session:
            options = dict(seed=seed, want=["hits", "photons"], weight_mode=weighted)
            event = session.shine(c.Source(count=count, wavelength=350.0, wavelength_end=500.0), **options).wait()
            c.save(folder / f"{name}.npz", event.hits(), {"photons": count})
            c.save(folder / f"{name}_ends.npz", event.photons(), {"photons": count})
            return folder / f"{name}.npz", folder / f"{name}_ends.npz"

    one, two, longer = run("one", 1), run("two", 2), run("longer", 3, absorption=4000.0)
    for kind in (0, 1):
        same, other = compare(one[kind], two[kind]), compare(one[kind], longer[kind])
        assert same.agrees and same.significance == 0.01, f"{same}"
        assert not other.agrees and "disagree" in str(other), f"{other}"
    names = [test.name for test in compare(one[1], two[1]).tests]
    assert names == ["fate", "time", "wavelength", "position x", "position y", "position z", "direction x", "direction y",
                     "direction z", "|polarization x|", "|polarization y|", "|polarization z|"], names
    assert [test.name for test in compare(one[0], two[0]).tests][:2] == ["number", "channel"]
    # Where the numbers are not known they are not compared; a set and itself, shifted, and weights.
    table = c.load(one[0])
    unknown = compare(c.Table(dict(table), about={}), two[0])
    assert unknown.agrees and any("not known" in note for note in unknown.notes)
    late = c.Table({name: values + np.float32(0.4) if name == "time" else values for name, values in table.items()})
    assert [test.name for test in compare(table, late).tests if test.adjusted < 0.01] == ["time"]
    assert not compare(c.Table(dict(table), 1.0), two[0]).agrees  # times count from time_offset
    weighted = run("weighted", 4, weighted=c.WeightMode.SURVIVING)
    assert compare(weighted[0], two[0]).agrees and not compare(weighted[0], longer[0]).agrees
    refused(ValueError, "nothing in common", lambda: compare({"time": [1.0]}, {"channel": [1]}))
    refused(ValueError, "significance is 2", lambda: compare(table, late, significance=2))
    # p-values of sets of one distribution are even: few below 0.05, by the binomial distribution.
    rng, low = np.random.default_rng(1), []
    for _ in range(200):
        sets = [{"time": rng.exponential(size=400), "channel": rng.integers(0, 9, 400)} for _ in range(2)]
        low += [test.p < 0.05 for test in compare(*sets).tests]
    assert 5 <= sum(low) <= 35, sum(low)


with tempfile.TemporaryDirectory() as scratch, c.Context(backend="cpu") as context:
    with ball(context) as geometry:
        splits(context, geometry, pathlib.Path(scratch))
        formats(context, geometry, pathlib.Path(scratch))
    comparisons(context, pathlib.Path(scratch))
ended(globals())
print("splits, files and comparisons are as they should be")

"""One event by jobs: steps and scenes of every kind split at random, jobs that go on after a kill, their command."""

import contextlib
import io
import json
import multiprocessing
import os
import pathlib
import signal
import sys
import tempfile
import time
from concurrent.futures.process import BrokenProcessPool

import numpy as np

sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / "python"))
import chroma2 as c  # noqa: E402
from chroma2 import local  # noqa: E402
from chroma2.cli import main  # noqa: E402
from chroma2.local import local_rank, local_threads  # noqa: E402
from chroma2.manifest import manifest_path  # noqa: E402
from ended import ended  # noqa: E402
from refused import refused  # noqa: E402
from scenes import ball  # noqa: E402

GDML = pathlib.Path(__file__).parents[2] / "examples_cpp/gdml_detector/detector.gdml"
DIODE = {"wavelengths": [400, 465, 530], "values": [0, 1, 0], "decay_time": 2.0}


def track(seed=5):
    """Cherenkov steps of some numbers of photons, some of them 0, and a diode's."""
    rng, steps = np.random.default_rng(seed), np.zeros(40, c.STEP)
    steps["kind"], steps["count"], steps["id"] = c.STEP_KIND_CHERENKOV, rng.integers(0, 400, 40), np.arange(40)
    steps["position"], steps["displacement"] = rng.uniform(-300, 300, (40, 3)), rng.uniform(-20, 20, (40, 3))
    steps["velocity"] = steps["end_velocity"] = 299.0
    steps["charge"] = -1
    steps[7] = np.zeros((), c.STEP)
    steps["kind"][7], steps["count"][7], steps["spectrum"][7] = c.STEP_KIND_POINT, 6000, 1
    return steps


def diode():
    spectrum = c.StepSpectrum((DIODE["wavelengths"], DIODE["values"]), decay_time=2.0)
    return c.Steps(records=track(), spectra=[spectrum], wavelength_min=350, wavelength_max=600)


def split(folder, name, scene, light, first, count, rng, **options):
    """Random splits give what one job does."""
    folder = folder / name
    folder.mkdir()
    def run(out, first, count):
        return c.run_range(scene, light, 3, 8, first, count, folder / out, **options)
    whole = run("whole.npz", first, count)
    assert whole.hits == whole.account["hits"] > 200 and whole.account["photons"] == count, (name, whole)
    for pieces in (1, 7, 64) if "context" in options else (1, 3):
        cuts = np.sort(np.concatenate([[0, count], rng.integers(0, count + 1, pieces - 1)]))
        cuts[1:3] = cuts[1] if pieces > 3 else cuts[1:3]  # an empty one
        parts = [folder / f"{pieces}_{i}.npz" for i in range(pieces)]
        for part, begin, end in zip(parts, cuts, cuts[1:]):
            run(part.name, first + int(begin), int(end - begin))
        rng.shuffle(parts)
        merged = c.merge(parts, folder / "merged.npz", photons=(first, first + count))
        assert (merged.sha256, merged.account, merged.count) == (whole.sha256, whole.account, count), (name, pieces)
    refused(ValueError, "the parts have photons", lambda: c.merge(parts, folder / "no.npz", photons=(first, first + count + 1)))
    return whole


def splits(context, geometry, folder):
    rng = np.random.default_rng(2)
    light, total = diode(), int(track()["count"].sum())
    whole = split(folder, "steps", geometry, light, 0, total, rng, context=context)
    with c.Session(context, geometry) as session:
        plain = session.submit_steps(track(), diode(), seed=3, event_id=8).wait()
        assert c.Table(plain.hits()).digest() == whole.sha256
    assert whole.source["photons"] == total and whole.source["steps"] == 40
    split(folder, "some steps", geometry, light, 1000, 9000, rng, context=context)
    # Other steps, spectra and bands are told apart; more photons than there are, and a count without records, are refused.
    other = track()
    other["time"][3] = 1e-3
    lamp = c.StepSpectrum((DIODE["wavelengths"], DIODE["values"]), decay_time=2.5)
    path = folder / "rest.npz"
    for changed in (diode().replace(records=other), diode().replace(spectra=[lamp]), diode().replace(wavelength_min=351)):
        c.run_range(geometry, changed, 3, 8, 10_000, 10, path, context=context)
        refused(ValueError, "its source is", lambda: c.merge([folder / "some steps/whole.npz", path], folder / "no.npz"))
    refused(c.InvalidArgument, "photon_count", lambda: c.run_range(geometry, light, 3, 8, total, 1, path, context=context))
    refused(TypeError, "source.first_photon: run_range", lambda: c.run_range(
        geometry, light.replace(first_photon=1), 3, 8, 0, 1, path, context=context))
    refused(ValueError, "Steps.count is 3, but there are 0 records", lambda: c.run_range(
        geometry, c.Steps(count=3), 3, 8, 0, 1, path, context=context))
    refused(TypeError, "a Source or Steps", lambda: c.run_range(geometry, track(), 3, 8, 0, 1, path, context=context))
    # Files and folders of scenes, and GDML.
    source = c.Source(count=0, wavelength=350.0, wavelength_end=500.0, position=(100, 0, 0))
    geometry.save(folder / "scene")
    found = split(folder, "folder", folder / "scene", source, 5, 8000, rng)
    toml = c.run_range(next((folder / "scene").glob("*.toml")), source, 3, 8, 5, 8000, folder / "toml.npz")
    assert found.sha256 == toml.sha256 and found.geometry == toml.geometry == geometry.digest().hex()
    source = source.replace(position=(0, 0, 0))
    split(folder, "gdml", GDML, source, 0, 20_000, rng, gdml={"detection": "sensitive"})


def resumed(context, geometry, folder):
    source, path = c.Source(count=0, wavelength=400.0), folder / "part.npz"
    def run(resume=True, count=5000, **more):
        return c.run_range(geometry, source, 1, 2, 0, count, path, context=context, resume=resume, **more)
    def stamp():
        return path.stat().st_mtime_ns, manifest_path(path).stat().st_mtime_ns
    first = run()
    for left in (folder / f".part.{os.uname().nodename}.999999999.npz", folder / f".part.other.{os.getpid()}.npz"):
        left.write_bytes(b"half")  # of a killed process of this machine, and of one that may live elsewhere
    before = stamp()
    assert run() == first and stamp() == before
    for change in (lambda: path.write_bytes(path.read_bytes()[:2000]), lambda: manifest_path(path).write_text("{"),
                   lambda: path.unlink(), lambda: manifest_path(path).unlink(), lambda: run(count=4000),
                   lambda: run(max_steps=3), lambda: np.savez(path, time=[1.0])):
        change()
        before = path.stat().st_mtime_ns if path.exists() else 0
        assert run() == first and stamp()[0] != before and c.load(path).digest() == first.sha256
    assert {one.name for one in folder.glob(".part*")} == {f".part.other.{os.getpid()}.npz"}


def command(*arguments, status=0):
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        found = main([str(one) for one in arguments])
    assert found == status, (arguments, found, said.getvalue())
    return said.getvalue()


def jobs(context, geometry, folder):
    geometry.save(folder / "scene")
    np.save(folder / "steps.npy", track())
    source = {"scene": "scene", "parts": 7, "seed": 1, "photons": 300_000, "source": {"wavelength": 400, "position": [100, 0, 0]}}
    file = folder / "job.json"
    file.write_text(json.dumps(source))
    whole = c.run_range(geometry, c.Source(count=0, **source["source"]), 1, 0, 0, 300_000, folder / "w.npz", context=context)
    assert command("job", file, "--missing", status=1) == "0-6\n"
    assert "part 3: " in command("job", file, "--part", 3) and "missing" not in command("job", file, "--part", 5)
    assert command("job", file, "--missing", status=1) == "0-2,4,6\n"
    assert "No such file" in command("job", file, "--merge", folder / "all.npz", status=2)
    # A worker is killed: what is complete stays, the rest is done by the next start.
    job, done, killed = c.Job.read(file), [], None
    before = [job.path(part).stat().st_mtime_ns for part in (3, 5)]
    try:
        for part, _ in c.run_parts(job, 2):
            done.append(part)
            if killed is None:
                killed = multiprocessing.active_children()[0].pid
                os.kill(killed, signal.SIGKILL)
    except BrokenProcessPool:
        pass
    assert killed and len(done) < 7 and 0 < len(c.Job.read(file).missing()) < 7
    assert sorted(part for part, _ in c.run_parts(c.Job.read(file), 2)) == list(range(7))
    assert [job.path(part).stat().st_mtime_ns for part in (3, 5)] == before
    assert command("job", file, "--missing") == "" and whole.sha256 in command("job", file, "--merge", folder / "all.npz")
    # Another scene, or other steps: parts are not taken for those of the job now.
    with ball(context, detect=0.5) as other:
        other.save(folder / "scene")
    assert command("job", file, "--missing", status=1) == "0-6\n"
    steps = {"records": "steps.npy", "spectra": [DIODE], "wavelength_min": 350, "wavelength_max": 600}
    file.write_text(json.dumps({"scene": "scene", "parts": 3, "steps": steps, "format": ".h5", "folder": "steps"}))
    job = c.Job.read(file)
    with ball(context, detect=0.5) as other:
        total = int(track()["count"].sum())
        whole = c.run_range(other, diode(), 0, 0, 0, total, folder / "w.npz", context=context)
    assert sum(c.run_part(job, part, threads=1).count for part in range(3)) == total
    assert job.merge(folder / "all.npz").sha256 == whole.sha256
    for change, text in (({"photon": 3}, "did you mean 'photons'?"), ({"parts": 0}, "parts is 0"), ({"format": ".csv"}, "has to be"),
                         ({"steps": steps}, "one of source and steps"), ({"photons": ...}, "photons is needed")):
        given = {name: value for name, value in (source | change).items() if value is not ...}
        file.write_text(json.dumps(given))
        refused(ValueError, text, lambda: c.Job.read(file))
    file.write_text("{")
    refused(ValueError, f"{file} is no job", lambda: c.Job.read(file))
    refused(TypeError, "path: a path is needed, not 5", lambda: c.Job.read(5))
    refused(TypeError, "job: a Job is needed, not 'job.json'", lambda: c.run_part("job.json", 0))
    refused(TypeError, "job: a Job is needed, not 5", lambda: next(c.run_parts(5, 1)))
    refused(TypeError, "options: a mapping", lambda: c.Job("scene", 2, 5, options=[1]))
    refused(ValueError, "seed is -1", lambda: c.Job("scene", 2, 5, seed=-1))
    refused(ValueError, "part is 3; it must be from 0 to 2", lambda: job.path(3))
    refused(ValueError, "rank is -1", lambda: job.run(0, rank=-1))
    refused(ValueError, "spectra: wavelengths and values are needed", lambda: c.Job("scene", 2, steps={
        "records": folder / "steps.npy", "spectra": [{"decay_time": 1.0}]}).light())
    refused(ValueError, "photons has the shape", lambda: c.merge([job.path(0)], folder / "no.npz", photons=(1, 2, 3)))


def ranks():
    saved = dict(os.environ)
    try:
        for name in ("SLURM_LOCALID", "MPI_LOCALRANKID", "OMPI_COMM_WORLD_LOCAL_RANK"):  # each before the last one
            os.environ[name] = str(len(name))
            assert local_rank() == len(name)
        os.environ["OMP_NUM_THREADS"] = "2"
        assert local_threads() == 2
        os.environ["SLURM_CPUS_PER_TASK"] = "3"
        assert local_threads() == 3
        with c.local_context() as context:
            assert context.info().backend != 1 or context.info().threads == 3
        # One GPU a rank, by turns, of those that can be used; places are those in the list of all devices.
        made, devices, make = [], local.devices, local.Context
        local.devices = lambda: [c.Device(backend=kind, usable=usable) for kind, usable in ((1, 1), (2, 1), (2, 0), (2, 1), (2, 1))]
        local.Context = lambda **options: made.append(options)
        for rank in range(4):
            os.environ["OMPI_COMM_WORLD_LOCAL_RANK"] = str(rank)
            c.local_context()
        c.local_context(2)
        local.devices = lambda: devices()[:1]
        c.local_context(threads=5)
        local.devices, local.Context = devices, make
        assert made == [{"backend": "cuda", "device": place} for place in (1, 3, 4, 1, 4)] + [{"backend": "cpu", "threads": 5}], made
        # A share of the processors, where MPI has bound nothing.
        del os.environ["SLURM_CPUS_PER_TASK"], os.environ["OMP_NUM_THREADS"]
        os.environ["MPI_LOCALNRANKS"] = "2"
        bound = len(os.sched_getaffinity(0)) < os.cpu_count()
        assert local_threads() == (0 if bound else max(os.cpu_count() // 2, 1))
    finally:
        os.environ.clear()
        os.environ.update(saved)
    assert local_rank() == 0


if __name__ == "__main__":  # workers import this file
    start = time.monotonic()
    with tempfile.TemporaryDirectory() as scratch, c.Context(backend="cpu") as context, ball(context) as geometry:
        for test in (splits, resumed, jobs):
            folder = pathlib.Path(scratch) / test.__name__
            folder.mkdir()
            test(context, geometry, folder)
    ranks()
    c.jobs.committed.cache_clear()
    ended(globals())
    print(f"parts of events are as they should be, {time.monotonic() - start:.1f} s")

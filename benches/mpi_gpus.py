"""A job split over GPUs by MPI: the same parts by one worker and by more, each on the GPU of its local rank, as
examples_py/cluster/by_mpi.py has them (chroma2.run_part by mpi4py's executor). A Markdown table of seconds, rates and efficiency; ends
with 1 where the merged hits differ. Needs mpi4py, mpiexec and the reference scenes (CHROMA2_REFERENCE).

    mpi_gpus.py [--workers 1,2] [--seconds 40] [--parts 64] [--light 600,420:5e8] [--backend cpu --threads 1 --scene detector_tiny]

Each command is mpiexec with one process more than workers: rank 0 hands out parts. Every worker loads the scene and runs a part that
does not count, twice; then all wait for each other, and the clock of "parts" begins. What came before, from the start of mpiexec on
(imports, contexts, the scene), is in the column "start"; the merge, by rank 0 alone, in its own.
--light: wavelengths (nm), with how many photons (none: what one GPU does in --seconds, by the part that does not count). At 600 nm
0.04 % of the photons are hits in detector_full, so that the GPU is measured; at 420 nm 7.4 %, whose files and hashes are the host's work.
"""

import argparse
import dataclasses
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:1] = [str(HERE.parent / "python")]  # in place of this folder, whose queue.py would be taken for Python's
import chroma2  # noqa: E402

COLUMNS = ("light", "workers", "devices", "photons", "hits", "start, s", "parts, s", "M photons/s", "merge, s", "command, s", "efficiency",
           "sha256")


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0], formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    parser.add_argument("--workers", default="1,2", help="numbers of processes that run parts, the first is what others are compared with")
    parser.add_argument("--seconds", type=float, default=40.0, help="of the first number of workers, where photons are not said")
    parser.add_argument("--parts", type=int, default=64)
    parser.add_argument("--light", default="600,420:5e8", help="wavelengths, each with photons or not")
    parser.add_argument("--trial", type=float, help="photons of the part that does not count, at most (2^28; of processors 2^18)")
    parser.add_argument("--backend", choices=("cuda", "cpu"), default="cuda")
    parser.add_argument("--threads", type=int, default=1, help="of a worker without a GPU")
    parser.add_argument("--scene", default="detector_full", help="a reference scene")
    parser.add_argument("--format", default=".npz", help="of the files of hits")
    parser.add_argument("--folder", help="where parts are written (a temporary folder)")
    parser.add_argument("--mpiexec", default=mpiexec())
    parser.add_argument("--limit", type=float, default=240.0, help="seconds of a command at most")
    parser.add_argument("--rank-of", help=argparse.SUPPRESS)  # in processes of MPI: the file that says what to do
    given = parser.parse_args()
    given.trial = int(given.trial or (2**28 if given.backend == "cuda" else 2**18))
    return given


def mpiexec():
    beside = pathlib.Path(sys.executable).with_name("mpiexec")
    return str(beside) if beside.exists() else shutil.which("mpiexec")


# In processes of MPI.

def prepared(job, rank, task):
    """Loads the scene, runs a part twice, and says on what it was and how many photons a second it did."""
    context, _ = chroma2.jobs.committed(job.token, job.scene, json.dumps(job.gdml), None, task["threads"])
    info = context.info()
    if (info.backend == chroma2.Backend.CUDA) != (task["backend"] == "cuda"):
        raise SystemExit(f"rank {rank} has no {task['backend']} but {info}")
    for turn in range(2):
        begin = time.perf_counter()
        trial = dataclasses.replace(job, photons=task["trial"], parts=1, event=job.event + 1, folder=f"{task['folder']}/trial{rank}_{turn}")
        chroma2.run_part(trial, 0, threads=task["threads"])
        took = time.perf_counter() - begin
        shutil.rmtree(trial.folder)
    return info.device, task["trial"] / took


def ranked(file):
    """A process of MPI: rank 0 hands out parts and writes what it has measured, the others run them."""
    from mpi4py import MPI
    from mpi4py.futures import MPICommExecutor

    comm, task = MPI.COMM_WORLD, json.loads(pathlib.Path(file).read_text())
    job = chroma2.Job(scene=task["scene"], parts=task["parts"], photons=task["photons"], source=task["source"], seed=1,
                      folder=f"{task['folder']}/parts", format=task["format"])
    # All have the same job, so that a worker keeps the scene that it has loaded.
    job = comm.bcast(job)
    found = comm.gather(prepared(job, comm.rank, task) if comm.rank else None)
    if comm.rank == 0:
        devices, rates = zip(*found[1:])
        if job.photons is None:
            whole = task["parts"] * 10**4
            job = dataclasses.replace(job, photons=max(int(task["seconds"] * sum(rates) / whole), 1) * whole)
    comm.barrier()
    start = time.time() - task["began"]
    with MPICommExecutor(comm, root=0) as executor:
        if executor is None:
            return
        begin = time.perf_counter()
        parts = list(executor.map(chroma2.run_part, [job] * job.parts, range(job.parts), [None] * job.parts,
                                  [task["threads"]] * job.parts, unordered=True))
        took = time.perf_counter() - begin
    assert sum(one.count for one in parts) == job.photons
    begin = time.perf_counter()
    merged = job.merge(f"{task['folder']}/all{job.format}")
    result = dict(start=start, took=took, merge=time.perf_counter() - begin, photons=job.photons, hits=merged.hits, sha256=merged.sha256,
                  devices=len(set(devices)) if task["backend"] == "cuda" else len(devices), rates=rates)
    pathlib.Path(file).with_name("result.json").write_text(json.dumps(result))


# What starts them.

def command(given, scene, wavelength, photons, workers):
    """Runs one command and gives what its rank 0 has measured."""
    with tempfile.TemporaryDirectory(dir=given.folder) as folder:
        task = dict(scene=str(scene), parts=given.parts, photons=photons, source={"wavelength": wavelength}, folder=folder,
                    format=given.format, trial=min(given.trial, photons // given.parts) if photons else given.trial, seconds=given.seconds, backend=given.backend, began=time.time(),
                    threads=given.threads if given.backend == "cpu" else None)
        file = pathlib.Path(folder, "task.json")
        file.write_text(json.dumps(task))
        environment = dict(os.environ, **({} if given.backend == "cuda" else {"CUDA_VISIBLE_DEVICES": ""}))
        begin = time.perf_counter()
        subprocess.run([given.mpiexec, "-n", str(workers + 1), sys.executable, "-m", "mpi4py", __file__, "--backend", given.backend,
                        "--rank-of", str(file)], env=environment, check=True, timeout=given.limit)
        result = json.loads(file.with_name("result.json").read_text())
        result["command"] = time.perf_counter() - begin
        return result


def saved_scene(name, folder):
    """A reference scene as a file."""
    sys.path.append(str(HERE))
    from scenes import Scene
    with chroma2.Context(backend="cpu") as context, Scene(name).instanced(context)[0] as geometry:
        geometry.save(folder)
    return folder


def main():
    given = arguments()
    if given.rank_of:
        return ranked(given.rank_of)
    if not given.mpiexec:
        raise SystemExit("mpi_gpus.py: mpiexec is not installed")
    different = []
    with tempfile.TemporaryDirectory(dir=given.folder) as folder:
        scene = saved_scene(given.scene, pathlib.Path(folder, "scene"))
        print(f"{given.scene}, {given.parts} parts\n\n| {' | '.join(COLUMNS)} |\n|{'---|' * len(COLUMNS)}", flush=True)
        for light in given.light.split(","):
            wavelength, _, said = light.partition(":")
            photons, first = int(float(said)) if said else None, None
            for workers in map(int, given.workers.split(",")):
                one = command(given, scene, float(wavelength), photons, workers)
                first, photons = first or one, one["photons"]
                # By devices, so that two workers of one GPU, which share it, may come above 1.
                efficiency = first["took"] * first["devices"] / (one["took"] * one["devices"])
                cells = (f"{wavelength} nm", workers, one["devices"], one["photons"], one["hits"], f"{one['start']:.1f}", f"{one['took']:.2f}",
                         f"{one['photons'] / one['took'] / 1e6:.1f}", f"{one['merge']:.1f}", f"{one['command']:.1f}", f"{efficiency:.3f}",
                         one["sha256"][:16])
                print(f"| {' | '.join(map(str, cells))} |", flush=True)
                if (one["hits"], one["sha256"]) != (first["hits"], first["sha256"]):
                    different.append(f"WRONG: {light}, {workers} workers: {one['sha256']}, not {first['sha256']}")
    print("\n".join(different) or "\nThe merged hits are the same.")
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())

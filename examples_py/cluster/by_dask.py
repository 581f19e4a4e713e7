"""One event by Dask: on this machine, a worker for each GPU or processor, or on the workers of a scheduler.

    by_dask.py JOB.json OUT [SCHEDULER:8786]

Where a worker is killed, the scheduler gives its parts to others. Workers of a scheduler see the GPUs that CUDA_VISIBLE_DEVICES names:
`dask cuda worker` gives each its own.
"""

import sys

from distributed import Client, LocalCluster, as_completed, get_worker

import chroma2


def part(job, number):
    """A part on the GPU of the worker's place: workers of a LocalCluster are numbered."""
    worker = get_worker()
    return chroma2.run_part(job, number, worker.name if isinstance(worker.name, int) else None, worker.state.nthreads)


def main(path, out, scheduler=None):
    job = chroma2.Job.read(path)
    gpus = sum(device.backend == chroma2.BACKEND_CUDA for device in chroma2.devices())
    cluster = scheduler or LocalCluster(n_workers=gpus or None, threads_per_worker=1)
    with Client(cluster) as client:
        for done in as_completed(client.map(part, [job] * job.parts, range(job.parts), pure=False)):
            one = done.result()
            print(f"photons {one.first_index} to before {one.end}: {one.hits} hits", flush=True)
    if not scheduler:
        cluster.close()
    whole = job.merge(out)
    print(f"{whole.hits} hits in {out}, sha256 {whole.sha256}")


if __name__ == "__main__":
    main(*sys.argv[1:])

"""One event by Ray: by_ray.py JOB.json OUT, after `ray start`, or alone on this machine. What a killed worker did, others do."""

import sys

import ray

import chroma2


def main(path, out):
    ray.init()
    job = chroma2.Job.read(path)
    gpus = int(ray.cluster_resources().get("GPU", 0) > 0)  # Ray shows each task its own
    part = ray.remote(num_cpus=1, num_gpus=gpus, max_retries=3)(lambda number: chroma2.run_part(job, number, threads=1))
    for one in ray.get([part.remote(number) for number in range(job.parts)]):
        print(f"photons {one.first_index} to before {one.end}: {one.hits} hits", flush=True)
    print(f"sha256 {job.merge(out).sha256}")


if __name__ == "__main__":
    main(*sys.argv[1:])

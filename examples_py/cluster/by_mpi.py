"""One event by MPI: rank 0 hands out parts, the others run them, each on the GPU of its local rank or on its share of the processors.

    mpiexec -n 9 python -m mpi4py by_mpi.py JOB.json OUT

MPI ends all processes where one is killed: start it again, and what is complete is not run again. One process more than there are
GPUs uses all of them.
"""

import sys

from mpi4py import MPI
from mpi4py.futures import MPICommExecutor

import chroma2


def main(path, out):
    with MPICommExecutor(MPI.COMM_WORLD, root=0) as executor:
        if executor is None:  # a worker, until all is done
            return
        job = chroma2.Job.read(path)
        for one in executor.map(chroma2.run_part, [job] * job.parts, range(job.parts), unordered=True):
            print(f"photons {one.first_index} to before {one.end}: {one.hits} hits", flush=True)
        whole = job.merge(out)
        print(f"{whole.hits} hits in {out}, sha256 {whole.sha256}")


if __name__ == "__main__":
    main(*sys.argv[1:])

"""Slurm on this machine alone: an array whose killed task goes back to the queue, and a second array of what is missing."""

import getpass
import subprocess
import sys

from slurm_daemons import PROGRAMS, Slurm, found


def missing():
    absent = [name for name in PROGRAMS if not found(name)]
    return f"{', '.join(absent)} not installed (Debian: apt install slurm-wlm)" if absent else None


def start(trial):
    trial.slurm = Slurm(trial.folder / "slurm")
    trial.slurm.begin()


def end(trial):
    trial.slurm.end()


def submit(trial, job, array):
    from common import EXAMPLES
    options = dict(cwd=job.parent, environment=trial.environment | {"SLURM_CONF": str(trial.slurm.folder / "slurm.conf")})
    return trial.slurm.ask("sbatch", f"--array={array}", "--parsable", EXAMPLES / "slurm.sh", job, **options)


def run(trial, parts):
    import chroma2
    job = trial.job("slurm", parts)
    submit(trial, job, f"0-{parts - 1}")
    trial.kill_one(job)
    left = []
    if parts > 1:  # the rest is taken away, too: a second array does what is missing
        trial.slurm.ask("scancel", "--user", getpass.getuser())
        trial.slurm.wait("the end of what was cancelled")
        left = chroma2.Job.read(job).missing()
        array = subprocess.run([sys.executable, "-m", "chroma2", "job", job, "--missing"], capture_output=True, text=True,
                               env=trial.environment)
        assert left and array.returncode == 1, "the task was killed too late"
        submit(trial, job, array.stdout.strip())
        trial.kill_one(job)
    trial.slurm.wait("the array")
    said = "".join(path.read_text() for path in job.parent.glob("slurm-*.out"))
    assert "Killed" in said, said
    assert chroma2.Job.read(job).missing() == [], said + trial.slurm.said()
    trial.check(job)
    return f"{said.count('Killed')} tasks were killed" + (f", {len(left)} parts were left for a second array" if left else " and requeued")

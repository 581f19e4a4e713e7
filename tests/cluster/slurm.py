"""Slurm on this machine alone: an array whose killed task goes back to the queue, and a second array of what is missing."""

import os
import pathlib
import shutil
import socket
import subprocess
import sys
import time

PROGRAMS = ("munged", "slurmctld", "slurmd", "sbatch", "squeue", "scontrol")


def found(name):
    return shutil.which(name, path=os.environ["PATH"] + ":/usr/sbin:/sbin")


def missing():
    absent = [name for name in PROGRAMS if not found(name)]
    return f"{', '.join(absent)} not installed (Debian: apt install slurm-wlm)" if absent else None


CONF = """
ClusterName=chroma2
SlurmctldHost={host}(127.0.0.1)
SlurmUser={user}
SlurmdUser={user}
SlurmctldPort={ports[0]}
SlurmdPort={ports[1]}
AuthType=auth/munge
AuthInfo=socket={folder}/munge.socket,cred_expire=2
CryptoType=crypto/munge
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
MpiDefault=none
SchedulerType=sched/backfill
SchedulerParameters=sched_min_interval=100000,batch_sched_delay=0,bf_interval=1
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
SlurmctldLogFile={folder}/slurmctld.log
SlurmdLogFile={folder}/slurmd.log
MailProg=/bin/true
ReturnToService=2
RequeueExit=
NodeName={host} NodeAddr=127.0.0.1 CPUs={cores} State=UNKNOWN
PartitionName=all Nodes={host} Default=YES MaxTime=INFINITE State=UP
"""


class Slurm:
    """Its three daemons in a folder, for one user and this machine."""

    def __init__(self, folder):
        self.folder, self.daemons = pathlib.Path(folder), []
        self.folder.mkdir()
        self.folder.chmod(0o755)
        for name in ("state", "spool"):
            (self.folder / name).mkdir()
        ports = []
        for _ in range(2):
            with socket.socket() as one:
                one.bind(("127.0.0.1", 0))
                ports.append(one.getsockname()[1])
        import getpass
        self.environment = os.environ | {"SLURM_CONF": str(self.folder / "slurm.conf")}
        (self.folder / "slurm.conf").write_text(CONF.format(
            host=socket.gethostname().split(".")[0], user=getpass.getuser(), folder=self.folder, cores=len(os.sched_getaffinity(0)),
            ports=ports))
        key = self.folder / "munge.key"
        key.write_bytes(os.urandom(128))
        key.chmod(0o400)
        self.daemon("munged", "--foreground", "--force", f"--key-file={key}", f"--socket={self.folder}/munge.socket",
                    f"--pid-file={self.folder}/munge.pid", f"--log-file={self.folder}/munge.log", f"--seed-file={self.folder}/munge.seed")
        end = time.monotonic() + 20
        while not (self.folder / "munge.socket").exists():
            assert time.monotonic() < end, "munged has not begun"
            time.sleep(0.05)
        self.daemon("slurmctld", "-D", "-i")
        self.daemon("slurmd", "-D")
        while "idle" not in self.ask("sinfo", "--noheader", "--format=%T", check=False):
            assert time.monotonic() < end, (self.folder / "slurmctld.log").read_text()
            time.sleep(0.1)

    def daemon(self, name, *arguments):
        with open(self.folder / f"{name}.said", "w") as said:
            self.daemons.append(subprocess.Popen([found(name), *arguments], stdout=said, stderr=said, env=self.environment))

    def ask(self, *command, check=True, **options):
        environment = options.pop("environment", {})
        return subprocess.run([str(one) for one in command], check=check, capture_output=True, text=True, timeout=60,
                              env=self.environment | environment, **options).stdout.strip()

    def wait(self, what, seconds=300):
        end = time.monotonic() + seconds
        while self.ask("squeue", "--noheader", check=False):
            assert time.monotonic() < end, f"{what}: " + self.ask("squeue", "--long")
            time.sleep(0.2)

    def end(self):
        for one in reversed(self.daemons):
            one.terminate()
        for one in self.daemons:
            try:
                one.wait(20)
            except subprocess.TimeoutExpired:
                one.kill()
                one.wait()


def start(trial):
    trial.slurm = Slurm(trial.folder / "slurm")


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
    if parts > 1:  # the rest of the array is taken away: a second one does what is missing
        time.sleep(1)
        trial.slurm.ask("scancel", "--user", trial.slurm.ask("whoami"))
        trial.slurm.wait("the end of what was cancelled")
        left = chroma2.Job.read(job).missing()
        array = subprocess.run([sys.executable, "-m", "chroma2", "job", job], capture_output=True, env=trial.environment)
        array = subprocess.run([sys.executable, "-m", "chroma2", "job", job, "--missing"], capture_output=True, text=True,
                               env=trial.environment).stdout.strip()
        assert left and array, "nothing was missing"
        submit(trial, job, array)
        trial.kill_one(job) if parts > 7 else None
    trial.slurm.wait("the array")
    said = "".join(path.read_text() for path in job.parent.glob("slurm-*.out"))
    assert "Killed" in said, said
    trial.check(job)
    return f"requeued {said.count('Killed')}"

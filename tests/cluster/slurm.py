"""Slurm on this machine alone: an array whose killed task goes back to the queue, and a second array of what is missing."""

import getpass
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
CredType=cred/munge
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
MpiDefault=none
SchedulerType=sched/backfill
SchedulerParameters=sched_interval=2,sched_min_interval=100000,batch_sched_delay=0,bf_interval=1
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
        self.environment = os.environ | {"SLURM_CONF": str(self.folder / "slurm.conf")}
        (self.folder / "slurm.conf").write_text(CONF.format(
            host=socket.gethostname().split(".")[0], user=getpass.getuser(), folder=self.folder, cores=len(os.sched_getaffinity(0)),
            ports=ports))
        key = self.folder / "munge.key"
        key.write_bytes(os.urandom(128))
        key.chmod(0o400)
        self.key = key

    def begin(self):
        """Starts them and waits until a job could run."""
        self.daemon("munged", "--foreground", "--force", f"--key-file={self.key}", f"--socket={self.folder}/munge.socket",
                    f"--pid-file={self.folder}/munge.pid", f"--log-file={self.folder}/munge.log", f"--seed-file={self.folder}/munge.seed")
        end = time.monotonic() + 20
        while not (self.folder / "munge.socket").exists():
            assert time.monotonic() < end, "munged has not begun"
            time.sleep(0.05)
        self.daemon("slurmctld", "-D", "-i")
        self.daemon("slurmd", "-D")
        while "idle" not in self.ask("sinfo", "--noheader", "--format=%T", check=False):
            assert time.monotonic() < end, self.said()
            time.sleep(0.1)

    def said(self):
        """What they have logged."""
        return "".join(f"{path.name}:\n{path.read_text()}" for end in ("said", "log") for path in self.folder.glob(f"*.{end}"))

    def daemon(self, name, *arguments):
        with open(self.folder / f"{name}.said", "w") as said:
            self.daemons.append(subprocess.Popen([found(name), *arguments], stdout=said, stderr=said, env=self.environment))

    def ask(self, *command, check=True, **options):
        environment = options.pop("environment", {})
        return subprocess.run([str(one) for one in command], check=check, capture_output=True, text=True, timeout=60,
                              env=self.environment | environment, **options).stdout.strip()

    def wait(self, what, seconds=300):
        """Waits until nothing is queued. What goes back to the queue would begin two minutes later, so that its node knows that its
        first credential is void; here that takes a second."""
        end, hurried = time.monotonic() + seconds, {}
        while queued := self.ask("squeue", "--noheader", "--array", "--format=%i %r"):
            now = time.monotonic()
            assert now < end, f"{what}: {queued}"
            for job, _, reason in (line.partition(" ") for line in queued.splitlines()):
                if reason == "BeginTime" and hurried.get(job, 0) < now - 20:
                    hurried[job] = now
                    self.ask("scontrol", "update", f"jobid={job}", "starttime=now+4seconds", check=False)
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

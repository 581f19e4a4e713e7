"""Slurm for one user and this machine: munged, slurmctld and slurmd with all that they write in a folder."""

import getpass
import os
import pathlib
import shutil
import socket
import subprocess
import time

PROGRAMS = ("munged", "slurmctld", "slurmd", "sbatch", "squeue", "scontrol")


def found(name):
    return shutil.which(name, path=os.environ["PATH"] + ":/usr/sbin:/sbin")


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

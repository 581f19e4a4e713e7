"""HTCondor, as far as it goes without its daemons, which Debian 12 has no package of: its own parser (the wheel htcondor) makes the
jobs of the submit file; here they are started as these say, and its expression for it decides which ones run again."""

import importlib.util
import os
import shlex
import signal
import subprocess
import threading


def missing():
    return None if importlib.util.find_spec("htcondor") else "the package htcondor (version 24) is not installed"


def described(trial, job, parts):
    """What condor_submit would hand in: the description of each job."""
    os.environ["CONDOR_CONFIG"] = "/dev/null"
    os.environ.update({name: trial.environment[name] for name in ("PATH", "PYTHONPATH", "CHROMA2_TELEMETRY")})  # for its getenv
    import htcondor

    from common import EXAMPLES
    submit = htcondor.Submit((EXAMPLES / "htcondor.sub").read_text())
    assert submit.getQArgs() == "$(parts)"
    submit["job"], submit["parts"] = str(job), str(parts)
    return list(submit.jobs(count=parts, clusterid=1))


def begin(job, file):
    environment = dict(one.split("=", 1) for one in shlex.split(job["Environment"]))
    assert "PYTHONPATH" in environment and any(name.startswith("CHROMA2_") for name in environment)
    with open(file, "a") as out:
        return subprocess.Popen([job["Cmd"], *shlex.split(job["Arguments"])], env=environment, stdout=out, stderr=out)


def done(job, status):
    """Whether it leaves the queue after its process has ended so."""
    job["NumJobCompletions"] = job.get("NumJobCompletions", 0) + 1
    job["ExitBySignal"] = status < 0
    if status >= 0:  # undefined where a signal ended it
        job["ExitCode"] = status
    elif "ExitCode" in job:
        del job["ExitCode"]
    return bool(job.eval("OnExitRemove"))


def run(trial, parts):
    job = trial.job("condor", parts)
    queue, running, again = described(trial, job, parts), [], 0
    assert len(queue) == parts
    killing = threading.Thread(target=trial.kill_one, args=(job,))
    killing.start()
    while queue or running:
        while queue and len(running) < 2:
            one = queue.pop(0)
            running.append((one, begin(one, job.parent / one["Out"])))
        one, process = running.pop(0)
        status = process.wait(300)
        assert status in (0, -signal.SIGKILL), (job.parent / one["Out"]).read_text()
        if not done(one, status):
            queue.append(one)
            again += 1
    killing.join()
    assert again == 1, again
    trial.check(job)
    return "jobs of the submit file, started here; the killed one stayed in the queue and ran again"

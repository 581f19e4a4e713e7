"""chroma2 top: running sessions of other processes are shown, those that have ended or were killed are not."""

import contextlib
import fcntl
import io
import json
import os
import pathlib
import pty
import select
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import time

sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / "python"))
import chroma2 as c  # noqa: E402
from chroma2 import telemetry_files  # noqa: E402
from chroma2._process import alive, host  # noqa: E402
from chroma2.cli import main  # noqa: E402
from chroma2.cli.top_frame import duration, frame, short, size  # noqa: E402
from chroma2.watch import Watched, parse, watched  # noqa: E402
from ended import ended  # noqa: E402

BUSY = """
import sys, time
import chroma2 as c
with c.Context(backend="cpu", threads=1) as context, c.Geometry(context) as geometry:
    geometry.commit()
    with c.Session(context, geometry) as session:
        for event in range(20):
            session.shine(c.Source(count=500, wavelength=400), event_id=event).wait()
        print("ready", flush=True)
        sys.stdin.readline()
"""


def until(true, what, seconds=20):
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, what
        time.sleep(0.02)


def top(*arguments, status=0):
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        assert main(["top", *map(str, arguments)]) == status, said.getvalue()
    return said.getvalue()


def busy(folder):
    job = subprocess.Popen([sys.executable, "-c", BUSY], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                           env=os.environ | {"CHROMA2_TELEMETRY": str(folder)})
    assert job.stdout.readline() == "ready\n"
    return job


def other_processes(folder):
    """Two of them: one ends, one is killed."""
    jobs = [busy(folder), busy(folder)]
    until(lambda: [one.events for one in watched(folder)] == [20, 20], "the events of both")
    seen = json.loads(top(folder, "--once", "--json"))
    assert abs(seen["time"] - time.time()) < 5 and {one["pid"] for one in seen["sessions"]} == {job.pid for job in jobs}
    for one in seen["sessions"]:
        assert one["photons_total"] == {"processor": 10_000, "device": 0} and one["host"] == host() and one["session"] == 1
        assert one["events_total"]["succeeded"] == 20 and 0 < one["median_seconds"] <= one["seconds_99_percent"]
        assert one["memory_bytes"] > 0 and sum(one["stage_seconds_total"].values()) > 0 and "import chroma2" in one["command"]
    text = top(folder, "--once")
    assert "2 sessions of 2 processes" in text and f"{jobs[0].pid}.1      20" in text and "latencies" in text, text
    assert "\x1b" not in text
    jobs[0].kill()  # nobody waits for it yet: its file is there, and its number
    until(lambda: not alive(jobs[0].pid), "its end")
    assert [one.pid for one in watched(folder)] == [jobs[1].pid] and len(list(folder.glob("*.prom"))) == 2
    on_terminal(folder, jobs[1].pid)
    jobs[1].communicate("end\n")
    assert jobs[1].returncode == 0 and watched(folder) == [] and len(list(folder.glob("*.prom"))) == 1
    jobs[0].communicate()
    assert "no session runs" in top(folder, "--once")


def on_terminal(folder, pid):
    """Top on a terminal fills it, whatever its size, and leaves it as it was."""
    master, slave = pty.openpty()
    resize = lambda rows, columns: fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))  # noqa: E731
    resize(24, 200)
    job = subprocess.Popen([sys.executable, "-m", "chroma2", "top", folder], stdin=slave, stdout=slave, stderr=slave,
                           preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler))
    said = bytearray()

    def comes(what):
        def read():
            if select.select([master], [], [], 0)[0]:
                said.extend(os.read(master, 65536))
            return what in said
        until(read, (what, bytes(said)))

    comes(f"{pid}.1      20".encode())
    assert said.startswith(b"\x1b[?1049h\x1b[?25l\x1b[Hchroma2 top, ")
    comes(b"latencies")
    said.clear()
    resize(3, 40)  # no room for the session
    comes(b"1 more session for which the terminal ha")
    text = said[said.rindex(b"\x1b[H"):].decode()
    assert max(len(line.replace("\x1b[H", "").replace("\x1b[K", "").replace("\x1b[J", "")) for line in text.split("\r\n")) == 40, text
    job.send_signal(signal.SIGINT)
    comes(b"\x1b[?25h\x1b[?1049l")
    assert job.wait(20) == 0 and b"Traceback" not in said
    os.close(master)
    os.close(slave)
    # Into a pipe that is closed.
    job = subprocess.Popen([sys.executable, "-m", "chroma2", "top", folder, "--interval", "0.05"], stdout=subprocess.PIPE,
                           stderr=subprocess.PIPE)
    assert job.stdout.readline().startswith(b"chroma2 top, ")
    job.stdout.close()
    assert job.wait(20) != 0 and b"Traceback" not in job.stderr.read()
    job.stderr.close()


def this_process(folder):
    with c.Context(backend="cpu", threads=1) as context, c.Geometry(context) as geometry:
        geometry.commit()
        place = folder / "made"
        session = c.Session(context, geometry, telemetry_folder=place)
        assert place.stat().st_mode & 0o777 == 0o700
        (path,) = place.iterdir()
        assert not list(folder.glob("*.*.2.prom")) and path.stat().st_mode & 0o133 == 0
        other = c.Session(context, geometry, telemetry_folder=place)
        assert len(watched(place)) == 2
        other.shine(c.Source(count=7, wavelength=400)).wait()
        until(lambda: [one.events for one in watched(place)] == [0, 1], "the next look")
        # What a look costs, of each second.
        begin = time.thread_time()
        for _ in range(100):
            telemetry_files.write(path, session)
        cost = (time.thread_time() - begin) / 100
        assert cost < 0.01 * telemetry_files.INTERVAL, cost
        # A fork's end takes no file away, nor does a killed process' leave one for good.
        child = os.fork()
        if not child:
            session._file()  # as its end would
            os._exit(0)
        assert os.waitpid(child, 0)[1] == 0 and len(watched(place)) == 2
        (place / f"{host()}.{child}.1.prom").write_text("")
        (place / f".{host()}.{child}.1.prom").write_text("half")
        (place / f"elsewhere.{child}.1.prom").write_text("chroma2_events_queued 3\n")
        old = place / "gone.1.1.prom"
        old.write_text("")
        os.utime(old, (time.time() - 100, time.time() - 100))
        assert [(one.host, one.command) for one in watched(place) if one.host != host()] == [("elsewhere", "")]
        other.checkpoint(folder / "checkpoint")
        with c.Session.restore(context, geometry, folder / "checkpoint", telemetry_folder=folder / "restored"):
            assert len(watched(folder / "restored")) == 1
        assert watched(folder / "restored") == []
        del session
        other.close()
        other.close()
        session = c.Session(context, geometry, telemetry_folder=place)
        assert {one.name for one in place.iterdir()} - {f"elsewhere.{child}.1.prom", old.name} == {f"{host()}.{os.getpid()}.4.prom"}
        session.close()
        try:
            c.Session(context, geometry, telemetry_folder=5)
            raise AssertionError("taken")
        except TypeError as error:
            assert "telemetry_folder: a path is needed, not 5" in str(error), error
        # Where nothing can be written: an error if it was asked for, else a warning in the log.
        blocked = folder / "file"
        blocked.write_text("")
        try:
            c.Session(context, geometry, telemetry_folder=blocked)
            raise AssertionError("taken")
        except OSError:
            pass
        os.environ["CHROMA2_TELEMETRY"] = str(blocked)
        with contextlib.redirect_stderr(io.StringIO()):
            c.Session(context, geometry).close()
        del os.environ["CHROMA2_TELEMETRY"]
    return cost


def c_program(folder):
    """The example in C is shown too."""
    compiler, library = shutil.which("cc"), os.environ.get("CHROMA2_LIBRARY")
    if not compiler or not library:
        return print("skipped: the program in C (no cc, or no CHROMA2_LIBRARY)")
    root = pathlib.Path(__file__).parents[2]
    program = folder / "telemetry_file"
    subprocess.run([compiler, "-std=c99", root / "examples_c/telemetry_file.c", "-I", root / "include", library, "-o", program], check=True)
    job = subprocess.Popen([program, folder, "60"], env=os.environ | {"LD_LIBRARY_PATH": os.path.dirname(library)})
    until(lambda: any(one.events > 1 for one in watched(folder)), "events of the program in C")
    (one,) = watched(folder)
    assert one.pid == job.pid and one.command == f"telemetry_file {folder} 60"
    job.kill()
    job.wait()
    assert watched(folder) == []


def lines():
    assert [short(number) for number in (0, 5, 999, 1234, 999_600, 2.5e9)] == ["0", "5", "999", "1.23 k", "1 M", "2.5 G"]
    assert [size(number) for number in (0, 2**20, 3 * 2**30)] == ["0 KiB", "1.0 MiB", "3.0 GiB"]
    assert [duration(number) for number in (0, 3e-6, 0.5, 20)] == ["-", "3 us", "500 ms", "20 s"]
    text = ('# HELP x\nchroma2_photons_total{session="a.1.1",place="device"} 30\nchroma2_photons_total{place="processor"} 10\n'
            'chroma2_event_seconds_bucket{le="0.001"} 1\nchroma2_event_seconds_bucket{le="0.002"} 3\n'
            'chroma2_event_seconds_bucket{le="+Inf"} 4\nchroma2_events_total{outcome="failed"} 2\n')
    one = Watched("far", 12, 3, 1.0, "", parse(text.splitlines()))
    assert one.latencies() == [(0.001, 1), (0.002, 2), (float("inf"), 1)] and abs(one.quantile(0.5) - 0.0015) < 1e-12
    shown = frame([one] * 9, "here", 300, 8, True)
    assert len(shown) == 7 and "12.3" in shown[2] and "75 %" in shown[2] and "on far" in shown[2] and "2 failed" in shown[3], shown
    assert "latencies 0 |=@=| more" in shown[3] and shown[-1].startswith("7 more sessions"), shown
    assert telemetry_files.named("a.b.12.3.prom") == ("a.b", 12, 3)
    assert not any(telemetry_files.named(name) for name in (".a.1.1.prom", "a.1.prom", "a.1.1.txt", "a.x.1.prom", ".1.1.prom"))
    assert telemetry_files.labelled('a 1\nchroma2_x{b="c"} 2\nchroma2_y 3\n', "s") == (
        'a 1\nchroma2_x{session="s",b="c"} 2\nchroma2_y{session="s"} 3\n')
    os.environ.pop("CHROMA2_TELEMETRY", None)
    assert "CHROMA2_TELEMETRY is not set" in top("--once", status=2) and "is no folder" in top("/nowhere", status=2)


os.environ["PYTHONPATH"] = str(pathlib.Path(c.__file__).parents[1])
with tempfile.TemporaryDirectory() as scratch:
    folders = [pathlib.Path(scratch, name) for name in ("others", "own", "c")]
    for folder in folders:
        folder.mkdir()
    lines()
    other_processes(folders[0])
    cost = this_process(folders[1])
    c_program(folders[2])
ended(globals())
print(f"top shows what runs; a look costs {1e6 * cost:.0f} us of processor time")

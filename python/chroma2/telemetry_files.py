"""Telemetry of sessions in files, one each, for `chroma2 top` and for Prometheus: FOLDER/HOST.PID.NUMBER.prom, replaced every second.

A session has one where CHROMA2_TELEMETRY names a folder, or its telemetry_folder does. It goes when the session is closed or its
process ends; what a killed process has left is passed over by readers, and removed by the next process that writes there.
"""

from __future__ import annotations

import atexit
import itertools
import logging
import os
import pathlib
import re
import threading
import weakref
from typing import TYPE_CHECKING

from ._process import alive, host
from .errors import Error

if TYPE_CHECKING:
    from .telemetry import Observed

VARIABLE = "CHROMA2_TELEMETRY"
INTERVAL = 1.0  # s
SAMPLE = re.compile(r"^(chroma2_\w+)(?:\{(.*)\})? ", re.MULTILINE)

_numbers = itertools.count(1)
_sessions: dict[pathlib.Path, weakref.ref[Observed]] = {}
_lock = threading.RLock()  # a finalizer may come in any thread, at any time
_stop = threading.Event()
_thread: threading.Thread | None = None


def named(name: str) -> tuple[str, int, int] | None:
    """Host, process and number of a file of telemetry by its name; None: it is none."""
    stem, point, number = name.removesuffix(".prom").rpartition(".")
    where, dot, pid = stem.rpartition(".")
    right = (name.endswith(".prom") and name.isprintable() and where and not where.startswith(".") and pid.isdecimal() and
             number.isdecimal())
    return (where, int(pid), int(number)) if right else None


def labelled(text: str, session: str) -> str:
    """The text with a label on every sample, which tells those of several files apart."""
    return SAMPLE.sub(lambda found: f'{found[1]}{{session="{session}"{"," + found[2] if found[2] else ""}}} ', text)


def start(session: Observed, folder: str | os.PathLike[str]) -> weakref.finalize[..., Observed]:
    """Writes a session's telemetry to a file of this folder from now on, until what it gives is called. OSError where it cannot be
    written."""
    global _thread
    place = pathlib.Path(folder)
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    sweep(place)
    path = place / f"{host()}.{os.getpid()}.{next(_numbers)}.prom"
    with _lock:
        _sessions[path] = weakref.ref(session)
        end = weakref.finalize(session, _remove, path, os.getpid())
        try:
            write(path, session)
        except BaseException:
            end()
            raise
        if _thread is None:
            _thread = threading.Thread(target=_run, name="chroma2 telemetry", daemon=True)
            _thread.start()
    return end


def write(path: pathlib.Path, session: Observed) -> None:
    """One file, which appears when it is complete."""
    try:
        text = labelled(session.telemetry_text(), path.stem)
    except Error:  # it was closed meanwhile
        return
    part = path.with_name(f".{path.name}")
    file = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC, 0o644)
    with os.fdopen(file, "w") as out:
        out.write(text)
    os.replace(part, path)
    if path not in _sessions:  # it was closed meanwhile
        path.unlink(missing_ok=True)


def sweep(folder: pathlib.Path) -> None:
    """Removes what killed processes of this machine have left."""
    for path in folder.iterdir():
        found = named(path.name.lstrip("."))
        if found and found[0] == host() and not alive(found[1]):
            try:
                path.unlink(missing_ok=True)
            except OSError:  # of another user
                pass


def _run() -> None:
    failed = False
    while not _stop.wait(INTERVAL):
        for path in list(_sessions):
            with _lock:
                session = _sessions[path]() if path in _sessions else None
                try:
                    if session is not None:
                        write(path, session)
                except OSError as reason:
                    if not failed:
                        logging.getLogger("chroma2").warning("telemetry: %s", reason)
                    failed = True
            del session  # this thread keeps none


def _remove(path: pathlib.Path, pid: int) -> None:
    if os.getpid() != pid:  # a fork's
        return
    with _lock:
        _sessions.pop(path, None)
        try:
            path.unlink(missing_ok=True)
        except OSError:
            pass


@atexit.register
def _end() -> None:
    _stop.set()
    if _thread is not None:
        _thread.join(INTERVAL)


def _after_fork() -> None:
    """A child has none of its parent's sessions, and none of its threads."""
    global _lock, _stop, _thread
    _lock, _stop, _thread = threading.RLock(), threading.Event(), None
    _sessions.clear()


os.register_at_fork(after_in_child=_after_fork)

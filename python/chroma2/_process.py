"""Processes of this machine: which one this is, and which ones live."""

from __future__ import annotations

import os
import pathlib
import platform


def host() -> str:
    """The machine's name, as it is in names of files."""
    return platform.node().replace("/", "_") or "localhost"


def alive(pid: int) -> bool:
    """Whether a process of this machine lives; one that was killed and that nobody has waited for does not."""
    try:
        return pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except (OSError, IndexError):
        pass
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True

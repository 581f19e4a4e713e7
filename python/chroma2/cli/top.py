"""chroma2 top: what running sessions do."""

from __future__ import annotations

import argparse
import json
import os
import pathlib
import shutil
import sys
import time
from typing import Any

from ..telemetry_files import VARIABLE
from ..watch import watched
from .top_frame import frame

ENTER, LEAVE = "\x1b[?1049h\x1b[?25l", "\x1b[?25h\x1b[?1049l"  # another screen without a cursor, and back
HOME, END_OF_LINE, REST = "\x1b[H", "\x1b[K", "\x1b[J"
GLANCE = 0.1  # s between looks at the terminal's size


def add(commands: Any) -> None:
    parser = commands.add_parser("top", help="what running sessions do: events, rates, queues, latencies, memory")
    parser.add_argument("folder", nargs="?", default=os.environ.get(VARIABLE),
                        help=f"where processes write their telemetry: what {VARIABLE} is for them (default: what it is here)")
    parser.add_argument("--once", action="store_true", help="print it once")
    parser.add_argument("--json", action="store_true", help="print objects of JSON, one a line, for scripts")
    parser.add_argument("--interval", type=float, default=1.0, help="seconds between two looks (default: %(default)g)")
    parser.set_defaults(function=run)


def run(given: argparse.Namespace) -> int:
    if not given.folder:
        raise ValueError(f"folder: none is given, and {VARIABLE} is not set; start programs with {VARIABLE}=FOLDER, and name it here")
    if not given.interval > 0:
        raise ValueError(f"--interval is {given.interval}; it must be above 0")
    folder = pathlib.Path(given.folder)
    if not folder.is_dir():
        raise NotADirectoryError(f"{folder} is no folder: no process has written its telemetry there")
    screen = sys.stdout.isatty() and not given.once and not given.json
    try:
        if screen:
            sys.stdout.write(ENTER)
        while True:
            show(folder, given.json, screen)
            if given.once:
                return 0
            rest(given.interval, folder, screen)
    except KeyboardInterrupt:
        return 0
    finally:
        if screen:
            sys.stdout.write(LEAVE)
            sys.stdout.flush()


def show(folder: pathlib.Path, as_json: bool, screen: bool) -> None:
    sessions = watched(folder)
    if as_json:
        print(json.dumps({"time": time.time(), "sessions": [one.as_dict() for one in sessions]}), flush=True)
        return
    width, height = shutil.get_terminal_size((160, 10_000)) if sys.stdout.isatty() else (160, 10_000)
    plain = (sys.stdout.encoding or "ascii").lower().replace("-", "") != "utf8"
    lines = frame(sessions, str(folder), width, height, plain)
    if screen:
        sys.stdout.write(HOME + (END_OF_LINE + "\n").join(lines) + END_OF_LINE + REST)
    else:
        print("\n".join(lines))
    sys.stdout.flush()


def rest(seconds: float, folder: pathlib.Path, screen: bool) -> None:
    """Waits for the next look; a terminal of another size is filled at once."""
    end, size = time.monotonic() + seconds, shutil.get_terminal_size()
    while (left := end - time.monotonic()) > 0:
        time.sleep(min(left, GLANCE) if screen else left)
        if screen and shutil.get_terminal_size() != size:
            size = shutil.get_terminal_size()
            show(folder, False, screen)

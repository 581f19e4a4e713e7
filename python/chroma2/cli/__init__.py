"""The command chroma2."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from .. import __version__
from ..errors import Error
from . import bench, check, info, job, join, render, run, top

COMMANDS = (info, run, render, check, job, join, top, bench)


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(prog="chroma2", description="Optical-photon Monte Carlo for particle detectors.")
    made.add_argument("--version", action="version", version=f"chroma2 {__version__}")
    commands = made.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for one in COMMANDS:
        one.add(commands)
    return made


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs it; the exit status: 0, 1 where a check or a comparison found something, 2 where it could not be done."""
    given = parser().parse_args(arguments)
    try:
        return int(given.function(given))
    except KeyboardInterrupt:
        print("chroma2: interrupted", file=sys.stderr)
        return 130
    except BrokenPipeError:
        return 2
    except (Error, OSError, ImportError, ValueError, TypeError, KeyError) as reason:
        print(f"chroma2: {reason}", file=sys.stderr)
        return 2
